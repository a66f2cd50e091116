"""The paper viewer: rendering on demand, zoom, search, bookmarks and selection."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from panel_desk.errors import SurroundingsError
from panel_desk.ui.dialogs.paper_viewer import PaperViewer
from panel_desk.ui.paper_reader import PaperReader
from panel_desk.ui.widgets.page_strip import Fit
from tests.ui.clipping import faults

MANY = 1000  # pages


def a_paper(pages: int = 3, *, headings: bool = True) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pagesize=A4)
    for number in range(1, pages + 1):
        if headings:
            canvas.bookmarkPage(f"page-{number}")
            canvas.addOutlineEntry(f"Section {number}", f"page-{number}", 0 if number == 1 else 1)
        canvas.setFont("Helvetica", 14)
        canvas.drawString(72, 760, f"Page {number} of the report")
        canvas.drawString(72, 700, "They live at 12 Mill Lane with a dog.")
        if number % 2:
            canvas.drawString(72, 300, "The garden of mill lane is large.")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.fixture
def opened(qtbot: QtBot) -> Iterator[Callable[..., PaperViewer]]:
    viewers: list[PaperViewer] = []

    def open_it(data: bytes | None = None, redact: Callable[[str, QWidget], object] | None = None) -> PaperViewer:
        viewer = PaperViewer("PAR.pdf", a_paper() if data is None else data, redact=redact)
        viewer.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
        qtbot.addWidget(viewer)
        viewers.append(viewer)
        qtbot.waitExposed(viewer)
        viewer.resize(1000, 800)
        viewer.activateWindow()
        qtbot.waitUntil(viewer.isActiveWindow)
        QApplication.processEvents()
        assert [each for each in faults(viewer) if not each.startswith("PageStrip")] == []  # a paper may be wider
        return viewer

    yield open_it
    for viewer in viewers:
        viewer.close()


def drawn(viewer: PaperViewer) -> dict[int, tuple[float, QImage]]:
    return viewer.strip._pictures  # noqa: SLF001 # what is kept of the pages


def count(viewer: PaperViewer) -> str:
    return viewer._count.text()  # noqa: SLF001 # as it is shown


def look_for(viewer: PaperViewer, words: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(viewer._reader.searched):  # noqa: SLF001 # the end of the search
        viewer.words.setText(words)


def test_the_viewer_moves_between_pages(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    assert (viewer.pages, viewer.page, viewer.number.text()) == (3, 0, "1")
    viewer.next()
    assert viewer.page == 1
    viewer.last()
    viewer.next()
    assert (viewer.page, viewer.number.text()) == (2, "3")
    assert viewer.strip.accessibleName() == "Page 3 of 3"
    viewer.previous()
    viewer.first()
    assert viewer.page == 0
    for typed, page in (("2", 1), ("9", 1), ("two", 1), ("3", 2)):
        viewer.number.setText(typed)
        viewer.go_to_typed()
        assert (viewer.page, viewer.number.text()) == (page, str(page + 1))


def test_keys_scroll_and_zoom(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    strip = viewer.strip
    for key, page in ((Qt.Key.Key_End, 2), (Qt.Key.Key_Home, 0)):
        QTest.keyClick(strip, key)
        assert viewer.page == page
    bar = strip.verticalScrollBar()
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Down):
        before = bar.value()
        QTest.keyClick(strip, key)
        assert bar.value() > before
    QTest.keyClick(strip, Qt.Key.Key_Up)
    QTest.keyClick(strip, Qt.Key.Key_A)
    fitted = viewer.zoom
    wheel(viewer, 120, Qt.KeyboardModifier.ControlModifier)
    assert viewer.zoom == pytest.approx(fitted * 1.25)
    wheel(viewer, -120, Qt.KeyboardModifier.ControlModifier)
    assert viewer.zoom == pytest.approx(fitted)
    before = bar.value()
    wheel(viewer, -120, Qt.KeyboardModifier.NoModifier)
    assert bar.value() > before


def wheel(viewer: PaperViewer, by: int, modifiers: Qt.KeyboardModifier) -> None:
    nothing = QPoint()
    event = QWheelEvent(
        QPointF(50, 50),
        QPointF(50, 50),
        nothing,
        QPoint(0, by),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # Qt's own order
    )
    QApplication.sendEvent(viewer.strip.viewport(), event)


def test_the_zoom_fits_the_window_or_is_chosen(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    fitted = viewer.zoom
    viewer.larger()
    assert viewer.zoom == pytest.approx(fitted * 1.25)
    assert viewer.strip.fit is Fit.NOTHING
    viewer.resize(viewer.width() - 60, viewer.height())
    QApplication.processEvents()
    assert viewer.zoom == pytest.approx(fitted * 1.25)
    viewer.smaller()
    viewer.fit_width()
    narrow = viewer.zoom
    viewer.resize(viewer.width() + 60, viewer.height())
    QApplication.processEvents()
    assert viewer.zoom > narrow
    viewer.next()
    viewer.fit_page()
    assert (viewer.page, viewer.zoom < fitted) == (1, True)
    for _ in range(20):
        viewer.smaller()
    assert viewer.zoom == 0.25
    for _ in range(20):
        viewer.larger()
    assert viewer.zoom == 4.0


def test_pages_are_rendered_in_view_and_dropped_out_of_view(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    viewer = opened(a_paper(30))
    qtbot.waitUntil(lambda: {0, 1} <= set(drawn(viewer)))
    viewer.strip.go_to(20)
    qtbot.waitUntil(lambda: 20 in drawn(viewer))
    assert 0 not in drawn(viewer)
    assert len(drawn(viewer)) < 8
    picture = drawn(viewer)[20][1]
    dark = sum(
        picture.pixelColor(x, y).lightness() < 128
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height() // 4, 2)
    )
    assert dark > 20


def test_hits_are_found_counted_and_visited(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    viewer = opened()
    viewer.start_search()
    assert viewer.search_bar.isVisible()
    look_for(viewer, "mill LANE", qtbot)
    assert count(viewer) == "1 of 5"
    seen = []
    for _ in range(5):
        seen.append((viewer.page, count(viewer)))
        QTest.keyClick(viewer, Qt.Key.Key_F3)
    assert [each[1] for each in seen] == ["1 of 5", "2 of 5", "3 of 5", "4 of 5", "5 of 5"]
    assert {each[0] for each in seen} == {0, 1, 2}
    assert count(viewer) == "1 of 5"
    QTest.keyClick(viewer, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert count(viewer) == "5 of 5"
    look_for(viewer, "nowhere to be read", qtbot)
    assert count(viewer) == "Not found"
    viewer.next_hit()
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert (viewer.search_bar.isVisible(), count(viewer)) == (False, "")


def test_a_search_begins_where_the_reader_is(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    viewer = opened()
    viewer.last()
    look_for(viewer, "garden", qtbot)
    assert (viewer.page, count(viewer)) == (2, "2 of 2")
    look_for(viewer, "Page 1 of the report", qtbot)
    assert (viewer.page, count(viewer)) == (0, "1 of 1")


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_hits_are_marked_on_the_page(qtbot: QtBot, turned: int) -> None:
    with pikepdf.open(BytesIO(a_paper(1))) as document:
        document.pages[0].rotate(turned, relative=False)
        out = BytesIO()
        document.save(out)
    reader = PaperReader(out.getvalue())
    with qtbot.waitSignal(reader.found) as found:
        reader.search("Page 1 of the report")
    _, _, ((box,),) = found.args
    with qtbot.waitSignal(reader.drawn) as done:
        reader.draw([(0, 1.0)])
    picture: QImage = done.args[2]
    inside = [
        picture.pixelColor(x, y).lightness()
        for x in range(int(box.left() * picture.width()), int(box.right() * picture.width()))
        for y in range(int(box.top() * picture.height()), int(box.bottom() * picture.height()))
    ]
    assert min(inside) < 100
    reader.close()
    reader.close()


def test_words_are_selected_copied_and_redacted(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    asked: list[str] = []
    viewer = opened(redact=lambda phrase, _: asked.append(phrase))
    assert not viewer._redact_button.isEnabled()  # noqa: SLF001 # as it is shown
    viewer.redact()
    area = viewer.strip._area_of(0)  # noqa: SLF001 # where the page is drawn

    def at(x: float, y: float) -> QPoint:
        return QPoint(
            round(area.left() + x / A4[0] * area.width()), round(area.top() + (1 - y / A4[1]) * area.height())
        )

    port = viewer.strip.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(73, 704))
    with qtbot.waitSignal(viewer.strip.selected, check_params_cb=bool):
        QTest.mouseMove(port, at(215, 704))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at(215, 704))
    assert viewer.strip.selection.startswith("They live at 12 Mill Lan")
    viewer.copy()
    assert QGuiApplication.clipboard().text() == viewer.strip.selection
    viewer.redact()
    viewer.start_search()
    assert viewer.words.text() == asked[0] == viewer.strip.selection
    viewer.strip.clear_selection()
    viewer.copy()
    viewer.words.setText("dog")
    viewer.redact()
    assert asked[1:] == ["dog"]


def test_nothing_is_selected_where_there_are_no_words(qtbot: QtBot) -> None:
    reader = PaperReader(a_paper(1))
    with qtbot.waitSignal(reader.selected) as done:
        reader.select(0, QPointF(0.5, 0.98), QPointF(0.6, 0.99))
    assert done.args == ["", 0, ()]
    reader.close()


def test_bookmarks_open_their_pages(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    [first] = [viewer.headings.topLevelItem(at) for at in range(viewer.headings.topLevelItemCount())]
    assert first is not None
    beneath = [each for each in (first.child(at) for at in range(first.childCount())) if each is not None]
    assert [each.text(0) for each in (first, *beneath)] == ["Section 1", "Section 2", "Section 3"]
    viewer.headings.itemActivated.emit(beneath[1], 0)
    assert viewer.page == 2
    assert opened(a_paper(1, headings=False)).headings.isHidden()


def test_escape_ends_the_search_first_and_closes_the_paper_then(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    viewer.start_search()
    QTest.keyClick(viewer.words, Qt.Key.Key_Escape)
    assert (viewer.search_bar.isVisible(), viewer.isVisible()) == (False, True)
    QTest.keyClick(viewer, Qt.Key.Key_Escape)
    assert not viewer.isVisible()


def test_the_close_button_closes_the_paper_also_during_a_search(opened: Callable[..., PaperViewer]) -> None:
    viewer = opened()
    viewer.start_search()
    close = next(each for each in viewer.findChildren(QPushButton) if each.text() == "Close")
    QTest.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not viewer.isVisible()


def test_a_page_is_read_to_a_screen_reader(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    viewer = opened()
    qtbot.waitUntil(lambda: viewer.strip.accessibleDescription().startswith("Page 1 of the report"))
    viewer.next()
    qtbot.waitUntil(lambda: viewer.strip.accessibleDescription().startswith("Page 2 of the report"))
    assert all(each.accessibleName() for each in viewer.findChildren(QToolButton) if each.parent() is not None)


def test_a_damaged_page_does_not_keep_the_others_back(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    with pikepdf.open(BytesIO(a_paper())) as document:
        document.pages[1].obj.MediaBox = pikepdf.Array([0, 0, 0, 0])
        out = BytesIO()
        document.save(out)
    viewer = opened(out.getvalue())
    qtbot.waitUntil(lambda: 0 in drawn(viewer))
    look_for(viewer, "mill lane", qtbot)
    assert count(viewer).endswith("of 5") or count(viewer).endswith("of 4")


def test_a_file_that_is_no_pdf_cannot_be_shown(qtbot: QtBot) -> None:
    assert qtbot
    with pytest.raises(SurroundingsError, match="it is damaged"):
        PaperViewer("PAR.pdf", b"no PDF")


def test_a_viewer_deleted_with_its_window_closes_the_pdf(qtbot: QtBot) -> None:
    window = QWidget()
    viewer = PaperViewer("PAR.pdf", a_paper(), window)
    reader = viewer._reader  # noqa: SLF001 # its thread
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    assert not reader._thread.is_alive()  # noqa: SLF001 # its thread


def test_a_thousand_pages_open_at_once_and_take_little_memory(opened: Callable[..., PaperViewer], qtbot: QtBot) -> None:
    viewer = opened(a_paper(MANY, headings=False))
    assert len(drawn(viewer)) < MANY / 100  # nobody waits for pages that are out of sight
    viewer.last()
    qtbot.waitUntil(lambda: MANY - 1 in drawn(viewer))
    look_for(viewer, "Page 500 of the report", qtbot)
    assert (viewer.page, count(viewer)) == (499, "1 of 1")
    assert sum(picture.sizeInBytes() for _, picture in drawn(viewer).values()) < 60_000_000


def test_the_paper_viewer_is_drawn(
    opened: Callable[..., PaperViewer], qtbot: QtBot, picture: Callable[..., list[Path]]
) -> None:
    viewer = opened(redact=lambda *_: None)
    viewer.start_search()
    look_for(viewer, "mill lane", qtbot)
    qtbot.waitUntil(lambda: {0, 1} <= set(drawn(viewer)))
    assert len(picture(viewer, "paper-viewer")) == 4
    wide = BytesIO()
    canvas = Canvas(wide, pagesize=landscape(A4))
    canvas.drawString(72, 400, "A genogram")
    canvas.save()
    other = opened(wide.getvalue())
    assert other.zoom < viewer.zoom * 1.2
