"""The timeline: everything that happened, in order, with who and when, on one line drawn down the side."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.ui import theme
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S16, S24, Part
from panel_desk.ui.widgets.layout import column, empty
from panel_desk.ui.widgets.text import Text

_DOT = 4.5
_TOP = 9  # from an entry's top to the middle of its first line


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened.

    Args:
        when: the day or the moment, in words.
        words: what happened.
        who: who did it, or who it was about; may be empty.
        state: how it stands, by the colour and form of its dot.
        detail: more of what happened, a line each; may be empty.
    """

    when: str
    words: str
    who: str = ""
    state: State = State.QUIET
    detail: str = ""


class _Entry(QFrame):
    """A dot on the line, and its words."""

    def __init__(self, event: Event, *, is_first: bool, is_last: bool) -> None:
        super().__init__()
        self._event, self._is_first, self._is_last = event, is_first, is_last
        quiet = f"{event.when} · {event.who}" if event.who else event.when
        below = 0 if is_last else S16
        self.setLayout(
            column(
                Text(event.words, Part.STRONG if event.detail else Part.BODY, wrap=True),
                *((Text(event.detail, wrap=True),) if event.detail else ()),
                Text(quiet, Part.QUIET, wrap=True),
                gap=0,
                margins=(S24, 0, 0, below),
            )
        )
        self.setAccessibleName(" ".join(f"{event.when}: {event.words} {event.detail} {event.who}".split()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line and the dot: filled for what is done, hollow for what waits."""
        del event
        worn = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(S8, _TOP)
        painter.setPen(QPen(QColor(worn.line), 2))
        if not self._is_first:
            painter.drawLine(QPointF(S8, 0), middle)
        if not self._is_last:
            painter.drawLine(middle, QPointF(S8, self.height()))
        ink = QColor(worn.named(self._event.state.token))
        painter.setPen(QPen(ink, 2))
        painter.setBrush(QColor(worn.surface) if self._event.state == State.WAITING else ink)
        painter.drawEllipse(middle, _DOT, _DOT)
        painter.end()


class Timeline(QWidget):
    """What happened, the newest first or last as it is given."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        super().__init__()
        self._parts = column(gap=0)
        self._parts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setLayout(self._parts)
        self.setAccessibleName("What happened")
        self.show_events(events)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these in place of the ones there were."""
        empty(self._parts)
        last = len(events) - 1
        for at, event in enumerate(events):
            self._parts.addWidget(_Entry(event, is_first=at == 0, is_last=at == last))
        if not events:
            self._parts.addWidget(Text("Nothing has happened yet.", Part.QUIET))
