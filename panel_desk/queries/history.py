"""The audit trail in words: who did what, to which records, and each field's old and new value."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import String, cast, select

from panel_desk.desk import Work
from panel_desk.models import (
    Account,
    AuditEntry,
    Child,
    Household,
    Meeting,
    Member,
    MinutesSection,
    Paper,
    ReviewFile,
    Training,
)
from panel_desk.queries.names import children_in_words, household_name, member_name
from panel_desk.rules.dates import in_words as day_in_words
from panel_desk.rules.figures import FIGURES
from panel_desk.rules.text import count

_ACTIONS = {
    "add_to_central_list": "Added to the central list",
    "answer_comment": "Comment on the minutes answered",
    "back_up": "Backed up",
    "cancel_and_move": "Meeting cancelled",
    "close_on": "Closed day added",
    "comment_on": "Minutes commented on",
    "finish_review": "Minutes checked",
    "give_up_correction": "Correction given up",
    "import_registers": "Workbook imported",
    "invite": "Invited to the meeting",
    "look_at_page": "Page of a paper looked at",
    "make_active": "Made active",
    "make_final": "Minutes made final",
    "make_review_file": "Minutes sent home",
    "open_on": "Closed day removed",
    "place_on_agenda": "Placed on the agenda",
    "put_line_up_back": "Line-up put back",
    "put_on_hold": "Put on hold",
    "put_paper_back": "Paper put back",
    "put_spelling_word_back": "Spelling word put back",
    "restore_version": "Older version of a paper brought back",
    "record_all_present": "Everyone recorded as present",
    "record_minutes_received": "Receipt of the minutes recorded",
    "note_looked": "Minutes looked at",
    "send_for_review": "Minutes sent for review",
    "send_to_chair_and_adviser": "Minutes sent to the chair and the adviser",
    "send_to_members": "Minutes sent to the members",
    "start_checking": "Check of the minutes begun",
    "set_up_agency": "Agency set up",
    "set_figure": "Figure of the rules set",
    "substitute": "Substitute invited",
    "take_back_precondition": "Record of a precondition taken back",
    "take_back_template": "Standard headings brought back",
    "take_in_answer": "Answer from home taken in",
    "take_off_agenda": "Taken off the agenda",
    "take_off_line_up": "Taken off the line-up",
    "take_suggestion": "Suggested line-up invited",
    "take_suggestions": "Suggested line-ups invited",
    "time_item": "Times of an item set",
    "write_section": "Minutes written",
}
"""Actions whose words do not follow from the operation's name, which otherwise is a verb and its object."""
_PARTICIPLES = {
    "begin": "begun",
    "bring": "brought",
    "cancel": "cancelled",
    "defer": "deferred",
    "forget": "forgotten",
    "give": "given",
    "hold": "held",
    "make": "made",
    "put": "set",
    "set": "set",
    "withdraw": "withdrawn",
    "write": "written",
}
_ADDED_OR_REMOVED = {
    ("attendance", "added"): "invited",
    ("attendance", "removed"): "taken off the line-up",
    ("interest", "added"): "interest noted",
    ("minutes_section", "added"): "heading added",
    ("minutes_section", "removed"): "heading removed",
    ("paper", "added"): "filed",
    ("paper", "removed"): "removed",
    ("paper_check", "added"): "checked",
    ("paper_version", "added"): "older version kept",
    ("page_look", "added"): "page looked at",
    ("redaction", "added"): "redaction marked",
    ("redaction", "removed"): "redaction taken away",
    ("review", "added"): "asked to check",
    ("review_comment", "added"): "commented on",
    ("review_file", "added"): "review file made",
}
_NAMED_REGISTERS = frozenset({"member", "meeting", "case", "household", "child", "training", "account", "authority"})
"""Registers whose rows have names of their own; rows of the others are named with the record that they belong to."""
_WITHOUT_NOUN = _NAMED_REGISTERS | {"attendance", "paper", "minutes_section"}
"""Registers whose noun is left out where a field of a row changed."""
_LEFT_OUT = "section_version"  # the change of the section itself is in the same entry
_INTERNAL_FIELDS = frozenset({"answer_sha256", "boxes"})
"""Fields whose values mean nothing to a reader."""
_FIELDS = {"adopter_1": "first adopter", "adopter_2": "second adopter", "dbs_issued_on": "DBS issued on"}
_LABELS = ("name", "heading", "title")
_MOST_NAMED = 6
_SAVED_WHILE_TYPING = {"write_section": ("minutes_section", "section"), "write_note": ("item_note", "note")}
"""Operations that save while somebody types: the register that they save in, and the noun for one of its rows."""
_PAUSE = timedelta(minutes=30)  # a longer pause ends a sitting
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?|\d\d:\d\d:\d\d(\.\d+)?")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of the audit trail, or several of one sitting.

    Args:
        id: the entry's number in the audit trail.
        at: when it was made.
        account: the sign-in name of who made it.
        name: that person's name; the sign-in name where the account is closed.
        action: the action in words: `Recommendation recorded`.
        changes: the changed records with each field's old and new value, in words; equal changes share a line.
    """

    id: int
    at: datetime
    account: str
    name: str
    action: str
    changes: tuple[str, ...]


def history(work: Work, ref: str | None = None, most: int | None = 500) -> tuple[HistoryRow, ...]:
    """The audit trail, newest entry first: whole, or the changes of one record and those that belong to it.

    Args:
        work: the unit of work.
        ref: the record's ref; None for the whole trail.
        most: how many entries at most; None for all.
    """
    entries = select(AuditEntry.id, AuditEntry.at, AuditEntry.account, AuditEntry.action, AuditEntry.changes)
    entries = entries.order_by(AuditEntry.id.desc()).limit(most)
    if ref is not None:
        entries = entries.where(cast(AuditEntry.changes, String).contains(json.dumps(ref), autoescape=True))
    names = _names(work)
    rows = (
        HistoryRow(
            e.id,
            e.at,
            e.account,
            names.get(e.account, e.account),
            action_in_words(e.action),
            _lines(e.changes, names, ref),
        )
        for e in work.session.execute(entries)
    )
    return tuple(row for row in rows if row.changes)


def history_by_sitting(work: Work, ref: str, most: int = 500) -> tuple[HistoryRow, ...]:
    """A record's history, newest first, with everything that one person typed at one sitting as one row.

    The audit trail records every saving. The limit `most` holds for typed entries and for the others separately, so
    that many savings do not push out the rest.
    """
    entries = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)
    entries = entries.where(cast(AuditEntry.changes, String).contains(json.dumps(ref), autoescape=True))
    names = _names(work)
    kinds = (AuditEntry.action.in_(_SAVED_WHILE_TYPING), AuditEntry.action.not_in(_SAVED_WHILE_TYPING))
    found = [each for kind in kinds for each in work.session.scalars(entries.where(kind))]
    rows: list[HistoryRow] = []
    sittings: dict[str, _Sitting] = {}
    for entry in sorted(found, key=lambda each: each.id, reverse=True):
        name = names.get(entry.account, entry.account)
        lines = _lines(entry.changes, names, ref)
        row = HistoryRow(entry.id, entry.at, entry.account, name, action_in_words(entry.action), lines)
        if entry.action not in _SAVED_WHILE_TYPING:
            sittings.pop(entry.account, None)
            rows += [row] if lines else []
            continue
        register, noun = _SAVED_WHILE_TYPING[entry.action]
        written = {change["ref"] for change in entry.changes if change["register"] == register}
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
    """An operation's name in the words of the history: `record_recommendation` is `Recommendation recorded`."""
    if operation in _ACTIONS:
        return _ACTIONS[operation]
    verb, _, what = operation.replace("_", " ").strip().partition(" ")
    participle = _PARTICIPLES.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    return _capital(f"{what} {participle}".strip())


