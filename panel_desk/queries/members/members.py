"""Members of the central list: rows, whole records, and what the list lacks."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import (
    Attendance,
    Case,
    Interest,
    Meeting,
    Member,
    MemberBackground,
    Training,
    TrainingAttendance,
)
from panel_desk.queries.agency import clocks, figures
from panel_desk.queries.members.sittings import sittings, sittings_of
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.queries.seen_fields import only_seen
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clock, Clocks
from panel_desk.rules.dates import years_after
from panel_desk.rules.disclosures import Seen
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import (
    Background,
    CaseKind,
    Category,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    TrainingKind,
)


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A member in a list.

    Args:
        sittings: how many meetings of the last twelve months this person sat at as a member.
        not_ready: the vetting that is missing before this person may sit, in words; empty where none is.
        dbs: the clock of the DBS renewal; None where no check is recorded.
        appraisal: the clock of the next appraisal; None before joining the list.
        overdue: what should have been renewed by now, in words: `DBS check`, `appraisal`; empty for a former member.
    """

    ref: str
    name: str
    role: PanelRole
    category: Category
    background: tuple[Background, ...]
    is_independent: bool
    status: MemberStatus
    joined_list_on: date | None
    dbs_issued_on: date | None
    last_appraisal_on: date | None
    sittings: int
    not_ready: tuple[str, ...]
    dbs: Clock | None
    appraisal: Clock | None
    overdue: tuple[str, ...]

    @property
    def is_ready_to_sit(self) -> bool:
        """Whether no vetting is missing before this person may sit."""
        return not self.not_ready


@dataclass(frozen=True, slots=True)
class MemberInterestRow:
    """An interest that a member has declared."""

    case: str
    kind: CaseKind
    nature: str
    withdraws: bool


