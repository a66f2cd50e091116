"""A case's papers as people see them: filed, missing, checked, returned, replaced, put in order, removed."""

from collections.abc import Callable
from datetime import date
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.documents.preflight.report import PreflightReport
from panel_desk.documents.preflight.subprocess_reader import IncomingFile
from panel_desk.flows.file_papers import CheckedFile, PaperToFile
from panel_desk.operations.papers.checks import check_paper, mark_redaction, record_author
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.queries.history import history
from panel_desk.queries.papers.checks import PaperRecord, paper_file
from panel_desk.queries.papers.papers import PaperRow, papers
from panel_desk.rules.papers import PaperState
from panel_desk.rules.vocabulary import AccountRole, CaseKind, CheckOutcome, PackEdition, PaperKind
from panel_desk.ui.dialogs.file_papers import FilePapers
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.look_at_pages import LookAtPages
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.form import Form, FormValues
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.widgets.text import Text
from tests.builders import a_case, a_child, a_desk, a_household, a_meeting
from tests.pdfs import a_commented_pdf, a_pdf
from tests.ui.page_context import Noted, a_page_context

DUE_BACK = date(2027, 3, 8)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk)
    a_child(desk, initials="QX", placement_order_on=date(2026, 5, 6))
    home = a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
    a_case(desk, kind=CaseKind.MATCH, household_ref=home, children=("C001",), meeting_ref="P2027-03-10", item_no=1)
    return desk


@pytest.fixture
def page(noted: Noted, qtbot: QtBot) -> CasePage:
    return shown(noted, qtbot)


