"""Measures each page's query on the store of a large agency after 20 years, and on one with all of England's cases.

The first store holds an imported workbook. The second holds each of its households, children, cases and meetings 20
times, copied in SQL; its members and its audit trail are not copied. In the workbook nobody who was approved is ever
matched, because each year's matches are of other households. In the second store they are matched a year later, so that
only the time limits (clocks) of recent cases still run. Both stores are made once and kept in the cache folder. Each
query is asked by an administrator on 20 January 2023; the figure is the processor's time, the best of three.

Usage: python bench/scale.py --workbook FILE.xlsx [--cache FOLDER] [--only WORD]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from datetime import time as wall
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import Column, Connection, Integer, Table, select, text
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, SignedIn, sign_in
from panel_desk.exchange.workbook.xlsx import read_workbook
from panel_desk.models import Base, Case, Meeting, Member
from panel_desk.operations.search_index import rebuild_index
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.cases.cases import case, case_list
from panel_desk.queries.decisions.decisions import NextStep, decision_list
from panel_desk.queries.history import history
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.calendar import TO_COME, calendar_list
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.members.members import member
from panel_desk.queries.members.sittings import member_sittings
from panel_desk.queries.search import search
from panel_desk.queries.today.running_clocks import due
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.derived_registers import derive_all
from panel_desk.store.store import create_store, exists
from panel_desk.store.triggers import TRIGGERS

TODAY = date(2023, 1, 20)
COPIES = 20  # of the agency's 20 years in the store of all England
TIMES = 3  # how often each query is measured; the fastest counts
OPEN_CASES = Listing(facets={"status": frozenset({"Requested", "Booked", "Deferred"})}, limit=200)
"""What the list of cases asks for when it is opened."""
FIRST_ROWS = Listing(limit=200)
"""What any other list asks for."""
OPEN_DECISIONS = Listing(facets={"next": frozenset(NextStep) - {NextStep.COMPLETE}}, limit=200)
"""What the list of decisions asks for when it is opened."""
MEETINGS_TO_COME = Listing(facets={"when": frozenset({TO_COME})}, limit=200)
"""What the calendar asks for when it is opened."""
# What is typed into Find, each of these on its own.
SEARCHES = ("b", "ba", "barl", "match", "approval", "case-0", "panel of 2", "match barlow", "january 2020", "nobody")
PASSPHRASE = "apricot-lantern-41"  # noqa: S105 - of stores that hold made-up people only
APART = 10_000_000  # between the numbers of a record and of its copy
COPIED = {"household", "child", "meeting", "case"}
"""The tables that are copied; every table that refers to one of them is copied too."""


class FrozenTime:
    """A source of the time that always gives the same moment."""

    def now(self) -> datetime:
        """The moment."""
        return datetime.combine(TODAY, wall(9, 30), UTC)

    def today(self) -> date:
        """The day."""
        return TODAY


@dataclass(frozen=True, slots=True)
class Refs:
    """The records that are opened: the oldest and the newest panel with a case, a case, and a member."""

    meetings: tuple[str, str]
    case: str
    member: str


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure with its targets.

    Args:
        what: what is measured, as it is printed.
        of: the function that measures it at an open desk, in milliseconds or megabytes.
        targets: the largest figure that is good enough, after 20 years and with all of England's cases.
        unit: the figure's unit.
    """

    what: str
    of: Callable[[Desk, Refs], float]
    targets: tuple[int, int]
    unit: str = "ms"


def milliseconds(work: Callable[[], object]) -> float:
    """The processor's time for some work in milliseconds, the best of three."""
    best = float("inf")
    for _ in range(TIMES):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best * 1000


def a_meeting(desk: Desk, ref: str) -> float:
    """The milliseconds of asking for one meeting."""
    return milliseconds(lambda: desk.ask(meeting, ref))


def a_member(desk: Desk, ref: str) -> float:
    """The milliseconds of asking for one member, with the first rows of the list of their meetings."""

    def ask() -> None:
        desk.ask(member, ref)
        desk.ask(member_sittings, ref, FIRST_ROWS)

    return milliseconds(ask)


def the_first_keystroke(desk: Desk) -> float:
    """The milliseconds of a search on new connections, which have read nothing of the database yet."""

    def first() -> None:
        desk.store.drop_connections()
        desk.ask(search, "barl")

    return milliseconds(first)


def a_chairs_keystroke(desk: Desk, member_ref: str) -> float:
    """The milliseconds of the slowest of some searches by a chair, who finds their own panels' records only."""
    return a_keystroke(Desk(desk.store, SignedIn("chair", "A chair", AccountRole.CHAIR, member_ref), FrozenTime()))


def a_keystroke(desk: Desk) -> float:
    """The milliseconds of the slowest of some searches, such as one letter and the beginnings of a name and a ref."""
    return max(milliseconds(lambda typed=typed: desk.ask(search, typed)) for typed in SEARCHES)  # type: ignore[misc] # its default binds `typed`


