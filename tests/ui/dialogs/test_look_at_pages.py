"""Checking unreadable pages one by one; boxes are drawn with the mouse and by keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.documents.redaction.page_text import Box
from panel_desk.documents.redaction.paper_pages import paper_pages
from panel_desk.documents.redaction.redact import redact_pdf
from panel_desk.operations.papers.checks import look_at_page, mark_redaction, unmark_redaction
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.papers.checks import PageLookRow, paper_file
from panel_desk.rules.vocabulary import AccountRole, PackEdition, PaperKind
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.look_at_pages import LookAtPages
from panel_desk.ui.dialogs.message import Message
from tests.builders import a_case, a_desk
from tests.documents.redaction.test_redact import darkness
from tests.documents.redaction.test_text_recognition import code_that_prints, stand_in
from tests.pdfs import a_pdf
from tests.ui.clipping import faults
from tests.ui.widgets.test_focus_line import has_ring

NAME = "Mirabel Oakhurst"
SIZE = (420, 594)


def scans(number: int = 1, rotate: int = 0) -> bytes:
    """A paper of so many scans, with a page of text at its end."""
    return a_pdf(*[""] * number, "Words", scans=range(1, number + 1), size=SIZE, rotate=rotate)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_case(desk)
    return desk


def marked(desk: Desk, data: bytes) -> int:
    paper = desk.do(file_paper, case="CASE-001", name="PAR.pdf", kind=PaperKind.PAR, data=data, pages=4)
    desk.do(mark_redaction, paper, NAME, (PackEdition.OBSERVER,), "Her name")
    return paper


@pytest.fixture
def opened(desk: Desk, qtbot: QtBot) -> Iterator[Callable[..., LookAtPages]]:
    dialogs: list[LookAtPages] = []

    def open_it(data: bytes, paper: int | None = None, background: BackgroundWorker | None = None) -> LookAtPages:
        file = desk.ask(paper_file, paper or marked(desk, data))
        dialog = LookAtPages(DeskBridge(desk), file, data, paper_pages(data, [NAME]), background)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(dialog)
        dialogs.append(dialog)
        qtbot.waitExposed(dialog)
        QApplication.processEvents()
        assert faults(dialog) == []
        return dialog

    yield open_it
    for dialog in dialogs:
        dialog._leave()  # noqa: SLF001 # without asking


def looks(desk: Desk) -> dict[int, PageLookRow]:
    return {look.page: look for look in desk.ask(paper_file, 1).looks}


def drag(dialog: LookAtPages, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Drag over the page, from one share of it to another."""
    view = dialog.view
    places = [QPoint(round(x * view.width()), round(y * view.height())) for x, y in (start, end)]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=places[0])
    QTest.mouseMove(view, places[1])
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=places[1])


def press(dialog: QWidget, words: str) -> None:
    """Click the button with these words."""
    [found] = [each for each in dialog.findChildren(QPushButton) if each.text() == words and each.isVisible()]
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)
    QApplication.processEvents()


def states(dialog: LookAtPages) -> list[str]:
    return [dialog.pages.item(at).text().splitlines()[0] for at in range(dialog.pages.count())]


def test_each_page_is_looked_at_and_who_looked_is_kept(opened: Callable[..., LookAtPages], desk: Desk) -> None:
    dialog = opened(scans(3))
    assert states(dialog) == ["Page 1: to look at", "Page 2: to look at", "Page 3: to look at"]
    press(dialog, "Nothing to hide on this page")
    assert dialog.page == 2
    drag(dialog, (0.25, 0.25), (0.5, 0.5))
    press(dialog, "Hide what the boxes cover")
    assert dialog.page == 3
    assert states(dialog) == ["Page 1: nothing to hide", "Page 2: 1 box", "Page 3: to look at"]
    assert "Agency-Adviser, 4 March 2027" in dialog.pages.item(1).text()
    assert not dialog.banner.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert dialog.banner.words.startswith("Packs that are made from now on show these pages")
    assert dialog.waiting == ()
    found = looks(desk)
    assert [found[page].looked_by for page in (1, 2, 3)] == ["Agency-Adviser"] * 3
    [box] = found[2].boxes
    assert box == pytest.approx((105, 297, 210, 445.5), abs=2)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_is_burnt_in_where_it_was_drawn(opened: Callable[..., LookAtPages], desk: Desk, turn: int) -> None:
    data = scans(rotate=turn)
    dialog = opened(data)
    drag(dialog, (0.2, 0.3), (0.4, 0.35))
    press(dialog, "Hide what the boxes cover")
    found = redact_pdf(data, [NAME], {0: [Box(*box) for box in looks(desk)[1].boxes]})
    width, height = SIZE  # as it is shown, whichever way it is turned
    assert found.withheld == ()
    for x, y, is_black in ((0.3, 0.32, True), (0.22, 0.31, True), (0.3, 0.38, False), (0.44, 0.32, False)):
        assert (darkness(found.data, (x * width, y * height)) == 255) is is_black, (x, y)


