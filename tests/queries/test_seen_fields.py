"""What a query leaves out for who does not see a kind of information, and what it records in the history."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from panel_desk.desk import Desk
from panel_desk.models import InformationGrant
from panel_desk.operations.access import take_back_information
from panel_desk.operations.cases.cases import change_household
from panel_desk.queries.accounts import who_sees_what
from panel_desk.queries.cases.cases import households
from panel_desk.queries.history import history
from panel_desk.queries.members.members import central_list, member
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import FixedTime, a_desk, a_household, a_member
from tests.panels import the_chair, with_the_chair


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk)
    return desk


def test_a_chair_sees_a_member_without_their_checks(desk: Desk, tmp_path: Path) -> None:
    issued_on = date(2026, 1, 12)
    a_member(desk, "M009", dbs_issued_on=issued_on, ethnicity="White Irish", notes="Prefers mornings")
    assert desk.ask(member, "M009").row.dbs_issued_on == issued_on
    chair = the_chair(tmp_path)
    found = chair.ask(member, "M009")
    assert found.row.name == "Given009 Family009"
    assert (found.row.dbs_issued_on, found.row.dbs, found.ethnicity, found.notes) == (None, None, None, None)
    assert [row.dbs_issued_on for row in chair.ask(central_list)] == [None] * len(chair.ask(central_list))


def test_showing_members_checks_in_the_list_is_in_the_history(desk: Desk) -> None:
    a_member(desk, "M009")
    before = len(desk.ask(history))
    assert desk.ask(central_list)
    assert [each.is_seen for each in desk.ask(history)[: len(desk.ask(history)) - before]] == [True]


def test_a_change_of_nothing_but_unseen_fields_is_not_in_the_history(desk: Desk) -> None:
    ref = a_household(desk, "H900")
    version = next(row.version for row in desk.ask(households) if row.ref == ref)
    desk.do(change_household, ref, version, ethnicity="Another")
    assert any("Another" in change for row in desk.ask(history, ref) for change in row.changes)
    desk.do(take_back_information, AccountRole.ADMINISTRATOR, Information.DIVERSITY)
    assert not any("Another" in change for row in desk.ask(history, ref) for change in row.changes)


def test_a_choice_about_a_kind_of_information_that_this_version_does_not_know_is_left_alone(desk: Desk) -> None:
    with Session(desk.store.engine) as session, session.begin():
        session.add(InformationGrant(role=AccountRole.READER, information="OF_A_LATER_VERSION", is_seen=True))
    assert set(desk.ask(who_sees_what)) == set(Information)
