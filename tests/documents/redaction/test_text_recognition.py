"""Tesseract's words become suggested boxes; a stand-in records its arguments and prints the words of a test."""

import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.redaction import text_recognition
from panel_desk.documents.redaction.text_recognition import find_tesseract, suggested_boxes

NAME = "Mirabel Oakhurst"
HEADINGS = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
NEVER_ENDS = "threading.Event().wait()"


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a program called tesseract on the path, which runs Python code."""
    script = folder / "stand_in.py"
    script.write_text(f"import pathlib, sys, threading\n{code}\n", encoding="utf-8")
    program = folder / "tesseract"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" "{script}" "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def code_that_prints(folder: Path, *words: tuple[int, int, int, int, str]) -> str:
    """Code that makes the stand-in print words, each as left, top, width, height and text, and record its arguments."""
    rows = [
        f"5\t1\t1\t1\t1\t1\t{left}\t{top}\t{width}\t{height}\t90\t{text}" for left, top, width, height, text in words
    ]
    output = "\n".join([HEADINGS, "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t", *rows])
    picture = str(folder / "given.png")
    return (
        f"pathlib.Path({picture!r}).write_bytes(sys.stdin.buffer.read())\n"
        f"pathlib.Path({picture!r}).with_suffix('.txt').write_text(' '.join(sys.argv[1:]))\n"
        f"sys.stdout.buffer.write({output!r}.encode())"
    )


def a_scan(turn: int = 0) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(360, 720), invariant=1)
    canvas.drawImage(ImageReader(Image.effect_noise((600, 1200), 80)), 0, 0, 360, 720)  # more than a pipe holds
    canvas.setPageRotation(turn)
    canvas.save()
    return out.getvalue()


def suggested(phrases: Sequence[str] = (NAME,)) -> list[tuple[int, int, int, int]]:
    """The suggested boxes in whole points."""
    boxes = suggested_boxes(a_scan(), 0, phrases)
    return [(round(box.left), round(box.bottom), round(box.right), round(box.top)) for box in boxes]


def test_words_that_are_a_phrase_are_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ((100, 200, 70, 20, "Child:"), (200, 200, 100, 20, "MIRABEL"), (320, 200, 120, 20, "Oakhurst,"))
    stand_in(tmp_path, monkeypatch, code_that_prints(tmp_path, *words))
    # 1000 × 2000 pixels at 200 an inch; four pixels of room round each word
    assert suggested() == [(71, 639, 109, 649), (114, 639, 160, 649)]
    assert (tmp_path / "given.txt").read_text() == "stdin stdout tsv"
    with Image.open(tmp_path / "given.png") as given:
        assert given.size == (1000, 2000)


@pytest.mark.parametrize(
    ("read", "is_suggested"),
    [
        (("Mirabe1", "0akhurst"), True),
        (("Oakhurst",), True),
        (("Mirahel",), True),
        (("Zolc",), False),
        (("Miracle",), False),
        (("—", "…"), False),
    ],
)
def test_misread_words_and_parts_of_a_phrase_are_suggested(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, read: tuple[str, ...], is_suggested: bool
) -> None:
    stand_in(
        tmp_path,
        monkeypatch,
        code_that_prints(tmp_path, *((100 * at, 200, 90, 20, word) for at, word in enumerate(read))),
    )
    assert len(suggested()) == (len(read) if is_suggested else 0)


def test_accents_do_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, code_that_prints(tmp_path, (0, 0, 90, 20, "Łukasz"), (100, 0, 90, 20, "Zolc")))
    assert len(suggested(["Lukasz Żółć"])) == 2


@pytest.mark.parametrize("code", ["sys.exit(3)", "pass", "print('level\\tleft')", "print('no table')"])
def test_nothing_is_suggested_where_tesseract_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    stand_in(tmp_path, monkeypatch, code)
    assert suggested() == []


def test_nothing_is_suggested_where_tesseract_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_tesseract() is None
    assert suggested() == []


def test_a_program_that_does_not_start_suggests_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stand_in(tmp_path, monkeypatch, "pass")
    (tmp_path / "tesseract").write_bytes(b"\x7fELF no program")
    assert suggested() == []


def test_tesseract_is_found_where_windows_installs_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    program = tmp_path / "Tesseract-OCR" / "tesseract.exe"
    program.parent.mkdir()
    program.write_bytes(b"")
    assert find_tesseract() == program


def test_recognition_is_ended_at_its_time_limit_and_can_be_cancelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, NEVER_ENDS)
    monkeypatch.setattr(text_recognition, "_SECONDS", 0.3)
    assert suggested() == []

    def stop() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        suggested_boxes(a_scan(), 0, [NAME], stop)
