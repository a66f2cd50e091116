"""When the decision makers had received the final minutes of a meeting for every recommendation of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Case, Decision, MeetingClosing, Recommendation
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import DECIDABLE


def open_meetings(on: date) -> Select[str]:
    """The refs of the meetings whose minutes or receipts were awaited on a day, and perhaps of some others."""
    is_open = MeetingClosing.closed_on.is_(None) | (MeetingClosing.closed_on > on)
    return select(MeetingClosing.meeting_ref).where(is_open)


@shows(Information.DECISIONS)
@asked_once
def minutes_received(work: Work, on: date) -> Mapping[str, date]:
    """The day by which the minutes were received for every recommendation of a meeting, by the meeting's ref.

    Meetings that were closed on the day are left out.

    Receipt is for each recommendation and each decision maker: a meeting of which one recommendation's minutes were not
    received is left out. Where imported registers hold decisions without recommendations, the decisions count.
    """
    of_open = Case.meeting_ref.in_(open_meetings(on))
    received: dict[tuple[str, str | None], date | None] = {}
    of_meeting: defaultdict[str | None, list[tuple[str, str | None]]] = defaultdict(list)
    awaited: defaultdict[str | None, list[tuple[str, str | None]]] = defaultdict(list)
    for meeting, case, child, received_on in work.session.execute(
        select(Case.meeting_ref, Decision.case_ref, Decision.child_ref, Decision.minutes_received_on)
        .join(Decision, Decision.case_ref == Case.ref)
        .where(of_open)
    ):
        received[case, child] = received_on
        of_meeting[meeting].append((case, child))
    for meeting, case, child in work.session.execute(
        select(Case.meeting_ref, Recommendation.case_ref, Recommendation.child_ref)
        .join(Recommendation, Recommendation.case_ref == Case.ref)
        .where(Recommendation.outcome.in_(DECIDABLE), of_open)
    ):
        awaited[meeting].append((case, child))
    days = {
        meeting: [received.get(key) for key in awaited.get(meeting, keys)]
        for meeting, keys in of_meeting.items()
        if meeting
    }
    return {meeting: max(day for day in each if day) for meeting, each in days.items() if all(each)}
