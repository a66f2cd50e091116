"""Minutes checked by the chair and the adviser, then by the members who sat: sent, commented on, answered, done."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Account, Attendance, Meeting, Member, Minutes, MinutesSection, Review, ReviewComment
from panel_desk.operations.minutes.minutes import add_minutes_event, minutes_in_state, refuse_if_unfinished
from panel_desk.operations.minutes.section_versions import write_text
from panel_desk.operations.records import find
from panel_desk.queries.agency import clocks
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.minutes.reviews import changes_since_looked, is_own, passage_start
from panel_desk.queries.names import member_name
from panel_desk.rules.minutes_text import plain, replace_passage
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import (
    OFFICE,
    AccountRole,
    Capacity,
    CommentState,
    MinutesState,
    MinutesStep,
    ReviewStage,
)


@permits(*OFFICE)
def send_to_chair_and_adviser(work: Work, meeting: str) -> None:
    """Send the draft to the meeting's chair and the agency's advisers for the accuracy check.

    Raises:
        RuleBrokenError: there is no draft, or something is still to be written.
    """
    sent = minutes_in_state(work, meeting, MinutesState.DRAFT)
    refuse_if_unfinished(work, meeting)
    sent.state, sent.stage = MinutesState.IN_REVIEW, ReviewStage.ACCURACY
    add_minutes_event(work, sent, MinutesStep.SENT_TO_CHAIR_AND_ADVISER, "")
    chair = work.session.get(Member, find(work.session, Meeting, meeting, "meeting").chair_ref or "")
    if chair is not None:
        ask_to_check(work, sent, member_name(chair), member=chair.ref)
    for adviser in work.session.scalars(select(Account).filter_by(role=AccountRole.ADVISER).order_by(Account.name)):
        ask_to_check(work, sent, adviser.full_name, account=adviser.name)


@permits(*OFFICE, AccountRole.CHAIR)
def send_to_members(work: Work, meeting: str) -> None:
    """Send what the chair and the adviser have checked to the members who sat.

    Raises:
        RuleBrokenError: the minutes are not with the chair and the adviser.
    """
    sent = minutes_in_state(work, meeting, MinutesState.IN_REVIEW)
    if sent.stage is ReviewStage.MEMBERS:
        raise RuleBrokenError("These minutes are with the members already.")
    sent.stage = ReviewStage.MEMBERS
    add_minutes_event(work, sent, MinutesStep.SENT_TO_MEMBERS, "")
    sat = (
        select(Member)
        .join(Attendance, Attendance.member_ref == Member.ref)
        .where(Attendance.meeting_ref == meeting, Attendance.attended, Attendance.capacity == Capacity.MEMBER)
        .order_by(Member.ref)
    )
    chair = find(work.session, Meeting, meeting, "meeting").chair_ref
    for member in work.session.scalars(sat):
        if member.ref != chair:
            ask_to_check(work, sent, member_name(member), member=member.ref)


@permits(*OFFICE, AccountRole.CHAIR)
def comment_on(
    work: Work,
    section: int,
    starts_at: int,
    quote: str,
    text: str,
    proposed: str | None = None,
    review: int | None = None,
) -> int:
    """Comment on a passage, or propose other words for it; the comment's number.

    Args:
        work: the unit of work.
        section: the section's number.
        starts_at: where the passage begins in the section's words without marks, in characters.
        quote: the passage.
        text: what is said about it.
        proposed: words to stand in its place; the passage itself proposes nothing.
        review: whose comment it is, where the office enters it for a member.

    Raises:
        RuleBrokenError: nothing is said, the passage is not there, or the minutes are final or signed.
    """
    found = find(work.session, MinutesSection, section, "section")
    of = find(work.session, Minutes, found.minutes_id, "minutes")
    minutes_in_state(work, of.meeting_ref, MinutesState.DRAFT, MinutesState.IN_REVIEW)
    proposed = None if proposed == quote else proposed
    if not text.strip() and proposed is None:
        raise RuleBrokenError("Write what there is to say about it, or other words for it.", "text")
    if plain(found.text)[starts_at : starts_at + len(quote)] != quote:
        raise RuleBrokenError("The passage was changed meanwhile. Mark it again, then comment.", "text")
    of_whom = find(work.session, Review, review, "review") if review is not None else own_review(work, of)
    if of_whom is not None and review is None:
        _begin(work, of_whom)
    made = ReviewComment(
        section_id=section,
        review_id=of_whom.id if of_whom else None,
        author=of_whom.name if of_whom else work.by.name,
        starts_at=starts_at,
        quote=quote,
        text=text.strip(),
        proposed=proposed,
        made_at=work.clock.now(),
        state=CommentState.OPEN,
    )
    work.session.add(made)
    work.session.flush()
    return made.id


@permits(*OFFICE, AccountRole.CHAIR)
def answer_comment(work: Work, comment: int, state: CommentState, answer: str | None = None) -> None:
    """Accept or decline a comment; accepting proposed words puts them in.

    Raises:
        RuleBrokenError: it was answered before, its passage is no longer there, or the minutes are final or signed.
    """
    found = find(work.session, ReviewComment, comment, "comment")
    section = find(work.session, MinutesSection, found.section_id, "section")
    of = find(work.session, Minutes, section.minutes_id, "minutes")
    minutes_in_state(work, of.meeting_ref, MinutesState.DRAFT, MinutesState.IN_REVIEW)
    if found.state is not CommentState.OPEN:
        raise RuleBrokenError(f"{found.answered_by} has {found.state} this comment already.")
    if state is CommentState.ACCEPTED and found.proposed is not None:
        at = passage_start(section.text, found.starts_at, found.quote)
        if at is None:
            raise RuleBrokenError(
                f"“{found.quote}” is no longer in the text, so other words cannot take its place. "
                "Write them in by hand, then decline the proposal with a word of why."
            )
        write_text(work, section, replace_passage(section.text, at, len(found.quote), found.proposed))
    found.state, found.answer = state, (answer or "").strip() or None
    found.answered_by, found.answered_at = work.by.name, work.clock.now()


@permits(*OFFICE, AccountRole.CHAIR)
def start_checking(work: Work, meeting: str) -> None:
    """Note that the signed-in reviewer has begun to check; what others change from now on is shown to them.

    Nothing is noted for somebody who was not asked to check in this stage, or who began before.
    """
    of = latest_minutes(work, meeting)
    own = own_review(work, of) if of is not None else None
    if own is not None:
        _begin(work, own)


@permits(*OFFICE, AccountRole.CHAIR)
def note_looked(work: Work, meeting: str) -> None:
    """Note that the signed-in reviewer has seen the minutes as they stand now."""
    of = latest_minutes(work, meeting)
    for asked in work.session.scalars(select(Review).filter_by(minutes_id=of.id if of else None)):
        if is_own(work, asked):
            asked.looked_at = work.clock.now()


@permits(*OFFICE, AccountRole.CHAIR)
def finish_review(work: Work, meeting: str, review: int | None = None) -> None:
    """Note that a reviewer has done checking: the signed-in one, or the one that the office enters it for.

    Raises:
        RuleBrokenError: the minutes are not in review, this person was not asked, or something changed since they
            looked.
    """
    of = minutes_in_state(work, meeting, MinutesState.IN_REVIEW)
    own = find(work.session, Review, review, "review") if review is not None else own_review(work, of)
    if own is None:
        raise RuleBrokenError("You were not asked to check these minutes, so there is nothing to finish.")
    if review is None and (changes := changes_since_looked(work, meeting)):
        raise RuleBrokenError(
            f"{listed(list(dict.fromkeys(f'{one.heading} of {one.case}' for one in changes)))} changed since you "
            "looked. Read it in the margin and choose “I have seen these”, then finish."
        )
    own.done_at = work.clock.now()
    own.looked_at = own.looked_at if review is not None else work.clock.now()


def ask_to_check(work: Work, of: Minutes, name: str, member: str | None = None, account: str | None = None) -> None:
    """Ask somebody to check, from now on; one who was asked before is asked again."""
    assert of.stage is not None  # noqa: S101 # the caller has set it
    due_on = clocks(work).minutes_review(work.clock.today(), of.stage).due_on
    before = select(Review).filter_by(minutes_id=of.id, member_ref=member, account=account, stage=of.stage)
    asked = work.session.scalars(before).one_or_none()
    if asked is None:
        asked = Review(minutes_id=of.id, stage=of.stage, member_ref=member, account=account, name=name)
        work.session.add(asked)
    asked.asked_at, asked.due_on, asked.done_at = work.clock.now(), due_on, None
    if is_own(work, asked):  # whoever sends the minutes has them open
        _begin(work, asked)


def _begin(work: Work, own: Review) -> None:
    if own.looked_at is None:
        own.looked_at = work.clock.now()


def own_review(work: Work, of: Minutes) -> Review | None:
    """The signed-in person's review in the stage that the minutes are in."""
    asked = select(Review).filter_by(minutes_id=of.id, stage=of.stage)
    mine = (one for one in work.session.scalars(asked) if is_own(work, one))
    return next(mine, None)
