"""Writes a file so that a killed process or a full disk leaves either the old one or the new one, whole."""

import contextlib
import errno
import os
import tempfile
import time
from pathlib import Path

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between tries of a rename: a virus scanner or an indexer holds a new file for a moment on Windows."""


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` by way of a temporary file beside it, and flush both the file and its folder.

    Raises:
        OSError: the folder cannot be written or the disk is full; what was at `path` is untouched.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace_patiently(Path(name), path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise
    flush_folder(path.parent)


def replace_patiently(new: Path, path: Path) -> None:
    """Rename a file or folder to `path`, and try again for about two seconds where another program holds it.

    Raises:
        OSError: it still could not be renamed.
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
    """Have a folder's entries on the disk, so that a file that was just renamed survives a power cut.

    Windows opens no folder for that, and writes its entries in their order by itself.
    """
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def cause_in_words(error: OSError) -> str:
    """Why a file could not be written, as the part of a sentence after a colon."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return "the disk is full"
    if error.errno == errno.ENOTEMPTY:
        return "the folder is not empty"
    if isinstance(error, PermissionError):
        return "the folder cannot be written, or another program has the file open"
    return "the folder cannot be written"
