"""The page header: title, one line of facts, at most one primary button and a *More* menu."""

from collections.abc import Sequence
from itertools import chain

from PySide6.QtWidgets import QPushButton, QWidget

from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, button, menu_button, permitted
from panel_desk.ui.widgets.layout import Content, column, empty, hide_unless, row
from panel_desk.ui.widgets.text import Elided


class PageHeader(QWidget):
    """A page's title and facts, and its buttons."""

    def __init__(self, title: str = "", facts: str = "") -> None:
        super().__init__()
        self._title = Elided(title, Part.TITLE)
        self._facts = Elided(facts, Part.QUIET)
        hide_unless(bool(facts), self._facts)
        self._beside = row(gap=S8)
        self._buttons = row(gap=S8)
        words = column(row(self._title, self._beside, gap=S12), self._facts, gap=2)
        parts = row(words, self._buttons, gap=S12)
        parts.setStretch(0, 1)
        self.setLayout(parts)
        self.setAccessibleName(title)

    @property
    def title(self) -> str:
        """The title shown."""
        return self._title.text()

    @property
    def facts(self) -> str:
        """The line of facts shown."""
        return self._facts.text()

    def say(self, title: str, facts: str = "") -> None:
        """Show another title, and below it a line of facts; no line where `facts` is empty."""
        self._title.setText(title)
        self._facts.setText(facts)
        self._facts.setVisible(bool(facts))
        self.setAccessibleName(title)

    def set_actions(self, primary: Action | None = None, *others: Action, more: Sequence[Action] = ()) -> None:
        """Show buttons at the right: plain ones, then *More*, and the primary one outermost.

        An action that the role may not do has no button. A button that had the focus keeps it where it is shown
        again; otherwise the focus moves to the primary button, which is the next step, or without one to *More*.
        """
        holder = self.window().focusWidget()  # of a window behind a dialog too, which gets the focus back afterwards
        focused = next((one.text() for one in self.findChildren(QPushButton) if one is holder), None)
        empty(self._buttons)
        buttons = [button(action) for action in permitted(others)]
        if offered := permitted(more):
            buttons.append(menu_button("More", offered))
        if primary and primary.is_permitted:
            buttons.append(button(primary, "primary"))
        for made in buttons:
            self._buttons.addWidget(made)
        if focused is not None:
            same = (made for made in buttons if made.text() == focused)
            again: QWidget = next(chain(same, reversed(buttons)), self)
            again.show()  # the layout shows it with the next event, too late for the focus
            again.setFocus()

    def put_beside(self, *content: Content) -> None:
        """Show chips or the quorum light to the right of the title."""
        empty(self._beside)
        for one in content:
            if isinstance(one, QWidget):
                one.setMinimumWidth(one.sizeHint().width())
                self._beside.addWidget(one)
