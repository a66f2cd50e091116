"""Signs minutes: everybody who presided signs with their own account and certificate."""

from datetime import datetime

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Minutes, MinutesEvent, MinutesSignature, SigningCredential
from panel_desk.operations.members.certificates import NOT_YOUR_PASSPHRASE, keep_credential
from panel_desk.operations.minutes.corrections import flag_decisions
from panel_desk.operations.minutes.minutes import minutes_in_state, refuse_if_unfinished
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.members.certificates import credential_of
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content, signatures, who_may_sign
from panel_desk.rules.text import fingerprint_in_words
from panel_desk.rules.vocabulary import AccountRole, MinutesState, MinutesStep
from panel_desk.store.credentials import Credential, is_of_earlier_version, with_passphrase
from panel_desk.store.visibility import limit_to

NOT_VOUCHED = (
    "Your certificate signs once a second person has vouched for it, because it is not your first, or was made after "
    "your passphrase was reset. Ask somebody of the panel office to open your page on the central list, Signing, "
    "and to compare this fingerprint with you: {fingerprint}. It must not be whoever reset your passphrase."
)


@permits(AccountRole.CHAIR)
def sign_minutes(
    work: Work,
    meeting: str,
    passphrase: str,
    read: str,
    printed: bytes,
    signed_at: datetime,
    certificate: str,
    made: Credential | None = None,
) -> bool:
    """Sign final minutes for the items over which the signed-in chair presided; True once all who presided have signed.

    The signed PDF is stored unchanged. Once all have signed, the minutes and what they depend on can no longer change.

    Args:
        work: the unit of work; the account must be that of a member who presided.
        meeting: the meeting's ref.
        passphrase: the chair's own, asked again because a signature binds.
        read: the fingerprint of the content that the chair has read.
        printed: the PDF of that content, with this signature and those before it.
        signed_at: the moment in the signature.
        certificate: the fingerprint of the certificate that it was signed with.
        made: that certificate with its key, where it was made for this first signature; it is then stored.

    Raises:
        RuleBrokenError: the minutes are not final, another chair presided, this chair has signed, the passphrase is not
            the account's, the certificate is not the one with which this chair signs today, or nobody has vouched for
            it yet.
        ChangedMeanwhileError: the minutes, or the records they depend on, were changed since they were read, or since
            somebody else signed.
        SurroundingsError: the vault cannot be written.
    """
    final = minutes_in_state(work, meeting, MinutesState.FINAL)
    _refuse_if_not_signer(work, meeting)
    if not work.store.is_passphrase_of(work.by.account, passphrase):
        raise RuleBrokenError(NOT_YOUR_PASSPHRASE, "passphrase")
    content = minutes_content(work, meeting)
    so_far = signatures(work, meeting)
    if any(each.fingerprint != fingerprint(content) for each in so_far):
        raise ChangedMeanwhileError(
            f"The minutes were changed since {so_far[0].name} signed. Reopen them, so that everybody signs the same."
        )
    with limit_to(work.session, work.view):
        seen = minutes_content(work, meeting)  # without an item from which this person withdrew
    if fingerprint(seen) != read:
        raise ChangedMeanwhileError("The minutes were changed since you read them. Read them again, then sign.")
    member = work.by.member_ref or ""
    own = credential_of(work, member)
    if own is None and made is not None:
        keep_credential(work, member, made, passphrase)
        work.session.flush()
        own = credential_of(work, member)
    if own is None or own.certificate_sha256 != certificate:
        raise RuleBrokenError("This is not the certificate with which you sign now. Open the minutes again, then sign.")
    if own.waits_for_voucher:
        raise RuleBrokenError(NOT_VOUCHED.format(fingerprint=fingerprint_in_words(certificate)))
    if is_of_earlier_version(own.pkcs12):
        own.pkcs12 = with_passphrase(own.pkcs12, passphrase, passphrase)
    return record_signature(work, final, content, member, work.by.name, printed=printed, signed_at=signed_at, own=own)


def record_signature(
    work: Work,
    final: Minutes,
    content: MinutesContent,
    member: str,
    name: str,
    *,
    printed: bytes,
    signed_at: datetime,
    own: SigningCredential,
) -> bool:
    """Record a checked signature and the PDF that has it; True once all who presided have signed.

    Args:
        work: the unit of work.
        final: the minutes that are signed.
        content: their content.
        member: the ref of the person who signs.
        name: that person's name.
        printed: the PDF with this signature and those before it.
        signed_at: the moment in the signature.
        own: the certificate with which they signed.

    Raises:
        RuleBrokenError: something in the minutes is still to be corrected, such as an item that lost its quorum.
    """
    refuse_if_unfinished(work, final.meeting_ref)
    so_far = signatures(work, final.meeting_ref)
    [mine] = [each for each in content.signers if each.member == member]
    sha256, signed_fingerprint = work.vault.put(printed), fingerprint(content)
    work.session.add(
        MinutesSignature(
            minutes_id=final.id,
            member_ref=mine.member,
            name=name,
            cases=list(mine.cases),
            signed_at=signed_at,
            certificate_sha256=own.certificate_sha256,
            fingerprint=signed_fingerprint,
            sha256=sha256,
        )
    )
    work.session.flush()
    work.session.add(MinutesEvent(minutes_id=final.id, step=MinutesStep.SIGNED, at=signed_at, by=name))
    signed = {each.member for each in so_far} | {mine.member}
    if not signed >= {each.member for each in content.signers}:
        return False
    final.sha256, final.fingerprint = sha256, signed_fingerprint
    final.signed_at, final.signed_by = signed_at, work.by.account or None
    final.signed_as = " and ".join([*(each.name for each in so_far), name])
    final.state = MinutesState.SIGNED
    if final.corrects_because is not None:
        flag_decisions(work, final.meeting_ref, signed_at)
    return True


def _refuse_if_not_signer(work: Work, meeting: str) -> None:
    """Refuse a signature unless the signed-in account presided and has not signed.

    Raises:
        RuleBrokenError: the signed-in account is not linked to a member who presided at this meeting, or has signed.
    """
    if work.by.member_ref is None or work.by.member_ref not in who_may_sign(work, meeting):
        raise RuleBrokenError(
            "Minutes are signed by the person who presided, with their own account. If that is you, ask an "
            "administrator to link your account to your entry on the central list, in Settings."
        )
    if any(each.member == work.by.member_ref for each in signatures(work, meeting)):
        raise RuleBrokenError("You have signed these minutes already. They wait for the others who presided.")
