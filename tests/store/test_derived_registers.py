"""Stored running clocks, open meetings and open decisions equal those computed from the registers after any change."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import InstrumentedAttribute, Session

from panel_desk.desk import Desk
from panel_desk.models import (
    Base,
    Case,
    CaseChild,
    Child,
    Decision,
    FigureSetting,
    Household,
    Meeting,
    MeetingClosing,
    OpenDecision,
    Recommendation,
    RunningClock,
)
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.today.running_clocks import due
from panel_desk.queries.today.today import today
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.vocabulary import CaseKind, CaseStatus, DecisionOutcome, MeetingStatus, Outcome
from panel_desk.store import derived_registers
from tests.builders import (
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_recommendation,
    signed_minutes,
)

_FIRST, _LAST = date(2025, 1, 6), date(2027, 3, 4)  # random days lie between them


def _change(desk: Desk, change: Callable[[Session], object]) -> None:
    with Session(desk.store.engine) as session, session.begin():
        change(session)


def _faults(desk: Desk) -> tuple[str, ...]:
    with desk.store.engine.connect() as connection:
        return derived_registers.faults(connection)


def _runs(desk: Desk, *columns: InstrumentedAttribute[Any]) -> list[tuple[Any, ...]]:
    """These columns of each stored running clock."""
    with desk.store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(RunningClock.id))]


def test_a_clock_is_kept_with_the_days_on_which_it_runs(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", stage_one_started_on=date(2026, 1, 5), stage_one_completed_on=date(2026, 3, 2))
    _change(desk, lambda session: setattr(session.get_one(Household, "H001"), "stage_two_started_on", date(2026, 4, 1)))
    assert _runs(desk, RunningClock.kind, RunningClock.runs_from, RunningClock.runs_until) == [
        (ClockKind.STAGE_ONE, date(2026, 1, 5), date(2026, 3, 2)),
        (ClockKind.STAGE_GAP, date(2026, 3, 2), date(2026, 4, 1)),
        (ClockKind.STAGE_TWO, date(2026, 4, 1), None),
    ]
    kinds = [[row.clock.kind for row in desk.ask(due, date(2026, month, 20))] for month in (2, 3, 4)]
    assert kinds == [[ClockKind.STAGE_ONE], [ClockKind.STAGE_GAP], [ClockKind.STAGE_TWO]]


def test_a_new_figure_moves_the_last_days_that_are_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", stage_one_started_on=date(2026, 1, 5))
    assert _runs(desk, RunningClock.due_on) == [(date(2026, 3, 5),)]
    _change(desk, lambda session: session.add(FigureSetting(key="stage_one_months", value=4)))
    assert _runs(desk, RunningClock.due_on) == [(date(2026, 5, 5),)]
    assert [row.clock.due_on for row in desk.ask(due, date(2026, 2, 1))] == [date(2026, 5, 5)]


def test_a_change_that_is_undone_is_not_kept(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", stage_one_started_on=date(2026, 1, 5))
    with Session(desk.store.engine) as session:
        session.get_one(Household, "H001").stage_one_started_on = None
        session.flush()
        session.rollback()
        session.commit()
    assert len(_runs(desk, RunningClock.id)) == 1
    assert _faults(desk) == ()


def test_a_meeting_closes_with_the_last_receipt_of_its_minutes(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_case(desk, "CASE-1", meeting_ref="P1", status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-1")
    a_decision(desk, "CASE-1")
    closed_on = select(MeetingClosing.closed_on)
    with Session(desk.store.engine) as session:
        assert session.scalars(closed_on).one() is None
    _change(desk, lambda session: setattr(session.scalars(select(Decision)).one(), "minutes_received_on", _LAST))
    with Session(desk.store.engine) as session:
        assert session.scalars(closed_on).one() == _LAST


def test_a_decision_is_open_until_its_last_notice_with_the_last_days_of_what_is_due(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_case(desk, "CASE-1")
    a_case(desk, "CASE-2")
    a_recommendation(desk, "CASE-1")
    a_recommendation(desk, "CASE-2", outcome=Outcome.DEFERRED)

    def kept() -> list[tuple[date | None, ...]]:
        days = OpenDecision.decision_due_on, OpenDecision.oral_notice_due_on, OpenDecision.written_notice_due_on
        with desk.store.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(*days))]

    def change(**fields: object) -> None:
        def set_fields(session: Session) -> None:
            made = session.scalars(select(Decision)).one()
            for name, value in fields.items():
                setattr(made, name, value)

        _change(desk, set_fields)

    assert kept() == [(None, None, None)]
    a_decision(desk, "CASE-1")
    change(minutes_received_on=date(2027, 3, 1))
    assert kept() == [(date(2027, 3, 10), None, None)]
    change(decided_on=date(2027, 3, 2), outcome=DecisionOutcome.AGREED)
    assert kept() == [(None, date(2027, 3, 4), date(2027, 3, 9))]
    change(told_orally_on=date(2027, 3, 3))
    assert kept() == [(None, None, date(2027, 3, 9))]
    change(told_in_writing_on=date(2027, 3, 4))
    assert kept() == []
    change(minutes_corrected_at=datetime(2027, 3, 5, 9, tzinfo=UTC))
    assert kept() == [(None, None, None)]
    change(minutes_corrected_at=None, outcome=DecisionOutcome.RETURNED, told_orally_on=None, told_in_writing_on=None)
    assert kept() == []


def test_a_meeting_without_recommendations_closes_when_its_minutes_are_signed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_case(desk, "CASE-1", meeting_ref="P1", status=CaseStatus.HEARD)
    assert [row.what for row in desk.ask(today) if "Minutes" in row.what] == ["Minutes of 10 February 2027"]
    signed_minutes(desk, "P1")
    assert [row.what for row in desk.ask(today) if "Minutes" in row.what] == []
    with Session(desk.store.engine) as session:
        assert session.scalars(select(MeetingClosing.closed_on)).one() is not None
    assert _faults(desk) == ()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_kept_follows_every_change_of_the_registers(
    tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, random = a_desk(tmp_path), Random(seed)  # noqa: S311 - made-up records
    monkeypatch.setattr(derived_registers, "_MOST_REFS", 3 if seed == 2 else 500)
    for number in range(4):
        a_household(desk, f"H{number}")
        a_child(desk, f"C{number}")
        a_meeting(desk, f"P{number}", meets_on=_FIRST + timedelta(weeks=number), status=MeetingStatus.HELD)
    for number in range(8):
        a_case(
            desk,
            f"CASE-{number}",
            children=(f"C{number % 4}",) if number % 2 else (),
            kind=CaseKind.MATCH if number % 2 else CaseKind.APPROVAL,
            household_ref=f"H{number % 4}",
            meeting_ref=f"P{number % 4}",
        )
    for _ in range(25):
        _change(desk, lambda session: _change_at_random(session, random))
    assert _faults(desk) == ()
    kept = [tuple(row) for row in _every_row(desk)]
    with desk.store.engine.begin() as connection:
        derived_registers.derive_all(connection)
    assert sorted(map(repr, kept)) == sorted(repr(tuple(row)) for row in _every_row(desk))


def _every_row(desk: Desk) -> list[Any]:
    columns = [column for column in RunningClock.__table__.columns if column.name != "id"]
    with desk.store.engine.connect() as connection:
        tables = MeetingClosing.__table__, OpenDecision.__table__
        return [row for statement in (select(*columns), *map(select, tables)) for row in connection.execute(statement)]


def _change_at_random(session: Session, random: Random) -> None:
    """Change some date of some record, record or take back a decision, or move a case."""
    day = _FIRST + timedelta(days=random.randrange((_LAST - _FIRST).days))
    case = session.get_one(Case, f"CASE-{random.randrange(8)}")
    act = random.randrange(6)
    row: Base
    if act == 0:
        row = session.get_one(Household, f"H{random.randrange(4)}")
        days = ("stage_one_started_on", "stage_one_completed_on", "stage_two_started_on", "approved_on")
        setattr(row, random.choice(days), random.choice((day, None)))
    elif act == 1:
        row = session.get_one(Child, f"C{random.randrange(4)}")
        days = ("should_be_placed_decided_on", "placed_on", "disrupted_on", "plan_changed_on")
        setattr(row, random.choice(days), random.choice((day, None)))
    elif act == 2:
        case.status = random.choice((CaseStatus.HEARD, CaseStatus.WITHDRAWN))
        case.meeting_ref = f"P{random.randrange(4)}"
        case.household_ref = f"H{random.randrange(4)}"
    elif act == 3:
        of_case = select(CaseChild).filter_by(case_ref=case.ref)
        session.get_one(Meeting, case.meeting_ref).status = random.choice((MeetingStatus.HELD, MeetingStatus.CANCELLED))
        if session.scalars(of_case).first() is None:
            session.add(CaseChild(case_ref=case.ref, child_ref=f"C{random.randrange(4)}", position=1))
    elif found := session.scalars(select(Decision).filter_by(case_ref=case.ref)).first():
        session.delete(found)
    else:
        made = Decision(case_ref=case.ref, authority_code="FEN", minutes_received_on=day, decided_on=day)
        made.outcome = random.choice(tuple(DecisionOutcome))
        made.told_orally_on, made.told_in_writing_on = random.choice((day, None)), random.choice((day, None))
        session.add(made)
        recommended = select(Recommendation).filter_by(case_ref=case.ref)
        with session.no_autoflush:
            if session.scalars(recommended).first() is None:
                session.add(Recommendation(case_ref=case.ref, outcome=Outcome.RECOMMENDED, reasons="Sound."))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE running_clock SET due_on = '2030-01-01'",
        "DELETE FROM running_clock",
        "UPDATE meeting_closing SET closed_on = '2020-01-01'",
        "DELETE FROM open_decision",
    ],
)
def test_the_check_finds_what_differs_from_the_registers(tmp_path: Path, change: str) -> None:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", stage_one_started_on=date(2026, 1, 5))
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    a_case(desk, "CASE-1", meeting_ref="P1", status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-1")
    assert desk.ask(store_faults) == ()
    with desk.store.engine.begin() as connection:
        connection.execute(text(change))
    assert desk.ask(store_faults) == (
        "The running clocks, open meetings and open decisions differ from the registers that they come from.",
    )


def test_minutes_are_awaited_from_the_day_of_the_panel_on(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, "P1", meets_on=date(2027, 3, 10), status=MeetingStatus.HELD)
    a_case(desk, "CASE-1", meeting_ref="P1", status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-1")
    kinds = {on: [row.clock.kind for row in desk.ask(due, on)] for on in (date(2027, 3, 9), date(2027, 3, 11))}
    assert kinds == {date(2027, 3, 9): [ClockKind.PAPERS_TO_MEMBERS], date(2027, 3, 11): [ClockKind.MINUTES]}
    assert "Minutes of 10 March 2027" not in [row.what for row in desk.ask(today)]
