"""Times of an agenda's items: consecutive, with breaks between them, and whether they overrun."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """The local start and end of an item."""

    starts_at: time
    ends_at: time


def item_slots(starts_at: time, lengths: Sequence[int], pause: int) -> tuple[TimeSlot | None, ...]:
    """The slots of consecutive items with breaks between them; None for an item that would not end before midnight.

    Args:
        starts_at: when the first item starts.
        lengths: the length of each item in minutes.
        pause: the break between two items in minutes.
    """
    slots: list[TimeSlot | None] = []
    minute = starts_at.hour * 60 + starts_at.minute
    for length in lengths:
        slots.append(
            TimeSlot(_time_of_day(minute), _time_of_day(minute + length)) if minute + length < _MIDNIGHT else None
        )
        minute += length + pause
    return tuple(slots)


def ends_at(day: date, starts_at: time | None, minutes: int | None) -> time | None:
    """When an item ends, at the latest at the end of the day; None where its start or length is not known.

    Args:
        day: the day of the meeting.
        starts_at: when the item starts.
        minutes: how long it takes.
    """
    if starts_at is None or minutes is None:
        return None
    ends = datetime.combine(day, starts_at) + timedelta(minutes=minutes)
    return ends.time() if ends.date() == day else time.max


def overrun_minutes(last_ends_at: time, ends_by: time) -> int:
    """The minutes by which an agenda overruns; 0 where it does not."""
    any_day = date.min  # times alone cannot be subtracted
    late_by = datetime.combine(any_day, last_ends_at) - datetime.combine(any_day, ends_by)
    return max(0, int(late_by / timedelta(minutes=1)))


def _time_of_day(minute: int) -> time:
    return time(minute // 60, minute % 60)
