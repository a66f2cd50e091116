"""Reviews of minutes: reviewers, comments, proposals for one passage, changes since the last look, versions."""

from datetime import timedelta
from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.models import Meeting
from panel_desk.operations.cases.bookings import withdraw_case
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.minutes.minutes import draft_minutes, make_final, reopen_minutes, write_section
from panel_desk.operations.minutes.reviews import (
    answer_comment,
    comment_on,
    finish_review,
    note_looked,
    send_to_chair_and_adviser,
    send_to_members,
    start_checking,
)
from panel_desk.queries.minutes.reviews import changes_since_looked, comments, reviews, section_versions
from panel_desk.rules.minutes_headings import DISCUSSION, RECOMMENDATION
from panel_desk.rules.vocabulary import AccountRole, CommentState, HowGiven, Outcome, View
from tests.builders import FixedTime, a_desk, once
from tests.panels import APPROVAL, CHAIR, MATCH, PANEL, SOCIAL_WORKER, a_held_panel, section, the_chair, write_all

TEXT = "The panel was **told** of contact.\nThe panel agreed."


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The office's desk, with minutes that the chair and an adviser are checking."""
    desk = a_desk(tmp_path, time_source=time_source)
    _with_the_chair_and_an_adviser(desk)
    return desk


@once
def _with_the_chair_and_an_adviser(desk: Desk) -> None:
    a_held_panel(desk)
    a_desk(desk.store.folder.parent, AccountRole.ADVISER, FixedTime(desk.time_source.now())).close()
    write_all(desk, text=TEXT)
    desk.do(send_to_chair_and_adviser, PANEL)


def reviews_so_far(desk: Desk) -> list[tuple[str, str, bool, bool]]:
    return [(one.name, one.stage.value, one.is_current, one.done_at is not None) for one in desk.ask(reviews, PANEL)]


def test_the_chair_and_the_advisers_check_first_then_the_members_who_sat(desk: Desk, tmp_path: Path) -> None:
    assert reviews_so_far(desk) == [
        ("Siân Llewellyn", "accuracy check", True, False),
        ("Agency-Adviser", "accuracy check", True, False),
    ]
    with pytest.raises(RuleBrokenError, match="You were not asked"):
        desk.do(finish_review, PANEL)
    adviser = a_desk(tmp_path, AccountRole.ADVISER)
    adviser.do(finish_review, PANEL)
    adviser.close()
    desk.do(finish_review, PANEL, desk.ask(reviews, PANEL)[0].id, HowGiven.TELEPHONE)
    desk.do(send_to_members, PANEL)
    now = reviews_so_far(desk)
    assert [one[2:] for one in now[:2]] == [(False, True)] * 2
    assert len(now) == 6
    assert {one[1:] for one in now[2:]} == {("members' check", True, False)}
    assert desk.ask(reviews, PANEL)[2].due_on.isoformat() == "2027-03-09"
    with pytest.raises(RuleBrokenError, match="with the members already"):
        desk.do(send_to_members, PANEL)


def test_minutes_that_are_sent_again_are_checked_again(desk: Desk, time_source: FixedTime) -> None:
    desk.do(finish_review, PANEL, desk.ask(reviews, PANEL)[0].id, HowGiven.TELEPHONE)
    time_source.move(days=1)
    desk.do(reopen_minutes, PANEL)
    desk.do(send_to_chair_and_adviser, PANEL)
    assert [one[3] for one in reviews_so_far(desk)] == [False, False]
    assert desk.ask(reviews, PANEL)[0].asked_at == time_source.now()


