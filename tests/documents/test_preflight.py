from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.preflight import preflight
from tests.documents.reading import opened

SAMPLES = Path(__file__).parents[1] / "samples" / "papers"


def a_pdf(*, text: str = "Words", rotate: int = 0, pages: int = 1) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for _ in range(pages):
        if text:
            canvas.drawString(72, 700, text)
        canvas.setPageRotation(rotate)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("CPR-damaged.pdf", "The file is damaged"),
        ("Not-really-a.pdf", "It is not a PDF, though its name says so"),
        ("Legal-advice-locked.pdf", "It is locked with a password"),
        ("Support-plan.docx", "It is a Word document"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_its_reason_and_what_to_do(name: str, why: str) -> None:
    found = preflight((SAMPLES / name).read_bytes(), name)
    assert found.refused.startswith(why)
    assert found.pages == 0


@pytest.mark.parametrize(
    ("name", "pages"), [("PAR-household-A.pdf", 19), ("CPR-child-B.pdf", 13), ("Genogram-A3.pdf", 2)]
)
def test_sound_papers_are_taken_in_as_they_are(name: str, pages: int) -> None:
    data = (SAMPLES / name).read_bytes()
    found = preflight(data, name)
    assert (found.refused, found.pages, found.data) == ("", pages, data)


def test_turned_pages_and_scans_are_said() -> None:
    turned = preflight((SAMPLES / "Chronology-rotated.pdf").read_bytes(), "Chronology-rotated.pdf")
    assert "Pages 2, 3 and 4 are turned" in turned.findings[0]
    assert preflight(a_pdf(rotate=90), "a.pdf").findings == ("Page 1 is turned; the reader sees it upright.",)
    scan = preflight((SAMPLES / "Medical-letter-scan.pdf").read_bytes(), "scan.pdf")
    assert any("scan without text" in finding for finding in scan.findings)


def test_a_picture_becomes_an_upright_page() -> None:
    out = BytesIO()
    Image.new("RGB", (400, 200), "navy").save(out, "JPEG", exif=_turned())
    found = preflight(out.getvalue(), "photograph.jpg")
    assert found.pages == 1
    document = opened(found.data)
    [picture] = document.pages[0].get_images().values()
    assert (int(picture.Width), int(picture.Height)) == (200, 400)
    assert "damaged" in preflight(b"\xff\xd8\xff not a picture", "photograph.jpg").refused


def test_active_content_is_said() -> None:
    document = pikepdf.Pdf.open(BytesIO(a_pdf()))
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")
    out = BytesIO()
    document.save(out)
    assert any("left out of the pack" in finding for finding in preflight(out.getvalue(), "a.pdf").findings)


def test_empty_blank_and_endless_files() -> None:
    assert "empty" in preflight(b"", "a.pdf").refused
    assert "larger than 200 MB" in preflight(bytes(200_000_001), "a.pdf").refused
    assert preflight(a_pdf(text="", pages=2), "a.pdf").findings[0] == "Pages 1 and 2 are blank."


def _turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif
