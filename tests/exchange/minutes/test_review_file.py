"""Review files and answers: they open whole or not at all, whatever becomes of them on the way."""

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
    Lock,
    NotOpenedError,
    in_plain_words,
    new_lock,
    opened,
    opened_answer,
    read,
    refuse_other,
    sealed,
    sealed_answer,
    token_of,
)
from panel_desk.queries.minutes.home_file import Amended, Answer, HomeFile, Judged, Said, Signed
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
SIGNED = Signed(b"%PDF-\x00\xff", "", "f" * 64, AT, "e" * 64, b"key", b"certificate")
ANSWER = Answer(
    token=TOKEN,
    member="M001",
    made_at=AT,
    amended=(Amended(1, "before", "after – “quoted”"),),
    said=(Said(1, 4, "panel", "Which?", None, AT), Said(2, 0, "", "", "words", AT)),
    judged=(Judged(3, CommentState.DECLINED, None), Judged(4, CommentState.ACCEPTED, "Yes.")),
    is_done=True,
    signed=SIGNED,
)
NAIVE = "2027-03-04"
LOCK = new_lock(PASSWORD, CHEAP)
REVIEW, RETURNED = sealed(FILE, LOCK), sealed_answer(ANSWER, KEY)
BYTES = bytes.fromhex(KEY)


def test_what_is_packed_is_what_is_unpacked() -> None:
    file, lock = opened(REVIEW, PASSWORD, "a file")
    assert (file, lock) == (FILE, LOCK)
    assert opened_answer(RETURNED, BYTES, "an answer") == ANSWER
    assert token_of(RETURNED, "an answer") == TOKEN
    bare = replace(ANSWER, signed=None, is_done=False)
    assert opened_answer(sealed_answer(bare, KEY), BYTES, "an answer") == bare


def test_a_password_may_be_typed_as_it_was_told() -> None:
    assert opened(REVIEW, " Tamu keri novo-sipa dule ", "a file")[0] == FILE
    with pytest.raises(NotOpenedError, match="That password does not open this file"):
        opened(REVIEW, "tamu-keri-novo-sipa-dula", "a file")


def test_nothing_of_it_can_be_read_without_the_password() -> None:
    for secret in (b"Fenland", "Siân".encode(), b"told", b"example.org"):
        assert secret not in REVIEW
    assert b"quoted" not in RETURNED


@given(st.integers(0, len(REVIEW) - 1), st.integers(1, 255))
def test_a_changed_byte_is_always_found_out(at: int, by: int) -> None:
    with pytest.raises(NotOpenedError):
        opened(REVIEW[:at] + bytes([REVIEW[at] ^ by]) + REVIEW[at + 1 :], PASSWORD, "a file")


@given(st.integers(0, len(RETURNED) - 1), st.integers(1, 255))
def test_a_changed_byte_of_an_answer_is_always_found_out(at: int, by: int) -> None:
    with pytest.raises(NotOpenedError):
        opened_answer(RETURNED[:at] + bytes([RETURNED[at] ^ by]) + RETURNED[at + 1 :], BYTES, "an answer")


@given(st.integers(0, len(REVIEW) - 1))
def test_a_file_that_was_cut_off_does_not_open(at: int) -> None:
    with pytest.raises(NotOpenedError):
        opened(REVIEW[:at], PASSWORD, "a file")
    with pytest.raises(NotOpenedError):
        opened_answer(RETURNED[: min(at, len(RETURNED) - 1)], BYTES, "an answer")


@given(st.binary(max_size=200))
def test_any_other_file_is_refused(data: bytes) -> None:
    for start in (b"", REVIEW[:16], REVIEW[:36], RETURNED[:16], RETURNED[:49]):
        with pytest.raises(NotOpenedError):
            opened(start + data, PASSWORD, "a file")
        with pytest.raises(NotOpenedError):
            opened_answer(start + data, BYTES, "a file")


