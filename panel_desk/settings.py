"""The window's settings: its size, its colour scheme, each account's page and tables' columns. They hold no records.

They are stored in a small JSON file. If it is damaged, the defaults apply.
"""

import json
import logging
import os
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
# The settings that are the same for every account on a computer.
_OF_COMPUTER = frozenset({"window/geometry", "window/scheme", "table/compact", "backups/folder"})
_log = logging.getLogger(__name__)


class Settings:
    """Settings by name, stored in a file.

    Args:
        file: the file; None keeps the settings in memory only.
    """

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._values: dict[str, object] = _read(file) if file else {}

    def get(self, name: str, default: T) -> T:
        """The value of a setting; the default if it has none, or one of another type than the default."""
        value = self._values.get(name, default)
        return value if isinstance(value, type(default)) else default

    def put(self, name: str, value: object) -> None:
        """Change a setting to a value that JSON can hold. If the file cannot be written, the error is only logged."""
        if self._values.get(name) == value:
            return
        self._values[name] = value
        if self._file:
            try:
                _write(self._file, self._values)
            except OSError:
                _log.warning("settings could not be saved", exc_info=True)


class AccountSettings(Settings):
    """The settings of one account on this computer; the size and the look of the window are the computer's.

    Args:
        computer: the settings of the computer.
        account: the account's sign-in name.
    """

    def __init__(self, computer: Settings, account: str) -> None:
        super().__init__()
        self._computer, self._account = computer, account

    def get(self, name: str, default: T) -> T:
        """The account's value of a setting; the default if it has none, or one of another type than the default."""
        return self._computer.get(self._key(name), default)

    def put(self, name: str, value: object) -> None:
        """Change a setting of the account to a value that JSON can hold."""
        self._computer.put(self._key(name), value)

    def _key(self, name: str) -> str:
        return name if name in _OF_COMPUTER else f"account/{self._account}/{name}"


def _read(file: Path) -> dict[str, object]:
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}


def _write(file: Path, values: dict[str, object]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_suffix(".new")
    new.write_text(json.dumps(values, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(new, file)  # noqa: PTH105 # atomic, so that the settings are never half-written
