"""The agency's own words and snippets, and the names that are no mistakes."""

from pathlib import Path

import pytest

from panel_desk.desk import Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import Snippet
from panel_desk.operations.spelling import add_spelling_word
from panel_desk.queries.snippets import snippets
from panel_desk.queries.spelling import known_words
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import a_desk
from tests.panels import PANEL, a_held_panel


@permits(AccountRole.ADMINISTRATOR)
def _write(work: Work, title: str) -> None:
    work.session.add(Snippet(title=title, text=f"{title} in full."))


def test_a_word_is_the_agencys_once_and_for_everybody(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    for _ in range(2):
        desk.do(add_spelling_word, "Kinshiply")
    known = desk.ask(known_words, PANEL)
    assert {"Kinshiply", "Siân", "Llewellyn", "Fenland"} <= known
    assert "" not in known


@pytest.mark.parametrize("word", ["", "two words"])
def test_only_a_word_is_a_word(tmp_path: Path, word: str) -> None:
    with pytest.raises(RuleBrokenError, match="one word"):
        a_desk(tmp_path).do(add_spelling_word, word)


def test_a_reader_teaches_no_words(tmp_path: Path) -> None:
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.READER).do(add_spelling_word, "Kinshiply")


def test_snippets_stand_by_their_titles(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for title in ("Contact", "Adoption support"):
        desk.do(_write, title)
    assert [(one.title, one.text) for one in desk.ask(snippets)] == [
        ("Adoption support", "Adoption support in full."),
        ("Contact", "Contact in full."),
    ]
