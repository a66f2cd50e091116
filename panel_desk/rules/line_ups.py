"""Suggests line-ups for panels: every item quorate, sittings spread fairly, backgrounds mixed.

Every suggestion is checked by `quoracy.judge_quorum`. As more people never make an item inquorate, a panel has a
line-up if every item is quorate with everybody who is available, unless there are too few seats or another panel of the
same day needs the same people.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from panel_desk.rules.figures import Figures
from panel_desk.rules.line_up_model import PanelToSeat, seat_panels
from panel_desk.rules.quoracy import (
    Attendee,
    Item,
    QuorumCondition,
    Sitting,
    Verdict,
    is_experienced,
    judge_quorum,
    office_on,
    quorum_of,
    who_would_make_quorate,
)
from panel_desk.rules.text import count, listed, with_numbers
from panel_desk.rules.vocabulary import Background, PanelRole

# What it is worth to seat a person, in the units of the prices in `line_up_model`.
_NAMED = 50  # they are named to chair the panel
_SAT_ON_THE_APPROVAL = 10  # for each item whose household they helped to approve
_WITHDRAWS = -2  # for each item from which they must withdraw


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member who may be invited.

    Args:
        attendee: the member, as they would attend.
        backgrounds: their backgrounds.
        sittings: how often they have sat this year, not counting the panels to be suggested.
        unavailable: the days on which they cannot come.
    """

    attendee: Attendee
    backgrounds: frozenset[Background] = frozenset()
    sittings: int = 0
    unavailable: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelItem:
    """An item of a panel's agenda.

    Args:
        number: its number on the agenda.
        case: the case's ref.
        item: the item for the quorum rule, with those who withdraw because of an interest.
        preferred: refs of those who sat on the approval that a match follows.
    """

    number: int
    case: str
    item: Item
    preferred: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUpRequest:
    """A panel for which a line-up is wanted.

    Args:
        ref: the meeting's ref.
        sitting: its date, type and named chair.
        items: its items; empty if no case is booked yet, and then the panel as a whole must be quorate.
        accepted: refs of those who have accepted; they stay in the line-up.
        declined: refs of those who have declined, or whom the user wants to leave out.
        min_seats: how many should sit.
        max_seats: how many can sit.
    """

    ref: str
    sitting: Sitting
    items: tuple[PanelItem, ...] = ()
    accepted: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    min_seats: int
    max_seats: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggested line-up with which every item is quorate.

    Args:
        panel: the meeting's ref.
        members: refs of those who sit, the chair first, the others in order of their refs.
        chair: ref of the suggested chair; every item is quorate with this person named to chair.
        reasons: by ref, why each member is suggested, as a sentence.
    """

    panel: str
    members: tuple[str, ...]
    chair: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoLineUp:
    """A panel for which there is no quorate line-up.

    Args:
        panel: the meeting's ref.
        cases: refs of the cases whose items cannot be quorate; empty if each could be, but not all at once.
        sentence: what is missing, and who would make it quorate.
    """

    panel: str
    cases: tuple[str, ...]
    sentence: str


def suggest_line_ups(
    panels: Iterable[LineUpRequest],
    candidates: Iterable[Candidate],
    figures: Figures,
    *,
    seconds: float,
    stopped: Callable[[], bool] = lambda: False,
) -> tuple[Suggestion | NoLineUp, ...]:
    """Suggest a line-up for each panel, in order of their dates, or say why there is none.

    Args:
        panels: the panels; a whole year at once if sittings are to be spread fairly over the year.
        candidates: the members of the central list.
        figures: the agency's figures.
        seconds: the time limit, after which the best line-ups so far are returned.
        stopped: called a few times a second; True ends the search with the best line-ups so far.

    Returns:
        One result per panel, except for panels that were not reached in time.
    """
    people = {
        candidate.attendee.ref: candidate
        for candidate in sorted(candidates, key=lambda candidate: candidate.attendee.ref)
    }
    in_order = sorted(panels, key=lambda panel: (panel.sitting.on, panel.ref))
    accepted_by_day: dict[date, set[str]] = defaultdict(set)
    for panel in in_order:
        accepted_by_day[panel.sitting.on] |= panel.accepted
    contexts = [_PanelContext(panel, people, figures, accepted_by_day[panel.sitting.on]) for panel in in_order]
    possible = [context for context in contexts if context.quorate_with(context.available)]
    sittings = {ref: candidate.sittings for ref, candidate in people.items()}
    seated = seat_panels([context.panel_to_seat() for context in possible], sittings, seconds, stopped)
    line_ups = {possible[index].panel.ref: line_up for index, line_up in seated.items()}
    sat = Counter(sittings)
    results: list[Suggestion | NoLineUp] = []
    for context in contexts:
        if context not in possible:
            results.append(_inquorate(context))
        elif line_up := line_ups.get(context.panel.ref):
            results.append(_suggestion(context, line_up, sat))
            sat.update(line_up)
        elif context.panel.ref in line_ups:
            results.append(_too_few_seats(context, [other for other in possible if line_ups.get(other.panel.ref)]))
    return tuple(results)


class _PanelContext:
    """A panel with the members who could sit on it.

    Args:
        panel: the panel.
        people: the members of the central list, by ref.
        figures: the agency's figures.
        taken: refs of those who have accepted a panel on this day, this one or another.
    """

    def __init__(
        self, panel: LineUpRequest, people: Mapping[str, Candidate], figures: Figures, taken: set[str]
    ) -> None:
        self.panel = panel
        self.people = people
        self.figures = figures
        self.on = panel.sitting.on
        self.items = panel.items or (PanelItem(number=0, case="", item=Item()),)
        everybody = people.keys()
        on_the_list = frozenset(self._judge(Item(), everybody, panel.sitting).counted)
        self.counted = [frozenset(verdict.counted) for verdict in self.verdicts(everybody)]
        self.accepted = (panel.accepted & on_the_list) - panel.declined
        useful = (on_the_list & frozenset().union(*self.counted)) - panel.declined - taken
        self.available = self.accepted | {ref for ref in useful if self.on not in people[ref].unavailable}
        self.max_seats = max(panel.max_seats, len(self.accepted))

    def _judge(self, item: Item, refs: Iterable[str], sitting: Sitting) -> Verdict:
        return judge_quorum(item, [self.people[ref].attendee for ref in refs], sitting, self.figures)

    def verdicts(self, refs: Iterable[str], chair: str | None = None) -> list[Verdict]:
        """The verdict on each item with these people, with another named chair if `chair` is given."""
        sitting = replace(self.panel.sitting, chair_ref=chair) if chair else self.panel.sitting
        present = list(refs)
        return [self._judge(entry.item, present, sitting) for entry in self.items]

    def quorate_with(self, refs: Iterable[str]) -> bool:
        """Whether every item is quorate with these people."""
        return all(verdict.quorate for verdict in self.verdicts(refs))

    def presides(self, refs: Iterable[str], chair: str) -> bool:
        """Whether somebody, named as chair, presides with these people on every item that they count for."""
        return all(
            chair in {verdict.presiding, *(each.ref for each in verdict.not_counted)}
            for verdict in self.verdicts(refs, chair)
        )

    def name(self, ref: str) -> str:
        """A person's name."""
        return self.people[ref].attendee.name

    def backgrounds(self, ref: str) -> frozenset[str]:
        """A person's category and backgrounds."""
        person = self.people[ref]
        return frozenset({person.attendee.category, *person.backgrounds})

    def withdraws(self, ref: str) -> list[PanelItem]:
        """The items on which a person would not count."""
        return [entry for entry, counted in zip(self.items, self.counted, strict=True) if ref not in counted]

    def sat_on_approval(self, ref: str) -> list[PanelItem]:
        """The items of households on whose approval a person sat."""
        pairs = zip(self.items, self.counted, strict=True)
        return [entry for entry, counted in pairs if ref in entry.preferred and ref in counted]

    def office(self, ref: str) -> PanelRole:
        """The office that a person holds on the day."""
        return office_on(self.people[ref].attendee, self.on)

    def panel_to_seat(self) -> PanelToSeat:
        """The panel as input to the model."""
        named, offices = self.panel.sitting.chair_ref, {ref: self.office(ref) for ref in self.available}
        years = self.figures.social_worker_experience_years
        vice_chairs = {ref for ref, office in offices.items() if office is PanelRole.VICE_CHAIR}
        independent = frozenset(ref for ref in self.available if self.people[ref].attendee.independent)
        return PanelToSeat(
            on=self.on,
            min_seats=min(self.panel.min_seats, self.max_seats),
            max_seats=self.max_seats,
            quorum=quorum_of(self.panel.sitting, self.figures),
            worth={
                ref: _NAMED * (ref == named)
                + _SAT_ON_THE_APPROVAL * len(self.sat_on_approval(ref))
                + _WITHDRAWS * len(self.withdraws(ref))
                for ref in self.available
            },
            accepted=self.accepted,
            backgrounds={ref: self.backgrounds(ref) for ref in self.available},
            items=self.counted,
            may_preside=frozenset(ref for ref, office in offices.items() if office is not PanelRole.MEMBER),
            need_independent=frozenset(vice_chairs - independent),
            independent=independent,
            social_workers=frozenset(
                ref for ref in self.available if is_experienced(self.people[ref].attendee, self.on, years)
            ),
            presiding_counts=self.figures.presiding_counts_as_social_worker,
        )


