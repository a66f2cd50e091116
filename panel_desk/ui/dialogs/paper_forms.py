"""The short forms about a filed paper: name and kind, author, check, return, an older version, a redaction."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

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


def correct_paper(page: Page, row: PaperRow) -> FormDialog:
    """Correct what a paper is called or which kind it is."""
    return FormDialog(
        page.bridge,
        "Correct name or kind",
        [
            TextField(key="name", label="Name", required=True),
            ChoiceField(key="kind", label="Kind of paper", required=True, options=options(PaperKind)),
        ],
        "Save",
        change_paper,
        _says(page, "The paper's name and kind are saved."),
        values={"name": row.name, "kind": row.kind},
        parent=page,
        paper=row.id,
        version=row.version,
    )


def name_author(page: Page, row: PaperRow) -> FormDialog:
    """Record who wrote a report, and what the author declares."""
    return FormDialog(
        page.bridge,
        "Author and declaration",
        [
            TextField(key="author", label="Author"),
            DateField(
                key="author_declared_on",
                label="Declared on",
                help="The day on which the author declared to have at least three years' experience relevant to "
                "adoption, or to be supervised by somebody who has. Leave it empty until it is declared.",
            ),
            TextField(key="supervised_by", label="Supervised by", help="Where the author is not qualified alone."),
        ],
        "Save",
        record_author,
        _says(page, "Author and declaration are saved."),
        words=f"{AUTHORS_SOURCE}.",
        values={
            "author": row.author,
            "author_declared_on": row.author_declared_on,
            "supervised_by": row.supervised_by,
        },
        parent=page,
        paper=row.id,
        version=row.version,
    )


def pass_paper(page: Page, row: PaperRow) -> FormDialog:
    """Record that the adviser has checked a paper and it may go to the panel."""
    return FormDialog(
        page.bridge,
        f"Pass version {row.number}?",
        [TextField(key="words", label="Remarks", lines=3, help="Kept with the check; may be empty.")],
        "Pass",
        check_paper,
        _says(page, f"{row.name} has passed the check."),
        words=f"{row.name} has been read and may go to the panel.",
        parent=page,
        paper=row.id,
        outcome=CheckOutcome.PASSED,
    )


def return_paper(page: Page, row: PaperRow, due_back_on: date | None) -> FormDialog:
    """Return a paper to its author with what is to be mended, and by when."""
    return FormDialog(
        page.bridge,
        "Return to author",
        [
            TextField(key="words", label="What is to be mended", required=True, lines=6),
            DateField(key="due_back_on", label="Due back on", required=True),
        ],
        "Return to author",
        check_paper,
        _says(page, f"{row.name} is returned. E-mail the author makes a draft with what is to be mended."),
        words=f"{row.name}, version {row.number}, does not go to the panel until a newer version has passed.",
        values={"due_back_on": due_back_on},
        parent=page,
        paper=row.id,
        outcome=CheckOutcome.RETURNED,
    )


def bring_back(page: Page, row: PaperRow, older: PaperVersionRow) -> FormDialog:
    """Bring an older version back as the newest."""
    return FormDialog(
        page.bridge,
        f"Bring back version {older.number}?",
        [TextField(key="why", label="Why", required=True, lines=2)],
        f"Bring back version {older.number}",
        restore_version,
        _says(page, f"Version {older.number} of {row.name} counts again, as version {row.number + 1}."),
        words=f"It becomes version {row.number + 1}. Version {row.number} is kept.",
        parent=page,
        paper=row.id,
        number=older.number,
    )


def redact(page: Page, row: PaperRow, phrase: str = "", over: QWidget | None = None) -> FormDialog:
    """Mark a phrase that some editions must not show."""
    return FormDialog(
        page.bridge,
        "Redact a phrase",
        [
            TextField(
                key="phrase",
                label="Phrase",
                required=True,
                help="As it stands in the paper. Wherever it stands, it is taken out, not covered.",
            ),
            SeveralField(
                key="editions",
                label="Who must not read it",
                required=True,
                options=[(edition, EDITION_NAMES[edition]) for edition in PackEdition],
            ),
            TextField(key="why", label="Why", required=True, lines=2),
        ],
        "Redact",
        mark_redaction,
        _says(page, "The phrase is marked. Packs made from now on leave it out of those editions."),
        words=row.name,
        values={"phrase": phrase},
        parent=over or page,
        paper=row.id,
    )


def _says(page: Page, sentence: str) -> Callable[[Any], object]:
    return partial(_say, page, sentence)


def _say(page: Page, sentence: str, _: object) -> None:
    page.said(formats.capital(sentence))
