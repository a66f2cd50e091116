"""Checks a PDF that is said to be signed minutes, chosen in a file dialog or dropped on the list of minutes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from panel_desk.ui.dialogs.message import Message, show_message
from panel_desk.ui.page import Page
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import Part
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import Action, primary
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, row
from panel_desk.ui.widgets.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

_VALID = Chip(State.GOOD, "Valid")
_NOT_VALID = Chip(State.ALERT, "Not valid")
_WIDTH = 560  # pixels


class Verifying:
    """The action *Check a signed PDF*, and the message that follows.

    Args:
        page: the page that offers it.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.ask_which: Callable[[], str] = self._ask_which
        self.action = Action("Check a signed PDF…", self.choose, "circle-check")

    def choose(self) -> Message | None:
        """Ask for the file, and say whether it is valid."""
        chosen = self.ask_which()
        return self.show(Path(chosen)) if chosen else None

    def show(self, file: Path) -> Message:
        """Say whether a file is valid, and who signed it."""
        from panel_desk.flows.verify_print import check_print  # noqa: PLC0415 - loads ReportLab

        window = self._page.window()
        try:
            pdf = file.read_bytes()
        except OSError:
            return show_message(window, "This file cannot be read", f"{file.name}: close it in other programs.")
        with wait_cursor():
            checked = self._page.bridge.run_or_raise(check_print, pdf)
        message = Message(file.name, checked.verdict, window, width=_WIDTH)
        chip = StateChip(_VALID if checked.is_valid else _NOT_VALID)
        details = Text("\n".join(checked.signatures), Part.QUIET, wrap=True)
        details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        message.add(row(chip, STRETCH), *((details,) if checked.signatures else ()))
        shut = primary("Close", message.accept)
        shut.setDefault(True)
        message.finish(shut)
        message.resize(_WIDTH, message.heightForWidth(_WIDTH))
        message.open()
        return message

    def _ask_which(self) -> str:
        chosen, _ = QFileDialog.getOpenFileName(
            self._page, "Check a signed PDF", "", "PDF documents (*.pdf);;All files (*)"
        )
        return chosen
