"""Review files: what travels to somebody at home, what they did there, what an answer would change here."""

import base64
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work
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
from panel_desk.queries.credentials import credential_of
from panel_desk.queries.home_contents import Amended, Answer, HomeFile, Judged, Said, Signed
from panel_desk.queries.meetings import line_up
from panel_desk.queries.minutes import (
    fingerprint,
    latest_minutes,
    minutes_content,
    print_to_sign,
    signatures,
    who_may_sign,
)
from panel_desk.queries.names import member_name
from panel_desk.queries.reviews import at_home_since, is_own, reviews
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import Capacity, MinutesState, MinutesStep
from panel_desk.store.home import Rows, rows_of
from panel_desk.store.keys import derive

FOREIGN = (
    "This answer belongs to no review file that was made here. It may be from another agency's store, or from a "
    "backup's. Nothing was changed."
)
_OTHER_CERTIFICATE = (
    "The signature was made with a certificate that is not the one on the central list today. It is not taken in."
)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A review file that is out or has come back."""

    token: str
    member: str
    name: str
    made_at: datetime
    returned_at: datetime | None
    is_superseded: bool


@dataclass(frozen=True, slots=True)
class HomeReader:
    """Somebody to whom minutes can be sent home.

    Args:
        role: what they are for this meeting, as *chair*.
        email: empty where the central list has none.
        has: when the file was made that they have, which another would supersede; None where they have none.
        due_on: until when they are asked to check; None where they are not asked yet, or sign.
    """

    member: str
    name: str
    role: str
    email: str
    has: datetime | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class SectionAmended:
    """A section as an answer would have it.

    Args:
        before: the text when the file was made.
        now: the text here.
        theirs: the text at home.
        is_changed_here: somebody changed it here meanwhile, so theirs becomes proposals.
    """

    case: str | None
    heading: str
    before: str
    now: str
    theirs: str
    is_changed_here: bool


@dataclass(frozen=True, slots=True)
class AnswerPreview:
    """What taking an answer in would do.

    Args:
        made_certificate: the fingerprint of a certificate that was made at home, which would come onto the central
            list; empty where none was.
        refused: why it cannot be taken in; empty where it can.
    """

    meeting: str
    held_on: date
    name: str
    sections: tuple[SectionAmended, ...]
    said: tuple[Said, ...]
    judged: int
    is_done: bool
    signed_at: datetime | None
    made_certificate: str
    is_superseded: bool
    refused: str


def cut(work: Work, found: Minutes, member: Member, token: str) -> HomeFile:
    """All that travels with one meeting's minutes, and nothing else; for the operation that makes the file."""
    session, meeting = work.session, found.meeting_ref
    of = session.get_one(Meeting, meeting)
    agency = session.scalars(select(Agency)).one()
    cases = session.scalars(select(Case).filter_by(meeting_ref=meeting)).all()
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
        *([of.chair_ref] if of.chair_ref else []),
        *session.scalars(voted),
        *session.scalars(select(Attendance.member_ref).filter_by(meeting_ref=meeting)),
        *session.scalars(select(Absence.member_ref).filter_by(meeting_ref=meeting)),
        *session.scalars(select(Interest.member_ref).where(Interest.case_ref.in_(refs))),
    }
    sections = [section.id for section in found.sections]
    comments = session.scalars(select(ReviewComment.id).where(ReviewComment.section_id.in_(sections))).all()
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
    printed = print_to_sign(work, meeting) if may_sign else None
    so_far = signatures(work, meeting)
    return HomeFile(
        token=token,
        key=answer_key(work, token).hex(),
        agency=agency.name,
        office=agency.email or "",
        meeting=meeting,
        held_on=of.meets_on.isoformat(),
        member=member.ref,
        name=member_name(member),
        may_sign=may_sign,
        made_at=work.clock.now().isoformat(),
        rows=rows,
        files={so_far[-1].sha256: base64.b64encode(printed).decode()} if printed is not None else {},
        texts={str(section.id): section.text for section in found.sections},
        comments=list(comments),
        certificate=key.certificate_sha256 if key else "",
    )


