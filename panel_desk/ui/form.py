"""The form: rows made from a list of fields, read and written together, each problem shown beside its field."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.ui.desk_bridge import DeskBridge, Done, WithErrorsIn
from panel_desk.ui.fields import Field, FormPart
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.inputs import Input, Options
from panel_desk.ui.states import State
from panel_desk.ui.theme import READING_WIDTH, S4, S8, S16, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.layout import column, reveal, row, within
from panel_desk.ui.widgets.text import Text, labelled

if TYPE_CHECKING:
    from panel_desk.desk import Work

P = ParamSpec("P")
T = TypeVar("T")
R = TypeVar("R")
_NOTHING = (None, "", ())  # the values of a field that is left empty
_UNTIL_RELEASED = 50  # milliseconds between looks at whether the mouse is still pressed


@dataclass(frozen=True, slots=True)
class FormValues:
    """The values of a form that could all be read.

    Args:
        by_key: each field's value by the field's key.
    """

    by_key: Mapping[str, object]

    def __getitem__(self, field: Field[T]) -> T:
        """The value of a field that always has one: it is required, or it is a text or a set of ticks.

        Raises:
            TypeError: the field may be left empty; read it by `get`.
        """
        if not field.always_has_value:
            raise TypeError(f"{field.key} may be left empty: read it by get().")
        return cast("T", self.by_key[field.key])  # each kind of field reads values of its own type

    def get(self, field: Field[T]) -> T | None:
        """The value of a field that may be left empty; None where it is."""
        return cast("T | None", self.by_key[field.key])  # each kind of field reads values of its own type

    def as_fields(self, kind: type[R], *others: Field[object]) -> R:
        """All values as the fields of a register.

        A register's form has a field for most of its columns, and its fields bear the columns' names; naming each one
        once more would add nothing. `tests/ui/test_register_forms.py` compares names and types.

        Args:
            kind: the TypedDict of the fields that the register's operations take.
            others: fields of the form that are not among them.

        Raises:
            TypeError: the form asks for something that is no field of the register.
        """
        other_keys = {field.key for field in others}
        fields = {key: value for key, value in self.by_key.items() if key not in other_keys}
        if unknown := fields.keys() - kind.__annotations__.keys():
            raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(unknown))}.")
        return cast("R", fields)


@dataclass(frozen=True, slots=True)
class FilledForm(FormValues):
    """The values of a form, and the operation that is done with them.

    Args:
        bridge: does it, and shows a broken rule beside the field that it is about.
    """

    bridge: WithErrorsIn

    def do(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Do an operation; a broken rule shows beside the field that it is about."""
        return self.bridge.do(operation, *args, **fields)


