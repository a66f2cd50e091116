"""Dialogs about signing certificates: adding one that the agency issued, and withdrawing one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.operations.members.certificates import bring_credential
from panel_desk.queries.members.certificates import CredentialRow
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.fields import FileField, TextField

# What follows, for somebody without a certificate yet, and for somebody who has one.
_FROM_NOW = "You sign with it from then on."
_INSTEAD = f"{_FROM_NOW} The certificate that you sign with now is withdrawn; what it signed stays valid."

CHOOSE_PASSPHRASE = TextField(
    key="passphrase",
    label="Choose a passphrase for your signature",
    help="At least twelve characters. You sign with it from now on; nobody else knows it.",
    required=True,
    is_secret=True,
)


def bring_certificate(
    bridge: DeskBridge, then: Callable[[str], object], parent: QWidget | None = None
) -> FormDialog[str]:
    """Ask for the agency's file (PKCS#12), its password, and the passphrase that protects the key from now on.

    `then` takes the certificate's fingerprint.
    """
    own = TextField(
        key="passphrase",
        label="Your passphrase",
        help="The one that you sign in with. It locks the key from now on.",
        required=True,
        is_secret=True,
    )
    file = FileField(
        key="file",
        label="File from the agency",
        help="A certificate with its key (PKCS#12). Its name ends in .p12 or .pfx.",
        required=True,
        kinds="Certificates with their keys (*.p12 *.pfx);;All files (*)",
    )
    password = TextField(
        key="password",
        label="Password of the file",
        help="It came with the file. Leave empty if there is none.",
        is_secret=True,
    )
    passphrase = own if bridge.has_account else CHOOSE_PASSPHRASE
    return FormDialog(
        bridge,
        "Bring a certificate",
        [file, password, passphrase],
        "Bring certificate",
        lambda filled: filled.do(
            bring_credential, file=filled[file], password=filled[password], passphrase=filled[passphrase]
        ),
        then,
        words=_INSTEAD if bridge.has_account else _FROM_NOW,
        parent=parent,
    )


def ask_to_withdraw(credential: CredentialRow, then: Callable[[], object], parent: QWidget | None = None) -> Message:
    """Ask to confirm the withdrawal of a certificate, with its consequences; `then` withdraws it."""
    return ask(
        parent,
        f"Withdraw the certificate of {credential.subject}?",
        f"It is valid until {formats.full(credential.valid_until)}. Once it is withdrawn nothing more is signed with "
        "it, and it cannot be brought back. What it signed before stays valid. Whoever signs next brings another, or "
        "Panel Desk makes one.",
        "Withdraw certificate",
        then,
        otherwise="Keep certificate",
    )
