"""A line-up that somebody chose: what it lacks, who could chair, who else could come."""

from dataclasses import replace
from datetime import date

from panel_desk.rules.figures import Figures
from panel_desk.rules.line_up_choices import choose_chair, other_candidates, quorum_gaps
from panel_desk.rules.line_ups import Candidate, LineUpRequest, PanelItem
from panel_desk.rules.quoracy import Attendee, Item, Sitting
from panel_desk.rules.vocabulary import Category, PanelRole, PanelType

ON = date(2027, 3, 3)


def person(ref: str, role: PanelRole = PanelRole.MEMBER, *, sittings: int = 0, worker: bool = False) -> Candidate:
    return Candidate(
        attendee=Attendee(
            ref=ref,
            name=ref.title(),
            category=Category.SOCIAL_WORKER if worker else Category.INDEPENDENT,
            qualified_since=date(2010, 1, 1) if worker else None,
            role=role,
            independent=True,
        ),
        sittings=sittings,
    )


EVERYBODY = (
    person("VICE", PanelRole.VICE_CHAIR),
    person("CHAIR", PanelRole.CHAIR),
    person("WORKER", worker=True),
    person("A"),
    person("B", sittings=2),
    person("C", sittings=1),
)
PEOPLE = {each.attendee.ref: each for each in EVERYBODY}
PANEL = LineUpRequest(
    ref="P1",
    sitting=Sitting(on=ON, panel_type=PanelType.ORDINARY),
    items=tuple(PanelItem(number=n, case=f"CASE-00{n}", item=Item()) for n in (1, 2)),
    min_seats=5,
    max_seats=7,
)
FIVE = ("CHAIR", "WORKER", "A", "B", "C")


def test_items_with_the_same_gap_share_a_sentence() -> None:
    assert quorum_gaps(PANEL, PEOPLE, FIVE, "CHAIR", Figures()) == ()
    assert quorum_gaps(PANEL, PEOPLE, FIVE[:4], "CHAIR", Figures()) == (
        "Items 1 and 2: too few members (4 of 5). 1 more member is needed.",
    )
    first = PanelItem(number=1, case="CASE-001", item=Item(withdrawn=frozenset({"A"})))
    withdrawn = replace(PANEL, items=(first, PANEL.items[1]))
    assert quorum_gaps(withdrawn, PEOPLE, FIVE, "CHAIR", Figures()) == (
        "Item 1: too few members (4 of 5). 1 more member is needed.",
    )


def test_a_panel_without_items_must_be_quorate_as_a_whole() -> None:
    empty = replace(PANEL, items=())
    assert quorum_gaps(empty, PEOPLE, FIVE, None, Figures()) == ()
    assert quorum_gaps(empty, PEOPLE, FIVE[:4], None, Figures())[0].startswith("The panel: too few members")


def test_the_wanted_person_chairs_or_else_a_chair_before_a_vice_chair() -> None:
    assert choose_chair(PANEL, PEOPLE, PEOPLE, "VICE") == "VICE"
    assert choose_chair(PANEL, PEOPLE, PEOPLE, "A") == "CHAIR"
    assert choose_chair(PANEL, PEOPLE, ("VICE", "A"), "CHAIR") == "VICE"
    assert choose_chair(PANEL, PEOPLE, ("A", "B"), "CHAIR") is None


def test_other_candidates_are_available_members_with_the_fewest_sittings_first() -> None:
    away = PEOPLE | {"A": replace(PEOPLE["A"], unavailable=frozenset({ON}))}
    panel = replace(PANEL, declined=frozenset({"VICE"}))
    assert [each.attendee.ref for each in other_candidates(panel, away, ("CHAIR",))] == ["WORKER", "C", "B"]
