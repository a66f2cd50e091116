"""Small widgets: chips, labels, banner, undo bar, drop zone, buttons, header, facts and editors."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from panel_desk.ui import formats
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, button, icon_button, menu_button
from panel_desk.ui.widgets.chips import StateChip, chip_width
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.drop_zone import DropZone
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.history import History
from panel_desk.ui.widgets.layout import column, within
from panel_desk.ui.widgets.navigation import Navigation
from panel_desk.ui.widgets.page_header import PageHeader
from panel_desk.ui.widgets.quorum_light import Light, QuorumLight
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.side_panel import SidePanel
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.text import Elided, Text
from panel_desk.ui.widgets.tick import Tick
from panel_desk.ui.widgets.timeline import Timeline
from panel_desk.ui.widgets.undo_bar import SECONDS, UndoBar
from tests.ui.visible import texts_in, the_button

DAY = date(2027, 3, 4)
LEFT, PLAIN = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
POPUPS = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)
"""For tests that open a menu or a popover, of which Qt's offscreen display warns."""


# Chips and deadlines


@pytest.mark.parametrize(
    ("left", "state", "word"),
    [
        (2, State.NOTE, "due Thu 4 Mar · 2 working days"),
        (1, State.NOTE, "due Thu 4 Mar · 1 working day"),
        (0, State.WAITING, "due today, Thu 4 Mar"),
        (-1, State.ALERT, "1 working day late"),
        (-3, State.ALERT, "3 working days late"),
    ],
)
def test_a_deadline_says_how_much_time_is_left(left: int, state: State, word: str) -> None:
    chip = formats.due(DAY, left)
    assert (chip.state, chip.word) == (state, word)


def test_no_two_states_share_an_icon() -> None:
    assert len({state.icon for state in State}) == len(State)


def test_a_chip_says_its_word_and_keeps_its_icon_where_it_is_narrow(show: Callable[[QWidget], QWidget]) -> None:
    chip = StateChip(Chip(State.ALERT, "3 working days late"))
    show(chip)
    assert (chip.accessibleName(), chip.toolTip()) == ("3 working days late", "3 working days late")
    assert chip.sizeHint().width() == chip_width(chip.chip) > chip.minimumSizeHint().width()
    chip.show_chip(Chip(State.GOOD, "done", "check"))
    assert (chip.accessibleName(), chip.chip.drawing) == ("done", "check")
    assert chip.grab().toImage().pixelColor(1, 1).isValid()


# Words


def test_dates_counts_and_lists_are_written_in_words() -> None:
    assert formats.with_weekday(DAY) == "Thursday 4 March 2027"
    assert formats.full(None) == ""
    assert (formats.count(1, "case"), formats.count(1204, "case"), formats.count(2, "child", "children")) == (
        "1 case",
        "1,204 cases",
        "2 children",
    )
    assert formats.listed(["Ann", "Bob", "Cy"]) == "Ann, Bob and Cy"
    assert formats.listed(["Ann"]) == "Ann"
    at = datetime(2027, 3, 4, 10, 42, tzinfo=UTC)
    assert formats.moment(at) == f"4 March 2027, {at.astimezone():%H:%M}"


def test_an_elided_line_has_its_full_text_in_a_tooltip(show: Callable[[QWidget], QWidget]) -> None:
    line = Elided("Bartholomew Featherstonehaugh-Cholmondeley")
    line.resize(80, 20)
    show(line)
    line.grab()
    assert line.toolTip() == line.text()
    line.resize(line.sizeHint())
    line.grab()
    assert line.toolTip() == ""


def test_a_choice_that_is_cut_has_its_whole_text_in_a_tooltip(show: Callable[[QWidget], QWidget]) -> None:
    choice = DropDown()
    choice.addItems(["Gwen", "Bartholomew Featherstonehaugh-Cholmondeley"])
    choice.setFixedWidth(120)
    show(choice)
    for at, tip in ((1, choice.itemText(1)), (0, "")):
        choice.setCurrentIndex(at)
        choice.grab()
        assert choice.toolTip() == tip


