"""Typesets an e-mail's subject, sender, recipients and text as a PDF, to be filed as a paper."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from panel_desk.documents.style.page_style import SUBTITLE, TITLE, PageSetup, Prose, label_table, make_pdf
from panel_desk.rules.dates import in_words

if TYPE_CHECKING:
    from reportlab.platypus import Flowable


def email_pdf(subject: str, facts: Sequence[tuple[str, str]], text: str, sent_on: date | None) -> bytes:
    """A PDF with an e-mail's subject, its sender, recipients and date, and its text.

    Args:
        subject: its subject.
        facts: labels and values, such as sender and recipients; those without a value are left out.
        text: its text, with line breaks.
        sent_on: the day on which it was sent; None where that is not known.
    """
    setup = PageSetup(
        title=subject,
        agency="E-mail",
        about=subject,
        foot=f"Sent on {in_words(sent_on)}" if sent_on else "E-mail",
        made_on=sent_on,
    )
    story: list[Flowable] = [Prose(subject, TITLE), Prose("E-mail", SUBTITLE)]
    if any(value for _, value in facts):
        story.append(label_table(facts))
    return make_pdf(setup, [*story, *(Prose(paragraph) for paragraph in text.split("\n"))])
