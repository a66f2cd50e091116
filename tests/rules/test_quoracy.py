"""The quorum of an item: who counts, who presides, what is missing and who would restore it."""

from dataclasses import replace
from datetime import date, time
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from panel_desk.rules.figures import Figures
from panel_desk.rules.quoracy import (
    Attendee,
    Item,
    NotCounted,
    QuorumCondition,
    Sitting,
    Verdict,
    judge_quorum,
    who_would_make_quorate,
)
from panel_desk.rules.vocabulary import Capacity, Category, MemberStatus, PanelRole, PanelType

ON = date(2022, 4, 6)
SITTING = Sitting(on=ON, panel_type=PanelType.ORDINARY, chair_ref="CHAIR", starts_at=time(9, 30))
JOINT = replace(SITTING, panel_type=PanelType.JOINT)
ITEM = Item(starts_at=time(10, 40), ends_at=time(11, 40))
FIGURES = Figures()

LAY = Attendee(ref="A", name="Ada Penrose", category=Category.INDEPENDENT, independent=True)
CHAIR = replace(LAY, ref="CHAIR", name="Siân Llewellyn", role=PanelRole.CHAIR)
VICE = replace(LAY, ref="VICE", name="Desmond Okoro", role=PanelRole.VICE_CHAIR)
WORKER = replace(
    LAY,
    ref="WORKER",
    name="Morag Heaney",
    category=Category.SOCIAL_WORKER,
    qualified_since=date(2011, 9, 1),
    independent=False,
)
B, C, D = (replace(LAY, ref=ref) for ref in "BCD")
PANEL = (CHAIR, WORKER, LAY, B, C)


def verdict(*attendees: Attendee, item: Item = ITEM, sitting: Sitting = SITTING, figures: Figures = FIGURES) -> Verdict:
    return judge_quorum(item, attendees, sitting, figures)


def test_chair_social_worker_and_three_others_are_quorate() -> None:
    assert verdict(*PANEL) == Verdict(
        missing=(),
        counted=("A", "B", "C", "CHAIR", "WORKER"),
        not_counted=(),
        presiding="CHAIR",
        social_worker="WORKER",
        sentence="Quorate: 5",
        remedy="",
    )
    assert verdict(*PANEL).quorate


@pytest.mark.parametrize(
    ("sitting", "attendees", "missing"),
    [
        (SITTING, PANEL[:-1], (QuorumCondition.TOO_FEW_MEMBERS,)),
        (JOINT, PANEL, (QuorumCondition.TOO_FEW_MEMBERS,)),
        (JOINT, (*PANEL, D), ()),
        (SITTING, (WORKER, LAY, B, C, D), (QuorumCondition.NO_CHAIR_OR_VICE_CHAIR,)),
        (SITTING, (CHAIR, LAY, B, C, D), (QuorumCondition.NO_SOCIAL_WORKER,)),
        (SITTING, (VICE, WORKER, LAY, B, C), ()),
        (
            SITTING,
            (),
            (QuorumCondition.TOO_FEW_MEMBERS, QuorumCondition.NO_CHAIR_OR_VICE_CHAIR, QuorumCondition.NO_SOCIAL_WORKER),
        ),
        (SITTING, (CHAIR,), (QuorumCondition.TOO_FEW_MEMBERS, QuorumCondition.NO_SOCIAL_WORKER)),
    ],
)
def test_every_failing_condition_is_named(
    sitting: Sitting, attendees: tuple[Attendee, ...], missing: tuple[QuorumCondition, ...]
) -> None:
    judged = verdict(*attendees, sitting=sitting)
    assert judged.missing == missing
    assert judged.quorate is (not missing)
    assert bool(judged.remedy) is bool(missing)


def test_the_conditions_are_the_codes_of_the_command_line() -> None:
    assert " ".join(QuorumCondition) == "too_few_members no_chair_or_vice_chair no_social_worker no_independent_member"


def test_a_verdict_says_what_is_missing_and_what_would_help() -> None:
    judged = verdict(CHAIR, LAY, B)
    assert judged.sentence == "Not quorate: too few members (3 of 5), no social worker"
    assert judged.remedy == (
        "2 more members are needed. A social worker with at least 3 years of experience is needed."
    )
    assert verdict(*PANEL[:-1]).remedy == "1 more member is needed."
    assert verdict(WORKER, LAY, B, C, D).sentence == "Not quorate: no chair or vice chair"
    assert verdict(WORKER, LAY, B, C, D).remedy == "The chair or a vice chair is needed."


