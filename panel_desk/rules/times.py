"""Reads times of day as people type them."""

import re
from datetime import time

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?P<mark>[:.]?)(?P<minute>\d{2})(?:(?P=mark)(?P<second>\d{2}))?)? ?(?P<half>[ap]\.?m\.?)?"
)
_NOON = 12


def read_time(text: str) -> time:
    """Return the time of day that somebody typed: `9:30`, `09.30`, `0930`, `9:30:15`, `9.30 am`, `2pm`.

    Raises:
        ValueError: the text is not a time of day; with a sentence if it has the form of one.
    """
    found = _TIME.fullmatch(text.strip().casefold())
    if found is None or not (found["minute"] or found["half"]) or (found["second"] and not found["mark"]):
        raise ValueError
    hour = int(found["hour"])
    if found["half"]:
        if not 1 <= hour <= _NOON:
            raise ValueError("There is no such time.")
        hour = hour % _NOON + (_NOON if found["half"].startswith("p") else 0)
    try:
        return time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise ValueError("There is no such time.") from None
