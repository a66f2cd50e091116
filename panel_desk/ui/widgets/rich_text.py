"""Writes lines of minutes into a QTextDocument and reads them back.

A font weight of Bold or more is read as bold; a subheading is demi-bold, and bold within it is Bold. Qt counts
positions in UTF-16 units and Python in characters; `characters` and `units` convert between them.
"""

from collections.abc import Iterable, Iterator

from PySide6.QtGui import (
    QFont,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextListFormat,
)

from panel_desk.rules.minutes_text import MAX_LEVEL, Block, BlockKind, Span, merge_spans
from panel_desk.ui.theme import S4, SECTION_SIZE

# The kinds of list items, with the style of the first level of each.
_LISTED = {BlockKind.BULLET: QTextListFormat.Style.ListDisc, BlockKind.NUMBERED: QTextListFormat.Style.ListDecimal}
# The style of a list at each level, from the outermost.
_BULLETS = (QTextListFormat.Style.ListDisc, QTextListFormat.Style.ListCircle, QTextListFormat.Style.ListSquare)
_NUMBERS = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListLowerRoman,
)
_UNIT = 2  # bytes of a UTF-16 unit
# Replaces the characters with which Qt marks line breaks, frames and pictures, so that no text contains them.
_NOT_TEXT = str.maketrans({"\u2028": " ", "\u2029": " ", "\ufdd0": "", "\ufdd1": "", "\ufffc": "", "\0": ""})


def characters(text: str, units: int) -> int:
    """The number of characters in the first UTF-16 units of a text."""
    if text.isascii():
        return units
    return len(text.encode("utf-16-le", "surrogatepass")[: units * _UNIT].decode("utf-16-le", "ignore"))


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // _UNIT


def write_blocks(cursor: QTextCursor, lines: Iterable[Block]) -> None:
    """Insert lines at a cursor as one step to undo; the first continues the cursor's line."""
    cursor.beginEditBlock()
    is_in_empty_line = cursor.block().length() == 1
    for number, block in enumerate(lines):
        if number:
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        if number or is_in_empty_line:
            set_kind(cursor, block.kind, block.level)
        for span in block.spans:
            cursor.insertText(
                span.text.translate(_NOT_TEXT), char_format(cursor.block(), bold=span.bold, italic=span.italic)
            )
        cursor.setCharFormat(char_format(cursor.block()))
    cursor.endEditBlock()


def set_kind(cursor: QTextCursor, kind: BlockKind, level: int = 0) -> None:
    """Change the kind of the cursor's line and its format; bold and italic stay."""
    cursor.beginEditBlock()
    line = cursor.block()
    old_kind = kind_of(line)
    if line.textList() is not None:
        line.textList().remove(line)
    cursor.setBlockFormat(_line_format(kind))
    if kind in _LISTED:
        _put_in_list(cursor, kind, level)
    if BlockKind.SUBHEADING in (old_kind, kind) and old_kind is not kind:
        spans = list(spans_of(line))
        inner = QTextCursor(line)
        for span in spans:
            inner.movePosition(inner.MoveOperation.NextCharacter, inner.MoveMode.KeepAnchor, units(span.text))
            inner.setCharFormat(char_format(line, bold=span.bold, italic=span.italic))
            inner.setPosition(inner.position())
        cursor.setBlockCharFormat(char_format(line))
    cursor.endEditBlock()


def kind_of(line: QTextBlock) -> BlockKind:
    """The kind of a line."""
    text_list = line.textList()
    if text_list is not None:
        is_numbered = text_list.format().style() in _NUMBERS
        return BlockKind.NUMBERED if is_numbered else BlockKind.BULLET
    return BlockKind.SUBHEADING if line.blockFormat().headingLevel() else BlockKind.PARAGRAPH


def level_of(line: QTextBlock) -> int:
    """The level of a list item, from 0; 0 outside a list."""
    text_list = line.textList()
    return 0 if text_list is None else min(max(text_list.format().indent() - 1, 0), MAX_LEVEL)


def blocks_of(document: QTextDocument) -> tuple[Block, ...]:
    """The lines of a document; none where it is empty."""
    if document.characterCount() <= 1 and kind_of(document.begin()) is BlockKind.PARAGRAPH:
        return ()
    return tuple(lines_from(document.begin()))


def lines_from(line: QTextBlock, last: int | None = None) -> Iterator[Block]:
    """The lines from `line` to the line numbered `last`, or to the end."""
    while line.isValid() and (last is None or line.blockNumber() <= last):
        kind = kind_of(line)
        yield Block(kind, merge_spans(spans_of(line)), level_of(line))
        line = line.next()


def spans_of(line: QTextBlock) -> Iterator[Span]:
    """The text of a line as spans of one format each."""
    for part in line:  # type: ignore[attr-defined] # the stub leaves the iterator out
        fragment = part.fragment()
        style = fragment.charFormat()
        words = fragment.text().translate(_NOT_TEXT)
        yield Span(words, style.fontWeight() >= QFont.Weight.Bold, style.fontItalic())


def char_format(line: QTextBlock, *, bold: bool = False, italic: bool = False) -> QTextCharFormat:
    """The character format of text in a line."""
    style = QTextCharFormat()
    if line.blockFormat().headingLevel():
        style.setProperty(QTextCharFormat.Property.FontPixelSize, SECTION_SIZE)
        style.setFontWeight(QFont.Weight.DemiBold)
    if bold:
        style.setFontWeight(QFont.Weight.Bold)
    if italic:
        style.setFontItalic(True)
    return style


def _line_format(kind: BlockKind) -> QTextBlockFormat:
    style = QTextBlockFormat()
    style.setBottomMargin(S4)
    if kind is BlockKind.SUBHEADING:
        style.setHeadingLevel(1)
        style.setTopMargin(S4)
    return style


def _put_in_list(cursor: QTextCursor, kind: BlockKind, level: int) -> None:
    """Add the line to the list above it at the same level, past deeper items; or begin a new list."""
    above = cursor.block().previous()
    while above.isValid() and above.textList() is not None and level_of(above) > level:
        above = above.previous()
    if above.isValid() and kind_of(above) is kind and level_of(above) == level:
        above.textList().add(cursor.block())
        return
    style = QTextListFormat()
    style.setStyle((_NUMBERS if kind is BlockKind.NUMBERED else _BULLETS)[level])
    style.setIndent(level + 1)
    cursor.createList(style)
