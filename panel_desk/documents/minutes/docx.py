"""Minutes as a Word document, in Word's own styles, so that headings, lists and tables are what they seem.

A Word document bears no signature, and says so. The same content gives the same bytes.
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

from panel_desk.documents.minutes import story as said
from panel_desk.documents.style.bidi import base_level, levels
from panel_desk.documents.style.fonts import printable
from panel_desk.documents.style.page_style import MARKING, PageSetup
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.rules.minutes_text import BlockKind, Span, blocks, numbered

_INK, _QUIET, _ACCENT = (RGBColor.from_string(c) for c in ("14181F", "56606E", "0B5E6B"))
_LINE, _WASH = "B9C1CB", "F0F2F5"
_PAGE, _MARGIN = (Mm(210), Mm(297)), Mm(20)
_WIDTH = _PAGE[0] - 2 * _MARGIN
_LABELS = 0.19  # of the width, where facts have their labels
_FONT = "Calibri"
_TABLE = "Panel Desk Table"
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
_NOT_XML = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)  # a zip file knows none before


def minutes_docx(content: MinutesContent) -> bytes:
    """The minutes as a Word document: the whole meeting, one case's extract, or what one decision maker decides."""
    what, story, is_part = said.story_of(content)
    story[2:2] = [said.TextLine(copy_notice(content), said.Tone.QUIET)]
    story += said.signature_details(content, is_part=is_part)
    return make_docx(said.page_setup(content, what, draft=draft_band(content)), story, content.dated_on)


def draft_band(content: MinutesContent) -> str:
    """What stands at the head of each page of a Word document."""
    return said.DRAFTS.get(content.state, "Copy: the signature is on the PDF")


def copy_notice(content: MinutesContent) -> str:
    """That it is a Word document, and what the signed record is."""
    if content.signed is None:
        return "This Word document is not the signed record. The signed record is a PDF, made when the chair signs."
    groups = " ".join(content.signed.fingerprint[at : at + 8] for at in range(0, 64, 8))
    return (
        "This Word document is a copy of the signed print. Only the PDF bears the signature. "
        f"Fingerprint of what was signed (SHA-256): {groups}"
    )


def make_docx(sheet: PageSetup, story: Iterable[said.StoryPart], dated_on: date) -> bytes:
    """A Word document of A4 pages with header, footer and page numbers, its title, author and language set.

    Args:
        sheet: what stands on every page.
        story: what it says.
        dated_on: when it was made, for its properties.
    """
    document = Document()
    _dress(document)
    _describe(document, sheet, datetime.combine(dated_on, time(), UTC))
    _head_and_foot(document, sheet)
    setting = _Setting(document)
    for part in story:
        setting.add(part)
    out = BytesIO()
    document.save(out)
    return _same_bytes(out)


class _Setting:
    """Puts what is said at the end of a document."""

    def __init__(self, document: WordDocument) -> None:
        self._document = document
        self._numbers: dict[int, int] = {}  # the numbering that a list has at each level

    def add(self, part: said.StoryPart) -> None:  # noqa: C901 - one for each kind of part
        """Put a part in."""
        match part:
            case said.Title():
                self._line(part.words, "Title")
                self._line(part.under, "Subtitle")
            case said.SectionTitle():
                self._line(part.words, "Heading 1").paragraph_format.page_break_before = part.on_new_page
            case said.SubsectionTitle():
                self._line(part.words, "Heading 2")
            case said.FactList():
                rows = [pair for pair in part.pairs if pair[1]]
                self._table(rows, (_LABELS, 1 - _LABELS), quiet=0, is_lined=False)
            case said.Grid():
                self._table(
                    part.rows, part.shares, part.heads, quiet=2 if part.is_outcome else -1, strong=part.is_outcome
                )
            case said.TextLine():
                self._lines(part)
            case said.WrittenText():
                self._written(part.text)
            case said.OnOnePage():
                before = len(self._document.paragraphs)
                for each in part.parts:
                    self.add(each)
                for paragraph in self._document.paragraphs[before:-1]:
                    paragraph.paragraph_format.keep_with_next = True
            case _:
                assert_never(part)

    def _line(self, words: str, style: str) -> Paragraph:
        paragraph = self._document.add_paragraph(style=style)
        _set(paragraph, (Span(words),))
        return paragraph

    def _lines(self, line: said.TextLine) -> None:
        for words in _xml(line.words).split("\n"):
            paragraph = self._document.add_paragraph()
            _set(paragraph, (Span(words, bold=line.tone is said.Tone.STRONG),))
            if line.tone is said.Tone.QUIET:
                _make_quiet(paragraph)

    def _written(self, text: str) -> None:
        for block, number in numbered(blocks(text)):
            if block.kind in _LISTS:
                depth = f" {block.level + 1}" if block.level else ""
                paragraph = self._document.add_paragraph(style=f"{_LISTS[block.kind]}{depth}")
                if number:
                    self._number(paragraph, block.level, number)
            else:
                style = "Heading 3" if block.kind is BlockKind.SUBHEADING else "Normal"
                paragraph = self._document.add_paragraph(style=style)
            _set(paragraph, block.spans)

    def _number(self, paragraph: Paragraph, level: int, number: int) -> None:
        """Number a point, from 1 again where its list begins."""
        if number == 1:
            numbering = self._document.part.numbering_part.element
            style: Any = paragraph.style
            usual = numbering.num_having_numId(style.element.pPr.numPr.numId.val)
            own = numbering.add_num(usual.abstractNumId.val)
            own.add_lvlOverride(0).add_startOverride(1)
            self._numbers[level] = own.numId
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
        """A table; `quiet` is the column that is set small, and with `strong` the others stand out."""
        lines = [*([heads] if heads else []), *rows]
        made = self._document.add_table(0, len(shares), style=_TABLE if is_lined else "Normal Table")
        made.autofit = False
        for place, words in enumerate(lines):
            row = made.add_row()
            properties = row._tr.get_or_add_trPr()  # noqa: SLF001 - the same
            properties.append(OxmlElement("w:cantSplit"))
            if heads and not place:
                properties.append(OxmlElement("w:tblHeader"))
            for column, (cell, text, share) in enumerate(zip(row.cells, words, shares, strict=True)):
                cell.width = int(_WIDTH * share)
                first, *others = _xml(text).split("\n")
                paragraphs = [(cell.paragraphs[0], first), *((cell.add_paragraph(), each) for each in others)]
                for paragraph, each in paragraphs:
                    paragraph.paragraph_format.space_after = Pt(0)
                    paragraph.paragraph_format.keep_with_next = strong
                    _set(paragraph, (Span(each, bold=(strong and column != quiet) or (bool(heads) and not place)),))
                    if column == quiet:
                        _make_quiet(paragraph)
        for column, share in zip(made.columns, shares, strict=True):
            column.width = int(_WIDTH * share)
        after = self._document.add_paragraph()
        after.paragraph_format.space_after = Pt(0)
        after.paragraph_format.line_spacing = Pt(6)
        after.paragraph_format.keep_with_next = strong


