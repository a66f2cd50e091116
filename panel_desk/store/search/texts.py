"""The text by which each record is found, and the records whose text a changed row affects."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from typing import Any, TypeVarTuple

from sqlalchemy import Select, inspect, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from panel_desk.models import (
    Case,
    CaseChild,
    Child,
    Household,
    Meeting,
    Member,
    Minutes,
    MinutesSection,
    Paper,
    StandingItem,
)
from panel_desk.models.base import Base
from panel_desk.rules.dates import with_weekday
from panel_desk.store.search.index import Entry, Kind

Ts = TypeVarTuple("Ts")
Keys = Collection[Any] | None
"""The keys of records; None for every record."""


def entries_of(session: Session, kind: Kind, keys: Keys = None) -> Iterator[Entry]:
    """The entries of records as the registers are now; records without a text have none.

    The pages of papers are not among them: their texts are in the papers' files.
    """
    for entry in _READERS[kind](session, keys):
        if entry.text.strip():
            yield entry


def _among(statement: Select[*Ts], key: InstrumentedAttribute[Any], keys: Keys) -> Select[*Ts]:
    return statement if keys is None else statement.where(key.in_(keys))


def _joined(*parts: object) -> str:
    return " ".join(str(part) for part in parts if part)


def _members(session: Session, keys: Keys) -> Iterator[Entry]:
    found = select(Member.ref, Member.given_name, Member.family_name, Member.joined_list_on)
    for ref, given, family, joined in session.execute(_among(found, Member.ref, keys)):
        yield Entry(Kind.MEMBER, ref, _joined(given, family, ref), joined or date.min)


def _cases(session: Session, keys: Keys) -> Iterator[Entry]:
    """The entries of cases: ref, kind, children, adopters, household and social worker."""
    of_child = select(CaseChild.case_ref, Child.initials, Child.ref).join(Child, Child.ref == CaseChild.child_ref)
    children: defaultdict[str, list[str]] = defaultdict(list)
    in_order = of_child.order_by(CaseChild.case_ref, CaseChild.position)
    for case, initials, ref in session.execute(_among(in_order, CaseChild.case_ref, keys)):
        children[case] += [initials, ref]
    found = (
        select(
            Case.ref,
            Case.kind,
            Case.household_ref,
            Household.adopter_1,
            Household.adopter_2,
            Case.social_worker,
            Meeting.meets_on,
        )
        .outerjoin(Household, Household.ref == Case.household_ref)
        .outerjoin(Meeting, Meeting.ref == Case.meeting_ref)
    )
    for ref, kind, household, one, two, worker, day in session.execute(_among(found, Case.ref, keys)):
        yield Entry(Kind.CASE, ref, _joined(ref, kind, *children[ref], one, two, household, worker), day)


def _meetings(session: Session, keys: Keys) -> Iterator[Entry]:
    found = select(Meeting.ref, Meeting.meets_on, Meeting.panel, Meeting.venue)
    for ref, day, panel, venue in session.execute(_among(found, Meeting.ref, keys)):
        text = _joined(with_weekday(day), f"{day:%d/%m/%Y}", ref, panel, venue)
        yield Entry(Kind.MEETING, ref, text, day)


def _standing_items(session: Session, keys: Keys) -> Iterator[Entry]:
    found = select(StandingItem.id, StandingItem.title, Meeting.meets_on).join(
        Meeting, Meeting.ref == StandingItem.meeting_ref
    )
    for number, title, day in session.execute(_among(found, StandingItem.id, keys)):
        yield Entry(Kind.STANDING_ITEM, str(number), title, day)


def _sections(session: Session, keys: Keys) -> Iterator[Entry]:
    found = (
        select(MinutesSection.id, MinutesSection.text, Meeting.meets_on)
        .join(Minutes, Minutes.id == MinutesSection.minutes_id)
        .join(Meeting, Meeting.ref == Minutes.meeting_ref)
        .execution_options(yield_per=500)
    )
    for number, text, day in session.execute(_among(found, MinutesSection.id, keys)):
        yield Entry(Kind.SECTION, str(number), text, day)


def _papers(session: Session, keys: Keys) -> Iterator[Entry]:
    found = select(Paper.id, Paper.kind, Paper.name, Paper.author, Paper.filed_at)
    for number, kind, name, author, filed_at in session.execute(_among(found, Paper.id, keys)):
        yield Entry(Kind.PAPER, str(number), _joined(kind, name, author), filed_at.date())


_READERS: Mapping[Kind, Callable[[Session, Keys], Iterator[Entry]]] = {
    Kind.MEMBER: _members,
    Kind.CASE: _cases,
    Kind.MEETING: _meetings,
    Kind.STANDING_ITEM: _standing_items,
    Kind.SECTION: _sections,
    Kind.PAPER: _papers,
}
REGISTER_KINDS = tuple(_READERS)
"""The kinds of entries whose text is in the registers."""

_KEYS: Mapping[type[Base], tuple[Kind, str]] = {
    Member: (Kind.MEMBER, "ref"),
    Case: (Kind.CASE, "ref"),
    CaseChild: (Kind.CASE, "case_ref"),
    Meeting: (Kind.MEETING, "ref"),
    StandingItem: (Kind.STANDING_ITEM, "id"),
    MinutesSection: (Kind.SECTION, "id"),
    Paper: (Kind.PAPER, "id"),
}
"""The kind of text that a row of a register belongs to, and the column with the key of its record."""
_SOURCES: Mapping[type[Base], str] = {Household: "ref", Child: "ref", Meeting: "ref"}
"""The registers whose names or days stand in the texts of other records, each with its key."""


class Touched:
    """The records whose text the changed rows of a unit of work may have changed."""

    def __init__(self) -> None:
        self.keys: defaultdict[Kind, set[Any]] = defaultdict(set)
        self._sources: defaultdict[type[Base], set[str]] = defaultdict(set)

    def note(self, row: Base) -> None:
        """Note a row that was added, changed or deleted, before its history is forgotten."""
        register = type(row)
        if register in _KEYS:
            kind, key = _KEYS[register]
            self.keys[kind].update(_values(row, key))
        is_date_kept = register is Meeting and not inspect(row).attrs["meets_on"].history.has_changes()
        if register in _SOURCES and not is_date_kept:
            self._sources[register].update(_values(row, _SOURCES[register]))

    def add_dependents(self, session: Session) -> None:
        """Add the records that have the names or the day of a changed household, child or meeting."""
        households, children, meetings = (self._sources[each] for each in (Household, Child, Meeting))
        cases, items, sections = (self.keys[kind] for kind in (Kind.CASE, Kind.STANDING_ITEM, Kind.SECTION))
        if households:
            cases.update(session.scalars(select(Case.ref).where(Case.household_ref.in_(households))))
        if children:
            cases.update(session.scalars(select(CaseChild.case_ref).where(CaseChild.child_ref.in_(children))))
        if meetings:
            cases.update(session.scalars(select(Case.ref).where(Case.meeting_ref.in_(meetings))))
            items.update(session.scalars(select(StandingItem.id).where(StandingItem.meeting_ref.in_(meetings))))
            of_meetings = select(MinutesSection.id).join(Minutes).where(Minutes.meeting_ref.in_(meetings))
            sections.update(session.scalars(of_meetings))


def _values(row: Base, key: str) -> set[Any]:
    """The key of a row, and the one that it had before."""
    return {value for value in inspect(row).attrs[key].history.sum() if value is not None}