def answer_key(work: Work, token: str) -> bytes:
    """What the answer to a review file of this store is locked with; it is kept nowhere."""
    return derive(work.store.data_key, f"answer {token}")


def answer_at_home(work: Work, file: HomeFile) -> Answer:
    """What the person at home has done; asked of the desk in memory."""
    texts = {section.id: section.text for section in work.session.scalars(select(MinutesSection))}
    made = work.session.scalars(select(ReviewComment).order_by(ReviewComment.id)).all()
    done = [one for one in work.session.scalars(select(Review)) if is_own(work, one) and one.done_at]
    before = datetime.fromisoformat(file.made_at)
    return Answer(
        token=file.token,
        member=file.member,
        amended=tuple(
            Amended(int(number), text, texts[int(number)])
            for number, text in file.texts.items()
            if texts[int(number)] != text
        ),
        said=tuple(
            Said(one.section_id, one.starts_at, one.quote, one.text, one.proposed, one.made_at)
            for one in made
            if one.id not in file.comments
        ),
        judged=tuple(
            Judged(one.id, one.state, one.answer)
            for one in made
            if one.id in file.comments and one.answered_at is not None and one.answered_at >= before
        ),
        is_done=any(one.done_at is not None and one.done_at >= before for one in done),
        signed=_signed_at_home(work, file, before),
    )


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


def home_readers(work: Work, meeting: str) -> tuple[HomeReader, ...]:
    """To whom the minutes can be sent home: in review the chair and whoever sat, final whoever has still to sign."""
    found = latest_minutes(work, meeting)
    if found is None or found.state not in (MinutesState.IN_REVIEW, MinutesState.FINAL):
        return ()
    presided = who_may_sign(work, meeting)
    has_signed = {one.member for one in signatures(work, meeting)}
    sat = [one.member for one in line_up(work, meeting) if one.capacity is Capacity.MEMBER and one.attended]
    refs = presided if found.state is MinutesState.FINAL else dict.fromkeys([*presided, *sat])
    out = at_home_since(work, found.id)
    checks = reviews(work, meeting) if found.state is MinutesState.IN_REVIEW else ()
    due = {one.member: one.due_on for one in checks if one.is_current and one.done_at is None}
    members = {one.ref: one for one in work.session.scalars(select(Member).where(Member.ref.in_(refs)))}
    return tuple(
        HomeReader(
            member=ref,
            name=member_name(members[ref]),
            role=members[ref].role,
            email=members[ref].email or "",
            has=out.get(ref),
            due_on=due.get(ref),
        )
        for ref in refs
        if ref not in has_signed
    )


