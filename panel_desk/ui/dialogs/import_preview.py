"""Shows what an import would do, or did: counts by register, changes, faults and remarks."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from panel_desk.errors import Fault
from panel_desk.queries.workbook.comparison import ImportPreview, RecordChange, SheetCount
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S12
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, scrolling, within
from panel_desk.ui.widgets.record import Tabs
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_NUMBER_WIDTH = 110  # pixels
_WARNING, _IGNORED = Chip(State.WAITING, "warning", "triangle-alert"), Chip(State.QUIET, "ignored")
_NO_REMARKS = Chip(State.GOOD, "No warnings, and nothing is ignored")
_CHIP_WIDTH = 96  # pixels
_CHANGED = Chip(State.NOTE, "changed", "file-pen-line")
_ADDED = Chip(State.GOOD, "added", "plus")


@dataclass(frozen=True, slots=True)
class _Numbered:
    """A fault with its number as ref."""

    ref: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class _Change:
    """One changed field of a record, or one added record.

    Args:
        ref: tells the lines of the list apart.
        record: the record.
        field: the field's heading; empty for an added record.
        was: its value in the store; empty for an added record.
        becomes: its value in the workbook; of an added record, all of them.
    """

    ref: str
    record: RecordChange
    field: str
    was: str
    becomes: str

    @property
    def chip(self) -> Chip:
        """The chip: added or changed."""
        return _ADDED if self.record.is_new else _CHANGED


class Preview(QWidget):
    """Four lists in tabs: counts, changes, faults and remarks."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: RowModel[SheetCount] = RowModel(
            [
                Column("sheet", "Register", lambda count: count.sheet, width=240),
                _number("added", "Added"),
                _number("changed", "Changed"),
                _number("unchanged", "Unchanged"),
                Column("rest", "", lambda _: ""),
            ],
            ref=lambda count: count.sheet,
        )
        self.changes: RowModel[_Change] = RowModel(
            [
                Column("kind", "What", lambda change: change.chip.word, chip=lambda c: c.chip, is_facet=True),
                Column("sheet", "Register", lambda change: change.record.sheet, width=140, is_facet=True),
                Column("record", "Record", lambda change: change.record.ref, width=150),
                Column("field", "Field", lambda change: change.field, width=150),
                Column("was", "From", lambda change: change.was, width=150),
                Column("becomes", "To", lambda change: change.becomes, width=260),
            ]
        )
        self.faults: RowModel[_Numbered] = RowModel(
            [
                Column("sheet", "Sheet", lambda f: f.fault.sheet, width=130, is_facet=True),
                Column("row", "Row", _row_of, _row_number, 60, align=Align.RIGHT),
                Column("heading", "Heading", lambda f: f.fault.heading or "", width=180),
                Column("value", "Value found", lambda f: f.fault.value, width=160),
                Column("right", "What would be right", lambda f: f.fault.right, width=420),
            ]
        )
        self.remarks = column(gap=S12)
        self.copy_button = plain("Copy faults", self.copy_faults, "copy")
        self.fault_table = Table(self.faults, "Faults", counted=("fault", "faults"), empty=_nothing("No faults"))
        change_table = Table(self.changes, "Changes", counted=("change", "changes"), empty=_nothing("No changes"))
        self.tabs = Tabs(
            [
                ("counts", "By register", Table(self.counts, "Registers", counted=("register", "registers"))),
                ("changes", "Changes", _filtered(self.changes, change_table, "Filter changes")),
                ("faults", "Faults", _filtered(self.faults, self.fault_table, "Filter faults", self.copy_button)),
                ("remarks", "Remarks", scrolling(within(column(self.remarks, STRETCH)))),
            ]
        )
        self.setLayout(column(self.tabs))

    def show_preview(self, preview: ImportPreview, *, is_done: bool) -> None:
        """Show what an import would do.

        Args:
            preview: what it would do, or did.
            is_done: the import is done, so that the counts are shown first.
        """
        self.counts.replace(preview.counts)
        changes = [line for number, record in enumerate(preview.changes) for line in _lines(number, record)]
        self.changes.replace(changes)
        self.faults.replace(_Numbered(str(number), fault) for number, fault in enumerate(preview.faults))
        remarks = [(_WARNING, words) for words in preview.warnings] + [(_IGNORED, words) for words in preview.ignored]
        empty(self.remarks)
        for chip, words in remarks or [(_NO_REMARKS, "")]:
            self.remarks.addWidget(_remark(chip, words))
        self.copy_button.setEnabled(bool(preview.faults))
        for key, words, number in (
            ("changes", "Changes", len(changes)),
            ("faults", "Faults", len(preview.faults)),
            ("remarks", "Warnings and what is ignored", len(remarks)),
        ):
            self.tabs.rename(key, f"{words}  {number:,}" if number else words)
        self.tabs.open("faults" if preview.faults and not is_done else "counts")

    def copy_faults(self) -> None:
        """Put the faults shown on the clipboard, one per line."""
        QGuiApplication.clipboard().setText("\n".join(str(numbered.fault) for numbered in self.faults.rows()))


def _filtered(model: RowModel[_Change] | RowModel[_Numbered], table: Table, hint: str, *beside: QWidget) -> QWidget:
    bar = FilterBar(model, hint, *beside)
    bar.set_list(table)
    parts = column(bar, table, gap=S12)
    parts.setStretch(1, 1)
    return within(parts)


def _number(kind: str, title: str) -> Column[SheetCount]:
    def number(count: SheetCount) -> int:
        value: int = getattr(count, kind)
        return value

    return Column(kind, title, lambda count: f"{number(count):,}", number, _NUMBER_WIDTH, align=Align.RIGHT)


def _lines(line: int, record: RecordChange) -> list[_Change]:
    if record.is_new:
        filled = " · ".join(f"{field.heading}: {field.becomes}" for field in record.fields)
        return [_Change(str(line), record, "", "", filled)]
    return [
        _Change(f"{line} {number}", record, field.heading, field.was or "nothing", field.becomes or "nothing")
        for number, field in enumerate(record.fields)
    ]


def _row_of(numbered: _Numbered) -> str:
    return "" if numbered.fault.row is None else str(numbered.fault.row)


def _row_number(numbered: _Numbered) -> int | None:
    return numbered.fault.row


def _remark(chip: Chip, words: str) -> QWidget:
    """A chip with the whole sentence beside it."""
    shown = StateChip(chip)
    shown.setMinimumWidth(_CHIP_WIDTH)
    parts = row(shown, Text(words, wrap=True, selectable=True), gap=S12)
    parts.setStretch(1, 1)
    parts.setAlignment(shown, Qt.AlignmentFlag.AlignTop)
    return within(parts)


def _nothing(title: str) -> EmptyState:
    return EmptyState(title, "", icon_name="circle-check")
