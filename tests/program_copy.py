"""A copy of the program whose code a test may change, with its own `dev.py`."""

import importlib.util
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

import dev

ROOT = Path(dev.__file__).parent
MIGRATIONS = Path("panel_desk", "store", "migrations", "versions")
_MEMBERS = Path("panel_desk", "models", "members.py")


class ProgramCopy:
    """A copy of the program.

    Args:
        folder: the folder to copy it to.
        monkeypatch: makes the copy's `dev.py` use the Python environment of the tests, as the copy has none.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        shutil.copytree(ROOT / "panel_desk", folder / "panel_desk", ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("dev.py", "dev_migration.py", "pyproject.toml"):
            shutil.copy2(ROOT / name, folder / name)
        self._dev = _load(folder / "dev.py")
        monkeypatch.setattr(self._dev, "_environment", lambda: True)
        monkeypatch.setattr(self._dev, "PROGRAMS", Path(sys.executable).parent)
        self._monkeypatch = monkeypatch

    def dev(self, *words: str) -> int:
        """Run `python dev.py` with these arguments; its exit code."""
        self._monkeypatch.setattr(sys, "argv", ["dev.py", *words])
        code: int = self._dev.main()
        return code

    def replace(self, file: str, old: str, new: str) -> None:
        """Replace a text that occurs once in a file."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")

    def add_to_member(self, field: str) -> None:
        """Add a field to the model of a member, given as a line of code such as `colour: Mapped[str | None]`."""
        self.replace(
            _MEMBERS.as_posix(), "    notes: Mapped[str | None]\n", f"    notes: Mapped[str | None]\n    {field}\n"
        )

    def migrations(self) -> list[Path]:
        """The files of the copy's migrations, oldest first."""
        return sorted((self.folder / MIGRATIONS).glob("[0-9]*.py"))


def _load(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("dev_of_a_copy", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
