"""Who sits on which panel, as a constraint model: one for all the panels given, so that a year is fair as a whole.

What must hold is the quorum of every item, as `quoracy.judge` reads it. What is wished for has a price, counted in
sittings: a wish with a price of 3 is worth giving a seat to somebody who would then have 3 sittings more than another.
Sittings cost the more the more of them somebody has (the square of the distance to the fair share), so that the
spread is as even as the quorum and the wishes let it be.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, IntVar, LinearExpr

EMPTY_SEAT = 1000  # no spread of sittings is worth an empty seat
SPARE = 10  # somebody more than the quorum of every item needs: in all, to preside, as the social worker
EXTRA_SEAT = 4  # above the least that the panel wants
BACKGROUND = 3  # each category or background that somebody on the panel brings

_LOOK_UP_SECONDS = 0.05  # how often a search looks whether it is to stop
_SOLVERS_TIME = 0.2  # of the solver's own units of work, for each second: the same on every computer


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelToSeat:
    """A panel to be seated, as the model sees it. People are refs; who is not in `worth` cannot sit.

    Args:
        on: its day; nobody sits twice on one, but who is kept.
        least: the seats to fill.
        most: the seats there are.
        quorum: how many must count for each item.
        worth: everybody who can sit, and the price at which the panel would have them; below nothing if rather not.
        kept: who sits in any case.
        brings: what each person brings.
        items: for each item, who counts for it if they sit.
        preside_first: who may preside.
        preside_next: who may preside on an item only where none of the former count.
        need_independent: who may preside only where somebody independent counts.
        independent: who is independent.
        social_workers: who counts as the social worker.
        presiding_counts: whether the one who presides may be the social worker too.
    """

    on: date
    least: int
    most: int
    quorum: int
    worth: Mapping[str, int]
    kept: frozenset[str]
    brings: Mapping[str, frozenset[str]]
    items: Sequence[frozenset[str]]
    preside_first: frozenset[str]
    preside_next: frozenset[str]
    need_independent: frozenset[str]
    independent: frozenset[str]
    social_workers: frozenset[str]
    presiding_counts: bool


def seat_panels(
    tables: Sequence[PanelToSeat], sittings: Mapping[str, int], seconds: float, stopped: Callable[[], bool]
) -> dict[int, frozenset[str] | None]:
    """Seat as many tables as can be, the earlier first, and then all as well as can be in the time.

    What can be seated is found day by day, for nothing but the spread joins one day to another. The same tables, given
    in the same order, are seated in the same way each time, as long as the solver's own measure of work ends the search
    and not the clock.

    Args:
        tables: the panels.
        sittings: how often each person has sat already.
        seconds: when to come back with the best so far.
        stopped: asked a few times a second, in the caller's thread, whether to come back at once.

    Returns:
        For each table, by its place, who sits; None where it cannot be seated. Those that there was no time for lack.
    """
    search = _Search(seconds, stopped)
    seated: dict[int, frozenset[str] | None] = {}
    days: dict[date, list[int]] = defaultdict(list)
    for place, table in enumerate(tables):
        days[table.on].append(place)
    for day in days.values():
        model = _Model([tables[place] for place in day], sittings)
        is_certain = search.best(model, -model.tables_seated(), linear=0)
        seated |= {place: who for place, who in zip(day, model.seated, strict=True) if is_certain or who}
    held = [place for place, line_up in seated.items() if line_up]
    model = _Model([tables[place] for place in held], sittings)
    model.seat_all()
    search.best(model, model.price(), linear=2)
    return seated | {place: who for place, who in zip(held, model.seated, strict=True) if who}


class _Model:
    """The variables, what must hold of them, and the best that was found."""

    def __init__(self, tables: Sequence[PanelToSeat], sittings: Mapping[str, int]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 # heavy, and wanted only for a suggestion

        self.model: CpModel = cp_model.CpModel()
        self.tables = tables
        self.sittings = sittings
        self.held = [self._bool() for _ in tables]
        self.sits = [{ref: self._bool() for ref in sorted(table.worth)} for table in tables]
        self.prices: list[tuple[int, IntVar]] = []
        self.seated: list[frozenset[str] | None] = [None] * len(tables)
        for table, held, sits in zip(tables, self.held, self.sits, strict=True):
            self._seats(table, held, sits)
            self._quorum(table, held, sits)
            self._mix(table, sits)
        self._one_panel_a_day()
        self._spread()

    def _bool(self) -> "IntVar":
        return self.model.new_bool_var("")

    def _wish(self, price: float) -> "IntVar":
        """Something that lowers the price if it comes true."""
        wish = self._bool()
        self.prices.append((-round(2 * price), wish))
        return wish

    def _seats(self, table: PanelToSeat, held: "IntVar", sits: Mapping[str, "IntVar"]) -> None:
        """How many sit, and who would be welcome."""
        taken = _sum(sits.values())
        empty = self.model.new_int_var(0, table.least, "")
        extra = self.model.new_int_var(0, max(table.most - table.least, 0), "")
        self.model.add(taken <= table.most)
        self.model.add(taken + empty >= table.least * held)
        self.model.add(taken - extra <= table.least)
        self.prices += [(2 * EMPTY_SEAT, empty), (2 * EXTRA_SEAT, extra)]
        for ref, seat_taken in sits.items():
            self.prices.append((-2 * table.worth[ref], seat_taken))
            if ref in table.kept:
                self.model.add(seat_taken == held)
            else:
                self.model.add_implication(seat_taken, held)

    def _quorum(self, table: PanelToSeat, held: "IntVar", sits: Mapping[str, "IntVar"]) -> None:
        """Every item is quorate, and would be with one fewer if that can be had."""
        items = sorted({tuple(sorted(each & sits.keys())) for each in table.items})
        for counted in items:
            in_all, to_preside, social_worker = (self._wish(SPARE / len(items)) for _ in range(3))
            counts = {ref: sits[ref] for ref in counted}
            presides = {ref: self._bool() for ref in counted if ref in table.preside_first | table.preside_next}
            self.model.add(_sum(counts.values()) >= table.quorum * held + in_all)
            self.model.add(_sum(presides.values()) == held)
            self.model.add(_sum(counts[ref] for ref in presides) >= held + to_preside)
            workers = [counts[ref] for ref in counted if ref in table.social_workers]
            busy = [] if table.presiding_counts else [presides[ref] for ref in presides if ref in table.social_workers]
            self.model.add(_sum(workers) - _sum(busy) >= held + social_worker)
            for ref, in_the_chair in presides.items():
                self.model.add_implication(in_the_chair, counts[ref])
                if ref in table.preside_next:
                    for first in sorted(table.preside_first & presides.keys()):
                        self.model.add_implication(in_the_chair, ~counts[first])
                if ref in table.need_independent:
                    independent = [counts[other] for other in counted if other in table.independent]
                    self.model.add_bool_or([~in_the_chair, *independent])

    def _mix(self, table: PanelToSeat, sits: Mapping[str, "IntVar"]) -> None:
        """Each category and background that somebody brings is worth having."""
        for kind in sorted({kind for ref in sits for kind in table.brings[ref]}):
            who = [seat_taken for ref, seat_taken in sits.items() if kind in table.brings[ref]]
            self.model.add_bool_or([~self._wish(BACKGROUND), *who])

    def _one_panel_a_day(self) -> None:
        """Nobody sits on two panels of a day, unless both have them already."""
        days: dict[tuple[date, str], list[IntVar]] = defaultdict(list)
        for table, sits in zip(self.tables, self.sits, strict=True):
            for ref, seat_taken in sits.items():
                if ref not in table.kept:
                    days[table.on, ref].append(seat_taken)
        for seats in days.values():
            self.model.add_at_most_one(seats)

    def _spread(self) -> None:
        """A person's next sitting costs more than the one before."""
        seats: dict[str, list[IntVar]] = defaultdict(list)
        for sits in self.sits:
            for ref, seat_taken in sits.items():
                seats[ref].append(seat_taken)
        all_sittings = sum(self.sittings[ref] for ref in seats) + sum(table.least for table in self.tables)
        fair = round(all_sittings / max(len(seats), 1))
        for ref, taken in sorted(seats.items()):
            steps = [self._bool() for _ in taken]
            self.model.add(_sum(taken) == _sum(steps))
            for before, after in pairwise(steps):
                self.model.add_implication(after, before)
            above = self.sittings[ref] - fair
            self.prices += [(2 * (above + number) + 1, step) for number, step in enumerate(steps)]

    def tables_seated(self) -> "LinearExpr | int":
        """How many tables are seated; where not all can be, the earlier count for a little more."""
        count = len(self.tables)
        return _sum((count * count + count - number) * held for number, held in enumerate(self.held))

    def price(self) -> "LinearExpr | int":
        """What the line-ups cost, in half sittings."""
        return _sum(price * what for price, what in self.prices)

    def seat_all(self) -> None:
        """Every table is to be seated: it is known that all can be."""
        for held in self.held:
            self.model.add(held == 1)

    def note(self, value: "Callable[[IntVar], int]") -> None:
        """Keep the line-ups of a solution."""
        self.seated = [
            frozenset(ref for ref, seat_taken in sits.items() if value(seat_taken)) if value(held) else None
            for held, sits in zip(self.held, self.sits, strict=True)
        ]


