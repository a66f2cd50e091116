"""Reviews of minutes, by the chair and the adviser, then by the members who sat; their comments and proposals."""

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import Account, Attendance, Meeting, Member, Minutes, MinutesSection, Review, ReviewComment
from panel_desk.operations.minutes.frozen import refuse_if_chaired_by_another
from panel_desk.operations.minutes.minutes import (
    add_minutes_event,
    minutes_in_state,
    missing_checks,
    refuse_if_unfinished,
)
from panel_desk.operations.minutes.section_versions import write_text
from panel_desk.operations.records import recorded_for
from panel_desk.queries.agency import clocks
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.minutes.reviews import changes_since_looked, is_own, passage_start
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.minutes_text import plain, replace_passage
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import (
    OFFICE,
    AccountRole,
    Capacity,
    CommentState,
    HowGiven,
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
    """Send minutes that the chair and the adviser have checked to the members who sat.

    Raises:
        RuleBrokenError: the minutes are not with the chair and the adviser.
    """
    refuse_if_chaired_by_another(work, meeting)
    sent = minutes_in_state(work, meeting, MinutesState.IN_REVIEW)
    if sent.stage is ReviewStage.MEMBERS:
        raise RuleBrokenError("These minutes are with the members already.")
    checks = missing_checks(work, sent)
    sent.stage = ReviewStage.MEMBERS
    add_minutes_event(work, sent, MinutesStep.SENT_TO_MEMBERS, checks)
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
    how: HowGiven | None = None,
) -> int:
    """Comment on a passage, or propose other words for it; return the comment's id.

    Args:
        work: the unit of work.
        section: the section's id.
        starts_at: where the passage begins in the section's text without formatting marks, in characters.
        quote: the passage.
        text: the comment.
        proposed: words to replace the passage; None, or the passage itself, proposes nothing.
        review: the id of the review whose comment it is, where the office enters it for a member.
        how: how the member gave it to the office, where it is entered for them.

    Raises:
        RuleBrokenError: there is neither a comment nor a proposal, the passage is not there, the minutes are final or
            signed, or it is entered for somebody else without saying how they gave it.
    """
    found = find(work.session, MinutesSection, section, "section")
    the_minutes = find(work.session, Minutes, found.minutes_id, "minutes")
    minutes_in_state(work, the_minutes.meeting_ref, MinutesState.DRAFT, MinutesState.IN_REVIEW)
    proposed = None if proposed == quote else proposed
    if not text.strip() and proposed is None:
        raise RuleBrokenError("Write a comment, or propose other words.", "text")
    if plain(found.text)[starts_at : starts_at + len(quote)] != quote:
        raise RuleBrokenError("The passage was changed meanwhile. Select it again, then comment.", "text")
    reviewer = find(work.session, Review, review, "review") if review is not None else own_review(work, the_minutes)
    if reviewer is not None and review is None:
        _begin(work, reviewer)
    how_given, recorded_by = _how_given(work, reviewer, how)
    made = ReviewComment(
        section_id=section,
        review_id=reviewer.id if reviewer else None,
        author=reviewer.name if reviewer else work.by.name,
        starts_at=starts_at,
        quote=quote,
        text=text.strip(),
        proposed=proposed,
        made_at=work.time_source.now(),
        state=CommentState.OPEN,
        how_given=how_given,
        recorded_by=recorded_by,
    )
    work.session.add(made)
    work.session.flush()
    return made.id


@permits(*OFFICE, AccountRole.CHAIR)
def answer_comment(work: Work, comment: int, state: CommentState, answer: str | None = None) -> None:
    """Accept or decline a comment; accepting proposed words replaces the passage.

    Raises:
        RuleBrokenError: it was answered before, the passage is no longer there, or the minutes are final or signed.
    """
    found = find(work.session, ReviewComment, comment, "comment")
    section = find(work.session, MinutesSection, found.section_id, "section")
    the_minutes = find(work.session, Minutes, section.minutes_id, "minutes")
    refuse_if_chaired_by_another(work, the_minutes.meeting_ref)
    minutes_in_state(work, the_minutes.meeting_ref, MinutesState.DRAFT, MinutesState.IN_REVIEW)
    if found.state is not CommentState.OPEN:
        raise RuleBrokenError(f"{found.answered_by} has {found.state} this comment already.")
    if state is CommentState.ACCEPTED and found.proposed is not None:
        starts_at = passage_start(section.text, found.starts_at, found.quote)
        if starts_at is None:
            raise RuleBrokenError(
                f"“{found.quote}” is no longer in the text, so it cannot be replaced. "
                "Write the proposed words in by hand, then decline the proposal and say why."
            )
        write_text(work, section, replace_passage(section.text, starts_at, len(found.quote), found.proposed))
    found.state, found.answer = state, (answer or "").strip() or None
    found.answered_by, found.answered_at = work.by.name, work.time_source.now()


