"""Snippets and the agency's spelling words, kept in the settings."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from panel_desk.desk import Desk
from panel_desk.operations.minutes.snippets import change_snippet, write_snippet
from panel_desk.operations.minutes.spelling import add_spelling_words
from panel_desk.queries.minutes.snippets import snippets
from panel_desk.queries.minutes.spelling import spelling_words
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.snippets import SnippetsSection
from panel_desk.ui.pages.settings.spelling import SpellingSection
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.writing_box import WritingBox
from panel_desk.ui.writing_field import WritingInput
from tests.ui.page_context import Noted, click, press
from tests.ui.pages.settings.showing import open_section

MANY = 3_000  # words


@pytest.fixture
def section(page: SettingsPage) -> SnippetsSection:
    return open_section(page, SnippetsSection)


@pytest.fixture
def spelling(page: SettingsPage) -> SpellingSection:
    return open_section(page, SpellingSection)


def kept(desk: Desk) -> dict[str, str]:
    return {one.title: one.text for one in desk.ask(snippets)}


def words(desk: Desk) -> list[str]:
    return [one.word for one in desk.ask(spelling_words)]


def text_box(asked: FormDialog[int] | None) -> WritingBox:
    assert asked is not None
    typed = asked.form.rows["text"].input
    assert isinstance(typed, WritingInput)
    return typed.box


def test_a_snippet_is_written_with_styles_and_can_be_undone(section: SnippetsSection, desk: Desk, noted: Noted) -> None:
    asked = section.add()
    QTest.keyClicks(asked.form.rows["title"].input.focus_widget(), "contact")
    box = text_box(asked)
    QTest.keyClicks(box, "Contact is ")
    QTest.keyClick(box, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(box, "twice")
    QTest.keyClick(box, Qt.Key.Key_Return)
    QTest.keyClicks(box, "- a year")
    QTest.keyClick(box, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(box, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    asked.save()
    assert kept(desk) == {"contact": "Contact is **twice**\n- **a year**"}
    assert section.snippets.rows()[0].title == "contact"
    noted.take_back()
    assert kept(desk) == {}


def test_an_error_is_shown_beside_its_field_and_the_text_stays(section: SnippetsSection, desk: Desk) -> None:
    desk.do(write_snippet, "Contact", "Twice a year.")
    asked = section.add()
    asked.form.fill({"title": "contact", "text": "Mine."})
    asked.save()
    assert asked.form.rows["title"].problem == "There is a snippet called “Contact” already. Choose another title."
    asked.form.rows["title"].input.write("other")
    asked.form.rows["text"].input.write("")
    asked.save()
    assert asked.form.rows["text"].problem == "“Text” is empty. Fill it in."


def test_a_snippet_is_changed_from_the_list_by_the_keyboard_and_the_change_undone(
    section: SnippetsSection, page: SettingsPage, desk: Desk, noted: Noted
) -> None:
    number = desk.do(write_snippet, "Contact", "Twice a year.")
    section.table.choose(str(number))
    press(section.table.view, Qt.Key.Key_Return)
    asked = page.window().findChild(FormDialog)
    assert text_box(asked).toPlainText() == "Twice a year."
    assert asked is not None
    asked.form.rows["text"].input.write("Once a year.")
    asked.save()
    assert kept(desk) == {"Contact": "Once a year."}
    noted.take_back()
    assert kept(desk) == {"Contact": "Twice a year."}


def test_undo_does_not_overwrite_what_somebody_else_changed(section: SnippetsSection, desk: Desk, noted: Noted) -> None:
    number = desk.do(write_snippet, "Contact", "Twice a year.")
    asked = section.change(str(number))
    assert asked is not None
    asked.form.rows["text"].input.write("Once a year.")
    asked.save()
    desk.do(change_snippet, number, 2, "Contact", "Never.")
    noted.take_back()
    assert kept(desk) == {"Contact": "Never."}


def test_the_chosen_snippet_is_removed_and_restored_by_undo(section: SnippetsSection, desk: Desk, noted: Noted) -> None:
    number = desk.do(write_snippet, "Contact", "**Twice** a year.")
    assert not section.remove_button.isEnabled()
    section.remove()
    section.change()
    assert len(kept(desk)) == 1
    section.table.choose(str(number))
    click(section.remove_button)
    assert noted.done == ["“Contact” is removed"]
    assert (kept(desk), section.remove_button.isEnabled()) == ({}, False)
    noted.take_back()
    assert kept(desk) == {"Contact": "**Twice** a year."}


def test_the_list_shows_the_beginning_of_each_snippet_and_is_narrowed_by_its_text(
    section: SnippetsSection, desk: Desk
) -> None:
    desk.do(write_snippet, "Contact", "# Contact\n- twice **a year**\n\n" + "more " * 100)
    desk.do(write_snippet, "Thanks", "The chair thanked the applicants.")
    contact = section.snippets.columns[1].text(section.snippets.row_at(0))
    assert contact.startswith("Contact · twice a year · more more")
    assert len(contact) == 200
    section.snippets.narrow("thanked")
    assert [one.title for one in section.snippets.rows()] == ["Thanks"]


def test_content_that_cannot_be_pasted_is_named_below_the_box(section: SnippetsSection) -> None:
    box = text_box(section.add())
    source = QMimeData()
    source.setHtml("<p>Words</p><img src='x.png'>")
    box.insertFromMimeData(source)
    assert any("picture" in text.text().lower() for text in box.window().findChildren(Text) if text.isVisible())


def test_styles_are_applied_by_buttons(section: SnippetsSection) -> None:
    asked = section.add()
    box = text_box(asked)
    box.setFocus()
    QTest.keyClicks(box, "Contact")
    click(next(each for each in asked.findChildren(QToolButton) if each.accessibleName() == "Bullets"))
    for name in ("Bold  Ctrl+B", "Italic  Ctrl+I"):
        click(next(each for each in asked.findChildren(QToolButton) if each.accessibleName() == name))
    QTest.keyClicks(box, "!")
    assert asked.form.rows["text"].input.read() == "- Contact***!***"


def test_words_are_added_one_a_line_and_that_can_be_undone(spelling: SpellingSection, desk: Desk, noted: Noted) -> None:
    desk.do(add_spelling_words, "Theraplay")
    asked = spelling.add()
    asked.form.fill({"words": "Petersholme\ntwo words"})
    asked.save()
    assert asked.form.rows["words"].problem.startswith("Line 2, “two words”, is not one word.")
    asked.form.rows["words"].input.write("Petersholme\nTheraplay")
    asked.save()
    assert words(desk) == ["Petersholme", "Theraplay"]
    assert noted.done == ["1 word added"]
    noted.take_back()
    assert words(desk) == ["Theraplay"]


def test_adding_words_that_are_in_the_list_says_so(spelling: SpellingSection, desk: Desk, noted: Noted) -> None:
    desk.do(add_spelling_words, "Theraplay")
    asked = spelling.add()
    asked.form.fill({"words": "Theraplay"})
    asked.save()
    assert (noted.done, noted.undo) == (["The agency had these words already"], None)


def test_a_removed_word_is_restored_with_the_name_of_who_added_it(
    spelling: SpellingSection, desk: Desk, noted: Noted
) -> None:
    desk.do(add_spelling_words, "Theraplay")
    before = desk.ask(spelling_words)
    spelling.remove()
    assert desk.ask(spelling_words) == before
    spelling.table.choose("Theraplay")
    click(spelling.remove_button)
    assert (words(desk), spelling.remove_button.isEnabled()) == ([], False)
    noted.take_back()
    assert desk.ask(spelling_words) == before


def test_thousands_of_words_are_added_at_once_listed_and_narrowed(spelling: SpellingSection, desk: Desk) -> None:
    names = ["".join(chr(ord("a") + int(digit)) for digit in f"{number:04}") for number in range(MANY)]
    asked = spelling.add()
    asked.form.fill({"words": "\n".join(names)})
    asked.save()
    assert (spelling.words.total, len(words(desk))) == (MANY, MANY)
    spelling.words.narrow(names[-1])
    assert [one.word for one in spelling.words.rows()] == [names[-1]]
