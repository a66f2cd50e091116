"""Plans the sample agency's two years: each panel's members and cases, its recommendations and decisions."""

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
from panel_desk.sample.calendar import PanelCalendar, panel_calendar
from panel_desk.sample.events import add_feedback, add_training
from panel_desk.sample.families import Families
from panel_desk.sample.outcomes import OutcomePlanner
from panel_desk.sample.people import SOCIAL_WORKERS, member_rows
from panel_desk.sample.plan_types import AgencyPlan, Panel, PlannedHousehold, SampleCase
from panel_desk.sample.reasons import CANCELLED

_SEED = 1926
PANELS_SINCE_IMPORT = 10
_IMPORTED_BEFORE = 4  # working days before the first panel that is held in Panel Desk
_LENGTHS = {CaseKind.MATCH: 60, CaseKind.APPROVAL: 45}  # minutes of an item
_SHORT = 30  # minutes: the length of an item of any other kind
_BREAK = timedelta(minutes=10)
_FIRST_ITEM = time(9, 45)

# The cases of each panel: a kind, or a kind and its variant (number of siblings, authority, or what is unusual).
_HEARD_BEFORE_IMPORT: tuple[tuple[str, ...], ...] = (
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
_HEARD_SINCE_IMPORT: tuple[tuple[str, ...], ...] = (
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
_BOOKED_AHEAD: tuple[tuple[str, ...], ...] = (
    ("approval", "match:2", "approval:early", "match", "review of approval"),
    ("match", "approval", "match:early", "approval"),
    ("approval", "match"),
    ("approval",),
)
# The cases on the reserve list, in the same form.
_WAITING = ("match:VAA", "approval", "match:early", "approval:early", "brief report", "match:2", "termination")

# Children for whom no case is open: working days since added, number, authority. The last child's plan changed.
_NO_LINK_YET = ((130, 1, "MAR"), (70, 2, "HAL"), (24, 1, "WVC"), (96, 1, "MAR"))

# Working days ago on which a household began stage one, and on which another began and completed it.
_IN_STAGE_ONE = 25
_BETWEEN_STAGES = (58, 18)


def plan_agency(today: date) -> AgencyPlan:
    """The whole plan; the same day always gives the same plan."""
    return _Planner(today).plan


class _Planner:
    """Makes the plan step by step, with seeded random numbers."""

    def __init__(self, today: date) -> None:
        self._rng = Random(_SEED)  # noqa: S311 - not for security; the seed gives the same records
        self._calendar: PanelCalendar = panel_calendar(today)
        self._days = self._calendar.days
        self._families = Families(self._rng, today, self._days)
        self._outcomes = OutcomePlanner(self._rng, today, self._days)
        self._cases_so_far = 0
        self._to_return: list[SampleCase] = []  # cases without a recommendation, which a later panel hears again
        # Households that are assessed further after a brief report, since the day of the decision.
        self._full_reports: list[tuple[date, PlannedHousehold]] = []
        past = self._calendar.past
        self.plan = AgencyPlan(
            today,
            imported_on=self._days.before(past[-PANELS_SINCE_IMPORT], _IMPORTED_BEFORE),
            closed=self._calendar.closed,
            members=member_rows(today),
        )
        self._plan_past_panels()
        self._plan_panels_ahead()
        self._plan_waiting_cases()
        self._assign_refs()
        add_training(self.plan, self._days, self._rng)
        add_feedback(self.plan, self._days, self._rng)

    def _plan_past_panels(self) -> None:
        """Plan the panels that were held or cancelled, with their cases and outcomes."""
        past = self._calendar.past
        first_since_import = len(past) - PANELS_SINCE_IMPORT
        called_off = (first_since_import // 3, 2 * first_since_import // 3)
        heard = 0
        for number, day in enumerate(past):
            panel = self._panel(number, day)
            self.plan.panels.append(panel)
            if number in called_off:
                panel.status = MeetingStatus.CANCELLED
                panel.cancelled_because = CANCELLED[called_off.index(number)]
                continue
            if number < first_since_import:
                specs = _HEARD_BEFORE_IMPORT[heard % len(_HEARD_BEFORE_IMPORT)]
                # A variant happens once; the second time round its case is an ordinary one.
                specs = specs if heard < len(_HEARD_BEFORE_IMPORT) else tuple(spec.partition(":")[0] for spec in specs)
                heard += 1
            else:
                specs = _HEARD_SINCE_IMPORT[number - first_since_import]
            self._add_cases(panel, specs)
            lineups.seat(panel, self.plan.members, self._rng)
            self._outcomes.conclude(panel, number - first_since_import)
            self._plan_placements(panel)

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

    def _add_cases(self, panel: Panel, specs: tuple[str, ...]) -> None:
        """Add cases to a panel, in the order of its items."""
        starts = datetime.combine(panel.meets_on, _FIRST_ITEM)
        for item, spec in enumerate(specs, start=1):
            requested = self._days.before(panel.meets_on, 26 + (item % 2))
            case = self._case(spec, panel.meets_on, min(requested, self._days.before(self.plan.today, 12)))
            case.item_no, case.minutes = item, _LENGTHS.get(case.kind, _SHORT)
            case.starts_at, case.status = starts.time(), CaseStatus.BOOKED
            booked = self._days.before(panel.meets_on, 18)
            case.booked_on = min(booked, self._days.before(self.plan.today, 6))
            starts += timedelta(minutes=case.minutes) + _BREAK
            panel.items.append(case)

    def _case(self, spec: str, meets_on: date, requested_on: date) -> SampleCase:
        """A case from its short form, such as `match:2`, with its household and children."""
        word, _, variant = spec.partition(":")
        kind = CaseKind(word)
        self._cases_so_far += 1
        authority = (
            variant if variant in {"WVC", "MAR", "HAL"} else ("WVC", "MAR", "HAL", "WVC", "MAR")[self._cases_so_far % 5]
        )
        early = variant == "early"
        household, children = None, []
        if variant == "again":
            household = self._to_return.pop(0).household
        elif kind is CaseKind.APPROVAL and self._full_reports and self._full_reports[0][0] < requested_on:
            household = self._full_reports.pop(0)[1]
        elif kind in {CaseKind.APPROVAL, CaseKind.BRIEF_REPORT}:
            household = self._families.applicants(meets_on, requested_on, early_permanence=early)
        elif kind in {CaseKind.REVIEW_OF_APPROVAL, CaseKind.TERMINATION}:
            household = self._families.long_waiting(requested_on)
        elif kind is CaseKind.MATCH:
            household = self._families.to_match(meets_on, requested_on, 10 if variant == "VAA" else self._cases_so_far)
            count = int(variant) if variant.isdigit() else 1
            children = self._families.children_to_match(requested_on, authority, count, early_permanence=early)
        elif kind is CaseKind.CONSENT_TO_PLACEMENT:
            children = [self._families.relinquished(requested_on, authority)]
        worker = SOCIAL_WORKERS[self._cases_so_far * 3 % len(SOCIAL_WORKERS)]
        case = SampleCase("", kind, household, children, worker, requested_on, variant=variant)
        if variant in {"health", "no majority"}:
            self._to_return.append(case)
        return case

    def _plan_placements(self, panel: Panel) -> None:
        """Note what follows from a panel's decisions: approved households, children placed or still without a link."""
        for case in panel.items:
            for result in case.results:
                is_matched = case.kind is CaseKind.MATCH and result.decision in {None, DecisionOutcome.AGREED}
                if result.child is not None and (result.outcome is Outcome.DEFERRED or not is_matched):
                    self._families.unlinked(result.child, result.decided_on or panel.meets_on)
                if result.decision is not DecisionOutcome.AGREED or result.decided_on is None:
                    continue
                if case.kind is CaseKind.APPROVAL and case.household is not None:
                    self._families.approved(case.household, result.decided_on)
                if case.kind is CaseKind.BRIEF_REPORT and case.household is not None:
                    self._full_reports.append((result.decided_on, case.household))
                if case.kind is CaseKind.MATCH and result.child is not None:
                    self._families.placed(result.child, result.decided_on)

    def _plan_panels_ahead(self) -> None:
        """Plan the panels to come, with their booked cases."""
        first = len(self._calendar.past)
        for number, day in enumerate(self._calendar.ahead):
            panel = self._panel(first + number, day)
            panel.status, panel.minutes = MeetingStatus.PLANNED, MinutesState.NONE
            panel.kind = MeetingKind.PLANNED
            self.plan.panels.append(panel)
            if number < len(_BOOKED_AHEAD):
                self._add_cases(panel, _BOOKED_AHEAD[number])
            lineups.invite_ahead(panel, number)

    def _plan_waiting_cases(self) -> None:
        """Plan the cases on the reserve list, and households and children without a case."""
        ahead = self._calendar.ahead[3]
        for number, spec in enumerate(_WAITING):
            requested = self._days.before(self.plan.today, 11 - number)
            self.plan.waiting.append(self._case(spec, ahead, requested))
        self.plan.waiting[-3].status = CaseStatus.WITHDRAWN
        for ago, count, authority in _NO_LINK_YET:
            children = self._families.newly_planned(self._days.before(self.plan.today, ago), authority, count)
        children[0].plan_changed_on = self._days.before(self.plan.today, 9)
        self._families.relinquished(self._days.before(self.plan.today, 30), "WVC")
        self._families.in_stage_one(self._days.before(self.plan.today, _IN_STAGE_ONE))
        self._families.between_stages(*(self._days.before(self.plan.today, ago) for ago in _BETWEEN_STAGES))

    def _assign_refs(self) -> None:
        """Give everything its ref in the order in which it was added."""
        plan = self.plan
        plan.households = sorted(self._families.households, key=_added)
        plan.children = sorted(self._families.children, key=_added)
        for number, household in enumerate(plan.households, start=1):
            household.ref = f"H{number:03d}"
        for number, child in enumerate(plan.children, start=1):
            child.ref = f"C{number:03d}"
        for number, case in enumerate(sorted(_all_cases(plan), key=lambda case: case.requested_on), start=1):
            case.ref = f"CASE-{number:03d}"


def _added(each: object) -> date:
    added: date = each.added_on  # type: ignore[attr-defined] # a household or a child
    return added


def _all_cases(plan: AgencyPlan) -> Iterator[SampleCase]:
    for panel in plan.panels:
        yield from panel.items
    yield from plan.waiting