def test_it_says_what_is_wrong() -> None:
    with pytest.raises(NotOpenedError, match=r"minutes\.pdf is not a review file of Panel Desk"):
        opened(b"%PDF-1.7", PASSWORD, "minutes.pdf")
    with pytest.raises(NotOpenedError, match="is not an answer of Panel Desk"):
        token_of(REVIEW, "minutes")
    with pytest.raises(NotOpenedError, match="newer Panel Desk"):
        opened(REVIEW[:16] + b"\x02" + REVIEW[17:], PASSWORD, "a file")
    with pytest.raises(NotOpenedError, match="damaged or was changed"):
        opened_answer(RETURNED[:-1] + b"\x00\x01", BYTES, "a file")
    with pytest.raises(NotOpenedError, match="damaged or was changed"):
        token_of(RETURNED[:17] + b"\xff" * 60, "a file")


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
def test_an_answer_that_was_rightly_locked_and_is_no_answer_is_refused(words: object) -> None:
    header = RETURNED[: 16 + 1 + 32]
    data = review_file._sealed(header, BYTES, words)  # type: ignore[arg-type]  # noqa: SLF001 # locks what no answer says
    with pytest.raises(NotOpenedError, match="damaged"):
        opened_answer(data, BYTES, "an answer")


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
def test_an_answer_that_no_register_can_hold_is_refused(changed: dict[str, object]) -> None:
    words = json.loads(json.dumps(asdict(replace(ANSWER, signed=None)), default=str)) | changed
    data = review_file._sealed(RETURNED[: 16 + 1 + 32], BYTES, words)  # noqa: SLF001 # the same
    with pytest.raises(NotOpenedError, match="damaged"):
        opened_answer(data, BYTES, "an answer")


def test_an_answer_neither_nests_without_end_nor_unpacks_to_gigabytes() -> None:
    header = RETURNED[: 16 + 1 + 32]
    for words in (b"[" * 100_000, b"[" + b"[]," * 10_000_000 + b"[]]"):
        nonce = bytes(12)
        data = header + nonce + AESGCM(BYTES).encrypt(nonce, zlib.compress(words), header)
        with pytest.raises(NotOpenedError, match="damaged"):
            opened_answer(data, BYTES, "an answer")


def test_a_review_file_that_holds_something_else_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    data = review_file._sealed(LOCK.header, LOCK.key, {"token": TOKEN})  # noqa: SLF001 # the same
    with pytest.raises(NotOpenedError, match="damaged"):
        opened(data, PASSWORD, "a file")
    monkeypatch.setattr(review_file, "_LARGEST", 64)
    with pytest.raises(NotOpenedError, match="damaged"):
        opened(REVIEW, PASSWORD, "a file")


def test_a_file_is_read_where_it_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.paneldesk-review"
    with pytest.raises(NotOpenedError, match="cannot be read"):
        read(file)
    file.write_bytes(REVIEW)
    assert read(file) == REVIEW
    monkeypatch.setattr(review_file, "_LARGEST", 10)
    with pytest.raises(NotOpenedError, match="larger than"):
        read(file)


def test_what_cannot_be_taken_in_can_be_read() -> None:
    said = in_plain_words(ANSWER, {1: "Item 1 · Advice"})
    for words in ("Item 1 · Advice: amended text\n\nafter – “quoted”", "Item 1 · Advice: comment on “panel”\nWhich?"):
        assert words in said
    for words in ("do not have: comment", "Proposed words: words", "were checked", "signed at home on 4 March 2027"):
        assert words in said
    bare = replace(ANSWER, amended=(), said=(), is_done=False, signed=None)
    assert in_plain_words(bare, {}) == "Nothing was written."


def test_a_lock_has_the_usual_cost_unless_told_otherwise() -> None:
    assert isinstance(new_lock(PASSWORD), Lock)
    assert new_lock(PASSWORD).header[17:20] == bytes([3, 16, 4])


def test_what_is_no_review_file_is_refused_before_a_password_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "minutes.paneldesk-review"
    file.write_bytes(REVIEW)
    refuse_other(file)
    file.write_bytes(RETURNED)
    with pytest.raises(NotOpenedError, match="is an answer"):
        refuse_other(file)
    file.write_bytes(b"%PDF-1.7")
    with pytest.raises(NotOpenedError, match="is not a review file"):
        refuse_other(file)
