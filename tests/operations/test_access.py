"""The agency decides who sees what, and for whom each account decides."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.access import (
    give_authority,
    grant_information,
    link_account,
    put_access_back,
    take_authority_away,
    take_back_information,
)
from panel_desk.operations.accounts import open_account
from panel_desk.operations.members.members import end_membership
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.queries.accounts import AccountRow, accounts, decided_by, who_sees_what
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.history import history
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.queries.members.members import member
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import ADMINISTRATOR, FixedTime, a_desk, a_meeting, a_member, an_authority
from tests.panels import CHAIR, PANEL, record, the_chair, with_the_chair

TODAY = date(2027, 3, 4)
YESTERDAY = date(2027, 3, 3)
NEW = "Another-good-passphrase"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def desk_with_ruth(desk: Desk) -> Desk:
    """The administrator's desk, where Ruth Aldous has a decision maker's account and the authority that names her."""
    an_authority(desk)
    an_authority(desk, "OTH", "Other Council", decision_maker="Somebody Else")
    desk.do(open_account, "ruth", "Ruth  aldous", AccountRole.DECISION_MAKER, NEW)
    return desk


def _account(desk: Desk, name: str) -> AccountRow:
    return next(row for row in desk.ask(accounts) if row.name == name)


def test_a_choice_applies_at_once_and_only_what_differs_from_the_default_is_kept(tmp_path: Path, desk: Desk) -> None:
    desk.do(grant_information, AccountRole.READER, Information.CASES)
    desk.do(grant_information, AccountRole.READER, Information.CASES)
    desk.do(take_back_information, AccountRole.CHAIR, Information.HEALTH)
    cells = desk.ask(who_sees_what)
    granted, taken = cells[Information.CASES][AccountRole.READER], cells[Information.HEALTH][AccountRole.CHAIR]
    assert (granted.is_seen, granted.is_default) == (True, False)
    assert (taken.is_seen, taken.is_default) == (False, False)
    desk.close()
    assert a_desk(tmp_path, AccountRole.READER).ask(cases) == ()
    desk = a_desk(tmp_path)
    desk.do(take_back_information, AccountRole.READER, Information.CASES)
    desk.do(take_back_information, AccountRole.READER, Information.CASES)
    assert desk.ask(who_sees_what)[Information.CASES][AccountRole.READER].is_default
    desk.do(put_access_back)
    assert all(cell.is_default for cells in desk.ask(who_sees_what).values() for cell in cells.values())
    words = [line for row in desk.ask(history) for line in row.changes]
    assert any(line.startswith("Reader, cases, households and children: choice of who may see what") for line in words)


@pytest.mark.parametrize(
    ("operation", "role", "information", "sentence"),
    [
        (
            take_back_information,
            AccountRole.ADMINISTRATOR,
            Information.ACCOUNTS,
            "could not be corrected",
        ),
        (grant_information, AccountRole.ADMINISTRATOR, Information.APPRAISALS, "when an appraisal was held"),
        (grant_information, AccountRole.READER, Information.HISTORY, "it would show every case"),
    ],
)
def test_what_the_agency_cannot_decide_is_refused(
    desk: Desk, operation: Callable[..., None], role: AccountRole, information: Information, sentence: str
) -> None:
    with pytest.raises(RuleBrokenError, match=sentence):
        desk.do(operation, role, information)


def test_only_an_administrator_decides_who_sees_what(desk: Desk, tmp_path: Path) -> None:
    desk.close()
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.ADVISER).do(grant_information, AccountRole.READER, Information.CASES)


def test_a_new_decision_maker_has_the_authorities_that_name_them(desk_with_ruth: Desk) -> None:
    assert desk_with_ruth.ask(decided_by, "ruth aldous") == ("FEN",)
    (given,) = _account(desk_with_ruth, "ruth").authorities
    assert (given.code, given.name, given.is_acting, given.is_in_force) == (
        "FEN",
        "Fenland County Council",
        False,
        True,
    )


def test_a_decision_maker_acts_for_several_authorities_between_days(desk_with_ruth: Desk) -> None:
    desk_with_ruth.do(give_authority, "ruth", "OTH", is_acting=True, from_on=TODAY, until_on=TODAY)
    desk_with_ruth.do(give_authority, "ruth", "OTH", is_acting=True, until_on=YESTERDAY)
    later = desk_with_ruth.do(give_authority, "ruth", "OTH", from_on=date(2027, 3, 5))
    assert [(one.code, one.until_on, one.is_in_force) for one in _account(desk_with_ruth, "ruth").authorities] == [
        ("FEN", None, True),
        ("OTH", YESTERDAY, False),
        ("OTH", TODAY, True),  # the last day still counts
        ("OTH", None, False),
    ]
    desk_with_ruth.do(take_authority_away, later)
    assert len(_account(desk_with_ruth, "ruth").authorities) == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"authority": "OTH", "from_on": TODAY, "until_on": YESTERDAY}, "until_on"),
        ({"authority": "FEN"}, "authority"),
        ({"authority": "FEN", "from_on": TODAY, "until_on": TODAY}, "authority"),
        ({"authority": "NONE"}, "authority"),
        ({"authority": "FEN", "account": ADMINISTRATOR}, None),
    ],
    ids=["ends before it starts", "twice", "twice on one day", "unknown authority", "not a decision maker"],
)
def test_an_authority_that_cannot_be_given_is_refused(
    desk_with_ruth: Desk, given: dict[str, object], field: str | None
) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        desk_with_ruth.do(give_authority, **({"account": "ruth"} | given))  # type: ignore[arg-type] # the fields differ in type
    assert refused.value.field == field


def test_an_account_is_linked_to_a_person_and_unlinked(desk: Desk, tmp_path: Path) -> None:
    person, other = a_member(desk), a_member(desk, "M002")
    desk.do(open_account, "edith", "Edith Marlpit", AccountRole.READER, NEW)
    desk.do(link_account, "edith", person)
    desk.do(link_account, "edith", person)
    assert _account(desk, "edith").member == person
    with pytest.raises(RuleBrokenError, match="has an account already"):
        desk.do(link_account, ADMINISTRATOR, person)
    desk.do(link_account, "edith", None)
    assert _account(desk, "edith").member is None
    desk.close()
    a_desk(tmp_path, AccountRole.CHAIR, member_ref=other).close()
    with pytest.raises(RuleBrokenError, match="so that they can sign minutes"):
        a_desk(tmp_path).do(link_account, "chair", None)


def test_a_chair_who_left_the_list_sees_their_past_panels_and_no_new_ones(
    tmp_path: Path, time_source: FixedTime
) -> None:
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk)
    section = next(one for one in record(desk, PANEL).sections if one.text)
    met_on = next(row.meets_on for row in desk.ask(meetings) if row.ref == PANEL)
    a_meeting(desk, "P2028-06-07", meets_on=date(2028, 6, 7), chair_ref=CHAIR)
    time_source.move(days=60)
    desk.do(end_membership, CHAIR, desk.ask(member, CHAIR).version, met_on, "Moved away.")
    desk.close()
    chair = the_chair(tmp_path, time_source)
    assert [row.ref for row in chair.ask(meetings)] == [PANEL]
    chair.do(write_section, section.id, "Said before they left.", section.version)
    assert record(chair, PANEL).sections
