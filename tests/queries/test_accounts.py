"""The list of accounts."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.operations.accounts import open_account
from panel_desk.queries.accounts import AccountRow, accounts
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import ADMINISTRATOR, NOW, a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_accounts_are_sorted_by_name(desk: Desk) -> None:
    desk.do(
        open_account,
        name="a-chair",
        full_name="Alun Prosser",
        role=AccountRole.CHAIR,
        passphrase="Another-good-passphrase",
        member=a_member(desk),
    )

    chair, administrator = desk.ask(accounts)

    assert chair == AccountRow("a-chair", "Alun Prosser", AccountRole.CHAIR, "M001", NOW, None)
    assert (administrator.name, administrator.member) == (ADMINISTRATOR, None)
