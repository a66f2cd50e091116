"""Marks text of a PDF for redaction, with annotations that propose what to remove (ISO 32000-2, 12.5.6.23).

A PDF editor shows the marks, lets somebody take them away or add others, and then applies them.
"""

import re
from collections.abc import Iterable, Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from panel_desk.documents.redaction.page_images import redaction_boxes
from panel_desk.documents.redaction.page_text import Box, PageText, find_letters
from panel_desk.documents.redaction.phrase_search import comparable

_EMAIL = re.compile(r"[^\s@<>()\[\]“”\"',;:]+@[^\s@<>()\[\]“”\"',;:]+\.[A-Za-z]{2,}")
_TELEPHONE = re.compile(r"(?:\+44|\b0)\d(?: ?\d){7,9}\b")
_LINE = "0.70 0.15 0.12 RG 1 w"  # the mark's frame, red, one point
_LEAST_LETTERS = 3  # of a family name that is looked for by itself


def phrases_to_mark(texts: Sequence[PageText], others: Iterable[str], own: Iterable[str]) -> list[str]:
    """What to mark on some pages: other people's names and family names, e-mail addresses and telephone numbers.

    Args:
        texts: the characters of the pages.
        others: the names and refs of other people.
        own: the person's own names, e-mail address and telephone number, which are left unmarked.
    """
    whole = "\n".join(text.text for text in texts)
    letters = comparable(whole)
    own_words = {comparable(each) for each in own}
    own_words |= {comparable(word) for each in own for word in each.split()}
    phrases: dict[str, None] = {}
    for name in others:
        if comparable(name) in letters:
            phrases[name] = None
            family = name.split()[-1]
            if " " in name and len(family) >= _LEAST_LETTERS and family != "household":
                phrases[family] = None
    phrases |= dict.fromkeys([*_EMAIL.findall(whole), *_TELEPHONE.findall(whole)])
    return [each for each in phrases if comparable(each) and comparable(each) not in own_words]


def mark_phrases(document: pikepdf.Pdf, texts: Sequence[PageText], phrases: Sequence[str]) -> int:
    """Mark each occurrence of the phrases; the number of marks.

    Args:
        document: the PDF.
        texts: the characters of its pages.
        phrases: what to mark.
    """
    letters: dict[int, set[int]] = {}
    for pages in find_letters(texts, phrases).values():
        for page, found in pages.items():
            letters.setdefault(page, set()).update(found)
    marks = 0
    for page, found in letters.items():
        target = document.pages[page].obj
        if Name.Annots not in target:
            target.Annots = Array()
        for box in redaction_boxes(texts[page].letters, found):
            target.Annots.append(_mark(document, box))
            marks += 1
    return marks


def _mark(document: pikepdf.Pdf, box: Box) -> pikepdf.Object:
    """A redaction annotation over a box, drawn as a frame until it is applied, and black afterwards."""
    left, bottom, right, top = (round(edge, 2) for edge in (box.left, box.bottom, box.right, box.top))
    width, height = right - left, top - bottom
    frame = document.make_stream(
        f"{_LINE} 0.5 0.5 {width - 1:.2f} {height - 1:.2f} re S".encode(),
        Type=Name.XObject,
        Subtype=Name.Form,
        BBox=Array([0, 0, round(width, 2), round(height, 2)]),
    )
    return document.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Redact,
            Rect=Array([left, bottom, right, top]),
            QuadPoints=Array([left, top, right, top, left, bottom, right, bottom]),
            IC=Array([0, 0, 0]),
            T=String("Panel Desk"),
            Contents=String("About somebody else? Look before you redact."),
            F=4,  # printed with the page
            AP=Dictionary(N=frame),
        )
    )
