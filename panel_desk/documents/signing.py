"""Signing minutes: what is read is what is printed, and what is printed is what is kept."""

from dataclasses import replace

from panel_desk.desk import Desk
from panel_desk.documents.minutes import minutes_pdf
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.minutes import sign_minutes
from panel_desk.queries.contents import MinutesContent, SignedBy
from panel_desk.queries.minutes import PRESIDED, fingerprint, signed_print
from panel_desk.rules.vocabulary import MinutesState


def sign(desk: Desk, content: MinutesContent, passphrase: str) -> None:
    """Sign the final minutes of a meeting as the signed-in chair, and keep the print that bears the signature.

    Args:
        desk: the chair's.
        content: the minutes as the chair has read them.
        passphrase: the chair's own, asked again.

    Raises:
        RuleBrokenError: the minutes are not final, another person presided, or the passphrase is wrong.
        ChangedMeanwhileError: the minutes, or what they stand on, were changed since they were read.
        SurroundingsError: the print cannot be kept.
    """
    signed_at = desk.clock.now()
    signature = SignedBy(desk.signed_in.name, PRESIDED, signed_at.astimezone(), fingerprint(content))
    signed = replace(content, state=MinutesState.SIGNED, dated_on=desk.clock.today(), signed=signature)
    desk.do(
        sign_minutes,
        content.meeting.meeting,
        passphrase=passphrase,
        read=signature.fingerprint,
        printed=minutes_pdf(signed),
        signed_at=signed_at,
    )


def printed_minutes(desk: Desk, content: MinutesContent) -> bytes:
    """Minutes as a PDF: to the byte what was signed, if they are signed and whole; else printed now.

    Raises:
        RuleBrokenError: an extract would say something else than what was signed.
        SurroundingsError: the signed print is missing or damaged.
    """
    if content.only_case is not None:
        if content.signed is not None and content.signed.fingerprint != fingerprint(content):
            raise RuleBrokenError(
                "The registers have changed since these minutes were signed, so an extract would differ from what was "
                "signed. Print the whole minutes instead."
            )
    else:
        kept = desk.ask(signed_print, content.meeting.meeting)
        if kept is not None:
            return kept
    return minutes_pdf(content)
