"""Papers that are filed or missing, and what a pack is made of."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.history import history
from panel_desk.queries.papers.checks import paper_file, redacted_papers
from panel_desk.queries.papers.papers import (
    missing_papers,
    papers,
    papers_state,
    version_bytes,
)
from panel_desk.rules.vocabulary import CaseStatus, PackEdition, PaperKind
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting

MEETING = "P2027-03-10"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_meeting(desk)
    a_child(desk)
    a_case(desk, household_ref=a_household(desk), children=("C001",), meeting_ref=MEETING, item_no=1)
    a_case(desk, "CASE-002", meeting_ref=MEETING, item_no=2)
    a_case(desk, "CASE-003", meeting_ref=MEETING, item_no=3, status=CaseStatus.WITHDRAWN)
    return desk


def file(desk: Desk, case: str, name: str, kind: PaperKind) -> int:
    return desk.do(file_paper, case=case, name=name, kind=kind, data=name.encode(), pages=1)


def test_the_papers_that_a_case_still_needs(desk: Desk) -> None:
    file(desk, "CASE-001", "CPR_child-B.pdf", PaperKind.CPR)
    file(desk, "CASE-002", "PAR.pdf", PaperKind.PAR)
    lacking = (
        "The prospective adopter's report (PAR) has not been filed.",
        "The adoption placement report (APR) has not been filed.",
    )
    assert desk.ask(missing_papers, MEETING) == {"CASE-001": lacking}


def test_the_papers_of_a_meeting_in_which_something_is_redacted(desk: Desk) -> None:
    second = file(desk, "CASE-002", "PAR.pdf", PaperKind.PAR)
    first = file(desk, "CASE-001", "CPR.pdf", PaperKind.CPR)
    file(desk, "CASE-001", "APR.pdf", PaperKind.APR)
    withdrawn = file(desk, "CASE-003", "PAR of CASE-003.pdf", PaperKind.PAR)
    for paper in (second, first, first, withdrawn):
        phrase = f"Phrase {len(desk.ask(paper_file, paper).redactions)}"
        desk.do(mark_redaction, paper, phrase, (PackEdition.OBSERVER,), "why")
    found = desk.ask(redacted_papers, MEETING)
    assert [(each.row.name, len(each.redactions)) for each in found] == [("CPR.pdf", 2), ("PAR.pdf", 1)]
    assert desk.ask(redacted_papers, "P404") == ()


def test_an_unknown_case_has_no_papers(desk: Desk) -> None:
    for query in (papers, papers_state):
        with pytest.raises(RuleBrokenError, match="no case"):
            desk.ask(query, "CASE-404")


def test_reading_the_bytes_of_a_medical_paper_is_in_the_history(desk: Desk) -> None:
    number = file(desk, "CASE-001", "Health.pdf", PaperKind.MEDICAL)
    before = len(desk.ask(history))
    assert desk.ask(version_bytes, number, 1) == b"Health.pdf"
    assert desk.ask(history)[0].is_seen
    assert len(desk.ask(history)) == before + 1


def test_the_bytes_of_a_paper_are_read_from_the_vault(desk: Desk) -> None:
    number = file(desk, "CASE-001", "CPR.pdf", PaperKind.CPR)
    assert desk.ask(version_bytes, number, 1) == b"CPR.pdf"
    for file_in_vault in (desk.store.folder / "papers").rglob("*"):
        if file_in_vault.is_file():
            file_in_vault.unlink()
    with pytest.raises(SurroundingsError):
        desk.ask(version_bytes, number, 1)
