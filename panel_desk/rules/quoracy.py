"""The quorum of a panel, item by item (Adoption Agencies Regulations 2005, regulation 6).

A person counts towards the quorum of an item if they are an active member of the central list on the day, sit as a
member, are present from the item's start to its end without a break, and have not withdrawn from it. Those who count
must include somebody who may preside, another who is a social worker with enough experience, and enough people in all.
If a vice chair presides who is not independent of the agency, somebody else must be independent.

Where the text leaves room for interpretation, the strict reading is taken, because business without a quorum is void:

- A chair or a vice chair of the panel presides, and nobody else. A chair presides before a vice chair, whoever is named
  on the agenda; of several chairs, or several vice chairs, the one who is named. Where several may preside, the item is
  quorate if it is with any one of them.
- An office counts from its first day. Before it, a person was what they were then, as far as that is known.
- A social worker is a member whose category on the central list is social worker and whose date of qualification is
  known and long enough ago. A member of another category who once qualified does not count as a social worker.
- Leaving the room or losing the connection during an item, however briefly, ends presence for that item. Leaving in the
  minute in which the item ends, or returning in the minute in which it starts, does not. While the item is still under
  way, leaving in the current minute does.
- Dates of membership and holds are inclusive and judged on the day of the meeting; the status alone decides only if its
  date is missing.

The same rule makes forecasts: pass replies as attendance, and the state of the invitation as `absence`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from panel_desk.rules.dates import in_words, years_after
from panel_desk.rules.figures import Figures
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import AbsenceReason, Capacity, Category, MemberStatus, PanelRole, PanelType

_WENT = {AbsenceReason.LEFT_THE_ROOM: "left the room", AbsenceReason.CONNECTION_LOST: "lost the connection"}
_WAS_AWAY = {AbsenceReason.LEFT_THE_ROOM: "was out of the room", AbsenceReason.CONNECTION_LOST: "had no connection"}


class QuorumCondition(StrEnum):
    """A condition of the quorum that can fail; the value is its code on the command line."""

    TOO_FEW_MEMBERS = "too_few_members"
    NO_CHAIR_OR_VICE_CHAIR = "no_chair_or_vice_chair"
    NO_SOCIAL_WORKER = "no_social_worker"
    NO_INDEPENDENT_MEMBER = "no_independent_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A time during a meeting for which an attendee was away.

    Args:
        from_at: when they left.
        until_at: when they returned; None while they are still away.
        why: the reason.
    """

    from_at: time
    until_at: time | None = None
    why: AbsenceReason = AbsenceReason.LEFT_THE_ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person at a meeting, from the central list and the attendance register.

    Args:
        ref: the person's ref.
        name: the person's name.
        category: their category on the central list.
        role: their office from `role_from` on.
        role_from: the first day in that office; None for always.
        role_before: their office before that day.
        capacity: the capacity in which they attend; only members count.
        qualified_since: when they qualified as a social worker.
        independent: whether they are independent of the agency; for a joint panel, of every agency.
        status: their status on the list, read together with the dates below.
        joined_on: the first day on the list.
        left_on: the last day on the list.
        on_hold_from: the first day of a hold.
        on_hold_until: its last day; None for an open-ended hold.
        attended: whether they came or, in a forecast, are expected.
        absence: why they are absent, as a clause that follows the name.
        arrived_at: their arrival; None for the start of the meeting.
        left_at: their departure; None for the end of the meeting.
        away: times in between for which they were away.
    """

    ref: str
    name: str
    category: Category
    role: PanelRole = PanelRole.MEMBER
    role_from: date | None = None
    role_before: PanelRole = PanelRole.MEMBER
    capacity: Capacity = Capacity.MEMBER
    qualified_since: date | None = None
    independent: bool
    status: MemberStatus = MemberStatus.ACTIVE
    joined_on: date | None = None
    left_on: date | None = None
    on_hold_from: date | None = None
    on_hold_until: date | None = None
    attended: bool = True
    absence: str = "did not attend"
    arrived_at: time | None = None
    left_at: time | None = None
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The meeting that an item is heard at.

    Args:
        on: its date.
        panel_type: the panel's legal type, never inferred from the number of authorities it serves.
        chair_ref: ref of the person named to chair it.
        starts_at: when it starts; whoever has arrived by then is present from the start.
    """

    on: date
    panel_type: PanelType
    chair_ref: str | None = None
    starts_at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of business.

    Args:
        starts_at: its start; None if it has no times, and then presence is required for the whole meeting.
        ends_at: its end; None if unknown, and then presence is required to the end of the meeting.
        under_way_at: the current minute while the item is being heard, so that later departures do not count yet.
        withdrawn: refs of those who withdraw from it because of an interest.
    """

    starts_at: time | None = None
    ends_at: time | None = None
    under_way_at: time | None = None
    withdrawn: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A person on the attendance list who does not count, and the reason as a clause that follows the name."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an item is quorate, and why.

    Args:
        missing: the conditions that fail; empty if the item is quorate.
        counted: refs of those who count, in order.
        not_counted: the others, in order of their refs.
        presiding: ref of the person presiding.
        social_worker: ref of the person who counts as the social worker.
        sentence: `Quorate: 6`, or what is missing.
        remedy: what would make it quorate, in sentences; empty if it is.
    """

    missing: tuple[QuorumCondition, ...]
    counted: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    presiding: str | None
    social_worker: str | None
    sentence: str
    remedy: str

    @property
    def quorate(self) -> bool:
        """Whether the panel may do business on the item."""
        return not self.missing


