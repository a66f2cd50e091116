"""The agency's own words, which the spelling check takes as right."""

from collections.abc import Sequence

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import SpellingWord
from panel_desk.rules.text import count, is_one_word
from panel_desk.rules.vocabulary import OFFICE, AccountRole

_MOST_NAMED = 5  # wrong lines that an error names


@permits(*OFFICE, AccountRole.CHAIR)
def add_spelling_words(work: Work, words: str) -> tuple[str, ...]:
    """Add words to the agency's spelling words, and return those that are new.

    Args:
        work: the unit of work.
        words: one word per line; empty lines are skipped.

    Raises:
        RuleBrokenError: there is no word, or a line is not one word; the sentence names the lines.
    """
    lines = [(number, line.strip()) for number, line in enumerate(words.splitlines(), start=1) if line.strip()]
    if not lines:
        raise RuleBrokenError("Write at least one word.", "words")
    if wrong := [f"Line {number}, “{line}”, is not one word." for number, line in lines if not is_one_word(line)]:
        raise RuleBrokenError(" ".join([*_first(wrong), "Write each word on a line of its own."]), "words")
    existing = set(work.session.scalars(select(SpellingWord.word)))
    new = tuple(word for word in dict.fromkeys(line for _, line in lines) if word not in existing)
    work.session.add_all(SpellingWord(word=word, added_by=work.by.account) for word in new)
    return new


@permits(*OFFICE, AccountRole.CHAIR)
def remove_spelling_words(work: Work, words: Sequence[str]) -> None:
    """Remove spelling words; one that was removed already is skipped."""
    for word in words:
        if (found := work.session.get(SpellingWord, word)) is not None:
            work.session.delete(found)


@permits(*OFFICE, AccountRole.CHAIR)
def put_spelling_word_back(work: Work, word: str, added_by: str) -> None:
    """Undo the removal of a spelling word.

    Args:
        work: the unit of work.
        word: the word.
        added_by: the sign-in name of the person who had added it.
    """
    if work.session.get(SpellingWord, word) is None:
        work.session.add(SpellingWord(word=word, added_by=added_by))


def _first(sentences: list[str]) -> list[str]:
    """The first of the sentences, and one that says how many more lines are wrong."""
    more = len(sentences) - _MOST_NAMED
    last = [f"{count(more, 'more line is', 'more lines are')} wrong."] if more > 0 else []
    return sentences[:_MOST_NAMED] + last
