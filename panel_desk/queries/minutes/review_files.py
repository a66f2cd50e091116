"""Review files: what a review file and the answer to it contain, who has one, and who can be sent one."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import (
    Absence,
    Agency,
    Attendance,
    Case,
    CaseChild,
    Child,
    Household,
    Interest,
    Meeting,
    Member,
    Minutes,
    MinutesEvent,
    MinutesSection,
    Recommendation,
    RecommendationView,
    Review,
    ReviewComment,
    ReviewFile,
    SigningCredential,
)
from panel_desk.queries.meetings.meetings import line_up
from panel_desk.queries.members.certificates import credential_of
from panel_desk.queries.members.offices import offices_at
from panel_desk.queries.minutes.home_file import (
    AddedComment,
    AmendedSection,
    HomeFile,
    HomeSignature,
    ReviewAnswer,
    SettledComment,
)
from panel_desk.queries.minutes.minutes import (
    latest_minutes,
    print_to_sign,
    signatures,
    who_may_sign,
)
from panel_desk.queries.minutes.reviews import at_home_since, is_own, reviews
from panel_desk.queries.names import member_name
from panel_desk.rules.access import Information
from panel_desk.rules.email_addresses import usable_email
from panel_desk.rules.vocabulary import Capacity, CommentState, MinutesState, MinutesStep, PanelRole
from panel_desk.store.keys import derive
from panel_desk.store.review_store import COLUMNS, Rows, rows_of

UNKNOWN_ANSWER = (
    "This answer belongs to no review file that was made here. The file may have been made in another agency's store, "
    "or in a backup of this one. Nothing was changed."
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A review file that was sent, and whether its answer was taken in.

    Args:
        returned_at: when its answer was taken in; None before.
        is_superseded: the same person was sent a newer file.
    """

    token: str
    member: str
    name: str
    made_at: datetime
    returned_at: datetime | None
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class HomeReader:
    """A person to whom minutes can be sent home.

    Args:
        role: their role on the central list, such as *chair*.
        email: empty where the central list has none.
        file_made_at: when the review file was made that they have not returned; None where they have none.
        due_on: the last day for their check; None where they have not been asked, or sign.
        left_out: how many items their file does not hold, because they withdrew from them.
    """

    member: str
    name: str
    role: str
    email: str
    file_made_at: datetime | None
    due_on: date | None
    left_out: int = 0


