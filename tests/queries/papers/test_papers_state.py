"""Missing papers, reports to check, and the names that a paper should not contain."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers.checks import check_paper, record_author
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.papers.checks import waiting_reports
from panel_desk.queries.papers.papers import missing_papers, names_of_other_cases, papers_state
from panel_desk.rules.vocabulary import AccountRole, CaseKind, CaseStatus, CheckOutcome, MeetingStatus, PaperKind
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting

MEETING = "P2027-03-10"
DUE_BACK_ON = date(2027, 3, 8)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk)
    a_child(desk)
    home = a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Marsh")
    a_case(desk, kind=CaseKind.MATCH, household_ref=home, children=("C001",), meeting_ref=MEETING, item_no=1)
    return desk


def file(desk: Desk, name: str, kind: PaperKind, case: str = "CASE-001") -> int:
    return desk.do(file_paper, case=case, name=name, kind=kind, data=name.encode(), pages=1)


def send_back(desk: Desk, paper: int) -> None:
    desk.do(check_paper, paper=paper, outcome=CheckOutcome.RETURNED, words="Add dates.", due_back_on=DUE_BACK_ON)


def test_what_is_missing_by_when_and_what_is_usual(desk: Desk) -> None:
    file(desk, "CPR.pdf", PaperKind.CPR)
    file(desk, "Plan.pdf", PaperKind.SUPPORT_PLAN)
    state = desk.ask(papers_state, "CASE-001")
    assert [each.needed.kind for each in state.missing if each.needed] == [PaperKind.PAR, PaperKind.APR]
    assert [each.kind for each in state.usual] == [PaperKind.MEDICAL, PaperKind.LEGAL]
    assert state.clock is not None
    assert state.clock.due_on == date(2027, 3, 3)
    a_case(desk, "CASE-002", kind=CaseKind.OTHER)
    empty = desk.ask(papers_state, "CASE-002")
    assert (empty.missing, empty.usual, empty.clock) == ((), (), None)


def test_a_returned_report_is_missing_until_a_newer_version_is_accepted(desk: Desk) -> None:
    numbers = [file(desk, f"{kind}.pdf", kind) for kind in (PaperKind.CPR, PaperKind.PAR, PaperKind.APR)]
    assert desk.ask(missing_papers, MEETING) == {}
    send_back(desk, numbers[0])
    returned = ("CPR.pdf was returned to its author and is due back on 8 March 2027.",)
    assert desk.ask(missing_papers, MEETING) == {"CASE-001": returned}
    assert desk.ask(papers_state, "CASE-001").missing[0].paper == numbers[0]
    desk.do(replace_paper, paper=numbers[0], name="CPR.pdf", data=b"new", pages=1, findings=(), why="Mended")
    assert desk.ask(missing_papers, MEETING) == {
        "CASE-001": ("CPR.pdf came back from its author and is to be checked again.",)
    }
    desk.do(check_paper, paper=numbers[0], outcome=CheckOutcome.PASSED)
    assert desk.ask(missing_papers, MEETING) == {}


def test_reports_that_wait_for_their_author_or_for_the_check(desk: Desk) -> None:
    returned, waits = file(desk, "CPR.pdf", PaperKind.CPR), file(desk, "PAR.pdf", PaperKind.PAR)
    passed = file(desk, "APR.pdf", PaperKind.APR)
    file(desk, "Photographs.pdf", PaperKind.PHOTOGRAPHS)
    send_back(desk, returned)
    desk.do(check_paper, paper=passed, outcome=CheckOutcome.PASSED)
    a_case(desk, "CASE-002", status=CaseStatus.REQUESTED)
    early = file(desk, "Early.pdf", PaperKind.PAR, "CASE-002")
    a_meeting(desk, "P2027-01-06", meets_on=date(2027, 1, 6), status=MeetingStatus.HELD)
    a_case(desk, "CASE-003", meeting_ref="P2027-01-06", item_no=1, status=CaseStatus.HEARD)
    file(desk, "Heard.pdf", PaperKind.PAR, "CASE-003")
    assert [(each.paper.id, each.meets_on) for each in desk.ask(waiting_reports)] == [
        (returned, date(2027, 3, 10)),
        (waits, date(2027, 3, 10)),
        (early, None),
    ]


def test_the_checklist_counts_accepted_papers_and_declarations(desk: Desk) -> None:
    def evidence(key: str) -> str:
        return next(row.evidence for row in desk.ask(preconditions, "CASE-001") if row.rule.key == key)

    assert evidence("declarations") == ""
    numbers = [file(desk, f"{kind}.pdf", kind) for kind in (PaperKind.CPR, PaperKind.PAR, PaperKind.APR)]
    assert (evidence("cpr"), evidence("declarations")) == ("Filed with the case", "")
    for number in numbers:
        desk.do(record_author, number, 1, "Josie Pemble", date(2027, 3, 1))
    assert evidence("declarations") == "Declared for CPR.pdf, PAR.pdf and APR.pdf"
    send_back(desk, numbers[0])
    assert evidence("cpr") == ""


def test_the_names_that_a_paper_should_not_contain(desk: Desk) -> None:
    a_child(desk, "C002")
    other = a_household(desk, "H002", adopter_1="Ada Ashdown", adopter_2="Cy Marsh")
    a_household(desk, "H003", adopter_1="Kim Lee", adopter_2=None)
    a_case(desk, "CASE-002", household_ref=other)
    assert desk.ask(names_of_other_cases, "CASE-001") == (
        "Ada Ashdown",
        "Ashdown",
        "C002",
        "CASE-002",
        "Cy Marsh",
        "H002",
        "H003",
        "Kim Lee",
    )
    for query in (names_of_other_cases, papers_state):
        with pytest.raises(RuleBrokenError, match="no case"):
            desk.ask(query, "CASE-404")
