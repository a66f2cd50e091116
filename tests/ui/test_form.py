"""Forms: the kinds of field, where problems are shown, unsaved changes, and operations."""

from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
)
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Member
from panel_desk.rules.vocabulary import AccountRole, PanelRole
from panel_desk.ui.desk_bridge import DeskBridge, Done
from panel_desk.ui.fields import (
    ChoiceField,
    DateField,
    FormPart,
    NumberField,
    SeveralField,
    TextField,
    TimeField,
    YesNoField,
    options,
)
from panel_desk.ui.form import FilledForm, Form, FormValues
from tests.builders import a_desk, a_member


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@permits(*AccountRole)
def rename(work: Work, ref: str, family_name: str, notes: str = "") -> str:
    if family_name == "Nobody":
        raise RuleBrokenError("Nobody is no name. Write the family name.", "family_name")
    if family_name == "Full":
        raise RuleBrokenError("The list is full.")
    member = work.session.get_one(Member, ref)
    member.family_name, member.notes = family_name, notes
    return family_name


def shown(qtbot: QtBot, *fields: FormPart) -> Form:
    form = Form(fields)
    qtbot.addWidget(form)
    with qtbot.waitExposed(form):
        form.show()
    return form


def line(form: Form, key: str) -> QLineEdit:
    found = form.rows[key].input.focus_widget()
    assert isinstance(found, QLineEdit)
    return found


def type_into(form: Form, key: str, words: str) -> None:
    line(form, key).clear()
    QTest.keyClicks(line(form, key), words)


@pytest.mark.parametrize("typed", ["4 March 2027", "Thu 4 mar 2027", "04/03/2027", "4.3.2027", "2027-03-04"])
def test_a_date_is_read_however_it_is_typed_and_shown_in_full(qtbot: QtBot, typed: str) -> None:
    form = shown(qtbot, DateField(key="day", label="Day"))
    type_into(form, "day", typed)
    QTest.keyClick(line(form, "day"), Qt.Key.Key_Return)
    assert form.read() == FormValues({"day": date(2027, 3, 4)})
    assert line(form, "day").text() == "4 March 2027"


