"""Checks of minutes: reviewers and deadlines, comments on passages, and changes since a reviewer last looked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import (
    Meeting,
    Member,
    Minutes,
    MinutesSection,
    Review,
    ReviewComment,
    ReviewFile,
    SectionVersion,
)
from panel_desk.queries.agency import agency_record, clocks
from panel_desk.queries.cases.cases import items
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock, Clocks
from panel_desk.rules.email_addresses import usable_email
from panel_desk.rules.minutes_text import plain
from panel_desk.rules.vocabulary import CommentState, HeadingPurpose, HowGiven, MinutesState, ReviewStage


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A person who was asked to check minutes.

    Args:
        clock: the deadline with its rule.
        is_own: it is the signed-in person's.
        is_current: the minutes are in this stage now.
        member: their ref on the central list; None for an account that is not on it.
        at_home_since: when the review file was made that they have not answered; None where they have none.
        how_given: how they told the office that they finished; None where they recorded it themselves.
        recorded_by: the name of who recorded it for them; None where they recorded it themselves.
    """

    id: int
    stage: ReviewStage
    name: str
    asked_at: datetime
    clock: Clock
    looked_at: datetime | None
    done_at: datetime | None
    is_own: bool
    is_current: bool
    member: str | None = None
    at_home_since: datetime | None = None
    how_given: HowGiven | None = None
    recorded_by: str | None = None

    @property
    def due_on(self) -> date:
        """The last day on which the check is in time."""
        return self.clock.due_on


@dataclass(frozen=True, slots=True)
class OpenReview:
    """An outstanding check, of minutes that are in its stage now."""

    review: Review
    meeting: Meeting
    clock: Clock


@dataclass(frozen=True, slots=True)
class Reminder:
    """The reminder to a person who has not checked minutes yet.

    Args:
        held_on: the day of the panel.
        email: their e-mail address; empty where the central list has none.
        due_on: the last day for the check.
        is_late: that day is past.
        agency: the agency's name.
    """

    held_on: date
    name: str
    email: str
    asked_on: date
    due_on: date
    is_late: bool
    agency: str


@dataclass(frozen=True, slots=True)
class CommentRow:
    """A comment on a passage of minutes.

    Args:
        author: the name of who made it.
        offset: where the passage begins now in the section's plain text, in characters; None where it is gone.
        quote: the passage when the comment was made.
        proposed: the words proposed in its place; None where none are.
        rivals: the ids of other open proposals for overlapping passages.
        how_given: how its author gave it to the office; None where they entered it themselves.
        recorded_by: the name of who entered it for them; None where they entered it themselves.
    """

    id: int
    section: int
    author: str
    offset: int | None
    quote: str
    text: str
    proposed: str | None
    made_at: datetime
    state: CommentState
    answer: str | None
    answered_by: str | None
    answered_at: datetime | None
    rivals: tuple[int, ...] = ()
    how_given: HowGiven | None = None
    recorded_by: str | None = None


@dataclass(frozen=True, slots=True)
class SectionChange:
    """A section's text when a reviewer last looked, and now, with the ref and the title of its case."""

    section: int
    case: str | None
    title: str
    heading: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SectionVersionRow:
    """A saved text of a section; `saved_by` is empty for a drafted one."""

    number: int
    text: str
    saved_at: datetime
    saved_by: str


@shows(Information.DRAFTS)
def reviews(work: Work, meeting: str) -> tuple[ReviewRow, ...]:
    """Everybody who was asked to check the newest version of a meeting's minutes, in the order of asking."""
    found = latest_minutes(work, meeting)
    of_version = select(Review).filter_by(minutes_id=found.id if found else None).order_by(Review.id)
    set_clocks = clocks(work)
    at_home = at_home_since(work, (found.id,))[found.id] if found else {}
    return tuple(
        ReviewRow(
            id=one.id,
            stage=one.stage,
            name=one.name,
            asked_at=one.asked_at,
            clock=_clock_of(set_clocks, one),
            looked_at=one.looked_at,
            done_at=one.done_at,
            is_own=is_own(work, one),
            is_current=found is not None and found.stage is one.stage,
            member=one.member_ref,
            at_home_since=at_home.get(one.member_ref or ""),
            how_given=one.how_given,
            recorded_by=one.recorded_by,
        )
        for one in work.session.scalars(of_version)
    )


