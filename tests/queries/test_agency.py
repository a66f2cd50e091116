"""The agency, its figures and its closed days."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work, permits, shows
from panel_desk.operations.agency import close_on, set_figure
from panel_desk.queries.agency import (
    AuthorityRow,
    agency,
    agency_name,
    clocks,
    closed_days,
    figure_rows,
    figures,
    members_who_decide,
    unknown,
    working_days,
)
from panel_desk.rules.figures import FIGURES
from panel_desk.rules.vocabulary import AccountRole, Calendar, MemberStatus, PanelType
from tests.builders import a_desk, a_member, an_authority


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_the_agency_has_its_authorities_sorted_by_name(desk: Desk) -> None:
    an_authority(desk, "PET", "Petersholme City Council", decision_maker=None)
    an_authority(desk, "FEN", "Fenland County Council")

    facts = desk.ask(agency)

    assert (facts.name, facts.panel_type, facts.year_starts_on) == ("Fenland Adoption", PanelType.ORDINARY, "1 April")
    assert (facts.host_authority, facts.approvals_decided_by) == (None, None)
    assert facts.authorities == (
        AuthorityRow("FEN", "Fenland County Council", "Ruth Aldous", 1),
        AuthorityRow("PET", "Petersholme City Council", None, 1),
    )


def test_a_decision_maker_with_the_name_of_a_person_on_the_central_list_is_named(desk: Desk) -> None:
    an_authority(desk, "FEN", "Fenland County Council", decision_maker="Siân Llewellyn")
    an_authority(desk, "PET", "Petersholme City Council", decision_maker=None)
    assert desk.ask(members_who_decide) == ()
    a_member(desk, "M001", given_name="Sian", family_name="Llewellyn", status=MemberStatus.ENDED)
    assert desk.ask(members_who_decide) == ()
    a_member(desk, "M002", given_name="Sian", family_name="Llewellyn", status=MemberStatus.ON_HOLD)
    [sentence] = desk.ask(members_who_decide)
    assert sentence.startswith("Siân Llewellyn, the decision maker of Fenland County Council, has the name of a person")


def test_every_figure_is_listed_with_the_agencys_own_value(desk: Desk) -> None:
    desk.do(set_figure, key="dbs_renewal_years", value=2)

    rows = {row.figure.key: row for row in desk.ask(figure_rows)}

    assert list(rows) == list(FIGURES)
    assert (rows["dbs_renewal_years"].value, rows["dbs_renewal_years"].is_default) == (2, False)
    assert [key for key, row in rows.items() if not row.is_default] == ["dbs_renewal_years"]
    assert desk.ask(figures).dbs_renewal_years == 2


def test_closed_days_bind_the_agencys_own_working_days(desk: Desk) -> None:
    later, earlier = date(2027, 12, 30), date(2027, 12, 29)
    desk.do(close_on, day=later, why="Closed for the new year")
    desk.do(close_on, day=earlier, why="Closed after Christmas")

    assert [row.day for row in desk.ask(closed_days)] == [earlier, later]
    days = desk.ask(working_days)
    assert (days.calendar, days.is_working_day(later)) == (Calendar.ENGLAND_AND_WALES, False)
    assert desk.ask(clocks).days == days


def test_a_query_reads_the_registers_of_its_subject(desk: Desk) -> None:
    assert desk.ask_with_registers(agency).registers == {"agency", "authority", "closed_day", "figure_setting"}
    assert desk.ask_with_registers(clocks).registers == {"agency", "closed_day", "figure_setting"}


def test_a_query_that_is_answered_from_memory_still_names_the_register_that_it_read(desk: Desk) -> None:
    @shows()
    def twice(work: Work) -> bool:
        return figures(work) is figures(work)

    result = desk.ask_with_registers(twice)

    assert result.value
    assert "figure_setting" in result.registers
    desk.do(set_figure, key="dbs_renewal_years", value=2)
    assert desk.ask(figures).dbs_renewal_years == 2


def test_within_an_operation_a_query_sees_earlier_changes(desk: Desk) -> None:
    @permits(AccountRole.ADMINISTRATOR)
    def set_and_ask(work: Work) -> tuple[int, int]:
        before = figures(work).dbs_renewal_years
        set_figure(work, key="dbs_renewal_years", value=before - 1)
        return before, figures(work).dbs_renewal_years

    before, after = desk.do(set_and_ask)

    assert after == before - 1


def test_an_unknown_record_is_named_by_kind_and_ref() -> None:
    error = unknown("meeting", "P9")

    assert (error.sentence, error.field) == ("There is no meeting with the ref P9.", "meeting")


def test_a_query_gives_the_agencys_name(tmp_path: Path) -> None:
    assert a_desk(tmp_path).ask(agency_name) == "Fenland Adoption"
