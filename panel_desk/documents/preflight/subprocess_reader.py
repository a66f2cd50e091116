"""Runs the preflight of incoming files in a separate process with limits on time and memory.

Papers come from many senders, and the libraries that read them are written in C++: a file may hang or crash them or
fill the memory. One child process checks one file after the other. If it crashes or exceeds a limit, that file is
refused with a reason and a new process continues with the next.
"""

import logging
import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import psutil

from panel_desk.documents.preflight.file_types import FileFamily, FileType, detect_type
from panel_desk.documents.preflight.memory_limit import EXIT_OUT_OF_MEMORY, limit_memory
from panel_desk.documents.preflight.office_to_pdf import ConversionError, convert_to_pdf
from panel_desk.documents.preflight.open_document_changes import settle_open_document
from panel_desk.documents.preflight.report import MAX_BYTES, TOO_LARGE, PreflightReport, check_file, refuse_type
from panel_desk.documents.preflight.rich_text import changes_comments_and_fields
from panel_desk.documents.preflight.word_changes import WordDocumentError, settle_document
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.rules.text import listed

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_log = logging.getLogger(__name__)


UNREADABLE = "The file cannot be read. Close it in other programs and try again."
_AGAIN = "Ask its author to print it to PDF and send it again."
_TIMEOUT = f"Reading it takes longer than any paper should. {_AGAIN}"
_CRASH = f"It is damaged in a way that makes the program that reads it crash. {_AGAIN}"
_OUT_OF_MEMORY = f"Reading it takes more memory than any paper should. {_AGAIN}"
_SETTLE = (
    "Open it in Word, accept or reject the changes, delete the comments, save it as PDF and file that; or return it to "
    "its author."
)
_SETTLE_FIRST = (
    "It has tracked changes or comments: accept or reject them first, or return it to its author, as they would be "
    "printed."
)
_EXTENSIONS = {FileType.DOCX: "docx", FileType.ODT: "odt", FileType.RTF: "rtf"}
_POLL_INTERVAL = 0.1  # seconds
_WAITING_FACTOR = 10  # times the limit of processor time that a process may take by the clock
_MEGABYTE = 1_000_000
_START_TIMEOUT = 60.0  # seconds: a cold start on a slow disk


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file to check.

    Args:
        name: its name.
        source: its path, or its bytes where it comes out of an e-mail.
        password: the password to open it with; None where none was given.
    """

    name: str
    source: Path | bytes
    password: str | None = None


@dataclass(frozen=True, slots=True)
class PreflightLimits:
    """Limits on checking one file.

    Time is the processor time that the reading process uses, so that a busy computer refuses no sound paper. A process
    that waits and uses none is ended after ten times as long.

    Args:
        seconds: for any file.
        seconds_per_page: added once its pages are counted.
        seconds_per_megabyte: added for its size.
        memory: bytes that the process may take in all.
        conversion_seconds: that LibreOffice or Word may take.
    """

    seconds: float = 20.0
    seconds_per_page: float = 0.2
    seconds_per_megabyte: float = 0.5
    memory: int = 2_000_000_000
    conversion_seconds: float = 120.0


def check_files(
    files: Sequence[IncomingFile],
    progress: ProgressCallback = ignore_progress,
    known: Sequence[str] = (),
    limits: PreflightLimits | None = None,
) -> tuple[PreflightReport, ...]:
    """Check files before they are filed; one report per file, in their order. A bad file never raises.

    Args:
        files: the files.
        progress: called many times a second with the file's name, the files done and the files in all; may raise to
            cancel.
        known: names and refs of other cases, which should not occur in these papers.
        limits: limits for each file.
    """
    reader = _ReaderProcess(limits or PreflightLimits())
    try:
        return tuple(
            _check(reader, file, partial(progress, file.name, done, len(files)), known)
            for done, file in enumerate(files)
        )
    finally:
        reader.end()


def _check(
    reader: "_ReaderProcess", file: IncomingFile, progress: Callable[[], object], known: Sequence[str]
) -> PreflightReport:
    """Check one file: convert it first if it is a Word document."""
    progress()
    try:
        if isinstance(file.source, Path) and file.source.stat().st_size > MAX_BYTES:
            return _refused(b"", TOO_LARGE)
        data = file.source if isinstance(file.source, bytes) else file.source.read_bytes()
    except OSError:
        return _refused(b"", UNREADABLE)
    kind = detect_type(data, file.name)
    if kind.family is not FileFamily.WORD:
        return reader.read(data, file.name, file.password, known, progress)
    return _check_word(reader, data, kind, file.name, progress, known)


def _check_word(
    reader: "_ReaderProcess",
    data: bytes,
    kind: FileType,
    name: str,
    progress: Callable[[], object],
    known: Sequence[str],
) -> PreflightReport:
    """Convert a Word document to PDF, and check the PDF."""
    if kind is FileType.DOC:  # its binary format does not say where deleted words stand
        return refuse_type(kind, data, name)
    if kind is FileType.RTF and (unsettled := changes_comments_and_fields(data)):
        return _refused(data, f"It is {kind} with {listed(unsettled)}. {_SETTLE}")
    source, settled = data, tuple[str, ...]()
    try:
        if kind is not FileType.RTF:
            source, settled = (settle_document if kind is FileType.DOCX else settle_open_document)(data)
        pdf, program = convert_to_pdf(source, _EXTENSIONS[kind], progress, reader.limits.conversion_seconds)
    except WordDocumentError:
        return _refused(data, f"It is {kind} that is damaged. Ask its author to send it again.")
    except ConversionError as error:
        refusal = refuse_type(kind, data, name)
        first = f" {_SETTLE_FIRST}" if settled else ""
        return replace(refusal, refused=f"{refusal.refused}{first} {error}")
    report = reader.read(pdf, name, None, known, progress)
    if report.refused:
        return refuse_type(kind, data, name)
    converted = f"It was {kind}; {program} converted it to a PDF. Check that it looks as its author meant."
    others = (finding for finding in report.findings if not finding.startswith("Its name"))
    return replace(report, findings=(converted, *settled, *others))


class _Pipe(Protocol):
    """One end of `multiprocessing.Pipe`: its class differs between systems (a socket; on Windows, a named pipe)."""

    def send(self, message: Any, /) -> None: ...  # noqa: ANN401 - anything that can be pickled

    def recv(self) -> Any: ...  # noqa: ANN401 - the same

    def poll(self, timeout: float | None = ..., /) -> bool: ...

    def close(self) -> None: ...


class _Stopwatch:
    """Measures the processor time of a process from now on.

    Args:
        process: the process; None where it has not started.
    """

    def __init__(self, process: "SpawnProcess | None") -> None:
        self._process = psutil.Process(process.pid) if process is not None else None
        self._used, self._started = self._processor_seconds(), time.monotonic()

    def is_over(self, seconds: float) -> bool:
        """Whether the process has used more than this, or has waited for far longer."""
        waited = time.monotonic() - self._started
        return waited > seconds and (
            self._processor_seconds() - self._used > seconds or waited > seconds * _WAITING_FACTOR
        )

    def _processor_seconds(self) -> float:
        if self._process is None:
            return 0.0
        try:
            times = self._process.cpu_times()
        except psutil.Error:  # it has ended, which the pipe reports too
            return 0.0
        return float(times.user + times.system)


class _ReaderProcess:
    """The child process that runs the preflight: started when first needed, and again after a crash."""

    def __init__(self, limits: PreflightLimits) -> None:
        self.limits = limits
        self._process: SpawnProcess | None = None
        self._pipe: _Pipe | None = None

    def read(
        self, data: bytes, name: str, password: str | None, known: Sequence[str], progress: Callable[[], object]
    ) -> PreflightReport:
        """The preflight's report, or a refusal after a timeout or a crash."""
        pipe = self._connect(progress)
        if pipe is None:
            return _refused(data, "The part of Panel Desk that reads papers does not start. Start Panel Desk again.")
        seconds = self.limits.seconds + self.limits.seconds_per_megabyte * len(data) / _MEGABYTE
        stopwatch = _Stopwatch(self._process)
        try:
            pipe.send((data, name, password, tuple(known)))
            while True:
                progress()
                if pipe.poll(_POLL_INTERVAL):
                    message = pipe.recv()
                    if isinstance(message, PreflightReport):
                        return message if message.data else replace(message, data=data)
                    if isinstance(message, str):
                        _log.warning("The preflight raised %s", message)
                        return _refused(data, _CRASH)
                    seconds += self.limits.seconds_per_page * message  # the child sent the number of pages
                elif stopwatch.is_over(seconds):
                    self.end()
                    return _refused(data, _TIMEOUT)
        except (EOFError, OSError):
            code = self._exit_code()
            self.end()
            return _refused(data, _OUT_OF_MEMORY if code == EXIT_OUT_OF_MEMORY else _CRASH)
        except BaseException:  # cancelled by `progress`: the process must not go on reading
            self.end()
            raise

    def _exit_code(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(1)
        return self._process.exitcode

    def end(self) -> None:
        """Kill the process."""
        if self._pipe is not None:
            self._pipe.close()
            self._pipe = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def _connect(self, progress: Callable[[], object]) -> _Pipe | None:
        """The pipe to a process that is ready; None where it does not start."""
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.end()
        context = multiprocessing.get_context("spawn")  # a fork would copy the window's threads and locks
        ours, theirs = context.Pipe()
        self._pipe = ours
        process = context.Process(target=_serve, args=(theirs, self.limits.memory), name="reader", daemon=True)
        try:
            process.start()
            self._process = process
            theirs.close()
            deadline = time.monotonic() + _START_TIMEOUT
            while time.monotonic() < deadline:
                progress()
                if ours.poll(_POLL_INTERVAL):
                    ours.recv()
                    return ours
        except (EOFError, OSError):
            pass
        except BaseException:
            self.end()
            raise
        self.end()
        return None


def _refused(data: bytes, why: str) -> PreflightReport:
    return PreflightReport(data, 0, refused=why)


def _serve(pipe: _Pipe, memory: int) -> None:
    """Check one file after the other; the child process's main function."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # silence the C++ libraries' stderr on a crash
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for the parent, which ends this process
    limit_memory(memory)
    import panel_desk.documents.preflight.pdf  # noqa: F401, PLC0415 - heavy; loaded before the time limit starts

    pipe.send(0)
    with suppress(EOFError, OSError):
        while True:
            data, name, password, known = pipe.recv()
            report = _report(data, name, password, known, pipe)
            if isinstance(report, PreflightReport) and report.data is data:
                report = replace(report, data=b"")  # the parent has the file; sending 200 MB back takes seconds
            pipe.send(report)


def _report(data: bytes, name: str, password: str | None, known: Sequence[str], pipe: _Pipe) -> PreflightReport | str:
    """The preflight's report, or the name of an unexpected exception."""

    def progress(done: int, total: int) -> None:
        if not done:
            pipe.send(total)

    try:
        return check_file(data, name, password, known, progress)
    except MemoryError:
        return _refused(data, _OUT_OF_MEMORY)
    except Exception as error:  # noqa: BLE001 - whatever one file does, the next one is read
        return type(error).__qualname__
