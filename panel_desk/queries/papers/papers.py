"""Case papers: those that are filed, their state, and those that a case still needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Child, Household, Meeting, Paper, PaperCheck, PaperVersion
from panel_desk.queries.agency import clocks
from panel_desk.queries.cases.cases import cases_of
from panel_desk.queries.names import person_of
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock
from panel_desk.rules.dates import in_words
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.papers import REPORTS, NeededPaper, PaperState, needed_papers, paper_state, papers_not_filed
from panel_desk.rules.vocabulary import CaseKind, PaperKind

_SHORTEST_NAME = 4  # letters; shorter names, such as Lee or May, occur in too many words


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper filed for a case, in its newest version.

    Args:
        findings: what the preflight, the check before filing, found in the file, one sentence each.
        filed_by: the name of who filed it; the sign-in name where the account is closed.
        number: the version, from 1.
        why: the reason for replacing the version before; None for the first.
        author_declared_on: when its author declared to be qualified, or supervised.
        state: whether it is filed, to be checked, passed or returned to its author.
        remarks: the remarks of the last check; empty where there are none.
        due_back_on: the day by which its author returns it; None unless it is with its author.
        version: the record's, for saving.
    """

    id: int
    case: str
    position: int
    kind: PaperKind
    name: str
    pages: int
    size: int
    findings: tuple[str, ...]
    filed_at: datetime
    filed_by: str
    sha256: str
    number: int
    why: str | None
    author: str | None
    author_declared_on: date | None
    supervised_by: str | None
    is_signed: bool
    state: PaperState
    remarks: str
    due_back_on: date | None
    version: int

    @property
    def needs_declaration(self) -> bool:
        """Whether it is a report whose author has not declared to be qualified."""
        return self.kind in REPORTS and self.author_declared_on is None


@dataclass(frozen=True, slots=True)
class MissingPaper:
    """A paper that a case still needs for its panel: one not filed, or a filed one that is not ready.

    Args:
        sentence: what is missing.
        needed: the paper to file, with its source; None where a filed one is not ready.
        paper: the id of the filed one that is not ready; None where it is not filed.
    """

    sentence: str
    needed: NeededPaper | None = None
    paper: int | None = None


@dataclass(frozen=True, slots=True)
class PapersState:
    """The papers that a case still needs.

    Args:
        missing: required papers that are not filed or not ready.
        usual: papers that cases of its kind usually have, and that are not filed.
        clock: the clock by which members must have the papers; None while the case is not booked.
    """

    missing: tuple[MissingPaper, ...]
    usual: tuple[NeededPaper, ...]
    clock: Clock | None


@shows(Information.PAPERS)
def papers(work: Work, case: str) -> tuple[PaperRow, ...]:
    """The papers of a case, in reading order.

    Raises:
        RuleBrokenError: there is no such case.
    """
    find(work.session, Case, case, "case")
    return paper_rows(work, Paper.case_ref == case)


@shows(Information.PAPERS)
def paper_rows(work: Work, *which: ColumnElement[bool]) -> tuple[PaperRow, ...]:
    """The papers that meet all conditions, in reading order within each case, each with its last check."""
    last = select(func.max(PaperCheck.id)).where(PaperCheck.paper_id == Paper.id).correlate(Paper).scalar_subquery()
    found = (
        select(Paper, person_of(Paper.filed_by), PaperCheck)
        .outerjoin(PaperCheck, PaperCheck.id == last)
        .where(*which)
        .order_by(Paper.case_ref, Paper.position, Paper.id)
    )
    return tuple(_row(*each) for each in work.session.execute(found))


@shows(Information.PAPERS)
def papers_state(work: Work, case: str) -> PapersState:
    """The papers that a case still needs, those that are usual, and the deadline.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = find(work.session, Case, case, "case")
    rows = paper_rows(work, Paper.case_ref == case)
    filed = {row.kind for row in rows}
    meeting = work.session.get(Meeting, found.meeting_ref) if found.meeting_ref else None
    return PapersState(
        missing=_missing(found.kind, rows),
        usual=tuple(each for each in needed_papers(found.kind) if each.is_usual and each.kind not in filed),
        clock=clocks(work).papers_to_members(meeting.meets_on) if meeting else None,
    )


@shows(Information.PAPERS)
def missing_papers(work: Work, *meetings: str) -> Mapping[str, tuple[str, ...]]:
    """The papers that each case of these meetings still needs, in sentences, by the case's ref; only cases with any."""
    filed = papers_for(work, meetings)
    lacked = {case.ref: _missing(case.kind, filed.get(case.ref, ())) for case in cases_of(work, meetings)}
    return {ref: tuple(each.sentence for each in found) for ref, found in lacked.items() if found}


