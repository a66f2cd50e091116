"""Formats dates, times, deadlines, names and file sizes for the window."""

from collections.abc import Sequence
from datetime import date, datetime

from panel_desk.rules.dates import DAY_NAMES, in_words, with_weekday
from panel_desk.rules.text import capital, count, fingerprint_in_words, listed, with_numbers
from panel_desk.rules.vocabulary import HowGiven
from panel_desk.ui.states import Chip, State

__all__ = [
    "capital",
    "clock_time",
    "count",
    "due",
    "file_size",
    "fingerprint_in_words",
    "full",
    "given_in_words",
    "listed",
    "moment",
    "readiness",
    "readiness_in_words",
    "short",
    "with_numbers",
    "with_weekday",
]

_MONTHS = tuple(in_words(date(2000, month, 1)).split()[1] for month in range(1, 13))
_KILO = 1024  # bytes
_SHORT = 3  # letters of an abbreviated month or day


def full(day: date | None) -> str:
    """A date as *4 March 2027*; empty for None."""
    return in_words(day) if day else ""


def short(day: date) -> str:
    """A date as *Thu 4 Mar*."""
    return f"{DAY_NAMES[day.weekday()][:_SHORT]} {day.day} {_MONTHS[day.month - 1][:_SHORT]}"


def clock_time(moment: datetime) -> str:
    """A time as *10:42*, in the computer's time zone."""
    return f"{moment.astimezone():%H:%M}"


def moment(instant: datetime) -> str:
    """A date and time as *4 March 2027, 10:42*, in the computer's time zone."""
    return f"{full(instant.astimezone().date())}, {clock_time(instant)}"


def readiness(not_ready: Sequence[str], overdue: Sequence[str]) -> Chip:
    """Whether a person may sit, as a chip: green only where nothing is missing and nothing is overdue.

    Args:
        not_ready: what the person still needs before sitting.
        overdue: what is past its day, such as an appraisal.
    """
    if not_ready:
        return Chip(State.ALERT, "Not ready")
    if overdue:
        return Chip(State.ALERT, f"{capital(listed(list(overdue)))} overdue")
    return Chip(State.GOOD, "Ready")


def readiness_in_words(not_ready: Sequence[str], overdue: Sequence[str]) -> str:
    """Whether a person may sit, with every reason, for tooltips, the search and the export.

    Args:
        not_ready: what the person still needs before sitting.
        overdue: what is past its day, such as an appraisal.
    """
    reasons = [*not_ready, *(f"{what} overdue" for what in overdue)]
    return f"{'Not ready' if not_ready else 'Ready'}: {listed(reasons)}" if reasons else "Ready"


def due(due_on: date, working_days_left: int) -> Chip:
    """A deadline as a chip.

    Args:
        due_on: the last day on which it is in time.
        working_days_left: working days from today to that day; below zero once it is late.
    """
    if working_days_left < 0:
        return Chip(State.ALERT, f"{count(-working_days_left, 'working day')} late")
    if working_days_left == 0:
        return Chip(State.WAITING, f"due today, {short(due_on)}")
    return Chip(State.NOTE, f"due {short(due_on)} · {count(working_days_left, 'working day')}", "clock")


def initials(name: str) -> str:
    """Two letters for a name: of its first word and its last."""
    names = name.split()
    return "".join(part[0].upper() for part in ([names[0], names[-1]] if len(names) > 1 else names))


def file_size(size: int) -> str:
    """A number of bytes: `120 KB`, `3.4 MB`."""
    kilobytes = size / _KILO
    return f"{kilobytes / _KILO:.1f} MB" if kilobytes >= _KILO else f"{max(1, round(kilobytes))} KB"


def given_in_words(how: HowGiven | None, recorded_by: str | None) -> str:
    """How the office was given what it recorded for a person, and who recorded it; empty where the person did so."""
    if how is None:
        return ""
    given = "Given in person" if how is HowGiven.IN_PERSON else f"Given by {how}"
    return f"{given}, recorded by {recorded_by}"