def _names(work: Work) -> dict[str, str]:
    """The names to show instead of refs and keys; of numbered rows, by register and number: `paper 12`."""
    ask = work.session.execute
    every = work.session.scalars
    rows: Iterator[tuple[str, str]] = chain(
        ((m.ref, member_name(m)) for m in every(select(Member))),
        ((m.ref, f"panel of {day_in_words(m.meets_on)}") for m in ask(select(Meeting.ref, Meeting.meets_on))),
        ((h.ref, household_name(h) or "") for h in every(select(Household))),
        ((c.ref, children_in_words([c]) or "") for c in every(select(Child))),
        ((t.ref, t.title) for t in ask(select(Training.ref, Training.title))),
        ((a.name, a.full_name) for a in ask(select(Account.name, Account.full_name))),
        ((f"paper {p.id}", p.name) for p in ask(select(Paper.id, Paper.name))),
        ((f"minutes_section {s.id}", s.heading) for s in ask(select(MinutesSection.id, MinutesSection.heading))),
        ((f"review_file {token}", "") for token in every(select(ReviewFile.token))),
        ((f"figure_setting {figure.key}", figure.name) for figure in FIGURES.values()),
    )
    return dict(rows)


def _lines(changes: Iterable[dict[str, Any]], names: Mapping[str, str], ref: str | None) -> tuple[str, ...]:
    """One line per change; in the history of one record, one line for all records that changed alike."""
    lines: dict[tuple[str, str, int], list[str]] = {}
    for place, change in enumerate(changes):
        is_asked_for = ref is None or ref == change["ref"] or ref in change.get("of", ())
        if is_asked_for and change["register"] != _LEFT_OUT:
            *context, subject = _parts(change, names, ref)
            what = (", ".join(filter(None, context)), _change_in_words(change, names))
            lines.setdefault((*what, place if ref is None else 0), []).append(subject)
    return tuple(_line(context, change, subjects) for (context, change, _), subjects in lines.items())