def signing_at_home(work: Work, meeting: str) -> tuple[tuple[str, datetime], ...]:
    """Who has final minutes at home to sign, and since when."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.FINAL:
        return ()
    steps = select(MinutesEvent.at).filter_by(minutes_id=found.id, step=MinutesStep.MADE_FINAL)
    final_at = max(work.session.scalars(steps))
    return tuple(
        (one.name, one.has) for one in home_readers(work, meeting) if one.has is not None and one.has >= final_at
    )


def why_not_taken(work: Work, answer: Answer, sha256: str) -> str:
    """Why an answer cannot be taken in, in a sentence; empty where it can."""
    file = work.session.get(ReviewFile, answer.token)
    if file is None or file.member_ref != answer.member:
        return FOREIGN
    if file.returned_at is not None:
        at = f"{in_words(file.returned_at.astimezone().date())} at {file.returned_at.astimezone():%H:%M}"
        if file.answer_sha256 == sha256:
            return f"This answer was taken in on {at} already. Nothing was changed by opening it again."
        return (
            f"Another answer to the same review file was taken in on {at}. What this one says can be saved and read; "
            "for a second answer, make a new review file."
        )
    of = work.session.get_one(Minutes, file.minutes_id)
    newest = latest_minutes(work, of.meeting_ref)
    if of is not newest:
        return (
            "These minutes have another version by now, so this answer can no longer be taken in. Make a new review "
            "file of the version that counts."
        )
    return _why_not_signed(work, of, file, answer.signed) if answer.signed else _why_not_checked(of)


def answer_preview(work: Work, answer: Answer, sha256: str) -> AnswerPreview:
    """What taking an answer in would do; nothing is changed.

    Raises:
        RuleBrokenError: the answer is to no file that was made here.
    """
    file = work.session.get(ReviewFile, answer.token)
    if file is None:
        raise RuleBrokenError(FOREIGN)
    of = work.session.get_one(Minutes, file.minutes_id)
    sections = {section.id: section for section in of.sections}
    sent = {one.token: one for one in review_files(work, of.meeting_ref)}
    return AnswerPreview(
        meeting=of.meeting_ref,
        held_on=work.session.get_one(Meeting, of.meeting_ref).meets_on,
        name=member_name(work.session.get_one(Member, file.member_ref)),
        sections=tuple(
            SectionAmended(
                sections[one.section].case_ref,
                sections[one.section].heading,
                one.before,
                sections[one.section].text,
                one.text,
                sections[one.section].text not in (one.before, one.text),
            )
            for one in answer.amended
            if one.section in sections
        ),
        said=answer.said,
        judged=len(answer.judged),
        is_done=answer.is_done,
        signed_at=answer.signed.signed_at if answer.signed else None,
        made_certificate=answer.signed.certificate if answer.signed and answer.signed.made_pkcs12 else "",
        is_superseded=answer.token in sent and sent[answer.token].is_superseded,
        refused=why_not_taken(work, answer, sha256),
    )


def _signed_at_home(work: Work, file: HomeFile, before: datetime) -> Signed | None:
    done = signatures(work, file.meeting)
    mine = next((one for one in done if one.member == file.member and one.signed_at >= before), None)
    if mine is None:
        return None
    earlier = [one.sha256 for one in done if one is not mine]
    credential = work.session.scalars(
        select(SigningCredential).filter_by(certificate_sha256=mine.certificate_sha256)
    ).one()
    is_made = credential.certificate_sha256 != file.certificate
    return Signed(
        printed=work.vault.get(mine.sha256),
        on=earlier[-1] if earlier else "",
        read=mine.fingerprint,
        signed_at=mine.signed_at,
        certificate=mine.certificate_sha256,
        made_pkcs12=credential.pkcs12 if is_made else b"",
        made_certificate=credential.certificate if is_made else b"",
    )


def _why_not_checked(of: Minutes) -> str:
    if of.state is MinutesState.IN_REVIEW:
        return ""
    why = {
        MinutesState.DRAFT: "were reopened and are a draft again. Send them for review, then take this answer in",
        MinutesState.FINAL: "are final by now. Reopen them and send them for review, then take this answer in",
    }.get(of.state, "are signed by now, so nothing in them can be changed")
    return f"These minutes {why}. What this answer says can be saved and read."


def _why_not_signed(work: Work, of: Minutes, file: ReviewFile, signed: Signed) -> str:
    so_far = signatures(work, of.meeting_ref)
    if of.state is MinutesState.SIGNED:
        return "These minutes are signed by all who presided already."
    if any(one.member == file.member_ref for one in so_far):
        return "This person has signed these minutes already."
    now = fingerprint(minutes_content(work, of.meeting_ref))
    if of.state is not MinutesState.FINAL or {signed.read, file.fingerprint} != {now}:
        return (
            "The minutes were reopened or changed since this file was made, so the signature is under other words. It "
            "is not taken in. When they are final again, make a new review file to sign."
        )
    if signed.on != (so_far[-1].sha256 if so_far else ""):
        return (
            f"{so_far[-1].name} has signed since this file was made, and the signatures follow each other in one file. "
            "Make a new review file to sign."
        )
    known = credential_of(work, file.member_ref)
    is_known = known.certificate_sha256 == signed.certificate if known else bool(signed.made_pkcs12)
    return "" if is_known else _OTHER_CERTIFICATE
