"""Imports the registers of a workbook into the store, all or nothing."""

from collections.abc import Mapping
from graphlib import TopologicalSorter
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import FaultsError, RuleBrokenError
from panel_desk.models import Case, CaseChild, Decision, Member, MemberBackground, Recommendation, RecommendationView
from panel_desk.operations.decisions.decisions import keep_earlier
from panel_desk.queries.workbook.comparison import MODELS, Comparison, ImportPreview
from panel_desk.queries.workbook.model import Registers, Sheet
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.vocabulary import AccountRole


def _sheets_referred_to(sheet: Sheet) -> set[str]:
    """The sheets whose records are written before this sheet's, since these refer to them."""
    others = {column.refers_to for column in sheet.columns} | {sheet.part_of}
    return {name for name in others if name and name != sheet.name}


_ORDER = tuple(TopologicalSorter({sheet.name: _sheets_referred_to(sheet) for sheet in SHEETS}).static_order())
"""The names of the sheets in the order in which their records are written."""
_SELF_REFERENCES = {
    sheet.name: [column.field for column in sheet.columns if column.refers_to == sheet.name] for sheet in SHEETS
}
"""The fields of each sheet that refer to records of the same sheet; they are filled once all of these are written."""


class PreviewOutdatedError(RuleBrokenError):
    """The store changed after an import was previewed, so the import would do something else than was shown."""

    def __init__(self) -> None:
        super().__init__(
            "Something was saved since this preview was shown, so the import would now do something else. Look at it "
            "again, then import."
        )


@permits(AccountRole.ADMINISTRATOR)
def import_registers(work: Work, registers: Registers, previewed: ImportPreview | None = None) -> ImportPreview:
    """Add and change records as a workbook has them, and return what was done, in the form of a preview.

    Records are matched on their refs. A record that the workbook does not have stays as it is, and so does a field
    whose heading the workbook does not have. Importing the same workbook again changes nothing.

    Args:
        work: the unit of work.
        registers: the rows of the workbook's sheets.
        previewed: the preview that was shown; None where none was.

    Raises:
        FaultsError: the workbook has faults; all are listed, and nothing is written.
        PreviewOutdatedError: the import would not do what was shown; nothing is written.
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
            elif isinstance(record, Decision) and _replaces(record, line.changes):
                keep_earlier(work, record, "A workbook was imported that has another decision.")
            later = {field: line.changes[field] for field in _SELF_REFERENCES[name] if field in line.changes}
            _fill(work, record, {field: value for field, value in line.changes.items() if field not in later})
            written.append((record, later))
        work.session.flush()
        for record, later in written:
            _fill(work, record, later)
        work.session.flush()
    return done


def _replaces(record: Decision, changes: Mapping[str, Any]) -> bool:
    """Whether an import replaces a decision of which the people concerned were informed in writing."""
    return record.told_in_writing_on is not None and bool({"outcome", "decided_on"} & changes.keys())


def _fill(work: Work, record: Any, values: Mapping[str, Any]) -> None:  # noqa: ANN401 - any of the mapped classes
    """Set the fields of a record from the workbook's values."""
    if isinstance(record, RecommendationView) and "case_ref" in values:
        case, child = values["case_ref"], values.get("child_ref")
        its_recommendation = select(Recommendation).filter_by(case_ref=case, child_ref=child)
        with work.session.no_autoflush:  # the vote lacks its recommendation, so it cannot be flushed
            record.recommendation = work.session.scalars(its_recommendation).one()
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
