"""The short forms about a filed paper: name and kind, author, check, return, an older version, a redaction."""

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
    """Correct what a paper is called or which kind it is."""
    name = TextField(key="name", label="Name", required=True)
    kind = ChoiceField(key="kind", label="Kind of paper", required=True, options=options(PaperKind))
    return FormDialog(
        page.bridge,
        "Correct name or kind",
        [name, kind],
        "Save",
        lambda filled: filled.do(change_paper, paper=row.id, version=row.version, name=filled[name], kind=filled[kind]),
        _says(page, "The paper's name and kind are saved."),
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
        _says(page, "Author and declaration are saved."),
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
        _says(page, f"{row.name} has passed the check."),
        words=f"{row.name} has been read and may go to the panel.",
        parent=page,
    )


def return_paper(page: Page, row: PaperRow, due_back_on: date | None) -> FormDialog[int]:
    """Return a paper to its author with what is to be mended, and by when."""
    to_mend = TextField(key="words", label="What is to be mended", required=True, lines=6)
    due_back = DateField(key="due_back_on", label="Due back on", required=True)
    return FormDialog(
        page.bridge,
        "Return to author",
        [to_mend, due_back],
        "Return to author",
        lambda filled: filled.do(
            check_paper,
            paper=row.id,
            outcome=CheckOutcome.RETURNED,
            words=filled[to_mend],
            due_back_on=filled[due_back],
        ),
        _says(page, f"{row.name} is returned. E-mail the author makes a draft with what is to be mended."),
        words=f"{row.name}, version {row.number}, does not go to the panel until a newer version has passed.",
        values={"due_back_on": due_back_on},
        parent=page,
    )


def bring_back(page: Page, row: PaperRow, older: PaperVersionRow) -> FormDialog[int]:
    """Bring an older version back as the newest."""
    why = TextField(key="why", label="Why", required=True, lines=2)
    return FormDialog(
        page.bridge,
        f"Bring back version {older.number}?",
        [why],
        f"Bring back version {older.number}",
        lambda filled: filled.do(restore_version, paper=row.id, number=older.number, why=filled[why]),
        _says(page, f"Version {older.number} of {row.name} counts again, as version {row.number + 1}."),
        words=f"It becomes version {row.number + 1}. Version {row.number} is kept.",
        parent=page,
    )


def redact(
    page: Page, row: PaperRow, then: Callable[[int], object], phrase: str = "", over: QWidget | None = None
) -> FormDialog[int]:
    """Mark a phrase that some editions must not show.

    Args:
        page: the page that it belongs to.
        row: the paper.
        then: takes the redaction's number once the phrase is marked.
        phrase: what the form shows at first.
        over: the widget to ask over; the page where None.
    """
    marked = TextField(
        key="phrase",
        label="Phrase",
        required=True,
        help="As it stands in the paper. Wherever it stands, it is taken out, not covered.",
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


def _says(page: Page, sentence: str) -> Callable[[object], object]:
    return partial(_say, page, sentence)


def _say(page: Page, sentence: str, _: object) -> None:
    page.said(formats.capital(sentence))