@shows(Information.OFFICE_WORK)
def build_home_file(work: Work, found: Minutes, member: Member, token: str) -> HomeFile:
    """The contents of a review file: the records that one meeting's minutes are made of; for operations.

    An item from which the member withdrew is not in it in any form.

    Args:
        work: the unit of work.
        found: the minutes.
        member: the person for whom it is made.
        token: the file's token.
    """
    session, meeting = work.session, found.meeting_ref
    record = session.get_one(Meeting, meeting)
    agency = session.scalars(select(Agency)).one()
    withdrawn = withdrawn_from(work, meeting, member.ref)
    booked = session.scalars(select(Case).filter_by(meeting_ref=meeting))
    cases = [case for case in booked if case.ref not in withdrawn]
    refs = [case.ref for case in cases]
    children = session.scalars(select(CaseChild.child_ref).where(CaseChild.case_ref.in_(refs))).all()
    authorities = session.scalars(select(Child.authority_code).where(Child.ref.in_(children))).all()
    households = session.scalars(
        select(Household.ref).where(Household.ref.in_([case.household_ref for case in cases]))
    ).all()
    recommended = session.scalars(select(Recommendation.id).where(Recommendation.case_ref.in_(refs))).all()
    voted = select(RecommendationView.member_ref).where(RecommendationView.recommendation_id.in_(recommended))
    people = {
        member.ref,
        *([record.chair_ref] if record.chair_ref else []),
        *session.scalars(voted),
        *session.scalars(select(Attendance.member_ref).filter_by(meeting_ref=meeting)),
        *session.scalars(select(Absence.member_ref).filter_by(meeting_ref=meeting)),
        *session.scalars(select(Interest.member_ref).where(Interest.case_ref.in_(refs))),
    }
    seen = [section for section in found.sections if section.case_ref not in withdrawn]
    sections = [section.id for section in seen]
    recorded = session.scalars(select(ReviewComment).where(ReviewComment.section_id.in_(sections))).all()
    comments = [one.id for one in recorded]
    own = [one.id for one in session.scalars(select(Review).filter_by(minutes_id=found.id, member_ref=member.ref))]
    may_sign = found.state is MinutesState.FINAL
    key = credential_of(work, member.ref) if may_sign else None
    rows: Rows = {}
    for table, column, values in (
        ("agency", "", ()),
        ("figure_setting", "", ()),
        ("authority", "code", authorities),
        ("member", "ref", people),
        ("meeting", "ref", [meeting]),
        ("attendance", "meeting_ref", [meeting]),
        ("absence", "meeting_ref", [meeting]),
        ("household", "ref", households),
        ("child", "ref", children),
        ("case", "ref", refs),
        ("case_child", "case_ref", refs),
        ("interest", "case_ref", refs),
        ("recommendation", "case_ref", refs),
        ("recommendation_view", "recommendation_id", recommended),
        ("minutes", "id", [found.id]),
        ("minutes_section", "id", sections),
        ("review", "id", own),
        ("review_comment", "id", comments),
        ("signing_credential", "id", [key.id] if key else []),
        ("minutes_signature", "minutes_id", [found.id]),
    ):
        rows |= rows_of(session, table, column, values)
    _give_offices(rows, offices_at(work, record, session.scalars(select(Member).where(Member.ref.in_(people)))))
    printed = print_to_sign(work, meeting) if may_sign else None
    so_far = signatures(work, meeting)
    return HomeFile(
        token=token,
        key=answer_keys(work, token)[0].hex(),
        agency=agency.name,
        office=usable_email(agency.email) or "",
        meeting=meeting,
        held_on=record.meets_on.isoformat(),
        member=member.ref,
        name=member_name(member),
        may_sign=may_sign,
        made_at=work.time_source.now().isoformat(),
        rows=rows,
        files={so_far[-1].sha256: base64.b64encode(printed).decode()} if printed is not None else {},
        texts={str(section.id): section.text for section in seen},
        comments=comments,
        answered=[one.id for one in recorded if one.state is not CommentState.OPEN],
        certificate=key.certificate_sha256 if key else "",
    )


@shows(Information.OFFICE_WORK)
def withdrawn_from(work: Work, meeting: str, member: str) -> frozenset[str]:
    """The refs of the items of a meeting from which a member withdrew."""
    found = (
        select(Interest.case_ref)
        .join(Case, Case.ref == Interest.case_ref)
        .where(Case.meeting_ref == meeting, Interest.member_ref == member, Interest.withdraws)
    )
    return frozenset(work.session.scalars(found))


def _give_offices(rows: Rows, offices: Mapping[str, PanelRole]) -> None:
    """Give members in a file the office of the meeting's day, since it lacks the audit trail, which holds that."""
    ref, role, role_from = (COLUMNS["member"].index(name) for name in ("ref", "role", "role_from"))
    for row in rows["member"]:
        if (office := offices.get(str(row[ref]))) is not None:
            row[role], row[role_from] = office.value, None


@shows(Information.OFFICE_WORK)
def answer_keys(work: Work, token: str) -> tuple[bytes, ...]:
    """The keys one of which encrypts the answer to a review file: derived from the store's data keys, and not stored.

    The first is of the present data key, under which a new file's answer will be encrypted.

    Raises:
        RuleBrokenError: no review file of this store has the token.
    """
    if work.session.get(ReviewFile, token) is None:
        raise RuleBrokenError(UNKNOWN_ANSWER)
    return tuple(derive(each, f"answer {token}") for each in work.store.data_keys)


@shows(Information.DRAFTS)
def answer_at_home(work: Work, file: HomeFile) -> ReviewAnswer:
    """The answer with everything that the person at home has done; for the in-memory desk of a review file."""
    texts = {section.id: section.text for section in work.session.scalars(select(MinutesSection))}
    made = work.session.scalars(select(ReviewComment).order_by(ReviewComment.id)).all()
    done = [one for one in work.session.scalars(select(Review)) if is_own(work, one) and one.done_at]
    return ReviewAnswer(
        token=file.token,
        member=file.member,
        made_at=work.time_source.now(),
        amended=tuple(
            AmendedSection(int(number), text, texts[int(number)])
            for number, text in file.texts.items()
            if texts[int(number)] != text
        ),
        said=tuple(
            AddedComment(one.section_id, one.starts_at, one.quote, one.text, one.proposed, one.made_at)
            for one in made
            if one.id not in file.comments
        ),
        judged=tuple(
            SettledComment(one.id, one.state, one.answer)
            for one in made
            if one.id in file.comments and one.id not in file.answered and one.answered_at is not None
        ),
        is_done=bool(done) and not file.may_sign,  # a signer's check was done before, in the office
        signed=_signed_at_home(work, file),
    )


