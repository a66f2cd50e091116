"""Encrypts and decrypts review files (minutes sent home) and answers (what comes back).

Both are encrypted with AES-256-GCM, which detects any change. A review file's key is derived from a password by
argon2id. An answer's key is derived by the store for one review file and travels inside that file: the office needs no
password to take an answer in, and only somebody who opened the review file can have made it. Neither is ever written to
the disk unencrypted.
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
from panel_desk.queries.minutes.home_file import (
    AddedComment,
    AmendedSection,
    HomeFile,
    HomeSignature,
    ReviewAnswer,
    SettledComment,
)
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import CommentState
from panel_desk.store.keys import Cost

SUFFIX, ANSWER_SUFFIX = REVIEW_SUFFIX, ".paneldesk-answer"
_REVIEW, _ANSWER = b"PanelDesk review", b"PanelDesk answer"  # the bytes with which each kind of file begins
_FORMAT = 1  # the version of both formats, in the byte after those
_MAGIC, _SALT, _NONCE, _KEY, _TOKEN = 16, 16, 12, 32, 32  # lengths in bytes
_HEADER = _MAGIC + 4 + _SALT  # bytes of a review file's header: the 4 are the format and argon2id's parameters
_LARGEST = 64 * 1024 * 1024  # bytes after decompression
_LARGEST_ANSWER = 16 * 1024 * 1024  # bytes after decompression: a signed print, and all that anybody writes
_NUMBER_LIMIT, _YEARS = 2**31, range(2000, 2200)  # of the numbers and dates that a register can hold
_MALFORMED = (ValueError, TypeError, KeyError, OverflowError, RecursionError, zlib.error, binascii.Error)
# argon2id's bounds, so that a forged header cannot exhaust the computer; memory as a power of two, in KiB.
_MOST_PASSES, _MOST_LANES, _LEAST_MEMORY, _MOST_MEMORY = 8, 8, 3, 17
_WRONG_KIND = "{name} is not {what} of Panel Desk. Check that it is the file that was attached to the e-mail."
_IS_ANSWER = "{name} is an answer. It goes back to the panel office, which takes it in. Open the review file instead."
_DAMAGED = "{name} is damaged or was changed on the way. Nothing was taken from it. Ask for it to be sent again."
_NEWER = "{name} was made by a newer Panel Desk. Install the newest version and open it with that."
_TOO_LARGE = "{name} is larger than any such file can be. Ask for it to be sent again."
_NOT_DECRYPTED = (
    "That password does not open this file, or the file was changed on the way. Check the password: five groups of "
    "four letters with hyphens. If it is right, ask for the file to be sent again."
)


class NotOpenedError(SurroundingsError):
    """The file is of another kind, damaged, made by a newer program, or does not open with that password."""


@dataclass(frozen=True, slots=True)
class PasswordKey:
    """A key derived from a password, with the file header that holds argon2id's parameters and salt.

    Deriving it is slow on purpose: up to a second.
    """

    header: bytes
    key: bytes


def new_password_key(password: str, cost: Cost | None = None) -> PasswordKey:
    """Derive a key for a new review file.

    Args:
        password: what its reader will type.
        cost: argon2id's parameters; None for the usual ones.
    """
    cost = cost or Cost()
    power = cost.memory_kib.bit_length() - 1
    header = _REVIEW + bytes([_FORMAT, cost.passes, power, cost.lanes]) + secrets.token_bytes(_SALT)
    return _derived_key(header, password)


def encrypt_review_file(file: HomeFile, key: PasswordKey) -> bytes:
    """The bytes of a review file: header, nonce and ciphertext."""
    return _encrypt(key.header, key.key, asdict(file))


def require_review_file(path: Path) -> None:
    """Refuse a file that is not a review file, before anybody types a password for it.

    Raises:
        NotOpenedError: it cannot be read, is of another kind, or was made by a newer program.
    """
    data = read(path)
    if data.startswith(_ANSWER):
        raise NotOpenedError(_IS_ANSWER.format(name=path.name))
    _refuse_other_files(data, _REVIEW, "a review file", path.name)


def decrypt_review_file(data: bytes, password: str, name: str) -> tuple[HomeFile, PasswordKey]:
    """What a review file holds, and the key with which it is saved again.

    Args:
        data: the file.
        password: capital letters and spaces for hyphens are accepted.
        name: the file's name, for the error.

    Raises:
        NotOpenedError: it is of another kind, damaged, made by a newer program, or the password is wrong.
    """
    _refuse_other_files(data, _REVIEW, "a review file", name)
    if len(data) < _HEADER + _NONCE:
        raise NotOpenedError(_DAMAGED.format(name=name))
    passes, power, lanes = data[_MAGIC + 1 : _MAGIC + 4]
    is_bounded = (
        0 < passes <= _MOST_PASSES and 0 < lanes <= _MOST_LANES and _LEAST_MEMORY <= power <= _MOST_MEMORY
    ) and 2**power >= 8 * lanes
    if not is_bounded:
        raise NotOpenedError(_DAMAGED.format(name=name))
    key = _derived_key(data[:_HEADER], password)
    try:
        return HomeFile(**_decrypt(data, _HEADER, key.key, _LARGEST)), key
    except InvalidTag:
        raise NotOpenedError(_NOT_DECRYPTED) from None
    except (ValueError, TypeError, RecursionError, zlib.error):
        raise NotOpenedError(_DAMAGED.format(name=name)) from None


def require_password(key: PasswordKey, password: str) -> None:
    """Refuse a password from which another key than this one is derived.

    Raises:
        NotOpenedError: it is another password.
    """
    if _derived_key(key.header, password) != key:
        raise NotOpenedError("That is not this file's password. It has five groups of four letters with hyphens.")


def encrypt_answer(answer: ReviewAnswer, key: str) -> bytes:
    """The bytes of an answer: header with the token, nonce and ciphertext. A random nonce makes each time differ.

    Args:
        answer: what to write.
        key: the answer key of the review file, in hexadecimal.
    """
    return _encrypt(_ANSWER + bytes([_FORMAT]) + answer.token.encode(), bytes.fromhex(key), asdict(answer))


def answer_token(data: bytes, name: str) -> str:
    """The token of the review file that an answer belongs to, which is not encrypted.

    Raises:
        NotOpenedError: it is of another kind, damaged, or made by a newer program.
    """
    _refuse_other_files(data, _ANSWER, "an answer", name)
    try:
        token = data[_MAGIC + 1 : _MAGIC + 1 + _TOKEN].decode("ascii")
    except UnicodeDecodeError:
        raise NotOpenedError(_DAMAGED.format(name=name)) from None
    if len(data) < _MAGIC + 1 + _TOKEN + _NONCE:
        raise NotOpenedError(_DAMAGED.format(name=name))
    return token


def decrypt_answer(data: bytes, key: bytes, name: str) -> ReviewAnswer:
    """What an answer holds.

    Raises:
        NotOpenedError: it was changed since it was made, or belongs to another store.
    """
    token = answer_token(data, name)
    try:
        answer = _answer(_decrypt(data, _MAGIC + 1 + _TOKEN, key, _LARGEST_ANSWER))
    except (InvalidTag, *_MALFORMED):
        raise NotOpenedError(_DAMAGED.format(name=name)) from None
    if answer.token != token:
        raise NotOpenedError(_DAMAGED.format(name=name))
    return answer


def sha256_of(data: bytes) -> str:
    """The SHA-256 of a file in hexadecimal, by which the same file is recognised."""
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


def answer_as_text(answer: ReviewAnswer, titles: Mapping[int, str]) -> str:
    """An answer as text, to read where it cannot be taken in.

    Args:
        answer: what came back.
        titles: the title of each section that it names, by the section's number.
    """
    unknown = "A section that these minutes do not have"
    parts = [f"{titles.get(one.section, unknown)}: amended text\n\n{one.text}" for one in answer.amended]
    for comment in answer.said:
        proposed = f"\nProposed words: {comment.proposed}" if comment.proposed is not None else ""
        parts.append(f"{titles.get(comment.section, unknown)}: comment on “{comment.quote}”\n{comment.text}{proposed}")
    if answer.is_done:
        parts.append("These minutes were checked.")
    if answer.signed is not None:
        day = in_words(answer.signed.signed_at.astimezone().date())
        parts.append(f"These minutes were signed at home on {day}. The signature is not in this text.")
    return "\n\n".join(parts) or "Nothing was written."


def _answer(fields: dict[str, Any]) -> ReviewAnswer:
    """An answer from its JSON; anything that a register could not hold raises one of `_MALFORMED`."""
    signed = fields["signed"]
    return ReviewAnswer(
        token=str(fields["token"]),
        member=str(fields["member"]),
        made_at=_moment(fields["made_at"]),
        amended=tuple(
            AmendedSection(_number(one["section"]), str(one["before"]), str(one["text"])) for one in fields["amended"]
        ),
        said=tuple(
            AddedComment(
                section=_number(one["section"]),
                starts_at=_number(one["starts_at"]),
                quote=str(one["quote"]),
                text=str(one["text"]),
                proposed=None if one["proposed"] is None else str(one["proposed"]),
                made_at=_moment(one["made_at"]),
            )
            for one in fields["said"]
        ),
        judged=tuple(
            SettledComment(_number(one["comment"]), CommentState(one["state"]), one["answer"] and str(one["answer"]))
            for one in fields["judged"]
        ),
        is_done=fields["is_done"] is True,
        signed=None
        if signed is None
        else HomeSignature(
            printed=base64.b64decode(signed["printed"], validate=True),
            on=str(signed["on"]),
            read=str(signed["read"]),
            signed_at=_moment(signed["signed_at"]),
            certificate=str(signed["certificate"]),
            made_pkcs12=base64.b64decode(signed["made_pkcs12"], validate=True),
            made_certificate=base64.b64decode(signed["made_certificate"], validate=True),
        ),
    )


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError
    return moment


def _number(value: object) -> int:
    """A whole number that a register can hold."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < _NUMBER_LIMIT:
        raise ValueError
    return value


