"""The two files that go between the store and somebody at home, encrypted so that any change is found out.

A review file opens with a password: argon2id makes the key from it, AES-256-GCM locks what is inside. An answer is
locked with a key that the store derives for that one file, and that travels inside it; so nobody types a password to
take it in, and only who opened the review file can have made it. Neither is ever on the disk unlocked.
"""

import base64
import binascii
import hashlib
import json
import secrets
import unicodedata
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from panel_desk.errors import SurroundingsError
from panel_desk.paths import REVIEW_SUFFIX
from panel_desk.queries.minutes.home_file import Amended, Answer, HomeFile, Judged, Said, Signed
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import CommentState
from panel_desk.store.keys import Cost

SUFFIX, ANSWER_SUFFIX = REVIEW_SUFFIX, ".paneldesk-answer"
_REVIEW, _ANSWER = b"PanelDesk review", b"PanelDesk answer"
_FORMAT = 1
_MAGIC, _SALT, _NONCE, _KEY, _TOKEN = 16, 16, 12, 32, 32
_HEADER = _MAGIC + 4 + _SALT
_LARGEST = 64 * 1024 * 1024
_LARGEST_ANSWER = 16 * 1024 * 1024  # unpacked; a whole print in it, and all that anybody writes
_MOST, _YEARS = 2**31, range(2000, 2200)
_NOT_SUCH = (ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error, binascii.Error)
_MOST_PASSES, _MOST_LANES, _LEAST_MEMORY, _MOST_MEMORY = 8, 8, 3, 17  # memory as a power of two, in KiB
_NOT_ONE = "{name} is not {what} of Panel Desk. Check that it is the file that was attached to the e-mail."
_IS_ANSWER = "{name} is an answer. It goes back to the panel office, which takes it in. Open the review file instead."
_DAMAGED = "{name} is damaged or was changed on the way. Nothing was taken from it. Ask for it to be sent again."
_NEWER = "{name} was made by a newer Panel Desk. Install the newest version and open it with that."
_TOO_LARGE = "{name} is larger than any such file can be. Ask for it to be sent again."
_NO_ENTRY = (
    "That password does not open this file, or the file was changed on the way. Check the password: five groups of "
    "four letters with hyphens. If it is right, ask for the file to be sent again."
)


class NotOpenedError(SurroundingsError):
    """A file that is no such file, is damaged, newer, or does not open with that password."""


@dataclass(frozen=True, slots=True)
class Lock:
    """A key that was made from a password, with the header that says how; making it takes a moment."""

    header: bytes
    key: bytes


def new_lock(password: str, cost: Cost | None = None) -> Lock:
    """A lock for a new review file."""
    cost = cost or Cost()
    power = cost.memory_kib.bit_length() - 1
    header = _REVIEW + bytes([_FORMAT, cost.passes, power, cost.lanes]) + secrets.token_bytes(_SALT)
    return _lock(header, password)


def sealed(file: HomeFile, lock: Lock) -> bytes:
    """A review file's bytes."""
    return _sealed(lock.header, lock.key, asdict(file))


def refuse_other(path: Path) -> None:
    """Refuse what is no review file, before anybody types a password for it.

    Raises:
        NotOpenedError: it cannot be read, is no review file, or a newer one.
    """
    data = read(path)
    if data.startswith(_ANSWER):
        raise NotOpenedError(_IS_ANSWER.format(name=path.name))
    _refuse_strange(data, _REVIEW, "a review file", path.name)


def opened(data: bytes, password: str, name: str) -> tuple[HomeFile, Lock]:
    """What a review file holds, and the lock with which it is saved again.

    Raises:
        NotOpenedError: it is no review file, damaged, newer, or the password is another.
    """
    _refuse_strange(data, _REVIEW, "a review file", name)
    if len(data) < _HEADER + _NONCE:
        raise NotOpenedError(_DAMAGED.format(name=name))
    passes, power, lanes = data[_MAGIC + 1 : _MAGIC + 4]
    is_bounded = (
        0 < passes <= _MOST_PASSES and 0 < lanes <= _MOST_LANES and _LEAST_MEMORY <= power <= _MOST_MEMORY
    ) and 2**power >= 8 * lanes
    if not is_bounded:
        raise NotOpenedError(_DAMAGED.format(name=name))
    lock = _lock(data[:_HEADER], password)
    try:
        return HomeFile(**_unsealed(data, _HEADER, lock.key, _LARGEST)), lock
    except InvalidTag:
        raise NotOpenedError(_NO_ENTRY) from None
    except (ValueError, TypeError, RecursionError, zlib.error):
        raise NotOpenedError(_DAMAGED.format(name=name)) from None


def sealed_answer(answer: Answer, key: str) -> bytes:
    """An answer's bytes; the same answer is never the same bytes twice."""
    return _sealed(_ANSWER + bytes([_FORMAT]) + answer.token.encode(), bytes.fromhex(key), asdict(answer))


def token_of(data: bytes, name: str) -> str:
    """To which review file an answer is.

    Raises:
        NotOpenedError: it is no answer, damaged or newer.
    """
    _refuse_strange(data, _ANSWER, "an answer", name)
    try:
        token = data[_MAGIC + 1 : _MAGIC + 1 + _TOKEN].decode("ascii")
    except UnicodeDecodeError:
        raise NotOpenedError(_DAMAGED.format(name=name)) from None
    if len(data) < _MAGIC + 1 + _TOKEN + _NONCE:
        raise NotOpenedError(_DAMAGED.format(name=name))
    return token


