"""Input widgets of form fields: each kind reads and shows a value of one type."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, time
from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QAbstractItemModel, QDate, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QRadioButton,
    QStyledItemDelegate,
    QWidget,
)

from panel_desk.rules.dates import read_date
from panel_desk.rules.folding import fold
from panel_desk.rules.text import cleaned, one_line
from panel_desk.rules.times import read_time
from panel_desk.ui import formats
from panel_desk.ui.icons import icon
from panel_desk.ui.theme import HIT, READING_WIDTH, S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import icon_button, plain
from panel_desk.ui.widgets.date_picker import DatePicker
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Elided
from panel_desk.ui.widgets.tick import Tick

_MOST_BYTES = 1_000_000  # of a file that a form takes
_LINE = 19  # height of a line of text, in pixels
_LEAST_WIDTH = 200  # pixels; a wider field may become as narrow as this
_ALL = 1000  # stretch factor: the field gets all the room up to its own width
_FOLDED = Qt.ItemDataRole.UserRole + 1  # an option's folded label, which a search compares

Options = Sequence[tuple[Any, str]]


class Input(QWidget):
    """The part of a form row that takes a value. `read` raises ValueError with the sentence that says what is wrong."""

    edited = Signal()  # the user has changed the value
    left = Signal()  # the user has left the field

    def read(self) -> Any:  # noqa: ANN401 # a DateInput reads dates, a ChoiceInput the values of its options
        """The value."""
        raise NotImplementedError

    def write(self, value: Any) -> None:  # noqa: ANN401 # a DateInput shows dates, a ChoiceInput one of its options
        """Show a value."""
        raise NotImplementedError

    def set_options(self, options: "Options") -> None:
        """Replace the options; the choice stays, where it is among them."""
        raise NotImplementedError

    def focus_widget(self) -> QWidget:
        """The widget that the label belongs to and that takes the keyboard."""
        raise NotImplementedError


def _at_left(widget: QWidget, width: int) -> QHBoxLayout:
    """A layout with the widget at the left, as wide as the field says where there is room."""
    widget.setMinimumWidth(min(width, _LEAST_WIDTH))
    widget.setMaximumWidth(width)
    layout = row(widget, STRETCH)
    layout.setStretch(0, _ALL)
    return layout


class LineInput(Input):
    """A line of text, or of a passphrase."""

    def __init__(self, width: int, placeholder: str = "", *, is_secret: bool = False) -> None:
        super().__init__()
        self._is_secret = is_secret
        self.line = self._made_line()
        self.line.setPlaceholderText(placeholder)
        if is_secret:
            hide_typed(self.line)
        self.setLayout(_at_left(self.line, width))
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._leave)

    def _made_line(self) -> QLineEdit:
        return QLineEdit()

    def _leave(self) -> None:
        self.left.emit()

    def read(self) -> Any:  # noqa: ANN401 # see Input
        """Read the text."""
        typed = self.line.text()
        return typed.strip() if self._is_secret else one_line(typed)

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show the text."""
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def focus_widget(self) -> QWidget:
        """The line."""
        return self.line


