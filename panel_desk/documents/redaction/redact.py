"""Phrases taken out of a paper so that nobody can read them there any more, and the proof of it.

A page on which a phrase stands is replaced by a picture of itself with black boxes, under which nothing is. The words
that may be shown lie invisibly over it, so that it can be searched, and the links that touch no box still work. A page
of which no program can tell what it says, as a scan, is left out with a notice.
"""

import warnings
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pikepdf

from panel_desk.documents.preflight.pdf import BROKEN
from panel_desk.documents.redaction.other_objects import (
    holds_phrases,
    instructions_of,
    redact_objects,
    string_holds,
    strings_of,
)
from panel_desk.documents.redaction.page_images import (
    RedactedPage,
    hidden_text_layer,
    notice_page,
    redaction_boxes,
    render_pages,
    visible_box,
)
from panel_desk.documents.redaction.page_text import Box, PageText, find_letters, texts_of
from panel_desk.documents.redaction.phrase_search import Haystack, comparable, contains_phrase
from panel_desk.errors import PanelDeskError

_ROUNDS = 3
_NOTICE = (
    "This page is not in this copy.",
    "It is a picture, or its letters cannot be read by a program,",
    "and some words of this paper are not for this copy's reader.",
)


class RedactionError(PanelDeskError):
    """A phrase could still be read, or the paper cannot be read well enough to tell."""


def redact_pdf(data: bytes, phrases: Sequence[str]) -> bytes:
    """The paper without the phrases, with as many pages as before.

    Args:
        data: the paper, a PDF.
        phrases: what must not be shown.

    Raises:
        RedactionError: a phrase could still be read, or the paper is damaged.
    """
    wanted = [phrase for phrase in dict.fromkeys(phrases) if comparable(phrase)]
    if not wanted:
        return data
    try:
        texts = texts_of(data)
        hidden = {at for at, text in enumerate(texts) if text.is_unread}
        places = find_letters(texts, wanted)
        for _ in range(_ROUNDS):
            data = _without(data, texts, places, hidden, wanted)
            texts, hidden = texts_of(data), set()
            places = find_letters(texts, wanted)
            if not places:
                break
        is_left = bool(places) or _is_left(data, wanted)
    except BROKEN:
        raise RedactionError("The paper is damaged, so nothing can be taken out of it.") from None
    if is_left:
        raise RedactionError(
            "A phrase that must not be shown could still be read in this paper. Leave the paper out of this edition."
        )
    return data


def _without(
    data: bytes, texts: Sequence[PageText], places: dict[int, set[int]], hidden: set[int], phrases: Sequence[str]
) -> bytes:
    """The paper with the letters at those places blotted out, the hidden pages left out and all else cleaned."""
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        for at, page in enumerate(pdf.pages):
            if at not in places and at not in hidden and _speaks_unseen(page, phrases):
                places[at] = set()
        sheets = {at: _sheet(pdf.pages[at].obj, texts[at], places[at]) for at in sorted(places) if at not in hidden}
        _replace(pdf, sheets, _upright(data))
        for at in hidden:
            _hide(pdf, at)
        redact_objects(pdf, phrases)
        pdf.remove_unreferenced_resources()
        for key in list(pdf.docinfo.keys()):
            if contains_phrase(key, phrases) or string_holds(pdf.docinfo[key], phrases):
                del pdf.docinfo[key]
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fields that lost their form
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _sheet(page: Any, text: PageText, places: set[int]) -> RedactedPage:  # noqa: ANN401 - a PDF dictionary
    kept = [letter for at, letter in enumerate(text.letters) if at not in places]
    return RedactedPage(visible_box(page), redaction_boxes(text.letters, places), kept)


def _speaks_unseen(page: pikepdf.Page, phrases: Sequence[str]) -> bool:
    """Whether a page's contents say a phrase beside the text that is seen: to be read aloud in its stead."""
    return any(
        string_holds(text, phrases)
        for operands, operator in instructions_of(page)
        if operator in {"BDC", "DP"}
        for operand in operands
        for text, _, _ in strings_of(operand)
    )