def shown(noted: Noted, qtbot: QtBot) -> CasePage:
    page = CasePage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("case", "CASE-001", "papers"))
    page.resize(1096, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def a_paper(
    desk: Desk, name: str = "PAR-Barlow.pdf", kind: PaperKind = PaperKind.PAR, data: bytes | None = None
) -> int:
    return desk.do(
        file_paper,
        case="CASE-001",
        name=name,
        kind=kind,
        data=a_pdf(name) if data is None else data,
        pages=1,
        findings=("Page 1 is turned.",),
    )


def send_back(desk: Desk, paper: int) -> None:
    desk.do(check_paper, paper=paper, outcome=CheckOutcome.RETURNED, words="Add the sister.", due_back_on=DUE_BACK)


def filed(desk: Desk) -> list[PaperRow]:
    return list(desk.ask(papers, "CASE-001"))


def paper_record(desk: Desk, paper: int) -> PaperRecord:
    return desk.ask(paper_file, paper)


def text_in(widget: Any) -> str:  # noqa: ANN401 # any widget
    QApplication.processEvents()  # what was just made is shown now
    return "\n".join(each.text() for each in widget.findChildren(Text) if each.isVisibleTo(widget))


def dialog_of(page: CasePage, qtbot: QtBot) -> FilePapers:
    def open_ones() -> list[FilePapers]:
        return [each for each in page.papers.findChildren(FilePapers) if each.isVisible()]

    qtbot.waitUntil(lambda: len(open_ones()) == 1)
    return open_ones()[0]


def fill(form: FormDialog[Any] | None, **values: object) -> None:
    assert form is not None
    for key, value in values.items():
        form.form.rows[key].input.write(value)
    form.save()


def click(widget: Any, words: str) -> None:  # noqa: ANN401 # any widget
    QApplication.processEvents()  # what was just made is shown now
    [button] = [each for each in widget.findChildren(QPushButton) if each.text() == words and each.isVisibleTo(widget)]
    button.click()


# What is missing


def test_missing_and_returned_papers_are_listed_with_due_date_and_button(
    desk: Desk, page: CasePage, qtbot: QtBot
) -> None:
    shown_text = page.papers.missing.words
    assert "The child's permanence report (CPR) has not been filed." in shown_text
    assert "Usually filed as well, if there is one: adoption support plan, medical adviser's summary and" in shown_text
    number = a_paper(desk, "CPR-QX.pdf", PaperKind.CPR)
    send_back(desk, number)
    assert "CPR-QX.pdf was returned to its author and is due back on 8 March 2027." in page.papers.missing.words
    page.papers.zone.ask_which = list
    click(page.papers.missing, "Replace…")
    file = Path(desk.store.folder).parent / "CPR-new.pdf"
    file.write_bytes(a_pdf("newer"))
    page.papers.zone.ask_which = lambda: [str(file)]
    click(page.papers.missing, "Replace…")
    dialog = dialog_of(page, qtbot)
    form = dialog._forms[0]  # noqa: SLF001 # the only card
    why = "Corrected by its author after the check"
    assert form.read() == FormValues({"kind": PaperKind.CPR, "replaces": number, "why": why})
    dialog.save()
    assert paper_record(desk, number).row.state is PaperState.TO_BE_CHECKED_AGAIN
    assert "came back from its author and is to be checked again" in page.papers.missing.words


def test_a_file_chosen_for_a_missing_paper_gets_its_kind(
    desk: Desk, page: CasePage, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "scan0001.pdf").write_bytes(a_pdf("APR"))
    page.papers.zone.ask_which = lambda: [str(tmp_path / "scan0001.pdf")]
    page.papers.choose_for(PaperKind.APR)
    dialog_of(page, qtbot).save()
    assert [(row.name, row.kind) for row in filed(desk)] == [("scan0001.pdf", PaperKind.APR)]
    page.papers.zone.ask_which = list
    page.papers.choose_for(PaperKind.CPR)
    assert len(filed(desk)) == 1


# Filing


def test_dropped_files_are_examined_and_filed(
    tmp_path: Path, desk: Desk, page: CasePage, qtbot: QtBot, noted: Noted
) -> None:
    (tmp_path / "CPR-child.pdf").write_bytes(a_pdf("one", "two"))
    (tmp_path / "Notes.pdf").write_text("not a PDF", encoding="utf-8")
    page.papers.zone.ask_which = lambda: [str(tmp_path / name) for name in ("CPR-child.pdf", "Notes.pdf", "gone")]
    page.papers.zone.choose()
    dialog = dialog_of(page, qtbot)
    assert dialog.words.text() == "2 files cannot be filed."
    assert "It is not a PDF" in text_in(dialog)
    assert "cannot be read" in text_in(dialog)
    dialog.save()
    assert [(row.name, row.kind, row.pages) for row in filed(desk)] == [("CPR-child.pdf", PaperKind.CPR, 2)]
    assert noted.done == ["Filed CPR-child.pdf."]


def test_a_locked_file_is_opened_in_the_dialog_with_its_password(
    tmp_path: Path, desk: Desk, page: CasePage, noted: Noted, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def examine(files: list[IncomingFile], *_: object) -> tuple[PreflightReport]:
        if files[0].password == "open-sesame":  # made up
            return (PreflightReport(a_pdf("Legal advice"), 1, ("It was locked; an unlocked copy is filed.",)),)
        return (PreflightReport(b"", 0, refused="It is locked with a password.", needs_password=True),)

    monkeypatch.setattr("panel_desk.documents.preflight.subprocess_reader.check_files", examine)
    (tmp_path / "Legal.pdf").write_bytes(b"locked")
    page.papers.look([tmp_path / "Legal.pdf"])
    dialog = dialog_of(page, qtbot)
    assert isinstance(dialog.focusWidget(), QLineEdit)  # of the password
    assert dialog.words.text() == "1 file is locked with a password."
    click(dialog, "Unlock")
    assert "Type the password that opens it." in text_in(dialog)
    for typed in ("wrong", "open-sesame"):
        [line] = [each for each in dialog.findChildren(QLineEdit) if each.echoMode() is QLineEdit.EchoMode.Password]
        line.setText(typed)
        click(dialog, "Unlock")
        qtbot.waitUntil(lambda: not noted.context.background.is_busy)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        wrong = [row.problem for form in dialog.findChildren(Form) for row in form.rows.values() if row.problem]
        assert wrong == (["It is locked with a password."] if typed == "wrong" else [])
    assert "an unlocked copy is filed" in text_in(dialog)
    dialog.save()
    assert [(row.name, row.kind) for row in filed(desk)] == [("Legal.pdf", PaperKind.LEGAL)]


def test_a_locked_file_can_be_filed_once_its_password_is_given(qtbot: QtBot) -> None:
    locked = CheckedFile(
        "Legal.pdf", b"", 0, (), "It is locked with a password.", needs_password=True, came_with="a.eml"
    )
    asked: list[str] = []

    def unlock(checked: CheckedFile, password: str, show_opened: Callable[[CheckedFile], object]) -> None:
        asked.append(password)
        show_opened(CheckedFile(checked.name, b"%PDF", 4, ("Filed as an unlocked copy.",), "", is_signed=True))

    taken: list[PaperToFile] = []
    dialog = FilePapers([locked, CheckedFile("PAR.pdf", b"%PDF", 1, (), "")], taken.extend, unlock=unlock)
    assert qtbot  # the dialog deletes itself when it closes
    dialog._forms[0].rows["kind"].input.write(PaperKind.CPR)  # noqa: SLF001 # the card of PAR.pdf, which is not locked
    [line] = [each for each in dialog.findChildren(Text) if each.text() == "From the e-mail a.eml"]
    assert line
    password = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Unlock")
    card = password.parentWidget()
    assert card is not None
    card.findChildren(QLineEdit)[0].setText("open-sesame")
    password.click()
    assert asked == ["open-sesame"]
    assert "digitally signed" in text_in(dialog)
    assert dialog.words.isHidden()
    dialog.save()
    assert [(each.file.name, each.kind) for each in taken] == [
        ("Legal.pdf", PaperKind.LEGAL),
        ("PAR.pdf", PaperKind.CPR),
    ]


def test_a_file_that_opens_once_the_dialog_is_closed_is_left_alone(qtbot: QtBot) -> None:
    opened: list[Callable[[CheckedFile], object]] = []

    def unlock(_: CheckedFile, password: str, show_opened: Callable[[CheckedFile], object]) -> None:
        assert password == "open-sesame"  # made up
        opened.append(show_opened)

    locked = CheckedFile("Legal.pdf", b"", 0, (), "It is locked with a password.", needs_password=True)
    dialog = FilePapers([locked], list, unlock=unlock)
    [line] = [each for each in dialog.findChildren(QLineEdit) if each.echoMode() is QLineEdit.EchoMode.Password]
    line.setText("open-sesame")
    click(dialog, "Unlock")
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()
    [show_opened] = opened
    show_opened(CheckedFile("Legal.pdf", b"%PDF", 4, (), ""))
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, Message)]


