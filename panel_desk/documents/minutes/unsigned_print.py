"""Prints minutes from the registers, without a digital signature."""

from panel_desk.documents.minutes.docx import minutes_docx
from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.minutes.minutes import fingerprint


def print_unsigned(content: MinutesContent, *, in_word: bool = False) -> bytes:
    """Minutes, an extract or a bundle as a PDF, or as a Word document.

    Raises:
        RuleBrokenError: the minutes are signed, and this print would differ from what was signed.
    """
    if content.signed is not None and content.signed.fingerprint != fingerprint(content):
        raise RuleBrokenError(
            "The registers have changed since these minutes were signed, so this print would differ from what was "
            "signed. Print the whole minutes as a PDF instead."
        )
    return minutes_docx(content) if in_word else minutes_pdf(content)
