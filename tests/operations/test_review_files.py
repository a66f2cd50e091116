"""Minutes checked and signed at home: what travels, what comes back, what is refused; nothing is overwritten."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.documents.signing import sign
from panel_desk.documents.taking_in import in_short, preview, take_in
from panel_desk.errors import NotAllowedError, RuleBrokenError, StoreError, SurroundingsError
from panel_desk.exchange.answers import open_answer
from panel_desk.exchange.at_home import AtHome, open_at_home
from panel_desk.models import Recommendation, RecommendationView
from panel_desk.operations.accounts import change_passphrase
from panel_desk.operations.corrections import begin_correction
from panel_desk.operations.credentials import keep_credential, make_credential, withdraw_credential
from panel_desk.operations.minutes import make_final, reopen_minutes, send_for_review, write_section
from panel_desk.operations.review_files import forget_review_file, make_review_file, take_in_answer
from panel_desk.operations.reviews import (
    answer_comment,
    comment_on,
    finish_review,
    send_to_chair_and_adviser,
    send_to_members,
)
from panel_desk.queries.answers import answer_preview
from panel_desk.queries.credentials import credentials
from panel_desk.queries.home_contents import Amended, Answer, Judged, Said, Signed
from panel_desk.queries.minutes import SectionRow, fingerprint, minutes, signatures
from panel_desk.queries.review_files import FOREIGN, review_files
from panel_desk.queries.reviews import changes_since_looked, comments, reviews
from panel_desk.rules.minutes_headings import ADVICE, DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, CommentState, HeadingPurpose, MinutesState, View
from panel_desk.rules.words import fingerprint_in_words
from panel_desk.store.credentials import from_certificate
from panel_desk.store.home import Rows, home_store
from panel_desk.store.vault import Vault
from tests.builders import PASSPHRASE, FixedClock, a_case, a_desk, a_household, a_meeting, a_member
from tests.panels import (
    APPROVAL,
    CHAIR,
    FILE_PASSWORD,
    PANEL,
    a_held_panel,
    sent_home,
    the_chair,
    with_a_vice_chair,
    with_the_chair,
    write_all,
)

TEXT = "The panel was told of contact.\nThe panel agreed."
AT_HOME = "A-passphrase-of-my-own"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path, clock=clock)
    with_the_chair(desk, TEXT)
    return desk


def section(desk: Desk, heading: str = DISCUSSION) -> SectionRow:
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return next(one for one in record.sections if one.case == APPROVAL and one.heading == heading)


def write(desk: Desk, text: str, heading: str = DISCUSSION) -> None:
    one = section(desk, heading)
    desk.do(write_section, one.id, text, one.version)


def returned(desk: Desk, home: AtHome, folder: Path) -> tuple[Answer, str]:
    home.save_answer(folder / home.answer_name)
    file = open_answer(desk, folder / home.answer_name)
    return file.answer, file.sha256


def refused(desk: Desk, answer: Answer, sha256: str) -> str:
    said = preview(desk, answer, sha256).refused
    with pytest.raises(RuleBrokenError) as error:
        take_in(desk, answer, sha256)
    assert error.value.sentence == said
    return said


def to_final(desk: Desk) -> None:
    desk.do(make_final, PANEL)


def sign_at(desk: Desk, passphrase: str) -> bool:
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return sign(desk, record.content, passphrase)


def state(desk: Desk) -> MinutesState:
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return record.state


@permits(AccountRole.ADMINISTRATOR)
def _dissent(work: Work) -> None:
    of = work.session.scalars(select(Recommendation.id).filter_by(case_ref=APPROVAL)).one()
    work.session.add(RecommendationView(recommendation_id=of, member_ref="M003", view=View.AGAINST, words="Too soon."))


@permits(AccountRole.CHAIR)
def _keep(work: Work, signed: Signed) -> None:
    keep_credential(work, CHAIR, from_certificate(signed.made_certificate, signed.made_pkcs12))


# What travels


def test_the_minutes_read_the_same_at_home(desk: Desk, tmp_path: Path) -> None:
    desk.do(_dissent)
    home = sent_home(desk, tmp_path)
    here, there = desk.ask(minutes, PANEL), home.desk.ask(minutes, PANEL)
    assert here is not None
    assert there is not None
    assert [one.words for one in here.content.items[0].recommendations[0].voted] == ["Too soon."]
    assert there.content == here.content
    assert fingerprint(there.content) == fingerprint(here.content)


def test_nothing_else_travels(desk: Desk) -> None:
    a_meeting(desk, "P2027-04-07")
    a_household(desk, "H777", adopter_1="Elsewhere Sentinel")
    a_case(desk, "CASE-777", household_ref="H777", meeting_ref="P2027-04-07")
    a_member(desk, "M777", given_name="Sentinel", email="sentinel@example.org")
    file = desk.do(make_review_file, PANEL, CHAIR)
    said = repr(file)
    assert "entinel" not in said
    assert "CASE-777" not in said
    assert "P2027-04-07" not in said
    for left_out in ("@example.org", "01632", "White British", "2025"):
        assert left_out not in repr([file.rows["member"], file.rows["household"], file.rows["child"]])
    assert file.rows["signing_credential"] == []
    assert "account" not in file.rows


def test_at_home_only_what_belongs_to_checking_is_done(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    with pytest.raises(NotAllowedError, match="in the panel office"):
        home.desk.do(make_final, PANEL)


def test_work_in_progress_is_in_the_file_itself(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    write(home.desk, "Written on the train.")
    home.save()
    again = open_at_home(home.path, FILE_PASSWORD, desk.clock)
    assert section(again.desk).text == "Written on the train."
    assert b"train" not in home.path.read_bytes()
    home.path = tmp_path / "nowhere" / "a"
    with pytest.raises(SurroundingsError, match="still here"):
        home.save()


def test_rows_of_another_program_do_not_open(desk: Desk) -> None:
    assert desk is not None
    strange: tuple[Rows, ...] = ({"agency": [["one value"]]}, {"no_such_table": [[1]]})
    for rows in strange:
        with pytest.raises(StoreError, match="another Panel Desk"):
            home_store(rows, {})
    store = home_store({}, {})
    assert isinstance(store.vault, Vault)
    with pytest.raises(SurroundingsError, match="not in this file"):
        store.vault.get("0" * 64)


# Made


def test_whoever_gets_a_file_counts_as_asked(desk: Desk, clock: FixedClock) -> None:
    desk.do(make_review_file, PANEL, CHAIR)
    assert [one.name for one in desk.ask(reviews, PANEL)] == ["Siân Llewellyn"]
    clock.move(days=1)
    desk.do(make_review_file, PANEL, "M003")
    assert len(desk.ask(reviews, PANEL)) == 2
    desk.do(make_review_file, PANEL, CHAIR)
    assert [(one.member, one.is_superseded) for one in desk.ask(review_files, PANEL)].count((CHAIR, True)) == 1


def test_minutes_without_a_stage_are_at_the_accuracy_check(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    write_all(desk)
    desk.do(send_for_review, PANEL)
    desk.do(make_review_file, PANEL, CHAIR)
    assert [one.is_current for one in desk.ask(reviews, PANEL)] == [True]


def test_minutes_go_home_only_to_those_of_the_panel(desk: Desk) -> None:
    a_member(desk, "M022")
    with pytest.raises(RuleBrokenError, match="Given022 Family022 neither chaired this panel nor sat at it") as refused:
        desk.do(make_review_file, PANEL, "M022")
    assert refused.value.field == "member"
    assert [each.name for each in desk.ask(reviews, PANEL)] == ["Siân Llewellyn"]


def test_final_minutes_go_only_to_whoever_signs(desk: Desk, tmp_path: Path) -> None:
    to_final(desk)
    with pytest.raises(RuleBrokenError, match="whoever presided"):
        desk.do(make_review_file, PANEL, "M003")
    with pytest.raises(RuleBrokenError, match="M999"):
        desk.do(make_review_file, PANEL, "M999")
    vice = with_vice(desk, tmp_path)
    sign_at(the_chair(tmp_path), PASSPHRASE)
    with pytest.raises(RuleBrokenError, match="has signed these minutes already"):
        desk.do(make_review_file, PANEL, CHAIR)
    assert desk.do(make_review_file, PANEL, "M050").files
    vice.close()


def with_vice(desk: Desk, folder: Path) -> Desk:
    desk.do(reopen_minutes, PANEL)
    vice = with_a_vice_chair(desk, folder)
    desk.do(send_to_chair_and_adviser, PANEL)
    to_final(desk)
    return vice


# Taken in


def test_what_was_written_at_home_is_taken_in(desk: Desk, tmp_path: Path, clock: FixedClock) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    other = desk.do(comment_on, section(desk).id, 0, "The", "Article?")
    home = sent_home(desk, tmp_path)
    clock.move(minutes=5)
    write(home.desk, TEXT.replace("told", "persuaded"))
    home.desk.do(comment_on, section(home.desk, ADVICE).id, 0, "The panel", "Not mine.", "A member")
    home.desk.do(answer_comment, asked, CommentState.DECLINED, "The one that sat.")
    home.desk.do(finish_review, PANEL)
    desk.do(answer_comment, other, CommentState.ACCEPTED)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert (shown.name, shown.is_done, shown.judged, shown.refused) == ("Siân Llewellyn", True, 1, "")
    assert (shown.sent_at, shown.made_at) == (clock.now() - timedelta(minutes=5), clock.now())
    assert in_short(shown) == "1 section amended, 1 comment, 1 comment answered, done checking"
    [amended] = shown.sections
    assert (amended.place, amended.why_beside) == (f"Item 1 · Approval: Barlow001 household · {DISCUSSION}", "")
    assert shown.places[shown.said[0].section] == f"Item 1 · Approval: Barlow001 household · {ADVICE}"
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT.replace("told", "persuaded")
    said = {one.text: one for one in desk.ask(comments, PANEL)}
    assert (said["Not mine."].author, said["Not mine."].proposed) == ("Siân Llewellyn", "A member")
    assert (said["Which?"].state, said["Which?"].answered_by) == (CommentState.DECLINED, "Siân Llewellyn")
    assert [one.done_at is not None for one in desk.ask(reviews, PANEL)] == [True]
    at = "4 March 2027"
    assert f"taken in on {at}" in refused(desk, answer, sha256)
    assert refused(desk, answer, sha256).startswith("This answer")
    assert refused(desk, *returned(desk, home, tmp_path)).startswith("Another answer")


def test_a_section_that_both_wrote_keeps_its_text_and_gets_proposals(desk: Desk, tmp_path: Path) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?", "members")
    home = sent_home(desk, tmp_path)
    home.desk.do(answer_comment, asked, CommentState.ACCEPTED)
    write(home.desk, section(home.desk).text.replace("told", "persuaded"))
    write(home.desk, "**" + TEXT.split("\n", maxsplit=1)[0] + "**\nThe panel agreed.", ADVICE)
    write(desk, TEXT + "\nIt rose at noon.")
    write(desk, TEXT + "\nIt rose.", ADVICE)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert in_short(shown) == "2 sections proposed otherwise, 1 comment answered"
    assert [[(one.quote, one.proposed) for one in each.proposals] for each in shown.sections] == [
        [("panel", "members"), ("told", "persuaded")],
        [],
    ]
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT + "\nIt rose at noon."
    said = desk.ask(comments, PANEL)
    assert {(one.quote, one.proposed) for one in said} >= {("told", "persuaded"), ("panel", "members")}
    assert any("set otherwise at home" in one.text for one in said)
    assert next(one for one in said if one.id == asked).state is CommentState.OPEN
    proposal = next(one for one in said if one.proposed == "persuaded")
    desk.do(answer_comment, proposal.id, CommentState.ACCEPTED)
    assert "was persuaded of contact" in section(desk).text


def test_the_same_words_on_both_sides_are_no_difference(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    write(home.desk, "The same.")
    write(desk, "The same.")
    take_in(desk, *returned(desk, home, tmp_path))
    assert desk.ask(comments, PANEL) == ()


def test_an_answer_that_does_nothing_comes_back_too(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    found = take_in(desk, *returned(desk, home, tmp_path))
    assert in_short(found) == "Nothing was written at home"
    assert desk.ask(review_files, PANEL)[0].returned_at is not None


def test_who_is_no_longer_asked_is_not_noted_as_done(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    home.desk.do(finish_review, PANEL)
    desk.do(send_to_members, PANEL)
    take_in(desk, *returned(desk, home, tmp_path))
    assert desk.ask(reviews, PANEL)[0].done_at is None


def test_what_changed_here_while_the_file_was_away_is_still_to_be_looked_at(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    home = sent_home(desk, tmp_path)
    clock.move(minutes=5)
    write(desk, "Other words.", ADVICE)
    home.desk.do(finish_review, PANEL)
    clock.move(minutes=5)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert shown.checking.startswith("Not counted as done, for they have not seen what changed here since: Item 1")
    assert in_short(shown) == "Done checking, which does not count"
    take_in(desk, answer, sha256)
    [own] = desk.ask(reviews, PANEL)
    assert (own.done_at, own.looked_at) == (None, clock.now() - timedelta(minutes=10))
    chair = the_chair(tmp_path, clock)
    assert [each.after for each in chair.ask(changes_since_looked, PANEL)] == ["Other words."]
    chair.close()


def test_an_answer_of_another_store_or_person_is_refused(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    answer, sha256 = returned(desk, home, tmp_path)
    with pytest.raises(RuleBrokenError, match="no review file that was made here"):
        desk.ask(answer_preview, replace(answer, token="0" * 32), sha256)
    with pytest.raises(RuleBrokenError, match="no review file that was made here"):
        desk.do(take_in_answer, replace(answer, token="0" * 32), sha256)
    assert refused(desk, replace(answer, member="M003"), sha256) == FOREIGN
    strange = replace(answer, amended=(Amended(9999, "", "x"),))
    assert preview(desk, strange, sha256).sections == ()
    with pytest.raises(RuleBrokenError, match="a section that these minutes do not have"):
        take_in(desk, strange, sha256)
    said = Said(9999, 0, "", "x", None, desk.clock.now())
    with pytest.raises(RuleBrokenError, match="a section that these minutes do not have"):
        take_in(desk, replace(answer, said=(said,)), sha256)
    take_in(desk, replace(answer, judged=(Judged(9999, CommentState.DECLINED, None),)), sha256)


def test_minutes_that_went_on_refuse_a_check(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path)
    nothing = returned(desk, home, tmp_path)
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(desk, home, tmp_path)
    to_final(desk)
    assert "no signature and nothing else" in refused(desk, *nothing)
    assert "are final by now" in refused(desk, answer, sha256)
    desk.do(reopen_minutes, PANEL)
    assert "a draft again" in refused(desk, answer, sha256)
    desk.do(send_to_chair_and_adviser, PANEL)
    to_final(desk)
    sign_at(the_chair(tmp_path), PASSPHRASE)
    assert "are signed by now" in refused(desk, answer, sha256)
    desk.do(begin_correction, PANEL, "A name was wrong.")
    assert "another version" in refused(desk, answer, sha256)


# Signed


def test_a_chair_signs_at_home_with_the_key_that_the_store_keeps(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    made = chair.do(make_credential, PASSPHRASE)
    to_final(desk)
    home = sent_home(desk, tmp_path)
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        sign_at(home.desk, "Another-passphrase")
    assert sign_at(home.desk, PASSPHRASE) is True
    home.save()
    home = open_at_home(home.path, FILE_PASSWORD, desk.clock)
    answer, sha256 = returned(desk, home, tmp_path)
    assert preview(desk, answer, sha256).made_certificate == ""
    take_in(desk, answer, sha256)
    assert state(desk) is MinutesState.SIGNED
    assert [(one.name, one.certificate_sha256) for one in desk.ask(signatures, PANEL)] == [("Siân Llewellyn", made)]


def test_a_chair_without_a_key_makes_one_at_home(desk: Desk, tmp_path: Path) -> None:
    to_final(desk)
    home = sent_home(desk, tmp_path)
    with pytest.raises(RuleBrokenError, match="at least 12"):
        sign_at(home.desk, "short")
    sign_at(home.desk, AT_HOME)
    answer, sha256 = returned(desk, home, tmp_path)
    assert answer.signed is not None
    assert preview(desk, answer, sha256).made_certificate == answer.signed.certificate
    other = replace(answer, signed=replace(answer.signed, made_certificate=b"x"))
    with pytest.raises(RuleBrokenError, match="cannot be read"):
        take_in(desk, other, sha256, answer.signed.certificate)
    with pytest.raises(RuleBrokenError, match="Compare its fingerprint"):
        take_in(desk, answer, sha256)
    with pytest.raises(RuleBrokenError, match="another fingerprint"):
        take_in(desk, answer, sha256, "0" * 64)
    assert desk.ask(credentials, CHAIR) == ()
    assert in_short(take_in(desk, answer, sha256, fingerprint_in_words(answer.signed.certificate.upper()))) == "Signed"
    [kept] = desk.ask(credentials, CHAIR)
    assert (kept.sha256, kept.subject) == (answer.signed.certificate, "Siân Llewellyn")
    assert "taken in on" in refused(desk, answer, sha256)


def test_a_chair_with_two_passphrases_is_told_which_one_opens_the_key(desk: Desk, tmp_path: Path) -> None:
    to_final(desk)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, AT_HOME)
    file = returned(desk, home, tmp_path)
    take_in(desk, *file, compared=preview(desk, *file).made_certificate)
    desk.do(begin_correction, PANEL, "A name was misspelt.")
    for step in (send_for_review, make_final):
        desk.do(step, PANEL)
    with pytest.raises(RuleBrokenError, match="the passphrase that you chose at home"):
        sign_at(the_chair(tmp_path), PASSPHRASE)
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        sign_at(the_chair(tmp_path), AT_HOME)


def test_a_signature_under_minutes_that_changed_or_were_signed_meanwhile_is_refused(
    desk: Desk, tmp_path: Path, clock: FixedClock
) -> None:
    vice, chair = with_a_vice_chair(desk, tmp_path), the_chair(tmp_path, clock)
    for one in (vice, chair):
        one.do(make_credential, PASSPHRASE)
    to_final(desk)
    home, again = sent_home(desk, tmp_path), sent_home(desk, tmp_path, name="again")
    theirs = sent_home(desk, tmp_path, "M050", "theirs")
    for away in (home, again, theirs):
        assert sign_at(away.desk, PASSPHRASE) is False
    answer, sha256 = returned(desk, home, tmp_path)
    take_in(desk, answer, sha256)
    assert state(desk) is MinutesState.FINAL
    assert "has signed these minutes already" in refused(desk, *returned(desk, again, tmp_path))
    late = returned(desk, theirs, tmp_path)
    assert "Siân Llewellyn has signed since this file was made" in refused(desk, *late)
    newer = sent_home(desk, tmp_path, "M050", "newer")
    assert sign_at(newer.desk, PASSPHRASE) is True
    seen = returned(desk, newer, tmp_path)
    desk.do(reopen_minutes, PANEL, "A word was wrong.")
    assert "under other words" in refused(desk, *seen)
    write(desk, "Another word.")
    desk.do(send_to_chair_and_adviser, PANEL)
    to_final(desk)
    assert "under other words" in refused(desk, *seen)
    final = sent_home(desk, tmp_path, "M050", "final")
    sign_at(final.desk, PASSPHRASE)
    done = returned(desk, final, tmp_path)
    clock.move(minutes=1)
    sent_home(desk, tmp_path, "M050", "never returned")
    assert preview(desk, *done).is_superseded
    sign_at(chair, PASSPHRASE)
    assert "has signed since" in refused(desk, *done)
    sign_at(vice, PASSPHRASE)
    assert "signed by all who presided" in refused(desk, *done)


def test_a_certificate_that_is_not_the_chairs_is_refused(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    chair.do(make_credential, PASSPHRASE)
    to_final(desk)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, PASSPHRASE)
    answer, sha256 = returned(desk, home, tmp_path)
    chair.do(withdraw_credential, desk.ask(credentials, CHAIR)[0].id)
    assert "no longer signs for this person" in refused(desk, answer, sha256)
    chair.do(make_credential, PASSPHRASE)
    assert "not the one on the central list" in refused(desk, answer, sha256)


def test_a_print_that_is_not_these_minutes_is_refused(desk: Desk, tmp_path: Path) -> None:
    to_final(desk)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, AT_HOME)
    answer, sha256 = returned(desk, home, tmp_path)
    signed = answer.signed
    assert signed is not None
    flipped = signed.printed[:1200] + bytes([signed.printed[1200] ^ 1]) + signed.printed[1201:]
    for changed, why in (
        (replace(signed, printed=b"%PDF-nothing"), "damaged"),
        (replace(signed, printed=flipped), "changed"),
        (replace(signed, certificate="f" * 64), "another certificate"),
        (replace(signed, signed_at=signed.signed_at.replace(year=2026)), "another certificate, or at another moment"),
    ):
        with pytest.raises(RuleBrokenError, match=why):
            take_in(desk, replace(answer, signed=changed), sha256)
    with pytest.raises(RuleBrokenError, match="not the one that it was signed with"):
        desk.do(take_in_answer, replace(answer, signed=replace(signed, certificate="f" * 64)), sha256)
    assert state(desk) is MinutesState.FINAL
    assert desk.ask(credentials, CHAIR) == ()


def test_a_clock_that_is_behind_at_home_loses_nothing(desk: Desk, clock: FixedClock, tmp_path: Path) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    settled = desk.do(comment_on, section(desk).id, 0, "The", "Article?")
    desk.do(answer_comment, settled, CommentState.DECLINED)
    checked = sent_home(desk, tmp_path, name="to check")
    desk.do(make_final, PANEL)
    signed = sent_home(desk, tmp_path, name="to sign")
    clock.move(minutes=-30)
    checked.desk.do(answer_comment, asked, CommentState.ACCEPTED)
    checked.desk.do(finish_review, PANEL)
    answer, _ = returned(desk, checked, tmp_path)
    assert ([one.comment for one in answer.judged], answer.is_done) == ([asked], True)
    sign_at(signed.desk, AT_HOME)
    answer, _ = returned(desk, signed, tmp_path)
    assert answer.signed is not None


def test_a_file_that_could_not_be_saved_is_nowhere(desk: Desk) -> None:
    first = desk.do(make_review_file, PANEL, CHAIR)
    second = desk.do(make_review_file, PANEL, CHAIR)
    desk.do(forget_review_file, second.token)
    assert [(one.token, one.is_superseded) for one in desk.ask(review_files, PANEL)] == [(first.token, False)]


def test_a_key_with_a_passphrase_of_its_own_outlives_a_new_passphrase(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    chair = the_chair(tmp_path)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, AT_HOME)
    answer, sha256 = returned(desk, home, tmp_path)
    take_in(desk, answer, sha256, preview(desk, answer, sha256).made_certificate)
    chair.do(change_passphrase, PASSPHRASE, "Another-passphrase")
    [kept] = desk.ask(credentials, CHAIR)
    assert kept.withdrawn_at is None


def test_what_a_member_writes_at_home_is_proposed_as_it_is_here(desk: Desk, tmp_path: Path) -> None:
    asked = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    home = sent_home(desk, tmp_path, "M003")
    write(home.desk, TEXT.replace("told", "persuaded"))
    home.desk.do(answer_comment, asked, CommentState.DECLINED)
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert ([one.why_beside for one in shown.sections], shown.judged) == (["they did not preside"], 0)
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT
    said = {one.text: (one.proposed, one.state) for one in desk.ask(comments, PANEL)}
    assert said == {"Which?": (None, CommentState.OPEN), "Written at home.": ("persuaded", CommentState.OPEN)}


def test_words_that_were_declined_here_meanwhile_do_not_come_in(desk: Desk, tmp_path: Path) -> None:
    asked = desk.do(comment_on, section(desk).id, 14, "told", "", "persuaded")
    home = sent_home(desk, tmp_path)
    home.desk.do(answer_comment, asked, CommentState.ACCEPTED)
    assert "persuaded" in section(home.desk).text
    desk.do(answer_comment, asked, CommentState.DECLINED, "No.")
    take_in(desk, *returned(desk, home, tmp_path))
    assert section(desk).text == TEXT


def test_an_adviser_sends_and_takes_in_for_others_and_not_for_themselves(desk: Desk, tmp_path: Path) -> None:
    adviser = a_desk(tmp_path, AccountRole.ADVISER, FixedClock())
    desk.do(reopen_minutes, PANEL)
    desk.do(send_to_chair_and_adviser, PANEL)
    home = sent_home(adviser, tmp_path, "M003")
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(adviser, home, tmp_path)
    take_in(adviser, answer, sha256)
    done = {one.name: one.done_at is not None for one in desk.ask(reviews, PANEL) if one.is_current}
    assert done["Given003 Family003"] is True
    assert list(done.values()).count(True) == 1


def test_a_certificate_that_was_withdrawn_does_not_come_back(desk: Desk, tmp_path: Path) -> None:
    to_final(desk)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, AT_HOME)
    answer, sha256 = returned(desk, home, tmp_path)
    take_in(desk, answer, sha256, preview(desk, answer, sha256).made_certificate)
    desk.do(withdraw_credential, desk.ask(credentials, CHAIR)[0].id)
    desk.do(begin_correction, PANEL, "A name was misspelt.")
    for step in (send_for_review, make_final):
        desk.do(step, PANEL)
    again = sent_home(desk, tmp_path, name="again")
    assert answer.signed is not None
    Desk(again.desk.store, again.desk.signed_in, desk.clock).do(_keep, answer.signed)
    sign_at(again.desk, AT_HOME)
    answer, sha256 = returned(desk, again, tmp_path)
    assert "no longer signs for this person" in refused(desk, answer, sha256)


def test_a_crafted_answer_signs_nothing_and_writes_nowhere_that_it_may_not(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path, "M003")
    answer, sha256 = returned(desk, home, tmp_path)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    [attendance] = [
        one.id for one in record.sections if one.case == APPROVAL and one.purpose is HeadingPurpose.ATTENDANCE
    ]
    written = replace(answer, amended=(Amended(attendance, "", "Nobody came."),))
    assert "where the registers speak" in refused(desk, written, sha256)
    to_final(desk)
    signed = replace(answer, signed=Signed(b"%PDF-", "", "", desk.clock.now(), "f" * 64, b"", b""))
    assert "did not preside" in refused(desk, signed, sha256)
