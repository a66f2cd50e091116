"""Rows of the Today list: kind, band, the step that completes it, and whose turn it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from panel_desk.desk import Work
from panel_desk.queries.today.turns import Turn, is_office_turn, is_turn_of, role_in_words
from panel_desk.rules.clocks import Clock, Clocks


class Band(StrEnum):
    """The section of the Today list for a row."""

    TO_BEGIN_WITH = "to begin with"
    PANEL_TODAY = "panel today"
    LATE = "late"
    TODAY = "today"
    THIS_WEEK = "this week"
    LATER = "later"
    WAITING = "waiting for someone else"


class TodayKind(StrEnum):
    """What a row of the Today list is about."""

    DECISIONS = "decisions"
    MINUTES = "minutes"
    PANELS = "panels"
    PAPERS = "papers"
    CASES = "cases"
    MEMBERS = "members"


class Step(StrEnum):
    """The one step that completes a row, as its button says."""

    RECORD_RECEIPT = "Record receipt"
    ACKNOWLEDGE_CORRECTION = "Acknowledge correction"
    RECORD_DECISION = "Record decision"
    RECORD_ORAL_NOTICE = "Record oral notice"
    RECORD_WRITTEN_NOTICE = "Record written notice"
    WRITE_MINUTES = "Write minutes"
    READ_MINUTES = "Read minutes"
    REMIND_REVIEWER = "Remind"
    SIGN = "Sign"
    OPEN_CALENDAR = "Open calendar"
    OPEN_MEETING = "Open meeting"
    MEND_LINE_UP = "Open line-up"
    OPEN_PAPERS = "Open papers"
    OPEN_PACKS = "Open packs"
    CHECK_REPORTS = "Check reports"
    OPEN_REPORT = "Open report"
    RECORD_COMMENTS = "Record comments"
    OPEN_CASE = "Open case"
    OPEN_CASES = "Open cases"
    OPEN_MEMBER = "Open member"
    OPEN_CENTRAL_LIST = "Open central list"


@dataclass(frozen=True, slots=True)
class TodayRow:
    """One thing to do.

    Args:
        id: identifies the row; it has the same one each time the list is built.
        what: in a few words.
        detail: a second line; may be empty.
        whose: whose turn it is, by name or by role.
        ref: the record that the step is taken on; None for a whole register.
        clock: the deadline with its rule; None where no rule sets one.
        on: the last day of the clock; where there is none, the day that the row is about, such as the panel's.
        working_days_left: working days to that day; negative once it is past.
        is_mine: whether it is the signed-in person's turn, by the rule of `turns`.
        is_housekeeping: True for keeping a register in order (DBS renewals, appraisals), False for a case's next step.
    """

    id: str
    kind: TodayKind
    band: Band
    what: str
    detail: str
    whose: str
    step: Step
    ref: str | None
    clock: Clock | None
    on: date
    working_days_left: int
    is_mine: bool
    is_housekeeping: bool = False

    @property
    def is_pressing(self) -> bool:
        """Whether it is late or due today."""
        return self.band in (Band.PANEL_TODAY, Band.LATE, Band.TODAY)

    @property
    def is_pressing_for_me(self) -> bool:
        """Whether it is late or due today, and the signed-in person's turn; the navigation counts these."""
        return self.is_mine and self.is_pressing


@dataclass(frozen=True, slots=True)
class TodayContext:
    """Passed to every row builder: the unit of work, the agency's clocks and the day."""

    work: Work
    clocks: Clocks
    today: date

    def row(
        self,
        kind: TodayKind,
        what: str,
        step: Step,
        ref: str | None,
        *,
        turn: Turn,
        detail: str = "",
        whose: str = "",
        clock: Clock | None = None,
        on: date | None = None,
        chair: str | None = None,
        is_own: bool = False,
        is_housekeeping: bool = False,
    ) -> TodayRow:
        """A row in the band of its day, or under *waiting for someone else* where another role has to act.

        Args:
            kind: what the row is about.
            what: in a few words.
            step: the step that completes it.
            ref: the record that the step is taken on; None for a whole register.
            turn: whose work it is.
            detail: a second line.
            whose: who takes the step, by name; empty for the role's name.
            clock: the deadline with its rule.
            on: where there is no clock, the day that the row is about, such as the panel's; None for today.
            chair: the ref of the one who presides, where chairs take the step; None for any chair.
            is_own: whether the signed-in person was asked by name.
            is_housekeeping: whether it keeps a register in order.
        """
        day = clock.due_on if clock else (on or self.today)
        is_mine = is_turn_of(self.work, turn, chair=chair, is_own=is_own)
        band = self.band(day)
        if band in (Band.THIS_WEEK, Band.LATER) and not is_mine and not is_office_turn(turn):
            band = Band.WAITING
        return TodayRow(
            id=f"{step} {clock.kind if clock else kind} {ref} {day}",
            kind=kind,
            band=band,
            what=what,
            detail=detail,
            whose=whose or role_in_words(self.work, turn),
            step=step,
            ref=ref,
            clock=clock,
            on=day,
            working_days_left=clock.working_days_left(self.today)
            if clock
            else self.clocks.days.between(self.today, day),
            is_mine=is_mine,
            is_housekeeping=is_housekeeping,
        )

    def band(self, day: date) -> Band:
        """The band of a day, by the calendar week."""
        if day <= self.today:
            return Band.TODAY if day == self.today else Band.LATE
        sunday = self.today + timedelta(days=6 - self.today.weekday())
        return Band.THIS_WEEK if day <= sunday else Band.LATER
