"""The main window: navigation and history, unsaved text, counts, and what it restores at the next start."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QScreen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.access import grant_information, take_back_information
from panel_desk.operations.agency import change_agency
from panel_desk.queries.agency import agency, agency_name
from panel_desk.queries.members.members import members
from panel_desk.rules.access import Information
from panel_desk.rules.search_words import Piece
from panel_desk.rules.vocabulary import AccountRole, PanelType
from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Page, PageContext, PageSpec, Place
from panel_desk.ui.theme import DARK
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.finder import Hit, HitGroup
from panel_desk.ui.widgets.shortcuts import Shortcuts
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.text import Elided
from tests.builders import ADMINISTRATOR, a_case, a_desk, a_member
from tests.ui.clipping import faults
from tests.ui.dialog_keys import key_faults


class ListPage(Page):
    """A page with two fields; `asked` counts how often it was refreshed."""

    title = "People"
    keys = (("N", "New person"),)

    def build(self) -> None:
        self.first_field, self.other_field = QLineEdit(), QLineEdit()
        self.body.addWidget(self.first_field)
        self.body.addWidget(self.other_field)
        self.asked = 0

    def refresh(self) -> None:
        self.asked += 1
        self.header.say("People", f"{len(self.watch(members))} people")


class RecordPage(Page):
    """A record's page whose words can be unsaved."""

    title = "Person"

    def build(self) -> None:
        self.text = QLineEdit()
        self.body.addWidget(self.text)

    def refresh(self) -> None:
        if self.ref == "M404":
            raise LookupError(self.ref)
        self.header.say(f"Siân {self.ref}")

    def is_unsaved(self) -> bool:
        return bool(self.text.text())


class TabbedPage(Page):
    """A page with tabs, one of them hidden, above tabs within."""

    title = "Tabs"

    def build(self) -> None:
        self.inner, self.outer, self.text = TabBar(), TabBar(), QLineEdit()
        for bar, titles in ((self.inner, ("One", "Two")), (self.outer, ("Agenda", "Packs", "Sent"))):
            for title in titles:
                bar.addTab(title)
        self.outer.setTabVisible(1, False)
        for part in (self.outer, self.inner, self.text):
            self.body.addWidget(part)

    def refresh(self) -> None:
        self.header.say("Tabs")


def _broken(context: PageContext) -> Page:
    raise ZeroDivisionError(context)


PAGES = (
    PageSpec("people", "People", "users", ListPage, count=members),
    PageSpec("other", "Other", "folder", ListPage),
    PageSpec("settings", "Settings", "settings", ListPage, at_foot=True),
    PageSpec("broken", "Broken", "folder", _broken),
    PageSpec("person", "Person", "user", RecordPage, in_navigation=False, under="people"),
    PageSpec("tabs", "Tabs", "folder", TabbedPage, in_navigation=False),
)


SEEN_BY_THE_OFFICE = (
    PageSpec("other", "Other", "folder", ListPage),
    PageSpec("people", "People", "users", ListPage, count=members, needs=(members,)),
    PageSpec("person", "Person", "user", RecordPage, in_navigation=False, under="people", needs=(members,)),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "settings.json")


@pytest.fixture
def make(desk: Desk, settings: Settings, qtbot: QtBot) -> Iterator[Callable[..., MainWindow]]:
    made: list[MainWindow] = []

    def window(its_desk: Desk = desk, pages: Sequence[PageSpec] = PAGES) -> MainWindow:
        one = MainWindow(
            DeskBridge(its_desk),
            pages,
            agency=agency_name,
            find=lambda typed: [HitGroup("People", (Hit((Piece(typed),), (), Place("person", typed)),))],
            settings=settings,
        )
        qtbot.addWidget(one)
        with qtbot.waitExposed(one):
            one.show()
        made.append(one)
        return one

    yield window
    for one in made:
        one.background.drain()


def go(window: MainWindow, key: Qt.Key) -> None:
    QTest.keyClick(window, key, Qt.KeyboardModifier.AltModifier)


def dialog() -> Message:
    [found] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    return found


def press(within: QWidget, words: str) -> None:
    next(each for each in within.findChildren(QPushButton) if each.text() == words).click()


def record(window: MainWindow) -> RecordPage:
    page = window.page("person")
    assert isinstance(page, RecordPage)
    return page


def texts_in(window: MainWindow) -> set[str]:
    return {each.text() for each in window.findChildren(Elided) if each.isVisible()}


def test_keys_go_to_pages_and_back_and_forward(make: Callable[[], MainWindow]) -> None:
    window = make()
    assert window.place == Place("people")
    go(window, Qt.Key.Key_2)
    window.open(Place("person", "M001"))
    assert window.windowTitle() == "Person – Panel Desk"
    window.back()
    assert window.place == Place("other")
    window.back()
    window.back()
    assert window.place == Place("people")
    window.forward()
    window.forward()
    window.forward()
    assert window.place == Place("person", "M001")
    window.back()
    window.open(Place("settings"))
    window.forward()
    assert window.place == Place("settings")