def memory(desk: Desk) -> float:
    """The memory of the window with the store open, in megabytes."""
    script = Path(__file__).with_name("first_page.py")
    done = subprocess.run(
        [sys.executable, str(script), str(desk.store.folder)],
        env={"QT_QPA_PLATFORM": "offscreen", **os.environ, "PANEL_DESK_PASSPHRASE": PASSPHRASE},
        stdout=subprocess.PIPE,
        encoding="utf-8",
        check=True,
    )
    resident: float = json.loads(done.stdout.splitlines()[-1])["resident"]
    return resident * 1e-6


MEASURES = (
    Measure("Today", lambda desk, _: milliseconds(lambda: desk.ask(today)), (60, 100)),
    Measure("due", lambda desk, _: milliseconds(lambda: desk.ask(due)), (60, 100)),
    Measure(
        "decisions, first screen",
        lambda desk, _: milliseconds(lambda: desk.ask(decision_list, OPEN_DECISIONS)),
        (50, 60),
    ),
    Measure("cases, first screen", lambda desk, _: milliseconds(lambda: desk.ask(case_list, OPEN_CASES)), (50, 60)),
    Measure(
        "calendar, first screen",
        lambda desk, _: milliseconds(lambda: desk.ask(calendar_list, MEETINGS_TO_COME)),
        (50, 60),
    ),
    Measure("one meeting", lambda desk, refs: max(a_meeting(desk, ref) for ref in refs.meetings), (40, 45)),
    Measure("one case", lambda desk, refs: milliseconds(lambda: desk.ask(case, refs.case)), (20, 25)),
    Measure("one member", lambda desk, refs: a_member(desk, refs.member), (20, 25)),
    Measure("history, first screen", lambda desk, _: milliseconds(lambda: desk.ask(history)), (50, 60)),
    Measure("find, the first keystroke", lambda desk, _: the_first_keystroke(desk), (20, 50)),
    Measure("find, a keystroke", lambda desk, _: a_keystroke(desk), (20, 50)),
    Measure("find, a chair's keystroke", lambda desk, refs: a_chairs_keystroke(desk, refs.member), (20, 50)),
    Measure("memory with it open", lambda desk, _: memory(desk), (190, 220), "MB"),
)


def refs_to_open(desk: Desk) -> Refs:
    """The oldest and the newest panel with a case on its agenda, the newest one's case, and the first member."""
    heard = select(Case.ref, Meeting.ref).join(Meeting, Meeting.ref == Case.meeting_ref)
    until_today = heard.where(Meeting.meets_on <= TODAY)
    with Session(desk.store.engine) as session:
        _, oldest = session.execute(heard.order_by(Meeting.meets_on, Meeting.ref).limit(1)).one()
        newest_first = until_today.order_by(Meeting.meets_on.desc(), Meeting.ref, Case.item_no)
        case_ref, newest = session.execute(newest_first.limit(1)).one()
        member_ref = session.scalars(select(Member.ref).order_by(Member.ref).limit(1)).one()
    return Refs((oldest, newest), case_ref, member_ref)


def make_agency(folder: Path, workbook: Path) -> None:
    """Make the store of one agency by importing a workbook."""
    create_store(folder, "Fenland and Petersholme Adoption", "admin", "Ada Winter", PASSPHRASE)
    desk = sign_in(folder, "admin", PASSPHRASE)
    desk.do(import_registers, read_workbook(workbook, today=desk.time_source.today()))
    desk.close()


def make_england(folder: Path, agency: Path) -> None:
    """Make the store of all England out of the agency's."""
    part = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(agency, part)
    desk = sign_in(part, None, PASSPHRASE)
    refusing = [(name, sql) for name, sql in TRIGGERS.items() if name.startswith("refuse_")]
    with desk.store.engine.begin() as connection:
        for name, _ in refusing:
            connection.execute(text(f"DROP TRIGGER {name}"))
        for table in copied_tables():
            copy_rows(connection, table)
        match_the_approved(connection)
        derive_all(connection)
        for _, sql in refusing:
            connection.execute(text(sql))
    desk.do(rebuild_index)
    desk.close()
    part.rename(folder)


def copied_tables() -> Iterator[Table]:
    """The tables that are copied, each after those that it refers to."""
    copied = set(COPIED)
    for table in Base.metadata.sorted_tables:
        if table.name in copied or any(key.column.table.name in copied for key in table.foreign_keys):
            copied.add(table.name)
            yield table


def copy_rows(connection: Connection, table: Table) -> None:
    """Add each row of a table again, with refs that end in the copy's number, and ids `APART` from those before."""
    names = {each.name for each in copied_tables()}
    columns = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = connection.execute(text(f'CREATE TEMP TABLE old AS SELECT * FROM "{table.name}"'))  # noqa: S608 - a table's name
    rows.close()
    for copy in range(1, COPIES):
        values = ", ".join(_copied(column, names, copy) for column in table.columns)
        connection.execute(text(f'INSERT INTO "{table.name}" ({columns}) SELECT {values} FROM old'))  # noqa: S608 - a table's name
    connection.execute(text("DROP TABLE old"))


