"""Line-ups: suggestions taken and undone, replies and how they were given, substitutes."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.line_ups import (
    LineUp,
    put_line_up_back,
    record_reply,
    substitute,
    take_suggestions,
)
from panel_desk.queries.meetings.line_ups import line_up_inputs
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.rules.line_ups import NoLineUp, suggest_line_ups
from panel_desk.rules.vocabulary import (
    Background,
    Capacity,
    Category,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    ReplyMethod,
    Response,
)
from tests.builders import (
    a_case,
    a_desk,
    a_meeting,
    a_member,
    an_attendance,
    an_interest,
    signed_minutes,
)

P = "P2027-03-10"  # the ref of the meeting that `a_meeting` makes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_meeting(desk)
    a_member(desk, "M001", role=PanelRole.CHAIR)
    a_member(desk, "M002", role=PanelRole.VICE_CHAIR)
    for number in range(3, 7):
        a_member(desk, f"M00{number}")
    return desk


def responses(desk: Desk, ref: str = P) -> dict[str, Response | None]:
    return {row.member: row.response for row in desk.ask(meeting, ref).line_up}


def test_a_suggestion_invites_members_who_are_not_on_the_line_up_and_appoints_the_chair(desk: Desk) -> None:
    an_attendance(desk, P, "M003", attended=False)
    [before] = desk.do(take_suggestions, [LineUp(P, ("M001", "M003", "M004"), "M001")])
    assert responses(desk) == {"M001": Response.NONE, "M003": Response.ACCEPTED, "M004": Response.NONE}
    assert desk.ask(meeting, P).row.chair == "M001"
    desk.do(record_reply, P, "M004", Response.ACCEPTED)
    desk.do(put_line_up_back, (before,))
    assert responses(desk) == {"M003": Response.ACCEPTED, "M004": Response.ACCEPTED}
    assert desk.ask(meeting, P).row.chair is None


def test_undoing_a_suggestion_passes_over_members_who_were_taken_off_meanwhile(desk: Desk) -> None:
    [first] = desk.do(take_suggestions, [LineUp(P, ("M003",), None)])
    desk.do(put_line_up_back, (first,))
    desk.do(put_line_up_back, (first,))
    assert responses(desk) == {}


def test_several_suggestions_are_taken_together_or_not_at_all(desk: Desk) -> None:
    a_meeting(desk, "P2", meets_on=date(2027, 4, 14))
    with pytest.raises(RuleBrokenError, match="neither a chair nor a vice chair"):
        desk.do(take_suggestions, (LineUp(P, ("M001",), "M001"), LineUp("P2", ("M003",), "M003")))
    assert responses(desk) == {}
    before = desk.do(take_suggestions, (LineUp(P, ("M001",), "M001"), LineUp("P2", ("M003",), None)))
    assert [each.invited for each in before] == [("M001",), ("M003",)]


def test_no_suggestion_is_taken_for_a_held_or_cancelled_meeting(desk: Desk) -> None:
    a_meeting(desk, "P2", status=MeetingStatus.CANCELLED)
    a_meeting(desk, "P3", status=MeetingStatus.HELD)
    for ref in ("P2", "P3"):
        with pytest.raises(RuleBrokenError, match="over or cancelled"):
            desk.do(take_suggestions, [LineUp(ref, ("M001",), None)])


def test_a_suggestion_with_a_member_who_is_not_active_is_refused(desk: Desk) -> None:
    a_member(desk, "M009", status=MemberStatus.ON_HOLD)
    with pytest.raises(RuleBrokenError, match="not active"):
        desk.do(take_suggestions, [LineUp(P, ("M001", "M009"), None)])
    assert responses(desk) == {}


def test_a_reply_is_recorded_with_how_it_was_given(desk: Desk) -> None:
    an_attendance(desk, P, "M003", response=Response.NONE, attended=False)
    desk.do(record_reply, P, "M003", Response.ACCEPTED, ReplyMethod.TELEPHONE)
    [row] = desk.ask(meeting, P).line_up
    assert (row.response, row.replied_how) == (Response.ACCEPTED, "telephone")
    desk.do(record_reply, P, "M003", Response.NONE, ReplyMethod.TELEPHONE)
    [row] = desk.ask(meeting, P).line_up
    assert (row.response, row.replied_how) == (Response.NONE, None)
    with pytest.raises(RuleBrokenError, match="line-up"):
        desk.do(record_reply, P, "M004", Response.ACCEPTED)


@pytest.mark.parametrize(("invited", "chair"), [("M002", "M002"), ("M004", None)])
def test_a_substitute_for_the_chair_chairs_where_they_may(desk: Desk, invited: str, chair: str | None) -> None:
    desk.do(take_suggestions, [LineUp(P, ("M001", "M003"), "M001")])
    desk.do(substitute, P, "M001", invited)
    assert responses(desk) == {"M001": Response.DECLINED, "M003": Response.NONE, invited: Response.NONE}
    assert desk.ask(meeting, P).row.chair == chair
    assert [row.instead_of for row in desk.ask(meeting, P).line_up if row.member == invited] == ["Given001 Family001"]


def test_a_substitute_for_a_member_does_not_change_the_chair(desk: Desk) -> None:
    desk.do(take_suggestions, [LineUp(P, ("M001", "M003"), "M001")])
    desk.do(substitute, P, "M003", "M004")
    assert desk.ask(meeting, P).row.chair == "M001"
    with pytest.raises(RuleBrokenError, match="already"):
        desk.do(substitute, P, "M001", "M004")


def test_signed_minutes_freeze_a_line_up(desk: Desk) -> None:
    [before] = desk.do(take_suggestions, [LineUp(P, ("M001", "M003"), "M001")])
    signed_minutes(desk, P)
    for operation, fields in (
        (take_suggestions, ([LineUp(P, ("M004",), None)],)),
        (put_line_up_back, ((before,),)),
        (record_reply, (P, "M003", Response.ACCEPTED)),
        (substitute, (P, "M003", "M004")),
    ):
        with pytest.raises(RuleBrokenError, match="signed"):
            desk.do(operation, *fields)


@st.composite
def agencies(draw: st.DrawFn) -> tuple[list[dict[str, object]], list[set[int]], list[Response | None]]:
    """People, the indices of those who withdraw from each item, and the replies that are recorded already."""
    people: list[dict[str, object]] = []
    for _ in range(draw(st.integers(6, 11))):
        category = draw(st.sampled_from([Category.SOCIAL_WORKER, Category.INDEPENDENT]))
        people.append(
            {
                "category": category,
                "role": draw(st.sampled_from(PanelRole)),
                "is_independent": draw(st.booleans()),
                "qualified_social_worker_since": date(2010, 1, 1) if category is Category.SOCIAL_WORKER else None,
                "backgrounds": draw(st.sampled_from([(), (Background.ADOPTER,)])),
            }
        )
    positions = st.integers(0, len(people) - 1)
    withdrawn = draw(st.lists(st.sets(positions, max_size=2), min_size=1, max_size=3))
    replies = draw(st.lists(st.sampled_from([None, *Response]), min_size=len(people), max_size=len(people)))
    return people, withdrawn, replies


@settings(max_examples=settings().max_examples // 3)  # each example makes a store
@given(agencies())
def test_every_suggestion_that_is_taken_is_quorate(
    tmp_path_factory: pytest.TempPathFactory,
    agency: tuple[list[dict[str, object]], list[set[int]], list[Response | None]],
) -> None:
    people, withdrawn, replies = agency
    desk = a_desk(tmp_path_factory.mktemp("agency"))
    a_meeting(desk)
    refs = [a_member(desk, f"M{number:03}", **person) for number, person in enumerate(people, 1)]  # type: ignore[arg-type] # columns
    for number, positions in enumerate(withdrawn, 1):
        a_case(desk, f"CASE-{number:03}", meeting_ref=P, item_no=number)
        for position in positions:
            an_interest(desk, f"CASE-{number:03}", refs[position])
    for ref, reply in zip(refs, replies, strict=True):
        if reply is not None:
            an_attendance(desk, P, ref, response=reply, attended=False)
    wanted = desk.ask(line_up_inputs, P)
    [answer] = suggest_line_ups(wanted.panels, wanted.candidates, wanted.figures, seconds=900)
    if not isinstance(answer, NoLineUp):
        desk.do(take_suggestions, [LineUp(P, answer.members, answer.chair)])
        for ref in answer.members:
            desk.do(record_reply, P, ref, Response.ACCEPTED)
        assert all(each.quorate for each in desk.ask(quorum, P)), answer
        assert all(row.capacity is Capacity.MEMBER for row in desk.ask(meeting, P).line_up)
    desk.close()
