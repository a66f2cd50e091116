"""Somebody types at home and the process is killed: two seconds are lost at most, and the encrypted file opens."""

import random
from contextlib import closing
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.flows.review_at_home import open_at_home
from tests.builders import a_desk
from tests.panels import FILE_PASSWORD, sent_home, with_the_chair
from tests.ui.pages.minutes.test_killed import MOST_KEYS, SAVES_CUT_SHORT, Round, live, typed_minutes
from tests.ui.typist import AT_HOME, type_at_home_until_killed

FILES, TIMES = 4, 8


def test_a_review_file_outlives_whoever_types_into_it(tmp_path: Path) -> None:
    lots = random.Random(11)  # noqa: S311 # moments to choose, not secrets
    folders = [tmp_path / str(number) for number in range(FILES)]
    for folder in folders:
        with closing(a_desk(folder)) as desk:
            with_the_chair(desk)
            sent_home(desk, folder).desk.close()
    lost = live(
        [
            Round(
                folders[number % FILES],
                lots.randint(5, MOST_KEYS),
                lots.random() < SAVES_CUT_SHORT,
                type_at_home_until_killed,
                typed_minutes,
                _opened,
            )
            for number in range(TIMES)
        ]
    )
    assert len(lost) == TIMES
    assert any(lost)


def _opened(folder: Path) -> Desk:
    return open_at_home(folder / AT_HOME, FILE_PASSWORD).desk
