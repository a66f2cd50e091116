"""Versions, checks and redactions of a paper, and the reports that wait for their author or the adviser."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import Account, Case, Meeting, PageLook, Paper, PaperCheck, PaperVersion, Redaction
from panel_desk.queries.papers.papers import PaperRow, paper_rows
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.papers import PaperState
from panel_desk.rules.vocabulary import CaseStatus, CheckOutcome, MeetingStatus, PackEdition


@dataclass(frozen=True, slots=True)
class PaperVersionRow:
    """A version of a paper.

    Args:
        why: the reason for replacing the version before; None for the first.
        is_current: True for the filed version.
    """

    number: int
    name: str
    pages: int
    size: int
    findings: tuple[str, ...]
    filed_at: datetime
    filed_by: str
    why: str | None
    is_signed: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class CheckRow:
    """The adviser's check of a version of a paper; `number` is the version's."""

    id: int
    number: int
    outcome: CheckOutcome
    words: str
    due_back_on: date | None
    checked_at: datetime
    checked_by: str


@dataclass(frozen=True, slots=True)
class RedactionRow:
    """A phrase that is redacted in some editions of the pack."""

    id: int
    phrase: str
    editions: tuple[PackEdition, ...]
    why: str
    marked_at: datetime
    marked_by: str


@dataclass(frozen=True, slots=True)
class PageLookRow:
    """A page of the filed version at which somebody looked for phrases.

    Args:
        page: the page, from 1.
        boxes: the areas to blacken, as in `panel_desk.queries.document_rows.LookedAtPage`.
        phrases: the phrases that were looked for.
        version: the record's, for saving.
    """

    page: int
    boxes: tuple[tuple[float, float, float, float], ...]
    phrases: frozenset[str]
    looked_at: datetime
    looked_by: str
    version: int


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper with its versions and checks, newest first, its redactions and the looks at its pages."""

    row: PaperRow
    versions: tuple[PaperVersionRow, ...]
    checks: tuple[CheckRow, ...]
    redactions: tuple[RedactionRow, ...]
    looks: tuple[PageLookRow, ...]

    def to_look_at(self, unread: Collection[int], *phrases: str) -> tuple[int, ...]:
        """The pages at which somebody still has to look for phrases.

        Args:
            unread: the pages, from 1, that show something that no program can read.
            phrases: what is looked for; every phrase that is marked in the paper where none is given.
        """
        sought = {*phrases} or {each.phrase for each in self.redactions}
        done = {look.page for look in self.looks if sought <= look.phrases}
        return tuple(page for page in sorted(unread) if page not in done) if sought else ()


@shows(Information.PAPERS)
def paper_file(work: Work, paper: int) -> PaperRecord:
    """A paper with its versions, checks, redactions and looks.

    Raises:
        RuleBrokenError: there is no such paper.
    """
    filed = find(work.session, Paper, paper, "paper")
    [row] = paper_rows(work, Paper.id == paper)
    names = _names(work)
    return PaperRecord(
        row,
        _versions(work, filed, names),
        _checks(work, paper, names),
        _redactions(work, paper, names),
        _looks(work, filed, names),
    )


@shows(Information.OFFICE_WORK)
def redacted_papers(work: Work, meeting: str) -> tuple[PaperRecord, ...]:
    """The papers of an agenda's cases in which phrases are marked that some editions must not show, by item."""
    found = (
        select(Paper.id)
        .join(Case, Case.ref == Paper.case_ref)
        .where(
            Case.meeting_ref == meeting,
            Case.status != CaseStatus.WITHDRAWN,
            Paper.id.in_(select(Redaction.paper_id)),
        )
        .order_by(Case.item_no, Paper.position)
    )
    return tuple(paper_file(work, paper) for paper in work.session.scalars(found).all())