def _line(context: str, change: str, subjects: list[str]) -> str:
    head = ", ".join(filter(None, [context, _listed(sorted(set(filter(None, subjects))))]))
    return _capital(f"{head}: {change}" if head else change)


def _parts(change: Mapping[str, Any], names: Mapping[str, str], ref: str | None) -> list[str]:
    """The names of the records that a changed row belongs to and, last, its own; empty for the record in view."""
    of = change.get("of", ())
    own = " ".join(part for part in change["ref"].split() if part not in of)
    label = names.get(f"{change['register']} {own}")
    if label is None and own.isdecimal():
        fields = change["fields"] if change["kind"] == "removed" else {}
        label = next((fields[key] for key in _LABELS if key in fields), "")
    if label is None:
        label = "" if own == ref else names.get(own) or (_moment(own) if _MOMENT.fullmatch(own) else own)
    others = () if change["register"] in _NAMED_REGISTERS else of
    parts = [names.get(other, other) if other != ref else "" for other in others]
    return [*parts, label] if label or not parts else parts


def _change_in_words(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    register, kind, fields = change["register"], change["kind"], change["fields"]
    noun = register.replace("_", " ")
    if kind == "changed":
        values = (
            _from_to(_field(key), old, new, names) for key, (old, new) in fields.items() if key not in _INTERNAL_FIELDS
        )
        return "; ".join(values) if register in _WITHOUT_NOUN else f"{noun}, {'; '.join(values)}"
    words = _ADDED_OR_REMOVED.get((register, kind)) or f"{noun} {kind}"
    return f"{words} as {fields['capacity']}" if words == "invited" and "capacity" in fields else words


def _from_to(field: str, old: object, new: object, names: Mapping[str, str]) -> str:
    if isinstance(new, bool):
        return f"{field}: {'yes' if new else 'no'}"
    was = _value_in_words(old, names)
    return (
        f"{field} from {was} to {_value_in_words(new, names) or 'nothing'}"
        if was
        else f"{field} {_value_in_words(new, names)}"
    )


def _field(key: str) -> str:
    return _FIELDS.get(key) or key.removesuffix("_ref").removesuffix("_code").removeprefix("is_").replace("_", " ")


def _value_in_words(value: object, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return ""
    text = str(value)
    if text in names:
        return names[text]
    if _MOMENT.fullmatch(text):
        return _moment(text)
    return f"“{text}”" if " " in text or text != text.lower() else text


def _moment(text: str) -> str:
    if text[2] == ":":
        return f"{time.fromisoformat(text):%H:%M}"
    if len(text) == len("2027-03-04"):
        return day_in_words(date.fromisoformat(text))
    moment = datetime.fromisoformat(text).astimezone()
    return f"{day_in_words(moment.date())}, {moment:%H:%M}"


def _listed(subjects: list[str]) -> str:
    more = len(subjects) - _MOST_NAMED
    named = [*subjects[:_MOST_NAMED], f"{more} more"] if more > 0 else subjects
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
