"""Saves a calendar file that is to be sent, and records it; a file that was not saved is not recorded."""

from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.meetings.invitations import Invitation, ics
from panel_desk.operations.meetings.invitations import note_invitation
from panel_desk.queries.meetings.invitations import CalendarMessage
from panel_desk.store.atomic_write import write_whole


def save_invitation(desk: Desk, message: CalendarMessage, file: Path) -> None:
    """Save an invitation, an update or a cancellation as an .ics file, and record it as sent.

    Args:
        desk: the office's.
        message: what `calendar_message` returned.
        file: where the user chose to save it.

    Raises:
        RuleBrokenError: another file for the same people was recorded meanwhile; this one is deleted.
        SurroundingsError: the file cannot be written; nothing is recorded.
    """
    made = Invitation(
        uid=message.uid,
        sequence=message.sequence,
        title=message.facts.title,
        day=message.facts.day,
        starts_at=message.facts.starts_at,
        duration_minutes=message.facts.duration_minutes,
        location=message.facts.place,
        description="The agenda and the papers come separately.",
        organiser=message.organiser,
        attendees=message.attendees,
        purpose=message.purpose,
        sent_at=desk.time_source.now(),
    )
    try:
        write_whole(file, ics(made))
    except OSError:
        raise SurroundingsError(
            f"{file.name} could not be saved, so it is not recorded as sent. Choose another folder, then save again."
        ) from None
    try:
        desk.do(note_invitation, message)
    except BaseException:
        file.unlink(missing_ok=True)
        raise
