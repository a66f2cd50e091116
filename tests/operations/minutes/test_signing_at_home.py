"""Minutes signed at home: which key signs, and which answers are refused."""

from dataclasses import replace
from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.review_at_home import open_review_file
from panel_desk.flows.take_in_answer import preview, summary_of_answer, take_in
from panel_desk.operations.accounts import change_passphrase
from panel_desk.operations.members.certificates import keep_credential, withdraw_credential
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.corrections import begin_correction
from panel_desk.operations.minutes.minutes import make_final, reopen_minutes
from panel_desk.operations.minutes.review_files import (
    add_home_certificate,
    forget_review_file,
    make_review_file,
    take_in_answer,
)
from panel_desk.operations.minutes.reviews import (
    answer_comment,
    comment_on,
    finish_review,
    send_to_chair_and_adviser,
)
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.members.members import member
from panel_desk.queries.minutes.home_file import AmendedSection, HomeSignature
from panel_desk.queries.minutes.minutes import fingerprint, minutes, signatures
from panel_desk.queries.minutes.review_files import review_files
from panel_desk.queries.minutes.reviews import comments, reviews
from panel_desk.rules.text import fingerprint_in_words
from panel_desk.rules.vocabulary import AccountRole, CommentState, HeadingPurpose, MinutesState, PanelRole
from panel_desk.store.credentials import from_certificate
from tests.answers_from_home import refused, returned, sign_at, state
from tests.builders import PASSPHRASE, FixedTime, a_certificate, a_desk
from tests.panels import (
    APPROVAL,
    CHAIR,
    FILE_PASSWORD,
    PANEL,
    section,
    sent_home,
    taken_in,
    the_chair,
    vouched_for,
    with_a_chair_who_leaves,
    with_a_vice_chair,
    with_the_chair,
    write,
)

TEXT = "The panel was told of contact.\nThe panel agreed."
HOME_PASSPHRASE = "A-passphrase-of-my-own"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """The office's desk, with minutes that the chair is checking."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk, TEXT)
    return desk


def read_at(desk: Desk) -> str:
    """The fingerprint of the panel's minutes as a desk shows them."""
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return fingerprint(record.content)


@permits(AccountRole.CHAIR)
def _store_certificate(work: Work, signed: HomeSignature) -> None:
    keep_credential(work, CHAIR, from_certificate(signed.made_certificate, signed.made_pkcs12), HOME_PASSPHRASE)