def test_a_click_beside_the_words_of_a_tick_box_ticks_it(show: Callable[[QWidget], QWidget]) -> None:
    tick = Tick("Observers")
    tick.setFixedSize(400, 32)
    show(tick)
    QTest.mouseClick(tick, LEFT, PLAIN, QPoint(360, 16))
    assert tick.isChecked()


def test_the_wheel_over_a_choice_scrolls_the_form_and_chooses_nothing(show: Callable[[QWidget], QWidget]) -> None:
    choice = DropDown()
    choice.addItems(["Do not file them", "File them as a paper"])
    show(choice)
    place = QPointF(choice.rect().center())
    turn = QWheelEvent(
        place,
        QPointF(choice.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(choice, turn)
    assert choice.currentText() == "Do not file them"
    assert not turn.isAccepted()  # so that the form around it scrolls
    assert choice.focusPolicy() == Qt.FocusPolicy.StrongFocus


def test_a_long_address_breaks_and_is_copied_as_it_is(show: Callable[[QWidget], QWidget]) -> None:
    address = "wilhelmina.featherstonehaugh@post.agency.example.org"
    label = Text(address, wrap=True, selectable=True)
    label.setFixedWidth(150)
    show(label)
    assert label.height() > 2 * label.fontMetrics().height()
    assert label.text() == address
    label.setFocus()
    QTest.keySequence(label, QKeySequence.StandardKey.SelectAll)
    QTest.keySequence(label, QKeySequence.StandardKey.Copy)
    assert QGuiApplication.clipboard().text() == address
    QGuiApplication.clipboard().clear()
    [copy] = label.actions()
    copy.trigger()
    assert QGuiApplication.clipboard().text() == address


def test_typed_text_is_never_read_as_markup(show: Callable[[QWidget], QWidget]) -> None:
    label = Text("<b>Smith</b> & Sons")
    show(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


# Quorum light


@POPUPS
def test_the_quorum_light_opens_its_reasons_in_a_popover(show: Callable[[QWidget], QWidget]) -> None:
    asked: list[str] = []
    light = QuorumLight(
        Light(
            is_quorate=False,
            words="Not quorate: no social worker",
            reasons=("Tendai Moyana withdraws.",),
            mending=("Invite Morag Heaney.",),
            actions=(Action("Invite Morag Heaney", lambda: asked.append("M002")),),
        )
    )
    show(light)
    assert light.toolTip() == "Why, and what would make it quorate"
    popover = light.explain()
    gone: list[bool] = []
    popover.destroyed.connect(lambda: gone.append(True))
    assert {"Tendai Moyana withdraws.", "What would make it quorate", "Invite Morag Heaney."} <= set(texts_in(popover))
    the_button(popover, "Invite Morag Heaney").click()
    assert asked == ["M002"]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == [True]
    light.show_light(Light(is_quorate=True, words="Quorate: 6"))
    assert (light.text(), light.toolTip()) == ("Quorate: 6", "Why")


# Banner, undo bar


def test_a_banner_shows_what_to_do_and_can_be_dismissed(show: Callable[[QWidget], QWidget]) -> None:
    done: list[str] = []
    banner = Banner()
    holder = show(within(column(banner)))
    assert banner.words == ""
    banner.say(
        State.ALERT, "Item 2 has no social worker.", Action("Invite one", lambda: done.append("x")), title="Stop"
    )
    assert banner.words == "Item 2 has no social worker."
    assert banner.accessibleName() == "Stop Item 2 has no social worker."
    the_button(banner, "Invite one").click()
    the_button(banner, "Dismiss").click()
    assert (done, banner.words) == (["x"], "")
    banner.say(State.NOTE, "For your information.", can_dismiss=False)
    assert not the_button(banner, "Dismiss").isVisible()
    assert "Invite one" not in {each.text() for each in holder.findChildren(QPushButton) if each.isVisible()}


def test_an_action_is_undone_once(qtbot: QtBot) -> None:
    undone: list[str] = []
    holder = QWidget()
    qtbot.addWidget(holder)
    bar = UndoBar()
    bar.setParent(holder)
    bar.say("CASE-001 taken off the agenda", lambda: undone.append("CASE-001"))
    assert bar.words == "CASE-001 taken off the agenda"
    bar.button.click()
    bar.undo()
    assert (undone, bar.words) == (["CASE-001"], "")
    bar.say("Saved")
    assert bar.button.isHidden()


def test_the_undo_bar_goes_after_ten_seconds(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    bar = UndoBar()
    bar.setParent(holder)
    bar.say("Saved")
    assert bar._timer.interval() == SECONDS * 1000 == 10_000  # noqa: SLF001 # ten seconds are not waited for
    bar._timer.setInterval(1)  # noqa: SLF001
    qtbot.waitUntil(lambda: bar.words == "")


# Drop zone


def _files(*paths: Path) -> QMimeData:
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return carried


def test_files_are_dropped_or_chosen(show: Callable[[QWidget], QWidget], tmp_path: Path) -> None:
    zone = DropZone("Drop papers here")
    show(zone)
    taken: list[list[Path]] = []
    zone.dropped.connect(taken.append)
    carried = _files(tmp_path / "a.pdf", tmp_path / "b.pdf")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, carried, LEFT, PLAIN)
    enter.ignore()
    zone.dragEnterEvent(enter)
    assert enter.isAccepted()
    assert zone.property("over") is True
    zone.dragLeaveEvent(QDragLeaveEvent())
    assert zone.property("over") is False
    zone.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, carried, LEFT, PLAIN))
    assert [each.name for each in taken[0]] == ["a.pdf", "b.pdf"]
    zone.ask_which = lambda: [str(tmp_path / "c.pdf")]
    zone.button.click()
    assert taken[1] == [tmp_path / "c.pdf"]
    zone.ask_which = list
    zone.button.click()
    assert len(taken) == 2


def test_dragged_text_is_refused_and_a_single_file_is_taken_where_one_is_allowed(qtbot: QtBot, tmp_path: Path) -> None:
    zone = DropZone("Drop the workbook here", one_only=True)
    qtbot.addWidget(zone)
    taken: list[list[Path]] = []
    zone.dropped.connect(taken.append)
    carried = QMimeData()
    carried.setText("only words")
    enter = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, carried, LEFT, PLAIN)
    enter.ignore()
    zone.dragEnterEvent(enter)
    assert not enter.isAccepted()
    two = _files(tmp_path / "a.xlsx", tmp_path / "b.xlsx")
    zone.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, two, LEFT, PLAIN))
    assert taken == [[tmp_path / "a.xlsx"]]


