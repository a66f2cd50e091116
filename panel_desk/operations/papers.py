"""What people do with case papers. What is wrong with a file is found before, by `panel_desk.documents.preflight`."""

from collections.abc import Sequence

from sqlalchemy import func, select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Paper
from panel_desk.operations.records import find
from panel_desk.queries.papers import PaperRow
from panel_desk.rules.vocabulary import OFFICE, PaperKind


@permits(*OFFICE)
def file_paper(
    work: Work, case: str, name: str, kind: PaperKind, data: bytes, pages: int, findings: Sequence[str] = ()
) -> int:
    """File a paper that the preflight took in; its number. The bytes are in the vault before the row is written.

    Raises:
        RuleBrokenError: there is no such case, or the same paper is filed for it already.
        SurroundingsError: the vault cannot be written.
    """
    find(work.session, Case, case, "case")
    sha256 = work.vault.put(data)
    same = work.session.scalars(select(Paper).filter_by(case_ref=case, sha256=sha256)).one_or_none()
    if same is not None:
        raise RuleBrokenError(f"{name} is filed for this case already, as {same.name}.", "file")
    last = work.session.scalars(select(func.max(Paper.position)).filter_by(case_ref=case)).one() or 0
    paper = Paper(
        case_ref=case,
        position=last + 1,
        kind=kind,
        name=name,
        sha256=sha256,
        pages=pages,
        size=len(data),
        findings="\n".join(findings),
        filed_at=work.clock.now(),
        filed_by=work.by.account,
    )
    work.session.add(paper)
    work.session.flush()
    return paper.id


@permits(*OFFICE)
def put_paper_back(work: Work, removed: PaperRow) -> None:
    """Take back a paper's removal: it stands where it stood, as it was filed.

    Args:
        work: the unit of work.
        removed: the paper as it was listed before its removal.
    """
    work.session.add(
        Paper(
            id=removed.id,
            case_ref=removed.case,
            position=removed.position,
            kind=removed.kind,
            name=removed.name,
            sha256=removed.sha256,
            pages=removed.pages,
            size=removed.size,
            findings="\n".join(removed.findings),
            filed_at=removed.filed_at,
            filed_by=removed.filed_by,
        )
    )


@permits(*OFFICE)
def remove_paper(work: Work, paper: int) -> None:
    """Take a paper out of its case; its bytes stay in the vault, and the audit trail names it."""
    work.session.delete(find(work.session, Paper, paper, "paper"))
