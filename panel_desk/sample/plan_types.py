"""The sample agency's plan as data: panels, cases, recommendations and decisions, past and to come."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from panel_desk.queries.workbook.model import Value
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    Capacity,
    CaseKind,
    CaseStatus,
    DecisionOutcome,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MinutesState,
    Outcome,
    ReportKind,
    Response,
)
from panel_desk.sample.people import Family


@dataclass(slots=True)
class PlannedHousehold:
    """A household that applies to adopt, or has been approved."""

    ref: str
    family: Family
    agency: AdoptersAgency = AdoptersAgency.OWN
    agency_name: str | None = None
    stage_one_started_on: date | None = None
    stage_one_completed_on: date | None = None
    stage_two_started_on: date | None = None
    early_permanence: bool = False
    added_on: date | None = None


@dataclass(slots=True)
class PlannedChild:
    """A child with a plan for adoption."""

    ref: str
    initials: str
    born_on: date
    sex: str
    ethnicity: str
    authority: str
    sibling_group: str | None
    entered_care_on: date
    should_be_placed_decided_on: date
    placement_order_on: date | None = None
    consent_given_on: date | None = None
    placed_on: date | None = None
    adoption_order_on: date | None = None
    disrupted_on: date | None = None
    plan_changed_on: date | None = None
    early_permanence: bool = False
    added_on: date | None = None


@dataclass(slots=True)
class Result:
    """The recommendation on a case, or on one child of it, and the decision and notices that followed.

    `votes` are those for, against and abstained.
    """

    child: PlannedChild | None
    authority: str
    outcome: Outcome
    votes: tuple[int, int, int]
    reasons: str
    received_on: date | None = None
    decided_on: date | None = None
    decision: DecisionOutcome | None = None
    told_orally_on: date | None = None
    told_in_writing_on: date | None = None


@dataclass(slots=True)
class Rating:
    """The panel's rating of one report."""

    report: ReportKind
    rating: int
    strengths: str | None
    improvements: str | None


@dataclass(slots=True)
class SampleCase:
    """A case, from the request to the panel.

    `minutes` is the length of its item; `interests` are, by member's ref, what was declared and whether the member
    withdraws; `variant` is what is unusual about it, as in `plan`.
    """

    ref: str
    kind: CaseKind
    household: PlannedHousehold | None
    children: list[PlannedChild]
    social_worker: str
    requested_on: date
    status: CaseStatus = CaseStatus.REQUESTED
    booked_on: date | None = None
    item_no: int | None = None
    starts_at: time | None = None
    minutes: int | None = None
    interests: dict[str, tuple[str, bool]] = field(default_factory=dict)
    results: list[Result] = field(default_factory=list)
    ratings: list[Rating] = field(default_factory=list)
    variant: str = ""

    def words(self, child: str) -> dict[str, str]:
        """What fills the placeholders of a text: the people's names, and verb forms for one adopter or two."""
        adopters = self.household.family.first_names if self.household else "the parents"
        is_one = self.household is not None and self.household.family.adopter_2 is None
        return {
            "adopters": adopters,
            "child": child,
            "worker": self.social_worker,
            "have": "has" if is_one else "have",
            "are": "is" if is_one else "are",
            "were": "was" if is_one else "were",
            "s": "s" if is_one else "",
        }

    @property
    def ends_at(self) -> time:
        """When its item ends."""
        starts = datetime.combine(date.min, self.starts_at or time(9, 30))
        return (starts + timedelta(minutes=self.minutes or 0)).time()


@dataclass(slots=True)
class Seat:
    """A person in a panel's line-up."""

    member: str
    capacity: Capacity = Capacity.MEMBER
    response: Response = Response.ACCEPTED
    attended: bool = True
    arrived_at: time | None = None
    left_at: time | None = None

    def counts_for(self, case: SampleCase) -> bool:
        """Whether the person sat as a member for the whole of a case's item."""
        here = self.attended and self.capacity is Capacity.MEMBER
        late = self.arrived_at is not None and case.starts_at is not None and self.arrived_at > case.starts_at
        gone = self.left_at is not None and self.left_at < case.ends_at
        return here and not late and not gone and not case.interests.get(self.member, ("", False))[1]


@dataclass(slots=True)
class Panel:
    """One meeting of the panel; `minutes` is the state of its minutes today."""

    meets_on: date
    chair: str
    starts_at: time = time(9, 30)
    kind: MeetingKind = MeetingKind.PLANNED
    place: MeetingFormat = MeetingFormat.VIRTUAL
    status: MeetingStatus = MeetingStatus.HELD
    cancelled_because: str | None = None
    seats: list[Seat] = field(default_factory=list)
    items: list[SampleCase] = field(default_factory=list)
    minutes: MinutesState = MinutesState.NONE
    signed_on: date | None = None

    @property
    def ref(self) -> str:
        """The meeting's ref, formed from the day as the program forms it."""
        return f"P{self.meets_on:%Y-%m-%d}"

    def sat(self, case: SampleCase) -> int:
        """How many members sat for the whole of an item."""
        return sum(seat.counts_for(case) for seat in self.seats)


@dataclass(slots=True)
class AgencyPlan:
    """Everything that is planned, oldest first.

    Args:
        today: the day on which the sample is made.
        imported_on: the day on which the agency imported its registers; what is older comes from the workbook.
        closed: the agency's closed days.
        members: the central list as it stands today.
        panels: every meeting, past and to come, each with its cases.
        waiting: the cases on the reserve list.
        households: every household.
        children: every child.
        feedback: rows of that register.
        training: rows of that register.
        training_attendance: rows of that register.
    """

    today: date
    imported_on: date
    closed: tuple[date, ...]
    members: list[dict[str, Value]]
    panels: list[Panel] = field(default_factory=list)
    waiting: list[SampleCase] = field(default_factory=list)
    households: list[PlannedHousehold] = field(default_factory=list)
    children: list[PlannedChild] = field(default_factory=list)
    feedback: list[dict[str, Value]] = field(default_factory=list)
    training: list[dict[str, Value]] = field(default_factory=list)
    training_attendance: list[dict[str, Value]] = field(default_factory=list)

    def cases(self) -> list[tuple[Panel | None, SampleCase]]:
        """Every case with its panel, by ref."""
        found: list[tuple[Panel | None, SampleCase]] = [(panel, case) for panel in self.panels for case in panel.items]
        found += [(None, case) for case in self.waiting]
        return sorted(found, key=lambda each: each[1].ref)
