"""The integrity check of the store: database, accounts' keys, audit trail, filed papers and signed prints."""

import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Select, select, text

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError, StoreError, SurroundingsError
from panel_desk.models import Account, Minutes, Paper, PaperVersion
from panel_desk.queries.backups import outside_places
from panel_desk.queries.history_words import REGISTERS, label_of
from panel_desk.rules.access import Information
from panel_desk.rules.text import capital, count, listed
from panel_desk.store.anchors import ANCHOR_FILE, anchor_faults, anchors_in_file, anchors_in_print, anchors_of_backups
from panel_desk.store.audit import first_entry_with_other_refs
from panel_desk.store.backup import integrity_faults
from panel_desk.store.derived_registers import faults as derived_register_faults
from panel_desk.store.keys import KEY_FILE, is_same_name
from panel_desk.store.last_change import missing_changes
from panel_desk.store.replay import ChangedOutside, changed_outside
from panel_desk.store.search.updates import index_faults
from panel_desk.store.sign_in_check import key_file_faults
from panel_desk.store.signed_trail import Access, access_at_beginning, trail_faults
from panel_desk.store.triggers import TRIGGERS

_MOST_NAMED = 50  # faults of one kind that are listed before the rest is counted


@shows(Information.OFFICE_WORK)
def store_faults(work: Work, anchor_file: Path | None = None) -> tuple[str, ...]:
    """The faults of the store, one sentence each.

    Args:
        work: the unit of work.
        anchor_file: a file from elsewhere that names entries of the audit trail, which are looked for too; None for
            none.

    Raises:
        RuleBrokenError: that file names no entry.
    """
    access = access_at_beginning(work.session)
    prints = [(meeting, sha256) for meeting, sha256 in work.session.execute(_prints())]
    of_trail = [*trail_faults(work.session, access)]
    faults = [*integrity_faults(work.store.engine), *_key_faults(work, access)]
    if missing := missing_changes(work.store.engine, work.store.folder):
        faults.append(missing)
    faults += _anchor_faults(work, anchor_file, prints)
    faults += _few(of_trail, "more fault of the audit trail", "more faults of the audit trail")
    other = first_entry_with_other_refs(work.session)
    if other is not None:
        faults.append(
            f"The list of the records that the audit trail names differs from entry {other}, so that the history of a "
            "record may lack that entry."
        )
    faults += _changed_records(work)
    faults += derived_register_faults(work.session.connection())
    triggers = {str(sql) for sql in work.session.scalars(text("SELECT sql FROM sqlite_master WHERE type = 'trigger'"))}
    if triggers != set(TRIGGERS.values()):
        faults.append("The database triggers that protect signed minutes and the audit trail were changed.")
    faults += index_faults(work.session, work.store.index)
    files: list[tuple[str, str | None]] = [
        (f"The paper {name} of {case}", sha256) for name, case, sha256 in work.session.execute(_papers())
    ]
    files += [
        (f"Version {number} of the paper {name} of {case}", sha256)
        for number, name, case, sha256 in work.session.execute(_older_papers())
    ]
    files += [(f"The signed print of {meeting}", sha256) for meeting, sha256 in prints]
    return (*faults, *(f"{what} is missing or was changed." for what, sha256 in files if not _is_whole(work, sha256)))


def _anchor_faults(work: Work, brought: Path | None, prints: Sequence[tuple[str, str | None]]) -> list[str]:
    """The faults that anchors show, which are entries of the audit trail noted outside the database.

    Args:
        work: the unit of work.
        brought: a file from elsewhere that names entries; None for none.
        prints: each meeting that has a signed print, with the SHA-256 of the print.
    """
    places = outside_places(work)
    folders = [work.store.backups, *([places.backup_folder] if places.backup_folder else [])]
    anchors, faults = anchors_of_backups(folders, work.store.data_keys)
    named = places.anchor_folder / ANCHOR_FILE if places.anchor_folder else None
    if named and os.path.isfile(named):  # noqa: PTH113 - Path.is_file raises where the folder may not be looked into
        try:
            anchors += anchors_in_file(named)
        except RuleBrokenError:
            faults.append(
                f"The file {named} holds no entry of the history, or cannot be read: it was damaged or changed."
            )
    if brought:
        anchors += anchors_in_file(brought)
    for meeting, sha256 in prints:
        with suppress(SurroundingsError):  # a missing or changed print is a fault of its own
            anchors += anchors_in_print(work.vault.get(sha256 or ""), f"the signed print of {meeting}")
    return [*faults, *anchor_faults(work.session, anchors)]


def _changed_records(work: Work) -> list[str]:
    """A sentence for each record that differs from the audit trail; the sentences do not show its content."""
    found = [_changed_record(each) for each in changed_outside(work.session)]
    return _few(found, "more record was changed outside Panel Desk", "more records were changed outside Panel Desk")


def _few(faults: list[str], one_more: str, more: str) -> list[str]:
    """The first faults, and how many more there are, in the words for one or for several."""
    left = len(faults) - _MOST_NAMED
    return [*faults[:_MOST_NAMED], *([f"{count(left, one_more, more)}."] if left > 0 else ())]


def _changed_record(found: ChangedOutside) -> str:
    noun = REGISTERS[found.register].noun or found.register.replace("_", " ")
    whose = f" of {listed([each for each in found.of if each != found.ref])}" if {*found.of} - {found.ref} else ""
    fields = [label_of(found.register, each) or each.replace("_", " ") for each in found.fields]
    which = f", and differs from the audit trail in {listed(fields)}" if fields else ""
    return f"{capital(noun)} {found.ref}{whose} {found.how} outside Panel Desk{which}."


def _key_faults(work: Work, access: Access) -> tuple[str, ...]:
    """The faults of the key file: damaged keys, and accounts without one."""
    try:
        ring = work.store.key_ring
    except StoreError as error:
        return (error.sentence,)
    return (
        *ring.faults(work.store.data_key),
        *key_file_faults(access, ring),
        *accounts_without_key(work),
    )


@shows(Information.OFFICE_WORK)
def accounts_without_key(work: Work) -> tuple[str, ...]:
    """A sentence for each account without a key, which a copy of the store lacks as well.

    Raises:
        StoreError: the key file cannot be read.
    """
    names = work.session.scalars(select(Account.name).order_by(Account.created_at, Account.name))
    with_key = work.store.key_ring.names()
    return tuple(
        f"The account “{name}” has no key in {KEY_FILE}, so it cannot sign in. An administrator can set a new "
        "passphrase for it."
        for name in names
        if not any(is_same_name(name, each) for each in with_key)
    )


def _papers() -> Select[str, str, str]:
    return select(Paper.name, Paper.case_ref, Paper.sha256).order_by(Paper.id)


def _older_papers() -> Select[int, str, str, str]:
    versions = select(PaperVersion.number, Paper.name, Paper.case_ref, PaperVersion.sha256)
    return versions.join(Paper, Paper.id == PaperVersion.paper_id).order_by(PaperVersion.id)


def _prints() -> Select[str, str | None]:
    return select(Minutes.meeting_ref, Minutes.sha256).where(Minutes.sha256.is_not(None))


def _is_whole(work: Work, sha256: str | None) -> bool:
    try:
        return hashlib.sha256(work.vault.get(sha256 or "")).hexdigest() == sha256
    except SurroundingsError:
        return False
