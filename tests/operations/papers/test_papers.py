"""Papers are filed once, in order, replaced, brought back, removed, and put back."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import PackIssue, PageLook, Paper, PaperCheck, PaperVersion, Redaction
from panel_desk.operations.papers.checks import check_paper, look_at_page, mark_redaction
from panel_desk.operations.papers.papers import (
    change_paper,
    file_paper,
    move_paper,
    put_paper_back,
    remove_paper,
    replace_paper,
    restore_version,
)
from panel_desk.queries.history import history
from panel_desk.queries.papers.checks import paper_file
from panel_desk.queries.papers.papers import PaperRow, papers, version_bytes
from panel_desk.rules.vocabulary import AccountRole, CheckOutcome, PackEdition, PaperKind
from tests.builders import FixedTime, a_case, a_desk, a_meeting


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    a_case(desk)
    return desk


def file(desk: Desk, name: str, data: bytes) -> int:
    return desk.do(
        file_paper, case="CASE-001", name=name, kind=PaperKind.PAR, data=data, pages=2, findings=("Turned.", "Large.")
    )


def replace(desk: Desk, paper: int, data: bytes, name: str = "PAR-2.pdf", why: str = "Reference added") -> int:
    return desk.do(replace_paper, paper=paper, name=name, data=data, pages=3, findings=("Scanned.",), why=why)


def names(desk: Desk) -> list[str]:
    return [row.name for row in desk.ask(papers, "CASE-001")]


def paper_of(desk: Desk, paper: int) -> PaperRow:
    return next(row for row in desk.ask(papers, "CASE-001") if row.id == paper)


@permits(AccountRole.ADVISER)
def issue_citing_pack(work: Work, key: str) -> None:
    """Issue a pack that cites the paper with this key, which is its id as text."""
    plan = [{"key": key, "labels": ["1"]}, {"key": "case:CASE-001", "labels": ["2"]}]
    work.session.add(
        PackIssue(
            meeting_ref="P2027-03-10", number=1, issued_at=work.time_source.now(), issued_by="x", changes="", plan=plan
        )
    )


def test_a_paper_is_filed_after_the_others(desk: Desk) -> None:
    first, second = file(desk, "PAR.pdf", b"one"), file(desk, "References.pdf", b"two")
    filed = desk.ask(papers, "CASE-001")
    assert [(row.id, row.position, row.name) for row in filed] == [(first, 1, "PAR.pdf"), (second, 2, "References.pdf")]
    assert (filed[0].findings, filed[0].size, filed[0].filed_by) == (("Turned.", "Large."), 3, "Agency-Adviser")
    assert (filed[0].filed_at, filed[0].number, filed[0].why) == (desk.time_source.now(), 1, None)
    assert desk.ask(version_bytes, second, 1) == b"two"


def test_the_same_paper_is_filed_once(desk: Desk) -> None:
    first = file(desk, "PAR.pdf", b"one")
    with pytest.raises(RuleBrokenError, match=r"Copy\.pdf is filed for this case already, as PAR\.pdf") as error:
        file(desk, "Copy.pdf", b"one")
    assert error.value.field == "file"
    with pytest.raises(RuleBrokenError, match=r"filed for this case already"):
        replace(desk, first, b"one")
    replace(desk, first, b"two")
    with pytest.raises(RuleBrokenError, match=r"Copy\.pdf is version 1 of PAR-2\.pdf, which a newer version replaced"):
        file(desk, "Copy.pdf", b"one")


def test_a_paper_belongs_to_a_case_and_has_a_name(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no case with the ref CASE-404"):
        desk.do(file_paper, case="CASE-404", name="a.pdf", kind=PaperKind.OTHER, data=b"x", pages=1)
    with pytest.raises(RuleBrokenError, match="Give the paper a name"):
        file(desk, "  ", b"x")


def test_a_newer_version_replaces_an_older_one_which_is_kept(desk: Desk, time_source: FixedTime) -> None:
    number = file(desk, "PAR.pdf", b"one")
    filed_at = time_source.now()
    time_source.move(days=1)
    assert replace(desk, number, b"two", why=" Reference added ") == 2
    row = paper_of(desk, number)
    assert (row.position, row.name, row.number, row.why) == (1, "PAR-2.pdf", 2, "Reference added")
    assert (row.pages, row.size, row.findings, row.filed_at) == (3, 3, ("Scanned.",), time_source.now())
    newest, first = desk.ask(paper_file, number).versions
    assert (newest.number, newest.is_current, newest.why) == (2, True, "Reference added")
    assert (first.number, first.name, first.pages, first.is_current) == (1, "PAR.pdf", 2, False)
    assert (first.findings, first.filed_at, first.filed_by) == (("Turned.", "Large."), filed_at, "Agency-Adviser")
    assert desk.ask(version_bytes, number, 1) == b"one"
    assert desk.ask(version_bytes, number, 2) == b"two"
    with pytest.raises(RuleBrokenError, match="no version 3"):
        desk.ask(version_bytes, number, 3)


def test_replacing_a_version_needs_a_reason(desk: Desk) -> None:
    number = file(desk, "PAR.pdf", b"one")
    with pytest.raises(RuleBrokenError, match="Say why") as error:
        replace(desk, number, b"two", why=" ")
    assert error.value.field == "why"
    assert paper_of(desk, number).number == 1


def test_an_older_version_is_restored_as_the_newest(desk: Desk) -> None:
    number = file(desk, "PAR.pdf", b"one")
    replace(desk, number, b"two")
    assert desk.do(restore_version, paper=number, number=1, why="The second was another household's") == 3
    row = paper_of(desk, number)
    assert (row.name, row.number, row.pages, row.why) == ("PAR.pdf", 3, 2, "The second was another household's")
    assert desk.ask(version_bytes, number, 3) == b"one"
    assert [each.number for each in desk.ask(paper_file, number).versions] == [3, 2, 1]
    with pytest.raises(RuleBrokenError, match=r"no older version 9 of PAR\.pdf"):
        desk.do(restore_version, paper=number, number=9, why="x")


def test_name_and_kind_are_corrected(desk: Desk) -> None:
    number = file(desk, "scan0001.pdf", b"one")
    version = paper_of(desk, number).version
    desk.do(change_paper, paper=number, version=version, name=" Medical.pdf ", kind=PaperKind.MEDICAL)
    assert (paper_of(desk, number).name, paper_of(desk, number).kind) == ("Medical.pdf", PaperKind.MEDICAL)
    with pytest.raises(ChangedMeanwhileError):
        desk.do(change_paper, paper=number, version=version, name="Other.pdf", kind=PaperKind.OTHER)
    with pytest.raises(RuleBrokenError, match="Give the paper a name"):
        desk.do(change_paper, paper=number, version=version + 1, name=" ", kind=PaperKind.OTHER)


def test_papers_are_reordered(desk: Desk) -> None:
    numbers = [file(desk, name, name.encode()) for name in ("a.pdf", "b.pdf", "c.pdf")]
    desk.do(move_paper, paper=numbers[2], place=1)
    assert names(desk) == ["c.pdf", "a.pdf", "b.pdf"]
    desk.do(move_paper, paper=numbers[2], place=99)
    assert names(desk) == ["a.pdf", "b.pdf", "c.pdf"]
    assert [row.position for row in desk.ask(papers, "CASE-001")] == [1, 2, 3]


def test_a_removed_paper_is_put_back_in_its_position_with_all_its_records(desk: Desk) -> None:
    first = file(desk, "PAR.pdf", b"one")
    file(desk, "References.pdf", b"two")
    desk.do(
        check_paper,
        paper=first,
        outcome=CheckOutcome.RETURNED,
        words="Add the second reference.",
        due_back_on=date(2027, 3, 9),
    )
    replace(desk, first, b"three")
    desk.do(mark_redaction, paper=first, phrase="Ann Other", editions=[PackEdition.APPLICANTS], why="Her address")
    desk.do(look_at_page, first, desk.ask(paper_file, first).row.sha256, 1, [(1, 2, 3, 4)], ["Ann Other"])
    before = desk.ask(paper_file, first)
    removed = desk.do(remove_paper, paper=first)
    assert removed.name == "PAR-2.pdf"
    assert names(desk) == ["References.pdf"]
    with Session(desk.store.engine) as session:
        parts = (PaperVersion, PaperCheck, Redaction, PageLook)
        assert [session.scalars(select(func.count()).select_from(part)).one() for part in parts] == [0, 0, 0, 0]
    desk.do(put_paper_back, removed=removed)
    after = desk.ask(paper_file, first)
    assert (after.versions, after.checks, after.redactions) == (before.versions, before.checks, before.redactions)
    assert after.looks == before.looks != ()
    assert names(desk) == ["PAR-2.pdf", "References.pdf"]
    assert desk.ask(version_bytes, first, 1) == b"one"


def test_an_id_that_a_pack_cited_is_never_given_to_another_paper(desk: Desk) -> None:
    a_meeting(desk)
    first = file(desk, "PAR.pdf", b"one")
    desk.do(issue_citing_pack, key=str(first))
    desk.do(remove_paper, paper=first)
    assert file(desk, "References.pdf", b"two") == first + 1


def test_the_history_of_a_case_has_versions_checks_and_redactions(desk: Desk) -> None:
    number = file(desk, "PAR.pdf", b"one")
    replace(desk, number, b"two")
    desk.do(restore_version, paper=number, number=1, why="Right after all")
    desk.do(check_paper, paper=number, outcome=CheckOutcome.PASSED)
    desk.do(mark_redaction, paper=number, phrase="Ann Other", editions=[PackEdition.OBSERVER], why="x")
    desk.do(look_at_page, number, desk.ask(paper_file, number).row.sha256, 1, [], ["Ann Other"])
    rows = desk.ask(history, "CASE-001")
    assert rows[0].changes == ("Page looked at: page 1",)
    actions = [row.action for row in rows]
    assert actions[:6] == [
        "looked at a page of a paper",
        "marked a redaction",
        "checked a report",
        "brought an older version of a paper back",
        "replaced a paper by a newer version",
        "filed a paper",
    ]


def test_only_the_office_changes_papers(tmp_path: Path, desk: Desk) -> None:
    number = file(desk, "PAR.pdf", b"one")
    chair = a_desk(tmp_path, AccountRole.CHAIR)
    for operation in (
        file_paper,
        replace_paper,
        restore_version,
        change_paper,
        move_paper,
        remove_paper,
        put_paper_back,
    ):
        assert chair.why_not(operation)
    with Session(desk.store.engine) as session:
        assert session.get(Paper, number)
