"""Issued packs: the issues of a meeting's pack, the papers in each, and the readers' copies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import defer

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Case, PackCopy, PackIssue, Paper
from panel_desk.queries.cases.cases import meetings_not_whole
from panel_desk.queries.names import person_of
from panel_desk.rules.access import Information
from panel_desk.rules.email_addresses import usable_email
from panel_desk.rules.pack_changes import PackPart
from panel_desk.rules.vocabulary import PackEdition, PaperKind
from panel_desk.store.text_functions import folded
from panel_desk.store.visibility import is_limited, of_unseen


@dataclass(frozen=True, slots=True)
class PackIssueRow:
    """One issue of a meeting's pack; `changes` are what differs from the issue before, one sentence each."""

    number: int
    issued_at: datetime
    issued_by: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackCopyRow:
    """One reader's copy of one issue, with receipt, recall and deletion.

    Args:
        issued_at: when the issue was made.
        issued_by: the name of who issued it.
        changes: what differs from the issue before, one sentence each.
        sha256: the SHA-256 of the copy, in hexadecimal.
        cases: the refs of the cases in it.
        received_on: when the reader confirmed receipt; None before.
        recalled_on: when it was recalled; None where it was not.
        confirmed_on: when the reader confirmed that it is deleted; None before.
        is_newest: whether the reader has no copy of a later issue.
    """

    id: int
    issue: int
    issued_at: datetime
    issued_by: str
    changes: tuple[str, ...]
    edition: PackEdition
    case: str | None
    member: str | None
    recipient: str
    email: str | None
    sha256: str
    pages: int
    volumes: int
    cases: tuple[str, ...]
    made_at: datetime
    received_on: date | None
    recalled_on: date | None
    confirmed_on: date | None
    is_newest: bool
    version: int


@shows(Information.OFFICE_WORK)
@asked_once
def packs_not_whole(work: Work, meetings: tuple[str, ...]) -> frozenset[str | None]:
    """Those of the meetings, by ref, of which the account does not see every item and paper, now and in each copy.

    It may not issue their packs, and is not shown who has a copy or what changed, because both name what it does not
    see.
    """
    paper_of = (Paper.case_ref == Case.ref) & Case.meeting_ref.in_(meetings)
    unseen = meetings_not_whole(work, meetings) | of_unseen(work.session, work.view, Paper, Case.meeting_ref, paper_of)
    if not is_limited(work.view, Case):
        return unseen
    of_meetings = select(PackIssue.meeting_ref, PackCopy.cases).join(PackCopy, PackCopy.issue_id == PackIssue.id)
    copies = work.session.execute(of_meetings.where(PackIssue.meeting_ref.in_(meetings))).all()
    every = sorted({case for _, cases in copies for case in cases})
    hidden = of_unseen(work.session, work.view, Case, Case.ref, Case.ref.in_(every))
    return unseen | {meeting for meeting, cases in copies if not hidden.isdisjoint(cases)}


@shows(Information.OFFICE_WORK)
def why_not_issue_pack(work: Work, meeting: str) -> str:
    """Why the account may not issue or recall a meeting's pack, as a sentence; empty where it may."""
    if meeting not in packs_not_whole(work, (meeting,)):
        return ""
    return (
        "You do not see every item and paper of this panel, so you cannot issue or recall its pack, or see who "
        "has a copy. Somebody who sees them all does that."
    )


@shows(Information.OFFICE_WORK)
def pack_issues(work: Work, meeting: str) -> tuple[PackIssueRow, ...]:
    """The issues of a meeting's pack, newest first; none where the account does not see every item and paper."""
    if packs_not_whole(work, (meeting,)):
        return ()
    found = (
        select(PackIssue, person_of(PackIssue.issued_by))
        .where(PackIssue.meeting_ref == meeting)
        .order_by(PackIssue.number.desc())
    )
    return tuple(
        PackIssueRow(each.number, each.issued_at, issued_by, tuple(each.changes.splitlines()))
        for each, issued_by in work.session.execute(found)
    )


@shows(Information.OFFICE_WORK)
def pack_copies(work: Work, meeting: str) -> tuple[PackCopyRow, ...]:
    """The copies of a meeting's pack, newest issue first, then by the reader's name.

    Empty where the account does not see every item and paper.
    """
    return pack_copies_of(work, (meeting,))[meeting]


