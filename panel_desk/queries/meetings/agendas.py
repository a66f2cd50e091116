"""Agendas: checks before issue, issued versions, standing items and members' questions."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import ndiff

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import (
    AgendaIssue,
    Meeting,
    Member,
    PanelQuestion,
    StandingItem,
)
from panel_desk.queries.agency import clocks, unknown
from panel_desk.queries.cases.cases import case_titles, cases_of, sees_every_item
from panel_desk.queries.document_rows import AgendaContent, AgendaItem
from panel_desk.queries.meetings.meetings import line_up
from panel_desk.queries.meetings.quorum import attendance_of, members_for, quorum
from panel_desk.queries.names import member_name, person_of
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.email_addresses import usable_email
from panel_desk.rules.folding import fold
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import CaseStatus, Response
from panel_desk.store.visibility import of_unseen

_NAMES_A_CASE = re.compile(r"(?:Item \d+: |Interest in )(?P<case>.+?)(?: at (?:\d\d:\d\d|no time), |: )")
"""A line of `lines_of` that names a case by its ref, as versions that were issued keep it."""


@dataclass(frozen=True, slots=True)
class AgendaCheck:
    """One check before an agenda is issued.

    Args:
        name: what is checked, such as `Quorum`.
        holds: whether the check is passed.
        sentence: the result; where the check is not passed, what is wrong and what to do.
    """

    name: str
    holds: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class IssueRow:
    """A version of an agenda that was issued.

    Args:
        issued_by: the name of who issued it.
        changes: what differs from the version before, one sentence each.
        content: the agenda as text, one line per fact, as `lines_of` gives it.
        sha256: the SHA-256 of the printed agenda, in hexadecimal.
    """

    number: int
    issued_at: datetime
    issued_by: str
    changes: tuple[str, ...]
    content: str
    sha256: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A member's question, asked before the panel or at it, with its answer; None where it has none yet."""

    id: int
    case: str
    member: str
    name: str
    theme: str | None
    text: str
    position: int
    answer: str | None
    asked_at: datetime
    version: int


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A standing item: business of the agenda that is not a case.

    Args:
        duration_minutes: its length.
        before_item: the number of the item before which it stands; None for the end of the agenda.
    """

    id: int
    title: str
    duration_minutes: int
    before_item: int | None


@shows(Information.OFFICE_WORK)
def agenda_checks(work: Work, meeting: str) -> tuple[AgendaCheck, ...]:
    """The checks before an agenda is issued: items, quorum, papers, bookings, addresses, deadline.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    item_quorums = quorum(work, meeting)
    inquorate = [each for each in item_quorums if not each.quorate]
    lacking = missing_papers(work, meeting)
    provisional = [
        case.ref for case in cases_of(work, (meeting,)) if case.is_provisional and case.status is CaseStatus.BOOKED
    ]
    titles = case_titles(work, *lacking, *provisional)
    members = members_for(work, (meeting,))
    invited = [
        members[row.member_ref]
        for row in attendance_of(work, (meeting,))
        if row.response not in (None, Response.DECLINED)
    ]
    without_address = [member_name(member) for member in invited if usable_email(member.email) is None]
    papers = clocks(work).papers_to_members(found.meets_on)
    return (
        _check("Items", bool(item_quorums), "The agenda has items.", "There is no item on the agenda yet."),
        _check(
            "Quorum",
            not inquorate,
            "Every item is quorate by the replies so far.",
            " ".join(f"Item {each.item}: {each.sentence}. {each.remedy}" for each in inquorate),
        ),
        _check(
            "Papers",
            not lacking,
            "Every paper is filed.",
            f"Papers are missing for {_in_order(titles[ref] for ref in lacking)}.",
        ),
        _check(
            "Bookings",
            not provisional,
            "Every booking is confirmed.",
            f"Still provisional: {_in_order(titles[ref] for ref in provisional)}. Confirm or remove each booking.",
        ),
        _check(
            "Addresses",
            not without_address,
            "Everyone in the line-up has an e-mail address.",
            f"No e-mail address: {', '.join(without_address)}. Add it on the central list.",
        ),
        _check(
            "Deadline",
            not papers.overdue(work.time_source.today()),
            f"Members are to have the papers by {in_words(papers.due_on)}.",
            f"Members should have had the papers by {in_words(papers.due_on)}.",
        ),
    )


@shows(Information.CALENDAR)
def issues(work: Work, meeting: str) -> tuple[IssueRow, ...]:
    """The versions of a meeting's agenda that were issued, newest first."""
    found = work.session.execute(
        select(AgendaIssue, person_of(AgendaIssue.issued_by))
        .where(AgendaIssue.meeting_ref == meeting)
        .order_by(AgendaIssue.number.desc())
    )
    return tuple(
        IssueRow(each.number, each.issued_at, issued_by, tuple(each.changes.splitlines()), each.said, each.sha256)
        for each, issued_by in found
    )


@shows(Information.CALENDAR)
def why_not_issue_agenda(work: Work, meeting: str) -> str:
    """Why the account may not issue a meeting's agenda, as a sentence; empty where it may."""
    of_meeting = AgendaIssue.meeting_ref == meeting
    was_issued_unseen = of_unseen(work.session, work.view, AgendaIssue, AgendaIssue.id, of_meeting)
    if sees_every_item(work, meeting) and not was_issued_unseen:
        return ""
    return (
        "You do not see every item of this panel, so you cannot issue its agenda or see what was sent. Somebody who "
        "sees them all does that."
    )


