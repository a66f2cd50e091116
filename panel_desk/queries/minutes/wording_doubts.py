"""Passages of minutes that may break a rule of wording: conditions, missing reasons, others' names."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Attendance, Household, Interest, Member, Minutes, Recommendation, RecommendationView
from panel_desk.queries.cases.cases import CaseRow, items
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.names import member_name
from panel_desk.rules.access import Information
from panel_desk.rules.minutes_text import plain
from panel_desk.rules.vocabulary import Outcome
from panel_desk.rules.wording_checks import (
    Passage,
    WordingFault,
    conditional,
    conditional_in_passing,
    full_names,
    is_without_reasons,
    names_of_others,
    possibly_conditional,
)

RECOMMENDATION = "Recommendation"


@dataclass(frozen=True, slots=True)
class WordingRow:
    """A passage that may break a rule of wording.

    Args:
        item: the item's number.
        case: its case.
        section: the section's id; None where the passage is in a register: a recommendation or an interest.
        heading: the heading that it is under.
        starts_at: where it begins in the section's plain text, in characters.
        quote: the words; empty where words are missing.
        fault: the rule.
        about: whose name it is, or may be: a case's ref or a child's initials.
        is_refused: True where the minutes cannot be final with it; False where a person may keep it, with a reason.
    """

    item: int
    case: str
    section: int | None
    heading: str
    starts_at: int
    quote: str
    fault: WordingFault
    about: str
    is_refused: bool

    @property
    def sentence(self) -> str:
        """What is or may be wrong, and what to do."""
        if self.fault is WordingFault.OTHER_CASE and self.quote == self.about:
            return f"“{self.quote}” is another case of this meeting."
        return _SENTENCES[self.fault].format(quote=self.quote, about=self.about)


_SENTENCES = {
    WordingFault.NO_REASONS: "The recommendation has no reasons. Record the panel's reasons.",
    WordingFault.CONDITIONAL: (
        "“{quote}” makes a recommendation conditional, which is not valid. Say what the panel recommends; what is "
        "still to be done is advice to the agency, or the case is deferred."
    ),
    WordingFault.PERHAPS_CONDITIONAL: "“{quote}” may make a recommendation conditional, which is not valid.",
    WordingFault.OTHER_CASE: "“{quote}” belongs to {about}, another case of this meeting.",
    WordingFault.FULL_NAME: "“{quote}” may be the full name of child {about}. Minutes give initials.",
}


@shows(Information.DRAFTS)
def wording(work: Work, meeting: str) -> tuple[WordingRow, ...]:
    """The passages of the newest version of a meeting's minutes that break or may break a rule, item by item."""
    found = latest_minutes(work, meeting)
    if found is None:
        return ()
    on_agenda = items(work, meeting)
    names = {row.ref: _names(work, row) for row in on_agenda}
    people = _people(work, meeting)
    rows: list[WordingRow] = []
    for row in on_agenda:
        known = [*people, *names[row.ref], row.social_worker or ""]
        words_of_known = {word for name in known for word in name.split()}
        others = [
            (name, other.ref)
            for other in on_agenda
            for name in names[other.ref]
            if other.ref != row.ref and name not in known and name not in words_of_known
        ]
        check = _ItemCheck(row, others, known)
        rows += [*check.interests(work), *check.sections(found), *check.recommendations(work)]
    return tuple(rows)


class _ItemCheck:
    """Checks the wording of one item: its sections, recommendations and interests.

    Args:
        row: the item's case.
        others: names of the meeting's other cases, each with its case's ref.
        known: names that the item may contain.
    """

    def __init__(self, row: CaseRow, others: Sequence[tuple[str, str]], known: Sequence[str]) -> None:
        self._row, self._others, self._known = row, others, known

    def sections(self, minutes: Minutes) -> Iterable[WordingRow]:
        for section in minutes.sections:
            if section.case_ref == self._row.ref:
                text = plain(section.text)
                for one in self._found(text, conditional_in_passing(text)):
                    yield self._row_of(one, section.heading, section.id)

    def recommendations(self, work: Work) -> Iterable[WordingRow]:
        recorded = select(Recommendation).filter_by(case_ref=self._row.ref).order_by(Recommendation.id)
        for each in work.session.scalars(recorded):
            conditions: tuple[Passage, ...] = ()
            if each.outcome is not Outcome.DEFERRED:
                conditions = (*conditional(each.reasons), *possibly_conditional(each.reasons))
            if is_without_reasons(each.reasons):
                conditions = (Passage(WordingFault.NO_REASONS, 0, ""), *conditions)
            for one in self._found(each.reasons, conditions):
                yield self._row_of(one, RECOMMENDATION, None)
            votes = select(RecommendationView.words).filter_by(recommendation_id=each.id)
            for words in filter(None, work.session.scalars(votes)):
                for one in self._found(words, ()):
                    yield self._row_of(one, f"{RECOMMENDATION}, dissent and abstention", None)

    def interests(self, work: Work) -> Iterable[WordingRow]:
        for nature in work.session.scalars(select(Interest.nature).filter_by(case_ref=self._row.ref)):
            for one in self._found(nature, ()):
                yield self._row_of(one, "Declarations of interest", None)

    def _found(self, text: str, conditions: Iterable[Passage]) -> list[Passage]:
        """The doubtful passages of a text in their order: those given, and the names that should not be in it."""
        names = (*names_of_others(text, self._others), *full_names(text, self._row.children_initials, self._known))
        return sorted((*conditions, *names), key=lambda one: one.starts_at)

    def _row_of(self, one: Passage, heading: str, section: int | None) -> WordingRow:
        """A passage as a row; `section` is the section's id, None where the passage is in a register."""
        return WordingRow(
            item=self._row.item or 0,
            case=self._row.ref,
            section=section,
            heading=heading,
            starts_at=one.starts_at,
            quote=one.quote,
            fault=one.fault,
            about=one.about,
            is_refused=section is None and one.fault in (WordingFault.CONDITIONAL, WordingFault.NO_REASONS),
        )


def _names(work: Work, row: CaseRow) -> tuple[str, ...]:
    """The names of a case: its refs, its children's initials, and the adopters' full and family names."""
    home = work.session.get(Household, row.household) if row.household else None
    adopters = [name for name in (home.adopter_1, home.adopter_2) if name] if home else []
    return tuple(
        dict.fromkeys(
            (
                row.ref,
                *row.children,
                *row.children_initials,
                *([home.ref] if home else []),
                *adopters,
                *(name.split()[-1] for name in adopters),
            )
        )
    )


def _people(work: Work, meeting: str) -> tuple[str, ...]:
    """The names of everybody on the line-up."""
    invited = select(Member).join(Attendance, Attendance.member_ref == Member.ref)
    return tuple(member_name(one) for one in work.session.scalars(invited.where(Attendance.meeting_ref == meeting)))
