"""A store in memory for one meeting's minutes away from the agency: filled with rows that were cut from a real one.

What travels is an allow-list, table by table and column by column. A column that is not on it stays empty, or holds
what stands for nothing where it may not be empty.
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
from panel_desk.store.store import Store
from panel_desk.store.vault import Vault

Rows = dict[str, list[list[str | int | float | None]]]
"""Tables' rows, each in the order of `COLUMNS`; bytes in base64."""

_TRAVELS: Mapping[str, str] = {
    "agency": "id name panel_type working_day_calendar year_starts_on email version",
    "authority": "code name version",
    "figure_setting": "key value",
    "meeting": "ref panel meets_on starts_at kind place status chair_ref version",
    "attendance": "meeting_ref member_ref capacity attended arrived_at left_at substitutes_for_ref version",
    "absence": "id meeting_ref member_ref from_at until_at why version",
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
_STANDS_FOR_NOTHING: Mapping[tuple[str, str], str] = {
    ("household", "ethnicity"): "",
    ("child", "born_on"): "2000-01-01",
    ("child", "ethnicity"): "",
    ("minutes_section", "drafted"): "",
}
_DAMAGED = "This file was put together by another Panel Desk and does not fit this one. Install the newest version."


COLUMNS: Mapping[str, tuple[str, ...]] = {table: tuple(names.split()) for table, names in _TRAVELS.items()}
"""What travels, in the order in which it stands in a file."""


def rows_of(session: Session, table: str, column: str = "", values: Iterable[str | int] = ()) -> Rows:
    """The rows of a table whose `column` holds one of `values`; every row where no column is named."""
    names, of = COLUMNS[table], Base.metadata.tables[table]
    wanted = sorted(set(values), key=str)
    where = f' WHERE "{column}" IN ({", ".join("?" * len(wanted))})' if column else ""
    listed = ", ".join(f'"{name}"' for name in names)
    found = session.connection().exec_driver_sql(f'SELECT {listed} FROM "{table}"{where}', tuple(wanted))  # noqa: S608 - ours
    return {table: [[_out(of, name, value) for name, value in zip(names, row, strict=True)] for row in found]}


class MemoryVault(Vault):
    """Prints, in memory."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = {name: base64.b64decode(data) for name, data in files.items()}

    def put(self, data: bytes) -> str:
        """Keep `data` under its SHA-256."""
        name = hashlib.sha256(data).hexdigest()
        self.files[name] = data
        return name

    def get(self, name: str) -> bytes:
        """What is kept under `name`."""
        try:
            return self.files[name]
        except KeyError:
            raise SurroundingsError("The print is not in this file. Ask the panel office for a new one.") from None

    def as_text(self) -> dict[str, str]:
        """Everything, in base64."""
        return {name: base64.b64encode(data).decode() for name, data in self.files.items()}


@dataclass(slots=True)
class ReviewStore(Store):
    """A store in memory; its one person's passphrase is what their key opens with."""

    connection: Any = None  # to ask while a unit of work has the engine

    def is_passphrase_of(self, name: str, passphrase: str) -> bool:
        """Whether it opens the person's key; before they have one, whether it is long enough to lock it with.

        Raises:
            RuleBrokenError: there is no key yet, and the passphrase is too short for one.
        """
        del name
        keys = self.connection.execute("SELECT pkcs12 FROM signing_credential WHERE withdrawn_at IS NULL")
        locked = [key for (key,) in keys]
        if not locked:
            check_passphrase(passphrase)
        return all(opens(key, passphrase) for key in locked)

    def drop_connections(self) -> None:
        """Nothing: its one connection holds all that there is."""

    def rows(self) -> Rows:
        """All that is in it, as it travels."""
        with Session(self.engine) as session:
            return {table: rows for each in COLUMNS for table, rows in rows_of(session, each).items()}


def build_review_store(rows: Rows, files: Mapping[str, str]) -> ReviewStore:
    """A store in memory with these rows and prints.

    Raises:
        StoreError: the rows are not such as this Panel Desk knows.
    """
    engine, connection = memory_engine()
    Base.metadata.create_all(engine)
    try:
        with Session(engine) as session, session.begin():
            begin_trail(session)
            session.flush()
            for table, kept in rows.items():
                _fill(session, table, kept)
        return ReviewStore(Path(), engine, MemoryVault(files), b"", connection=connection)
    except (DBAPIError, LookupError, TypeError, ValueError):
        engine.dispose()
        raise StoreError(_DAMAGED) from None


def _fill(session: Session, table: str, rows: list[list[str | int | float | None]]) -> None:
    of, names = Base.metadata.tables[table], COLUMNS[table]
    instead = {column: words for (where, column), words in _STANDS_FOR_NOTHING.items() if where == table}
    every = [*names, *(column for column in instead if column not in names)]
    listed, marks = ", ".join(f'"{name}"' for name in every), ", ".join("?" * len(every))
    for row in rows:
        values = [*(_in(of, name, value) for name, value in zip(names, row, strict=True))]
        values += [instead[column] for column in every[len(names) :]]
        session.connection().exec_driver_sql(f'INSERT INTO "{table}" ({listed}) VALUES ({marks})', tuple(values))  # noqa: S608 - ours


def _out(table: Table, column: str, value: Any) -> str | int | float | None:  # noqa: ANN401 - whatever SQLite keeps
    if value is not None and (table.name, column) in _STANDS_FOR_NOTHING:
        return _STANDS_FOR_NOTHING[table.name, column]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    travels: str | int | float | None = value  # all else that SQLite keeps
    return travels


def _in(table: Table, column: str, value: str | int | float | None) -> object:  # noqa: PYI041 - JSON has both
    if isinstance(table.c[column].type, LargeBinary) and isinstance(value, str):
        return base64.b64decode(value)
    return value
