"""The dialog that asks where to save suggests a name of its own for each file."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.ui.widgets.save_file_dialog import where_to_save


def test_a_second_draft_is_offered_a_name_of_its_own(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    suggested: list[str] = []

    def choose(_: QWidget, __: str, name: str, kind: str) -> tuple[str, str]:
        suggested.append(name)
        return name, kind

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    parent = QWidget()
    qtbot.addWidget(parent)
    kind = "E-mail draft (*.eml)"
    first = where_to_save(parent, str(tmp_path / "Minutes.eml"), kind)
    Path(first).write_text("the first draft", encoding="utf-8")
    second = where_to_save(parent, "Minutes.eml", kind)
    assert suggested == [str(tmp_path / "Minutes.eml"), str(tmp_path / "Minutes (2).eml")]
    assert second == suggested[1]


def test_a_cancelled_dialog_names_no_file(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    parent = QWidget()
    qtbot.addWidget(parent)
    assert not where_to_save(parent, str(tmp_path / "Minutes.eml"), "E-mail draft (*.eml)")
