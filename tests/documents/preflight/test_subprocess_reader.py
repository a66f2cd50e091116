"""Files are checked in a separate process: one that crashes, hangs or fills memory does not stop the next."""

import multiprocessing
import os
import time
import zlib
from io import BytesIO
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import cast

import pikepdf
import pytest
from PIL import Image

from panel_desk.documents.preflight.subprocess_reader import IncomingFile, PreflightLimits, check_files
from tests.documents.preflight.test_report import SAMPLES, a_pdf


class _CrashError(Exception):
    """Ends the process that unpickles it, as a crash in C++ does."""

    def __reduce__(self) -> tuple[object, tuple[int]]:
        return os._exit, (139,)


def _endless() -> bytes:
    """A small PDF of form XObjects nested so deep that drawing it never ends."""
    document = pikepdf.Pdf.open(BytesIO(a_pdf()))
    inner = pikepdf.Stream(document, b"0 0 1 1 re f " * 1000)
    for _ in range(9):
        form = document.make_indirect(inner)
        form.Subtype, form.BBox = pikepdf.Name.Form, [0, 0, 600, 800]
        inner = pikepdf.Stream(document, b"/F Do " * 100)
        inner.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=form))
    document.pages[0].Contents = inner
    document.pages[0].Resources = inner.Resources
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _large() -> bytes:
    """A valid paper of two megabytes, whose time limit is longer than that of a small one that hangs."""
    document = pikepdf.Pdf.open(BytesIO(a_pdf()))
    document.Root.Padding = pikepdf.Stream(document, os.urandom(2_000_000))
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def test_reports_come_in_the_order_of_the_files(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(a_pdf(pages=2))
    progress_calls: list[tuple[str, int, int]] = []
    reports = check_files(
        [
            IncomingFile("a.pdf", tmp_path / "a.pdf"),
            IncomingFile("b.pdf", tmp_path / "b.pdf"),
            IncomingFile("c.pdf", (SAMPLES / "CPR-damaged.pdf").read_bytes()),
            IncomingFile("d.pdf", a_pdf(text="CASE-004")),
        ],
        lambda *call: progress_calls.append(call),
        known=["CASE-004"],
    )
    assert [each.pages for each in reports] == [2, 0, 0, 1]
    assert reports[0].data == (tmp_path / "a.pdf").read_bytes()
    assert reports[1].refused == "The file cannot be read. Close it in other programs and try again."
    assert reports[3].findings == ("Page 1 names CASE-004, which belongs to another case.",)
    assert {("a.pdf", 0, 4), ("d.pdf", 3, 4)} <= set(progress_calls)
    assert multiprocessing.active_children() == []


def test_a_file_that_crashes_hangs_or_fills_memory_is_refused_and_the_next_is_read() -> None:
    big = BytesIO()
    Image.new("RGB", (9_000, 9_000)).save(big, "PNG", compress_level=1)
    crashes, hangs, valid = check_files(
        [
            IncomingFile("crashes.pdf", _large(), cast("str", _CrashError())),
            IncomingFile("hangs.pdf", _endless()),
            IncomingFile("valid.pdf", _large()),
        ],
        limits=PreflightLimits(seconds=1, seconds_per_page=0, seconds_per_megabyte=300),
    )
    fills_memory, small = check_files(
        [IncomingFile("fills_memory.png", big.getvalue()), IncomingFile("small.pdf", a_pdf())],
        limits=PreflightLimits(seconds=900, memory=500_000_000),
    )
    assert crashes.refused.startswith("It is damaged in a way that makes the program that reads it crash.")
    assert hangs.refused.startswith("Reading it takes longer than any paper should.")
    assert fills_memory.refused.startswith("Reading it takes more memory than any paper should.")
    assert (valid.pages, small.pages) == (1, 1)


def test_only_processor_time_counts_so_a_busy_computer_refuses_no_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []

    def now() -> float:
        """A minute passes as soon as the second file is being read, as where other programs take all the time."""
        return 60.0 if calls.count("slow.pdf") > 1 else 0.0

    monkeypatch.setattr(time, "monotonic", now)
    limits = PreflightLimits(seconds=20, seconds_per_page=0, seconds_per_megabyte=0)
    files = [IncomingFile("small.pdf", a_pdf()), IncomingFile("slow.pdf", a_pdf(pages=400))]
    _, report = check_files(files, lambda name, *_: calls.append(name), limits=limits)
    assert calls.count("slow.pdf") > 2  # the limit was looked at
    assert (report.refused, report.pages) == ("", 400)


def test_reading_can_be_cancelled() -> None:
    def cancel(name: str, _done: int, _of: int) -> None:
        if name == "hangs.pdf":
            raise KeyError(name)

    with pytest.raises(KeyError):
        check_files([IncomingFile("a.pdf", a_pdf()), IncomingFile("hangs.pdf", _endless())], cancel)
    assert multiprocessing.active_children() == []


def test_a_reader_process_that_has_ended_between_two_files_is_started_again() -> None:
    def end_reader(_: str, done: int, _of: int) -> None:
        if done == 1 and not ended:
            for process in multiprocessing.active_children():
                process.kill()
                process.join()
                ended.append(process.name)

    ended: list[str] = []
    files = [IncomingFile(name, a_pdf()) for name in ("one.pdf", "two.pdf")]
    assert [report.refused for report in check_files(files, end_reader)] == ["", ""]
    assert ended == ["reader"]


def test_a_file_over_the_size_limit_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "large.pdf").open("wb") as file:
        file.truncate(200_000_001)
    [report] = check_files([IncomingFile("large.pdf", tmp_path / "large.pdf")])
    assert report.refused.startswith("The file is larger than 200 MB.")


def test_a_decompression_bomb_in_the_cross_reference_table_is_refused() -> None:
    packed = zlib.compress(bytes(3_000_000_000 // 8), 9)
    table = f"<</Type/XRef/Size 9/W[1 9 9]/Root 2 0 R/Filter/FlateDecode/Length {len(packed)}>>"
    body = f"%PDF-1.5\n1 0 obj\n{table}\nstream\n".encode()
    data = body + packed + b"\nendstream\nendobj\nstartxref\n9\n%%EOF"
    [report] = check_files([IncomingFile("bomb.pdf", data)], limits=PreflightLimits(seconds=900, memory=500_000_000))
    assert report.refused


def test_a_reader_process_that_does_not_start_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: object) -> None:
        raise OSError("no room for another process")

    monkeypatch.setattr(SpawnProcess, "start", start)
    [report] = check_files([IncomingFile("a.pdf", a_pdf())])
    assert report.refused == "The part of Panel Desk that reads papers does not start. Start Panel Desk again."
