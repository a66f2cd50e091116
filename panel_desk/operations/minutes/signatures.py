"""Signing minutes: by each who presided, with their own account and their own certificate."""

from datetime import datetime

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Minutes, MinutesEvent, MinutesSignature, SigningCredential
from panel_desk.operations.members.certificates import NOT_YOURS, keep_credential
from panel_desk.operations.minutes.corrections import flag_decisions
from panel_desk.operations.minutes.minutes import minutes_in_state, refuse_if_unfinished
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.members.certificates import credential_of
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content, signatures, who_may_sign
from panel_desk.rules.vocabulary import AccountRole, MinutesState, MinutesStep
from panel_desk.store.credentials import Credential


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
    """Sign final minutes for the items over which one presided; whether they are signed by all who did.

    What was signed is kept to the byte. Once all have signed, nothing of the minutes can change.

    Args:
        work: the unit of work; the account must be that of a member who presided.
        meeting: the meeting's ref.
        passphrase: the chair's own, asked again because a signature binds.
        read: the fingerprint of what the chair has read.
        printed: the PDF of the same, which bears the signature and those before it.
        signed_at: the moment that it bears.
        certificate: the fingerprint of the certificate that it was signed with.
        made: the same certificate with its key, where it was made for this first signature; kept with the signature.

    Raises:
        RuleBrokenError: not final, another chair's meeting, signed already, the passphrase is not the account's, or
            the certificate is not one with which this chair signs today.
        ChangedMeanwhileError: the minutes, or what they stand on, were changed since they were read, or since somebody
            else signed.
        SurroundingsError: the vault cannot be written.
    """
    final = minutes_in_state(work, meeting, MinutesState.FINAL)
    _refuse_if_not_to_sign(work, meeting)
    if not work.store.is_passphrase_of(work.by.account, passphrase):
        raise RuleBrokenError(NOT_YOURS, "passphrase")
    content = minutes_content(work, meeting)
    so_far = signatures(work, meeting)
    if any(each.fingerprint != fingerprint(content) for each in so_far):
        raise ChangedMeanwhileError(
            f"The minutes were changed since {so_far[0].name} signed. Reopen them, so that everybody signs the same."
        )
    if fingerprint(content) != read:
        raise ChangedMeanwhileError("The minutes were changed since you read them. Read them again, then sign.")
    member = work.by.member_ref or ""
    own = credential_of(work, member)
    if own is None and made is not None:
        keep_credential(work, member, made)
        work.session.flush()
        own = credential_of(work, member)
    if own is None or own.certificate_sha256 != certificate:
        raise RuleBrokenError("This is not the certificate with which you sign. Open the minutes again, then sign.")
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
    """Put a signature that was checked on record, and the print that bears it; whether all have signed now.

    Raises:
        RuleBrokenError: something in the minutes is still to be put right, such as a quorum that was lost since.
    """
    refuse_if_unfinished(work, final.meeting_ref)
    so_far = signatures(work, final.meeting_ref)
    [mine] = [each for each in content.signers if each.member == member]
    sha256, said = work.vault.put(printed), fingerprint(content)
    work.session.add(
        MinutesSignature(
            minutes_id=final.id,
            member_ref=mine.member,
            name=name,
            cases=list(mine.cases),
            signed_at=signed_at,
            certificate_sha256=own.certificate_sha256,
            fingerprint=said,
            sha256=sha256,
        )
    )
    work.session.flush()
    work.session.add(MinutesEvent(minutes_id=final.id, step=MinutesStep.SIGNED, at=signed_at, by=name))
    signed = {each.member for each in so_far} | {mine.member}
    if not signed >= {each.member for each in content.signers}:
        return False
    final.sha256, final.fingerprint = sha256, said
    final.signed_at, final.signed_by = signed_at, work.by.account or None
    final.signed_as = " and ".join([*(each.name for each in so_far), name])
    final.state = MinutesState.SIGNED
    if final.corrects_because is not None:
        flag_decisions(work, final.meeting_ref, signed_at)
    return True


def _refuse_if_not_to_sign(work: Work, meeting: str) -> None:
    """Only whoever presided signs, and once.

    Raises:
        RuleBrokenError: the signed-in account is not linked to a member who presided at this meeting, or has signed.
    """
    if work.by.member_ref is None or work.by.member_ref not in who_may_sign(work, meeting):
        raise RuleBrokenError(
            "Minutes are signed by the person who presided, with their own account. An administrator links an account "
            "to a person on the central list in Settings."
        )
    if any(each.member == work.by.member_ref for each in signatures(work, meeting)):
        raise RuleBrokenError("You have signed these minutes already. They wait for whoever else presided.")
