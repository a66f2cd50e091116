"""What a thing to do is: its kind, its place in the day, the one step that does it, and whose it is."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from panel_desk.desk import Work
from panel_desk.rules.clocks import Clock, Clocks
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import OFFICE, AccountRole

THE_OFFICE = frozenset(OFFICE)


class Band(StrEnum):
    """Where in the day a thing to do belongs."""

    LATE = "late"
    TODAY = "today"
    THIS_WEEK = "this week"
    LATER = "later"
    WAITING = "waiting for someone else"


class TodayKind(StrEnum):
    """What a thing to do is about."""

    DECISIONS = "decisions"
    MINUTES = "minutes"
    PANELS = "panels"
    PAPERS = "papers"
    CASES = "cases"
    MEMBERS = "members"


class Step(StrEnum):
    """The one step that does it, in the words of its button."""

    RECORD_RECEIPT = "Record receipt"
    ACKNOWLEDGE_CORRECTION = "Acknowledge correction"
    RECORD_DECISION = "Record decision"
    RECORD_ORAL_NOTICE = "Record oral notice"
    RECORD_WRITTEN_NOTICE = "Record written notice"
    WRITE_MINUTES = "Write minutes"
    READ_MINUTES = "Read minutes"
    REMIND_REVIEWER = "Remind"
    SIGN = "Sign"
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
        id: the same from one asking to the next.
        what: in a few words.
        detail: more of it; may be empty.
        whose: who it rests with, by name or by role.
        ref: the record that the step is taken on; None for a whole register.
        clock: what is due, by which rule; None where nothing but the calendar says when.
        on: the last day, or the panel's day where there is no clock.
        working_days_left: to that day; negative once past.
        is_mine: whether the signed-in role does it.
        is_housekeeping: whether it keeps a register in order rather than moving a case on.
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
        """Whether it is late or due today; the navigation counts these."""
        return self.band in (Band.LATE, Band.TODAY)


@dataclass(frozen=True, slots=True)
class TodayContext:
    """What every row is worked out with."""

    work: Work
    clocks: Clocks
    on: date

    def row(
        self,
        kind: TodayKind,
        what: str,
        step: Step,
        ref: str | None,
        *,
        by: frozenset[AccountRole],
        detail: str = "",
        whose: str = "",
        clock: Clock | None = None,
        on: date | None = None,
        only_member: str | None = None,
        is_housekeeping: bool = False,
    ) -> TodayRow:
        """A row, in the band that its day and the signed-in role put it in."""
        day = clock.due_on if clock else (on or self.on)
        me = self.work.by
        is_mine = me.role in by and (me.role is not AccountRole.CHAIR or only_member in (None, me.member_ref))
        band = self.band(day)
        if band in (Band.THIS_WEEK, Band.LATER) and not is_mine and not by & THE_OFFICE:
            band = Band.WAITING
        return TodayRow(
            id=f"{step} {clock.kind if clock else kind} {ref} {day}",
            kind=kind,
            band=band,
            what=what,
            detail=detail,
            whose=whose or _role_in_words(by),
            step=step,
            ref=ref,
            clock=clock,
            on=day,
            working_days_left=clock.working_days_left(self.on) if clock else self.clocks.days.between(self.on, day),
            is_mine=is_mine,
            is_housekeeping=is_housekeeping,
        )

    def band(self, day: date) -> Band:
        """The band of a day, by the calendar week."""
        if day <= self.on:
            return Band.TODAY if day == self.on else Band.LATE
        sunday = self.on + timedelta(days=6 - self.on.weekday())
        return Band.THIS_WEEK if day <= sunday else Band.LATER


def _role_in_words(by: frozenset[AccountRole]) -> str:
    role = AccountRole.ADMINISTRATOR if by & THE_OFFICE else next(iter(by), AccountRole.READER)
    return capital(role)
