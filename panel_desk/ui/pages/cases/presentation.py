"""How cases are presented: chips, facts and timeline of a record, and the fields of a case's forms."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from panel_desk.queries.agency import AuthorityRow
from panel_desk.queries.cases.cases import CaseRecord, CaseRow, ChildFacts, HouseholdFacts
from panel_desk.queries.decisions.earlier import EarlierRow
from panel_desk.queries.decisions.outcomes import OutcomeRow
from panel_desk.queries.papers.papers import PaperRow
from panel_desk.rules.clocks import Clock
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseStatus,
    DecisionOutcome,
    HouseholdType,
    MeetingStatus,
    Outcome,
)
from panel_desk.ui import formats
from panel_desk.ui.fields import ChoiceField, DateField, FormPart, TextField, YesNoField, options
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.facts import Fact
from panel_desk.ui.widgets.timeline import Event

_HALF = 240  # pixels: the width of a field that shares its line with others
_STATES = {
    CaseStatus.REQUESTED: State.WAITING,
    CaseStatus.BOOKED: State.NOTE,
    CaseStatus.HEARD: State.GOOD,
    CaseStatus.DEFERRED: State.WAITING,
    CaseStatus.WITHDRAWN: State.QUIET,
}
_OUTCOMES = {
    Outcome.RECOMMENDED: State.GOOD,
    Outcome.NOT_RECOMMENDED: State.ALERT,
    Outcome.DEFERRED: State.WAITING,
    Outcome.NO_MAJORITY: State.WAITING,
}
_DECISIONS = {
    DecisionOutcome.AGREED: State.GOOD,
    DecisionOutcome.REFUSED: State.ALERT,
    DecisionOutcome.RETURNED: State.WAITING,
}
_ICONS = {State.ALERT: "circle-x"}  # an adverse outcome is no warning: no triangle

NEW_HOUSEHOLD: Sequence[FormPart] = (
    (
        TextField(key="adopter_1", label="First adopter", required=True, width=_HALF),
        TextField(key="adopter_2", label="Second adopter", width=_HALF),
    ),
    (
        ChoiceField(
            key="household_type", label="Household", required=True, options=options(HouseholdType), width=_HALF
        ),
        TextField(key="ethnicity", label="Ethnicity, in your own words", required=True, width=_HALF),
    ),
    (
        ChoiceField(key="agency", label="Agency", required=True, options=options(AdoptersAgency), width=_HALF),
        TextField(key="agency_name", label="Its name, if not your own", width=_HALF),
    ),
)
HOUSEHOLD: Sequence[FormPart] = (
    *NEW_HOUSEHOLD,
    (
        DateField(key="stage_one_started_on", label="Stage one started on"),
        DateField(key="stage_one_completed_on", label="Stage one completed on"),
        DateField(key="stage_two_started_on", label="Stage two started on"),
    ),
    DateField(
        key="approved_on",
        label="Approved on",
        help="Only for an approval that has no case here, because it was given before your registers began.",
    ),
    DateField(
        key="report_sent_on", label="Report sent to the adopters on", help="Their time to comment on it starts then."
    ),
    (
        YesNoField(key="early_permanence", label="Early permanence"),
        YesNoField(key="dual_approval", label="Approved to foster as well"),
        YesNoField(key="are_foster_carers", label="Foster carers who adopt"),
    ),
)
CHILD_DATES = (
    ("entered_care_on", "Entered care"),
    ("should_be_placed_decided_on", "Should-be-placed decision"),
    ("placement_order_on", "Placement order"),
    ("consent_given_on", "Consent given"),
    ("placed_on", "Placed"),
    ("adoption_order_on", "Adoption order"),
    ("disrupted_on", "Placement disrupted"),
    ("plan_changed_on", "Plan changed"),
)


def new_child(authorities: Iterable[AuthorityRow]) -> Sequence[FormPart]:
    """The fields of the form for a new child."""
    served = [(row.code, row.name) for row in authorities]
    return (
        (
            TextField(key="initials", label="Initials", required=True, width=96),
            DateField(key="born_on", label="Born on", required=True),
            ChoiceField(key="authority_code", label="Authority", required=True, options=served, width=_HALF),
        ),
        TextField(key="ethnicity", label="Ethnicity, in your own words", required=True, width=_HALF),
    )


def child_form(authorities: Iterable[AuthorityRow]) -> Sequence[FormPart]:
    """The fields of the form for a child who is on record."""
    return (
        *new_child(authorities),
        (
            TextField(key="sex", label="Sex", width=96),
            TextField(key="sibling_group", label="Sibling group", width=_HALF),
        ),
        (
            DateField(key="entered_care_on", label="Entered care on"),
            DateField(key="should_be_placed_decided_on", label="Should-be-placed decision on"),
        ),
        (
            DateField(key="placement_order_on", label="Placement order on"),
            DateField(key="consent_given_on", label="Consent given on"),
            DateField(key="placed_on", label="Placed on"),
        ),
        (
            DateField(key="adoption_order_on", label="Adoption order on"),
            DateField(key="disrupted_on", label="Placement disrupted on"),
            DateField(key="plan_changed_on", label="Plan changed on"),
        ),
        YesNoField(key="early_permanence", label="Early permanence"),
    )


def status_chip(row: CaseRow) -> Chip:
    """The case's status as a chip."""
    return Chip(_STATES[row.status], formats.capital(row.status))


