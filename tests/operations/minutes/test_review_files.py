"""Review files: their content, their readers, and the answers that are taken in or refused."""

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import NotAllowedError, RuleBrokenError, StoreError, SurroundingsError
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.flows.take_in_answer import preview, summary_of_answer, take_in
from panel_desk.models import Recommendation, RecommendationView
from panel_desk.models.base import Base
from panel_desk.operations.minutes.corrections import begin_correction
from panel_desk.operations.minutes.minutes import make_final, reopen_minutes
from panel_desk.operations.minutes.review_files import make_review_file, take_in_answer
from panel_desk.operations.minutes.reviews import (
    answer_comment,
    comment_on,
    finish_review,
    send_to_chair_and_adviser,
    send_to_members,
)
from panel_desk.queries.minutes.answers import answer_preview
from panel_desk.queries.minutes.home_file import AddedComment, AmendedSection, SettledComment
from panel_desk.queries.minutes.minutes import fingerprint, minutes
from panel_desk.queries.minutes.review_files import (
    UNKNOWN_ANSWER,
    answer_keys,
    home_readers,
    review_files,
    signing_at_home,
)
from panel_desk.queries.minutes.reviews import changes_since_looked, comments, reviews
from panel_desk.rules.minutes_headings import ADVICE, DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, CommentState, View
from panel_desk.store.review_store import _PLACEHOLDERS, COLUMNS, Rows, build_review_store
from panel_desk.store.vault import Vault
from tests.answers_from_home import refused, returned, sign_at
from tests.builders import PASSPHRASE, FixedTime, a_case, a_desk, a_household, a_meeting, a_member, an_absence
from tests.panels import (
    APPROVAL,
    CHAIR,
    FILE_PASSWORD,
    PANEL,
    a_held_panel,
    section,
    sent_home,
    the_chair,
    with_a_vice_chair,
    with_the_chair,
    write,
    write_all,
)

TEXT = "The panel was told of contact.\nThe panel agreed."


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The office's desk, with minutes that the chair is checking."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk, TEXT)
    return desk


@permits(AccountRole.ADMINISTRATOR)
def _dissent(work: Work) -> None:
    recommendation = work.session.scalars(select(Recommendation.id).filter_by(case_ref=APPROVAL)).one()
    work.session.add(
        RecommendationView(recommendation_id=recommendation, member_ref="M003", view=View.AGAINST, words="Too soon.")
    )


# The content of a review file


def test_the_minutes_read_the_same_at_home(desk: Desk, tmp_path: Path) -> None:
    desk.do(_dissent)
    an_absence(desk, PANEL, "M003", time(9, 40), time(9, 45))
    home = sent_home(desk, tmp_path)
    here, there = desk.ask(minutes, PANEL), home.desk.ask(minutes, PANEL)
    assert here is not None
    assert there is not None
    assert [one.words for one in here.content.items[0].recommendations[0].voted] == ["Too soon."]
    assert there.content == here.content
    assert fingerprint(there.content) == fingerprint(here.content)


@pytest.mark.parametrize("name", COLUMNS)
def test_a_review_file_holds_every_column_that_may_not_be_empty(name: str) -> None:
    required = {
        column.name
        for column in Base.metadata.tables[name].columns
        if not column.nullable and column.server_default is None
    }
    filled_in = {column for table, column in _PLACEHOLDERS if table == name}
    assert required <= {*COLUMNS[name], *filled_in}


def test_a_review_file_contains_neither_other_meetings_nor_private_details(desk: Desk) -> None:
    a_meeting(desk, "P2027-04-07")
    a_household(desk, "H777", adopter_1="Elsewhere Sentinel")
    a_case(desk, "CASE-777", household_ref="H777", meeting_ref="P2027-04-07")
    a_member(desk, "M777", given_name="Sentinel", email="sentinel@example.org")
    file = desk.do(make_review_file, PANEL, CHAIR)
    content = repr(file)
    assert "entinel" not in content
    assert "CASE-777" not in content
    assert "P2027-04-07" not in content
    for left_out in ("@example.org", "01632", "White British", "2025"):
        assert left_out not in repr([file.rows["member"], file.rows["household"], file.rows["child"]])
    assert file.rows["signing_credential"] == []
    assert "account" not in file.rows