def _suggestion(context: _PanelContext, line_up: frozenset[str], sat: Mapping[str, int]) -> Suggestion:
    """The suggestion for a line-up, checked against the quorum rule, with a chair and reasons.

    Args:
        context: the panel.
        line_up: refs of those who sit.
        sat: how often each member has sat this year, the panels suggested before this one included.
    """
    if not context.quorate_with(line_up):
        raise AssertionError("The model found a line-up that is not quorate by the rule.")
    named = context.panel.sitting.chair_ref
    offices = [PanelRole.CHAIR, PanelRole.VICE_CHAIR]
    may_chair = sorted(
        (ref for ref in line_up if context.office(ref) in offices),
        key=lambda ref: (ref != named, offices.index(context.office(ref)), len(context.withdraws(ref)), sat[ref], ref),
    )
    chair = next((ref for ref in may_chair if ref == named or context.presides(line_up, ref)), may_chair[0])
    members = (chair, *sorted(line_up - {chair}))
    return Suggestion(
        context.panel.ref, members, chair, {ref: _reason(context, ref, line_up, chair, sat) for ref in members}
    )


def _reason(context: _PanelContext, ref: str, line_up: frozenset[str], chair: str, sat: Mapping[str, int]) -> str:
    """Why a member is suggested, as a sentence that ends with their number of sittings."""
    clauses = ["accepted already"] if ref in context.accepted else []
    verdicts = context.verdicts(line_up, chair)
    presides = [entry for entry, verdict in zip(context.items, verdicts, strict=True) if verdict.presiding == ref]
    if ref == chair:
        named = ref == context.panel.sitting.chair_ref
        clauses.append("named to chair this panel" if named else f"chairs this panel as a {context.office(ref)}")
    elif presides:
        clauses.append(f"presides on {_items(presides)}")
    elif context.office(ref) is not PanelRole.MEMBER:
        clauses.append("could preside if needed")
    clauses += _needed(context, ref, line_up)
    if approved := context.sat_on_approval(ref):
        clauses.append(f"sat on the approval of the household in {_items(approved)}")
    others = frozenset().union(*(context.backgrounds(other) for other in line_up - {ref}))
    if unique := context.backgrounds(ref) - others:
        clauses.append(f"has a background that nobody else here has: {listed(sorted(unique))}")
    if withdraws := context.withdraws(ref):
        clauses.append(f"does not sit on {_items(withdraws)}")
    fewest = sat[ref] == min(sat[other] for other in context.available)
    clauses.append(f"fewest sittings so far: {sat[ref]}" if fewest else f"sittings so far: {sat[ref]}")
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _needed(context: _PanelContext, ref: str, line_up: frozenset[str]) -> list[str]:
    """What the quorum needs a member for: nobody else available, or nobody else in the line-up, fulfils it."""
    fulfils = {
        QuorumCondition.TOO_FEW_MEMBERS: "could make up the number",
        QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "could preside",
        QuorumCondition.NO_SOCIAL_WORKER: "could be the social worker",
        QuorumCondition.NO_INDEPENDENT_MEMBER: "is independent, as somebody must be",
    }
    items_by_clause: dict[str, list[PanelItem]] = defaultdict(list)
    for entry, if_all_others_came, in_this_line_up in zip(
        context.items, context.verdicts(context.available - {ref}), context.verdicts(line_up - {ref}), strict=True
    ):
        for condition in in_this_line_up.missing:
            if condition in if_all_others_came.missing:
                items_by_clause[f"nobody else who is available {fulfils[condition]}"].append(entry)
            elif condition is not QuorumCondition.TOO_FEW_MEMBERS:  # true of everybody where nobody is spare
                items_by_clause[f"nobody else here {fulfils[condition]}"].append(entry)
    return [f"{clause}{_on(context, items)}" for clause, items in items_by_clause.items()]


