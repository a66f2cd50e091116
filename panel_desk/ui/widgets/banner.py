"""The banner across the top of a page or a form: what happened and what to do."""

from PySide6.QtWidgets import QFrame

from panel_desk.ui.icons import IconLabel
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, button, icon_button
from panel_desk.ui.widgets.layout import empty, row
from panel_desk.ui.widgets.text import Text


class Banner(QFrame):
    """A message with a state, hidden until `say` is called."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = IconLabel("info", "note")
        self._title = Text("", Part.STRONG)
        self._words = Text("", wrap=True)
        self._actions = row(gap=S8)
        self._close = icon_button("x", "Dismiss", self.hide)
        parts = row(
            self._icon,
            self._title,
            self._words,
            self._actions,
            self._close,
            gap=S12,
            margins=(S12, S8, S8, S8),
        )
        parts.setStretch(2, 1)
        self.setLayout(parts)
        self.hide()

    @property
    def words(self) -> str:
        """The sentence shown; empty while the banner is hidden."""
        return "" if self.isHidden() else self._words.text()

    def say(self, state: State, words: str, *actions: Action, title: str = "", can_dismiss: bool = True) -> None:
        """Show a message.

        Args:
            state: decides colour and icon.
            words: what happened and what to do, in a sentence or two.
            actions: what can be done about it, each a button.
            title: a word or two ahead of the sentence.
            can_dismiss: it has a button that hides it.
        """
        self.setProperty("frame", "note" if state == State.QUIET else state.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._icon.show_icon(state.icon, state.token)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._words.setText(words)
        empty(self._actions)
        for action in actions:
            self._actions.addWidget(button(action))
        self._close.setVisible(can_dismiss)
        self.setAccessibleName(f"{title} {words}".strip())
        self.show()
