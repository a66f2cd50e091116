"""Writes a file atomically: a killed process or a full disk leaves the complete old file or the complete new one."""

import contextlib
import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from panel_desk.errors import SurroundingsError

PRIVATE_FOLDER = 0o700
"""The mode of a folder that only its owner may open."""
_PRIVATE_FILE = 0o600
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
"""Seconds between attempts to rename: on Windows, a virus scanner or an indexer briefly locks a new file."""
_HELD_ON_WINDOWS = frozenset({32, 33})
"""Windows' error codes for a file that another program has open or has locked a part of."""

_CAUSES = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk is full",
    errno.EROFS: "the disk or the drive is read-only",
    errno.ENOENT: "the folder is not there",
    errno.ENOTDIR: "the folder is not there",
    errno.ENOTEMPTY: "the folder is not empty",
    errno.EISDIR: "a folder has that name",
    errno.ENAMETOOLONG: "its name is too long",
    errno.EFBIG: "the disk takes no file of that size",
    errno.EIO: "the disk failed",
}


class HeldByAnotherProgramError(PermissionError):
    """A file could not be renamed although its folder can be written: another program has it open."""


def write_whole(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a temporary file beside it, and flush both the file and its folder.

    Raises:
        HeldByAnotherProgramError: another program has the file at `path` or the temporary file open.
        OSError: the folder cannot be written or the disk is full; the file at `path` is unchanged.
    """
    # Not tempfile.mkstemp: where a folder cannot be written, it tries ten thousand names on Windows.
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(new, "xb", opener=_for_this_account_only) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        replace_with_retries(new, path)
    except BaseException:
        with contextlib.suppress(OSError):
            new.unlink()
        raise
    flush_folder(path.parent)


def write_or_explain(path: Path, data: bytes, advice: str) -> None:
    """Write a file with `write_whole`; where it cannot be written, say why in a sentence for the user.

    Args:
        path: the file.
        data: its content.
        advice: what to do about it, as one or more sentences.

    Raises:
        SurroundingsError: it could not be written; the file at `path` is unchanged.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise SurroundingsError(f"{path.name} could not be written: {cause_in_words(error)}. {advice}") from None


def replace_with_retries(new: Path, path: Path) -> None:
    """Rename a file or folder to `path`; while another program has it open, try again for about two seconds.

    Raises:
        HeldByAnotherProgramError: another program still has it open.
        OSError: it could not be renamed.
    """
    if path.is_dir() and not new.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    try:
        _with_retries(lambda: new.replace(path))
    except PermissionError as error:
        raise HeldByAnotherProgramError(error.errno, error.strerror, str(path)) from None


def copy_folder(source: Path, target: Path) -> None:
    """Copy a folder of files to a new folder for this account only, and flush every file and folder of the copy.

    Raises:
        OSError: the first thing that could not be copied, with its own cause, which `shutil.copytree` does not give.
    """
    target.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    for each in sorted(source.iterdir()):
        if each.is_dir():
            copy_folder(each, target / each.name)
        else:
            _with_retries(partial(copy_file, each, target / each.name))
    flush_folder(target)


def copy_file(source: Path, target: Path) -> None:
    """Copy a file with its time of change to a file for this account only, and flush it.

    Raises:
        OSError: it could not be read or written.
    """
    with source.open("rb") as original, open(target, "wb", opener=_for_this_account_only) as copy:
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(copy.fileno())
    known = source.stat()
    os.utime(target, ns=(known.st_atime_ns, known.st_mtime_ns))


def make_private(file: Path) -> None:
    """Let only this account read and write a file; Windows gives a file the rights of its folder."""
    file.chmod(_PRIVATE_FILE)


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


def flush_everything() -> None:
    """Flush all files and folders of the computer to its disks; does nothing on Windows, as `flush_folder`."""
    if sync := getattr(os, "sync", None):
        sync()


def can_be_written(folder: Path, file: Path) -> bool:
    """Whether a file and its folder may be written; True too if the disk is full or another program has them open."""
    if not (os.access(folder, os.W_OK) and os.access(file, os.W_OK)):
        return False
    probe = folder / f".probe.{secrets.token_hex(4)}"
    try:  # on Windows, os.access knows nothing of an account's rights
        with file.open("r+b"):
            pass
        with open(probe, "xb", opener=_for_this_account_only):
            pass
        probe.unlink()
    except OSError as error:
        return not (isinstance(error, PermissionError) or error.errno == errno.EROFS) or _is_held(error)
    return True


def cause_in_words(error: OSError) -> str:
    """Why a file could not be written, as a clause to follow a colon."""
    if _is_held(error):
        return "another program, perhaps a virus scanner, has the file open"
    if isinstance(error, PermissionError):
        return "this account has no right to write in the folder"
    return _CAUSES.get(error.errno or 0, "the folder cannot be written")


def _is_held(error: OSError) -> bool:
    return isinstance(error, HeldByAnotherProgramError) or getattr(error, "winerror", None) in _HELD_ON_WINDOWS


def _with_retries(action: Callable[[], object]) -> None:
    for pause in _PAUSES:
        try:
            action()
        except PermissionError:
            time.sleep(pause)
        else:
            return
    action()


def _for_this_account_only(path: str, flags: int) -> int:
    return os.open(path, flags, _PRIVATE_FILE)
