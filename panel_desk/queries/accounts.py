"""Who may sign in, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, select

from panel_desk.desk import Work
from panel_desk.models import Account, AuditEntry
from panel_desk.rules.vocabulary import AccountRole

_WORDS = {
    "close_on": "add closed day",
    "import_registers": "import workbook",
    "invite": "invite to meeting",
    "make_final": "make minutes final",
    "open_on": "remove closed day",
    "send_for_review": "send minutes for review",
    "set_figure": "set figure of the rules",
    "take_off_line_up": "take off line-up",
    "time_item": "set times of item",
    "write_section": "write minutes",
}
"""Operations whose own names say too little on their own."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who signs in."""

    name: str
    full_name: str
    role: AccountRole
    member: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One thing that was done.

    Args:
        id: the entry's number in the audit trail.
        action: what, in words: `Record recommendation`.
        changes: which records, and which fields from what to what, in words.
    """

    id: int
    at: datetime
    account: str
    action: str
    changes: tuple[str, ...]


def accounts(work: Work) -> tuple[AccountRow, ...]:
    """Every account, by name."""
    found = work.session.scalars(select(Account).order_by(Account.name))
    return tuple(AccountRow(a.name, a.full_name, a.role, a.member_ref, a.created_at) for a in found)


def history(work: Work, ref: str | None = None, most: int | None = 500) -> tuple[HistoryRow, ...]:
    """What was done, newest first: all of it, or what touched the records that bear or belong to a ref.

    Args:
        work: the desk's.
        ref: the record.
        most: how many entries at most; None for every one.
    """
    entries = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(most)
    if ref is not None:
        entries = entries.where(cast(AuditEntry.changes, String).contains(f'"{ref}', autoescape=True))
    rows = (
        HistoryRow(e.id, e.at, e.account, in_words(e.action), tuple(_changes(e.changes, ref)))
        for e in work.session.scalars(entries)
    )
    return tuple(row for row in rows if row.changes)


def in_words(name: str) -> str:
    """An operation's or a register's name as a person reads it."""
    words = _WORDS.get(name) or name.replace("_", " ")
    return words[0].upper() + words[1:]


def _changes(changes: Iterable[dict[str, object]], ref: str | None) -> Iterable[str]:
    for change in changes:
        key = str(change["ref"])
        if ref is not None and ref not in key.split():
            continue
        line = f"{in_words(str(change['register']))} {key} {change['kind']}"
        fields = change["fields"]
        if change["kind"] == "changed" and isinstance(fields, dict):
            line += ": " + "; ".join(
                f"{in_words(k).lower()} from {_said(v[0])} to {_said(v[1])}" for k, v in fields.items()
            )
        yield line


def _said(value: object) -> str:
    return "nothing" if value in (None, "") else f"“{value}”"
