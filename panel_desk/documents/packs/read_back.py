"""The proof that an edition does not show what it must not: the finished file is read back, text and strings."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Stream, String

from panel_desk.documents.packs.phrases import HiddenPhrases
from panel_desk.documents.packs.sources import BROKEN, PaperSource
from panel_desk.documents.packs.volume import Volume
from panel_desk.documents.pdfium import PDFIUM_LOCK

OWN_PAGES = ""
"""Stands for the pack's own pages, where a paper's key would."""

_DEEPEST = 60


def readable_phrases(
    volume: Volume, data: bytes, password: str, phrases: HiddenPhrases, sources: Mapping[str, PaperSource]
) -> dict[str, set[str]]:
    """The phrases that can still be read in a finished volume, by the papers in which they can.

    Args:
        volume: the volume, which knows whose each page is.
        data: the finished file.
        password: what opens it; empty where it is open.
        phrases: what must not be read.
        sources: the papers in it, attached ones among them.
    """
    found: dict[str, set[str]] = {}
    texts: dict[str, list[str]] = {}
    for paper, text in zip(volume.papers, page_texts(data, password), strict=True):
        texts.setdefault(paper, []).append(text)
    for paper, pages in texts.items():
        for text in [*pages, "\n".join(pages)]:
            found.setdefault(paper, set()).update(phrases.within(text))
    for key, source in sources.items():
        if source.attached is not None:
            attached = "\n".join([*page_texts(source.attached, ""), *strings(source.document)])
            found.setdefault(key, set()).update(phrases.within(attached))
    with pikepdf.Pdf.open(BytesIO(data), password=password) as document:
        elsewhere = set(phrases.within("\n".join(strings(document)))) - set().union(*found.values())
    if elsewhere:
        owners = {key: phrases.within("\n".join(strings(source.document))) for key, source in sources.items()}
        for phrase in elsewhere:
            for key in [key for key, has in owners.items() if phrase in has] or [OWN_PAGES]:
                found.setdefault(key, set()).add(phrase)
    return {key: said for key, said in found.items() if said}


def page_texts(data: bytes, password: str) -> Iterator[str]:
    """The text of each page, as a viewer gives it."""
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data, password=password or None)
        pages = len(document)
    try:
        for at in range(pages):
            with PDFIUM_LOCK:
                page = document[at]
                text = page.get_textpage()
                said = text.get_text_range()
                text.close()
                page.close()
            yield said
    finally:
        with PDFIUM_LOCK:
            document.close()


def strings(document: pikepdf.Pdf) -> Iterator[str]:
    """Every string of a document, wherever it stands, and what its streams say as they are written."""
    for thing in document.objects:
        yield from _strings(thing, 0)
        if isinstance(thing, Stream) and thing.get(Name.Subtype) != Name.Image:
            try:
                data = thing.read_bytes()
            except BROKEN:
                continue
            yield data.decode("latin-1")
            if b"\0" in data:
                yield data.decode("utf-16-be", errors="replace")


def _strings(thing: Any, depth: int) -> Iterator[str]:  # noqa: ANN401 - whatever stands in the file
    if isinstance(thing, (String, str)) and not isinstance(thing, Name):
        yield str(thing)
    elif isinstance(thing, Name):
        yield str(thing)[1:]
    elif isinstance(thing, (Dictionary, Stream, Array)) and depth < _DEEPEST:
        values = thing if isinstance(thing, Array) else [thing.get(key) for key in thing.keys()]  # noqa: SIM118 - no dict
        for value in values:
            if not (isinstance(value, pikepdf.Object) and value.is_indirect):
                yield from _strings(value, depth + 1)
