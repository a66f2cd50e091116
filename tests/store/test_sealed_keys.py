"""A key that is sealed to an account opens with that account's signing key alone."""

import json
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.desk import sign_in, sign_in_with_recovery_key
from panel_desk.operations.accounts import open_account
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.sealed_keys import open_sealed, seal, sealing_key
from panel_desk.store.signers import new_signer
from panel_desk.store.store import create_store
from tests.builders import CHEAP, NOW, PASSPHRASE, FixedTime, a_desk

ADA, BEN = new_signer("ada"), new_signer("ben")
SECRET = b"0123456789abcdef0123456789abcdef"


def test_only_the_recipient_opens_a_sealed_key() -> None:
    sealed = seal(SECRET, sealing_key(ADA), "data key")
    assert open_sealed(sealed, ADA, "data key") == SECRET
    for signer, label in ((BEN, "data key"), (ADA, "another key")):
        with pytest.raises(InvalidTag):
            open_sealed(sealed, signer, label)


def test_the_same_key_is_never_sealed_to_the_same_text() -> None:
    assert seal(SECRET, sealing_key(ADA), "data key") != seal(SECRET, sealing_key(ADA), "data key")


@given(st.integers(0, 159), st.integers(1, 255))
def test_a_changed_sealed_key_does_not_open(place: int, by: int) -> None:
    content = bytearray(b64decode(seal(SECRET, sealing_key(ADA), "data key")))
    content[place % len(content)] ^= by
    try:
        opened = open_sealed(b64encode(content).decode(), ADA, "data key")
    except InvalidTag:
        return
    pytest.fail(f"opened as {opened!r}")


@pytest.mark.parametrize("damaged", ["", "AAAA", "not base64"])
def test_damaged_text_does_not_open(damaged: str) -> None:
    with pytest.raises(InvalidTag):
        open_sealed(damaged, ADA, "data key")


def test_a_key_for_sealing_is_known_to_be_the_accounts_own() -> None:
    key = sealing_key(ADA)
    assert key.is_of("ada", ADA.public)
    assert not key.is_of("ben", ADA.public)
    assert not key.is_of("ada", BEN.public)
    assert not sealing_key(BEN).is_of("ada", ADA.public)


def test_every_account_and_the_recovery_key_can_be_sent_a_sealed_key(tmp_path: Path) -> None:
    recovery_key = create_store(tmp_path / "store", "Agency", "ada", "Ada Vaughan", PASSPHRASE, CHEAP, NOW)
    desk = sign_in(tmp_path / "store", "ada", PASSPHRASE, FixedTime())
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.READER, PASSPHRASE)
    ring = desk.store.key_ring
    for name in ("ada", "ruth"):
        slot = ring.slot_of(name)
        assert slot is not None
        assert slot.recipient is not None
        signer = ring.unlock(name, PASSPHRASE).signer
        assert signer is not None
        assert open_sealed(seal(SECRET, slot.recipient, "data key"), signer, "data key") == SECRET
    recovery = ring.unlock_with_recovery_key(recovery_key).signer
    assert ring.recovery_recipient is not None
    assert recovery is not None
    assert open_sealed(seal(SECRET, ring.recovery_recipient, "data key"), recovery, "data key") == SECRET


def test_a_key_for_sealing_of_another_is_not_used(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    ring = desk.store.key_ring
    slot = ring.slots[0]
    foreign = json.loads((desk.store.folder / KEY_FILE).read_bytes())
    foreign["accounts"][0]["sealing"]["public"] = sealing_key(BEN).public
    foreign["recovery_sealing"] = foreign["accounts"][0]["sealing"]
    (desk.store.folder / KEY_FILE).write_text(json.dumps(foreign))
    changed = desk.store.key_ring
    assert slot.recipient is not None
    assert changed.slots[0].recipient is None
    assert changed.recovery_recipient is None
    assert f"The key of the account “{slot.name}” in {KEY_FILE} is damaged" in " ".join(
        changed.faults(desk.store.data_key)
    )


def test_a_sign_in_adds_the_key_for_sealing_to_a_key_file_of_an_earlier_version(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    recovery_key = create_store(folder, "Agency", "ada", "Ada Vaughan", PASSPHRASE, CHEAP, NOW)
    _as_before(folder)
    assert read_key_ring(folder / KEY_FILE).slots[0].recipient is None
    sign_in(folder, "ada", PASSPHRASE, FixedTime()).store.close()
    ring = read_key_ring(folder / KEY_FILE)
    assert ring.slots[0].recipient is not None
    assert ring.recovery_recipient is None
    desk = sign_in_with_recovery_key(folder, recovery_key, FixedTime())
    assert desk.store.key_ring.recovery_recipient is not None
    assert not [each for each in desk.ask(store_faults) if KEY_FILE in str(each)]
    assert not (folder / "keys.json.before").exists()


def _as_before(folder: Path) -> None:
    """Take out of a key file what an earlier version did not write."""
    content: dict[str, Any] = json.loads((folder / KEY_FILE).read_bytes())
    for name in ("recovery_public", "recovery_sealing"):
        del content[name]
    for account in content["accounts"]:
        del account["sealing"]
        account["seal"] = ""
    (folder / KEY_FILE).write_text(json.dumps(content))
