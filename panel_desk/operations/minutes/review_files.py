"""Review files, with which people check or sign minutes at home, and the answers that come back."""

import secrets
from collections.abc import Container
from dataclasses import replace
from datetime import datetime

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Member, Minutes, ReviewComment, ReviewFile
from panel_desk.operations.members.certificates import bring_credential, keep_credential
from panel_desk.operations.minutes.minutes import minutes_in_state, write_section
from panel_desk.operations.minutes.reviews import (
    answer_comment,
    ask_to_check,
    comment_on,
    finish_review,
    note_looked,
    own_review,
    start_checking,
)
from panel_desk.operations.minutes.section_versions import write_text
from panel_desk.operations.minutes.signatures import record_signature, sign_minutes
from panel_desk.queries.members.certificates import credential_of
from panel_desk.queries.minutes.answers import why_not_taken, why_proposed, writes_minutes
from panel_desk.queries.minutes.home_file import AmendedSection, HomeFile, HomeSignature, ReviewAnswer
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content, signatures, who_may_sign
from panel_desk.queries.minutes.review_files import build_home_file, home_readers, withdrawn_from
from panel_desk.queries.minutes.reviews import changes_since
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.minutes_text import plain
from panel_desk.rules.text_amendments import amendments
from panel_desk.rules.vocabulary import OFFICE, CommentState, MinutesState, ReviewStage
from panel_desk.store.credentials import from_certificate

HOME_OPERATIONS = (
    *(write_section, comment_on, answer_comment, start_checking, note_looked, finish_review),
    *(sign_minutes, bring_credential),
)
"""The operations that are permitted in a review file at home."""

_AT_HOME = "Written at home."
_FORMATTING_ONLY = "Bold, italic or lists were changed at home; the words are the same."


@permits(*OFFICE)
def make_review_file(work: Work, meeting: str, member: str) -> HomeFile:
    """Make the content of a review file, with which a member checks minutes in review, or signs final ones, at home.

    A member who checks is from now on one of the reviewers. An earlier file of the same member is superseded.

    Raises:
        RuleBrokenError: the minutes are neither in review nor final; while they are in review, the member neither
            chaired nor sat; once they are final, the member did not preside, has signed, or withdrew from
            an item.
    """
    the_minutes = minutes_in_state(work, meeting, MinutesState.IN_REVIEW, MinutesState.FINAL)
    reader = find(work.session, Member, member, "member")
    if the_minutes.state is MinutesState.FINAL:
        if member not in who_may_sign(work, meeting):
            raise RuleBrokenError("Final minutes are signed by whoever presided. Choose somebody who did.", "member")
        if any(one.member == member for one in signatures(work, meeting)):
            raise RuleBrokenError(f"{member_name(reader)} has signed these minutes already.", "member")
        if withdrawn_from(work, meeting, member):
            raise RuleBrokenError(
                f"{member_name(reader)} withdrew from an item, so a file for them does not hold the whole minutes, and "
                "cannot be signed. They sign here, with an account of their own.",
                "member",
            )
    else:
        if member not in {one.member for one in home_readers(work, meeting)}:
            raise RuleBrokenError(
                f"{member_name(reader)} neither chaired this panel nor sat at it, so they do not check these minutes. "
                "Choose somebody who did.",
                "member",
            )
        the_minutes.stage = the_minutes.stage or ReviewStage.ACCURACY
        if own_review(_in_name_of(reader, work), the_minutes) is None:
            ask_to_check(work, the_minutes, member_name(reader), member=member)
    token = secrets.token_hex(16)
    work.session.add(
        ReviewFile(
            token=token,
            minutes_id=the_minutes.id,
            member_ref=member,
            made_at=work.time_source.now(),
            made_by=work.by.name,
            fingerprint=fingerprint(minutes_content(work, meeting)),
        )
    )
    work.session.flush()
    return build_home_file(work, the_minutes, reader, token)


@permits(*OFFICE)
def forget_review_file(work: Work, token: str) -> None:
    """Remove the record of a review file that could not be saved; the member's earlier file counts again."""
    work.session.delete(work.session.get_one(ReviewFile, token))


