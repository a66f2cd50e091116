"""Redlines, which show how one text became another: nothing of either is lost, and what stayed is marked as kept."""

from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.redline import Change, ChangeKind, redline

TEXT = st.text(st.sampled_from("ab ,\n"), max_size=40) | st.text(max_size=20)


def side(changes: tuple[Change, ...], kind: ChangeKind) -> str:
    """The text before the changes if the kind is `REMOVED`, after them if it is `ADDED`."""
    return "".join(change.text for change in changes if change.kind in (ChangeKind.KEPT, kind))


@given(TEXT, TEXT)
def test_both_texts_can_be_rebuilt_from_the_changes(before: str, after: str) -> None:
    changes = redline(before, after)
    assert side(changes, ChangeKind.REMOVED) == before
    assert side(changes, ChangeKind.ADDED) == after
    assert all(change.text for change in changes)


@given(TEXT)
def test_equal_texts_have_no_changes(text: str) -> None:
    assert redline(text, text) == ((Change(ChangeKind.KEPT, text),) if text else ())


def test_changes_are_whole_words() -> None:
    changes = redline("One.\nThe panel was told.", "One.\nThe panel heard.")
    assert [(change.kind.value, change.text) for change in changes] == [
        ("kept", "One.\nThe panel "),
        ("removed", "was told"),
        ("added", "heard"),
        ("kept", "."),
    ]


def test_consecutive_words_are_one_change() -> None:
    changes = redline("Some old words stay.", "Some new terms stay.")
    assert [change.text for change in changes] == ["Some ", "old words", "new terms", " stay."]


def test_very_long_passages_are_replaced_whole() -> None:
    before, after = "a, " * 3000, "b, " * 3000
    assert [change.text for change in redline(before, after)] == [before, after]
