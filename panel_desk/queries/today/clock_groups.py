"""The running clocks of households and children, counted by kind and band, with the first of each."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, case, func, select, union_all

from panel_desk.models import Child, RunningClock
from panel_desk.queries.today.rows import Band, TodayContext
from panel_desk.queries.today.running_clocks import DueRow, in_order, running_parts
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.running_clocks import household_clock

_FIRST = 4  # rows of a group that are read


@dataclass(frozen=True, slots=True)
class ClockGroup:
    """The running clocks of one kind in one band.

    Args:
        size: how many there are.
        first: the first of them, soonest first.
    """

    size: int
    first: tuple[DueRow, ...]


def groups_of_cases(
    context: TodayContext, kinds: tuple[ClockKind, ...]
) -> Iterator[tuple[tuple[ClockKind, Band], ClockGroup]]:
    """The clocks of households and children that run today, of some kinds: by kind and band."""
    sizes = _sizes(context, kinds)
    if not sizes:
        return
    first = _first(context, sizes)
    for key, size in sizes.items():
        yield key, ClockGroup(size, tuple(first[key][:_FIRST]))


def _due_in_band(today: date) -> Mapping[Band, ColumnElement[bool]]:
    """The condition on the last day of a clock for each band."""
    sunday = today + timedelta(days=6 - today.weekday())
    return {
        Band.LATE: RunningClock.due_on < today,
        Band.TODAY: RunningClock.due_on == today,
        Band.THIS_WEEK: (RunningClock.due_on > today) & (RunningClock.due_on <= sunday),
        Band.LATER: RunningClock.due_on > sunday,
    }


def _sizes(context: TodayContext, kinds: tuple[ClockKind, ...]) -> Mapping[tuple[ClockKind, Band], int]:
    """The number of running clocks of each kind in each band."""
    bands = _due_in_band(context.today)
    band = case(*((condition, name.value) for name, condition in bands.items()))
    counted = union_all(
        *(
            select(RunningClock.kind, band.label("band"), func.count().label("size"))
            .where(part, RunningClock.kind.in_(kinds))
            .group_by(RunningClock.kind, band)
            for part in running_parts(context.today)
        )
    )
    sizes: Counter[tuple[ClockKind, Band]] = Counter()
    for kind, name, size in context.work.session.execute(counted):
        sizes[kind, Band(name)] += size
    return sizes


def _first(
    context: TodayContext, keys: Mapping[tuple[ClockKind, Band], int]
) -> Mapping[tuple[ClockKind, Band], list[DueRow]]:
    """The first rows of each group."""
    bands = _due_in_band(context.today)
    columns = (
        RunningClock.kind,
        RunningClock.started_on,
        RunningClock.due_on,
        RunningClock.case_ref,
        RunningClock.child_ref,
        RunningClock.household_ref,
    )
    soonest = (
        select(*columns)
        .where(part, RunningClock.kind == kind, bands[band])
        .order_by(RunningClock.due_on, RunningClock.case_ref, RunningClock.child_ref, RunningClock.household_ref)
        .limit(_FIRST)
        .subquery()
        for kind, band in keys
        for part in running_parts(context.today)
    )
    found = union_all(*(select(each) for each in soonest)).subquery()
    with_child = select(
        found, Child.born_on, Child.consent_given_on.is_not(None) & Child.placement_order_on.is_(None)
    ).outerjoin(Child, Child.ref == found.c.child_ref)
    rows: defaultdict[tuple[ClockKind, Band], list[DueRow]] = defaultdict(list)
    for row in context.work.session.execute(with_child):
        kind, started_on, due_on, case_ref, child, household, born_on, is_relinquished = row
        if born_on is not None:
            clock = context.clocks.match_after_plan(started_on, born_on, relinquished=is_relinquished)
        else:
            clock = household_clock(context.clocks, kind, started_on)
        rows[kind, context.band(due_on)].append(
            DueRow(clock, context.today, case=case_ref, child=child, household=household)
        )
    for of_group in rows.values():
        of_group.sort(key=in_order)
    return rows