def test_the_attachments_of_an_e_mail_are_filed(tmp_path: Path, desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    message = EmailMessage()
    message["Subject"] = "Report"
    message.set_content("Here it is.")
    message.add_attachment(a_pdf("PAR"), maintype="application", subtype="pdf", filename="PAR-Barlow.pdf")
    (tmp_path / "Report.eml").write_bytes(message.as_bytes())
    bare = EmailMessage()
    bare.set_content("Nothing here.")
    (tmp_path / "Bare.eml").write_bytes(bare.as_bytes())
    page.papers.look([tmp_path / "Report.eml", tmp_path / "Bare.eml", tmp_path / "gone.eml"])
    dialog = dialog_of(page, qtbot)
    assert "From the e-mail Report.eml" in text_in(dialog)
    assert "Bare.eml has no files attached." in text_in(dialog)
    assert dialog.words.text() == "2 files cannot be filed."
    par, of_report, of_bare = dialog._forms  # noqa: SLF001 # the cards
    assert "words" not in par.rows
    assert (of_report.rows["words"].input.read(), of_bare.rows["words"].input.read()) == (False, False)
    of_bare.rows["words"].input.write(True)  # its words are to be filed
    dialog.save()
    assert [(row.name, row.kind) for row in filed(desk)] == [
        ("PAR-Barlow.pdf", PaperKind.PAR),
        ("Bare (e-mail).pdf", PaperKind.OTHER),
    ]


def test_files_dragged_from_outlook_are_filed_and_withheld_ones_are_named(
    desk: Desk, page: CasePage, qtbot: QtBot
) -> None:
    names = ["APR-QX.pdf", "Message.msg"]
    described = len(names).to_bytes(4, "little")
    for name in names:
        described += bytes(72) + name.encode("utf-16-le").ljust(520, b"\0")
    carried = QMimeData()
    carried.setData('application/x-qt-windows-mime;value="FileGroupDescriptorW"', described)
    carried.setData('application/x-qt-windows-mime;value="FileContents";index=0', a_pdf("APR"))
    drop(page, carried)
    dialog = dialog_of(page, qtbot)
    assert "The e-mail program did not hand it over." in text_in(dialog)
    dialog.save()
    assert [(row.name, row.kind) for row in filed(desk)] == [("APR-QX.pdf", PaperKind.APR)]


def test_one_file_from_outlook_and_one_from_explorer(tmp_path: Path, desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    carried = QMimeData()
    described = (1).to_bytes(4, "little") + bytes(72) + "CPR-QX.pdf".encode("utf-16-le").ljust(520, b"\0")
    carried.setData('application/x-qt-windows-mime;value="FileGroupDescriptorW"', described)
    carried.setData('application/x-qt-windows-mime;value="FileContents"', a_pdf("CPR"))
    drop(page, carried)
    dialog_of(page, qtbot).save()
    (tmp_path / "PAR.pdf").write_bytes(a_pdf("PAR"))
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(tmp_path / "PAR.pdf"))])
    drop(page, carried)
    dialog_of(page, qtbot).save()
    assert [row.name for row in filed(desk)] == ["CPR-QX.pdf", "PAR.pdf"]


