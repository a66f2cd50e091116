"""A meeting's pack: the content of each edition, its readers, and changes since it was issued."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.errors import NotAllowedError
from panel_desk.models import Case, Household, Interest, Meeting, Member, PackIssue, PageLook, Paper, Redaction
from panel_desk.queries.agency import figures, unknown
from panel_desk.queries.cases.cases import cases_of
from panel_desk.queries.document_rows import (
    AgendaContent,
    AgendaItem,
    CitedPages,
    LookedAtPage,
    PackCase,
    PackContent,
    PackPaper,
)
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.meetings import line_up
from panel_desk.queries.meetings.quorum import attendance_of, members_for
from panel_desk.queries.names import household_name, member_name
from panel_desk.queries.packs.issues import (
    PackCopyRow,
    last_pack_issue,
    last_pack_issues,
    newest_copies,
    pack_copies,
    pack_copies_of,
    packs_not_whole,
    parts_in,
    reader_key,
    why_not_issue_pack,
)
from panel_desk.queries.papers.checks import boxes_of
from panel_desk.queries.papers.papers import PaperRow, missing_papers, papers_for
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.email_addresses import usable_email
from panel_desk.rules.figures import Figures
from panel_desk.rules.pack_changes import PackPart, pack_changes
from panel_desk.rules.pack_editions import edition_includes, edition_of
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import Capacity, CaseStatus, MeetingStatus, PackEdition, Response


@dataclass(frozen=True, slots=True)
class PackReader:
    """A person, or a case's applicants, who get a pack.

    Args:
        key: the reader's key within the meeting, as `reader_key` gives it.
        name: the name printed on every page of the copy.
        edition: the edition for this reader.
        member: the ref on the central list; None for applicants.
        case: the applicants' case; None for everybody else.
        email: the e-mail address; None where it is not known.
        newest_issue: the newest issue that they hold; 0 where they hold none or it was recalled.
    """

    key: str
    name: str
    edition: PackEdition
    member: str | None
    case: str | None
    email: str | None
    newest_issue: int


@shows(Information.PAPERS)
def pack_content(
    work: Work,
    meeting: str,
    member: str | None = None,
    edition: PackEdition | None = None,
    only_case: str | None = None,
) -> PackContent:
    """The content of a meeting's pack.

    Every edition lists every paper, so that each page has the same number in all of them; papers that the edition
    must not hold are marked as left out. A member's own copy leaves out the cases from which they withdraw.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        member: the ref of the member whose own copy it is; None where it is nobody's.
        edition: the edition; None for the member's own, or without a member for the members'.
        only_case: the case whose applicants it is for.

    Raises:
        RuleBrokenError: there is no such meeting or member, or no such case on its agenda.
    """
    reader = work.session.get(Member, member) if member is not None else None
    if member is not None and reader is None:
        raise unknown("member", member)
    if edition is None:
        edition = PackEdition.APPLICANTS if only_case is not None else _own_edition(work, meeting, member)
    source = _pack_source(work, meeting)
    if edition is PackEdition.APPLICANTS and only_case not in {each.facts.case for each in source.items}:
        raise unknown("case on this agenda", only_case or "")
    withdraws_from = _withdrawn(work, (reader.ref,)).get(reader.ref, frozenset()) if reader else frozenset()
    return _content(source, edition, withdraws_from, only_case, member_name(reader) if reader else None)


@shows(Information.PAPERS)
def pack_contents(work: Work, meeting: str, readers: Iterable[PackReader], issue: int = 0) -> tuple[PackContent, ...]:
    """The content of each reader's copy of a meeting's pack, with the reader's name on every page.

    A copy lists what changed since the newest issue that its reader has, as far as they may see it in both.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        readers: the readers of the copies.
        issue: the issue's number; 0 for copies that are not issued.

    Raises:
        NotAllowedError: the account does not see every item and paper, so that every copy would lack them.
        RuleBrokenError: there is no such meeting.
    """
    source = _pack_source(work, meeting)
    if why_not := why_not_issue_pack(work, meeting):
        raise NotAllowedError(why_not)
    current = newest_copies(work, meeting, issue)
    readers = tuple(readers)
    withdrawn = _withdrawn(work, tuple(reader.member for reader in readers if reader.member is not None))
    made = []
    for reader in readers:
        withdraws_from = withdrawn.get(reader.member or "", frozenset())
        content = _content(source, reader.edition, withdraws_from, reader.case, reader.name)
        copy, before = current.get(reader.key, (None, None))
        if copy is not None and before is not None:
            seen = _seen(source, before, reader, copy.edition, withdraws_from)
            changes = pack_changes(seen, parts_of(content, visible=True))
            content = replace(content, changed_since=before.number, changes=changes)
        made.append(replace(content, issue=issue))
    return tuple(made)


def parts_of(
    content: PackContent,
    plan: Iterable[CitedPages] = (),
    *,
    visible: bool = False,
) -> tuple[PackPart, ...]:
    """The papers of a pack as an issue records them.

    Args:
        content: the pack's content.
        plan: the page labels of each paper; none while the pack is not built.
        visible: True for only the papers in this edition, without counts of redactions.
    """
    labels = {each.key: each.labels for each in plan}
    return tuple(
        PackPart(
            key=paper.key,
            case=case.item.facts.case,
            item=case.item.number,
            kind=paper.kind,
            title=paper.title,
            version=paper.version,
            redactions=0 if visible else paper.redactions,
            hidden="" if visible else paper.hidden,
            labels=labels.get(paper.key, ()),
        )
        for case in content.cases
        for paper in case.papers
        if not (visible and (case.is_left_out or paper.is_left_out))
    )


@shows(Information.OFFICE_WORK)
def pack_readers(work: Work, meeting: str) -> tuple[PackReader, ...]:
    """The readers of a meeting's pack: everybody on the line-up who has not declined, and each case's applicants.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    newest: dict[str, int] = {}
    for copy in pack_copies(work, meeting):
        if copy.recalled_on is not None:
            continue
        key = reader_key(copy.member, copy.case)
        newest[key] = max(newest.get(key, 0), copy.issue)
    people = [row for row in line_up(work, meeting) if row.response is not Response.DECLINED]
    members = members_for(work, (meeting,))
    readers = [
        PackReader(
            key=person.member,
            name=person.name,
            edition=edition_of(person.capacity, presides=person.member == found.chair_ref),
            member=person.member,
            case=None,
            email=usable_email(members[person.member].email),
            newest_issue=newest.get(person.member, 0),
        )
        for person in people
    ]
    applicants = work.session.execute(
        select(Case.ref, Household)
        .join(Household, Household.ref == Case.household_ref)
        .where(Case.meeting_ref == meeting, Case.status != CaseStatus.WITHDRAWN)
        .order_by(Case.item_no)
    )
    readers += [
        PackReader(
            key=reader_key(None, case),
            name=household_name(household) or case,
            edition=PackEdition.APPLICANTS,
            member=None,
            case=case,
            email=None,
            newest_issue=newest.get(reader_key(None, case), 0),
        )
        for case, household in applicants
    ]
    return tuple(readers)


