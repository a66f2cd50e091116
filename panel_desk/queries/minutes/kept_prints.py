"""Finds the signed minutes of the store to which a PDF belongs, by its SHA-256."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from panel_desk.desk import Work, shows, without_limits
from panel_desk.models import Meeting, Minutes, MinutesSignature
from panel_desk.rules.access import Information


@dataclass(frozen=True, slots=True)
class KeptPrint:
    """A print of minutes that the store keeps.

    Args:
        meeting: the meeting's ref.
        held_on: the day of the panel.
        number: the version of the minutes.
        is_complete: whether everybody who presided has signed in it.
        replaced_by: the newest later version that was signed; 0 where there is none.
    """

    meeting: str
    held_on: date
    number: int
    is_complete: bool
    replaced_by: int


@shows(Information.AGENCY)
@without_limits
def kept_print(work: Work, sha256: str) -> KeptPrint | None:
    """The print with a SHA-256 (64 hexadecimal digits) that the store keeps of signed minutes; None where it has none.

    It does not depend on who asks: whoever has the file may know whether it is the one that was signed.
    """
    signed = (
        select(Minutes, Meeting.meets_on)
        .join(MinutesSignature, MinutesSignature.minutes_id == Minutes.id)
        .join(Meeting, Meeting.ref == Minutes.meeting_ref)
        .where(MinutesSignature.sha256 == sha256)
    )
    found = work.session.execute(signed).first()
    if found is None:
        return None
    minutes, held_on = found
    newest = work.session.scalar(
        select(func.max(Minutes.number)).where(
            Minutes.meeting_ref == minutes.meeting_ref, Minutes.signed_at.is_not(None), Minutes.number > minutes.number
        )
    )
    return KeptPrint(minutes.meeting_ref, held_on, minutes.number, minutes.sha256 == sha256, newest or 0)