def drop(page: CasePage, carried: QMimeData) -> None:
    zone = page.papers.zone
    drop_arguments = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(zone.rect().center(), *drop_arguments)
    QApplication.sendEvent(zone, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(zone, QDropEvent(QPointF(zone.rect().center()), *drop_arguments))


def test_a_newer_version_is_offered_as_the_replacement_and_needs_a_reason(
    tmp_path: Path, desk: Desk, page: CasePage, qtbot: QtBot, noted: Noted
) -> None:
    number = a_paper(desk)
    (tmp_path / "PAR-Barlow-v2.pdf").write_bytes(a_pdf("newer"))
    (tmp_path / "PAR-Barlow-copy.pdf").write_bytes(a_pdf("PAR-Barlow.pdf"))
    page.papers.look([tmp_path / "PAR-Barlow-v2.pdf", tmp_path / "PAR-Barlow-copy.pdf"])
    dialog = dialog_of(page, qtbot)
    assert "It is the same, to the byte, as PAR-Barlow.pdf" in text_in(dialog)
    form = dialog._forms[0]  # noqa: SLF001 # the only card
    assert form.rows["replaces"].input.read() == number
    dialog.save()
    assert form.rows["why"].problem == "Say why the filed version is replaced."
    form.rows["why"].input.write("The second reference is in it")
    dialog.save()
    found = paper_record(desk, number)
    assert [(each.number, each.why) for each in found.versions] == [(2, "The second reference is in it"), (1, None)]
    assert found.row.name == "PAR-Barlow-v2.pdf"
    assert noted.done == ["Filed PAR-Barlow-v2.pdf."]


def test_a_paper_that_replaces_none_needs_no_reason(page: CasePage, desk: Desk) -> None:
    a_paper(desk)
    taken: list[PaperToFile] = []
    looked = [CheckedFile("PAR-Barlow-2.pdf", b"x", 1, (), "")]
    dialog = FilePapers(looked, taken.extend, page, filed=filed(desk))
    form = dialog._forms[0]  # noqa: SLF001 # the only card
    assert not form.rows["why"].isHidden()
    form.rows["replaces"].input.write(None)
    assert form.rows["why"].isHidden()
    form.rows["kind"].input.write(None)
    dialog.save()
    assert taken == []
    form.rows["kind"].input.write(PaperKind.PAR)
    dialog.save()
    assert [(each.replaces, each.why) for each in taken] == [(None, "")]


def test_a_paper_with_comments_is_filed_only_once_somebody_chose_to_file_it(qtbot: QtBot) -> None:
    taken: list[PaperToFile] = []
    commented = [
        CheckedFile(f"PAR-{number}.pdf", b"x", 1, ("It has 2 comments.",), "", commenters=("J Team Manager", "Worker"))
        for number in (1, 2)
    ]
    dialog = FilePapers([*commented, CheckedFile("CPR.pdf", b"y", 1, (), "")], taken.extend, case="QX (CASE-001)")
    assert qtbot  # the dialog deletes itself when it closes
    assert dialog.accessibleName() == "File papers for QX (CASE-001)"
    dialog.save()
    assert taken == []
    first, second, sound = dialog._forms  # noqa: SLF001 # the cards
    assert "comments" not in sound.rows
    assert first.rows["comments"].problem
    first.rows["comments"].input.write(False)  # it goes back to its author
    second.rows["comments"].input.write(True)  # it is filed
    assert "File 2 papers" in [each.text() for each in dialog.findChildren(QPushButton)]
    dialog.save()
    assert [each.file.name for each in taken] == ["PAR-2.pdf", "CPR.pdf"]


def test_a_paper_that_goes_back_to_its_author_is_not_filed(qtbot: QtBot) -> None:
    taken: list[PaperToFile] = []
    dialog = FilePapers([CheckedFile("PAR.pdf", b"x", 1, (), "", commenters=("",))], taken.extend)
    assert qtbot  # the dialog deletes itself when it closes
    dialog._forms[0].rows["comments"].input.write(False)  # noqa: SLF001 # what is chosen on the only card
    with qtbot.waitSignal(dialog.rejected):
        dialog.save()
    assert taken == []


def test_filing_names_the_case_and_asks_about_its_papers_comments(
    tmp_path: Path, desk: Desk, page: CasePage, qtbot: QtBot
) -> None:
    (tmp_path / "PAR.pdf").write_bytes(a_commented_pdf())
    page.papers.look([tmp_path / "PAR.pdf"])
    dialog = dialog_of(page, qtbot)
    assert dialog.accessibleName().startswith("File papers for ")
    assert dialog.accessibleName().endswith("(CASE-001)")
    assert "It has 2 comments: 1 by J Team Manager and 1 by Worker." in text_in(dialog)
    dialog._forms[0].rows["comments"].input.write(True)  # noqa: SLF001 # what is chosen on the only card
    dialog.save()
    assert [row.name for row in filed(desk)] == ["PAR.pdf"]


def test_files_are_filed_each_as_its_kind_and_refused_ones_say_why(desk: Desk, page: CasePage, noted: Noted) -> None:
    a_paper(desk, "Earlier.pdf", data=b"same")
    chosen = [
        PaperToFile(CheckedFile("CPR-child-B.pdf", b"one", 3, ("Page 2 is turned.",), ""), PaperKind.CPR),
        PaperToFile(CheckedFile("Again.pdf", b"same", 1, (), ""), PaperKind.OTHER),
    ]
    page.papers.file("CASE-001", chosen)
    assert [(row.name, row.kind) for row in filed(desk)][1:] == [("CPR-child-B.pdf", PaperKind.CPR)]
    assert noted.done == ["Filed CPR-child-B.pdf."]
    assert page.banner.words == "Again.pdf is filed for this case already, as Earlier.pdf."


def test_the_dialog_only_closes_when_no_file_can_be_filed(qtbot: QtBot) -> None:
    dialog = FilePapers([CheckedFile("Damaged.pdf", b"", 0, (), "The file is damaged.")], list)
    assert qtbot  # the dialog deletes itself when it closes
    assert [each.text() for each in dialog.findChildren(QPushButton) if not each.isHidden()] == ["Close"]
    with qtbot.waitSignal(dialog.rejected):
        dialog.save()


# What is kept about a paper


def test_the_chosen_paper_shows_all_that_is_kept_about_it(desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    number = a_paper(desk)
    send_back(desk, number)
    desk.do(replace_paper, number, "PAR-Barlow.pdf", a_pdf("two"), 1, ("Scanned.",), "Mended", is_signed=True)
    desk.do(check_paper, number, CheckOutcome.PASSED, "Clear and complete.")
    desk.do(mark_redaction, number, "12 Mill Lane", [PackEdition.APPLICANTS], "The birth family's address.")
    desk.do(
        record_author, number, paper_record(desk, number).row.version, "Josie Pemble", date(2027, 3, 1), "Ruth Aldous"
    )
    qtbot.waitUntil(lambda: "It was found on no page." in text_in(page.papers.details))
    shown_text = text_in(page.papers.details)
    for words in (
        "PAR-Barlow.pdf",
        "2, filed 4 March 2027 by Agency-Adviser",
        "Declared on 1 March 2027, supervised by Ruth Aldous",
        "Digitally signed.",
        "Scanned.",
        "Version 2 passed",
        "Clear and complete.",
        "Version 1 returned to its author",
        "Due back on 8 March 2027",
        "“12 Mill Lane”",
        "Not for the applicants of the case. The birth family's address.",
    ):
        assert words in shown_text, words
    click(page.papers.details, "Remove this redaction")
    assert paper_record(desk, number).redactions == ()
    assert "Mill Lane" not in text_in(page.papers.details)


def test_the_table_shows_the_state_of_each_paper(desk: Desk, page: CasePage) -> None:
    returned, passed = a_paper(desk), a_paper(desk, "CPR.pdf", PaperKind.CPR)
    a_paper(desk, "APR.pdf", PaperKind.APR)
    a_paper(desk, "Photographs.pdf", PaperKind.PHOTOGRAPHS)
    send_back(desk, returned)
    desk.do(check_paper, passed, CheckOutcome.PASSED)
    at = [column.key for column in page.papers.model.columns].index("state")
    shown_states = [page.papers.model.index(row, at).data() for row in range(4)]
    assert shown_states == ["returned, back Mon 8 Mar", "passed", "to be checked", "filed"]


def test_the_adviser_checks_returns_and_writes_to_the_author(
    desk: Desk, page: CasePage, noted: Noted, tmp_path: Path
) -> None:
    number = a_paper(desk)
    page.papers.email_author()
    fill(page.papers.return_it(), words="Add contact with the sister.", due_back_on=DUE_BACK)
    row = paper_record(desk, number).row
    assert (row.state, row.remarks) == (PaperState.RETURNED, "Add contact with the sister.")
    place = tmp_path / "draft.eml"
    page.papers.ask_where = lambda *_: ""
    page.papers.email_author()
    page.papers.ask_where = lambda *_: str(place)
    page.papers.email_author()
    draft = message_from_bytes(place.read_bytes(), policy=default)
    assert draft["Subject"] == "Report returned: CASE-001, version 1"
    text = draft.get_content()
    assert "Add contact with the sister." in text
    assert "Send the new version by 8 March 2027." in text
    assert "The panel meets on 10 March 2027." in text
    assert "Barlow" not in text
    assert noted.done[-1] == "draft.eml is saved. Open it, write the address and send it."
    assert "Draft.eml, in the window" in desk.ask(history, "CASE-001")[0].changes[0]
    page.papers.ask_where = lambda *_: str(tmp_path / "no" / "folder.eml")
    page.papers.email_author()
    [message] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    message.accept()
    fill(page.papers.check(), words="Mended by telephone.")
    assert paper_record(desk, number).row.state is PaperState.PASSED


def test_author_name_kind_and_redaction_are_changed_in_forms(desk: Desk, page: CasePage) -> None:
    number = a_paper(desk)
    more = {entry.text(): entry for entry in page.papers._more.menu().actions()}  # noqa: SLF001 # as it is shown
    more["Author and declaration…"].trigger()
    fill(last_form(), author="Josie Pemble", author_declared_on=date(2027, 3, 2))
    more["Correct name or kind…"].trigger()
    fill(last_form(), name="CPR.pdf", kind=PaperKind.CPR)
    more["Redact a phrase…"].trigger()
    fill(last_form(), phrase="12 Mill Lane", editions=(PackEdition.OBSERVER,), why="Not for observers")
    found = paper_record(desk, number)
    assert (found.row.author, found.row.name, found.row.kind) == ("Josie Pemble", "CPR.pdf", PaperKind.CPR)
    assert [each.phrase for each in found.redactions] == ["12 Mill Lane"]


def last_form() -> FormDialog[Any]:
    [form] = [each for each in QApplication.topLevelWidgets() if isinstance(each, FormDialog) and each.isVisible()]
    return form


def test_an_older_version_is_opened_and_brought_back(desk: Desk, page: CasePage) -> None:
    number = a_paper(desk)
    desk.do(replace_paper, number, "PAR-2.pdf", a_pdf("two"), 1, (), "Mended")
    click(page.papers.details, "Open version 1")
    [viewer] = [each for each in page.papers.children() if each.__class__.__name__ == "PaperViewer"]
    assert viewer.accessibleName() == "PAR-2.pdf, version 1"  # type: ignore[attr-defined] # a viewer
    viewer.close()  # type: ignore[attr-defined] # a viewer
    click(page.papers.details, "Bring back version 1…")
    fill(last_form(), why="The first was right")
    assert [each.number for each in paper_record(desk, number).versions] == [3, 2, 1]


def test_papers_change_places_with_the_keyboard(desk: Desk, page: CasePage) -> None:
    first, second = a_paper(desk), a_paper(desk, "CPR.pdf", PaperKind.CPR)
    page.papers.table.choose(str(second))
    page.papers.table.view.setFocus()
    QTest.keyClick(page.papers.table.view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row.id for row in filed(desk)] == [second, first]
    page.papers.move_by(-1)
    assert [row.id for row in filed(desk)] == [second, first]
    QTest.keyClick(page.papers.table.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [row.id for row in filed(desk)] == [first, second]


def test_papers_are_removed_and_put_back(desk: Desk, page: CasePage, noted: Noted) -> None:
    page.papers.remove()
    assert page.papers.details.isHidden()
    number = a_paper(desk)
    before = filed(desk)
    page.papers.remove()
    assert filed(desk) == []
    assert noted.done == ["Removed PAR-Barlow.pdf."]
    assert page.papers.show_paper(str(number)) is None
    noted.take_back()
    assert filed(desk) == before


def test_a_paper_is_opened_and_a_phrase_in_it_redacted(desk: Desk, page: CasePage) -> None:
    number = a_paper(desk)
    click(page.papers, "Open")
    [viewer] = [each for each in page.papers.children() if each.__class__.__name__ == "PaperViewer"]
    viewer.words.setText("PAR")  # type: ignore[attr-defined] # a viewer
    viewer.redact()  # type: ignore[attr-defined] # a viewer
    form = last_form()
    assert form.form.rows["phrase"].input.read() == "PAR"
    fill(form, editions=(PackEdition.OBSERVER,), why="x")
    assert [each.phrase for each in paper_record(desk, number).redactions] == ["PAR"]
    viewer.close()  # type: ignore[attr-defined] # a viewer


def message(qtbot: QtBot) -> Message:
    def open_ones() -> list[Message]:
        return [
            each
            for each in QApplication.topLevelWidgets()
            if isinstance(each, Message) and not isinstance(each, FormDialog) and each.isVisible()
        ]

    qtbot.waitUntil(lambda: len(open_ones()) == 1)
    return open_ones()[0]


def test_marking_a_phrase_names_its_pages_and_opens_those_to_look_at(desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    number = a_paper(desk, data=a_pdf("Scan of Mill Lane", "They live in Mill Lane", "Nothing", scans=[1]))
    page.papers.redact()
    fill(last_form(), phrase="Mill Lane", editions=(PackEdition.OBSERVER,), why="Not for observers")
    question = message(qtbot)
    where = "It is on pages 1 and 2. Page 1 is withheld until somebody has looked at it"
    assert question.words.text().startswith(where)
    assert where in text_in(page.papers.details)
    click(question, "Look at pages…")
    qtbot.waitUntil(lambda: bool(page.papers.findChildren(LookAtPages)))
    [dialog] = page.papers.findChildren(LookAtPages)
    click(dialog, "Nothing to hide on this page")
    assert [look.page for look in paper_record(desk, number).looks] == [1]
    qtbot.waitUntil(lambda: "withheld" not in text_in(page.papers.details))
    dialog.close()
    click(page.papers.details, "Look at pages…")
    qtbot.waitUntil(lambda: any(each.isVisible() for each in page.papers.findChildren(LookAtPages)))
    for each in page.papers.findChildren(LookAtPages):
        each.close()


def test_marking_a_phrase_found_only_in_text_asks_no_question(
    desk: Desk, page: CasePage, noted: Noted, qtbot: QtBot
) -> None:
    a_paper(desk, data=a_pdf("They live in Mill Lane"))
    page.papers.redact()
    fill(last_form(), phrase="Mill Lane", editions=(PackEdition.OBSERVER,), why="Not for observers")
    qtbot.waitUntil(lambda: noted.done == ["“Mill Lane” is marked. It is on page 1."])


def test_a_paper_that_cannot_be_read_keeps_its_redactions_in_view(desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    damaged = a_paper(desk, data=b"no PDF")
    desk.do(mark_redaction, damaged, "12 Mill Lane", [PackEdition.APPLICANTS], "The birth family's address.")
    qtbot.waitUntil(lambda: "The paper cannot be read" in text_in(page.papers.details))
    page.papers.look_at_pages()
    why = message(qtbot)
    assert "damaged" in why.words.text()
    why.accept()
    for file in (desk.store.folder / "papers").rglob("*"):
        if file.is_file():
            file.unlink()
    desk.do(mark_redaction, damaged, "Harrow Lane", [PackEdition.APPLICANTS], "Their address.")
    assert "“Harrow Lane”\nThe paper cannot be read" in text_in(page.papers.details)
    page.papers.look_at_pages()
    message(qtbot).accept()


def test_when_no_page_has_to_be_looked_at_a_message_says_why(desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    number = a_paper(desk)
    page.papers.look_at_pages()
    nothing = message(qtbot)
    assert nothing.accessibleName() == "Nothing is redacted in this paper"
    nothing.accept()
    desk.do(mark_redaction, number, "12 Mill Lane", [PackEdition.APPLICANTS], "The birth family's address.")
    page.papers.look_at_pages()
    nothing = message(qtbot)
    assert nothing.accessibleName() == "No page has to be looked at"
    nothing.accept()


def test_a_paper_that_is_gone_or_no_pdf_says_so(desk: Desk, page: CasePage) -> None:
    number = a_paper(desk, data=b"no PDF")
    assert page.papers.show_paper(str(number)) is None
    [message] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    assert message.words.text().startswith("This paper cannot be shown")
    message.accept()
    for file in (desk.store.folder / "papers").rglob("*"):
        if file.is_file():
            file.unlink()
    assert page.papers.show_paper(str(number)) is None


def test_an_administrator_files_and_does_not_check(tmp_path: Path, desk: Desk, qtbot: QtBot) -> None:
    a_paper(desk)
    desk.close()
    with a_page_context(a_desk(tmp_path)) as noted:
        page = shown(noted, qtbot)
        enabled = [words for words, one in page.papers._buttons.items() if one.isEnabled()]  # noqa: SLF001 # as shown
        assert enabled == ["Open", "Replace…", "Remove"]


@pytest.mark.parametrize("size", [(1096, 580), (1500, 900)], ids=["small", "large"])
def test_the_papers_tab_is_drawn(
    desk: Desk, noted: Noted, qtbot: QtBot, picture: Callable[..., list[Path]], size: tuple[int, int]
) -> None:
    number = a_paper(desk, "Prospective-adopters-report-of-Bethan-and-Ben-Barlow-with-appendices.pdf")
    send_back(desk, number)
    desk.do(replace_paper, number, "PAR-Barlow.pdf", a_pdf("two"), 3, ("Scanned.",), "Mended")
    send_back(desk, number)
    desk.do(mark_redaction, number, "12 Mill Lane", [PackEdition.APPLICANTS], "The birth family's address.")
    desk.do(record_author, number, paper_record(desk, number).row.version, "Josie Pemble", None)
    a_paper(desk, "CPR-QX.pdf", PaperKind.CPR)
    page = shown(noted, qtbot)
    page.resize(*size)
    assert len(picture(page, f"case-papers-{size[0]}")) == 4


def test_saving_scrolls_to_the_first_incomplete_card(desk: Desk, page: CasePage, qtbot: QtBot) -> None:
    a_paper(desk)
    files = [CheckedFile(f"Letter {number}.pdf", b"letter", 1, (), "") for number in range(1, 9)]
    filed: list[PaperToFile] = []
    dialog = FilePapers(
        [*files, CheckedFile("PAR-Barlow.pdf", b"newer", 1, (), "")],
        filed.extend,
        page,
        filed=page.bridge.ask(papers, "CASE-001"),
    )
    qtbot.addWidget(dialog)
    assert [shown_text for shown_text in text_in(dialog).splitlines() if shown_text.startswith("Kind of paper")] == [
        f"Kind of paper {number} (required)" for number in range(1, 10)
    ]
    last = dialog._forms[-1]  # noqa: SLF001 # the last card
    assert last.visibleRegion().isEmpty()
    dialog.save()
    assert filed == []
    QApplication.processEvents()
    assert not last.rows["why"].visibleRegion().isEmpty()
