"""Takes in answers from home, chosen in a file dialog or dropped on the list of minutes."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog

from panel_desk.errors import PanelDeskError
from panel_desk.operations.minutes.review_files import take_in_answer
from panel_desk.ui.dialogs.message import show_message
from panel_desk.ui.dialogs.take_in_answer import TakeInAnswer
from panel_desk.ui.error_display import route
from panel_desk.ui.page import Page
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import Action

if TYPE_CHECKING:
    from collections.abc import Callable

_ANSWERS = "Answers from home (*.paneldesk-answer);;All files (*)"


class TakingIn:
    """The action *Take in an answer*, and the dialog that follows.

    Args:
        page: the page that offers it.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.ask_which: Callable[[], str] = self._ask_which
        self.action = Action("Take in an answer…", self.choose, "inbox", why_not=page.bridge.why_not(take_in_answer))

    def choose(self) -> TakeInAnswer | None:
        """Ask for the file, and show what it would change."""
        chosen = self.ask_which()
        return self.show(Path(chosen)) if chosen else None

    def show(self, file: Path) -> TakeInAnswer | None:
        """Show what an answer would change; where it cannot be opened, say why."""
        if self._page.is_unsaved():
            return None
        from panel_desk.flows.take_in_answer import open_answer, preview  # noqa: PLC0415 - loads ReportLab

        run = self._page.bridge.run_or_raise
        try:
            with wait_cursor():
                answer = run(open_answer, file)
                found = run(preview, answer.answer, answer.sha256)
        except PanelDeskError as error:
            show_message(self._page.window(), "This answer is not taken in", error.sentence)
        except Exception as error:  # noqa: BLE001 # a bug gets the apology
            route(error, self._page, self._page.window())
        else:
            return TakeInAnswer(self._page, answer, found)
        return None

    def _ask_which(self) -> str:
        chosen, _ = QFileDialog.getOpenFileName(self._page, "Take in an answer", "", _ANSWERS)
        return chosen
