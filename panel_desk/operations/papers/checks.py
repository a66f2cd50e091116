"""What is settled about a filed paper: its author, the adviser's check, and what editions must not show."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Paper, PaperCheck, Redaction
from panel_desk.operations.records import change_fields, find, refuse_if_changed
from panel_desk.rules.vocabulary import OFFICE, AccountRole, CheckOutcome, PackEdition

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
        paper: the paper's number.
        version: the paper's version as it was read.
        author: who wrote it.
        author_declared_on: when the author declared to have at least three years' adoption-relevant experience, or to
            be supervised by somebody who has; None where nothing was declared yet.
        supervised_by: who that is; None where the author is qualified.

    Raises:
        RuleBrokenError: a declaration or a supervisor without an author, or a declaration made after today.
        ChangedMeanwhileError: somebody saved this paper since `version` was read.
    """
    found = find(work.session, Paper, paper, "paper")
    fields = {"author": author, "author_declared_on": author_declared_on, "supervised_by": supervised_by}
    refuse_if_changed(found, version, fields)
    if not (author or "").strip() and (author_declared_on or (supervised_by or "").strip()):
        raise RuleBrokenError("Say who wrote it.", "author")
    if author_declared_on is not None and author_declared_on > work.clock.today():
        raise RuleBrokenError("A declaration is made on or before today.", "author_declared_on")
    change_fields(found, fields)


@permits(AccountRole.ADVISER)
def check_paper(work: Work, paper: int, outcome: CheckOutcome, words: str = "", due_back_on: date | None = None) -> int:
    """Record the adviser's check of the version that is filed; the check's number.

    Args:
        work: the unit of work.
        paper: the paper's number.
        outcome: passed, or returned to its author.
        words: what is to be mended; where it passed, what the adviser has to say of it.
        due_back_on: by when a returned one is mended.

    Raises:
        RuleBrokenError: it is returned without saying what is to be mended and by when, or by a day that is past.
    """
    found = find(work.session, Paper, paper, "paper")
    if outcome is CheckOutcome.RETURNED:
        if not words.strip():
            raise RuleBrokenError("Say what its author is to mend.", "words")
        if due_back_on is None:
            raise RuleBrokenError("Say by when it is due back.", "due_back_on")
        if due_back_on < work.clock.today():
            raise RuleBrokenError("It is due back today or later.", "due_back_on")
    check = PaperCheck(
        paper_id=found.id,
        number=found.number,
        outcome=outcome,
        words=words.strip(),
        due_back_on=due_back_on if outcome is CheckOutcome.RETURNED else None,
        checked_at=work.clock.now(),
        checked_by=work.by.account,
    )
    work.session.add(check)
    work.session.flush()
    return check.id


@permits(*OFFICE)
def mark_redaction(work: Work, paper: int, phrase: str, editions: Collection[PackEdition], why: str) -> int:
    """Mark a phrase that some editions of a pack must not show, wherever it stands in the paper; its number.

    Raises:
        RuleBrokenError: the phrase is too short or marked already, no edition is named, or no reason is given.
    """
    found = find(work.session, Paper, paper, "paper")
    phrase = " ".join(phrase.split())
    if len(phrase) < _SHORTEST:
        raise RuleBrokenError("Give the phrase as it stands in the paper, two letters at least.", "phrase")
    if not editions:
        raise RuleBrokenError("Choose at least one edition that must not show it.", "editions")
    if not why.strip():
        raise RuleBrokenError("Say why it must not be read.", "why")
    marked = work.session.scalars(select(Redaction).filter_by(paper_id=found.id, phrase=phrase)).first()
    if marked is not None:
        raise RuleBrokenError("This phrase is marked already. Take its redaction away first to change it.", "phrase")
    redaction = Redaction(
        paper_id=found.id,
        phrase=phrase,
        editions=[edition.value for edition in PackEdition if edition in editions],
        why=why.strip(),
        marked_at=work.clock.now(),
        marked_by=work.by.account,
    )
    work.session.add(redaction)
    work.session.flush()
    return redaction.id


@permits(*OFFICE)
def unmark_redaction(work: Work, redaction: int) -> None:
    """Take a redaction away: every edition shows the phrase again."""
    work.session.delete(find(work.session, Redaction, redaction, "redaction"))