@dataclass(frozen=True, slots=True)
class MemberTrainingRow:
    """A training event that a member took part in."""

    training: str
    title: str
    held_on: date
    kind: TrainingKind
    is_mandatory: bool | None
    hours: float | None


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A whole member: every field of the register, with interests and training.

    Args:
        row: the member in a list.
        booked: the days of the planned panels to come to which they are invited, soonest first.
    """

    row: MemberRow
    title: str | None
    given_name: str
    family_name: str
    email: str | None
    phone: str | None
    qualified_social_worker_since: date | None
    social_work_england_no: str | None
    left_list_on: date | None
    left_because: str | None
    on_hold_from: date | None
    on_hold_until: date | None
    role_from: date | None
    dbs_certificate_no: str | None
    references_verified_on: date | None
    confidentiality_agreed_on: date | None
    observed_panel_on: date | None
    induction_completed_on: date | None
    gender: str | None
    ethnicity: str | None
    notes: str | None
    booked: tuple[date, ...]
    interests: tuple[MemberInterestRow, ...]
    training: tuple[MemberTrainingRow, ...]
    version: int


@shows(Information.MEMBERS)
def members(work: Work) -> tuple[MemberRow, ...]:
    """Every member in the register, whatever their status, by ref."""
    sat, agency_clocks = sittings(work), clocks(work)
    people = work.session.scalars(select(Member).order_by(Member.ref).options(selectinload(Member.backgrounds)))
    return tuple(_row(work, member, sat.get(member.ref, 0), agency_clocks) for member in people)


@shows(Information.MEMBERS)
def central_list(work: Work) -> tuple[MemberRow, ...]:
    """Every member with their checks, for a list that shows them; by ref."""
    if work.sees(Information.MEMBER_CHECKS):
        work.disclose(Seen.OPENED_CHECKS, "member")
    return members(work)


@shows(Information.MEMBERS)
def member(work: Work, ref: str) -> MemberRecord:
    """A whole member.

    Raises:
        RuleBrokenError: there is no such member.
    """
    found = find(work.session, Member, ref, "member")
    if work.sees(Information.MEMBER_CHECKS):
        work.disclose(Seen.OPENED_CHECKS, "member", ref)
    booked = (
        select(Meeting.meets_on)
        .join(Attendance, Attendance.meeting_ref == Meeting.ref)
        .where(
            Attendance.member_ref == ref,
            Meeting.status == MeetingStatus.PLANNED,
            Meeting.meets_on >= work.time_source.today(),
        )
        .order_by(Meeting.meets_on)
    )
    declared = work.session.execute(
        select(Interest.case_ref, Case.kind, Interest.nature, Interest.withdraws)
        .join(Case, Case.ref == Interest.case_ref)
        .where(Interest.member_ref == ref)
    )
    trained = work.session.execute(
        select(Training.ref, Training.title, Training.held_on, Training.kind, Training.is_mandatory, Training.hours)
        .join(TrainingAttendance, TrainingAttendance.training_ref == Training.ref)
        .where(TrainingAttendance.member_ref == ref)
        .order_by(Training.held_on.desc())
    )
    record = MemberRecord(
        row=_row(work, found, sittings_of(work, ref), clocks(work)),
        title=found.title,
        given_name=found.given_name,
        family_name=found.family_name,
        email=found.email,
        phone=found.phone,
        qualified_social_worker_since=found.qualified_social_worker_since,
        social_work_england_no=found.social_work_england_no,
        left_list_on=found.left_list_on,
        left_because=found.left_because,
        on_hold_from=found.on_hold_from,
        on_hold_until=found.on_hold_until,
        role_from=found.role_from,
        dbs_certificate_no=found.dbs_certificate_no,
        references_verified_on=found.references_verified_on,
        confidentiality_agreed_on=found.confidentiality_agreed_on,
        observed_panel_on=found.observed_panel_on,
        induction_completed_on=found.induction_completed_on,
        gender=found.gender,
        ethnicity=found.ethnicity,
        notes=found.notes,
        booked=tuple(work.session.scalars(booked)),
        interests=tuple(MemberInterestRow(*each) for each in declared),
        training=tuple(MemberTrainingRow(*each) for each in trained),
        version=found.version,
    )
    return only_seen(work, Member, record)


@shows(Information.MEMBERS)
def list_health(work: Work) -> tuple[str, ...]:
    """What the central list lacks (AAR 2005, regulations 3(1) and 4), one sentence each."""
    active = work.session.scalars(select(Member).where(Member.status == MemberStatus.ACTIVE)).all()
    years, today = figures(work).social_worker_experience_years, work.time_source.today()
    checks = (
        (
            any(_is_experienced(m, years, today) for m in active),
            (
                f"No active member is a social worker with at least {count(years, 'year')} of experience since a known "
                "date of qualification (AAR 2005, regulation 3(1))."
            ),
        ),
        (
            any(m.category is Category.MEDICAL_ADVISER for m in active),
            "No medical adviser is active on the central list (AAR 2005, regulation 3(1)).",
        ),
        (
            any(m.role is PanelRole.CHAIR and m.is_independent for m in active),
            "No independent chair is active (AAR 2005, regulation 4).",
        ),
        (
            any(m.role is PanelRole.VICE_CHAIR for m in active),
            "No vice chair is active (AAR 2005, regulation 4).",
        ),
    )
    return tuple(sentence for holds, sentence in checks if not holds)


def _is_experienced(member: Member, years: int, on: date) -> bool:
    since = member.qualified_social_worker_since
    return member.category is Category.SOCIAL_WORKER and since is not None and years_after(since, years) <= on


@shows(Information.CALENDAR)
@asked_once
def backgrounds_of(work: Work, members: tuple[str, ...]) -> Mapping[str, tuple[Background, ...]]:
    """The backgrounds of some members, by ref; members without any are left out."""
    if not members:
        return {}
    found: dict[str, tuple[Background, ...]] = {}
    brought = select(MemberBackground).where(MemberBackground.member_ref.in_(members))
    for each in work.session.scalars(brought.order_by(MemberBackground.background)):
        found[each.member_ref] = (*found.get(each.member_ref, ()), each.background)
    return found


def _row(work: Work, member: Member, sittings: int, agency_clocks: Clocks) -> MemberRow:
    appraised_or_joined_on = member.last_appraisal_on or member.joined_list_on
    row = MemberRow(
        ref=member.ref,
        name=member_name(member),
        role=member.role,
        category=member.category,
        background=tuple(each.background for each in member.backgrounds),
        is_independent=member.is_independent,
        status=member.status,
        joined_list_on=member.joined_list_on,
        dbs_issued_on=member.dbs_issued_on,
        last_appraisal_on=member.last_appraisal_on,
        sittings=sittings,
        not_ready=missing_vetting(work, member),
        dbs=agency_clocks.dbs_renewal(member.dbs_issued_on) if member.dbs_issued_on else None,
        appraisal=agency_clocks.appraisal(appraised_or_joined_on) if appraised_or_joined_on else None,
        overdue=overdue_renewals(work, member, agency_clocks),
    )
    return only_seen(work, Member, row)


@shows(Information.CALENDAR)
def overdue_renewals(work: Work, member: Member, agency_clocks: Clocks) -> tuple[str, ...]:
    """What a member should have renewed by today, in words: `DBS check`, `appraisal`; nothing once they left the list.

    To an account that does not see checks on members it says nothing.
    """
    if member.status is MemberStatus.ENDED or not work.sees(Information.MEMBER_CHECKS):
        return ()
    appraised_or_joined_on = member.last_appraisal_on or member.joined_list_on
    renewals = (
        ("DBS check", agency_clocks.dbs_renewal(member.dbs_issued_on) if member.dbs_issued_on else None),
        ("appraisal", agency_clocks.appraisal(appraised_or_joined_on) if appraised_or_joined_on else None),
    )
    return tuple(words for words, clock in renewals if clock is not None and clock.overdue(work.time_source.today()))


@shows(Information.CALENDAR)
def missing_vetting(work: Work, person: Member) -> tuple[str, ...]:
    """The vetting that a member lacks before sitting (NMS 21.1 to 21.3 and 23), in words.

    To an account that does not see checks on members it says only that something is missing.
    """
    vetting = (
        (person.references_verified_on, "references not verified"),
        (person.dbs_issued_on, "no DBS certificate"),
        (person.confidentiality_agreed_on, "confidentiality not agreed"),
        (person.observed_panel_on, "has not observed a panel"),
    )
    missing = tuple(words for done, words in vetting if done is None)
    return missing if work.sees(Information.MEMBER_CHECKS) else ("not ready to sit",) * bool(missing)
