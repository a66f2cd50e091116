"""Bringing a workbook's registers into the store, all or nothing."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from panel_desk.desk import Work, permits
from panel_desk.errors import FaultsError
from panel_desk.models import Case, CaseChild, Member, MemberBackground
from panel_desk.queries.workbook.comparison import MODELS, Comparison, ImportPreview
from panel_desk.queries.workbook.model import Registers
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.vocabulary import AccountRole

# What a record refers to is written before it.
_ORDER = tuple(
    TopologicalSorter(
        {sheet.name: {column.refers_to for column in sheet.columns if column.refers_to} for sheet in SHEETS}
    ).static_order()
)


@permits(AccountRole.ADMINISTRATOR)
def import_registers(work: Work, registers: Registers) -> ImportPreview:
    """Add and change records as a workbook has them; what was done, as it would have been previewed.

    Records are matched on their refs. A record that the workbook does not have stays as it is, and so does a field
    whose heading the workbook does not have. Importing the same workbook again changes nothing.

    Raises:
        FaultsError: the workbook has faults; every one is listed and nothing was written.
    """
    comparison = Comparison(work, registers)
    if comparison.faults:
        raise FaultsError(comparison.faults)
    done = comparison.preview  # before the records change
    for name in _ORDER:
        for line in comparison.lines.get(name, ()):
            record = line.record
            if record is None:
                record = MODELS[line.sheet.register]()
                work.session.add(record)
            _fill(record, line.changes)
        work.session.flush()
    return done


def _fill(record: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401 - any of the mapped classes
    for name, value in values.items():
        if isinstance(record, Member) and name == "backgrounds":
            kept = {each.background: each for each in record.backgrounds}
            record.backgrounds = [kept.get(each) or MemberBackground(background=each) for each in value or ()]
        elif isinstance(record, Case) and name == "children":
            _fill_children(record, value or ())
        else:
            setattr(record, name, value)


def _fill_children(case: Case, refs: tuple[str, ...]) -> None:
    kept = {each.child_ref: each for each in case.children}
    case.children = [kept.get(ref) or CaseChild(child_ref=ref) for ref in refs]
    for position, each in enumerate(case.children, 1):
        each.position = position