def _refuse_other_files(data: bytes, magic: bytes, what: str, name: str) -> None:
    if not data.startswith(magic) or len(data) <= _MAGIC:
        raise NotOpenedError(_WRONG_KIND.format(name=name, what=what))
    if data[_MAGIC] > _FORMAT:
        raise NotOpenedError(_NEWER.format(name=name))


def _derived_key(header: bytes, password: str) -> PasswordKey:
    """Derive a review file's key from its password, with the parameters in its header."""
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
    return PasswordKey(header, key)


def _encrypt(header: bytes, key: bytes, fields: dict[str, Any]) -> bytes:
    packed = zlib.compress(json.dumps(fields, ensure_ascii=False, default=_as_text).encode())
    nonce = secrets.token_bytes(_NONCE)
    return header + nonce + AESGCM(key).encrypt(nonce, packed, header)


def _as_text(value: datetime | bytes) -> str:
    return value.isoformat() if isinstance(value, datetime) else base64.b64encode(value).decode()


def _decrypt(data: bytes, start: int, key: bytes, most: int) -> dict[str, Any]:
    """The fields in a file whose header is `start` bytes long; refuses more than `most` bytes after decompression."""
    nonce = data[start : start + _NONCE]
    packed = AESGCM(key).decrypt(nonce, data[start + _NONCE :], data[:start])
    unpacking = zlib.decompressobj()
    text = unpacking.decompress(packed, most)
    if unpacking.unconsumed_tail:
        raise ValueError
    fields = json.loads(text)
    if not isinstance(fields, dict):
        raise TypeError
    return fields