def _on(context: _PanelContext, items: Sequence[PanelItem]) -> str:
    """The items that a clause is about; nothing if it is about all of them."""
    return "" if len(items) == len(context.items) else f" on {_items(items)}"


def _inquorate(context: _PanelContext) -> NoLineUp:
    """What is missing on which items, even with everybody who is available."""
    failing: dict[str, list[PanelItem]] = defaultdict(list)
    for entry, verdict in zip(context.items, context.verdicts(context.available), strict=True):
        if not verdict.quorate:
            failing[_lacks(context, verdict)].append(entry)
    sentences = []
    for lacks, items in failing.items():
        if context.panel.items:
            subject, verb = _items(items), "have" if len(items) > 1 else "has"
            it = "them" if len(items) > 1 else "it"
            sentences.append(
                f"{subject.capitalize()} {verb} {lacks} among those who are available and have no interest in {it}."
            )
        else:
            sentences.append(f"This panel has {lacks} among those who are available.")
    items = [entry for group in failing.values() for entry in group]
    others = [person.attendee for ref, person in context.people.items() if ref not in context.available]
    available = [context.people[ref].attendee for ref in context.available]
    would_help = [
        set(who_would_make_quorate(each.item, available, others, context.panel.sitting, context.figures))
        for each in items
    ]
    if names := sorted(context.name(ref) for ref in set.intersection(*would_help)):
        sentences.append(f"{listed(names, 'or')} would make it quorate, if available.")
    cases = tuple(entry.case for entry in context.panel.items if entry in items)
    return NoLineUp(context.panel.ref, cases, " ".join(sentences))


