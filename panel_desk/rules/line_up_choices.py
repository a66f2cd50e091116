"""Checks a line-up chosen by hand: what its items need for a quorum, who can chair, who else is available."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from panel_desk.rules.figures import Figures
from panel_desk.rules.folding import fold
from panel_desk.rules.line_ups import Candidate, LineUpRequest, PanelItem
from panel_desk.rules.quoracy import Item, judge_quorum, office_on
from panel_desk.rules.text import with_numbers
from panel_desk.rules.vocabulary import PanelRole

_OFFICES = (PanelRole.CHAIR, PanelRole.VICE_CHAIR)


def quorum_gaps(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str], chair: str | None, figures: Figures
) -> tuple[str, ...]:
    """What each item needs to be quorate if these people come, in sentences; none where every item is quorate.

    Args:
        panel: the panel.
        people: the members of the central list, by ref.
        refs: refs of those who come.
        chair: ref of the one who is named to chair; None for nobody.
        figures: the agency's figures.
    """
    attendees = [people[ref].attendee for ref in refs]
    sitting = replace(panel.sitting, chair_ref=chair)
    items_by_gap: dict[str, list[str]] = defaultdict(list)
    for entry in panel.items or (PanelItem(number=0, case="", item=Item()),):
        verdict = judge_quorum(entry.item, attendees, sitting, figures)
        if not verdict.quorate:
            gap = f"{verdict.sentence.removeprefix('Not quorate: ')}. {verdict.remedy}"
            items_by_gap[gap].append(str(entry.number))
    sentences = []
    for gap, numbers in items_by_gap.items():
        which = with_numbers("Item", numbers) if panel.items else "The panel"
        sentences.append(f"{which}: {gap}")
    return tuple(sentences)


def choose_chair(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str], wanted: str | None
) -> str | None:
    """The chair from these people: the wanted person if in office, else a chair, else a vice chair, else None."""
    offices = {ref: office_on(people[ref].attendee, panel.sitting.on) for ref in refs}
    may_chair = [ref for office in _OFFICES for ref, their_office in offices.items() if their_office is office]
    return wanted if wanted in may_chair else next(iter(may_chair), None)


def other_candidates(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str]
) -> tuple[Candidate, ...]:
    """The available members who are not among these people, those with the fewest sittings first."""
    excluded = {*refs, *panel.declined}
    available = (
        person for ref, person in people.items() if ref not in excluded and panel.sitting.on not in person.unavailable
    )
    return tuple(sorted(available, key=lambda person: (person.sittings, fold(person.attendee.name))))
