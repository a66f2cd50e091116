"""Importing a workbook: reading, preview, faults, import; and exporting the registers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.agency import change_authority
from panel_desk.queries.agency import agency
from panel_desk.queries.members.members import members
from panel_desk.queries.workbook.comparison import ImportPreview
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.dialogs.export_workbook import WorkbookExport
from panel_desk.ui.dialogs.import_workbook import ImportDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.text import Text
from tests.builders import a_desk, a_member, a_workbook, an_authority
from tests.ui.page_context import Noted, a_page_context, click

AUTHORITIES: list[list[object]] = [["Code", "Name", "Decision maker"], ["FEN", "Fenland County Council", "Ruth Aldous"]]
MEMBERS: list[list[object]] = [
    ["Member ref", "Given name", "Family name", "Category", "Independent of agency", "Status", "Role", "Shoe size"],
    ["M001", "Siân", "Llewellyn", "independent", "yes", "active", "chair", 5],
    ["M002", "@Morag", "Heaney <mh@example.org>", "social worker", "no", "active", "member", None],
]
FAULTY: list[list[object]] = [
    MEMBERS[0],
    ["M001", "Siân", "Llewellyn", "plumber", "yes", "active", "chair", None],
    ["M001", "Siân", "", "independent", "perhaps", "active", "chair", None],
]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def noted(qtbot: QtBot, desk: Desk) -> Iterator[Noted]:
    assert qtbot
    with a_page_context(desk) as noted:
        yield noted


@pytest.fixture
def heard() -> list[ImportPreview]:
    """What the dialog tells its caller of each import that is done."""
    return []


@pytest.fixture
def dialog(qtbot: QtBot, noted: Noted, heard: list[ImportPreview]) -> ImportDialog:
    dialog = ImportDialog(noted.context.bridge, noted.context.background, heard.append)
    qtbot.addWidget(dialog)
    return dialog


def _read(qtbot: QtBot, dialog: ImportDialog, file: Path) -> None:
    dialog.choose_again()
    dialog.read(file)
    qtbot.waitUntil(dialog.drop_zone.isEnabled)


def test_nothing_can_be_imported_before_a_workbook_is_chosen(dialog: ImportDialog) -> None:
    assert not dialog.import_button.isEnabled()
    assert dialog.why_not.text() == "Choose a workbook first."


def test_choosing_another_workbook_puts_the_focus_where_one_is_chosen(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path
) -> None:
    _read(qtbot, dialog, a_workbook(tmp_path, {"Authorities": AUTHORITIES}))
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    dialog.again_button.setFocus()
    QTest.mouseClick(dialog.again_button, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert dialog.focusWidget() is dialog.drop_zone.button


def test_a_preview_says_what_would_be_added_and_saves_nothing(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path
) -> None:
    _read(qtbot, dialog, a_workbook(tmp_path, {"Authorities": AUTHORITIES, "Members": MEMBERS}))

    assert dialog.banner.words == ("This would add 3 records and change 0. Unchanged: 0. Nothing is saved yet.")
    assert [(c.sheet, c.added) for c in dialog.preview.counts.rows()] == [("Authorities", 1), ("Members", 2)]
    added = dialog.preview.changes.rows()[2]
    assert (added.record.sheet, added.record.ref, added.chip.word) == ("Members", "M002", "added")
    assert "Given name: @Morag · Family name: Heaney <mh@example.org>" in added.becomes
    assert dialog.import_button.isEnabled()
    assert desk.ask(members) == ()


def test_what_is_imported_is_what_was_previewed(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path, heard: list[ImportPreview]
) -> None:
    file = a_workbook(tmp_path, {"Authorities": AUTHORITIES, "Members": MEMBERS})
    _read(qtbot, dialog, file)
    previewed = dialog.preview.counts.rows()

    click(dialog.import_button)

    assert [row.ref for row in desk.ask(members)] == ["M001", "M002"]
    assert dialog.title.text() == "registers.xlsx is imported"
    assert dialog.banner.words == "3 records added, 0 changed, 0 unchanged."
    assert dialog.preview.counts.rows() == previewed
    assert not dialog.import_button.isVisible()
    assert [done.counts for done in heard] == [tuple(previewed)]


def test_what_was_saved_since_the_preview_is_shown_before_anything_is_imported(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path, heard: list[ImportPreview]
) -> None:
    an_authority(desk, decision_maker=None)
    _read(qtbot, dialog, a_workbook(tmp_path, {"Authorities": AUTHORITIES}))
    desk.do(change_authority, "FEN", 1, "Fenland County Council", "Jo Marsh")

    click(dialog.import_button)

    assert heard == []
    assert "Something was saved since this preview was shown" in dialog.banner.words
    (change,) = dialog.preview.changes.rows()
    assert (change.was, change.becomes) == ("Jo Marsh", "Ruth Aldous")
    click(dialog.import_button)
    assert len(heard) == 1
    assert desk.ask(agency).authorities[0].decision_maker == "Ruth Aldous"


def test_a_changed_field_shows_from_what_to_what(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path
) -> None:
    an_authority(desk, decision_maker=None)

    _read(qtbot, dialog, a_workbook(tmp_path, {"Authorities": AUTHORITIES}))

    (change,) = dialog.preview.changes.rows()
    assert (change.record.ref, change.field, change.was, change.becomes, change.chip.word) == (
        "FEN",
        "Decision maker",
        "nothing",
        "Ruth Aldous",
        "changed",
    )


def test_a_workbook_without_changes_has_nothing_to_import(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path
) -> None:
    an_authority(desk)

    _read(qtbot, dialog, a_workbook(tmp_path, {"Authorities": AUTHORITIES}))

    assert dialog.banner.words == "The store holds all of this workbook already."
    assert not dialog.import_button.isEnabled()


def test_every_fault_is_listed_with_its_place_and_what_would_be_right(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path
) -> None:
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": FAULTY}))

    faults = [numbered.fault for numbered in dialog.preview.faults.rows()]
    assert [(fault.sheet, fault.row, fault.heading, fault.value) for fault in faults] == [
        ("Members", 2, "Category", "plumber"),
        ("Members", 3, "Family name", ""),
        ("Members", 3, "Independent of agency", "perhaps"),
        ("Members", 3, "Member ref", "M001"),
    ]
    assert dialog.preview.tabs.current == "faults"
    assert not dialog.import_button.isEnabled()
    assert dialog.import_button.accessibleDescription() == "The workbook has 4 faults."
    click(dialog.preview.copy_button)
    assert QGuiApplication.clipboard().text() == "\n".join(map(str, faults))
    assert dialog.preview.faults.as_csv().splitlines()[1].startswith("Members,2,Category,plumber,")
    assert desk.ask(members) == ()


def test_faults_are_put_right_and_the_workbook_chosen_again(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": FAULTY}))
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": MEMBERS}))

    assert dialog.preview.faults.total == 0
    assert dialog.preview.tabs.current == "counts"
    assert dialog.import_button.isEnabled()


def test_what_is_ignored_is_said(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": MEMBERS, "Holiday rota": [["Week"]]}))

    QApplication.processEvents()
    message = {text.text() for text in dialog.preview.findChildren(Text) if "not one of" in text.text()}
    assert message == {
        "Members: the heading Shoe size is not one of Panel Desk's",
        "Sheet Holiday rota: not one of Panel Desk's",
    }


def test_a_file_that_is_no_workbook_is_refused_and_another_can_be_chosen(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path
) -> None:
    file = tmp_path / "letter.xlsx"
    file.write_text("Dear panel", encoding="utf-8")
    _read(qtbot, dialog, file)

    assert dialog.banner.words.startswith("This is not an Excel workbook")
    assert dialog.stack.currentWidget() is dialog.choosing

    dialog.read(tmp_path / "missing.xlsx")
    qtbot.waitUntil(dialog.drop_zone.isEnabled)
    (message,) = [message for message in dialog.findChildren(Message) if message.isVisible()]
    assert message.words.text() == "There is no file missing.xlsx in that folder. Check the name."


def test_a_fault_that_came_up_since_the_preview_is_listed_and_nothing_is_written(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, tmp_path: Path
) -> None:
    an_authority(desk)
    a_child_of_fen: list[list[object]] = [
        ["Child ref", "Initials", "Born on", "Ethnicity", "Authority"],
        ["C001", "QX", "2024-01-02", "White British", "FEN"],
    ]
    _read(qtbot, dialog, a_workbook(tmp_path, {"Children": a_child_of_fen}))
    with desk.store.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM authority")

    click(dialog.import_button)

    assert [numbered.fault.value for numbered in dialog.preview.faults.rows()] == ["FEN"]
    assert not dialog.import_button.isEnabled()


def test_a_workbook_is_dropped(qtbot: QtBot, dialog: ImportDialog, tmp_path: Path) -> None:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(a_workbook(tmp_path, {"Members": MEMBERS})))])
    dialog.drop_zone.dropEvent(
        QDropEvent(
            QPointF(9, 9),
            Qt.DropAction.CopyAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )

    qtbot.waitUntil(lambda: dialog.stack.currentWidget() is dialog.preview)
    assert dialog.title.text() == "What registers.xlsx would do"


def test_a_reading_that_is_stopped_leaves_the_dialog_as_it_was(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path
) -> None:
    dialog.read(a_workbook(tmp_path, {"Members": MEMBERS}))
    dialog.progress.stop()
    qtbot.waitUntil(dialog.drop_zone.isEnabled)

    assert dialog.stack.currentWidget() is dialog.choosing
    assert not dialog.import_button.isEnabled()


@pytest.mark.parametrize("is_reading", [False, True])
def test_a_closed_dialog_is_freed_once_its_reading_has_ended(
    qtbot: QtBot, noted: Noted, tmp_path: Path, is_reading: bool
) -> None:
    dialog = ImportDialog(noted.context.bridge, noted.context.background, print)
    if is_reading:
        dialog.read(a_workbook(tmp_path, {"Members": MEMBERS}))
    with qtbot.waitSignal(dialog.destroyed):
        dialog.reject()


@pytest.mark.parametrize(
    ("role", "refusal"),
    [
        (
            AccountRole.ADVISER,
            "You are signed in as agency adviser. This is done by an account with the role administrator.",
        ),
        (
            AccountRole.READER,
            f"You are signed in as reader, who does not see {Information.OFFICE_WORK}.",
        ),
    ],
)
def test_a_role_that_may_not_import_is_refused(qtbot: QtBot, tmp_path: Path, role: AccountRole, refusal: str) -> None:
    with a_page_context(a_desk(tmp_path, role)) as noted:
        dialog = ImportDialog(noted.context.bridge, noted.context.background, print)
        qtbot.addWidget(dialog)
        _read(qtbot, dialog, a_workbook(tmp_path, {"Members": MEMBERS}))
        dialog.import_now()

        assert dialog.banner.words == refusal


# Export


def test_an_export_is_imported_into_another_store(
    qtbot: QtBot, dialog: ImportDialog, desk: Desk, noted: Noted, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    source = a_desk(other)
    an_authority(source)
    a_member(source, given_name="=Siân")
    written: list[str] = []
    suggested: list[str] = []
    with a_page_context(source) as context:
        progress = Progress()
        qtbot.addWidget(progress)
        export = WorkbookExport(context.context.bridge, context.context.background, progress, written.append, progress)

        def cancel(name: str) -> str:
            suggested.append(name)
            return ""

        export.ask_where = cancel
        export.start()
        assert suggested == ["Fenland Adoption registers 4 March 2027.xlsx"]
        assert written == []
        export.ask_where = lambda name: str(tmp_path / name)
        export.start()
        qtbot.waitUntil(lambda: written == suggested)

    _read(qtbot, dialog, tmp_path / suggested[0])
    dialog.import_now()

    assert [row.name for row in desk.ask(members)] == ["=Siân Family001"]
    assert desk.ask(agency).authorities == source.ask(agency).authorities
    assert noted.done == []


def test_an_export_to_a_folder_that_is_not_there_says_so(qtbot: QtBot, noted: Noted, tmp_path: Path) -> None:
    window = QDialog()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    progress = Progress()
    qtbot.addWidget(progress)
    export = WorkbookExport(noted.context.bridge, noted.context.background, progress, print, window)
    export.ask_where = lambda _: str(tmp_path / "nowhere" / "all.xlsx")
    export.start()

    qtbot.waitUntil(lambda: bool(_messages()))
    (message,) = _messages()
    assert message.words.text().startswith("all.xlsx could not be written")
    message.reject()


def _messages() -> list[Message]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]


def test_the_import_is_drawn(
    qtbot: QtBot, dialog: ImportDialog, tmp_path: Path, picture: Callable[[QWidget, str], list[Path]]
) -> None:
    pictures = picture(dialog, "import-choose")
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": FAULTY}))
    pictures += picture(dialog, "import-faults")
    _read(qtbot, dialog, a_workbook(tmp_path, {"Members": MEMBERS, "Authorities": AUTHORITIES}))
    pictures += picture(dialog, "import-preview")
    assert len(pictures) == 12
    assert all(file.stat().st_size for file in pictures)
