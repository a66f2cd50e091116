"""Tests of what the window spares at its start."""

import linecache
from pathlib import Path

import pytest

import panel_desk.ui


def test_pyside_does_not_keep_the_source_of_what_is_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert panel_desk.ui
    file = tmp_path / "imported_after_pyside.py"
    file.write_text("NUMBER = 7\n", encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    module = __import__("imported_after_pyside")  # as an import statement does, which PySide watches
    assert module.NUMBER == 7
    assert str(file) not in linecache.cache
