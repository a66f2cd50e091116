"""The key file `keys.json`: the store's data key, wrapped for each account and for the recovery key.

One random data key opens the database and the papers. It is stored only wrapped (AES-256-GCM): once for each account,
under a key that Argon2id derives from the passphrase, and once under the recovery key; after the store's key was
changed, it is sealed to each of them instead. Beside it stands the account's own signing key, wrapped under the same
key; the recovery key's signing key is derived from the recovery key. The file shows the accounts' sign-in names and
nothing else about a person.
"""

import base64
import hmac
import json
import secrets
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from argon2.exceptions import HashingError
from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from panel_desk.errors import RuleBrokenError, SignInRefusedError, StoreError
from panel_desk.store.atomic_write import write_whole
from panel_desk.store.sealed_keys import SealingKey, open_sealed, seal, sealing_key
from panel_desk.store.signers import RECOVERY, Signer, new_signer

KEY_FILE = "keys.json"
"""The key file's name in a store's folder."""
_FORMAT, _FORMAT_SEALED = 1, 2  # where the data key is wrapped under passphrases alone, and where it is sealed
_KEY_BYTES = 32
_NONCE_BYTES = 12
_RECOVERY_BYTES = 20
_CODE_BYTES = 10  # of a one-time code, which ends after some days
_CODE_LETTERS = 16
_SALT_BYTES = 16
_WRAPPED_BYTES = _NONCE_BYTES + _KEY_BYTES + 16  # with the tag of AES-GCM
_SEALED_BYTES = _KEY_BYTES + _KEY_BYTES + 16  # with a public key and the tag
_MOST_PASSES, _MOST_LANES, _MOST_KIB, _LEAST_KIB_A_LANE = 10, 16, 2**18, 8
"""The widest costs that a sound slot has, so that a changed key file cannot hold a sign-in up for more than some
seconds; Argon2 itself needs 8 KiB for each lane."""
_SHORTEST_PASSPHRASE = 12
_MOST_JUDGED = 100  # characters of a passphrase whose guessing is judged
_LEAST_SCORE = 4  # of zxcvbn: at least 10^10 guesses, which a slow derivation makes too many for a stolen store
_GUESSED_FIRST = ("panel desk", "paneldesk", "adoption panel")
# Why a passphrase is easy to guess, by the name of a pattern that zxcvbn finds in it.
_EASY = {
    "repeat": "it repeats itself",
    "sequence": "it follows the alphabet or counts",
    "spatial": "its keys lie beside each other on the keyboard",
    "date": "much of it is a date",
    "dictionary": "it is made of a common word or a name with little added",
}
_SHORT = "it is too short for what it is made of"
_DATA_KEY, _FORMER_KEY = "data key", "former data key"  # what a sealed and a wrapped key is for
_NO_SEALING_KEY = (
    "The account “{name}” has not signed in since this version of Panel Desk was installed, so it cannot be given "
    "another key. Let them sign in once, reset the passphrase of the account, or close it."
)
_NO_RECOVERY_SEALING_KEY = (
    "The recovery key was made by an earlier version of Panel Desk, so it cannot be given another key. Make a new "
    "recovery key first."
)
_DAMAGED = "The store's key file keys.json is damaged. Put it back from the last backup."


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost of one guess at a passphrase; the default is the second recommended option of RFC 9106 for Argon2id.

    Args:
        passes: passes over the memory.
        memory_kib: memory in KiB.
        lanes: degree of parallelism.
    """

    passes: int = 3
    memory_kib: int = 65536
    lanes: int = 4

    @property
    def is_bounded(self) -> bool:
        """Whether a guess takes some seconds and 256 MiB at most, and Argon2 can be asked for it."""
        return (
            all(isinstance(part, int) for part in (self.passes, self.memory_kib, self.lanes))
            and 0 < self.passes <= _MOST_PASSES
            and 0 < self.lanes <= _MOST_LANES
            and _LEAST_KIB_A_LANE * self.lanes <= self.memory_kib <= _MOST_KIB
        )


@dataclass(frozen=True, slots=True)
class Unlocked:
    """What a passphrase or the recovery key decrypts.

    Args:
        data_key: the key that decrypts the database and the papers.
        signer: the signing key; None in a slot that an older program wrote.
        own_key: the key that the passphrase or the recovery key derives, under which the others are wrapped.
    """

    data_key: bytes = field(repr=False)
    signer: Signer | None
    own_key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class KeySlot:
    """The data key and the account's signing key, wrapped for one account.

    Args:
        name: the sign-in name.
        is_administrator: whether the account's role is administrator.
        salt: the salt of the passphrase's key, in base64.
        cost: the cost of deriving that key.
        wrapped: the wrapped data key, in base64.
        seal: the HMAC of all the above under a key derived from the data key, in base64; empty in a slot that an older
            program wrote. It shows damage to a slot whose passphrase is not known.
        signing: the wrapped private half of the signing key, in base64; empty likewise.
        public: its public half, in hexadecimal; empty likewise.
        sealed_key: the data key, sealed to the account, after the store's key was changed; `wrapped` is then empty.
        sealing: the public half of the key pair to which keys are sealed for the account; None likewise.
    """

    name: str
    is_administrator: bool
    salt: str
    cost: Cost
    wrapped: str
    seal: str = ""
    signing: str = ""
    public: str = ""
    sealed_key: str = ""
    sealing: SealingKey | None = None

    def is_damaged(self, data_key: bytes) -> bool:
        """Whether the slot was changed since it was written; without a seal, whether its form is wrong."""
        if self.seal:
            return self.seal != _seal(data_key, *self._sealed())
        return not (
            self.name.strip()
            and _has_bytes(self.salt, _SALT_BYTES)
            and _has_bytes(self.wrapped, _WRAPPED_BYTES)
            and self.cost.is_bounded
        )

    def sealed(self, data_key: bytes) -> "KeySlot":
        """The slot with its seal."""
        return replace(self, seal=_seal(data_key, *self._sealed()))

    def _sealed(self) -> tuple[object, ...]:
        signing = (self.signing, self.public) if self.signing else ()
        sealing = (asdict(self.sealing), self.sealed_key) if self.sealing else ()
        return (self.name, self.is_administrator, self.salt, asdict(self.cost), self.wrapped, *signing, *sealing)

    def with_signer(self, signer: Signer, own_key: bytes, data_key: bytes) -> "KeySlot":
        """The slot with a signing key and the key for sealing that is derived from it, with a new seal."""
        signing = _wrap(own_key, signer.private, _signing_label(self.name))
        return replace(self, signing=signing, public=signer.public, sealing=sealing_key(signer)).sealed(data_key)

    @property
    def recipient(self) -> SealingKey | None:
        """The key to which keys are sealed for the account; None if it has none or it was not made by `public`."""
        return self.sealing if self.sealing and self.sealing.is_of(self.name, self.public) else None

    def unwrapped(self, own_key: bytes) -> Unlocked:
        """What the slot holds.

        Raises:
            InvalidTag: the key is another, or the slot was changed.
            ValueError: the slot is damaged.
        """
        if not self.signing:
            return Unlocked(_unwrap(own_key, self.wrapped, self.name), None, own_key)
        signer = Signer(self.name, _unwrap(own_key, self.signing, _signing_label(self.name)))
        if signer.public != self.public:
            raise ValueError(self.name)
        if self.sealed_key:
            return Unlocked(open_sealed(self.sealed_key, signer, _DATA_KEY), signer, own_key)
        return Unlocked(_unwrap(own_key, self.wrapped, self.name), signer, own_key)

    def with_data_key(self, data_key: bytes) -> "KeySlot":
        """The slot with another data key, sealed to the account, which needs no passphrase.

        Raises:
            RuleBrokenError: the account has no key for sealing yet.
        """
        if self.recipient is None:
            raise RuleBrokenError(_NO_SEALING_KEY.format(name=self.name))
        return replace(self, wrapped="", sealed_key=seal(data_key, self.recipient, _DATA_KEY)).sealed(data_key)


@dataclass(frozen=True, slots=True)
class KeyRing:
    """The content of `keys.json`.

    Args:
        slots: one for each account, oldest first.
        recovery: the data key, wrapped with the recovery key, in base64.
        recovery_seal: the HMAC of `recovery`, as for a slot; empty in a file that an older program made.
        recovery_public: the public half of the recovery key's signing key, in hexadecimal; empty likewise.
        recovery_sealing: the public half of the key pair to which keys are sealed for the recovery key; None likewise.
        recovery_sealed_key: the data key, sealed to the recovery key, after the store's key was changed; `recovery` is
            then empty.
        former: the data keys that the store had before, newest first, each encrypted under the present one, in base64.
            With them, papers that are not encrypted anew yet, answers to review files that were sent out before, and
            the notes of old backups can be read.
        is_changing: whether the store's key was changed and some papers may not be encrypted anew yet.
    """

    slots: tuple[KeySlot, ...]
    recovery: str
    recovery_seal: str = ""
    recovery_public: str = ""
    recovery_sealing: SealingKey | None = None
    recovery_sealed_key: str = ""
    former: tuple[str, ...] = ()
    is_changing: bool = False

    @property
    def recovery_recipient(self) -> SealingKey | None:
        """The key to which keys are sealed for the recovery key; None as for a slot."""
        sealing = self.recovery_sealing
        return sealing if sealing and sealing.is_of(RECOVERY, self.recovery_public) else None

    def faults(self, data_key: bytes) -> tuple[str, ...]:
        """The damage to the slots and to the recovery key's part, one sentence each; empty if there is none."""
        faults = [
            f"The key of the account “{slot.name}” in {KEY_FILE} is damaged, so its passphrase may not open the store. "
            "An administrator can reset the passphrase of that account."
            for slot in self.slots
            if slot.is_damaged(data_key)
        ]
        faults += [
            f"{KEY_FILE} holds two keys for the account “{slot.name}”. Put the file back from the last backup."
            for number, slot in enumerate(self.slots)
            if any(is_same_name(slot.name, other.name) for other in self.slots[:number])
        ]
        recovery = self.recovery_sealed_key or self.recovery
        expected = _seal(data_key, recovery) if self.recovery_seal else ""
        length = _SEALED_BYTES if self.recovery_sealed_key else _WRAPPED_BYTES
        if expected != self.recovery_seal or not _has_bytes(recovery, length):
            faults.append(
                f"The part of {KEY_FILE} for the recovery key is damaged, so the recovery key may not open the store. "
                "Put the file back from the last backup."
            )
        if len(self.former_keys(data_key)) < len(self.former):
            faults.append(
                f"A former key of the store in {KEY_FILE} is damaged, so papers and answers from before the store's "
                "key was changed may not open. Put the file back from the last backup."
            )
        return tuple(faults)

    def is_under(self, data_key: bytes) -> bool:
        """Whether this is the data key that the key ring holds; True where no seal shows it."""
        return not self.recovery_seal or self.recovery_seal == _seal(
            data_key, self.recovery_sealed_key or self.recovery
        )

    def former_keys(self, data_key: bytes) -> tuple[bytes, ...]:
        """The data keys that the store had before, newest first, without those that are damaged."""
        keys = []
        for encrypted in self.former:
            with suppress(InvalidTag, ValueError):
                keys.append(_unwrap(derive(data_key, _FORMER_KEY), encrypted, _FORMER_KEY))
        return tuple(keys)

    def with_new_data_key(self, data_key: bytes, new_key: bytes) -> "KeyRing":
        """The key ring with another data key, sealed to each account and to the recovery key.

        Args:
            data_key: the present data key, which becomes a former one.
            new_key: the new one.

        Raises:
            RuleBrokenError: an account or the recovery key has no key for sealing yet.
        """
        recipient = self.recovery_recipient
        if recipient is None:
            raise RuleBrokenError(_NO_RECOVERY_SEALING_KEY)
        sealed = seal(new_key, recipient, _DATA_KEY)
        wrapping_key = derive(new_key, _FORMER_KEY)
        former = tuple(_wrap(wrapping_key, key, _FORMER_KEY) for key in (data_key, *self.former_keys(data_key)))
        return replace(
            self,
            slots=tuple(slot.with_data_key(new_key) for slot in self.slots),
            recovery="",
            recovery_sealed_key=sealed,
            recovery_seal=_seal(new_key, sealed),
            former=former,
            is_changing=True,
        )

    def names(self) -> tuple[str, ...]:
        """The sign-in names, oldest first."""
        return tuple(slot.name for slot in self.slots)

    def first_administrator(self) -> str:
        """The sign-in name that a command without `--user` signs in with."""
        return next((slot.name for slot in self.slots if slot.is_administrator), self.slots[0].name)

    def as_spelt(self, name: str) -> str:
        """A sign-in name in its account's spelling, whatever case it was typed in; as typed if no account has it."""
        return next((slot.name for slot in self.slots if is_same_name(slot.name, name)), name)

    def slot_of(self, name: str) -> KeySlot | None:
        """An account's slot; None if it has none."""
        return next((slot for slot in self.slots if is_same_name(slot.name, name)), None)

    def unlock(self, name: str, passphrase: str) -> Unlocked:
        """The data key and the signing key, unwrapped with an account's passphrase.

        Raises:
            SignInRefusedError: there is no such account or the passphrase is wrong; the sentence does not say which.
            StoreError: the key file is damaged.
        """
        slot = self.slot_of(name)
        if slot is not None:
            if not slot.cost.is_bounded:
                raise StoreError(_DAMAGED)
            for typed in dict.fromkeys((passphrase, _as_code(passphrase))):
                try:
                    return slot.unwrapped(_passphrase_key(typed, slot))
                except InvalidTag:
                    pass
                except (ValueError, TypeError, OverflowError, MemoryError, HashingError):
                    raise StoreError(_DAMAGED) from None
        raise SignInRefusedError(
            "That name and passphrase do not open this store. Check Caps Lock and try again, or use the recovery key.",
            account=slot.name if slot else "",
        )

    def unlock_with_recovery_key(self, recovery_key: str) -> Unlocked:
        """The data key and the signing key, unwrapped with the recovery key that was printed with the new store.

        Raises:
            SignInRefusedError: it is not this store's recovery key.
        """
        try:
            own_key = _key_from_recovery_key(recovery_key, "recovery")
            signer = recovery_signer(recovery_key)
            if self.recovery_sealed_key:
                return Unlocked(open_sealed(self.recovery_sealed_key, signer, _DATA_KEY), signer, own_key)
            return Unlocked(_unwrap(own_key, self.recovery, "recovery"), signer, own_key)
        except (InvalidTag, ValueError):
            raise SignInRefusedError(
                "That is not this store's recovery key. It has eight groups of four letters and digits; "
                "check each group against the printed sheet."
            ) from None

    def with_account(
        self,
        name: str,
        passphrase: str,
        data_key: bytes,
        *,
        is_administrator: bool,
        cost: Cost,
        known: Sequence[str] = (),
        signer: Signer | None = None,
    ) -> "KeyRing":
        """The key ring with a slot for a new account, or with a new passphrase for an account that it has.

        The slot holds the signing key `signer`; a new one if it is None. `known` is as for `check_passphrase`.

        Raises:
            RuleBrokenError: the passphrase is too short or easy to guess.
        """
        check_passphrase(passphrase, name, *known)
        empty = KeySlot(name, is_administrator, _base64(secrets.token_bytes(_SALT_BYTES)), cost, "")
        own_key = _passphrase_key(passphrase, empty)
        wrapped = replace(empty, wrapped=_wrap(own_key, data_key, name))
        return self.with_slot(wrapped.with_signer(signer or new_signer(name), own_key, data_key))

    def with_slot(self, slot: KeySlot) -> "KeyRing":
        """The key ring with a slot, in the place of the slot of the same account if it has one."""
        slots = [slot if is_same_name(s.name, slot.name) else s for s in self.slots]
        if slot not in slots:
            slots.append(slot)
        return replace(self, slots=tuple(slots))

    def without_account(self, name: str) -> "KeyRing":
        """The key ring without an account's slot."""
        return replace(self, slots=tuple(s for s in self.slots if not is_same_name(s.name, name)))

    def with_recovery_key(self, recovery_key: str, data_key: bytes) -> "KeyRing":
        """The key ring with another recovery key."""
        recovery = _wrap(_key_from_recovery_key(recovery_key, "recovery"), data_key, "recovery")
        ring = replace(self, recovery=recovery, recovery_sealed_key="", recovery_seal=_seal(data_key, recovery))
        return ring.with_recovery_signer(recovery_signer(recovery_key))

    def with_recovery_signer(self, signer: Signer) -> "KeyRing":
        """The key ring with the public halves of the recovery key's keys."""
        return replace(self, recovery_public=signer.public, recovery_sealing=sealing_key(signer))

    def save(self, path: Path) -> None:
        """Write `keys.json` atomically."""
        content = {
            "format": _FORMAT_SEALED if self.former else _FORMAT,
            "recovery": self.recovery,
            "recovery_seal": self.recovery_seal,
            "recovery_public": self.recovery_public,
            "recovery_sealing": asdict(self.recovery_sealing) if self.recovery_sealing else None,
            "recovery_sealed_key": self.recovery_sealed_key,
            "former": self.former,
            "is_changing": self.is_changing,
            "accounts": [asdict(slot) for slot in self.slots],
        }
        write_whole(path, json.dumps(content, indent=1).encode())


