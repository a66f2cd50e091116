"""Where each kind of error is shown, what dialogs do when they close, and that the program continues."""

import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from panel_desk import logs
from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError, SurroundingsError
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui import error_display
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import BothTexts, Message, ask, show_message
from panel_desk.ui.fields import TextField
from panel_desk.ui.widgets.text import Text
from tests.builders import a_desk, a_member
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults


class Shown:
    """Stands in for a page or a form: it notes the broken rules that it is told to show."""

    def __init__(self) -> None:
        self.sentences: list[str] = []
        self.cleared = 0

    def show_problem(self, error: RuleBrokenError) -> None:
        self.sentences.append(error.sentence)

    def clear_problems(self) -> None:
        self.cleared += 1


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.resize(200, 100)
    widget.show()
    return widget


@pytest.fixture
def bridge(tmp_path: Path, parent: QWidget) -> DeskBridge:
    assert parent
    return DeskBridge(a_desk(tmp_path))


@permits(*AccountRole)
def fail(work: Work, error: Exception) -> None:
    assert work
    raise error


@permits(AccountRole.DECISION_MAKER)
def decide(work: Work) -> None:
    raise AssertionError(work)


@permits(*AccountRole)
def say_name(work: Work, name: str) -> str:
    if name == "x":
        raise RuleBrokenError("A name has two letters at least.", "name")
    assert work
    return name.upper()


def dialogs() -> list[Message]:
    return [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]


def the_dialog() -> Message:
    [found] = dialogs()
    return found


def press(dialog: QWidget, words: str) -> None:
    next(each for each in dialog.findChildren(QPushButton) if each.text() == words).click()


def is_gone(dialog: QWidget) -> Callable[[], bool]:
    return lambda: not isValid(dialog)


# The four kinds of error


def test_a_broken_rule_is_shown_by_the_page_or_form_that_asked(bridge: DeskBridge) -> None:
    shown = Shown()
    done = bridge.with_errors_in(shown).do(fail, error=RuleBrokenError("Give a date."))
    assert (bool(done), done.value) == (False, None)
    assert (shown.sentences, shown.cleared, dialogs()) == (["Give a date."], 1, [])


def test_an_operation_that_a_role_may_not_do_is_refused_with_a_sentence(bridge: DeskBridge) -> None:
    shown = Shown()
    assert not bridge.with_errors_in(shown).do(decide)
    assert shown.sentences == [bridge.why_not(decide)]
    assert "decision maker" in shown.sentences[0]
    assert bridge.why_not(fail) == ""


def test_a_broken_rule_without_a_form_gets_a_dialog(bridge: DeskBridge, qtbot: QtBot) -> None:
    bridge.do(fail, error=NotAllowedError("Only the chair signs."))
    dialog = the_dialog()
    assert dialog.accessibleName() == "This cannot be done"
    assert dialog.words.text() == "Only the chair signs."
    press(dialog, "Close")
    qtbot.waitUntil(is_gone(dialog))


def test_both_texts_are_shown_where_two_people_wrote(bridge: DeskBridge, qtbot: QtBot) -> None:
    bridge.with_errors_in(Shown()).do(fail, error=ChangedMeanwhileError("Somebody else saved it.", "Theirs.", "Mine."))
    dialog = the_dialog()
    assert isinstance(dialog, BothTexts)
    assert [*faults(dialog), *key_faults(dialog)] == []
    assert [box.toPlainText() for box in dialog.findChildren(QPlainTextEdit)] == ["Theirs.", "Mine."]
    assert all(box.isReadOnly() for box in dialog.findChildren(QPlainTextEdit))
    press(dialog, "Copy mine")
    assert QGuiApplication.clipboard().text() == "Mine."
    press(dialog, "Close")
    qtbot.waitUntil(is_gone(dialog))


def test_an_error_of_the_surroundings_says_what_to_do(bridge: DeskBridge) -> None:
    bridge.with_errors_in(Shown()).do(
        fail, error=SurroundingsError("The disk is full. Free some space, then save again.")
    )
    dialog = the_dialog()
    assert dialog.accessibleName() == "This is not possible at the moment"
    assert dialog.words.text() == "The disk is full. Free some space, then save again."
    dialog.accept()