# Buttons, header, card, facts, empty state, section


def test_a_disabled_action_says_why_and_an_icon_has_a_name(show: Callable[[QWidget], QWidget]) -> None:
    run: list[str] = []
    barred = button(Action("Sign & seal", lambda: run.append("no"), why_not="Only the chair signs."))
    holder = show(within(column(barred)))
    assert holder.isVisible()
    assert (barred.isEnabled(), barred.toolTip(), barred.accessibleDescription()) == (
        False,
        *["Only the chair signs."] * 2,
    )
    assert (barred.text(), barred.accessibleName()) == ("Sign && seal", "Sign & seal")
    icon = icon_button("x", "Close", lambda: run.append("closed"), "Ctrl+W")
    show(icon)
    assert (icon.toolTip(), icon.accessibleName(), icon.focusPolicy()) == (
        "Close  Ctrl+W",
        "Close",
        Qt.FocusPolicy.StrongFocus,
    )
    QTest.keyClick(icon, Qt.Key.Key_Space)
    assert run == ["closed"]
    more = menu_button("More", [Action("Print", lambda: run.append("printed"), "printer", "Ctrl+P")])
    show(more)
    more.menu().actions()[0].trigger()
    assert run[-1] == "printed"
    assert more.menu().actions()[0].shortcut().toString() == "Ctrl+P"


