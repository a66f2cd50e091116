"""Measures the search for meetings with room for a case, and the rules that run after an item is dragged.

The search is the query `first_available`, asked of the desk for a match, as the booking dialog asks it. The store holds
20 years of weekly meetings (1,040) with four decided cases each, and a year to come with six places a meeting, three of
them taken. After a drag only the rules are timed: the times of 12 items, and the quorum of each with 25 people;
reading, saving and painting are left out.
Usage: python bench/bookings.py
"""

import json
import secrets
import statistics
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy.orm import Session

from panel_desk.desk import sign_in
from panel_desk.models import Authority, Case, CaseChild, Child, Decision, Household, Meeting
from panel_desk.queries.cases.bookings import first_available
from panel_desk.rules.figures import Figures
from panel_desk.rules.item_times import item_slots
from panel_desk.rules.quoracy import Attendee, Item, Sitting, judge_quorum
from panel_desk.rules.vocabulary import (
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    Category,
    DecisionOutcome,
    HouseholdType,
    MeetingKind,
    MeetingStatus,
    PanelRole,
    PanelType,
)
from panel_desk.store.keys import Cost
from panel_desk.store.store import create_store

FIRST_TARGET, DRAG_TARGET = 0.1, 0.016  # seconds: of the search, and of the rules after a drag
TODAY = date(2027, 3, 4)
WEEKS_BACK, WEEKS_AHEAD = 1040, 52
HELD_ITEMS, BOOKED_ITEMS = 4, 3  # items of a meeting that was held, and of one to come
ITEMS, PEOPLE = 12, 25  # of the meeting on which an item is dragged
TIMES = 21  # how often each is measured; the median counts