class _Search:
    """The time there is, and whether somebody wants the search to stop."""

    def __init__(self, seconds: float, stopped: Callable[[], bool]) -> None:
        self.seconds = seconds
        self.until = monotonic() + seconds
        self.stopped = stopped

    def best(self, model: _Model, price: "LinearExpr | int", *, linear: int) -> bool:
        """Look for the least price and note the best line-ups; whether nothing better can be found.

        The solver runs in a thread of its own, so that it can be stopped between two solutions.

        Args:
            model: the model.
            price: what to make least.
            linear: how much of the model to solve as a linear programme too: nothing (0) for what is a matter of
                logic, everything (2) for the spread of the sittings, which is nearly one.
        """
        from ortools.sat.python import cp_model  # noqa: PLC0415 # loaded with the model by now

        left = self.until - monotonic()
        if left <= 0 or self.stopped():
            return False
        model.model.minimize(price)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = linear
        solver.parameters.max_time_in_seconds = left
        solver.parameters.max_deterministic_time = self.seconds * _SOLVERS_TIME
        solver.parameters.catch_sigint_signal = False
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(solver.solve, model.model)
            while wait([running], _LOOK_UP_SECONDS).not_done:
                if self.stopped():
                    solver.stop_search()
        status = running.result()
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            model.note(solver.value)
        return bool(status == cp_model.OPTIMAL)


def _sum(terms: "Iterable[LinearExpr | int]") -> "LinearExpr | int":
    """A sum that the solver takes, of nothing too."""
    return sum(terms, start=0)
