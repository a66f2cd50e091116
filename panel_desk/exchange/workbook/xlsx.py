"""Reads the registers from a workbook (.xlsx), and writes them to one."""

import io
import re
import warnings
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import chain, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import iterparse

from panel_desk.errors import Fault, RuleBrokenError, SurroundingsError
from panel_desk.exchange.workbook.cells import (
    LONGEST_CELL,
    CellError,
    ErrorValue,
    Formula,
    Raw,
    ShownNumber,
    folded,
    is_blank,
    read_cell,
    shown,
    writable,
)
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.workbook.model import (
    SETTING,
    SETTING_VALUE,
    Kind,
    Registers,
    Row,
    Sheet,
    Value,
    WorkbookColumn,
    in_text,
)
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.store.atomic_write import write_or_explain

if TYPE_CHECKING:
    from openpyxl import Workbook


_SHEETS = {folded(sheet.name): sheet for sheet in SHEETS}
_OLE_FILE = b"\xd0\xcf\x11\xe0"  # an encrypted workbook, or one of the old .xls format
_HAS_FORMULA = re.compile(rb"[<:]f[\s/>]")
_DECLARATION = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"<\0": "utf-16-le", b"\0<": "utf-16-be"}
"""The codecs of UTF-16 by the two bytes with which XML in it begins: a mark, or without one the first `<`."""
_MEGABYTE = 1_000_000
_MOST_UNPACKED = 250 * _MEGABYTE  # bytes of all parts, unpacked
_MOST_OF_A_PART = 10 * _MEGABYTE  # of styles and the like, which openpyxl keeps in memory whole
_MOST_OF_A_ROW = 5 * _MEGABYTE  # likewise; a row has at most 16,384 cells
_TEXTS, _MOST_OF_TEXTS = "xl/sharedStrings.xml", 60 * _MEGABYTE  # all of a workbook's texts, also kept whole
_SHEET_PARTS = "xl/worksheets/"
_MOST_TAGS = 8_000_000  # of one sheet, which openpyxl may keep in memory; 26,000 attendances have a million
_MOST_TAGS_OF_TEXTS = 2_000_000  # of the part with all texts
_MOST_TAGS_OF_A_PART = 250_000  # of styles and the like; Excel has at most 65,490 cell formats
_LONGEST_TOKEN = 500_000  # bytes of a tag, a text or a comment; expat reads each again with every 64 KB that come in
_DELIMITERS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
"""The start and end of XML comments, CDATA sections and processing instructions, which may contain any characters."""
# How the names of parts begin to which the limit `_MOST_OF_A_PART` does not apply.
_STREAMED = (_SHEET_PARTS, _TEXTS, "xl/media/")
_ROW = re.compile(rb"[<:]row[\s/>]")
_LAST_ROW = 1_048_576  # of a sheet in Excel
_MOST_ROWS = 200_000  # of one sheet; twenty years of a large agency have 26,000 attendances
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (_STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (_STRICT + b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_HEADINGS_WITHIN = 30  # rows from the top in which the headings are looked for
_ROWS_BETWEEN_PROGRESS = 200
# Characters with which a text begins that Excel would take for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@")
_WIDEST_COLUMN = 50  # characters
_RAISED_FOR_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl raises for a damaged file."""


def read_workbook(path: Path, progress: ProgressCallback = ignore_progress, today: date | None = None) -> Registers:
    """The registers in a workbook, with every fault found in its cells.

    Args:
        path: the .xlsx file.
        progress: called before each sheet and every few hundred rows; what it raises stops the reading.
        today: a year of two digits is taken as the one nearest to this day; None refuses such dates.

    Raises:
        RuleBrokenError: it is not a workbook.
        SurroundingsError: the file is missing or cannot be read.
    """
    data = _bytes(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what it does not read, such as charts; never of a cell
        try:
            _refuse_too_large(data)
            return _WorkbookReader(progress, today).read(_sheets(_as_transitional(data)))
        except _RAISED_FOR_DAMAGE:
            raise RuleBrokenError(
                "This is not a workbook, or it is damaged. Open it in Excel, save it as an Excel workbook (.xlsx) and "
                "import that."
            ) from None


def write_workbook(path: Path, registers: Registers, progress: ProgressCallback = ignore_progress) -> None:
    """Write the registers to a workbook, whole or not at all.

    Args:
        path: the .xlsx file; an existing one is replaced.
        registers: what to write.
        progress: called before each sheet; what it raises stops the writing.

    Raises:
        RuleBrokenError: a text is longer than a workbook's cell can be.
        SurroundingsError: the disk is full, the folder cannot be written, or the file is open in Excel.
    """
    from openpyxl import Workbook  # noqa: PLC0415 - heavy; loads when first needed

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = "Panel Desk registers"
    book.properties.creator = "Panel Desk"
    for done, sheet in enumerate(SHEETS):
        progress(f"Writing {sheet.name}", done, len(SHEETS))
        _write_sheet(book, sheet, registers.rows.get(sheet.name, ()), registers.left_out.get(sheet.name, frozenset()))
    data = io.BytesIO()
    book.save(data)
    write_or_explain(path, data.getvalue(), "Close it in Excel if it is open there, or choose another place.")


def _bytes(path: Path) -> bytes:
    """The bytes of a workbook file, refused if it is missing, unreadable, encrypted or of another format."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise SurroundingsError(f"There is no file {path.name} in that folder. Check the name.") from None
    except OSError:
        if path.is_dir():
            raise SurroundingsError(f"{path.name} is a folder. Choose the workbook in it.") from None
        raise SurroundingsError(
            f"{path.name} cannot be read. If it is open in Excel, close it there and try again."
        ) from None
    if data.startswith(_OLE_FILE):
        raise RuleBrokenError(
            "This workbook is protected by a password or is in the old .xls format. Open it in Excel, remove the "
            "password, save it as an Excel workbook (.xlsx) and import that."
        )
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise RuleBrokenError(
            "This is not an Excel workbook (.xlsx). Open it in Excel, save it as an Excel workbook and import that."
        )
    return data


def _refuse_too_large(data: bytes) -> None:
    """Refuse a workbook that would fill the memory: small files can unpack to thousands of times their size."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
    if (
        sum(part.file_size for part in parts) > _MOST_UNPACKED
        or any(part.file_size > _MOST_OF_A_PART for part in parts if not part.filename.startswith(_STREAMED))
        or any(part.file_size > _MOST_OF_TEXTS for part in parts if part.filename == _TEXTS)
    ):
        raise _too_large()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                content = _as_utf_8(archive.read(part))
                if content.count(b"<") > _most_tags(part.filename) or _has_long_token(content):
                    raise _too_large()


def _most_tags(part: str) -> int:
    if part.startswith(_SHEET_PARTS):
        return _MOST_TAGS
    return _MOST_TAGS_OF_TEXTS if part == _TEXTS else _MOST_TAGS_OF_A_PART


def _has_long_token(content: bytes) -> bool:
    """Whether a part has a tag, a text or a comment of more than about `_LONGEST_TOKEN` bytes."""
    for start in range(0, len(content) - _LONGEST_TOKEN, _LONGEST_TOKEN):
        if content.find(b"<", start, start + _LONGEST_TOKEN) < 0:
            return True
    for begins, ends in _DELIMITERS:
        start = content.find(begins)
        while start >= 0:
            end = content.find(ends, start)
            if end < 0 or end - start > _LONGEST_TOKEN:
                return True
            start = content.find(begins, end)
    return False


def _too_large() -> RuleBrokenError:
    return RuleBrokenError(
        "This workbook is too large to read: it unpacks to far more than registers need. Copy the registers' sheets "
        "into a new workbook, without pictures, formats and empty rows, and import that."
    )


def _as_transitional(data: bytes) -> bytes:
    """A workbook in Strict Open XML with the namespaces of Transitional Open XML, the only ones that openpyxl knows.

    ISO/IEC 29500 defines both: part 1 the strict one, part 4 the transitional one.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if not any(_STRICT in archive.read(name) for name in archive.namelist() if name.endswith("workbook.xml")):
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as copy:
            for part in archive.infolist():
                content = archive.read(part)
                for strict, transitional in _NAMESPACES:
                    content = content.replace(strict, transitional)
                copy.writestr(part.filename, content)
    return made.getvalue()


def _sheets(data: bytes) -> Iterator[tuple[str, int, Iterable[Sequence[Any]]]]:
    """For each sheet: its name, the number of sheets, and its rows."""
    from openpyxl import load_workbook  # noqa: PLC0415 - heavy; loads when first needed

    book: Any = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # the size that a file gives is often wrong
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            source = _as_utf_8(archive.read(sheet._worksheet_path))  # noqa: SLF001 - openpyxl gives no formulas with values
        starts = [0, *(found.start() for found in _ROW.finditer(source)), len(source)]
        if any(after - before > _MOST_OF_A_ROW for before, after in pairwise(starts)):
            raise _too_large()
        yield sheet.title, len(book.worksheets), _with_formulas(map(_values, sheet.iter_rows()), source)


def _as_utf_8(source: bytes) -> bytes:
    """A part of the workbook in UTF-8; XML may be in UTF-16 too (ECMA-376 part 2, 8.1.1)."""
    codec = _UTF_16.get(source[:2])
    return source if codec is None else _DECLARATION.sub("", source.decode(codec), count=1).encode()


def _values(cells: Iterable[Any]) -> list[Any]:
    """What a row's cells hold; a number together with the format that says how it is shown."""
    return [_value(cell) for cell in cells]


def _value(cell: Any) -> Any:  # noqa: ANN401 - openpyxl's own
    value = cell.value
    if type(value) in (int, float):
        return value if cell.number_format == "General" else ShownNumber(value, cell.number_format)
    return ErrorValue(value) if isinstance(value, str) and cell.data_type == "e" else value


def _with_formulas(rows: Iterable[Sequence[Any]], source: bytes) -> Iterator[Sequence[Any]]:
    """The rows, with every formula that was never worked out in its place; openpyxl reads those as empty."""
    found = _uncalculated(source) if _HAS_FORMULA.search(source) else {}
    for number, cells in enumerate(rows, 1):
        if number > _LAST_ROW:
            raise _too_large()
        if number in found:
            wide = max(len(cells), max(found[number]) + 1)
            read = [*cells, *[None] * (wide - len(cells))]
            yield [found[number].get(place, raw) for place, raw in enumerate(read)]
        else:
            yield cells


def _uncalculated(source: bytes) -> dict[int, dict[int, Formula]]:
    """The formulas of a sheet that have no value beside them, by row and column.

    A cell's row and column are those that it names, or the next ones where it names none (ECMA-376 part 1, 18.3.1.4).
    """
    from openpyxl.utils.cell import column_index_from_string, coordinate_from_string  # noqa: PLC0415 - heavy; loads when first needed

    found: dict[int, dict[int, Formula]] = defaultdict(dict)
    row = column = 0
    events = iterparse(io.BytesIO(source), ("start", "end"))  # noqa: S314 - its size is bounded; expat bounds entities
    for event, element in events:
        tag = element.tag.rpartition("}")[2]
        if event == "start" and tag == "row":
            row, column = int(element.get("r") or row + 1), 0
        elif event == "end" and tag == "c":
            column += 1
            if place := element.get("r"):
                letters, row = coordinate_from_string(place)
                column = column_index_from_string(letters)
            parts = {part.tag.rpartition("}")[2]: part for part in element}
            value = parts.get("v")
            is_empty_text = element.get("t") == "str" and value is not None
            if "f" in parts and not is_empty_text and (value is None or not (value.text or "").strip()):
                found[row][column - 1] = Formula(f"={parts['f'].text or ''}")
        elif event == "end" and tag == "row":
            element.clear()
    return found


class _WorkbookReader:
    """Reads the sheets of one workbook, and collects faults and what was ignored."""

    def __init__(self, progress: ProgressCallback, today: date | None) -> None:
        self._progress, self._today = progress, today
        self._report_progress: Callable[[], object] = lambda: None
        self._rows: dict[str, tuple[Row, ...]] = {}
        self._faults: list[Fault] = []
        self._ignored: list[str] = []

    def read(self, sheets: Iterable[tuple[str, int, Iterable[Sequence[Raw]]]]) -> Registers:
        """The registers in the sheets, with every fault and everything that was ignored."""
        for done, (title, number_of_sheets, rows) in enumerate(sheets):
            self._report_progress = partial(self._progress, f"Reading {title}", done, number_of_sheets)
            self._report_progress()
            sheet = _SHEETS.get(folded(title))
            if sheet is None:
                self._ignored.append(f"Sheet {title}: not one of Panel Desk's")
            elif sheet.name in self._rows:
                self._faults.append(Fault(title, None, None, "", f"The sheet {sheet.name} is there twice. Keep one."))
            else:
                self._rows[sheet.name] = self._settings(sheet, rows) if sheet.is_list else self._records(sheet, rows)
        if not self._rows:
            names = ", ".join(sheet.name for sheet in SHEETS)
            self._faults.append(Fault("Workbook", None, None, "", f"It has none of Panel Desk's sheets: {names}."))
        return Registers(self._rows, tuple(self._faults), tuple(self._ignored))

    def _records(self, sheet: Sheet, rows: Iterable[Sequence[Raw]]) -> tuple[Row, ...]:
        """The records of a sheet that has one row for each."""
        known = {folded(each.heading): each.heading for each in sheet.columns}
        lines = self._lines(sheet, rows, known)
        places = self._places(sheet, lines, known)
        columns = [(places[each.heading], each) for each in sheet.columns if each.heading in places]
        missing = [each for each in sheet.columns if each.required and each.heading not in places]
        found: list[Row] = []
        for number, cells in lines.filled(places.values()):
            if len(found) == _MOST_ROWS:
                right = f"The sheet has more than {_MOST_ROWS:,} rows. Import it in parts."
                self._faults.append(Fault(sheet.name, number, None, "", right))
                break
            found.append(self._record(sheet, number, cells, columns, missing))
        if found:
            self._faults += [
                Fault(
                    sheet.name,
                    lines.heading_row,
                    each.heading,
                    "",
                    "The sheet lacks this heading, and every row needs a value under it.",
                )
                for each in missing
            ]
        self._report_without_heading(sheet, lines)
        return tuple(found)

    def _record(
        self,
        sheet: Sheet,
        number: int,
        cells: Sequence[Raw],
        columns: Sequence[tuple[int, WorkbookColumn]],
        missing: Sequence[WorkbookColumn],
    ) -> Row:
        """The record of one row; notes the cells that cannot be read."""
        values: dict[str, Value] = {}
        unread = {column.field for column in missing}
        for place, column in columns:
            raw = cells[place] if place < len(cells) else None
            try:
                values[column.field] = read_cell(column, raw, self._today)
            except CellError as error:
                unread.add(column.field)
                if error.date is not None:
                    values[column.field] = error.date
                self._faults.append(Fault(sheet.name, number, column.heading, shown(raw), error.right))
        return Row(number, values, frozenset(unread))

    def _settings(self, sheet: Sheet, rows: Iterable[Sequence[Raw]]) -> tuple[Row, ...]:
        """The one record of a sheet that has a row for each field, under the headings Setting and Value."""
        headings = {folded(each): each for each in (SETTING, SETTING_VALUE)}
        lines = self._lines(sheet, rows, headings)
        places = self._places(sheet, lines, headings)
        known = {folded(column.heading): column for column in sheet.columns}
        values: dict[str, Value] = {}
        numbers: dict[str, int] = {}
        for number, cells in lines.filled(places.values()):
            if len(places) < len((SETTING, SETTING_VALUE)):
                lacking = SETTING if SETTING not in places else SETTING_VALUE
                self._faults.append(Fault(sheet.name, lines.heading_row, lacking, "", "The sheet lacks this heading."))
                break
            name, raw = (
                cells[places[each]] if places[each] < len(cells) else None for each in (SETTING, SETTING_VALUE)
            )
            column = known.get(folded(name))
            if is_blank(name):
                self._faults.append(Fault(sheet.name, number, SETTING, "", "This must be filled: which setting is it?"))
            elif column is None:
                self._ignored.append(
                    f"{sheet.name}, row {number}: the setting {shown(name)} is not one of Panel Desk's"
                )
            elif column.field in numbers:
                right = f"{column.heading} is already in row {numbers[column.field]}. Keep one of the two rows."
                self._faults.append(Fault(sheet.name, number, SETTING, shown(name), right))
            else:
                numbers[column.field] = number
                try:
                    values[column.field] = read_cell(replace(column, required=True), raw, self._today)
                except CellError as error:
                    self._faults.append(
                        Fault(sheet.name, number, SETTING_VALUE, shown(raw), f"{column.heading}: {error.right}")
                    )
        self._report_without_heading(sheet, lines)
        return (Row(1, values, numbers=numbers),) if values else ()

    def _lines(self, sheet: Sheet, rows: Iterable[Sequence[Raw]], known: Container[str]) -> "_SheetRows":
        """The sheet's rows, from the row that has its headings."""
        lines = _SheetRows(rows, known, self._report_progress)
        if not lines.has_headings:
            right = (
                f"None of this sheet's headings stands in its first {_HEADINGS_WITHIN} rows. Put them in row 1, "
                "spelled as in a workbook that Panel Desk exports."
            )
            self._faults.append(Fault(sheet.name, None, None, "", right))
        self._ignored += [f"{sheet.name}: row {number}, above the headings" for number in lines.above]
        return lines

    def _places(self, sheet: Sheet, lines: "_SheetRows", known: Mapping[str, str]) -> dict[str, int]:
        """The index of each known heading's column; reports headings that are unknown or there twice."""
        places: dict[str, int] = {}
        if not lines.has_headings:
            return places
        for place, raw in enumerate(lines.headings):
            heading = known.get(folded(raw))
            if is_blank(raw):
                continue
            if heading is None:
                self._ignored.append(f"{sheet.name}: the heading {shown(raw)} is not one of Panel Desk's")
            elif heading in places:
                self._faults.append(
                    Fault(sheet.name, lines.heading_row, heading, shown(raw), "The heading is there twice. Keep one.")
                )
            else:
                places[heading] = place
        return places

    def _report_without_heading(self, sheet: Sheet, lines: "_SheetRows") -> None:
        if lines.without_heading and lines.has_headings:
            from openpyxl.utils import get_column_letter  # noqa: PLC0415 - loaded with the rest by now

            self._ignored += [
                f"{sheet.name}: column {get_column_letter(place + 1)} has no heading"
                for place in sorted(lines.without_heading)
            ]


class _SheetRows:
    """A sheet's headings, and the rows below them that are not empty.

    `without_heading` collects the indices of columns that hold something and have no heading.

    Args:
        rows: all of them, from row 1.
        known: the headings of the sheet, folded.
        progress: is called every few hundred rows, and may stop the reading.
    """

    def __init__(self, rows: Iterable[Sequence[Raw]], known: Container[str], progress: Callable[[], object]) -> None:
        self._progress = progress
        self._rows = iter(rows)
        blank, filled = self._blank_rows()
        first = [*filled, *islice(self._rows, _HEADINGS_WITHIN - len(filled))]
        named = [sum(folded(raw) in known for raw in cells if not is_blank(raw)) for cells in first]
        most = max(named, default=0)
        place = named.index(most) if most else 0
        self.heading_row = blank + place + 1
        self.headings: Sequence[Raw] = first[place] if first else ()
        self.above = [number for number, cells in enumerate(first[:place], blank + 1) if not all(map(is_blank, cells))]
        self.has_headings = most > 0 or not first
        self._rows = chain(first[place + 1 :], self._rows)
        self.without_heading: set[int] = set()

    def _blank_rows(self) -> tuple[int, list[Sequence[Raw]]]:
        """How many blank rows the sheet begins with, and the row after them, if any."""
        for number, cells in enumerate(self._rows):
            if number % _ROWS_BETWEEN_PROGRESS == _ROWS_BETWEEN_PROGRESS - 1:
                self._progress()
            if not all(map(is_blank, cells)):
                return number, [cells]
        return 0, []

    def filled(self, places: Iterable[int]) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The number and the cells of each row that holds something under one of the headings in `places`."""
        wanted = frozenset(places)
        named = {place for place, raw in enumerate(self.headings) if not is_blank(raw)}
        for number, cells in enumerate(self._rows, self.heading_row + 1):
            if number % _ROWS_BETWEEN_PROGRESS == 0:
                self._progress()
            full = {place for place, raw in enumerate(cells) if not is_blank(raw)}
            self.without_heading |= full - named
            if not wanted.isdisjoint(full):
                yield number, cells


def _write_sheet(book: "Workbook", sheet: Sheet, rows: Sequence[Row], left_out: frozenset[str]) -> None:
    """Write one sheet: its headings, and one row for each record."""
    from openpyxl.styles import Font  # noqa: PLC0415 - loaded with the rest by now

    page: Any = book.create_sheet(sheet.name)
    if sheet.is_list:
        headings = [SETTING, SETTING_VALUE]
        columns = [WorkbookColumn(heading, heading) for heading in headings]
        lines = [
            [each.heading, in_text(row.values[each.field])]
            for row in rows
            for each in sheet.columns
            if row.values.get(each.field) is not None
        ]
        values: list[list[Value]] = [list(line) for line in lines]
    else:
        columns = [column for column in sheet.columns if column.field not in left_out]
        values = [[row.values.get(column.field) for column in columns] for row in rows]
    page.freeze_panes = "A2"
    for place, column in enumerate(columns, 1):
        heading = page.cell(1, place, column.heading)
        heading.font = Font(bold=True)
        widest = max([len(column.heading), *(len(column.in_text(line[place - 1])) for line in values)])
        page.column_dimensions[heading.column_letter].width = min(widest + 2, _WIDEST_COLUMN)
        for number, line in enumerate(values, 2):
            if line[place - 1] is not None:
                _fill(page.cell(number, place), sheet, column, line[place - 1])


def _fill(cell: Any, sheet: Sheet, column: WorkbookColumn, value: Value) -> None:  # noqa: ANN401 - openpyxl's own
    """Write a value into a cell, never as a formula."""
    if column.kind in (Kind.WHOLE, Kind.NUMBER):
        cell.value = value
        return
    if column.kind is Kind.DATE:
        cell.value, cell.number_format = value, "DD/MM/YYYY"
        return
    text = writable(column.in_text(value))
    if len(text) > LONGEST_CELL:
        raise RuleBrokenError(
            f"{sheet.name}, {column.heading}: a text is longer than the {LONGEST_CELL} characters that a workbook's "
            "cell holds. Shorten it, then export again."
        )
    cell.value = text
    cell.data_type = "s"  # never a formula, whatever it starts with
    cell.number_format = "@"
    cell.quotePrefix = text.startswith(_FORMULA_STARTS)
