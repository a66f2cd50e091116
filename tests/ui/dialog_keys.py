"""Finds where Enter and Esc in a dialog do not do what they do in every other dialog.

Enter presses the button that has the focus, and in a field of one line or at a tick the dialog's primary button, except
in a filter, which finds a row before one is chosen. Esc closes.
"""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QDialog, QLineEdit, QPushButton, QWidget

from panel_desk.ui.window import Dialog

ENTER_SUBMITS_NOTHING = {
    "PaperViewer": "Enter goes to the page whose number was typed, or to the next place that was found",
    "Shortcuts": "a list to read; its field finds a key",
    "FilePapers": "a password opens its file, and several files are filed by their own button",
    "LookAtPages": "the dialog goes on from page to page",
}
"""The dialogs in whose fields Enter does not press the primary button, with the reason."""


def key_faults(dialog: QDialog) -> list[str]:
    """What Enter does wrong in a dialog that is shown, each in one sentence. No button's action is run."""
    QApplication.processEvents()
    if not isinstance(dialog, Dialog):
        return [f"{type(dialog).__name__} is not one of the program's dialogs"]
    before = QApplication.focusWidget()
    buttons = [one for one in dialog.findChildren(QPushButton) if one.isVisible() and one.isEnabled()]
    found = [*_at_buttons(buttons), *_in_fields(dialog, buttons)]
    if before is not None:
        before.setFocus()
    return found


def esc_faults(dialog: QDialog) -> list[str]:
    """A sentence where Esc leaves a dialog open that nothing was written in."""
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    return [] if not dialog.isVisible() else ["Esc does not close it"]


def _at_buttons(buttons: list[QPushButton]) -> Iterator[str]:
    for one in buttons:
        if one.menu() is None and (pressed := _pressed_by_enter(one, buttons)) != [one]:
            yield f"Enter on “{one.text()}” presses {_named(pressed)}"


def _in_fields(dialog: QDialog, buttons: list[QPushButton]) -> Iterator[str]:
    if type(dialog).__name__ in ENTER_SUBMITS_NOTHING:
        return
    submit = [one for one in buttons if one.property("kind") == "primary"]
    if len(submit) != 1:
        return  # the primary button is disabled now
    for field in (*dialog.findChildren(QLineEdit), *dialog.findChildren(QCheckBox)):
        if field.isVisible() and field.isEnabled() and not (isinstance(field, QLineEdit) and field.isReadOnly()):
            pressed = _pressed_by_enter(field, buttons)
            if pressed != ([] if field.accessibleName().startswith("Filter") else submit):
                yield f"Enter in “{field.accessibleName()}” presses {_named(pressed)}"


def _pressed_by_enter(widget: QWidget, buttons: list[QPushButton]) -> list[QPushButton]:
    """The buttons that Enter presses; their signals are blocked, so that their actions are not run."""
    for one in buttons:
        one.blockSignals(True)
        one.setCheckable(True)
    widget.setFocus()
    QTest.keyClick(widget, Qt.Key.Key_Return)
    pressed = [one for one in buttons if one.isChecked()]
    for one in buttons:
        one.setChecked(False)
        one.setCheckable(False)
        one.blockSignals(False)
    return pressed


def _named(buttons: list[QPushButton]) -> str:
    return ", ".join(f"“{one.text()}”" for one in buttons) or "nothing"
