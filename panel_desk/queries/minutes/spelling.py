"""Words that the spelling check accepts beside its dictionary: the agency's own, and names in the minutes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Select, select

from panel_desk.desk import Work, shows
from panel_desk.models import Account, Agency, Authority, Case, Household, Meeting, Member, SpellingWord
from panel_desk.rules.access import Information
from panel_desk.rules.folding import fold

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class SpellingWordRow:
    """A word that the agency has added to the spelling check.

    Args:
        word: the word.
        added_by: the sign-in name of who added it.
        adder: that person's name; the sign-in name where the account is gone.
    """

    word: str
    added_by: str
    adder: str


@shows(Information.AGENCY)
def spelling_words(work: Work) -> tuple[SpellingWordRow, ...]:
    """The agency's own words, by the alphabet."""
    found = work.session.execute(
        select(SpellingWord.word, SpellingWord.added_by, Account.full_name).outerjoin(
            Account, Account.name == SpellingWord.added_by
        )
    )
    rows = (SpellingWordRow(word, account, name or account) for word, account, name in found)
    return tuple(sorted(rows, key=lambda row: (fold(row.word), row.word)))


@shows(Information.AGENCY)
def known_words(work: Work, meeting: str) -> frozenset[str]:
    """The agency's own words, and every word of the names that a meeting's minutes may contain."""
    cases = select(Case.household_ref).filter_by(meeting_ref=meeting)
    names: list[Select[str | None]] = [
        select(SpellingWord.word),
        select(Agency.name),
        select(Authority.name),
        select(Meeting.panel).filter_by(ref=meeting),
        select(Member.given_name),
        select(Member.family_name),
        select(Case.social_worker).filter_by(meeting_ref=meeting),
        select(Household.adopter_1).where(Household.ref.in_(cases)),
        select(Household.adopter_2).where(Household.ref.in_(cases)),
        select(Household.agency_name).where(Household.ref.in_(cases)),
    ]
    return frozenset(word for query in names for word in _words(work.session.scalars(query)))


def _words(names: Iterable[str | None]) -> Iterable[str]:
    for name in names:
        yield from _WORD.findall(name or "")
