"""The writing box: lists, styles, pasting, spelling, and undo across sections."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from panel_desk.rules.minutes_text import BlockKind
from panel_desk.ui.spelling import Speller
from panel_desk.ui.widgets.edit_order import EditOrder
from panel_desk.ui.widgets.layout import column
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.writing_box import WritingBox

CONTROL, SHIFT, NONE = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.NoModifier,
)
Editors = dict[str, SectionEditor]


@pytest.fixture
def two_editors(qtbot: QtBot) -> Iterator[Editors]:
    """Two sections, one above the other, shown."""
    editors = {heading: SectionEditor(heading, "What was said") for heading in ("Discussion", "Advice")}
    window = QWidget()
    window.setLayout(column(*editors.values()))
    window.resize(600, 400)
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    for number, editor in enumerate(editors.values(), start=1):
        editor.show_saved(number, "", 1)
    yield editors
    for editor in editors.values():
        editor.box.marks = None


@pytest.fixture
def editor(two_editors: Editors) -> SectionEditor:
    return two_editors["Discussion"]


def keys(box: WritingBox, typed: str) -> None:
    """Type; ⏎ is Enter, ⇥ Tab, ⇤ Shift+Tab, ⌫ Backspace."""
    box.setFocus()
    special = {"⏎": Qt.Key.Key_Return, "⇥": Qt.Key.Key_Tab, "⇤": Qt.Key.Key_Backtab, "⌫": Qt.Key.Key_Backspace}
    for letter in typed:
        if letter in special:
            QTest.keyClick(box, special[letter], SHIFT if letter == "⇤" else NONE)
        else:
            QTest.keyClicks(box, letter)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("One.⏎Two.", "One.\nTwo."),
        ("- one⏎two", "- one\n- two"),
        ("* one⏎two⏎⏎After", "- one\n- two\nAfter"),
        ("1. one⏎two", "1. one\n1. two"),
        ("- one⏎⇥deeper⏎more⏎⏎back", "- one\n  - deeper\n  - more\n- back"),
        ("- one⏎⇥deeper⇤", "- one\n- deeper"),
        ("- one⏎⇥⇥⇥⇥deep", "- one\n    - deep"),
        ("- one⏎⌫two", "- one\ntwo"),
        ("5 * 3 - 1. x", "5 \\* 3 - 1. x"),
        ("a- b", "a- b"),
    ],
)
def test_lists_behave_as_in_word(editor: SectionEditor, typed: str, kept: str) -> None:
    keys(editor.box, typed)
    assert editor.text == kept


def test_an_automatic_list_can_be_undone(editor: SectionEditor) -> None:
    order = EditOrder()
    order.watch(editor)
    editor.box.undo_wanted.connect(order.undo)
    keys(editor.box, "- ")
    assert editor.text == "- "
    QTest.keyClick(editor.box, Qt.Key.Key_Z, CONTROL)
    assert editor.text == "-"


def test_a_subheading_is_followed_by_a_paragraph(editor: SectionEditor) -> None:
    keys(editor.box, "Contact")
    editor.box.set_line_kind(BlockKind.SUBHEADING)
    keys(editor.box, "⏎Twice a year.")
    assert editor.text == "# Contact\nTwice a year."
    editor.box.moveCursor(QTextCursor.MoveOperation.Start)
    keys(editor.box, "⌫")
    assert editor.text == "Contact\nTwice a year."


def test_words_are_made_bold_and_italic(editor: SectionEditor) -> None:
    keys(editor.box, "Not ")
    QTest.keyClick(editor.box, Qt.Key.Key_B, CONTROL)
    keys(editor.box, "now")
    QTest.keyClick(editor.box, Qt.Key.Key_B, CONTROL)
    QTest.keyClick(editor.box, Qt.Key.Key_I, CONTROL)
    keys(editor.box, " then")
    assert editor.text == "Not **now***\\ then*"
    editor.box.set_line_kind(BlockKind.SUBHEADING)
    assert editor.text == "# Not **now***\\ then*"
    editor.box.set_line_kind(BlockKind.SUBHEADING)
    assert editor.text == "Not **now***\\ then*"


def test_several_lines_are_made_a_list_at_once(editor: SectionEditor) -> None:
    keys(editor.box, "a⏎b⏎c")
    editor.box.selectAll()
    editor.box.set_line_kind(BlockKind.NUMBERED)
    assert editor.text == "1. a\n1. b\n1. c"
    editor.box.set_line_kind(BlockKind.NUMBERED)
    assert editor.text == "a\nb\nc"


def test_showing_saved_text_is_not_typing(editor: SectionEditor, qtbot: QtBot) -> None:
    kept = "# Contact\nThe **panel** asked.\n- one\n  1. two 🙂\n\nשלום"
    with qtbot.assertNotEmitted(editor.typed):
        editor.show_saved(1, kept, 2)
    assert editor.text == kept
    assert not editor.is_dirty


def test_text_that_others_save_is_shown_around_the_caret(editor: SectionEditor) -> None:
    editor.show_saved(1, "One.\nTwo.\nThree.", 2)
    editor.box.moveCursor(QTextCursor.MoveOperation.End)
    for version, text in enumerate(("One.\nTwo, changed.\nThree.", "One.\nThree.", "Three.", "New.\n- Three.", ""), 3):
        editor.show_saved(1, text, version)
        assert editor.text == text
        assert (editor.is_dirty, editor.version) == (False, version)


def test_undo_reverts_the_last_edit_in_any_section(two_editors: Editors) -> None:
    order = EditOrder()
    changed_editors: list[SectionEditor] = []
    order.editor_changed.connect(changed_editors.append)
    for editor in two_editors.values():
        order.watch(editor)
    first, second = two_editors.values()
    keys(first.box, "one")
    keys(second.box, "two")
    keys(first.box, " more")
    order.undo()
    assert (first.text, second.text) == ("one", "two")
    order.undo()
    order.undo()
    assert (first.text, second.text, order.can_undo) == ("", "", False)
    order.undo()
    assert changed_editors == [first, second, first]
    for _ in range(3):
        order.redo()
    assert (first.text, second.text, order.can_redo) == ("one more", "two", False)
    order.forget(first)
    order.undo()
    order.undo()
    assert (first.text, second.text) == ("one more", "")


# Pasting


def paste(box: WritingBox, *, html: str = "", text: str = "") -> None:
    source = QMimeData()
    if html:
        source.setHtml(html)
    if text:
        source.setText(text)
    assert box.canInsertFromMimeData(source)
    box.insertFromMimeData(source)


def test_html_is_pasted_within_a_line_and_a_picture_is_reported(editor: SectionEditor, qtbot: QtBot) -> None:
    keys(editor.box, "Before after")
    for _ in range(5):
        QTest.keyClick(editor.box, Qt.Key.Key_Left)
    with qtbot.waitSignal(editor.box.left_out) as signal:
        paste(editor.box, html="<p>one <b>bold</b></p><ul><li>two</li></ul><img src='x.png'>", text="x")
    assert editor.text == "Before one **bold**\n- twoafter"
    assert "picture was left out" in str(signal.args)


def test_a_picture_pasted_alone_gives_its_text_if_it_has_any(editor: SectionEditor) -> None:
    paste(editor.box, html="<img src='x.png'>", text="Its words")
    assert editor.text == "Its words"


def test_pasted_text_is_never_read_as_markup(editor: SectionEditor) -> None:
    words = "# no\n- heading\n**here** 🙂 \u202bשלום\u202c"
    paste(editor.box, text=words + "\x00\x08")
    assert editor.box.toPlainText() == words
    assert editor.text == "\\# no\n\\- heading\n\\*\\*here\\*\\* 🙂 \u202bשלום\u202c"


def test_two_hundred_thousand_characters_are_pasted_and_written_on(editor: SectionEditor) -> None:
    words = "The panel asked about contact with the older sister. "
    paste(editor.box, text=words * 4000)
    assert len(editor.box.toPlainText()) > 200_000
    keys(editor.box, "End")
    assert editor.text.endswith("End")
    assert editor.text.replace("\n", " ").removesuffix("End").split() == (words * 4000).split()


# Spelling


def underlined(box: WritingBox) -> list[str]:
    found = []
    block = box.document().begin()
    while block.isValid():
        text = block.text()
        found += [text[one.start : one.start + one.length] for one in block.layout().formats()]
        block = block.next()
    return found


@pytest.fixture
def speller(editor: SectionEditor, qtbot: QtBot) -> Speller:
    speller = Speller(editor)
    editor.box.check_spelling(speller)
    with qtbot.waitSignal(speller.changed):
        speller.wake()
    return speller


def test_misspelt_words_are_underlined_once_the_caret_has_left_them(editor: SectionEditor, speller: Speller) -> None:
    keys(editor.box, "The pannel")
    assert underlined(editor.box) == []
    keys(editor.box, " organised it, color")
    assert underlined(editor.box) == ["pannel"]
    editor.box.moveCursor(QTextCursor.MoveOperation.Start)
    assert underlined(editor.box) == ["pannel", "color"]
    speller.know(frozenset({"color"}))
    assert underlined(editor.box) == ["pannel"]


def test_names_initials_and_other_scripts_are_not_misspelt(editor: SectionEditor, speller: Speller) -> None:
    speller.know(frozenset({"Moyana"}))
    editor.show_saved(1, "Moyana's QX’s CPR and CASE017 🙂 the child’s שלום", 2)
    assert underlined(editor.box) == []


def test_a_misspelt_word_is_corrected_or_added_from_the_menu(
    editor: SectionEditor, speller: Speller, qtbot: QtBot
) -> None:
    assert speller.is_ready
    editor.show_saved(1, "🙂 A recomendation", 2)
    editor.box.moveCursor(QTextCursor.MoveOperation.End)
    menu = editor.box.menu_at(editor.box.textCursor())
    offered = [action.text() for action in menu.actions()]
    assert offered[0] == "recommendation"
    learn = next(action for action in menu.actions() if action.text() == "Add “recomendation” to the agency's words")
    with qtbot.waitSignal(editor.box.word_learnt) as signal:
        learn.trigger()
    assert signal.args == ["recomendation"]
    menu.actions()[0].trigger()
    assert editor.text == "🙂 A recommendation"
    assert "Add" not in editor.box.menu_at(editor.box.textCursor()).actions()[0].text()


def test_the_box_is_as_tall_as_its_text(editor: SectionEditor) -> None:
    one_line = editor.box.height()
    keys(editor.box, "a⏎b⏎c")
    assert editor.box.height() > one_line + 2 * editor.box.fontMetrics().height()


def test_a_read_only_box_refuses_typing(editor: SectionEditor) -> None:
    keys(editor.box, "Kept.")
    editor.set_writable(False)
    keys(editor.box, "x⏎⌫")
    assert editor.text == "Kept."
