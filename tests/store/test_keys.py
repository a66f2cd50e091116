"""The key file: passphrases, the recovery key, and sentences for a damaged file."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from panel_desk.errors import RuleBrokenError, StoreError
from panel_desk.store.keys import KeyRing, check_passphrase, decrypt, derive, encrypt, new_key_ring, read_key_ring
from tests.builders import CHEAP, PASSPHRASE

DAMAGED = "The store's key file keys.json is damaged. Put it back from the last backup."


def _ring(*names: str) -> tuple[KeyRing, bytes, str]:
    """A key ring with these accounts, of which `ada` is an administrator's; its data key and its recovery key."""
    ring, data_key, recovery_key = new_key_ring()
    for name in names:
        ring = ring.with_account(name, PASSPHRASE, data_key, is_administrator=name == "ada", cost=CHEAP)
    return ring, data_key, recovery_key


def test_each_account_opens_the_same_data_key(tmp_path: Path) -> None:
    ring, data_key, _ = _ring("ben", "ada")
    ring.save(tmp_path / "keys.json")
    read = read_key_ring(tmp_path / "keys.json")
    assert read == ring
    assert read.names() == ("ben", "ada")
    assert read.first_administrator() == "ada"
    assert {read.unlock(name, PASSPHRASE).data_key for name in ("ada", "ben", " ADA ", "Ｂen")} == {data_key}
    assert (read.as_spelt(" ADA "), read.as_spelt("nobody")) == ("ada", "nobody")


def test_without_an_administrator_a_command_without_user_signs_in_as_the_first_account() -> None:
    assert _ring("ben", "cat")[0].first_administrator() == "ben"


@pytest.mark.parametrize(("name", "passphrase"), [("ada", "wrong passphrase"), ("nobody", PASSPHRASE), ("", "")])
def test_a_wrong_name_and_a_wrong_passphrase_give_the_same_error(name: str, passphrase: str) -> None:
    with pytest.raises(StoreError, match=r"^That name and passphrase do not open this store"):
        _ring("ada")[0].unlock(name, passphrase)


def test_a_passphrase_is_normalised() -> None:
    ring, data_key, _ = new_key_ring()
    ring = ring.with_account("ada", "caf\u00e9 au lait chaud", data_key, is_administrator=True, cost=CHEAP)
    assert ring.unlock("ada", "cafe\u0301 au lait chaud").data_key == data_key


def test_the_recovery_key_may_be_typed_carelessly() -> None:
    ring, data_key, recovery_key = _ring("ada")
    assert ring.unlock_with_recovery_key(recovery_key).data_key == data_key
    careless = recovery_key.lower().replace("-", " ").replace("o", "0").replace("i", "1").replace("b", "8")
    assert ring.unlock_with_recovery_key(careless).data_key == data_key


@pytest.mark.parametrize("typed", ["", "AAAA-BBBB", "A" * 32, "!"])
def test_a_wrong_recovery_key_is_refused(typed: str) -> None:
    with pytest.raises(StoreError, match=r"^That is not this store's recovery key"):
        _ring("ada")[0].unlock_with_recovery_key(typed)


def test_a_new_passphrase_replaces_the_old_one() -> None:
    ring, data_key, _ = _ring("ada", "ben")
    ring = ring.with_account("ADA", "another passphrase", data_key, is_administrator=True, cost=CHEAP)
    assert ring.names() == ("ADA", "ben")
    assert ring.unlock("ada", "another passphrase").data_key == data_key
    with pytest.raises(StoreError):
        ring.unlock("ada", PASSPHRASE)


def test_a_removed_account_cannot_unlock_the_data_key() -> None:
    ring = _ring("ada", "ben")[0].without_account("Ben")
    assert ring.names() == ("ada",)
    with pytest.raises(StoreError):
        ring.unlock("ben", PASSPHRASE)


@pytest.mark.parametrize(
    ("passphrase", "why"),
    [
        ("passwordpassword", "it repeats itself"),
        ("abcdefghijklm", "it follows the alphabet or counts"),
        ("Password1234!", "it is made of a common word or a name with little added"),
        ("01/02/1980 12", "much of it is a date"),
        ("Siân Llewellyn", "it is made of a common word or a name with little added"),
        ("Fenland Adoption", "it is made of a common word or a name with little added"),
        ("Panel Desk 26", "it is made of a common word or a name with little added"),
        ("rtyuiojhgfds", "its keys lie beside each other on the keyboard"),
    ],
)
def test_a_passphrase_that_is_easy_to_guess_is_refused_with_its_reason(passphrase: str, why: str) -> None:
    with pytest.raises(RuleBrokenError) as caught:
        check_passphrase(passphrase, "Siân Llewellyn", "Fenland Adoption")
    assert caught.value.sentence.startswith(f"This passphrase is easy to guess: {why}.")
    assert caught.value.field == "passphrase"


