"""The dialog in which somebody vouches for another person's signing certificate."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.operations.members.certificates import vouch_for_certificate
from panel_desk.queries.members.certificates import CredentialRow
from panel_desk.rules.vocabulary import VouchedHow
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, options


def vouch(
    bridge: DeskBridge, credential: CredentialRow, then: Callable[[None], object], parent: QWidget | None = None
) -> FormDialog[None]:
    """Ask how the fingerprint of a certificate was compared with its owner; `then` is called once it is vouched for."""
    how = ChoiceField(
        key="how",
        label="How you compared it",
        help="By telephone, on a number that you knew before.",
        required=True,
        options=options(VouchedHow),
    )
    return FormDialog(
        bridge,
        f"Vouch for the certificate of {credential.subject}",
        [how],
        "Vouch for it",
        lambda filled: filled.do(vouch_for_certificate, credential=credential.id, how=filled[how]),
        then,
        words=f"It was {credential.voucher_needed}, so it signs nothing until you have compared its fingerprint with "
        f"{credential.subject}. They see it on their own page of the central list, or in the window at home. It must "
        f"be:\n\n{formats.fingerprint_in_words(credential.sha256)}\n\nYour name, and how you compared it, are shown "
        "with each signature.",
        parent=parent,
    )
