"""One sample agency for all tests that only read it. It is made once, with argon2id at its cheapest."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.sample import SampleAccount, make_sample_agency
from panel_desk.store.keys import Cost
from tests.builders import FixedTime

PASSPHRASE = "apricot-lantern-41"
CHEAP = Cost(1, 8, 1)
LEAP_DAY = date(2028, 2, 29)


@dataclass(frozen=True)
class Sample:
    """A sample agency, open at the administrator's desk; `steps` holds what its progress callback was given."""

    folder: Path
    today: date
    accounts: tuple[SampleAccount, ...]
    desk: Desk
    steps: tuple[tuple[int, int], ...]


def on(day: date) -> FixedTime:
    """Half past nine on a day."""
    return FixedTime(datetime.combine(day, time(9, 30), UTC))


def make_sample(folder: Path, day: date) -> Sample:
    """The sample agency as it is made on a day."""
    steps: list[tuple[int, int]] = []
    accounts = make_sample_agency(
        folder, PASSPHRASE, on(day), progress=lambda done, of: steps.append((done, of)), cost=CHEAP
    )
    return Sample(folder, day, accounts, sign_in(folder, None, PASSPHRASE, on(day)), tuple(steps))


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The agency made on a leap day. Nothing in it may be changed."""
    folder = tmp_path_factory.mktemp("sample")
    (folder / "store").mkdir()  # as a folder that was chosen in a dialog
    found = make_sample(folder / "store", LEAP_DAY)
    yield found
    found.desk.close()
    shutil.rmtree(folder)