# Who presides


def test_a_presiding_social_worker_does_not_count_as_the_social_worker() -> None:
    presiding = replace(WORKER, ref="CHAIR", name="Alun Prosser", role=PanelRole.CHAIR)
    alone = verdict(presiding, LAY, B, C, D)
    assert alone.missing == (QuorumCondition.NO_SOCIAL_WORKER,)
    assert alone.remedy == (
        "A social worker with at least 3 years of experience is needed besides Alun Prosser, who presides."
    )
    assert verdict(presiding, WORKER, LAY, B, C).quorate


def test_an_agency_may_let_the_person_presiding_count_as_the_social_worker() -> None:
    presiding = replace(WORKER, ref="CHAIR", role=PanelRole.CHAIR)
    figures = Figures.of({"presiding_counts_as_social_worker": True})
    assert verdict(presiding, LAY, B, C, D, figures=figures).social_worker == "CHAIR"
    assert verdict(presiding, LAY, B, C, figures=figures).missing == (QuorumCondition.TOO_FEW_MEMBERS,)


def test_the_chair_named_for_the_meeting_presides_before_another_chair_and_a_vice_chair() -> None:
    other = replace(CHAIR, ref="ANOTHER CHAIR")
    assert verdict(other, VICE, *PANEL).presiding == "CHAIR"
    assert verdict(other, VICE, *PANEL[1:]).presiding == "ANOTHER CHAIR"
    assert verdict(VICE, *PANEL[1:]).presiding == "VICE"


def test_a_chair_presides_before_a_vice_chair_whoever_is_named() -> None:
    named = replace(SITTING, chair_ref="VICE")
    assert verdict(VICE, *PANEL, sitting=named).presiding == "CHAIR"
    other = replace(VICE, ref="ANOTHER VICE")
    assert verdict(other, VICE, *PANEL[1:], sitting=named).presiding == "VICE"


@pytest.mark.parametrize("named", ["CHAIR", "VICE", None])
def test_an_item_is_quorate_if_it_is_with_either_of_two_presiding(named: str | None) -> None:
    worker_in_the_chair = replace(WORKER, ref="CHAIR", role=PanelRole.CHAIR)
    judged = verdict(worker_in_the_chair, VICE, LAY, B, C, sitting=replace(SITTING, chair_ref=named))
    assert (judged.quorate, judged.presiding, judged.social_worker) == (True, "VICE", "CHAIR")
    staff = [replace(person, independent=False) for person in (LAY, B, C)]
    chair = replace(CHAIR, independent=False)
    employed = replace(VICE, independent=False)
    judged = verdict(chair, employed, WORKER, *staff, sitting=replace(SITTING, chair_ref=named))
    assert (judged.quorate, judged.presiding) == (True, "CHAIR")


def test_a_member_named_for_the_meeting_does_not_preside_without_the_office() -> None:
    assert verdict(WORKER, LAY, B, C, D, sitting=replace(SITTING, chair_ref="A")).presiding is None


def test_another_chair_presides_where_only_that_makes_the_item_quorate() -> None:
    worker_in_the_chair = replace(WORKER, ref="CHAIR", role=PanelRole.CHAIR)
    judged = verdict(worker_in_the_chair, replace(CHAIR, ref="ANOTHER CHAIR"), LAY, B, C)
    assert judged.quorate
    assert (judged.presiding, judged.social_worker) == ("ANOTHER CHAIR", "CHAIR")


def test_an_office_counts_from_its_first_day() -> None:
    appointed = replace(VICE, role_from=ON)
    assert verdict(appointed, *PANEL[1:]).presiding == "VICE"
    assert verdict(replace(appointed, role_from=date(2022, 4, 7)), *PANEL[1:]).missing == (
        QuorumCondition.NO_CHAIR_OR_VICE_CHAIR,
    )