def judge_quorum(item: Item, attendees: Iterable[Attendee], sitting: Sitting, figures: Figures) -> Verdict:
    """Judge an item's quorum. The order of the attendees does not matter."""
    counted: list[Attendee] = []
    not_counted: list[NotCounted] = []
    for person in sorted(attendees, key=lambda attendee: attendee.ref):
        reason = _off_the_list(person, sitting.on) or _not_sitting(person, item, sitting)
        if reason is None:
            counted.append(person)
        else:
            not_counted.append(NotCounted(person.ref, reason))
    options = [_Option(presiding, counted, sitting, figures) for presiding in _may_preside(counted, sitting)]
    best = min(options, key=lambda option: len(option.missing))
    return Verdict(
        missing=best.missing,
        counted=tuple(person.ref for person in counted),
        not_counted=tuple(not_counted),
        presiding=best.presiding.ref if best.presiding else None,
        social_worker=best.social_worker.ref if best.social_worker else None,
        sentence=best.sentence,
        remedy=best.remedy,
    )


def who_would_make_quorate(
    item: Item,
    attendees: Iterable[Attendee],
    others: Iterable[Attendee],
    sitting: Sitting,
    figures: Figures,
) -> tuple[str, ...]:
    """Refs of those whose attendance alone would make an item quorate.

    Args:
        item: an item that is not quorate.
        attendees: those who attend.
        others: members who could also be invited, as they would attend.
        sitting: the meeting.
        figures: the agency's figures.
    """
    present = tuple(attendees)
    return tuple(other.ref for other in others if judge_quorum(item, (*present, other), sitting, figures).quorate)


def quorum_of(sitting: Sitting, figures: Figures) -> int:
    """The number of members that an item needs at a meeting."""
    return figures.quorum_joint if sitting.panel_type is PanelType.JOINT else figures.quorum_ordinary


class _Option:
    """The verdict if a certain person presides, or if nobody can."""

    def __init__(self, presiding: Attendee | None, counted: list[Attendee], sitting: Sitting, figures: Figures) -> None:
        self.presiding = presiding
        self.counted = counted
        self.needed = quorum_of(sitting, figures)
        self.experience = figures.span("social_worker_experience_years")
        others = [person for person in counted if person is not presiding]
        may_be_social_worker = counted if figures.presiding_counts_as_social_worker else others
        years = figures.social_worker_experience_years
        self.social_worker = next(
            (person for person in may_be_social_worker if is_experienced(person, sitting.on, years)), None
        )
        self.new_social_workers = [
            person
            for person in may_be_social_worker
            if person.category is Category.SOCIAL_WORKER and not is_experienced(person, sitting.on, years)
        ]
        self.presiding_is_social_worker = presiding is not None and is_experienced(presiding, sitting.on, years)
        needs_independent = presiding is not None and _needs_independent(presiding, sitting.on)
        failing = {
            QuorumCondition.TOO_FEW_MEMBERS: len(counted) < self.needed,
            QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: presiding is None,
            QuorumCondition.NO_SOCIAL_WORKER: self.social_worker is None,
            QuorumCondition.NO_INDEPENDENT_MEMBER: needs_independent
            and not any(person.independent for person in counted),
        }
        self.missing = tuple(condition for condition, fails in failing.items() if fails)

    @property
    def sentence(self) -> str:
        """The verdict in a few words, as the quorum light shows it."""
        if not self.missing:
            return f"Quorate: {len(self.counted)}"
        clauses = {
            QuorumCondition.TOO_FEW_MEMBERS: f"too few members ({len(self.counted)} of {self.needed})",
            QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "no chair or vice chair",
            QuorumCondition.NO_SOCIAL_WORKER: "no social worker",
            QuorumCondition.NO_INDEPENDENT_MEMBER: "no independent member",
        }
        return f"Not quorate: {', '.join(clauses[condition] for condition in self.missing)}"

    @property
    def remedy(self) -> str:
        """What would make the item quorate."""
        short = self.needed - len(self.counted)
        worker = f"A social worker with at least {self.experience} of experience is needed"
        if self.presiding and self.presiding_is_social_worker:
            worker += f" besides {self.presiding.name}, who presides"
        sentences = {
            QuorumCondition.TOO_FEW_MEMBERS: f"{count(short, 'more member is', 'more members are')} needed.",
            QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "The chair or a vice chair is needed.",
            QuorumCondition.NO_SOCIAL_WORKER: " ".join([f"{worker}.", *map(_experience, self.new_social_workers)]),
            QuorumCondition.NO_INDEPENDENT_MEMBER: (
                "A member who is independent of the agency is needed, because the vice chair who presides is not."
            ),
        }
        return " ".join(sentences[condition] for condition in self.missing)