def outcome_chip(outcome: Outcome) -> Chip:
    """What the panel recommended, as a chip."""
    state = _OUTCOMES[outcome]
    return Chip(state, formats.capital(outcome), _ICONS.get(state))


def decision_chip(decision: DecisionOutcome) -> Chip:
    """What the decision maker decided, as a chip."""
    state = _DECISIONS[decision]
    return Chip(state, formats.capital(decision), _ICONS.get(state))


def concerns(row: CaseRow) -> str:
    """Whom a case is about: the household, else the children by their initials."""
    return row.household_name or (f"Child {', '.join(row.children_initials)}" if row.children_initials else "–")


def clock_chip(clock: Clock, done_on: date | None, today: date) -> Chip:
    """A deadline as a chip: the day on which it was met and how late that was, or the working days that are left.

    Args:
        clock: the deadline.
        done_on: the day on which it was met; None where it has not been met yet.
        today: today's date.
    """
    if done_on is None:
        return formats.due(clock.due_on, clock.working_days_left(today))
    late = -clock.working_days_left(done_on)
    if late > 0:
        return Chip(State.ALERT, f"{formats.full(done_on)}, {formats.count(late, 'working day')} late")
    return Chip(State.GOOD, formats.full(done_on))


def booking(record: CaseRecord) -> str:
    """When a case is heard: `Wednesday 11 January 2023, item 2, 10:40`; empty where it is not booked."""
    row = record.row
    if row.meets_on is None:
        return ""
    parts = [formats.with_weekday(row.meets_on)]
    if row.item:
        parts.append(f"item {row.item}")
    if row.starts_at:
        parts.append(f"{row.starts_at:%H:%M}")
    if row.is_provisional:
        parts.append("provisional")
    return ", ".join(parts)


def facts(record: CaseRecord) -> list[Fact]:
    """The facts at the left of a case's record."""
    row = record.row
    authorities = dict.fromkeys(child.authority for child in record.children)
    known: list[Fact] = [
        ("Kind", formats.capital(row.kind)),
        ("Meeting", booking(record)),
        ("Length", formats.count(row.duration_minutes, "minute") if row.duration_minutes else ""),
        ("Household", row.household_name or ""),
        ("Children", ", ".join(f"{child.initials} ({child.ref})" for child in record.children)),
        ("Authority", ", ".join(authorities)),
        ("Social worker", row.social_worker or ""),
        ("Ref", row.ref),
    ]
    if row.returns_from:
        known.append(("Returns from", row.returns_from))
    if record.returned_as:
        known.append(("Returns as", record.returned_as))
    return known


def household_facts(household: HouseholdFacts, unseen: Collection[str] = ()) -> list[Fact]:
    """A household's facts for the overview, without the fields that the account does not see."""
    agency = formats.capital(household.agency)
    return [
        ("Adopters", household.adopters),
        ("Household", formats.capital(household.household_type)),
        *_ethnicity(household.ethnicity, unseen),
        ("Agency", f"{agency}, {household.agency_name}" if household.agency_name else agency),
        ("Stage one", _span(household.stage_one_started_on, household.stage_one_completed_on)),
        ("Stage two", _span(household.stage_two_started_on, None)),
        ("Earlier approval", formats.full(household.approved_on)),
        ("Report sent to the adopters", formats.full(household.report_sent_on)),
        ("Early permanence", _yes_no(household.early_permanence)),
        ("Approved to foster as well", _yes_no(household.dual_approval)),
        ("Foster carers who adopt", _yes_no(household.are_foster_carers)),
        ("Ref", household.ref),
    ]


