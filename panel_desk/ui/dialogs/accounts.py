"""Dialogs about accounts: opening one, giving somebody a one-time code, changing one's own passphrase."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from panel_desk.operations.access import give_authority, link_account, take_authority_away
from panel_desk.operations.accounts import change_passphrase, open_account
from panel_desk.queries.accounts import AccountRow, decided_by
from panel_desk.queries.agency import agency
from panel_desk.rules.access import ONE_TIME_CODE_LASTS
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.fields import ChoiceField, DateField, SeveralField, TextField, YesNoField, options

_LENGTH_HELP = "At least 12 characters. Three or four words are easy to remember."


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
        full_name = TextField(key="full_name", label="Name", help="As it is printed on documents.", required=True)
        role = ChoiceField(key="role", label="Role", required=True, options=options(AccountRole))
        member = ChoiceField(
            key="member",
            label="Place on the central list",
            help="A chair needs one, to sign minutes. For others, only if they are on the list.",
            options=members,
            none="Not on the central list",
            is_long=True,
        )
        served = SeveralField(
            key="authorities",
            label="Decides for",
            help="The authorities whose decision maker has this name are ticked.",
            options=_served(bridge),
        )
        name = TextField(key="name", label="Sign-in name", help="Typed at each sign-in.", required=True)
        passphrase = TextField(
            key="passphrase", label="First passphrase", help=_LENGTH_HELP, required=True, is_secret=True
        )
        super().__init__(
            bridge,
            "Open an account",
            [full_name, role, member, served, name, passphrase],
            "Open account",
            lambda filled: filled.do(
                open_account,
                name=filled[name],
                full_name=filled[full_name],
                role=filled[role],
                passphrase=filled[passphrase],
                member=filled.get(member),
                authorities=filled[served],
            ),
            then,
            words="The person signs in with this name and passphrase, and can change the passphrase in Settings.",
            parent=parent,
        )
        self._full_name, self._role = full_name, role
        self._member, self._served = self.form.rows[member.key], self.form.rows[served.key]
        self.form.rows[role.key].input.edited.connect(self._fit_to_role)
        self.form.rows[full_name.key].input.left.connect(self._tick_served)
        self._served.hide()

    def _fit_to_role(self) -> None:
        """Hide the member for a decision maker, who may not sit (Adoption Agencies Regulations 2005, reg 30B(3))."""
        is_decision_maker = self.form.typed(self._role) is AccountRole.DECISION_MAKER
        self._member.setVisible(not is_decision_maker)
        self._served.setVisible(is_decision_maker)
        if is_decision_maker:
            self._member.input.write(None)
        self._tick_served()

    def _tick_served(self) -> None:
        """Tick the authorities whose decision maker has the name that was typed."""
        if not self._served.isHidden():
            self._served.input.write(self._bridge.ask(decided_by, self.form.typed(self._full_name) or ""))


def _served(bridge: DeskBridge) -> list[tuple[str, str]]:
    """The authorities that the agency serves, each with code and name."""
    return [(each.code, each.name) for each in bridge.ask(agency).authorities]


def give_account_authority(
    bridge: DeskBridge, account: AccountRow, then: Callable[[int], object], parent: QWidget | None = None
) -> FormDialog[int]:
    """Ask for an authority for which a decision maker decides, and for which days; `then` takes the entry's id."""
    authority = ChoiceField(key="authority", label="Authority", required=True, options=_served(bridge))
    is_acting = YesNoField(
        key="is_acting", label="In an absence", help="Yes, if they stand in for the decision maker.", required=True
    )
    from_on = DateField(key="from_on", label="From", help="Leave it empty if they decide already.")
    until_on = DateField(key="until_on", label="Until", help="The last day. Empty: no end.")
    return FormDialog(
        bridge,
        f"Let {account.full_name} decide for an authority",
        [authority, is_acting, (from_on, until_on)],
        "Give authority",
        lambda filled: filled.do(
            give_authority,
            account=account.name,
            authority=filled[authority],
            is_acting=filled[is_acting],
            from_on=filled.get(from_on),
            until_on=filled.get(until_on),
        ),
        then,
        words="They see the authority's cases from the panel's recommendation on, and record its decisions.",
        values={is_acting.key: False},
        parent=parent,
    )


