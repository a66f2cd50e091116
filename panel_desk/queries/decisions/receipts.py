"""The day by which the decision makers had received the final minutes for every recommendation of a meeting."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import Select, func, literal, select, union_all

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Case, Decision, MeetingClosing, Recommendation
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import UNDECIDABLE


def open_meetings(on: date) -> Select[str]:
    """The refs of the meetings that were not closed on a day.

    A meeting is closed once neither its minutes nor their receipt are awaited (`MeetingClosing`).
    """
    is_open = MeetingClosing.closed_on.is_(None) | (MeetingClosing.closed_on > on)
    return select(MeetingClosing.meeting_ref).where(is_open)


@shows(Information.DECISIONS)
@asked_once
def minutes_received(work: Work, on: date) -> Mapping[str, date]:
    """The day by which the minutes were received for every recommendation of a meeting, by the meeting's ref.

    Meetings that were closed by that day (see `open_meetings`) are left out.

    Receipt is for each recommendation and each decision maker: a meeting of which one recommendation's minutes were not
    received is left out. Where imported registers hold decisions without recommendations, the decisions count.
    """
    counts = (func.count(), func.count(Decision.minutes_received_on), func.max(Decision.minutes_received_on))
    of_open = Case.meeting_ref.in_(open_meetings(on))
    by_decision = select(literal(value=False).label("is_by_recommendation"), Case.meeting_ref, *counts)
    by_recommendation = select(literal(value=True), Case.meeting_ref, *counts)
    is_on_it = (Decision.case_ref == Recommendation.case_ref) & Decision.child_ref.is_not_distinct_from(
        Recommendation.child_ref
    )
    found = union_all(
        by_decision.join(Decision, Decision.case_ref == Case.ref).where(of_open).group_by(Case.meeting_ref),
        by_recommendation.join(Recommendation, Recommendation.case_ref == Case.ref)
        .outerjoin(Decision, is_on_it)
        .where(Recommendation.outcome.not_in(UNDECIDABLE), of_open)
        .group_by(Case.meeting_ref),
    ).order_by("is_by_recommendation")
    # The counts by recommendation come last, and so replace those by decision where a meeting has both.
    last: dict[str | None, tuple[bool, date | None]] = {
        meeting: (received == number, day) for _, meeting, number, received, day in work.session.execute(found).all()
    }
    return {meeting: day for meeting, (is_whole, day) in last.items() if is_whole and meeting and day}
