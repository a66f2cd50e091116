"""An in-memory store for one meeting's minutes, built from the rows and PDFs of a review file.

A review file holds only the tables and columns of an allow-list. A column that is not on it stays empty, or gets a
placeholder if it may not be empty.
"""

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import LargeBinary, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from panel_desk.errors import StoreError, SurroundingsError
from panel_desk.models.base import Base
from panel_desk.store.audit import begin_trail
from panel_desk.store.credentials import opens
from panel_desk.store.engine import memory_engine
from panel_desk.store.keys import check_passphrase
from panel_desk.store.last_change import Change
from panel_desk.store.search.fts5 import Fts5Index
from panel_desk.store.store import Store
from panel_desk.store.vault import Vault

Rows = dict[str, list[list[str | int | float | None]]]
"""The rows of each table, with their values in the order of `COLUMNS`; bytes in base64."""

_ALLOWED: Mapping[str, str] = {
    "agency": "id name panel_type working_day_calendar year_starts_on email version",
    "authority": "code name version",
    "figure_setting": "key value",
    "meeting": "ref panel meets_on starts_at kind place status chair_ref version",
    "attendance": "meeting_ref member_ref capacity attended arrived_at left_at substitutes_for_ref version",
    "absence": "id ref meeting_ref member_ref from_at until_at why version",
    "case": (
        "ref kind household_ref meeting_ref item_no starts_at minutes began_at ended_at social_worker status "
        "is_provisional version"
    ),
    "case_child": "case_ref child_ref position",
    "interest": "case_ref member_ref nature withdraws version",
    "recommendation": "id case_ref child_ref outcome votes_for votes_against abstained reasons version",
    "recommendation_view": "recommendation_id member_ref view words",
    "minutes": (
        "id meeting_ref number state stage corrects_because drafted_at given_up_at signed_at signed_by signed_as "
        "fingerprint sha256 version"
    ),
    "minutes_section": "id minutes_id case_ref position heading purpose text version",
    "section_version": "id section_id number text saved_at saved_by",
    "review": "id minutes_id stage member_ref name asked_at due_on looked_at done_at version",
    "review_comment": (
        "id section_id review_id author starts_at quote text proposed made_at state answer answered_by "
        "answered_at version"
    ),
    "signing_credential": (
        "id member_ref subject issuer certificate_sha256 certificate pkcs12 valid_from valid_until added_at "
        "withdrawn_at"
    ),
    "minutes_signature": "id minutes_id member_ref name cases signed_at certificate_sha256 fingerprint sha256",
    "member": (
        "ref title given_name family_name category is_independent qualified_social_worker_since status "
        "joined_list_on left_list_on on_hold_from on_hold_until role role_from version"
    ),
    "household": "ref adopter_1 adopter_2 household_type ethnicity agency agency_name version",
    "child": "ref initials born_on ethnicity authority_code version",
}
# By table and column, what takes the place of a value that stays in the office's store and may not be empty.
_PLACEHOLDERS: Mapping[tuple[str, str], str] = {
    ("household", "ethnicity"): "",
    ("child", "born_on"): "2000-01-01",
    ("child", "ethnicity"): "",
    ("minutes_section", "drafted"): "",
}
_OTHER_VERSION = "This file was made by another version of Panel Desk and cannot be opened. Install the newest version."

COLUMNS: Mapping[str, tuple[str, ...]] = {table: tuple(names.split()) for table, names in _ALLOWED.items()}
"""The columns on the allow-list by table, in the order in which a review file holds them."""


def rows_of(session: Session, table: str, column: str = "", values: Iterable[str | int] = ()) -> Rows:
    """The allowed columns of a table's rows whose `column` has one of `values`; of every row if no column is given."""
    names, mapped = COLUMNS[table], Base.metadata.tables[table]
    parameters = tuple(sorted(set(values), key=str))
    where = f' WHERE "{column}" IN ({", ".join("?" * len(parameters))})' if column else ""
    listed = ", ".join(f'"{name}"' for name in names)
    rows = session.connection().exec_driver_sql(f'SELECT {listed} FROM "{table}"{where}', parameters)  # noqa: S608 - no user's text
    return {table: [[_to_json(mapped, name, value) for name, value in zip(names, row, strict=True)] for row in rows]}


