"""The audit trail in sentences: who did what, to which records, and each field's old and new value."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any, Protocol, TypeVar

from sqlalchemy import ColumnElement, Select, func, select

from panel_desk.desk import Work, shows
from panel_desk.models import (
    Account,
    AuditEntry,
    AuditRef,
    Authority,
    Case,
    Child,
    Household,
    Meeting,
    Member,
    MinutesSection,
    Paper,
    Training,
)
from panel_desk.queries.cases.cases import children_of
from panel_desk.queries.history_words import (
    FORMER_OPERATIONS,
    OPERATIONS,
    OTHER_OPERATION,
    REGISTERS,
    SAID_BY_THE_ENTRY,
    SEEN,
    WAYS,
    label_of,
)
from panel_desk.queries.names import children_in_words, concerned_in_words, household_name, member_name
from panel_desk.queries.seen_changes import seen_changes
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words as day_in_words
from panel_desk.rules.figures import FIGURES
from panel_desk.rules.preconditions import every_precondition
from panel_desk.rules.text import capital, count, listed
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.audit import SEEN as SEEN_KIND
from panel_desk.store.audit import changes_of

_SOMEBODY = "Somebody"  # whoever was refused the sign-in is not known
_LEFT_OUT = "section_version"  # the change of the section itself is in the same entry
_WITHOUT_NAME = frozenset({"agency", "calendar_attendee", "calendar_invitation", "review_file"})
"""Registers whose keys mean nothing to a reader."""
_FIGURE = "figure_setting"
_FORMER_FIGURE = "a figure of an earlier version"
_LEADS_TO_THE_VALUE = frozenset({"as", "at", "because", "by", "for", "from", "of", "on", "since", "until"})
"""Last words of labels that a value follows as it does in a sentence: *decided on 3 May 2027*."""
_LISTS = frozenset({"editions"})
"""Fields whose value is a list of texts; the audit trail holds it as one text, each in single quotes."""
_QUOTED = re.compile(r"'([^']*)'")
_MOST_NAMED = 6  # records that a line names before it counts the rest
_SAVED_WHILE_TYPING = {"write_section": ("minutes_section", "section"), "write_note": ("item_note", "note")}
"""Operations that save while somebody types: the register that they save in, and the noun for one of its rows."""
_PAUSE = timedelta(minutes=30)  # a longer pause ends a sitting
MANY_CHANGES = 200
"""The changes of an entry with more than this are read only on request; an import has tens of thousands."""
_AT_ONCE = 5000  # refs in one statement
_LONGEST_REF = 60  # characters
_MOST_DIGITS = 18  # of a number that a database can hold
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?|\d\d:\d\d:\d\d(\.\d+)?")


_T = TypeVar("_T")
_Change = dict[str, Any]  # one of `AuditEntry.changes`


class _Entry(Protocol):
    """An entry without its changes, but with their number."""

    id: int
    at: datetime
    account: str
    action: str
    number: int


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the audit trail, or several of one sitting.

    Args:
        id: the entry's number in the audit trail.
        at: when it was made.
        account: the sign-in name of who made it.
        name: that person's name; the sign-in name where the account is closed.
        action: what was done, as it follows the name: `recorded a recommendation`.
        changes: the changed records with each field's old and new value, in words; equal changes share a line. Where
            records were read and not changed: the records, and whether in the window or on the command line.
        is_whole: whether `changes` names the changed records; otherwise it has only the number of changes.
        is_seen: something was shown or taken out, and no register changed.
    """

    id: int
    at: datetime
    account: str
    name: str
    action: str
    changes: tuple[str, ...]
    is_whole: bool = True
    is_seen: bool = False

    @property
    def sentence(self) -> str:
        """Who did what: `Siân Llewellyn recorded a recommendation`."""
        return f"{self.name} {self.action}"


@shows(Information.HISTORY)
def history(
    work: Work, ref: str | None = None, most: int | None = 500, *, in_full: bool = False
) -> tuple[HistoryRow, ...]:
    """The audit trail, newest entry first: whole, or the changes of one record and those that belong to it.

    Args:
        work: the unit of work.
        ref: the record's ref; None for the whole trail.
        most: how many entries at most; None for all.
        in_full: every change of every entry. Otherwise an entry of very many, such as an import, gives their number
            where the whole trail is asked for.
    """
    found = _entries(work, ref, most)
    return tuple(row for row, _ in _rows(work, found, ref, in_full=in_full) if row.changes)