@shows(Information.DRAFTS)
@asked_once
def open_reviews(work: Work, on: date) -> tuple[OpenReview, ...]:
    """Every check that was outstanding on a day: asked for by then and not done."""
    set_clocks = clocks(work)
    return tuple(
        OpenReview(review, meeting, _clock_of(set_clocks, review))
        for review, meeting in _under_review(work)
        if _day(review.asked_at) <= on and (review.done_at is None or _day(review.done_at) > on)
    )


@shows(Information.DRAFTS)
@asked_once
def at_home_since(work: Work, minutes: tuple[int, ...]) -> Mapping[int, Mapping[str, datetime]]:
    """When the review files were made that are at home now: by the id of the minutes, then by the member's ref.

    A member's newest file of those minutes counts, and only while its answer has not been taken in.
    """
    newest: dict[int, dict[str, ReviewFile]] = {each: {} for each in minutes}
    files = select(ReviewFile).where(ReviewFile.minutes_id.in_(minutes)).order_by(ReviewFile.made_at)
    for file in work.session.scalars(files):
        newest[file.minutes_id][file.member_ref] = file
    return {
        each: {ref: file.made_at for ref, file in files_by_member.items() if file.returned_at is None}
        for each, files_by_member in newest.items()
    }


@shows(Information.DRAFTS)
def checks_under_way(work: Work) -> dict[str, bool]:
    """The meetings whose minutes are being checked, by ref; True where a check is still outstanding."""
    under_way: dict[str, bool] = {}
    for review, meeting in _under_review(work):
        under_way[meeting.ref] = under_way.get(meeting.ref, False) or review.done_at is None
    return under_way


@asked_once
def _under_review(work: Work) -> Sequence[tuple[Review, Meeting]]:
    """Every check of the stage in which minutes are now, done or not, with the meeting."""
    found = (
        select(Review, Meeting)
        .join(Minutes, Minutes.id == Review.minutes_id)
        .join(Meeting, Meeting.ref == Minutes.meeting_ref)
        .where(Minutes.given_up_at.is_(None), Minutes.state == MinutesState.IN_REVIEW, Minutes.stage == Review.stage)
        .order_by(Review.id)
    )
    return [(review, meeting) for review, meeting in work.session.execute(found)]


@shows(Information.DRAFTS)
def reminder(work: Work, review: int) -> Reminder:
    """The reminder for an outstanding check.

    Raises:
        RuleBrokenError: there is no such check.
    """
    found = find(work.session, Review, review, "check of minutes")
    minutes = work.session.get_one(Minutes, found.minutes_id)
    member = work.session.get(Member, found.member_ref or "")
    clock = _clock_of(clocks(work), found)
    return Reminder(
        held_on=work.session.scalars(select(Meeting.meets_on).filter_by(ref=minutes.meeting_ref)).one(),
        name=found.name,
        email=(usable_email(member.email) or "") if member else "",
        asked_on=_day(found.asked_at),
        due_on=clock.due_on,
        is_late=clock.overdue(work.time_source.today()),
        agency=agency_record(work).name,
    )


def _clock_of(set_clocks: Clocks, review: Review) -> Clock:
    """The deadline of a check, by the agency's figures."""
    return set_clocks.minutes_review(_day(review.asked_at), review.stage)


