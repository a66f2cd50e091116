"""A process killed while typing at home loses two seconds at most, and its encrypted file still opens."""

from pathlib import Path

from tests.ui.killing import KEYS_LOST_AT_MOST, run_processes, typists_at_home


def test_a_killed_process_leaves_a_review_file_that_opens(tmp_path: Path) -> None:
    lost = [each.keys for each in run_processes(typists_at_home(tmp_path, times=4, at_once=4))]
    assert len(lost) == 4
    assert max(lost) <= KEYS_LOST_AT_MOST