@shows(Information.HISTORY)
def history_by_sitting(work: Work, ref: str, most: int = 500) -> tuple[HistoryRow, ...]:
    """A record's history, newest first, with everything that one person typed at one sitting as one row.

    The audit trail records every saving. The limit `most` holds for typed entries and for the others separately, so
    that many savings do not push out the rest.
    """
    kinds = (AuditEntry.action.in_(_SAVED_WHILE_TYPING), AuditEntry.action.not_in(_SAVED_WHILE_TYPING))
    found = [each for kind in kinds for each in _entries(work, ref, most, kind)]
    rows: list[HistoryRow] = []
    sittings: dict[str, _Sitting] = {}
    entries = sorted(found, key=lambda each: each.id, reverse=True)
    for entry, (row, changes) in zip(entries, _rows(work, entries, ref), strict=True):
        if entry.action not in _SAVED_WHILE_TYPING or not changes:
            if not row.is_seen:  # any other change ends what the person typed at one sitting
                sittings.pop(entry.account, None)
            rows += [row] if row.changes else []
            continue
        register, noun = _SAVED_WHILE_TYPING[entry.action]
        written = {change["ref"] for change in changes if change["register"] == register}
        sitting = sittings.get(entry.account)
        if sitting is None or sitting.action != entry.action or sitting.began_at - entry.at > _PAUSE:
            sitting = sittings[entry.account] = _Sitting(entry.action, len(rows), entry.at, entry.at, set())
            rows.append(row)
        else:
            sitting.began_at = entry.at
        sitting.written |= written
        if sitting.began_at != sitting.ended_at:
            period = f"{sitting.began_at.astimezone():%H:%M}–{sitting.ended_at.astimezone():%H:%M}"
            summary = f"{period}, {count(len(sitting.written), noun)}"
            rows[sitting.place] = replace(rows[sitting.place], changes=(summary,))
    return tuple(rows)


def _columns() -> Select[int, datetime, str, str, int]:
    """Of each entry everything but its changes, with their number."""
    number = select(func.max(AuditRef.place) + 1).where(AuditRef.entry == AuditEntry.id).scalar_subquery()
    return select(AuditEntry.id, AuditEntry.at, AuditEntry.account, AuditEntry.action, number.label("number"))


def _entries(work: Work, ref: str | None, most: int | None, *conditions: ColumnElement[bool]) -> Sequence[_Entry]:
    """The newest entries: of a record, or all."""
    entries = _columns().where(*conditions).order_by(AuditEntry.id.desc()).limit(most)
    if ref is not None:
        entries = entries.where(AuditEntry.id.in_(select(AuditRef.entry).where(AuditRef.ref == ref)))
    return work.session.execute(entries).all()


def _rows(
    work: Work, entries: Sequence[_Entry], ref: str | None, *, in_full: bool = True
) -> Iterator[tuple[HistoryRow, list[_Change]]]:
    """The entries in words, each with its changes; of a record's entries of many changes, only those of the record.

    Args:
        work: the unit of work.
        entries: the entries.
        ref: the record's ref; None for the whole trail.
        in_full: False to leave the changes of entries with more than `MANY_CHANGES` unread where the whole trail is
            asked for.
    """
    large = {entry.id for entry in entries if entry.number > MANY_CHANGES} if ref or not in_full else set()
    read = [entry.id for entry in entries if entry.id not in large]
    changes: dict[int, list[_Change]] = {
        number: found
        for some in _batches(read)
        for number, found in work.session.execute(
            select(AuditEntry.id, AuditEntry.changes).where(AuditEntry.id.in_(some))
        )
    }
    changes |= {number: changes_of(work.session, number, ref) if ref else [] for number in large}
    changes = {number: seen_changes(work, found) for number, found in changes.items()}
    names = _names(work, changes.values())
    for entry in entries:
        found = changes[entry.id]
        row = _row(entry, found, names, ref)
        is_whole = bool(ref) or entry.id not in large
        yield row if is_whole else replace(row, changes=(count(entry.number, "change"),), is_whole=False), found


def _row(entry: _Entry, changes: list[_Change], names: Mapping[str, str], ref: str | None) -> HistoryRow:
    """An entry in words."""
    return HistoryRow(
        entry.id,
        entry.at,
        entry.account,
        names.get(entry.account, entry.account) or _SOMEBODY,
        action_in_words(entry.action),
        _lines(changes, names, ref),
        is_seen=entry.action in SEEN,
    )


@dataclass
class _Sitting:
    """What one person typed without a long pause.

    Args:
        action: the operation.
        place: the place of its row in the history.
        began_at: the first saving.
        ended_at: the last saving.
        written: the refs of the rows that were saved.
    """

    action: str
    place: int
    began_at: datetime
    ended_at: datetime
    written: set[str]


def action_in_words(operation: str) -> str:
    """What an operation did, as it follows a person's name: `recorded a recommendation`."""
    return OPERATIONS.get(operation) or SEEN.get(operation) or FORMER_OPERATIONS.get(operation, OTHER_OPERATION)


