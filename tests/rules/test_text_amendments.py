"""Amendments: applied to the old text, they give the new text."""

from hypothesis import given
from hypothesis import strategies as st

from panel_desk.rules.text_amendments import Amendment, amendments

TEXT = st.text(st.sampled_from("ab ,\n"), max_size=40)


@given(TEXT, TEXT)
def test_amendments_applied_from_the_end_give_the_new_text(before: str, after: str) -> None:
    text = before
    for each in reversed(tuple(amendments(before, after))):
        assert text[each.starts_at : each.starts_at + len(each.quote)] == each.quote
        text = text[: each.starts_at] + each.proposed + text[each.starts_at + len(each.quote) :]
    assert text == after


def test_an_insertion_includes_the_word_before_it() -> None:
    assert list(amendments("The panel agreed.", "The whole panel agreed.")) == [Amendment(0, "The", "The whole")]
    assert list(amendments("", "New.")) == [Amendment(0, "", "New.")]
    assert list(amendments("Out goes this.", "Out this.")) == [Amendment(3, " goes", "")]
