"""Words that the agency spells as they stand."""

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import SpellingWord
from panel_desk.rules.vocabulary import OFFICE, AccountRole


@permits(*OFFICE, AccountRole.CHAIR)
def add_spelling_word(work: Work, word: str) -> None:
    """Take a word for right from now on, in everybody's minutes.

    Raises:
        RuleBrokenError: it is not one word.
    """
    if not word or any(letter.isspace() for letter in word):
        raise RuleBrokenError("Choose one word to add to the agency's words.", "word")
    if work.session.get(SpellingWord, word) is None:
        work.session.add(SpellingWord(word=word, added_by=work.by.account))