def match_the_approved(connection: Connection) -> None:
    """Give each match, and each end of an approval, the household of an approval about a year before.

    Approvals are numbered in the order of their meetings, and so are the other cases: number n of these is given the
    household of approval n less the number of approvals in the last year. A child whose match was agreed more than a
    year ago, and who is not placed yet, is placed 28 days after the decision.
    """
    heard = (
        '"case" c JOIN meeting m ON m.ref = c.meeting_ref JOIN household h ON h.ref = c.household_ref '
        "WHERE h.agency = 'own' AND c.kind"
    )
    place = "row_number() OVER (ORDER BY m.meets_on, c.ref)"
    days = {"since": TODAY.replace(year=TODAY.year - 1).isoformat(), "until": TODAY.isoformat()}
    a_year = connection.execute(
        text(f"SELECT count(*) FROM {heard} = 'approval' AND m.meets_on > :since AND m.meets_on <= :until"),  # noqa: S608 - no user's text
        days,
    ).scalar_one()
    connection.execute(
        text(
            f"WITH approved AS (SELECT c.household_ref, {place} AS place FROM {heard} = 'approval'), "  # noqa: S608 - no user's text
            f"later AS (SELECT c.ref, {place} - :a_year AS place FROM {heard} != 'approval') "
            'UPDATE "case" SET household_ref = approved.household_ref FROM later JOIN approved USING (place) '
            'WHERE "case".ref = later.ref'
        ),
        {"a_year": a_year},
    )
    connection.execute(
        text(
            "UPDATE child SET placed_on = date(d.decided_on, '+28 days') "
            'FROM decision d JOIN "case" c ON c.ref = d.case_ref '
            "WHERE d.child_ref = child.ref AND c.kind = 'match' AND d.outcome = 'agreed' AND child.placed_on IS NULL "
            "AND d.decided_on < :since"
        ),
        days,
    )
    connection.execute(text('DELETE FROM household WHERE ref NOT IN (SELECT household_ref FROM "case")'))


def _copied(column: "Column[object]", copied: set[str], copy: int) -> str:
    """The SQL of a column's value in a copy of its row.

    Args:
        column: the column.
        copied: the names of the tables that are copied.
        copy: the copy's number.
    """
    refers_to = {key.column.table.name: key.column.name for key in column.foreign_keys}
    name = f'"{column.name}"'
    target = next((table for table in refers_to if table in copied), None)
    identifies_row = not refers_to and (column.primary_key or bool(column.unique) or column.name == "sibling_group")
    if target is None and not identifies_row:
        return name
    if isinstance(column.type, Integer):
        return f"{name} + {copy * APART}"
    return f"{name} || '-{copy}'"


def stores(cache: Path, workbook: Path | None) -> tuple[Path, Path]:
    """The two stores, made where they are not kept yet."""
    agency, england = cache / "20-years", cache / "england"
    if not exists(agency):
        if workbook is None:
            sys.exit("Give the workbook of 20 years with --workbook.")
        print("Importing the workbook; this takes minutes.", flush=True)
        make_agency(agency, workbook)
    if not exists(england):
        print("Copying the agency 20 times; this takes minutes.", flush=True)
        make_england(england, agency)
    return agency, england


def measure_all(store: Path, size: int, only: str) -> Iterator[tuple[Measure, float, int]]:
    """Each measure on a store with its figure and target; `size` chooses the target: 0 for 20 years, 1 for England."""
    desk = sign_in(store, None, PASSPHRASE, FrozenTime())
    refs = refs_to_open(desk)
    for each in MEASURES:
        if only.casefold() in each.what.casefold():
            yield each, each.of(desk, refs), each.targets[size]
    desk.close()


def main() -> int:
    """Make the stores, measure and print a table; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--workbook", type=Path, help="a workbook of 20 years of a large agency")
    parser.add_argument("--cache", type=Path, help="where the stores are kept; a temporary folder by default")
    parser.add_argument("--only", default="", help="measure only what has this word in its name")
    options = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory(prefix="panel-desk-bench-") as folder:
        cache = options.cache or Path(folder)
        for size, (title, store) in enumerate(
            zip(("20 years", "all England"), stores(cache, options.workbook), strict=True)
        ):
            print(f"{title:<26}{'figure':>12}{'target':>12}")
            for each, figure, target in measure_all(store, size, options.only):
                is_met = figure <= target if target else figure < 1
                met = met and is_met
                verdict = "met" if is_met else "missed"
                print(f"{each.what:<26}{figure:>9,.0f} {each.unit}{target:>9,} {each.unit}  {verdict}", flush=True)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
