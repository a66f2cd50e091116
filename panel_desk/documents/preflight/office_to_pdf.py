"""Converts Word documents to PDF with LibreOffice or, where it is not installed, with Word.

The converter reads the document from a folder of its own. It is run by a process that does nothing else: if Panel Desk
dies, that process ends the converter and deletes the folder.
"""

import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from panel_desk.private_folders import private_folder
from panel_desk.store.atomic_write import cause_in_words

_TIMEOUT = 120.0  # seconds
_POLL_INTERVAL = 0.1  # seconds
_TARGET = "paper.pdf"
_USUAL_PATHS = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_SAFE_SETTINGS = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="{_SECURITY}"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
</oor:items>
"""
"""LibreOffice settings for untrusted documents: no macros, and no linked content is fetched."""

_WORD_SCRIPT = """
$ErrorActionPreference = 'Stop'
$word = New-Object -ComObject Word.Application
try {
  $word.Visible = $false
  $word.DisplayAlerts = 0
  $word.AutomationSecurity = 3
  $document = $word.Documents.Open($env:PANEL_DESK_FROM, $false, $true, $false, 'no password')
  $document.ExportAsFixedFormat($env:PANEL_DESK_TO, 17)
  $document.Close(0)
} finally { $word.Quit(0) }
"""
"""Opens the document read-only, without macros or dialogues. The wrong password is given on purpose: a locked document
then fails at once, where Word would otherwise wait for somebody to type one."""


class ConversionError(Exception):
    """A document could not be converted to a PDF; the message says why."""


def find_libreoffice() -> Path | None:
    """The path of LibreOffice's executable; None where it is not installed."""
    on_path = shutil.which("soffice") or shutil.which("libreoffice")
    if on_path:
        return Path(on_path)
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432")]
    windows = [Path(folder, "LibreOffice", "program", "soffice.exe") for folder in folders if folder]
    return next((path for path in (*map(Path, _USUAL_PATHS), *windows) if path.is_file()), None)


def convert_to_pdf(
    data: bytes, extension: str, progress: Callable[[], object] = lambda: None, seconds: float = _TIMEOUT
) -> tuple[bytes, str]:
    """Convert a Word document to PDF; returns the PDF and the name of the program that made it.

    Args:
        data: the document.
        extension: its file extension, such as `docx`.
        progress: called about ten times a second while the program runs; may raise to cancel.
        seconds: the time limit.

    Raises:
        ConversionError: neither program is installed, or the conversion failed.
    """
    try:
        with private_folder() as folder:
            source = folder / f"paper.{extension}"
            source.write_bytes(data)
            for name, command, environment in _converters(source, folder / _TARGET):
                pdf = _converted(command, environment, folder, progress, seconds)
                if pdf is not None:
                    return pdf, name
                reason = f"{name} is installed but could not convert it to a PDF."
                break
            else:
                reason = "Panel Desk converts it to a PDF itself if LibreOffice or Word is installed."
    except OSError as error:
        reason = f"It could not be converted to a PDF: {cause_in_words(error)}."
    raise ConversionError(reason)


def _converters(source: Path, target: Path) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """The programs that can convert: name, command line, and environment variables."""
    program = find_libreoffice()
    if program is not None:
        # A profile of its own: with the user's, LibreOffice would hand the document to a window that is already open.
        profile = source.parent / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_SAFE_SETTINGS, encoding="utf-8")
        yield (
            "LibreOffice",
            [
                str(program),
                f"-env:UserInstallation={profile.as_uri()}",
                "--headless",
                "--norestore",
                "--nolockcheck",
                "--convert-to",
                "pdf",
                "--outdir",
                str(target.parent),
                str(source),
            ],
            {},
        )
    shell = shutil.which("powershell") if sys.platform == "win32" else None
    if shell is not None and _has_word():
        command = [shell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", _WORD_SCRIPT]
        yield "Word", command, {"PANEL_DESK_FROM": str(source), "PANEL_DESK_TO": str(target)}


def _has_word() -> bool:
    """Whether Word is installed (Windows only)."""
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only on Windows

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))
        except OSError:
            return False
        return True
    return False


def _converted(
    command: list[str], environment: dict[str, str], folder: Path, progress: Callable[[], object], seconds: float
) -> bytes | None:
    """The PDF that a converter writes into the folder; None if it fails or takes longer than the time limit."""
    context = multiprocessing.get_context("spawn")  # a fork would copy the window's threads and locks
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_run_and_watch, args=(theirs, command, environment, folder), name="converter", daemon=True
    )
    try:
        process.start()
        theirs.close()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            progress()
            if ours.poll(_POLL_INTERVAL):
                target = folder / _TARGET
                return target.read_bytes() if ours.recv() == 0 and target.is_file() else None
    except EOFError:
        pass
    finally:
        ours.close()  # which ends the converter if it still runs
        if process.pid is not None:
            process.join()
    return None


def _run_and_watch(pipe: Connection, command: list[str], environment: dict[str, str], folder: Path) -> None:
    """Run a converter and send its exit code, in a process of its own, until the other end of the pipe is closed.

    The system closes that end too if Panel Desk dies, in whatever way.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C in a terminal is for Panel Desk, which then closes the pipe
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that `finally` is run
    process = None
    try:
        process = _start(command, environment)
        while process is not None and process.poll() is None:
            if pipe.poll(_POLL_INTERVAL):
                return
        pipe.send(process.returncode if process else None)
        pipe.poll(None)
    except OSError:  # the other end is closed
        pass
    finally:
        if process is not None and process.poll() is None:
            kill_tree(process)
        shutil.rmtree(folder, ignore_errors=True)


def _start(command: list[str], environment: dict[str, str]) -> "subprocess.Popen[bytes] | None":
    """Start a program without input and output; None if it does not start."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        return subprocess.Popen(  # noqa: S603 - a known program, and file names that we chose
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            start_new_session=True,
            creationflags=flags,
        )
    except OSError:
        return None


def kill_tree(process: "subprocess.Popen[bytes]") -> None:
    """End a program and its child processes."""
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603 - the process id is ours
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607 - Windows' own
            check=False,
            capture_output=True,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
