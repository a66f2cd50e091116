"""Layout of a record: facts at the left, tabs in the middle, the timeline at the right, or below the facts."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from panel_desk.ui.theme import S12, S16, S24, Part
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.layout import column, framed, hide_unless, line, row, scrolling, within
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline

_FACTS_WIDTH = 300  # pixels
_TIMELINE_WIDTH = 300  # pixels
_LEAST_TAB_WIDTH = 500  # pixels, with the facts at its left and the timeline at its right


class Tabs(QWidget):
    """A tab bar, and the body of the tab that is open.

    Args:
        tabs: each tab's key, title and body, or a function that makes the body when the tab is first opened.
    """

    changed = Signal(str)

    def __init__(self, tabs: Sequence[tuple[str, str, QWidget | Callable[[], QWidget]]]) -> None:
        super().__init__()
        self._keys = [key for key, _, _ in tabs]
        self._unmade: dict[int, tuple[Callable[[], QWidget], QWidget]] = {}  # by number; what stands in for the body
        self._bar = TabBar()
        self._stack = QStackedWidget()
        for number, (_, words, body) in enumerate(tabs):
            self._bar.addTab(words.replace("&", "&&"))
            if isinstance(body, QWidget):
                self._stack.addWidget(body)
            else:
                stand_in = QWidget()
                self._unmade[number] = body, stand_in
                self._stack.addWidget(stand_in)
        self._bar.currentChanged.connect(self._turn)
        self.setFocusProxy(self._bar)
        self._head = within(column(self._bar, line(), gap=0))
        parts = column(self._head, self._stack, gap=S12)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    @property
    def current(self) -> str:
        """The key of the tab that is open."""
        return self._keys[self._bar.currentIndex()]

    def open(self, key: str | None) -> None:
        """Open a tab; an unknown key changes nothing."""
        if key in self._keys:
            self._bar.setCurrentIndex(self._keys.index(key))

    def showEvent(self, event: QShowEvent) -> None:
        """Make the body of the first tab where none was opened before."""
        self._show_body(self._bar.currentIndex())
        super().showEvent(event)

    def _show_body(self, index: int) -> None:
        if index in self._unmade:
            make, stand_in = self._unmade.pop(index)
            self._stack.insertWidget(index, make())
            self._stack.removeWidget(stand_in)
            stand_in.deleteLater()
        self._stack.setCurrentIndex(index)

    def show_bar(self, *, is_shown: bool) -> None:
        """Show or hide the tab bar."""
        self._head.setVisible(is_shown)

    def rename(self, key: str, words: str) -> None:
        """Change a tab's title, as *Papers 3*; nothing where the account has no such tab."""
        if key in self._keys:
            self._bar.setTabText(self._keys.index(key), words.replace("&", "&&"))

    def needed_width(self) -> int:
        """The width in pixels at which no title and nothing of any tab is cut off."""
        return max(self._bar.sizeHint().width(), self._stack.minimumSizeHint().width())

    def _turn(self, index: int) -> None:
        self._show_body(index)
        self.changed.emit(self._keys[index])


class Record(QWidget):
    """The body of a record's page.

    Args:
        tabs: each tab's key, title and body.
        timeline_title: the heading of the timeline; empty for a record without one.
    """

    def __init__(self, tabs: Sequence[tuple[str, str, QWidget]], timeline_title: str = "What happened") -> None:
        super().__init__()
        self.facts = Facts()
        self.tabs = Tabs(tabs)
        self.timeline = Timeline()
        self._titled_timeline = within(column(Text(timeline_title, Part.SECTION), self.timeline, gap=S12))
        hide_unless(bool(timeline_title), self._titled_timeline)
        self._under_facts = column(self._titled_timeline)
        left = scrolling(within(column(self.facts, self._under_facts, None, gap=S24, margins=(0, 0, S16, 0))))
        left.setFixedWidth(_FACTS_WIDTH)
        self._beside = column()
        within_right = scrolling(within(column(self._beside, None, margins=(0, 0, S12, 0))))
        self._right = framed(column(within_right, margins=(S16, 0, 0, 0)), "side")
        self._right.setFixedWidth(_TIMELINE_WIDTH)
        self._right.hide()
        self._has_timeline = bool(timeline_title)
        parts = row(left, self.tabs, self._right, gap=S24)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Move the timeline to where there is room for it."""
        super().resizeEvent(event)
        self._place_timeline()

    def event(self, event: QEvent) -> bool:
        """Move the timeline also when a tab got wider content."""
        if event.type() is QEvent.Type.LayoutRequest:
            self._place_timeline()
        return super().event(event)

    def _place_timeline(self) -> None:
        tab_width = max(_LEAST_TAB_WIDTH, self.tabs.needed_width())
        needed = _FACTS_WIDTH + tab_width + _TIMELINE_WIDTH + 2 * S24
        is_wide = self._has_timeline and self.width() >= needed
        if is_wide == self._right.isHidden():
            (self._beside if is_wide else self._under_facts).addWidget(self._titled_timeline)
            self._right.setVisible(is_wide)

    def show_record(self, facts: Sequence[Fact], events: Sequence[Event] = ()) -> None:
        """Show a record's facts and its timeline."""
        self.facts.show_facts(facts)
        self.timeline.show_events(events)
