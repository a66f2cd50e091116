"""The Accounts tab of the settings: administrators keep the accounts; everybody changes their own passphrase."""

from functools import partial

from panel_desk.operations.accounts import (
    change_passphrase,
    close_account,
    make_recovery_key,
    open_account,
    put_account_back,
    reset_passphrase,
)
from panel_desk.operations.members.certificates import bring_credential
from panel_desk.queries.accounts import AccountRow, GivenAuthority, accounts, accounts_changed_outside
from panel_desk.queries.agency import agency
from panel_desk.queries.members.members import members
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.accounts import (
    OpenAccount,
    ask_to_reset,
    change_own_passphrase,
    give_account_authority,
    link_to_person,
    show_one_time_code,
    take_account_authority,
)
from panel_desk.ui.dialogs.change_store_key import ChangeStoreKey
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.dialogs.new_recovery_key import NewRecoveryKey
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.person_file_saving import PersonFileSaving
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.theme import S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, line, row, within
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_OWN_WIDTH = 300  # pixels
_CHANGED = (
    "Changed outside Panel Desk, and so refused at the sign-in: {names}. Choose the account, then put it back to what "
    "the audit trail says of it, or close it."
)
# What each role may do, told to whoever has it.
_MAY = {
    AccountRole.ADMINISTRATOR: "You may do everything in Panel Desk, with these exceptions: advisers check papers, "
    "waive preconditions and read the text of appraisals; chairs sign minutes.",
    AccountRole.ADVISER: "You may change the central list, meetings, cases, papers and minutes, and the rules' figures "
    "and closed days.",
    AccountRole.CHAIR: "You see the panels that you chair or sit on, and may record their course and comment on their "
    "minutes. You may write and sign the minutes of panels that you chaired.",
    AccountRole.DECISION_MAKER: "You see the cases of your authorities from the panel's recommendation on, and may "
    "record their decisions.",
    AccountRole.READER: "You may read what the agency lets readers see, and change nothing.",
}


