"""The list of cases, filtered, sorted and counted in the store."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.queries.cases.cases import case_counts, case_facets, case_list, cases
from panel_desk.queries.listing import Listing
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import CaseKind, CaseStatus
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", adopter_1="Siân Łabędź", adopter_2="Ben Barlow")
    a_household(desk, "H002", adopter_1="Ruth Adair", adopter_2=None)
    a_child(desk, "C001", initials="QX")
    a_child(desk, "C002", initials="AB")
    spring, autumn = a_meeting(desk, "P1", meets_on=date(2027, 3, 10)), a_meeting(desk, "P2", meets_on=date(2027, 9, 2))
    a_case(desk, "CASE-1", household_ref="H001", children=("C001",), meeting_ref=spring, item_no=2, social_worker="Zoë")
    a_case(desk, "CASE-2", household_ref="H002", meeting_ref=autumn, item_no=1, kind=CaseKind.APPROVAL)
    a_case(
        desk,
        "CASE-3",
        household_ref=None,
        children=("C002",),
        kind=CaseKind.CONSENT_TO_PLACEMENT,
        status=CaseStatus.DEFERRED,
        social_worker=None,
    )
    return desk


def refs(desk: Desk, *words: str, sorted_by: str | None = None, is_descending: bool = False) -> list[str]:
    """The last character of the ref of each case that is listed."""
    folded = tuple(map(fold, words))
    found = desk.ask(case_list, Listing(folded, sorted_by=sorted_by, is_descending=is_descending, limit=10))
    return [row.ref[-1] for row in found.rows]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), "123"),
        (("sian",), "1"),
        (("labedz", "barl"), "1"),
        (("BARLOW", "adair"), ""),
        (("qx",), "1"),
        (("zoe",), "1"),
        (("case-3",), "3"),
        (("march",), "1"),
        (("2027",), "12"),
        (("household",), "12"),
        (("consent",), "3"),
        (("deferred",), "3"),
        (("2027", "september", "2"), "2"),
        (("50%",), ""),
        (("_",), ""),
    ],
)
def test_every_word_is_found_in_any_column(desk: Desk, words: tuple[str, ...], found: str) -> None:
    assert "".join(refs(desk, *words)) == found
    assert desk.ask(case_list, Listing(tuple(map(fold, words)), limit=1)).matching == len(found)


@pytest.mark.parametrize(
    ("column", "ascending", "descending"),
    [
        ("ref", "123", "321"),
        ("kind", "231", "132"),
        ("concerns", "231", "132"),
        ("children", "231", "132"),
        ("meeting", "123", "213"),
        ("item", "213", "123"),
        ("worker", "321", "123"),
        ("status", "123", "312"),
    ],
)
def test_the_list_is_sorted_by_every_column_with_unknown_days_and_numbers_last(
    desk: Desk, column: str, ascending: str, descending: str
) -> None:
    assert "".join(refs(desk, sorted_by=column)) == ascending
    assert "".join(refs(desk, sorted_by=column, is_descending=True)) == descending
    assert "".join(refs(desk, "case", sorted_by=column)) == ascending


def test_a_part_of_the_list_comes_with_the_numbers_of_matching_and_of_all_cases(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = desk.ask(case_list, Listing(offset=1, limit=1))
    assert ([row.ref for row in second.rows], second.matching, second.total) == (["CASE-2"], 3, 3)
    third = desk.ask(case_list, Listing(("case",), offset=2, limit=1))
    assert ([row.ref for row in third.rows], third.matching) == (["CASE-3"], 3)
    assert desk.ask(case_list, Listing()).rows == desk.ask(case_list, Listing(("case",))).rows == desk.ask(cases)
    chosen = Listing(facets={"kind": frozenset({"Match"}), "status": frozenset({"Booked", "Deferred"})})
    found = desk.ask(case_list, chosen)
    assert ([row.ref for row in found.rows], found.matching, found.total) == (["CASE-1"], 1, 3)
    monkeypatch.setattr("panel_desk.queries.cases.cases.FEW", 1)
    assert desk.ask(case_list, Listing(offset=1, limit=2)).rows == desk.ask(cases)[1:]


def test_facets_and_counts_are_those_of_the_cases_in_the_store(desk: Desk) -> None:
    facets = desk.ask(case_facets)
    assert set(facets["kind"]) == {"Match", "Approval", "Consent to placement"}
    assert set(facets["status"]) == {"Booked", "Deferred"}
    statuses = (CaseStatus.BOOKED, CaseStatus.REQUESTED, CaseStatus.DEFERRED)
    assert desk.ask(case_counts, statuses) == {CaseStatus.BOOKED: 2, CaseStatus.DEFERRED: 1}
