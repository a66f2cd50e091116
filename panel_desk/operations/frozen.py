"""Signed minutes freeze what they rest on; operations say so before the database refuses."""

from panel_desk.desk import Work
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.meetings import minutes_states
from panel_desk.rules.vocabulary import MinutesState


def refuse_if_signed(work: Work, meeting: str | None) -> None:
    """Nothing that signed minutes rest on can change.

    Raises:
        RuleBrokenError: the minutes of this meeting are signed.
    """
    if meeting is not None and minutes_states(work).get(meeting) is MinutesState.SIGNED:
        raise RuleBrokenError(
            "The minutes of this meeting are signed, so attendance, interests, recommendations and the text "
            "can no longer be changed."
        )