@shows(Information.PAPERS)
@asked_once
def papers_for(work: Work, meetings: tuple[str, ...]) -> Mapping[str, tuple[PaperRow, ...]]:
    """The papers of the cases of some meetings, by the case's ref, in reading order; only cases with any."""
    filed: dict[str, list[PaperRow]] = {}
    for row in paper_rows(work, Paper.case_ref.in_(select(Case.ref).where(Case.meeting_ref.in_(meetings)))):
        filed.setdefault(row.case, []).append(row)
    return {case: tuple(rows) for case, rows in filed.items()}


@shows(Information.OFFICE_WORK)
def names_of_other_cases(work: Work, case: str) -> tuple[str, ...]:
    """The names that a case's papers should not contain: other cases' refs, other adopters' full and family names.

    Names that this case's own adopters share are left out, and so are names of fewer than four letters.

    Raises:
        RuleBrokenError: there is no such case.
    """
    own = find(work.session, Case, case, "case")
    own_children = {each.child_ref for each in own.children}
    own_names: set[str] = set()
    known: set[str] = set()
    for home in work.session.scalars(select(Household)):
        names = {
            name for adopter in (home.adopter_1, home.adopter_2) if adopter for name in (adopter, adopter.split()[-1])
        }
        if home.ref == own.household_ref:
            own_names = names
        else:
            known |= names | {home.ref}
    known |= set(work.session.scalars(select(Child.ref).where(Child.ref.not_in(own_children))))
    known |= set(work.session.scalars(select(Case.ref).where(Case.ref != case)))
    return tuple(sorted(name for name in known - own_names if len(name) >= _SHORTEST_NAME))


@shows(Information.PAPERS)
def version_bytes(work: Work, paper: int, number: int) -> bytes:
    """The file of a version of a paper, current or replaced, byte for byte as it was filed.

    Raises:
        RuleBrokenError: there is no such version.
        SurroundingsError: it is missing from the vault or damaged.
    """
    filed = work.session.get(Paper, paper)
    if filed is not None and filed.kind is PaperKind.MEDICAL:
        work.disclose(Seen.OPENED_HEALTH_PAPER, "paper", str(paper), of=(filed.case_ref,))
    return bytes_to_index(work, paper, number)


@shows(Information.OFFICE_WORK, Information.PAPERS)
def bytes_to_index(work: Work, paper: int, number: int) -> bytes:
    """The file of a version of a paper for the search's index; nobody reads it, so it is not recorded as opened.

    Raises:
        RuleBrokenError: there is no such version.
        SurroundingsError: it is missing from the vault or damaged.
    """
    filed = select(Paper.sha256).filter_by(id=paper, number=number)
    older = select(PaperVersion.sha256).filter_by(paper_id=paper, number=number)
    sha256 = work.session.scalars(filed.union_all(older)).first()
    if sha256 is None:
        raise RuleBrokenError(f"There is no version {number} of this paper any more.")
    return work.vault.get(sha256)


def _missing(kind: CaseKind, rows: Iterable[PaperRow]) -> tuple[MissingPaper, ...]:
    """The required papers that are not filed, and the filed ones that are not ready."""
    rows = tuple(rows)
    return (
        *(
            MissingPaper(f"The {each.name} ({each.kind}) has not been filed.", each)
            for each in papers_not_filed(kind, (row.kind for row in rows))
        ),
        *(MissingPaper(_why_not_ready(row), paper=row.id) for row in rows if not row.state.is_ready),
    )


def _why_not_ready(row: PaperRow) -> str:
    """Why a filed paper is not ready for the panel, in a sentence."""
    if row.state is PaperState.RETURNED:
        by = f" and is due back on {in_words(row.due_back_on)}" if row.due_back_on else ""
        return f"{row.name} was returned to its author{by}."
    return f"{row.name} came back from its author and is to be checked again."


def _row(paper: Paper, filed_by: str, check: PaperCheck | None) -> PaperRow:
    state = paper_state(paper.kind, paper.number, (check.number, check.outcome) if check else None)
    is_returned = check is not None and state is PaperState.RETURNED
    return PaperRow(
        id=paper.id,
        case=paper.case_ref,
        position=paper.position,
        kind=paper.kind,
        name=paper.name,
        pages=paper.pages,
        size=paper.size,
        findings=tuple(paper.findings.splitlines()),
        filed_at=paper.filed_at,
        filed_by=filed_by,
        sha256=paper.sha256,
        number=paper.number,
        why=paper.why,
        author=paper.author,
        author_declared_on=paper.author_declared_on,
        supervised_by=paper.supervised_by,
        is_signed=paper.is_signed,
        state=state,
        remarks=check.words if check else "",
        due_back_on=check.due_back_on if check and is_returned else None,
        version=paper.version,
    )
