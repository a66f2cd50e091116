"""Line-ups suggested for panels to come: every item quorate, the sittings spread fairly, the backgrounds mixed.

`quoracy.judge` has the last word on every suggestion. What it needs is also all that is needed: more people never make
an item inquorate, so a panel can be seated if every item is quorate with everybody who is free, unless there are not
seats enough or another panel of that day wants the same people.
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
from panel_desk.rules.vocabulary import Background, PanelRole

_NAMED = 50  # the prices of `line_up_model`: having whoever is named to chair the panel,
_SAT_ON_THE_APPROVAL = 10  # somebody who knows the household of an item,
_WITHDRAWS = -2  # and somebody who must leave the room for one


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A member who may be invited.

    Args:
        attendee: the member, as they would attend.
        backgrounds: what they bring besides their category.
        sittings: how often they sat this year, none of the panels given counted.
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
        item: the item as it is judged, with those who withdraw for an interest.
        prefer: refs of those who sat on the approval that a match follows.
    """

    number: int
    case: str
    item: Item
    prefer: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineUpRequest:
    """A panel that wants a line-up.

    Args:
        ref: the meeting's ref.
        sitting: its day, type and named chair.
        items: what it hears; none yet if it is not booked, and then it is to be quorate as a whole.
        fixed: refs of those who have accepted; they stay.
        declined: refs of those who have declined, or whom the user wants to leave out.
        seats_least: how many should sit.
        seats_most: how many can.
    """

    ref: str
    sitting: Sitting
    items: tuple[PanelItem, ...] = ()
    fixed: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()
    seats_least: int
    seats_most: int


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line-up with which every item is quorate.

    Args:
        panel: the meeting's ref.
        members: refs of those who sit, whoever chairs first, the others in order.
        chair: ref of the one to name as the chair; every item stays quorate with that name.
        reasons: for each member why, as a sentence.
    """

    panel: str
    members: tuple[str, ...]
    chair: str
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NoLineUp:
    """A panel for which nobody can find a line-up.

    Args:
        panel: the meeting's ref.
        cases: refs of the cases whose items cannot be quorate; none where each could, but not all at once.
        sentence: what is missing, and who would mend it.
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
    """Suggest a line-up for each panel, in order of their days, or say why there can be none.

    Args:
        panels: the panels, a year at once if the spread is to be fair over the year.
        candidates: the central list.
        figures: the agency's figures.
        seconds: how long to look for a better line-up before coming back with the best so far.
        stopped: asked a few times a second whether to come back at once.

    Returns:
        One for each panel, but for those that were not reached when the time ran out or the search was stopped.
    """
    people = {each.attendee.ref: each for each in sorted(candidates, key=lambda each: each.attendee.ref)}
    in_order = sorted(panels, key=lambda each: (each.sitting.on, each.ref))
    kept_that_day: dict[date, set[str]] = defaultdict(set)
    for panel in in_order:
        kept_that_day[panel.sitting.on] |= panel.fixed
    hearings = [_PanelContext(panel, people, figures, kept_that_day[panel.sitting.on]) for panel in in_order]
    possible = [hearing for hearing in hearings if hearing.quorate_with(hearing.free)]
    sittings = {ref: each.sittings for ref, each in people.items()}
    seated = seat_panels([hearing.table() for hearing in possible], sittings, seconds, stopped)
    line_ups = {possible[place].panel.ref: line_up for place, line_up in seated.items()}
    sat = Counter(sittings)
    answers: list[Suggestion | NoLineUp] = []
    for hearing in hearings:
        if hearing not in possible:
            answers.append(_inquorate(hearing))
        elif line_up := line_ups.get(hearing.panel.ref):
            answers.append(_suggestion(hearing, line_up, sat))
            sat.update(line_up)
        elif hearing.panel.ref in line_ups:
            answers.append(_crowded(hearing, [each for each in possible if line_ups.get(each.panel.ref)]))
    return tuple(answers)