def office_on(person: Attendee, on: date) -> PanelRole:
    """The office a person held on a day."""
    return person.role_before if person.role_from and on < person.role_from else person.role


def _may_preside(counted: list[Attendee], sitting: Sitting) -> list[Attendee | None]:
    """Those who may preside: chairs first, in each office whoever is named on the agenda first; `[None]` if nobody."""
    named_first = sorted(counted, key=lambda person: person.ref != sitting.chair_ref)
    offices = (PanelRole.CHAIR, PanelRole.VICE_CHAIR)
    return [person for office in offices for person in named_first if office_on(person, sitting.on) is office] or [None]


def _needs_independent(presiding: Attendee, on: date) -> bool:
    """Whether another member must be independent, as a vice chair presides who is not."""
    return office_on(presiding, on) is PanelRole.VICE_CHAIR and not presiding.independent


def is_experienced(person: Attendee, on: date, years: int) -> bool:
    """Whether a person is a social worker who qualified at least some years before a day."""
    qualified = person.qualified_since
    return person.category is Category.SOCIAL_WORKER and qualified is not None and years_after(qualified, years) <= on


def _experience(person: Attendee) -> str:
    """What is known of a social worker's experience, as a sentence."""
    if person.qualified_since is None:
        return f"The date on which {person.name} qualified is not recorded."
    return f"{person.name} qualified on {in_words(person.qualified_since)}."


def _off_the_list(person: Attendee, on: date) -> str | None:
    """Why a person was not an active member of the central list on a day, as a clause; None if they were."""
    if person.status in {MemberStatus.WAITING_LIST, MemberStatus.PROSPECTIVE}:
        return "has not joined the central list"
    if person.joined_on and on < person.joined_on:
        return f"joined the central list only on {in_words(person.joined_on)}"
    if person.left_on and person.left_on < on:
        return f"left the central list on {in_words(person.left_on)}"
    if person.status is MemberStatus.ENDED and person.left_on is None:
        return "has left the central list"
    return _on_hold(person, on)


def _on_hold(person: Attendee, on: date) -> str | None:
    """That a person was on hold on a day, as a clause that follows the name; None if they were not."""
    has_hold = person.on_hold_from is not None or person.status is MemberStatus.ON_HOLD
    has_begun = person.on_hold_from is None or person.on_hold_from <= on
    has_ended = person.on_hold_until is not None and person.on_hold_until < on
    if not has_hold or not has_begun or has_ended:
        return None
    since = f" from {in_words(person.on_hold_from)}" if person.on_hold_from else ""
    until = f" until {in_words(person.on_hold_until)}" if person.on_hold_until else ""
    return f"is on hold{since}{until}"


def _not_sitting(person: Attendee, item: Item, sitting: Sitting) -> str | None:
    """Why a member did not sit on the whole of an item, as a clause; None if they did."""
    if not person.attended:
        return person.absence
    if person.capacity is not Capacity.MEMBER:
        return f"attends as an {person.capacity}"
    if person.ref in item.withdrawn:
        return "withdraws because of an interest"
    return _not_there_throughout(person, item, sitting)


def _not_there_throughout(person: Attendee, item: Item, sitting: Sitting) -> str | None:
    """Why an attendee was not present from an item's start to its end, as a clause; None if they were."""
    starts_at = item.starts_at or sitting.starts_at
    if person.arrived_at and (starts_at is None or person.arrived_at > starts_at):
        after = f", after the item started at {item.starts_at:%H:%M}" if item.starts_at else ", after the start"
        return f"arrived at {person.arrived_at:%H:%M}{after}"
    if person.left_at and _is_before_end(person.left_at, item):
        return f"left at {person.left_at:%H:%M}{_before_the_end(item)}"
    for away in sorted(person.away, key=lambda absence: absence.from_at):
        is_back_in_time = away.until_at and starts_at and away.until_at <= starts_at
        if _is_before_end(away.from_at, item) and not is_back_in_time:
            if away.until_at is None:
                return f"{_WENT[away.why]} at {away.from_at:%H:%M}"
            return f"{_WAS_AWAY[away.why]} from {away.from_at:%H:%M} to {away.until_at:%H:%M}"
    return None


def _is_before_end(left_at: time, item: Item) -> bool:
    """Whether leaving at a time is leaving before the end of an item."""
    if item.under_way_at is not None:
        return left_at <= item.under_way_at
    return item.ends_at is None or left_at < item.ends_at


def _before_the_end(item: Item) -> str:
    if item.under_way_at is not None:
        return ", while the item is being heard"
    return f", before the item ended at {item.ends_at:%H:%M}" if item.ends_at else ", before the end"