def _set(paragraph: Paragraph, spans: Iterable[Span]) -> None:
    """Set words with their looks, those that run right to left marked as such."""
    typed = [(span, letter) for span in spans for letter in _xml(span.text).replace("\n", " ")]
    text = "".join(letter for _, letter in typed)
    if base_level(text):
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - the same
        properties.insert_element_before(OxmlElement("w:bidi"), *_AFTER_BIDI)
    looks = [(span.bold, span.italic, level % 2 == 1) for (span, _), level in zip(typed, levels(text), strict=True)]
    at = 0
    for (bold, italic, runs_left), letters in groupby(looks):
        length = len(list(letters))
        font = paragraph.add_run(text[at : at + length]).font
        at += length
        if bold:
            font.bold = font.cs_bold = True
        if italic:
            font.italic = font.cs_italic = True
        if runs_left:
            font.rtl = True


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", printable(text))


def _make_quiet(paragraph: Paragraph) -> None:
    for run in paragraph.runs:
        run.font.size, run.font.color.rgb = Pt(9), _QUIET


def _dress(document: WordDocument) -> None:
    """The page and the styles."""
    section = document.sections[0]
    section.page_width, section.page_height = _PAGE
    section.left_margin = section.right_margin = _MARGIN
    section.top_margin, section.bottom_margin = Mm(30), Mm(22)
    section.header_distance, section.footer_distance = Mm(11), Mm(10)
    for name, size, ink, bold, above, below in _STYLES:
        _dress_style(document.styles[name], size, ink, bold=bold, above=above, below=below)
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


def _dress_style(style: Any, size: float, ink: RGBColor, *, bold: bool, above: float, below: float) -> None:  # noqa: ANN401 - a style of paragraphs
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
        for found in inside.findall(qn(f"w:{name}")):
            inside.remove(found)


def _describe(document: WordDocument, sheet: PageSetup, made_at: datetime) -> None:
    """The document's properties: nobody's name but the agency's."""
    about = document.core_properties
    about.title, about.author, about.subject = (
        _xml(sheet.title)[:255],
        _xml(sheet.agency)[:255],
        _xml(sheet.about)[:255],
    )
    about.language, about.comments, about.last_modified_by = "en-GB", "", ""
    about.created = about.modified = made_at.replace(tzinfo=None)
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]


def _head_and_foot(document: WordDocument, sheet: PageSetup) -> None:
    section = document.sections[0]
    head = section.header.paragraphs[0]
    _across(head, sheet.agency, sheet.about)
    head.runs[0].font.bold = True
    if sheet.draft:
        over = section.header.add_paragraph(style="Header")
        over.paragraph_format.space_before = Pt(4)
        _set(over, (Span(sheet.draft, bold=True),))
        properties = over._p.get_or_add_pPr()  # noqa: SLF001 - the same
        properties.insert_element_before(_element("shd", val="clear", color="auto", fill=_WASH), *_AFTER_SHADE)
    foot = section.footer.paragraphs[0]
    _across(foot, f"{MARKING} · {sheet.foot}", "Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")


def _across(paragraph: Paragraph, left: str, right: str) -> None:
    """Words at both edges of a line."""
    stops = paragraph.paragraph_format.tab_stops
    style: Any = paragraph.style
    for stop in style.paragraph_format.tab_stops:
        stops.add_tab_stop(stop.position, WD_TAB_ALIGNMENT.CLEAR)
    stops.add_tab_stop(_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    for words in (_xml(left), "\t", _xml(right)):
        paragraph.add_run(words)


def _field(paragraph: Paragraph, code: str) -> None:
    """A number that Word works out itself."""
    run = paragraph.add_run()._r  # noqa: SLF001 - the same
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


def _element(name: str, **values: str) -> Any:  # noqa: ANN401 - python-docx does not say what it makes
    made = OxmlElement(f"w:{name}")
    for key, value in values.items():
        made.set(qn(f"w:{key}"), value)
    return made


def _same_bytes(made: BytesIO) -> bytes:
    """The file without the moment at which it was written."""
    out = BytesIO()
    with ZipFile(made) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, _FIRST_DAY)
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
)  # what the format wants to stand after it
_AFTER_SHADE = ("w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap", "w:bidi", *_AFTER_BIDI)