@pytest.mark.parametrize(
    ("before", "presiding"),
    [(PanelRole.VICE_CHAIR, "CHAIR"), (PanelRole.CHAIR, "CHAIR"), (PanelRole.MEMBER, None)],
)
def test_before_an_office_a_person_presides_as_what_they_were(before: PanelRole, presiding: str | None) -> None:
    promoted = replace(CHAIR, role_from=date(2022, 4, 7), role_before=before)
    assert verdict(promoted, *PANEL[1:]).presiding == presiding


def test_a_former_vice_chair_is_asked_for_independence_as_one() -> None:
    promoted = replace(CHAIR, role_from=date(2022, 4, 7), role_before=PanelRole.VICE_CHAIR, independent=False)
    staff = [replace(person, independent=False) for person in (LAY, B, C)]
    assert verdict(promoted, WORKER, *staff).missing == (QuorumCondition.NO_INDEPENDENT_MEMBER,)


def test_a_chair_who_withdraws_leaves_the_item_to_the_vice_chair_and_the_independence_test() -> None:
    employed = replace(VICE, independent=False)
    staff = [replace(person, independent=False) for person in (LAY, B, C)]
    item = replace(ITEM, withdrawn=frozenset({"CHAIR"}))
    judged = verdict(CHAIR, employed, WORKER, *staff, item=item)
    assert judged.presiding == "VICE"
    assert judged.missing == (QuorumCondition.NO_INDEPENDENT_MEMBER,)
    assert judged.sentence == "Not quorate: no independent member"
    assert judged.remedy == (
        "A member who is independent of the agency is needed, because the vice chair who presides is not."
    )
    assert judged.not_counted == (NotCounted("CHAIR", "withdraws because of an interest"),)
    assert verdict(CHAIR, employed, WORKER, *staff).quorate


@pytest.mark.parametrize(
    ("presiding", "others_independent", "quorate"),
    [
        (replace(VICE, independent=False), False, False),
        (replace(VICE, independent=False), True, True),
        (VICE, False, True),
        (replace(CHAIR, independent=False), False, True),
    ],
)
def test_independence_is_asked_only_where_a_vice_chair_who_is_not_independent_presides(
    presiding: Attendee, others_independent: bool, quorate: bool
) -> None:
    others = [replace(LAY, ref=ref, independent=False) for ref in "BCD"]
    others[0] = replace(others[0], independent=others_independent)
    assert verdict(presiding, WORKER, *others).quorate is quorate


# Who is the social worker


@pytest.mark.parametrize(
    ("worker", "counts"),
    [
        (replace(WORKER, qualified_since=date(2019, 4, 6)), True),
        (replace(WORKER, qualified_since=date(2019, 4, 7)), False),
        (replace(WORKER, qualified_since=None), False),
        (replace(WORKER, category=Category.INDEPENDENT), False),
        (replace(WORKER, category=Category.MEDICAL_ADVISER), False),
    ],
)
def test_a_social_worker_sits_as_one_and_has_three_years_experience(worker: Attendee, counts: bool) -> None:
    judged = verdict(CHAIR, worker, LAY, B, C)
    assert judged.quorate is counts
    assert "WORKER" in judged.counted


def test_a_verdict_gives_what_is_known_of_a_social_workers_experience() -> None:
    new = replace(WORKER, ref="NEW", name="Lorna Dilkington", qualified_since=date(2020, 9, 1))
    unknown = replace(WORKER, qualified_since=None)
    assert verdict(CHAIR, new, unknown, LAY, B).remedy == (
        "A social worker with at least 3 years of experience is needed. "
        "Lorna Dilkington qualified on 1 September 2020. "
        "The date on which Morag Heaney qualified is not recorded."
    )


def test_a_medical_adviser_who_sits_as_a_member_counts() -> None:
    doctor = replace(LAY, ref="DOCTOR", category=Category.MEDICAL_ADVISER, independent=False)
    assert verdict(*PANEL[:-1], doctor).quorate
    assert not verdict(*PANEL[:-1], replace(doctor, capacity=Capacity.ADVISER)).quorate


# Who counts

