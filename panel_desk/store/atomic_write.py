"""Writes a file atomically: a killed process or a full disk leaves the complete old file or the complete new one."""

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to rename: on Windows, a virus scanner or an indexer briefly locks a new file."""


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a temporary file beside it, and flush both the file and its folder.

    Raises:
        OSError: the folder cannot be written or the disk is full; the file at `path` is unchanged.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace_with_retries(Path(name), path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    flush_folder(path.parent)


def replace_with_retries(new: Path, path: Path) -> None:
    """Rename a file or folder to `path`; while another program has it open, try again for about two seconds.

    Raises:
        OSError: it could not be renamed.
    """
    for pause in _PAUSES:
        try:
            new.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    new.replace(path)


def flush_folder(folder: Path) -> None:
    """Flush a folder's entries to the disk, so that a file that was just renamed survives a power cut.

    Does nothing on Windows, which cannot open a folder for this and writes its entries in order by itself.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cause_in_words(error: OSError) -> str:
    """Why a file could not be written, as a clause to follow a colon."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "the disk is full"
    if error.errno == errno.ENOTEMPTY:
        return "the folder is not empty"
    if isinstance(error, PermissionError):
        return "the folder cannot be written, or another program has the file open"
    return "the folder cannot be written"
