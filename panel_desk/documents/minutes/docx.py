"""Minutes as a Word document, built with Word's own styles for headings, lists and tables.

A Word document is never signed, and says so. The same content gives the same bytes.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time
from io import BytesIO
from itertools import groupby
from typing import Any, assert_never
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from panel_desk.documents.minutes import story as parts
from panel_desk.documents.style.bidi import base_level, levels
from panel_desk.documents.style.fonts import printable
from panel_desk.documents.style.page_style import MARKING, PageSetup
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.rules.minutes_text import BlockKind, Span, blocks, numbered

_INK, _QUIET, _ACCENT = (RGBColor.from_string(c) for c in ("14181F", "56606E", "0B5E6B"))  # colours of text
_LINE, _WASH = "B9C1CB", "F0F2F5"  # colours of rules and of shaded backgrounds
_PAGE, _MARGIN = (Mm(210), Mm(297)), Mm(20)
_WIDTH = _PAGE[0] - 2 * _MARGIN
_LABELS = 0.19  # share of the width that labels take in a table of facts
_FONT = "Calibri"
_TABLE = "Panel Desk Table"  # the name of the style of tables with rules
_STYLES = (
    # name, size, ink, bold, points above, points below
    ("Normal", 11, _INK, False, 0, 5),
    ("Title", 22, _INK, True, 0, 2),
    ("Subtitle", 12, _QUIET, False, 0, 8),
    ("Heading 1", 15, _INK, True, 14, 4),
    ("Heading 2", 11.5, _ACCENT, True, 10, 2),
    ("Heading 3", 11, _INK, True, 4, 2),
    ("Header", 9, _QUIET, False, 0, 2),
    ("Footer", 9, _QUIET, False, 0, 0),
)
_LISTS = {BlockKind.BULLET: "List Bullet", BlockKind.NUMBERED: "List Number"}
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML forbids
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a ZIP entry can hold


def minutes_docx(content: MinutesContent) -> bytes:
    """The minutes as a Word document: the whole meeting, one case's extract, or a decision maker's cases."""
    what, story, is_part = parts.story_of(content)
    story[2:2] = [parts.TextLine(copy_notice(content), parts.Tone.QUIET)]
    story += parts.signature_details(content, is_part=is_part)
    return make_docx(parts.page_setup(content, what, draft=draft_band(content)), story, content.dated_on)


def draft_band(content: MinutesContent) -> str:
    """The text of the band at the top of each page of a Word document."""
    return parts.DRAFTS.get(content.state, "Copy: the signature is on the PDF")


def copy_notice(content: MinutesContent) -> str:
    """A notice that a Word document is not the signed record, and which document is."""
    if content.signed is None:
        return "This Word document is not the signed record. The signed record is a PDF, made when the chair signs."
    groups = " ".join(content.signed.fingerprint[start : start + 8] for start in range(0, 64, 8))
    return (
        "This Word document is a copy of the signed minutes. Only the PDF is signed. "
        f"Fingerprint of what was signed (SHA-256): {groups}"
    )


def make_docx(setup: PageSetup, story: Iterable[parts.StoryPart], dated_on: date) -> bytes:
    """Build a Word document of A4 pages with header, footer, page numbers and metadata.

    Args:
        setup: header, footer and metadata.
        story: its content.
        dated_on: the date in its metadata.
    """
    document = Document()
    _set_up_page_and_styles(document)
    _set_metadata(document, setup, datetime.combine(dated_on, time(), UTC))
    _head_and_foot(document, setup)
    writer = _Writer(document)
    for part in story:
        writer.add(part)
    out = BytesIO()
    document.save(out)
    return _without_timestamps(out)


class _Writer:
    """Appends the parts of a story to a document."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._numbers: dict[int, int] = {}  # the numbering id of the current list at each level

    def add(self, part: parts.StoryPart) -> None:  # noqa: C901 - one branch per kind of part
        """Append a part."""
        match part:
            case parts.Title():
                self._line(part.words, "Title")
                self._line(part.subtitle, "Subtitle")
            case parts.SectionTitle():
                self._line(part.words, "Heading 1").paragraph_format.page_break_before = part.on_new_page
            case parts.SubsectionTitle():
                self._line(part.words, "Heading 2")
            case parts.FactList():
                rows = [pair for pair in part.pairs if pair[1]]
                self._table(rows, (_LABELS, 1 - _LABELS), quiet=0, is_lined=False)
            case parts.Grid():
                self._table(
                    part.rows, part.shares, part.heads, quiet=2 if part.is_outcome else -1, strong=part.is_outcome
                )
            case parts.TextLine():
                self._lines(part)
            case parts.WrittenText():
                self._written(part.text)
            case parts.OnOnePage():
                before = len(self._document.paragraphs)
                for inner in part.parts:
                    self.add(inner)
                for paragraph in self._document.paragraphs[before:-1]:
                    paragraph.paragraph_format.keep_with_next = True
            case _:
                assert_never(part)

    def _line(self, words: str, style: str) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        _add_runs(paragraph, (Span(words),))
        return paragraph

    def _lines(self, line: parts.TextLine) -> None:
        """Append plain text, one paragraph for each line."""
        for words in _xml(line.words).split("\n"):
            paragraph = self._document.add_paragraph()
            _add_runs(paragraph, (Span(words, bold=line.tone is parts.Tone.STRONG),))
            if line.tone is parts.Tone.QUIET:
                _make_quiet(paragraph)

    def _written(self, text: str) -> None:
        """Append formatted text, one paragraph for each block."""
        for block, number in numbered(blocks(text)):
            if block.kind in _LISTS:
                depth = f" {block.level + 1}" if block.level else ""
                paragraph = self._document.add_paragraph(style=f"{_LISTS[block.kind]}{depth}")
                if number:
                    self._number(paragraph, block.level, number)
            else:
                style = "Heading 3" if block.kind is BlockKind.SUBHEADING else "Normal"
                paragraph = self._document.add_paragraph(style=style)
            _add_runs(paragraph, block.spans)

    def _number(self, paragraph: Paragraph, level: int, number: int) -> None:
        """Number a list item; its list restarts at 1, for which Word needs a numbering instance of its own."""
        if number == 1:
            numbering = self._document.part.numbering_part.element
            style: Any = paragraph.style
            default = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
            restarted = numbering.add_num(default.abstractNumId.val)
            restarted.add_lvlOverride(0).add_startOverride(1)
            self._numbers[level] = restarted.numId
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()  # noqa: SLF001 - python-docx has no other way
        properties.get_or_add_ilvl().val = 0
        properties.get_or_add_numId().val = self._numbers[level]

    def _table(
        self,
        rows: Sequence[tuple[str, ...]],
        shares: Sequence[float],
        heads: tuple[str, ...] = (),
        *,
        quiet: int = -1,
        strong: bool = False,
        is_lined: bool = True,
    ) -> None:
        """Append a table.

        Args:
            rows: its cells.
            shares: each column's share of the page's width.
            heads: column headings, repeated on each page; empty for none.
            quiet: index of the column in small grey type; -1 for none.
            strong: the other columns are bold and the table stays with the next paragraph.
            is_lined: with rules between its rows.
        """
        lines = [*([heads] if heads else []), *rows]
        table = self._document.add_table(0, len(shares), style=_TABLE if is_lined else "Normal Table")
        table.autofit = False
        for number, texts in enumerate(lines):
            row = table.add_row()
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
            properties.append(OxmlElement("w:cantSplit"))
            is_heading = bool(heads) and not number
            if is_heading:
                properties.append(OxmlElement("w:tblHeader"))
            for column, (cell, text, share) in enumerate(zip(row.cells, texts, shares, strict=True)):
                cell.width = int(_WIDTH * share)
                first, *others = _xml(text).split("\n")
                paragraphs = [(cell.paragraphs[0], first), *((cell.add_paragraph(), line) for line in others)]
                for paragraph, line in paragraphs:
                    paragraph.paragraph_format.space_after = Pt(0)
                    paragraph.paragraph_format.keep_with_next = strong
                    _add_runs(paragraph, (Span(line, bold=is_heading or (strong and column != quiet)),))
                    if column == quiet:
                        _make_quiet(paragraph)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = int(_WIDTH * share)
        after = self._document.add_paragraph()  # Word joins two tables that have no paragraph between them
        after.paragraph_format.space_after = Pt(0)
        after.paragraph_format.line_spacing = Pt(6)
        after.paragraph_format.keep_with_next = strong


