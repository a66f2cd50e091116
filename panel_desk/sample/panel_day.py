"""Records what happens on a sample panel's day: item times, absences, questions, notes and votes."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from panel_desk.desk import Desk
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.meetings.agendas import ask_question
from panel_desk.operations.meetings.panel_day import (
    answer_question,
    begin_item,
    end_item,
    note_connection_lost,
    note_return,
    write_note,
)
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.rules.minutes_headings import ADVICE, CONCERNS, DISCUSSION, STRENGTHS, VIEWS
from panel_desk.rules.vocabulary import Outcome, View
from panel_desk.sample.phrase_pools import PhrasePicker, paragraphs
from panel_desk.sample.plan_types import Panel, Result, SampleCase

_NOTES = {
    DISCUSSION: (
        "Reference three has come, positive.\n- {adopters} joined after the first half\n- plan for leave written down",
        "{worker} introduced.\n- first weeks at home: both off work\n- nearest family forty minutes away",
        "Medical adviser: nothing new.\n- contact letters twice a year\n- {adopters} would write to the grandmother",
    ),
    VIEWS: paragraphs(
        """
{adopters} feel prepared and want the child to keep what is theirs: photographs, the blanket, the foster carer's songs.

{adopters} were asked what they would still like to know. They asked for the health visitor's last notes.
        """
    ),
    STRENGTHS: paragraphs(
        """
Reflective. Patient. A home with room and people to call on.

Know what early loss does, and say so in their own words.
        """
    ),
    CONCERNS: paragraphs(
        """
Distance to the nearest therapist. To be looked at in the support plan.

First time as parents: a named person to ring in the evenings.
        """
    ),
    ADVICE: paragraphs(
        """
Life story work to begin before the move.

Support plan to name who pays for therapy, and until when.
        """
    ),
}
_ASKED = (
    ("How will you talk about the birth family at five, and at fifteen?", "With what is true and small enough."),
    ("Who comes at three in the morning?", "A sister and a neighbour; both were named without hesitation."),
)
_WHY = {
    View.AGAINST: "The distance from the grandmother makes the contact plan unrealistic.",
    View.ABSTAINED: "The medical summary had come only the day before.",
}
_ABSENCE = timedelta(minutes=3)


class PanelDayRecorder:
    """Records the days of sample panels.

    Args:
        office: the administrator's desk.
        phrases: chooses the texts of the notes.
    """

    def __init__(self, office: Desk, phrases: PhrasePicker) -> None:
        self._office, self._phrases = office, phrases

    def record_item(self, panel: Panel, case: SampleCase) -> None:
        """Begin and end an item on time, with questions, answers and notes; the last item has none of these."""
        do, words = self._office.do, case.words(case.children[0].initials if case.children else "the child")
        do(begin_item, case.ref, case.starts_at)
        if case is panel.items[-1]:
            do(end_item, case.ref, case.ends_at)
            return
        here = [seat.member for seat in panel.seats if seat.attended and seat.member not in case.interests]
        for member, (asked, answered) in zip(here[1:], _ASKED, strict=False):
            do(answer_question, do(ask_question, case.ref, member, asked), answered, 1)
        for heading, pool in _NOTES.items():
            do(write_note, case.ref, heading, self._phrases.next(pool).format_map(words))
        do(end_item, case.ref, case.ends_at)

    def record_lost_connection(self, panel: Panel) -> None:
        """Note that a member lost the connection in the first break long enough, and came back in it."""
        member = next(seat.member for seat in panel.seats[::-1] if seat.attended and not seat.left_at)
        for lost, back in _breaks(panel):
            self._office.do(note_connection_lost, panel.ref, member, lost)
            self._office.do(note_return, panel.ref, member, back)
            return

    def recommend(self, adviser: Desk, panel: Panel, case: SampleCase, result: Result) -> None:
        """Record a recommendation, with the votes by name where there is a vote for each member who counts."""
        in_favour, against, abstained = result.votes
        counted = next(each for each in adviser.ask(quorum, panel.ref) if each.case == case.ref).verdict.counted
        given = [View.FOR] * in_favour + [View.AGAINST] * against + [View.ABSTAINED] * abstained
        views = {ref: (view, _WHY.get(view)) for ref, view in zip(counted, given, strict=False)}
        has_names = len(given) == len(counted) and result.outcome is not Outcome.DEFERRED
        adviser.do(
            record_recommendation,
            case.ref,
            result.outcome,
            result.reasons,
            child=result.child.ref if result.child else None,
            votes_for=in_favour,
            votes_against=against,
            abstained=abstained,
            views=views if has_names else None,
        )


def _breaks(panel: Panel) -> Iterator[tuple[time, time]]:
    """Start and end of an absence in each break between items that is long enough for one."""
    for one, following in zip(panel.items, panel.items[1:], strict=False):
        back = (datetime.combine(date.min, one.ends_at) + _ABSENCE).time()
        if following.starts_at and back <= following.starts_at:
            yield one.ends_at, back