def test_a_chair_signs_at_home_with_the_key_in_the_store(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    made = a_certificate(chair)
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        sign_at(home.desk, "Another-passphrase")
    assert sign_at(home.desk, PASSPHRASE) is True
    home.save()
    home = open_review_file(home.path, FILE_PASSWORD, desk.time_source)
    answer, sha256 = returned(desk, home, tmp_path)
    assert preview(desk, answer, sha256).new_fingerprint == ""
    take_in(desk, answer, sha256)
    assert state(desk) is MinutesState.SIGNED
    assert [(one.name, one.certificate_sha256) for one in desk.ask(signatures, PANEL)] == [("Siân Llewellyn", made)]


def test_a_chair_without_a_key_makes_one_at_home(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    with pytest.raises(RuleBrokenError, match="at least 12"):
        sign_at(home.desk, "short")
    sign_at(home.desk, HOME_PASSPHRASE)
    answer, sha256 = returned(desk, home, tmp_path)
    assert answer.signed is not None
    assert preview(desk, answer, sha256).new_fingerprint == answer.signed.certificate
    other = replace(answer, signed=replace(answer.signed, made_certificate=b"x"))
    with pytest.raises(RuleBrokenError, match="cannot be read"):
        take_in(desk, other, sha256, answer.signed.certificate)
    with pytest.raises(RuleBrokenError, match="Compare its fingerprint"):
        take_in(desk, answer, sha256)
    with pytest.raises(RuleBrokenError, match="another fingerprint"):
        take_in(desk, answer, sha256, "0" * 64)
    assert desk.ask(credentials, CHAIR) == ()
    with pytest.raises(RuleBrokenError, match="waits for a second person to vouch"):
        take_in(desk, answer, sha256, fingerprint_in_words(answer.signed.certificate.upper()))
    with pytest.raises(RuleBrokenError, match="waits for a second person to vouch"):
        desk.do(add_home_certificate, answer, sha256)
    vouched_for(desk)
    with pytest.raises(RuleBrokenError, match="no certificate that is new here"):
        desk.do(add_home_certificate, answer, sha256)
    assert summary_of_answer(take_in(desk, answer, sha256)) == "Signed"
    [kept] = desk.ask(credentials, CHAIR)
    assert (kept.sha256, kept.subject) == (answer.signed.certificate, "Siân Llewellyn")
    assert "taken in on" in refused(desk, answer, sha256)


def test_the_error_names_which_of_two_passphrases_opens_the_key(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, HOME_PASSPHRASE)
    taken_in(desk, *returned(desk, home, tmp_path))
    desk.do(begin_correction, PANEL, "A name was misspelt.")
    for step in (send_to_chair_and_adviser, make_final):
        desk.do(step, PANEL)
    with pytest.raises(RuleBrokenError, match="the passphrase that you chose at home"):
        sign_at(the_chair(tmp_path), PASSPHRASE)
    with pytest.raises(RuleBrokenError, match="not your passphrase"):
        sign_at(the_chair(tmp_path), HOME_PASSPHRASE)


def test_a_vice_chair_who_was_promoted_since_the_panel_signs_at_home(desk: Desk, tmp_path: Path) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    a_certificate(vice)
    desk.do(make_final, PANEL)
    before = read_at(desk)
    for role_from in (None, desk.time_source.today()):
        version = desk.ask(member, "M050").version
        desk.do(change_member, "M050", version, role=PanelRole.CHAIR, role_from=role_from)
    assert read_at(desk) == before
    home = sent_home(desk, tmp_path, "M050")
    assert read_at(home.desk) == before
    assert sign_at(home.desk, PASSPHRASE) is False
    take_in(desk, *returned(desk, home, tmp_path))
    assert [each.member for each in desk.ask(signatures, PANEL)] == ["M050"]


def test_a_signature_is_refused_when_the_minutes_changed_or_were_signed_meanwhile(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    vice, chair = with_a_chair_who_leaves(desk, tmp_path), the_chair(tmp_path, time_source)
    for one in (vice, chair):
        a_certificate(one)
    desk.do(make_final, PANEL)
    home, again = sent_home(desk, tmp_path), sent_home(desk, tmp_path, name="again")
    vice_home = sent_home(desk, tmp_path, "M050", "vice")
    for away in (home, again, vice_home):
        assert sign_at(away.desk, PASSPHRASE) is False
    answer, sha256 = returned(desk, home, tmp_path)
    take_in(desk, answer, sha256)
    assert state(desk) is MinutesState.FINAL
    assert "has signed these minutes already" in refused(desk, *returned(desk, again, tmp_path))
    late = returned(desk, vice_home, tmp_path)
    assert "Siân Llewellyn has signed since this file was made" in refused(desk, *late)
    newer = sent_home(desk, tmp_path, "M050", "newer")
    assert sign_at(newer.desk, PASSPHRASE) is True
    after_chair = returned(desk, newer, tmp_path)
    desk.do(reopen_minutes, PANEL, "A word was wrong.")
    assert "for a different text" in refused(desk, *after_chair)
    write(desk, "Another word.")
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    assert "for a different text" in refused(desk, *after_chair)
    final = sent_home(desk, tmp_path, "M050", "final")
    sign_at(final.desk, PASSPHRASE)
    of_new_text = returned(desk, final, tmp_path)
    time_source.move(minutes=1)
    sent_home(desk, tmp_path, "M050", "never returned")
    assert preview(desk, *of_new_text).is_superseded
    sign_at(chair, PASSPHRASE)
    assert "has signed since" in refused(desk, *of_new_text)
    sign_at(vice, PASSPHRASE)
    assert "signed by all who presided" in refused(desk, *of_new_text)


def test_a_certificate_that_is_not_the_chairs_is_refused(desk: Desk, tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    a_certificate(chair)
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, PASSPHRASE)
    answer, sha256 = returned(desk, home, tmp_path)
    chair.do(withdraw_credential, desk.ask(credentials, CHAIR)[0].id)
    assert "not valid for this person" in refused(desk, answer, sha256)
    a_certificate(chair)
    assert "not the one on the central list" in refused(desk, answer, sha256)


def test_a_pdf_of_other_minutes_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, HOME_PASSPHRASE)
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


def test_an_answer_is_complete_when_the_clock_at_home_is_slow(
    desk: Desk, time_source: FixedTime, tmp_path: Path
) -> None:
    comment = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    settled = desk.do(comment_on, section(desk).id, 0, "The", "Article?")
    desk.do(answer_comment, settled, CommentState.DECLINED)
    checked = sent_home(desk, tmp_path, name="to check")
    desk.do(make_final, PANEL)
    signed = sent_home(desk, tmp_path, name="to sign")
    time_source.move(minutes=-30)
    checked.desk.do(answer_comment, comment, CommentState.ACCEPTED)
    checked.desk.do(finish_review, PANEL)
    answer, _ = returned(desk, checked, tmp_path)
    assert ([one.comment for one in answer.judged], answer.is_done) == ([comment], True)
    sign_at(signed.desk, HOME_PASSPHRASE)
    answer, _ = returned(desk, signed, tmp_path)
    assert answer.signed is not None


def test_forgetting_an_unsaved_review_file_makes_the_earlier_one_count_again(desk: Desk) -> None:
    first = desk.do(make_review_file, PANEL, CHAIR)
    second = desk.do(make_review_file, PANEL, CHAIR)
    desk.do(forget_review_file, second.token)
    assert [(one.token, one.is_superseded) for one in desk.ask(review_files, PANEL)] == [(first.token, False)]


def test_a_key_made_at_home_stays_when_the_account_gets_a_new_passphrase(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    chair = the_chair(tmp_path)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, HOME_PASSPHRASE)
    taken_in(desk, *returned(desk, home, tmp_path))
    chair.do(change_passphrase, PASSPHRASE, "Another-passphrase")
    [kept] = desk.ask(credentials, CHAIR)
    assert kept.withdrawn_at is None


def test_amendments_of_a_member_who_did_not_preside_become_proposals(desk: Desk, tmp_path: Path) -> None:
    comment = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    home = sent_home(desk, tmp_path, "M003")
    write(home.desk, TEXT.replace("told", "persuaded"))
    home.desk.do(answer_comment, comment, CommentState.DECLINED)
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(desk, home, tmp_path)
    shown = preview(desk, answer, sha256)
    assert ([one.why_proposed for one in shown.sections], shown.judged) == (["they did not preside"], 0)
    take_in(desk, answer, sha256)
    assert section(desk).text == TEXT
    by_text = {one.text: (one.proposed, one.state) for one in desk.ask(comments, PANEL)}
    assert by_text == {"Which?": (None, CommentState.OPEN), "Written at home.": ("persuaded", CommentState.OPEN)}


def test_a_proposal_that_was_declined_here_meanwhile_is_not_taken_in(desk: Desk, tmp_path: Path) -> None:
    comment = desk.do(comment_on, section(desk).id, 14, "told", "", "persuaded")
    home = sent_home(desk, tmp_path)
    home.desk.do(answer_comment, comment, CommentState.ACCEPTED)
    assert "persuaded" in section(home.desk).text
    desk.do(answer_comment, comment, CommentState.DECLINED, "No.")
    take_in(desk, *returned(desk, home, tmp_path))
    assert section(desk).text == TEXT


def test_an_answer_that_an_adviser_takes_in_counts_for_its_member_only(desk: Desk, tmp_path: Path) -> None:
    adviser = a_desk(tmp_path, AccountRole.ADVISER, FixedTime())
    desk.do(reopen_minutes, PANEL)
    desk.do(send_to_chair_and_adviser, PANEL)
    home = sent_home(adviser, tmp_path, "M003")
    home.desk.do(finish_review, PANEL)
    answer, sha256 = returned(adviser, home, tmp_path)
    take_in(adviser, answer, sha256)
    done = {one.name: one.done_at is not None for one in desk.ask(reviews, PANEL) if one.is_current}
    assert done["Given003 Family003"] is True
    assert list(done.values()).count(True) == 1


def test_a_signature_with_a_withdrawn_certificate_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.do(make_final, PANEL)
    home = sent_home(desk, tmp_path)
    sign_at(home.desk, HOME_PASSPHRASE)
    answer, sha256 = returned(desk, home, tmp_path)
    taken_in(desk, answer, sha256)
    desk.do(withdraw_credential, desk.ask(credentials, CHAIR)[0].id)
    desk.do(begin_correction, PANEL, "A name was misspelt.")
    for step in (send_to_chair_and_adviser, make_final):
        desk.do(step, PANEL)
    again = sent_home(desk, tmp_path, name="again")
    assert answer.signed is not None
    Desk(again.desk.store, again.desk.signed_in, desk.time_source).do(_store_certificate, answer.signed)
    sign_at(again.desk, HOME_PASSPHRASE)
    answer, sha256 = returned(desk, again, tmp_path)
    assert "not valid for this person" in refused(desk, answer, sha256)


def test_a_forged_answer_is_refused(desk: Desk, tmp_path: Path) -> None:
    home = sent_home(desk, tmp_path, "M003")
    answer, sha256 = returned(desk, home, tmp_path)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    [attendance] = [
        one.id for one in record.sections if one.case == APPROVAL and one.purpose is HeadingPurpose.ATTENDANCE
    ]
    written = replace(answer, amended=(AmendedSection(attendance, "", "Nobody came."),))
    assert "filled from the registers" in refused(desk, written, sha256)
    desk.do(make_final, PANEL)
    signed = replace(answer, signed=HomeSignature(b"%PDF-", "", "", desk.time_source.now(), "f" * 64, b"", b""))
    assert "did not preside" in refused(desk, signed, sha256)
