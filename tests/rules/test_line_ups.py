"""Suggested line-ups: quorate, fair over the year, with a reason for each person."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules import line_up_model
from panel_desk.rules.figures import Figures
from panel_desk.rules.line_ups import Candidate, LineUpRequest, NoLineUp, PanelItem, Suggestion, suggest_line_ups
from panel_desk.rules.quoracy import Attendee, Item, Sitting, judge_quorum
from panel_desk.rules.vocabulary import Background, Category, MemberStatus, PanelRole, PanelType

ON = date(2027, 3, 3)
FIGURES = Figures()
SITTING = Sitting(on=ON, panel_type=PanelType.ORDINARY)
SECONDS = 900.0  # ample on any machine; the solver's own measure of work ends a search first


def person(ref: str, category: Category = Category.INDEPENDENT, role: PanelRole = PanelRole.MEMBER) -> Attendee:
    worker = category is Category.SOCIAL_WORKER
    return Attendee(
        ref=ref,
        name=f"Member {ref}",
        category=category,
        role=role,
        qualified_since=date(2011, 9, 1) if worker else None,
        independent=not worker,
    )


CHAIR = Candidate(attendee=person("CHAIR", role=PanelRole.CHAIR))
VICE = Candidate(attendee=person("VICE", role=PanelRole.VICE_CHAIR))
WORKER = Candidate(attendee=person("WORKER", Category.SOCIAL_WORKER))
SECOND = Candidate(attendee=person("SECOND", Category.SOCIAL_WORKER))
A, B, C, D, E, F = (Candidate(attendee=person(ref)) for ref in "ABCDEF")
FIVE = (CHAIR, WORKER, A, B, C)
EVERYBODY = (CHAIR, VICE, WORKER, SECOND, A, B, C, D, E, F)


def item(number: int = 1, *withdrawn: str, prefer: Sequence[str] = ()) -> PanelItem:
    """An item from which some members withdraw, and for which others are preferred."""
    return PanelItem(
        number=number,
        case=f"CASE-{number:03}",
        item=Item(withdrawn=frozenset(withdrawn)),
        preferred=frozenset(prefer),
    )


PANEL = LineUpRequest(ref="PANEL-1", sitting=SITTING, items=(item(),), min_seats=5, max_seats=7)


def panel(ref: str = "PANEL-1", day: int = 0, **fields: object) -> LineUpRequest:
    """A panel that meets so many days after `ON`."""
    sitting = replace(SITTING, on=ON + timedelta(days=day))
    return replace(PANEL, **({"ref": ref, "sitting": sitting} | fields))  # type: ignore[arg-type] # its own fields


def found(
    panels: Sequence[LineUpRequest], candidates: Sequence[Candidate], figures: Figures = FIGURES
) -> list[Suggestion]:
    """The suggestions for panels, each of which gets one."""
    suggestions = suggest_line_ups(panels, candidates, figures, seconds=SECONDS)
    assert all(isinstance(each, Suggestion) for each in suggestions), suggestions
    return [each for each in suggestions if isinstance(each, Suggestion)]


def one(asked: LineUpRequest, candidates: Sequence[Candidate], figures: Figures = FIGURES) -> Suggestion:
    """The suggestion for one panel."""
    return found([asked], candidates, figures)[0]


def refused(asked: LineUpRequest, candidates: Sequence[Candidate], figures: Figures = FIGURES) -> NoLineUp:
    """What is said of one panel for which there is no line-up."""
    (result,) = suggest_line_ups([asked], candidates, figures, seconds=SECONDS)
    assert isinstance(result, NoLineUp)
    return result


def quorate(
    asked: LineUpRequest, members: Sequence[str], candidates: Sequence[Candidate], figures: Figures = FIGURES
) -> bool:
    attendees = [each.attendee for each in candidates if each.attendee.ref in members]
    items = [each.item for each in asked.items] or [Item()]
    return all(judge_quorum(each, attendees, asked.sitting, figures).quorate for each in items)


# Who sits


def test_all_five_sit_if_exactly_five_are_needed() -> None:
    suggestion = one(PANEL, FIVE)
    assert suggestion.members == ("CHAIR", "A", "B", "C", "WORKER")
    assert suggestion.chair == "CHAIR"
    assert suggestion.reasons.keys() == set(suggestion.members)


def test_a_panel_without_items_is_quorate_as_a_whole() -> None:
    assert one(replace(PANEL, items=()), FIVE).members == ("CHAIR", "A", "B", "C", "WORKER")


def test_one_more_than_the_quorum_sits_if_there_is_a_seat() -> None:
    assert len(one(PANEL, EVERYBODY).members) > 5
    assert len(one(replace(PANEL, max_seats=5), EVERYBODY).members) == 5


def test_all_the_wanted_seats_are_filled_if_possible() -> None:
    assert len(one(replace(PANEL, min_seats=9, max_seats=10), EVERYBODY).members) == 9
    assert len(one(replace(PANEL, min_seats=9, max_seats=10), FIVE).members) == 5


def test_there_is_a_reserve_to_preside_and_as_social_worker() -> None:
    assert {"CHAIR", "VICE", "WORKER", "SECOND"} <= set(one(PANEL, EVERYBODY).members)


def test_an_item_is_quorate_without_the_members_who_withdraw() -> None:
    asked = replace(PANEL, items=(item(1), item(2, "CHAIR", "WORKER"), item(3, "A", "VICE")), max_seats=8)
    suggestion = one(asked, EVERYBODY)
    assert {"CHAIR", "VICE", "SECOND"} <= set(suggestion.members)
    assert quorate(asked, suggestion.members, EVERYBODY)


def test_members_without_an_interest_are_preferred() -> None:
    asked = replace(PANEL, items=(item(1, "A"), item(2)), max_seats=6)
    assert "A" not in one(asked, EVERYBODY).members


def test_a_member_who_would_sit_on_no_item_is_not_suggested() -> None:
    asked = replace(PANEL, items=(item(1, "F"),), min_seats=10, max_seats=10)
    assert "F" not in one(asked, EVERYBODY).members
    assert "F" in one(replace(asked, accepted=frozenset("F")), EVERYBODY).members


def test_those_who_accepted_stay_and_those_who_declined_are_left_out() -> None:
    for ref in "ABCDEF":
        assert ref in one(replace(PANEL, accepted=frozenset({ref})), EVERYBODY).members
        assert ref not in one(replace(PANEL, declined=frozenset({ref})), EVERYBODY).members


def test_more_members_may_have_accepted_than_there_are_seats() -> None:
    everybody = frozenset(each.attendee.ref for each in EVERYBODY)
    assert set(one(replace(PANEL, accepted=everybody), EVERYBODY).members) == everybody


def test_unavailable_members_are_not_suggested_unless_they_accepted() -> None:
    away = replace(D, unavailable=frozenset({ON}))
    assert "D" not in one(replace(PANEL, max_seats=6), (*FIVE, away)).members
    assert "D" in one(replace(PANEL, max_seats=6, accepted=frozenset("D")), (*FIVE, away)).members
    assert (
        "D" in one(replace(PANEL, min_seats=6), (*FIVE, replace(D, unavailable=frozenset({date(2027, 3, 4)})))).members
    )


@pytest.mark.parametrize(
    "changes",
    [
        {"status": MemberStatus.ON_HOLD},
        {"status": MemberStatus.WAITING_LIST},
        {"left_on": date(2027, 3, 2)},
        {"joined_on": date(2027, 3, 4)},
        {"on_hold_from": date(2027, 1, 1), "on_hold_until": ON},
    ],
)
def test_members_off_the_list_or_on_hold_are_not_suggested(changes: dict[str, object]) -> None:
    off = replace(D, attendee=replace(D.attendee, **changes))  # type: ignore[arg-type] # an Attendee's own fields
    assert "D" not in one(replace(PANEL, min_seats=6, accepted=frozenset("D")), (*FIVE, off)).members


def test_an_accepted_person_no_longer_on_the_list_is_ignored() -> None:
    assert len(one(replace(PANEL, accepted=frozenset({"NOBODY"})), FIVE).members) == 5


def test_the_named_chair_chairs_if_available() -> None:
    other = Candidate(attendee=person("ANOTHER", role=PanelRole.CHAIR), sittings=40)
    for ref in ("CHAIR", "ANOTHER", "VICE"):
        suggestion = one(replace(PANEL, sitting=replace(SITTING, chair_ref=ref)), (*EVERYBODY, other))
        assert suggestion.chair == ref
        assert suggestion.reasons[ref].startswith("Named to chair this panel")
    away = replace(PANEL, sitting=replace(SITTING, chair_ref="CHAIR"), declined=frozenset({"CHAIR"}))
    assert one(away, EVERYBODY).chair == "VICE"


def test_a_vice_chair_who_is_not_independent_needs_an_independent_member() -> None:
    def employed(candidate: Candidate) -> Candidate:
        return replace(candidate, attendee=replace(candidate.attendee, independent=False), sittings=0)

    staff = (employed(VICE), WORKER, *map(employed, (A, B, C, D)))
    assert refused(PANEL, staff).sentence == (
        "Item 1 has no independent member among those who are available and have no interest in it."
    )
    suggestion = one(replace(PANEL, max_seats=5), (*staff, replace(E, sittings=30)))
    assert suggestion.reasons["E"] == (
        "Nobody else who is available is independent, as somebody must be; sittings so far: 30."
    )


def test_a_social_worker_who_presides_needs_another_unless_the_agency_decides_otherwise() -> None:
    presiding = Candidate(attendee=person("CHAIR", Category.SOCIAL_WORKER, PanelRole.CHAIR))
    people = (presiding, A, B, C, D)
    assert refused(PANEL, people).sentence == (
        "Item 1 has no social worker with at least 3 years of experience (besides Member CHAIR, who would preside) "
        "among those who are available and have no interest in it."
    )
    assert one(PANEL, people, Figures(presiding_counts_as_social_worker=True)).chair == "CHAIR"


def test_a_presiding_social_worker_gets_a_second_one_however_often_they_sat() -> None:
    presiding = Candidate(attendee=person("CHAIR", Category.SOCIAL_WORKER, PanelRole.CHAIR))
    people = (presiding, A, B, C, D, replace(WORKER, sittings=50))
    assert "WORKER" in one(replace(PANEL, accepted=frozenset({"CHAIR"})), people).members


def test_a_vice_chair_frees_a_chair_for_the_social_worker_s_place() -> None:
    worker = Candidate(attendee=person("CHAIR", Category.SOCIAL_WORKER, PanelRole.CHAIR))
    suggestion = one(PANEL, (worker, VICE, A, B, C))
    assert (suggestion.chair, set(suggestion.members)) == ("VICE", {"CHAIR", "VICE", "A", "B", "C"})


def test_a_vice_chair_needed_as_the_social_worker_does_not_chair() -> None:
    """If the vice chair who is a social worker presided, nobody would be left to count as the social worker."""
    worker = Candidate(attendee=person("A-VICE", Category.SOCIAL_WORKER, PanelRole.VICE_CHAIR))
    suggestion = one(PANEL, (worker, VICE, A, B, C))
    assert suggestion.chair == "VICE"
    assert set(suggestion.members) == {"A-VICE", "VICE", "A", "B", "C"}


def test_a_joint_panel_needs_six() -> None:
    joint = replace(PANEL, sitting=replace(SITTING, panel_type=PanelType.JOINT))
    assert refused(joint, FIVE).sentence == (
        "Item 1 has only 5 of the 6 members needed among those who are available and have no interest in it."
    )
    assert len(one(joint, (*FIVE, D)).members) == 6


# Who is preferred


def test_members_who_approved_the_household_are_preferred_for_the_match() -> None:
    asked = replace(PANEL, items=(item(1), item(2, "F", prefer="DEF")), max_seats=6)
    suggestion = one(asked, EVERYBODY)
    assert {"D", "E"} <= set(suggestion.members)
    assert "F" not in suggestion.members
    assert suggestion.reasons["D"].startswith("Sat on the approval of the household in item 2; ")


def test_backgrounds_are_mixed() -> None:
    adopted = replace(F, backgrounds=frozenset({Background.ADOPTED_ADULT, Background.EDUCATION}))
    adopters = tuple(replace(each, backgrounds=frozenset({Background.ADOPTER})) for each in (A, B, C, D))
    suggestion = one(replace(PANEL, max_seats=5), (CHAIR, WORKER, *adopters, adopted))
    assert suggestion.reasons["F"] == (
        "Has a background that nobody else here has: adopted adult and education; fewest sittings so far: 0."
    )


def test_members_with_the_fewest_sittings_are_preferred() -> None:
    people = (CHAIR, WORKER, *(replace(each, sittings=5 + at) for at, each in enumerate((A, B, C, D, E, F))))
    assert one(replace(PANEL, max_seats=5), people).members == ("CHAIR", "A", "B", "C", "WORKER")


def a_year() -> tuple[list[LineUpRequest], list[Candidate]]:
    """Weekly panels of two items with an interest in each, and twenty-two members, some with sittings behind them."""
    chairs = [Candidate(attendee=person(f"C{n}", role=PanelRole.CHAIR)) for n in range(3)]
    workers = [Candidate(attendee=person(f"W{n}", Category.SOCIAL_WORKER)) for n in range(5)]
    others = [Candidate(attendee=person(f"M{n:02}"), sittings=n % 4) for n in range(14)]
    people = [*chairs, *workers, *others]
    refs = [each.attendee.ref for each in people]
    panels = [
        panel(
            f"PANEL-{week:02}",
            7 * week,
            items=(item(1, refs[week % 22]), item(2, refs[(3 * week + 5) % 22])),
            min_seats=6,
            max_seats=8,
        )
        for week in range(52)
    ]
    return panels, people


def test_sittings_are_spread_fairly_over_a_year() -> None:
    panels, people = a_year()
    suggestions = found(panels, people)
    assert [each.panel for each in suggestions] == [each.ref for each in panels]
    sat = Counter({each.attendee.ref: each.sittings for each in people})
    for asked, suggestion in zip(panels, suggestions, strict=True):
        assert quorate(asked, suggestion.members, people)
        sat.update(suggestion.members)
    for group in ("C", "W", "M"):
        totals = [total for ref, total in sat.items() if ref.startswith(group)]
        assert max(totals) - min(totals) <= 2, (group, totals)


def test_the_result_does_not_depend_on_the_order_of_the_input() -> None:
    panels, people = a_year()
    first = suggest_line_ups(panels[:12], people, FIGURES, seconds=SECONDS)
    assert suggest_line_ups(panels[:12], people, FIGURES, seconds=SECONDS) == first
    assert suggest_line_ups(panels[:12][::-1], people[::-1], FIGURES, seconds=SECONDS) == first


def test_reasons_give_sittings_as_they_will_be_on_the_day() -> None:
    later, first = found([panel("LATER", 7), panel("FIRST")], FIVE)[::-1]
    assert first.reasons["A"].endswith("fewest sittings so far: 0.")
    assert later.reasons["A"].endswith("fewest sittings so far: 1.")


# The reasons


def test_reasons_say_what_each_member_is_needed_for() -> None:
    asked = replace(
        PANEL,
        items=(item(1), item(2, "CHAIR"), item(3, "WORKER")),
        accepted=frozenset("A"),
        declined=frozenset("F"),
        max_seats=7,
    )
    people = (CHAIR, replace(VICE, sittings=9), WORKER, SECOND, A, B, replace(C, sittings=2))
    assert one(asked, people).reasons == {
        "CHAIR": "Chairs this panel as a chair; does not sit on item 2; fewest sittings so far: 0.",
        "A": "Accepted already; fewest sittings so far: 0.",
        "B": "Fewest sittings so far: 0.",
        "C": "Sittings so far: 2.",
        "SECOND": "Nobody else who is available could be the social worker on item 3; fewest sittings so far: 0.",
        "VICE": "Presides on item 2; nobody else who is available could preside on item 2; sittings so far: 9.",
        "WORKER": "Does not sit on item 3; fewest sittings so far: 0.",
    }


def test_reasons_distinguish_nobody_available_from_nobody_chosen() -> None:
    reasons = one(replace(PANEL, max_seats=5), (*FIVE, replace(SECOND, sittings=30))).reasons
    assert reasons["WORKER"].startswith("Nobody else here could be the social worker; ")
    assert (
        one(PANEL, FIVE)
        .reasons["WORKER"]
        .startswith(
            "Nobody else who is available could make up the number; nobody else who is available could be the "
            "social worker; "
        )
    )


def test_a_vice_chair_beside_the_chair_could_preside() -> None:
    assert one(PANEL, (*FIVE, VICE)).reasons["VICE"] == "Could preside if needed; fewest sittings so far: 0."


# Panels without a line-up


def test_a_panel_without_a_line_up_says_what_is_missing_and_who_would_help() -> None:
    asked = replace(
        PANEL,
        items=(item(1), item(2, "WORKER"), item(3, "WORKER"), item(4, "CHAIR", "A")),
        declined=frozenset({"SECOND", "VICE"}),
    )
    result = refused(asked, (*FIVE, SECOND, VICE))
    assert result.cases == ("CASE-002", "CASE-003", "CASE-004")
    assert result.sentence == (
        "Items 2 and 3 have only 4 of the 5 members needed and no social worker with at least 3 years of experience "
        "among those who are available and have no interest in them. "
        "Item 4 has only 3 of the 5 members needed and no chair or vice chair among those who are available and have "
        "no interest in it."
    )
    mended = refused(replace(asked, items=asked.items[:3]), (*FIVE, SECOND, VICE))
    assert mended.sentence.endswith("in them. Member SECOND would make it quorate, if available.")


def test_a_panel_without_a_line_up_or_items_says_so_of_the_panel() -> None:
    result = refused(replace(PANEL, items=(), declined=frozenset({"VICE", "CHAIR"})), EVERYBODY)
    assert result.cases == ()
    assert result.sentence == (
        "This panel has no chair or vice chair among those who are available. "
        "Member CHAIR or Member VICE would make it quorate, if available."
    )


def test_a_panel_without_a_line_up_does_not_affect_the_others() -> None:
    first, second, third = suggest_line_ups(
        [panel("ONE"), panel("TWO", 7, declined=frozenset({"WORKER"})), panel("THREE", 14)],
        FIVE,
        FIGURES,
        seconds=SECONDS,
    )
    assert isinstance(first, Suggestion)
    assert isinstance(second, NoLineUp)
    assert isinstance(third, Suggestion)


def test_too_few_seats_are_reported() -> None:
    asked = replace(PANEL, items=(item(1, "CHAIR"), item(2, "VICE")), min_seats=5, max_seats=5)
    assert refused(asked, EVERYBODY).sentence == "No 5 of those who are available make every item quorate."
    assert refused(replace(asked, accepted=frozenset("A")), EVERYBODY).sentence == (
        "No 5 of those who are available, including everybody who has accepted, make every item quorate."
    )


def test_nobody_sits_on_two_panels_of_a_day_and_the_first_has_priority() -> None:
    asked = [panel("ONE"), panel("TWO", max_seats=5), panel("ZERO", declined=frozenset({"CHAIR"})), panel("THREE")]
    one_seated, three, two, zero = suggest_line_ups(asked, FIVE, FIGURES, seconds=SECONDS)
    assert isinstance(one_seated, Suggestion)
    assert isinstance(zero, NoLineUp)
    assert zero.sentence.startswith("Item 1 has ")
    assert three == NoLineUp(
        "THREE", (), "No 7 of those who are available make every item quorate while 1 other panel sits on the same day."
    )
    assert two == NoLineUp(
        "TWO", (), "No 5 of those who are available make every item quorate while 1 other panel sits on the same day."
    )


def test_a_panel_without_a_line_up_names_the_other_panels_of_its_day() -> None:
    asked = [panel("ONE", max_seats=5), panel("TWO", max_seats=5), panel("THREE", declined=frozenset({"ANOTHER"}))]
    another = Candidate(attendee=person("ANOTHER", role=PanelRole.CHAIR))
    people = (*EVERYBODY, Candidate(attendee=person("G")), Candidate(attendee=person("H")))
    results = suggest_line_ups(
        [replace(each, max_seats=5) for each in asked], (*people, another), FIGURES, seconds=SECONDS
    )
    refused_one = [each for each in results if isinstance(each, NoLineUp)]
    assert [each.sentence for each in refused_one] == [
        "No 5 of those who are available make every item quorate while 2 other panels sit on the same day."
    ]


def test_two_panels_of_a_day_share_the_central_list() -> None:
    first, second = found([panel("ONE", max_seats=5), panel("TWO", max_seats=5)], EVERYBODY)
    assert not set(first.members) & set(second.members)


def test_whoever_accepted_both_panels_of_a_day_sits_on_both_and_others_on_one() -> None:
    both = frozenset({"CHAIR", "WORKER", "A"})
    asked = [
        panel("ONE", accepted=both | {"B"}, max_seats=6),
        panel("TWO", accepted=both, max_seats=6),
    ]
    first, second = found(asked, EVERYBODY)
    assert set(first.members) & set(second.members) == both


# Time


def test_without_time_only_impossible_panels_are_answered() -> None:
    results = suggest_line_ups([panel("ONE"), panel("TWO", declined=frozenset({"CHAIR"}))], FIVE, FIGURES, seconds=0)
    assert [(type(each), each.panel) for each in results] == [(NoLineUp, "TWO")]


def test_a_search_stopped_at_once_finds_nothing() -> None:
    assert suggest_line_ups([PANEL], FIVE, FIGURES, seconds=SECONDS, stopped=lambda: True) == ()


def test_a_search_without_work_allowed_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_up_model, "_WORK_PER_SECOND", 0.0)
    panels, people = a_year()
    assert suggest_line_ups(panels, people, FIGURES, seconds=SECONDS) == ()


@pytest.mark.parametrize("after", [1, 2, 20])
def test_a_search_stopped_midway_returns_quorate_line_ups(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    monkeypatch.setattr(line_up_model, "_POLL_INTERVAL", 0.0)
    panels, people = a_year()
    asked = count()
    results = suggest_line_ups(panels, people, FIGURES, seconds=SECONDS, stopped=lambda: next(asked) >= after)
    by_ref = {each.ref: each for each in panels}
    for result in results:
        assert isinstance(result, Suggestion)
        assert quorate(by_ref[result.panel], result.members, people)


def test_a_search_stopped_after_seating_keeps_every_panel_seated(monkeypatch: pytest.MonkeyPatch) -> None:
    seated: list[bool] = []
    # It is called once the search knows which panels can be seated, before it looks for the best line-ups.
    require_all = line_up_model._Model.require_all_seated  # noqa: SLF001 # see above

    def then_stop(model: line_up_model._Model) -> None:
        require_all(model)
        seated.append(True)

    monkeypatch.setattr(line_up_model._Model, "require_all_seated", then_stop)  # noqa: SLF001 # see above
    panels, people = a_year()
    results = suggest_line_ups(panels, people, FIGURES, seconds=SECONDS, stopped=lambda: bool(seated))
    assert [type(each) for each in results] == [Suggestion] * len(panels)


# Any panels and candidates


REFS = "ABCDEFGH"


@st.composite
def candidates_drawn(draw: st.DrawFn) -> list[Candidate]:
    drawn = []
    for ref in REFS[: draw(st.integers(3, len(REFS)))]:
        category = draw(st.sampled_from(list(Category)))
        attendee = Attendee(
            ref=ref,
            name=f"Member {ref}",
            category=category,
            role=draw(st.sampled_from([*PanelRole, PanelRole.MEMBER])),
            role_from=draw(st.sampled_from([None, None, ON + timedelta(days=1)])),
            qualified_since=draw(st.sampled_from([None, date(2011, 9, 1), date(2011, 9, 1), date(2025, 1, 1)])),
            independent=draw(st.booleans()),
            status=draw(st.sampled_from([MemberStatus.ACTIVE] * 5 + [MemberStatus.ON_HOLD])),
        )
        drawn.append(
            Candidate(
                attendee=attendee,
                backgrounds=draw(st.frozensets(st.sampled_from(list(Background)), max_size=2)),
                sittings=draw(st.integers(0, 12)),
                unavailable=draw(st.sampled_from([frozenset[date]()] * 4 + [frozenset({ON})])),
            )
        )
    return drawn


FEW = st.frozensets(st.sampled_from(REFS), max_size=2)


@st.composite
def panels_drawn(draw: st.DrawFn, days: Callable[[], Iterator[int]]) -> list[LineUpRequest]:
    """Random panels; `days` gives how many days after `ON` each of them meets."""
    drawn = []
    for number, day in enumerate(days()):
        least = draw(st.integers(2, 6))
        accepted = draw(FEW)
        items = tuple(item(at + 1, *draw(FEW), prefer=sorted(draw(FEW))) for at in range(draw(st.integers(0, 3))))
        sitting = Sitting(
            on=ON + timedelta(days=day),
            panel_type=draw(st.sampled_from(PanelType)),
            chair_ref=draw(st.sampled_from([None, *REFS])),
        )
        drawn.append(
            LineUpRequest(
                ref=f"PANEL-{number}",
                sitting=sitting,
                items=items,
                accepted=accepted,
                declined=draw(FEW) - accepted,
                min_seats=least,
                max_seats=least + draw(st.integers(0, 3)),
            )
        )
    return drawn


FIGURES_DRAWN = st.builds(
    Figures,
    quorum_ordinary=st.integers(3, 5),
    quorum_joint=st.integers(3, 6),
    presiding_counts_as_social_worker=st.booleans(),
)


def who_stays(asked: LineUpRequest, people: Sequence[Candidate]) -> frozenset[str]:
    """Who has accepted and is on the list that day."""
    attendees = [each.attendee for each in people]
    return asked.accepted & set(judge_quorum(Item(), attendees, asked.sitting, FIGURES).counted)


def line_ups(
    asked: LineUpRequest, people: Sequence[Candidate], figures: Figures, taken: frozenset[str]
) -> list[frozenset[str]]:
    """Every quorate line-up of a panel, found by trying all; of those in `taken`, only who accepted may sit."""
    stay = who_stays(asked, people)
    free = [
        each.attendee.ref
        for each in people
        if each.attendee.ref not in asked.declined | taken | asked.accepted and asked.sitting.on not in each.unavailable
    ]
    most = max(asked.max_seats, len(stay))
    tries = (stay | frozenset(some) for size in range(most - len(stay) + 1) for some in combinations(free, size))
    return [each for each in tries if quorate(asked, sorted(each), people, figures)]


@given(candidates_drawn(), panels_drawn(lambda: iter([0, 0, 7, 14])), FIGURES_DRAWN)
def test_no_suggestion_is_ever_inquorate(
    people: list[Candidate], panels: list[LineUpRequest], figures: Figures
) -> None:
    asked_of = {each.ref: each for each in panels}
    sits: Counter[tuple[date, str]] = Counter()
    results = suggest_line_ups(panels, people, figures, seconds=SECONDS)
    assert [each.panel for each in results] == [each.ref for each in panels]
    for result in results:
        if isinstance(result, NoLineUp):
            assert result.sentence
            continue
        asked, members = asked_of[result.panel], set(result.members)
        stay = who_stays(asked, people)
        assert quorate(asked, result.members, people, figures)
        named = replace(asked, sitting=replace(asked.sitting, chair_ref=result.chair))
        assert quorate(named, result.members, people, figures)
        assert result.chair == result.members[0]
        assert stay <= members
        assert not members & asked.declined
        assert len(members) <= max(asked.max_seats, len(stay))
        away = {each.attendee.ref for each in people if asked.sitting.on in each.unavailable}
        assert members & away <= stay
        assert all(reason.endswith(".") for reason in result.reasons.values())
        sits.update((asked.sitting.on, ref) for ref in members - stay)
    assert not sits or max(sits.values()) == 1


@given(candidates_drawn(), panels_drawn(lambda: iter([0])), FIGURES_DRAWN)
def test_a_panel_has_no_line_up_only_if_none_exists(
    people: list[Candidate], panels: list[LineUpRequest], figures: Figures
) -> None:
    (result,) = suggest_line_ups(panels, people, figures, seconds=SECONDS)
    possible = line_ups(panels[0], people, figures, frozenset())
    assert isinstance(result, Suggestion) is bool(possible)


@given(candidates_drawn(), panels_drawn(lambda: iter([0, 0])), FIGURES_DRAWN)
def test_as_many_panels_of_a_day_are_seated_as_can_be(
    people: list[Candidate], panels: list[LineUpRequest], figures: Figures
) -> None:
    first, second = panels
    results = suggest_line_ups(panels, people, figures, seconds=SECONDS)
    ways = line_ups(first, people, figures, second.accepted)
    other_ways = line_ups(second, people, figures, first.accepted)
    both_stay = who_stays(first, people) & who_stays(second, people)
    both = any(not (one_way & other - both_stay) for one_way in ways for other in other_ways)
    most = 2 if both else int(bool(ways)) or int(bool(other_ways))
    assert sum(isinstance(each, Suggestion) for each in results) == most
