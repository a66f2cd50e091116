"""Warnings before a meeting is moved to another day."""

from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Attendance, Case, Meeting, Member
from panel_desk.queries.agency import clocks, working_days
from panel_desk.queries.cases.bookings import own_clocks
from panel_desk.queries.cases.cases import case_titles
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import CaseStatus, MeetingStatus, Response


@shows(Information.OFFICE_WORK)
def reschedule_warnings(work: Work, meeting: str, day: date) -> tuple[str, ...]:
    """The drawbacks of moving a meeting to a day, one sentence each.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    sentences = []
    today = work.time_source.today()
    if day < today:
        sentences.append(f"{in_words(day)} is past.")
    why_not = working_days(work).why_not_in_words(day)
    if why_not is not None:
        sentences.append(why_not)
    sentences += _other_line_ups(work, found, day)
    papers = clocks(work).papers_to_members(day)
    if papers.overdue(today):
        sentences.append(f"Members should have had the papers by {in_words(papers.due_on)}.")
    booked = select(Case.ref).filter_by(meeting_ref=meeting, status=CaseStatus.BOOKED).order_by(Case.item_no)
    own = own_clocks(work, tuple(work.session.scalars(booked)))
    titles = case_titles(work, *own)
    for case, clock in own.items():
        if clock is not None and found.meets_on <= clock.due_on < day:
            sentences.append(f"{titles[case]} would be heard after {in_words(clock.due_on)}. {clock.rule}")
    replied = work.session.scalars(select(Attendance).filter_by(meeting_ref=meeting, response=Response.ACCEPTED)).all()
    if replied and day != found.meets_on:
        people = count(len(replied), "person has", "people have")
        sentences.append(f"{people} accepted for {in_words(found.meets_on)} and would have to be asked again.")
    return tuple(sentences)


def _other_line_ups(work: Work, meeting: Meeting, day: date) -> list[str]:
    """A sentence for each person on the line-up who is on another panel's that day."""
    elsewhere = work.session.execute(
        select(Member, Meeting)
        .join(Attendance, Attendance.member_ref == Member.ref)
        .join(Meeting, Meeting.ref == Attendance.meeting_ref)
        .where(
            Meeting.meets_on == day,
            Meeting.ref != meeting.ref,
            Meeting.status != MeetingStatus.CANCELLED,
            Attendance.response != Response.DECLINED,
            Member.ref.in_(select(Attendance.member_ref).filter_by(meeting_ref=meeting.ref)),
        )
    )
    return [f"{member_name(member)} is on the line-up of {other.panel} that day." for member, other in elsewhere]
