"""Side panel, tabs, record, timeline, history, navigation, finder and the overlay of keys."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from panel_desk.queries.history import HistoryRow
from panel_desk.rules.search_words import Piece
from panel_desk.ui.page import Place
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.finder import Finder, Hit, HitGroup
from panel_desk.ui.widgets.history import History
from panel_desk.ui.widgets.layout import column, within
from panel_desk.ui.widgets.navigation import Navigation
from panel_desk.ui.widgets.record import Record, Tabs
from panel_desk.ui.widgets.shortcuts import Shortcuts
from panel_desk.ui.widgets.side_panel import SidePanel
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline
from tests.ui.visible import texts_in, the_button

# Side panel, record, tabs, timeline, history


def test_a_side_panel_shows_one_thing_and_escape_closes_it(show: Callable[[QWidget], QWidget], qtbot: QtBot) -> None:
    panel = SidePanel()
    holder = show(within(column(panel)))
    assert panel.isHidden()
    first = Text("Siân")
    panel.show_content("Siân Llewellyn", first)
    with qtbot.waitSignal(first.destroyed):
        panel.show_content("Morag Heaney", Text("Morag"))
    assert panel.accessibleName() == "Morag Heaney"
    assert "Siân" not in texts_in(holder)
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.isHidden()
    QTest.keyClick(panel, Qt.Key.Key_A)


def test_tabs_change_and_only_keys_show_the_focus_ring(show: Callable[[QWidget], QWidget]) -> None:
    tabs = Tabs([("papers", "Papers", Text("No papers")), ("history", "History & more", Text("Nothing"))])
    show(tabs)
    turned: list[str] = []
    tabs.changed.connect(turned.append)
    tabs.open("history")
    tabs.open("nowhere")
    assert (tabs.current, turned) == ("history", ["history"])
    assert texts_in(tabs) == ["Nothing"]
    tabs.rename("papers", "Papers 3")
    bar = tabs._bar  # noqa: SLF001 # the bar of the tabs
    assert (bar.tabText(0), bar.tabText(1)) == ("Papers 3", "History && more")
    for reason, ring in ((Qt.FocusReason.MouseFocusReason, False), (Qt.FocusReason.TabFocusReason, True)):
        bar.focusInEvent(QFocusEvent(QEvent.Type.FocusIn, reason))
        assert bool(bar.property("ring")) is ring
    bar.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.MouseFocusReason))
    assert bar.property("ring") is False
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert (tabs.current, bar.property("ring")) == ("papers", True)


def test_a_click_on_a_tab_takes_the_focus_from_the_tab_that_it_hides(show: Callable[[QWidget], QWidget]) -> None:
    first, second = plain("Print", lambda: None), plain("Export", lambda: None)
    tabs = Tabs([("papers", "Papers", first), ("history", "History", second)])
    show(tabs)
    first.setFocus()
    bar = tabs._bar  # noqa: SLF001 # the bar of the tabs
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert (tabs.current, bar.hasFocus(), bar.property("ring")) == ("history", True, False)
    QTest.keyClick(bar, Qt.Key.Key_Left)
    assert bar.property("ring") is True
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    assert (tabs.current, bar.property("ring")) == ("history", False)


def test_a_records_timeline_moves_to_where_there_is_room(show: Callable[[QWidget], QWidget]) -> None:
    record = Record([("overview", "Overview", Text("Body"))])
    record.show_record([("Kind", "Match"), ("Child", "")], [Event("4 March 2027", "Booked", "Jo Ashby")])
    record.resize(1400, 600)
    show(record)
    beside = record.timeline.mapTo(record, QPoint(0, 0)).x()
    record.resize(1000, 600)
    QCoreApplication.processEvents()
    assert record.timeline.mapTo(record, QPoint(0, 0)).x() < 300 < beside
    assert {"Match", "–", "Booked", "4 March 2027 · Jo Ashby"} <= set(texts_in(record))


def test_a_timeline_goes_below_the_facts_where_it_would_cut_off_a_tab(
    show: Callable[[QWidget], QWidget], qtbot: QtBot
) -> None:
    wide = Text("Body")
    record = Record([("overview", "Overview", wide)])
    record.show_record([("Kind", "Match")], [Event("4 March 2027", "Booked", "Jo Ashby")])
    record.resize(1200, 600)
    show(record)
    beside = record.timeline.mapTo(record, QPoint(0, 0)).x()
    wide.setMinimumWidth(700)
    qtbot.waitUntil(lambda: record.timeline.mapTo(record, QPoint(0, 0)).x() < 300 < beside)
    assert record.tabs.width() >= 700
    record.resize(1400, 600)
    qtbot.waitUntil(lambda: record.timeline.mapTo(record, QPoint(0, 0)).x() > 1000)


def test_a_timeline_shows_texts_of_several_lines_whole(show: Callable[[QWidget], QWidget]) -> None:
    record = Record([("overview", "Overview", Text("Body"))])
    paper = "Prospective adopters' report with all its appendices and the comments of everybody filed"
    who = "Wilhelmina Featherstonehaugh-Cholmondeley"
    record.show_record([], [Event("4 March 2027", paper, who) for _ in range(4)])
    record.resize(1250, 480)
    show(record)
    QCoreApplication.processEvents()
    texts = record.timeline.findChildren(Text)
    assert len(texts) == 8
    assert all(text.height() >= text.heightForWidth(text.width()) for text in texts)


def test_a_timeline_shows_events_in_order_or_that_there_are_none(show: Callable[[QWidget], QWidget]) -> None:
    timeline = Timeline()
    show(timeline)
    assert texts_in(timeline) == ["Nothing has happened yet."]
    timeline.show_events(
        [
            Event("5 March 2027", "Decided", state=State.GOOD, detail="Ruth Aldous"),
            Event("4 March 2027", "Waiting", state=State.WAITING),
        ]
    )
    assert texts_in(timeline) == ["Decided", "Ruth Aldous", "5 March 2027", "Waiting", "4 March 2027"]
    assert timeline.grab().toImage().width() > 0


def test_history_groups_what_one_person_did_at_one_time(show: Callable[[QWidget], QWidget]) -> None:
    at = datetime(2027, 3, 4, 10, 42, tzinfo=UTC)

    def row(number: int, name: str, *changes: str) -> HistoryRow:
        return HistoryRow(number, at, "admin", name, "Attendance recorded", changes)

    history = History()
    show(history)
    history.show_rows([row(3, "Ada Winter", "A: yes"), row(2, "Ada Winter", "B: yes"), row(1, "Jo Ashby", "x" * 300)])
    shown = texts_in(history.timeline)
    assert sum(each.endswith(" Attendance recorded") for each in shown) == 2
    assert shown[1] == "A: yes\nB: yes"
    assert shown[4].replace("\u200b", "") == "x" * 200 + "…"  # without the places where it may break
    history.show_rows([row(1, "Ada Winter", *(f"{letter}: yes" for letter in "ABCDEFGHIJKLMN"))])
    assert texts_in(history.timeline)[1].endswith("L: yes\nAnd 2 more changes")


# Navigation, finder, keys


def test_the_navigation_counts_marks_and_is_clicked(show: Callable[[QWidget], QWidget]) -> None:
    navigation = Navigation()
    navigation.add("settings", "Settings", "settings", at_foot=True)
    navigation.add("today", "Today", "list-checks", "Alt+1")
    show(navigation)
    chosen: list[str] = []
    navigation.chosen.connect(chosen.append)
    navigation.count("today", 7)
    navigation.mark("today")
    today, settings = the_button(navigation, "Today, 7"), the_button(navigation, "Settings")
    assert today.toolTip() == "Today  Alt+1"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(today, key)
    assert chosen == ["today", "today"]
    chosen.clear()
    assert today.y() < settings.y()
    assert (today.isChecked(), settings.isChecked()) == (True, False)
    settings.setFocus()
    QTest.keyClick(settings, Qt.Key.Key_Space)
    assert chosen == ["settings"]
    navigation.count("today", None)
    assert today.accessibleName() == "Today"
    assert navigation.grab().toImage().height() > 0


PEOPLE = [
    Hit((Piece("Siân"), Piece(f" {at}")), (Piece(f"chair · M00{at}"),), Place("member", f"M00{at}")) for at in (1, 2, 3)
]


def people(typed: str) -> list[HitGroup]:
    """The people whose name contains a text."""
    hits = tuple(hit for hit in PEOPLE if typed.casefold() in hit.title[0].text.casefold() + hit.title[1].text)
    return [HitGroup("People", hits)] if hits else []


@pytest.fixture
def finder(show: Callable[[QWidget], QWidget]) -> Finder:
    """A finder of three people, in a window."""
    finder = Finder(people)
    window = within(column(finder, Text("Page"), None))
    window.resize(700, 400)
    show(window)
    finder.holder = window  # type: ignore[attr-defined] # kept while the test runs
    return finder


def test_the_finder_searches_while_typing_and_opens_with_enter(finder: Finder, qtbot: QtBot) -> None:
    QTest.keyClicks(finder, "si")
    qtbot.waitUntil(lambda: bool(finder.titles))
    assert finder.titles == ["Siân 1", "Siân 2", "Siân 3"]
    QTest.keyClick(finder, Qt.Key.Key_Down)
    QTest.keyClick(finder, Qt.Key.Key_Down)
    QTest.keyClick(finder, Qt.Key.Key_Up)
    with qtbot.waitSignal(finder.chosen) as chosen:
        QTest.keyClick(finder, Qt.Key.Key_Return)
    assert chosen.args == [Place("member", "M002"), None]
    assert (finder.text(), finder.titles) == ("", [])


def test_enter_searches_at_once(finder: Finder, qtbot: QtBot) -> None:
    QTest.keyClicks(finder, "n 3")
    with qtbot.waitSignal(finder.chosen) as chosen:
        QTest.keyClick(finder, Qt.Key.Key_Return)
    assert chosen.args == [Place("member", "M003"), None]


def test_no_hits_are_reported_and_escape_closes_the_finder(finder: Finder, qtbot: QtBot) -> None:
    finder.setText("Nobody")
    finder.run_search()
    assert any(label.startswith("Nothing is found for “Nobody”.") for label in texts_in(finder.window()))
    with qtbot.assertNotEmitted(finder.chosen):
        QTest.keyClick(finder, Qt.Key.Key_Return)
    QTest.keyClick(finder, Qt.Key.Key_Escape)
    assert finder.text() == ""
    assert not any(label.startswith("Nothing is found") for label in texts_in(finder.window()))
    finder.run_search()
    assert finder.titles == []


def test_the_keys_are_listed_under_headings(show: Callable[[QWidget], QWidget]) -> None:
    overlay = Shortcuts([("Anywhere", [("Ctrl+K", "Find")])], [("On this page", [])])
    show(overlay)
    assert {"Anywhere", "Ctrl+K", "Find"} <= set(texts_in(overlay))
    assert "On this page" not in texts_in(overlay)
