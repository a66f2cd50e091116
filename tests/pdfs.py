"""Builds PDFs with a line of text on each page, and pictures as of a scan."""

from collections.abc import Collection
from io import BytesIO

import pikepdf
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas


def a_pdf(*pages: str, scans: Collection[int] = (), size: tuple[float, float] = A4, rotate: int = 0) -> bytes:
    """A PDF.

    Args:
        pages: the line of text on each page; empty for none.
        scans: the pages, from 1, that a picture fills but for a margin.
        size: of its pages before they are turned, in points.
        rotate: by how many degrees all pages are turned.
    """
    width, height = size
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    canvas.setPageRotation(rotate)
    for number, line in enumerate(pages, start=1):
        if number in scans:
            canvas.drawImage(ImageReader(Image.new("L", (60, 80), 220)), 20, 20, width - 40, height - 40)
        canvas.drawString(72, height - 72, line)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def a_commented_pdf() -> bytes:
    """A PDF with a note by each of two reviewers."""
    with pikepdf.open(BytesIO(a_pdf("Report"))) as document:
        document.pages[0].obj.Annots = pikepdf.Array(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Text,
                Rect=pikepdf.Array([72, 700, 90, 718]),
                T=pikepdf.String(reviewer),
                Contents=pikepdf.String("Take this out"),
            )
            for reviewer in ("J Team Manager", "Worker")
        )
        out = BytesIO()
        document.save(out)
    return out.getvalue()