@pytest.mark.parametrize("passphrase", ["walnut ferry cardigan", "Tŷ-bach-twt-ar-lan-y-môr", "x9" + "tram lily " * 500])
def test_some_words_without_a_link_are_a_good_passphrase(passphrase: str) -> None:
    check_passphrase(passphrase, "Siân Llewellyn")


def test_a_short_passphrase_is_refused() -> None:
    ring, data_key, _ = new_key_ring()
    with pytest.raises(RuleBrokenError) as caught:
        ring.with_account("ada", "elevenchars", data_key, is_administrator=True, cost=CHEAP)
    assert caught.value.field == "passphrase"


def test_encrypted_data_is_decrypted_with_its_key_and_label() -> None:
    key = derive(bytes(32), "papers")
    sealed = encrypt(key, b"text", "label")
    assert decrypt(key, sealed, "label") == b"text"
    assert sealed != encrypt(key, b"text", "label")
    assert derive(bytes(32), "database") != key


def _file(tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A key file with the account `ada`; its path and its content."""
    path = tmp_path / "keys.json"
    _ring("ada")[0].save(path)
    return path, json.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', '{"format": "one"}', "\x00\xff"])
def test_a_file_that_is_not_a_key_file_is_reported_as_damaged(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(text, encoding="latin-1")
    with pytest.raises(StoreError) as caught:
        read_key_ring(path)
    assert caught.value.sentence == DAMAGED


def test_a_key_file_without_accounts_is_reported_as_damaged(tmp_path: Path) -> None:
    path, content = _file(tmp_path)
    path.write_text(json.dumps(content | {"accounts": []}), encoding="utf-8")
    with pytest.raises(StoreError) as caught:
        read_key_ring(path)
    assert caught.value.sentence == DAMAGED


@pytest.mark.parametrize(
    "change",
    [
        {"wrapped": "AAAA"},
        {"wrapped": "not base 64!"},
        {"salt": "A"},
        {"salt": ""},
        {"cost": {"passes": 0, "memory_kib": 8, "lanes": 1}},
        {"cost": {"passes": "many", "memory_kib": 8, "lanes": 1}},
        {"cost": {"passes": 2**80, "memory_kib": 8, "lanes": 1}},
    ],
)
def test_an_accounts_damaged_key_is_reported_in_a_sentence(tmp_path: Path, change: dict[str, Any]) -> None:
    path, content = _file(tmp_path)
    content["accounts"][0] |= change
    path.write_text(json.dumps(content), encoding="utf-8")
    ring = read_key_ring(path)
    with pytest.raises(StoreError) as caught:
        ring.unlock("ada", PASSPHRASE)
    assert caught.value.sentence == DAMAGED or caught.value.sentence.startswith("That name and passphrase do not open")


def test_a_key_file_of_a_newer_program_asks_to_install_it(tmp_path: Path) -> None:
    path, content = _file(tmp_path)
    path.write_text(json.dumps(content | {"format": 3}), encoding="utf-8")
    with pytest.raises(StoreError, match="newer Panel Desk"):
        read_key_ring(path)


def test_a_missing_key_file_is_distinguished_from_a_damaged_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"^There is no Panel Desk store in this folder"):
        read_key_ring(tmp_path / "keys.json")
    (tmp_path / "keys.json").mkdir()
    with pytest.raises(StoreError) as caught:
        read_key_ring(tmp_path / "keys.json")
    assert caught.value.sentence == DAMAGED


def test_a_key_file_without_read_permission_says_whom_to_ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError  # as for a file of another account; tests may run as one that reads everything

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(StoreError, match="cannot be read from this Windows account"):
        read_key_ring(tmp_path / "keys.json")


def test_the_key_file_holds_no_key_or_passphrase_in_the_clear(tmp_path: Path) -> None:
    ring, data_key, recovery_key = _ring("ada")
    ring.save(tmp_path / "keys.json")
    text = (tmp_path / "keys.json").read_text(encoding="utf-8")
    for secret in (data_key.hex(), PASSPHRASE, recovery_key, recovery_key.replace("-", "")):
        assert secret.casefold() not in text.casefold()


def _has_no_faults(ring: KeyRing, data_key: bytes) -> bool:
    return ring.faults(data_key) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "bean"},
        {"is_administrator": True},
        {"salt": "AAAAAAAAAAAAAAAAAAAAAA=="},
        {"cost": {"passes": 2, "memory_kib": 8, "lanes": 1}},
        {"wrapped": "A" * 80},
    ],
)
def test_any_change_of_another_accounts_key_is_found(tmp_path: Path, change: dict[str, Any]) -> None:
    ring, data_key, _ = _ring("ada", "ben")
    path = tmp_path / "keys.json"
    ring.save(path)
    assert _has_no_faults(read_key_ring(path), data_key)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["accounts"][1] |= change
    path.write_text(json.dumps(content), encoding="utf-8")
    [fault] = read_key_ring(path).faults(data_key)
    assert fault.startswith(f"The key of the account “{content['accounts'][1]['name']}” in keys.json is damaged")


@pytest.mark.parametrize(
    "change",
    [
        {"name": " "},
        {"salt": "AAAA"},
        {"wrapped": "not base 64!"},
        {"wrapped": "AAAA"},
        {"cost": {"passes": 0, "memory_kib": 8, "lanes": 1}},
        {"cost": {"passes": "many", "memory_kib": 8, "lanes": 1}},
        {"cost": {"passes": 1, "memory_kib": 8, "lanes": 4}},
        {"cost": {"passes": 1, "memory_kib": 2**40, "lanes": 1}},
    ],
)
def test_the_form_of_a_key_that_an_older_program_wrote_is_checked(tmp_path: Path, change: dict[str, Any]) -> None:
    ring, data_key, _ = _ring("ada", "ben")
    path = tmp_path / "keys.json"
    ring.save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    del content["recovery_seal"], content["accounts"][0]["seal"], content["accounts"][1]["seal"]
    path.write_text(json.dumps(content), encoding="utf-8")
    assert _has_no_faults(read_key_ring(path), data_key)
    content["accounts"][1] |= change
    path.write_text(json.dumps(content), encoding="utf-8")
    assert len(read_key_ring(path).faults(data_key)) == 1


def test_a_damaged_recovery_part_and_a_duplicate_key_are_found(tmp_path: Path) -> None:
    ring, data_key, _ = _ring("ada", "ben")
    path = tmp_path / "keys.json"
    ring.save(path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["recovery"] = "A" * 80
    content["accounts"].append(content["accounts"][1])
    path.write_text(json.dumps(content), encoding="utf-8")
    twice, recovery = read_key_ring(path).faults(data_key)
    assert twice.startswith("keys.json holds two keys for the account “ben”")
    assert recovery.startswith("The part of keys.json for the recovery key is damaged")


def test_a_new_data_key_is_opened_by_every_passphrase_and_the_recovery_key(tmp_path: Path) -> None:
    ring, data_key, recovery_key = _ring("ada", "ben")
    new_key, newest_key = b"n" * 32, b"m" * 32
    ring.with_new_data_key(data_key, new_key).save(tmp_path / "keys.json")
    changed = read_key_ring(tmp_path / "keys.json")
    for name in ("ada", "ben"):
        assert changed.unlock(name, PASSPHRASE).data_key == new_key
    assert changed.unlock_with_recovery_key(recovery_key).data_key == new_key
    assert changed.faults(new_key) == ()
    assert changed.is_changing
    again = changed.with_new_data_key(new_key, newest_key)
    assert again.unlock("ben", PASSPHRASE).data_key == newest_key
    assert again.former_keys(newest_key) == (new_key, data_key)


def test_the_old_data_key_opens_nothing_of_a_changed_key_file() -> None:
    ring, data_key, _ = _ring("ada", "ben")
    changed = ring.without_account("ben").with_new_data_key(data_key, b"n" * 32)
    assert changed.former_keys(data_key) == ()
    with pytest.raises(StoreError):
        changed.unlock("ben", PASSPHRASE)
    old = next(slot for slot in ring.slots if slot.name == "ben")
    assert changed.with_slot(old).unlock("ben", PASSPHRASE).data_key == data_key  # an old slot holds the old key alone
    assert (
        changed.with_slot(old).faults(b"n" * 32)[0].startswith("The key of the account “ben” in keys.json is damaged")
    )


def test_an_account_of_a_changed_key_file_gets_a_new_passphrase_and_a_new_recovery_key() -> None:
    ring, data_key, recovery_key = _ring("ada")
    new_key = b"n" * 32
    changed = ring.with_new_data_key(data_key, new_key)
    changed = changed.with_account("ada", "tram lily walnut 93", new_key, is_administrator=True, cost=CHEAP)
    assert changed.unlock("ada", "tram lily walnut 93").data_key == new_key
    new_recovery_key = new_key_ring()[2]
    changed = changed.with_recovery_key(new_recovery_key, new_key)
    assert changed.unlock_with_recovery_key(new_recovery_key).data_key == new_key
    with pytest.raises(StoreError, match=r"^That is not this store's recovery key"):
        changed.unlock_with_recovery_key(recovery_key)
    assert changed.faults(new_key) == ()


def test_a_key_file_of_an_earlier_version_gets_no_new_data_key_yet() -> None:
    ring, data_key, _ = _ring("ada", "ben")
    without = ring.with_slot(replace(ring.slots[1], sealing=None))
    with pytest.raises(RuleBrokenError, match="The account “ben” has not signed in since"):
        without.with_new_data_key(data_key, b"n" * 32)
    with pytest.raises(RuleBrokenError, match="Make a new recovery key first"):
        replace(ring, recovery_sealing=None).with_new_data_key(data_key, b"n" * 32)


def test_a_damaged_former_key_is_a_fault() -> None:
    ring, data_key, _ = _ring("ada")
    changed = replace(ring.with_new_data_key(data_key, b"n" * 32), former=("AAAA",))
    (fault,) = changed.faults(b"n" * 32)
    assert fault.startswith("A former key of the store in keys.json is damaged, so papers and answers from before")
