"""The dialog for pages that no program can read: the user checks each for marked phrases and draws boxes."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QListWidget, QScrollArea, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.papers.checks import look_at_page
from panel_desk.progress import ProgressCallback
from panel_desk.queries.papers.checks import PageLookRow, PaperRecord, paper_file
from panel_desk.rules.text import listed, with_numbers
from panel_desk.ui import formats
from panel_desk.ui.background import BackgroundWorker, Job
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.paper_reader import PaperReader
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import icon_button, plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.page_boxes import POINT, PageBoxes
from panel_desk.ui.widgets.page_strip import LEAST, MOST, STEP
from panel_desk.ui.widgets.text import Elided, Text
from panel_desk.ui.window import Dialog, resize_on_screen

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout

    from panel_desk.documents.redaction.page_text import Box
    from panel_desk.documents.redaction.paper_pages import PaperPages

_SIDE_WIDTH = 236  # pixels: the lists at the left
_BOXES_HEIGHT = 132  # pixels: the list of boxes
_NOTHING, _BOXES = "Nothing to hide on this page", "Hide what the boxes cover"
_FOUND = " Phrases that Panel Desk found are black already."
_SUGGESTED = " Text recognition has drawn boxes. It misses words, so look at the whole page."
_ALL_DONE = "Packs that are made from now on show these pages, black where the boxes are."


class LookAtPages(Dialog):
    """Shows one page after the other to a user who looks for the phrases to be redacted in a paper.

    Args:
        bridge: the desk.
        file: the paper.
        data: its bytes.
        read: where it has the phrases, and what of it no program can read.
        background: recognises the text of pages, where Tesseract is installed; None for no text recognition.
        parent: the widget that it belongs to.

    Raises:
        SurroundingsError: it cannot be read as a PDF.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        file: PaperRecord,
        data: bytes,
        read: "PaperPages",
        background: BackgroundWorker | None = None,
        parent: QWidget | None = None,
    ) -> None:
        self._reader = PaperReader(data)
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle("Pages to look at – Panel Desk")
        self.setAccessibleName(f"Pages to look at in {file.row.name}")
        self.destroyed.connect(self._reader.close)
        self._bridge, self._file, self._read, self._unread = bridge, file, read, read.unread
        self._phrases = tuple(each.phrase for each in file.redactions)
        self._data, self._background = data, background
        self._recognitions: dict[int, Job] = {}  # by page
        self._suggested: dict[int, list[QRectF]] = {}  # a page's boxes once text recognition had added its own
        self._drafts: dict[int, list[QRectF]] = {}  # boxes that are drawn and not saved yet, by page
        self._is_fitted = True  # to the width of the window
        self.banner = Banner()
        self._why = Text("", wrap=True)
        self.pages, self.boxes = QListWidget(), QListWidget()
        self.view = PageBoxes(self._reader)
        self.area = QScrollArea()
        self._done = primary(_NOTHING, self.keep)
        self._done.setDefault(True)
        self.setLayout(self._parts(file.row.name))
        self.pages.addItems([""] * len(read.unread))
        self._name_pages()
        self.pages.currentRowChanged.connect(self._show_page)
        self.boxes.currentRowChanged.connect(self._choose_box)
        self.view.boxes_changed.connect(self._note_boxes)
        self.view.chosen_changed.connect(self._mark_box)
        resize_on_screen(self, QSize(1160, 900))
        self.go_on()
        self.view.setFocus()
        self.show()
        QTimer.singleShot(0, self, self._fit)

    @property
    def page(self) -> int:
        """The page that is shown, from 1."""
        return sorted(self._unread)[max(0, self.pages.currentRow())]

    @property
    def waiting(self) -> tuple[int, ...]:
        """The pages that nobody has checked yet for all marked phrases."""
        return self._file.to_look_at(self._unread)

    # Navigation and zoom

    def go_on(self) -> None:
        """Show the next page that nobody has checked, or the first of them."""
        numbers = sorted(self._unread)
        after = [page for page in self.waiting if page >= self.page] or list(self.waiting)
        self.pages.setCurrentRow(numbers.index(after[0]) if after else max(0, self.pages.currentRow()))

    def next(self) -> None:
        """Show the next page."""
        self.pages.setCurrentRow(min(self.pages.currentRow() + 1, self.pages.count() - 1))

    def previous(self) -> None:
        """Show the page before."""
        self.pages.setCurrentRow(max(self.pages.currentRow() - 1, 0))

    def larger(self) -> None:
        """Zoom in by a quarter."""
        self._zoom(self.view.zoom * STEP)

    def smaller(self) -> None:
        """Zoom out by a fifth."""
        self._zoom(self.view.zoom / STEP)

    def fit_width(self) -> None:
        """Fit the page width to the window, also when it is resized."""
        self._is_fitted = True
        self._fit()

    def add_box(self) -> None:
        """Add a box in the middle of the visible part; arrow keys move it."""
        self.view.add_box(self.view.visibleRegion().boundingRect())
        self.view.setFocus()

    def keep(self) -> None:
        """Record that this page was checked, with its boxes, and show the next."""
        page, look = self.page, self._look(self.page)
        done = self._bridge.with_errors_in(self).do(
            look_at_page,
            paper=self._file.row.id,
            sha256=self._file.row.sha256,
            page=page,
            boxes=self._reader.on_page(page - 1, self.view.boxes),
            phrases=self._phrases,
            version=look.version if look else None,
        )
        if done.is_outdated:
            self._join_with_theirs(page)
        if not done:
            return
        self._drafts.pop(page, None)
        self._read_again()
        if self.waiting:
            self.go_on()
        else:
            self.banner.say(State.GOOD, _ALL_DONE, title="Every page was looked at.", can_dismiss=False)
        self._update_buttons()
        self.view.setFocus()

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show why the check could not be recorded; the boxes stay."""
        self.banner.say(State.ALERT, error.sentence)

    def clear_problems(self) -> None:
        """Hide the banner."""
        self.banner.hide()

    def reject(self) -> None:
        """Close; ask first where boxes would be lost."""
        if drawn := self._drawn():
            drawn_on = with_numbers("page", drawn)
            ask(
                self,
                "Leave without saving the boxes?",
                f"The boxes that you drew on {drawn_on} are lost, and packs withhold these pages still.",
                "Leave without saving",
                self._leave,
                otherwise="Go on looking",
            )
        else:
            self._leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before unsaved boxes are lost, as Escape does."""
        if self._drawn():
            event.ignore()
            self.reject()
        else:
            self._let_go()
            super().closeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the page again, where it is fitted."""
        super().resizeEvent(event)
        self._fit()

    # Internals

    def _leave(self) -> None:
        self._drafts.clear()
        self._let_go()
        super().reject()

    def _let_go(self) -> None:
        """Stop the text recognition, and close the PDF."""
        for job in self._recognitions.values():
            job.stop()
        self._recognitions.clear()
        self._reader.close()

    def _drawn(self) -> list[int]:
        """The pages on which somebody drew or removed boxes that are not kept yet."""
        return [page for page, boxes in sorted(self._drafts.items()) if boxes != self._suggested.get(page)]

    def _look(self, page: int) -> PageLookRow | None:
        """What is recorded of a page: who looked at it, and the boxes; None where nobody has."""
        return next((each for each in self._file.looks if each.page == page), None)

    def _read_again(self) -> None:
        self._file = self._bridge.ask(paper_file, self._file.row.id)
        self._name_pages()

    def _join_with_theirs(self, page: int) -> None:
        """Show this user's boxes and those that somebody else saved for this page meanwhile."""
        mine = list(self.view.boxes)
        self._read_again()
        look = self._look(page)
        theirs = self._reader.as_shown(page - 1, look.boxes if look else ())
        self._drafts[page] = [*mine, *(box for box in theirs if box not in mine)]
        self._show_page(self.pages.currentRow())

    def _show_page(self, _: int) -> None:
        page, look = self.page, self._look(self.page)
        kept = self._reader.as_shown(page - 1, look.boxes if look else ())
        found = [(box.left, box.bottom, box.right, box.top) for box in self._read.blackened[page]]
        self.view.show_page(page - 1, self._drafts.get(page, kept), self._reader.as_shown(page - 1, found))
        named = listed([f"“{phrase}”" for phrase in self._phrases])
        self._why.setText(
            f"Look for {named}. Page {page} has {listed(self._unread[page])}. Draw a box over each place that must "
            f"not be read.{_FOUND if found else ''}{_SUGGESTED if page in self._suggested else ''}"
        )
        self._name_boxes()
        self._fit()
        self.area.verticalScrollBar().setValue(0)
        self._update_buttons()
        self._recognise(page)

    def _recognise(self, page: int) -> None:
        """Have the text of a page recognised in the background, once, where nobody has looked at it yet."""
        if self._background is None or page in self._recognitions or page not in self.waiting:
            return
        from panel_desk.documents.redaction.text_recognition import suggested_boxes  # noqa: PLC0415 # heavy; loads when first needed

        data, phrases = self._data, self._phrases

        def work(progress: ProgressCallback) -> "tuple[Box, ...]":
            return suggested_boxes(data, page - 1, phrases, lambda: progress("", 0, 0))

        what = f"Recognising the text of page {page}"
        self._recognitions[page] = self._background.start(what, work, partial(self._suggest, page))

    def _suggest(self, page: int, found: "tuple[Box, ...]") -> None:
        """Add boxes where text recognition found a phrase and nothing is black yet."""
        is_open = page in self._recognitions
        if not is_open or page not in self.waiting:
            return
        areas = [(box.left, box.bottom, box.right, box.top) for box in found]
        black = [(box.left, box.bottom, box.right, box.top) for box in self._read.blackened[page]]
        look = self._look(page)
        kept = self._reader.as_shown(page - 1, look.boxes if look else ())
        boxes = self._drafts.get(page, list(kept))
        covered = [*boxes, *self._reader.as_shown(page - 1, black)]
        new = [box for box in self._reader.as_shown(page - 1, areas) if not any(map(box.intersects, covered))]
        if not new:
            return
        if page not in self._drafts:
            self._suggested[page] = [*boxes, *new]
        if page == self.page:
            self.view.suggest(new)
            self._why.setText(f"{self._why.text()}{_SUGGESTED}")
        else:
            self._drafts[page] = [*boxes, *new]

    def _name_pages(self) -> None:
        for at, page in enumerate(sorted(self._unread)):
            look = self._look(page)
            if page in self.waiting or look is None:
                state = "to look at"
            else:
                boxes = formats.count(len(look.boxes), "box", "boxes") if look.boxes else "nothing to hide"
                state = f"{boxes}\n{look.looked_by}, {formats.full(look.looked_at.astimezone().date())}"
            self.pages.item(at).setText(f"Page {page}: {state}")

    def _name_boxes(self) -> None:
        blocked = self.boxes.blockSignals(True)
        self.boxes.clear()
        self.boxes.addItems([f"Box {number}" for number in range(1, len(self.view.boxes) + 1)])
        self.boxes.setCurrentRow(self.view.chosen)
        self.boxes.blockSignals(blocked)

    def _note_boxes(self) -> None:
        self._drafts[self.page] = list(self.view.boxes)
        self._name_boxes()
        self._update_buttons()

    def _choose_box(self, box: int) -> None:
        if box != self.view.chosen:
            self.view.choose(box)
        if box >= 0:
            middle = self.view.middle_of(box)
            self.area.ensureVisible(middle.x(), middle.y(), S24, S24)

    def _mark_box(self) -> None:
        if self.boxes.currentRow() != self.view.chosen:
            self._name_boxes()
        self._update_buttons()

    def _update_buttons(self) -> None:
        is_kept = self.page not in self.waiting and self.page not in self._drafts
        self._done.setText(_BOXES if self.view.boxes else _NOTHING)
        self._done.setEnabled(not is_kept)
        self._done.setToolTip("This page was looked at. Change its boxes to save it again." if is_kept else "")
        self._remove.setEnabled(self.view.chosen >= 0)
        self._previous.setEnabled(self.pages.currentRow() > 0)
        self._next.setEnabled(self.pages.currentRow() < self.pages.count() - 1)

    def _zoom(self, zoom: float) -> None:
        self._is_fitted = False
        self.view.zoom_to(max(LEAST, min(zoom, MOST)))

    def _fit(self) -> None:
        if self._is_fitted:
            width, _ = self._reader.sizes[self.page - 1]
            room = self.area.viewport().width() - 2
            self.view.zoom_to(max(LEAST, min(room / (width * POINT), MOST)))

    def _parts(self, name: str) -> "QVBoxLayout":
        self.pages.setAccessibleName("Pages to look at")
        self.pages.setFixedWidth(_SIDE_WIDTH)
        self.pages.setWordWrap(True)
        self.boxes.setAccessibleName("Boxes on this page")
        self.boxes.setFixedSize(_SIDE_WIDTH, _BOXES_HEIGHT)
        self.area.setWidget(self.view)
        self.area.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._remove = plain("Remove box", self.view.remove_box, "x")
        self._previous = icon_button("chevron-left", "Previous page", self.previous)
        self._next = icon_button("chevron-right", "Next page", self.next)
        QShortcut("Del", self.boxes, self.view.remove_box, context=Qt.ShortcutContext.WidgetShortcut)
        for keys, run in (
            ("PgUp", self.previous),
            ("PgDown", self.next),
            ("Ctrl++", self.larger),
            ("Ctrl+=", self.larger),
            ("Ctrl+-", self.smaller),
            ("Ctrl+0", self.fit_width),
        ):
            QShortcut(keys, self, run)
        head = row(
            Elided(name, Part.STRONG),
            self._previous,
            self._next,
            icon_button("minus", "Smaller", self.smaller),
            icon_button("plus", "Larger", self.larger),
            plain("Fit width", self.fit_width),
            gap=S8,
        )
        head.setStretch(0, 1)
        side = column(
            Text("Pages to look at", Part.STRONG),
            self.pages,
            Text("Boxes on this page", Part.STRONG),
            self.boxes,
            row(plain("Add box", self.add_box, "plus"), self._remove, gap=S8),
            Text(
                "Drag over the page to draw a box. Arrow keys move the chosen one, with Shift they size it.",
                Part.QUIET,
                wrap=True,
            ),
            gap=S8,
        )
        side.setStretch(1, 1)
        beside = row(within(side), self.area, gap=S12)
        beside.setStretch(1, 1)
        foot = row(STRETCH, plain("Close", self.reject), self._done, gap=S8)
        parts = column(head, self._why, self.banner, beside, foot, gap=S8, margins=(S12, S12, S12, S12))
        parts.setStretch(3, 1)
        return parts
