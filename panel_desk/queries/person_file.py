"""Everything that the registers hold on one person, for a subject access request (UK GDPR article 15).

A row is about a person where a chain of foreign keys leads from it to their record, or where its text has their whole
name. The chains are read from the models, so that a new register is searched without a change here.
"""

import enum
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Enum, String, false, func, inspect, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from panel_desk.desk import Work, shows
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import (
    Account,
    AccountKey,
    AuditEnd,
    AuditEntry,
    AuditRef,
    Base,
    Case,
    CaseChild,
    Child,
    Household,
    Meeting,
    MeetingClosing,
    Member,
    OpenDecision,
    Paper,
    PaperVersion,
    RecommendationView,
    Review,
    ReviewComment,
    RunningClock,
    SectionVersion,
)
from panel_desk.queries.agency import agency, unknown
from panel_desk.queries.document_rows import HeldEntry, HeldOnPerson, HeldPaper, HeldRegister, HeldRow
from panel_desk.queries.history import action_in_words, history, names_of_refs
from panel_desk.queries.history_words import REGISTERS, label_of
from panel_desk.queries.names import member_name, name_of_adopters
from panel_desk.rules.access import Information, RoleRefusal
from panel_desk.rules.dates import in_words
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.minutes_text import plain
from panel_desk.rules.text import capital, count, listed
from panel_desk.rules.vocabulary import AccountRole, PaperKind
from panel_desk.store.visibility import without_limits

_NOT_SEARCHED = frozenset({AuditEnd, AuditEntry, AuditRef, MeetingClosing, OpenDecision, RunningClock})
"""The history, which has a part of its own in the file, and registers that are derived from others."""
_AT_ONCE = 5000  # refs in one statement
_LINKS: Mapping[str, str] = {
    "ref": "Ref",
    "case_ref": "Case",
    "child_ref": "Child",
    "meeting_ref": "Meeting",
    "household_ref": "Household",
    "member_ref": "Member",
    "training_ref": "Training",
    "account": "Account",
    "account_name": "Account",
    "heading": "Heading",
}
"""Labels of the fields that say to what a row belongs, which come first; the history does not show most of them."""
_CONTENT: Mapping[str, str] = {"said": "Content", "changes": "Changes", "findings": "Found in the file"}
"""Labels of texts that the history leaves out because they repeat other registers."""
_REGISTER_NAMES: Mapping[str, str] = {
    "attendance": "place in the line-up",
    "minutes_section": "part of the minutes",
    "paper": "paper",
    "pack_copy": "copy of a pack",
}
"""Names of registers for which the history has none."""
_MARKED_UP = frozenset({"minutes_section", "section_version"})
"""Registers whose texts have the formatting of minutes."""
_NAMES_OF_PEOPLE = frozenset(
    {
        *("adopter_1", "adopter_2", "answered_by", "author", "by", "checked_by", "decision_maker", "filed_by"),
        *("full_name", "looked_by", "marked_by", "name", "recipient", "recorded_by", "replaced_by", "saved_by"),
        *("signed_as", "signed_by", "social_worker", "subject", "supervised_by"),
    }
)
"""Fields that hold the name of a person."""
_NOT_NAMES = frozenset({"agency", "authority", "paper", "paper_version"})
"""Registers whose `name` is no person's."""


@shows(
    Information.CALENDAR,
    Information.CASES,
    Information.PAPERS,
    Information.HEALTH,
    Information.DRAFTS,
    Information.MINUTES,
    Information.DECISIONS,
    Information.MEMBERS,
    Information.MEMBER_CHECKS,
    Information.FEEDBACK,
    Information.DIVERSITY,
    Information.OFFICE_WORK,
    Information.HISTORY,
    Information.ACCOUNTS,
)
def held_on_person(work: Work, ref: str) -> HeldOnPerson:
    """Everything that is held on a member, a household, a child or the person of an account.

    An adviser may ask for members only, an administrator for everybody. That it was taken out is on the audit trail.

    Args:
        work: the unit of work.
        ref: the person's ref, or an account's sign-in name.

    Raises:
        NotAllowedError: an adviser asks for somebody who is not a member.
        RuleBrokenError: there is nobody with this ref, or a case of theirs is hidden from the account.
    """
    person = _person(work, ref)
    if work.by.role is AccountRole.ADVISER and not isinstance(person, Member):
        raise NotAllowedError(
            RoleRefusal("An adviser makes such a file for members only. Ask an administrator to make this one.")
        )
    rows, mentions = _whole(work, person)
    work.disclose(Seen.TOOK_OUT_PERSON_FILE, person.__tablename__, ref)
    papers = tuple(_papers(rows))
    for paper in papers:
        if paper.is_health:
            work.disclose(Seen.OPENED_HEALTH_PAPER, "paper", str(paper.id), of=(ref,), what="in a person's file")
    names = _names(work, [*rows, *mentions])
    own = _own_details(rows[0], rows)
    return HeldOnPerson(
        ref=ref,
        who=_who(person),
        agency=agency(work).name,
        made_at=work.time_source.now(),
        made_by=work.by.name,
        registers=(
            *_registers(rows, names, ""),
            *_registers(mentions, names, ", named in the text"),
        ),
        did=tuple(_did(work, rows)),
        history=tuple(_history(work, rows)),
        papers=papers,
        own=own,
        others=tuple(_others(work, [*rows, *mentions], own)),
    )


