"""Papers are filed once, in order, removed, and put back where they stood."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers import file_paper, put_paper_back, remove_paper
from panel_desk.queries.papers import paper_bytes, papers
from panel_desk.rules.vocabulary import PaperKind
from tests.builders import a_case, a_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = a_desk(tmp_path)
    a_case(made)
    return made


def file(desk: Desk, name: str, data: bytes) -> int:
    return desk.do(
        file_paper, case="CASE-001", name=name, kind=PaperKind.PAR, data=data, pages=2, findings=("Turned.", "Large.")
    )


def test_a_paper_is_filed_after_the_others(desk: Desk) -> None:
    first, second = file(desk, "PAR.pdf", b"one"), file(desk, "References.pdf", b"two")
    filed = desk.ask(papers, "CASE-001")
    assert [(row.id, row.position, row.name) for row in filed] == [(first, 1, "PAR.pdf"), (second, 2, "References.pdf")]
    assert (filed[0].findings, filed[0].size, filed[0].filed_by) == (("Turned.", "Large."), 3, "admin")
    assert filed[0].filed_at == desk.clock.now()
    assert desk.ask(paper_bytes, second) == b"two"


def test_the_same_paper_is_filed_once(desk: Desk) -> None:
    file(desk, "PAR.pdf", b"one")
    with pytest.raises(RuleBrokenError, match=r"Copy\.pdf is filed for this case already, as PAR\.pdf") as told:
        file(desk, "Copy.pdf", b"one")
    assert told.value.field == "file"


def test_a_paper_belongs_to_a_case(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no case with the ref CASE-404"):
        desk.do(file_paper, case="CASE-404", name="a.pdf", kind=PaperKind.OTHER, data=b"x", pages=1)


def test_a_removed_paper_is_put_back_where_it_stood(desk: Desk) -> None:
    file(desk, "PAR.pdf", b"one")
    file(desk, "References.pdf", b"two")
    before = desk.ask(papers, "CASE-001")
    desk.do(remove_paper, paper=before[0].id)
    assert [row.name for row in desk.ask(papers, "CASE-001")] == ["References.pdf"]
    desk.do(put_paper_back, removed=before[0])
    assert desk.ask(papers, "CASE-001") == before
    assert desk.ask(paper_bytes, before[0].id) == b"one"
