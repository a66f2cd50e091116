"""Answers to review files: a preview of what taking one in would change, and the reasons for refusing one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Meeting, Member, Minutes, ReviewComment, ReviewFile
from panel_desk.queries.cases.cases import items
from panel_desk.queries.members.certificates import certificate_owner, credential_of
from panel_desk.queries.minutes.home_file import AddedComment, HomeSignature, ReviewAnswer
from panel_desk.queries.minutes.minutes import fingerprint, latest_minutes, minutes_content, signatures, who_may_sign
from panel_desk.queries.minutes.review_files import UNKNOWN_ANSWER, review_files
from panel_desk.queries.minutes.reviews import changes_since
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.minutes_headings import FROM_REGISTERS
from panel_desk.rules.minutes_text import plain
from panel_desk.rules.text import listed
from panel_desk.rules.text_amendments import Amendment, amendments
from panel_desk.rules.vocabulary import CommentState, MinutesState

_OTHER_CERTIFICATE = (
    "The signature was made with a certificate that is not the one on the central list today. It is not taken in."
)

NOT_VOUCHED_AT_HOME = (
    "The certificate of this signature is on the central list, and waits for a second person to vouch for it: not "
    "whoever put it there, nor whoever made the review file. They open the signer's page on the central list, Signing, "
    "and compare the fingerprint with the signer. Then open this answer again; nothing of it is lost."
)
_NO_LONGER = (
    "The signature was made with a certificate on the central list that is not valid for this person: it was "
    "withdrawn, has expired, or is somebody else's. It is not taken in."
)


@dataclass(frozen=True, slots=True)
class SectionAmended:
    """A section that an answer changes.

    Args:
        place: its title, such as `Item 1 · Approval: Ashdown household · Discussion`.
        before: the text when the review file was made.
        now: the text in this store.
        theirs: the text in the answer.
        why_proposed: why their changes become proposals; empty where their text replaces the one in this store.
        proposals: their changes to the text; none where only bold, italic or lists differ.
    """

    place: str
    before: str
    now: str
    theirs: str
    why_proposed: str
    proposals: tuple[Amendment, ...]


@dataclass(frozen=True, slots=True)
class AnswerPreview:
    """What taking an answer in would do.

    Args:
        sent_at: when the review file was made.
        made_at: when the answer was saved at home.
        places: the title of each section of the minutes, by the section's id.
        comments: the comments that were added.
        judged: how many comments were accepted or declined.
        certificate: the fingerprint of the certificate that it is signed with; empty where it is not signed.
        new_fingerprint: that fingerprint where the certificate was added at home and would come onto the central
            list; else empty.
        unseen: the sections that others changed here since the file was made; with any, the check does not count.
        is_superseded: the same person was sent a newer review file.
        refused: why it cannot be taken in; empty where it can.
    """

    meeting: str
    held_on: date
    name: str
    sent_at: datetime
    made_at: datetime
    places: Mapping[int, str]
    sections: tuple[SectionAmended, ...]
    comments: tuple[AddedComment, ...]
    judged: int
    is_done: bool
    signed_at: datetime | None
    certificate: str
    new_fingerprint: str
    unseen: tuple[str, ...]
    is_superseded: bool
    refused: str

    @property
    def checking(self) -> str:
        """Whether the person has finished checking, in a sentence."""
        if not self.is_done:
            return f"{self.name} has not finished checking."
        if self.unseen:
            return f"The check does not count, because {self.name} has not seen later changes to {listed(self.unseen)}."
        return f"{self.name} has finished checking."


@shows(Information.OFFICE_WORK)
def why_not_taken(work: Work, answer: ReviewAnswer, sha256: str) -> str:
    """Why an answer cannot be taken in, in a sentence; empty where it can."""
    file = work.session.get(ReviewFile, answer.token)
    if file is None or file.member_ref != answer.member:
        return UNKNOWN_ANSWER
    if file.returned_at is not None:
        at = f"{in_words(file.returned_at.astimezone().date())} at {file.returned_at.astimezone():%H:%M}"
        if file.answer_sha256 == sha256:
            return f"This answer was taken in on {at} already. Nothing was changed by opening it again."
        return (
            f"Another answer to the same review file was taken in on {at}. The text of this one can be saved and read; "
            "for a second answer, make a new review file."
        )
    checked = work.session.get_one(Minutes, file.minutes_id)
    newest = latest_minutes(work, checked.meeting_ref)
    if checked is not newest:
        return (
            "These minutes have a newer version, so this answer can no longer be taken in. Make a new review file of "
            "the newest version."
        )
    return _why_not_signed(work, checked, file, answer.signed) if answer.signed else _why_not_checked(checked, answer)


@shows(Information.OFFICE_WORK)
def answer_preview(work: Work, answer: ReviewAnswer, sha256: str) -> AnswerPreview:
    """What taking an answer in would do; nothing is changed.

    Raises:
        RuleBrokenError: the answer belongs to no review file of this store.
    """
    file = work.session.get(ReviewFile, answer.token)
    if file is None:
        raise RuleBrokenError(UNKNOWN_ANSWER)
    checked = work.session.get_one(Minutes, file.minutes_id)
    sections = {section.id: section for section in checked.sections}
    places, reasons = _places(work, checked), why_proposed(work, checked, answer)
    name = member_name(work.session.get_one(Member, file.member_ref))
    sent = {one.token: one for one in review_files(work, checked.meeting_ref)}
    return AnswerPreview(
        meeting=checked.meeting_ref,
        held_on=find(work.session, Meeting, checked.meeting_ref, "meeting").meets_on,
        name=name,
        sent_at=file.made_at,
        made_at=answer.made_at,
        places=places,
        sections=tuple(
            SectionAmended(
                places[one.section],
                one.before,
                sections[one.section].text,
                one.text,
                reasons.get(one.section, ""),
                tuple(amendments(plain(one.before), plain(one.text))),
            )
            for one in answer.amended
            if one.section in sections
        ),
        comments=answer.said,
        judged=len(answer.judged) if writes_minutes(work, checked.meeting_ref, answer.member) else 0,
        is_done=answer.is_done,
        signed_at=answer.signed.signed_at if answer.signed else None,
        certificate=answer.signed.certificate if answer.signed else "",
        new_fingerprint=answer.signed.certificate
        if answer.signed and answer.signed.made_pkcs12 and credential_of(work, file.member_ref) is None
        else "",
        unseen=tuple(places[one.section] for one in changes_since(work, checked, file.made_at, name)),
        is_superseded=answer.token in sent and sent[answer.token].is_superseded,
        refused=why_not_taken(work, answer, sha256),
    )


@shows(Information.DRAFTS)
def why_proposed(work: Work, the_minutes: Minutes, answer: ReviewAnswer) -> dict[int, str]:
    """The sections whose text here stays while the changes made at home become proposals, each with the reason.

    By the section's id.
    """
    now = {section.id: section.text for section in the_minutes.sections}
    if not writes_minutes(work, the_minutes.meeting_ref, answer.member):
        return {one.section: "they did not preside" for one in answer.amended if now.get(one.section) != one.text}
    meanwhile = {one.section for one in answer.amended if now.get(one.section) not in (one.before, one.text)}
    for judged in answer.judged:
        comment = work.session.get(ReviewComment, judged.comment)
        if comment is not None and comment.state not in (CommentState.OPEN, judged.state):
            meanwhile.add(comment.section_id)  # their text may hold words that were declined here
    return dict.fromkeys(meanwhile & {one.section for one in answer.amended}, "this section has been changed here too")


@shows(Information.DRAFTS)
def writes_minutes(work: Work, meeting: str, member: str) -> bool:
    """Whether a member writes a meeting's minutes, at home too: True for its chair and whoever presided.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    return member == find(work.session, Meeting, meeting, "meeting").chair_ref or member in who_may_sign(work, meeting)