def new_key_ring() -> tuple[KeyRing, bytes, str]:
    """A key ring without accounts, its data key (32 bytes) and the recovery key to print."""
    data_key, recovery_key = new_data_key(), new_recovery_key()
    return KeyRing((), "").with_recovery_key(recovery_key, data_key), data_key, recovery_key


def new_data_key() -> bytes:
    """A random data key of 32 bytes."""
    return secrets.token_bytes(_KEY_BYTES)


def new_recovery_key() -> str:
    """A random recovery key, in eight groups of four letters and digits."""
    return _grouped(base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode())


def new_one_time_code() -> str:
    """A random code for a person who forgot their passphrase: four groups of four letters and digits."""
    return _grouped(base64.b32encode(secrets.token_bytes(_CODE_BYTES)).decode())


def recovery_signer(recovery_key: str) -> Signer:
    """The signing key of the recovery key, which is derived from it."""
    return Signer(RECOVERY, _key_from_recovery_key(recovery_key, "recovery signing"))


def read_key_ring(path: Path) -> KeyRing:
    """Read `keys.json`.

    Raises:
        StoreError: the file is missing, unreadable or damaged, or was written by a newer program.
    """
    try:
        content: dict[str, Any] = json.loads(path.read_bytes())
        if content["format"] > _FORMAT_SEALED:
            raise StoreError(
                "This store was made by a newer Panel Desk. Install the newest version and open it with that."
            )
        slots = tuple(map(_slot, content["accounts"]))
        ring = KeyRing(
            slots,
            str(content["recovery"]),
            recovery_seal=str(content.get("recovery_seal", "")),
            recovery_public=str(content.get("recovery_public", "")),
            recovery_sealing=_sealing(content.get("recovery_sealing")),
            recovery_sealed_key=str(content.get("recovery_sealed_key", "")),
            former=tuple(map(str, content.get("former", ()))),
            is_changing=bool(content.get("is_changing", False)),
        )
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
    if not ring.slots:  # nobody could sign in
        raise StoreError(_DAMAGED)
    return ring


