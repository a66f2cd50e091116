"""The search: finds the people, cases, meetings, agendas, minutes and papers that contain the typed words.

Each kind of entry in the index is read by one statement that joins its hits to the mapped records, so that the limits
of the account apply before anything is counted or cut off.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVarTuple

from sqlalchemy import Integer, Row, Select, Subquery, cast, exists, select
from sqlalchemy.orm import aliased

from panel_desk.desk import Work, shows
from panel_desk.models import (
    Case,
    CaseChild,
    Child,
    Household,
    Meeting,
    Member,
    Minutes,
    MinutesSection,
    Paper,
    Redaction,
    StandingItem,
)
from panel_desk.queries.names import adopters, case_title, member_name
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.search_words import Phrase, Piece, passage, search_phrases
from panel_desk.rules.vocabulary import OFFICE, PaperKind
from panel_desk.store.search.index import Kind

Ts = TypeVarTuple("Ts")
MOST_HITS = 5
"""The hits of one group that are shown."""
_PAGES = 40  # pages of papers that are taken from the index; those of one paper are shown as one hit
_MEDICAL = "A medical paper; open it to read what it says."  # each opening of one is recorded
_DETAILS = 130  # characters of a second line


class Group(StrEnum):
    """What was found, under the heading that the window shows."""

    PEOPLE = "People"
    CASES = "Cases"
    MEETINGS = "Meetings"
    AGENDAS = "Agendas"
    MINUTES = "Minutes"
    PAPERS = "Papers"


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A record or a passage that was found.

    Args:
        group: what it is.
        ref: the ref of the person, the case or the meeting that it opens.
        title: its name, with the searched words marked.
        details: a second line, which distinguishes records of the same name, or the words around the hit.
        section: the id of the section of minutes; None for others.
        paper: the id of the paper; None for others.
        page: the paper's page, from 1; None where its name was found.
    """

    group: Group
    ref: str
    title: tuple[Piece, ...]
    details: tuple[Piece, ...]
    section: int | None = None
    paper: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class HitGroup:
    """The newest hits of one group; `has_more` where there are others."""

    group: Group
    hits: tuple[SearchHit, ...]
    has_more: bool


@shows(Information.AGENCY)
def search(work: Work, typed: str) -> tuple[HitGroup, ...]:
    """The records that have all typed words, in groups, the newest first; groups without a hit are left out."""
    phrases = search_phrases(typed)
    if not phrases:
        return ()
    searched = _Search(work, phrases)
    groups = (
        (Group.PEOPLE, Information.MEMBERS, searched.people),
        (Group.CASES, Information.CASES, searched.cases),
        (Group.MEETINGS, Information.CALENDAR, searched.meetings),
        (Group.AGENDAS, Information.CALENDAR, searched.agendas),
        (Group.MINUTES, Information.MINUTES, searched.minutes),
        (Group.PAPERS, Information.PAPERS, searched.papers),
    )
    found = [(group, read()) for group, information, read in groups if work.sees(information)]
    return tuple(HitGroup(group, tuple(hits[:MOST_HITS]), len(hits) > MOST_HITS) for group, hits in found if hits)


@dataclass(frozen=True, slots=True)
class UnindexedPaper:
    """A paper whose text is not in the search index.

    Args:
        id: its id.
        name: its name.
        sha256: the SHA-256 of its file, in hexadecimal.
        number: its version.
    """

    id: int
    name: str
    sha256: str
    number: int


@shows(Information.OFFICE_WORK)
def unindexed_papers(work: Work) -> tuple[UnindexedPaper, ...]:
    """The papers whose text is not in the search index, the newest first."""
    files = work.store.index.files()
    is_read = (Paper.id == cast(files.c.record, Integer)) & (Paper.sha256 == files.c.file)
    found = select(Paper.id, Paper.name, Paper.sha256, Paper.number).outerjoin(files, is_read)
    rows = work.session.execute(found.where(files.c.file.is_(None)).order_by(Paper.id.desc()))
    return tuple(UnindexedPaper(*row) for row in rows)