def test_the_mouses_own_buttons_go_back_and_forward(make: Callable[[], MainWindow]) -> None:
    window = make()
    window.open(Place("other"))
    for button, at in ((Qt.MouseButton.BackButton, "people"), (Qt.MouseButton.ForwardButton, "other")):
        place = QPointF(5, 5)
        event = QMouseEvent(
            QMouseEvent.Type.MouseButtonPress, place, place, button, button, Qt.KeyboardModifier.NoModifier
        )
        window.mousePressEvent(event)
        assert window.place.page == at


def test_the_window_title_holds_no_name(make: Callable[[], MainWindow]) -> None:
    window = make()
    for place in (Place("people"), Place("person", "M001")):
        window.open(place)
        assert "Siân" not in window.windowTitle()
    assert record(window).header.title == "Siân M001"


def test_back_returns_to_the_tab(make: Callable[[], MainWindow]) -> None:
    window = make()
    window.open(Place("person", "M001"))
    record(window).note_tab("history")
    window.open(Place("people"))
    window.back()
    assert window.place == Place("person", "M001", "history")


def test_the_focus_starts_in_the_page_and_returns_to_where_it_was(make: Callable[[], MainWindow]) -> None:
    window = make()
    page = window.page("people")
    assert isinstance(page, ListPage)
    assert window.focusWidget() is page.first_field
    page.other_field.setFocus()
    window.open(Place("person", "M001"))
    assert window.focusWidget() is record(window).text
    window.back()
    assert window.focusWidget() is page.other_field


def test_leaving_unsaved_text_is_asked_about(make: Callable[[], MainWindow]) -> None:
    window = make()
    window.open(Place("person", "M001"))
    record(window).text.setText("unsaved")
    window.open(Place("people"))
    window.open(Place("person", "M002"))
    assert window.place == Place("people")
    press(dialog(), "Keep writing")
    assert record(window).place.ref == "M001"
    window.open(Place("person", "M002"))
    press(dialog(), "Leave without saving")
    assert window.place == Place("person", "M002")


def test_the_window_does_not_close_over_unsaved_text(make: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = make()
    window.open(Place("person", "M001"))
    record(window).text.setText("unsaved")
    window.close()
    assert window.isVisible()
    assert dialog().words.text() == "What you wrote is not saved on: Person."
    press(dialog(), "Keep writing")
    with qtbot.assertNotEmitted(window.signed_out):
        window.sign_out()
    press(dialog(), "Sign out")
    window.close()
    press(dialog(), "Close without saving")
    assert not window.isVisible()


def test_leaving_at_once_asks_nothing_and_closes_every_dialog(make: Callable[[], MainWindow]) -> None:
    window = make()
    window.open(Place("person", "M001"))
    record(window).text.setText("unsaved")
    window.sign_out()
    question = dialog()
    window.leave()
    assert not window.isVisible()
    assert not question.isVisible()


def test_the_window_opens_with_its_last_page_and_geometry(make: Callable[[], MainWindow], settings: Settings) -> None:
    window = make()
    window.resize(QSize(960, 650))
    window.open(Place("other"))
    window.open(Place("person", "M001"))
    window.close()
    reopened = make()
    assert reopened.size() == QSize(960, 650)
    assert reopened.place == Place("other")
    reopened.close()
    settings.put(f"account/{ADMINISTRATOR}/window/page", "gone")
    settings.put("window/geometry", "no geometry")
    assert make().place == Place("people")


def test_the_first_window_fits_on_a_small_screen_with_its_title_bar(
    make: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1280, 700))
    assert make().height() < 700 - 20


def test_only_a_visible_page_refreshes(make: Callable[[], MainWindow], desk: Desk) -> None:
    window = make()
    people, other = window.page("people"), window.page("other")
    assert isinstance(people, ListPage)
    assert isinstance(other, ListPage)
    window.open(Place("other"))
    asked = people.asked
    a_member(desk)
    assert people.asked == asked
    assert other.header.facts == "1 people"
    window.back()
    assert people.asked == asked + 1
    assert people.header.facts == "1 people"


def test_the_navigation_counts_and_the_foot_says_when_something_was_saved(
    make: Callable[[], MainWindow], desk: Desk
) -> None:
    window = make()
    assert "not backed up yet · Administrator" in texts_in(window)
    a_member(desk)
    [entry] = [each for each in window.navigation.children() if getattr(each, "accessibleName", str)() == "People, 1"]
    assert entry
    window.show_backed_up(datetime(2027, 3, 4, 8, 15, tzinfo=UTC))
    assert any(line.startswith("saved ") and "backed up today" in line for line in texts_in(window))
    window.show_backed_up(datetime(2027, 3, 3, 8, 15, tzinfo=UTC))
    assert any("backed up Wed 3 Mar" in line for line in texts_in(window))


