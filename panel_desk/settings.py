"""What the window remembers from one day to the next: its size, its colours, each table's columns. No records.

A small JSON file. A damaged one is as good as none: the window opens as on the first day.
"""

import json
import logging
import os
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
_log = logging.getLogger(__name__)


class Settings:
    """Values by name, kept in a file.

    Args:
        file: where they are kept; None keeps them for as long as the program runs.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._values: dict[str, object] = _read(file) if file else {}

    def get(self, name: str, default: T) -> T:
        """What was put under a name; the default where nothing was, or something of another type."""
        value = self._values.get(name, default)
        return value if isinstance(value, type(default)) else default

    def put(self, name: str, value: object) -> None:
        """Keep a value that JSON can hold. A folder that cannot be written is no reason to stop working."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        if self._file:
            try:
                _write(self._file, self._values)
            except OSError:
                _log.warning("settings could not be kept", exc_info=True)


def _read(file: Path) -> dict[str, object]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(file: Path, values: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(beside, file)  # noqa: PTH105 # one step, so that a half-written file is never the file