def _names(work: Work, changes: Iterable[Iterable[_Change]]) -> dict[str, str]:
    """The names to show instead of the refs and keys in some changes; numbered rows as `paper 12`."""
    names = dict(
        chain(
            ((a.name, a.full_name) for a in work.session.execute(select(Account.name, Account.full_name))),
            ((f"{_FIGURE} {figure.key}", f"figure “{figure.name}”") for figure in FIGURES.values()),
            ((kind.name, kind.value) for kind in Information),
            (
                (f"information_grant {role.value} {kind.name}", f"{role}, {kind}")
                for role in AccountRole
                for kind in Information
            ),
            ((f"precondition {rule.key}", rule.name) for rule in every_precondition()),
        )
    )
    for some in _batches(sorted({word for each in changes for change in each for word in _words(change)})):
        names |= names_of_refs(work, some)
    return names


def _batches(refs: Sequence[_T]) -> Iterator[Sequence[_T]]:
    """The refs or numbers, in batches that one statement can name."""
    return (refs[start : start + _AT_ONCE] for start in range(0, len(refs), _AT_ONCE))


def _words(change: _Change) -> Iterator[str]:
    """The words of a change that may be a record's ref or number."""
    yield change["ref"]
    yield from change["ref"].split()
    yield from change.get("of", ())
    for value in change["fields"].values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, str) and len(each) <= _LONGEST_REF:
                yield each


def names_of_refs(work: Work, refs: Collection[str]) -> dict[str, str]:
    """The names of the records that have one of these refs or numbers."""
    ask = work.session.execute
    every = work.session.scalars
    numbers = [int(ref) for ref in refs if ref.isdecimal() and len(ref) <= _MOST_DIGITS]
    rows: Iterator[tuple[str, str]] = chain(
        ((m.ref, member_name(m)) for m in every(select(Member).where(Member.ref.in_(refs)))),
        (
            (m.ref, f"panel of {day_in_words(m.meets_on)}")
            for m in ask(select(Meeting.ref, Meeting.meets_on).where(Meeting.ref.in_(refs)))
        ),
        ((h.ref, household_name(h) or "") for h in every(select(Household).where(Household.ref.in_(refs)))),
        ((c.ref, children_in_words([c]) or "") for c in every(select(Child).where(Child.ref.in_(refs)))),
        _names_of_cases(work, refs),
        ((t.ref, t.title) for t in ask(select(Training.ref, Training.title).where(Training.ref.in_(refs)))),
        ((a.code, a.name) for a in ask(select(Authority.code, Authority.name).where(Authority.code.in_(refs)))),
        ((f"paper {p.id}", p.name) for p in ask(select(Paper.id, Paper.name).where(Paper.id.in_(numbers)))),
        (
            (f"minutes_section {s.id}", s.heading)
            for s in ask(select(MinutesSection.id, MinutesSection.heading).where(MinutesSection.id.in_(numbers)))
        ),
    )
    return dict(rows)


def _names_of_cases(work: Work, refs: Collection[str]) -> Iterator[tuple[str, str]]:
    found = work.session.execute(
        select(Case, Household)
        .outerjoin(Household, Household.ref == Case.household_ref)
        .where(Case.ref.in_(refs))
        .order_by(Case.ref)
    ).all()
    children = children_of(work, [case for case, _ in found])
    for case, household in found:
        concerned = concerned_in_words(household, children[case.ref])
        yield case.ref, f"{case.kind} of {concerned}" if concerned else f"case {case.ref}"


def _lines(changes: Iterable[dict[str, Any]], names: Mapping[str, str], ref: str | None) -> tuple[str, ...]:
    """One line per change; in the history of one record, one line for all records that changed alike."""
    lines: dict[tuple[str, str, int], list[str]] = {}
    for place, change in enumerate(changes):
        is_asked_for = ref is None or ref == change["ref"] or ref in change.get("of", ())
        if is_asked_for and change["register"] != _LEFT_OUT:
            *context, subject = _parts(change, names, ref)
            what = (", ".join(filter(None, context)), _change_in_words(change, names, has_subject=bool(subject)))
            lines.setdefault((*what, place if ref is None else 0), []).append(subject)
    return tuple(_line(context, change, subjects) for (context, change, _), subjects in lines.items())


def _line(context: str, change: str, subjects: list[str]) -> str:
    head = ", ".join(filter(None, [context, _listed(sorted(set(filter(None, subjects))))]))
    return capital(f"{head}: {change}" if head else change)