def opened_answer(data: bytes, key: bytes, name: str) -> Answer:
    """What an answer says.

    Raises:
        NotOpenedError: it was changed since it was made, or is not one that this store's key opens.
    """
    token = token_of(data, name)
    try:
        words = _unsealed(data, _MAGIC + 1 + _TOKEN, key, _LARGEST_ANSWER)
        answer = _answer(words)
    except (InvalidTag, *_NOT_SUCH):
        raise NotOpenedError(_DAMAGED.format(name=name)) from None
    if answer.token != token:
        raise NotOpenedError(_DAMAGED.format(name=name))
    return answer


def sha256_of(data: bytes) -> str:
    """By what an answer is known again."""
    return hashlib.sha256(data).hexdigest()


def read(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        NotOpenedError: it cannot be read, or is too large.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise NotOpenedError(_TOO_LARGE.format(name=path.name))
        return path.read_bytes()
    except OSError:
        raise NotOpenedError(
            f"{path.name} cannot be read. Check that it is still there and not open in another program."
        ) from None


def in_plain_words(answer: Answer, places: Mapping[int, str]) -> str:
    """What an answer says, to read where it cannot be taken in.

    Args:
        answer: what came back.
        places: what each section that it speaks of is called, by the section's number.
    """
    gone = "A section that these minutes do not have"
    parts = [f"{places.get(one.section, gone)}: amended text\n\n{one.text}" for one in answer.amended]
    for said in answer.said:
        proposed = f"\nProposed words: {said.proposed}" if said.proposed is not None else ""
        parts.append(f"{places.get(said.section, gone)}: comment on “{said.quote}”\n{said.text}{proposed}")
    if answer.is_done:
        parts.append("These minutes were checked.")
    if answer.signed is not None:
        day = in_words(answer.signed.signed_at.astimezone().date())
        parts.append(f"These minutes were signed at home on {day}. The signature is not in this text.")
    return "\n\n".join(parts) or "Nothing was written."


def _answer(words: dict[str, Any]) -> Answer:
    signed = words["signed"]
    return Answer(
        token=str(words["token"]),
        member=str(words["member"]),
        made_at=_moment(words["made_at"]),
        amended=tuple(
            Amended(_number(one["section"]), str(one["before"]), str(one["text"])) for one in words["amended"]
        ),
        said=tuple(
            Said(
                section=_number(one["section"]),
                starts_at=_number(one["starts_at"]),
                quote=str(one["quote"]),
                text=str(one["text"]),
                proposed=None if one["proposed"] is None else str(one["proposed"]),
                made_at=_moment(one["made_at"]),
            )
            for one in words["said"]
        ),
        judged=tuple(
            Judged(_number(one["comment"]), CommentState(one["state"]), one["answer"] and str(one["answer"]))
            for one in words["judged"]
        ),
        is_done=words["is_done"] is True,
        signed=None
        if signed is None
        else Signed(
            printed=base64.b64decode(signed["printed"], validate=True),
            on=str(signed["on"]),
            read=str(signed["read"]),
            signed_at=_moment(signed["signed_at"]),
            certificate=str(signed["certificate"]),
            made_pkcs12=base64.b64decode(signed["made_pkcs12"], validate=True),
            made_certificate=base64.b64decode(signed["made_certificate"], validate=True),
        ),
    )


def _moment(words: str) -> datetime:
    moment = datetime.fromisoformat(words)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError
    return moment


def _number(value: object) -> int:
    """A number that a register can hold."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _MOST:
        raise ValueError
    return value


def _refuse_strange(data: bytes, magic: bytes, what: str, name: str) -> None:
    if not data.startswith(magic) or len(data) <= _MAGIC:
        raise NotOpenedError(_NOT_ONE.format(name=name, what=what))
    if data[_MAGIC] > _FORMAT:
        raise NotOpenedError(_NEWER.format(name=name))


def _lock(header: bytes, password: str) -> Lock:
    passes, power, lanes = header[_MAGIC + 1 : _MAGIC + 4]
    key = hash_secret_raw(
        unicodedata.normalize("NFKC", "-".join(password.casefold().replace("-", " ").split())).encode(),
        header[_MAGIC + 4 :],
        time_cost=passes,
        memory_cost=2**power,
        parallelism=lanes,
        hash_len=_KEY,
        type=Type.ID,
    )
    return Lock(header, key)


def _sealed(header: bytes, key: bytes, words: dict[str, Any]) -> bytes:
    packed = zlib.compress(json.dumps(words, ensure_ascii=False, default=_as_words).encode())
    nonce = secrets.token_bytes(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, packed, header)


def _as_words(value: datetime | bytes) -> str:
    return value.isoformat() if isinstance(value, datetime) else base64.b64encode(value).decode()


def _unsealed(data: bytes, start: int, key: bytes, most: int) -> dict[str, Any]:
    nonce = data[start : start + _NONCE]
    packed = AESGCM(key).decrypt(nonce, data[start + _NONCE :], data[:start])
    unpacking = zlib.decompressobj()
    words = unpacking.decompress(packed, most)
    if unpacking.unconsumed_tail:
        raise ValueError
    found = json.loads(words)
    if not isinstance(found, dict):
        raise TypeError
    return found
