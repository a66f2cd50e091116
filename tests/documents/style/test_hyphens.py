"""A hyphenated word is drawn as one run, and broken after the hyphen where the line is full."""

from io import BytesIO

import pypdf
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.style.page_style import BODY, Prose, draw_text, truncated

NAME = "Siân Bibi-Hale and/or Jo"


def test_pypdf_extracts_hyphenated_words_without_a_gap() -> None:
    page = BytesIO()
    canvas = Canvas(page)
    draw_text(canvas, NAME, 40, 700, BODY)
    canvas.save()
    assert " ".join(pypdf.PdfReader(page).pages[0].extract_text().split()) == NAME


def test_a_line_breaks_after_a_hyphen_only_if_it_is_full() -> None:
    whole, half = (sum(piece.width for piece in truncated(part, BODY, 500)) for part in ("Bibi-Hale", "Bibi-"))
    for room, lines in ((whole, 1), ((whole + half) / 2, 2)):
        prose = Prose("Bibi-Hale", BODY)
        _, height = prose.wrap(room * BODY.size / 1000 + 0.01, 500)
        assert round(height / BODY.leading) == lines