def _person(work: Work, ref: str) -> Base:
    for register in (Member, Household, Child, Account):
        found = work.session.get(register, ref)
        if found is not None:
            return found
    raise unknown("person", ref)


def _who(person: Base) -> str:
    match person:
        case Member():
            return f"{member_name(person)}, member of the central list"
        case Household():
            return f"{listed([*filter(None, (person.adopter_1, person.adopter_2))])}, adopters"
        case Child():
            return f"Child {person.initials} ({person.ref})"
        case _:
            account: Any = person
            return f"{account.full_name}, who signs in as {account.name}"


def _whole(work: Work, person: Base) -> tuple[list[Base], list[Base]]:
    """The rows that belong to a person, their own record first, and those that only name them.

    Raises:
        RuleBrokenError: some are hidden from the account, whose person withdrew from a case.
    """
    rows, mentions = _found(work, person)
    if work.view.member_ref is not None:
        with without_limits(work.session):
            every = _found(work, person)
        if (len(every[0]), len(every[1])) != (len(rows), len(mentions)):
            raise RuleBrokenError(
                "You withdrew from a case that this file would have to hold. Ask somebody else to make the file."
            )
    return rows, mentions


def _found(work: Work, person: Base) -> tuple[list[Base], list[Base]]:
    rows = _belonging(work, person)
    return rows, _naming(work, [name for row in rows for name in _full_names(row, person)], rows)


def _belonging(work: Work, person: Base) -> list[Base]:
    """The person's record, and every row from which a chain of foreign keys leads to it.

    A chain does not lead through a meeting, which belongs to nobody, nor to a row about another child of a case.
    """
    found: dict[tuple[Any, ...], Base] = {}
    waiting = [person]
    if isinstance(person, Account) and person.member_ref is not None:
        waiting.append(work.session.get_one(Member, person.member_ref))
    while waiting:
        found |= {_key(row): row for row in waiting}
        reached = {_key(row): row for row in _leading_to(work, waiting) if not _is_of_other_child(row, person)}
        waiting = [row for key, row in reached.items() if key not in found]
    return [*found.values()]


def _key(row: Base) -> tuple[Any, ...]:
    return (type(row), *(inspect(row).identity or ()))


def _is_of_other_child(row: Base, person: Base) -> bool:
    return isinstance(person, Child) and getattr(row, "child_ref", None) not in (None, person.ref)


def _leading_to(work: Work, rows: Sequence[Base]) -> Iterator[Base]:
    """The rows that have a foreign key to one of some rows, and those that belong to them without one."""
    for register in {type(row) for row in rows} - {Meeting}:
        some = [row for row in rows if type(row) is register]
        for referring, target in _referring_to(register):
            yield from _having(work, referring, {getattr(row, target) for row in some})
        if register is CaseChild:
            yield from _having(work, Case.ref, {row.case_ref for row in some if isinstance(row, CaseChild)})
        if register is Account:
            names = {row.name for row in some if isinstance(row, Account)}
            yield from _having(work, AccountKey.account_name, names)
            yield from _having(work, Review.account, names)


def _having(work: Work, field: InstrumentedAttribute[Any], values: Collection[Any]) -> Iterator[Base]:
    """The rows in which a field has one of some values, in the order of their keys."""
    register = field.class_
    order = inspect(register).primary_key
    ordered = sorted(values)
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        yield from work.session.scalars(select(register).where(field.in_(some)).order_by(*order))


