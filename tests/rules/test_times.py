"""Times of day as people type them."""

from datetime import time

import pytest

from panel_desk.rules.times import read_time


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        (" 0930 ", time(9, 30)),
        ("930", time(9, 30)),
        ("09:30:15", time(9, 30, 15)),
        ("9.30 AM", time(9, 30)),
        ("12am", time(0)),
        ("12 noon pm", None),
        ("12 pm", time(12)),
        ("2pm", time(14)),
        ("2:15 p.m.", time(14, 15)),
        ("9", None),
        ("9:3", None),
        ("093015", None),
        ("noon", None),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, expected: time | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match=r"^$"):
            read_time(typed)
    else:
        assert read_time(typed) == expected


@pytest.mark.parametrize("typed", ["24:00", "9:60", "13 pm", "0am"])
def test_a_time_that_does_not_exist_is_refused_with_a_sentence(typed: str) -> None:
    with pytest.raises(ValueError, match="There is no such time"):
        read_time(typed)