def test_a_bug_gets_an_apology_with_a_reference_and_the_desk_goes_on(
    bridge: DeskBridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    logged: list[BaseException] = []

    def record(error: BaseException) -> str:
        logged.append(error)
        return "ABCD-1234"

    monkeypatch.setattr(logs, "record_bug", record)
    bug = ZeroDivisionError("Llewellyn")
    assert not bridge.with_errors_in(Shown()).do(fail, error=bug)
    dialog = the_dialog()
    assert logged == [bug]
    assert "ABCD-1234" in dialog.words.text()
    assert "Llewellyn" not in dialog.words.text()
    dialog.accept()
    assert bridge.do(say_name, name="ann").value == "ANN"


@pytest.fixture
def hooks(qapp: QApplication) -> Iterator[None]:
    kept = sys.excepthook, threading.excepthook
    error_display.install_hooks(qapp)
    yield
    sys.excepthook, threading.excepthook = kept


@pytest.mark.usefixtures("hooks", "parent")
def test_an_uncaught_error_is_shown_on_the_gui_thread(qtbot: QtBot) -> None:
    error = SurroundingsError("The printer is gone.")
    sys.excepthook(SurroundingsError, error, None)
    assert the_dialog().words.text() == "The printer is gone."
    the_dialog().accept()

    def work() -> None:
        raise SurroundingsError("The network is gone.")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bool(dialogs()))
    assert the_dialog().words.text() == "The network is gone."
    the_dialog().accept()


@pytest.mark.usefixtures("hooks", "parent")
def test_an_interrupt_from_the_terminal_is_no_bug(capsys: pytest.CaptureFixture[str]) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert "KeyboardInterrupt" in capsys.readouterr().err
    assert dialogs() == []


# The bridge


def test_changed_registers_are_emitted_after_a_commit(bridge: DeskBridge, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bridge.changed) as changed:
        a_member(bridge.desk)
    assert changed.args == [frozenset({"member"})]
    assert bridge.signed_in is bridge.desk.signed_in
    assert (bridge.today(), bridge.now()) == (bridge.desk.time_source.today(), bridge.desk.time_source.now())


def test_a_flow_writes_through_the_bridge_and_its_errors_go_where_those_of_operations_go(
    bridge: DeskBridge, qtbot: QtBot
) -> None:
    def flow(desk: Desk, ref: str, sentence: str = "") -> str:
        a_member(desk, ref)
        if sentence:
            raise RuleBrokenError(sentence)
        return ref

    shown = Shown()
    with qtbot.waitSignal(bridge.changed) as changed:
        done = bridge.with_errors_in(shown).run(flow, "M001")
    assert changed.args == [frozenset({"member"})]
    assert (done.was_done, done.value) == (True, "M001")
    done = bridge.with_errors_in(shown).run(flow, "M002", sentence="Choose a folder.")
    assert (done.was_done, shown.sentences, dialogs()) == (False, ["Choose a folder."], [])
    assert not bridge.run(flow, "M003", sentence="Choose a file.")
    assert "Choose a file." in the_dialog().words.text()
    the_dialog().close()
    with pytest.raises(RuleBrokenError, match="Choose a day"):
        bridge.run_or_raise(flow, "M004", sentence="Choose a day.")


# Dialogs


