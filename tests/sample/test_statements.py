"""What the busiest questions cost in statements, on the sample agency: no more than was reached, and none twice."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import event

from panel_desk.queries.cases.bookings import first_available, new_places, reserve_list
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.meetings.agendas import calendar_entry
from panel_desk.queries.meetings.calendar import calendar
from panel_desk.queries.meetings.meetings import meeting, meetings
from panel_desk.queries.meetings.panel_day import panel_day
from panel_desk.queries.minutes.minutes import minutes_content
from panel_desk.queries.packs.packs import pack_content
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import MeetingStatus
from tests.sample.conftest import Sample

Statement = tuple[str, str]


@pytest.fixture
def statements(sample: Sample) -> Iterator[list[Statement]]:
    """Every statement that is sent to the store, with its parameters."""
    sent: list[Statement] = []

    def note(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
        sent.append((statement, repr(parameters)))

    event.listen(sample.desk.store.engine, "before_cursor_execute", note)
    yield sent
    event.remove(sample.desk.store.engine, "before_cursor_execute", note)


def _refs(sample: Sample) -> dict[str, str]:
    rows = sample.desk.ask(meetings)
    coming = next(row.ref for row in rows if row.status is MeetingStatus.PLANNED and row.meets_on > sample.today)
    held = max((row for row in rows if row.status is MeetingStatus.HELD), key=lambda row: row.meets_on).ref
    case = next(row.ref for row in sample.desk.ask(cases) if row.meeting == coming)
    return {"coming": coming, "held": held, "case": case}


@pytest.mark.parametrize(
    ("question", "about", "most"),
    [
        (today, (), 89),
        (new_places, ("coming",), 80),
        (first_available, ("case",), 26),
        (minutes_content, ("held",), 26),
        (pack_content, ("coming",), 30),
        (panel_day, ("held",), 28),
        (calendar_entry, ("coming",), 25),
        (reserve_list, (), 21),
        (meeting, ("coming",), 20),
        (calendar, (), 17),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_question_asks_the_store_nothing_twice_and_no_more_than_it_did(
    sample: Sample, statements: list[Statement], question: Callable[..., Any], about: tuple[str, ...], most: int
) -> None:
    refs = _refs(sample)
    statements.clear()
    sample.desk.ask(question, *(refs[each] for each in about))
    assert [each for each, times in Counter(statements).items() if times > 1] == []
    assert len(statements) <= most