def check_passphrase(passphrase: str, *known: str) -> None:
    """Refuse a passphrase that is too easy to guess to protect a panel's records.

    Args:
        passphrase: as typed.
        known: words that a guesser would try first: the person's names, the agency's.

    Raises:
        RuleBrokenError: it has fewer than twelve characters, or zxcvbn finds that fewer than 10^10 guesses reach it.
    """
    if len(passphrase) < _SHORTEST_PASSPHRASE:
        raise RuleBrokenError(
            f"A passphrase has at least {_SHORTEST_PASSPHRASE} characters. Three or four words are easy to remember.",
            "passphrase",
        )
    from zxcvbn import zxcvbn  # noqa: PLC0415 - its lists of words load when a passphrase is chosen

    words = {part for text in (*known, *_GUESSED_FIRST) for part in (text, *text.split()) if part}
    start = passphrase[:_MOST_JUDGED]  # judging takes time that grows with the square of the length
    judged = zxcvbn(start, user_inputs=sorted(words), max_length=_MOST_JUDGED)
    if judged["score"] < _LEAST_SCORE:
        patterns = {each["pattern"] for each in judged["sequence"]}
        why = next((words for pattern, words in _EASY.items() if pattern in patterns), _SHORT)
        raise RuleBrokenError(
            f"This passphrase is easy to guess: {why}. Choose three or four words that have nothing to do with each "
            "other.",
            "passphrase",
        )


