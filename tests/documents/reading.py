"""Reading PDFs back with programs that did not write them."""

from io import BytesIO

import pikepdf
import pypdfium2


def words(data: bytes) -> str:
    """All the text of a document, as a viewer gives it, spaces and breaks as one space."""
    with pypdfium2.PdfDocument(data) as document:
        pages = []
        for page in document:
            text = page.get_textpage()
            pages.append(text.get_text_range())
            text.close()
            page.close()
    return " ".join(" ".join(pages).replace("\ufffe", "-").split())


def opened(data: bytes, password: str = "") -> pikepdf.Pdf:
    """The document, opened by another library, which finds nothing wrong with it."""
    document = pikepdf.Pdf.open(BytesIO(data), password=password)
    assert document.check_pdf_syntax() == []
    return document
