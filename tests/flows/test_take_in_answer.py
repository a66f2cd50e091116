"""Forged answers, by somebody who has the review file and its key: only a genuine signature is taken in."""

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import read_signatures, sign_pdf
from panel_desk.documents.minutes.signing import field_name, pages_to_sign, signature_words
from panel_desk.flows.review_at_home import OpenReviewFile
from panel_desk.flows.sign_minutes import sign
from panel_desk.flows.take_in_answer import preview
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.members.certificates import own_key
from panel_desk.queries.minutes.home_file import HomeSignature, ReviewAnswer
from panel_desk.queries.minutes.minutes import minutes, signatures
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.store.credentials import self_signed
from tests.builders import FixedTime, a_desk, once
from tests.panels import CHAIR, PANEL, a_held_panel, sent_home, taken_in, with_a_chair_who_leaves, write_all

PASSPHRASE = "A-passphrase-of-my-own"
NOT_THESE = "not these minutes as they print here"
SHA256 = "f" * 64  # of the answer's file


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """Final minutes over which a chair and a vice chair presided."""
    desk = a_desk(tmp_path, time_source=time_source)
    _with_two_signers(desk)
    return desk


@once
def _with_two_signers(desk: Desk) -> None:
    a_held_panel(desk)
    with_a_chair_who_leaves(desk, desk.store.folder.parent).close()
    write_all(desk)
    for step in (send_to_chair_and_adviser, make_final):
        desk.do(step, PANEL)


@pytest.fixture
def home(desk: Desk, tmp_path: Path) -> OpenReviewFile:
    """The chair at home, who has signed."""
    home = sent_home(desk, tmp_path)
    sign(home.desk, content(home), PASSPHRASE)
    return home


def content(home: OpenReviewFile) -> MinutesContent:
    record = home.desk.ask(minutes, PANEL)
    assert record is not None
    return record.content


def answer_of(home: OpenReviewFile) -> tuple[ReviewAnswer, HomeSignature]:
    answer = home.desk.ask(answer_at_home, home.file)
    assert answer.signed is not None
    return answer, answer.signed


def shown(home: OpenReviewFile, at: datetime) -> bytes:
    """The pages before the first signature."""
    return pages_to_sign(content(home), home.file.name, at).pdf


def forged(home: OpenReviewFile, pdf: bytes, at: datetime) -> ReviewAnswer:
    """The chair's answer with another PDF, signed with the chair's own key."""
    key = home.desk.ask(own_key)
    assert key is not None
    [chair] = [one for one in content(home).signers if one.member == CHAIR]
    lines, places = (
        signature_words(chair, home.file.name, at, key[0].sha256),
        pages_to_sign(content(home), home.file.name, at).boxes,
    )
    printed = sign_pdf(pdf, field_name(CHAIR), key[1], PASSPHRASE, lines, places, at)
    assert read_signatures(printed).are_valid
    answer, signed = answer_of(home)
    return replace(answer, signed=replace(signed, printed=printed, signed_at=at))


def refused(desk: Desk, answer: ReviewAnswer) -> str:
    """Why an answer is refused; nothing was signed."""
    found = preview(desk, answer, SHA256)
    assert found.refused
    assert desk.ask(signatures, PANEL) == ()
    return found.refused


def test_a_genuine_signature_is_taken_in_a_month_later(
    desk: Desk, home: OpenReviewFile, time_source: FixedTime
) -> None:
    answer, signed = answer_of(home)
    time_source.move(days=30)
    assert preview(desk, answer, SHA256).refused == ""
    assert preview(desk, answer, SHA256).new_fingerprint == signed.certificate
    taken_in(desk, answer, SHA256)
    assert [one.member for one in desk.ask(signatures, PANEL)] == [CHAIR]


def test_other_pages_under_a_signature_are_refused(desk: Desk, home: OpenReviewFile, time_source: FixedTime) -> None:
    pages = shown(home, time_source.now())
    writer = IncrementalPdfFileWriter(BytesIO(pages))
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Contents")] = writer.add_object(StreamObject(stream_data=b"BT (FORGED MINUTES) Tj ET"))
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    assert out.getvalue().startswith(pages)
    assert NOT_THESE in refused(desk, forged(home, out.getvalue(), time_source.now()))


def test_a_signature_of_somebody_else_in_the_answer_is_refused(
    desk: Desk, home: OpenReviewFile, time_source: FixedTime
) -> None:
    at = time_source.now()
    answer, signed = answer_of(home)
    places = pages_to_sign(content(home), home.file.name, at).boxes
    other = self_signed("Tendai Moyana", "Fenland Adoption", PASSPHRASE, at)
    twice = sign_pdf(signed.printed, field_name("M050"), other.pkcs12, PASSPHRASE, ("Tendai",), places, at)
    assert read_signatures(twice).are_valid
    theirs = replace(
        signed,
        printed=twice,
        certificate=other.sha256,
        made_certificate=other.certificate,
        made_pkcs12=other.pkcs12,
    )
    assert NOT_THESE in refused(desk, replace(answer, signed=theirs))


@pytest.mark.parametrize("error_of_clock", [timedelta(days=-10_000), timedelta(hours=-2), timedelta(hours=2)])
def test_a_signature_with_an_impossible_time_is_refused(
    desk: Desk, home: OpenReviewFile, time_source: FixedTime, error_of_clock: timedelta
) -> None:
    at = time_source.now() + error_of_clock
    assert "see that the clock at home is right" in refused(desk, forged(home, shown(home, at), at))


def test_a_signature_from_a_clock_that_is_a_little_wrong_is_taken_in(
    desk: Desk, home: OpenReviewFile, time_source: FixedTime
) -> None:
    at = time_source.now() - timedelta(minutes=40)
    assert preview(desk, forged(home, shown(home, at), at), SHA256).refused == ""
