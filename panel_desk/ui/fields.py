"""What a form can ask for: each kind of field says how it is typed, read and shown."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QWidget,
)

from panel_desk.ui import words
from panel_desk.ui.icons import icon
from panel_desk.ui.theme import FIELD_WIDTH, READING_WIDTH, S4, S12, S16
from panel_desk.ui.widgets.layout import STRETCH, column, row

_LINE = 19  # pixels that a line of a text takes
_DATE_WIDTH = 200
_TIME_WIDTH = 96
_LEAST_WIDTH = 200  # a wider field may become as narrow as this
_ALL = 1000  # of the room, up to the field's own width


class Input(QWidget):
    """The part of a form row that is typed in. `read` raises ValueError with the sentence that says what is wrong."""

    edited = Signal()
    left = Signal()

    def read(self) -> Any:  # noqa: ANN401 # a date's is a date, a choice's whatever its options are
        """The value."""
        raise NotImplementedError

    def write(self, value: Any) -> None:  # noqa: ANN401 # the same
        """Show a value."""
        raise NotImplementedError

    def offer(self, options: "Options") -> None:
        """Let other values be chosen from now on; what is chosen stays, where it is among them."""
        raise NotImplementedError

    def focus_widget(self) -> QWidget:
        """The widget that the label belongs to and the keyboard goes to."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that a form asks for.

    Args:
        key: the operation's name for it.
        label: the form's name for it.
        help: a line that says what to write, or why it is asked.
        required: it may not be left empty; the label says so in words.
        width: how wide, in pixels.
    """

    key: str
    label: str
    help: str = ""
    required: bool = False
    width: int = FIELD_WIDTH

    def make(self) -> Input:
        """The input for it."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field):
    """Words: one line, or several.

    Args:
        lines: how many lines it shows; more than one may hold paragraphs.
        is_secret: a passphrase, hidden unless the reader shows it.
        placeholder: an example within the field.
    """

    lines: int = 1
    is_secret: bool = False
    placeholder: str = ""

    def make(self) -> Input:
        """A line or a box."""
        return _LineInput(self) if self.lines == 1 else _BoxInput(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field):
    """A date, typed as 4 March 2027, 04/03/2027 or 2027-03-04 and shown in full."""

    width: int = _DATE_WIDTH

    def make(self) -> Input:
        """A line that knows dates."""
        return _DateInput(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeField(Field):
    """A time of day, typed as 9:30, 09.30 or 0930."""

    width: int = _TIME_WIDTH

    def make(self) -> Input:
        """A line that knows times."""
        return _TimeInput(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field):
    """A whole number.

    Args:
        least: the smallest that is right.
        most: the greatest that is right.
    """

    least: int = 0
    most: int = 9999
    width: int = _TIME_WIDTH

    def make(self) -> Input:
        """A line that knows numbers."""
        return _NumberInput(self)


Options = Sequence[tuple[Any, str]]


def options(kinds: type[StrEnum]) -> list[tuple[StrEnum, str]]:
    """A vocabulary as options, in its own words with a capital."""
    return [(kind, words.capital(kind)) for kind in kinds]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField(Field):
    """One of several.

    Args:
        options: the values and their words.
        none: the words for no choice yet.
        is_long: there may be hundreds, so that typing finds one by any part of its words.
    """

    options: Options = ()
    none: str = "Choose one"
    is_long: bool = False

    def make(self) -> Input:
        """A list that drops down."""
        return _LongChoiceInput(self) if self.is_long else _ChoiceInput(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoField(Field):
    """Yes or no, neither of them until it is said."""

    def make(self) -> Input:
        """Two words to choose from."""
        return _YesNoInput()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralField(Field):
    """Any of several.

    Args:
        options: the values and their words.
    """

    options: Options = ()

    def make(self) -> Input:
        """A tick for each."""
        return _SeveralInput(self)


def _at_left(typed: QWidget, width: int) -> QHBoxLayout:
    """Where it is typed: at the left, as wide as the field says where there is room."""
    typed.setMinimumWidth(min(width, _LEAST_WIDTH))
    typed.setMaximumWidth(width)
    layout = row(typed, STRETCH)
    layout.setStretch(0, _ALL)
    return layout


class _LineInput(Input):
    def __init__(self, field: Field) -> None:
        super().__init__()
        self.line = QLineEdit()
        if isinstance(field, TextField):
            self.line.setPlaceholderText(field.placeholder)
            if field.is_secret:
                hide(self.line)
        self.setLayout(_at_left(self.line, field.width))
        self.line.textEdited.connect(self.edited)
        self.line.editingFinished.connect(self._leave)

    def _leave(self) -> None:
        self.left.emit()

    def read(self) -> Any:  # noqa: ANN401 # see Input
        return self.line.text().strip()

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        self.line.setText("" if value is None else str(value))
        self.line.setCursorPosition(0)

    def focus_widget(self) -> QWidget:
        return self.line


class _DateInput(_LineInput):
    def read(self) -> date | None:
        try:
            return words.read_date(self.line.text())
        except ValueError:
            raise ValueError(f"“{self.line.text()}” is not a date. Write it as 4 March 2027 or 04/03/2027.") from None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        super().write(words.full(value))

    def _leave(self) -> None:
        with suppress(ValueError):  # the form says so beside the field
            self.line.setText(words.full(self.read()))
        super()._leave()


class _TimeInput(_LineInput):
    def read(self) -> time | None:
        try:
            typed = words.read_time(self.line.text())
        except ValueError:
            raise ValueError(f"“{self.line.text()}” is not a time of day. Write it as 09:30.") from None
        return time.fromisoformat(typed) if typed else None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        super().write(f"{value:%H:%M}" if isinstance(value, time) else value)

    def _leave(self) -> None:
        with suppress(ValueError):  # the form says so beside the field
            self.write(self.read())
        super()._leave()


class _NumberInput(_LineInput):
    def __init__(self, field: NumberField) -> None:
        super().__init__(field)
        self._least, self._most = field.least, field.most
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight)

    def read(self) -> int | None:
        typed = self.line.text().strip()
        if not typed:
            return None
        if typed.isdecimal() and self._least <= int(typed) <= self._most:
            return int(typed)
        raise ValueError(f"Write a whole number from {self._least} to {self._most}.")


class _BoxInput(Input):
    def __init__(self, field: TextField) -> None:
        super().__init__()
        self.box = QPlainTextEdit()
        self.box.setTabChangesFocus(True)
        self.box.setPlaceholderText(field.placeholder)
        self.box.setMinimumHeight(field.lines * _LINE + S12)
        self.box.setMaximumHeight(field.lines * _LINE + S16)
        self.setLayout(_at_left(self.box, max(field.width, READING_WIDTH)))
        self.box.textChanged.connect(self.edited)

    def read(self) -> str:
        return self.box.toPlainText().strip()

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        self.box.setPlainText("" if value is None else str(value))

    def focus_widget(self) -> QWidget:
        return self.box


class _ChoiceInput(Input):
    def __init__(self, field: ChoiceField) -> None:
        super().__init__()
        self.list = QComboBox()
        self.list.addItem(field.none, None)
        self._values: list[Any] = [None]
        self._add(field.options)
        self.setLayout(_at_left(self.list, field.width))
        self.list.currentIndexChanged.connect(self.edited)

    def offer(self, options: Options) -> None:
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
        return self._values[self.list.currentIndex()]

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        self.list.setCurrentIndex(self._values.index(value) if value in self._values else 0)

    def focus_widget(self) -> QWidget:
        return self.list


class _LongChoiceInput(_ChoiceInput):
    def __init__(self, field: ChoiceField) -> None:
        super().__init__(field)
        line = QLineEdit()
        self.list.setEditable(True)
        self.list.setLineEdit(line)
        self.list.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.list.setMinimumWidth(field.width)
        completer = QCompleter(self.list.model(), line)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        line.setCompleter(completer)
        line.editingFinished.connect(self._leave)
        line.textEdited.connect(self.edited)

    def read(self) -> Any:  # noqa: ANN401 # see Input
        typed = self.list.currentText().strip()
        at = self.list.findText(typed, Qt.MatchFlag.MatchFixedString) if typed else 0
        if at < 0:
            raise ValueError(f"“{typed}” is not in the list. Type a part of it and choose, or clear the field.")
        return self._values[at]

    def _leave(self) -> None:
        self.left.emit()


class _YesNoInput(Input):
    def __init__(self) -> None:
        super().__init__()
        self.yes, self.no = QRadioButton("Yes"), QRadioButton("No")
        self.setLayout(row(self.yes, self.no, STRETCH, gap=S16))
        self.yes.toggled.connect(self.edited)
        self.no.toggled.connect(self.edited)

    def read(self) -> bool | None:
        return True if self.yes.isChecked() else False if self.no.isChecked() else None

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        for one, is_on in ((self.yes, value is True), (self.no, value is False)):
            one.setAutoExclusive(False)
            one.setChecked(is_on)
            one.setAutoExclusive(True)

    def focus_widget(self) -> QWidget:
        return self.yes


class _SeveralInput(Input):
    def __init__(self, field: SeveralField) -> None:
        super().__init__()
        self._ticks = [(value, QCheckBox(label.replace("&", "&&"))) for value, label in field.options]
        self.setLayout(column(*(tick for _, tick in self._ticks), gap=S4 // 2))
        for _, tick in self._ticks:
            tick.toggled.connect(self.edited)

    def read(self) -> tuple[Any, ...]:
        return tuple(value for value, tick in self._ticks if tick.isChecked())

    def write(self, value: Any) -> None:  # noqa: ANN401 # see Input
        chosen = value or ()
        for one, tick in self._ticks:
            tick.setChecked(one in chosen)

    def focus_widget(self) -> QWidget:
        return self._ticks[0][1] if self._ticks else self


def hide(line: QLineEdit) -> None:
    """Make a line a passphrase's: hidden, with an eye at its end that shows it."""
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
