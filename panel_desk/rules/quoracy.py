"""Whether a panel may do business on an item (Adoption Agencies Regulations 2005, regulation 6).

Judged item by item, for the whole of the item. A person counts who is on the central list and active that day,
sits as a member, is there from the item's start to its end without a break, and has not withdrawn from it. Among
those who count there must be one who may preside, another who is a social worker with enough experience, and enough
people in all; where a vice chair presides who is not independent of the agency, somebody else must be.

Readings that the text leaves open, taken strictly because business done without a quorum is void:

- The appointed chair presides, else a vice chair, and nobody else. An agency may have several appointed chairs, and
  may name a vice chair to chair a meeting; whoever is named for the meeting comes first. Where several may preside,
  the item is quorate if it is with any one of them.
- A social worker is a member whose category on the central list says so and whose date of qualification is known
  and long enough ago. A member of another category who once qualified does not sit as a social worker.
- Whoever leaves the room or loses the connection while an item is heard is not there for the whole of it, however
  short that is. Leaving at the minute at which it ends is staying, coming back at the minute at which it begins is
  being there. While an item is still under way, leaving in this very minute is leaving.
- The dates of a membership or a hold are judged on the day of the meeting, both end days taken in; the status
  alone is judged only where its date is missing.

The same rule forecasts: give it replies for attendance, and what became of an invitation for `absence`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from panel_desk.rules.dates import in_words, years_after
from panel_desk.rules.figures import Figures
from panel_desk.rules.vocabulary import AbsenceReason, Capacity, Category, MemberStatus, PanelRole, PanelType

_WENT = {AbsenceReason.LEFT_THE_ROOM: "left the room", AbsenceReason.CONNECTION_LOST: "lost the connection"}
_WAS_AWAY = {AbsenceReason.LEFT_THE_ROOM: "was out of the room", AbsenceReason.CONNECTION_LOST: "had no connection"}


class QuorumCondition(StrEnum):
    """A part of the quorum that can be missing; the value is the command line's code for it."""

    TOO_FEW_MEMBERS = "too_few_members"
    NO_CHAIR_OR_VICE_CHAIR = "no_chair_or_vice_chair"
    NO_SOCIAL_WORKER = "no_social_worker"
    NO_INDEPENDENT_MEMBER = "no_independent_member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """A part of a meeting for which somebody who came was away.

    Args:
        from_at: since when.
        until_at: the minute at which they were back; None while they are still away.
        why: what took them away.
    """

    from_at: time
    until_at: time | None = None
    why: AbsenceReason = AbsenceReason.LEFT_THE_ROOM


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """A person at a meeting, as the central list and the attendance register have them.

    Args:
        ref: the person's ref.
        name: the name as it prints.
        category: what they bring to the central list.
        role: the office they hold, from `role_from` on; before that day they were a member.
        role_from: the first day in that office; None for always.
        capacity: in what capacity they attend; only a member counts.
        qualified_since: when they qualified as a social worker.
        independent: whether they are independent of the agency, of every agency for a joint panel.
        status: where they stand on the list, read with the dates below.
        joined_on: the first day on the list.
        left_on: the last day on the list.
        held_from: the first day of a hold.
        held_until: its last day; None for one without an end.
        attended: whether they came, or are expected.
        absence: why they are not there, as it reads after the name.
        arrived_at: None for from the start of the meeting.
        left_at: None for to the end of the meeting.
        away: the parts of the meeting in between for which they were away.
    """

    ref: str
    name: str
    category: Category
    role: PanelRole = PanelRole.MEMBER
    role_from: date | None = None
    capacity: Capacity = Capacity.MEMBER
    qualified_since: date | None = None
    independent: bool
    status: MemberStatus = MemberStatus.ACTIVE
    joined_on: date | None = None
    left_on: date | None = None
    held_from: date | None = None
    held_until: date | None = None
    attended: bool = True
    absence: str = "did not attend"
    arrived_at: time | None = None
    left_at: time | None = None
    away: tuple[Away, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """The meeting that an item is heard at.

    Args:
        on: its day.
        panel_type: the agency's legal setting, never inferred from how many authorities it serves.
        chair_ref: who is named to chair it.
        starts_at: when it starts; who arrived by then was there from the start.
    """

    on: date
    panel_type: PanelType
    chair_ref: str | None = None
    starts_at: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of business.

    Args:
        starts_at: None where it has no times; presence is then for the whole meeting.
        ends_at: None where its length is not known; presence is then to the end of the meeting.
        under_way_at: the minute that it is, while the item is heard; who is to leave later is still there. It has no
            end yet.
        withdrawn: refs of those who withdraw from it for an interest.
    """

    starts_at: time | None = None
    ends_at: time | None = None
    under_way_at: time | None = None
    withdrawn: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NotCounted:
    """A person who is on the attendance list and does not count, and why, as it reads after the name."""

    ref: str
    reason: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an item is quorate, and why.

    Args:
        missing: every limb that fails; none if the item is quorate.
        counted: refs of those who count, in order.
        not_counted: the others, in order of their refs.
        presiding: ref of the one who presides.
        social_worker: ref of the one who counts as the social worker.
        sentence: `Quorate: 6`, or what is missing.
        mend: what would make it quorate, in sentences; empty if it is.
    """

    missing: tuple[QuorumCondition, ...]
    counted: tuple[str, ...]
    not_counted: tuple[NotCounted, ...]
    presiding: str | None
    social_worker: str | None
    sentence: str
    mend: str

    @property
    def quorate(self) -> bool:
        """Whether the panel may do business on the item."""
        return not self.missing


def judge_quorum(item: Item, attendees: Iterable[Attendee], sitting: Sitting, figures: Figures) -> Verdict:
    """Judge an item's quorum; the order in which the attendees are given does not matter."""
    counted: list[Attendee] = []
    not_counted: list[NotCounted] = []
    for person in sorted(attendees, key=lambda each: each.ref):
        reason = _off_the_list(person, sitting.on) or _not_sitting(person, item, sitting)
        if reason is None:
            counted.append(person)
        else:
            not_counted.append(NotCounted(person.ref, reason))
    choices = [_Choice(presiding, counted, sitting, figures) for presiding in _may_preside(counted, sitting)]
    best = min(choices, key=lambda choice: len(choice.missing))
    return Verdict(
        missing=best.missing,
        counted=tuple(person.ref for person in counted),
        not_counted=tuple(not_counted),
        presiding=best.presiding.ref if best.presiding else None,
        social_worker=best.social_worker.ref if best.social_worker else None,
        sentence=best.sentence,
        mend=best.mend,
    )


