"""Page numbers on finished pages: upright for whoever looks at the page, whatever its size and however it is turned."""

from io import BytesIO

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.lettering import Weight, faces, pieces
from panel_desk.documents.style import INK, SMALL, draw_line, line_width

_NAME = "/PanelDeskPage"
_WIDTH, _HEIGHT, _EDGE = 90.0, 16.0, 14.0


def stamp_pages(writer: PdfWriter) -> None:
    """Set each page's number at its foot, at the right as the reader sees the page."""
    stamps = PdfReader(BytesIO(_stamps(len(writer.pages))))
    for page, stamp in zip(writer.pages, stamps.pages, strict=True):
        contents = stamp.get_contents()
        form = StreamObject()
        form.set_data(contents.get_data() if contents is not None else b"")
        form.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Form"),
                NameObject("/BBox"): ArrayObject([FloatObject(n) for n in (0, 0, _WIDTH, _HEIGHT)]),
                NameObject("/Resources"): stamp["/Resources"].clone(writer),
            }
        )
        _put(writer, page, form)


def _stamps(pages: int) -> bytes:
    out = BytesIO()
    font = faces(Weight.STRONG)[0].fontName
    canvas = Canvas(out, pagesize=(_WIDTH, _HEIGHT), invariant=1, initialFontName=font)  # type: ignore[arg-type] # a name, whatever the stubs say
    look = SMALL
    for number in range(1, pages + 1):
        words = pieces(f"Page {number}", Weight.STRONG)
        canvas.setFillColorRGB(1, 1, 1)
        width = line_width(words, look) + 8
        canvas.rect(_WIDTH - width, 0, width, _HEIGHT, stroke=0, fill=1)
        canvas.setFillColor(INK)
        draw_line(canvas, words, _WIDTH - line_width(words, look) - 4, 4.5, look)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _put(writer: PdfWriter, page: PageObject, form: StreamObject) -> None:
    left, bottom, right, top = (float(n) for n in page.cropbox)
    matrix = {
        0: f"1 0 0 1 {right - _EDGE - _WIDTH:.2f} {bottom + _EDGE:.2f}",
        90: f"0 1 -1 0 {right - _EDGE:.2f} {top - _EDGE - _WIDTH:.2f}",
        180: f"-1 0 0 -1 {left + _EDGE + _WIDTH:.2f} {top - _EDGE:.2f}",
        270: f"0 -1 1 0 {left + _EDGE:.2f} {bottom + _EDGE + _WIDTH:.2f}",
    }[page.rotation % 360]
    before, after = StreamObject(), StreamObject()
    before.set_data(b"q\n")
    after.set_data(f"\nQ q {matrix} cm {_NAME} Do Q\n".encode())
    contents = page.get("/Contents")
    found = contents.get_object() if contents is not None else None
    own = list(found) if isinstance(found, ArrayObject) else [page.raw_get("/Contents")] if found is not None else []
    page[NameObject("/Contents")] = ArrayObject([writer._add_object(before), *own, writer._add_object(after)])  # noqa: SLF001 - pypdf has no public way to add an object
    resources = page.get("/Resources", DictionaryObject()).get_object()
    drawn = resources.get("/XObject", DictionaryObject()).get_object()
    # A page may share its resources with others, so it gets a copy of its own with its own stamp in it.
    mine = DictionaryObject(resources)
    mine[NameObject("/XObject")] = DictionaryObject({**drawn, NameObject(_NAME): writer._add_object(form)})  # noqa: SLF001 - the same
    page[NameObject("/Resources")] = mine
