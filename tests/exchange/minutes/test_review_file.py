"""Review files and answers: a damaged or changed one is refused, whatever was done to it."""

import json
import zlib
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.exchange.minutes import review_file
from panel_desk.exchange.minutes.review_file import (
    NotOpenedError,
    PasswordKey,
    answer_as_text,
    answer_token,
    decrypt_answer,
    decrypt_review_file,
    encrypt_answer,
    encrypt_review_file,
    new_password_key,
    read,
    require_review_file,
)
from panel_desk.queries.minutes.home_file import (
    AddedComment,
    AmendedSection,
    HomeFile,
    HomeSignature,
    ReviewAnswer,
    SettledComment,
)
from panel_desk.rules.vocabulary import CommentState
from tests.builders import CHEAP

PASSWORD = "tamu-keri-novo-sipa-dule"
TOKEN, KEY = "a" * 32, "7" * 64
AT = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)
FILE = HomeFile(
    token=TOKEN,
    key=KEY,
    agency="Fenland Adoption",
    office="panel@example.org",
    meeting="P2027-02-24",
    held_on="2027-02-24",
    member="M001",
    name="Siân Llewellyn",
    may_sign=False,
    made_at=AT.isoformat(),
    rows={"meeting": [["P2027-02-24", 1, None, 2.5]]},
    files={},
    texts={"1": "The panel was told."},
    comments=[3],
    answered=[],
    certificate="",
)
SIGNED = HomeSignature(b"%PDF-\x00\xff", "", "f" * 64, AT, "e" * 64, b"key", b"certificate")
ANSWER = ReviewAnswer(
    token=TOKEN,
    member="M001",
    made_at=AT,
    amended=(AmendedSection(1, "before", "after – “quoted”"),),
    said=(AddedComment(1, 4, "panel", "Which?", None, AT), AddedComment(2, 0, "", "", "words", AT)),
    judged=(SettledComment(3, CommentState.DECLINED, None), SettledComment(4, CommentState.ACCEPTED, "Yes.")),
    is_done=True,
    signed=SIGNED,
)
FILE_KEY = new_password_key(PASSWORD, CHEAP)
REVIEW, RETURNED = encrypt_review_file(FILE, FILE_KEY), encrypt_answer(ANSWER, KEY)
KEY_BYTES = bytes.fromhex(KEY)
ANSWER_HEADER = RETURNED[: 16 + 1 + 32]  # the mark of an answer, its format, and the token


def test_what_was_encrypted_is_decrypted_unchanged() -> None:
    file, key = decrypt_review_file(REVIEW, PASSWORD, "a file")
    assert (file, key) == (FILE, FILE_KEY)
    assert decrypt_answer(RETURNED, KEY_BYTES, "an answer") == ANSWER
    assert answer_token(RETURNED, "an answer") == TOKEN
    bare = replace(ANSWER, signed=None, is_done=False)
    assert decrypt_answer(encrypt_answer(bare, KEY), KEY_BYTES, "an answer") == bare


def test_a_password_may_be_typed_with_capitals_and_spaces() -> None:
    assert decrypt_review_file(REVIEW, " Tamu keri novo-sipa dule ", "a file")[0] == FILE
    with pytest.raises(NotOpenedError, match="That password does not open this file"):
        decrypt_review_file(REVIEW, "tamu-keri-novo-sipa-dula", "a file")


def test_no_text_of_a_review_file_or_an_answer_can_be_read_without_its_key() -> None:
    for secret in (b"Fenland", "Siân".encode(), b"told", b"example.org"):
        assert secret not in REVIEW
    assert b"quoted" not in RETURNED


@given(st.integers(0, len(REVIEW) - 1), st.integers(1, 255))
def test_a_review_file_with_a_changed_byte_is_refused(at: int, mask: int) -> None:
    with pytest.raises(NotOpenedError):
        decrypt_review_file(REVIEW[:at] + bytes([REVIEW[at] ^ mask]) + REVIEW[at + 1 :], PASSWORD, "a file")


@given(st.integers(0, len(RETURNED) - 1), st.integers(1, 255))
def test_an_answer_with_a_changed_byte_is_refused(at: int, mask: int) -> None:
    with pytest.raises(NotOpenedError):
        decrypt_answer(RETURNED[:at] + bytes([RETURNED[at] ^ mask]) + RETURNED[at + 1 :], KEY_BYTES, "an answer")


@given(st.integers(0, len(REVIEW) - 1))
def test_a_file_that_was_cut_off_is_refused(at: int) -> None:
    with pytest.raises(NotOpenedError):
        decrypt_review_file(REVIEW[:at], PASSWORD, "a file")
    with pytest.raises(NotOpenedError):
        decrypt_answer(RETURNED[: min(at, len(RETURNED) - 1)], KEY_BYTES, "an answer")


@given(st.binary(max_size=200))
def test_any_other_file_is_refused(data: bytes) -> None:
    for start in (b"", REVIEW[:16], REVIEW[:36], RETURNED[:16], RETURNED[:49]):
        with pytest.raises(NotOpenedError):
            decrypt_review_file(start + data, PASSWORD, "a file")
        with pytest.raises(NotOpenedError):
            decrypt_answer(start + data, KEY_BYTES, "a file")