class DateInput(LineInput):
    """A line that accepts dates, and a calendar to choose one from."""

    def _made_line(self) -> QLineEdit:
        return _DateLine(self.open_calendar)

    def open_calendar(self) -> DatePicker:
        """Open the calendar beneath the line, on the date that is typed."""
        try:
            typed = self.read()
        except ValueError:
            typed = None
        return DatePicker(self.line, typed, self._choose)

    def _choose(self, day: date) -> None:
        self.write(day)
        self.line.setFocus()
        self.edited.emit()

    def read(self) -> date | None:
        """Read a date; one typed without a year is taken to be the one nearest to today."""
        typed = self.line.text().strip()
        if not typed:
            return None
        try:
            return read_date(typed, cast("date", QDate.currentDate().toPython()))
        except ValueError as error:
            no_date = f"“{typed}” is not a date. Write it as 4 March 2027 or 04/03/2027."
            raise ValueError(str(error) or no_date) from None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show a date in full."""
        super().write(formats.full(value))

    def _leave(self) -> None:
        with suppress(ValueError):  # the form says so beside the field
            self.line.setText(formats.full(self.read()))
        super()._leave()


class _DateLine(QLineEdit):
    """A line with a button at its end that opens the calendar, as Alt+Down and F4 do."""

    def __init__(self, open_calendar: Callable[[], object]) -> None:
        super().__init__()
        self._open_calendar = open_calendar
        self.button = icon_button("calendar-days", "Choose a date", open_calendar)
        self.button.setToolTip("Choose a date  Alt+Down")
        self.button.setParent(self)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its keys are the line's
        self.button.setCursor(Qt.CursorShape.ArrowCursor)
        self.button.setFixedSize(HIT, HIT)
        self.setTextMargins(0, 0, HIT - S4, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end of the line."""
        super().resizeEvent(event)
        self.button.move(self.width() - HIT - 2, (self.height() - HIT) // 2)

    def event(self, event: QEvent) -> bool:
        """Take the calendar's keys before a page's shortcut does."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _opens_calendar(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the calendar with Alt+Down or F4."""
        if _opens_calendar(event):
            self._open_calendar()
        else:
            super().keyPressEvent(event)


def _opens_calendar(event: QKeyEvent) -> bool:
    pressed = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if event.key() == Qt.Key.Key_F4:
        return pressed == Qt.KeyboardModifier.NoModifier
    return event.key() == Qt.Key.Key_Down and pressed == Qt.KeyboardModifier.AltModifier


class TimeInput(LineInput):
    """A line that accepts times of day."""

    def read(self) -> time | None:
        """Read a time of day."""
        typed = self.line.text().strip()
        try:
            return read_time(typed) if typed else None
        except ValueError:
            raise ValueError(f"“{typed}” is not a time of day. Write it as 09:30.") from None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show a time of day."""
        super().write(f"{value:%H:%M}" if isinstance(value, time) else value)

    def _leave(self) -> None:
        with suppress(ValueError):  # the form says so beside the field
            self.write(self.read())
        super()._leave()


class NumberInput(LineInput):
    """A line that accepts whole numbers."""

    def __init__(self, width: int, least: int, most: int) -> None:
        super().__init__(width)
        self._least, self._most = least, most
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self) -> int | None:
        """Read a number."""
        typed = self.line.text().strip()
        if not typed:
            return None
        if typed.isdecimal() and self._least <= int(typed) <= self._most:
            return int(typed)
        raise ValueError(f"Write a whole number from {self._least} to {self._most}.")


class BoxInput(Input):
    """Several lines of text."""

    def __init__(self, width: int, lines: int, placeholder: str) -> None:
        super().__init__()
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setPlaceholderText(placeholder)
        self.box.setMinimumHeight(lines * _LINE + S12)
        self.box.setMaximumHeight(lines * _LINE + S16)
        self.setLayout(_at_left(self.box, max(width, READING_WIDTH)))
        self.box.textChanged.connect(self.edited)

    def read(self) -> str:
        """Read the text."""
        return cleaned(self.box.toPlainText())

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show the text."""
        self.box.setPlainText("" if value is None else str(value))

    def focus_widget(self) -> QWidget:
        """The box."""
        return self.box


class ChoiceInput(Input):
    """A list that drops down."""

    def __init__(self, width: int, options: Options, none: str) -> None:
        super().__init__()
        self.list = DropDown()
        self.list.addItem(none, None)
        self._values: list[Any] = [None]
        self._add(options)
        self.setLayout(_at_left(self.list, width))
        self.list.currentIndexChanged.connect(self.edited)

    def set_options(self, options: Options) -> None:
        """Replace the options; the choice stays, where it is among them."""
        chosen = self._values[self.list.currentIndex()]
        self.list.setCurrentIndex(0)
        for at in range(len(self._values) - 1, 0, -1):
            self.list.removeItem(at)
        self._values = [None]
        self._add(options)
        self.write(chosen)

    def _add(self, options: Options) -> None:
        self._values += [value for value, _ in options]
        self.list.addItems([label for _, label in options])

    def read(self) -> Any:  # noqa: ANN401 # see Input
        """Read the value of what is chosen."""
        return self._values[self.list.currentIndex()]

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show the option of a value."""
        self.list.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def focus_widget(self) -> QWidget:
        """The list."""
        return self.list


class LongChoiceInput(ChoiceInput):
    """A list that drops down, in which typing finds any part of an option's label, with or without its accents."""

    def __init__(self, width: int, options: Options, none: str) -> None:
        super().__init__(width, options, none)
        line = QLineEdit()
        self.list.setEditable(True)
        self.list.setLineEdit(line)
        self.list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.list.setMinimumWidth(width)
        line.setCompleter(_FoldedCompleter(self.list.model(), line))
        line.editingFinished.connect(self._leave)
        line.textEdited.connect(self.edited)

    def read(self) -> Any:  # noqa: ANN401 # see Input
        """Read the value of what is chosen or typed."""
        typed = self.list.currentText().strip()
        at = self.list.findText(typed, Qt.MatchFlag.MatchExactly) if typed else 0
        if at < 0:
            at = self.list.findData(fold(typed), _FOLDED, Qt.MatchFlag.MatchExactly)
        if at < 0:
            raise ValueError(f"“{typed}” is not in the list. Type a part of it and choose, or clear the field.")
        return self._values[at]

    def unlisted(self) -> str:
        """The text that is typed where no option has it in its label; empty where one has."""
        typed = " ".join(self.list.currentText().split())
        found = self.list.model().match(
            self.list.model().index(0, 0), _FOLDED, fold(typed), 1, Qt.MatchFlag.MatchContains
        )
        return "" if found else typed

    def _add(self, options: Options) -> None:
        super()._add(options)
        for at in range(self.list.count()):
            self.list.setItemData(at, fold(self.list.itemText(at)), _FOLDED)

    def _leave(self) -> None:
        self.left.emit()


class _FoldedCompleter(QCompleter):
    """Finds options by any part of their labels, whatever their case and accents."""

    def __init__(self, options: QAbstractItemModel, line: QLineEdit) -> None:
        super().__init__(options, line)
        self.setCompletionRole(_FOLDED)
        self.setFilterMode(Qt.MatchFlag.MatchContains)
        options_list = QListView()
        options_list.setObjectName("options")
        self.setPopup(options_list)
        options_list.setItemDelegate(QStyledItemDelegate(self))  # the completer's own ignores the style sheet

    def splitPath(self, path: str) -> list[str]:
        """What was typed, folded for the comparison."""
        return [fold(path)]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        """The text that choosing an option writes: its label."""
        return str(index.data())


class YesNoInput(Input):
    """Two radio buttons, Yes and No."""

    def __init__(self) -> None:
        super().__init__()
        self.yes, self.no = QRadioButton("Yes"), QRadioButton("No")
        self.setLayout(row(self.yes, self.no, STRETCH, gap=S16))
        self.yes.toggled.connect(self.edited)
        self.no.toggled.connect(self.edited)

    def read(self) -> bool | None:
        """Read yes, no or neither."""
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show yes, no or neither."""
        for one, is_on in ((self.yes, value is True), (self.no, value is False)):
            one.setAutoExclusive(False)
            one.setChecked(is_on)
            one.setAutoExclusive(True)

    def focus_widget(self) -> QWidget:
        """The radio button Yes."""
        return self.yes


class SeveralInput(Input):
    """A tick box for each option."""

    def __init__(self, options: Options) -> None:
        super().__init__()
        self._ticks = [(value, Tick(label.replace("&", "&&"))) for value, label in options]
        self.setLayout(column(*(tick for _, tick in self._ticks), gap=S4 // 2))
        for _, tick in self._ticks:
            tick.toggled.connect(self.edited)

    def read(self) -> tuple[Any, ...]:
        """Read the values that are ticked."""
        return tuple(value for value, tick in self._ticks if tick.isChecked())

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Show which values are ticked."""
        chosen = value or ()
        for one, tick in self._ticks:
            tick.setChecked(one in chosen)

    def focus_widget(self) -> QWidget:
        """The first tick box."""
        return self._ticks[0][1] if self._ticks else self


class FileInput(Input):
    """A button that opens a file dialog, and the name of the chosen file; the value is the file's bytes."""

    def __init__(self, kinds: str) -> None:
        super().__init__()
        self._kinds, self._file = kinds, Path()
        self.ask_which = self._ask_which
        self.button = plain("Choose a file…", self.choose, "folder-open")
        self._name = Elided("No file chosen yet", Part.QUIET)
        parts = row(self.button, self._name, gap=S8)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def choose(self) -> None:
        """Choose a file from a dialog."""
        if chosen := self.ask_which():
            self._file = Path(chosen)
            self._name.setText(self._file.name)
            self.edited.emit()

    def read(self) -> bytes | None:
        """Read the file."""
        if not self._file.name:
            return None
        try:
            if self._file.stat().st_size > _MOST_BYTES:
                raise ValueError("This file is too large to be the right one. Choose another.")
            return self._file.read_bytes()
        except OSError:
            raise ValueError("This file cannot be read. Choose it again from where it is now.") from None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        """Forget the chosen file, for None; bytes have no name that could be shown."""
        if value is None:
            self._file = Path()
            self._name.setText("No file chosen yet")

    def focus_widget(self) -> QWidget:
        """The button."""
        return self.button

    def _ask_which(self) -> str:
        return QFileDialog.getOpenFileName(self, "Choose a file", "", self._kinds)[0]


def hide_typed(line: QLineEdit) -> None:
    """Hide what is typed in a line, as a passphrase, with a button at its end that shows it."""
    line.setEchoMode(QLineEdit.EchoMode.Password)
    eye = line.addAction(icon("eye", "quiet"), QLineEdit.ActionPosition.TrailingPosition)
    eye.setCheckable(True)
    eye.setText("Show passphrase")
    eye.setToolTip("Show passphrase")

    def show(is_shown: bool) -> None:
        line.setEchoMode(QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password)
        eye.setIcon(icon("eye-off" if is_shown else "eye", "quiet"))
        eye.setToolTip("Hide passphrase" if is_shown else "Show passphrase")

    eye.toggled.connect(show)
