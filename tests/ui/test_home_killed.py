"""Somebody types at home and the process is killed: two seconds are lost at most, and the encrypted file opens."""

from pathlib import Path

from tests.ui.killing import KEYS_LOST_AT_MOST, live, typed_at_home


def test_a_review_file_outlives_whoever_types_into_it(tmp_path: Path) -> None:
    lost = [each.keys for each in live(typed_at_home(tmp_path, times=4, at_once=4))]
    assert len(lost) == 4
    assert max(lost) <= KEYS_LOST_AT_MOST
