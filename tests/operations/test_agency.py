"""The agency's details, authorities, figures of the rules and closed days."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.agency import (
    add_authority,
    change_agency,
    change_authority,
    close_on,
    open_on,
    set_figure,
    set_up_agency,
)
from panel_desk.queries.agency import agency, clocks, closed_days, figures
from panel_desk.queries.history import history
from panel_desk.rules.vocabulary import AccountRole, PanelType
from tests.builders import a_desk, an_authority

DAY = date(2027, 3, 5)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_the_agency_is_changed(desk: Desk) -> None:
    fen = an_authority(desk)
    desk.do(
        change_agency,
        version=desk.ask(agency).version,
        name=" Fenland and Petersholme ",
        panel_type=PanelType.JOINT,
        host_authority=fen,
        approvals_decided_by=fen,
    )

    changed = desk.ask(agency)
    assert (changed.name, changed.panel_type) == ("Fenland and Petersholme", PanelType.JOINT)
    assert (changed.host_authority, changed.approvals_decided_by) == (fen, fen)


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"host_authority": "NOWHERE"}, "host_authority"),
        ({"approvals_decided_by": "NOWHERE"}, "approvals_decided_by"),
    ],
)
def test_an_error_in_the_agencys_details_names_its_field(desk: Desk, fields: dict[str, str], field: str) -> None:
    given = {"version": 1, "name": "Fenland", "panel_type": PanelType.ORDINARY}
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(change_agency, **(given | fields))  # type: ignore[arg-type] # the fields of one test differ in type

    assert refused.value.field == field
    assert desk.ask(agency).name == "Fenland Adoption"


def test_a_stale_version_of_the_agency_is_refused_with_both_texts(desk: Desk) -> None:
    read = desk.ask(agency).version
    desk.do(change_agency, version=read, name="First", panel_type=PanelType.ORDINARY)

    with pytest.raises(ChangedMeanwhileError) as refused:
        desk.do(change_agency, version=read, name="Second", panel_type=PanelType.ORDINARY, email="panel@example.org")
    assert refused.value.theirs == "Name: First\nEmail: nothing"
    assert refused.value.yours == "Name: Second\nEmail: panel@example.org"
    assert desk.ask(agency).name == "First"


def test_an_authority_is_added_and_changed(desk: Desk) -> None:
    desk.do(add_authority, code=" FEN ", name=" Fenland County Council ")
    (added,) = desk.ask(agency).authorities
    assert (added.code, added.name, added.decision_maker) == ("FEN", "Fenland County Council", None)

    desk.do(change_authority, code="FEN", version=added.version, name="Fenland", decision_maker=" Ruth Aldous ")
    (changed,) = desk.ask(agency).authorities
    assert (changed.name, changed.decision_maker) == ("Fenland", "Ruth Aldous")

    with pytest.raises(ChangedMeanwhileError) as late:
        desk.do(change_authority, code="FEN", version=added.version, name="Late", decision_maker=None)
    assert late.value.theirs == "Name: Fenland\nDecision maker: Ruth Aldous"
    assert late.value.yours == "Name: Late\nDecision maker: nothing"
    with pytest.raises(RuleBrokenError) as nameless:
        desk.do(change_authority, code="FEN", version=changed.version, name=" ", decision_maker=None)
    assert nameless.value.field == "name"
    with pytest.raises(RuleBrokenError, match="no authority"):
        desk.do(change_authority, code="NOWHERE", version=1, name="Nowhere", decision_maker=None)


@pytest.mark.parametrize(
    ("code", "name", "field"), [(" ", "Fenland", "code"), ("PET", " ", "name"), ("FEN", "Another", "code")]
)
def test_an_authority_needs_a_unique_code_and_a_name(desk: Desk, code: str, name: str, field: str) -> None:
    an_authority(desk, "FEN")
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(add_authority, code=code, name=name)

    assert refused.value.field == field


def test_a_new_agency_is_set_up_at_once_and_its_first_authority_hosts_the_panel(desk: Desk) -> None:
    served = [("FEN", "Fenland County Council"), ("PET", "Petersholme Council")]
    before = len(desk.ask(history))
    desk.do(set_up_agency, PanelType.JOINT, served)
    facts = desk.ask(agency)
    assert (facts.name, facts.panel_type) == ("Fenland Adoption", PanelType.JOINT)
    assert [(each.code, each.name) for each in facts.authorities] == served
    assert (facts.host_authority, facts.approvals_decided_by) == ("FEN", "FEN")
    assert [each.action for each in desk.ask(history)[: len(desk.ask(history)) - before]] == ["set up the agency"]
    with pytest.raises(RuleBrokenError, match="That code is taken"):
        desk.do(set_up_agency, PanelType.ORDINARY, [("FEN", "Another")])
    assert desk.ask(agency).panel_type is PanelType.JOINT


def test_an_agencys_figure_changes_the_clock_and_setting_the_default_removes_the_figure(desk: Desk) -> None:
    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 16)
    desk.do(set_figure, key="decision_working_days", value=8)
    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 17)
    desk.do(set_figure, key="decision_working_days", value=9)
    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 18)

    desk.do(set_figure, key="decision_working_days", value=7)

    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 16)
    assert desk.ask(history)[0].changes == ("Figure “Decision”: changed from 9 working days to 7 working days",)


def test_setting_a_figure_to_its_default_is_not_in_the_history(desk: Desk) -> None:
    desk.do(set_figure, key="decision_working_days", value=7)

    assert [each for each in desk.ask(history) if not each.is_seen] == []


def test_a_switch_is_set(desk: Desk) -> None:
    desk.do(set_figure, key="presiding_counts_as_social_worker", value=True)

    assert desk.ask(figures).presiding_counts_as_social_worker is True


@pytest.mark.parametrize(("key", "value"), [("decision_working_days", 0), ("no_such_figure", 3)])
def test_an_unknown_figure_or_a_value_out_of_range_is_refused(desk: Desk, key: str, value: int) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(set_figure, key=key, value=value)

    assert refused.value.field == key


def test_a_closed_day_lengthens_the_agencys_own_clocks_and_a_bank_holiday_all(desk: Desk) -> None:
    closed = date(2027, 3, 9)
    desk.do(close_on, day=closed, why=" Office move ")
    assert desk.ask(clocks).minutes(DAY).due_on == date(2027, 3, 15)
    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 16)

    desk.do(close_on, day=closed, why="Coronation", is_bank_holiday=True)
    assert desk.ask(clocks).minutes(DAY).due_on == date(2027, 3, 15)
    assert desk.ask(clocks).decision(DAY).due_on == date(2027, 3, 17)

    desk.do(close_on, day=closed, why="Flood")
    assert [(row.day, row.why) for row in desk.ask(closed_days)] == [(closed, "Flood")]

    desk.do(open_on, day=closed)
    assert desk.ask(clocks).minutes(DAY).due_on == date(2027, 3, 12)


def test_a_day_that_is_not_a_working_day_cannot_be_closed(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="Good Friday") as refused:
        desk.do(close_on, day=date(2027, 3, 26), why="Easter")
    assert refused.value.field == "day"


def test_a_closed_day_needs_a_reason_and_only_a_closed_day_is_removed(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(close_on, day=DAY, why=" ")
    assert refused.value.field == "why"
    with pytest.raises(RuleBrokenError, match="no closed day"):
        desk.do(open_on, day=DAY)


def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    reader = a_desk(tmp_path, AccountRole.READER)

    with pytest.raises(NotAllowedError):
        reader.do(set_figure, key="decision_working_days", value=8)
    with pytest.raises(NotAllowedError):
        reader.do(close_on, day=DAY, why="Because")
    with pytest.raises(NotAllowedError):
        reader.do(add_authority, code="PET", name="Petersholme")
