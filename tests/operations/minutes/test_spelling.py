"""The agency's spelling words: added, removed, put back."""

from pathlib import Path

import pytest

from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.minutes.spelling import (
    add_spelling_words,
    put_spelling_word_back,
    remove_spelling_words,
)
from panel_desk.queries.history import history
from panel_desk.queries.minutes.spelling import SpellingWordRow, known_words, spelling_words
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import a_desk
from tests.panels import PANEL, a_held_panel


def test_a_word_is_added_once_and_counts_for_everybody(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    for _ in range(2):
        desk.do(add_spelling_words, "Kinshiply")
    known = desk.ask(known_words, PANEL)
    assert {"Kinshiply", "Siân", "Llewellyn", "Fenland"} <= known
    assert "" not in known


def test_a_reader_adds_no_words(tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.READER).do(add_spelling_words, "Kinshiply")


def test_several_words_are_added_at_once_and_say_who_added_them(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(add_spelling_words, "Theraplay")
    assert desk.do(add_spelling_words, "Petersholme\n\n  Theraplay\nécoute \nPetersholme") == ("Petersholme", "écoute")
    me = desk.signed_in
    assert desk.ask(spelling_words) == tuple(
        SpellingWordRow(word, me.account, me.name) for word in ("écoute", "Petersholme", "Theraplay")
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (" \n", "Write at least one word."),
        ("Theraplay\ntwo words\n\n12", "Line 2, “two words”, is not one word. Line 4, “12”, is not one word. Write"),
        ("1\n2\n3\n4\n5\n6", "Line 5, “5”, is not one word. 1 more line is wrong. Write each word on a line"),
        ("\n".join("1234567"), "2 more lines are wrong."),
    ],
)
def test_a_line_that_is_not_one_word_is_named_and_nothing_is_added(tmp_path: Path, words: str, sentence: str) -> None:
    desk = a_desk(tmp_path)
    with pytest.raises(RuleBrokenError, match=sentence) as refused:
        desk.do(add_spelling_words, words)
    assert refused.value.field == "words"
    assert desk.ask(spelling_words) == ()


def test_a_word_is_removed_and_put_back_with_who_added_it(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    desk.do(add_spelling_words, "Theraplay\nPetersholme")
    for _ in range(2):
        desk.do(remove_spelling_words, ("Theraplay",))
    assert [row.word for row in desk.ask(spelling_words)] == ["Petersholme"]
    for _ in range(2):
        desk.do(put_spelling_word_back, "Theraplay", "somebody.gone")
    assert desk.ask(spelling_words)[-1] == SpellingWordRow("Theraplay", "somebody.gone", "somebody.gone")
    assert {entry.action for entry in desk.ask(history) if not entry.is_seen} == {
        "added words to the spelling",
        "removed words from the spelling",
        "put a word of the spelling back",
    }