def test_a_button_that_is_being_pressed_is_not_moved_by_the_problem_of_the_field_above(qtbot: QtBot) -> None:
    form = shown(qtbot, DateField(key="day", label="Day"))
    button = QPushButton("Add")
    form.rows["day"].put_beneath(button)
    qtbot.waitUntil(lambda: button.isVisible() and button.y() > 0)
    line(form, "day").setFocus()
    type_into(form, "day", "soon")
    window = form.windowHandle()
    place = button.mapTo(form, button.rect().center())
    with qtbot.waitSignal(button.clicked):
        QTest.mousePress(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
        QApplication.sendPostedEvents()
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    qtbot.waitUntil(lambda: form.rows["day"].problem.startswith("“soon”"))


@pytest.mark.parametrize("typed", ["soon", "4/", "the 4th", "4 March 27 or so"])
def test_a_wrong_date_is_reported_beside_the_field_and_stays(qtbot: QtBot, typed: str) -> None:
    form = shown(qtbot, DateField(key="day", label="Day"))
    type_into(form, "day", typed)
    QTest.keyClick(line(form, "day"), Qt.Key.Key_Return)
    assert form.rows["day"].problem == f"“{typed}” is not a date. Write it as 4 March 2027 or 04/03/2027."
    assert form.read() is None
    assert line(form, "day").text() == typed
    assert line(form, "day").property("wrong") is True
    QTest.keyClicks(line(form, "day"), "!")
    assert form.rows["day"].problem == ""
    assert line(form, "day").property("wrong") is False


@pytest.mark.parametrize(
    ("typed", "read", "kept"),
    [("9:30", time(9, 30), "09:30"), ("09.30", time(9, 30), "09:30"), ("0930", time(9, 30), "09:30"), ("", None, "")],
)
def test_a_time_is_read_however_it_is_typed(qtbot: QtBot, typed: str, read: time | None, kept: str) -> None:
    form = shown(qtbot, TimeField(key="at", label="At"))
    type_into(form, "at", typed)
    QTest.keyClick(line(form, "at"), Qt.Key.Key_Return)
    assert form.read() == FormValues({"at": read})
    assert line(form, "at").text() == kept


@pytest.mark.parametrize("typed", ["25:00", "noon", "9:3"])
def test_a_wrong_time_is_reported(qtbot: QtBot, typed: str) -> None:
    form = shown(qtbot, TimeField(key="at", label="At"))
    type_into(form, "at", typed)
    QTest.keyClick(line(form, "at"), Qt.Key.Key_Return)
    assert form.rows["at"].problem == f"“{typed}” is not a time of day. Write it as 09:30."


@pytest.mark.parametrize(("typed", "read"), [("3", 3), ("", None), ("6", None), ("-1", None), ("two", None)])
def test_a_number_is_within_its_bounds(qtbot: QtBot, typed: str, read: int | None) -> None:
    votes = NumberField(key="votes", label="Votes", least=0, most=5)
    form = shown(qtbot, votes)
    type_into(form, "votes", typed)
    values = form.read()
    assert (values.get(votes) if values else None) == read
    assert form.rows["votes"].problem == ("" if values else "Write a whole number from 0 to 5.")


def test_every_kind_of_field_reads_what_it_is_given(qtbot: QtBot) -> None:
    form = shown(
        qtbot,
        "About",
        (TextField(key="name", label="Name"), TextField(key="notes", label="Notes", lines=3)),
        ChoiceField(key="role", label="Role", options=options(PanelRole)),
        ChoiceField(key="who", label="Who", options=[("M001", "Siân"), ("M002", "Morag")], is_long=True),
        YesNoField(key="is_independent", label="Independent"),
        SeveralField(key="days", label="Days", options=[("mon", "Monday & after"), ("tue", "Tuesday")]),
    )
    given: dict[str, Any] = {
        "name": "Ann",
        "notes": "One\nTwo",
        "role": PanelRole.CHAIR,
        "who": "M002",
        "is_independent": False,
        "days": ("tue",),
    }
    form.fill(given)
    assert form.read() == FormValues(given)
    assert not form.is_dirty
    form.reset({})
    assert form.read() == FormValues(
        {"name": "", "notes": "", "role": None, "who": None, "is_independent": None, "days": ()}
    )


def test_a_long_list_finds_names_without_their_accents(qtbot: QtBot) -> None:
    form = shown(
        qtbot,
        ChoiceField(
            key="who", label="Who", options=[("M001", "Siân Trefelin"), ("M002", "Łucja Żuk")], none="", is_long=True
        ),
    )
    who = form.rows["who"].input
    line = who.focus_widget().findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    completer = line.completer()
    for typed, found in (("sian t", "Siân Trefelin"), ("ZUK", "Łucja Żuk"), ("Żuk", "Łucja Żuk")):
        completer.setCompletionPrefix(completer.splitPath(typed)[0])
        assert completer.completionCount() == 1
        assert completer.pathFromIndex(completer.currentIndex()) == found
    line.setText("lucja zuk")
    assert who.read() == "M002"


def test_a_long_list_finds_by_any_part_and_refuses_the_rest(qtbot: QtBot) -> None:
    form = shown(qtbot, ChoiceField(key="who", label="Who", options=[("M001", "Siân Trefelin")], is_long=True))
    box = form.rows["who"].input.focus_widget()
    assert isinstance(box, QComboBox)
    box.setEditText("siân trefelin")
    assert form.read() == FormValues({"who": "M001"})
    box.setEditText("Smith")
    assert form.read() is None
    assert form.rows["who"].problem.startswith("“Smith” is not in the list.")


def test_replacing_the_options_keeps_the_choice(qtbot: QtBot) -> None:
    form = shown(qtbot, ChoiceField(key="who", label="Who", options=[(1, "One"), (2, "Two")]))
    form.fill({"who": 2})
    form.set_options("who", [(2, "Two"), (3, "Three")])
    assert form.read() == FormValues({"who": 2})
    form.set_options("who", [(3, "Three")])
    assert form.read() == FormValues({"who": None})


def test_an_empty_required_field_says_so_and_gets_the_focus(qtbot: QtBot) -> None:
    form = shown(
        qtbot,
        TextField(key="title", label="Title"),
        TextField(key="name", label="Name", help="As it prints.", required=True),
    )
    assert "Name (required)" in {label.text() for label in form.findChildren(QLabel)}
    assert form.read() is None
    assert form.rows["name"].problem == "“Name” is empty. Fill it in."
    assert form.focusWidget() is line(form, "name")
    assert line(form, "name").accessibleName() == "Name (required)"
    assert line(form, "name").accessibleDescription() == "As it prints. “Name” is empty. Fill it in."


def test_typed_text_stays_when_others_save_meanwhile(qtbot: QtBot) -> None:
    form = shown(qtbot, TextField(key="name", label="Name"), TextField(key="notes", label="Notes"))
    form.fill({"name": "Ann", "notes": "None"})
    heard: list[bool] = []
    form.edited.connect(lambda: heard.append(True))
    type_into(form, "name", "Anna")
    assert form.is_dirty
    form.fill({"name": "Annie", "notes": "Some"})
    assert form.read() == FormValues({"name": "Anna", "notes": "Some"})
    assert form.is_dirty
    form.reset({"name": "Annie", "notes": "Some"})
    assert form.read() == FormValues({"name": "Annie", "notes": "Some"})
    assert not form.is_dirty
    assert len(heard) == len("Anna")


def test_an_operation_is_done_with_the_forms_values(qtbot: QtBot, desk: Desk) -> None:
    a_member(desk)
    family_name = TextField(key="family_name", label="Family name", required=True)
    form = shown(qtbot, family_name)

    def save(filled: FilledForm) -> Done[str]:
        return filled.do(rename, ref="M001", family_name=filled[family_name], notes="x")

    assert not form.send(DeskBridge(desk), save)
    type_into(form, "family_name", "Prosser")
    done = form.send(DeskBridge(desk), save)
    assert (bool(done), done.value) == (True, "Prosser")
    assert not form.is_dirty


@pytest.mark.parametrize(("typed", "is_beside"), [("Nobody", True), ("Full", False)])
def test_a_broken_rule_is_shown_beside_its_field_or_at_the_top(
    qtbot: QtBot, desk: Desk, typed: str, is_beside: bool
) -> None:
    a_member(desk)
    family_name = TextField(key="family_name", label="Family name")
    form = shown(qtbot, family_name)
    type_into(form, "family_name", typed)
    assert not form.send(
        DeskBridge(desk), lambda filled: filled.do(rename, ref="M001", family_name=filled[family_name])
    )
    shown_text = form.rows["family_name"].problem if is_beside else form.banner.words
    assert shown_text in {"Nobody is no name. Write the family name.", "The list is full."}
    assert form.is_dirty
    assert line(form, "family_name").text() == typed
    form.clear_problems()
    assert (form.rows["family_name"].problem, form.banner.words) == ("", "")


def test_a_passphrase_is_hidden_until_it_is_shown(qtbot: QtBot) -> None:
    form = shown(qtbot, TextField(key="passphrase", label="Passphrase", is_secret=True))
    eye = line(form, "passphrase").actions()[0]
    assert line(form, "passphrase").echoMode() == QLineEdit.EchoMode.Password
    eye.trigger()
    assert line(form, "passphrase").echoMode() == QLineEdit.EchoMode.Normal
    assert eye.toolTip() == "Hide passphrase"
    eye.trigger()
    assert line(form, "passphrase").echoMode() == QLineEdit.EchoMode.Password


def test_tab_leaves_a_box_of_text_and_a_key_chooses_yes(qtbot: QtBot) -> None:
    form = shown(qtbot, TextField(key="notes", label="Notes", lines=2), YesNoField(key="is_on", label="On"))
    form.activateWindow()
    form.focus("notes")
    box = form.rows["notes"].input.focus_widget()
    assert isinstance(box, QPlainTextEdit)
    QTest.keyClick(box, Qt.Key.Key_Tab)
    yes = form.focusWidget()
    assert isinstance(yes, QRadioButton)
    QTest.keyClick(yes, Qt.Key.Key_Space)
    assert form.read() == FormValues({"notes": "", "is_on": True})


def test_enter_submits_from_every_field_but_one_of_several_lines(qtbot: QtBot) -> None:
    day, choice = DateField(key="day", label="Day"), ChoiceField(key="kind", label="Kind", options=[("a", "A")])
    notes = TextField(key="notes", label="Notes", lines=2)
    form = shown(qtbot, TextField(key="name", label="Name"), day, choice, notes)
    QTest.keyClick(line(form, "name"), Qt.Key.Key_Return)  # before the form is told what Enter does
    submitted: list[bool] = []
    form.submit_with_enter(lambda: submitted.append(True))
    for key in ("name", "day", "kind"):
        QTest.keyClick(form.rows[key].input.focus_widget(), Qt.Key.Key_Return)
    assert submitted == [True, True, True]
    box = form.rows["notes"].input.focus_widget()
    assert isinstance(box, QPlainTextEdit)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert submitted == [True, True, True]
    assert box.toPlainText() == "\n"


def test_an_optional_field_is_read_as_none(qtbot: QtBot) -> None:
    day, name = DateField(key="day", label="Day"), TextField(key="name", label="Name")
    form = shown(qtbot, day, name)
    values = form.read()
    assert values is not None
    assert (values.get(day), values[name]) == (None, "")
    with pytest.raises(TypeError, match="day may be left empty"):
        values[day]


def test_typed_is_none_while_the_text_cannot_be_read(qtbot: QtBot) -> None:
    day = DateField(key="day", label="Day")
    form = shown(qtbot, day)
    type_into(form, "day", "4 M")
    assert form.typed(day) is None
    type_into(form, "day", "4 March 2027")
    assert form.typed(day) == date(2027, 3, 4)
