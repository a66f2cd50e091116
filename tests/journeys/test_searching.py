"""Ctrl+K in the sample agency: typed words are found anywhere, and Enter opens the place."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget

from panel_desk.ui.dialogs.paper_viewer import PaperViewer
from panel_desk.ui.page import Place
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.journeys import steps
from tests.journeys.window_user import POPUPS, WindowUser
from tests.sample_agency import SAMPLE_PASSPHRASE


def found(user: WindowUser, words: str) -> list[str]:
    """The accessible texts of the hits for some words, as a screen reader reads them."""
    finder = user.window.finder
    user.type(finder, words)
    finder.run_search()
    (shown,) = (each for each in user.window.findChildren(QListWidget) if each.accessibleName() == "Found")
    rows = (shown.item(row) for row in range(shown.count()))
    return [str(row.data(Qt.ItemDataRole.AccessibleTextRole)) for row in rows]


def test_a_hit_in_minutes_opens_its_section_and_typing_does_not_change_it(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    rows = found(visitor, "half brother")
    assert rows[0] == "Minutes"
    visitor.key(visitor.window.finder, Qt.Key.Key_Return)
    page = visitor.page(MinutesPage)
    (editor,) = (each for each in page.editors if each.box.textCursor().hasSelection())
    assert editor.box.textCursor().selectedText() == "half"
    assert not editor.box.visibleRegion().isEmpty()
    before = editor.text
    QTest.keyClicks(visitor.window.focusWidget(), "xyz")
    assert editor.text == before


def test_a_hit_far_down_in_minutes_that_were_not_open_is_in_view(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    rows = found(visitor, "health visitor's")
    assert rows[0] == "Minutes"
    visitor.key(visitor.window.finder, Qt.Key.Key_Return)
    page = visitor.page(MinutesPage)
    (editor,) = (each for each in page.editors if each.box.textCursor().hasSelection())
    box = editor.box.viewport()
    visitor.qtbot.waitUntil(lambda: box.visibleRegion().contains(editor.box.cursorRect().center()))


def test_a_hit_in_a_paper_opens_the_page(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    rows = found(visitor, "together or apart assessment")
    assert rows[0] == "Papers"
    assert ", page 2 · CASE-" in rows[1]
    visitor.key(visitor.window.finder, Qt.Key.Key_Return)
    assert visitor.window.place.tab == "papers"
    viewer = visitor.window.findChild(PaperViewer)
    assert viewer is not None
    visitor.qtbot.waitUntil(lambda: viewer.page == 1)
    assert viewer.words.text().casefold() == "together"
    viewer.close()


@POPUPS
@pytest.mark.parametrize("account", ["imelda", "edith", "rosalind"])
def test_other_accounts_find_only_what_they_may_see(visitor: WindowUser, account: str) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    office = found(visitor, "panel")
    visitor.window.finder.shut()
    steps.sign_out(visitor)
    steps.sign_in(visitor, account, SAMPLE_PASSPHRASE)
    theirs = found(visitor, "panel")
    assert theirs != office
    if account == "edith":
        assert {row.split(":")[0] for row in theirs} <= {"Meetings", "Agendas"}


def test_what_is_not_found_is_said_in_a_sentence(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    (sentence,) = found(visitor, "x" * 200)
    assert sentence == f"Nothing is found for “{'x' * 40}…”. Type a part of a name, a word or a ref."
    visitor.key(visitor.window.finder, Qt.Key.Key_Return)
    assert visitor.window.place == Place("today")