def test_the_focus_stays_in_the_header_when_its_buttons_change(qtbot: QtBot) -> None:
    header = PageHeader("Minutes")
    qtbot.addWidget(header)
    done: list[str] = []
    header.set_actions(Action("Send", lambda: done.append("sent")), Action("Print", lambda: done.append("printed")))
    with qtbot.waitActive(header):
        header.show()
        header.activateWindow()
    [print_it, send] = header.findChildren(QPushButton)
    print_it.setFocus()
    header.set_actions(Action("Send", lambda: None), Action("Print", lambda: None))
    assert [one.text() for one in header.findChildren(QPushButton) if one.hasFocus()] == ["Print"]
    next(one for one in header.findChildren(QPushButton) if one.text() == "Send" and one is not send).setFocus()
    header.set_actions(Action("Make final", lambda: None))
    assert [one.text() for one in header.findChildren(QPushButton) if one.hasFocus()] == ["Make final"]
    header.set_actions(Action("Write minutes", lambda: done.append("written")), more=[Action("Print", lambda: None)])
    [write] = [one for one in header.findChildren(QPushButton) if one.hasFocus()]
    assert write.text() == "Write minutes"
    # Enter that is still held from the step before does not take the next one.
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        QCoreApplication.sendEvent(
            write, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, autorep=True)
        )
    assert done == []
    QTest.keyClick(write, Qt.Key.Key_Return)
    assert done == ["written"]
    dialog = QDialog(header)
    with qtbot.waitActive(dialog):
        dialog.open()
    header.set_actions(Action("Sign", lambda: None), more=[Action("Print", lambda: None)])
    with qtbot.waitActive(header):
        dialog.accept()
    assert [one.text() for one in header.findChildren(QPushButton) if one.hasFocus()] == ["Sign"]
    header.set_actions(more=[Action("Print", lambda: None)])
    assert [one.text() for one in header.findChildren(QPushButton) if one.hasFocus()] == ["More"]
    header.set_actions()
    assert header.hasFocus()


def test_a_header_offers_one_primary_button(show: Callable[[QWidget], QWidget]) -> None:
    header = PageHeader("Cases")
    show(header)
    noop = Action("New case", list)
    header.say("Cases", "6 requested")
    header.set_actions(noop, Action("Print", list), more=[Action("Export", list)])
    header.put_beside(StateChip(Chip(State.GOOD, "Heard")))
    assert (header.title, header.facts) == ("Cases", "6 requested")
    header.set_actions()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert header.findChildren(QPushButton) == []


def test_a_name_has_two_initials_at_most() -> None:
    assert [formats.initials(name) for name in ("Siân Mair Llewellyn", "Siân", "")] == ["SL", "S", ""]


def test_facts_and_empty_states_show_their_texts(show: Callable[[QWidget], QWidget]) -> None:
    facts = Facts([("Status", Chip(State.GOOD, "Active")), ("Role", "Chair"), ("Since", ""), ("Own", Text("Widget"))])
    show(facts)
    assert {"Status", "Chair", "–", "Widget"} <= set(texts_in(facts))
    done: list[str] = []
    empty = EmptyState("No cases yet", "Open the first.", Action("New case", lambda: done.append("x")))
    show(empty)
    the_button(empty, "New case").click()
    empty.say("Nothing is late", "Come back tomorrow.")
    assert done == ["x"]
    assert texts_in(empty) == ["Nothing is late", "Come back tomorrow."]