def _versions(work: Work, filed: Paper, names: dict[str, str]) -> tuple[PaperVersionRow, ...]:
    """The versions of a paper, the current one first."""
    older = select(PaperVersion).filter_by(paper_id=filed.id).order_by(PaperVersion.number.desc())
    return tuple(_version(each, names, is_current=each is filed) for each in (filed, *work.session.scalars(older)))


def _checks(work: Work, paper: int, names: dict[str, str]) -> tuple[CheckRow, ...]:
    """The checks of a paper, the latest first."""
    found = work.session.scalars(select(PaperCheck).filter_by(paper_id=paper).order_by(PaperCheck.id.desc()))
    return tuple(
        CheckRow(
            each.id,
            each.number,
            each.outcome,
            each.words,
            each.due_back_on,
            each.checked_at,
            names.get(each.checked_by, each.checked_by),
        )
        for each in found
    )


def _redactions(work: Work, paper: int, names: dict[str, str]) -> tuple[RedactionRow, ...]:
    """The redactions of a paper, in the order in which they were marked."""
    found = work.session.scalars(select(Redaction).filter_by(paper_id=paper).order_by(Redaction.id))
    return tuple(
        RedactionRow(
            each.id,
            each.phrase,
            tuple(PackEdition(edition) for edition in each.editions),
            each.why,
            each.marked_at,
            names.get(each.marked_by, each.marked_by),
        )
        for each in found
    )


def _looks(work: Work, filed: Paper, names: dict[str, str]) -> tuple[PageLookRow, ...]:
    """The pages of a paper's current file that somebody looked at, in page order."""
    found = select(PageLook).filter_by(paper_id=filed.id, sha256=filed.sha256).order_by(PageLook.page)
    return tuple(
        PageLookRow(
            each.page,
            boxes_of(each),
            frozenset(each.phrases),
            each.looked_at,
            names.get(each.looked_by, each.looked_by),
            each.version,
        )
        for each in work.session.scalars(found)
    )


def boxes_of(look: PageLook) -> tuple[tuple[float, float, float, float], ...]:
    """The areas that a look at a page blackens, as left, bottom, right and top edges."""
    return tuple((left, bottom, right, top) for left, bottom, right, top in look.boxes)


@dataclass(frozen=True, slots=True)
class WaitingReport:
    """A paper that waits for its author or the adviser; the meeting is None where its case is not booked."""

    paper: PaperRow
    meeting: str | None
    meets_on: date | None


@shows(Information.OFFICE_WORK)
def waiting_reports(work: Work) -> tuple[WaitingReport, ...]:
    """Papers that were returned to their author or wait for the adviser's check, of cases not heard yet."""
    still_open = (CaseStatus.REQUESTED, CaseStatus.DEFERRED, CaseStatus.BOOKED)
    panels = {
        case: (meeting, meets_on)
        for case, meeting, meets_on in work.session.execute(
            select(Case.ref, Meeting.ref, Meeting.meets_on)
            .outerjoin(Meeting, (Meeting.ref == Case.meeting_ref) & (Meeting.status == MeetingStatus.PLANNED))
            .where(Case.status.in_(still_open))
        )
    }
    of_these = select(Case.ref).where(Case.status.in_(still_open))
    rows = paper_rows(work, Paper.case_ref.in_(of_these))
    return tuple(
        WaitingReport(row, *panels[row.case])
        for row in rows
        if row.state is PaperState.RETURNED or row.state.waits_for_check
    )


@asked_once
def _names(work: Work) -> dict[str, str]:
    """Each account's name as it is printed, by its sign-in name."""
    return {account.name: account.full_name for account in work.session.scalars(select(Account))}


def _version(each: Paper | PaperVersion, names: dict[str, str], *, is_current: bool) -> PaperVersionRow:
    return PaperVersionRow(
        number=each.number,
        name=each.name,
        pages=each.pages,
        size=each.size,
        findings=tuple(each.findings.splitlines()),
        filed_at=each.filed_at,
        filed_by=names.get(each.filed_by, each.filed_by),
        why=each.why,
        is_signed=each.is_signed,
        is_current=is_current,
    )