def take_account_authority(
    bridge: DeskBridge,
    account: AccountRow,
    in_words: Sequence[tuple[int, str]],
    then: Callable[[None], object],
    parent: QWidget | None = None,
) -> FormDialog[None]:
    """Ask which authority an account no longer decides for.

    Args:
        bridge: the desk.
        account: the account.
        in_words: what can be chosen: each entry of an authority of the account, with its id and as it is shown.
        then: called once it is taken away.
        parent: the widget that it belongs to.
    """
    given = ChoiceField(key="given", label="Authority", required=True, options=in_words, is_long=True)
    return FormDialog(
        bridge,
        f"Take an authority from {account.full_name}",
        [given],
        "Take authority away",
        lambda filled: filled.do(take_authority_away, given=filled[given]),
        then,
        words="They no longer see this authority's cases. The decisions that they recorded stay.",
        parent=parent,
    )


def link_to_person(
    bridge: DeskBridge,
    account: AccountRow,
    members: Sequence[tuple[str, str]],
    then: Callable[[None], object],
    parent: QWidget | None = None,
) -> FormDialog[None]:
    """Ask which person on the central list an account belongs to.

    Args:
        bridge: the desk.
        account: the account.
        members: those who can be chosen, each with ref and name.
        then: called once it is saved.
        parent: the widget that it belongs to.
    """
    member = ChoiceField(
        key="member",
        label="Place on the central list",
        options=members,
        none="Not on the central list",
        is_long=True,
    )
    return FormDialog(
        bridge,
        f"Who {account.full_name} is on the central list",
        [member],
        "Save",
        lambda filled: filled.do(link_account, name=account.name, member=filled.get(member)),
        then,
        words="A chair sees the panels that this person chairs or sits on. A change applies from their next sign-in.",
        values={member.key: account.member},
        parent=parent,
    )


def ask_to_reset(account: AccountRow, then: Callable[[], object], parent: QWidget) -> Message:
    """Ask whether to reset a passphrase, with the consequences; `then` resets it."""
    withdrawn = " Their signing certificates are withdrawn; what they signed stays valid." if account.member else ""
    return ask(
        parent,
        f"Reset the passphrase of {account.full_name}?",
        f"Their passphrase no longer works. You get a one-time code to tell them, with which they choose another at "
        f"their next sign-in.{withdrawn}",
        "Reset passphrase",
        then,
    )


def show_one_time_code(account: AccountRow, code: str, parent: QWidget) -> Passwords:
    """Show the one-time code of an account, once."""
    return Passwords(
        f"One-time code for {account.full_name}",
        f"Tell it to them in person or by telephone, on a number that you know. They sign in as {account.name} with "
        f"it, and then choose their own passphrase. It opens nothing else, works once, and ends after "
        f"{count(ONE_TIME_CODE_LASTS.days, 'day')}. It is shown only here.",
        [(account.full_name, code)],
        parent,
    )


def change_own_passphrase(
    bridge: DeskBridge, then: Callable[[None], object], parent: QWidget | None = None
) -> FormDialog[None]:
    """Ask for one's old passphrase and a new one; `then` is called once it is changed."""
    old = TextField(key="old", label="Passphrase now", required=True, is_secret=True)
    passphrase = TextField(key="passphrase", label="New passphrase", help=_LENGTH_HELP, required=True, is_secret=True)
    return FormDialog(
        bridge,
        "Change your passphrase",
        [old, passphrase],
        "Change passphrase",
        lambda filled: filled.do(change_passphrase, old=filled[old], passphrase=filled[passphrase]),
        then,
        parent=parent,
    )
