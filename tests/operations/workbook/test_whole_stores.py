"""Registers filled at random go out in a workbook and come into an empty store unchanged."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from panel_desk.exchange.workbook.xlsx import read_workbook, write_workbook
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.queries.workbook.model import Kind, Registers, Row, Sheet, WorkbookColumn
from panel_desk.queries.workbook.row_checks import wrong_fields
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.folding import look_of
from panel_desk.rules.text import cleaned, one_line, without_joiners
from panel_desk.rules.vocabulary import CaseKind, MeetingStatus
from tests.builders import NOW, a_desk
from tests.operations.workbook.rows import Values, template_rows

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).map(cleaned).filter(bool)
LINES = TEXTS.map(one_line).filter(bool)
REFS = LINES.map(without_joiners).filter(lambda ref: ref and ";" not in ref)
PAST = st.dates(date(1900, 1, 1), NOW.date())
DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def _strategy(kind: Kind) -> st.SearchStrategy[Any]:
    return {
        Kind.TEXT: LINES,
        Kind.EMAIL: st.from_regex(r"[a-z]{1,9}@[a-z]{2,9}\.example", fullmatch=True),
        Kind.DATE: DATES,
        Kind.TIME: st.times().map(lambda each: each.replace(microsecond=0)),
        Kind.MOMENT: st.datetimes(datetime(1900, 1, 1), datetime(2100, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 # the strategy adds the zone
        Kind.YES_NO: st.booleans(),
        Kind.WHOLE: st.integers(1, 5),
        Kind.NUMBER: st.integers(0, 400).map(lambda quarters: quarters / 4),
        Kind.DAY_OF_YEAR: st.just("6 April"),
    }[kind]


@st.composite
def _whole_stores(draw: st.DrawFn) -> Registers:
    """Random registers whose refs exist."""
    rows: dict[str, list[Values]] = {sheet.name: [] for sheet in SHEETS}
    order = ["Authorities", "Agency", "Members", "Meetings", "Households", "Children", "Training", "Cases"]
    order += [sheet.name for sheet in SHEETS if sheet.name not in order]
    for name in order:
        [sheet] = [each for each in SHEETS if each.name == name]
        if name == "Minutes headings":
            rows[name] = template_rows(draw(st.sets(st.sampled_from(CaseKind), max_size=2)))
            continue
        keys: set[object] = set()
        for _ in range(1 if sheet.is_list else draw(st.integers(0, 3))):
            values = {column.field: draw(_cell(column, rows)) for column in sheet.columns}
            if sheet.part_of:
                wholes = rows[sheet.part_of]
                if not wholes:
                    break
                whole = draw(st.sampled_from(wholes))
                values |= {each: whole[each] for each in ("case_ref", "child_ref")}
            _make_possible(name, values, rows)
            key = tuple(look_of(str(values[each])) for each in sheet.key)
            if _cannot_have_followed_its_panel(name, values, rows):
                continue
            is_incomplete = any(column.required and values[column.field] is None for column in sheet.columns)
            if (
                not is_incomplete
                and (key not in keys or (sheet.order and values["ref"] is None))
                and _is_possible(sheet, values)
            ):
                keys.add(key)
                rows[name].append(values)
    return Registers({name: tuple(Row(number, each) for number, each in enumerate(rows[name], 2)) for name in rows})


def _make_possible(name: str, values: dict[str, Any], rows: Mapping[str, list[Values]]) -> None:
    """Change the values of a row that an import would refuse, some of them because of rows drawn before."""
    if name == "Cases" and values["returns_from_ref"] in [each["returns_from_ref"] for each in rows[name]]:
        values["returns_from_ref"] = None  # at most one case returns from any other
    elif name == "Recommendations" and rows["Attendance"]:
        values |= dict.fromkeys(("votes_for", "votes_against", "abstained"))  # never more than came
    elif name == "Meetings" and values["meets_on"] > NOW.date():
        values["status"] = MeetingStatus.PLANNED
    elif name == "Decisions":
        values |= dict.fromkeys(("minutes_received_on", "decided_on", "outcome"))  # never before the panel met


def _cannot_have_followed_its_panel(name: str, values: Mapping[str, Any], rows: Mapping[str, list[Values]]) -> bool:
    """Whether a row says what its panel, if it is held at all, could not have considered or received by its day."""
    meetings: dict[Any, Mapping[str, Any]] = {each["ref"]: each for each in rows["Meetings"]}
    if name == "Recommendations":
        heard = [meetings.get(each["meeting_ref"]) for each in rows["Cases"] if each["ref"] == values["case_ref"]]
        return any(
            each is not None and (each["status"] is MeetingStatus.CANCELLED or each["meets_on"] > NOW.date())
            for each in heard
        )
    meeting = meetings.get(values.get("meeting_ref"))
    if name == "Feedback":
        return meeting is not None and values["received_on"] < meeting["meets_on"]
    if name == "Cases" and meeting is not None and meeting["status"] is MeetingStatus.HELD:
        born: dict[Any, Any] = {each["ref"]: each["born_on"] for each in rows["Children"]}
        return any(born[child] > meeting["meets_on"] for child in values["children"] or ())
    return False


def _cell(column: WorkbookColumn, rows: Mapping[str, list[Values]]) -> st.SearchStrategy[Any]:
    """The values that a column's cell may have, given the rows drawn so far."""
    if column.refers_to:
        known = [row[next(iter(row))] for row in rows[column.refers_to]]
        choice = st.sampled_from(known) if known else st.none()
        several = st.lists(choice, unique=True, max_size=3).map(lambda each: tuple(each) or None)
        strategy: st.SearchStrategy[Any] = (several if known else st.none()) if column.many else choice
    elif column.names:
        strategy = st.sampled_from(list(column.names))
    elif column.words:
        word = st.sampled_from(list(column.words))
        several = st.sets(word, max_size=3).map(lambda each: tuple(sorted(each)) or None)
        strategy = several if column.many else word
    else:
        strategy = REFS if column.is_ref else PAST if column.past else _strategy(column.kind)
        if column.lines:
            strategy = TEXTS
    return strategy if column.required else st.just(column.blank) | strategy


def _is_possible(sheet: Sheet, values: Values) -> bool:
    pairs: list[tuple[Any, Any]] = [(values[first], values[second]) for first, second in sheet.in_order]
    in_order = all(first is None or second is None or first <= second for first, second in pairs)
    return in_order and not list(wrong_fields(sheet.register, values, frozenset()))


@settings(
    max_examples=settings().max_examples // 3, suppress_health_check=[HealthCheck.data_too_large]
)  # each makes two stores
@given(registers=_whole_stores())
def test_export_then_import_into_an_empty_store_gives_the_same_registers(
    tmp_path_factory: pytest.TempPathFactory, registers: Registers
) -> None:
    first, second = (a_desk(tmp_path_factory.mktemp("desk")) for _ in range(2))
    first.do(import_registers, registers)
    path = tmp_path_factory.mktemp("out") / "out.xlsx"
    write_workbook(path, first.ask(all_registers))
    second.do(import_registers, read_workbook(path))
    ours, theirs = first.ask(all_registers).rows, second.ask(all_registers).rows
    for sheet in SHEETS:
        assert [row.values for row in theirs[sheet.name]] == [row.values for row in ours[sheet.name]]
    assert second.do(import_registers, read_workbook(path)).changes == ()