class AccountsSection(Section):
    """The signed-in person's own account; for administrators, all accounts beside it."""

    key = "accounts"
    title = "Accounts"

    @classmethod
    def tab_title(cls, bridge: DeskBridge) -> str:
        """The title of its tab: who keeps no accounts sees their own alone."""
        return "Your account" if bridge.why_not(open_account) else cls.title

    def build(self) -> None:
        """Build the own account at the left, and the list of accounts at the right."""
        self.keeps_accounts = self.may(open_account)
        me = self.bridge.signed_in
        self.own = Facts([("Name", me.name), ("Sign-in name", me.account), ("Role", formats.capital(me.role))])
        self.own_button = plain("Change my passphrase…", self.change_own, "key-round")
        self.certificates_button = plain("Your certificates", self.open_certificates, "file-pen-line")
        hide_unless(bool(me.member_ref) and self.may(bring_credential), self.certificates_button)
        own = within(
            column(
                Text("Your account", Part.SECTION),
                self.own,
                Text(_MAY[me.role], Part.QUIET, wrap=True),
                row(self.own_button, STRETCH),
                row(self.certificates_button, STRETCH),
                STRETCH,
                gap=S16,
            )
        )
        own.setFixedWidth(_OWN_WIDTH)
        self.own_button.setVisible(self.may(change_passphrase))
        if not self.keeps_accounts:
            self.body.addLayout(row(own, STRETCH))
            return
        self.person_file = PersonFileSaving(self)
        self._names: dict[str, str] = {}
        self._changed: frozenset[str] = frozenset()
        self.accounts: RowModel[AccountRow] = RowModel(
            [
                Column("full_name", "Name", lambda a: a.full_name, width=150),
                Column("name", "Sign-in name", lambda a: a.name, width=100),
                Column("role", "Role", lambda a: formats.capital(a.role), width=120),
                Column("member", "Place on the central list", self._place_of, width=160),
                Column("authorities", "Decides for", self._decides_for, width=190),
                Column(
                    "created_at",
                    "Opened",
                    lambda a: formats.full(a.created_at.astimezone().date()),
                    lambda a: a.created_at,
                    140,
                ),
                Column(
                    "passphrase_set_at",
                    "Passphrase changed",
                    lambda a: formats.full(a.passphrase_set_at.astimezone().date()) if a.passphrase_set_at else "",
                    lambda a: a.passphrase_set_at,
                    140,
                    is_extra=True,
                ),
            ],
            ref=lambda account: account.name,
        )
        self.table = Table(self.accounts, "Accounts", counted=("account", "accounts"), settings=self.context.settings)
        self.open_button = primary("Open an account…", self.open_account)
        self.reset_button = plain("Reset passphrase…", self.reset_chosen)
        self.close_button = plain("Close account…", self.close_chosen)
        self.changed = Text("", Part.ERROR, wrap=True)
        self.put_back_button = plain("Put account back", self.put_back)
        self.link_button = plain("Place on the central list…", self.link)
        self.give_button = plain("Give an authority…", self.give_authority)
        self.held_button = plain("Everything held on them…", self.save_held, "file-pen-line")
        self.take_button = plain("Take an authority away…", self.take_authority)
        self.recovery_button = plain("New recovery key…", self.ask_for_recovery_key, "key-round")
        self.store_key_button = plain("Change the store's key…", self.change_store_key)
        self.table.chosen.connect(self._choose)
        self._choose(me.account)
        everybody = column(
            row(
                Text("Who may sign in", Part.SECTION),
                STRETCH,
                self.close_button,
                self.reset_button,
                self.open_button,
                gap=S8,
            ),
            self.changed,
            row(
                STRETCH,
                self.held_button,
                self.put_back_button,
                self.link_button,
                self.give_button,
                self.take_button,
                gap=S8,
            ),
            self.table,
            row(Text("The store's keys", Part.SECTION), STRETCH, self.recovery_button, self.store_key_button, gap=S8),
            gap=S12,
        )
        parts = row(own, line(upright=True), everybody, gap=S24)
        parts.setStretch(2, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Reload the accounts, for administrators."""
        if self.keeps_accounts:
            self._names = {member.ref: member.name for member in self.watch(members)}
            self.accounts.replace(self.watch(accounts))
            self._changed = self.watch(accounts_changed_outside)
            self.changed.setText(_CHANGED.format(names=listed(sorted(self._changed))) if self._changed else "")
            self.changed.setVisible(bool(self._changed))
            own = self.bridge.signed_in.account
            if self.table.current_ref() is None:
                self.table.choose(own)
            self._choose(self.table.current_ref() or own)

    # Actions

    def open_account(self) -> OpenAccount:
        """Open the form for a new account."""
        return OpenAccount(self.bridge, self._free(), self._opened, parent=self)

    def change_own(self) -> FormDialog[None]:
        """Open the form that changes the signed-in person's own passphrase."""
        return change_own_passphrase(self.bridge, self._own_changed, parent=self)

    def open_certificates(self) -> None:
        """Go to the Signing tab of the signed-in person's own page."""
        self.open("member", self.bridge.signed_in.member_ref, "signing")

    def reset_chosen(self) -> Message:
        """Ask whether to reset the passphrase of the selected account."""
        account = self._chosen()
        return ask_to_reset(account, partial(self.reset_passphrase, account), self)

    def reset_passphrase(self, account: AccountRow) -> None:
        """Reset an account's passphrase, and show the one-time code."""
        if done := self.do(reset_passphrase, name=account.name):
            show_one_time_code(account, str(done.value), self)

    def link(self) -> FormDialog[None]:
        """Open the form for who the selected account's person is on the central list."""
        account = self._chosen()
        return link_to_person(self.bridge, account, self._free(account), self._linked, parent=self)

    def give_authority(self) -> FormDialog[int]:
        """Open the form that gives the selected decision maker's account an authority."""
        return give_account_authority(self.bridge, self._chosen(), self._authority_given, parent=self)

    def take_authority(self) -> FormDialog[None]:
        """Open the form that takes an authority from the selected account."""
        account = self._chosen()
        given = [(each.id, _in_words(each)) for each in account.authorities]
        return take_account_authority(self.bridge, account, given, self._authority_taken, parent=self)

    def save_held(self) -> None:
        """Save everything held on the person of the selected account."""
        self.person_file.save(self._chosen().name)

    def put_back(self) -> None:
        """Put the selected account back to what the audit trail says of it."""
        account = self._chosen()
        if self.do(put_account_back, name=account.name):
            self.show_done(f"The account of {account.full_name} is as the audit trail has it.")

    def close_chosen(self) -> Message:
        """Ask whether to close the selected account."""
        account = self._chosen()
        return ask(
            self,
            f"Close the account of {account.full_name}?",
            f"{account.full_name} can no longer sign in as {account.name}. What they did stays on record under their "
            "name, and what they signed stays signed. To let them in again, open an account with a new passphrase.",
            "Close account",
            partial(self.close_account, account),
            otherwise="Keep account",
        )

    def close_account(self, account: AccountRow) -> None:
        """Close an account."""
        if self.do(close_account, name=account.name):
            self.show_done(f"The account of {account.full_name} is closed.")
            ask(
                self,
                "Change the store's key too?",
                f"{account.full_name} could have kept a copy of the store's key file, which still decrypts the store's "
                "files. A new key ends that. You can also change it later, on this page.",
                "Change the store's key…",
                self.change_store_key,
                otherwise="Not now",
            )

    def change_store_key(self) -> ChangeStoreKey:
        """Open the dialog that changes the store's key."""
        return ChangeStoreKey(self.bridge, self.context.background, self)

    def ask_for_recovery_key(self) -> Message:
        """Ask whether to make a new recovery key."""
        return ask(
            self,
            "Make a new recovery key?",
            "The recovery key that was printed before no longer opens the store. Make a new one if that sheet is lost, "
            "or somebody may have read it. Backups that were made before still open with the old one.",
            "Make a new recovery key",
            self.make_recovery_key,
            otherwise="Keep the present one",
        )

    def make_recovery_key(self) -> None:
        """Make a new recovery key, and show it."""
        done = self.do(make_recovery_key)
        if done and done.value is not None:
            NewRecoveryKey(self.bridge.ask(agency).name, done.value, self)

    def _chosen(self) -> AccountRow:
        return next(each for each in self.accounts.rows() if each.name == self.table.current_ref())

    def _choose(self, name: str) -> None:
        is_own = name == self.bridge.signed_in.account
        self.close_button.setEnabled(not is_own)
        self.reset_button.setEnabled(not is_own or self.bridge.is_with_recovery_key)
        own = "You cannot close your own account. Another administrator can." if is_own else ""
        position = self.accounts.position_of(name)
        chosen = None if position is None else self.accounts.row_at(position)
        decides = chosen is not None and chosen.role is AccountRole.DECISION_MAKER
        self.put_back_button.setVisible(name in self._changed)
        self.link_button.setEnabled(chosen is not None and not decides)
        self.give_button.setEnabled(decides)
        self.take_button.setEnabled(chosen is not None and bool(chosen.authorities))
        self.close_button.setToolTip(own)
        self.close_button.setAccessibleDescription(own)

    def _free(self, account: AccountRow | None = None) -> list[tuple[str, str]]:
        """The people on the central list who have no account, or have the given one: ref, and name with the ref."""
        own = account.member if account else None
        taken = {each.member for each in self.accounts.rows()} - {own}
        return [(ref, f"{name} ({ref})") for ref, name in self._names.items() if ref not in taken]

    def _place_of(self, account: AccountRow) -> str:
        if not account.member:
            return ""
        left = f", left on {formats.full(account.left_list_on)}" if account.left_list_on else ""
        return f"{self._names.get(account.member, '')} ({account.member}){left}"

    @staticmethod
    def _decides_for(account: AccountRow) -> str:
        if account.role is AccountRole.DECISION_MAKER and not account.authorities:
            return "No authority: sees no case"
        return "; ".join(_in_words(each) for each in account.authorities)

    def _linked(self, _: object) -> None:
        self.show_done("The place on the central list is saved. It applies from the next sign-in.")

    def _authority_given(self, _: object) -> None:
        self.show_done("The authority is given. Its cases are seen at once.")

    def _authority_taken(self, _: object) -> None:
        self.show_done("The authority is taken away. Its cases are no longer seen.")

    def _opened(self, _: object) -> None:
        self.show_done("The account is open. Give the person the sign-in name and the passphrase separately.")

    def _own_changed(self, _: object) -> None:
        self.show_done("Your passphrase is changed. Sign in with the new one next time.")


def _in_words(given: GivenAuthority) -> str:
    """An authority of an account, as *Fenland County Council, in an absence, from 1 March 2027 until 5 March 2027*."""
    parts = [given.name]
    if given.is_acting:
        parts.append("in an absence")
    days = [
        f"{word} {formats.full(day)}"
        for word, day in (("from", given.from_on), ("until", given.until_on))
        if day is not None
    ]
    if days:
        parts.append(" ".join(days))
    if not given.is_in_force:
        parts.append("not today")
    return ", ".join(parts)