def test_only_the_operations_of_a_review_are_permitted_at_home(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    with pytest.raises(NotAllowedError, match="in the panel office"):
        home.desk.do(make_final, PANEL)


def test_work_in_progress_is_saved_in_the_encrypted_review_file(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    write(home.desk, "Written on the train.")
    home.save()
    again = open_review_file(home.path, FILE_PASSWORD, desk.time_source)
    assert section(again.desk).text == "Written on the train."
    assert b"train" not in home.path.read_bytes()
    home.path = tmp_path / "nowhere" / "a"
    with pytest.raises(SurroundingsError, match="still here"):
        home.save()


def test_rows_of_another_version_of_the_program_do_not_open(desk: Desk) -> None:
    assert desk is not None
    strange: tuple[Rows, ...] = ({"agency": [["one value"]]}, {"no_such_table": [[1]]})
    for rows in strange:
        with pytest.raises(StoreError, match="another version of Panel Desk"):
            build_review_store(rows, {})
    store = build_review_store({}, {})
    assert isinstance(store.vault, Vault)
    with pytest.raises(SurroundingsError, match="lacks the PDF"):
        store.vault.get("0" * 64)


# Making a review file


def test_a_member_with_a_review_file_is_a_reviewer(desk: Desk, time_source: FixedTime) -> None:
    desk.do(make_review_file, PANEL, CHAIR)
    assert [one.name for one in desk.ask(reviews, PANEL)] == ["Siân Llewellyn"]
    time_source.move(days=1)
    desk.do(make_review_file, PANEL, "M003")
    assert len(desk.ask(reviews, PANEL)) == 2
    desk.do(make_review_file, PANEL, CHAIR)
    assert [(one.member, one.is_superseded) for one in desk.ask(review_files, PANEL)].count((CHAIR, True)) == 1


def test_a_review_file_for_a_reviewer_adds_no_second_review(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_review_file, PANEL, CHAIR)
    assert [one.is_current for one in desk.ask(reviews, PANEL)] == [True]


def test_review_files_are_made_only_for_members_who_chaired_or_sat(desk: Desk) -> None:
    a_member(desk, "M022")
    with pytest.raises(RuleBrokenError, match="Given022 Family022 neither chaired this panel nor sat at it") as refused:
        desk.do(make_review_file, PANEL, "M022")
    assert refused.value.field == "member"
    assert [each.name for each in desk.ask(reviews, PANEL)] == ["Siân Llewellyn"]
    assert [one.member for one in desk.ask(home_readers, PANEL)][:2] == [CHAIR, "M002"]
    desk.do(reopen_minutes, PANEL)
    assert desk.ask(home_readers, PANEL) == ()


def test_the_members_who_have_final_minutes_at_home_are_listed(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    sent_home(desk, tmp_path)
    assert desk.ask(signing_at_home, PANEL) == ()
    time_source.move(minutes=5)
    desk.do(make_final, PANEL)
    assert desk.ask(signing_at_home, PANEL) == ()
    time_source.move(minutes=5)
    sent_home(desk, tmp_path)
    assert desk.ask(signing_at_home, PANEL) == (("Siân Llewellyn", time_source.now()),)


def test_review_files_of_final_minutes_are_made_only_for_signers(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    with pytest.raises(RuleBrokenError, match="whoever presided"):
        desk.do(make_review_file, PANEL, "M003")
    with pytest.raises(RuleBrokenError, match="M999"):
        desk.do(make_review_file, PANEL, "M999")
    vice = final_again_with_a_vice_chair(desk, tmp_path)
    sign_at(the_chair(tmp_path), PASSPHRASE)
    with pytest.raises(RuleBrokenError, match="has signed these minutes already"):
        desk.do(make_review_file, PANEL, CHAIR)
    assert desk.do(make_review_file, PANEL, "M050").files
    vice.close()


def final_again_with_a_vice_chair(desk: Desk, folder: Path) -> Desk:
    """Reopen the minutes, let a vice chair preside over the match, and make them final again; the vice chair's desk."""
    desk.do(reopen_minutes, PANEL)
    vice = with_a_vice_chair(desk, folder)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    return vice


# Taking in an answer


def test_amendments_and_comments_from_home_are_taken_in(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    other = desk.do(comment_on, section(desk).id, 0, "The", "Article?")
    home = sent_home(desk, tmp_path)
    time_source.move(minutes=5)
    write(home.desk, TEXT.replace("told", "persuaded"))
    home.desk.do(comment_on, section(home.desk, ADVICE).id, 0, "The panel", "Not mine.", "A member")
    home.desk.do(answer_comment, asked, CommentState.DECLINED, "The one that sat.")
    home.desk.do(finish_review, PANEL)
    desk.do(answer_comment, other, CommentState.ACCEPTED)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert (shown.name, shown.is_done, shown.judged, shown.refused) == ("Siân Llewellyn", True, 1, "")
    assert (shown.sent_at, shown.made_at) == (time_source.now() - timedelta(minutes=5), time_source.now())
    assert summary_of_answer(shown) == "1 section amended, 1 comment, 1 comment answered, done checking"
    [amended] = shown.sections
    assert (amended.place, amended.why_proposed) == (f"Item 1 · Approval: Barlow001 household · {DISCUSSION}", "")
    assert shown.places[shown.comments[0].section] == f"Item 1 · Approval: Barlow001 household · {ADVICE}"
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT.replace("told", "persuaded")
    by_text = {one.text: one for one in desk.ask(comments, PANEL)}
    assert (by_text["Not mine."].author, by_text["Not mine."].proposed) == ("Siân Llewellyn", "A member")
    assert (by_text["Which?"].state, by_text["Which?"].answered_by) == (CommentState.DECLINED, "Siân Llewellyn")
    assert [one.done_at is not None for one in desk.ask(reviews, PANEL)] == [True]
    assert "taken in on 4 March 2027" in refused(desk, answer, sha256)
    assert refused(desk, answer, sha256).startswith("This answer")
    assert refused(desk, *returned(desk, home, tmp_path)).startswith("Another answer")


def test_a_section_that_was_edited_on_both_sides_keeps_its_text_and_gets_proposals(desk: Desk, tmp_path: Path) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?", "members")
    home = sent_home(desk, tmp_path)
    home.desk.do(answer_comment, asked, CommentState.ACCEPTED)
    write(home.desk, section(home.desk).text.replace("told", "persuaded"))
    write(home.desk, "**" + TEXT.split("\n", maxsplit=1)[0] + "**\nThe panel agreed.", ADVICE)
    write(desk, TEXT + "\nIt rose at noon.")
    write(desk, TEXT + "\nIt rose.", ADVICE)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert summary_of_answer(shown) == "2 sections with proposed changes, 1 comment answered"
    assert [[(one.quote, one.proposed) for one in each.proposals] for each in shown.sections] == [
        [("panel", "members"), ("told", "persuaded")],
        [],
    ]
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT + "\nIt rose at noon."
    all_comments = desk.ask(comments, PANEL)
    assert {(one.quote, one.proposed) for one in all_comments} >= {("told", "persuaded"), ("panel", "members")}
    assert any("were changed at home" in one.text for one in all_comments)
    assert next(one for one in all_comments if one.id == asked).state is CommentState.OPEN
    proposal = next(one for one in all_comments if one.proposed == "persuaded")
    desk.do(answer_comment, proposal.id, CommentState.ACCEPTED)
    assert "was persuaded of contact" in section(desk).text


def test_the_same_text_on_both_sides_makes_no_proposal(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    write(home.desk, "The same.")
    write(desk, "The same.")
    take_in(desk, *returned(desk, home, tmp_path))
    assert desk.ask(comments, PANEL) == ()


def test_an_empty_answer_is_taken_in(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    found = take_in(desk, *returned(desk, home, tmp_path))
    assert summary_of_answer(found) == "Nothing was written at home"
    assert found.checking == "Siân Llewellyn has not finished checking."
    assert desk.ask(review_files, PANEL)[0].returned_at is not None


def test_a_review_finished_at_home_is_finished_here(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    home.desk.do(finish_review, PANEL)
    assert take_in(desk, *returned(desk, home, tmp_path)).checking == "Siân Llewellyn has finished checking."
    assert desk.ask(reviews, PANEL)[0].done_at is not None


def test_a_review_of_an_earlier_stage_is_not_finished_from_home(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    home.desk.do(finish_review, PANEL)
    desk.do(send_to_members, PANEL)
    take_in(desk, *returned(desk, home, tmp_path))
    assert desk.ask(reviews, PANEL)[0].done_at is None


def test_changes_made_here_meanwhile_are_still_to_be_read(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    home = sent_home(desk, tmp_path)
    time_source.move(minutes=5)
    write(desk, "Other words.", ADVICE)
    home.desk.do(finish_review, PANEL)
    time_source.move(minutes=5)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert shown.checking.startswith(
        "The check does not count, because Siân Llewellyn has not seen later changes to Item 1"
    )
    assert summary_of_answer(shown) == "Done checking, which does not count"
    take_in(desk, answer, sha256)
    [own] = desk.ask(reviews, PANEL)
    assert (own.done_at, own.looked_at) == (None, time_source.now() - timedelta(minutes=10))
    chair = the_chair(tmp_path, time_source)
    assert [each.after for each in chair.ask(changes_since_looked, PANEL)] == ["Other words."]
    chair.close()


def test_an_answer_of_another_store_or_person_is_refused(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    answer, sha256 = returned(desk, home, tmp_path)
    with pytest.raises(RuleBrokenError, match="no review file that was made here"):
        desk.ask(answer_preview, replace(answer, token="0" * 32), sha256)
    with pytest.raises(RuleBrokenError, match="no review file that was made here"):
        desk.do(take_in_answer, replace(answer, token="0" * 32), sha256)
    with pytest.raises(RuleBrokenError, match="no review file that was made here"):
        desk.ask(answer_keys, "0" * 32)
    assert refused(desk, replace(answer, member="M003"), sha256) == UNKNOWN_ANSWER
    strange = replace(answer, amended=(AmendedSection(9999, "", "x"),))
    assert preview(desk, strange, sha256).sections == ()
    with pytest.raises(RuleBrokenError, match="a section that these minutes do not have"):
        take_in(desk, strange, sha256)
    comment = AddedComment(9999, 0, "", "x", None, desk.time_source.now())
    with pytest.raises(RuleBrokenError, match="a section that these minutes do not have"):
        take_in(desk, replace(answer, said=(comment,)), sha256)
    take_in(desk, replace(answer, judged=(SettledComment(9999, CommentState.DECLINED, None),)), sha256)


def test_an_answer_is_refused_when_the_minutes_are_final_signed_or_a_draft_again(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    nothing = returned(desk, home, tmp_path)
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(desk, home, tmp_path)
    desk.do(make_final, PANEL)
    assert "neither a signature nor a change" in refused(desk, *nothing)
    assert "are final by now" in refused(desk, answer, sha256)
    desk.do(reopen_minutes, PANEL)
    assert "a draft again" in refused(desk, answer, sha256)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    sign_at(the_chair(tmp_path), PASSPHRASE)
    assert "are signed by now" in refused(desk, answer, sha256)
    desk.do(begin_correction, PANEL, "A name was wrong.")
    assert "have a newer version" in refused(desk, answer, sha256)
