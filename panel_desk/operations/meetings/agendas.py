"""Agendas: standing items, issued versions, and members' questions before the panel."""

from sqlalchemy import func, select

from panel_desk.desk import Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import AgendaIssue, Case, Meeting, Member, PanelQuestion, StandingItem
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import (
    agenda_checks,
    latest_issue,
    lines_of,
    what_changed,
    why_not_issue_agenda,
)
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, AccountRole, MeetingStatus


@permits(*OFFICE)
def add_standing_item(
    work: Work, meeting: str, title: str, duration_minutes: int, before_item: int | None = None
) -> int:
    """Add a standing item, which is business that is not a case, to an agenda, and return its id.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        title: what the item is.
        duration_minutes: how long it takes.
        before_item: the number of the case's item that it precedes; None for the end.

    Raises:
        RuleBrokenError: it has no title, or its duration is negative.
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


@permits(*OFFICE)
def remove_standing_item(work: Work, item: int) -> None:
    """Remove a standing item from its agenda."""
    found = find(work.session, StandingItem, item, "standing item")
    refuse_if_signed(work, found.meeting_ref)
    work.session.delete(found)


@permits(*OFFICE)
def issue_agenda(work: Work, meeting: str, printed: bytes, despite: str = "") -> int:
    """Issue an agenda as the meeting's next version, with what changed since the last, and return its number.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        printed: the PDF of the members' edition, as sent.
        despite: why it is issued although a check fails; empty where none does.

    Raises:
        NotAllowedError: the account does not see every item, so that its print does not hold them all.
        RuleBrokenError: the meeting was held or cancelled, a check fails and no reason is given, or nothing
            changed since the last version.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(
            f"This meeting is {found.status}. An agenda is issued only for a meeting that is still to come."
        )
    if why_not := why_not_issue_agenda(work, meeting):
        raise NotAllowedError(why_not)
    failing = [check.sentence for check in agenda_checks(work, meeting) if not check.holds]
    if failing and not despite.strip():
        raise RuleBrokenError(
            f"This agenda cannot be issued yet: {' '.join(failing)} To issue it all the same, give a reason.",
            "despite",
        )
    text = "\n".join(lines_of(agenda_content(work, meeting)))
    last = latest_issue(work, meeting)
    if last is not None and last.content == text:
        raise RuleBrokenError(
            f"Nothing has changed since version {last.number} was issued, so there is nothing to issue."
        )
    number = last.number + 1 if last else 1
    changes = [*what_changed(work, last.content if last else "", text)] if last else []
    if despite.strip():
        changes.append(f"Issued although these checks failed: {' '.join(failing)} Reason: {despite.strip()}")
    work.session.add(
        AgendaIssue(
            meeting_ref=meeting,
            number=number,
            issued_at=work.time_source.now(),
            issued_by=work.by.account,
            said=text,
            changes="\n".join(changes),
            sha256=work.vault.put(printed),
        )
    )
    return number


@permits(*OFFICE, AccountRole.CHAIR)
def ask_question(work: Work, case: str, member: str, text: str, theme: str | None = None) -> int:
    """Record a question that a member asks before the panel, and return its id.

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
        asked_at=work.time_source.now(),
    )
    work.session.add(question)
    work.session.flush()
    return question.id


@permits(*OFFICE, AccountRole.CHAIR)
def group_question(work: Work, question: int, theme: str | None, position: int) -> None:
    """Set a question's theme, and its position, from 1, among the questions on its case."""
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


@permits(*OFFICE, AccountRole.CHAIR)
def remove_question(work: Work, question: int) -> None:
    """Remove a question; the audit trail keeps it."""
    work.session.delete(_question(work, question))


def _question(work: Work, question: int) -> PanelQuestion:
    """A question that may change, since the minutes of its meeting are not signed."""
    found = find(work.session, PanelQuestion, question, "question")
    refuse_if_signed(work, find(work.session, Case, found.case_ref, "case").meeting_ref)
    return found
