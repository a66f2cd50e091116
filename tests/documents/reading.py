"""Reads PDFs with libraries other than those that wrote them."""

from io import BytesIO

import pikepdf
import pypdfium2


def words(data: bytes) -> str:
    """The text of a document, as PDFium extracts it, with each run of white space as one space."""
    with pypdfium2.PdfDocument(data) as document:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
    return " ".join(" ".join(pages).replace("\ufffe", "-").split())


def opened(data: bytes, password: str = "") -> pikepdf.Pdf:
    """The document, opened with qpdf, which must find no fault in its syntax."""
    document = pikepdf.Pdf.open(BytesIO(data), password=password)
    assert document.check_pdf_syntax() == []
    return document
