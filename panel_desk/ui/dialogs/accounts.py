"""Dialogs about accounts: to open one, to give a person a new passphrase, to change one's own."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from panel_desk.operations.accounts import change_passphrase, open_account, set_passphrase
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, TextField, options

_HOW_LONG = "At least 12 characters. Three or four words are easy to remember."


class OpenAccount(FormDialog):
    """Asks who is to sign in, and as what.

    Args:
        bridge: the desk.
        members: those of the central list who have no account yet: ref and name.
        then: hears when the account is open.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        members: Sequence[tuple[str, str]],
        then: Callable[[Any], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            bridge,
            "Open an account",
            [
                TextField(key="full_name", label="Name", help="As it prints.", required=True),
                ChoiceField(key="role", label="Role", required=True, options=options(AccountRole)),
                ChoiceField(
                    key="member",
                    label="Place on the central list",
                    help="A chair needs one, to sign minutes. For others, only if they are on the list.",
                    options=members,
                    none="Not on the central list",
                    is_long=True,
                ),
                TextField(key="name", label="Sign-in name", help="Typed at each sign-in.", required=True),
                TextField(key="passphrase", label="First passphrase", help=_HOW_LONG, required=True, is_secret=True),
            ],
            "Open account",
            open_account,
            then,
            words="The person signs in with this name and passphrase, and can change the passphrase in Settings.",
            parent=parent,
        )
        self._role, self._member = self.form.rows["role"], self.form.rows["member"]
        self._role.input.edited.connect(self._fit_to_role)

    def _fit_to_role(self) -> None:
        """A decision maker is never a member of the panel (Adoption Agencies Regulations 2005, reg 30B(3))."""
        is_decision_maker = self._role.input.read() is AccountRole.DECISION_MAKER
        self._member.setVisible(not is_decision_maker)
        if is_decision_maker:
            self._member.input.write(None)


def give_passphrase(
    bridge: DeskBridge, name: str, full_name: str, then: Callable[[Any], object], parent: QWidget | None = None
) -> FormDialog:
    """Ask for a new passphrase for somebody who forgot theirs."""
    return FormDialog(
        bridge,
        f"Give {full_name} a new passphrase",
        [TextField(key="passphrase", label="New passphrase", help=_HOW_LONG, required=True, is_secret=True)],
        "Set passphrase",
        set_passphrase,
        then,
        words=f"From now on {name} signs in with the new passphrase only.",
        parent=parent,
        name=name,
    )


def change_own_passphrase(
    bridge: DeskBridge, then: Callable[[Any], object], parent: QWidget | None = None
) -> FormDialog:
    """Ask for one's old passphrase and a new one."""
    return FormDialog(
        bridge,
        "Change your passphrase",
        [
            TextField(key="old", label="Passphrase now", required=True, is_secret=True),
            TextField(key="passphrase", label="New passphrase", help=_HOW_LONG, required=True, is_secret=True),
        ],
        "Change passphrase",
        change_passphrase,
        then,
        parent=parent,
    )
