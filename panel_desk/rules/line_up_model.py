"""Assigns members to panels with a constraint model (OR-Tools CP-SAT), one for all panels of a period.

Hard constraints: the quorum of every item, as in `quoracy.judge_quorum`. Soft constraints have a price in sittings: a
wish with a price of 3 outweighs giving a seat to somebody who then has 3 sittings more than another. The cost of a
person's sittings grows with the square of their distance to the fair share, so that sittings are spread as evenly as
the quorum and the wishes allow.
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

# Prices, in sittings: of an empty seat and of an extra one, and of the wishes for spare people and for backgrounds.
EMPTY_SEAT = 1000  # more than any even spread of sittings is worth
SPARE = 10  # for one person more than an item's quorum needs: in number, to preside, as the social worker
EXTRA_SEAT = 4  # for each seat above the minimum number of seats
BACKGROUND = 3  # for each category or background that somebody on the panel has

_POLL_INTERVAL = 0.05  # seconds between two checks whether to stop
_WORK_PER_SECOND = 0.2  # in the solver's deterministic units of work, which give the same result on every computer


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelToSeat:
    """A panel as input to the model. People are refs; those who are not in `worth` cannot sit.

    Args:
        on: its date; nobody sits on two panels of one day, unless they have accepted both.
        min_seats: the seats to fill.
        max_seats: the seats available.
        quorum: the number of members that must count for each item.
        worth: everybody who can sit, with the value in sittings of having them on this panel; negative if undesirable.
        accepted: those who have accepted and sit in any case.
        backgrounds: each person's category and backgrounds.
        items: for each item, who counts for it if they sit.
        may_preside: those who may preside.
        need_independent: those who may preside only if somebody independent counts.
        independent: those who are independent of the agency.
        social_workers: those who count as the social worker.
        presiding_counts: whether the person presiding may also count as the social worker.
    """

    on: date
    min_seats: int
    max_seats: int
    quorum: int
    worth: Mapping[str, int]
    accepted: frozenset[str]
    backgrounds: Mapping[str, frozenset[str]]
    items: Sequence[frozenset[str]]
    may_preside: frozenset[str]
    need_independent: frozenset[str]
    independent: frozenset[str]
    social_workers: frozenset[str]
    presiding_counts: bool


def seat_panels(
    panels: Sequence[PanelToSeat], sittings: Mapping[str, int], seconds: float, stopped: Callable[[], bool]
) -> dict[int, frozenset[str] | None]:
    """Find line-ups for as many panels as possible, earlier ones first, then improve them until the time is up.

    Which panels can be seated is solved day by day, since only the spread of sittings links one day to another. The
    same input always gives the same line-ups, as long as the solver's deterministic work limit ends the search before
    the clock does.

    Args:
        panels: the panels.
        sittings: how often each person has sat already.
        seconds: the time limit.
        stopped: called a few times a second in the caller's thread; True ends the search with the best so far.

    Returns:
        Who sits, by the panel's index; None where the panel cannot be seated. Panels that were not reached in time are
        missing.
    """
    solver = _TimeLimitedSolver(seconds, stopped)
    seated: dict[int, frozenset[str] | None] = {}
    by_day: dict[date, list[int]] = defaultdict(list)
    for index, panel in enumerate(panels):
        by_day[panel.on].append(index)
    for same_day in by_day.values():
        model = _Model([panels[index] for index in same_day], sittings)
        is_optimal = solver.minimise(model, -model.number_seated(), linear=0)
        seated |= {index: who for index, who in zip(same_day, model.seated, strict=True) if is_optimal or who}
    seatable = [index for index, line_up in seated.items() if line_up]
    model = _Model([panels[index] for index in seatable], sittings)
    model.require_all_seated()
    solver.minimise(model, model.price(), linear=2)
    return seated | {index: who for index, who in zip(seatable, model.seated, strict=True) if who}


class _Model:
    """The variables and constraints, and the best solution so far."""

    def __init__(self, panels: Sequence[PanelToSeat], sittings: Mapping[str, int]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 # heavy; loads when a suggestion is asked for

        self.model: CpModel = cp_model.CpModel()
        self.panels = panels
        self.sittings = sittings
        self.is_seated = [self._bool() for _ in panels]
        self.sits = [{ref: self._bool() for ref in sorted(panel.worth)} for panel in panels]
        self.prices: list[tuple[int, IntVar]] = []  # of each variable, in half sittings
        self.seated: list[frozenset[str] | None] = [None] * len(panels)
        for panel, is_seated, sits in zip(panels, self.is_seated, self.sits, strict=True):
            self._constrain_seats(panel, is_seated, sits)
            self._constrain_quorum(panel, is_seated, sits)
            self._reward_backgrounds(panel, sits)
        self._limit_to_one_panel_per_day()
        self._spread_sittings()

    def _bool(self) -> "IntVar":
        return self.model.new_bool_var("")

    def _wish(self, price: float) -> "IntVar":
        """A variable that lowers the price of the line-ups by `price` sittings if it is true."""
        wish = self._bool()
        self.prices.append((-round(2 * price), wish))
        return wish

    def _constrain_seats(self, panel: PanelToSeat, is_seated: "IntVar", sits: Mapping[str, "IntVar"]) -> None:
        """The number of people who sit, and the value of each of them."""
        taken = _sum(sits.values())
        empty = self.model.new_int_var(0, panel.min_seats, "")
        extra = self.model.new_int_var(0, max(panel.max_seats - panel.min_seats, 0), "")
        self.model.add(taken <= panel.max_seats)
        self.model.add(taken + empty >= panel.min_seats * is_seated)
        self.model.add(taken - extra <= panel.min_seats)
        self.prices += [(2 * EMPTY_SEAT, empty), (2 * EXTRA_SEAT, extra)]
        for ref, seat_taken in sits.items():
            self.prices.append((-2 * panel.worth[ref], seat_taken))
            if ref in panel.accepted:
                self.model.add(seat_taken == is_seated)
            else:
                self.model.add_implication(seat_taken, is_seated)

    def _constrain_quorum(self, panel: PanelToSeat, is_seated: "IntVar", sits: Mapping[str, "IntVar"]) -> None:
        """Every item must be quorate; staying quorate after one apology is a wish."""
        items = sorted({tuple(sorted(who_counts & sits.keys())) for who_counts in panel.items})
        for counted in items:
            in_all, to_preside, social_worker = (self._wish(SPARE / len(items)) for _ in range(3))
            counts = {ref: sits[ref] for ref in counted}
            presides = {ref: self._bool() for ref in counted if ref in panel.may_preside}
            self.model.add(_sum(counts.values()) >= panel.quorum * is_seated + in_all)
            self.model.add(_sum(presides.values()) == is_seated)
            self.model.add(_sum(counts[ref] for ref in presides) >= is_seated + to_preside)
            workers = [counts[ref] for ref in counted if ref in panel.social_workers]
            not_counted = (
                [] if panel.presiding_counts else [presides[ref] for ref in presides if ref in panel.social_workers]
            )
            self.model.add(_sum(workers) - _sum(not_counted) >= is_seated + social_worker)
            for ref, in_the_chair in presides.items():
                self.model.add_implication(in_the_chair, counts[ref])
                if ref in panel.need_independent:
                    independent = [counts[other] for other in counted if other in panel.independent]
                    self.model.add_bool_or([~in_the_chair, *independent])

    def _reward_backgrounds(self, panel: PanelToSeat, sits: Mapping[str, "IntVar"]) -> None:
        """Each category and background that somebody on the panel has is a wish."""
        for background in sorted({background for ref in sits for background in panel.backgrounds[ref]}):
            who = [seat_taken for ref, seat_taken in sits.items() if background in panel.backgrounds[ref]]
            self.model.add_bool_or([~self._wish(BACKGROUND), *who])

    def _limit_to_one_panel_per_day(self) -> None:
        """Nobody sits on two panels of one day, unless they have accepted both."""
        by_day: dict[tuple[date, str], list[IntVar]] = defaultdict(list)
        for panel, sits in zip(self.panels, self.sits, strict=True):
            for ref, seat_taken in sits.items():
                if ref not in panel.accepted:
                    by_day[panel.on, ref].append(seat_taken)
        for seats in by_day.values():
            self.model.add_at_most_one(seats)

    def _spread_sittings(self) -> None:
        """Each further sitting of a person costs more than the one before."""
        seats: dict[str, list[IntVar]] = defaultdict(list)
        for sits in self.sits:
            for ref, seat_taken in sits.items():
                seats[ref].append(seat_taken)
        all_sittings = sum(self.sittings[ref] for ref in seats) + sum(panel.min_seats for panel in self.panels)
        fair_share = round(all_sittings / max(len(seats), 1))
        for ref, taken in sorted(seats.items()):
            # The square of the distance as a sum of steps, the n-th of which costs 2n + 1: CP-SAT is linear.
            steps = [self._bool() for _ in taken]
            self.model.add(_sum(taken) == _sum(steps))
            for before, after in pairwise(steps):
                self.model.add_implication(after, before)
            above = self.sittings[ref] - fair_share
            self.prices += [(2 * (above + number) + 1, step) for number, step in enumerate(steps)]

    def number_seated(self) -> "LinearExpr | int":
        """The number of panels seated, scaled; where not all can be, earlier panels count slightly more."""
        count = len(self.panels)
        return _sum((count * count + count - number) * is_seated for number, is_seated in enumerate(self.is_seated))

    def price(self) -> "LinearExpr | int":
        """The price of the line-ups, in half sittings."""
        return _sum(price * variable for price, variable in self.prices)

    def require_all_seated(self) -> None:
        """Require every panel to be seated, once it is known that all can be."""
        for is_seated in self.is_seated:
            self.model.add(is_seated == 1)

    def keep(self, value: "Callable[[IntVar], int]") -> None:
        """Keep the line-ups of a solution."""
        self.seated = [
            frozenset(ref for ref, seat_taken in sits.items() if value(seat_taken)) if value(is_seated) else None
            for is_seated, sits in zip(self.is_seated, self.sits, strict=True)
        ]


class _TimeLimitedSolver:
    """Solves models one after the other within a common time limit, and can be stopped early."""

    def __init__(self, seconds: float, stopped: Callable[[], bool]) -> None:
        self.seconds = seconds
        self.deadline = monotonic() + seconds
        self.stopped = stopped

    def minimise(self, model: _Model, price: "LinearExpr | int", *, linear: int) -> bool:
        """Search for the lowest price and keep the best line-ups; True if they are proved optimal.

        The solver runs in a thread of its own, so that the caller's thread can ask `stopped` meanwhile.

        Args:
            model: the model.
            price: the expression to minimise.
            linear: the solver's linearisation level: 0 suits the pure logic of who can sit, 2 the spread of sittings,
                which is nearly a linear programme.
        """
        from ortools.sat.python import cp_model  # noqa: PLC0415 # loaded with the model by now

        left = self.deadline - monotonic()
        if left <= 0 or self.stopped():
            return False
        model.model.minimize(price)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1  # several would make the result depend on their timing
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = linear
        solver.parameters.max_time_in_seconds = left
        solver.parameters.max_deterministic_time = self.seconds * _WORK_PER_SECOND
        solver.parameters.catch_sigint_signal = False
        with ThreadPoolExecutor(1) as thread:
            running = thread.submit(solver.solve, model.model)
            while wait([running], _POLL_INTERVAL).not_done:
                if self.stopped():
                    solver.stop_search()
        status = running.result()
        if status in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
            model.keep(solver.value)
        return bool(status == cp_model.OPTIMAL)


def _sum(terms: "Iterable[LinearExpr | int]") -> "LinearExpr | int":
    """A sum of terms; 0 for none."""
    return sum(terms, start=0)