def test_a_window_left_open_overnight_refreshes_on_the_new_day(
    make: Callable[[], MainWindow], desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make()
    window.show_backed_up(desk.time_source.now())
    people = window.page("people")
    assert isinstance(people, ListPage)
    asked = people.asked
    window.calendar.timeout.emit()
    assert people.asked == asked
    assert any("backed up today" in line for line in texts_in(window))

    monkeypatch.setattr(
        type(desk.time_source), "today", lambda time_source: time_source.now().date() + timedelta(days=1)
    )
    window.calendar.timeout.emit()
    assert people.asked == asked + 1
    assert not any("backed up today" in line for line in texts_in(window))
    assert window.calendar.isActive()


def test_the_count_and_the_page_share_one_query_result(make: Callable[[], MainWindow], desk: Desk) -> None:
    a_member(desk)
    window = make()
    first = window.bridge.ask_with_registers(members)
    assert window.bridge.ask_with_registers(members) is first
    a_case(desk)
    assert window.bridge.ask_with_registers(members) is first
    a_member(desk, "M002")
    assert len(window.bridge.ask_with_registers(members).value) == len(first.value) + 1
    assert window.bridge.ask_with_registers(agency_name) is not window.bridge.ask_with_registers(agency_name)


def test_the_agencys_name_follows_the_settings(make: Callable[[], MainWindow], desk: Desk) -> None:
    window = make()
    facts = desk.ask(agency)
    assert facts.name in texts_in(window)
    desk.do(change_agency, facts.version, "Petersholme Adoption", PanelType.ORDINARY, None, None)
    assert "Petersholme Adoption" in texts_in(window)


def test_the_finder_gives_the_focus_to_the_page_also_where_that_shows_another_record(
    make: Callable[[], MainWindow],
) -> None:
    window = make()
    for ref in ("M007", "M008"):
        window.finder.setFocus()
        window.finder.setText(ref)
        window.finder.run_search()
        QTest.keyClick(window.finder, Qt.Key.Key_Return)
        assert window.place.ref == ref
        assert window.page("person").isAncestorOf(window.focusWidget())


def test_esc_in_the_finder_returns_the_focus_to_the_page(make: Callable[[], MainWindow]) -> None:
    window = make()
    page = window.page("people")
    assert isinstance(page, ListPage)
    page.other_field.setFocus()
    window.finder.setFocus()
    QTest.keyClick(window.finder, Qt.Key.Key_Escape)
    assert page.other_field.hasFocus()


def test_a_pages_key_moves_the_focus_into_the_page_that_is_open(make: Callable[[], MainWindow]) -> None:
    window = make()
    page = window.page("people")
    for elsewhere in (window.finder, window.navigation.findChildren(QAbstractButton)[0]):
        elsewhere.setFocus()
        window.open(Place("people"))
        assert page.isAncestorOf(window.focusWidget())


def test_the_finder_opens_what_it_finds(make: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = make()
    window.finder.setText("M007")
    window.finder.run_search()
    with qtbot.waitSignal(window.finder.chosen):
        QTest.keyClick(window.finder, Qt.Key.Key_Return)
    assert window.place == Place("person", "M007")


def test_an_action_is_shown_and_undone(make: Callable[[], MainWindow]) -> None:
    window = make()
    undone: list[str] = []
    window.page("people").show_done("Siân removed", lambda: undone.append("Siân"))
    assert window.undo_bar.words == "Siân removed"
    window.undo_bar.button.click()
    assert undone == ["Siân"]


def test_the_keys_of_the_page_are_shown_with_the_windows(make: Callable[[], MainWindow]) -> None:
    window = make()
    overlay = window.show_keys()
    assert isinstance(overlay, Shortcuts)
    assert [*faults(overlay), *key_faults(overlay)] == []
    words = {each.text() for each in overlay.findChildren(type(overlay.words))}
    assert {"Ctrl+K", "Alt+1 … 4", "N", "New person", "On this page"} <= words
    overlay.accept()


def test_ctrl_tab_turns_the_tabs_of_the_page(make: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = make()
    with qtbot.waitActive(window):
        window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)  # this page has no tabs
    window.open(Place("tabs"))
    page = window.page("tabs")
    assert isinstance(page, TabbedPage)
    back = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    for modifiers, tab in (
        (Qt.KeyboardModifier.ControlModifier, 2),
        (Qt.KeyboardModifier.ControlModifier, 0),
        (back, 2),
    ):
        page.text.setFocus()
        QTest.keyClick(page.text, Qt.Key.Key_Tab, modifiers)
        assert (page.outer.currentIndex(), page.inner.currentIndex()) == (tab, 0)
        assert page.outer.hasFocus()


def test_f10_goes_to_the_main_button_of_the_page(make: Callable[[], MainWindow], qtbot: QtBot) -> None:
    window = make()
    page = window.page("people")
    assert isinstance(page, ListPage)
    page.other_field.setFocus()
    QTest.keyClick(window, Qt.Key.Key_F10)  # this page has no main button
    assert window.focusWidget() is page.other_field
    page.header.set_actions(Action("Add person", lambda: None), more=[Action("Print", lambda: None)])
    qtbot.waitUntil(lambda: all(one.isVisible() for one in page.header.findChildren(QPushButton)))
    QTest.keyClick(window, Qt.Key.Key_F10)
    focused = window.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Add person"


def test_f1_shows_the_keys(make: Callable[[], MainWindow]) -> None:
    window = make()
    QTest.keyClick(window, Qt.Key.Key_F1)
    overlay = dialog()
    assert isinstance(overlay, Shortcuts)
    overlay.accept()


@pytest.mark.parametrize("place", [Place("broken"), Place("person", "M404")])
def test_a_page_that_fails_leaves_the_window_working(make: Callable[[], MainWindow], place: Place) -> None:
    window = make()
    window.open(place)
    assert dialog().accessibleName() == "Sorry, this did not work"
    dialog().accept()
    window.open(Place("other"))
    assert window.place == Place("other")


def test_the_person_can_change_the_colours_and_sign_out(
    make: Callable[[], MainWindow], settings: Settings, in_light: None, qtbot: QtBot
) -> None:
    assert in_light is None
    window = make()
    [person] = [each for each in window.findChildren(QPushButton) if "Signed in as" in each.accessibleName()]
    actions = {each.text(): each for each in person.menu().actions()}
    actions["Dark"].trigger()
    assert theme.colours() is DARK
    assert settings.get("window/scheme", "") == "dark"
    with qtbot.waitSignal(window.signed_out):
        actions["Sign out"].trigger()
    assert ADMINISTRATOR not in window.windowTitle()


def test_a_warning_about_the_store_is_shown_above_every_page(make: Callable[[], MainWindow], desk: Desk) -> None:
    assert make().warnings.words == ""
    desk.store.warnings = ("This store is in a folder that Dropbox synchronises.",)
    window = make()
    assert window.warnings.words == "This store is in a folder that Dropbox synchronises."
    go(window, Qt.Key.Key_2)
    assert window.warnings.isVisible()


def test_each_account_has_its_own_last_page_in_a_window_of_the_same_size(
    make: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = make()
    window.resize(QSize(960, 650))
    window.open(Place("other"))
    window.close()
    other = make(a_desk(tmp_path, AccountRole.ADVISER))
    assert other.place == Place("people")
    assert other.size() == QSize(960, 650)


def test_a_page_that_the_account_may_not_see_is_not_listed_and_says_why_when_it_is_opened(
    make: Callable[..., MainWindow], tmp_path: Path
) -> None:
    window = make(a_desk(tmp_path, AccountRole.READER), SEEN_BY_THE_OFFICE)
    assert window.place == Place("other")
    assert entries(window) == ["Other"]
    for place in (Place("people"), Place("person", "M001")):
        window.open(place)
        page = window.page(place.page)
        assert page.unseen.isVisible()
        assert page.unseen.words == (
            "You are signed in as reader, who does not see members of the central list and how to reach them. "
            "An administrator can change this in Settings."
        )


def test_the_navigation_follows_who_sees_what(make: Callable[..., MainWindow], desk: Desk) -> None:
    window = make(pages=SEEN_BY_THE_OFFICE)
    a_member(desk, "M001")
    desk.do(take_back_information, AccountRole.ADMINISTRATOR, Information.MEMBERS)
    assert entries(window) == ["Other"]
    assert ticked(window) == ["Other"]
    window.open(Place("people"))
    assert window.page("people").unseen.isVisible()
    a_member(desk, "M002")
    assert not any(isinstance(each, Message) and each.isVisible() for each in QApplication.topLevelWidgets())

    desk.do(grant_information, AccountRole.ADMINISTRATOR, Information.MEMBERS)
    assert entries(window) == ["Other", "People, 2"]
    window.open(Place("other"))
    go(window, Qt.Key.Key_2)
    assert window.place == Place("people")
    page = window.page("people")
    assert isinstance(page, ListPage)
    assert page.header.facts == "2 people"


def entries(window: MainWindow) -> list[str]:
    return [one.accessibleName() for one in window.navigation.findChildren(QAbstractButton)]


def ticked(window: MainWindow) -> list[str]:
    return [one.accessibleName() for one in window.navigation.findChildren(QAbstractButton) if one.isChecked()]
