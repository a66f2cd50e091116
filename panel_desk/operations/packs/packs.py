"""What people do with finished packs: issue them, note receipts, recall them, note that they are deleted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Meeting, PackCopy, PackIssue
from panel_desk.operations.records import find
from panel_desk.queries.document_rows import CitedPages, PackContent
from panel_desk.queries.packs.issues import issued_parts, last_pack_issue, reader_key
from panel_desk.queries.packs.packs import PackReader, parts_of
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.dates import in_words
from panel_desk.rules.pack_changes import PackPart, missing_papers_sentence, pack_changes
from panel_desk.rules.vocabulary import OFFICE, MeetingStatus


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A copy that was made for a reader.

    Args:
        reader: whose it is.
        sha256: the hash of its files, one after the other.
        pages: how many pages they have together.
        volumes: how many files there are.
        cases: the refs of the cases that are in it.
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
    """Keep what went out: the copies, and which page stands under which number; the issue's number.

    Where nothing has changed since the newest issue, the copies are of that one.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        content: what the members' edition was made of.
        plan: the page labels of every paper, as the pack was made with.
        copies: what was made, for whom.

    Raises:
        RuleBrokenError: the meeting is not to come, or there is no copy.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.PLANNED:
        raise RuleBrokenError(f"This meeting is {found.status}; a pack is issued for one that is to come.")
    if not copies:
        raise RuleBrokenError("Choose at least one person who gets the pack.", "readers")
    last = last_pack_issue(work, meeting)
    parts = parts_of(content, plan)
    changes = pack_changes(issued_parts(work, meeting), parts)
    if last is None or changes:
        lacking = [sentence for each in missing_papers(work, meeting).values() for sentence in each]
        said = [*(changes if last else ()), missing_papers_sentence(lacking)]
        last = PackIssue(
            meeting_ref=meeting,
            number=last.number + 1 if last else 1,
            issued_at=work.clock.now(),
            issued_by=work.by.account,
            changes="\n".join(filter(None, said)),
            plan=_kept(parts, plan),
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
                made_at=work.clock.now(),
            )
        )
    return last.number


@permits(*OFFICE)
def note_receipt(work: Work, copy: int, received_on: date | None) -> None:
    """Note the day on which a reader confirmed that they have their copy; None takes the note back.

    Raises:
        RuleBrokenError: the day is before the copy was made, or still to come.
    """
    found = find(work.session, PackCopy, copy, "copy")
    if received_on is not None:
        _refuse_impossible(work, received_on, found.made_at.astimezone().date(), "it was made", "received_on")
    found.received_on = received_on


@permits(*OFFICE)
def recall_packs(work: Work, meeting: str, reader: str | None = None) -> int:
    """Ask for every copy of a meeting's pack back, once the meeting is over; how many there were to recall.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        reader: the key of the one reader whose copies are asked back, before the meeting too; None for everybody's.

    Raises:
        RuleBrokenError: the meeting is still to come, or nothing is left to recall.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if reader is None and found.status is MeetingStatus.PLANNED:
        raise RuleBrokenError("The meeting is still to come, so its readers need their packs. Recall them after it.")
    out = work.session.scalars(
        select(PackCopy)
        .join(PackIssue, PackIssue.id == PackCopy.issue_id)
        .where(PackIssue.meeting_ref == meeting, PackCopy.recalled_on.is_(None))
    ).all()
    if reader is not None:
        out = [copy for copy in out if reader_key(copy.member_ref, copy.case_ref) == reader]
    if not out:
        raise RuleBrokenError("Every such copy of this meeting's pack is recalled already, or none went out.")
    for copy in out:
        copy.recalled_on = work.clock.today()
    return len(out)


@permits(*OFFICE)
def confirm_deletion(work: Work, copy: int, confirmed_on: date | None) -> None:
    """Note the day on which a reader confirmed that no copy is left with them; None takes the note back.

    Raises:
        RuleBrokenError: the copy was not recalled, or the day is before its recall or still to come.
    """
    found = find(work.session, PackCopy, copy, "copy")
    if found.recalled_on is None:
        raise RuleBrokenError("This copy was not recalled yet. Recall the packs of the meeting first.", "confirmed_on")
    if confirmed_on is not None:
        _refuse_impossible(work, confirmed_on, found.recalled_on, "it was recalled", "confirmed_on")
    found.confirmed_on = confirmed_on


def _kept(parts: Sequence[PackPart], plan: Sequence[CitedPages]) -> list[dict[str, Any]]:
    """The plan as an issue remembers it: every label ever given, and of what is there what it is."""
    there = {part.key: asdict(part) for part in parts}
    return [{**there.get(each.key, {}), "key": each.key, "labels": [*each.labels]} for each in plan]


def _refuse_impossible(work: Work, day: date, since: date, what: str, field: str) -> None:
    if day < since:
        raise RuleBrokenError(f"That is before {what}, on {in_words(since)}.", field)
    if day > work.clock.today():
        raise RuleBrokenError("That day is still to come.", field)
