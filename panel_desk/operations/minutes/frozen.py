"""Refuses changes to records that signed minutes depend on, with a sentence, before the database does."""

from panel_desk.desk import Work
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.meetings.meetings import minutes_states
from panel_desk.queries.minutes.minutes import signatures
from panel_desk.rules.vocabulary import MinutesState


def refuse_if_signed(work: Work, meeting: str | None) -> None:
    """Refuse a change to what signed minutes depend on, unless a correction of them is open.

    Raises:
        RuleBrokenError: the newest version of this meeting's minutes is signed, by all who presided or by one of them.
    """
    if meeting is None:
        return
    if minutes_states(work).get(meeting) is MinutesState.SIGNED:
        raise RuleBrokenError(
            "The minutes of this meeting are signed, so attendance, interests, recommendations and the text "
            "can no longer be changed. To change them, begin a correction, which is then signed again."
        )
    if signed := signatures(work, meeting):
        raise RuleBrokenError(
            f"{signed[0].name} has signed the minutes of this meeting, so their text, and the records that they "
            "depend on, cannot be changed. Reopen the minutes first. Everybody who presided then signs again."
        )
