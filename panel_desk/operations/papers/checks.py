"""Filed papers: their authors' declarations, the adviser's checks, and redactions."""

import math
from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import PageLook, Paper, PaperCheck, Redaction
from panel_desk.operations.records import change_fields, refuse_if_changed
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, AccountRole, CheckOutcome, PackEdition

_MOST_BOXES = 200  # on a page
_EDGES = 4  # of a box: left, bottom, right, top
_SHORTEST = 2  # letters of a phrase; one letter would blacken half the paper


@permits(*OFFICE)
def record_author(
    work: Work,
    paper: int,
    version: int,
    author: str | None,
    author_declared_on: date | None = None,
    supervised_by: str | None = None,
) -> None:
    """Record who wrote a report, and the author's declaration (ARR 2005).

    Args:
        work: the unit of work.
        paper: the paper's id.
        version: the paper's version as it was read.
        author: the author's name.
        author_declared_on: the day on which the author declared to have at least three years'
            adoption-relevant experience, or to be supervised by somebody who has; None where nothing was declared yet.
        supervised_by: the supervisor's name; None where the author is qualified.

    Raises:
        RuleBrokenError: a declaration or a supervisor without an author, or a declaration made after today.
        ChangedMeanwhileError: somebody saved this paper since `version` was read.
    """
    found = find(work.session, Paper, paper, "paper")
    fields = {"author": author, "author_declared_on": author_declared_on, "supervised_by": supervised_by}
    refuse_if_changed(found, version, fields)
    if not (author or "").strip() and (author_declared_on or (supervised_by or "").strip()):
        raise RuleBrokenError("Say who wrote this paper.", "author")
    if author_declared_on is not None and author_declared_on > work.time_source.today():
        raise RuleBrokenError(
            "That day is still to come. Give the day on which the author made the declaration.", "author_declared_on"
        )
    change_fields(found, fields)


@permits(AccountRole.ADVISER)
def check_paper(work: Work, paper: int, outcome: CheckOutcome, words: str = "", due_back_on: date | None = None) -> int:
    """Record the adviser's check of a paper's newest version, and return the check's id.

    Args:
        work: the unit of work.
        paper: the paper's id.
        outcome: passed, or returned to its author.
        words: what the author is to correct; where the paper passed, the adviser's remarks.
        due_back_on: the day by which a returned paper is due back.

    Raises:
        RuleBrokenError: the paper is returned without words or a day, or the day is past.
    """
    found = find(work.session, Paper, paper, "paper")
    if outcome is CheckOutcome.RETURNED:
        if not words.strip():
            raise RuleBrokenError("Say what the author is to correct.", "words")
        if due_back_on is None:
            raise RuleBrokenError("Give the day by which the paper is due back.", "due_back_on")
        if due_back_on < work.time_source.today():
            raise RuleBrokenError("That day is past. Give today or a later day.", "due_back_on")
    check = PaperCheck(
        paper_id=found.id,
        number=found.number,
        outcome=outcome,
        words=words.strip(),
        due_back_on=due_back_on if outcome is CheckOutcome.RETURNED else None,
        checked_at=work.time_source.now(),
        checked_by=work.by.account,
    )
    work.session.add(check)
    work.session.flush()
    return check.id


@permits(*OFFICE)
def mark_redaction(work: Work, paper: int, phrase: str, editions: Collection[PackEdition], why: str) -> int:
    """Mark a phrase that some editions of a pack must not show, wherever it is in the paper; return its id.

    Raises:
        RuleBrokenError: the phrase is too short or marked already, no edition is named, or no reason is given.
    """
    found = find(work.session, Paper, paper, "paper")
    phrase = " ".join(phrase.split())
    if len(phrase) < _SHORTEST:
        raise RuleBrokenError("Give the phrase as it is written in the paper, with at least two letters.", "phrase")
    if not editions:
        raise RuleBrokenError("Choose at least one edition that must not show the phrase.", "editions")
    if not why.strip():
        raise RuleBrokenError("Say why the phrase must not be shown.", "why")
    marked = work.session.scalars(select(Redaction).filter_by(paper_id=found.id, phrase=phrase)).first()
    if marked is not None:
        raise RuleBrokenError("This phrase is marked already. To change its redaction, remove it first.", "phrase")
    redaction = Redaction(
        paper_id=found.id,
        phrase=phrase,
        editions=[edition.value for edition in PackEdition if edition in editions],
        why=why.strip(),
        marked_at=work.time_source.now(),
        marked_by=work.by.account,
    )
    work.session.add(redaction)
    work.session.flush()
    return redaction.id


@permits(*OFFICE)
def unmark_redaction(work: Work, redaction: int) -> None:
    """Remove a redaction: every edition shows the phrase again."""
    work.session.delete(find(work.session, Redaction, redaction, "redaction"))


@permits(*OFFICE)
def look_at_page(
    work: Work,
    paper: int,
    sha256: str,
    page: int,
    boxes: Sequence[Sequence[float]],
    phrases: Collection[str],
    version: int | None = None,
) -> None:
    """Record that somebody looked at a page for phrases that no program can find there, and what they blackened.

    Args:
        work: the unit of work.
        paper: the paper's id.
        sha256: the hash of the file that was looked at.
        page: the page, from 1.
        boxes: the areas to blacken, each as its left, bottom, right and top edge in points, in the page's own
            coordinates; none where nothing is to be hidden.
        phrases: the phrases that were looked for.
        version: the version of the earlier look at this page that was read; None where there was none.

    Raises:
        RuleBrokenError: the paper was replaced meanwhile or has no such page, nothing is redacted in it, or a box has
            no area.
        ChangedMeanwhileError: somebody else saved a look at this page since `version` was read.
    """
    found = find(work.session, Paper, paper, "paper")
    if found.sha256 != sha256:
        raise RuleBrokenError(f"{found.name} was replaced by a newer version. Look at its pages instead.")
    if not 1 <= page <= found.pages:
        raise RuleBrokenError(f"{found.name} has no page {page}.", "page")
    marked = set(work.session.scalars(select(Redaction.phrase).filter_by(paper_id=paper)))
    looked_for = [phrase for phrase in dict.fromkeys(phrases) if phrase in marked]
    if not looked_for:
        raise RuleBrokenError(f"Nothing is redacted in {found.name}, so its pages need not be looked at.")
    look = work.session.scalars(select(PageLook).filter_by(paper_id=paper, sha256=sha256, page=page)).one_or_none()
    fields = {
        "boxes": _checked_boxes(boxes),
        "phrases": looked_for,
        "looked_at": work.time_source.now(),
        "looked_by": work.by.account,
    }
    if look is None:
        look = PageLook(paper_id=paper, sha256=sha256, page=page)
        work.session.add(look)
    else:
        refuse_if_changed(look, version, {"boxes": fields["boxes"]})
    for name, value in fields.items():
        setattr(look, name, value)


def _checked_boxes(boxes: Sequence[Sequence[float]]) -> list[list[float]]:
    if len(boxes) > _MOST_BOXES:
        raise RuleBrokenError(f"Draw {_MOST_BOXES} boxes on a page at most; larger ones hide more.", "boxes")
    checked = [[round(float(edge), 2) for edge in box] for box in boxes]
    for box in checked:
        if len(box) != _EDGES or not all(map(math.isfinite, box)) or box[0] >= box[2] or box[1] >= box[3]:
            raise RuleBrokenError("A box has no area. Remove it, or draw it larger.", "boxes")
    return checked
