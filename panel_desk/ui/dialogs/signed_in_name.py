"""The dialogs at the sign-in about signatures: what was signed in one's name, and what others say they did not sign."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.members.certificates import disown_signature
from panel_desk.queries.minutes.signed_in_name import (
    DisownedSignatures,
    SignatureInName,
    disowned_since_last_sign_in,
    signed_in_my_name,
)
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message, ask, show_message
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_WIDTH, _ROW, _MOST_ROWS = 640, 48, 6  # pixels, pixels, and rows that are shown without scrolling
_IS_IT_YOU = (
    "These minutes were signed in your name since you last signed in. If you signed them, nothing is to be done. If "
    "you did not, say so: the certificate is withdrawn, so that nothing more is signed with it, and the administrators "
    "are told."
)
_WHAT_NEXT = (
    "Their certificate is withdrawn, and a check of these minutes no longer calls them valid. Ask them, look at the "
    "history, and correct the minutes so that they are signed again."
)


class SignedInName(Message):
    """Lists the signatures made in a person's name, each with a button that says that it was somebody else.

    Args:
        bridge: the desk.
        signed: the signatures.
        parent: the widget that it belongs to.
    """

    def __init__(self, bridge: DeskBridge, signed: Sequence[SignatureInName], parent: QWidget) -> None:
        super().__init__("Signed in your name", _IS_IT_YOU, parent, width=_WIDTH)
        self._bridge = bridge
        self.banner = Banner()
        self.buttons = {each.id: plain("That was not me…", partial(self.ask_about, each)) for each in signed}
        rows = [row(Text(_in_words(each), wrap=True), self.buttons[each.id], gap=S12) for each in signed]
        area = scrolling(within(column(*rows, STRETCH, gap=S8, margins=(0, 0, S12, 0))))
        area.setMinimumHeight(min(len(rows), _MOST_ROWS) * _ROW)
        self.add(self.banner, area)
        mine = primary("I signed these", self.accept)
        mine.setDefault(True)
        self.finish(mine)
        self.open()

    def ask_about(self, signature: SignatureInName) -> Message:
        """Ask whether a signature is somebody else's."""
        return ask(
            self,
            "Was this signed by somebody else?",
            f"{_in_words(signature)} Your certificate is withdrawn, a check no longer calls these minutes valid, and "
            "the administrators are told. Change your passphrase too, in Settings.",
            "That was not me",
            partial(self.disown, signature),
        )

    def disown(self, signature: SignatureInName) -> None:
        """Say that a signature is somebody else's."""
        if self._bridge.with_errors_in(self).do(disown_signature, signature=signature.id):
            self.buttons[signature.id].setEnabled(False)
            self.banner.say(State.NOTE, "The certificate is withdrawn, and the administrators are told.")

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a problem at the top."""
        self.banner.say(State.ALERT, error.sentence, can_dismiss=False)

    def clear_problems(self) -> None:
        """Hide the banner."""
        self.banner.hide()


def tell_of_signatures(bridge: DeskBridge, parent: QWidget) -> Message | None:
    """Tell a chair what was signed in their name, or an administrator who said that a signature is not theirs."""
    if not bridge.why_not(disown_signature):
        signed = bridge.ask(signed_in_my_name)
        return SignedInName(bridge, signed, parent) if signed else None
    disowned = bridge.ask(disowned_since_last_sign_in) if bridge.may_ask(disowned_since_last_sign_in) else ()
    if not disowned:
        return None
    said = " ".join(_said(each) for each in disowned)
    return show_message(parent, "Signatures that somebody says are not theirs", f"{said} {_WHAT_NEXT}")


def _in_words(signature: SignatureInName) -> str:
    home = f", at home, and taken in on {formats.moment(signature.taken_in_at)}" if signature.taken_in_at else ""
    return f"The minutes of {formats.full(signature.held_on)}, signed on {formats.moment(signature.signed_at)}{home}."


def _said(disowned: DisownedSignatures) -> str:
    panels = formats.listed([formats.full(each) for each in disowned.panels])
    return f"{disowned.name} says that they did not sign the minutes of {panels}."
