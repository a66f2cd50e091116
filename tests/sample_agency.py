"""The sample agency on two days. One of the processes of pytest-xdist makes each of them, and all copy it."""

import os
import pickle
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from panel_desk.sample import SampleAccount, make_sample_agency
from tests.builders import CHEAP, NOW, FixedTime

SAMPLE_PASSPHRASE = "apricot-lantern-41"
TODAY = NOW.date()
LEAP_DAY = date(2028, 2, 29)
_DAYS = (TODAY, LEAP_DAY)
_NO_WAIT, _LONG_WAIT = 0, 3600  # seconds to wait for another process


@dataclass(frozen=True)
class MadeAgency:
    """A sample agency as it was made on a day; `steps` holds what its progress callback was given."""

    store: Path
    accounts: tuple[SampleAccount, ...]
    steps: tuple[tuple[int, int], ...]


def on(day: date) -> FixedTime:
    """Half past nine on a day."""
    return FixedTime(datetime.combine(day, time(9, 30), UTC))


def make(store: Path, day: date) -> MadeAgency:
    """Make the sample agency as on a day; argon2id, which derives keys from passphrases, is at its cheapest."""
    steps: list[tuple[int, int]] = []
    accounts = make_sample_agency(
        store, SAMPLE_PASSPHRASE, on(day), progress=lambda done, total: steps.append((done, total)), cost=CHEAP
    )
    return MadeAgency(store, accounts, tuple(steps))


def copied(factory: pytest.TempPathFactory, day: date) -> MadeAgency:
    """A copy of the sample agency of one of the two days, in a folder of this process.

    While another process makes the agency of that day, this one makes that of the other.
    """
    common = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        common = common.parent
    if not _make_if_free(common, day, _NO_WAIT):
        for other in _DAYS:
            _make_if_free(common, other, _NO_WAIT)
        _make_if_free(common, day, _LONG_WAIT)
    agency: MadeAgency = pickle.loads((common / f"{day}.pickle").read_bytes())  # noqa: S301 - written below
    return MadeAgency(shutil.copytree(agency.store, factory.mktemp("agency") / "store"), agency.accounts, agency.steps)


def _make_if_free(common: Path, day: date, wait: int) -> bool:
    """Make an agency unless it is there or another process is making it; whether it is there in the end.

    Args:
        common: the folder that all processes share.
        day: the agency's day.
        wait: the seconds to wait for another process that makes it.
    """
    facts = common / f"{day}.pickle"
    with closing(sqlite3.connect(common / f"{day}.lock", timeout=wait, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:  # another process has the lock
            return False
        if not facts.exists():
            folder = common / f"agency-{day}-{os.getpid()}"
            (folder / "store").mkdir(parents=True)  # as a folder that was chosen in a dialog
            facts.write_bytes(pickle.dumps(make(folder / "store", day)))
    return True