def _add_runs(paragraph: Paragraph, spans: Iterable[Span]) -> None:
    """Append formatted text to a paragraph, marking right-to-left text as such."""
    typed = [(span, letter) for span in spans for letter in _xml(span.text).replace("\n", " ")]
    text = "".join(letter for _, letter in typed)
    if base_level(text):
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no other way
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    formats = [(span.bold, span.italic, level % 2 == 1) for (span, _), level in zip(typed, levels(text), strict=True)]
    start = 0
    for (bold, italic, is_rtl), characters in groupby(formats):
        length = len(list(characters))
        font = paragraph.add_run(text[start : start + length]).font
        start += length
        if bold:
            font.bold = font.cs_bold = True
        if italic:
            font.italic = font.cs_italic = True
        if is_rtl:
            font.rtl = True


def _xml(text: str) -> str:
    """Text normalised for printing, with U+FFFD for each character that XML forbids."""
    return _NOT_XML.sub("\ufffd", printable(text))


def _make_quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _QUIET


def _set_up_page_and_styles(document: WordDocument) -> None:
    """Set the page size, the margins and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin, section.bottom_margin = Mm(30), Mm(22)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    for name, size, ink, bold, above, below in _STYLES:
        _set_style(document.styles[name], size, ink, bold=bold, above=above, below=below)
    for name in _LISTS.values():
        for depth in ("", " 2", " 3"):
            document.styles[f"{name}{depth}"].paragraph_format.space_after = Pt(3)
    table: Any = document.styles.add_style(_TABLE, WD_STYLE_TYPE.TABLE)
    table.base_style = document.styles["Normal Table"]
    properties = OxmlElement("w:tblPr")
    borders = OxmlElement("w:tblBorders")
    for side in ("bottom", "insideH"):
        borders.append(_element(side, val="single", sz="4", space="0", color=_LINE))
    properties.append(borders)
    margins = OxmlElement("w:tblCellMar")
    for side, room in (("top", "50"), ("left", "0"), ("bottom", "60"), ("right", "100")):
        margins.append(_element(side, w=room, type="dxa"))
    properties.append(margins)
    table.element.append(properties)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    if language is not None:
        language.set(qn("w:val"), "en-GB")


def _set_style(style: Any, size: float, ink: RGBColor, *, bold: bool, above: float, below: float) -> None:  # noqa: ANN401 - a python-docx paragraph style
    """Set the font, colour and spacing of a paragraph style."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for name in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{name}"), _FONT)
    style.font.size, style.font.color.rgb = Pt(size), ink
    style.font.bold, style.font.italic = bold, False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    style.paragraph_format.widow_control = True
    for inside, name in ((style.element.pPr, "pBdr"), (style.element.rPr, "spacing"), (style.element.rPr, "kern")):
        for element in inside.findall(qn(f"w:{name}")):
            inside.remove(element)


