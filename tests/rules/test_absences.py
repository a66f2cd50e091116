"""Who leaves the room, loses the connection or comes back, and whether they were there for the whole of an item."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.quoracy import Attendee, Away, Item, judge_quorum
from panel_desk.rules.vocabulary import AbsenceReason
from tests.rules.test_quoracy import CHAIR, FIGURES, ITEM, LAY, SITTING, WORKER, B, C, verdict

LOST = AbsenceReason.CONNECTION_LOST
UNDER_WAY = Item(starts_at=time(10, 40), under_way_at=time(10, 52))


def lost(from_at: time, until_at: time | None = None) -> Away:
    return Away(from_at=from_at, until_at=until_at, why=LOST)


def why_not(person: Attendee, item: Item = ITEM) -> str | None:
    judged = verdict(CHAIR, WORKER, LAY, B, person, item=item)
    assert judged.quorate is (not judged.not_counted)
    return next((each.reason for each in judged.not_counted), None)


@pytest.mark.parametrize(
    ("away", "reason"),
    [
        (Away(from_at=time(10, 50), until_at=time(10, 55)), "was out of the room from 10:50 to 10:55"),
        (Away(from_at=time(10, 50)), "left the room at 10:50"),
        (lost(time(10, 50), time(10, 55)), "had no connection from 10:50 to 10:55"),
        (lost(time(10, 50)), "lost the connection at 10:50"),
        (lost(time(10, 50), time(10, 50)), "had no connection from 10:50 to 10:50"),
        (lost(time(10, 0), time(10, 40)), None),
        (lost(time(10, 0), time(10, 41)), "had no connection from 10:00 to 10:41"),
        (lost(time(10, 40), time(10, 40)), None),
        (lost(time(11, 40)), None),
        (lost(time(11, 39)), "lost the connection at 11:39"),
        (lost(time(9, 35), time(9, 40)), None),
        (lost(time(12, 0)), None),
    ],
)
def test_only_an_absence_that_overlaps_an_item_gives_a_reason(away: Away, reason: str | None) -> None:
    assert why_not(replace(C, away=(away,))) == reason


def test_the_first_absence_that_matters_is_given() -> None:
    absences = (lost(time(11, 0), time(11, 5)), lost(time(10, 45), time(10, 46)), lost(time(9, 40), time(9, 50)))
    assert why_not(replace(C, away=absences)) == "had no connection from 10:45 to 10:46"


@pytest.mark.parametrize(
    ("item", "away", "reason"),
    [
        (Item(), lost(time(9, 35), time(9, 36)), "had no connection from 09:35 to 09:36"),
        (Item(), lost(time(9, 20), time(9, 30)), None),
        (Item(starts_at=time(10, 40)), lost(time(16, 0), time(16, 5)), "had no connection from 16:00 to 16:05"),
        (Item(starts_at=time(10, 40)), lost(time(10, 0), time(10, 40)), None),
    ],
)
def test_without_item_times_any_absence_matters(item: Item, away: Away, reason: str | None) -> None:
    assert why_not(replace(C, away=(away,)), item) == reason


@pytest.mark.parametrize(
    ("person", "reason"),
    [
        (replace(C, left_at=time(10, 52)), "left at 10:52, while the item is being heard"),
        (replace(C, left_at=time(10, 53)), None),
        (replace(C, left_at=time(10, 30)), "left at 10:30, while the item is being heard"),
        (replace(C, away=(lost(time(10, 52)),)), "lost the connection at 10:52"),
        (replace(C, away=(lost(time(10, 53)),)), None),
        (replace(C, away=(lost(time(10, 45), time(10, 50)),)), "had no connection from 10:45 to 10:50"),
        (replace(C, away=(lost(time(10, 30), time(10, 40)),)), None),
        (replace(C, arrived_at=time(10, 41)), "arrived at 10:41, after the item started at 10:40"),
    ],
)
def test_while_an_item_is_under_way_later_departures_do_not_count(person: Attendee, reason: str | None) -> None:
    assert why_not(person, UNDER_WAY) == reason


MINUTES = st.integers(min_value=0, max_value=24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
ABSENCES = st.tuples(MINUTES, st.none() | MINUTES).map(lambda pair: _in_order(*pair))


def _in_order(from_at: time, until_at: time | None) -> Away:
    return lost(from_at) if until_at is None else lost(*sorted((from_at, until_at)))


def counts(person: Attendee, item: Item) -> bool:
    return person.ref in judge_quorum(item, (person,), SITTING, FIGURES).counted


@given(st.tuples(MINUTES, MINUTES).map(sorted), st.lists(ABSENCES, max_size=4))
def test_a_person_counts_if_absent_in_no_minute_of_the_item(hours: list[time], absences: list[Away]) -> None:
    item = Item(starts_at=hours[0], ends_at=hours[1])
    is_away = any(each.from_at < hours[1] and (each.until_at is None or each.until_at > hours[0]) for each in absences)
    assert counts(replace(C, away=tuple(absences)), item) is not is_away


@given(st.tuples(MINUTES, MINUTES).map(sorted), st.lists(ABSENCES, max_size=3), ABSENCES)
def test_one_more_absence_never_makes_a_person_count(hours: list[time], absences: list[Away], more: Away) -> None:
    item = Item(starts_at=hours[0], ends_at=hours[1])
    if counts(replace(C, away=(*absences, more)), item):
        assert counts(replace(C, away=tuple(absences)), item)


@given(st.tuples(MINUTES, MINUTES).map(sorted), ABSENCES)
def test_whoever_counts_while_an_item_is_under_way_counts_if_it_ends_at_that_minute(
    hours: list[time], absence: Away
) -> None:
    item = Item(starts_at=hours[0], under_way_at=hours[1])
    if counts(replace(C, away=(absence,)), item):
        assert counts(replace(C, away=(absence,)), replace(item, ends_at=hours[1], under_way_at=None))
