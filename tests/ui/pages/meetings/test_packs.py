"""Packs going out: each reader's own copy in a folder, receipts, a late paper, recall, deletion."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from email import message_from_bytes
from email.policy import default
from io import BytesIO
from pathlib import Path
from threading import Event

import pypdfium2
import pytest
from pypdf import PdfReader
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from panel_desk.desk import Desk
from panel_desk.flows.issue_packs import CopiesMade, make_copies, read_issue
from panel_desk.operations.meetings.meetings import hold_meeting
from panel_desk.operations.packs.packs import MadeCopy, issue_pack
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.document_rows import CitedPages
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.packs.issues import pack_copies, pack_issues
from panel_desk.queries.packs.packs import PackReader, pack_content, pack_readers
from panel_desk.rules.vocabulary import Capacity, PackEdition, PaperKind, Response
from panel_desk.ui.background import StoppedError
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.issue_pack import IssuePack, reader_name
from panel_desk.ui.dialogs.look_at_pages import LookAtPages
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.pages.meetings.page import MeetingPage
from tests.builders import FixedTime, a_desk, a_member, an_attendance, an_interest
from tests.panels import cancelled
from tests.pdfs import a_pdf
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults
from tests.ui.page_context import Noted
from tests.ui.panels import LATER, a_panel, buttons, click, open_dialog, shown

SECRET = "Mill Lane 14"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_panel(desk, LATER)
    a_member(desk, "M007", given_name="Ola", family_name="Penrose")
    an_attendance(desk, "P1", "M007", capacity=Capacity.OBSERVER, response=Response.ACCEPTED)
    an_interest(desk, "CASE-003", "M004")
    file(desk, "CASE-001", "PAR Barlow.pdf", PaperKind.PAR, ["The family lives at", SECRET])
    file(desk, "CASE-002", "CPR QX.pdf", PaperKind.CPR, ["About the child"], ["More about the child"])
    file(desk, "CASE-003", "PAR Ashdown.pdf", PaperKind.PAR, ["Ashdown alone"])
    return desk


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
    """Issue the pack to everybody ticked except the given readers; the password of each copy by reader."""
    before = len(page.bridge.ask(pack_copies, "P1"))
    click(page.packs, "Issue pack…")
    dialog = open_dialog(IssuePack)
    for key in without:
        dialog.tick(key, False)
    dialog.passwords.setChecked(passwords)
    click(dialog, "Choose a folder and issue")
    qtbot.waitUntil(lambda: len(page.bridge.ask(pack_copies, "P1")) > before)
    if not passwords:
        return {}
    shown = open_dialog(Passwords)
    assert [*faults(shown), *key_faults(shown)] == []
    shown.copy()
    found = dict(line.split("\t") for line in QGuiApplication.clipboard().text().splitlines())
    assert found == dict(shown.passwords)
    click(shown, "I have noted them" if len(found) > 1 else "I have noted it")
    return found


def words_of(pdf: Path, password: str = "") -> str:
    """The text of a PDF as two independent libraries extract it."""
    document = pypdfium2.PdfDocument(pdf, password=password or None)
    seen = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    reader = PdfReader(pdf, password=password or None)
    return " ".join((seen + " ".join(page.extract_text() for page in reader.pages)).split())


def test_withheld_pages_are_named_and_can_be_looked_at(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    letter = a_pdf("Typed over a scan", scans=[1])
    scan = desk.do(file_paper, case="CASE-002", name="Letter.pdf", kind=PaperKind.PAR, data=letter, pages=1)
    desk.do(mark_redaction, 1, SECRET, (PackEdition.OBSERVER,), "It says where they live")
    desk.do(mark_redaction, scan, "Ada Winterbourne", (PackEdition.OBSERVER,), "The child's mother")
    folder = tmp_path / "packs"
    page = opened(noted, qtbot, folder)
    withheld = page.packs.withheld
    qtbot.waitUntil(lambda: bool(withheld.words))
    assert withheld.words == (
        "Letter.pdf of Match: children QX and QY, Barlow002 household: "
        "Page 1 is withheld until somebody has looked at it: no program can read all that it "
        "shows."
    )
    click(page.packs, "Issue pack…")
    assert "Barlow002 household: Page 1 is withheld" in open_dialog(IssuePack).banner.words
    open_dialog(IssuePack).reject()
    issue(page, qtbot)
    assert "Letter.pdf: Page 1 is withheld." in page.banner.words
    assert "Typed over a scan" not in words_of(copy_of(folder, "Ola Penrose"))
    assert "Typed over a scan" in words_of(copy_of(folder, "Tendai Moyana"))  # nothing is redacted in theirs
    click(withheld, "Look at pages…")
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.findChildren(LookAtPages)))
    [dialog] = page.findChildren(LookAtPages)
    click(dialog, "Nothing to hide on this page")
    dialog.close()
    assert not withheld.isVisible()
    issue(page, qtbot)
    assert "Typed over a scan" in words_of(copy_of(folder, "Ola Penrose", 2))


def labels(pdf: Path) -> list[str]:
    return PdfReader(pdf).page_labels


def copy_of(folder: Path, name: str, issue: int = 1) -> Path:
    return folder / f"Pack 11 March 2027 issue {issue} {name}.pdf"


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

    draft = message_from_bytes((folder / "Pack 11 March 2027 issue 1 Jo Ashby.eml").read_bytes(), policy=default)
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
    dialog = open_dialog(IssuePack)
    for key in ("M001", "M002", "M003", "M004", "M005", "M007"):
        dialog.tick(key, False)
    dialog.tick("applicants of CASE-003", True)
    dialog.passwords.setChecked(False)
    click(dialog, "Choose a folder and issue")
    qtbot.waitUntil(lambda: len(desk.ask(pack_copies, "P1")) == 1)
    found = words_of(copy_of(folder, "for CASE-003"))
    assert "Ashdown alone" in found
    assert SECRET not in found
    assert "CASE-001" not in found
    assert "About the child" not in found


def test_a_late_paper_is_issued_and_receipt_recall_and_deletion_are_recorded(
    noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path, time_source: FixedTime
) -> None:
    folder = tmp_path / "packs"
    page = opened(noted, qtbot, folder)
    issue(page, qtbot, "M005", "M007")
    members_copy = copy_of(folder, "Tendai Moyana")
    first = labels(members_copy)
    assert [label for label in first if label.isdigit()] == ["1", "2", "3", "4", "5", "6", "7"]

    file(desk, "CASE-001", "Medical letter.pdf", PaperKind.MEDICAL, ["The medical"], ["Its second page"])
    assert "Item 1: Medical letter is new." in page.packs.banner.words
    issue(page, qtbot, "M005")
    members_copy = copy_of(folder, "Tendai Moyana", 2)
    assert [label for label in labels(members_copy) if label.isalnum() and label[0].isdigit()] == [
        *("1", "2", "2A", "2B", "3", "4", "5", "6", "7")
    ]
    assert "Item 1: Medical letter is new" in words_of(members_copy)
    assert "The medical" not in words_of(copy_of(folder, "Ola Penrose", 2))
    newest, oldest = desk.ask(pack_issues, "P1")
    assert newest.changes[0] == "Item 1: Medical letter is new, pages 2A to 2B."
    assert "Item 1: Medical letter" not in " ".join(oldest.changes)

    page.packs.table.choose(page.packs.model.ref_at(0))
    click(page.packs, "Note receipt…")
    click(open_dialog(FormDialog), "Note receipt")
    assert page.packs.model.row_at(0).received_on == date(2027, 3, 4)
    assert "issue 2 · 1 of 5 confirmed" in page.packs._summary.text()  # noqa: SLF001 - what the page says

    time_source.move(days=8)
    desk.do(hold_meeting, meeting="P1")
    click(page.packs, "Recall packs…")
    click(open_dialog(Message), "Recall packs")
    draft = message_from_bytes((folder / "Recall 11 March 2027.eml").read_bytes(), policy=default)
    assert draft["To"] is None
    assert str(draft["Bcc"]).count("example.org") == 5
    page.packs.table.choose(page.packs.model.ref_at(0))
    click(page.packs, "Note deletion…")
    click(open_dialog(FormDialog), "Note deletion")
    assert page.packs.model.row_at(0).confirmed_on == date(2027, 3, 12)
    assert "Issue pack…" not in buttons(page.packs)


def refusals() -> list[Message]:
    """The open dialogs that say that nothing was issued."""
    messages = [one for one in QApplication.topLevelWidgets() if isinstance(one, Message) and one.isVisible()]
    return [one for one in messages if "Nothing was issued" in one.words.text()]


def test_a_folder_that_cannot_be_written_issues_nothing(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    page.packs.ask_folder = lambda: str(tmp_path / "not there")
    click(page.packs, "Issue pack…")
    click(open_dialog(IssuePack), "Choose a folder and issue")
    qtbot.waitUntil(lambda: bool(refusals()))
    assert desk.ask(pack_copies, "P1") == ()
    [refusal] = refusals()
    refusal.close()


def test_without_a_folder_nothing_is_made(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    page.packs.ask_folder = lambda: ""
    click(page.packs, "Issue pack…")
    click(open_dialog(IssuePack), "Choose a folder and issue")
    assert desk.ask(pack_copies, "P1") == ()
    assert list((tmp_path / "packs").iterdir()) == []


def make_issue(
    desk: Desk, folder: Path, readers: Sequence[PackReader], number: int = 1
) -> tuple[CopiesMade, list[str]]:
    """Make the copies of an issue; return them and the progress messages."""
    progress: list[str] = []
    copies = make_copies(
        read_issue(desk, "P1", readers, number),
        lambda what, done, of: progress.append(f"{what} {done} of {of}"),
        folder,
        with_drafts=True,
    )
    return copies, progress


def test_progress_is_by_page_and_no_file_is_written_over(desk: Desk, tmp_path: Path) -> None:
    first, second = desk.ask(pack_readers, "P1")[:2]
    copies, progress = make_issue(desk, tmp_path, [first, replace(second, name=first.name)])
    assert [file.name for file in copies.files] == [
        "Pack 11 March 2027 issue 1 Siân Llewellyn.pdf",
        "Pack 11 March 2027 issue 1 Siân Llewellyn.eml",
        "Pack 11 March 2027 issue 1 Siân Llewellyn (2).pdf",
        "Pack 11 March 2027 issue 1 Siân Llewellyn (2).eml",
    ]
    assert {line.rsplit(" ", 1)[1] for line in progress} == {"8"}, "two copies of four pages of papers"

    before = copy_of(tmp_path, "Siân Llewellyn").read_bytes()
    with pytest.raises(StoppedError):
        make_copies(read_issue(desk, "P1", [first, second], 1), stop_at(second.name), tmp_path, with_drafts=True)
    assert sorted(tmp_path.glob("*.pdf")) == sorted(file for file in copies.files if file.suffix == ".pdf")
    assert copy_of(tmp_path, "Siân Llewellyn").read_bytes() == before


def stop_at(name: str) -> Callable[[str, int, int], None]:
    """A progress callback that stops the making of copies at the copy of this reader."""

    def report(what: str, _done: int, _of: int) -> None:
        if what.startswith(name):
            raise StoppedError

    return report


def test_an_e_mail_draft_hides_what_is_redacted_in_the_copy(desk: Desk, tmp_path: Path) -> None:
    observer = next(each for each in desk.ask(pack_readers, "P1") if each.edition is PackEdition.OBSERVER)
    whole = desk.ask(pack_content, "P1")
    plan = [CitedPages(paper.key, (paper.key,)) for case in whole.cases for paper in case.papers]
    desk.do(issue_pack, meeting="P1", content=whole, plan=plan, copies=[MadeCopy(observer, "f" * 64, 9)])
    late = file(desk, "CASE-001", "Letter to Ada Winterbourne.pdf", PaperKind.OTHER, ["Dear Ada Winterbourne"])
    desk.do(mark_redaction, late, "Ada Winterbourne", (PackEdition.OBSERVER,), "The child's mother")
    copies, _ = make_issue(desk, tmp_path, [observer], 2)
    _, draft = copies.files
    body = message_from_bytes(draft.read_bytes(), policy=default).get_body()
    assert body is not None
    lines = body.get_content().splitlines()
    assert lines[lines.index("Changed since issue 1:") + 1] == "Item 1: Letter to [redacted] is new."
    assert "Winterbourne" not in body.get_content()
    assert "Winterbourne" not in words_of(copy_of(tmp_path, "Ola Penrose", 2))


def test_applicants_of_one_name_are_distinguished_by_their_case(desk: Desk) -> None:
    applicants = [each for each in desk.ask(pack_readers, "P1") if each.case][:2]
    assert [reader_name(replace(each, name="Barlow household")) for each in applicants] == [
        "Barlow household, applicants of CASE-001",
        "Barlow household, applicants of CASE-002",
    ]


def test_who_has_no_address_is_named_when_packs_are_recalled(
    noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    applicants = next(each for each in desk.ask(pack_readers, "P1") if each.case)
    whole = desk.ask(pack_content, "P1")
    desk.do(issue_pack, meeting="P1", content=whole, plan=(), copies=[MadeCopy(applicants, "f" * 64, 9)])
    cancelled(desk, "P1")
    page = opened(noted, qtbot, tmp_path / "packs")
    click(page.packs, "Recall packs…")
    click(open_dialog(Message), "Recall packs")
    assert page.banner.words.startswith(f"No e-mail address is known for {applicants.name}.")


def test_one_copy_is_recalled_before_the_meeting(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    member = next(each for each in desk.ask(pack_readers, "P1") if each.member == "M004")
    whole = desk.ask(pack_content, "P1")
    desk.do(issue_pack, meeting="P1", content=whole, plan=(), copies=[MadeCopy(member, "f" * 64, 9)])
    page = opened(noted, qtbot, tmp_path / "packs")
    assert "Note deletion…" not in buttons(page.packs)
    click(page.packs, "Recall this copy…")
    click(open_dialog(Message), "Recall this copy")
    draft = message_from_bytes(
        (tmp_path / "packs" / f"Recall 11 March 2027 of {member.name}.eml").read_bytes(), policy=default
    )
    assert "member004@example.org" in str(draft["Bcc"])
    body = draft.get_body()
    assert body is not None
    assert body.get_content().startswith("Your pack for the panel of Thursday 11 March 2027 is asked back.")
    click(page.packs, "Note deletion…")
    click(open_dialog(FormDialog), "Note deletion")
    assert [copy.confirmed_on for copy in desk.ask(pack_copies, "P1")] == [date(2027, 3, 4)]


def test_who_withdraws_after_the_pack_went_out_is_named(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    issue(page, qtbot, "M001", "M003", "M004", "M005", "M007")
    assert page.packs.banner.isHidden()
    an_interest(desk, "CASE-002", "M002")
    file(desk, "CASE-001", "Medical letter.pdf", PaperKind.MEDICAL, ["The medical"])
    page.packs.show_meeting(page.bridge.ask(meeting, "P1"))
    words = page.packs.banner.words
    assert (
        "Tendai Moyana withdraws from item 2, which is in their copy. Changed since issue 1. Item 1: Medical" in words
    )


@pytest.mark.parametrize("is_closing", [False, True])
def test_stopping_just_before_an_issue_is_recorded_leaves_no_copies(
    noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path, is_closing: bool
) -> None:
    folder, are_made = tmp_path / "packs", Event()
    page = opened(noted, qtbot, folder)
    click(page.packs, "Issue pack…")
    click(open_dialog(IssuePack), "Choose a folder and issue")
    background = noted.context.background
    background.start("After it", lambda _: are_made.set(), lambda _: None)
    are_made.wait()  # the window has not heard yet that the copies are made
    assert list(folder.glob("*.pdf"))
    if is_closing:
        background.drain()
    else:
        page.packs.progress.stop_button.click()
        qtbot.waitUntil(lambda: not background.is_busy)
    assert list(folder.iterdir()) == []
    assert desk.ask(pack_issues, "P1") == ()


def test_one_issue_is_made_at_a_time(noted: Noted, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page = opened(noted, qtbot, tmp_path / "packs")
    click(page.packs, "Issue pack…")
    click(open_dialog(IssuePack), "Choose a folder and issue")
    [again] = [each for each in page.packs.findChildren(QPushButton) if each.text() == "Issue pack…"]
    assert again.toolTip() == "Copies are being made. Issue again when they are ready."
    assert not again.isEnabled()
    click(page.packs, "Stop")
    qtbot.waitUntil(lambda: not noted.context.background.is_busy)
    qtbot.waitUntil(again.isEnabled)
    assert desk.ask(pack_copies, "P1") == ()
    assert list((tmp_path / "packs").iterdir()) == []
