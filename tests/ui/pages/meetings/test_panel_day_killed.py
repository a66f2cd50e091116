"""Somebody takes notes on panel day and the process is killed: two seconds of typing are lost at most."""

import random
from contextlib import closing
from pathlib import Path

from panel_desk.desk import Work
from panel_desk.queries.meetings.panel_day import notes
from tests.builders import a_desk
from tests.panels import APPROVAL, a_held_panel
from tests.ui.pages.minutes.test_killed import MOST_KEYS, Round, live
from tests.ui.typist import note_until_killed

TIMES = 20
AT_ONCE = 2


def test_a_process_killed_while_notes_are_taken_loses_two_seconds_at_most(tmp_path: Path) -> None:
    lots = random.Random(11)  # noqa: S311 # moments to choose, not secrets
    folders = [tmp_path / str(number) for number in range(AT_ONCE)]
    for folder in folders:
        with closing(a_desk(folder)) as desk:
            a_held_panel(desk)
    lost = live(
        [
            Round(folders[at % AT_ONCE], lots.randint(5, MOST_KEYS), at % 3 == 0, note_until_killed, _saved)
            for at in range(TIMES)
        ]
    )
    assert len(lost) == TIMES


def _saved(work: Work) -> str:
    return next((note.text for note in notes(work, APPROVAL)), "")
