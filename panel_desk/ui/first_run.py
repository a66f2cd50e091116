"""First-run screens: the three ways to begin, the set-up form, the recovery key, the sample agency's accounts."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.vocabulary import PanelType
from panel_desk.ui.fields import ChoiceField, TextField
from panel_desk.ui.form import Form
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.secret_clipboard import copy_secret
from panel_desk.ui.theme import LARGE_ICON, S8, S12, S16, S24, S32, Part
from panel_desk.ui.widgets.buttons import link, plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, scrolling, within
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

_CARD_WIDTH, _FORM_WIDTH = 300, 560  # pixels
_AGENCY = TextField(key="agency", label="Agency's name", required=True, help="As it is printed on agendas.")
_PANEL_TYPE = ChoiceField(
    key="panel_type",
    label="Panel",
    options=[(PanelType.ORDINARY, "The agency's own panel"), (PanelType.JOINT, "A joint panel")],
    required=True,
    help="Joint only where two or more agencies agreed to set it up: its quorum is six, not five.",
)
_AUTHORITIES = TextField(
    key="authorities",
    label="Authorities that it serves",
    lines=3,
    help="One per line: a short code, then the name, as in FEN Fenland County Council. More can be added later.",
)
_FULL_NAME = TextField(key="full_name", label="Your name", required=True)
_NAME = TextField(key="name", label="Sign-in name", required=True)
_PASSPHRASE = TextField(
    key="passphrase",
    label="Passphrase",
    required=True,
    is_secret=True,
    help="At least twelve characters. Three or four words are easy to remember.",
)
_AGAIN = TextField(key="again", label="Passphrase again", required=True, is_secret=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAgency:
    """What the set-up form asks for.

    Args:
        agency: the agency's name.
        panel_type: its own panel, or a joint one.
        authorities: one per line, a code and a name.
        full_name: the first administrator's name.
        name: the first administrator's sign-in name.
        passphrase: the first administrator's passphrase.
    """

    agency: str
    panel_type: PanelType
    authorities: str
    full_name: str
    name: str
    passphrase: str


class FirstRun(QWidget):
    """Three cards: try the sample agency, set up an agency, open a store."""

    sample = Signal()
    set_up = Signal()
    open_store = Signal()
    open_review_file = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Welcome")
        cards = row(
            STRETCH,
            _card(
                "sparkles",
                "Try the sample agency",
                "A made-up agency with two years of panels, cases, papers and minutes. Nobody in it is real.",
                primary("Try the sample agency", self.sample.emit),
            ),
            _card(
                "building-2",
                "Set up my agency",
                "Name it, choose a passphrase, print the recovery key. Import your spreadsheets afterwards.",
                plain("Set up my agency", self.set_up.emit),
            ),
            _card(
                "folder-open",
                "Open a store",
                "A store that is on this computer already, or one that you restored from a backup.",
                plain("Open a store…", self.open_store.emit),
            ),
            STRETCH,
            gap=S16,
        )
        title = Text("Panel Desk", Part.TITLE)
        words = Text(
            "Runs an adoption panel, from the central list to the signed minutes and the decision.", Part.QUIET
        )
        for text in (title, words):
            text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        home = row(
            STRETCH,
            Text("Minutes came to you by e-mail?", Part.QUIET),
            link("Open a review file", self.open_review_file.emit),
            STRETCH,
            gap=S8,
        )
        above, beneath = (within(row(margins=(0, S8, 0, S8))) for _ in range(2))  # empty space around the cards
        self.setLayout(column(STRETCH, title, words, above, cards, beneath, home, STRETCH, gap=S8))


class SetUp(QWidget):
    """The form that makes an agency's store."""

    filled = Signal(object)  # a NewAgency
    back = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Set up my agency")
        self.form = Form(
            [
                "The agency",
                _AGENCY,
                _PANEL_TYPE,
                _AUTHORITIES,
                "You, its first administrator",
                _FULL_NAME,
                _NAME,
                _PASSPHRASE,
                _AGAIN,
            ]
        )
        self.form.fill({_PANEL_TYPE.key: PanelType.ORDINARY})
        buttons = row(primary("Make the store", self.send), link("Back", self.back.emit), STRETCH, gap=S16)
        parts = column(Text("Set up my agency", Part.TITLE), self.form, buttons, gap=S16, margins=(S24, S24, S24, S24))
        frame = framed(parts)
        frame.setFixedWidth(_FORM_WIDTH)
        middle = within(column(row(STRETCH, frame, STRETCH), STRETCH, margins=(0, S32, 0, S32)))
        self.setLayout(column(scrolling(middle), gap=0))

    def send(self) -> None:
        """Emit what was typed, where it is complete and the two passphrases agree."""
        typed = self.form.read()
        if typed is None:
            return
        if typed[_PASSPHRASE] != typed[_AGAIN]:
            sentence = "The two passphrases are not the same. Type both again."
            self.form.show_problem(RuleBrokenError(sentence, _AGAIN.key))
            return
        self.filled.emit(
            NewAgency(
                agency=typed[_AGENCY],
                panel_type=typed[_PANEL_TYPE],
                authorities=typed[_AUTHORITIES],
                full_name=typed[_FULL_NAME],
                name=typed[_NAME],
                passphrase=typed[_PASSPHRASE],
            )
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Make the store on Enter; in the list of authorities, Enter begins a line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.send()
        else:
            super().keyPressEvent(event)


class RecoveryKey(QWidget):
    """Shows the recovery key, once.

    Args:
        recovery_key: the key.
        print_it: called when the user chooses to print it.
    """

    confirmed = Signal()

    def __init__(self, recovery_key: str, print_it: Callable[[], object]) -> None:
        super().__init__()
        self.setAccessibleName("Recovery key")
        self._key = recovery_key
        shown = Text(recovery_key, Part.SECTION, selectable=True)
        shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        shown.setAccessibleName("Recovery key")
        self._is_kept = Tick("I have printed it or written it down, and keep it in a safe place")
        self._go_on = primary("Go on", self.confirmed.emit)
        self._go_on.setEnabled(False)
        self._is_kept.toggled.connect(self._go_on.setEnabled)
        parts = column(
            Text("Keep the recovery key", Part.TITLE),
            Text(
                "It opens the store if every passphrase is lost. It is shown only now and kept nowhere: without it and "
                "without a passphrase, nobody can open the store, not even your supplier.",
                wrap=True,
            ),
            framed(row(STRETCH, shown, STRETCH, margins=(S16, S24, S16, S24)), "raised"),
            row(plain("Print it…", print_it, "printer"), plain("Copy it", self._copy, "copy"), STRETCH, gap=S8),
            self._is_kept,
            row(self._go_on, STRETCH),
            gap=S16,
            margins=(S24, S24, S24, S24),
        )
        frame = framed(parts)
        frame.setFixedWidth(_FORM_WIDTH)
        self.setLayout(column(STRETCH, row(STRETCH, frame, STRETCH), STRETCH))

    def _copy(self) -> None:
        copy_secret(self._key)


class SampleReady(QWidget):
    """The sample agency's accounts and passphrases, before the first sign-in to it.

    Args:
        accounts: each account's sign-in name, role and passphrase.
    """

    go_on = Signal()

    def __init__(self, accounts: list[tuple[str, str, str]]) -> None:
        super().__init__()
        self.setAccessibleName("The sample agency is ready")
        lines = column(gap=S8)
        for name, role, passphrase in accounts:
            words = row(
                Text(name, Part.STRONG), Text(role, Part.QUIET), STRETCH, Text(passphrase, selectable=True), gap=S12
            )
            lines.addLayout(words)
        parts = column(
            Text("The sample agency is ready", Part.TITLE),
            Text("Sign in as anyone, to see the panel as they see it. Nobody in it is real.", wrap=True),
            framed(lines, "raised"),
            row(primary("Sign in", self.go_on.emit), STRETCH),
            gap=S16,
            margins=(S24, S24, S24, S24),
        )
        frame = framed(parts)
        frame.setFixedWidth(_FORM_WIDTH)
        self.setLayout(column(STRETCH, row(STRETCH, frame, STRETCH), STRETCH))


def _card(icon: str, title: str, words: str, button: QWidget) -> QFrame:
    card = framed(
        column(
            row(IconLabel(icon, "accent", LARGE_ICON), STRETCH),
            Text(title, Part.SECTION),
            Text(words, Part.QUIET, wrap=True),
            STRETCH,
            button,
            gap=S12,
            margins=(S24, S24, S24, S24),
        )
    )
    card.setFixedWidth(_CARD_WIDTH)
    return card
