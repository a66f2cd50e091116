"""The central list: members are added, changed, put on hold, leave it and return."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.members.members import (
    add_to_central_list,
    change_member,
    end_membership,
    make_active,
    put_on_hold,
)
from panel_desk.queries.history import history
from panel_desk.queries.members.members import MemberRecord, member
from panel_desk.rules.vocabulary import AccountRole, Background, Category, MemberStatus, PanelRole
from tests.builders import a_desk, a_member

NEEDED: dict[str, Any] = {
    "given_name": "Siân",
    "family_name": "Llewellyn",
    "category": Category.INDEPENDENT,
    "is_independent": True,
    "status": MemberStatus.PROSPECTIVE,
    "role": PanelRole.MEMBER,
}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def record_of(desk: Desk, ref: str = "M001") -> MemberRecord:
    return desk.ask(member, ref)


@pytest.mark.parametrize("ref", ["M²", "M٣", "M-7", f"M{'9' * 5_000}"])
def test_a_ref_that_is_not_m_and_a_plain_number_does_not_change_the_next_ref(desk: Desk, ref: str) -> None:
    a_member(desk, ref)
    assert desk.do(add_to_central_list, **NEEDED) == "M001"


def test_a_person_is_added_with_the_next_ref(desk: Desk) -> None:
    a_member(desk, "M007")
    ref = desk.do(add_to_central_list, backgrounds=[Background.HEALTH, Background.ADOPTER], **NEEDED | {"email": "  "})
    assert ref == "M008"
    added = record_of(desk, ref)
    assert added.row.name == "Siân Llewellyn"
    assert added.row.background == (Background.ADOPTER, Background.HEALTH)
    assert added.email is None


@pytest.mark.parametrize("field", NEEDED)
def test_a_required_field_of_a_member_cannot_be_empty(desk: Desk, field: str) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(add_to_central_list, **NEEDED | {field: None})
    assert error.value.field == field


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"left_list_on": date(2020, 1, 1)}, "left_list_on"),
        ({"on_hold_from": date(2027, 2, 2), "on_hold_until": date(2027, 2, 1)}, "on_hold_until"),
        ({"on_hold_until": date(2027, 2, 1)}, "on_hold_from"),
        ({"status": MemberStatus.ENDED}, "left_list_on"),
        ({"joined_list_on": None}, "joined_list_on"),
        ({"family_name": ""}, "family_name"),
    ],
)
def test_contradictory_dates_are_refused(desk: Desk, fields: dict[str, Any], field: str) -> None:
    a_member(desk)
    with pytest.raises(RuleBrokenError) as error:
        desk.do(change_member, member="M001", version=1, **fields)
    assert error.value.field == field
    assert record_of(desk).version == 1


def test_backgrounds_are_changed_and_stay_where_they_are_not_given(desk: Desk) -> None:
    a_member(desk, backgrounds=(Background.ADOPTER,))
    desk.do(
        change_member, member="M001", version=1, backgrounds=[Background.ADOPTER, Background.OTHER], notes="Mornings."
    )
    assert record_of(desk).row.background == (Background.ADOPTER, Background.OTHER)
    desk.do(change_member, member="M001", version=record_of(desk).version, notes="Afternoons.")
    assert record_of(desk).row.background == (Background.ADOPTER, Background.OTHER)
    assert record_of(desk).notes == "Afternoons."


def test_a_stale_version_of_a_member_is_refused_with_both_texts(desk: Desk) -> None:
    a_member(desk, phone="01632 960001")
    desk.do(change_member, member="M001", version=1, phone="01632 960002", is_independent=False)
    with pytest.raises(ChangedMeanwhileError) as error:
        desk.do(
            change_member,
            member="M001",
            version=1,
            phone=" 01632 960003 ",
            is_independent=True,
            role_from=date(2027, 3, 4),
            given_name="Given001",
        )
    assert error.value.theirs == "Phone: 01632 960002\nIs independent: no\nRole from: nothing"
    assert error.value.yours == "Phone: 01632 960003\nIs independent: yes\nRole from: 4 March 2027"


def test_a_member_is_put_on_hold_and_made_active_again(desk: Desk) -> None:
    a_member(desk)
    desk.do(put_on_hold, member="M001", version=1, on_hold_from=date(2027, 3, 4))
    on_hold = record_of(desk)
    assert on_hold.row.status is MemberStatus.ON_HOLD
    assert (on_hold.on_hold_from, on_hold.on_hold_until) == (date(2027, 3, 4), None)
    with pytest.raises(RuleBrokenError, match="on hold"):
        desk.do(put_on_hold, member="M001", version=on_hold.version, on_hold_from=date(2027, 3, 4))
    desk.do(make_active, member="M001", version=on_hold.version)
    back = record_of(desk)
    assert (back.row.status, back.on_hold_from) == (MemberStatus.ACTIVE, None)
    assert back.row.joined_list_on == on_hold.row.joined_list_on
    assert next(each for each in desk.ask(history, "M001") if not each.is_seen).action == "made a member active"


def test_leaving_needs_a_reason_and_returning_a_day_of_joining(desk: Desk) -> None:
    a_member(desk)
    with pytest.raises(RuleBrokenError) as error:
        desk.do(end_membership, member="M001", version=1, left_list_on=date(2027, 3, 4), left_because=" ")
    assert error.value.field == "left_because"
    with pytest.raises(RuleBrokenError) as error:
        desk.do(end_membership, member="M001", version=1, left_list_on=date(2019, 3, 4), left_because="Moved away")
    assert error.value.field == "left_list_on"
    desk.do(end_membership, member="M001", version=1, left_list_on=date(2027, 3, 4), left_because=" Moved away ")
    left = record_of(desk)
    assert (left.row.status, left.left_because) == (MemberStatus.ENDED, "Moved away")
    desk.do(make_active, member="M001", version=left.version, joined_list_on=date(2027, 4, 1))
    back = record_of(desk)
    assert (back.left_list_on, back.left_because) == (None, None)
    assert back.row.joined_list_on == date(2027, 4, 1)


def test_nobody_becomes_active_without_a_day_of_joining(desk: Desk) -> None:
    a_member(desk, status=MemberStatus.PROSPECTIVE, joined_list_on=None)
    with pytest.raises(RuleBrokenError) as error:
        desk.do(make_active, member="M001", version=1)
    assert error.value.field == "joined_list_on"


def test_an_unknown_member_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no member with the ref M404"):
        desk.do(make_active, member="M404", version=1)


def test_a_reader_does_not_change_the_list(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, AccountRole.READER)
    with pytest.raises(NotAllowedError, match="signed in as reader"):
        desk.do(add_to_central_list, **NEEDED)
    assert "administrator or agency adviser" in desk.why_not(add_to_central_list)


@pytest.mark.parametrize("typed", ["Ann <ann@example.org>", "ann@example.org; bob@example.org", "ann @example.org"])
def test_an_e_mail_address_that_is_not_a_plain_one_is_refused_with_its_field(desk: Desk, typed: str) -> None:
    a_member(desk, "M001")
    with pytest.raises(RuleBrokenError, match="one plain e-mail address") as refused:
        desk.do(change_member, "M001", desk.ask(member, "M001").version, email=typed)
    assert refused.value.field == "email"
