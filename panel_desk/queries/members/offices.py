"""The offices that members held before their present one, from the audit trail."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import String, cast, select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import AuditEntry, Meeting, Member
from panel_desk.rules.access import Information
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.vocabulary import MeetingStatus, PanelRole

_OFFICE = ("role", "role_from")


@shows(Information.CALENDAR)
def offices_at(work: Work, meeting: Meeting, members: Iterable[Member]) -> Mapping[str, PanelRole]:
    """The offices held on a meeting's day by the members whose present office began later, by ref; for queries.

    Somebody of whom no earlier office is recorded was an ordinary member. The named chair of a meeting that was held
    counts as a vice chair at least, even if no office is recorded.
    """
    offices = dict(_offices_before(work, members, meeting.meets_on))
    chair = meeting.chair_ref
    if meeting.status is MeetingStatus.HELD and chair is not None and offices.get(chair) is PanelRole.MEMBER:
        offices[chair] = PanelRole.VICE_CHAIR
    return offices


def _offices_before(work: Work, members: Iterable[Member], day: date) -> Mapping[str, PanelRole]:
    """The offices on a day of the members whose present office began later."""
    concerned = {member.ref for member in members if member.role_from is not None and day < member.role_from}
    if not concerned:
        return {}
    held: dict[str, list[tuple[str, str | None]]] = {ref: [(PanelRole.MEMBER, None)] for ref in concerned}
    for change in _changes_of_members(work):
        if change["ref"] in concerned:
            _apply_change(held[change["ref"]], change)
    # The last of the offices is the present one; of the others, the latest that had begun by the day is kept.
    return {
        ref: PanelRole(role)
        for ref, offices in held.items()
        for role, began in offices[:-1]
        if began is None or began <= day.isoformat()
    }


@asked_once
@without_limits
def _changes_of_members(work: Work) -> Sequence[Mapping[str, Any]]:
    """Every change of a member's record in the audit trail, oldest first."""
    kept = select(AuditEntry.changes).where(
        AuditEntry.action != Seen.OPENED_CHECKS.action,
        cast(AuditEntry.changes, String).contains('"register": "member"'),
    )
    found = work.session.scalars(kept.order_by(AuditEntry.id))
    return [change for changes in found for change in changes if change["register"] == "member"]


def _apply_change(offices: list[tuple[str, str | None]], change: Mapping[str, Any]) -> None:
    """Add an office that a change of a member's record gave, or correct the first day of the newest one."""
    is_new = change["kind"] == "added"
    given = {name: value if is_new else value[1] for name, value in change["fields"].items() if name in _OFFICE}
    role, began = offices[-1]
    began = given.get("role_from", began)
    if "role" in given:
        offices.append((given["role"], began))
    else:
        offices[-1] = (role, began)
