"""Dialogs about accounts: opening one, setting a new passphrase for somebody, changing one's own."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from panel_desk.operations.accounts import change_passphrase, open_account, set_passphrase
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, TextField, options

_HOW_LONG = "At least 12 characters. Three or four words are easy to remember."


class OpenAccount(FormDialog[None]):
    """Opens an account: name, role, member and first passphrase.

    Args:
        bridge: the desk.
        members: the members without an account, each with ref and name.
        then: called once the account is open.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        members: Sequence[tuple[str, str]],
        then: Callable[[None], object],
        parent: QWidget | None = None,
    ) -> None:
        full_name = TextField(key="full_name", label="Name", help="As it prints.", required=True)
        role = ChoiceField(key="role", label="Role", required=True, options=options(AccountRole))
        member = ChoiceField(
            key="member",
            label="Place on the central list",
            help="A chair needs one, to sign minutes. For others, only if they are on the list.",
            options=members,
            none="Not on the central list",
            is_long=True,
        )
        name = TextField(key="name", label="Sign-in name", help="Typed at each sign-in.", required=True)
        passphrase = TextField(
            key="passphrase", label="First passphrase", help=_HOW_LONG, required=True, is_secret=True
        )
        super().__init__(
            bridge,
            "Open an account",
            [full_name, role, member, name, passphrase],
            "Open account",
            lambda filled: filled.do(
                open_account,
                name=filled[name],
                full_name=filled[full_name],
                role=filled[role],
                passphrase=filled[passphrase],
                member=filled.get(member),
            ),
            then,
            words="The person signs in with this name and passphrase, and can change the passphrase in Settings.",
            parent=parent,
        )
        self._role, self._member = role, self.form.rows[member.key]
        self.form.rows[role.key].input.edited.connect(self._fit_to_role)

    def _fit_to_role(self) -> None:
        """A decision maker is never a member of the panel (Adoption Agencies Regulations 2005, reg 30B(3))."""
        is_decision_maker = self.form.typed(self._role) is AccountRole.DECISION_MAKER
        self._member.setVisible(not is_decision_maker)
        if is_decision_maker:
            self._member.input.write(None)


def give_passphrase(
    bridge: DeskBridge, name: str, full_name: str, then: Callable[[None], object], parent: QWidget | None = None
) -> FormDialog[None]:
    """Ask for a new passphrase for somebody who forgot theirs."""
    passphrase = TextField(key="passphrase", label="New passphrase", help=_HOW_LONG, required=True, is_secret=True)
    return FormDialog(
        bridge,
        f"Give {full_name} a new passphrase",
        [passphrase],
        "Set passphrase",
        lambda filled: filled.do(set_passphrase, name=name, passphrase=filled[passphrase]),
        then,
        words=f"From now on {name} signs in with the new passphrase only.",
        parent=parent,
    )


def change_own_passphrase(
    bridge: DeskBridge, then: Callable[[None], object], parent: QWidget | None = None
) -> FormDialog[None]:
    """Ask for one's old passphrase and a new one."""
    old = TextField(key="old", label="Passphrase now", required=True, is_secret=True)
    passphrase = TextField(key="passphrase", label="New passphrase", help=_HOW_LONG, required=True, is_secret=True)
    return FormDialog(
        bridge,
        "Change your passphrase",
        [old, passphrase],
        "Change passphrase",
        lambda filled: filled.do(change_passphrase, old=filled[old], passphrase=filled[passphrase]),
        then,
        parent=parent,
    )
