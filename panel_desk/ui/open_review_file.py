"""The password screen of a review file. It imports nothing of the store or of documents, so that it opens quickly."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.ui.entry_card import card
from panel_desk.ui.fields import TextField
from panel_desk.ui.form import Form
from panel_desk.ui.theme import S16, Part
from panel_desk.ui.widgets.buttons import link, primary
from panel_desk.ui.widgets.layout import STRETCH, row
from panel_desk.ui.widgets.text import Text

_PASSWORD = TextField(
    key="password",
    label="Password",
    help="The panel office gives it to you by telephone: five groups of four letters.",
    required=True,
)


class OpenReviewFile(QWidget):
    """Asks for the password of a review file.

    Args:
        name: the file's name.
    """

    typed = Signal(str)  # the password
    back = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName("Open a review file")
        self.form = Form([_PASSWORD])
        self.setLayout(
            card(
                Text("Open a review file", Part.TITLE),
                Text(name, Part.QUIET, wrap=True, selectable=True),
                self.form,
                row(primary("Open", self.enter), link("Back", self.back.emit), STRETCH, gap=S16),
            )
        )

    def start(self) -> None:
        """Move the focus to the field."""
        self.form.focus(_PASSWORD.key)

    def enter(self) -> None:
        """Emit the password that was typed."""
        typed = self.form.read()
        if typed is not None:
            self.typed.emit(typed[_PASSWORD])

    def say(self, sentence: str) -> None:
        """Show why the file did not open; what was typed stays, to be corrected."""
        self.form.show_problem(RuleBrokenError(sentence, _PASSWORD.key))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open the file on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter()
        else:
            super().keyPressEvent(event)
