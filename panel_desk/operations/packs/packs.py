"""Finished packs: issued, received, recalled, and deleted by their readers."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import Meeting, PackCopy, PackIssue
from panel_desk.queries.document_rows import CitedPages, PackContent
from panel_desk.queries.packs.issues import issued_parts, last_pack_issue, reader_key, why_not_issue_pack
from panel_desk.queries.packs.packs import PackReader, parts_of
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.pack_changes import PackPart, missing_papers_sentence, pack_changes
from panel_desk.rules.vocabulary import OFFICE, MeetingStatus


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy of a pack that was built for a reader.

    Args:
        reader: the person it is for.
        sha256: the SHA-256 of its files, one after the other.
        pages: the number of pages in all its files.
        volumes: the number of files.
        cases: the refs of the cases that it contains.
    """

    reader: PackReader
    sha256: str
    pages: int
    volumes: int = 1
    cases: tuple[str, ...] = ()


@permits(*OFFICE)
def issue_pack(
    work: Work, meeting: str, content: PackContent, plan: Sequence[CitedPages], copies: Sequence[MadeCopy]
) -> int:
    """Record the issue of a pack, with its copies and the page labels of its papers, and return the issue's number.

    Where nothing has changed since the newest issue, the copies are added to that one.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        content: the content of the members' edition.
        plan: the page labels of every paper in the pack.
        copies: the copies that were built.

    Raises:
        NotAllowedError: the account does not see every item and paper, so that the pack would lack them.
        RuleBrokenError: the meeting was held or cancelled, or there is no copy.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(
            f"This meeting is {found.status}. A pack is issued only for a meeting that is still to come."
        )
    _refuse_not_whole(work, meeting)
    if not copies:
        raise RuleBrokenError("Choose at least one person to receive the pack.", "readers")
    last = last_pack_issue(work, meeting)
    parts = parts_of(content, plan)
    changes = pack_changes(issued_parts(work, meeting), parts)
    if last is None or changes:
        missing = [sentence for each in missing_papers(work, meeting).values() for sentence in each]
        lines = [*(changes if last else ()), missing_papers_sentence(missing)]
        last = PackIssue(
            meeting_ref=meeting,
            number=last.number + 1 if last else 1,
            issued_at=work.time_source.now(),
            issued_by=work.by.account,
            changes="\n".join(filter(None, lines)),
            plan=_stored_plan(parts, plan),
        )
        work.session.add(last)
        work.session.flush()
    for copy in copies:
        work.session.add(
            PackCopy(
                issue_id=last.id,
                edition=copy.reader.edition,
                case_ref=copy.reader.case,
                member_ref=copy.reader.member,
                recipient=copy.reader.name,
                email=copy.reader.email,
                sha256=copy.sha256,
                pages=copy.pages,
                volumes=copy.volumes,
                cases=[*copy.cases],
                made_at=work.time_source.now(),
            )
        )
    return last.number


@permits(*OFFICE)
def note_receipt(work: Work, copy: int, received_on: date | None) -> None:
    """Record the day on which a reader confirmed receipt of their copy; None removes it.

    Raises:
        NotAllowedError: the account does not see every item and paper of the meeting.
        RuleBrokenError: the day is before the copy was made, or still to come.
    """
    found = _copy(work, copy)
    if received_on is not None:
        _check_day(work, received_on, found.made_at.astimezone().date(), "it was made", "received_on")
    found.received_on = received_on


@permits(*OFFICE)
def recall_packs(work: Work, meeting: str, reader: str | None = None) -> int:
    """Recall the copies of a meeting's pack, and return how many were recalled.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        reader: the key of one reader, whose copies can be recalled before the meeting too; None for all readers.

    Raises:
        NotAllowedError: the account does not see every item and paper of the meeting.
        RuleBrokenError: all readers' copies before the meeting was held or cancelled, or no copy is left to recall.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    _refuse_not_whole(work, meeting)
    if reader is None and found.status is MeetingStatus.PLANNED:
        raise RuleBrokenError("The meeting is still to come, so its readers need their packs. Recall them after it.")
    copies = work.session.scalars(
        select(PackCopy)
        .join(PackIssue, PackIssue.id == PackCopy.issue_id)
        .where(PackIssue.meeting_ref == meeting, PackCopy.recalled_on.is_(None))
    ).all()
    if reader is not None:
        copies = [copy for copy in copies if reader_key(copy.member_ref, copy.case_ref) == reader]
    if not copies:
        raise RuleBrokenError("There is no copy to recall: each was recalled already, or none was issued.")
    for copy in copies:
        copy.recalled_on = work.time_source.today()
    return len(copies)


@permits(*OFFICE)
def confirm_deletion(work: Work, copy: int, confirmed_on: date | None) -> None:
    """Record the day on which a reader confirmed that they deleted or returned their copy; None removes it.

    Raises:
        NotAllowedError: the account does not see every item and paper of the meeting.
        RuleBrokenError: the copy was not recalled, or the day is before its recall or still to come.
    """
    found = _copy(work, copy)
    if found.recalled_on is None:
        raise RuleBrokenError("This copy was not recalled yet. Recall it first.", "confirmed_on")
    if confirmed_on is not None:
        _check_day(work, confirmed_on, found.recalled_on, "it was recalled", "confirmed_on")
    found.confirmed_on = confirmed_on


def _copy(work: Work, copy: int) -> PackCopy:
    """A copy of the pack of a meeting that the account sees whole.

    Raises:
        NotAllowedError: the account does not see every item and paper of the meeting.
        RuleBrokenError: there is no such copy.
    """
    found = find(work.session, PackCopy, copy, "copy")
    _refuse_not_whole(work, work.session.get_one(PackIssue, found.issue_id).meeting_ref)
    return found


def _refuse_not_whole(work: Work, meeting: str) -> None:
    """Refuse an account that does not see every item and paper: a list of readers and copies names them.

    Raises:
        NotAllowedError: it does not see them all.
    """
    if why_not := why_not_issue_pack(work, meeting):
        raise NotAllowedError(why_not)


def _stored_plan(parts: Sequence[PackPart], plan: Sequence[CitedPages]) -> list[dict[str, Any]]:
    """The plan as an issue stores it: every label ever given, with the details of the parts that are in the pack."""
    details = {part.key: asdict(part) for part in parts}
    return [{**details.get(each.key, {}), "key": each.key, "labels": [*each.labels]} for each in plan]


def _check_day(work: Work, day: date, since: date, what: str, field: str) -> None:
    """Refuse a day that is still to come, or before the day on which something happened to a copy.

    Args:
        work: the unit of work.
        day: the day to check.
        since: the day on which that happened.
        what: what happened, as a sentence says it: `it was made`.
        field: the error's field.
    """
    if day < since:
        raise RuleBrokenError(f"That is before {what}, on {in_words(since)}. Give that day or a later one.", field)
    if day > work.time_source.today():
        raise RuleBrokenError("That day is still to come. Give today or an earlier day.", field)
