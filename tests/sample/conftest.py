"""The sample agency of a leap day, for all tests that only read it."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.sample import SampleAccount
from tests.sample_agency import LEAP_DAY, SAMPLE_PASSPHRASE, MadeAgency, copied, make, on


@dataclass(frozen=True)
class Sample:
    """A sample agency, open at the administrator's desk; `steps` holds what its progress callback was given."""

    folder: Path
    today: date
    accounts: tuple[SampleAccount, ...]
    desk: Desk
    steps: tuple[tuple[int, int], ...]


def make_sample(folder: Path, day: date) -> Sample:
    """The sample agency as it is made on a day."""
    return _opened(make(folder, day), day)


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The agency made on a leap day. Nothing in it may be changed."""
    found = _opened(copied(tmp_path_factory, LEAP_DAY), LEAP_DAY)
    yield found
    found.desk.close()
    shutil.rmtree(found.folder)


def _opened(agency: MadeAgency, day: date) -> Sample:
    desk = sign_in(agency.store, None, SAMPLE_PASSPHRASE, on(day))
    return Sample(agency.store, day, agency.accounts, desk, agency.steps)