def test_a_marked_phrase_found_in_the_text_of_a_page_is_shown_black(opened: Callable[..., LookAtPages]) -> None:
    dialog = opened(a_pdf(NAME, scans=[1], size=SIZE))
    [found] = dialog.view.blackened
    assert (found.left(), found.bottom()) == pytest.approx((72 / 420, 72 / 594), abs=0.02)
    shown = dialog.view.grab().toImage()
    middle = QPoint(round(found.center().x() * shown.width()), round(found.center().y() * shown.height()))
    assert shown.pixelColor(middle).getRgb() == (0, 0, 0, 255)
    drag(dialog, (0.3, 0.49), (0.5, 0.6))
    assert len(dialog.view.boxes) == 1
    dialog._drafts.clear()  # noqa: SLF001 # nothing to ask about


def test_text_recognition_suggests_boxes_that_nobody_has_to_keep(
    opened: Callable[..., LookAtPages], desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    word = (292, 825, 100, 30, "Mirabel")  # of 1167 × 1650 pixels
    stand_in(tmp_path, monkeypatch, code_that_prints(tmp_path, word))
    background = BackgroundWorker()
    dialog = opened(scans(2), background=background)
    try:
        qtbot.waitUntil(lambda: len(dialog.view.boxes) == 1)
        [box] = dialog.view.boxes
        assert (box.left(), box.top()) == pytest.approx((0.25, 0.5), abs=0.01)
        assert "Text recognition has drawn boxes." in dialog._why.text()  # noqa: SLF001 # as it is shown
        assert looks(desk) == {}
        press(dialog, "Hide what the boxes cover")
        assert [len(look.boxes) for look in looks(desk).values()] == [1]
        qtbot.waitUntil(lambda: len(dialog.view.boxes) == 1)
        QTest.keyClick(dialog, Qt.Key.Key_Escape)  # nobody drew a box, so nothing is asked
        assert not dialog.isVisible()
        assert list(looks(desk)) == [1]
    finally:
        background.drain()


def test_boxes_are_worked_by_keyboard(opened: Callable[..., LookAtPages]) -> None:
    dialog = opened(scans())
    view = dialog.view
    press(dialog, "Add box")
    assert QApplication.focusWidget() is view
    QTest.keyClick(view, Qt.Key.Key_Insert)
    assert (len(view.boxes), view.chosen, dialog.boxes.count(), dialog.boxes.currentRow()) == (2, 1, 2, 1)
    before = view.boxes[1]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        QTest.keyClick(view, key)
    after = view.boxes[1]
    assert (after.left() - before.left()) * SIZE[0] == pytest.approx(6)
    assert (after.top() - before.top()) * SIZE[1] == pytest.approx(6)
    QTest.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert (after.left() - view.boxes[1].left()) * SIZE[0] == pytest.approx(1)
    QTest.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert (view.boxes[1].width() - after.width()) * SIZE[0] == pytest.approx(6)
    assert (after.height() - view.boxes[1].height()) * SIZE[1] == pytest.approx(6)
    for _ in range(200):
        QTest.keyClick(view, Qt.Key.Key_Left)
        QTest.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert view.boxes[1].left() == 0
    assert view.boxes[1].height() > 0
    QTest.keyClick(view, Qt.Key.Key_N)
    assert (view.chosen, dialog.boxes.currentRow()) == (0, 0)
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(view.boxes) == 1
    dialog.boxes.setCurrentRow(0)
    QTest.keyClick(dialog.boxes, Qt.Key.Key_Delete)
    assert view.boxes == []
    assert "0 boxes" in view.accessibleName()


def test_the_page_has_a_ring_while_it_has_the_focus(opened: Callable[..., LookAtPages], qtbot: QtBot) -> None:
    dialog = opened(scans())
    dialog.pages.setFocus()
    qtbot.waitUntil(lambda: not has_ring(dialog.view))
    dialog.view.setFocus()
    qtbot.waitUntil(lambda: has_ring(dialog.view))


def test_a_box_is_moved_with_the_mouse_and_a_click_draws_none(opened: Callable[..., LookAtPages]) -> None:
    dialog = opened(scans())
    drag(dialog, (0.2, 0.2), (0.4, 0.4))
    drag(dialog, (0.3, 0.3), (0.4, 0.5))
    [box] = dialog.view.boxes
    assert (box.left(), box.top(), box.width()) == pytest.approx((0.3, 0.4, 0.2), abs=0.01)
    drag(dialog, (0.9, 0.1), (0.9, 0.1))
    assert len(dialog.view.boxes) == 1
    assert dialog.view.chosen == -1


def test_pages_are_gone_through_and_zoomed_by_keyboard(opened: Callable[..., LookAtPages]) -> None:
    dialog = opened(scans(2))
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    assert dialog.page == 2
    QTest.keyClick(dialog, Qt.Key.Key_PageUp)
    assert dialog.page == 1
    fitted = dialog.view.zoom
    QTest.keyClick(dialog, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert dialog.view.zoom == pytest.approx(fitted * 1.25)
    QTest.keyClick(dialog, Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert dialog.view.zoom == pytest.approx(fitted)
    QTest.keyClick(dialog, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert dialog.view.width() <= dialog.area.viewport().width()


def test_boxes_that_are_not_kept_are_asked_about(opened: Callable[..., LookAtPages], desk: Desk) -> None:
    dialog = opened(scans(2))
    drag(dialog, (0.2, 0.2), (0.4, 0.4))
    QTest.keyClick(dialog, Qt.Key.Key_PageDown)
    QTest.keyClick(dialog, Qt.Key.Key_PageUp)
    assert len(dialog.view.boxes) == 1  # still there
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    [question] = [each for each in dialog.findChildren(Message) if each.isVisible()]
    assert "drew on page 1 are lost" in question.words.text()
    press(question, "Go on looking")
    assert dialog.isVisible()
    dialog.close()
    [question] = [each for each in dialog.findChildren(Message) if each.isVisible()]
    press(question, "Leave without saving")
    assert not dialog.isVisible()
    assert looks(desk) == {}


def test_a_page_that_was_looked_at_is_kept_anew_once_its_boxes_change(
    opened: Callable[..., LookAtPages], desk: Desk
) -> None:
    data = scans()
    paper = marked(desk, data)
    desk.do(look_at_page, paper, desk.ask(paper_file, paper).row.sha256, 1, [(42, 297, 84, 356.4)], [NAME])
    dialog = opened(data, paper)
    [box] = dialog.view.boxes
    assert (box.left(), box.top(), box.width(), box.height()) == pytest.approx((0.1, 0.4, 0.1, 0.1), abs=0.001)
    done_button = dialog._done  # noqa: SLF001 # the button
    assert not done_button.isEnabled()
    dialog.view.choose(0)
    press(dialog, "Remove box")
    press(dialog, "Nothing to hide on this page")
    assert looks(desk)[1].boxes == ()
    dialog.reject()


def test_boxes_that_two_people_drew_at_the_same_time_are_joined(
    opened: Callable[..., LookAtPages], desk: Desk, qtbot: QtBot
) -> None:
    dialog = opened(scans())
    drag(dialog, (0.2, 0.2), (0.4, 0.4))
    file = desk.ask(paper_file, 1)
    desk.do(look_at_page, 1, file.row.sha256, 1, [(42, 297, 84, 356.4)], [NAME])
    press(dialog, "Hide what the boxes cover")
    qtbot.waitUntil(lambda: len(dialog.view.boxes) == 2)
    for each in QApplication.topLevelWidgets():
        if each is not dialog and each.isVisible():
            each.close()
    press(dialog, "Hide what the boxes cover")
    assert len(looks(desk)[1].boxes) == 2


def test_why_a_look_cannot_be_kept_is_said(opened: Callable[..., LookAtPages], desk: Desk) -> None:
    dialog = opened(scans())
    [redaction] = desk.ask(paper_file, 1).redactions
    desk.do(unmark_redaction, redaction.id)
    press(dialog, "Nothing to hide on this page")
    assert dialog.banner.words.startswith("Nothing is redacted in PAR.pdf")
    assert looks(desk) == {}