@shows(Information.OFFICE_WORK)
def review_files(work: Work, meeting: str) -> tuple[SentFile, ...]:
    """The review files of the newest version of a meeting's minutes, newest first."""
    found = latest_minutes(work, meeting)
    files = work.session.execute(
        select(ReviewFile, Member)
        .join(Member, Member.ref == ReviewFile.member_ref)
        .where(ReviewFile.minutes_id == (found.id if found else None))
        .order_by(ReviewFile.made_at.desc(), ReviewFile.token)
    ).all()
    seen: set[str] = set()
    sent = []
    for file, member in files:
        sent.append(
            SentFile(
                file.token, member.ref, member_name(member), file.made_at, file.returned_at, file.member_ref in seen
            )
        )
        seen.add(file.member_ref)
    return tuple(sent)


@shows(Information.OFFICE_WORK)
def home_readers(work: Work, meeting: str) -> tuple[HomeReader, ...]:
    """The people to whom the minutes can be sent home.

    In review these are the chair, whoever presided and the members who sat; of final minutes, whoever has not signed.
    """
    found = latest_minutes(work, meeting)
    if found is None or found.state not in (MinutesState.IN_REVIEW, MinutesState.FINAL):
        return ()
    presided = who_may_sign(work, meeting)
    has_signed = {one.member for one in signatures(work, meeting)}
    sat = [one.member for one in line_up(work, meeting) if one.capacity is Capacity.MEMBER and one.attended]
    refs = presided if found.state is MinutesState.FINAL else dict.fromkeys([*presided, *sat])
    at_home = at_home_since(work, (found.id,))[found.id]
    checks = reviews(work, meeting) if found.state is MinutesState.IN_REVIEW else ()
    due = {one.member: one.due_on for one in checks if one.is_current and one.done_at is None}
    members = {one.ref: one for one in work.session.scalars(select(Member).where(Member.ref.in_(refs)))}
    return tuple(
        HomeReader(
            member=ref,
            name=member_name(members[ref]),
            role=members[ref].role,
            email=usable_email(members[ref].email) or "",
            file_made_at=at_home.get(ref),
            due_on=due.get(ref),
            left_out=len(withdrawn_from(work, meeting, ref)),
        )
        for ref in refs
        if ref not in has_signed
    )


@shows(Information.DRAFTS)
def signing_at_home(work: Work, meeting: str) -> tuple[tuple[str, datetime], ...]:
    """The names of those who have final minutes at home to sign, each with when the review file was made."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.FINAL:
        return ()
    steps = select(MinutesEvent.at).filter_by(minutes_id=found.id, step=MinutesStep.MADE_FINAL)
    final_at = max(work.session.scalars(steps), default=None)  # None at home: review files hold no steps
    return tuple(
        (one.name, one.file_made_at)
        for one in home_readers(work, meeting)
        if one.file_made_at is not None and final_at is not None and one.file_made_at >= final_at
    )


def _signed_at_home(work: Work, file: HomeFile) -> HomeSignature | None:
    """The signature that was made at home; None where there is none."""
    so_far = signatures(work, file.meeting)
    mine = next((one for one in so_far if one.member == file.member), None)
    if mine is None:
        return None
    earlier = [one.sha256 for one in so_far if one is not mine]
    credential = work.session.scalars(
        select(SigningCredential).filter_by(certificate_sha256=mine.certificate_sha256)
    ).one()
    is_made_at_home = credential.certificate_sha256 != file.certificate
    return HomeSignature(
        printed=work.vault.get(mine.sha256),
        on=earlier[-1] if earlier else "",
        read=mine.fingerprint,
        signed_at=mine.signed_at,
        certificate=mine.certificate_sha256,
        made_pkcs12=credential.pkcs12 if is_made_at_home else b"",
        made_certificate=credential.certificate if is_made_at_home else b"",
    )
