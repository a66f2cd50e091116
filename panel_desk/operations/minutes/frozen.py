"""What minutes rest on is frozen from the first signature on; operations say so before the database refuses."""

from panel_desk.desk import Work
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.meetings.meetings import minutes_states
from panel_desk.queries.minutes.minutes import signatures
from panel_desk.rules.vocabulary import MinutesState


def refuse_if_signed(work: Work, meeting: str | None) -> None:
    """Nothing that signed minutes rest on can change, unless a correction of them is open.

    Raises:
        RuleBrokenError: the newest version of this meeting's minutes is signed, or one of several who presided signed.
    """
    if meeting is None:
        return
    if minutes_states(work).get(meeting) is MinutesState.SIGNED:
        raise RuleBrokenError(
            "The minutes of this meeting are signed, so attendance, interests, recommendations and the text "
            "can no longer be changed. What is wrong is put right by a correction, which is signed again."
        )
    if signed := signatures(work, meeting):
        raise RuleBrokenError(
            f"{signed[0].name} has signed the minutes of this meeting, so nothing that they rest on can be changed "
            "until everybody has signed. Reopen the minutes first; they are then signed again."
        )
