"""Snippets: added, changed, removed, and by which roles."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.minutes.snippets import change_snippet, remove_snippet, write_snippet
from panel_desk.queries.history import history
from panel_desk.queries.minutes.snippets import SnippetRow, snippets
from panel_desk.rules.snippets import MAX_TITLE
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import a_desk

TEXT = "The panel was **quorate** throughout.\n- nobody left"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def only_snippet(desk: Desk) -> SnippetRow:
    [found] = desk.ask(snippets)
    return found


def test_a_snippet_is_stored_with_its_formatting_and_recorded_in_the_history(desk: Desk) -> None:
    number = desk.do(write_snippet, " Quorate ", f"\n{TEXT}\n\n")
    assert only_snippet(desk) == SnippetRow(number, "Quorate", TEXT, 1)
    assert [entry.action for entry in desk.ask(history) if not entry.is_seen] == ["wrote a snippet"]


def test_snippets_are_sorted_by_title_in_any_case_and_accent(desk: Desk) -> None:
    for title in ("Contact", "adoption support", "Éducation", "Zoom"):
        desk.do(write_snippet, title, TEXT)
    assert [one.title for one in desk.ask(snippets)] == ["adoption support", "Contact", "Éducation", "Zoom"]


@pytest.mark.parametrize(
    ("title", "text", "field", "words"),
    [
        ("  ", TEXT, "title", "Give the snippet a title"),
        ("one\ntwo", TEXT, "title", "on one line"),
        ("a" * (MAX_TITLE + 1), TEXT, "title", "at most 60 characters"),
        ("CONTACT", TEXT, "title", "“Contact” already"),
        ("New", "", "text", "the text that the title inserts"),
        ("New", "- \n  ", "text", "the text that the title inserts"),
    ],
)
def test_a_snippet_needs_a_unique_title_on_one_line_and_a_text(
    desk: Desk, title: str, text: str, field: str, words: str
) -> None:
    desk.do(write_snippet, "Contact", TEXT)
    with pytest.raises(RuleBrokenError, match=words) as refused:
        desk.do(write_snippet, title, text)
    assert refused.value.field == field
    assert only_snippet(desk).title == "Contact"


def test_a_snippet_may_keep_its_own_title_when_it_is_changed(desk: Desk) -> None:
    number = desk.do(write_snippet, "Contact", TEXT)
    version = desk.do(change_snippet, number, 1, "contact", "Twice a year.")
    assert only_snippet(desk) == SnippetRow(number, "contact", "Twice a year.", version)
    desk.do(write_snippet, "Other", TEXT)
    with pytest.raises(RuleBrokenError, match="“Other” already"):
        desk.do(change_snippet, number, version, "other", "Twice a year.")


def test_a_stale_version_of_a_snippet_is_refused_with_both_texts(desk: Desk) -> None:
    number = desk.do(write_snippet, "Contact", TEXT)
    desk.do(change_snippet, number, 1, "Contact", "Theirs.")
    with pytest.raises(ChangedMeanwhileError) as refused:
        desk.do(change_snippet, number, 1, "Contact", "Mine.")
    assert (refused.value.theirs, refused.value.yours) == ("Text: Theirs.", "Text: Mine.")
    with pytest.raises(ChangedMeanwhileError):
        desk.do(remove_snippet, number, 1)
    assert only_snippet(desk).text == "Theirs."


def test_changing_a_removed_snippet_is_refused_with_the_new_text(desk: Desk) -> None:
    number = desk.do(write_snippet, "Contact", TEXT)
    for _ in range(2):  # removing it twice is no error
        desk.do(remove_snippet, number, 1)
    assert desk.ask(snippets) == ()
    with pytest.raises(ChangedMeanwhileError, match="removed this snippet") as refused:
        desk.do(change_snippet, number, 1, "Contact", "Mine.")
    assert refused.value.yours == "Mine."


@pytest.mark.parametrize("role", AccountRole)
def test_the_roles_that_write_minutes_write_snippets(tmp_path: Path, role: AccountRole) -> None:
    desk = a_desk(tmp_path, role)
    if role in {AccountRole.READER, AccountRole.DECISION_MAKER}:
        with pytest.raises(NotAllowedError):
            desk.do(write_snippet, "Contact", TEXT)
    else:
        desk.do(remove_snippet, desk.do(write_snippet, "Contact", TEXT), 1)
