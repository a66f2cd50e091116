"""Signing minutes: what is read is what is printed, and what is printed is what is kept."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date

from panel_desk.desk import Desk
from panel_desk.documents.minutes import minutes_pdf
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.minutes import sign_minutes
from panel_desk.queries.contents import MinutesContent, SignedBy
from panel_desk.queries.minutes import PRESIDED, minutes, signed_print
from panel_desk.rules.vocabulary import MinutesState


def sign(desk: Desk, meeting: str, passphrase: str) -> None:
    """Sign the final minutes of a meeting as the signed-in chair, and keep the print that bears the signature.

    Raises:
        RuleBrokenError: there are no minutes, they are not final, another person presided, or the passphrase is wrong.
        ChangedMeanwhileError: the minutes were changed while they were being signed.
        SurroundingsError: the print cannot be kept.
    """
    record = desk.ask(minutes, meeting)
    if record is None:
        raise RuleBrokenError("There are no minutes of this meeting yet. Draft them first.")
    signed_at = desk.clock.now()
    signature = SignedBy(desk.signed_in.name, PRESIDED, signed_at.astimezone(), fingerprint(record.content))
    signed = replace(record.content, state=MinutesState.SIGNED, signed=signature)
    desk.do(
        sign_minutes,
        meeting,
        version=record.version,
        passphrase=passphrase,
        fingerprint=signature.fingerprint,
        printed=minutes_pdf(signed),
        signed_at=signed_at,
    )


def fingerprint(content: MinutesContent) -> str:
    """The SHA-256, in hexadecimal, of what minutes say: the same whenever and in whatever state they are printed."""
    said = replace(content, state=MinutesState.FINAL, dated_on=date.min, signed=None, only_case=None)
    return hashlib.sha256(
        json.dumps(asdict(said), default=str, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()


def printed_minutes(desk: Desk, content: MinutesContent) -> bytes:
    """Minutes as a PDF: to the byte what was signed, if they are signed and whole; else printed now."""
    if content.only_case is None:
        kept = desk.ask(signed_print, content.meeting.meeting)
        if kept is not None:
            return kept
    return minutes_pdf(content)
