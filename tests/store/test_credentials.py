"""A chair's signing key is encrypted under a key that Argon2id derives, not under PKCS#12's own derivation."""

import pytest
from cryptography.hazmat.primitives.serialization.pkcs12 import load_key_and_certificates

from panel_desk.errors import RuleBrokenError
from panel_desk.store.credentials import is_of_earlier_version, opens, self_signed, unlocked, with_passphrase
from tests.builders import NOW, PASSPHRASE
from tests.operations.minutes.test_signatures import a_pkcs12

NEWER = "plain-otter-kettle-91"


def test_a_key_opens_with_its_passphrase_alone() -> None:
    made = self_signed("Siân Llewellyn", "Fenland", PASSPHRASE, NOW)
    assert opens(made.pkcs12, PASSPHRASE)
    assert not opens(made.pkcs12, NEWER)
    with pytest.raises(ValueError, match="deserialize"):
        load_key_and_certificates(made.pkcs12, PASSPHRASE.encode())
    changed = with_passphrase(made.pkcs12, PASSPHRASE, NEWER)
    assert opens(changed, NEWER)
    assert not opens(changed, PASSPHRASE)


def test_a_key_of_an_earlier_version_opens_and_is_encrypted_anew() -> None:
    old = a_pkcs12()
    assert is_of_earlier_version(old)
    assert opens(old, "theirs")
    new = with_passphrase(old, "theirs", "theirs")
    assert not is_of_earlier_version(new)
    assert opens(new, "theirs")


@pytest.mark.parametrize("damage", [b"PDSK1", b"PDSK1" + b"\xff" * 12 + bytes(16) + bytes(40)])
def test_a_damaged_key_or_one_that_asks_for_hours_is_refused(damage: bytes) -> None:
    with pytest.raises(RuleBrokenError, match="does not open"):
        unlocked(damage, PASSPHRASE)
