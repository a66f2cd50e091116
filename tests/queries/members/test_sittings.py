"""The meetings to which a member was invited, as a list that the store sorts."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.queries.listing import Listing
from panel_desk.queries.members.sittings import member_sittings
from panel_desk.rules.vocabulary import Capacity, MeetingStatus
from tests.builders import a_desk, a_meeting, a_member, an_attendance


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with four meetings of one member, and one more to which only somebody else was invited."""
    desk = a_desk(tmp_path)
    a_member(desk)
    a_member(desk, "M002")
    for ref, month, status, fields in (
        ("missed", 1, MeetingStatus.HELD, {"attended": False}),
        ("cancelled", 2, MeetingStatus.CANCELLED, {}),
        ("sat", 2, MeetingStatus.HELD, {}),
        ("to come", 4, MeetingStatus.PLANNED, {"capacity": Capacity.OBSERVER}),
    ):
        an_attendance(desk, a_meeting(desk, ref, meets_on=date(2027, month, 3), status=status), "M001", **fields)
    an_attendance(desk, a_meeting(desk, "another's", meets_on=date(2027, 3, 3)), "M002")
    return desk


@pytest.mark.parametrize(
    ("column", "first_to_last", "last_to_first"),
    [
        (None, "to come, cancelled, sat, missed", "to come, cancelled, sat, missed"),
        ("day", "missed, cancelled, sat, to come", "to come, cancelled, sat, missed"),
        ("attended", "to come, cancelled, missed, sat", "sat, missed, cancelled, to come"),
        ("status", "cancelled, sat, missed, to come", "to come, sat, missed, cancelled"),
        ("capacity", "cancelled, sat, missed, to come", "to come, cancelled, sat, missed"),
    ],
)
def test_the_list_is_sorted_by_a_column_and_then_newest_first(
    desk: Desk, column: str | None, first_to_last: str, last_to_first: str
) -> None:
    for is_descending, expected in ((False, first_to_last), (True, last_to_first)):
        found = desk.ask(member_sittings, "M001", Listing(sorted_by=column, is_descending=is_descending))
        assert ", ".join(row.meeting for row in found.rows) == expected


def test_a_part_of_the_list_says_how_long_the_whole_is(desk: Desk) -> None:
    found = desk.ask(member_sittings, "M001", Listing(offset=1, limit=2))
    assert [row.meeting for row in found.rows] == ["cancelled", "sat"]
    assert (found.matching, found.total) == (4, 4)