def _parts(change: Mapping[str, Any], names: Mapping[str, str], ref: str | None) -> list[str]:
    """The names of the records that a changed row belongs to and, last, its own; empty for the record in view."""
    register, belongs_to = change["register"], change.get("of", ())
    words = REGISTERS[register]
    own = " ".join(part for part in change["ref"].split() if part not in belongs_to)
    label = names.get(f"{register} {own}", _FORMER_FIGURE if register == _FIGURE else None)
    if label is None and (own.isdecimal() or register in _WITHOUT_NAME):
        label = str(change["fields"].get(words.named_by, "")) if change["kind"] != "changed" else ""
    if label is None:
        label = "" if own == ref else names.get(own) or (_moment(own) if _MOMENT.fullmatch(own) else own)
    others = () if words.is_named else belongs_to
    parts = [names.get(other, other) if other != ref else "" for other in others]
    return [*parts, label] if label or not parts else parts


def _change_in_words(change: Mapping[str, Any], names: Mapping[str, str], *, has_subject: bool) -> str:
    """What happened to a row: `recommendation recorded: for 6`, or `e-mail changed from … to …`."""
    register, kind, fields = change["register"], change["kind"], change["fields"]
    words = REGISTERS[register]
    if kind == SEEN_KIND:
        return ", ".join(filter(None, [fields.get("what"), WAYS.get(fields["way"], fields["way"])]))
    if register == _FIGURE:
        return _figure_in_words(change)
    if kind == "changed":
        values = "; ".join(
            _from_to(register, key, old, new, names) for key, (old, new) in fields.items() if label_of(register, key)
        )
        noun = "" if words.is_named and has_subject else words.noun
        return f"{noun}: {values}" if noun and not words.is_named else values
    happened = f"{words.noun} {words.added if kind == 'added' else words.removed}".strip()
    belongs_to = change.get("of", ())
    values = "; ".join(
        f"{_in_a_sentence(label)} {said}"
        for key, value in (fields.items() if kind == "added" else ())
        if (label := label_of(register, key))
        and key not in SAID_BY_THE_ENTRY | {words.named_by}
        and value not in belongs_to
        if (said := _value_in_words(value, names, key))
    )
    return f"{happened}: {values}" if values else happened


def _figure_in_words(change: Mapping[str, Any]) -> str:
    """A figure's change: from its default where it was not set, and back to it where it is set no more."""
    figure, kind, fields = FIGURES.get(change["ref"]), change["kind"], change["fields"]
    if figure is None:  # a figure of an earlier version
        return "changed"
    old, new = fields["value"] if kind == "changed" else (figure.default, fields["value"])
    if kind == "removed":
        old, new = new, old
    return f"changed from {figure.in_words(old)} to {figure.in_words(new)}"


def _from_to(register: str, key: str, old: object, new: object, names: Mapping[str, str]) -> str:
    """A field's old and new value in words."""
    label = _in_a_sentence(label_of(register, key))
    was, now = _value_in_words(old, names, key), _value_in_words(new, names, key)
    if isinstance(new, bool):
        return f"{label}: {'yes' if new else 'no'}"
    if label.rpartition(" ")[2].lower() in _LEADS_TO_THE_VALUE:
        return f"{label} {was}: taken back" if not now else f"{label} {now}" + (f" instead of {was}" if was else "")
    if was and now:
        return f"{label} changed from {was} to {now}"
    return f"{label} set to {now}" if now else f"{label} taken out, it was {was}"


def _in_a_sentence(label: str) -> str:
    """A label within a sentence: *Decided on* is `decided on`, *DBS issued on* and *Social Work England no.* stay."""
    first, _, rest = label.partition(" ")
    is_name = first[1:2].isupper() or rest[:1].isupper()
    return label if is_name else label[:1].lower() + label[1:]


def _value_in_words(value: object, names: Mapping[str, str], field: str) -> str:
    """A value in words; empty for nothing, for *no* and for *none*."""
    if value in (None, "", False, "none"):
        return ""
    if value is True:
        return "yes"
    text = str(value)
    if field in _LISTS:
        return _listed(_QUOTED.findall(text))
    if text in names:
        return names[text]
    if _MOMENT.fullmatch(text):
        return _moment(text)
    return f"“{text}”" if " " in text or text != text.lower() else text


def _moment(text: str) -> str:
    """A time of day, a day, or both, from ISO 8601 to words."""
    if text[2] == ":":
        return f"{time.fromisoformat(text):%H:%M}"
    if len(text) == len("2027-03-04"):
        return day_in_words(date.fromisoformat(text))
    moment = datetime.fromisoformat(text).astimezone()
    return f"{day_in_words(moment.date())}, {moment:%H:%M}"


def _listed(subjects: list[str]) -> str:
    more = len(subjects) - _MOST_NAMED
    return listed([*subjects[:_MOST_NAMED], f"{more} more"] if more > 0 else subjects)
