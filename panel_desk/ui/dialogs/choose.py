"""A dialog that asks to choose one of several options, before a print or a copy."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField
from panel_desk.ui.form import Form
from panel_desk.ui.widgets.buttons import plain, primary

T = TypeVar("T")


class Choose(Message, Generic[T]):
    """Asks to choose one of several options.

    Args:
        title: the dialog's title.
        words: a sentence above the choice.
        label: the label of the list.
        options: the values and their labels.
        verb: the button's words.
        then: takes the value chosen.
        parent: the widget that it belongs to.
        is_long: there may be hundreds, so that typing finds one by any part of its label.
    """

    def __init__(
        self,
        title: str,
        words: str,
        label: str,
        options: Sequence[tuple[T, str]],
        verb: str,
        then: Callable[[T], object],
        parent: QWidget | None = None,
        *,
        is_long: bool = False,
    ) -> None:
        super().__init__(title, words, parent)
        self._then = then
        self._one = ChoiceField(key="one", label=label, required=True, options=options, is_long=is_long)
        self.form = Form([self._one])
        self.add(self.form)
        button = primary(verb, self.choose)
        button.setDefault(True)
        self.finish(plain("Cancel", self.reject), button)
        self.form.focus("one")
        self.open()

    def choose(self) -> None:
        """Close, and pass the chosen value on."""
        values = self.form.read()
        if values is not None:
            self.accept()
            self._then(values[self._one])