def _searched() -> list[type[Base]]:
    """Every register that is searched, in the order of their tables."""
    registers = [mapper.class_ for mapper in Base.registry.mappers]
    return sorted(set(registers) - _NOT_SEARCHED, key=lambda register: register.__tablename__)


def _referring_to(register: type[Base]) -> Iterator[tuple[InstrumentedAttribute[Any], str]]:
    """The fields that refer to a register, each with the name of the field that it refers to."""
    for other in _searched():
        mapper = inspect(other)
        for column in mapper.columns:
            for key in column.foreign_keys:
                if key.column.table is register.__table__:
                    target = inspect(register).get_property_by_column(key.column).key
                    yield getattr(other, mapper.get_property_by_column(column).key), target


def _full_names(row: Base, person: Base) -> list[str]:
    """The names by which texts name the person of a row, if it is one of the person's own records."""
    match row:
        case Member() if isinstance(person, Member | Account):
            return [member_name(row)]
        case Household() if row is person:
            return [*filter(None, (row.adopter_1, row.adopter_2))]
        case Account() if isinstance(person, Member | Account):
            return [row.full_name]
        case _:
            return []


def _naming(work: Work, names: Iterable[str], rows: Sequence[Base]) -> list[Base]:
    """The rows other than those already found that have one of the names in a text."""
    wanted = [*dict.fromkeys(names)]
    known = {_key(row) for row in rows}
    found: list[Base] = []
    for register in _searched() if wanted else ():
        mapper = inspect(register)
        texts = [
            getattr(register, mapper.get_property_by_column(column).key)
            for column in mapper.columns
            if isinstance(column.type, String) and not isinstance(column.type, Enum)
        ]
        named = or_(false(), *(text.icontains(name, autoescape=True) for text in texts for name in wanted))
        statement = select(register).where(named).order_by(*mapper.primary_key)
        found += [row for row in work.session.scalars(statement) if _key(row) not in known]
    return found


def _own_details(person: Base, rows: Iterable[Base]) -> tuple[str, ...]:
    """The person's own names, e-mail addresses and telephone numbers."""
    details: list[str | None] = []
    for row in rows:
        details += _full_names(row, person)
        if isinstance(row, Member):
            details += [row.email, row.phone]
    return tuple(dict.fromkeys(filter(None, details)))


def _papers(rows: Iterable[Base]) -> Iterator[HeldPaper]:
    """The papers of the person's cases, with their earlier versions."""
    papers = {row.id: row for row in rows if isinstance(row, Paper)}
    versions: dict[int, list[PaperVersion]] = defaultdict(list)
    for row in rows:
        if isinstance(row, PaperVersion):
            versions[row.paper_id].append(row)
    for paper in papers.values():
        is_health = paper.kind is PaperKind.MEDICAL
        every: tuple[Paper | PaperVersion, ...] = (paper, *versions[paper.id])
        for each in every:
            title = f"{paper.case_ref}: {each.name}, version {each.number}"
            yield HeldPaper(paper.id, title, each.sha256, is_health)


def _names(work: Work, rows: Sequence[Base]) -> dict[str, str]:
    """The names to show beside refs."""
    refs = sorted(
        {
            value
            for row in rows
            for column in inspect(type(row)).columns
            if column.foreign_keys and isinstance(value := getattr(row, _attribute(row, column)), str)
        }
    )
    refs += sorted({str(row.section_id) for row in rows if isinstance(row, SectionVersion | ReviewComment)})
    refs += sorted({row.case_ref for row in rows if isinstance(row, RecommendationView)})
    names: dict[str, str] = {}
    for start in range(0, len(refs), _AT_ONCE):
        names |= names_of_refs(work, refs[start : start + _AT_ONCE])
    return names


def _attribute(row: Base, column: Any) -> str:  # noqa: ANN401 - a column of any type
    key: str = inspect(type(row)).get_property_by_column(column).key
    return key


def _registers(rows: Iterable[Base], names: Mapping[str, str], after: str) -> Iterator[HeldRegister]:
    """The rows in words, by register."""
    by_register: dict[str, list[Base]] = defaultdict(list)
    for row in rows:
        by_register[row.__tablename__].append(row)
    for register, some in by_register.items():
        name = _REGISTER_NAMES.get(register) or REGISTERS[register].noun
        yield HeldRegister(capital(name) + after, tuple(HeldRow(tuple(_facts(row, names))) for row in some))


