"""What was done, from the audit trail, in words: who did it, to whom and to what, and from what to what."""

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

_DONE = {
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
"""Operations whose names do not begin with a verb and go on with what it is done to."""
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
_TOLD = {
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
_THEMSELVES = frozenset({"member", "meeting", "case", "household", "child", "training", "account", "authority"})
"""Registers whose rows are known by names of their own, and not by what they belong to."""
_PLAIN = _THEMSELVES | {"attendance", "paper", "minutes_section"}
"""Registers that go without saying when a row of theirs changed."""
_UNSAID = "section_version"  # what changed stands beside it, in the section
_CODES = frozenset({"answer_sha256", "boxes"})
"""Fields that say nothing to a reader."""
_FIELDS = {"adopter_1": "first adopter", "adopter_2": "second adopter", "dbs_issued_on": "DBS issued on"}
_LABELS = ("name", "heading", "title")
_MOST_NAMED = 6
_TYPED = {"write_section": ("minutes_section", "section"), "write_note": ("item_note", "note")}
"""What is saved as somebody types: the register that it is saved in, and what one row of it is called."""
_PAUSE = timedelta(minutes=30)  # a longer one ends a sitting
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d.*)?|\d\d:\d\d:\d\d(\.\d+)?")


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was done.

    Args:
        id: the entry's number in the audit trail.
        account: the sign-in name of who did it.
        name: that person's name; the sign-in name where the account is gone.
        action: what, in words: `Recommendation recorded`.
        changes: which records, and which fields from what to what, in words; records that changed alike in one line.
    """

    id: int
    at: datetime
    account: str
    name: str
    action: str
    changes: tuple[str, ...]


def history(work: Work, ref: str | None = None, most: int | None = 500) -> tuple[HistoryRow, ...]:
    """What was done, newest first: all of it, or what touched the records that bear or belong to a ref.

    Args:
        work: the desk's.
        ref: the record.
        most: how many entries at most; None for every one.
    """
    entries = select(AuditEntry.id, AuditEntry.at, AuditEntry.account, AuditEntry.action, AuditEntry.changes)
    entries = entries.order_by(AuditEntry.id.desc()).limit(most)
    if ref is not None:
        entries = entries.where(cast(AuditEntry.changes, String).contains(json.dumps(ref), autoescape=True))
    names = _names(work)
    rows = (
        HistoryRow(
            e.id, e.at, e.account, names.get(e.account, e.account), done(e.action), _lines(e.changes, names, ref)
        )
        for e in work.session.execute(entries)
    )
    return tuple(row for row in rows if row.changes)


def history_by_sitting(work: Work, ref: str, most: int = 500) -> tuple[HistoryRow, ...]:
    """A record's history to be read, newest first: what somebody typed at one sitting is one line.

    The audit trail keeps every saving; neither kind of entry crowds the other out of what is shown.
    """
    entries = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)
    entries = entries.where(cast(AuditEntry.changes, String).contains(json.dumps(ref), autoescape=True))
    names = _names(work)
    kinds = (AuditEntry.action.in_(_TYPED), AuditEntry.action.not_in(_TYPED))
    found = [each for kind in kinds for each in work.session.scalars(entries.where(kind))]
    told: list[HistoryRow] = []
    sittings: dict[str, _Sitting] = {}
    for entry in sorted(found, key=lambda each: each.id, reverse=True):
        name = names.get(entry.account, entry.account)
        lines = _lines(entry.changes, names, ref)
        row = HistoryRow(entry.id, entry.at, entry.account, name, done(entry.action), lines)
        if entry.action not in _TYPED:
            sittings.pop(entry.account, None)
            told += [row] if lines else []
            continue
        register, noun = _TYPED[entry.action]
        written = {change["ref"] for change in entry.changes if change["register"] == register}
        sitting = sittings.get(entry.account)
        if sitting is None or sitting.action != entry.action or sitting.began_at - entry.at > _PAUSE:
            sitting = sittings[entry.account] = _Sitting(entry.action, len(told), entry.at, entry.at, set())
            told.append(row)
        else:
            sitting.began_at = entry.at
        sitting.written |= written
        if sitting.began_at != sitting.ended_at:
            period = f"{sitting.began_at.astimezone():%H:%M}–{sitting.ended_at.astimezone():%H:%M}"
            told[sitting.at] = replace(told[sitting.at], changes=(f"{period}, {count(len(sitting.written), noun)}",))
    return tuple(told)


@dataclass
class _Sitting:
    """What one person typed without a long pause: where its row stands, from when to when, in which rows."""

    action: str
    at: int
    began_at: datetime
    ended_at: datetime
    written: set[str]


def done(operation: str) -> str:
    """An operation's name as what was done: `record_recommendation` is `Recommendation recorded`."""
    if operation in _DONE:
        return _DONE[operation]
    verb, _, what = operation.replace("_", " ").strip().partition(" ")
    participle = _PARTICIPLES.get(verb) or (f"{verb}d" if verb.endswith("e") else f"{verb}ed")
    return _capital(f"{what} {participle}".strip())


def _names(work: Work) -> dict[str, str]:
    """What is said in place of a ref or a key; rows that have a number by their register and number."""
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
    """A line for each change; in one record's history a line for all that changed alike."""
    lines: dict[tuple[str, str, int], list[str]] = {}
    for at, change in enumerate(changes):
        is_asked_for = ref is None or ref == change["ref"] or ref in change.get("of", ())
        if is_asked_for and change["register"] != _UNSAID:
            *context, subject = _parts(change, names, ref)
            what = (", ".join(filter(None, context)), _told(change, names))
            lines.setdefault((*what, at if ref is None else 0), []).append(subject)
    return tuple(_line(context, told, subjects) for (context, told, _), subjects in lines.items())


def _line(context: str, told: str, subjects: list[str]) -> str:
    head = ", ".join(filter(None, [context, _listed(sorted(set(filter(None, subjects))))]))
    return _capital(f"{head}: {told}" if head else told)


def _parts(change: Mapping[str, Any], names: Mapping[str, str], ref: str | None) -> list[str]:
    """What a changed row belongs to and, last, what it is itself called; nothing for the record that is looked at."""
    of = change.get("of", ())
    own = " ".join(part for part in change["ref"].split() if part not in of)
    label = names.get(f"{change['register']} {own}")
    if label is None and own.isdecimal():
        kept = change["fields"] if change["kind"] == "removed" else {}
        label = next((kept[key] for key in _LABELS if key in kept), "")
    if label is None:
        label = "" if own == ref else names.get(own) or (_moment(own) if _MOMENT.fullmatch(own) else own)
    others = () if change["register"] in _THEMSELVES else of
    parts = [names.get(other, other) if other != ref else "" for other in others]
    return [*parts, label] if label or not parts else parts


def _told(change: Mapping[str, Any], names: Mapping[str, str]) -> str:
    register, kind, fields = change["register"], change["kind"], change["fields"]
    noun = register.replace("_", " ")
    if kind == "changed":
        told = (_from_to(_field(key), old, new, names) for key, (old, new) in fields.items() if key not in _CODES)
        return "; ".join(told) if register in _PLAIN else f"{noun}, {'; '.join(told)}"
    told_short = _TOLD.get((register, kind)) or f"{noun} {kind}"
    return f"{told_short} as {fields['capacity']}" if told_short == "invited" and "capacity" in fields else told_short


def _from_to(field: str, old: object, new: object, names: Mapping[str, str]) -> str:
    if isinstance(new, bool):
        return f"{field}: {'yes' if new else 'no'}"
    was = _said(old, names)
    return f"{field} from {was} to {_said(new, names) or 'nothing'}" if was else f"{field} {_said(new, names)}"


def _field(key: str) -> str:
    return _FIELDS.get(key) or key.removesuffix("_ref").removesuffix("_code").removeprefix("is_").replace("_", " ")


def _said(value: object, names: Mapping[str, str]) -> str:
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
