"""The meetings that members were invited to: how often each sat in a year, and one member's meetings as a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import Attendance, Meeting
from panel_desk.queries.listing import Listed, Listing
from panel_desk.rules.access import Information
from panel_desk.rules.dates import years_after
from panel_desk.rules.vocabulary import Capacity, MeetingStatus


@dataclass(frozen=True, slots=True)
class SittingRow:
    """A meeting that a member was invited to."""

    meeting: str
    meets_on: date
    status: MeetingStatus
    capacity: Capacity
    attended: bool


_TO_COME, _CANCELLED, _AWAY, _ATTENDED = range(4)  # the order in which *attended* is sorted
_SORT_KEYS: Mapping[str | None, ColumnElement[Any]] = {
    "status": Meeting.status.expression,
    "capacity": Attendance.capacity.expression,
    "attended": case(
        (Meeting.status == MeetingStatus.PLANNED, _TO_COME),
        (Meeting.status == MeetingStatus.CANCELLED, _CANCELLED),
        (Attendance.attended, _ATTENDED),
        else_=_AWAY,
    ),
}
"""By column of the list, what it is sorted by; by the day for every other column."""


@shows(Information.MEMBERS)
def member_sittings(work: Work, ref: str, listing: Listing) -> Listed[SittingRow]:
    """The meetings to which a member was invited, newest first unless the listing is sorted by a column.

    The listing's words and facets are not looked at.
    """
    key = _SORT_KEYS.get(listing.sorted_by)
    of_member = (Attendance.meeting_ref == Meeting.ref) & (Attendance.member_ref == ref)
    newest_first = Meeting.meets_on.desc(), Meeting.ref
    by_day = (
        (Meeting.meets_on, Meeting.ref) if listing.sorted_by == "day" and not listing.is_descending else newest_first
    )
    if key is None:
        # The days are read in their order and only as far as is needed; a join would sort all of the member's meetings.
        order: Sequence[Any] = by_day
        chosen = select(Meeting.ref).where(select(Attendance.member_ref).where(of_member).exists())
    else:
        order = (key.desc() if listing.is_descending else key, *by_day)
        chosen = select(Meeting.ref).join(Attendance, of_member)
    chosen = chosen.order_by(*order).offset(listing.offset).limit(listing.limit)
    columns = select(Meeting.ref, Meeting.meets_on, Meeting.status, Attendance.capacity, Attendance.attended)
    rows = work.session.execute(columns.join(Attendance, of_member).where(Meeting.ref.in_(chosen)).order_by(*order))
    number = work.session.scalar(select(func.count()).select_from(Attendance).where(Attendance.member_ref == ref)) or 0
    return Listed(tuple(SittingRow(*row) for row in rows), number, number)


@shows(Information.CALENDAR)
@asked_once
@without_limits
def sittings(work: Work) -> Mapping[str, int]:
    """How many meetings of the last twelve months each member sat at, by ref; members without any are left out."""
    counted = _sat(work, Attendance.member_ref, func.count()).group_by(Attendance.member_ref)
    return dict(work.session.execute(counted).all())


@shows(Information.CALENDAR)
@without_limits
def sittings_of(work: Work, member: str) -> int:
    """How many meetings of the last twelve months a member sat at."""
    return work.session.scalar(_sat(work, func.count()).where(Attendance.member_ref == member)) or 0


def _sat(work: Work, *what: Any) -> Select[Any]:  # noqa: ANN401 - columns and functions
    """A statement that reads some columns of the attendance of members at the meetings of the last twelve months."""
    today = work.time_source.today()
    return (
        select(*what)
        .select_from(Attendance)
        .join(Meeting, Meeting.ref == Attendance.meeting_ref)
        .where(
            Attendance.attended,
            Attendance.capacity == Capacity.MEMBER,
            Meeting.status == MeetingStatus.HELD,
            Meeting.meets_on > years_after(today, -1),
            Meeting.meets_on <= today,
        )
    )