class _PanelContext:
    """A panel, and who could sit on it."""

    def __init__(self, panel: LineUpRequest, people: Mapping[str, Candidate], figures: Figures, kept: set[str]) -> None:
        self.panel = panel
        self.people = people
        self.figures = figures
        self.on = panel.sitting.on
        self.items = panel.items or (PanelItem(number=0, case="", item=Item()),)
        everybody = people.keys()
        on_the_list = frozenset(self._judge(Item(), everybody, panel.sitting).counted)
        self.counted = [frozenset(each.counted) for each in self.verdicts(everybody)]
        self.fixed = (panel.fixed & on_the_list) - panel.declined
        useful = (on_the_list & frozenset().union(*self.counted)) - panel.declined - kept
        self.free = self.fixed | {ref for ref in useful if self.on not in people[ref].unavailable}
        self.most = max(panel.seats_most, len(self.fixed))

    def _judge(self, item: Item, refs: Iterable[str], sitting: Sitting) -> Verdict:
        return judge_quorum(item, [self.people[ref].attendee for ref in refs], sitting, self.figures)

    def verdicts(self, refs: Iterable[str], chair: str | None = None) -> list[Verdict]:
        """The verdict on each item with these people, somebody else named as the chair if wanted."""
        sitting = replace(self.panel.sitting, chair_ref=chair) if chair else self.panel.sitting
        here = list(refs)
        return [self._judge(each.item, here, sitting) for each in self.items]

    def quorate_with(self, refs: Iterable[str], chair: str | None = None) -> bool:
        """Whether every item is quorate with these people."""
        return all(verdict.quorate for verdict in self.verdicts(refs, chair))

    def name(self, ref: str) -> str:
        """How a person's name prints."""
        return self.people[ref].attendee.name

    def brings(self, ref: str) -> frozenset[str]:
        """A person's category and backgrounds."""
        person = self.people[ref]
        return frozenset({person.attendee.category, *person.backgrounds})

    def withdraws(self, ref: str) -> list[PanelItem]:
        """The items on which a person would not count."""
        return [each for each, counted in zip(self.items, self.counted, strict=True) if ref not in counted]

    def knows(self, ref: str) -> list[PanelItem]:
        """The items for a household that a person has approved."""
        both = zip(self.items, self.counted, strict=True)
        return [each for each, counted in both if ref in each.prefer and ref in counted]

    def office(self, ref: str) -> PanelRole:
        """The office that a person holds that day."""
        return office_on(self.people[ref].attendee, self.on)

    def table(self) -> PanelToSeat:
        """The panel as the model sees it."""
        named = self.panel.sitting.chair_ref
        years = self.figures.social_worker_experience_years
        chairs = {ref for ref in self.free if self.office(ref) is PanelRole.CHAIR}
        vice_chairs = {ref for ref in self.free if self.office(ref) is PanelRole.VICE_CHAIR}
        independent = frozenset(ref for ref in self.free if self.people[ref].attendee.independent)
        first = frozenset(chairs | (vice_chairs & {named}))
        return PanelToSeat(
            on=self.on,
            least=min(self.panel.seats_least, self.most),
            most=self.most,
            quorum=quorum_of(self.panel.sitting, self.figures),
            worth={
                ref: _NAMED * (ref == named)
                + _SAT_ON_THE_APPROVAL * len(self.knows(ref))
                + _WITHDRAWS * len(self.withdraws(ref))
                for ref in self.free
            },
            kept=self.fixed,
            brings={ref: self.brings(ref) for ref in self.free},
            items=self.counted,
            preside_first=first,
            preside_next=frozenset(vice_chairs - first),
            need_independent=frozenset(vice_chairs - independent),
            independent=independent,
            social_workers=frozenset(
                ref for ref in self.free if is_experienced(self.people[ref].attendee, self.on, years)
            ),
            presiding_counts=self.figures.presiding_counts_as_social_worker,
        )


def _suggestion(hearing: _PanelContext, line_up: frozenset[str], sat: Mapping[str, int]) -> Suggestion:
    """The line-up with its chair and its reasons, judged once more."""
    if not hearing.quorate_with(line_up):
        raise AssertionError("The model holds a line-up quorate which the rule does not.")
    named = hearing.panel.sitting.chair_ref
    offices = [PanelRole.CHAIR, PanelRole.VICE_CHAIR]
    may_chair = sorted(
        (ref for ref in line_up if hearing.office(ref) in offices),
        key=lambda ref: (ref != named, offices.index(hearing.office(ref)), len(hearing.withdraws(ref)), sat[ref], ref),
    )
    chair = next(ref for ref in may_chair if hearing.quorate_with(line_up, ref))
    members = (chair, *sorted(line_up - {chair}))
    return Suggestion(
        hearing.panel.ref, members, chair, {ref: _reason(hearing, ref, line_up, chair, sat) for ref in members}
    )


def _reason(hearing: _PanelContext, ref: str, line_up: frozenset[str], chair: str, sat: Mapping[str, int]) -> str:
    """Why a member sits, as a sentence; how often they have sat comes last."""
    clauses = ["accepted already"] if ref in hearing.fixed else []
    verdicts = hearing.verdicts(line_up, chair)
    presides = [each for each, verdict in zip(hearing.items, verdicts, strict=True) if verdict.presiding == ref]
    if ref == chair:
        named = ref == hearing.panel.sitting.chair_ref
        clauses.append("named to chair this panel" if named else f"chairs this panel as a {hearing.office(ref)}")
    elif presides:
        clauses.append(f"presides on {_items(presides)}")
    elif hearing.office(ref) is not PanelRole.MEMBER:
        clauses.append("could preside if need be")
    clauses += _needed(hearing, ref, line_up)
    if known := hearing.knows(ref):
        clauses.append(f"sat on the approval of the household in {_items(known)}")
    others = frozenset().union(*(hearing.brings(other) for other in line_up - {ref}))
    if alone := hearing.brings(ref) - others:
        clauses.append(f"brings what nobody else here does: {_listed(sorted(alone), 'and')}")
    if withdraws := hearing.withdraws(ref):
        clauses.append(f"does not sit on {_items(withdraws)}")
    fewest = sat[ref] == min(sat[each] for each in hearing.free)
    clauses.append(f"fewest sittings so far: {sat[ref]}" if fewest else f"sittings so far: {sat[ref]}")
    sentence = "; ".join(clauses)
    return f"{sentence[0].upper()}{sentence[1:]}."


