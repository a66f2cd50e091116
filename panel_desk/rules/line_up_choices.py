"""A line-up that somebody chose, whole or in part: what its items lack, who could chair, who else could come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from panel_desk.rules.figures import Figures
from panel_desk.rules.line_ups import Candidate, LineUpRequest, PanelItem
from panel_desk.rules.quoracy import Item, judge_quorum, office_on
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import PanelRole

_OFFICES = (PanelRole.CHAIR, PanelRole.VICE_CHAIR)


def quorum_gaps(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str], chair: str | None, figures: Figures
) -> tuple[str, ...]:
    """What each item lacks if these people come, in sentences; none where every item is quorate."""
    here = [people[ref].attendee for ref in refs]
    sitting = replace(panel.sitting, chair_ref=chair)
    items: dict[str, list[str]] = defaultdict(list)
    for each in panel.items or (PanelItem(number=0, case="", item=Item()),):
        verdict = judge_quorum(each.item, here, sitting, figures)
        if not verdict.quorate:
            items[f"{verdict.sentence.removeprefix('Not quorate: ')}. {verdict.mend}"].append(str(each.number))
    sentences = []
    for what, numbers in items.items():
        which = f"Item{'s' if len(numbers) > 1 else ''} {listed(numbers)}" if panel.items else "The panel"
        sentences.append(f"{which}: {what}")
    return tuple(sentences)


def choose_chair(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str], wanted: str | None
) -> str | None:
    """Who of these people is to chair: whoever is wanted, or else a chair, or else a vice chair; None for nobody."""
    offices = {ref: office_on(people[ref].attendee, panel.sitting.on) for ref in refs}
    may_chair = [ref for office in _OFFICES for ref, held in offices.items() if held is office]
    return wanted if wanted in may_chair else next(iter(may_chair), None)


def other_candidates(
    panel: LineUpRequest, people: Mapping[str, Candidate], refs: Iterable[str]
) -> tuple[Candidate, ...]:
    """Who else could come to a panel besides these people, those with the fewest sittings first."""
    there = {*refs, *panel.declined}
    free = (each for ref, each in people.items() if ref not in there and panel.sitting.on not in each.unavailable)
    return tuple(sorted(free, key=lambda each: (each.sittings, each.attendee.name)))
