"""When the decision makers had received the final minutes of a meeting for every recommendation of it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Case, Decision, Recommendation
from panel_desk.queries.decisions.decisions import DECIDABLE
from panel_desk.rules.access import Information


@shows(Information.DECISIONS)
@asked_once
def minutes_received(work: Work) -> Mapping[str, date]:
    """The day by which the minutes were received for every recommendation of a meeting, by the meeting's ref.

    Receipt is for each recommendation and each decision maker: a meeting of which one recommendation's minutes were not
    received is left out. Where imported registers hold decisions without recommendations, the decisions count.
    """
    received: dict[tuple[str, str | None], date | None] = {}
    of_meeting: defaultdict[str | None, list[tuple[str, str | None]]] = defaultdict(list)
    awaited: defaultdict[str | None, list[tuple[str, str | None]]] = defaultdict(list)
    for meeting, decision in work.session.execute(
        select(Case.meeting_ref, Decision).join(Decision, Decision.case_ref == Case.ref)
    ):
        received[decision.case_ref, decision.child_ref] = decision.minutes_received_on
        of_meeting[meeting].append((decision.case_ref, decision.child_ref))
    for meeting, case, child in work.session.execute(
        select(Case.meeting_ref, Recommendation.case_ref, Recommendation.child_ref)
        .join(Recommendation, Recommendation.case_ref == Case.ref)
        .where(Recommendation.outcome.in_(DECIDABLE))
    ):
        awaited[meeting].append((case, child))
    days = {
        meeting: [received.get(key) for key in awaited.get(meeting, keys)]
        for meeting, keys in of_meeting.items()
        if meeting
    }
    return {meeting: max(day for day in each if day) for meeting, each in days.items() if all(each)}
