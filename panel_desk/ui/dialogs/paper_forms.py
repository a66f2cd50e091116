"""Form dialogs about a filed paper: name and kind, author, check, return, older version, redaction."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.operations.papers.checks import check_paper, mark_redaction, record_author
from panel_desk.operations.papers.papers import change_paper, restore_version
from panel_desk.queries.papers.checks import PaperVersionRow
from panel_desk.queries.papers.papers import PaperRow
from panel_desk.rules.papers import AUTHORS_SOURCE
from panel_desk.rules.vocabulary import CheckOutcome, PackEdition, PaperKind
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, DateField, SeveralField, TextField, options
from panel_desk.ui.page import Page

EDITION_NAMES = {
    PackEdition.MEMBER: "Members",
    PackEdition.CHAIR: "The chair",
    PackEdition.OBSERVER: "Observers",
    PackEdition.APPLICANTS: "The applicants of the case",
}


def correct_paper(page: Page, row: PaperRow) -> FormDialog[None]:
    """Correct the name or kind of a paper."""
    name = TextField(key="name", label="Name", required=True)
    kind = ChoiceField(key="kind", label="Kind of paper", required=True, options=options(PaperKind))
    return FormDialog(
        page.bridge,
        "Correct name or kind",
        [name, kind],
        "Save",
        lambda filled: filled.do(change_paper, paper=row.id, version=row.version, name=filled[name], kind=filled[kind]),
        _show_saved(page, "The paper's name and kind are saved."),
        values={"name": row.name, "kind": row.kind},
        parent=page,
    )


def name_author(page: Page, row: PaperRow) -> FormDialog[None]:
    """Record who wrote a report, and what the author declares."""
    author = TextField(key="author", label="Author")
    declared_on = DateField(
        key="author_declared_on",
        label="Declared on",
        help="The day on which the author declared to have at least three years' experience relevant to "
        "adoption, or to be supervised by somebody who has. Leave it empty until it is declared.",
    )
    supervised_by = TextField(
        key="supervised_by", label="Supervised by", help="Where the author is not qualified alone."
    )
    return FormDialog(
        page.bridge,
        "Author and declaration",
        [author, declared_on, supervised_by],
        "Save",
        lambda filled: filled.do(
            record_author,
            paper=row.id,
            version=row.version,
            author=filled[author],
            author_declared_on=filled.get(declared_on),
            supervised_by=filled[supervised_by],
        ),
        _show_saved(page, "Author and declaration are saved."),
        words=f"{AUTHORS_SOURCE}.",
        values={
            "author": row.author,
            "author_declared_on": row.author_declared_on,
            "supervised_by": row.supervised_by,
        },
        parent=page,
    )


def pass_paper(page: Page, row: PaperRow) -> FormDialog[int]:
    """Record that the adviser has checked a paper and it may go to the panel."""
    remarks = TextField(key="words", label="Remarks", lines=3, help="Kept with the check; may be empty.")
    return FormDialog(
        page.bridge,
        f"Pass version {row.number}?",
        [remarks],
        "Pass",
        lambda filled: filled.do(check_paper, paper=row.id, outcome=CheckOutcome.PASSED, words=filled[remarks]),
        _show_saved(page, f"{row.name} has passed the check."),
        words=f"{row.name} has been read and may go to the panel.",
        parent=page,
    )


def return_paper(page: Page, row: PaperRow, due_back_on: date | None) -> FormDialog[int]:
    """Return a paper to its author with what is to be corrected, and by when."""
    to_correct = TextField(key="words", label="What is to be corrected", required=True, lines=6)
    due_back = DateField(key="due_back_on", label="Due back on", required=True)
    return FormDialog(
        page.bridge,
        "Return to author",
        [to_correct, due_back],
        "Return to author",
        lambda filled: filled.do(
            check_paper,
            paper=row.id,
            outcome=CheckOutcome.RETURNED,
            words=filled[to_correct],
            due_back_on=filled[due_back],
        ),
        _show_saved(page, f"{row.name} is returned. E-mail the author makes a draft with what is to be corrected."),
        words=f"{row.name}, version {row.number}, does not go to the panel until a newer version has passed.",
        values={"due_back_on": due_back_on},
        parent=page,
    )


def bring_back(page: Page, row: PaperRow, older: PaperVersionRow) -> FormDialog[int]:
    """Restore an older version as the newest."""
    why = TextField(key="why", label="Why", required=True, lines=2)
    return FormDialog(
        page.bridge,
        f"Bring back version {older.number}?",
        [why],
        f"Bring back version {older.number}",
        lambda filled: filled.do(restore_version, paper=row.id, number=older.number, why=filled[why]),
        _show_saved(page, f"Version {older.number} of {row.name} counts again, as version {row.number + 1}."),
        words=f"It becomes version {row.number + 1}. Version {row.number} is kept.",
        parent=page,
    )


def redact(
    page: Page, row: PaperRow, then: Callable[[int], object], phrase: str = "", over: QWidget | None = None
) -> FormDialog[int]:
    """Mark a phrase to be redacted in some editions.

    Args:
        page: the page that it belongs to.
        row: the paper.
        then: takes the redaction's number.
        phrase: what the form shows at first.
        over: the parent of the dialog; the page where None.
    """
    marked = TextField(
        key="phrase",
        label="Phrase",
        required=True,
        help="As it is written in the paper. It is removed wherever it occurs, not only covered.",
    )
    editions = SeveralField(
        key="editions",
        label="Who must not read it",
        required=True,
        options=[(edition, EDITION_NAMES[edition]) for edition in PackEdition],
    )
    why = TextField(key="why", label="Why", required=True, lines=2)
    return FormDialog(
        page.bridge,
        "Redact a phrase",
        [marked, editions, why],
        "Redact",
        lambda filled: filled.do(
            mark_redaction, paper=row.id, phrase=filled[marked], editions=filled[editions], why=filled[why]
        ),
        then,
        words=row.name,
        values={"phrase": phrase},
        parent=over or page,
    )


def _show_saved(page: Page, sentence: str) -> Callable[[object], object]:
    return partial(_show, page, sentence)


def _show(page: Page, sentence: str, _: object) -> None:
    page.show_done(formats.capital(sentence))