@shows(Information.DRAFTS)
def comments(work: Work, meeting: str) -> tuple[CommentRow, ...]:
    """The comments on the newest version of a meeting's minutes, in the order of the text."""
    found = latest_minutes(work, meeting)
    recorded = work.session.execute(
        select(ReviewComment, MinutesSection.text, MinutesSection.position)
        .join(MinutesSection, MinutesSection.id == ReviewComment.section_id)
        .where(MinutesSection.minutes_id == (found.id if found else None))
    ).all()
    rows = [
        (
            position,
            CommentRow(
                id=one.id,
                section=one.section_id,
                author=one.author,
                offset=passage_start(text, one.starts_at, one.quote),
                quote=one.quote,
                text=one.text,
                proposed=one.proposed,
                made_at=one.made_at,
                state=one.state,
                answer=one.answer,
                answered_by=one.answered_by,
                answered_at=one.answered_at,
                how_given=one.how_given,
                recorded_by=one.recorded_by,
            ),
        )
        for one, text, position in recorded
    ]
    ordered = [
        row for _, row in sorted(rows, key=lambda pair: (pair[0], pair[1].offset is None, pair[1].offset, pair[1].id))
    ]
    return tuple(_with_rivals(row, ordered) for row in ordered)


@shows(Information.DRAFTS)
def changes_since_looked(work: Work, meeting: str) -> tuple[SectionChange, ...]:
    """The sections and recommendations that others changed since the signed-in reviewer last looked.

    Nothing where the signed-in person is no reviewer or has not looked yet.
    """
    found = latest_minutes(work, meeting)
    looked = [one.looked_at for one in reviews(work, meeting) if one.is_own and one.looked_at]
    return changes_since(work, found, max(looked), work.by.name) if found and looked else ()


@shows(Information.DRAFTS)
def changes_since(work: Work, the_minutes: Minutes, moment: datetime, name: str) -> tuple[SectionChange, ...]:
    """The sections and recommendations that others than `name` changed since a moment."""
    changes = []
    titles = {row.ref: row.title for row in items(work, the_minutes.meeting_ref)}
    for section in the_minutes.sections:
        title = titles.get(section.case_ref or "")
        if title is None:
            continue
        versions = select(SectionVersion).filter_by(section_id=section.id).order_by(SectionVersion.number)
        kept = list(work.session.scalars(versions))
        seen = [one for one in kept if one.saved_at <= moment or one.saved_by == name] or kept[:1]
        now = kept[-1].text if kept and section.purpose is HeadingPurpose.RECOMMENDATION else section.text
        if seen and seen[-1].text != now:
            changes.append(SectionChange(section.id, section.case_ref, title, section.heading, seen[-1].text, now))
    return tuple(changes)


@shows(Information.DRAFTS)
def section_versions(work: Work, section: int) -> tuple[SectionVersionRow, ...]:
    """A section's saved texts, newest first."""
    kept = select(SectionVersion).filter_by(section_id=section).order_by(SectionVersion.number.desc())
    return tuple(
        SectionVersionRow(one.number, one.text, one.saved_at, one.saved_by) for one in work.session.scalars(kept)
    )


@shows(Information.DRAFTS)
def is_own(work: Work, review: Review) -> bool:
    """Whether a review is the signed-in person's, by account or as the member linked to it."""
    is_the_member = review.member_ref is not None and review.member_ref == work.by.member_ref
    return is_the_member or review.account == work.by.account


def passage_start(text: str, starts_at: int, quote: str) -> int | None:
    """Where a passage begins in a text now, in characters of its plain text; None where it is gone.

    Args:
        text: the text, with its marks.
        starts_at: where the passage began; of several, the nearest to it is taken.
        quote: the passage.
    """
    words = plain(text)
    before, after = words.rfind(quote, 0, starts_at + len(quote)), words.find(quote, starts_at)
    offsets = [offset for offset in (before, after) if offset >= 0]
    return min(offsets, key=lambda offset: abs(offset - starts_at), default=None)


def _day(moment: datetime) -> date:
    return moment.astimezone().date()


def _with_rivals(row: CommentRow, rows: list[CommentRow]) -> CommentRow:
    """A comment with the ids of other open proposals for overlapping passages."""
    if row.proposed is None or row.state is not CommentState.OPEN or row.offset is None:
        return row
    end = row.offset + len(row.quote)
    rivals = tuple(
        one.id
        for one in rows
        if one.id != row.id
        and (one.section, one.state) == (row.section, CommentState.OPEN)
        and one.proposed is not None
        and one.offset is not None
        and one.offset < end
        and row.offset < one.offset + len(one.quote)
    )
    return replace(row, rivals=rivals)
