"""What the meeting page prints, by its text: the agenda's editions, the pack and what it leaves out."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Event

from pypdf import PdfReader, PdfWriter
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.papers.papers import file_paper
from panel_desk.progress import ProgressCallback
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.printing import Printed
from tests.builders import a_meeting, an_interest
from tests.ui.page_context import Noted
from tests.ui.panels import LATER, a_panel, click, open_dialog, shown
from tests.ui.patience import WAIT


def a_paper(pages: int = 1) -> bytes:
    """A PDF of empty pages; its bytes differ by the number of pages."""
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(width=595, height=842)
    made = BytesIO()
    writer.write(made)
    return made.getvalue()


def text_of(file: Path) -> str:
    return " ".join(page.extract_text() for page in PdfReader(file).pages)


def printed(page: MeetingPage, qtbot: QtBot, folder: Path, run: Callable[[], object]) -> tuple[str, Path]:
    """Run a print command; the suggested file name and the file that was written."""
    suggested: list[str] = []
    opened: list[Path] = []

    def ask_where(name: str) -> str:
        suggested.append(name)
        return str(folder / name)

    page.prints.printing.ask_where, page.prints.printing.show_file = ask_where, opened.append
    run()
    qtbot.waitUntil(lambda: bool(opened))
    return suggested[0], opened[0]


def file_some(desk: Desk) -> None:
    """File every paper that the first two items require, one of them damaged; none for the third."""
    for number, (case, kind) in enumerate(
        (
            ("CASE-001", PaperKind.PAR),
            ("CASE-002", PaperKind.CPR),
            ("CASE-002", PaperKind.PAR),
            ("CASE-002", PaperKind.APR),
        ),
        1,
    ):
        data = b"%PDF-1.4 torn" if kind is PaperKind.APR else a_paper(number)
        desk.do(file_paper, case=case, name=f"{kind}-{case}.pdf", kind=kind, data=data, pages=number)


def test_the_agenda_prints_in_the_members_edition(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    name, file = printed(page, qtbot, tmp_path, page.prints.agenda)
    assert name == "Agenda 11 March 2027.pdf"
    assert {"QX", "QY"} <= set(text_of(file).replace(",", " ").split())
    assert noted.done == ["Agenda saved as Agenda 11 March 2027.pdf"]


def test_the_attendees_edition_shows_one_case(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot)
    page.print_for_attendees()
    asked = open_dialog(Choose)
    asked.form.rows["one"].input.write("CASE-001")
    name, file = printed(page, qtbot, tmp_path, asked.choose)
    assert name == "Agenda 11 March 2027 for CASE-001.pdf"
    assert "QX" not in text_of(file)


def test_a_pack_is_made_and_says_what_it_lacks_and_why(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    file_some(desk)
    page = shown(noted, qtbot, "papers")
    name, file = printed(page, qtbot, tmp_path, lambda: click(page.papers, "Make pack"))
    assert name == "Pack 11 March 2027.pdf"
    assert len(PdfReader(file).pages) > 6
    shown_text = page.papers.result.words
    assert "APR-CASE-002.pdf could not be included" in shown_text
    assert "Item 3: the prospective adopter's report (PAR) has not been filed." in shown_text
    assert page.papers.progress.isHidden()
    page.visit(Place("meeting", "P1", "papers"))
    assert page.papers.result.words == shown_text


def test_a_members_own_pack_leaves_out_what_they_withdraw_from(
    desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path
) -> None:
    a_panel(desk, LATER)
    file_some(desk)
    an_interest(desk, "CASE-002", "M003")
    page = shown(noted, qtbot, "papers")
    page.pack_for_one()
    asked = open_dialog(Choose)
    asked.form.rows["one"].input.write("M003")
    name, file = printed(page, qtbot, tmp_path, asked.choose)
    assert name == "Pack 11 March 2027 Kit Marsh-Rowe.pdf"
    assert page.papers.result.words.startswith("Item 2 is not in this copy, because its reader withdraws from it.")
    assert "CPR-CASE-002" not in text_of(file)


def test_a_pack_with_everything_in_it_says_so(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "papers")
    page.papers.show_pack_result("P1", ())
    assert page.papers.result.words == "It contains every paper that is filed."


def test_the_result_of_a_pack_is_not_shown_on_another_meeting(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    a_meeting(desk, "P2", meets_on=LATER)
    page = shown(noted, qtbot, "papers")
    page.papers.show_pack_result("P1", ("Something is missing.",))
    page.visit(Place("meeting", "P2", "papers"))
    page.papers.show_pack_result("P1", ("Something is missing.",))
    assert page.papers.result.words == ""


def test_making_a_pack_can_be_stopped(desk: Desk, noted: Noted, qtbot: QtBot, tmp_path: Path) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "papers")
    may_go_on = Event()

    def make(progress: ProgressCallback) -> Printed:
        progress("Reading", 1, 2)
        may_go_on.wait(WAIT)
        progress("Reading", 2, 2)
        return Printed(b"%PDF-1.7")

    page.prints.printing.ask_where = lambda name: str(tmp_path / name)
    page.prints.printing.save("Pack", "Pack.pdf", make)
    qtbot.waitUntil(lambda: page.papers.progress.words == "Pack: Reading · 1 of 2")
    page.papers.progress.stop_button.click()
    may_go_on.set()
    qtbot.waitUntil(lambda: not noted.context.background.is_busy)
    assert not (tmp_path / "Pack.pdf").exists()
    assert noted.done == []
