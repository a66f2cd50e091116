"""The form dialog: a short form for one operation, whose verb is on the button."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

from panel_desk.ui.desk_bridge import DeskBridge, Done
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.fields import FormPart
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.theme import FIELD_WIDTH, READING_WIDTH, S12, S24
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, ScrolledContent, column, scrolling, within
from panel_desk.ui.widgets.text import Text

T = TypeVar("T")
_MOST_OF_THE_SCREEN = 0.6  # share of its height that the form takes at most
_MOST_OF_WORDS = 0.35  # share of the screen's height that a long text above the form takes at most
_SCROLL_BAR = 16  # pixels
_SHORT = 400  # characters shown above the form without a scroll area


class FormDialog(Message, Generic[T]):
    """A form in a dialog. It stays open, with what was typed, until the operation is done or the user leaves.

    Args:
        bridge: the desk.
        title: the dialog's title, as *Put on hold*.
        fields: what the form asks for.
        verb: the button's words, as *Put on hold*.
        operation: what the button does with the form's values, as
            `lambda filled: filled.do(defer_case, case=ref, reason=filled[reason])`.
        then: takes what the operation returned.
        words: a sentence above the form; may be empty.
        values: what the form shows at first.
        parent: the widget that it belongs to.
        otherwise: the words of the button that leaves everything as it is.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        title: str,
        fields: Sequence[FormPart],
        verb: str,
        operation: Callable[[FilledForm], Done[T]],
        then: Callable[[T], object],
        *,
        words: str = "",
        values: Mapping[str, Any] | None = None,
        parent: QWidget | None = None,
        otherwise: str = "Cancel",
    ) -> None:
        super().__init__(title, words, parent)
        self.words.setVisible(0 < len(words) <= _SHORT)
        self._bridge, self._operation, self._then = bridge, operation, then
        self.form = Form(fields)
        self.form.fill(values or {})
        area = scrolling(within(column(self.form, STRETCH)))
        hint = self.form.sizeHint()
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        area.setMinimumHeight(min(hint.height() + S24, most))
        area.setMinimumWidth(max(FIELD_WIDTH, min(hint.width(), READING_WIDTH + S24)) + _SCROLL_BAR)
        if len(words) > _SHORT:
            self.add(self._to_scroll(words))
        self.add(area)
        save = primary(verb, self.save)
        save.setDefault(True)
        self.finish(plain(otherwise, self.reject), save)
        for row in self.form.rows.values():
            row.input.focus_widget().setFocus()
            break
        self.open()

    def _to_scroll(self, words: str) -> QScrollArea:
        """A scroll area for a text that is too long to be shown above the form."""
        reading = ScrolledContent(column(Text(words, wrap=True), STRETCH, margins=(0, 0, S12, 0)))
        area = scrolling(reading)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        most = int(self.screen().availableGeometry().height() * _MOST_OF_WORDS)
        area.setMinimumHeight(min(reading.heightForWidth(self.minimumWidth() - 2 * S24 - _SCROLL_BAR), most))
        return area

    def save(self) -> None:
        """Do the operation; where it is done, close and call `then`."""
        done = self.form.send(self._bridge, self._operation)
        if done:
            self.accept()
            self._then(cast("T", done.value))  # it was done, so this is what the operation returned

    def reject(self) -> None:
        """Close without doing anything; ask first where typed text would be lost."""
        if self.form.is_dirty:
            ask(
                self,
                "Leave without saving?",
                "What you wrote in this form is not saved.",
                "Leave without saving",
                self._leave,
                otherwise="Keep writing",
            )
        else:
            self._leave()

    def _leave(self) -> None:
        super().reject()
