"""The button of the signed-in account, with a menu for the colour scheme, the keys, locking and signing out."""

from collections.abc import Callable

from PySide6.QtWidgets import QPushButton

from panel_desk.settings import Settings
from panel_desk.ui import formats
from panel_desk.ui.appearance import choose_scheme
from panel_desk.ui.theme import Scheme
from panel_desk.ui.widgets.buttons import Action, Button, menu_of

LOCK_KEYS = "Ctrl+Alt+L"


def account_button(
    name: str, role: str, settings: Settings, show_keys: Callable[[], object], lock: Callable[[], object], leave: Action
) -> QPushButton:
    """The button with the person's initials, and its menu.

    Args:
        name: the person's name.
        role: the role of their account, or *at home*.
        settings: keep the colour scheme that is chosen.
        show_keys: shows the keyboard shortcuts.
        lock: locks the window.
        leave: the last entry of the menu, which signs out or closes.
    """
    button = Button(formats.initials(name))
    button.setProperty("kind", "bare")
    button.setAccessibleName(f"Signed in as {name}, {role}. Menu")
    button.setToolTip(f"{name} · {role}")
    menu = menu_of(
        [
            Action(f"{name}, {role}", _nothing, why_not="Who is signed in"),
            Action("Light", _ChooseScheme(settings, Scheme.LIGHT), "sun"),
            Action("Dark", _ChooseScheme(settings, Scheme.DARK), "moon"),
            Action("Same as the computer", _ChooseScheme(settings, Scheme.SYSTEM), "monitor"),
            Action("Keys\tF1", show_keys, "keyboard"),
            Action(f"Lock\t{LOCK_KEYS}", lock, "lock"),
            leave,
        ],
        button,
    )
    menu.insertSeparator(menu.actions()[1])
    menu.insertSeparator(menu.actions()[5])
    button.setMenu(menu)
    return button


class _ChooseScheme:
    """Changes the colour scheme and remembers it."""

    def __init__(self, settings: Settings, scheme: Scheme) -> None:
        self._settings, self._scheme = settings, scheme

    def __call__(self) -> None:
        """Change the colour scheme."""
        choose_scheme(self._settings, self._scheme)


def _nothing() -> None:
    """Do nothing: the entry that says who is signed in is only read."""