def _lacks(context: _PanelContext, verdict: Verdict) -> str:
    """What an item lacks, as a clause that follows `has`."""
    experience = context.figures.span("social_worker_experience_years")
    worker = f"no social worker with at least {experience} of experience"
    presiding = verdict.presiding
    years = context.figures.social_worker_experience_years
    if presiding and is_experienced(context.people[presiding].attendee, context.on, years):
        worker += f" (besides {context.name(presiding)}, who would preside)"
    clauses = {
        QuorumCondition.TOO_FEW_MEMBERS: (
            f"only {len(verdict.counted)} of the {quorum_of(context.panel.sitting, context.figures)} members needed"
        ),
        QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "no chair or vice chair",
        QuorumCondition.NO_SOCIAL_WORKER: worker,
        QuorumCondition.NO_INDEPENDENT_MEMBER: "no independent member",
    }
    return listed([clauses[condition] for condition in verdict.missing])


def _too_few_seats(context: _PanelContext, seated: Iterable[_PanelContext]) -> NoLineUp:
    """Each item could be quorate, but not all within the seats and beside the other panels of the day."""
    same_day = sum(other.on == context.on for other in seated)
    beside = f" while {count(same_day, 'other panel sits', 'other panels sit')} on the same day" if same_day else ""
    accepted = ", including everybody who has accepted," if context.accepted else ""
    return NoLineUp(
        context.panel.ref,
        (),
        f"No {context.max_seats} of those who are available{accepted} make every item quorate{beside}.",
    )


def _items(items: Sequence[PanelItem]) -> str:
    """Items by their numbers: `item 2`, `items 1 and 3`."""
    return with_numbers("item", [entry.number for entry in items])
