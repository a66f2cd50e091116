"""The Signing tab of a member: the certificates that they sign with or signed with; import one or withdraw one."""

from panel_desk.operations.members.certificates import bring_credential, vouch_for_certificate, withdraw_credential
from panel_desk.queries.members.certificates import CredentialRow, credentials
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui import formats
from panel_desk.ui.dialogs.credentials import ask_to_withdraw, bring_certificate
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.vouch import vouch
from panel_desk.ui.page import Page
from panel_desk.ui.pages.members.presentation import certificate_chip, voucher_in_words
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text


class MemberSigning:
    """The tab of a member's page; `body` is its widget.

    Args:
        page: the member's page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        today = page.bridge.today
        self.certificates: RowModel[CredentialRow] = RowModel(
            [
                Column("subject", "Issued to", lambda c: c.subject, width=150),
                Column("by", "Issued by", lambda c: "Panel Desk" if c.is_self_made else c.issuer, width=150),
                Column(
                    "from",
                    "Valid from",
                    lambda c: formats.full(c.valid_from),
                    lambda c: c.valid_from,
                    140,
                    is_extra=True,
                ),
                Column("until", "Valid until", lambda c: formats.full(c.valid_until), lambda c: c.valid_until, 140),
                Column(
                    "state",
                    "State",
                    lambda c: certificate_chip(c, today()).word,
                    chip=lambda c: certificate_chip(c, today()),
                ),
                Column("fingerprint", "Fingerprint", lambda c: formats.fingerprint_in_words(c.sha256), width=280),
                Column("voucher", "Vouched for by", lambda c: formats.capital(voucher_in_words(c)), width=240),
                Column("added", "Added", lambda c: formats.moment(c.added_at), lambda c: c.added_at, is_extra=True),
            ],
            ref=lambda certificate: str(certificate.id),
        )
        self.table = Table(
            self.certificates,
            "Certificates",
            counted=("certificate", "certificates"),
            empty=EmptyState(
                "No certificate yet",
                "A chair gets one when they first sign minutes, or imports one that the agency issued.",
                None,
                "key-round",
            ),
            settings=page.context.settings,
        )
        self.bring_button = plain("Bring a certificate…", self.bring)
        self.withdraw_button = plain("Withdraw…", self.withdraw_chosen)
        self.vouch_button = plain("Vouch for it…", self.vouch_for_chosen)
        self.table.chosen.connect(self._choose)
        self.body = within(
            column(
                row(
                    Text("What this person signs minutes with", Part.QUIET),
                    STRETCH,
                    self.vouch_button,
                    self.withdraw_button,
                    self.bring_button,
                    gap=S8,
                ),
                self.table,
                gap=S12,
            )
        )

    def refresh(self) -> None:
        """Show the certificates, and the buttons that the signed-in person may use."""
        self.certificates.replace(self._page.watch(credentials, self._page.ref))
        me = self._page.bridge.signed_in
        is_own = me.member_ref == self._page.ref
        self.bring_button.setVisible(is_own and not self._page.bridge.why_not(bring_credential))
        may_withdraw = is_own or me.role is not AccountRole.CHAIR
        self.withdraw_button.setVisible(may_withdraw and not self._page.bridge.why_not(withdraw_credential))
        self.vouch_button.setVisible(not is_own and not self._page.bridge.why_not(vouch_for_certificate))
        self._choose()

    def bring(self) -> FormDialog[str]:
        """Ask for the file of a certificate that the agency issued."""
        return bring_certificate(self._page.bridge, self._brought, self._page)

    def vouch_for_chosen(self) -> FormDialog[None] | None:
        """Ask how the fingerprint of the selected certificate was compared with its owner."""
        found = self._chosen()
        return None if found is None else vouch(self._page.bridge, found, self._vouched, self._page)

    def withdraw_chosen(self) -> Message | None:
        """Ask whether to withdraw the selected certificate."""
        found = self._chosen()
        if found is None:
            return None
        return ask_to_withdraw(found, lambda: self.withdraw(found), self._page)

    def withdraw(self, found: CredentialRow) -> None:
        """Withdraw a certificate, so that nothing more can be signed with it."""
        if self._page.do(withdraw_credential, credential=found.id):
            self._page.show_done("The certificate is withdrawn. What it signed stays valid.")

    def _brought(self, _: object) -> None:
        newest = self._page.bridge.ask(credentials, self._page.ref)[0]
        waits = "It signs once a second person has vouched for it." if newest.waits_for_voucher else ""
        self._page.show_done(f"The certificate is here. {waits or 'You sign with it from now on.'}")

    def _vouched(self, _: object) -> None:
        self._page.show_done("You have vouched for the certificate. Its owner can sign with it.")

    def _chosen(self) -> CredentialRow | None:
        position = self.certificates.position_of(self.table.current_ref() or "")
        return None if position is None else self.certificates.row_at(position)

    def _choose(self, _: str = "") -> None:
        found = self._chosen()
        is_in_use = found is not None and found.withdrawn_at is None
        self.withdraw_button.setEnabled(is_in_use)
        self.vouch_button.setEnabled(found is not None and is_in_use and found.waits_for_voucher)