@permits(*OFFICE, AccountRole.CHAIR)
def start_checking(work: Work, meeting: str) -> None:
    """Record that the signed-in reviewer has begun to check; later changes by others are then shown to them.

    Nothing is recorded for a person who does not check in this stage, or who began before, nor of minutes that are not
    in review any more.
    """
    the_minutes = latest_minutes(work, meeting)
    if the_minutes is None or the_minutes.state is not MinutesState.IN_REVIEW:
        return
    own = own_review(work, the_minutes)
    if own is not None:
        _begin(work, own)


@permits(*OFFICE, AccountRole.CHAIR)
def note_looked(work: Work, meeting: str) -> None:
    """Record that the signed-in reviewer has read the minutes as they are now."""
    the_minutes = latest_minutes(work, meeting)
    for review in work.session.scalars(select(Review).filter_by(minutes_id=the_minutes.id if the_minutes else None)):
        if is_own(work, review):
            review.looked_at = work.time_source.now()


@permits(*OFFICE, AccountRole.CHAIR)
def finish_review(work: Work, meeting: str, review: int | None = None, how: HowGiven | None = None) -> None:
    """Record that a reviewer has finished checking: the signed-in one, or one for whom the office enters it.

    Raises:
        RuleBrokenError: the minutes are not in review, this person is not a reviewer, or sections changed since they
            last read them, or it is entered for somebody else without saying how they gave it.
    """
    the_minutes = minutes_in_state(work, meeting, MinutesState.IN_REVIEW)
    own = find(work.session, Review, review, "review") if review is not None else own_review(work, the_minutes)
    if own is None:
        raise RuleBrokenError("You were not asked to check these minutes, so there is nothing to finish.")
    if review is None and (changes := changes_since_looked(work, meeting)):
        raise RuleBrokenError(
            f"{listed(list(dict.fromkeys(f'{one.heading} of {one.title}' for one in changes)))} changed since you "
            "looked. Read the changes in the margin and choose “I have seen these”, then finish."
        )
    own.how_given, own.recorded_by = _how_given(work, own, how)
    own.done_at = work.time_source.now()
    own.looked_at = own.looked_at if review is not None else work.time_source.now()


def ask_to_check(
    work: Work, the_minutes: Minutes, name: str, member: str | None = None, account: str | None = None
) -> None:
    """Ask a person to check minutes in the current stage; the time to check begins now, even if asked before.

    Args:
        work: the unit of work.
        the_minutes: the minutes.
        name: the person's name, as it is printed.
        member: the person's ref on the central list; None for somebody who is asked by account.
        account: the sign-in name of the person's account; None for somebody who is asked as a member.
    """
    assert the_minutes.stage is not None  # noqa: S101 # the caller has set it
    due_on = clocks(work).minutes_review(work.time_source.today(), the_minutes.stage).due_on
    before = select(Review).filter_by(
        minutes_id=the_minutes.id, member_ref=member, account=account, stage=the_minutes.stage
    )
    review = work.session.scalars(before).one_or_none()
    if review is None:
        review = Review(
            minutes_id=the_minutes.id, stage=the_minutes.stage, member_ref=member, account=account, name=name
        )
        work.session.add(review)
    review.asked_at, review.due_on, review.done_at = work.time_source.now(), due_on, None
    review.how_given = review.recorded_by = None
    if is_own(work, review):  # whoever sends the minutes has them open
        _begin(work, review)


def _how_given(work: Work, reviewer: Review | None, how: HowGiven | None) -> tuple[HowGiven | None, str | None]:
    """How a reviewer gave the office what it enters for them, and who enters it; both None for one's own.

    Raises:
        NotAllowedError: somebody outside of the office enters it for another.
        RuleBrokenError: the office does not say how it was given.
    """
    if reviewer is None or is_own(work, reviewer):
        return None, None
    if work.by.role not in OFFICE:
        raise NotAllowedError(f"This is the check of {reviewer.name}. Only the office records it for them.")
    return recorded_for(work, how, reviewer.name)


def _begin(work: Work, own: Review) -> None:
    """Record that a reviewer has begun to check, unless they began before."""
    if own.looked_at is None:
        own.looked_at = work.time_source.now()


def own_review(work: Work, the_minutes: Minutes) -> Review | None:
    """The signed-in person's review in the current stage; None where they are not a reviewer."""
    current = select(Review).filter_by(minutes_id=the_minutes.id, stage=the_minutes.stage)
    mine = (one for one in work.session.scalars(current) if is_own(work, one))
    return next(mine, None)
