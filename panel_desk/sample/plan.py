"""Makes up the agency's two years: who sat at which panel, what was brought to it, recommended and decided."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from panel_desk.rules.vocabulary import (
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MinutesState,
    Outcome,
)
from panel_desk.sample import lineups
from panel_desk.sample.calendar import PanelDays, panel_days
from panel_desk.sample.events import add_feedback, add_training
from panel_desk.sample.families import Families
from panel_desk.sample.outcomes import Outcomes
from panel_desk.sample.people import SOCIAL_WORKERS, member_rows
from panel_desk.sample.plan_types import Brought, Ledger, Panel
from panel_desk.sample.reasons import CANCELLED

_SEED = 1926
AT_THE_DESK = 10
_MOVED_IN_BEFORE = 4  # working days before the first panel that was held at the desk
_LENGTHS = {CaseKind.MATCH: 60, CaseKind.APPROVAL: 45}
_SHORT = 30
_BREAK = timedelta(minutes=10)
_FIRST_ITEM = time(9, 45)

# What each panel hears. A kind alone, or with a twist: a number of siblings, an authority, how it turned out.
_THEN: tuple[tuple[str, ...], ...] = (
    ("approval", "match"),
    ("match", "approval"),
    ("approval", "match:2", "brief report"),
    ("match", "approval:health"),
    ("approval", "match"),
    ("match:chair", "approval"),
    ("approval:again", "match"),
    ("match:3",),
    ("approval", "termination"),
    ("match:not recommended", "approval:no majority"),
    ("match", "consent to placement"),
    ("match",),
    ("approval:departs", "match"),
    ("approval:again",),
    ("match:2",),
    ("review of approval", "match", "approval"),
    ("approval", "match:late"),
    ("match:returned", "approval"),
    ("other", "match"),
    ("approval", "match:inquorate"),
    ("match", "approval:early"),
)
_AT_THE_DESK: tuple[tuple[str, ...], ...] = (
    ("approval", "match:2"),
    ("match", "review of approval"),
    ("approval", "match", "brief report"),
    ("approval:refused", "match:late"),
    ("approval:WVC", "match:MAR", "match:HAL"),
    ("approval:WVC", "match:MAR", "match:HAL"),
    ("match:3", "approval"),
    ("approval", "match:2"),
    ("match:split", "approval:early", "consent to placement"),
    ("match:early",),
)
_AHEAD: tuple[tuple[str, ...], ...] = (
    ("approval", "match:2", "approval:early", "match", "review of approval"),
    ("match", "approval", "match:early", "approval"),
    ("approval", "match"),
    ("approval",),
)
_WAITING = ("match:VAA", "approval", "match:early", "approval:early", "brief report", "match:2", "termination")

# Children for whom no case has been opened: working days ago, how many, whose. The plan for the last has changed since.
_NO_LINK_YET = ((130, 1, "MAR"), (70, 2, "HAL"), (24, 1, "WVC"), (96, 1, "MAR"))


def made_up(today: date) -> Ledger:
    """The whole ledger, the same for the same day."""
    return _Plan(today).ledger


class _Plan:
    def __init__(self, today: date) -> None:
        self._rng = Random(_SEED)  # noqa: S311 - made-up records, the same every time
        self._calendar: PanelDays = panel_days(today)
        self._days = self._calendar.days
        self._families = Families(self._rng, today, self._days)
        self._outcomes = Outcomes(self._rng, today, self._days)
        self._brought = 0
        self._to_return: list[Brought] = []
        past = self._calendar.past
        self.ledger = Ledger(
            today,
            moved_in_on=self._days.before(past[-AT_THE_DESK], _MOVED_IN_BEFORE),
            closed=self._calendar.closed,
            members=member_rows(today),
        )
        self._past()
        self._ahead()
        self._waiting()
        self._number()
        add_training(self.ledger, self._days, self._rng)
        add_feedback(self.ledger, self._days, self._rng)

    def _past(self) -> None:
        past = self._calendar.past
        first_at_desk = len(past) - AT_THE_DESK
        called_off = (first_at_desk // 3, 2 * first_at_desk // 3)
        heard = 0
        for number, day in enumerate(past):
            panel = self._panel(number, day)
            self.ledger.panels.append(panel)
            if number in called_off:
                panel.status = MeetingStatus.CANCELLED
                panel.cancelled_because = CANCELLED[called_off.index(number)]
                continue
            if number < first_at_desk:
                specs = _THEN[heard % len(_THEN)]
                # What is out of the ordinary happens once.
                specs = specs if heard < len(_THEN) else tuple(spec.partition(":")[0] for spec in specs)
                heard += 1
            else:
                specs = _AT_THE_DESK[number - first_at_desk]
            self._bring(panel, specs)
            lineups.seat(panel, self.ledger.members, self._rng)
            self._outcomes.conclude(panel, number - first_at_desk)
            self._follow(panel)

    def _panel(self, number: int, day: date) -> Panel:
        panel = Panel(day, chair=lineups.chair_of(number))
        panel.place = (MeetingFormat.VIRTUAL, MeetingFormat.VIRTUAL, MeetingFormat.IN_PERSON, MeetingFormat.HYBRID)[
            number % 4
        ]
        last = len(self._calendar.past) - 1
        panel.kind = {
            last: MeetingKind.URGENT,
            last - 2: MeetingKind.ADDITIONAL,
            last // 2: MeetingKind.ADDITIONAL,
        }.get(number, MeetingKind.PLANNED)
        return panel

    def _bring(self, panel: Panel, specs: tuple[str, ...]) -> None:
        starts = datetime.combine(panel.meets_on, _FIRST_ITEM)
        for item, spec in enumerate(specs, start=1):
            requested = self._days.before(panel.meets_on, 26 + (item % 2))
            case = self._case(spec, panel.meets_on, min(requested, self._days.before(self.ledger.today, 12)))
            case.item_no, case.minutes = item, _LENGTHS.get(case.kind, _SHORT)
            case.starts_at, case.status = starts.time(), CaseStatus.BOOKED
            booked = self._days.before(panel.meets_on, 18)
            case.booked_on = min(booked, self._days.before(self.ledger.today, 6))
            starts += timedelta(minutes=case.minutes) + _BREAK
            panel.items.append(case)

    def _case(self, spec: str, meets_on: date, requested_on: date) -> Brought:
        word, _, twist = spec.partition(":")
        kind = CaseKind(word)
        self._brought += 1
        authority = twist if twist in {"WVC", "MAR", "HAL"} else ("WVC", "MAR", "HAL", "WVC", "MAR")[self._brought % 5]
        early = twist == "early"
        home, kids = None, []
        if twist == "again":
            home = self._to_return.pop(0).home
        elif kind in {CaseKind.APPROVAL, CaseKind.BRIEF_REPORT}:
            home = self._families.applicants(meets_on, requested_on, early_permanence=early)
        elif kind in {CaseKind.REVIEW_OF_APPROVAL, CaseKind.TERMINATION}:
            home = self._families.long_waiting(requested_on)
        elif kind is CaseKind.MATCH:
            home = self._families.to_match(meets_on, requested_on, 10 if twist == "VAA" else self._brought)
            count = int(twist) if twist.isdigit() else 1
            kids = self._families.children(requested_on, authority, count, early_permanence=early)
        elif kind is CaseKind.CONSENT_TO_PLACEMENT:
            kids = [self._families.relinquished(requested_on, authority)]
        worker = SOCIAL_WORKERS[self._brought * 3 % len(SOCIAL_WORKERS)]
        case = Brought("", kind, home, kids, worker, requested_on, twist=twist)
        if twist in {"health", "no majority"}:
            self._to_return.append(case)
        return case

    def _follow(self, panel: Panel) -> None:
        """What the decisions of a panel lead to."""
        for case in panel.items:
            for result in case.results:
                is_matched = case.kind is CaseKind.MATCH and result.decision in {None, DecisionOutcome.AGREED}
                if result.kid is not None and (result.outcome is Outcome.DEFERRED or not is_matched):
                    self._families.unlinked(result.kid, result.decided_on or panel.meets_on)
                if result.decision is not DecisionOutcome.AGREED or result.decided_on is None:
                    continue
                if case.kind is CaseKind.APPROVAL and case.home is not None:
                    self._families.approved(case.home, result.decided_on)
                if case.kind is CaseKind.MATCH and result.kid is not None:
                    self._families.placed(result.kid, result.decided_on)

    def _ahead(self) -> None:
        first = len(self._calendar.past)
        for number, day in enumerate(self._calendar.ahead):
            panel = self._panel(first + number, day)
            panel.status, panel.minutes = MeetingStatus.PLANNED, MinutesState.NONE
            panel.kind = MeetingKind.PLANNED
            self.ledger.panels.append(panel)
            if number < len(_AHEAD):
                self._bring(panel, _AHEAD[number])
            lineups.invite_ahead(panel, number)

    def _waiting(self) -> None:
        ahead = self._calendar.ahead[3]
        for number, spec in enumerate(_WAITING):
            requested = self._days.before(self.ledger.today, 11 - number)
            self.ledger.waiting.append(self._case(spec, ahead, requested))
        self.ledger.waiting[-3].status = CaseStatus.WITHDRAWN
        for ago, count, authority in _NO_LINK_YET:
            kids = self._families.newly_planned(self._days.before(self.ledger.today, ago), authority, count)
        kids[0].plan_changed_on = self._days.before(self.ledger.today, 9)
        self._families.relinquished(self._days.before(self.ledger.today, 30), "WVC")

    def _number(self) -> None:
        """Give everything its ref in the order in which it was added."""
        ledger = self.ledger
        ledger.homes = sorted(self._families.homes, key=_added)
        ledger.kids = sorted(self._families.kids, key=_added)
        for number, home in enumerate(ledger.homes, start=1):
            home.ref = f"H{number:03d}"
        for number, kid in enumerate(ledger.kids, start=1):
            kid.ref = f"C{number:03d}"
        for number, case in enumerate(sorted(_all_cases(ledger), key=lambda case: case.requested_on), start=1):
            case.ref = f"CASE-{number:03d}"


def _added(each: object) -> date:
    added: date = each.added_on  # type: ignore[attr-defined] # a household or a child
    return added


def _all_cases(ledger: Ledger) -> Iterator[Brought]:
    for panel in ledger.panels:
        yield from panel.items
    yield from ledger.waiting
