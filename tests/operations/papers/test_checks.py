"""Filed papers: authors' declarations, the adviser's checks, and redactions."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.papers.checks import (
    check_paper,
    look_at_page,
    mark_redaction,
    record_author,
    unmark_redaction,
)
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.queries.papers.checks import PaperRecord, paper_file
from panel_desk.rules.papers import PaperState
from panel_desk.rules.vocabulary import AccountRole, CheckOutcome, PackEdition, PaperKind
from tests.builders import a_case, a_desk, a_member, an_interest

DUE_BACK = date(2027, 3, 9)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_case(desk)
    return desk


@pytest.fixture
def paper(desk: Desk) -> int:
    return desk.do(
        file_paper, case="CASE-001", name="PAR.pdf", kind=PaperKind.PAR, data=b"x", pages=1, author=" Josie Pemble "
    )


def paper_of(desk: Desk, paper: int) -> PaperRecord:
    return desk.ask(paper_file, paper)


def test_an_author_declares_to_be_qualified_or_supervised(desk: Desk, paper: int) -> None:
    row = paper_of(desk, paper).row
    assert (row.author, row.needs_declaration) == ("Josie Pemble", True)
    desk.do(
        record_author,
        paper=paper,
        version=row.version,
        author="Josie Pemble",
        author_declared_on=date(2027, 3, 1),
        supervised_by="Ruth Aldous",
    )
    after = paper_of(desk, paper).row
    assert (after.author_declared_on, after.supervised_by) == (date(2027, 3, 1), "Ruth Aldous")
    assert not after.needs_declaration
    with pytest.raises(ChangedMeanwhileError):
        desk.do(record_author, paper=paper, version=row.version, author="Somebody else")


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"author": " ", "author_declared_on": date(2027, 3, 1)}, "author"),
        ({"author": None, "supervised_by": "Ruth Aldous"}, "author"),
        ({"author": "Josie Pemble", "author_declared_on": date(2027, 3, 5)}, "author_declared_on"),
    ],
)
def test_a_declaration_has_an_author_and_a_day_that_is_not_to_come(
    desk: Desk, paper: int, fields: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(record_author, paper=paper, version=paper_of(desk, paper).row.version, **fields)  # type: ignore[arg-type]
    assert error.value.field == field
    desk.do(record_author, paper=paper, version=paper_of(desk, paper).row.version, author=None)
    assert paper_of(desk, paper).row.author is None


def test_a_report_passes_or_is_returned_with_what_is_to_be_corrected(desk: Desk, paper: int) -> None:
    assert paper_of(desk, paper).row.state is PaperState.TO_BE_CHECKED
    desk.do(
        check_paper,
        paper=paper,
        outcome=CheckOutcome.RETURNED,
        words=" Add contact with the sister. ",
        due_back_on=DUE_BACK,
    )
    row = paper_of(desk, paper).row
    assert (row.state, row.remarks, row.due_back_on) == (PaperState.RETURNED, "Add contact with the sister.", DUE_BACK)
    desk.do(replace_paper, paper=paper, name="PAR.pdf", data=b"y", pages=1, findings=(), why="Mended")
    row = paper_of(desk, paper).row
    assert (row.state, row.due_back_on) == (PaperState.TO_BE_CHECKED_AGAIN, None)
    desk.do(check_paper, paper=paper, outcome=CheckOutcome.PASSED, due_back_on=DUE_BACK)
    row = paper_of(desk, paper).row
    assert (row.state, row.remarks, row.due_back_on) == (PaperState.PASSED, "", None)
    passed, returned = paper_of(desk, paper).checks
    assert (passed.number, passed.outcome, passed.due_back_on) == (2, CheckOutcome.PASSED, None)
    assert (returned.number, returned.words, returned.due_back_on) == (1, "Add contact with the sister.", DUE_BACK)
    assert returned.checked_by == "Agency-Adviser"


@pytest.mark.parametrize(
    ("words", "due_back_on", "field"),
    [(" ", DUE_BACK, "words"), ("Mend it.", None, "due_back_on"), ("Mend it.", date(2027, 3, 3), "due_back_on")],
)
def test_a_return_says_what_to_mend_and_by_when(
    desk: Desk, paper: int, words: str, due_back_on: date | None, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(check_paper, paper=paper, outcome=CheckOutcome.RETURNED, words=words, due_back_on=due_back_on)
    assert error.value.field == field


def test_only_an_adviser_checks_a_paper(tmp_path: Path, desk: Desk, paper: int) -> None:
    assert desk
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path).do(check_paper, paper=paper, outcome=CheckOutcome.PASSED)


def test_a_phrase_is_marked_for_the_editions_that_must_not_show_it(desk: Desk, paper: int) -> None:
    number = desk.do(
        mark_redaction,
        paper=paper,
        phrase=" 12  Mill\nLane ",
        editions=[PackEdition.APPLICANTS, PackEdition.OBSERVER],
        why=" The birth family's address ",
    )
    [marked] = paper_of(desk, paper).redactions
    assert (marked.id, marked.phrase, marked.why) == (number, "12 Mill Lane", "The birth family's address")
    assert marked.editions == (PackEdition.OBSERVER, PackEdition.APPLICANTS)
    assert (marked.marked_by, marked.marked_at) == ("Agency-Adviser", desk.time_source.now())
    with pytest.raises(RuleBrokenError, match="marked already"):
        desk.do(mark_redaction, paper=paper, phrase="12 Mill Lane", editions=[PackEdition.CHAIR], why="x")
    desk.do(unmark_redaction, redaction=number)
    assert paper_of(desk, paper).redactions == ()


def test_who_withdrew_from_a_case_removes_no_redaction_of_its_papers(desk: Desk, paper: int, tmp_path: Path) -> None:
    number = desk.do(mark_redaction, paper, "12 Mill Lane", [PackEdition.OBSERVER], "An address")
    a_member(desk)
    an_interest(desk, "CASE-001", "M001")
    other = a_desk(tmp_path, AccountRole.ADVISER, name="other-adviser", member_ref="M001")
    with pytest.raises(NotAllowedError, match="This redaction is not among those that you may see"):
        other.do(unmark_redaction, redaction=number)
    assert len(paper_of(a_desk(tmp_path, AccountRole.ADVISER), paper).redactions) == 1


@pytest.mark.parametrize(
    ("phrase", "editions", "why", "field"),
    [
        ("x", [PackEdition.CHAIR], "y", "phrase"),
        ("Mill Lane", [], "y", "editions"),
        ("Mill Lane", [PackEdition.CHAIR], " ", "why"),
    ],
)
def test_a_redaction_has_a_phrase_an_edition_and_a_reason(
    desk: Desk, paper: int, phrase: str, editions: list[PackEdition], why: str, field: str
) -> None:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(mark_redaction, paper=paper, phrase=phrase, editions=editions, why=why)
    assert error.value.field == field


def mark(desk: Desk, paper: int, phrase: str = "12 Mill Lane") -> int:
    return desk.do(mark_redaction, paper=paper, phrase=phrase, editions=[PackEdition.APPLICANTS], why="Her address")


def test_a_page_is_looked_at_for_the_phrases_that_are_marked(desk: Desk, paper: int) -> None:
    sha256 = paper_of(desk, paper).row.sha256
    assert paper_of(desk, paper).to_look_at([1]) == ()  # nothing is redacted
    mark(desk, paper)
    assert paper_of(desk, paper).to_look_at([1]) == (1,)
    box = (72, 100.004, 200, 120)
    desk.do(look_at_page, paper, sha256, 1, [box], ["12 Mill Lane", "Not marked"])
    file = paper_of(desk, paper)
    [look] = file.looks
    assert (look.page, look.boxes, look.phrases) == (1, ((72, 100, 200, 120),), frozenset({"12 Mill Lane"}))
    assert (look.looked_by, look.looked_at) == ("Agency-Adviser", desk.time_source.now())
    assert file.to_look_at([1]) == ()
    mark(desk, paper, "Mirabel Oakhurst")
    assert paper_of(desk, paper).to_look_at([1]) == (1,)  # nobody has looked for that phrase
    assert paper_of(desk, paper).to_look_at([1], "12 Mill Lane") == ()
    assert paper_of(desk, paper).to_look_at([1], "Mirabel Oakhurst") == (1,)


def test_a_newer_look_takes_the_place_of_the_one_that_was_read(desk: Desk, paper: int) -> None:
    mark(desk, paper)
    sha256 = paper_of(desk, paper).row.sha256
    desk.do(look_at_page, paper, sha256, 1, [(1, 1, 9, 9)], ["12 Mill Lane"])
    with pytest.raises(ChangedMeanwhileError):
        desk.do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"])
    [look] = paper_of(desk, paper).looks
    desk.do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"], look.version)
    assert [each.boxes for each in paper_of(desk, paper).looks] == [()]


def test_a_look_applies_only_to_the_file_that_was_looked_at(desk: Desk, paper: int) -> None:
    mark(desk, paper)
    sha256 = paper_of(desk, paper).row.sha256
    desk.do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"])
    desk.do(replace_paper, paper, "PAR-2.pdf", b"y", 1, (), "A newer one")
    assert paper_of(desk, paper).looks == ()
    with pytest.raises(RuleBrokenError, match="was replaced by a newer version"):
        desk.do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"])


@pytest.mark.parametrize(
    ("page", "boxes", "why"),
    [
        (2, [], "has no page 2"),
        (0, [], "has no page 0"),
        (1, [(10, 10, 10, 20)], "no area"),
        (1, [(10, 20, 20, 10)], "no area"),
        (1, [(10, 10, 20)], "no area"),
        (1, [(10, 10, 20, float("inf"))], "no area"),
        (1, [(1, 1, 2, 2)] * 201, "200 boxes"),
    ],
)
def test_a_look_is_at_a_page_of_the_paper_and_its_boxes_have_an_area(
    desk: Desk, paper: int, page: int, boxes: list[tuple[float, ...]], why: str
) -> None:
    mark(desk, paper)
    with pytest.raises(RuleBrokenError, match=why):
        desk.do(look_at_page, paper, paper_of(desk, paper).row.sha256, page, boxes, ["12 Mill Lane"])


def test_a_page_is_looked_at_where_something_is_redacted_and_by_the_office(
    tmp_path: Path, desk: Desk, paper: int
) -> None:
    sha256 = paper_of(desk, paper).row.sha256
    with pytest.raises(RuleBrokenError, match=r"Nothing is redacted in PAR\.pdf"):
        desk.do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"])
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.DECISION_MAKER).do(look_at_page, paper, sha256, 1, [], ["12 Mill Lane"])


def test_an_unknown_paper_is_refused(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="no paper with the ref 404"):
        desk.ask(paper_file, 404)
