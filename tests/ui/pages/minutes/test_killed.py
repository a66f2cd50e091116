"""Somebody types minutes and the process is killed: two seconds of typing are lost at most."""

from pathlib import Path

from tests.ui.killing import KEYS_LOST_AT_MOST, run_processes, typists_of_minutes


def test_a_process_killed_while_typing_loses_two_seconds_at_most_and_harms_nothing(tmp_path: Path) -> None:
    lost = [each.keys for each in run_processes(typists_of_minutes(tmp_path, times=10, at_once=5))]
    assert len(lost) == 10
    assert 0 < max(lost) <= KEYS_LOST_AT_MOST
