"""Words that are spelt right although no dictionary holds them: the agency's own, and names in the minutes."""

import re
from collections.abc import Iterable

from sqlalchemy import Select, select

from panel_desk.desk import Work
from panel_desk.models import Agency, Authority, Case, Household, Meeting, Member, SpellingWord

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def known_words(work: Work, meeting: str) -> frozenset[str]:
    """The agency's own words, and every part of the names that a meeting's minutes may speak of."""
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
    return frozenset(word for of in names for word in _words(work.session.scalars(of)))


def _words(names: Iterable[str | None]) -> Iterable[str]:
    for name in names:
        yield from _WORD.findall(name or "")
