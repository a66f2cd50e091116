"""Rows of a workbook's sheets as the tests of its import write and read them."""

from collections.abc import Mapping

from panel_desk.desk import Desk
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.queries.workbook.model import Value
from panel_desk.rules.minutes_headings import default_headings
from panel_desk.rules.vocabulary import CaseKind

Values = dict[str, Value]


def stored_rows(desk: Desk, sheet: str) -> list[Mapping[str, Value]]:
    """The rows of a sheet as an export has them."""
    return [row.values for row in desk.ask(all_registers).rows[sheet]]


def template_rows(kinds: set[CaseKind]) -> list[Values]:
    """The rows of *Minutes headings* that make the default template of these kinds of case."""
    return [
        {
            "case_kind": kind,
            "position": position,
            "heading": each.heading,
            "purpose": each.purpose,
            "standard_text": each.standard_text,
        }
        for kind in sorted(kinds)
        for position, each in enumerate(default_headings(kind), 1)
    ]