def _places(work: Work, the_minutes: Minutes) -> dict[int, str]:
    """The title of each section, by the section's id."""
    on_agenda: dict[str | None, str] = {
        one.ref: f"Item {one.item} · {one.title}" for one in items(work, the_minutes.meeting_ref)
    }
    return {one.id: f"{on_agenda.get(one.case_ref, 'Withdrawn')} · {one.heading}" for one in the_minutes.sections}


def _why_not_checked(the_minutes: Minutes, answer: ReviewAnswer) -> str:
    """Why an answer's amendments and comments cannot be taken in, as a sentence; empty where they can."""
    purposes = {section.id: section.purpose for section in the_minutes.sections}
    concerned = {one.section for one in answer.amended} | {one.section for one in answer.said}
    if concerned - set(purposes):
        return "This answer is about a section that these minutes do not have. Nothing was changed."
    if any(purposes[one.section] in FROM_REGISTERS for one in answer.amended):
        return "This answer would change a section that is filled from the registers. Nothing was changed."
    if the_minutes.state is MinutesState.IN_REVIEW:
        return ""
    if the_minutes.state is MinutesState.FINAL and not (
        answer.amended or answer.said or answer.judged or answer.is_done
    ):
        return "This answer has neither a signature nor a change. Ask for another once the minutes are signed at home."
    why = {
        MinutesState.DRAFT: "were reopened and are a draft again. Send them for review, then take this answer in",
        MinutesState.FINAL: "are final by now. Reopen them and send them for review, then take this answer in",
    }.get(the_minutes.state, "are signed by now, so nothing in them can be changed")
    return f"These minutes {why}. The text of this answer can be saved and read."


def _why_not_signed(work: Work, the_minutes: Minutes, file: ReviewFile, signed: HomeSignature) -> str:
    """Why an answer's signature cannot be taken in, as a sentence; empty where it can."""
    so_far = signatures(work, the_minutes.meeting_ref)
    if file.member_ref not in who_may_sign(work, the_minutes.meeting_ref):
        return "This person did not preside over any item, so they do not sign these minutes."
    if the_minutes.state is MinutesState.SIGNED:
        return "These minutes are signed by all who presided already."
    if any(one.member == file.member_ref for one in so_far):
        return "This person has signed these minutes already."
    now = fingerprint(minutes_content(work, the_minutes.meeting_ref))
    if the_minutes.state is not MinutesState.FINAL or {signed.read, file.fingerprint} != {now}:
        return (
            "The minutes were reopened or changed since this file was made, so the signature is for a different text. "
            "It is not taken in. When the minutes are final again, make a new review file to sign."
        )
    if signed.on != (so_far[-1].sha256 if so_far else ""):
        return (
            f"{so_far[-1].name} has signed since this file was made, and each signature covers those before it. Make a "
            "new review file to sign."
        )
    return _why_not_certified(work, file.member_ref, signed)


def _why_not_certified(work: Work, member: str, signed: HomeSignature) -> str:
    """Why the certificate of a signature does not count, as a sentence; empty where it does."""
    known = credential_of(work, member)
    if known is not None:
        if known.certificate_sha256 != signed.certificate:
            return _OTHER_CERTIFICATE
        return NOT_VOUCHED_AT_HOME if known.waits_for_voucher else ""
    if certificate_owner(work, signed.certificate) is not None:
        return _NO_LONGER
    return "" if signed.made_pkcs12 else _OTHER_CERTIFICATE