class MemoryVault(Vault):
    """A vault in memory, for the PDFs of a review file."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {name: base64.b64decode(data) for name, data in files.items()}

    def put(self, data: bytes) -> str:
        """Store `data` under its SHA-256, which is returned in hexadecimal."""
        name = hashlib.sha256(data).hexdigest()
        self.files[name] = data
        return name

    def get(self, name: str) -> bytes:
        """The data stored under `name`.

        Raises:
            SurroundingsError: there is none.
        """
        try:
            return self.files[name]
        except KeyError:
            raise SurroundingsError(
                "This file lacks the PDF of the minutes. Ask the panel office for a new one."
            ) from None

    def as_text(self) -> dict[str, str]:
        """Every file by its name, in base64."""
        return {name: base64.b64encode(data).decode() for name, data in self.files.items()}


@dataclass(slots=True)
class ReviewStore(Store):
    """An in-memory store for one reviewer, whose passphrase is that of their signing credential."""

    connection: Any = None  # the engine's only connection, to read while a unit of work has the engine

    def is_passphrase_of(self, name: str, passphrase: str) -> bool:
        """Whether `passphrase` decrypts the reviewer's credential; True for any strong enough one if they have none.

        Raises:
            RuleBrokenError: they have no credential yet, and the passphrase is too short or easy to guess.
        """
        del name
        rows = self.connection.execute("SELECT pkcs12 FROM signing_credential WHERE withdrawn_at IS NULL")
        credentials = [pkcs12 for (pkcs12,) in rows]
        if not credentials:
            check_passphrase(passphrase)
        return all(opens(pkcs12, passphrase) for pkcs12 in credentials)

    def drop_connections(self) -> None:
        """Do nothing, because the data would be lost with the only connection."""

    def record_last_change(self, change: Change) -> None:
        """Do nothing, because there is no folder."""

    def rows(self) -> Rows:
        """The rows of every table on the allow-list, for a review file."""
        with Session(self.engine) as session:
            return {table: rows for each in COLUMNS for table, rows in rows_of(session, each).items()}


def build_review_store(rows: Rows, files: Mapping[str, str]) -> ReviewStore:
    """Build an in-memory store from a review file's rows and PDFs.

    Args:
        rows: the rows by table.
        files: the PDFs in base64, by their SHA-256.

    Raises:
        StoreError: this version of Panel Desk does not know the rows' tables or columns.
    """
    engine, connection = memory_engine()
    Base.metadata.create_all(engine)
    try:
        with Session(engine) as session, session.begin():
            begin_trail(session)
            session.flush()
            Fts5Index().create(session.connection())
            for table, rows_of_table in rows.items():
                _insert(session, table, rows_of_table)
        return ReviewStore(Path(), engine, MemoryVault(files), b"", connection=connection)
    except (DBAPIError, LookupError, TypeError, ValueError):
        engine.dispose()
        raise StoreError(_OTHER_VERSION) from None


def _insert(session: Session, table: str, rows: list[list[str | int | float | None]]) -> None:
    mapped, names = Base.metadata.tables[table], COLUMNS[table]
    placeholders = {column: value for (its_table, column), value in _PLACEHOLDERS.items() if its_table == table}
    columns = [*names, *(column for column in placeholders if column not in names)]
    listed, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
    for row in rows:
        values = [*(_from_json(mapped, name, value) for name, value in zip(names, row, strict=True))]
        values += [placeholders[column] for column in columns[len(names) :]]
        session.connection().exec_driver_sql(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', tuple(values))  # noqa: S608 - no user's text


def _to_json(table: Table, column: str, value: Any) -> str | int | float | None:  # noqa: ANN401 - any SQLite value
    if value is not None and (table.name, column) in _PLACEHOLDERS:
        return _PLACEHOLDERS[table.name, column]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    json_value: str | int | float | None = value
    return json_value


def _from_json(table: Table, column: str, value: str | int | float | None) -> object:  # noqa: PYI041 - JSON has both
    if isinstance(table.c[column].type, LargeBinary) and isinstance(value, str):
        return base64.b64decode(value)
    return value
