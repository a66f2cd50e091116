"""Verifies redaction by reading the finished pack back: page text, strings and streams."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, String

from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.documents.packs.sources import PIKEPDF_ERRORS, PaperSource
from panel_desk.documents.packs.volume import Volume
from panel_desk.documents.pdfium import PDFIUM_LOCK

OWN_PAGES = ""
"""The key of the pack's own pages, in place of a paper's key."""

_MAX_DEPTH = 60  # objects within objects: hostile files nest them until Python's stack runs out


def readable_phrases(
    volume: Volume, data: bytes, password: str, phrases: HiddenPhrases, sources: Mapping[str, PaperSource]
) -> dict[str, set[str]]:
    """The phrases that can still be read in a finished volume, by the key of the paper that shows them.

    Args:
        volume: the volume, which knows each page's paper.
        data: the finished file.
        password: its password; empty where it is not encrypted.
        phrases: the phrases that must not be legible.
        sources: the papers in it, including attached ones.
    """
    found: dict[str, set[str]] = {}
    texts: dict[str, list[str]] = {}
    for paper, text in zip(volume.papers, page_texts(data, password), strict=True):
        texts.setdefault(paper, []).append(text)
    for paper, pages in texts.items():
        for text in [*pages, "\n".join(pages)]:  # joined, too: a phrase may run over a page's end
            found.setdefault(paper, set()).update(phrases.found_in(text))
    for key, source in sources.items():
        if source.attached is not None:
            attached = "\n".join([*page_texts(source.attached, ""), *strings(source.document)])
            found.setdefault(key, set()).update(phrases.found_in(attached))
    with pikepdf.Pdf.open(BytesIO(data), password=password) as document:
        elsewhere = set(phrases.found_in("\n".join(strings(document)))) - set().union(*found.values())
    if elsewhere:
        owners = {key: phrases.found_in("\n".join(strings(source.document))) for key, source in sources.items()}
        for phrase in elsewhere:
            for key in [key for key, has in owners.items() if phrase in has] or [OWN_PAGES]:
                found.setdefault(key, set()).add(phrase)
    return {key: legible for key, legible in found.items() if legible}


def page_texts(data: bytes, password: str) -> Iterator[str]:
    """The text of each page, as a viewer extracts it."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data, password=password or None)
        pages = len(document)
    try:
        for index in range(pages):
            with PDFIUM_LOCK:
                page = document[index]
                text_page = page.get_textpage()
                text = text_page.get_text_range()
                text_page.close()
                page.close()
            yield text
    finally:
        with PDFIUM_LOCK:
            document.close()


def strings(document: pikepdf.Pdf) -> Iterator[str]:
    """Every string and name of a document, and its streams decoded as Latin-1 and UTF-16."""
    for obj in document.objects:
        yield from _strings(obj, 0)
        if isinstance(obj, Stream) and obj.get(Name.Subtype) != Name.Image:
            try:
                data = obj.read_bytes()
            except PIKEPDF_ERRORS:
                continue
            yield data.decode("latin-1")
            if b"\0" in data:
                yield data.decode("utf-16-be", errors="replace")


def _strings(obj: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - any PDF object
    """The strings and names in an object, without those in indirect objects."""
    if isinstance(obj, (String, str)) and not isinstance(obj, Name):
        yield str(obj)
    elif isinstance(obj, Name):
        yield str(obj)[1:]
    elif isinstance(obj, (Dictionary, Stream, Array)) and depth < _MAX_DEPTH:
        values = obj if isinstance(obj, Array) else [obj.get(key) for key in obj.keys()]  # noqa: SIM118 - not a dict
        for value in values:
            if not (isinstance(value, pikepdf.Object) and value.is_indirect):
                yield from _strings(value, depth + 1)