@shows(Information.OFFICE_WORK)
@asked_once
def pack_copies_of(work: Work, meetings: tuple[str, ...]) -> Mapping[str, tuple[PackCopyRow, ...]]:
    """The copies of some meetings' packs, by the meeting's ref; newest issue first, then by the reader's name.

    A meeting of which the account does not see every item and paper has an empty tuple.
    """
    whole = [meeting for meeting in meetings if meeting not in packs_not_whole(work, meetings)]
    found = work.session.execute(
        select(PackCopy, PackIssue, person_of(PackIssue.issued_by))
        .join(PackIssue, PackIssue.id == PackCopy.issue_id)
        .where(PackIssue.meeting_ref.in_(whole))
        .options(defer(PackIssue.plan))
        .order_by(PackIssue.number.desc(), folded(PackCopy.recipient), PackCopy.id.desc())
    )
    rows: dict[str, list[PackCopyRow]] = {meeting: [] for meeting in meetings}
    seen: set[tuple[str, str]] = set()
    for copy, issue, issued_by in found:
        key = issue.meeting_ref, reader_key(copy.member_ref, copy.case_ref)
        rows[issue.meeting_ref].append(
            PackCopyRow(
                id=copy.id,
                issue=issue.number,
                issued_at=issue.issued_at,
                issued_by=issued_by,
                changes=tuple(issue.changes.splitlines()),
                edition=copy.edition,
                case=copy.case_ref,
                member=copy.member_ref,
                recipient=copy.recipient,
                email=usable_email(copy.email),
                sha256=copy.sha256,
                pages=copy.pages,
                volumes=copy.volumes,
                cases=tuple(copy.cases),
                made_at=copy.made_at,
                received_on=copy.received_on,
                recalled_on=copy.recalled_on,
                confirmed_on=copy.confirmed_on,
                is_newest=key not in seen,
                version=copy.version,
            )
        )
        seen.add(key)
    return {meeting: tuple(copies) for meeting, copies in rows.items()}


@shows(Information.OFFICE_WORK)
def issued_parts(work: Work, meeting: str) -> tuple[PackPart, ...]:
    """The papers in the newest issue of a meeting's pack; none where none was issued."""
    last = last_pack_issue(work, meeting)
    return parts_in(last) if last else ()


@shows(Information.OFFICE_WORK)
def last_pack_issue(work: Work, meeting: str) -> PackIssue | None:
    """The newest issue of a meeting's pack; None where none was issued. For operations and queries."""
    return last_pack_issues(work, (meeting,)).get(meeting)


@shows(Information.OFFICE_WORK)
@asked_once
def last_pack_issues(work: Work, meetings: tuple[str, ...]) -> Mapping[str, PackIssue]:
    """The newest issue of each of some meetings' packs, by the meeting's ref; for queries."""
    of_these = select(PackIssue.meeting_ref, func.max(PackIssue.number)).where(PackIssue.meeting_ref.in_(meetings))
    newest = tuple_(PackIssue.meeting_ref, PackIssue.number).in_(of_these.group_by(PackIssue.meeting_ref))
    return {issue.meeting_ref: issue for issue in work.session.scalars(select(PackIssue).where(newest))}


@shows(Information.OFFICE_WORK)
def newest_copies(work: Work, meeting: str, before: int) -> dict[str, tuple[PackCopy, PackIssue]]:
    """Each reader's newest copy of an issue before the one given, with that issue, by the reader's key; for queries.

    Recalled copies are left out.
    """
    found = work.session.execute(
        select(PackCopy, PackIssue)
        .join(PackIssue, PackIssue.id == PackCopy.issue_id)
        .where(PackIssue.meeting_ref == meeting, PackIssue.number < before, PackCopy.recalled_on.is_(None))
        .order_by(PackIssue.number)
    )
    return {reader_key(copy.member_ref, copy.case_ref): (copy, issue) for copy, issue in found}


def parts_in(issue: PackIssue) -> tuple[PackPart, ...]:
    """The papers in an issue; for queries."""
    return tuple(_part(each) for each in issue.plan if "title" in each)


def reader_key(member: str | None, case: str | None) -> str:
    """The key of one reader of a meeting's pack: the member's ref, or `applicants of CASE-017`."""
    return member or f"applicants of {case}"


def _part(stored: dict[str, Any]) -> PackPart:
    """A paper as an issue recorded it."""
    return PackPart(
        key=stored["key"],
        case=stored["case"],
        item=stored["item"],
        kind=PaperKind(stored["kind"]),
        title=stored["title"],
        version=stored["version"],
        redactions=stored["redactions"],
        hidden=stored.get("hidden", ""),
        labels=tuple(stored["labels"]),
    )
