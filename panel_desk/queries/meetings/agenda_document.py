"""The content of a meeting's agenda, for print."""

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import AgendaIssue, Meeting, StandingItem
from panel_desk.queries.agency import unknown
from panel_desk.queries.document_rows import AgendaBreak, AgendaContent, AgendaItem, Invited, MeetingFacts
from panel_desk.queries.meetings.meetings import declared_interests, item_facts, line_up, meeting_facts, role_in_words
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.rules.access import Information
from panel_desk.rules.item_times import ends_at, overrun_minutes
from panel_desk.rules.vocabulary import Response


@shows(Information.CALENDAR)
@asked_once
def agenda_content(work: Work, meeting: str, only_case: str | None = None) -> AgendaContent:
    """A meeting's agenda: the members' edition, or the edition for the people who attend one case.

    Raises:
        RuleBrokenError: there is no such meeting, or the case is not on its agenda.
    """
    facts = meeting_facts(work, meeting)
    on_agenda = item_facts(work, meeting)
    if only_case is not None and only_case not in {row.ref for row, _ in on_agenda}:
        raise unknown("case on this agenda", only_case)
    items_only = [
        AgendaItem(row.item or position, case, row.starts_at, row.duration_minutes)
        for position, (row, case) in enumerate(on_agenda, start=1)
    ]
    issued = work.session.scalars(select(func.max(AgendaIssue.number)).filter_by(meeting_ref=meeting)).one()
    return AgendaContent(
        meeting=facts,
        issued_on=work.time_source.today(),
        version=(issued or 0) + 1,
        entries=tuple(_with_standing_items(work, facts, items_only)),
        line_up=tuple(
            Invited(row.name, role_in_words(row), row.capacity, row.response or Response.NONE)
            for row in line_up(work, meeting)
        ),
        interests=declared_interests(work, meeting),
        quorum=tuple(
            f"Item {each.item}. {each.sentence}. {each.remedy}" for each in quorum(work, meeting) if not each.quorate
        ),
        only_case=only_case,
        venue=work.session.get_one(Meeting, meeting).venue,
    )


def _with_standing_items(
    work: Work, facts: MeetingFacts, cases: Sequence[AgendaItem]
) -> Iterator[AgendaItem | AgendaBreak]:
    """The cases in their order, with the standing items before each and the breaks between them."""
    standing = work.session.scalars(
        select(StandingItem).filter_by(meeting_ref=facts.meeting).order_by(StandingItem.position)
    ).all()
    free_from = facts.starts_at
    for case in cases:
        before = [each for each in standing if each.before_item == case.number]
        for each in before:
            yield AgendaBreak(each.title, free_from, each.minutes)
            free_from = ends_at(facts.held_on, free_from, each.minutes)
        pause = overrun_minutes(case.starts_at, free_from) if case.starts_at and free_from else 0
        if pause and not before and case is not cases[0]:
            yield AgendaBreak("Break", free_from, pause)
        yield case
        free_from = ends_at(facts.held_on, case.starts_at, case.duration_minutes)
    numbers = {case.number for case in cases}
    for each in standing:
        if each.before_item not in numbers:
            yield AgendaBreak(each.title, free_from, each.minutes)
            free_from = ends_at(facts.held_on, free_from, each.minutes)
