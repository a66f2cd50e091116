"""The timeline: events in order, with who and when, along a vertical line."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.ui import theme
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S16, S24, Part
from panel_desk.ui.widgets.layout import column, empty
from panel_desk.ui.widgets.text import Text

_DOT = 4.5  # pixels: half the width of a dot
_TOP = 9  # pixels from an entry's top to the middle of its first line


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a timeline.

    Args:
        when: the date, or date and time, as text.
        words: what happened.
        who: who did it, or who it was about; may be empty.
        state: its state, shown by the colour and form of the dot.
        detail: further lines; may be empty.
    """

    when: str
    words: str
    who: str = ""
    state: State = State.QUIET
    detail: str = ""


class _EventRow(QFrame):
    """An event: a dot on the line, and its text."""

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
        """Draw the line and the dot, hollow where the event is still to come."""
        del event
        colours = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(S8, _TOP)
        painter.setPen(QPen(QColor(colours.line), 2))
        if not self._is_first:
            painter.drawLine(QPointF(S8, 0), middle)
        if not self._is_last:
            painter.drawLine(middle, QPointF(S8, self.height()))
        colour = QColor(colours.named(self._event.state.token))
        painter.setPen(QPen(colour, 2))
        painter.setBrush(QColor(colours.surface) if self._event.state == State.WAITING else colour)
        painter.drawEllipse(middle, _DOT, _DOT)
        painter.end()


class Timeline(QWidget):
    """A list of events, in the order given."""

    def __init__(self, events: Sequence[Event] = ()) -> None:
        super().__init__()
        self._parts = column(gap=0)
        self.setLayout(self._parts)
        self.setAccessibleName("What happened")
        self.show_events(events)

    def show_events(self, events: Sequence[Event]) -> None:
        """Show these events instead of the previous ones."""
        empty(self._parts)
        last = len(events) - 1
        for at, event in enumerate(events):
            self._parts.addWidget(_EventRow(event, is_first=at == 0, is_last=at == last))
        if not events:
            self._parts.addWidget(Text("Nothing has happened yet.", Part.QUIET))
        # Not an alignment of the layout: that would allow no more height than the texts need without their line breaks.
        self._parts.addStretch(1)