def test_a_question_does_nothing_until_its_verb_is_chosen(parent: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    question = ask(parent, "Remove?", "Siân leaves the list.", "Remove member", lambda: done.append("removed"))
    assert question.focusWidget().text() == "Cancel"  # type: ignore[attr-defined] # a button
    QTest.keyClick(question, Qt.Key.Key_Escape)
    qtbot.waitUntil(is_gone(question))
    assert done == []
    question = ask(parent, "Remove?", "Siân leaves the list.", "Remove member", lambda: done.append("removed"))
    press(question, "Remove member")
    qtbot.waitUntil(is_gone(question))
    assert done == ["removed"]


def test_a_message_takes_further_widgets_and_its_words_can_be_selected(parent: QWidget, qtbot: QtBot) -> None:
    message = show_message(parent, "Sorry", "Reference ABCD.", selectable=True, close="Go on")
    message.add(Text("More"), None)
    assert message.words.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    QTest.keyClick(message, Qt.Key.Key_Return)
    qtbot.waitUntil(is_gone(message))


def form_dialog(bridge: DeskBridge, parent: QWidget, results: list[str]) -> FormDialog[str]:
    name = TextField(key="name", label="Name", required=True)
    return FormDialog(
        bridge,
        "Say a name",
        [name],
        "Say it",
        lambda filled: filled.do(say_name, name=filled[name]),
        results.append,
        words="It is said once.",
        values={"name": ""},
        parent=parent,
    )


def test_a_form_dialog_stays_open_until_its_operation_succeeds(
    bridge: DeskBridge, parent: QWidget, qtbot: QtBot
) -> None:
    results: list[str] = []
    dialog = form_dialog(bridge, parent, results)
    row = dialog.form.rows["name"]
    press(dialog, "Say it")
    assert row.problem == "“Name” is empty. Fill it in."
    QTest.keyClicks(row.input.focus_widget(), "x")
    press(dialog, "Say it")
    assert row.problem == "A name has two letters at least."
    assert (results, dialog.isVisible()) == ([], True)
    QTest.keyClicks(row.input.focus_widget(), "y")
    press(dialog, "Say it")
    assert results == ["XY"]
    qtbot.waitUntil(is_gone(dialog))


def test_enter_in_a_form_dialog_does_what_its_button_says(bridge: DeskBridge, parent: QWidget, qtbot: QtBot) -> None:
    results: list[str] = []
    dialog = form_dialog(bridge, parent, results)
    name = dialog.form.rows["name"].input.focus_widget()
    QTest.keyClicks(name, "ann")
    QTest.keyClick(name, Qt.Key.Key_Return)
    assert results == ["ANN"]
    qtbot.waitUntil(is_gone(dialog))


@pytest.mark.parametrize("enter", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_ctrl_enter_does_it_from_a_field_of_several_lines(bridge: DeskBridge, qtbot: QtBot, enter: Qt.Key) -> None:
    results: list[str] = []
    field = TextField(key="name", label="Name", lines=3)
    dialog = FormDialog(
        bridge, "Say it", [field], "Say it", lambda filled: filled.do(say_name, name=filled[field]), results.append
    )
    qtbot.waitUntil(dialog.isActiveWindow)
    name = dialog.form.rows["name"].input.focus_widget()
    QTest.keyClicks(name, "ann")
    QTest.keyClick(name, Qt.Key.Key_Return)
    QTest.keyClicks(name, "bea")
    QTest.keyClick(name, enter, Qt.KeyboardModifier.ControlModifier)
    assert results == ["ANN\nBEA"]


def test_enter_presses_the_button_that_has_the_focus(bridge: DeskBridge, parent: QWidget, qtbot: QtBot) -> None:
    results: list[str] = []
    dialog = form_dialog(bridge, parent, results)
    QTest.keyClicks(dialog.form.rows["name"].input.focus_widget(), "ann")
    cancel = next(each for each in dialog.findChildren(QPushButton) if each.text() == "Cancel")
    QTest.keyClick(cancel, Qt.Key.Key_Return)
    question = next(each for each in dialogs() if each is not dialog)
    leave = next(each for each in question.findChildren(QPushButton) if each.text() == "Leave without saving")
    QTest.keyClick(leave, Qt.Key.Key_Enter)
    qtbot.waitUntil(is_gone(dialog))
    assert results == []


def test_closing_a_form_dialog_with_typed_text_asks_first(bridge: DeskBridge, parent: QWidget, qtbot: QtBot) -> None:
    dialog = form_dialog(bridge, parent, [])
    QTest.keyClicks(dialog.form.rows["name"].input.focus_widget(), "Ann")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    question = next(each for each in dialogs() if each is not dialog)
    press(question, "Keep writing")
    assert dialog.isVisible()
    assert dialog.form.is_dirty
    press(dialog, "Cancel")
    press(next(each for each in dialogs() if each is not dialog and isValid(each)), "Leave without saving")
    qtbot.waitUntil(is_gone(dialog))
    dialog = form_dialog(bridge, parent, [])
    press(dialog, "Cancel")
    qtbot.waitUntil(is_gone(dialog))


def test_a_closed_desk_emits_nothing(tmp_path: Path, qtbot: QtBot) -> None:
    desk: Desk = a_desk(tmp_path)
    bridge = DeskBridge(desk)
    desk.close()
    with qtbot.assertNotEmitted(bridge.changed):
        a_member(a_desk(tmp_path))