def test_the_error_says_what_is_wrong_with_the_file() -> None:
    with pytest.raises(NotOpenedError, match=r"minutes\.pdf is not a review file of Panel Desk"):
        decrypt_review_file(b"%PDF-1.7", PASSWORD, "minutes.pdf")
    with pytest.raises(NotOpenedError, match="is not an answer of Panel Desk"):
        answer_token(REVIEW, "minutes")
    with pytest.raises(NotOpenedError, match="newer Panel Desk"):
        decrypt_review_file(REVIEW[:16] + b"\x02" + REVIEW[17:], PASSWORD, "a file")
    with pytest.raises(NotOpenedError, match="damaged or was changed"):
        decrypt_answer(RETURNED[:-1] + b"\x00\x01", KEY_BYTES, "a file")
    with pytest.raises(NotOpenedError, match="damaged or was changed"):
        answer_token(RETURNED[:17] + b"\xff" * 60, "a file")


@pytest.mark.parametrize(
    "words",
    [
        {"token": TOKEN},
        [],
        {**dict.fromkeys(("amended", "said", "judged"), ()), "signed": None, "is_done": 1, "token": "b", "member": 1},
        {"token": TOKEN, "member": "", "amended": [], "judged": [], "signed": None, "is_done": False}
        | {
            "said": [{"section": 1, "starts_at": 0, "quote": "", "text": "", "proposed": None, "made_at": "2027-03-04"}]
        },
    ],
)
def test_a_correctly_encrypted_answer_that_lacks_fields_is_refused(words: object) -> None:
    header = ANSWER_HEADER
    data = review_file._encrypt(header, KEY_BYTES, words)  # type: ignore[arg-type]  # noqa: SLF001 # encrypts what no answer holds
    with pytest.raises(NotOpenedError, match="damaged"):
        decrypt_answer(data, KEY_BYTES, "an answer")


@pytest.mark.parametrize(
    "changed",
    [
        {"signed": {}},
        {"made_at": "0001-01-01T00:00:00+00:00"},
        {"amended": [{"section": 10**30, "before": "", "text": ""}]},
        {"said": [{"section": 1, "starts_at": float("inf"), "quote": "", "text": "", "proposed": None, "made_at": ""}]},
        {"judged": [{"comment": -1, "state": "declined", "answer": None}]},
    ],
)
def test_an_answer_with_values_that_no_register_can_hold_is_refused(changed: dict[str, object]) -> None:
    words = json.loads(json.dumps(asdict(replace(ANSWER, signed=None)), default=str)) | changed
    data = review_file._encrypt(ANSWER_HEADER, KEY_BYTES, words)  # noqa: SLF001 # encrypts what no file holds
    with pytest.raises(NotOpenedError, match="damaged"):
        decrypt_answer(data, KEY_BYTES, "an answer")


def test_an_answer_that_nests_too_deep_or_decompresses_to_too_much_is_refused() -> None:
    header = ANSWER_HEADER
    for words in (b"[" * 100_000, b"[" + b"[]," * 10_000_000 + b"[]]"):
        nonce = bytes(12)
        data = header + nonce + AESGCM(KEY_BYTES).encrypt(nonce, zlib.compress(words), header)
        with pytest.raises(NotOpenedError, match="damaged"):
            decrypt_answer(data, KEY_BYTES, "an answer")


def test_a_review_file_that_lacks_fields_or_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = review_file._encrypt(FILE_KEY.header, FILE_KEY.key, {"token": TOKEN})  # noqa: SLF001 # encrypts what no file holds
    with pytest.raises(NotOpenedError, match="damaged"):
        decrypt_review_file(data, PASSWORD, "a file")
    monkeypatch.setattr(review_file, "_LARGEST", 64)
    with pytest.raises(NotOpenedError, match="damaged"):
        decrypt_review_file(REVIEW, PASSWORD, "a file")


def test_a_missing_or_too_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.paneldesk-review"
    with pytest.raises(NotOpenedError, match="cannot be read"):
        read(file)
    file.write_bytes(REVIEW)
    assert read(file) == REVIEW
    monkeypatch.setattr(review_file, "_LARGEST", 10)
    with pytest.raises(NotOpenedError, match="larger than"):
        read(file)


def test_an_answer_that_cannot_be_taken_in_is_shown_as_text() -> None:
    shown_text = answer_as_text(ANSWER, {1: "Item 1 · Advice"})
    for words in ("Item 1 · Advice: amended text\n\nafter – “quoted”", "Item 1 · Advice: comment on “panel”\nWhich?"):
        assert words in shown_text
    for words in ("do not have: comment", "Proposed words: words", "were checked", "signed at home on 4 March 2027"):
        assert words in shown_text
    bare = replace(ANSWER, amended=(), said=(), is_done=False, signed=None)
    assert answer_as_text(bare, {}) == "Nothing was written."


def test_a_password_key_is_derived_at_the_usual_cost_by_default() -> None:
    assert isinstance(new_password_key(PASSWORD), PasswordKey)
    assert new_password_key(PASSWORD).header[17:20] == bytes([3, 16, 4])


def test_another_kind_of_file_is_refused_before_a_password_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "minutes.paneldesk-review"
    file.write_bytes(REVIEW)
    require_review_file(file)
    file.write_bytes(RETURNED)
    with pytest.raises(NotOpenedError, match="is an answer"):
        require_review_file(file)
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(NotOpenedError, match="is not a review file"):
        require_review_file(file)