ON_HOLD = replace(C, status=MemberStatus.ON_HOLD)


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(C, capacity=Capacity.OBSERVER), "attends as an observer"),
        (replace(C, capacity=Capacity.ADVISER), "attends as an adviser"),
        (replace(C, attended=False), "did not attend"),
        (replace(C, attended=False, absence="has not replied"), "has not replied"),
        (replace(C, status=MemberStatus.WAITING_LIST), "has not joined the central list"),
        (replace(C, status=MemberStatus.PROSPECTIVE), "has not joined the central list"),
        (replace(C, joined_on=ON), None),
        (replace(C, joined_on=date(2022, 4, 7)), "joined the central list only on 7 April 2022"),
        (replace(C, status=MemberStatus.ENDED, left_on=ON), None),
        (replace(C, status=MemberStatus.ENDED, left_on=date(2022, 6, 30)), None),
        (replace(C, status=MemberStatus.ENDED, left_on=date(2022, 4, 5)), "left the central list on 5 April 2022"),
        (replace(C, status=MemberStatus.ACTIVE, left_on=date(2022, 4, 5)), "left the central list on 5 April 2022"),
        (replace(C, status=MemberStatus.ENDED), "has left the central list"),
        (ON_HOLD, "is on hold"),
        (replace(ON_HOLD, on_hold_from=ON), "is on hold from 6 April 2022"),
        (replace(ON_HOLD, on_hold_until=ON), "is on hold until 6 April 2022"),
        (
            replace(ON_HOLD, on_hold_from=date(2022, 4, 1), on_hold_until=date(2022, 5, 1)),
            "is on hold from 1 April 2022 until 1 May 2022",
        ),
        (replace(C, on_hold_from=date(2022, 4, 1)), "is on hold from 1 April 2022"),
        (replace(ON_HOLD, on_hold_from=date(2022, 4, 7)), None),
        (replace(ON_HOLD, on_hold_from=date(2022, 3, 1), on_hold_until=date(2022, 4, 5)), None),
        (replace(C, arrived_at=time(10, 40)), None),
        (replace(C, arrived_at=time(10, 41)), "arrived at 10:41, after the item started at 10:40"),
        (replace(C, left_at=time(11, 40)), None),
        (replace(C, left_at=time(11, 39)), "left at 11:39, before the item ended at 11:40"),
        (replace(C, left_at=time(10, 0), arrived_at=time(10, 30)), "left at 10:00, before the item ended at 11:40"),
    ],
)
def test_who_does_not_count_and_why(person: Attendee, reason: str | None) -> None:
    judged = verdict(*PANEL[:-1], person)
    assert judged.quorate is (reason is None)
    assert judged.not_counted == (() if reason is None else (NotCounted("C", reason),))


@pytest.mark.parametrize(
    ("item", "sitting", "person", "reason"),
    [
        (Item(), SITTING, replace(C, arrived_at=time(9, 30)), None),
        (Item(), SITTING, replace(C, arrived_at=time(9, 31)), "arrived at 09:31, after the start"),
        (Item(), SITTING, replace(C, left_at=time(16, 0)), "left at 16:00, before the end"),
        (
            Item(),
            replace(SITTING, starts_at=None),
            replace(C, arrived_at=time(9, 0)),
            "arrived at 09:00, after the start",
        ),
        (Item(starts_at=time(10, 40)), SITTING, replace(C, arrived_at=time(10, 40)), None),
        (Item(starts_at=time(10, 40)), SITTING, replace(C, left_at=time(16, 0)), "left at 16:00, before the end"),
    ],
)
def test_without_item_times_presence_is_required_for_the_whole_meeting(
    item: Item, sitting: Sitting, person: Attendee, reason: str | None
) -> None:
    judged = verdict(*PANEL[:-1], person, item=item, sitting=sitting)
    assert judged.not_counted == (() if reason is None else (NotCounted("C", reason),))


def test_a_departure_makes_only_the_later_item_inquorate() -> None:
    people = (*PANEL[:-1], replace(C, left_at=time(11, 40)))
    assert verdict(*people).quorate
    assert not verdict(*people, item=Item(starts_at=time(11, 50), ends_at=time(12, 35))).quorate


# Who could make an item quorate


def test_members_whose_attendance_alone_would_make_an_item_quorate() -> None:
    new = replace(WORKER, ref="NEW", qualified_since=date(2020, 9, 1))
    conflicted = replace(WORKER, ref="CONFLICTED")
    item = replace(ITEM, withdrawn=frozenset({"CONFLICTED"}))
    assert who_would_make_quorate(item, (CHAIR, LAY, B, C), (D, new, WORKER, conflicted), SITTING, FIGURES) == (
        "WORKER",
    )
    assert who_would_make_quorate(item, (CHAIR, LAY), (WORKER,), SITTING, FIGURES) == ()