class FrozenTime:
    """A source of the time that always gives the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return datetime.combine(TODAY, wall(9, 30), UTC)

    def today(self) -> date:
        """The day."""
        return TODAY


def fill(session: Session) -> None:
    """Add twenty years of meetings with their cases and decisions, and a year to come."""
    session.add(Authority(code="FEN", name="Fenland County Council", decision_maker="Ruth Aldous"))
    session.flush()
    number = 0
    for week in range(-WEEKS_BACK, WEEKS_AHEAD):
        day = TODAY + timedelta(weeks=week, days=6)
        held = day < TODAY
        meeting = Meeting(
            ref=f"P{day:%Y-%m-%d}",
            panel="Adoption Panel",
            meets_on=day,
            starts_at=wall(9, 30),
            kind=MeetingKind.PLANNED,
            status=MeetingStatus.HELD if held else MeetingStatus.PLANNED,
        )
        session.add(meeting)
        session.flush()
        for item in range(1, (HELD_ITEMS if held else BOOKED_ITEMS) + 1):
            number += 1
            session.add(_household(number))
            session.flush()
            case = Case(
                ref=f"CASE-{number:05}",
                kind=CaseKind.APPROVAL,
                household_ref=f"H{number:05}",
                meeting_ref=meeting.ref,
                item_no=item,
                starts_at=wall(9 + item, 0),
                minutes=45,
                status=CaseStatus.HEARD if held else CaseStatus.BOOKED,
            )
            session.add(case)
            session.flush()
            if held:
                session.add(_decision(case.ref, day))
    for child in ("C0001", "C0002"):
        session.add(_child(child))
    session.add(_household(0))
    session.flush()
    match = Case(ref="CASE-MATCH", kind=CaseKind.MATCH, household_ref="H00000", status=CaseStatus.REQUESTED)
    match.children = [CaseChild(child_ref=ref, position=place) for place, ref in enumerate(("C0001", "C0002"), 1)]
    session.add(match)


def _household(number: int) -> Household:
    return Household(
        ref=f"H{number:05}",
        adopter_1=f"Bethan Barlow{number}",
        household_type=HouseholdType.SINGLE_FEMALE,
        ethnicity="White British",
        agency=AdoptersAgency.OWN,
        stage_two_started_on=TODAY - timedelta(days=60),
    )


def _child(ref: str) -> Child:
    return Child(
        ref=ref,
        authority_code="FEN",
        initials="QX",
        born_on=date(2024, 5, 6),
        ethnicity="White British",
        should_be_placed_decided_on=TODAY - timedelta(days=90),
    )


def _decision(case: str, day: date) -> Decision:
    decided_on = day + timedelta(days=7)
    return Decision(
        case_ref=case,
        authority_code="FEN",
        minutes_received_on=day + timedelta(days=3),
        decided_on=decided_on,
        outcome=DecisionOutcome.AGREED,
        told_orally_on=decided_on,
        told_in_writing_on=decided_on,
    )


def first_available_seconds() -> float:
    """Median seconds of the query `first_available` at an open desk, on a store with 20 years of meetings."""
    passphrase = secrets.token_urlsafe(16)
    with tempfile.TemporaryDirectory(prefix="panel-desk-bench-") as folder:
        store_folder = Path(folder) / "store"
        create_store(store_folder, "Fenland Adoption", "admin", "Ada Winter", passphrase, Cost(1, 8, 1))
        desk = sign_in(store_folder, "admin", passphrase, FrozenTime())
        with Session(desk.store.engine) as session, session.begin():
            fill(session)
        seconds = []
        for _ in range(TIMES):
            began = time.perf_counter()
            offers = desk.ask(first_available, "CASE-MATCH")
            seconds.append(time.perf_counter() - began)
        assert offers[0].own_clock is not None
        desk.close()
    return statistics.median(seconds)


def drag_seconds() -> float:
    """Median seconds for the times and the quorum of every item after one was dragged."""
    people = [_attendee(number) for number in range(PEOPLE)]
    sitting = Sitting(on=TODAY, panel_type=PanelType.ORDINARY, chair_ref="M000", starts_at=wall(9, 0))
    lengths = [30 + 5 * (number % 3) for number in range(ITEMS)]
    figures = Figures()
    seconds = []
    for _ in range(TIMES):
        lengths.insert(0, lengths.pop())
        began = time.perf_counter()
        slots = item_slots(wall(9, 0), lengths, 5)
        verdicts = [
            judge_quorum(
                Item(starts_at=slot.starts_at, ends_at=slot.ends_at, withdrawn=frozenset({f"M{number:03}"})),
                people,
                sitting,
                figures,
            )
            for number, slot in enumerate(slots, 1)
            if slot
        ]
        seconds.append(time.perf_counter() - began)
        assert len(verdicts) == ITEMS
        assert all(verdict.quorate for verdict in verdicts)
    return statistics.median(seconds)


def _attendee(number: int) -> Attendee:
    is_worker = number % 3 == 1
    return Attendee(
        ref=f"M{number:03}",
        name=f"Member {number}",
        category=Category.SOCIAL_WORKER if is_worker else Category.INDEPENDENT,
        role=PanelRole.CHAIR if number == 0 else PanelRole.VICE_CHAIR if number == PEOPLE - 1 else PanelRole.MEMBER,
        qualified_since=date(2010, 9, 1) if is_worker else None,
        independent=not is_worker,
    )


def main() -> None:
    """Measure and print; the last line is JSON with the seconds."""
    first, drag = first_available_seconds(), drag_seconds()
    for what, seconds, target in (
        ("first-available with 20 years of meetings", first, FIRST_TARGET),
        ("item times and quorum after a drag, the rules alone", drag, DRAG_TARGET),
    ):
        print(
            f"{what}: {seconds * 1000:.1f} ms, {seconds / target:.2f} × the target of {target * 1000:.0f} ms: "
            f"{'met' if seconds <= target else 'missed'}"
        )
    print(json.dumps({"first_available": first, "drag": drag}))


if __name__ == "__main__":
    main()
