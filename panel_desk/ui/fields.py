"""Kinds of form field: label, help, the type of the value and the input widget."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Generic, TypeAlias, TypeVar

from panel_desk.rules.vocabulary import HowGiven
from panel_desk.ui import formats
from panel_desk.ui.inputs import (
    BoxInput,
    ChoiceInput,
    DateInput,
    FileInput,
    Input,
    LineInput,
    LongChoiceInput,
    NumberInput,
    SeveralInput,
    TimeInput,
    YesNoInput,
)
from panel_desk.ui.theme import FIELD_WIDTH

T_co = TypeVar("T_co", covariant=True)
E = TypeVar("E", bound=StrEnum)
_DATE_WIDTH = 200  # pixels
_TIME_WIDTH = 96  # pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(Generic[T_co]):
    """A field of a form. `T_co` is the type of its value; a field that may be left empty can also be None.

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

    @property
    def always_has_value(self) -> bool:
        """True where a form that was read has a value for this field, never None."""
        return self.required

    def make(self) -> Input:
        """A new input widget for the field."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField(Field[str]):
    """A text of one line or several.

    Args:
        lines: how many lines it shows; more than one may hold paragraphs.
        is_secret: a passphrase, hidden unless the user chooses to see it.
        placeholder: an example within the field.
    """

    lines: int = 1
    is_secret: bool = False
    placeholder: str = ""

    @property
    def always_has_value(self) -> bool:
        """True: an empty text is a text."""
        return True

    def make(self) -> Input:
        """A line or a box."""
        if self.lines > 1:
            return BoxInput(self.width, self.lines, self.placeholder)
        return LineInput(self.width, self.placeholder, is_secret=self.is_secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField(Field[date]):
    """A date, typed as 4 March 2027, 04/03/2027 or 2027-03-04 and shown in full."""

    width: int = _DATE_WIDTH

    def make(self) -> Input:
        """A line that accepts dates."""
        return DateInput(self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeField(Field[time]):
    """A time of day, typed as 9:30, 09.30 or 0930."""

    width: int = _TIME_WIDTH

    def make(self) -> Input:
        """A line that accepts times."""
        return TimeInput(self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField(Field[int]):
    """A whole number.

    Args:
        least: the smallest number accepted.
        most: the greatest number accepted.
    """

    least: int = 0
    most: int = 9999
    width: int = _TIME_WIDTH

    def make(self) -> Input:
        """A line that accepts numbers."""
        return NumberInput(self.width, self.least, self.most)


def options(kinds: type[E]) -> list[tuple[E, str]]:
    """The values of a vocabulary as options, their labels beginning with a capital."""
    return [(kind, formats.capital(kind)) for kind in kinds]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField(Field[T_co]):
    """One of several options.

    Args:
        options: the values and their labels.
        none: the label for no choice yet.
        is_long: there may be hundreds, so that typing finds one by any part of its label.
    """

    options: Sequence[tuple[T_co, str]] = ()
    none: str = "Choose one"
    is_long: bool = False

    def make(self) -> Input:
        """A list that drops down."""
        return (LongChoiceInput if self.is_long else ChoiceInput)(self.width, self.options, self.none)


def how_given_field(
    explanation: str = "", *, required: bool = False, width: int = FIELD_WIDTH
) -> ChoiceField[HowGiven]:
    """The choice of how somebody gave the office what it records for them."""
    return ChoiceField(
        key="how",
        label="Given to the office by",
        help=explanation,
        required=required,
        options=options(HowGiven),
        width=width,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FileField(Field[bytes]):
    """A small file, whose bytes the operation takes.

    Args:
        kinds: the file dialog's filter, in Qt's syntax.
    """

    kinds: str = ""

    def make(self) -> Input:
        """A button that opens a file dialog, and the name of the chosen file."""
        return FileInput(self.kinds)


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoField(Field[bool]):
    """Yes or no; neither is chosen at first."""

    def make(self) -> Input:
        """Two radio buttons."""
        return YesNoInput()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeveralField(Field[tuple[T_co, ...]]):
    """Any number of several options.

    Args:
        options: the values and their labels.
    """

    options: Sequence[tuple[T_co, str]] = ()

    @property
    def always_has_value(self) -> bool:
        """True: where nothing is ticked, the value is an empty tuple."""
        return True

    def make(self) -> Input:
        """A tick box for each option."""
        return SeveralInput(self.options)


FormPart: TypeAlias = Field[object] | str | tuple[Field[object], ...]
"""A part of a form: a field, the heading of a section, or fields side by side on one line."""


def without(parts: Sequence[FormPart], unseen: Collection[str]) -> list[FormPart]:
    """The parts of a form without the fields of these keys, and without a heading of which no field is left."""
    kept: list[FormPart] = []
    for part in parts:
        if isinstance(part, str):
            if kept and isinstance(kept[-1], str):
                kept.pop()
            kept.append(part)
        elif isinstance(part, tuple):
            if fields := tuple(field for field in part if field.key not in unseen):
                kept.append(fields)
        elif part.key not in unseen:
            kept.append(part)
    return kept[:-1] if kept and isinstance(kept[-1], str) else kept
