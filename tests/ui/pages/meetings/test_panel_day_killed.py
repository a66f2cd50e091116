"""Somebody takes notes on panel day and the process is killed: two seconds of typing are lost at most."""

from pathlib import Path

from tests.ui.killing import KEYS_LOST_AT_MOST, run_processes, typists_of_notes


def test_a_process_killed_while_notes_are_taken_loses_two_seconds_at_most(tmp_path: Path) -> None:
    lost = [each.keys for each in run_processes(typists_of_notes(tmp_path, times=4, at_once=2))]
    assert len(lost) == 4
    assert max(lost) <= KEYS_LOST_AT_MOST
