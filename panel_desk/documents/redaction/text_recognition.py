"""Text recognition by Tesseract, where it is installed: suggests where phrases occur in the picture of a page.

It misses words and misreads names, so nothing is decided by it: its boxes are shown to whoever looks at the page.
"""

import ctypes
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import SequenceMatcher
from io import BytesIO
from pathlib import Path
from typing import IO

import pypdfium2
from pypdfium2 import raw

from panel_desk.documents.pdfium import PDFIUM_LOCK
from panel_desk.documents.preflight.office_to_pdf import kill_tree
from panel_desk.documents.redaction.page_text import Box
from panel_desk.documents.redaction.phrase_search import comparable

_DPI = 200  # resolution of the picture that Tesseract reads
_MOST_PIXELS = 4_000  # along the longer side
_INCH = 72.0  # points
_SECONDS = 60.0  # for one page
_POLL_INTERVAL = 0.1  # seconds
_ALIKE = 0.75  # least similarity, from 0 to 1, of a phrase and words that may be a misreading of it
_SHORTEST = 4  # letters: least length of a word of a phrase that is suggested where the other words were not read
_WORD = "5"  # the level of a row of Tesseract's output that holds a word
_COLUMNS = ("level", "left", "top", "width", "height", "text")


@dataclass(frozen=True, slots=True)
class _Word:
    """A recognised word, with its rectangle in pixels from the top left."""

    text: str
    left: int
    top: int
    right: int
    bottom: int


def find_tesseract() -> Path | None:
    """The path of Tesseract's executable; None where it is not installed."""
    on_path = shutil.which("tesseract")
    if on_path:
        return Path(on_path)
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMW6432", "LOCALAPPDATA")]
    windows = [Path(folder, "Tesseract-OCR", "tesseract.exe") for folder in folders if folder]
    return next((path for path in windows if path.is_file()), None)


def suggested_boxes(
    data: bytes, page: int, phrases: Sequence[str], progress: Callable[[], object] = lambda: None
) -> tuple[Box, ...]:
    """Where phrases may occur in the picture of a page, by text recognition; none where Tesseract is not installed.

    Args:
        data: the PDF.
        page: the page's index from 0.
        phrases: the phrases.
        progress: called about ten times a second; may raise to cancel.
    """
    program = find_tesseract()
    if program is None:
        return ()
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(data)
        document.init_forms()
    try:
        with PDFIUM_LOCK:
            shown = document[page]
            width, height = shown.get_size()
            bitmap = shown.render(scale=min(_DPI / _INCH, _MOST_PIXELS / max(width, height, 1.0)), grayscale=True)
            picture, png = bitmap.to_pil(), BytesIO()
            picture.save(png, "PNG", dpi=(_DPI, _DPI))
            bitmap.close()
        words = _words(_recognised(program, png.getvalue(), progress))
        with PDFIUM_LOCK:
            boxes = tuple(_on_page(shown, word, picture.size) for word in _likely(words, phrases))
            shown.close()
        return boxes
    finally:
        with PDFIUM_LOCK:
            document.close()


def _recognised(program: Path, png: bytes, progress: Callable[[], object]) -> str:
    """What Tesseract reads in a picture, as tab-separated values; empty where it fails. Nothing is written to disk."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        process = subprocess.Popen(  # noqa: S603 - a known program
            [str(program), "stdin", "stdout", "tsv"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
            start_new_session=True,
            creationflags=flags,
        )
    except OSError:
        return ""
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101 - the same
    # A thread of its own writes: `communicate` sends nothing more once its time limit has passed for the first time.
    threading.Thread(target=_write, args=(process.stdin, png), name="to Tesseract", daemon=True).start()
    process.stdin = None
    deadline = time.monotonic() + _SECONDS
    try:
        while time.monotonic() < deadline:
            progress()
            try:
                out, _ = process.communicate(timeout=_POLL_INTERVAL)
            except subprocess.TimeoutExpired:
                continue
            return out.decode("utf-8", "replace") if process.returncode == 0 else ""
        return ""
    finally:
        if process.poll() is None:
            kill_tree(process)
        process.stdout.close()


def _write(pipe: IO[bytes], data: bytes) -> None:
    with suppress(OSError), pipe:  # it ends without having read everything where it fails or is ended
        pipe.write(data)


def _words(recognised: str) -> list[_Word]:
    """The words in what Tesseract has written."""
    lines = [line.split("\t") for line in recognised.splitlines()]
    if not lines or not {*_COLUMNS} <= {*lines[0]}:
        return []
    at = {name: lines[0].index(name) for name in _COLUMNS}
    words = []
    for line in lines[1:]:
        if len(line) != len(lines[0]) or line[at["level"]] != _WORD or not comparable(line[at["text"]]):
            continue
        left, top, width, height = (int(line[at[name]]) for name in ("left", "top", "width", "height"))
        words.append(_Word(line[at["text"]], left, top, left + width, top + height))
    return words


def _likely(words: Sequence[_Word], phrases: Sequence[str]) -> Iterator[_Word]:
    """The words that may be a phrase or a part of one, each once."""
    read = [comparable(word.text) for word in words]
    likely: set[int] = set()
    for phrase in phrases:
        parts = [comparable(part) for part in phrase.split() if comparable(part)]
        whole = "".join(parts)
        for start in range(len(words)):
            window = range(start, min(start + len(parts), len(words)))
            if _are_alike("".join(read[at] for at in window), whole):
                likely |= {*window}
            if any(len(part) >= _SHORTEST and _are_alike(read[start], part) for part in parts):
                likely.add(start)
    return (words[at] for at in sorted(likely))


def _are_alike(one: str, other: str) -> bool:
    return bool(one) and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _on_page(page: object, word: _Word, size: tuple[int, int]) -> Box:
    """A word's rectangle on its page, with a little room round it."""
    room = max(2, (word.bottom - word.top) // 5)
    x, y = ctypes.c_double(), ctypes.c_double()
    corners = []
    for across, down in ((word.left - room, word.top - room), (word.right + room, word.bottom + room)):
        raw.FPDF_DeviceToPage(page, 0, 0, *size, 0, across, down, ctypes.byref(x), ctypes.byref(y))
        corners.append((x.value, y.value))
    xs, ys = zip(*corners, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))
