"""Agendas: standing items, issuing a version, invitations that rise in sequence, and members' questions beforehand."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import func, select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import AgendaIssue, CalendarInvitation, Case, Meeting, Member, PanelQuestion, StandingItem
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import find
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import agenda_checks, latest_issue, lines_of, what_changed
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus

_OFFICE = (AccountRole.ADMINISTRATOR, AccountRole.ADVISER)


@permits(*_OFFICE)
def add_standing_item(
    work: Work, meeting: str, title: str, duration_minutes: int, before_item: int | None = None
) -> int:
    """Put an item of business that is no case on an agenda, before a case's item or at the end; its number.

    Raises:
        RuleBrokenError: it has no title, or its length is negative.
    """
    find(work.session, Meeting, meeting, "meeting")
    refuse_if_signed(work, meeting)
    if not title.strip():
        raise RuleBrokenError("Say what the item is, such as Welcome or Any other business.", "title")
    if duration_minutes < 0:
        raise RuleBrokenError("An item takes 0 minutes or more.", "duration_minutes")
    last = work.session.scalars(select(func.max(StandingItem.position)).filter_by(meeting_ref=meeting)).one() or 0
    item = StandingItem(
        meeting_ref=meeting,
        title=title.strip(),
        minutes=duration_minutes,
        before_item=before_item,
        position=last + 1,
    )
    work.session.add(item)
    work.session.flush()
    return item.id


@permits(*_OFFICE)
def remove_standing_item(work: Work, item: int) -> None:
    """Take an item of business that is no case off its agenda."""
    found = find(work.session, StandingItem, item, "standing item")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(found)


@permits(*_OFFICE)
def issue_agenda(work: Work, meeting: str, printed: bytes, despite: str = "") -> int:
    """Keep the agenda that is sent as the meeting's next version, with what changed since the last; its number.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        printed: the members' edition, as sent.
        despite: why it is issued though a check does not hold; empty where every check does.

    Raises:
        RuleBrokenError: the meeting is not to come, a check does not hold and no reason is given, or nothing
            changed since the last version.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(f"This meeting is {found.status}; an agenda is issued for one that is to come.")
    failing = [check.sentence for check in agenda_checks(work, meeting) if not check.holds]
    if failing and not despite.strip():
        raise RuleBrokenError(
            f"This agenda cannot be issued yet: {' '.join(failing)} It can be issued all the same with a reason.",
            "despite",
        )
    said = "\n".join(lines_of(agenda_content(work, meeting)))
    last = latest_issue(work, meeting)
    if last is not None and last.said == said:
        raise RuleBrokenError(f"Nothing has changed since version {last.number} was issued.")
    number = last.number + 1 if last else 1
    changes = [*what_changed(last.said if last else "", said)] if last else []
    if despite.strip():
        changes.append(f"Issued although: {' '.join(failing)} Reason: {despite.strip()}")
    work.session.add(
        AgendaIssue(
            meeting_ref=meeting,
            number=number,
            issued_at=work.clock.now(),
            issued_by=work.by.account,
            said=said,
            changes="\n".join(changes),
            sha256=work.vault.put(printed),
        )
    )
    return number


@permits(*_OFFICE)
def note_invitation(
    work: Work, meeting: str, said: str, case: str | None = None, *, is_cancelled: bool = False
) -> tuple[str, int, datetime]:
    """Note that an invitation leaves: its UID, its sequence and the moment. The sequence rises when what it says does.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        said: what the invitation says, to tell a change from a copy.
        case: the case whose attendees it is for; the members' where None.
        is_cancelled: it takes the entry out of their calendars.
    """
    find(work.session, Meeting, meeting, "meeting")
    row = work.session.scalars(select(CalendarInvitation).filter_by(meeting_ref=meeting, case_ref=case)).one_or_none()
    now = work.clock.now()
    if row is None:
        row = CalendarInvitation(
            uid=f"{uuid4()}@panel-desk",
            meeting_ref=meeting,
            case_ref=case,
            sequence=0,
            said=said,
            is_cancelled=is_cancelled,
            sent_at=now,
        )
        work.session.add(row)
    elif (row.said, row.is_cancelled) != (said, is_cancelled):
        row.sequence, row.said, row.is_cancelled = row.sequence + 1, said, is_cancelled
    row.sent_at = now
    return row.uid, row.sequence, now


@permits(*_OFFICE, AccountRole.CHAIR)
def ask_question(work: Work, case: str, member: str, text: str, theme: str | None = None) -> int:
    """Take in a question that a member asks before the panel; its number.

    Raises:
        RuleBrokenError: the question is empty, or the minutes are signed.
    """
    found = find(work.session, Case, case, "case")
    find(work.session, Member, member, "member")
    refuse_if_signed(work, found.meeting_ref)
    if not text.strip():
        raise RuleBrokenError("Write the question.", "text")
    last = work.session.scalars(select(func.max(PanelQuestion.position)).filter_by(case_ref=case)).one() or 0
    question = PanelQuestion(
        case_ref=case,
        member_ref=member,
        theme=(theme or "").strip() or None,
        text=text.strip(),
        position=last + 1,
        asked_at=work.clock.now(),
    )
    work.session.add(question)
    work.session.flush()
    return question.id


@permits(*_OFFICE, AccountRole.CHAIR)
def group_question(work: Work, question: int, theme: str | None, position: int) -> None:
    """Put a question under a theme, at a place among its case's questions, from 1."""
    found = _question(work, question)
    found.theme = (theme or "").strip() or None
    others = list(
        work.session.scalars(
            select(PanelQuestion)
            .where(PanelQuestion.case_ref == found.case_ref, PanelQuestion.id != question)
            .order_by(PanelQuestion.position)
        )
    )
    others.insert(max(0, min(position - 1, len(others))), found)
    for number, each in enumerate(others, start=1):
        each.position = number


@permits(*_OFFICE, AccountRole.CHAIR)
def remove_question(work: Work, question: int) -> None:
    """Take back a question; the audit trail keeps it."""
    work.session.delete(_question(work, question))


def _question(work: Work, question: int) -> PanelQuestion:
    """A question on which no signed minutes rest."""
    found = find(work.session, PanelQuestion, question, "question")
    refuse_if_signed(work, find(work.session, Case, found.case_ref, "case").meeting_ref)
    return found