def child_facts(child: ChildFacts, unseen: Collection[str] = ()) -> list[Fact]:
    """A child's facts for the overview, without the fields that the account does not see.

    The card's title already has the initials and the ref.
    """
    dates: list[Fact] = [(name, formats.full(getattr(child, key))) for key, name in CHILD_DATES]
    return [
        ("Born", formats.full(child.born_on)),
        ("Sex", child.sex or ""),
        ("Authority", child.authority),
        *_ethnicity(child.ethnicity, unseen),
        *dates,
        ("Sibling group", child.sibling_group or ""),
        ("Early permanence", _yes_no(child.early_permanence)),
    ]


def _ethnicity(words: str | None, unseen: Collection[str]) -> list[Fact]:
    return [] if "ethnicity" in unseen else [("Ethnicity", words or "")]


_Dated = tuple[date | None, str, str, State]
"""Day, what happened, of whom or by whom, and the state that colours the event."""


def timeline(record: CaseRecord, filed: Iterable[PaperRow], outcomes: Iterable[OutcomeRow], today: date) -> list[Event]:
    """The timeline of a case, newest first; events after `today` are shown as waiting."""
    happened = [
        *_before_panel(record),
        *((paper.filed_at.astimezone().date(), f"{paper.name} filed", paper.filed_by, State.NOTE) for paper in filed),
        *_at_panel(record, today),
        *(each for outcome in outcomes for each in _after_panel(outcome, record.row.meets_on)),
    ]
    whom: dict[tuple[date, str, State], list[str]] = {}  # the same event of several children is shown once, for all
    for day, what, who, state in happened:
        if day is not None:
            whom.setdefault((day, what, state), []).append(who)
    dated = sorted(whom, key=lambda one: one[0])
    return [
        Event(
            formats.full(day),
            what,
            ", ".join(dict.fromkeys(whom[day, what, state])),
            State.WAITING if day > today else state,
        )
        for day, what, state in reversed(dated)
    ]


def _before_panel(record: CaseRecord) -> Iterator[_Dated]:
    if household := record.household:
        yield household.stage_one_started_on, "Stage one started", household.name, State.QUIET
        yield household.stage_one_completed_on, "Stage one completed", household.name, State.QUIET
        yield household.stage_two_started_on, "Stage two started", household.name, State.QUIET
        yield household.approved_on, "Approved", household.name, State.GOOD
    for child in record.children:
        for key, name in CHILD_DATES:
            yield getattr(child, key), name, f"child {child.initials}", State.QUIET


def _at_panel(record: CaseRecord, today: date) -> Iterator[_Dated]:
    row = record.row
    item = f"item {row.item}" if row.item else ""
    if record.meeting_status is MeetingStatus.CANCELLED:
        yield row.meets_on, "The meeting was cancelled", item, State.ALERT
    elif row.meets_on:
        yield row.meets_on, "Panel met" if row.meets_on < today else "Panel meets", item, State.NOTE


def earlier_in_words(rows: Iterable[EarlierRow]) -> str:
    """The decisions that a new one replaced, one line each."""
    return "\n".join(_earlier(row) for row in rows)


def _earlier(row: EarlierRow) -> str:
    days = (
        ("on the minutes received", row.minutes_received_on),
        ("informed orally", row.told_orally_on),
        ("informed in writing", row.told_in_writing_on),
    )
    dates = "".join(f", {what} on {formats.full(day)}" for what, day in days if day)
    given = formats.given_in_words(row.how_given, row.recorded_by)
    return (
        f"{formats.capital(row.decision)} on {formats.full(row.decided_on)}{dates}{f'. {given}' if given else ''}. "
        f"Replaced by {row.replaced_by} on {formats.full(row.replaced_at.astimezone().date())}: {row.because}"
    )


def _after_panel(outcome: OutcomeRow, met_on: date | None) -> Iterator[_Dated]:
    who = f"child {outcome.child_initials}" if outcome.child_initials else ""
    if outcome.outcome:
        yield met_on, f"Panel: {outcome.outcome}", who, _OUTCOMES[outcome.outcome]
    yield outcome.minutes_received_on, "Final minutes received", outcome.decision_maker or "", State.NOTE
    if outcome.decision:
        yield outcome.decided_on, f"Decision: {outcome.decision}", who, _DECISIONS[outcome.decision]
    yield outcome.told_orally_on, "Informed orally", who, State.GOOD
    yield outcome.told_in_writing_on, "Informed in writing", who, State.GOOD


def _span(start: date | None, end: date | None) -> str:
    if start and end:
        return f"{formats.full(start)} to {formats.full(end)}"
    return f"From {formats.full(start)}" if start else formats.full(end)


def _yes_no(value: bool | None) -> str:
    return "" if value is None else "Yes" if value else "No"