def _needed(hearing: _PanelContext, ref: str, line_up: frozenset[str]) -> list[str]:
    """What the quorum needs a member for: because nobody else is free, or else because nobody else was chosen."""
    does = {
        QuorumCondition.TOO_FEW_MEMBERS: "could make up the number",
        QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "could preside",
        QuorumCondition.NO_SOCIAL_WORKER: "could be the social worker",
        QuorumCondition.NO_INDEPENDENT_MEMBER: "is independent, as somebody must be",
    }
    without: dict[str, list[PanelItem]] = defaultdict(list)
    for each, if_free, if_here in zip(
        hearing.items, hearing.verdicts(hearing.free - {ref}), hearing.verdicts(line_up - {ref}), strict=True
    ):
        for limb in if_here.missing:
            if limb in if_free.missing:
                without[f"nobody else who is free {does[limb]}"].append(each)
            elif limb is not QuorumCondition.TOO_FEW_MEMBERS:  # true of everybody where nobody is spare
                without[f"nobody else here {does[limb]}"].append(each)
    return [f"{words}{_on(hearing, items)}" for words, items in without.items()]


def _on(hearing: _PanelContext, items: Sequence[PanelItem]) -> str:
    """The items that something is said of, where it is not all of them."""
    return "" if len(items) == len(hearing.items) else f" on {_items(items)}"


def _inquorate(hearing: _PanelContext) -> NoLineUp:
    """What is missing on which items, even with everybody who is free."""
    failing: dict[str, list[PanelItem]] = defaultdict(list)
    for each, verdict in zip(hearing.items, hearing.verdicts(hearing.free), strict=True):
        if not verdict.quorate:
            failing[_lacks(hearing, verdict)].append(each)
    sentences = []
    for lacks, items in failing.items():
        if hearing.panel.items:
            subject, verb = _items(items), "have" if len(items) > 1 else "has"
            it = "them" if len(items) > 1 else "it"
            sentences.append(
                f"{subject.capitalize()} {verb} {lacks} among those who are free and have no interest in {it}."
            )
        else:
            sentences.append(f"This panel has {lacks} among those who are free.")
    items = [each for group in failing.values() for each in group]
    away = [person.attendee for ref, person in hearing.people.items() if ref not in hearing.free]
    free = [hearing.people[ref].attendee for ref in hearing.free]
    mending = [
        set(who_would_make_quorate(each.item, free, away, hearing.panel.sitting, hearing.figures)) for each in items
    ]
    if names := sorted(hearing.name(ref) for ref in set.intersection(*mending)):
        sentences.append(f"{_listed(names, 'or')} would mend it, if free.")
    cases = tuple(each.case for each in hearing.panel.items if each in items)
    return NoLineUp(hearing.panel.ref, cases, " ".join(sentences))


def _lacks(hearing: _PanelContext, verdict: Verdict) -> str:
    """What an item has too little of, as it reads after `has`."""
    experience = hearing.figures.span("social_worker_experience_years")
    worker = f"no social worker with at least {experience} of experience"
    presiding = verdict.presiding
    years = hearing.figures.social_worker_experience_years
    if presiding and is_experienced(hearing.people[presiding].attendee, hearing.on, years):
        worker += f" (besides {hearing.name(presiding)}, who would preside)"
    words = {
        QuorumCondition.TOO_FEW_MEMBERS: (
            f"only {len(verdict.counted)} of the {quorum_of(hearing.panel.sitting, hearing.figures)} members needed"
        ),
        QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "no chair or vice chair",
        QuorumCondition.NO_SOCIAL_WORKER: worker,
        QuorumCondition.NO_INDEPENDENT_MEMBER: "no independent member",
    }
    return _listed([words[limb] for limb in verdict.missing], "and")


def _crowded(hearing: _PanelContext, seated: Iterable[_PanelContext]) -> NoLineUp:
    """That each item could be quorate, but not within the seats and beside the other panels of the day."""
    same_day = [each.panel.ref for each in seated if each.on == hearing.on]
    sits = "sit" if len(same_day) > 1 else "sits"
    beside = f" while {_listed(same_day, 'and')} {sits} that day too" if same_day else ""
    accepted = ", whoever has accepted among them," if hearing.fixed else ""
    return NoLineUp(
        hearing.panel.ref,
        (),
        f"No {hearing.most} of those who are free{accepted} make every item quorate{beside}.",
    )


def _items(items: Sequence[PanelItem]) -> str:
    """Items by their numbers: `item 2`, `items 1 and 3`."""
    numbers = [str(each.number) for each in items]
    return f"item{'s' if len(numbers) > 1 else ''} {_listed(numbers, 'and')}"


def _listed(words: Sequence[str], joined: str) -> str:
    """Words as they are listed in a sentence."""
    return f" {joined} ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