def test_an_accepted_proposal_replaces_the_passage_where_it_is_now(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    comment = chair.do(comment_on, section(desk).id, 14, "told", "Too weak.", "persuaded")
    [row] = desk.ask(comments, PANEL)
    assert (row.id, row.author, row.offset, row.state) == (comment, "Siân Llewellyn", 14, CommentState.OPEN)
    current = section(desk)
    desk.do(write_section, current.id, "First.\n" + current.text, current.version)
    assert desk.ask(comments, PANEL)[0].offset == 21
    chair.do(answer_comment, comment, CommentState.ACCEPTED)
    assert section(desk).text == "First.\n" + TEXT.replace("told", "persuaded")
    with pytest.raises(RuleBrokenError, match="accepted this comment already"):
        desk.do(answer_comment, comment, CommentState.DECLINED)
    chair.close()


def test_two_proposals_for_one_passage_are_rivals(desk: Desk) -> None:
    section_id = section(desk).id
    member = desk.ask(reviews, PANEL)[0]
    first = desk.do(comment_on, section_id, 4, "panel was told", "", "panel heard")
    second = desk.do(comment_on, section_id, 10, "was told", "", "was informed", review=member.id, how=HowGiven.EMAIL)
    apart = desk.do(comment_on, section_id, 25, "tac", "Which?")
    other = desk.do(comment_on, section_id, 35, "panel", "", "members")
    rows = {row.id: row for row in desk.ask(comments, PANEL)}
    assert {ref: row.rivals for ref, row in rows.items()} == {first: (second,), second: (first,), apart: (), other: ()}
    assert rows[second].author == member.name
    desk.do(answer_comment, first, CommentState.ACCEPTED)
    lost = next(row for row in desk.ask(comments, PANEL) if row.id == second)
    assert (lost.offset, lost.rivals) == (None, ())
    with pytest.raises(RuleBrokenError, match="no longer in the text"):
        desk.do(answer_comment, second, CommentState.ACCEPTED)
    desk.do(answer_comment, second, CommentState.DECLINED, " The chair's words stand. ")
    answered = next(row for row in desk.ask(comments, PANEL) if row.id == second)
    assert (answered.state, answered.answer, answered.answered_by) == (
        CommentState.DECLINED,
        "The chair's words stand.",
        desk.signed_in.name,
    )


def test_a_comment_needs_words_and_an_existing_passage(desk: Desk, tmp_path: Path) -> None:
    section_id = section(desk).id
    with pytest.raises(RuleBrokenError, match="Write a comment"):
        desk.do(comment_on, section_id, 14, "told", " ")
    with pytest.raises(RuleBrokenError, match="changed meanwhile"):
        desk.do(comment_on, section_id, 0, "told", "Where?")
    made = desk.do(comment_on, section_id, 14, "told", "By whom?")
    desk.do(make_final, PANEL)
    with pytest.raises(RuleBrokenError):
        desk.do(comment_on, section_id, 14, "told", "By whom?")
    with pytest.raises(RuleBrokenError):
        desk.do(answer_comment, made, CommentState.ACCEPTED)
    reader = a_desk(tmp_path, AccountRole.READER)
    with pytest.raises(NotAllowedError):
        reader.do(comment_on, section_id, 14, "told", "By whom?")
    reader.close()


def test_a_reviewer_sees_what_changed_since_they_looked(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    chair = the_chair(tmp_path, time_source)
    assert chair.ask(changes_since_looked, PANEL) == ()
    chair.do(note_looked, PANEL)
    assert chair.ask(changes_since_looked, PANEL) == ()
    time_source.move(minutes=1)
    for text in ("New.", "New words."):
        now = section(desk)
        desk.do(write_section, now.id, text, now.version)
    [change] = chair.ask(changes_since_looked, PANEL)
    assert (change.case, change.heading, change.before, change.after) == (APPROVAL, DISCUSSION, TEXT, "New words.")
    chair.do(note_looked, PANEL)
    assert chair.ask(changes_since_looked, PANEL) == ()
    time_source.move(minutes=1)
    now = section(desk)
    chair.do(write_section, now.id, "The chair's own words.", now.version)
    assert chair.ask(changes_since_looked, PANEL) == ()
    desk.do(note_looked, PANEL)
    assert desk.ask(changes_since_looked, PANEL) == ()
    chair.close()
    assert desk.ask(reviews, PANEL)[0].looked_at == time_source.now() - timedelta(minutes=1)


def looked(desk: Desk) -> list[bool]:
    """Whether the chair and the adviser have looked."""
    return [one.looked_at is not None for one in desk.ask(reviews, PANEL)]


def test_a_review_begins_once_and_later_changes_are_shown(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    desk.do(start_checking, PANEL)  # by somebody who is not a reviewer
    assert looked(desk) == [False, False]
    began_at = time_source.now()
    chair = the_chair(tmp_path, time_source)
    chair.do(start_checking, PANEL)
    time_source.move(minutes=1)
    now = section(desk)
    desk.do(write_section, now.id, "New words.", now.version)
    chair.do(start_checking, PANEL)
    assert [each.after for each in chair.ask(changes_since_looked, PANEL)] == ["New words."]
    chair.close()
    assert desk.ask(reviews, PANEL)[0].looked_at == began_at
    assert looked(desk) == [True, False]


def test_reading_minutes_that_are_final_begins_no_review(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    chair = the_chair(tmp_path)
    chair.do(start_checking, PANEL)
    chair.close()
    assert looked(desk) == [False, False]


def test_a_comment_begins_the_review_of_its_author_and_not_of_a_member_it_is_entered_for(
    desk: Desk, tmp_path: Path
) -> None:
    section_id = section(desk).id
    desk.do(comment_on, section_id, 14, "told", "By whom?", review=desk.ask(reviews, PANEL)[0].id, how=HowGiven.LETTER)
    assert looked(desk) == [False, False]
    adviser = a_desk(tmp_path, AccountRole.ADVISER)
    adviser.do(comment_on, section_id, 14, "told", "By her worker?")
    adviser.close()
    assert looked(desk) == [False, True]


def test_an_adviser_who_sends_the_minutes_begins_to_review_them(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk, text=TEXT)
    adviser = a_desk(tmp_path, AccountRole.ADVISER)
    adviser.do(send_to_chair_and_adviser, PANEL)
    adviser.close()
    assert looked(desk) == [False, True]


def test_a_reviewer_sees_recommendations_that_changed_since_they_looked(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    chair = the_chair(tmp_path, time_source)
    chair.do(note_looked, PANEL)
    time_source.move(minutes=1)
    views = dict.fromkeys((CHAIR, SOCIAL_WORKER, "M003", "M004"), (View.FOR, None)) | {"M005": (View.AGAINST, "Soon.")}
    for child, version in (("C001", 1), ("C002", 1)):
        desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Wait.", child, version=version, how=HowGiven.EMAIL)
    desk.do(
        record_recommendation, MATCH, Outcome.RECOMMENDED, "Ready.", "C001", views=views, version=2, how=HowGiven.EMAIL
    )
    [change] = chair.ask(changes_since_looked, PANEL)
    assert (change.case, change.heading) == (MATCH, RECOMMENDATION)
    assert change.before.startswith("Child QX: recommended")
    assert change.after.splitlines() == [
        "Child QX: recommended, 4 for, 1 against, 0 abstained",
        "Ready.",
        "Given005 Family005, against: Soon.",
        "Child QY: deferred",
        "Wait.",
    ]
    chair.close()


def test_each_period_of_writing_makes_a_version(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    section_id = section(desk).id
    assert [(one.number, one.text, one.saved_by) for one in desk.ask(section_versions, section_id)] == [
        (2, TEXT, desk.signed_in.name),
        (1, "", ""),
    ]

    def write(by: Desk, text: str) -> None:
        by.do(write_section, section_id, text, section(desk).version)

    write(desk, "a")
    time_source.move(minutes=9)
    write(desk, "ab")
    write(desk, "ab")
    time_source.move(minutes=11)
    write(desk, "abc")
    chair = the_chair(tmp_path, time_source)
    write(chair, "abcd")
    chair.close()
    write(desk, "abcde")
    assert [one.text for one in desk.ask(section_versions, section_id)] == ["abcde", "abcd", "abc", "ab", ""]


def test_a_meeting_without_minutes_has_no_reviews(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    assert [desk.ask(reviews, PANEL), desk.ask(comments, PANEL), desk.ask(changes_since_looked, PANEL)] == [(), (), ()]
    desk.do(note_looked, PANEL)
    desk.do(start_checking, PANEL)
    desk.do(draft_minutes, PANEL)
    assert desk.ask(reviews, PANEL) == ()


@permits(AccountRole.ADMINISTRATOR)
def _without_a_chair(work: Work) -> None:
    work.session.get_one(Meeting, PANEL).chair_ref = None


def test_minutes_have_no_reviewer_where_there_is_neither_a_chair_nor_an_adviser(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk)
    desk.do(_without_a_chair)
    desk.do(send_to_chair_and_adviser, PANEL)
    assert reviews_so_far(desk) == []


def test_a_review_is_finished_only_after_the_changes_were_read(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    chair = the_chair(tmp_path, time_source)
    chair.do(note_looked, PANEL)
    time_source.move(minutes=1)
    now = section(desk)
    desk.do(write_section, now.id, "New.", now.version)
    with pytest.raises(
        RuleBrokenError, match=f"{DISCUSSION} of Approval: Barlow001 household changed since you looked"
    ):
        chair.do(finish_review, PANEL)
    chair.do(note_looked, PANEL)
    chair.do(finish_review, PANEL)
    time_source.move(minutes=1)
    desk.do(write_section, now.id, "Newer.", now.version + 1)
    desk.do(record_recommendation, APPROVAL, Outcome.DEFERRED, "The household withdrew.", version=1, how=HowGiven.EMAIL)
    assert len(chair.ask(changes_since_looked, PANEL)) == 2
    desk.do(withdraw_case, APPROVAL, "They moved away.")
    assert chair.ask(changes_since_looked, PANEL) == ()  # the case is no longer in the minutes
    chair.close()


def test_the_office_enters_a_members_comment_and_check_openly_and_nobody_else_does(desk: Desk, tmp_path: Path) -> None:
    section_id, member = section(desk).id, desk.ask(reviews, PANEL)[0].id
    with pytest.raises(RuleBrokenError, match="Say how they gave it to the office"):
        desk.do(comment_on, section_id, 14, "told", "By whom?", review=member)
    with pytest.raises(RuleBrokenError, match="Say how they gave it to the office"):
        desk.do(finish_review, PANEL, member)
    desk.do(comment_on, section_id, 14, "told", "By whom?", review=member, how=HowGiven.EMAIL)
    desk.do(finish_review, PANEL, member, HowGiven.IN_PERSON)
    (comment,), checked = desk.ask(comments, PANEL), desk.ask(reviews, PANEL)[0]
    assert (comment.how_given, comment.recorded_by) == (HowGiven.EMAIL, desk.signed_in.name)
    assert (checked.how_given, checked.recorded_by) == (HowGiven.IN_PERSON, desk.signed_in.name)
    chair, other = the_chair(tmp_path), desk.ask(reviews, PANEL)[1].id
    with pytest.raises(NotAllowedError, match="Only the office records it for them"):
        chair.do(finish_review, PANEL, other)
    chair.do(comment_on, section_id, 14, "told", "I ask.")
    assert [each.how_given for each in chair.ask(comments, PANEL)] == [HowGiven.EMAIL, None]
