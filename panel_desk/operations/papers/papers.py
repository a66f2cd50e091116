"""Case papers: filed once the preflight has checked them; replaced, renamed, ordered, removed and put back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, PackIssue, PageLook, Paper, PaperCheck, PaperVersion, Redaction
from panel_desk.models.base import Base
from panel_desk.operations.records import refuse_if_changed
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, PaperKind
from panel_desk.store.search.updates import put_pages

_VERSION_FIELDS = ("name", "sha256", "pages", "size", "findings", "filed_at", "filed_by", "why", "is_signed")
"""The fields of a paper that are stored with each of its older versions."""
_DEPENDENTS: tuple[type[PaperVersion | PaperCheck | Redaction | PageLook], ...] = (
    PaperVersion,
    PaperCheck,
    Redaction,
    PageLook,
)
"""The registers whose records belong to a paper, and are removed with it."""


@dataclass(frozen=True, slots=True)
class RemovedPaper:
    """A removed paper with everything that was stored about it, so that it can be put back.

    Args:
        name: the paper's name.
        records: its records, each as its class and its fields; the paper's own first.
    """

    name: str
    records: tuple[tuple[type[Base], dict[str, Any]], ...]


@permits(*OFFICE)
def file_paper(
    work: Work,
    case: str,
    name: str,
    kind: PaperKind,
    data: bytes,
    pages: int,
    findings: Sequence[str] = (),
    *,
    is_signed: bool = False,
    author: str | None = None,
    texts: Sequence[str] | None = None,
) -> int:
    """File a paper that passed the preflight, and return its id. The bytes are in the vault before the row is written.

    Args:
        work: the unit of work.
        case: the case's ref.
        name: the file's name.
        kind: the kind of paper.
        data: the PDF.
        pages: the number of its pages.
        findings: what the preflight found in the file, a sentence each.
        is_signed: True where it has a digital signature, so that packs carry it as an attachment.
        author: the author's name, where it is known.
        texts: the text of each page, for the search; None where it was not read.

    Raises:
        RuleBrokenError: there is no such case, it has no name, or the same paper is filed for it already.
        SurroundingsError: the vault cannot be written.
    """
    find(work.session, Case, case, "case")
    name = _checked_name(name)
    sha256 = work.vault.put(data)
    _refuse_duplicate(work, case, name, sha256)
    last = work.session.scalars(select(func.max(Paper.position)).filter_by(case_ref=case)).one() or 0
    paper = Paper(
        id=_next_id(work),
        case_ref=case,
        position=last + 1,
        kind=kind,
        name=name,
        sha256=sha256,
        pages=pages,
        size=len(data),
        findings="\n".join(findings),
        filed_at=work.time_source.now(),
        filed_by=work.by.account,
        author=(author or "").strip() or None,
        is_signed=is_signed,
    )
    work.session.add(paper)
    work.session.flush()
    _index(work, paper, texts)
    return paper.id


@permits(*OFFICE)
def replace_paper(
    work: Work,
    paper: int,
    name: str,
    data: bytes,
    pages: int,
    findings: Sequence[str],
    why: str,
    *,
    is_signed: bool = False,
    texts: Sequence[str] | None = None,
) -> int:
    """File a newer version of a paper, and return its version number. The older version and the position are kept.

    See `file_paper` for the arguments.

    Raises:
        RuleBrokenError: there is no such paper, no reason is given, or the same bytes are filed for the case already.
        SurroundingsError: the vault cannot be written.
    """
    found = find(work.session, Paper, paper, "paper")
    why = _checked_reason(why)
    name = _checked_name(name)
    sha256 = work.vault.put(data)
    _refuse_duplicate(work, found.case_ref, name, sha256)
    _keep_version(work, found)
    found.name, found.sha256, found.pages, found.size = name, sha256, pages, len(data)
    found.findings, found.why, found.is_signed = "\n".join(findings), why, is_signed
    work.session.flush()
    _index(work, found, texts)
    return found.number


@permits(*OFFICE)
def restore_version(work: Work, paper: int, number: int, why: str) -> int:
    """Bring back an older version of a paper as its newest, and return the new version number.

    Raises:
        RuleBrokenError: there is no such version, or no reason is given.
    """
    found = find(work.session, Paper, paper, "paper")
    why = _checked_reason(why)
    older = work.session.scalars(select(PaperVersion).filter_by(paper_id=paper, number=number)).one_or_none()
    if older is None:
        raise RuleBrokenError(f"There is no older version {number} of {found.name}.", "number")
    _keep_version(work, found)
    for field in ("name", "sha256", "pages", "size", "findings", "is_signed"):
        setattr(found, field, getattr(older, field))
    found.why = why
    return found.number


@permits(*OFFICE)
def change_paper(work: Work, paper: int, version: int, name: str, kind: PaperKind) -> None:
    """Correct a paper's name or kind.

    Raises:
        RuleBrokenError: there is no such paper, or it would have no name.
        ChangedMeanwhileError: somebody saved this paper since `version` was read.
    """
    found = find(work.session, Paper, paper, "paper")
    refuse_if_changed(found, version, {"name": name, "kind": kind})
    found.name, found.kind = _checked_name(name), kind


@permits(*OFFICE)
def move_paper(work: Work, paper: int, place: int) -> None:
    """Move a paper to another position, from 1, among the papers of its case.

    Raises:
        RuleBrokenError: there is no such paper.
    """
    moved = find(work.session, Paper, paper, "paper")
    in_order = select(Paper).filter_by(case_ref=moved.case_ref).order_by(Paper.position, Paper.id)
    others = [each for each in work.session.scalars(in_order) if each is not moved]
    others.insert(max(0, place - 1), moved)
    for position, each in enumerate(others, start=1):
        each.position = position


@permits(*OFFICE)
def remove_paper(work: Work, paper: int) -> RemovedPaper:
    """Remove a paper with everything stored about it, and return what `put_paper_back` needs.

    The bytes of every version stay in the vault, and the audit trail names them.
    """
    found = find(work.session, Paper, paper, "paper")
    parts = [
        each
        for part in _DEPENDENTS
        for each in work.session.scalars(select(part).filter_by(paper_id=paper).order_by(part.id))
    ]
    removed = RemovedPaper(found.name, tuple((type(each), _fields(each)) for each in (found, *parts)))
    for each in parts:
        work.session.delete(each)
    work.session.flush()
    work.session.delete(found)
    return removed


@permits(*OFFICE)
def put_paper_back(work: Work, removed: RemovedPaper) -> None:
    """Undo a paper's removal: it has its former position, versions, checks and redactions."""
    for register, fields in removed.records:
        work.session.add(register(**fields))
        work.session.flush()