def test_a_section_is_as_tall_as_its_text_and_keeps_unsaved_text(show: Callable[[QWidget], QWidget]) -> None:
    section = SectionEditor("Discussion", "What was asked")
    section.setFixedWidth(400)
    show(section)
    empty_height = section.box.height()
    section.show_saved(7, "One.\nTwo.\nThree.", 1)
    assert section.box.height() >= empty_height + 2 * section.box.fontMetrics().lineSpacing()
    assert not section.is_dirty
    section.write("Mine.")
    assert section.is_dirty
    section.show_saved(7, "Theirs.", 2)
    assert (section.text, section.version) == ("Mine.", 1)
    section.mark_saved("Mine.", 3)
    assert not section.is_dirty
    section.box.clearFocus()  # a box that has the focus keeps spare lines below its text
    assert section.box.height() == empty_height
    section.set_writable(False)
    assert section.box.isReadOnly()


def test_widgets_are_deleted_with_their_page(qtbot: QtBot) -> None:
    holder = QWidget()
    widgets: list[QWidget] = [UndoBar(), Banner(), SidePanel(), Navigation(), Timeline(), DropZone("x"), History()]
    for widget in widgets:
        widget.setParent(holder)
    with qtbot.waitSignal(holder.destroyed):
        holder.deleteLater()
    assert not any(isValid(widget) for widget in widgets)


@POPUPS
def test_enter_opens_the_menu_of_a_button_and_space_presses_a_button(show: Callable[[QWidget], QWidget]) -> None:
    pressed: list[str] = []
    menu = menu_button("More", [Action("Print", lambda: pressed.append("print"))])
    show(menu)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert menu.menu().isVisible()
    menu.menu().close()
    plain_one = button(Action("Save", lambda: pressed.append("save")))
    show(plain_one)
    QTest.keyClick(plain_one, Qt.Key.Key_Space)
    assert pressed == ["save"]
    icon_one = icon_button("download", "Export", lambda: pressed.append("export"))
    show(icon_one)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(icon_one, key)
    assert pressed == ["save", "export", "export"]


@POPUPS
def test_a_letter_goes_to_the_entry_of_a_menu_and_enter_does_it(show: Callable[[QWidget], QWidget]) -> None:
    done: list[str] = []
    words = ("Print", "Move up", "Pages to look at…", "Paste")
    actions = [Action(each, partial(done.append, each)) for each in words]
    actions.append(Action("Print all", list, why_not="There is nothing to print."))
    more = menu_button("More", actions)
    show(more)
    QTest.keyClick(more, Qt.Key.Key_Return)
    menu = more.menu()
    assert menu.layoutDirection() is Qt.LayoutDirection.LeftToRight
    for key, entry in (
        ("p", "Print"),
        ("p", "Pages to look at…"),
        ("m", "Move up"),
        ("z", "Move up"),
        ("p", "Pages to look at…"),
    ):
        QTest.keyClicks(menu, key)
        assert menu.activeAction().text() == entry
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert done == ["Pages to look at…"]


def test_a_tab_bar_shows_its_ring_unless_it_was_clicked(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    tabs = TabBar()
    tabs.addTab("Mine")
    other = QPushButton("Other")
    both = show(within(column(tabs, other)))
    with qtbot.waitActive(both):
        both.activateWindow()

    def has_ring_after(reason: Qt.FocusReason) -> bool:
        other.setFocus()
        tabs.setFocus(reason)
        return bool(tabs.property("ring"))

    assert has_ring_after(Qt.FocusReason.OtherFocusReason)  # as where a page that opens moves the focus
    assert not has_ring_after(Qt.FocusReason.MouseFocusReason)
    assert not has_ring_after(Qt.FocusReason.ActiveWindowFocusReason)  # there was none when the window was left
    QTest.keyClick(tabs, Qt.Key.Key_Right)
    assert has_ring_after(Qt.FocusReason.ActiveWindowFocusReason)
