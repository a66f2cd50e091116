"""Builds papers and packs for tests, and reads them with libraries and programs other than Panel Desk's."""

import subprocess
import warnings
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.packs.build import PackResult, build_pack
from panel_desk.errors import SurroundingsError
from panel_desk.queries.document_rows import PackContent, PackPaper
from tests.documents.contents import a_pack

SAMPLES = Path(__file__).parents[1] / "samples" / "papers"


def a_source(title: str, *, size: tuple[float, float] = A4, pages: int = 2, rotate: int = 0) -> bytes:
    """A paper with a bookmark per page, a link to a named destination, an e-mail link and a form field."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    for number in range(1, pages + 1):
        canvas.drawString(72, 200, f"{title} page {number}")
        canvas.setPageRotation(rotate)
        if number == 1:
            canvas.linkRect("", "end", (72, 300, 200, 320))
            canvas.linkURL("mailto:panel@example.org", (72, 340, 200, 360))
            canvas.acroForm.textfield(name="experience", value=f"{title} years", x=72, y=400, relative=False)
        if number == pages:
            canvas.bookmarkPage("end")
        canvas.bookmarkHorizontal(f"p{number}", 0, 0)
        canvas.addOutlineEntry(f"{title} section {number}", f"p{number}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def changed(data: bytes, change: Callable[[Any], object]) -> bytes:
    """A paper after a function changed it."""
    with pikepdf.Pdf.open(BytesIO(data)) as document:
        change(document)
        out = BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pikepdf.PageCopyWarning)  # some tests use one page twice
            document.save(out)
    return out.getvalue()


def build(sources: dict[str, bytes], content: PackContent | None = None, **fields: Any) -> PackResult:  # noqa: ANN401 - as build_pack takes them
    """A pack of these papers, which `sources` has by their keys, in one case unless the content says otherwise."""

    def read(paper: PackPaper) -> bytes:
        if paper.key not in sources:
            raise SurroundingsError("It is missing.")
        return sources[paper.key]

    return build_pack(content or a_pack(*sources), read, **fields)


def build_one(sources: dict[str, bytes], content: PackContent | None = None, **fields: Any) -> bytes:  # noqa: ANN401 - as build_pack takes them
    """The only volume of a pack."""
    [data] = build(sources, content, **fields).volumes
    return data


def with_papers(content: PackContent, **changes: dict[str, Any]) -> PackContent:
    """Content in which fields of papers are changed; `changes` has them by the paper's key."""
    return replace(
        content,
        cases=tuple(
            replace(case, papers=tuple(replace(paper, **changes.get(paper.key, {})) for paper in case.papers))
            for case in content.cases
        ),
    )


def page_words(data: bytes, password: str | None = None) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(data, password=password) as document:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range())
            text.close()
            page.close()
        return texts


def page_labels(data: bytes) -> list[str]:
    """The label of each page."""
    with pikepdf.Pdf.open(BytesIO(data)) as document:
        return [str(page.label) for page in document.pages]


def annotations(page: Any) -> list[Any]:  # noqa: ANN401 - a PDF page
    """The annotations of a page: links, form fields and others."""
    return list(page.get("/Annots", []))


def uncompressed(data: bytes) -> bytes:
    """A document with all its streams and object streams uncompressed, so that its bytes can be searched."""
    with pikepdf.Pdf.open(BytesIO(data)) as document:
        out = BytesIO()
        document.save(out, qdf=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    return out.getvalue()


def output_of(*command: str, data: bytes, folder: Path) -> str:
    """The standard output of a program that reads a document; it must end without an error and print none.

    Args:
        command: the program and its arguments; PACK stands for the document's path.
        data: the document.
        folder: the folder in which the document is saved.
    """
    path = folder / "pack.pdf"
    path.write_bytes(data)
    arguments = [str(path) if word == "PACK" else word for word in command]
    done = subprocess.run(arguments, capture_output=True, check=True, encoding="utf-8")  # noqa: S603 - our own arguments
    assert done.stderr == ""
    return done.stdout


def a_drawing(content: bytes, *, pages: int = 1, **page: Any) -> bytes:  # noqa: ANN401 - keys of a PDF page
    """A paper of pages that all share one content and one set of resources."""
    document = pikepdf.Pdf.new()
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    resources = document.make_indirect(Dictionary(Font=Dictionary(F1=font)))
    stream = document.make_stream(content)
    for _ in range(pages):
        keys = {"MediaBox": Array([0, 0, 595, 842]), **page}
        blank = Dictionary(Type=Name.Page, Resources=resources, Contents=stream, **keys)
        document.pages.append(pikepdf.Page(document.make_indirect(blank)))
    out = BytesIO()
    document.save(out)
    return out.getvalue()