def _index(work: Work, paper: Paper, texts: Sequence[str] | None) -> None:
    if texts is not None:
        put_pages(work.session, work.store.index, paper, texts)


def _keep_version(work: Work, paper: Paper) -> None:
    """Store the current version as an older one, and give the paper the next version number, filed now."""
    values = {field: getattr(paper, field) for field in _VERSION_FIELDS}
    work.session.add(PaperVersion(paper_id=paper.id, number=paper.number, **values))
    paper.number += 1
    paper.filed_at, paper.filed_by = work.time_source.now(), work.by.account


def _refuse_duplicate(work: Work, case: str, name: str, sha256: str) -> None:
    """Refuse a file that is filed for the case already, now or as an older version."""
    same = work.session.scalars(select(Paper).filter_by(case_ref=case, sha256=sha256)).one_or_none()
    if same is not None:
        raise RuleBrokenError(f"{name} is filed for this case already, as {same.name}.", "file")
    older = select(PaperVersion.number, Paper.name).join(Paper, Paper.id == PaperVersion.paper_id)
    was = work.session.execute(older.where(Paper.case_ref == case, PaperVersion.sha256 == sha256)).first()
    if was is not None:
        raise RuleBrokenError(
            f"{name} is version {was.number} of {was.name}, which a newer version replaced. To use it again, bring it "
            "back from that paper's versions.",
            "file",
        )


def _next_id(work: Work) -> int:
    """An id that no paper has, or had in an issued pack, since packs cite papers by their ids."""
    highest = work.session.scalars(select(func.max(Paper.id))).one() or 0
    cited = (str(cited.get("key")) for plan in work.session.scalars(select(PackIssue.plan)) for cited in plan)
    return max([highest, *(int(key) for key in cited if key.isdecimal())]) + 1


def _fields(record: Base) -> dict[str, Any]:
    return {column.key: getattr(record, column.key) for column in record.__mapper__.column_attrs}


def _checked_name(name: str) -> str:
    if not name.strip():
        raise RuleBrokenError("Give the paper a name.", "name")
    return name.strip()


def _checked_reason(why: str) -> str:
    if not why.strip():
        raise RuleBrokenError("Say why the filed version is replaced.", "why")
    return why.strip()