def who_would_make_quorate(
    item: Item,
    attendees: Iterable[Attendee],
    others: Iterable[Attendee],
    sitting: Sitting,
    figures: Figures,
) -> tuple[str, ...]:
    """Refs of those who would make an item quorate if any one of them came too.

    Args:
        item: an item that is not quorate.
        attendees: those who attend.
        others: members who could be invited, as they would attend.
        sitting: the meeting.
        figures: the agency's figures.
    """
    here = tuple(attendees)
    return tuple(each.ref for each in others if judge_quorum(item, (*here, each), sitting, figures).quorate)


def quorum_of(sitting: Sitting, figures: Figures) -> int:
    """How many members an item needs at a meeting."""
    return figures.quorum_joint if sitting.panel_type is PanelType.JOINT else figures.quorum_ordinary


class _Choice:
    """The verdict with one of those who may preside, or with nobody, in the chair."""

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
            QuorumCondition.NO_INDEPENDENT_MEMBER: needs_independent and not any(each.independent for each in counted),
        }
        self.missing = tuple(limb for limb, fails in failing.items() if fails)

    @property
    def sentence(self) -> str:
        """What a quorum light says."""
        if not self.missing:
            return f"Quorate: {len(self.counted)}"
        words = {
            QuorumCondition.TOO_FEW_MEMBERS: f"too few members ({len(self.counted)} of {self.needed})",
            QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "no chair or vice chair",
            QuorumCondition.NO_SOCIAL_WORKER: "no social worker",
            QuorumCondition.NO_INDEPENDENT_MEMBER: "no independent member",
        }
        return f"Not quorate: {', '.join(words[limb] for limb in self.missing)}"

    @property
    def mend(self) -> str:
        """What would make it quorate."""
        short = self.needed - len(self.counted)
        worker = f"A social worker with at least {self.experience} of experience is needed"
        if self.presiding and self.presiding_is_social_worker:
            worker += f" besides {self.presiding.name}, who presides"
        words = {
            QuorumCondition.TOO_FEW_MEMBERS: f"{short} more member{'s are' if short > 1 else ' is'} needed.",
            QuorumCondition.NO_CHAIR_OR_VICE_CHAIR: "The chair or a vice chair is needed.",
            QuorumCondition.NO_SOCIAL_WORKER: " ".join([f"{worker}.", *map(_experience, self.new_social_workers)]),
            QuorumCondition.NO_INDEPENDENT_MEMBER: (
                "A member who is independent of the agency is needed, because the vice chair who presides is not."
            ),
        }
        return " ".join(words[limb] for limb in self.missing)


