"""Case papers, and what a meeting's pack is made of."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from panel_desk.desk import Work
from panel_desk.models import Case, Interest, Member, Paper
from panel_desk.queries.agency import unknown
from panel_desk.queries.contents import AgendaItem, PackCase, PackContent, PackPaper
from panel_desk.queries.meetings import agenda_content
from panel_desk.queries.names import member_name
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, PaperKind

EXPECTED: dict[CaseKind, tuple[PaperKind, ...]] = {
    CaseKind.APPROVAL: (PaperKind.PAR,),
    CaseKind.BRIEF_REPORT: (PaperKind.PAR,),
    CaseKind.MATCH: (PaperKind.CPR, PaperKind.PAR, PaperKind.APR),
    CaseKind.CONSENT_TO_PLACEMENT: (PaperKind.CPR,),
    CaseKind.REVIEW_OF_APPROVAL: (PaperKind.PAR,),
}
_LABELS = {
    PaperKind.PAR: "prospective adopter's report",
    PaperKind.CPR: "child's permanence report",
    PaperKind.APR: "adoption placement report",
}


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper filed for a case."""

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


def papers(work: Work, case: str) -> tuple[PaperRow, ...]:
    """The papers of a case, in reading order.

    Raises:
        RuleBrokenError: there is no such case.
    """
    if work.session.get(Case, case) is None:
        raise unknown("case", case)
    found = work.session.scalars(select(Paper).filter_by(case_ref=case).order_by(Paper.position, Paper.id))
    return tuple(_row(paper) for paper in found)


def papers_lacking(work: Work, case: str) -> tuple[str, ...]:
    """What a case still lacks for its panel, in sentences.

    Raises:
        RuleBrokenError: there is no such case.
    """
    found = work.session.get(Case, case)
    if found is None:
        raise unknown("case", case)
    return _lacking(found.kind, set(work.session.scalars(select(Paper.kind).filter_by(case_ref=case))))


def missing_papers(work: Work, *meetings: str) -> dict[str, tuple[str, ...]]:
    """What each case of these meetings still lacks, by the case's ref, in sentences; only those that lack something."""
    kinds = work.session.execute(
        select(Case.ref, Case.kind).where(Case.meeting_ref.in_(meetings), Case.status != CaseStatus.WITHDRAWN)
    ).all()
    filed: dict[str, set[PaperKind]] = {}
    for case_ref, kind in work.session.execute(
        select(Paper.case_ref, Paper.kind).join(Case, Case.ref == Paper.case_ref).where(Case.meeting_ref.in_(meetings))
    ):
        filed.setdefault(case_ref, set()).add(kind)
    lacking = {ref: _lacking(kind, filed.get(ref, set())) for ref, kind in kinds}
    return {ref: sentences for ref, sentences in lacking.items() if sentences}


def paper_bytes(work: Work, paper: int) -> bytes:
    """A filed paper, as it was handed in.

    Raises:
        SurroundingsError: it is missing from the vault or damaged.
    """
    sha256 = work.session.scalars(select(Paper.sha256).filter_by(id=paper)).one()
    return work.vault.get(sha256)


def paper_provider(work: Work, meeting: str) -> Callable[[PackPaper], bytes]:
    """What reads the papers of a meeting's pack: it holds the vault and no session, so any thread may call it."""
    filed = select(Paper.id, Paper.sha256).join(Case, Case.ref == Paper.case_ref).where(Case.meeting_ref == meeting)
    names = {str(number): sha256 for number, sha256 in work.session.execute(filed)}
    vault = work.vault

    def read(paper: PackPaper) -> bytes:
        return vault.get(names[paper.key])

    return read


def pack_content(work: Work, meeting: str, prepared_for: str | None = None) -> PackContent:
    """What a meeting's pack is made of; a member's own copy leaves out the cases that they withdraw from.

    Raises:
        RuleBrokenError: there is no such meeting or member.
    """
    reader = work.session.get(Member, prepared_for) if prepared_for is not None else None
    if prepared_for is not None and reader is None:
        raise unknown("member", prepared_for)
    agenda = agenda_content(work, meeting)
    withdraws_from = set(
        work.session.scalars(select(Interest.case_ref).filter_by(member_ref=prepared_for, withdraws=True))
    )
    lacking = missing_papers(work, meeting)
    cases, left_out = [], []
    for entry in (each for each in agenda.entries if isinstance(each, AgendaItem)):
        if entry.facts.case in withdraws_from:
            left_out.append(f"Item {entry.number} is not in this copy, because its reader withdraws from it.")
            continue
        filed = papers(work, entry.facts.case)
        cases.append(
            PackCase(
                item=entry,
                papers=tuple(PackPaper(str(p.id), p.name, _title(p), p.kind) for p in filed),
                missing=lacking.get(entry.facts.case, ()),
            )
        )
    return PackContent(agenda, tuple(cases), member_name(reader) if reader else None, tuple(left_out))


def _lacking(kind: CaseKind, filed: set[PaperKind]) -> tuple[str, ...]:
    return tuple(
        f"The {_LABELS[wanted]} ({wanted}) has not been filed."
        for wanted in EXPECTED.get(kind, ())
        if wanted not in filed
    )


def _title(paper: PaperRow) -> str:
    return paper.name.rsplit(".", 1)[0].replace("-", " ").replace("_", " ")


def _row(paper: Paper) -> PaperRow:
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
        filed_by=paper.filed_by,
        sha256=paper.sha256,
    )
