"""Refuses changes to records that signed minutes depend on, and to minutes by a chair of another meeting."""

from panel_desk.desk import Work
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.queries.meetings.meetings import minutes_state
from panel_desk.queries.minutes.answers import writes_minutes
from panel_desk.queries.minutes.minutes import signatures
from panel_desk.rules.vocabulary import AccountRole, MinutesState


def refuse_if_signed(work: Work, meeting: str | None) -> None:
    """Refuse a change to what signed minutes depend on, unless a correction of them is open.

    Raises:
        RuleBrokenError: the newest version of this meeting's minutes is signed, by all who presided or by one of them.
    """
    if meeting is None:
        return
    if minutes_state(work, meeting) is MinutesState.SIGNED:
        raise RuleBrokenError(
            "The minutes of this meeting are signed, so attendance, interests, recommendations and the text "
            "can no longer be changed. To change them, begin a correction, which is then signed again."
        )
    if signed := signatures(work, meeting):
        raise RuleBrokenError(
            f"{signed[0].name} has signed the minutes of this meeting, so their text, and the records that they "
            "depend on, cannot be changed. Reopen the minutes first. Everybody who presided then signs again."
        )


def refuse_if_chaired_by_another(work: Work, meeting: str) -> None:
    """Refuse a chair who neither was to chair a meeting nor presided over an item of it; the office may go on.

    In a review file at home nobody is refused: what such a person writes there comes back as proposals.

    Raises:
        NotAllowedError: the minutes are another chair's.
    """
    if work.by.role is not AccountRole.CHAIR or not work.view.is_limited:  # `is_limited` is False in a review file
        return
    if not writes_minutes(work, meeting, work.by.member_ref or ""):
        raise NotAllowedError(
            "You did not chair this panel. Its minutes are written, finished and corrected by whoever did, or by the "
            "panel office. You can comment on them while you are asked to check them."
        )
