"""Leaves out of the audit trail's changes the registers, fields and items that the account does not see."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, without_limits
from panel_desk.models import Interest
from panel_desk.queries.seen_fields import unseen_fields
from panel_desk.store.visibility import KINDS

_Change = dict[str, Any]  # one of `AuditEntry.changes`


def seen_changes(work: Work, changes: Iterable[_Change]) -> list[_Change]:
    """The changes that the account sees, each without the fields that it does not see; none where it sees no field.

    Args:
        work: the unit of work.
        changes: changes of the audit trail.
    """
    kinds = {register.__tablename__: kind for register, kind in KINDS.items()}
    withdrawn = _withdrawn_from(work)
    fields: dict[str, frozenset[str]] = {}
    seen = []
    for change in changes:
        register = change["register"]
        kind = kinds.get(register)
        is_withdrawn = not withdrawn.isdisjoint([change["ref"], *change.get("of", ())])
        if is_withdrawn or (kind is not None and not work.sees(kind)):
            continue
        if register not in fields:
            fields[register] = unseen_fields(work, register)
        kept = {name: value for name, value in change["fields"].items() if name not in fields[register]}
        if kept or not change["fields"]:
            seen.append(change | {"fields": kept})
    return seen


@asked_once
@without_limits
def _withdrawn_from(work: Work) -> frozenset[str]:
    """The refs of the cases from which the account's person withdrew, which limited statements do not read."""
    if work.view.member_ref is None:
        return frozenset()
    found = select(Interest.case_ref).where(Interest.member_ref == work.view.member_ref, Interest.withdraws)
    return frozenset(work.session.scalars(found))
