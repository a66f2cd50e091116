"""A PDF that is damaged in places, mended as far as it can be, so that it spoils no pack."""

import math
import warnings
import zlib
from typing import Any

import pikepdf

from panel_desk.documents.preflight.wording import pages_sentence

REPAIRED = "It was damaged and was repaired as far as it can be. Check that all of it is there."
_A4 = (595.276, 841.89)
_SERIOUS = ("damaged", "reconstruct", "unable to find", "recover")
_BROKEN = (pikepdf.PdfError, RuntimeError, ValueError, TypeError)


def repair(pdf: pikepdf.Pdf, *, was_rescued: bool) -> tuple[list[str], list[int]]:
    """Mend what can be mended. Nothing is touched in a sound file.

    What was done comes back, in sentences, and the pages, from 1, of which something may be lost.

    Args:
        pdf: the file, open.
        was_rescued: another program had to read it first.
    """
    said = pdf.get_warnings()  # they are told once
    is_broken = was_rescued or any(word in warning for warning in said for word in _SERIOUS)
    found = [REPAIRED] if is_broken else []
    if without := _give_sizes(pdf):
        found.append(f"{pages_sentence(without, 'had', 'had')} no page size. Check that all of the page shows.")
    if torn := _mend_contents(pdf):
        what = pages_sentence(torn, "was", "were")
        found.append(f"{what} damaged; what could be read was kept. Check that all of it is there.")
    lost = torn if not is_broken else [at for at, page in enumerate(pdf.pages, 1) if "/Contents" not in page.obj] + torn
    return found, lost


def has_damaged_streams(pdf: pikepdf.Pdf) -> bool:
    """Whether something in the file cannot be unpacked, as a picture or a font."""
    try:
        return bool(pdf.check_pdf_syntax())
    except _BROKEN:
        return True


def _give_sizes(pdf: pikepdf.Pdf) -> list[int]:
    """Give pages that show nothing their whole size, or A4 where they have none; which they were, from 1."""
    without = [at for at, page in enumerate(pdf.pages, 1) if not _has_size(page.obj)]
    for at in without:
        page: Any = pdf.pages[at - 1].obj
        for box in ("/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
            if box in page:
                del page[box]
        if not _has_size(page):
            page.MediaBox = pikepdf.Array([0, 0, *_A4])
    return without


def _has_size(page: Any) -> bool:  # noqa: ANN401 - a PDF dictionary
    """Whether something of a page shows: both of its boxes are boxes, and they have a part in common."""
    shown = [-math.inf, -math.inf, math.inf, math.inf]
    for name in ("/MediaBox", "/CropBox"):
        box = page.get(name)
        if box is None and name == "/CropBox":
            break
        try:
            left, bottom, right, top = (float(edge) for edge in box)
        except (TypeError, ValueError):
            return False
        shown[:2] = max(shown[0], min(left, right)), max(shown[1], min(bottom, top))
        shown[2:] = min(shown[2], max(left, right)), min(shown[3], max(bottom, top))
    return shown[2] - shown[0] >= 1 and shown[3] - shown[1] >= 1


def _mend_contents(pdf: pikepdf.Pdf) -> list[int]:
    """Write anew what draws a page where it cannot be unpacked or does not make sense; which pages, from 1."""
    torn = []
    pdf.get_warnings()  # those of the pages come one page at a time
    for at, page in enumerate(pdf.pages, 1):
        contents = page.obj.get("/Contents")
        if contents is None:
            continue
        streams = contents.as_list() if isinstance(contents, pikepdf.Array) else [contents]
        sound = [stream for stream in streams if isinstance(stream, pikepdf.Stream)]
        parts = [_unpacked(stream) for stream in sound]
        is_torn = len(sound) < len(streams) or any(part is None for part in parts)
        if not is_torn and _makes_sense(pdf, page):
            continue
        torn.append(at)
        data = b"\n".join(_partly(s) if part is None else part for s, part in zip(sound, parts, strict=True))
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, data))
        page.obj.Contents = pdf.make_indirect(pikepdf.Stream(pdf, _sensible(page)))
    return torn


def _unpacked(stream: Any) -> bytes | None:  # noqa: ANN401 - a PDF stream
    try:
        return bytes(stream.read_bytes())
    except _BROKEN:
        return None


def _partly(stream: Any) -> bytes:  # noqa: ANN401 - the same
    """As much of a stream as can be unpacked."""
    data = bytes(stream.read_raw_bytes())
    filters = stream.get("/Filter")
    names = [str(each) for each in filters.as_list()] if isinstance(filters, pikepdf.Array) else [str(filters)]
    if names != ["/FlateDecode"]:
        return b""
    engine = zlib.decompressobj()
    out = bytearray()
    try:
        for start in range(0, len(data), 64):
            out += engine.decompress(data[start : start + 64])
    except zlib.error:
        pass
    return bytes(out)


class _Listening(pikepdf.StreamParser):
    """Hears a page's contents and keeps nothing."""

    def handle_object(self, *_: Any) -> None:  # noqa: ANN401 - pikepdf's own
        """Take what comes."""

    def handle_eof(self) -> None:
        """Come to the end."""


def _makes_sense(pdf: pikepdf.Pdf, page: pikepdf.Page) -> bool:
    try:
        page.parse_contents(_Listening())
    except _BROKEN:
        return False
    return not pdf.get_warnings()


def _sensible(page: pikepdf.Page) -> bytes:
    """A page's contents without what makes no sense."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return pikepdf.unparse_content_stream(pikepdf.parse_content_stream(page))
        except _BROKEN:
            return b""
