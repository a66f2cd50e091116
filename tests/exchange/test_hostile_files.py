"""Files that were damaged or made to attack are read or refused in a sentence, within a bound of time."""

import io
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from panel_desk.documents.preflight.report import check_file
from panel_desk.errors import PanelDeskError
from panel_desk.exchange.papers.messages import attachments, email_words
from panel_desk.exchange.workbook.xlsx import read_workbook
from tests.builders import a_workbook

PAPERS = Path(__file__).parents[1] / "samples" / "papers"
MOST_SECONDS = 10.0  # of the processor's time for one file
PIECES = st.sampled_from(
    [
        b"",
        b"\x00",
        b"<",
        b"]]>",
        b"&x;",
        b"../../",
        b"-1",
        b"999999999999",
        b"\xff\xfe",
        b"=cmd|' /C calc'!A0",
        b"A" * 5000,
    ]
)
PLACES = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 40), PIECES), min_size=1, max_size=6)
"""Where a file is changed (a share of its length), how many bytes are taken out there, and what is put in."""
Changes = list[tuple[float, int, bytes]]


def _changed(data: bytes, changes: Changes) -> bytes:
    for share, taken, put in changes:
        place = int(share * len(data))
        data = data[:place] + put + data[place + taken :]
    return data


def _zip_changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A ZIP archive with one of its files changed."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return made.getvalue()


def _is_read_or_refused(read: Callable[[], object]) -> str:
    """The sentence in which a file was refused, empty where it was read; any other exception fails the test."""
    began = time.process_time()
    try:
        read()
        said = ""
    except PanelDeskError as error:
        said = error.sentence
        assert said.endswith((".", "?"))
    assert time.process_time() - began < MOST_SECONDS
    return said


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [["Code", "Name", "Decision maker"], ["FEN", "Fenland County Council", "Ruth Aldous"]]
    return a_workbook(tmp_path_factory.mktemp("workbook"), {"Authorities": rows})


def _parts(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


@given(st.integers(0, 99), PLACES)
def test_a_changed_part_of_a_workbook_is_read_or_refused(workbook: Path, number: int, changes: Changes) -> None:
    data = workbook.read_bytes()
    names = _parts(data)
    hostile = workbook.with_name("hostile.xlsx")
    hostile.write_bytes(_zip_changed(data, names[number % len(names)], lambda part: _changed(part, changes)))
    _is_read_or_refused(lambda: read_workbook(hostile))


@pytest.mark.parametrize("what", ["entities", "external entity", "bomb"])
def test_a_workbook_made_to_attack_is_refused(workbook: Path, what: str) -> None:
    secret = workbook.with_name("secret.txt")
    secret.write_text("QUARTERMAINE", encoding="utf-8")
    nested = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    head = {
        "entities": f'<!DOCTYPE x [<!ENTITY a0 "ha">{nested}]>'.encode(),
        "external entity": f'<!DOCTYPE x [<!ENTITY a9 SYSTEM "{secret.as_uri()}">]>'.encode(),
        "bomb": b" " * 300_000_000,
    }[what]
    hostile = workbook.with_name(f"{what}.xlsx")
    part = "xl/worksheets/sheet1.xml"
    hostile.write_bytes(_zip_changed(workbook.read_bytes(), part, lambda sheet: head + sheet.replace(b"FEN", b"&a9;")))
    assert "QUARTERMAINE" not in _is_read_or_refused(lambda: read_workbook(hostile))


@given(PLACES)
def test_a_changed_email_is_read_or_refused(changes: Changes) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "ada@example.org", "Papers"
    message.set_content("Two papers.")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="../../PAR.pdf")
    inner = EmailMessage()
    inner.set_content("Another.")
    message.add_attachment(inner)
    data = _changed(message.as_bytes(), changes)
    _is_read_or_refused(lambda: email_words(data, "Papers.eml"))

    def names() -> None:
        for name, _ in attachments(data, "Papers.eml").files:
            assert not set(name) & set("/\\\0"), name

    _is_read_or_refused(names)


@given(st.integers(1, 90))
def test_a_photograph_that_is_cut_off_is_refused_in_a_sentence(share: int) -> None:
    data = (PAPERS / "Photograph.jpg").read_bytes()
    report = check_file(data[: len(data) * share // 100], "Photograph.jpg")
    assert (report.refused or "").endswith(".")
