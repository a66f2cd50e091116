"""Start times of an agenda's items, with breaks, and by how much the day overruns."""

from datetime import time
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.item_times import TimeSlot, item_slots, overrun_minutes


def test_each_item_starts_a_break_after_the_one_before_it() -> None:
    assert item_slots(time(9, 45), [45, 60], 10) == (
        TimeSlot(time(9, 45), time(10, 30)),
        TimeSlot(time(10, 40), time(11, 40)),
    )


def test_an_item_that_would_run_past_midnight_has_no_slot() -> None:
    assert item_slots(time(23, 0), [30, 60], 0) == (TimeSlot(time(23, 0), time(23, 30)), None)


def test_an_overrun_is_given_in_minutes() -> None:
    assert overrun_minutes(time(16, 50), time(16, 30)) == 20
    assert overrun_minutes(time(16, 0), time(16, 30)) == 0


@given(lengths=st.lists(st.integers(1, 120), max_size=8), pause=st.integers(0, 30))
def test_times_never_overlap(lengths: list[int], pause: int) -> None:
    slots = [slot for slot in item_slots(time(9, 0), lengths, pause) if slot is not None]
    assert all(one.ends_at <= after.starts_at for one, after in pairwise(slots))
    assert all(slot.starts_at < slot.ends_at for slot in slots)
