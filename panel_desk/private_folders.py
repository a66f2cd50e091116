"""Folders for documents that another program must read unencrypted, such as LibreOffice, and their deletion.

Each folder is named after the process that made it, so that the next start of the program can tell a folder that is in
use from one that a crash or a power cut left behind. It deletes those, and ends a converter that still works in one.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

from panel_desk import paths

_NAME = re.compile(r"(\d+)-(\d+)-\w+")  # the process's number, when it started in milliseconds, random characters
_SECOND = 1000  # milliseconds
_CLOCK_STEP = 5 * _SECOND  # a process seems to have started at another time where the computer's clock was set


@contextmanager
def private_folder() -> Iterator[Path]:
    """A new folder that only this user can read, deleted at the end.

    Raises:
        OSError: it could not be made.
    """
    parent = paths.private_folders()
    parent.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=f"{os.getpid()}-{_started(os.getpid())}-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def delete_left_folders() -> None:
    """Delete the folders whose process has ended, and end the programs that still work in them.

    A folder that cannot be deleted, because another program holds a file in it, is deleted by the next call.
    """
    try:
        folders = list(paths.private_folders().iterdir())
    except OSError:
        return
    left = [folder for folder in folders if not _is_in_use(folder.name)]
    if left:
        _end_programs_in(left)
    for folder in left:
        shutil.rmtree(folder, ignore_errors=True)


def _is_in_use(name: str) -> bool:
    found = _NAME.fullmatch(name)
    return found is not None and abs(_started(int(found[1])) - int(found[2])) < _CLOCK_STEP


def _started(process: int) -> int:
    """When a process started, in milliseconds; 0 if there is no such process. Process numbers are reused."""
    import psutil  # noqa: PLC0415 - most runs of the program convert nothing

    try:
        return round(psutil.Process(process).create_time() * _SECOND)
    except psutil.Error:
        return 0


def _end_programs_in(folders: list[Path]) -> None:
    """End the programs whose command line names one of these folders."""
    import psutil  # noqa: PLC0415 - most runs of the program convert nothing

    for process in psutil.process_iter(["cmdline"]):
        words = " ".join(process.info["cmdline"] or ())
        if any(str(folder) in words or folder.as_uri() in words for folder in folders):
            with suppress(psutil.Error):
                process.kill()