def _set_metadata(document: WordDocument, setup: PageSetup, made_at: datetime) -> None:
    """Set the document's properties; the only name in them is the agency's."""
    properties = document.core_properties
    properties.title, properties.author, properties.subject = (
        _xml(setup.title)[:255],
        _xml(setup.agency)[:255],
        _xml(setup.about)[:255],
    )
    properties.language, properties.comments, properties.last_modified_by = "en-GB", "", ""
    properties.created = properties.modified = made_at.replace(tzinfo=None)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # python-docx's template has a picture of another document
            del package.rels[key]


def _head_and_foot(document: WordDocument, setup: PageSetup) -> None:
    """Write the header and the footer, with the page numbers."""
    section = document.sections[0]
    head = section.header.paragraphs[0]
    _across(head, setup.agency, setup.about)
    head.runs[0].font.bold = True
    if setup.draft:
        band = section.header.add_paragraph(style="Header")
        band.paragraph_format.space_before = Pt(4)
        _add_runs(band, (Span(setup.draft, bold=True),))
        properties = band._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no other way
        properties.insert_element_before(_element("shd", val="clear", color="auto", fill=_WASH), *_AFTER_SHADE)
    foot = section.footer.paragraphs[0]
    _across(foot, f"{MARKING} · {setup.foot}", "Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _across(paragraph: Paragraph, left: str, right: str) -> None:
    """Set text at both ends of one line, by a tab stop at the right margin."""
    stops = paragraph.paragraph_format.tab_stops
    style: Any = paragraph.style
    for stop in style.paragraph_format.tab_stops:
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    for words in (_xml(left), "\t", _xml(right)):
        paragraph.add_run(words)


def _field(paragraph: Paragraph, code: str) -> None:
    """Append a field that Word calculates, such as PAGE."""
    run = paragraph.add_run()._r  # noqa: SLF001 - python-docx has no other way
    for kind in ("begin", "", "separate", "shown", "end"):
        if kind == "":
            words = OxmlElement("w:instrText")
            words.text = f" {code} "
            run.append(words)
        elif kind == "shown":
            shown = OxmlElement("w:t")
            shown.text = "1"
            run.append(shown)
        else:
            run.append(_element("fldChar", fldCharType=kind))


def _element(name: str, **values: str) -> Any:  # noqa: ANN401 - python-docx does not type its elements
    """A new element of Word's vocabulary, with attributes of that vocabulary."""
    element = OxmlElement(f"w:{name}")
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _without_timestamps(file: BytesIO) -> bytes:
    """Rewrite a ZIP file with fixed timestamps, so that the same content gives the same bytes."""
    out = BytesIO()
    with ZipFile(file) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _ZIP_EPOCH)
            entry.compress_type = ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return out.getvalue()


_AFTER_BIDI = tuple(
    f"w:{name}"
    for name in (
        *("adjustRightInd", "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap"),
        *("jc", "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr"),
        *("sectPr", "pPrChange"),
    )
)  # the elements that must follow w:bidi by the schema; Word refuses other orders
# Likewise the elements that must follow w:shd.
_AFTER_SHADE = ("w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:bidi", *_AFTER_BIDI)
