"""Makes an account wait after several wrong passphrases in a row, even if the program was closed meanwhile.

The counts are in a file beside the key file. Somebody who can change files can delete it; against them only the cost
of each guess helps (`keys.Cost`).
"""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from panel_desk.store.atomic_write import write_whole

SIGN_IN_WAITS = "sign-in-waits.json"
TRIES_UNTIL_WAIT = 5
"""The number of wrong passphrases in a row from which on the account has to wait."""
_FIRST_WAIT = timedelta(seconds=30)
_LONGEST_WAIT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class _Refused:
    """Wrong passphrases in a row, and when the last of them was typed."""

    tries: int
    last: datetime

    def wait(self) -> timedelta:
        if self.tries < TRIES_UNTIL_WAIT:
            return timedelta()
        return min(_LONGEST_WAIT, _FIRST_WAIT * (1 << min(self.tries - TRIES_UNTIL_WAIT, 10)))


def wait_left(folder: Path, account: str, now: datetime) -> timedelta:
    """How long an account must wait before it may try again; nothing where it may try now.

    Args:
        folder: the store's.
        account: the account's name.
        now: the time. A clock that was set back lengthens no wait.
    """
    found = _read(folder).get(account)
    if found is None:
        return timedelta()
    return max(timedelta(), min(found.wait(), found.last + found.wait() - now))


def count_refused(folder: Path, account: str, now: datetime) -> None:
    """Count a wrong passphrase; without effect where the file cannot be written."""
    counts = _read(folder)
    before = counts.get(account)
    _write(folder, {**counts, account: _Refused(before.tries + 1 if before else 1, now)})


def forget_refused(folder: Path, account: str) -> None:
    """Forget an account's wrong passphrases, because it has signed in or got a new passphrase."""
    counts = _read(folder)
    if account in counts:
        _write(folder, {name: each for name, each in counts.items() if name != account})


def _read(folder: Path) -> dict[str, _Refused]:
    """The counts by account; none where the file is missing or damaged."""
    counts: dict[str, _Refused] = {}
    with suppress(OSError, ValueError, TypeError, AttributeError):
        content = json.loads((folder / SIGN_IN_WAITS).read_text(encoding="utf-8"))
        for name, (tries, last) in content.items():
            moment = datetime.fromisoformat(last)
            if moment.tzinfo is not None:
                counts[name] = _Refused(int(tries), moment)
    return counts


def _write(folder: Path, counts: dict[str, _Refused]) -> None:
    content = {name: [each.tries, each.last.isoformat()] for name, each in counts.items()}
    with suppress(OSError):
        write_whole(folder / SIGN_IN_WAITS, json.dumps(content).encode())