def _upright(data: bytes) -> bytes:
    """The paper with no page turned, to be made pictures of."""
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = 0
        pdf.generate_appearance_streams()
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pdf.save(out)
    return out.getvalue()


def _replace(pdf: pikepdf.Pdf, sheets: dict[int, RedactedPage], upright: bytes) -> None:
    """Put pictures in the place of pages."""
    if not sheets:
        return
    with pikepdf.Pdf.open(BytesIO(hidden_text_layer(list(sheets.values())))) as words:
        for over, (at, data, entries) in zip(words.pages, render_pages(upright, sheets), strict=True):
            sheet, page = sheets[at], pdf.pages[at].obj
            picture = pikepdf.Stream(pdf, data)
            picture.Type, picture.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            for key, value in entries.items():
                picture[key] = value
            frame = sheet.frame
            width, height = frame.right - frame.left, frame.top - frame.bottom
            draw = f"q {width:.4f} 0 0 {height:.4f} {frame.left:.4f} {frame.bottom:.4f} cm /Page Do Q\n"
            said = pdf.copy_foreign(over.obj)
            resources = said.get("/Resources", pikepdf.Dictionary())
            resources.XObject = pikepdf.Dictionary(Page=pdf.make_indirect(picture))
            over.contents_coalesce()
            content = over.obj.Contents.read_bytes() if "/Contents" in over.obj else b""
            links = [note for note in _links(page) if not any(_box(note).touches(box) for box in sheet.boxes)]
            for key in [key for key in page.keys() if key not in _KEPT]:  # noqa: SIM118 - a PDF dictionary
                del page[key]
            page.Resources = resources
            page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, draw.encode() + content))
            if links:
                page.Annots = pikepdf.Array(links)


_KEPT = frozenset({"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Tabs", "/Dur"})


def _links(page: Any) -> list[Any]:  # noqa: ANN401 - a PDF dictionary
    notes = page.get("/Annots")
    found: list[Any] = list(notes.as_list()) if isinstance(notes, pikepdf.Array) else []
    return [note for note in found if isinstance(note, pikepdf.Dictionary) and note.get("/Subtype") == "/Link"]


def _box(note: Any) -> Box:  # noqa: ANN401 - the same
    left, bottom, right, top = (float(edge) for edge in note.Rect)
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _hide(pdf: pikepdf.Pdf, at: int) -> None:
    """Put a notice in the place of a page."""
    page: Any = pdf.pages[at].obj
    frame = visible_box(page)
    size = (frame.right - frame.left, frame.top - frame.bottom)
    if int(page.get("/Rotate", 0)) % 180:
        size = size[::-1]
    with pikepdf.Pdf.open(BytesIO(notice_page(size, _NOTICE))) as source:
        new = pdf.copy_foreign(source.pages[0].obj)
        for key in [key for key in page.keys() if key not in {"/Type", "/Parent"}]:  # noqa: SIM118 - the same
            del page[key]
        page.MediaBox, page.Resources, page.Contents = new.MediaBox, new.Resources, new.Contents


def _is_left(data: bytes, phrases: Sequence[str]) -> bool:
    """Whether a phrase can be read by another library, or in the strings and streams as they are written."""
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        if holds_phrases(pdf, phrases):
            return True
    haystack = Haystack(enumerate(_as_pypdf_reads(data)))
    return any(True for phrase in phrases for _ in haystack.find(phrase, strictly=True))


def _as_pypdf_reads(data: bytes) -> list[str]:
    """Every page's text as another library reads it; nothing of a page that it cannot read."""
    from pypdf import PdfReader  # noqa: PLC0415 - only for the proof

    found: list[str] = []
    for page in PdfReader(BytesIO(data)).pages:
        try:
            found.append(page.extract_text())
        except Exception:  # noqa: BLE001 - what it raises for a file that it does not understand is not written down
            found.append("")
    return found
