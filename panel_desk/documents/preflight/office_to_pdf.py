"""Word documents made into PDFs, by LibreOffice or by Word itself, whichever this computer has."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

_SECONDS = 120.0
_LOOK_EVERY = 0.1  # seconds
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_CAREFUL = f"""<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="{_SECURITY}"><prop oor:name="MacroSecurityLevel"><value>3</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="DisableMacrosExecution"><value>true</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="BlockUntrustedRefererLinks"><value>true</value></prop></item>
<item oor:path="{_SECURITY}"><prop oor:name="DisableActiveContent"><value>true</value></prop></item>
</oor:items>
"""
"""LibreOffice's settings for this: no macro runs, and nothing is fetched that the document points to."""

_WORD = """
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
"""Opens read only, runs no macro, asks nobody; a password that is wrong fails where none would ask."""


class ConversionError(Exception):
    """A document could not be made into a PDF; the sentence says why and what to do."""


def find_libreoffice() -> Path | None:
    """LibreOffice's program on this computer; None where there is none."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    folders = [os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "PROGRAMW6432")]
    windows = [Path(folder, "LibreOffice", "program", "soffice.exe") for folder in folders if folder]
    return next((place for place in (*map(Path, _PLACES), *windows) if place.is_file()), None)


def convert_to_pdf(
    data: bytes, ending: str, progress: Callable[[], object] = lambda: None, seconds: float = _SECONDS
) -> tuple[bytes, str]:
    """The PDF of a Word document, and the name of the program that made it.

    Args:
        data: the document.
        ending: how its name ends, as `docx`.
        progress: is called many times a second while it works, and may raise to stop.
        seconds: how long it may take.

    Raises:
        ConversionError: no program for it is here, or it did not manage.
    """
    with TemporaryDirectory(prefix="panel-desk-", ignore_cleanup_errors=True) as folder:
        paper = Path(folder, f"paper.{ending}")
        made = Path(folder, "paper.pdf")
        paper.write_bytes(data)
        for name, command, surroundings in _ways(paper, made):
            if _ran(command, surroundings, progress, seconds) and made.is_file():
                return made.read_bytes(), name
            reason = f"{name} is here but could not make it into a PDF."
            break
        else:
            reason = "Panel Desk makes it into a PDF itself where LibreOffice or Word is installed."
    raise ConversionError(reason)


def _ways(paper: Path, made: Path) -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """The program to try, its command, and what it finds in its surroundings."""
    program = find_libreoffice()
    if program is not None:
        profile = paper.parent / "profile"
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(_CAREFUL, encoding="utf-8")
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
                str(made.parent),
                str(paper),
            ],
            {},
        )
    shell = shutil.which("powershell") if sys.platform == "win32" else None
    if shell is not None and _has_word():
        command = [shell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-Command", _WORD]
        yield "Word", command, {"PANEL_DESK_FROM": str(paper), "PANEL_DESK_TO": str(made)}


def _has_word() -> bool:
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - only where there is one

        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, "Word.Application"))
        except OSError:
            return False
        return True
    return False


def _ran(command: list[str], surroundings: dict[str, str], progress: Callable[[], object], seconds: float) -> bool:
    """Run a program, with everything that it starts; whether it ended well within its time."""
    flags = 0
    if sys.platform == "win32":
        flags = subprocess.CREATE_NO_WINDOW
    try:
        process = subprocess.Popen(  # noqa: S603 - the program was found by name, the file has a name of ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | surroundings,
            start_new_session=True,
            creationflags=flags,
        )
    except OSError:
        return False
    until = time.monotonic() + seconds
    try:
        while process.poll() is None:
            progress()
            if time.monotonic() > until:
                return False
            try:
                process.wait(_LOOK_EVERY)
            except subprocess.TimeoutExpired:
                continue
        return process.returncode == 0
    finally:
        if process.poll() is None:
            _end(process)


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End a program and what it started."""
    if sys.platform == "win32":
        subprocess.run(  # noqa: S603 - ends the process of that number
            ["taskkill", "/F", "/T", "/PID", str(process.pid)],  # noqa: S607 - Windows' own
            check=False,
            capture_output=True,
            creationflags=subprocess.CREATE_NO_WINDOW,
        )
    else:
        import signal  # noqa: PLC0415 - only where groups of processes are

        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()