@shows(Information.OFFICE_WORK)
def unsent_pack_changes(work: Work, meeting: str) -> tuple[str, ...]:
    """What has changed since the newest issue, one sentence each; nothing where none was issued."""
    return unsent_pack_changes_of(work, (meeting,))[meeting]


@shows(Information.OFFICE_WORK)
@asked_once
def unsent_pack_changes_of(work: Work, meetings: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """What has changed in each of some meetings' packs since its newest issue, by the meeting's ref.

    Nothing of a meeting of which the account does not see every item and paper.
    """
    issued = last_pack_issues(work, tuple(each for each in meetings if each not in packs_not_whole(work, meetings)))
    if not issued:
        return dict.fromkeys(meetings, ())
    now = _parts_now(work, meetings)
    return {
        meeting: pack_changes(parts_in(issued[meeting]), now[meeting]) if meeting in issued else ()
        for meeting in meetings
    }


@shows(Information.OFFICE_WORK)
def copies_to_recall(work: Work, meeting: str) -> tuple[str, ...]:
    """The copies of an upcoming meeting's pack to be recalled, each with the reader and the reason in a sentence."""
    return copies_to_recall_of(work, (meeting,))[meeting]


@shows(Information.OFFICE_WORK)
@asked_once
def copies_to_recall_of(work: Work, meetings: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    """The copies of some meetings' packs to be recalled, in sentences, by the meeting's ref.

    Meetings that are not planned have none: after a meeting every copy is recalled.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    copies_held = {
        meeting: [copy for copy in copies if copy.recalled_on is None]
        for meeting, copies in pack_copies_of(work, meetings).items()
        if find(work.session, Meeting, meeting, "meeting").status is MeetingStatus.PLANNED
    }
    members = sorted({copy.member for copies in copies_held.values() for copy in copies if copy.member is not None})
    if not any(copies_held.values()):
        return dict.fromkeys(meetings, ())
    withdrawn = _withdrawn(work, tuple(members))
    coming: defaultdict[str, dict[str, Capacity]] = defaultdict(dict)
    for row in attendance_of(work, meetings):
        if row.response is not Response.DECLINED:
            coming[row.meeting_ref][row.member_ref] = row.capacity
    items: defaultdict[str | None, dict[str, int]] = defaultdict(dict)
    places: Counter[str | None] = Counter()
    for case in cases_of(work, meetings):
        places[case.meeting_ref] += 1
        if case.status is CaseStatus.BOOKED:
            items[case.meeting_ref][case.ref] = case.item_no or places[case.meeting_ref]
    return {
        meeting: tuple(
            dict.fromkeys(_to_recall(copies_held.get(meeting, ()), coming[meeting], items[meeting], withdrawn))
        )
        for meeting in meetings
    }


def _to_recall(
    copies: Iterable[PackCopyRow],
    coming: Mapping[str, Capacity],
    items: Mapping[str, int],
    withdrawn: Mapping[str, frozenset[str]],
) -> Iterator[str]:
    """A sentence for each copy that its reader may not keep.

    The reader declined, became an observer, or withdraws from a case in it, or the case of the copy left the agenda.

    Args:
        copies: the copies that are not recalled.
        coming: the capacity of everybody on the line-up who has not declined, by their ref.
        items: the item number of each booked case, by the case's ref.
        withdrawn: the cases from which each member withdraws, by the member's ref.
    """
    for copy in copies:
        if copy.member is None:
            if copy.case not in items:
                yield f"The case of {copy.recipient} is not on this agenda any more, and they have a copy."
        elif copy.member not in coming:
            yield f"{copy.recipient} is not coming, and has a copy."
        else:
            if coming[copy.member] is Capacity.OBSERVER and copy.edition is not PackEdition.OBSERVER:
                yield f"{copy.recipient} attends as an observer, and has a copy made for a {copy.edition}."
            for case in sorted(withdrawn.get(copy.member, frozenset()) & {*copy.cases}):
                what = f"item {items[case]}" if case in items else case
                yield f"{copy.recipient} withdraws from {what}, which is in their copy."


@shows(Information.PAPERS)
def paper_provider(work: Work, meeting: str) -> Callable[[PackPaper], bytes]:
    """A function that reads the papers of a meeting's pack.

    It uses the vault and no session, so that any thread may call it.
    """
    filed = select(Paper.id, Paper.sha256).join(Case, Case.ref == Paper.case_ref).where(Case.meeting_ref == meeting)
    digests = {str(paper): sha256 for paper, sha256 in work.session.execute(filed)}
    vault = work.vault

    def read(paper: PackPaper) -> bytes:
        return vault.get(digests[paper.key])

    return read


def _own_edition(work: Work, meeting: str, member: str | None) -> PackEdition:
    """The edition of a person on the line-up; the members' for anybody else."""
    if member is None:
        return PackEdition.MEMBER
    own = (reader.edition for reader in pack_readers(work, meeting) if reader.member == member)
    return next(own, PackEdition.MEMBER)


@dataclass(frozen=True, slots=True)
class _PackSource:
    """The agenda, papers, redactions and figures from which every edition of a meeting's pack is made.

    Args:
        agenda: the agenda.
        items: its items.
        papers: the papers of each case, by the case's ref.
        lacking: the papers that each case still needs, in sentences, by the case's ref.
        redactions: the redactions of each paper, by its id.
        looks: the looks at each paper's pages, by its id.
        cited: the page labels of the newest issue.
        figures: the agency's figures.
    """

    agenda: AgendaContent
    items: tuple[AgendaItem, ...]
    papers: Mapping[str, Sequence[PaperRow]]
    lacking: Mapping[str, tuple[str, ...]]
    redactions: Mapping[int, Sequence[Redaction]]
    looks: Mapping[int, Sequence[PageLook]]
    cited: tuple[CitedPages, ...]
    figures: Figures


def _pack_source(work: Work, meeting: str) -> _PackSource:
    """What every edition of a meeting's pack is made from."""
    agenda = agenda_content(work, meeting)
    last = last_pack_issue(work, meeting)
    return _PackSource(
        agenda=agenda,
        items=tuple(each for each in agenda.entries if isinstance(each, AgendaItem)),
        papers=papers_for(work, (meeting,)),
        lacking=missing_papers(work, meeting),
        redactions=_redactions_for(work, (meeting,)),
        looks=_looks_for(work, (meeting,)),
        cited=tuple(CitedPages(part["key"], tuple(part["labels"])) for part in last.plan) if last else (),
        figures=figures(work),
    )


def _redactions_for(work: Work, meetings: tuple[str, ...]) -> Mapping[int, Sequence[Redaction]]:
    """The redactions marked on the papers of some meetings' cases, by the paper's id."""
    of_these = select(Case.ref).where(Case.meeting_ref.in_(meetings))
    marked = select(Redaction).join(Paper, Paper.id == Redaction.paper_id).where(Paper.case_ref.in_(of_these))
    found: defaultdict[int, list[Redaction]] = defaultdict(list)
    for each in work.session.scalars(marked.order_by(Redaction.id)):
        found[each.paper_id].append(each)
    return found


def _looks_for(work: Work, meetings: tuple[str, ...]) -> Mapping[int, Sequence[PageLook]]:
    """The looks at pages of the papers of some meetings' cases, as they are filed now, by the paper's id."""
    of_these = select(Case.ref).where(Case.meeting_ref.in_(meetings))
    looks = select(PageLook).join(Paper, (Paper.id == PageLook.paper_id) & (Paper.sha256 == PageLook.sha256))
    found: defaultdict[int, list[PageLook]] = defaultdict(list)
    for each in work.session.scalars(looks.where(Paper.case_ref.in_(of_these)).order_by(PageLook.page)):
        found[each.paper_id].append(each)
    return found


def _parts_now(work: Work, meetings: tuple[str, ...]) -> Mapping[str, Sequence[PackPart]]:
    """The papers of each meeting's pack as an issue would record them now, without page labels."""
    filed, redactions, looks = papers_for(work, meetings), _redactions_for(work, meetings), _looks_for(work, meetings)
    parts: dict[str | None, list[PackPart]] = {meeting: [] for meeting in meetings}
    places: Counter[str | None] = Counter()
    for case in cases_of(work, meetings):
        places[case.meeting_ref] += 1
        parts[case.meeting_ref] += [
            PackPart(
                key=str(row.id),
                case=case.ref,
                item=case.item_no or places[case.meeting_ref],
                kind=row.kind,
                title=_title(row),
                version=row.number,
                redactions=_count(redactions.get(row.id, ()), looks.get(row.id, ())),
                hidden=_hidden(redactions.get(row.id, ()), looks.get(row.id, ())),
                labels=(),
            )
            for row in filed.get(case.ref, ())
        ]
    return {meeting: parts[meeting] for meeting in meetings}


def _content(
    source: _PackSource, edition: PackEdition, withdraws_from: frozenset[str], only_case: str | None, name: str | None
) -> PackContent:
    """The content of one edition, with what it must not show marked as left out."""
    return PackContent(
        agenda=source.agenda,
        cases=tuple(
            PackCase(
                item=item,
                papers=tuple(_paper(source, row, edition) for row in source.papers.get(item.facts.case, ())),
                missing=() if edition is PackEdition.APPLICANTS else source.lacking.get(item.facts.case, ()),
                is_left_out=item.facts.case in withdraws_from or only_case not in (None, item.facts.case),
            )
            for item in source.items
        ),
        prepared_for=name,
        left_out=tuple(
            f"Item {each.number} is not in this copy, because its reader withdraws from it."
            for each in source.items
            if each.facts.case in withdraws_from
        ),
        edition=edition,
        only_case=only_case,
        cited=source.cited,
    )


def _count(redactions: Sequence[Redaction], looks: Sequence[PageLook]) -> int:
    """How many redactions a paper has, counted once per edition, plus how often its pages were looked at."""
    return sum(len(each.editions) for each in redactions) + sum(each.version for each in looks)


def _hidden(redactions: Sequence[Redaction], looks: Sequence[PageLook]) -> str:
    """The SHA-256 of what is redacted in which editions and of the areas blackened, in hexadecimal."""
    phrases = sorted((each.phrase, *sorted(each.editions)) for each in redactions)
    areas = sorted((each.page, boxes_of(each), sorted(each.phrases)) for each in looks)
    return hashlib.sha256(json.dumps([phrases, areas]).encode()).hexdigest()


def _paper(source: _PackSource, row: PaperRow, edition: PackEdition) -> PackPaper:
    """A paper in one edition, with the phrases to redact in it."""
    redactions, looks = source.redactions.get(row.id, ()), source.looks.get(row.id, ())
    redact = tuple(each.phrase for each in redactions if edition in each.editions)
    return PackPaper(
        key=str(row.id),
        file_name=row.name,
        title=_title(row),
        kind=row.kind,
        version=row.number,
        pages=row.pages,
        is_signed=row.is_signed,
        redact=redact,
        is_left_out=not edition_includes(edition, row.kind, source.figures),
        redactions=_count(redactions, looks),
        hidden=_hidden(redactions, looks),
        looked_at=tuple(
            LookedAtPage(each.page, boxes_of(each)) for each in looks if redact and {*redact} <= {*each.phrases}
        ),
    )


def _withdrawn(work: Work, members: tuple[str, ...]) -> Mapping[str, frozenset[str]]:
    """The cases from which members withdraw, by the member's ref; those who withdraw from none are left out."""
    if not members:
        return {}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for interest in work.session.scalars(select(Interest).where(Interest.member_ref.in_(members), Interest.withdraws)):
        found[interest.member_ref].add(interest.case_ref)
    return {member: frozenset(cases) for member, cases in found.items()}


def _seen(
    source: _PackSource, issue: PackIssue, reader: PackReader, edition: PackEdition, withdraws_from: frozenset[str]
) -> tuple[PackPart, ...]:
    """The papers of an issue that a reader's copy held, without those that they may not see any more.

    Args:
        source: the content of the pack.
        issue: the issue.
        reader: the reader.
        edition: the edition of the reader's copy.
        withdraws_from: the refs of the cases from which the reader withdraws.
    """
    return tuple(
        replace(part, redactions=0, hidden="")
        for part in parts_in(issue)
        if part.case not in withdraws_from
        and reader.case in (None, part.case)
        and edition_includes(edition, part.kind, source.figures)
        and edition_includes(reader.edition, part.kind, source.figures)
    )


def _title(paper: PaperRow) -> str:
    return capital(paper.name.rsplit(".", 1)[0].replace("-", " ").replace("_", " "))
