"""Packs going out: each reader's own copy in a folder, receipts, a late paper, recall, deletion."""

from collections.abc import Iterator
from datetime import date
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from panel_desk.desk import Desk
from panel_desk.operations.meetings import hold_meeting
from panel_desk.operations.paper_checks import mark_redaction
from panel_desk.operations.papers import file_paper
from panel_desk.queries.packs import pack_copies, pack_issues
from panel_desk.rules.vocabulary import Capacity, PackEdition, PaperKind, Response
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.issue_pack import IssuePack, PackPasswords
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.pages.meeting import MeetingPage
from tests.builders import FixedClock, a_desk, a_member, an_attendance, an_interest
from tests.ui.house import Noted, a_house
from tests.ui.panels import LATER, a_panel, buttons, click, shown, the

SECRET = "Mill Lane 14"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Desk:
    made = a_desk(tmp_path, clock=clock)
    a_panel(made, LATER)
    a_member(made, "M007", given_name="Ola", family_name="Penrose")
    an_attendance(made, "P1", "M007", capacity=Capacity.OBSERVER, response=Response.ACCEPTED)
    an_interest(made, "CASE-003", "M004")
    file(made, "CASE-001", "PAR Barlow.pdf", PaperKind.PAR, ["The family lives at", SECRET])
    file(made, "CASE-002", "CPR QX.pdf", PaperKind.CPR, ["About the child"], ["More about the child"])
    file(made, "CASE-003", "PAR Ashdown.pdf", PaperKind.PAR, ["Ashdown alone"])
    return made


@pytest.fixture
def noted(desk: Desk, qtbot: QtBot) -> Iterator[Noted]:
    assert qtbot
    with a_house(desk) as noted:
        yield noted


def file(desk: Desk, case: str, name: str, kind: PaperKind, *pages: list[str]) -> int:
    made = BytesIO()
    canvas = Canvas(made)
    for lines in pages:
        for place, words in enumerate(lines):
            canvas.drawString(72, 720 - 20 * place, words)
        canvas.showPage()
    canvas.save()
    return desk.do(file_paper, case=case, name=name, kind=kind, data=made.getvalue(), pages=len(pages))


def opened(noted: Noted, qtbot: QtBot, folder: Path) -> MeetingPage:
    folder.mkdir(exist_ok=True)
    page = shown(noted, qtbot, "packs")
    page.packs.ask_folder = lambda: str(folder)
    page.packs.ask_where = lambda name, _: str(folder / name)
    return page


