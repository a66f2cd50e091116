"""Who may sign in, and what was done, in words."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work, permits
from panel_desk.models import Member
from panel_desk.operations.accounts import open_account
from panel_desk.operations.agency import close_on, set_figure
from panel_desk.queries.accounts import AccountRow, accounts, history, in_words
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import ADMINISTRATOR, NOW, a_desk, a_meeting, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@permits(AccountRole.ADMINISTRATOR)
def rename(work: Work, ref: str, family_name: str, email: str | None) -> None:
    member = work.session.get_one(Member, ref)
    member.family_name, member.email = family_name, email


def test_accounts_by_name(desk: Desk) -> None:
    desk.do(
        open_account,
        name="a-chair",
        full_name="Alun Prosser",
        role=AccountRole.CHAIR,
        passphrase="Another-good-passphrase",
        member=a_member(desk),
    )

    chair, administrator = desk.ask(accounts)

    assert chair == AccountRow("a-chair", "Alun Prosser", AccountRole.CHAIR, "M001", NOW)
    assert (administrator.name, administrator.member) == (ADMINISTRATOR, None)


def test_history_says_from_what_to_what(desk: Desk) -> None:
    ref = a_member(desk)
    desk.do(rename, ref=ref, family_name="Prosser", email=None)

    newest, oldest = desk.ask(history)

    assert (newest.action, newest.account, newest.at) == ("Rename", ADMINISTRATOR, NOW)
    assert newest.changes == (
        "Member M001 changed: family name from “Family001” to “Prosser”; email from “member001@example.org” to nothing",
    )
    assert oldest.changes == ("Member M001 added",)


def test_history_of_one_record(desk: Desk) -> None:
    a_member(desk, "M001")
    a_member(desk, "M0011")
    a_meeting(desk)

    assert [entry.changes for entry in desk.ask(history, "M001")] == [("Member M001 added",)]


def test_history_as_much_as_is_asked_for(desk: Desk) -> None:
    for number in range(4):
        a_member(desk, f"M00{number}")

    assert [entry.id for entry in desk.ask(history, most=2)] == [4, 3]
    assert [entry.id for entry in desk.ask(history, most=None)] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("operation", "words"),
    [
        (set_figure.__name__, "Set figure of the rules"),
        (close_on.__name__, "Add closed day"),
        ("sign_minutes", "Sign minutes"),
    ],
)
def test_operations_in_words(operation: str, words: str) -> None:
    assert in_words(operation) == words