# Any panel

PEOPLE = st.builds(
    Attendee,
    ref=st.sampled_from([f"M{n:03}" for n in range(12)]),
    name=st.just("Ada Penrose"),
    category=st.sampled_from(Category),
    role=st.sampled_from(PanelRole),
    capacity=st.sampled_from([Capacity.MEMBER] * 9 + [Capacity.OBSERVER]),
    qualified_since=st.sampled_from([date(2001, 7, 1), date(2001, 7, 1), date(2021, 7, 1), None]),
    independent=st.booleans(),
    status=st.sampled_from([MemberStatus.ACTIVE] * 9 + [MemberStatus.ON_HOLD]),
    attended=st.sampled_from([True] * 9 + [False]),
    left_at=st.sampled_from([None, time(11, 40)] * 4 + [time(11, 0)]),
)
PANELS = st.lists(PEOPLE, min_size=5, max_size=11, unique_by=lambda person: person.ref)
SITTINGS = st.builds(
    Sitting, on=st.just(ON), panel_type=st.sampled_from(PanelType), chair_ref=st.sampled_from([None, "M001", "M002"])
)
FIGURE_SETS = st.builds(Figures, presiding_counts_as_social_worker=st.booleans())


@given(PANELS, SITTINGS, FIGURE_SETS, st.randoms(use_true_random=False))
def test_the_order_of_the_attendance_list_does_not_matter(
    panel: list[Attendee], sitting: Sitting, figures: Figures, random: Random
) -> None:
    shuffled = panel.copy()
    random.shuffle(shuffled)
    assert judge_quorum(ITEM, shuffled, sitting, figures) == judge_quorum(ITEM, panel, sitting, figures)


@given(PANELS, PEOPLE, SITTINGS, FIGURE_SETS)
def test_one_more_person_never_makes_an_item_inquorate(
    panel: list[Attendee], person: Attendee, sitting: Sitting, figures: Figures
) -> None:
    assume(person.ref not in {each.ref for each in panel})
    if judge_quorum(ITEM, panel, sitting, figures).quorate:
        assert judge_quorum(ITEM, [*panel, person], sitting, figures).quorate


@given(PANELS, SITTINGS, FIGURE_SETS)
def test_a_verdict_is_consistent_with_the_rule(panel: list[Attendee], sitting: Sitting, figures: Figures) -> None:
    judged = judge_quorum(ITEM, panel, sitting, figures)
    people = {person.ref: person for person in panel}
    assert sorted([*judged.counted, *(each.ref for each in judged.not_counted)]) == sorted(people)
    needed = 6 if sitting.panel_type is PanelType.JOINT else 5
    assert (QuorumCondition.TOO_FEW_MEMBERS in judged.missing) is (len(judged.counted) < needed)
    assert (QuorumCondition.NO_CHAIR_OR_VICE_CHAIR in judged.missing) is (judged.presiding is None)
    assert (QuorumCondition.NO_SOCIAL_WORKER in judged.missing) is (judged.social_worker is None)
    for ref in filter(None, (judged.presiding, judged.social_worker)):
        assert ref in judged.counted
    if judged.presiding:
        assert people[judged.presiding].role is not PanelRole.MEMBER
        if not figures.presiding_counts_as_social_worker:
            assert judged.presiding != judged.social_worker
    if QuorumCondition.NO_INDEPENDENT_MEMBER in judged.missing:
        assert not any(people[ref].independent for ref in judged.counted)
        assert people[judged.presiding or ""].role is PanelRole.VICE_CHAIR
    if judged.social_worker:
        assert people[judged.social_worker].qualified_since == date(2001, 7, 1)


@given(PANELS, SITTINGS)
def test_a_quorum_of_a_joint_panel_is_one_of_an_ordinary_panel(panel: list[Attendee], sitting: Sitting) -> None:
    if judge_quorum(ITEM, panel, replace(sitting, panel_type=PanelType.JOINT), FIGURES).quorate:
        assert judge_quorum(ITEM, panel, replace(sitting, panel_type=PanelType.ORDINARY), FIGURES).quorate