def issue(page: MeetingPage, qtbot: QtBot, *without: str, passwords: bool = False) -> dict[str, str]:
    """Issue to everybody who is ticked but these; the passwords."""
    before = len(page.bridge.ask(pack_copies, "P1"))
    click(page.packs, "Issue pack…")
    dialog = the(IssuePack)
    for key in without:
        dialog.tick(key, False)
    dialog.passwords.setChecked(passwords)
    click(dialog, "Choose a folder and issue")
    qtbot.waitUntil(lambda: len(page.bridge.ask(pack_copies, "P1")) > before, timeout=60_000)
    if not passwords:
        return {}
    told = the(PackPasswords)
    click(told, "Copy all")
    found = dict(line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    assert found == told.passwords
    click(told, "I have noted them")
    return found


def words_of(pdf: Path, password: str = "") -> str:
    """What two readers that share no code find in a file."""
    document = pypdfium2.PdfDocument(pdf, password=password or None)
    seen = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    reader = PdfReader(pdf, password=password or None)
    return " ".join((seen + " ".join(page.extract_text() for page in reader.pages)).split())


def labels(pdf: Path) -> list[str]:
    return PdfReader(pdf).page_labels


def copy_of(folder: Path, name: str) -> Path:
    return folder / f"Pack 11 March 2027 {name}.pdf"


def test_each_reader_gets_a_copy_of_their_own(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.do(mark_redaction, 1, SECRET, (PackEdition.OBSERVER,), "It says where they live")
    folder = tmp_path / "packs"
    page = opened(noted, qtbot, folder)
    passwords = issue(page, qtbot, passwords=True)
    assert set(passwords) == {
        "Siân Llewellyn",
        "Tendai Moyana",
        "Kit Marsh-Rowe",
        "Jo Ashby",
        "Bo Adeyemi",
        "Ola Penrose",
    }
    member = words_of(copy_of(folder, "Tendai Moyana"), passwords["Tendai Moyana"])
    assert "Prepared for Tendai Moyana" in member
    assert SECRET in member
    observer = words_of(copy_of(folder, "Ola Penrose"), passwords["Ola Penrose"])
    assert "The family lives at" in observer
    assert "Mill" not in observer
    withdrawn = words_of(copy_of(folder, "Jo Ashby"), passwords["Jo Ashby"])
    assert "Ashdown" not in withdrawn
    assert "CASE-003" not in withdrawn
    with pytest.raises(pypdfium2.PdfiumError):
        pypdfium2.PdfDocument(copy_of(folder, "Jo Ashby"))

    draft = message_from_bytes((folder / "Pack 11 March 2027 Jo Ashby.eml").read_bytes(), policy=default)
    assert "member004@example.org" in str(draft["To"])
    [attached] = list(draft.iter_attachments())
    assert attached.get_content() == copy_of(folder, "Jo Ashby").read_bytes()
    body = draft.get_body()
    assert body is not None
    assert passwords["Jo Ashby"] not in body.get_content()


def test_applicants_get_their_own_case_alone(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    page = opened(noted, qtbot, folder)
    click(page.packs, "Issue pack…")
    dialog = the(IssuePack)
    for key in ("M001", "M002", "M003", "M004", "M005", "M007"):
        dialog.tick(key, False)
    dialog.tick("applicants of CASE-003", True)
    dialog.passwords.setChecked(False)
    click(dialog, "Choose a folder and issue")
    qtbot.waitUntil(lambda: len(desk.ask(pack_copies, "P1")) == 1, timeout=60_000)
    found = words_of(folder / "Pack 11 March 2027 for CASE-003.pdf")
    assert "Ashdown alone" in found
    assert SECRET not in found
    assert "CASE-001" not in found
    assert "About the child" not in found


def test_a_late_paper_a_recall_and_who_has_what(
    noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path, clock: FixedClock
) -> None:
    folder = tmp_path / "packs"
    page = opened(noted, qtbot, folder)
    issue(page, qtbot, "M005", "M007")
    mine = copy_of(folder, "Tendai Moyana")
    first = labels(mine)
    assert [label for label in first if label.isdigit()] == ["1", "2", "3", "4", "5", "6", "7"]

    file(desk, "CASE-001", "Medical letter.pdf", PaperKind.MEDICAL, ["The medical"], ["Its second page"])
    assert "Item 1: Medical letter is new." in page.packs.banner.words
    issue(page, qtbot, "M005")
    assert [label for label in labels(mine) if label.isalnum() and label[0].isdigit()] == [
        *("1", "2", "2A", "2B", "3", "4", "5", "6", "7")
    ]
    assert "Item 1: Medical letter is new" in words_of(mine)
    assert "The medical" not in words_of(copy_of(folder, "Ola Penrose"))
    newest, oldest = desk.ask(pack_issues, "P1")
    assert newest.changes[0] == "Item 1: Medical letter is new, pages 2A to 2B."
    assert "Item 1: Medical letter" not in " ".join(oldest.changes)

    page.packs.table.choose(page.packs.model.ref_at(0))
    click(page.packs, "Note receipt…")
    click(the(FormDialog), "Note receipt")
    assert page.packs.model.row_at(0).received_on == date(2027, 3, 4)
    assert "issue 2 · 1 of 5 confirmed" in page.packs._summary.text()  # noqa: SLF001 - what the page says

    clock.move(days=8)
    desk.do(hold_meeting, meeting="P1")
    click(page.packs, "Recall packs…")
    click(the(Message), "Recall packs")
    draft = message_from_bytes((folder / "Recall 11 March 2027.eml").read_bytes(), policy=default)
    assert draft["To"] is None
    assert str(draft["Bcc"]).count("example.org") == 5
    page.packs.table.choose(page.packs.model.ref_at(0))
    click(page.packs, "Note deletion…")
    click(the(FormDialog), "Note deletion")
    assert page.packs.model.row_at(0).confirmed_on == date(2027, 3, 12)
    assert "Issue pack…" not in buttons(page.packs)


def test_a_folder_that_cannot_be_written_issues_nothing(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    page.packs.ask_folder = lambda: str(tmp_path / "not there")
    click(page.packs, "Issue pack…")
    click(the(IssuePack), "Choose a folder and issue")
    qtbot.waitUntil(lambda: any(isinstance(one, Message) for one in QApplication.topLevelWidgets()), timeout=60_000)
    assert desk.ask(pack_copies, "P1") == ()


def test_without_a_folder_nothing_is_made(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    page.packs.ask_folder = lambda: ""
    click(page.packs, "Issue pack…")
    click(the(IssuePack), "Choose a folder and issue")
    assert desk.ask(pack_copies, "P1") == ()
    assert list((tmp_path / "packs").iterdir()) == []
