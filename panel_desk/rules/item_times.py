"""An agenda's times: each entry starts where the one before it ends, pauses between items, and where it overruns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class TimeSlot:
    """When an entry starts and ends, on the wall."""

    starts_at: time
    ends_at: time


def item_slots(starts_at: time, lengths: Sequence[int], pause: int) -> tuple[TimeSlot | None, ...]:
    """The slots of entries that follow each other with a pause between them; None for one that runs past midnight.

    Args:
        starts_at: when the first starts.
        lengths: minutes of each.
        pause: minutes between one and the next.
    """
    slots: list[TimeSlot | None] = []
    minute = starts_at.hour * 60 + starts_at.minute
    for length in lengths:
        slots.append(TimeSlot(_wall(minute), _wall(minute + length)) if minute + length < _MIDNIGHT else None)
        minute += length + pause
    return tuple(slots)


def overrun_minutes(last_ends_at: time, ends_by: time) -> int:
    """Minutes by which an agenda runs over; 0 where it does not."""
    day = date.min
    late = datetime.combine(day, last_ends_at) - datetime.combine(day, ends_by)
    return max(0, int(late / timedelta(minutes=1)))


def _wall(minute: int) -> time:
    return time(minute // 60, minute % 60)