@permits(*OFFICE)
def take_in_answer(work: Work, answer: ReviewAnswer, sha256: str) -> None:
    """Take in the answer in a returned review file: amended sections, comments, and a signature.

    A section that nobody changed here meanwhile gets the text from home; for one that was changed, the amendments
    become proposals. Comments are stored in the member's name. A signature is recorded as if it had been made here; the
    caller has checked the signed PDF (`flows.take_in_answer`).

    Args:
        work: the unit of work.
        answer: the answer in the file.
        sha256: the SHA-256 of the file, by which a second return is recognised.

    Raises:
        RuleBrokenError: it does not belong to a review file of this store or was taken in before, or the minutes have
            since changed their state.
    """
    if refused := why_not_taken(work, answer, sha256):
        raise RuleBrokenError(refused)
    file = work.session.get_one(ReviewFile, answer.token)
    the_minutes = work.session.get_one(Minutes, file.minutes_id)
    theirs = _in_name_of(work.session.get_one(Member, file.member_ref), work)
    file.returned_at, file.answer_sha256 = work.time_source.now(), sha256
    if answer.signed is not None:
        _take_signature(theirs, the_minutes, answer.signed)
        return
    sections = {section.id: section for section in the_minutes.sections}
    own = own_review(theirs, the_minutes)
    review = own.id if own else None
    unseen = changes_since(work, the_minutes, file.made_at, theirs.by.name)
    proposed_only = why_proposed(work, the_minutes, answer)
    for amended in answer.amended:
        if amended.section in proposed_only:
            _propose(theirs, amended, review)
        elif sections[amended.section].text != amended.text:
            write_text(theirs, sections[amended.section], amended.text)
    for made in answer.said:
        _comment(theirs, made.section, made.starts_at, made.quote, made.text, made.proposed, review, made.made_at)
    if writes_minutes(work, the_minutes.meeting_ref, answer.member):
        _answer_comments(theirs, answer, set(sections), proposed_only)
    if own is not None:
        own.looked_at = max(own.looked_at or file.made_at, file.made_at)  # later texts were not in the file
        if answer.is_done and not unseen:
            own.done_at = work.time_source.now()


@permits(*OFFICE)
def add_home_certificate(work: Work, answer: ReviewAnswer, sha256: str) -> None:
    """Put the certificate that was made or brought at home, and signed an answer, on the central list.

    It counts once somebody other than whoever adds it here has vouched for it; then the answer can be taken in.

    Raises:
        RuleBrokenError: the answer cannot be taken in, or brings no certificate.
    """
    if refused := why_not_taken(work, answer, sha256):
        raise RuleBrokenError(refused)
    if answer.signed is None or credential_of(work, answer.member) is not None:
        raise RuleBrokenError("This answer brings no certificate that is new here.")
    made = from_certificate(answer.signed.made_certificate, answer.signed.made_pkcs12)
    keep_credential(work, answer.member, made, None)


def _answer_comments(work: Work, answer: ReviewAnswer, sections: Container[int], proposed_only: Container[int]) -> None:
    """Accept and decline comments as they were at home, unless they were answered here meanwhile.

    Args:
        work: the unit of work, in the name of the person at home.
        answer: their answer.
        sections: the ids of the sections of the minutes.
        proposed_only: the ids of the sections whose amendments become proposals; a comment on one of these that was
            accepted at home stays open.
    """
    for settled in answer.judged:
        comment = work.session.get(ReviewComment, settled.comment)
        if comment is None or comment.section_id not in sections or comment.state is not CommentState.OPEN:
            continue
        if settled.state is CommentState.DECLINED or comment.section_id not in proposed_only:
            comment.state, comment.answer = settled.state, settled.answer
            comment.answered_by, comment.answered_at = work.by.name, work.time_source.now()


def _propose(work: Work, section: AmendedSection, review: int | None) -> None:
    """Store the amendments of a section as proposals.

    Args:
        work: the unit of work, in the name of the person at home.
        section: the section.
        review: the id of their review; None where they have none.
    """
    found = tuple(amendments(plain(section.before), plain(section.text)))
    for each in found:
        _comment(work, section.section, each.starts_at, each.quote, _AT_HOME, each.proposed, review)
    if not found:
        _comment(work, section.section, 0, "", _FORMATTING_ONLY, None, review)


def _comment(
    work: Work,
    section: int,
    starts_at: int,
    quote: str,
    text: str,
    proposed: str | None,
    review: int | None,
    made_at: datetime | None = None,
) -> None:
    """Store a comment from home in the reviewer's name.

    Args:
        work: the unit of work, in the reviewer's name.
        section: the section's id.
        starts_at: where the passage begins in the section's plain text, in characters.
        quote: the passage.
        text: the comment.
        proposed: words to replace the passage; None where none are proposed.
        review: the id of the reviewer's review; None where they have none.
        made_at: when the comment was made; None for now.
    """
    work.session.add(
        ReviewComment(
            section_id=section,
            review_id=review,
            author=work.by.name,
            starts_at=starts_at,
            quote=quote,
            text=text,
            proposed=proposed,
            made_at=made_at or work.time_source.now(),
            state=CommentState.OPEN,
        )
    )


def _take_signature(work: Work, the_minutes: Minutes, signed: HomeSignature) -> None:
    """Store a signature from home, whose certificate is on the central list; `work` is in the signer's name."""
    member = work.by.member_ref or ""
    own = credential_of(work, member)
    if own is None or own.certificate_sha256 != signed.certificate:
        raise RuleBrokenError(
            "The certificate in this answer is not the one that it was signed with. Ask for the answer again."
        )
    record_signature(
        work,
        the_minutes,
        minutes_content(work, the_minutes.meeting_ref),
        member,
        work.by.name,
        printed=signed.printed,
        signed_at=signed.signed_at,
        own=own,
    )


def _in_name_of(member: Member, work: Work) -> Work:
    """The unit of work in a member's name, without an account; the audit trail still names who took the answer in."""
    return replace(work, by=replace(work.by, account="", name=member_name(member), member_ref=member.ref))
