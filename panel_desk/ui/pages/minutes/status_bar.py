"""The status bar of the minutes: the steps from draft to signed, who has still to act, and the next step."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from panel_desk.queries.minutes.minutes import MinutesRecord
from panel_desk.queries.minutes.reviews import ReviewRow
from panel_desk.rules.vocabulary import MinutesState, ReviewStage
from panel_desk.ui import formats
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S16, Part
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import column, empty, row
from panel_desk.ui.widgets.text import Text

_STEPS = (
    Chip(State.NOTE, "Draft", "file-pen-line"),
    Chip(State.WAITING, "Chair and adviser", "eye"),
    Chip(State.WAITING, "Members", "eye"),
    Chip(State.WAITING, "Final"),
    Chip(State.GOOD, "Signed"),
)

_MOST_BESIDE = 2  # names of reviewers beside the steps; more of them stand below, over the whole width


class MinutesStatusBar(QWidget):
    """The line above the minutes: the steps as chips, the deadline that comes first, and the next step in words."""

    def __init__(self) -> None:
        super().__init__()
        self._steps_row = row(gap=S8)
        self.next = Text("", Part.QUIET, wrap=True)
        self.saved = Text("", Part.QUIET)
        self.clock = StateChip(Chip(State.NOTE, ""))
        self.clock.hide()
        self._beside, self._below = row(), row()
        parts = row(self._steps_row, self.clock, self._beside, self.saved, gap=S16)
        parts.setStretch(2, 1)
        self.setLayout(column(parts, self._below, gap=S4))

    def show_record(
        self,
        record: MinutesRecord,
        reviews: Sequence[ReviewRow],
        signing_at_home: Sequence[tuple[str, datetime]],
        today: date,
        *,
        is_at_home: bool = False,
    ) -> None:
        """Show the state of these minutes.

        Args:
            record: the minutes.
            reviews: who was asked to check them, and how far each is.
            signing_at_home: names of those who have the file to sign at home, each with when it was made.
            today: today's date, from which the days to the deadlines are counted.
            is_at_home: these are the minutes of a review file, which holds nobody's review but the reader's own.
        """
        empty(self._steps_row)
        at = step_of(record, reviews)
        for number, step in enumerate(_STEPS):
            other = Chip(State.QUIET, step.word) if number > at or is_at_home else _past_step(number, reviews)
            self._steps_row.addWidget(StateChip(step if number == at else other))
        if is_at_home and reviews and record.state is MinutesState.IN_REVIEW and not _waiting(reviews):
            self.next.setText("You have checked these minutes")
        else:
            self.next.setText(_what_next(record, reviews, signing_at_home, today))
        waiting = _waiting(reviews) if record.state is MinutesState.IN_REVIEW else []
        self.clock.setVisible(bool(waiting))
        (self._below if len(waiting) > _MOST_BESIDE else self._beside).addWidget(self.next)
        if waiting:
            soonest = min((one.clock for one in waiting), key=lambda clock: clock.due_on)
            self.clock.show_chip(formats.due(soonest.due_on, soonest.working_days_left(today)))
            self.clock.setToolTip("\n".join([soonest.rule, *(_check(one) for one in reviews if one.is_current)]))


def _past_step(number: int, reviews: Sequence[ReviewRow]) -> Chip:
    """A step before the present one; a check is only good where everybody who was asked has checked."""
    step = _STEPS[number]
    stage = {1: ReviewStage.ACCURACY, 2: ReviewStage.MEMBERS}.get(number)
    asked = [one for one in reviews if one.stage is stage]
    done = sum(one.done_at is not None for one in asked)
    if stage is None or (asked and done == len(asked)):
        return Chip(State.GOOD, step.word)
    return Chip(State.WAITING, f"{step.word}: {done} of {len(asked)} checked" if asked else f"{step.word}: not asked")


def step_of(record: MinutesRecord, reviews: Sequence[ReviewRow]) -> int:
    """The number of the present step, from 0 (draft) to 4 (signed)."""
    is_with_members = any(one.is_current and one.stage is ReviewStage.MEMBERS for one in reviews)
    return {
        MinutesState.DRAFT: 0,
        MinutesState.IN_REVIEW: 1 + is_with_members,
        MinutesState.FINAL: 3,
        MinutesState.SIGNED: 4,
    }[record.state]


def _waiting(reviews: Sequence[ReviewRow]) -> list[ReviewRow]:
    return [one for one in reviews if one.is_current and one.done_at is None]


def _progress_of(one: ReviewRow, today: date) -> str:
    """A reviewer who has not finished, with how far they are: `Ann Lee (late, has looked)`."""
    notes = ["late"] if one.clock.overdue(today) else []
    if one.at_home_since is not None:
        notes.append(f"at home since {formats.full(one.at_home_since.astimezone().date())}")
    elif one.looked_at:
        notes.append("has looked")
    return f"{one.name} ({', '.join(notes)})" if notes else one.name


def _check(one: ReviewRow) -> str:
    """How far a reviewer is, with every date that is known."""
    days = {
        "asked on": _day(one.asked_at),
        "due on": one.due_on,
        "looked on": _day(one.looked_at),
        "checked on": _day(one.done_at),
    }
    given = formats.given_in_words(one.how_given, one.recorded_by)
    dated = ", ".join(f"{what} {formats.full(day)}" for what, day in days.items() if day)
    return f"{one.name}: {dated}.{f' {given}.' if given else ''}"


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone().date() if moment else None


def _what_next(
    record: MinutesRecord,
    reviews: Sequence[ReviewRow],
    signing_at_home: Sequence[tuple[str, datetime]],
    today: date,
) -> str:
    if signed := record.content.signed:
        return f"Signed by {signed.name} on {formats.moment(signed.signed_at)} · fingerprint {signed.fingerprint[:16]}"
    if record.state is MinutesState.FINAL:
        out = [f"{name} since {formats.full(since.astimezone().date())}" for name, since in signing_at_home]
        return f"At home, to be signed: {formats.listed(out)}" if out else "Next: whoever presided signs them"
    if record.unfinished:
        return f"Still to write: {' '.join(record.unfinished)}"
    if record.state is MinutesState.DRAFT:
        return "Next: the office sends them to the chair and the adviser to check"
    asked = [one for one in reviews if one.is_current]
    if waiting := _waiting(reviews):
        since = formats.full(_day(min(one.asked_at for one in waiting)))
        done = [one.name for one in asked if one.done_at is not None]
        checked = f" · {formats.listed(done)} {'has' if len(done) == 1 else 'have'} checked" if done else ""
        return f"Waiting for {formats.listed([_progress_of(one, today) for one in waiting])} since {since}{checked}"
    is_with_members = any(one.stage is ReviewStage.MEMBERS for one in asked)
    checked = "All have checked. " if asked else ""
    return f"{checked}Next: {'make them final' if is_with_members or not asked else 'the members check them'}"
