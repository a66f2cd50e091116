"""Every column of every register is exported and imported by the workbook, or left out for a reason."""

from collections.abc import Mapping

from panel_desk.models import Base
from panel_desk.queries.workbook.sheets import SHEETS

OTHERWISE: Mapping[str, tuple[str, ...]] = {
    "member_background": ("Members", "backgrounds"),
    "case_child": ("Cases", "children"),
    "recommendation_view.recommendation_id": ("Votes", "case_ref", "child_ref"),
}
"""Tables and columns that the workbook carries in other words: the sheet, and its fields."""

_NUMBER = "The store's own number for a row; another store gives its own."
_PLACE = "It is a folder of this store's computer."
_ONE_ROW = "There is one row, and this says so."
_PRINTED = "It is about a document that was made here and is kept with its bytes; a backup carries those."
_MINUTES = "Minutes leave as PDF and Word files, signed ones under their seal; a sheet could carry neither."
_TRAIL = "The audit trail tells of this store, and its chain of hashes proves it; it cannot be typed in."
_WORKED_OUT = "It is worked out from registers that the workbook carries."
_KEYS = "Whoever signs in to another store is given an account and a passphrase there."

LEFT_OUT: Mapping[str, str] = {
    "account": _KEYS,
    "account_authority": _KEYS,
    "account_key": _KEYS,
    "information_grant": _KEYS,
    "signing_credential": "A chair's private key leaves the store with the chair alone.",
    "audit_entry": _TRAIL,
    "audit_end": _TRAIL,
    "audit_ref": _TRAIL,
    "running_clock": _WORKED_OUT,
    "meeting_closing": _WORKED_OUT,
    "open_decision": _WORKED_OUT,
    "agency.id": _ONE_ROW,
    "agency.backup_folder": _PLACE,
    "agency.anchor_folder": _PLACE,
    "minutes": _MINUTES,
    "minutes_section": _MINUTES,
    "section_version": _MINUTES,
    "minutes_event": _MINUTES,
    "minutes_signature": _MINUTES,
    "review": _MINUTES,
    "review_comment": _MINUTES,
    "review_file": _MINUTES,
    "paper": _PRINTED,
    "paper_version": _PRINTED,
    "paper_check": "It is of one version of a paper, which stays here.",
    "page_look": "It is of a page of a paper, which stays here.",
    "redaction": "It is of the pages of a paper, which stays here.",
    "agenda_issue": _PRINTED,
    "pack_issue": _PRINTED,
    "pack_copy": _PRINTED,
    "calendar_attendee": "It is of an invitation, which stays here.",
    "calendar_invitation": "It updates an entry that calendars have from this store.",
    **{
        f"{table}.id": _NUMBER
        for table in (
            "absence",
            "booking_event",
            "decision",
            "earlier_decision",
            "feedback",
            "minutes_heading",
            "panel_question",
            "recommendation",
            "report_quality",
            "snippet",
            "standing_item",
        )
    },
}
"""Tables and columns that stay in the store, with the reason."""

COLUMNS = {
    (mapper.class_.__tablename__, column.key) for mapper in Base.registry.mappers for column in mapper.column_attrs
}
CARRIED = {(sheet.register, column.field) for sheet in SHEETS for column in sheet.columns}


def _is_in(listed: Mapping[str, object], table: str, column: str) -> bool:
    return table in listed or f"{table}.{column}" in listed


def test_every_column_is_exported_and_imported_or_left_out_for_a_reason() -> None:
    lost = {
        f"{table}.{column}"
        for table, column in COLUMNS - CARRIED
        if not (_is_in(LEFT_OUT, table, column) or _is_in(OTHERWISE, table, column))
    }
    versions = {f"{table}.version" for table, _ in COLUMNS}  # for two people who save one record at once
    assert lost - versions == set(), "give them a column in the workbook, or a reason"


def test_no_reason_is_left_for_a_column_that_is_carried_or_gone() -> None:
    reasons = {*LEFT_OUT, *OTHERWISE}
    assert reasons <= {table for table, _ in COLUMNS} | {f"{table}.{column}" for table, column in COLUMNS}
    assert not {f"{table}.{column}" for table, column in CARRIED} & reasons
    assert not {table for table, _ in CARRIED} & reasons


def test_columns_carried_in_other_words_are_on_their_sheet() -> None:
    for sheet, *fields in OTHERWISE.values():
        [found] = [each for each in SHEETS if each.name == sheet]
        assert set(fields) <= {column.field for column in found.columns}


def test_no_two_headings_and_no_two_names_of_codes_are_alike() -> None:
    for sheet in SHEETS:
        headings = [column.heading.casefold() for column in sheet.columns]
        assert len(set(headings)) == len(headings), sheet.name
        for column in sheet.columns:
            assert len(set((column.names or {}).values())) == len(column.names or {})
