"""The sign-in screen: name and passphrase, the recovery key, or a new passphrase after a one-time code.

It imports nothing of the store or of documents.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
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

_NAME = TextField(key="name", label="Sign-in name", required=True)
_PASSPHRASE = TextField(key="passphrase", label="Passphrase", required=True, is_secret=True)
_CHOSEN = TextField(
    key="passphrase",
    label="New passphrase",
    help="At least 12 characters. Three or four words are easy to remember.",
    required=True,
    is_secret=True,
)
_AGAIN = TextField(key="again", label="New passphrase again", required=True, is_secret=True)
_RECOVERY_KEY = TextField(
    key="recovery_key",
    label="Recovery key",
    help="Eight groups of four letters and digits, printed when the store was made.",
    required=True,
)


class SignIn(QWidget):
    """Asks for a sign-in name and a passphrase, or for the recovery key; after a one-time code, for a new passphrase.

    Args:
        store_path: the path of the store, as it is shown.
        names: the sign-in names of the store.
        last: the name that signed in last on this computer; empty for none.
    """

    signed_in = Signal(str, str)  # sign-in name, passphrase
    chosen = Signal(str, str, str)  # sign-in name, one-time code, the passphrase that the person chose
    recovered = Signal(str)  # recovery key
    other_store = Signal()  # the user wants to open or make another store
    review_file = Signal()  # the user wants to open a review file

    def __init__(self, store_path: str, names: Sequence[str], last: str) -> None:
        super().__init__()
        self.setAccessibleName("Sign in")
        self.form = Form([_NAME, _PASSPHRASE])
        self.form.fill({"name": last if last in names else (names[0] if len(names) == 1 else "")})
        self.recovery = Form([_RECOVERY_KEY])
        self.choosing = Form([_CHOSEN, _AGAIN])
        self.why = Text("", wrap=True)
        self._code = ""
        self.button = primary("Sign in", self.enter)
        self._other_way = link("Use the recovery key", self.switch)
        self._title = Text("Sign in", Part.TITLE)
        ways = row(
            link("Open another store or make one", self.other_store.emit),
            link("Open a review file", self.review_file.emit),
            gap=S16,
        )
        middle = card(
            self._title,
            Text(store_path, Part.QUIET, wrap=True, selectable=True),
            self.why,
            self.form,
            self.choosing,
            self.recovery,
            row(self.button, self._other_way, STRETCH, gap=S16),
            beneath=ways,
        )
        self.setLayout(middle)
        for later in (self.recovery, self.choosing, self.why):
            later.hide()

    def start(self) -> None:
        """Move the focus to the first field that is empty."""
        self.form.focus(_PASSPHRASE.key if self.form.typed(_NAME) else _NAME.key)

    def switch(self) -> None:
        """Ask for the recovery key instead of the passphrase, or the other way round."""
        by_recovery = self.recovery.isHidden()
        self.recovery.setVisible(by_recovery)
        self.form.setVisible(not by_recovery)
        self.button.setText("Open with the recovery key" if by_recovery else "Sign in")
        self._other_way.setText("Use a passphrase" if by_recovery else "Use the recovery key")
        if by_recovery:
            self.recovery.focus(_RECOVERY_KEY.key)
        else:
            self.start()

    def ask_for_own(self, why: str) -> None:
        """Ask for a passphrase of the person's own, after they typed a one-time code."""
        self._code = str(self.form.typed(_PASSPHRASE))
        self._title.setText("Choose your passphrase")
        self.why.setText(why)
        self.why.show()
        self.form.hide()
        self._other_way.hide()
        self.choosing.show()
        self.button.setText("Set passphrase and sign in")
        self.choosing.focus(_CHOSEN.key)

    def enter(self) -> None:
        """Emit what was typed."""
        if not self.choosing.isHidden():
            typed = self.choosing.read()
            if typed is not None and typed[_CHOSEN] != typed[_AGAIN]:
                self.choosing.show_problem(RuleBrokenError("The two are not the same. Type both again.", _AGAIN.key))
            elif typed is not None:
                self.chosen.emit(str(self.form.typed(_NAME)), self._code, typed[_CHOSEN])
            return
        if not self.recovery.isHidden():
            typed = self.recovery.read()
            if typed is not None:
                self.recovered.emit(typed[_RECOVERY_KEY])
            return
        typed = self.form.read()
        if typed is not None:
            self.signed_in.emit(typed[_NAME], typed[_PASSPHRASE])

    def say(self, sentence: str) -> None:
        """Show why the store did not open; the name stays, the passphrase is cleared."""
        if not self.choosing.isHidden():
            self.choosing.show_problem(RuleBrokenError(sentence, _CHOSEN.key))
            return
        form = self.form if self.recovery.isHidden() else self.recovery
        key = _PASSPHRASE.key if form is self.form else _RECOVERY_KEY.key
        form.show_problem(RuleBrokenError(sentence, key))
        if form is self.form:
            form.rows[_PASSPHRASE.key].input.write("")
            form.rows[_PASSPHRASE.key].say(sentence)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Sign in on Enter, in whichever field the focus is."""
        if event.text() in {"\r", "\n"}:
            self.enter()
        else:
            super().keyPressEvent(event)
