"""The data key and who may have it: `keys.json`.

One random data key opens the database and the papers. It is kept only wrapped (AES-256-GCM): once for each account,
under a key that argon2id makes from the passphrase, and once under the recovery key. Sign-in names stand in the file
readable; nothing else about a person does.
"""

import base64
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from panel_desk.errors import RuleBrokenError, StoreError
from panel_desk.store.atomic_write import write_whole

_FORMAT = 1
_KEY_BYTES = 32
_NONCE_BYTES = 12
_RECOVERY_BYTES = 20
_SHORTEST_PASSPHRASE = 12
_DAMAGED = "The store's key file keys.json is damaged. Put it back from the last backup."


@dataclass(frozen=True, slots=True)
class Cost:
    """What one guess at a passphrase costs; the default is the second choice of RFC 9106 for argon2id."""

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class KeySlot:
    """The data key, wrapped for one account."""

    name: str
    is_administrator: bool
    salt: str
    cost: Cost
    wrapped: str


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All that `keys.json` holds."""

    slots: tuple[KeySlot, ...]
    recovery: str

    def names(self) -> tuple[str, ...]:
        """The sign-in names, oldest first."""
        return tuple(slot.name for slot in self.slots)

    def first_administrator(self) -> str:
        """The account that a command line without `--user` signs in as."""
        return next((slot.name for slot in self.slots if slot.is_administrator), self.slots[0].name)

    def as_spelt(self, name: str) -> str:
        """A sign-in name as its account has it, however it was typed; as typed where there is no such account."""
        return next((slot.name for slot in self.slots if is_same_name(slot.name, name)), name)

    def unlock(self, name: str, passphrase: str) -> bytes:
        """The data key, for an account's passphrase.

        Raises:
            StoreError: there is no such account, or the passphrase is not its own (the sentence does not say which);
                or the key file is damaged.
        """
        for slot in self.slots:
            if is_same_name(slot.name, name):
                try:
                    return _unwrap(_stretch(passphrase, slot), slot.wrapped, slot.name)
                except InvalidTag:
                    break
                except (ValueError, TypeError, OverflowError, MemoryError, HashingError):
                    raise StoreError(_DAMAGED) from None
        raise StoreError(
            "That name and passphrase do not open this store. Check Caps Lock and try again, or use the recovery key."
        )

    def unlock_with_recovery_key(self, recovery_key: str) -> bytes:
        """The data key, for the recovery key that was printed when the store was made.

        Raises:
            StoreError: it is not this store's recovery key.
        """
        try:
            return _unwrap(_recovery_secret(recovery_key), self.recovery, "recovery")
        except (InvalidTag, ValueError):
            raise StoreError(
                "That is not this store's recovery key. It has eight groups of four letters and digits; "
                "check each group against the printed sheet."
            ) from None

    def with_account(
        self, name: str, passphrase: str, data_key: bytes, *, is_administrator: bool, cost: Cost
    ) -> "KeyRing":
        """The key ring with a slot for the account: a new one, or the account's own with a new passphrase.

        Raises:
            RuleBrokenError: the passphrase is too short.
        """
        check_passphrase(passphrase)
        bare = KeySlot(name, is_administrator, _text(secrets.token_bytes(16)), cost, "")
        slot = replace(bare, wrapped=_wrap(_stretch(passphrase, bare), data_key, name))
        kept = [slot if is_same_name(s.name, name) else s for s in self.slots]
        if slot not in kept:
            kept.append(slot)
        return replace(self, slots=tuple(kept))

    def without_account(self, name: str) -> "KeyRing":
        """The key ring after an account has been closed."""
        return replace(self, slots=tuple(s for s in self.slots if not is_same_name(s.name, name)))

    def save(self, path: Path) -> None:
        """Write `keys.json`, whole or not at all."""
        words = {
            "format": _FORMAT,
            "recovery": self.recovery,
            "accounts": [asdict(slot) for slot in self.slots],
        }
        write_whole(path, json.dumps(words, indent=1).encode())


def new_key_ring() -> tuple[KeyRing, bytes, str]:
    """A ring without accounts, its data key (32 bytes) and the recovery key to print."""
    data_key = secrets.token_bytes(_KEY_BYTES)
    recovery_key = _grouped(base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode())
    return KeyRing((), _wrap(_recovery_secret(recovery_key), data_key, "recovery")), data_key, recovery_key


def read_key_ring(path: Path) -> KeyRing:
    """What `keys.json` holds.

    Raises:
        StoreError: the file is missing, unreadable or damaged, or of a newer program.
    """
    try:
        words: dict[str, Any] = json.loads(path.read_bytes())
        if words["format"] > _FORMAT:
            raise StoreError(
                "This store was made by a newer Panel Desk. Install the newest version and open it with that."
            )
        ring = KeyRing(tuple(map(_slot, words["accounts"])), str(words["recovery"]))
    except FileNotFoundError:
        raise StoreError(
            "There is no Panel Desk store in this folder. Choose the folder that holds desk.db and keys.json."
        ) from None
    except PermissionError:
        raise StoreError(
            "The store's key file cannot be read from this Windows account. Ask whoever looks after this computer."
        ) from None
    except (OSError, ValueError, LookupError, TypeError):
        raise StoreError(_DAMAGED) from None
    if not ring.slots:  # it would open nothing
        raise StoreError(_DAMAGED)
    return ring


def check_passphrase(passphrase: str) -> None:
    """Refuse a passphrase that is too short to guard a panel's records.

    Raises:
        RuleBrokenError: it has fewer than twelve characters.
    """
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise RuleBrokenError(
            f"A passphrase has at least {_SHORTEST_PASSPHRASE} characters. Three or four words are easy to remember.",
            "passphrase",
        )


def derive(data_key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, made from the data key."""
    return HKDF(SHA256(), _KEY_BYTES, None, f"panel desk {purpose}".encode()).derive(data_key)


def encrypt(key: bytes, data: bytes, label: str) -> bytes:
    """Encrypt `data` so that it opens only with `key` and under the same `label`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, label.encode())


def decrypt(key: bytes, sealed: bytes, label: str) -> bytes:
    """Undo `encrypt`.

    Raises:
        InvalidTag: another key, another label, or the bytes were changed.
    """
    if len(sealed) < _NONCE_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], label.encode())


def _slot(words: dict[str, Any]) -> KeySlot:
    return KeySlot(
        str(words["name"]),
        bool(words["is_administrator"]),
        str(words["salt"]),
        Cost(**words["cost"]),
        str(words["wrapped"]),
    )


def _wrap(key: bytes, data_key: bytes, label: str) -> str:
    return _text(encrypt(key, data_key, label))


def _unwrap(key: bytes, wrapped: str, label: str) -> bytes:
    return decrypt(key, base64.b64decode(wrapped), label)


def _stretch(passphrase: str, slot: KeySlot) -> bytes:
    return hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase).encode(),
        base64.b64decode(slot.salt),
        time_cost=slot.cost.passes,
        memory_cost=slot.cost.memory_kib,
        parallelism=slot.cost.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _recovery_secret(recovery_key: str) -> bytes:
    letters = (
        "".join(c for c in recovery_key.upper() if c.isalnum()).replace("0", "O").replace("1", "I").replace("8", "B")
    )
    secret = base64.b32decode(letters)
    return HKDF(SHA256(), _KEY_BYTES, None, b"panel desk recovery").derive(secret)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def is_same_name(one: str, other: str) -> bool:
    """Whether two sign-in names are one, however each is typed."""
    return (
        unicodedata.normalize("NFKC", one).strip().casefold() == unicodedata.normalize("NFKC", other).strip().casefold()
    )


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