def derive(data_key: bytes, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose, derived from the data key (HKDF)."""
    return HKDF(SHA256(), _KEY_BYTES, None, f"panel desk {purpose}".encode()).derive(data_key)


def encrypt(key: bytes, data: bytes, label: str) -> bytes:
    """Encrypt `data` with AES-256-GCM; decrypting needs the same `key` and the same `label`."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, label.encode())


def decrypt(key: bytes, encrypted: bytes, label: str) -> bytes:
    """Decrypt what `encrypt` returned.

    Raises:
        InvalidTag: the key or the label is another, or the bytes were changed.
    """
    if len(encrypted) < _NONCE_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(encrypted[:_NONCE_BYTES], encrypted[_NONCE_BYTES:], label.encode())


def _slot(account: dict[str, Any]) -> KeySlot:
    return KeySlot(
        str(account["name"]),
        bool(account["is_administrator"]),
        str(account["salt"]),
        Cost(**account["cost"]),
        str(account["wrapped"]),
        **{name: str(account.get(name, "")) for name in ("seal", "signing", "public", "sealed_key")},
        sealing=_sealing(account.get("sealing")),
    )


def _sealing(content: dict[str, Any] | None) -> SealingKey | None:
    return SealingKey(str(content["public"]), str(content["signature"])) if content else None


def _wrap(key: bytes, secret: bytes, label: str) -> str:
    return _base64(encrypt(key, secret, label))


def _unwrap(key: bytes, wrapped: str, label: str) -> bytes:
    return decrypt(key, base64.b64decode(wrapped), label)


def _passphrase_key(passphrase: str, slot: KeySlot) -> bytes:
    return passphrase_key(passphrase, base64.b64decode(slot.salt), slot.cost)


def passphrase_key(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """A key of 32 bytes, derived from a passphrase by Argon2id.

    Raises:
        HashingError: the cost is out of the bounds of Argon2.
    """
    return hash_secret_raw(
        unicodedata.normalize("NFKC", passphrase).encode(),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=_KEY_BYTES,
        type=Type.ID,
    )


def _signing_label(name: str) -> str:
    return f"{name} signing"


def _as_code(typed: str) -> str:
    """A one-time code as it was given, however it was typed; another text stays as it is."""
    letters = _base32_letters(typed)
    return _grouped(letters) if len(letters) == _CODE_LETTERS else typed


def _base32_letters(typed: str) -> str:
    """The letters and digits of a recovery key or a one-time code, without what is easily taken for another."""
    return "".join(c for c in typed.upper() if c.isalnum()).replace("0", "O").replace("1", "I").replace("8", "B")


def _key_from_recovery_key(recovery_key: str, purpose: str) -> bytes:
    secret = base64.b32decode(_base32_letters(recovery_key))
    return HKDF(SHA256(), _KEY_BYTES, None, f"panel desk {purpose}".encode()).derive(secret)


def _grouped(letters: str) -> str:
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def is_same_name(one: str, other: str) -> bool:
    """Whether two sign-in names are the same, ignoring case and surrounding spaces."""
    return (
        unicodedata.normalize("NFKC", one).strip().casefold() == unicodedata.normalize("NFKC", other).strip().casefold()
    )


def _seal(data_key: bytes, *values: object) -> str:
    return _base64(hmac.digest(derive(data_key, "key file"), json.dumps(values).encode(), "sha256"))


def _has_bytes(text: str, length: int) -> bool:
    """Whether `text` is `length` bytes in base64."""
    try:
        return len(base64.b64decode(text, validate=True)) == length
    except ValueError:
        return False


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
