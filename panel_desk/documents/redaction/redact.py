"""Redacts phrases from a PDF, and verifies that none of them can still be read.

A page that contains a phrase is replaced by an image with black boxes and a hidden layer of the remaining text, so that
it stays searchable; links that touch no box are kept. A page that shows anything which no program can read, such as a
picture that may hold words, is replaced by a notice until somebody has looked at it.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from types import MappingProxyType
from typing import Any

import pikepdf

from panel_desk.documents.pdf_errors import PDF_ERRORS
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

_MAX_ROUNDS = 3
_NOTICE = (
    "This page is not in this copy.",
    "It holds a picture, a drawing or letters that no program can read,",
    "and some words of this paper are redacted in this copy.",
)


class RedactionError(PanelDeskError):
    """A phrase can still be read after redaction, or the paper is too damaged to tell."""


@dataclass(frozen=True, slots=True)
class RedactedPdf:
    """A PDF without the phrases.

    Args:
        data: the PDF, with as many pages as before.
        withheld: the pages that were replaced by a notice because nobody has looked at them, as indices from 0.
    """

    data: bytes
    withheld: tuple[int, ...] = ()


def redact_pdf(
    data: bytes, phrases: Sequence[str], looked_at: Mapping[int, Sequence[Box]] = MappingProxyType({})
) -> RedactedPdf:
    """Redact phrases from a PDF; the number of pages stays the same.

    Args:
        data: the PDF.
        phrases: the phrases to redact.
        looked_at: the pages, as indices from 0, at which somebody has looked for the phrases, with the areas to
            blacken. Every other page that shows something that no program can read is withheld.

    Raises:
        RedactionError: a phrase can still be read, or the PDF is damaged.
    """
    wanted = [phrase for phrase in dict.fromkeys(phrases) if comparable(phrase)]
    if not wanted:
        return RedactedPdf(data)
    try:
        texts = texts_of(data)
        withheld = {page for page, text in enumerate(texts) if text.unread and page not in looked_at}
        redacted = _letters_to_redact(texts, wanted)
        boxes = {page: areas for page, areas in looked_at.items() if areas and page < len(texts)}
        # Several rounds: words that become neighbours when those between them go may form a phrase anew.
        for turn in range(_MAX_ROUNDS):
            data = _redacted_once(data, texts, redacted, boxes, set() if turn else withheld, wanted)
            texts, boxes = texts_of(data), {}
            redacted = _letters_to_redact(texts, wanted)
            if not redacted:
                break
        is_left = bool(redacted) or _is_left(data, wanted)
    except PDF_ERRORS:
        raise RedactionError("The paper is damaged, so nothing can be redacted in it.") from None
    if is_left:
        raise RedactionError(
            "A phrase that must not be shown could still be read in this paper. Leave the paper out of this edition."
        )
    return RedactedPdf(data, tuple(sorted(withheld)))


def _letters_to_redact(texts: Sequence[PageText], phrases: Sequence[str]) -> dict[int, set[int]]:
    """The indices of the characters of all phrases, by page index."""
    redacted: dict[int, set[int]] = {}
    for pages in find_letters(texts, phrases).values():
        for page, letters in pages.items():
            redacted.setdefault(page, set()).update(letters)
    return redacted


def _redacted_once(
    data: bytes,
    texts: Sequence[PageText],
    redacted: dict[int, set[int]],
    boxes: Mapping[int, Sequence[Box]],
    withheld: set[int],
    phrases: Sequence[str],
) -> bytes:
    """Blacken characters and areas, replace withheld pages by a notice, and redact the rest of the file.

    Args:
        data: the PDF.
        texts: its pages' characters.
        redacted: the indices of the characters to blacken, by page.
        boxes: the areas to blacken, by page.
        withheld: the pages to replace by a notice.
        phrases: the phrases to redact.
    """
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        for number, page in enumerate(pdf.pages):
            if number not in redacted and number not in withheld and _has_phrase_in_marked_content(page, phrases):
                redacted[number] = set()  # nothing to blacken, but as an image the page loses the hidden phrase
        replaced = {
            number: _redacted_page(
                pdf.pages[number].obj, texts[number], redacted.get(number, set()), boxes.get(number, ())
            )
            for number in sorted({*redacted, *boxes} - withheld)
        }
        _replace_by_images(pdf, replaced, _without_rotation(data))
        for number in withheld:
            _replace_by_notice(pdf, number)
        redact_objects(pdf, phrases)
        pdf.remove_unreferenced_resources()
        for key in list(pdf.docinfo.keys()):
            if contains_phrase(key, phrases) or string_holds(pdf.docinfo[key], phrases):
                del pdf.docinfo[key]
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about form fields whose form was removed
            pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def _redacted_page(page: Any, text: PageText, redacted: set[int], boxes: Sequence[Box]) -> RedactedPage:  # noqa: ANN401 - a PDF dictionary
    """A page to be replaced by an image, with the boxes over the characters to hide."""
    covered = {
        index for index, letter in enumerate(text.letters) if any(letter.box.touches(box) for box in boxes)
    } | redacted
    kept = [letter for index, letter in enumerate(text.letters) if index not in covered]
    return RedactedPage(visible_box(page), [*redaction_boxes(text.letters, redacted), *boxes], kept)


def _has_phrase_in_marked_content(page: pikepdf.Page, phrases: Sequence[str]) -> bool:
    """Whether the properties of marked content, such as a text for screen readers, contain a phrase."""
    return any(
        string_holds(text, phrases)
        for operands, operator in instructions_of(page)
        if operator in {"BDC", "DP"}
        for operand in operands
        for text, _, _ in strings_of(operand)
    )


def _without_rotation(data: bytes) -> bytes:
    """A copy for rendering, with page rotation removed: the new page keeps /Rotate, which turns the image too."""
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        for page in pdf.pages:
            page.obj.Rotate = 0
        pdf.generate_appearance_streams()
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pdf.save(out)
    return out.getvalue()


def _replace_by_images(pdf: pikepdf.Pdf, replaced: dict[int, RedactedPage], unrotated: bytes) -> None:
    """Replace pages by images of themselves with a hidden text layer."""
    if not replaced:
        return
    with pikepdf.Pdf.open(BytesIO(hidden_text_layer(list(replaced.values())))) as layers:
        for layer, (number, data, entries) in zip(layers.pages, render_pages(unrotated, replaced), strict=True):
            redacted, page = replaced[number], pdf.pages[number].obj
            image = pikepdf.Stream(pdf, data)
            image.Type, image.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
            for key, value in entries.items():
                image[key] = value
            frame = redacted.frame
            width, height = frame.right - frame.left, frame.top - frame.bottom
            draw = f"q {width:.4f} 0 0 {height:.4f} {frame.left:.4f} {frame.bottom:.4f} cm /Page Do Q\n"
            resources = pdf.copy_foreign(layer.obj).get("/Resources", pikepdf.Dictionary())
            resources.XObject = pikepdf.Dictionary(Page=pdf.make_indirect(image))
            layer.contents_coalesce()
            content = layer.obj.Contents.read_bytes() if "/Contents" in layer.obj else b""
            links = [link for link in _links(page) if not any(_box(link).touches(box) for box in redacted.boxes)]
            for key in [key for key in page.keys() if key not in _KEPT_PAGE_ENTRIES]:  # noqa: SIM118 - a PDF dictionary
                del page[key]
            page.Resources = resources
            page.Contents = pdf.make_indirect(pikepdf.Stream(pdf, draw.encode() + content))
            if links:
                page.Annots = pikepdf.Array(links)


_KEPT_PAGE_ENTRIES = frozenset({"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Tabs", "/Dur"})


def _links(page: Any) -> list[Any]:  # noqa: ANN401 - a PDF dictionary
    array = page.get("/Annots")
    annotations: list[Any] = list(array.as_list()) if isinstance(array, pikepdf.Array) else []
    return [link for link in annotations if isinstance(link, pikepdf.Dictionary) and link.get("/Subtype") == "/Link"]


def _box(annotation: Any) -> Box:  # noqa: ANN401 - the same
    left, bottom, right, top = (float(edge) for edge in annotation.Rect)
    return Box(min(left, right), min(bottom, top), max(left, right), max(bottom, top))


def _replace_by_notice(pdf: pikepdf.Pdf, number: int) -> None:
    """Replace a page by a notice that it is left out."""
    page: Any = pdf.pages[number].obj
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
    """Whether a phrase can still be read, by a second library or in the file's strings and streams."""
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        if holds_phrases(pdf, phrases):
            return True
    haystack = Haystack(enumerate(_text_by_pypdf(data)))
    return any(True for phrase in phrases for _ in haystack.find(phrase, strictly=True))


def _text_by_pypdf(data: bytes) -> list[str]:
    """Every page's text as pypdf extracts it; empty for a page that it cannot read."""
    from pypdf import PdfReader  # noqa: PLC0415 - only for the verification

    texts: list[str] = []
    for page in PdfReader(BytesIO(data)).pages:
        try:
            texts.append(page.extract_text())
        except Exception:  # noqa: BLE001 - pypdf does not document what it raises for malformed files
            texts.append("")
    return texts
