"""Converts Word documents to PDF with LibreOffice or, where it is not installed, with Word."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_TIMEOUT = 120.0  # seconds
_POLL_INTERVAL = 0.1  # seconds
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
    with TemporaryDirectory(prefix="panel-desk-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"paper.{extension}")
        target = Path(folder, "paper.pdf")
        source.write_bytes(data)
        for name, command, environment in _converters(source, target):
            if _run(command, environment, progress, seconds) and target.is_file():
                return target.read_bytes(), name
            reason = f"{name} is installed but could not convert it to a PDF."
            break
        else:
            reason = "Panel Desk converts it to a PDF itself if LibreOffice or Word is installed."
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
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only on Windows

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))
        except OSError:
            return False
        return True
    return False


def _run(command: list[str], environment: dict[str, str], progress: Callable[[], object], seconds: float) -> bool:
    """Run a program; True if it exits with 0 within the time limit. It and its children are ended otherwise."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        process = subprocess.Popen(  # noqa: S603 - a known program, and file names that we chose
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | environment,
            start_new_session=True,
            creationflags=flags,
        )
    except OSError:
        return False
    deadline = time.monotonic() + seconds
    try:
        while process.poll() is None:
            progress()
            if time.monotonic() > deadline:
                return False
            try:
                process.wait(_POLL_INTERVAL)
            except subprocess.TimeoutExpired:
                continue
        return process.returncode == 0
    finally:
        if process.poll() is None:
            kill_tree(process)


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
        import signal  # noqa: PLC0415 - only where process groups exist

        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
