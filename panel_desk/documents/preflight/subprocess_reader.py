"""Files on their way in, each looked at by the preflight in a process of its own, under a limit of time and memory.

Papers come from many hands, and the libraries that read them are written in C++: a file may hang them, bring them down
or fill the memory. So they run in a process beside the program's. It serves one file after the other; where it dies or
runs out of time, that file is refused in words, and a new process goes on with the next.
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

from panel_desk.documents.preflight.file_types import FileFamily, FileType, detect_type
from panel_desk.documents.preflight.memory_limit import EXIT_OUT_OF_MEMORY, limit_memory
from panel_desk.documents.preflight.office_to_pdf import ConversionError, convert_to_pdf
from panel_desk.documents.preflight.report import MAX_BYTES, TOO_LARGE, PreflightReport, check_file, refuse_type
from panel_desk.progress import ProgressCallback, ignore_progress

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

_log = logging.getLogger(__name__)


UNREADABLE = "The file cannot be read. Close it in other programs and try again."
_AGAIN = "Ask its author to print it to PDF and send it again."
_HANGS = f"Reading it takes longer than any paper should. {_AGAIN}"
_FALLS = f"It is damaged in a way that brings down the program that reads it. {_AGAIN}"
_TOO_LARGE = f"Reading it takes more memory than any paper should. {_AGAIN}"
_ENDINGS = {FileType.DOCX: "docx", FileType.DOC: "doc", FileType.ODT: "odt", FileType.RTF: "rtf"}
_LOOK_EVERY = 0.1  # seconds
_MEGABYTE = 1_000_000
_STARTING = 60.0  # seconds: a cold start on a slow disk


@dataclass(frozen=True, slots=True)
class IncomingFile:
    """A file as it is handed in.

    Args:
        name: its name.
        source: where it lies, or its bytes where it comes out of an e-mail.
        password: what opens it, where it is locked.
    """

    name: str
    source: Path | bytes
    password: str | None = None


@dataclass(frozen=True, slots=True)
class PreflightLimits:
    """What looking at one file may take.

    Args:
        seconds: for any file.
        seconds_a_page: on top, once its pages are counted.
        seconds_a_megabyte: on top.
        memory: bytes that the process may take in all.
        converting: seconds that LibreOffice or Word may take.
    """

    seconds: float = 20.0
    seconds_a_page: float = 0.2
    seconds_a_megabyte: float = 0.5
    memory: int = 2_000_000_000
    converting: float = 120.0


def check_files(
    files: Sequence[IncomingFile],
    progress: ProgressCallback = ignore_progress,
    known: Sequence[str] = (),
    limits: PreflightLimits | None = None,
) -> tuple[PreflightReport, ...]:
    """Look at files before they are filed: what was found in each, in their order; nothing in a file raises.

    Args:
        files: the files.
        progress: hears which file it is at, many times a second, and may raise to stop.
        known: names and refs of other cases, which should not stand in these papers.
        limits: what each may take.
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
    try:
        made, by = convert_to_pdf(data, _ENDINGS[kind], progress, reader.limits.converting)
    except ConversionError as error:
        found = refuse_type(kind, data, file.name)
        return replace(found, refused=f"{found.refused} {error}")
    found = reader.read(made, file.name, None, known, progress)
    if found.refused:
        return refuse_type(kind, data, file.name)
    words = f"It was {kind}; {by} converted it to a PDF. Check that it looks as its author meant."
    return replace(found, findings=(words, *(each for each in found.findings if not each.startswith("Its name"))))


class _Pipe(Protocol):
    """What two processes say to each other over: a socket or, on Windows, a named pipe."""

    def send(self, what: Any, /) -> None: ...  # noqa: ANN401 - whatever can be pickled

    def recv(self) -> Any: ...  # noqa: ANN401 - the same

    def poll(self, timeout: float | None = ..., /) -> bool: ...

    def close(self) -> None: ...


class _ReaderProcess:
    """The process that reads, started when first needed and anew after it has died."""

    def __init__(self, limits: PreflightLimits) -> None:
        self.limits = limits
        self._process: SpawnProcess | None = None
        self._line: _Pipe | None = None

    def read(
        self, data: bytes, name: str, password: str | None, known: Sequence[str], progress: Callable[[], object]
    ) -> PreflightReport:
        """What the preflight finds, or that it did not come to an end."""
        line = self._started(progress)
        if line is None:
            return _refused(data, "The part of Panel Desk that reads papers does not start. Start Panel Desk again.")
        until = time.monotonic() + self.limits.seconds + self.limits.seconds_a_megabyte * len(data) / _MEGABYTE
        try:
            line.send((data, name, password, tuple(known)))
            while True:
                progress()
                if line.poll(_LOOK_EVERY):
                    said = line.recv()
                    if isinstance(said, PreflightReport):
                        return said if said.data else replace(said, data=data)
                    if isinstance(said, str):
                        _log.warning("The preflight met %s", said)
                        return _refused(data, _FALLS)
                    until += self.limits.seconds_a_page * said
                elif time.monotonic() > until:
                    self.end()
                    return _refused(data, _HANGS)
        except (EOFError, OSError):
            code = self._ended_with()
            self.end()
            return _refused(data, _TOO_LARGE if code == EXIT_OUT_OF_MEMORY else _FALLS)
        except BaseException:
            self.end()
            raise

    def _ended_with(self) -> int | None:
        if self._process is None:
            return None
        self._process.join(1)
        return self._process.exitcode

    def end(self) -> None:
        """End the process, whatever it is at."""
        if self._line is not None:
            self._line.close()
            self._line = None
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process.close()
            self._process = None

    def _started(self, progress: Callable[[], object]) -> _Pipe | None:
        """The line to a process that is ready."""
        if self._line is not None:
            return self._line
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        self._line = ours
        process = context.Process(target=_serve, args=(theirs, self.limits.memory), name="reader", daemon=True)
        try:
            process.start()
            self._process = process
            theirs.close()
            until = time.monotonic() + _STARTING
            while time.monotonic() < until:
                progress()
                if ours.poll(_LOOK_EVERY):
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


def _serve(line: _Pipe, memory: int) -> None:
    """Read one file after the other, in the process of its own."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # what C++ says when it falls is for nobody
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limit_memory(memory)
    import panel_desk.documents.preflight.pdf  # noqa: F401, PLC0415 - heavy; loaded before the clock starts

    line.send(0)
    with suppress(EOFError, OSError):
        while True:
            data, name, password, known = line.recv()
            found = _found(data, name, password, known, line)
            if isinstance(found, PreflightReport) and found.data is data:
                found = replace(found, data=b"")
            line.send(found)


def _found(data: bytes, name: str, password: str | None, known: Sequence[str], line: _Pipe) -> PreflightReport | str:
    """What the preflight finds, or the kind of error that it met and nobody foresaw."""

    def progress(done: int, of: int) -> None:
        if not done:
            line.send(of)

    try:
        return check_file(data, name, password, known, progress)
    except MemoryError:
        return _refused(data, _TOO_LARGE)
    except Exception as error:  # noqa: BLE001 - whatever a file brings about, the next one is read
        return type(error).__qualname__
