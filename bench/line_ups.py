"""Measures how long the line-ups of a year take: 52 weekly panels of five items, 25 members, interests and holidays.

The search may take a minute, so that the figure is the time to the best line-ups and not a time limit.
Usage: python bench/line_ups.py
"""

import json
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from panel_desk.rules.figures import Figures
from panel_desk.rules.line_ups import Candidate, LineUpRequest, PanelItem, Suggestion, suggest_line_ups
from panel_desk.rules.quoracy import Attendee, Item, Sitting
from panel_desk.rules.vocabulary import Background, Category, PanelRole, PanelType

TARGET = 5.0  # seconds
MEMBERS, PANELS, ITEMS = 25, 52, 5
LONGEST = 60.0  # seconds that the search may take
# Chances: that a member is away in a week, that a member has an interest in an item, that an item is a match.
AWAY, INTERESTED, MATCH = 0.15, 0.05, 0.4
# The numbers of the members who are each of these.
CHAIRS, VICE_CHAIRS, SOCIAL_WORKERS, MEDICAL_ADVISERS = {0, 1}, {2, 3}, {2, *range(5, 11)}, {11}
START = date(2027, 4, 7)


def central_list(chance: Random) -> list[Candidate]:
    """Two chairs, two vice chairs, seven social workers, a medical adviser and independent members."""
    candidates = []
    for number in range(MEMBERS):
        worker, adviser = number in SOCIAL_WORKERS, number in MEDICAL_ADVISERS
        category = Category.SOCIAL_WORKER if worker else Category.MEDICAL_ADVISER if adviser else Category.INDEPENDENT
        role = (
            PanelRole.CHAIR if number in CHAIRS else PanelRole.VICE_CHAIR if number in VICE_CHAIRS else PanelRole.MEMBER
        )
        attendee = Attendee(
            ref=f"M{number:03}",
            name=f"Member {number}",
            category=category,
            role=role,
            qualified_since=date(2010 + number % 10, 9, 1) if worker else None,
            independent=not worker,
        )
        backgrounds = frozenset(chance.sample(list(Background), chance.choice([0, 1, 1, 2])))
        away = frozenset(START + timedelta(weeks=week) for week in range(PANELS) if chance.random() < AWAY)
        candidates.append(Candidate(attendee=attendee, backgrounds=backgrounds, unavailable=away))
    return candidates


def panel(chance: Random, week: int, refs: list[str]) -> LineUpRequest:
    """A week's panel: each member has an interest in one item in twenty, and two items in five are matches."""
    items = tuple(
        PanelItem(
            number=number,
            case=f"CASE-{week:02}{number}",
            item=Item(withdrawn=frozenset(ref for ref in refs if chance.random() < INTERESTED)),
            preferred=frozenset(chance.sample(refs, 6)) if chance.random() < MATCH else frozenset(),
        )
        for number in range(1, ITEMS + 1)
    )
    sitting = Sitting(
        on=START + timedelta(weeks=week), panel_type=PanelType.ORDINARY, chair_ref=chance.choice(refs[:4])
    )
    return LineUpRequest(ref=f"PANEL-{week:02}", sitting=sitting, items=items, min_seats=6, max_seats=8)


def main() -> None:
    """Measure and print; the last line is JSON with the seconds."""
    chance = Random(7)  # noqa: S311 # not for security; the seed gives the same year
    candidates = central_list(chance)
    refs = [each.attendee.ref for each in candidates]
    panels = [panel(chance, week, refs) for week in range(PANELS)]
    began = time.perf_counter()
    found = suggest_line_ups(panels, candidates, Figures(), seconds=LONGEST)
    seconds = time.perf_counter() - began
    seated = [each for each in found if isinstance(each, Suggestion)]
    assert len(seated) == PANELS
    sat = sorted(sum(ref in each.members for each in seated) for ref in refs)
    print(
        f"line-ups of a year of weekly panels: {seconds:.2f} s, {seconds / TARGET:.2f} × the target of {TARGET:.0f} s: "
        f"{'met' if seconds <= TARGET else 'missed'} (sittings from {sat[0]} to {sat[-1]}, median {sat[MEMBERS // 2]})"
    )
    print(json.dumps({"seconds": seconds}))


if __name__ == "__main__":
    main()
