"""The SQL statements that queries send on the sample agency: none twice, and not more than listed for the busiest."""

import importlib
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from sqlalchemy import event

from panel_desk import queries
from panel_desk.errors import RuleBrokenError
from panel_desk.queries.cases.bookings import first_available, new_places, reserve_list
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.decisions.bundles import bundle_content, bundles
from panel_desk.queries.decisions.decisions import decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.calendar import calendar_list
from panel_desk.queries.meetings.invitations import calendar_message
from panel_desk.queries.meetings.meetings import meeting, meetings
from panel_desk.queries.meetings.panel_day import panel_day
from panel_desk.queries.members.members import members
from panel_desk.queries.minutes.minutes import minutes, minutes_content
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.queries.packs.issues import pack_copies
from panel_desk.queries.packs.packs import pack_content, pack_contents, pack_readers
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState
from tests.sample.conftest import Sample

Arguments = tuple[object, ...]
_MOST_NEEDED = 2  # parameters: the unit of work and a ref


@contextmanager
def statements_sent(sample: Sample) -> Iterator[Counter[tuple[str, str]]]:
    """Count the statements that are sent to the store, by text and parameters, until the block ends."""
    sent: Counter[tuple[str, str]] = Counter()

    def note(_c: object, _k: object, statement: str, parameters: object, _x: object, _m: object) -> None:
        if statement != "BEGIN":
            sent[statement, repr(parameters)] += 1

    event.listen(sample.desk.store.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(sample.desk.store.engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def subjects(sample: Sample) -> Mapping[str, list[Arguments]]:
    """The arguments with which queries are run, such as meetings whose packs are issued or whose minutes are signed.

    By kind: the empty text, no argument; `listing`, what a list asks for at first; `coming`, a meeting that is still
    to come; `meeting`, `case` and `member` one each; `bundle` a meeting and an authority; `copies` a meeting, the
    readers of its pack and the number of the next issue.
    """
    desk = sample.desk
    rows = desk.ask(meetings)
    coming = next(row.ref for row in rows if row.status is MeetingStatus.PLANNED and row.meets_on > sample.today)
    assert desk.ask(pack_copies, coming)
    by_state = {row.minutes: row.ref for row in rows if row.status is MeetingStatus.HELD}
    assert {MinutesState.DRAFT, MinutesState.IN_REVIEW, MinutesState.SIGNED} <= by_state.keys()
    signed = by_state[MinutesState.SIGNED]
    all_cases = desk.ask(cases)
    return {
        "": [()],
        "listing": [(Listing(limit=200),)],
        "coming": [(coming,)],
        "meeting": [(coming,), *((ref,) for ref in by_state.values())],
        "case": [
            (row.ref,) for row in (all_cases[0], all_cases[-1], *(row for row in all_cases if row.meeting == coming))
        ],
        "member": [(row.ref,) for row in desk.ask(members)[:2]],
        "bundle": [(signed, each.authority) for each in desk.ask(bundles, signed)],
        "copies": [(coming, desk.ask(pack_readers, coming), 9)],
    }


@pytest.mark.parametrize(
    ("query", "subject", "most"),
    [
        (today, "", 39),
        (new_places, "meeting", 9),
        (minutes, "meeting", 18),
        (bundle_content, "bundle", 19),
        (first_available, "case", 9),
        (minutes_content, "meeting", 18),
        (panel_day, "meeting", 18),
        (pack_contents, "copies", 22),
        (pack_content, "meeting", 20),
        (calendar_message, "coming", 18),
        (meeting, "meeting", 12),
        (calendar_list, "listing", 13),
        (decision_list, "listing", 9),
        (minutes_list, "listing", 4),
        (reserve_list, "", 6),
    ],
    ids=lambda value: value.__name__ if callable(value) else str(value),
)
def test_the_busiest_queries_send_no_more_statements_than_listed(
    sample: Sample,
    subjects: Mapping[str, list[Arguments]],
    query: Callable[..., Any],
    subject: str,
    most: int,
) -> None:
    counts = []
    for arguments in subjects[subject]:
        with statements_sent(sample) as sent:
            sample.desk.ask(query, *arguments)
        assert [each for each, times in sent.items() if times > 1] == []
        counts.append(sent.total())
    assert max(counts) <= most


def queries_of_one_ref() -> Iterator[tuple[Callable[..., Any], str]]:
    """Every query that needs no argument or one ref, with the kind of the ref."""
    for module in pkgutil.walk_packages(queries.__path__, "panel_desk.queries."):
        for name, found in vars(importlib.import_module(module.name)).items():
            if name.startswith("_") or not inspect.isfunction(found) or found.__module__ != module.name:
                continue
            parameters = inspect.signature(found).parameters
            needed = [
                each.name
                for each in parameters.values()
                if each.default is each.empty and each.kind is not each.VAR_POSITIONAL
            ]
            subject = needed[-1] if len(needed) > 1 else ""
            if subject == "ref":
                subject = module.name.split(".")[2].removesuffix("s")
            is_asked_of_desk = next(iter(parameters), "") == "work" and len(needed) <= _MOST_NEEDED
            if is_asked_of_desk and subject in ("", "meeting", "case", "member"):
                yield found, subject


def test_no_query_sends_a_statement_twice(sample: Sample, subjects: Mapping[str, list[Arguments]]) -> None:
    asked = list(queries_of_one_ref())
    assert {today, meeting, first_available, members} <= {query for query, _ in asked}
    twice: dict[str, list[str]] = {}
    for query, subject in asked:
        for arguments in subjects[subject]:
            # Statements before a refusal count too.
            with statements_sent(sample) as sent, suppress(RuleBrokenError):
                sample.desk.ask(query, *arguments)
            if again := [statement for (statement, _), times in sent.items() if times > 1]:
                twice[f"{query.__name__} {arguments}"] = again
    assert twice == {}