class _Search:
    """One search by one account."""

    def __init__(self, work: Work, phrases: Sequence[Phrase]) -> None:
        self._work, self._phrases = work, phrases

    def people(self) -> list[SearchHit]:
        hits = self._hits(Kind.MEMBER)
        found = select(Member).join(hits, Member.ref == hits.c.record)
        return [
            self._found(Group.PEOPLE, member.ref, member_name(member), f"{member.role}, {member.status} · {member.ref}")
            for (member,) in self._newest(found, hits)
        ]

    def cases(self) -> list[SearchHit]:
        hits = self._hits(Kind.CASE)
        found = select(Case, Household).join(hits, Case.ref == hits.c.record)
        rows = self._newest(found.outerjoin(Household, Household.ref == Case.household_ref), hits)
        children = self._children([case.ref for case, _ in rows])
        made = []
        for case, household in rows:
            about = (adopters(household), case.status, case.ref, case.social_worker)
            title = case_title(case.kind, household, children[case.ref])
            made.append(self._found(Group.CASES, case.ref, title, " · ".join(str(part) for part in about if part)))
        return made

    def meetings(self) -> list[SearchHit]:
        hits = self._hits(Kind.MEETING)
        found = select(Meeting).join(hits, Meeting.ref == hits.c.record)
        return [
            self._found(
                Group.MEETINGS,
                meeting.ref,
                f"Panel of {in_words(meeting.meets_on)}",
                " · ".join(part for part in (meeting.status, meeting.ref, meeting.panel, meeting.venue) if part),
            )
            for (meeting,) in self._newest(found, hits)
        ]

    def agendas(self) -> list[SearchHit]:
        hits = self._hits(Kind.STANDING_ITEM)
        found = select(StandingItem.title, Meeting.ref, Meeting.meets_on).join(
            hits, StandingItem.id == cast(hits.c.record, Integer)
        )
        rows = self._newest(found.join(Meeting, Meeting.ref == StandingItem.meeting_ref), hits)
        return [self._found(Group.AGENDAS, ref, f"Agenda of {in_words(day)}", title) for title, ref, day in rows]

    def minutes(self) -> list[SearchHit]:
        hits = self._hits(Kind.SECTION)
        newer = aliased(Minutes)
        is_newest = ~exists(
            select(newer.id).where(
                newer.meeting_ref == Minutes.meeting_ref, newer.number > Minutes.number, newer.given_up_at.is_(None)
            )
        )
        found = (
            select(
                MinutesSection.id,
                MinutesSection.heading,
                MinutesSection.case_ref,
                Meeting.ref,
                Meeting.meets_on,
                hits.c.text,
            )
            .join(hits, MinutesSection.id == cast(hits.c.record, Integer))
            .join(Minutes, Minutes.id == MinutesSection.minutes_id)
            .join(Meeting, Meeting.ref == Minutes.meeting_ref)
            .where(is_newest, Minutes.given_up_at.is_(None))
        )
        return [
            self._found(
                Group.MINUTES,
                ref,
                " · ".join(part for part in (f"Minutes of {in_words(day)}", case, heading) if part),
                text,
                section=section,
            )
            for section, heading, case, ref, day, text in self._newest(found, hits)
        ]

    def papers(self) -> list[SearchHit]:
        """Papers that contain the words, each once with the first page that has them, then papers of that name."""
        pages = self._hits(Kind.PAGE)
        found = select(Paper.id, Paper.case_ref, Paper.name, Paper.kind, pages.c.page, pages.c.text).join(
            pages, (Paper.id == cast(pages.c.record, Integer)) & (Paper.sha256 == pages.c.file)
        )
        if self._work.by.role not in OFFICE:  # a search must not reveal words that are redacted for a reader
            found = found.where(~exists(select(Redaction.id).where(Redaction.paper_id == Paper.id)))
        # The pages of one paper come from the last to the first, so each hit takes the place of a later page's.
        first = {row.id: row for row in self._newest(found, pages, _PAGES)}
        made = [
            self._found(
                Group.PAPERS,
                row.case_ref,
                f"{row.name}, page {row.page} · {row.case_ref}",
                _MEDICAL if row.kind is PaperKind.MEDICAL else row.text,
                paper=row.id,
                page=row.page,
            )
            for row in first.values()
        ]
        names = self._hits(Kind.PAPER)
        named = select(Paper.id, Paper.case_ref, Paper.name, Paper.kind, Paper.author).join(
            names, Paper.id == cast(names.c.record, Integer)
        )
        for number, case, name, kind, author in self._newest(named, names):
            if number not in first:
                about = " · ".join(part for part in (kind, author) if part)
                made.append(self._found(Group.PAPERS, case, f"{name} · {case}", about, paper=number))
        return made

    def _hits(self, kind: Kind) -> Subquery:
        """The entries of one kind in the index that contain the words."""
        return self._work.store.index.hits(kind, self._phrases)

    def _newest(self, found: Select[*Ts], hits: Subquery, most: int = MOST_HITS + 1) -> Sequence[Row[*Ts]]:
        """The rows of a statement joined to hits, at most `most`, the latest first by the day that the index keeps."""
        return self._work.session.execute(found.order_by(hits.c.place.desc()).limit(most)).all()

    def _children(self, cases: Sequence[str]) -> dict[str, list[Child]]:
        children: dict[str, list[Child]] = {case: [] for case in cases}
        found = select(CaseChild.case_ref, Child).join(Child, Child.ref == CaseChild.child_ref)
        in_order = found.where(CaseChild.case_ref.in_(cases)).order_by(CaseChild.case_ref, CaseChild.position)
        for case, child in self._work.session.execute(in_order) if cases else ():
            children[case].append(child)
        return children

    def _found(
        self,
        group: Group,
        ref: str,
        title: str,
        details: str,
        *,
        section: int | None = None,
        paper: int | None = None,
        page: int | None = None,
    ) -> SearchHit:
        """A hit with the searched words marked in its title and details."""
        marked = passage(title, self._phrases, len(title)), passage(details, self._phrases, _DETAILS)
        return SearchHit(group, ref, *marked, section, paper, page)