class FormRow(QWidget):
    """A row of a form: label, help, input, and the sentence that says what is wrong."""

    def __init__(self, field: Field[object]) -> None:
        super().__init__()
        self.field = field
        self.input: Input = field.make()
        label = Text(f"{field.label} (required)" if field.required else field.label, Part.STRONG)
        labelled(label, self.input.focus_widget(), field.help)
        self._problem = Text("", Part.ERROR, wrap=True)
        self._problem.setMaximumWidth(READING_WIDTH)
        self.problem_row = within(row(IconLabel("triangle-alert", "alert"), self._problem, gap=S4))
        self.problem_row.hide()
        parts = column(label, gap=S4)
        if field.help:
            self._help = Text(field.help, Part.QUIET, wrap=True)
            self._help.setMaximumWidth(READING_WIDTH)
            parts.addWidget(self._help)
        parts.addWidget(self.input)
        parts.addWidget(self.problem_row)
        self._parts = parts
        self.setLayout(parts)
        self.input.edited.connect(self.clear)
        self.input.left.connect(self._check_readable)

    @property
    def problem(self) -> str:
        """The problem that is shown; empty where there is none."""
        return "" if self.problem_row.isHidden() else self._problem.text()

    def put_beneath(self, widget: QWidget) -> None:
        """Show something more beneath the field."""
        self._parts.addWidget(widget)

    def say(self, sentence: str) -> None:
        """Say what is wrong with the field."""
        self._problem.setText(sentence)
        self.problem_row.show()
        self._mark(sentence)

    def clear(self) -> None:
        """Remove the problem."""
        if not self.problem_row.isHidden():
            self.problem_row.hide()
            self._mark("")

    def value(self) -> Any:  # noqa: ANN401 # each kind of field has its own
        """The value typed.

        Raises:
            ValueError: the sentence that says what is wrong.
        """
        value = self.input.read()
        if self.field.required and value in _NOTHING:
            raise ValueError(f"“{self.field.label}” is empty. Fill it in.")
        return value

    def _mark(self, sentence: str) -> None:
        widget = self.input.focus_widget()
        widget.setProperty("wrong", bool(sentence))
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.setAccessibleDescription(f"{self.field.help} {sentence}".strip())

    def _check_readable(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            # A press of the mouse moved the focus: the sentence would push the button from under the pointer.
            QTimer.singleShot(_UNTIL_RELEASED, self, self._check_readable)
            return
        try:
            self.input.read()
        except ValueError as error:
            self.say(str(error))


class Form(QWidget):
    """A form.

    Args:
        fields: what it asks for, in order; a string in between is a section's heading, and a tuple of fields
            is shown on one line.
    """

    edited = Signal()  # the user has changed a field

    def __init__(self, fields: Sequence[FormPart]) -> None:
        super().__init__()
        self.rows: dict[str, FormRow] = {}
        self._filled: dict[str, Any] = {}  # by the field's key: the value that counts as saved
        self._is_filling = False
        self._submit: Callable[[], object] | None = None
        self.banner = Banner()
        parts = column(self.banner, gap=S16)
        for one in fields:
            if isinstance(one, str):
                parts.addSpacing(S8)
                parts.addWidget(Text(one, Part.SECTION))
            elif isinstance(one, tuple):
                side_by_side = row(gap=S16)
                for field in one:
                    side_by_side.addWidget(self._row(field), 0, Qt.AlignmentFlag.AlignTop)
                side_by_side.addStretch(1)
                parts.addLayout(side_by_side)
            else:
                parts.addWidget(self._row(one))
        self.setLayout(parts)
        self._filled = self._typed()

    def _row(self, field: Field[object]) -> FormRow:
        made = FormRow(field)
        made.input.edited.connect(self._on_edited)
        self.rows[field.key] = made
        return made

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run on Enter what `submit_with_enter` was given; in a field of several lines, Enter begins a line."""
        if self._submit is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._submit()
        else:
            super().keyPressEvent(event)

    # For pages

    def submit_with_enter(self, run: Callable[[], object]) -> None:
        """Run this when Enter is pressed in a field; in a dialog its default button does so."""
        self._submit = run

    def fill(self, values: Mapping[str, Any]) -> None:
        """Show what is saved. A field that the user has changed keeps what was typed."""
        typed = self._typed()
        self._is_filling = True
        for key, value in values.items():
            if key in self.rows and typed[key] == self._filled[key]:
                self.rows[key].input.write(value)
        self._is_filling = False
        now = self._typed()
        for key in self.rows:
            if typed[key] == self._filled[key]:
                self._filled[key] = now[key]

    def set_options(self, key: str, options: Options) -> None:
        """Replace the options of a list; the choice stays, where it is among them."""
        self._is_filling = True
        self.rows[key].input.set_options(options)
        self._is_filling = False

    def reset(self, values: Mapping[str, Any]) -> None:
        """Discard what was typed, and show what is saved."""
        self._filled = self._typed()
        self.fill({key: values.get(key) for key in self.rows})
        self.clear_problems()

    def read(self) -> FormValues | None:
        """The values; None where a field cannot be read or is left empty, and then the form says so."""
        self.clear_problems()
        values: dict[str, object] = {}
        wrong: list[FormRow] = []
        for key, one in self.rows.items():
            try:
                values[key] = one.value()
            except ValueError as error:
                one.say(str(error))
                wrong.append(one)
        if wrong:
            wrong[0].input.focus_widget().setFocus()
            return None
        return FormValues(values)

    def typed(self, field: Field[T]) -> T | None:
        """What is typed in a field so far; None where it is empty or cannot be read."""
        try:
            return cast("T | None", self.rows[field.key].input.read())  # the field's input reads values of its type
        except ValueError:
            return None

    def send(self, bridge: DeskBridge, operation: Callable[[FilledForm], Done[T]]) -> Done[T]:
        """Read the form and do its operation; true where it was done.

        Args:
            bridge: the desk.
            operation: does the form's operation with the values that it is given.
        """
        values = self.read()
        if values is None:
            return Done(False)
        done = operation(FilledForm(values.by_key, bridge.with_errors_in(self)))
        if done:
            self._filled = self._typed()
        return done

    @property
    def is_dirty(self) -> bool:
        """True where the user has typed something that is not saved."""
        return self._typed() != self._filled

    def unsaved(self) -> dict[str, Any]:
        """The values that the user has typed and not saved; those that cannot be read are left out."""
        typed = {key: self.typed(one.field) for key, one in self.rows.items()}
        return {key: value for key, value in typed.items() if value is not None and value != self._filled[key]}

    def type_again(self, unsaved: Mapping[str, Any]) -> None:
        """Show values that `unsaved` gave, still as not saved; those of fields that the form lacks are left out."""
        for key in self.rows.keys() & unsaved.keys():
            self.rows[key].input.write(unsaved[key])

    def focus(self, key: str) -> None:
        """Put the keyboard into a field."""
        self.rows[key].input.focus_widget().setFocus()

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a broken rule beside its field, or at the top of the form where it belongs to none."""
        if error.field in self.rows:
            self.rows[error.field].say(error.sentence)
            self.focus(error.field)
            reveal(self.rows[error.field].problem_row)
        else:
            self.banner.say(State.ALERT, error.sentence)
            reveal(self.banner)

    def clear_problems(self) -> None:
        """Remove the problems that are shown."""
        self.banner.hide()
        for one in self.rows.values():
            one.clear()

    # Internals

    def _on_edited(self) -> None:
        if not self._is_filling:
            self.edited.emit()

    def _typed(self) -> dict[str, Any]:
        return {key: _as_typed(one.input) for key, one in self.rows.items()}


def _as_typed(source: Input) -> Any:  # noqa: ANN401 # each kind of field has its own
    """The value of an input; where it cannot be read, the sentence that says why."""
    try:
        return source.read()
    except ValueError as error:
        return str(error)