@shows(Information.CALENDAR)
def latest_issue(work: Work, meeting: str) -> IssueRow | None:
    """The newest version that was issued; None where none was."""
    return next(iter(issues(work, meeting)), None)


@shows(Information.CALENDAR)
def issued_print(work: Work, meeting: str, number: int) -> bytes:
    """A version of an agenda as it was sent, to the byte.

    Raises:
        RuleBrokenError: there is no such version.
        SurroundingsError: it is missing from the vault or damaged.
    """
    for each in issues(work, meeting):
        if each.number == number:
            return work.vault.get(each.sha256)
    raise unknown("version of this agenda", str(number))


@shows(Information.OFFICE_WORK)
def unsent_changes(work: Work, meeting: str, content: AgendaContent) -> tuple[str, ...]:
    """How an agenda differs from its last issued version; empty where it does not, or none was issued."""
    last = latest_issue(work, meeting)
    return what_changed(work, last.content, "\n".join(lines_of(content))) if last else ()


def lines_of(content: AgendaContent) -> Iterator[str]:
    """An agenda as text, one line per fact, so that two versions can be compared."""
    meeting = content.meeting
    starts = f"{meeting.starts_at:%H:%M}" if meeting.starts_at else "time not settled"
    yield f"{in_words(meeting.held_on)}, {starts}, {meeting.place or 'place not settled'}"
    yield f"Chair: {meeting.chair or 'not appointed'}"
    for entry in content.entries:
        at = f"{entry.starts_at:%H:%M}" if entry.starts_at else "no time"
        if isinstance(entry, AgendaItem):
            yield f"Item {entry.number}: {entry.facts.case} at {at}, {count(entry.duration_minutes or 0, 'minute')}"
        else:
            yield f"{entry.title} at {at}, {count(entry.duration_minutes, 'minute')}"
    for person in content.line_up:
        yield f"{person.name}, {person.capacity}: {'apologies' if person.response is Response.DECLINED else 'invited'}"
    for interest in content.interests:
        yield f"Interest in {interest.case}: {interest.name}{', withdraws' if interest.withdraws else ''}"


def what_changed(work: Work, before: str, now: str) -> tuple[str, ...]:
    """The lines in which two versions of an agenda differ, as sentences that name the cases by their titles.

    Args:
        work: the unit of work.
        before: the lines of the earlier version, as `lines_of` gives them.
        now: the lines of the later one.
    """
    words = {"- ": "No longer: ", "+ ": "New: "}
    lines = [line for line in ndiff(before.splitlines(), now.splitlines()) if line[:2] in words]
    refs = {found["case"] for line in lines if (found := _NAMES_A_CASE.match(line[2:]))}
    titles = case_titles(work, *refs)
    return tuple(f"{words[line[:2]]}{_with_title(line[2:], titles)}." for line in lines)


def _with_title(line: str, titles: Mapping[str, str]) -> str:
    """A line of an agenda with the title of the case that it names by its ref."""
    found = _NAMES_A_CASE.match(line)
    if found is None or found["case"] not in titles:
        return line
    return f"{line[: found.start('case')]}{titles[found['case']]}{line[found.end('case') :]}"


@shows(Information.CALENDAR)
def standing_items(work: Work, meeting: str) -> tuple[StandingRow, ...]:
    """The standing items of a meeting, in order."""
    found = work.session.scalars(
        select(StandingItem)
        .filter_by(meeting_ref=meeting)
        .order_by(StandingItem.before_item.nulls_last(), StandingItem.position)
    )
    return tuple(StandingRow(each.id, each.title, each.minutes, each.before_item) for each in found)


@shows(Information.CASES)
def questions(work: Work, case: str) -> tuple[QuestionRow, ...]:
    """The questions asked before the panel about a case, in the chair's order."""
    return questions_about(work, (case,))[case]


@shows(Information.CASES)
@asked_once
def questions_about(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[QuestionRow, ...]]:
    """The questions asked before the panel about some cases, in the chair's order, by the case's ref."""
    by_case: dict[str, list[QuestionRow]] = {case: [] for case in cases}
    found = work.session.execute(
        select(PanelQuestion, Member)
        .join(Member, Member.ref == PanelQuestion.member_ref)
        .where(PanelQuestion.case_ref.in_(cases))
        .order_by(PanelQuestion.position)
    )
    for q, m in found:
        by_case[q.case_ref].append(
            QuestionRow(
                id=q.id,
                case=q.case_ref,
                member=m.ref,
                name=member_name(m),
                theme=q.theme,
                text=q.text,
                position=q.position,
                answer=q.answer,
                asked_at=q.asked_at,
                version=q.version,
            )
        )
    return {case: tuple(rows) for case, rows in by_case.items()}


@shows(Information.OFFICE_WORK)
def addressees(work: Work, meeting: str) -> tuple[tuple[str, str], ...]:
    """Name and e-mail of everyone in the line-up who has not declined and has an address."""
    members = members_for(work, (meeting,))
    return tuple(
        (row.name, email)
        for row in line_up(work, meeting)
        if row.response is not Response.DECLINED and (email := usable_email(members[row.member].email))
    )


def _in_order(titles: Iterable[str]) -> str:
    """Titles in one text, in the order of the alphabet."""
    return "; ".join(sorted(titles, key=fold))


def _check(name: str, holds: bool, passed: str, failed: str) -> AgendaCheck:
    """A check with the sentence for its result: `passed` if it holds, else `failed`."""
    return AgendaCheck(name, holds, passed if holds else failed)
