"""A chair is told at the sign-in what was signed in their name, and can say that it was somebody else."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.sign_minutes import sign
from panel_desk.flows.verify_print import check_print
from panel_desk.operations.members.certificates import disown_signature
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.minutes import signed_print
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.queries.minutes.signed_in_name import (
    DisownedSignatures,
    disowned_since_last_sign_in,
    signed_in_my_name,
)
from panel_desk.rules.vocabulary import AccountRole
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk, a_member
from tests.panels import CHAIR, PANEL, a_held_panel, make_final_minutes, record, sent_home, taken_in, the_chair

HELD_ON = date(2027, 2, 24)


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    make_final_minutes(desk)
    return desk


def again(desk: Desk, name: str, time_source: FixedTime) -> Desk:
    """The desk of an account that signs in a day later."""
    time_source.move(days=1)
    return sign_in(desk.store.folder, name, PASSPHRASE, time_source)


def test_a_chair_is_told_once_what_was_signed_since_they_last_signed_in(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    chair = the_chair(tmp_path, time_source)
    signed_at = time_source.now()
    time_source.move(minutes=5)
    sign(chair, record(chair).content, PASSPHRASE)
    assert chair.ask(signed_in_my_name) == ()  # by this very sign-in
    [told] = again(desk, "chair", time_source).ask(signed_in_my_name)
    assert (told.held_on, told.taken_in_at) == (HELD_ON, None)
    assert told.signed_at > signed_at
    assert again(desk, "chair", time_source).ask(signed_in_my_name) == ()


def test_a_signature_from_home_is_told_when_it_was_taken_in(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    home = sent_home(desk, tmp_path)
    sign(home.desk, record(home.desk).content, "A-passphrase-of-my-own")
    answer = home.desk.ask(answer_at_home, home.file)
    time_source.move(hours=1)
    the_chair(tmp_path, time_source).close()
    time_source.move(hours=1)
    taken_in(desk, answer, "f" * 64)
    [told] = again(desk, "chair", time_source).ask(signed_in_my_name)
    assert told.taken_in_at is not None
    assert told.taken_in_at > told.signed_at


def test_a_chair_who_did_not_sign_withdraws_the_certificate_and_administrators_are_told(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    chair = the_chair(tmp_path, time_source)
    time_source.move(minutes=5)
    sign(chair, record(chair).content, PASSPHRASE)
    kept = desk.ask(signed_print, PANEL)
    assert kept is not None
    assert check_print(desk, kept).is_valid
    chair = again(desk, "chair", time_source)
    [told] = chair.ask(signed_in_my_name)
    a_member(desk, "M060")
    other = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="other", member_ref="M060")
    with pytest.raises(RuleBrokenError, match="in another person's name"):
        other.do(disown_signature, told.id)
    chair.do(disown_signature, told.id)
    assert chair.ask(signed_in_my_name) == ()
    [certificate] = desk.ask(credentials, CHAIR)
    assert certificate.withdrawn_at == time_source.now()
    checked = check_print(desk, kept)
    assert not checked.is_valid
    assert checked.verdict.startswith("Siân Llewellyn has said that this signature is not theirs.")
    administrator = again(desk, ADMINISTRATOR, time_source)
    assert administrator.ask(disowned_since_last_sign_in) == (DisownedSignatures("Siân Llewellyn", (HELD_ON,)),)
    assert again(desk, ADMINISTRATOR, time_source).ask(disowned_since_last_sign_in) == ()