def _facts(row: Base, names: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The labels and values of a row: the records that it belongs to first."""
    register = row.__tablename__
    attributes = [_attribute(row, column) for column in inspect(type(row)).columns]
    match row:
        case RecommendationView():
            yield "Case", _in_words(row.case_ref, names)
        case SectionVersion() | ReviewComment():
            yield "Part of the minutes", names.get(f"minutes_section {row.section_id}", "")
    first = [key for key in attributes if key in _LINKS]
    for key in (*first, *(key for key in attributes if key not in _LINKS)):
        label = label_of(register, key) or _LINKS.get(key) or _CONTENT.get(key, "")
        words = _in_words(getattr(row, key), names)
        if label and words:
            yield label, plain(words) if register in _MARKED_UP and key == "text" else words


def _in_words(value: object, names: Mapping[str, str]) -> str:  # noqa: PLR0911 - one for each type of value
    """A value in words; empty for nothing and for what is no text."""
    match value:
        case None | bytes():
            return ""
        case bool():
            return "yes" if value else "no"
        case enum.Enum():
            return str(value.value)
        case datetime():
            local = value.astimezone()
            return f"{in_words(local.date())}, {local:%H:%M}"
        case date():
            return in_words(value)
        case time():
            return f"{value:%H:%M}"
        case list():
            return listed([str(each) for each in value])
        case str() if value in names and names[value] != value:
            return f"{names[value]} ({value})"
        case _:
            return str(value)


def _did(work: Work, rows: Iterable[Base]) -> Iterator[str]:
    """What the person's accounts did, as one sentence for each act."""
    accounts = [row.name for row in rows if isinstance(row, Account)]
    acts = (
        select(AuditEntry.action, func.count(), func.min(AuditEntry.at), func.max(AuditEntry.at))
        .where(AuditEntry.account.in_(accounts))
        .group_by(AuditEntry.action)
        .order_by(AuditEntry.action)
    )
    for action, number, first, last in work.session.execute(acts):
        began, ended = in_words(first.astimezone().date()), in_words(last.astimezone().date())
        when = f"on {began}" if began == ended else f"from {began} to {ended}"
        yield f"{capital(action_in_words(action))}: {count(number, 'time')}, {when}"


def _history(work: Work, rows: Iterable[Base]) -> Iterator[HeldEntry]:
    """The entries of the history that concern the person's own records and cases, newest first."""
    entries: dict[int, HeldEntry] = {}
    for row in rows:
        if isinstance(row, Member | Household | Child | Account | Case):
            _, ref = _key(row)
            for each in history(work, ref, None, in_full=True):
                before = entries[each.id].changes if each.id in entries else ()
                changes = tuple(dict.fromkeys([*before, *each.changes]))
                entries[each.id] = HeldEntry(each.at, each.sentence, changes)
    return (entries[number] for number in sorted(entries, reverse=True))


def _others(work: Work, rows: Iterable[Base], own: Collection[str]) -> Iterator[str]:
    """The names of everybody else whom the store knows or these rows name, and the refs of other children."""
    own_refs = {row.ref for row in rows if isinstance(row, Child)}
    own_names = {name.casefold() for name in own}
    names = dict.fromkeys(
        [
            *(member_name(each) for each in work.session.scalars(select(Member))),
            *work.session.scalars(select(Account.full_name)),
            *(
                name
                for each in work.session.scalars(select(Household))
                for name in _names_of_household(each, own_names)
            ),
            *(ref for ref in work.session.scalars(select(Child.ref)) if ref not in own_refs),
            *(name for row in rows for name in _people_in(row)),
        ]
    )
    return (name for name in names if name.casefold() not in own_names)


def _names_of_household(household: Household, own_names: set[str]) -> list[str]:
    """A household's names; none if it is the person's own."""
    adopters = [*filter(None, (household.adopter_1, household.adopter_2))]
    if not own_names.isdisjoint(name.casefold() for name in adopters):
        return []
    return [*adopters, name_of_adopters(*adopters)]


def _people_in(row: Base) -> Iterator[str]:
    """The names of people in a row's fields."""
    keys = _NAMES_OF_PEOPLE - ({"name"} if row.__tablename__ in _NOT_NAMES else set())
    for key in sorted(keys):
        if name := getattr(row, key, None):
            yield str(name)