def office_on(person: Attendee, on: date) -> PanelRole:
    """The office a person held on a day."""
    return PanelRole.MEMBER if person.role_from and on < person.role_from else person.role


def _may_preside(counted: list[Attendee], sitting: Sitting) -> list[Attendee | None]:
    """Those who may preside, whoever is named for the meeting first; nobody if there is no one."""

    def named(person: Attendee) -> bool:
        return person.ref == sitting.chair_ref

    chairs = [each for each in counted if office_on(each, sitting.on) is PanelRole.CHAIR]
    vice_chairs = [each for each in counted if office_on(each, sitting.on) is PanelRole.VICE_CHAIR]
    named_vice_chairs = [each for each in vice_chairs if named(each)]
    return [*sorted(chairs + named_vice_chairs or vice_chairs, key=named, reverse=True)] or [None]


def _needs_independent(presiding: Attendee, on: date) -> bool:
    """Whether somebody else must be independent: a vice chair presides who is not."""
    return office_on(presiding, on) is PanelRole.VICE_CHAIR and not presiding.independent


def is_experienced(person: Attendee, on: date, years: int) -> bool:
    """Whether a person is a social worker who had qualified so many years before the day."""
    qualified = person.qualified_since
    return person.category is Category.SOCIAL_WORKER and qualified is not None and years_after(qualified, years) <= on


def _experience(person: Attendee) -> str:
    """What is known of a social worker's experience, as a sentence."""
    if person.qualified_since is None:
        return f"The date on which {person.name} qualified is not recorded."
    return f"{person.name} qualified on {in_words(person.qualified_since)}."


def _off_the_list(person: Attendee, on: date) -> str | None:
    """Why a person was not an active member of the central list on a day, as it reads after the name."""
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
    """That a person was on hold on a day, as it reads after the name."""
    held = person.held_from is not None or person.status is MemberStatus.ON_HOLD
    begun = person.held_from is None or person.held_from <= on
    ended = person.held_until is not None and person.held_until < on
    if not held or not begun or ended:
        return None
    since = f" from {in_words(person.held_from)}" if person.held_from else ""
    until = f" until {in_words(person.held_until)}" if person.held_until else ""
    return f"is on hold{since}{until}"


def _not_sitting(person: Attendee, item: Item, sitting: Sitting) -> str | None:
    """Why a member did not sit on the whole of an item, as it reads after the name."""
    if not person.attended:
        return person.absence
    if person.capacity is not Capacity.MEMBER:
        return f"attends as an {person.capacity}"
    if person.ref in item.withdrawn:
        return "withdraws because of an interest"
    return _not_there_throughout(person, item, sitting)


def _not_there_throughout(person: Attendee, item: Item, sitting: Sitting) -> str | None:
    """Why somebody who came was not there from an item's start to its end, as it reads after the name."""
    starts_at = item.starts_at or sitting.starts_at
    if person.arrived_at and (starts_at is None or person.arrived_at > starts_at):
        after = f", after the item started at {item.starts_at:%H:%M}" if item.starts_at else ", after the start"
        return f"arrived at {person.arrived_at:%H:%M}{after}"
    if person.left_at and _goes_before_the_end(person.left_at, item):
        return f"left at {person.left_at:%H:%M}{_before_the_end(item)}"
    for away in sorted(person.away, key=lambda each: each.from_at):
        is_back_in_time = away.until_at and starts_at and away.until_at <= starts_at
        if _goes_before_the_end(away.from_at, item) and not is_back_in_time:
            if away.until_at is None:
                return f"{_WENT[away.why]} at {away.from_at:%H:%M}"
            return f"{_WAS_AWAY[away.why]} from {away.from_at:%H:%M} to {away.until_at:%H:%M}"
    return None


def _goes_before_the_end(at: time, item: Item) -> bool:
    """Whether somebody who goes at a time goes before an item ends."""
    if item.under_way_at is not None:
        return at <= item.under_way_at
    return item.ends_at is None or at < item.ends_at


def _before_the_end(item: Item) -> str:
    if item.under_way_at is not None:
        return ", while the item is heard"
    return f", before the item ended at {item.ends_at:%H:%M}" if item.ends_at else ", before the end"
