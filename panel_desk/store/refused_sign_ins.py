"""Refused sign-ins, kept beside the database until somebody signs in and they are added to the audit trail.

Nothing can be written to the encrypted database before somebody has signed in. The file names accounts, as the key
file does, and never what was typed: it may be a passphrase in the wrong field.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

REFUSED_SIGN_INS = "refused-sign-ins.jsonl"
_MAX_BYTES = 200_000  # about 1,500 lines; more are not kept, so that nobody can fill the disk


@dataclass(frozen=True, slots=True)
class RefusedSignIn:
    """A refused sign-in.

    Args:
        at: when.
        account: the account whose passphrase was wrong; empty where the name was no account's.
        way: the window or the command line.
    """

    at: datetime
    account: str
    way: str


def keep_refused(folder: Path, refused: Sequence[RefusedSignIn]) -> None:
    """Add refused sign-ins to the file; without effect where it cannot be written or is full."""
    lines = (json.dumps([each.at.isoformat(), each.account, each.way]) + "\n" for each in refused)
    file = folder / REFUSED_SIGN_INS
    with suppress(OSError):
        if not file.exists() or file.stat().st_size < _MAX_BYTES:
            with file.open("a", encoding="utf-8") as out:
                out.write("".join(lines))


def take_refused(folder: Path) -> tuple[RefusedSignIn, ...]:
    """The refused sign-ins in the file, which is deleted; none where it is missing. A damaged line is left out."""
    file = folder / REFUSED_SIGN_INS
    taken = file.with_suffix(".taken")
    try:
        file.replace(taken)  # another window may add to the file or take from it at the same moment
        lines = taken.read_text(encoding="utf-8", errors="replace").splitlines()
        taken.unlink()
    except OSError:
        return ()
    found = []
    for line in lines:
        with suppress(ValueError, TypeError):
            at, account, way = json.loads(line)
            moment = datetime.fromisoformat(at)
            if moment.tzinfo is not None:
                found.append(RefusedSignIn(moment, str(account), str(way)))
    return tuple(found)
