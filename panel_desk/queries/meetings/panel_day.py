"""Panel day: who is present, and each item's quorum, notes, questions and recommendations."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import ItemNote
from panel_desk.queries.cases.cases import CaseRow, InterestRow, QualityRow, interests_of, quality_of
from panel_desk.queries.meetings.agendas import QuestionRow, questions_about
from panel_desk.queries.meetings.meetings import LineUpRow, RecommendationRow, meeting, recommendations
from panel_desk.queries.meetings.quorum import ItemQuorum, absences_from
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.rules.access import Information
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.minutes_headings import NOTED, TemplateHeading
from panel_desk.rules.vocabulary import AbsenceReason

DRAFT = "draft: "
"""Prefix of the heading under which an unfinished form of an item is saved among its notes."""


class Presence(StrEnum):
    """Whether a person is at the meeting."""

    EXPECTED = "not here yet"
    HERE = "here"
    AWAY = "connection lost"
    LEFT = "left"


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """A part of the meeting for which somebody was away; `until_at` is None while they still are."""

    id: int
    from_at: time
    until_at: time | None
    why: AbsenceReason


@dataclass(frozen=True, slots=True)
class PersonOnDay:
    """A person on the line-up, whether they are present, and their absences from parts of the meeting."""

    row: LineUpRow
    presence: Presence
    away: tuple[AbsenceRow, ...]


@dataclass(frozen=True, slots=True)
class NoteRow:
    """The note under one heading of an item."""

    heading: str
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class PanelDayItem:
    """An item on the day.

    Args:
        row: the case, with the times at which the panel took it.
        ends_at: the planned end; None where the item has no times.
        under_way: it has begun, has no end yet, and its day is today.
        quorum: its quorum at this minute.
        headings: the template's headings for notes, in order, then any other under which there is a note.
        notes: the notes, by heading.
        drafts: forms that are filled in and not recorded yet, by the name after `DRAFT`.
        questions: the members' questions, asked before the day and on it, with their answers.
        interests: the interests declared in it.
        recommendations: those recorded so far; one per child in a match.
        quality: the ratings of its reports.
    """

    row: CaseRow
    ends_at: time | None
    under_way: bool
    quorum: ItemQuorum
    headings: tuple[str, ...]
    notes: tuple[NoteRow, ...]
    drafts: tuple[NoteRow, ...]
    questions: tuple[QuestionRow, ...]
    interests: tuple[InterestRow, ...]
    recommendations: tuple[RecommendationRow, ...]
    quality: tuple[QualityRow, ...]


@dataclass(frozen=True, slots=True)
class PanelDay:
    """A meeting on its day.

    Args:
        now: the time to the minute; None where the meeting is not today.
        people: everyone on the line-up.
        items: in the agenda's order.
    """

    now: time | None
    people: tuple[PersonOnDay, ...]
    items: tuple[PanelDayItem, ...]


@shows(Information.CASES)
def panel_day(work: Work, ref: str) -> PanelDay:
    """A meeting's panel day.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    record = meeting(work, ref)
    is_today = record.row.meets_on == work.time_source.today()
    away: defaultdict[str, list[AbsenceRow]] = defaultdict(list)
    for each in absences_from(work, (ref,)):
        away[each.member_ref].append(AbsenceRow(each.id, each.from_at, each.until_at, each.why))
    recorded = recommendations(work, ref)
    cases = tuple(row.ref for row in record.items)
    saved, questions, rated = _notes_and_drafts(work, cases), questions_about(work, cases), quality_of(work, cases)
    declared = interests_of(work, cases)
    noted = {case: _notes(rows) for case, rows in saved.items()}
    return PanelDay(
        now=work.time_source.now().astimezone().time().replace(second=0, microsecond=0) if is_today else None,
        people=tuple(
            PersonOnDay(row, _presence(row, away[row.member]), tuple(away[row.member])) for row in record.line_up
        ),
        items=tuple(
            PanelDayItem(
                row=row,
                ends_at=ends_at(record.row.meets_on, row.starts_at, row.duration_minutes),
                under_way=is_today and row.began_at is not None and row.ended_at is None,
                quorum=item_quorum,
                headings=_headings(minutes_headings(work, row.kind), noted[row.ref]),
                notes=noted[row.ref],
                drafts=_drafts(saved[row.ref]),
                questions=questions[row.ref],
                interests=tuple(each for each in declared if each.case == row.ref),
                recommendations=tuple(each for each in recorded if each.case == row.ref),
                quality=rated[row.ref],
            )
            for row, item_quorum in zip(record.items, record.quorum, strict=True)
        ),
    )


@shows(Information.CASES)
def notes(work: Work, case: str) -> tuple[NoteRow, ...]:
    """The notes of an item, by heading; the minutes are drafted from them."""
    return notes_on(work, (case,))[case]


@shows(Information.CASES)
def notes_on(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[NoteRow, ...]]:
    """The notes of some items, by the case's ref and by heading."""
    return {case: _notes(rows) for case, rows in _notes_and_drafts(work, cases).items()}


@shows(Information.CASES)
def drafts(work: Work, case: str) -> tuple[NoteRow, ...]:
    """The forms of an item that are filled in and not recorded yet; minutes are never drafted from these."""
    return _drafts(_notes_and_drafts(work, (case,))[case])


@asked_once
def _notes_and_drafts(work: Work, cases: tuple[str, ...]) -> Mapping[str, tuple[NoteRow, ...]]:
    """The notes and unfinished forms of some items, by the case's ref and by heading."""
    saved: dict[str, list[NoteRow]] = {case: [] for case in cases}
    for each in work.session.scalars(select(ItemNote).where(ItemNote.case_ref.in_(cases)).order_by(ItemNote.heading)):
        saved[each.case_ref].append(NoteRow(each.heading, each.text, each.version))
    return {case: tuple(rows) for case, rows in saved.items()}


def _notes(saved: Iterable[NoteRow]) -> tuple[NoteRow, ...]:
    return tuple(each for each in saved if not each.heading.startswith(DRAFT))


def _drafts(saved: Iterable[NoteRow]) -> tuple[NoteRow, ...]:
    return tuple(
        NoteRow(each.heading.removeprefix(DRAFT), each.text, each.version)
        for each in saved
        if each.heading.startswith(DRAFT)
    )


def _headings(template: Iterable[TemplateHeading], noted: tuple[NoteRow, ...]) -> tuple[str, ...]:
    """The template's headings for notes, then others that have notes, such as one from before a renaming."""
    of_template = (each.heading for each in template if each.purpose in NOTED)
    return tuple(dict.fromkeys((*of_template, *(each.heading for each in noted if each.text))))


def _presence(row: LineUpRow, away: list[AbsenceRow]) -> Presence:
    """Whether a person is at the meeting, from attendance and absences."""
    if not row.attended:
        return Presence.EXPECTED
    if any(each.until_at is None for each in away):
        return Presence.AWAY
    return Presence.LEFT if row.left_at is not None else Presence.HERE
