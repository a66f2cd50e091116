"""Bringing a workbook's registers into the store, all or nothing."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import FaultsError, RuleBrokenError
from panel_desk.models import Case, CaseChild, Member, MemberBackground, Recommendation, RecommendationView
from panel_desk.queries.workbook.comparison import MODELS, Comparison, ImportPreview
from panel_desk.queries.workbook.model import Registers, Sheet
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.vocabulary import AccountRole


def _before(sheet: Sheet) -> set[str]:
    """The sheets whose records are written before this one's, because these refer to them."""
    others = {column.refers_to for column in sheet.columns} | {sheet.part_of}
    return {name for name in others if name and name != sheet.name}


_ORDER = tuple(TopologicalSorter({sheet.name: _before(sheet) for sheet in SHEETS}).static_order())
_TO_THEIR_OWN = {
    sheet.name: [column.field for column in sheet.columns if column.refers_to == sheet.name] for sheet in SHEETS
}
"""The fields of each sheet that refer to records of the same sheet; they are filled when all of those are there."""


class PreviewOutdatedError(RuleBrokenError):
    """The store changed since an import was previewed, so that it would do something else than was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Something was saved since this was shown, and the import would now do something else. Look at it again, "
            "then import."
        )


@permits(AccountRole.ADMINISTRATOR)
def import_registers(work: Work, registers: Registers, previewed: ImportPreview | None = None) -> ImportPreview:
    """Add and change records as a workbook has them; what was done, as it would have been previewed.

    Records are matched on their refs. A record that the workbook does not have stays as it is, and so does a field
    whose heading the workbook does not have. Importing the same workbook again changes nothing.

    Args:
        work: the unit of work.
        registers: what the workbook has.
        previewed: what the import was shown to do; None where nobody was shown anything.

    Raises:
        FaultsError: the workbook has faults; every one is listed and nothing was written.
        PreviewOutdatedError: the import would not do what was shown; nothing was written.
    """
    comparison = Comparison(work, registers)
    if comparison.faults:
        raise FaultsError(comparison.faults)
    done = comparison.preview  # before the records change
    if previewed is not None and done != previewed:
        raise PreviewOutdatedError
    for name in _ORDER:
        written = []
        for line in comparison.lines.get(name, ()):
            record = line.record
            if record is None:
                record = MODELS[line.sheet.register]()
                work.session.add(record)
            later = {field: line.changes[field] for field in _TO_THEIR_OWN[name] if field in line.changes}
            _fill(work, record, {field: value for field, value in line.changes.items() if field not in later})
            written.append((record, later))
        work.session.flush()
        for record, later in written:
            _fill(work, record, later)
        work.session.flush()
    return done


def _fill(work: Work, record: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401 - any of the mapped classes
    if isinstance(record, RecommendationView) and "case_ref" in values:
        case, child = values["case_ref"], values.get("child_ref")
        of = select(Recommendation).filter_by(case_ref=case, child_ref=child)
        with work.session.no_autoflush:  # the vote is not whole yet
            record.recommendation = work.session.scalars(of).one()
        values = {name: value for name, value in values.items() if name not in ("case_ref", "child_ref")}
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
