"""After several wrong passphrases in a row an account waits, also in a program that was started anew."""

import json
from pathlib import Path

import pytest

from panel_desk.desk import sign_in
from panel_desk.errors import SignInRefusedError, StoreError
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.keys import KEY_FILE
from panel_desk.store.sign_in_waits import SIGN_IN_WAITS
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk, give_passphrase

WRONG = "not my passphrase"
NEW = "Third-good-passphrase"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A store with the accounts admin (administrator) and chair."""
    a_desk(tmp_path, AccountRole.CHAIR).close()
    return tmp_path / "store"


def refused(folder: Path, time_source: FixedTime, name: str = ADMINISTRATOR, passphrase: str = WRONG) -> str:
    """The sentence with which a sign-in is refused."""
    with pytest.raises(SignInRefusedError) as caught:
        sign_in(folder, name, passphrase, time_source)
    return caught.value.sentence


def test_the_fifth_wrong_passphrase_makes_the_account_wait_longer_each_time(
    folder: Path, time_source: FixedTime
) -> None:
    sentences = [refused(folder, time_source) for _ in range(4)]
    assert not any("Try again in" in each for each in sentences)
    assert "Try again in 30 seconds" in refused(folder, time_source, "ADMIN")
    time_source.move(seconds=10)
    assert "Try again in 20 seconds" in refused(folder, time_source, passphrase=PASSPHRASE)
    time_source.move(seconds=20)
    assert "Try again in 1 minute," in refused(folder, time_source)
    for _ in range(12):
        time_source.move(minutes=15)
        sentence = refused(folder, time_source)
    assert "Try again in 15 minutes" in sentence
    time_source.move(days=-400)
    assert "Try again in 15 minutes" in refused(folder, time_source)


def test_the_right_passphrase_after_the_wait_opens_the_store_and_ends_the_count(
    folder: Path, time_source: FixedTime
) -> None:
    for _ in range(5):
        refused(folder, time_source)
    time_source.move(seconds=30)
    sign_in(folder, ADMINISTRATOR, PASSPHRASE, time_source).close()
    assert "Try again in" not in refused(folder, time_source)


def test_others_do_not_wait_and_a_new_passphrase_ends_the_wait(folder: Path, time_source: FixedTime) -> None:
    for _ in range(5):
        refused(folder, time_source, "chair")
    desk = sign_in(folder, None, PASSPHRASE, time_source)
    give_passphrase(desk, "chair", NEW)
    desk.close()
    sign_in(folder, "chair", NEW, time_source).close()


def test_a_name_that_is_no_accounts_is_not_counted(folder: Path, time_source: FixedTime) -> None:
    assert len({refused(folder, time_source, "nobody") for _ in range(7)}) == 1
    assert not (folder / SIGN_IN_WAITS).exists()


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"admin": 3}', '{"admin": [9, "2027-03-04T09:30:00"]}', '{"admin": ["x", "y"]}']
)
def test_a_damaged_file_of_waits_counts_as_none(folder: Path, time_source: FixedTime, content: str) -> None:
    (folder / SIGN_IN_WAITS).write_text(content, encoding="utf-8")
    sign_in(folder, ADMINISTRATOR, PASSPHRASE, time_source).close()
    refused(folder, time_source)
    assert json.loads((folder / SIGN_IN_WAITS).read_text(encoding="utf-8"))[ADMINISTRATOR][0] == 1


def test_waits_that_cannot_be_written_refuse_as_before(folder: Path, time_source: FixedTime) -> None:
    (folder / SIGN_IN_WAITS).mkdir()
    assert "do not open this store" in refused(folder, time_source)


@pytest.mark.parametrize("cost", [{"passes": 2000}, {"memory_kib": 2**22}, {"lanes": 200}, {"passes": "many"}])
def test_a_key_file_cannot_make_a_sign_in_take_more_than_some_seconds(
    folder: Path, time_source: FixedTime, cost: dict[str, object]
) -> None:
    content = json.loads((folder / KEY_FILE).read_text(encoding="utf-8"))
    content["accounts"][0]["cost"] |= cost
    (folder / KEY_FILE).write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(StoreError, match=r"keys\.json is damaged"):
        sign_in(folder, ADMINISTRATOR, PASSPHRASE, time_source)
