"""Buttons: primary (one per view), plain, bare, link, icon, and the *More* menu."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QToolButton, QWidget

from panel_desk.rules.access import RoleRefusal
from panel_desk.ui.icons import icon
from panel_desk.ui.theme import ICON, Token


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done: its verb, what it does, its key.

    Args:
        words: the verb and its object, as *Issue agenda*.
        run: what it does; a bound method.
        icon: the name of its Lucide icon.
        key: the keys, as *Ctrl+N*.
        why_not: the sentence that says why it cannot be done now; empty where it can. Where the account's role is not
            permitted to do it, there is no button and no entry for it.
    """

    words: str
    run: Callable[[], object]
    icon: str | None = None
    key: str | None = None
    why_not: str = ""

    @property
    def is_permitted(self) -> bool:
        """Whether the role of the signed-in account may do it, even if it is not possible at the moment."""
        return not isinstance(self.why_not, RoleRefusal)


class Button(QPushButton):
    """A button that Enter presses where it has the focus, whichever button is the dialog's default."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it with Enter, once however long Enter is held; the other keys do what they do for every button."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif event.isAutoRepeat():  # the button may have come into the place of the one that was pressed
            event.accept()
        elif self.menu() is not None:
            self.showMenu()
        else:
            self.click()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Leave the second press of a double click out, for the same reason as a held Enter."""
        event.accept()


class IconButton(QToolButton):
    """A button with an icon alone, which Enter presses as well as Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press it with Enter; the other keys do what they do for every button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


class Menu(QMenu):
    """A menu in which a letter goes to the next entry that begins with it, as in the menus of Windows."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to an entry by its letter; the other keys do what they do in every menu."""
        typed = event.text().casefold()
        entries = [one for one in self.actions() if one.isEnabled() and one.isVisible()]
        at = entries.index(self.activeAction()) + 1 if self.activeAction() in entries else 0
        following = (one for one in entries[at:] + entries[:at] if one.text().casefold().startswith(typed))
        if typed.isalnum() and (found := next(following, None)) is not None:
            self.setActiveAction(found)
        else:
            super().keyPressEvent(event)


def button(action: Action, kind: str = "plain") -> QPushButton:
    """A button for an action: primary, plain, bare, link or chip."""
    made = Button(action.words.replace("&", "&&"))
    made.setProperty("kind", kind)
    made.setCursor(Qt.CursorShape.PointingHandCursor if kind == "link" else Qt.CursorShape.ArrowCursor)
    made.setAutoDefault(False)
    if action.icon:
        token: Token = "on_accent" if kind == "primary" else "accent" if kind == "link" else "text"
        made.setIcon(icon(action.icon, token))
        made.setIconSize(QSize(ICON, ICON))
    if action.key:
        made.setShortcut(QKeySequence(action.key))
    tip = action.why_not or (f"{action.words}  {action.key}" if action.key else "")
    made.setToolTip(tip)
    made.setEnabled(not action.why_not)
    made.setAccessibleName(action.words)
    if action.why_not:
        made.setAccessibleDescription(action.why_not)
    if not action.is_permitted:
        made.hide()
    made.clicked.connect(_without_state(action.run))
    return made


def primary(words: str, run: Callable[[], object], key: str | None = None) -> QPushButton:
    """The one button of a view that does what the view is for."""
    return button(Action(words, run, key=key), "primary")


def plain(words: str, run: Callable[[], object], icon_name: str | None = None) -> QPushButton:
    """A button beside the primary one."""
    return button(Action(words, run, icon_name))


def bare(words: str, run: Callable[[], object], icon_name: str | None = None) -> QPushButton:
    """A button without a border, for actions within a row or a bar."""
    return button(Action(words, run, icon_name), "bare")


def link(words: str, run: Callable[[], object]) -> QPushButton:
    """A button that looks like a link."""
    return button(Action(words, run), "link")


def icon_button(name: str, words: str, run: Callable[[], object], key: str | None = None) -> QToolButton:
    """A button with an icon alone; its words are its tooltip and its name for a screen reader."""
    made = IconButton()
    made.setIcon(icon(name, "quiet"))
    made.setIconSize(QSize(ICON, ICON))
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.setAccessibleName(words)
    made.setToolTip(f"{words}  {key}" if key else words)
    if key:
        made.setShortcut(QKeySequence(key))
    made.clicked.connect(_without_state(run))
    return made


def menu_button(words: str, actions: Sequence[Action], icon_name: str | None = None) -> QPushButton:
    """A button that opens a menu of actions, as *More*."""
    made = Button(words.replace("&", "&&"))
    made.setAutoDefault(False)
    made.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    made.setIcon(icon(icon_name or "chevron-down", "quiet"))
    made.setIconSize(QSize(ICON, ICON))
    made.setAccessibleName(f"{words}, menu")
    made.setMenu(menu_of(actions, made))
    return made


def menu_of(actions: Sequence[Action], parent: QWidget) -> QMenu:
    """A menu of actions; the tooltip of a disabled one says why it cannot be done."""
    menu = Menu(parent)
    menu.setToolTipsVisible(True)
    menu.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # not that of a button with its icon at the right
    for action in permitted(actions):
        entry = QAction(action.words.replace("&", "&&"), menu)
        if action.icon:
            entry.setIcon(icon(action.icon, "quiet"))
        if action.key:
            entry.setShortcut(QKeySequence(action.key))
        entry.setEnabled(not action.why_not)
        entry.setToolTip(action.why_not)
        entry.triggered.connect(_without_state(action.run))
        menu.addAction(entry)
    return menu


def allow(made: QPushButton, why_not: str, *, is_possible: bool = True) -> None:
    """Enable a button where its action is possible now, and hide it where the role may not do it.

    Args:
        made: the button.
        why_not: the sentence that says why the account cannot do it; empty where it can.
        is_possible: whether there is something to do it with, such as a selected row.
    """
    made.setEnabled(is_possible and not why_not)
    made.setToolTip(why_not)
    if isinstance(why_not, RoleRefusal):
        made.hide()


def permitted(actions: Iterable[Action]) -> list[Action]:
    """Those of some actions that the role of the signed-in account may do."""
    return [action for action in actions if action.is_permitted]


def _without_state(run: Callable[[], object]) -> Callable[[], None]:
    """A slot without the `checked` argument that Qt passes."""

    def clicked() -> None:
        run()

    return clicked
