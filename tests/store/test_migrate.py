"""Migrations: the schema equals the models', and a store of each older version keeps every row."""

import hashlib
import json
import shutil
from contextlib import closing
from dataclasses import asdict, replace
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, inspect, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, Work, permits, sign_in, sign_in_with_recovery_key
from panel_desk.errors import StoreError
from panel_desk.models import AuditEntry, Base, PanelQuestion, Paper, Recommendation, RecommendationView
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.meetings.invitations import EntryFacts, invitations
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content
from panel_desk.queries.minutes.minutes import minutes as minutes_record
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus, MinutesState, Outcome, PaperKind, Response, View
from panel_desk.store import migrate as migrate_module
from panel_desk.store.audit import entry_hash
from panel_desk.store.backup import DATABASE, backups_in
from panel_desk.store.backup_notes import Occasion
from panel_desk.store.engine import open_engine
from panel_desk.store.keys import KEY_FILE, read_key_ring
from panel_desk.store.last_change import LAST_CHANGE, write_last_change
from panel_desk.store.migrate import known_versions, migrate, needs_migration, version_of
from panel_desk.store.restore import Restorer, preview_restore, restore_store
from panel_desk.store.store import create_store, open_store
from panel_desk.store.triggers import TRIGGERS
from tests.builders import (
    ADMINISTRATOR,
    CHEAP,
    NOW,
    PASSPHRASE,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    minutes,
    signed_minutes,
)

_COMPARED = {
    "compare_type": True,
    "compare_server_default": True,
    # The search index makes its tables itself.
    "include_name": lambda name, kind, _: kind != "table" or not name.startswith("search_"),
}
_CHAINED = ("id", "at", "account", "action", "changes")  # the fields of an entry that its hash covers
_NEXT_MIGRATION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "9999", "{before}"


def upgrade():
    {body}
"""
_ADD_COLUMN = """with op.batch_alter_table("case") as batch:
        batch.add_column(sa.Column("colour", sa.String()))"""
_DELETE_CHILDREN = 'op.execute("DELETE FROM child")'


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A store with rows that refer to each other, and signed minutes."""
    desk = a_desk(tmp_path)
    a_member(desk, "M001")
    a_meeting(desk, "P1", chair_ref="M001")
    a_child(desk, "C001")
    a_case(desk, "CASE-1", children=("C001",), meeting_ref="P1")
    signed_minutes(desk, "P1", sections=(("CASE-1", "Discussion", "As it was."),))
    return desk


def _downgrade(desk: Desk, to: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn the store into one of an older version: its tables, of each row the columns that it had.

    One from before 0021 has no signatures. The trail's hashes are reckoned anew, as they cover the signatures.
    """
    with desk.store.engine.connect() as connection:
        names = [table.name for table in Base.metadata.sorted_tables]
        rows = {name: connection.execute(text(f'SELECT * FROM "{name}"')).mappings().all() for name in names}  # noqa: S608 - our own names
    with monkeypatch.context() as patched:
        patched.setattr(migrate_module, "TRIGGERS", {})
        raw = desk.store.engine.raw_connection()
        raw.cursor().execute("PRAGMA foreign_keys = OFF")
        for (name,) in raw.cursor().execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            raw.cursor().execute(f'DROP TABLE IF EXISTS "{name}"')
        raw.close()
        migrate(desk.store.engine, to)
    schema = inspect(desk.store.engine)
    with desk.store.engine.begin() as connection:
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        for name in filter(schema.has_table, names):
            held = [column["name"] for column in schema.get_columns(name)]
            for row in rows[name]:
                columns = ", ".join(f'"{column}"' for column in held)
                values = ", ".join(f":{column}" for column in held)
                connection.execute(text(f'INSERT INTO "{name}" ({columns}) VALUES ({values})'), dict(row))  # noqa: S608 - our own names

    if to >= "0021":  # whose entries are signed already
        return
    with Session(desk.store.engine) as session, session.begin():
        found, previous = text("SELECT id, at, account, action, changes FROM audit_entry ORDER BY id"), "0" * 64
        for each in session.execute(found.columns(*(AuditEntry.__table__.c[name] for name in _CHAINED))).all():
            entry = AuditEntry(**dict(zip(_CHAINED, each, strict=True)), previous_hash=previous)
            new: dict[str, Any] = {"id": entry.id, "previous": previous, "hash": entry_hash(entry, "")}
            session.execute(text("UPDATE audit_entry SET previous_hash = :previous, hash = :hash WHERE id = :id"), new)
            previous = new["hash"]
        session.execute(text("UPDATE audit_end SET hash = :hash"), {"hash": previous})
    (desk.store.folder / LAST_CHANGE).unlink()
    keys = desk.store.folder / KEY_FILE
    ring = json.loads(keys.read_text(encoding="utf-8"))
    for slot in ring["accounts"]:
        del slot["signing"], slot["public"], slot["seal"]
    keys.write_text(json.dumps(ring), encoding="utf-8")


def _add_migration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    """Give the program another migration, as a newer version has."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrate_module._MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))  # noqa: SLF001 - the folder of the migrations
    newest = known_versions()[-1]
    (folder / "versions" / "9999_next.py").write_text(
        _NEXT_MIGRATION.format(before=newest, body=body), encoding="utf-8"
    )
    monkeypatch.setattr(migrate_module, "_MIGRATIONS", folder)


@permits(*AccountRole)
def _add_question_and_paper(work: Work) -> None:
    now = work.time_source.now()
    work.session.add(PanelQuestion(case_ref="CASE-2", member_ref="M001", text="Why?", position=1, asked_at=now))
    kept = work.vault.put(b"%PDF-1.7 a report")
    paper = Paper(case_ref="CASE-2", kind=PaperKind.PAR, name="Report.pdf", sha256=kept, position=1, pages=1, size=17)
    paper.findings, paper.filed_at, paper.filed_by = "", now, "admin"
    work.session.add(paper)


@permits(*AccountRole)
def _vote(work: Work, views: dict[str, str]) -> None:
    """Record one member's vote on each case, and another's abstention."""
    for row in work.session.scalars(select(Recommendation).where(Recommendation.case_ref.in_(views))):
        for member, view in (("M001", View(views[row.case_ref])), ("M002", View.ABSTAINED)):
            words = "As said."
            work.session.add(RecommendationView(recommendation_id=row.id, member_ref=member, view=view, words=words))


def _counts_in_older(desk: Desk) -> dict[str, int]:
    """The number of rows of each table, in a store that may not have every table."""
    with desk.store.engine.connect() as connection:
        names = connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        known = sorted({*names} & {table.name for table in Base.metadata.sorted_tables})
        counts = {name: connection.execute(text(f'SELECT count(*) FROM "{name}"')).scalar_one() for name in known}  # noqa: S608 - our own names
        return _without_sign_ins(connection, counts)


def _counts(desk: Desk) -> dict[str, int]:
    """The number of rows of each table."""
    with desk.store.engine.connect() as connection:
        counts = {
            table.name: connection.execute(text(f'SELECT count(*) FROM "{table.name}"')).scalar_one()  # noqa: S608 - our own names
            for table in Base.metadata.sorted_tables
        }
        return _without_sign_ins(connection, counts)


def _without_sign_ins(connection: Connection, counts: dict[str, int]) -> dict[str, int]:
    """The numbers of rows without the sign-ins, of which a test has several, and the first key made at one."""
    found = "SELECT count(*) FROM audit_entry WHERE action IN ('signed_in', 'begin_signing')"
    sign_ins: int = connection.execute(text(found)).scalar_one()
    return counts | {name: counts[name] - sign_ins for name in ("audit_entry", "audit_ref") if name in counts}


def test_a_new_store_has_the_models_schema_and_the_triggers(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert version_of(desk.store.engine) == known_versions()[-1]
    assert not needs_migration(desk.store.engine)
    with desk.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_COMPARED)
        assert compare_metadata(context, Base.metadata) == []
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
    assert dict(triggers) == TRIGGERS


def test_the_schema_has_every_check_constraint_of_the_models(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with desk.store.engine.connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")).all()
    made = {name: "".join(sql.split()).replace('"', "") for name, sql in rows}
    checks = [
        (table.name, str(check.sqltext.compile(desk.store.engine, compile_kwargs={"literal_binds": True})))
        for table in Base.metadata.sorted_tables
        for check in table.constraints
        if isinstance(check, CheckConstraint)
    ]
    assert len(checks) > 30
    for table, check in checks:
        assert "".join(check.split()).replace('"', "").replace(f"{table}.", "") in made[table]


def test_an_older_store_is_copied_and_migrated_without_losing_a_row(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = _counts(desk)
    _add_migration(tmp_path, monkeypatch, _ADD_COLUMN)
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    assert version_of(again.store.engine) == "9999"
    assert _counts(again) == before
    assert again.ask(store_faults) == ()
    with again.store.engine.connect() as connection:
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
        assert connection.execute(text('SELECT colour FROM "case"')).scalar_one() is None
        assert connection.execute(
            text("SELECT count(*) FROM sqlite_master WHERE type = 'trigger'")
        ).scalar_one() == len(TRIGGERS)
    [(backup, note)] = backups_in(desk.store.backups)
    assert note.occasion is Occasion.UPDATE
    again.close()
    desk.close()
    restored = tmp_path / "of an older version"
    restore_store(backup, restored, Restorer(None, PASSPHRASE), NOW)
    assert version_of(open_store(restored, None, PASSPHRASE).store.engine) == "9999"
    assert not (restored / "backups").exists()
    monkeypatch.undo()
    restore_store(backup, desk.store.folder, Restorer(None, PASSPHRASE), NOW)
    after = _counts(sign_in(desk.store.folder, None, PASSPHRASE))
    after["audit_entry"] -= 1  # the restore
    after["audit_ref"] -= 1
    assert after == before


@pytest.mark.parametrize("version", known_versions()[:-1])
def test_a_store_of_each_older_version_keeps_every_row(
    desk: Desk, version: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_meeting(desk, "P2", status=MeetingStatus.HELD)
    a_case(desk, "CASE-2", meeting_ref="P2")
    an_attendance(desk, "P2", "M001")
    a_recommendation(desk, "CASE-2")
    a_decision(desk, "CASE-2", minutes_received_on=date(2027, 3, 1))
    minutes(desk, "P2", sections=(("CASE-2", "Discussion", "Not signed yet."), ("CASE-2", "Advice", "None.")))
    desk.do(_add_question_and_paper)
    _downgrade(desk, version, monkeypatch)
    assert version_of(desk.store.engine) == version
    older = {table: count for table, count in _counts_in_older(desk).items() if count}
    assert {"member", "meeting", "case", "child", "paper", "panel_question"} <= {*older}
    assert {"minutes", "minutes_section", "decision", "recommendation"} <= {*older}
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    assert version_of(again.store.engine) == known_versions()[-1]
    now = _counts(again)
    assert {table: now[table] for table in older} == older
    assert again.ask(store_faults) == ()
    with again.store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=_COMPARED)
        assert compare_metadata(context, Base.metadata) == []
        triggers = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        assert dict(triggers) == TRIGGERS
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
    first, second = again.ask(minutes_record, "P1"), again.ask(minutes_record, "P2")
    assert first is not None
    assert second is not None
    assert (first.state, [each.text for each in first.sections]) == (MinutesState.SIGNED, ["As it was."])
    assert (second.state, second.sections[0].text) == (MinutesState.DRAFT, "Not signed yet.")
    with again.store.engine.connect() as connection, pytest.raises(DatabaseError, match="The minutes are signed"):
        connection.execute(text("UPDATE minutes_section SET text = 'Changed.' WHERE minutes_id = 1"))


def test_votes_on_negative_recommendations_become_votes_on_what_is_recommended(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_meeting(desk, "P2", status=MeetingStatus.HELD)
    a_member(desk, "M002", given_name="Tendai", family_name="Moyana")
    counted = ("votes_for", "votes_against", "abstained")
    refused: dict[str, Any] = {"outcome": Outcome.NOT_RECOMMENDED}
    recorded: dict[str, dict[str, Any]] = {
        "CASE-2": refused | dict(zip(counted, (1, 4, 1), strict=True)),  # as votes on the case were recorded
        "CASE-3": refused | dict(zip(counted, (5, 1, 0), strict=True)),  # as it came in a workbook
        "CASE-4": refused | dict.fromkeys(counted),
        "CASE-5": refused | dict.fromkeys(counted),
        "CASE-6": dict(zip(counted, (2, 4, 0), strict=True)),
    }
    for number, (ref, fields) in enumerate(recorded.items(), 1):
        a_case(desk, ref, meeting_ref="P2", item_no=number)
        a_recommendation(desk, ref, **fields)
    desk.do(_vote, {"CASE-2": "for", "CASE-4": "against", "CASE-5": "for", "CASE-6": "against"})
    signed_minutes(desk, "P2")
    _downgrade(desk, "0008", monkeypatch)
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    rows = {each.case: each for each in again.ask(recommendations, "P2")}
    assert [(each.votes_for, each.votes_against, each.abstained) for each in rows.values()] == [
        (4, 1, 1),
        (5, 1, 0),
        (None, None, None),
        (None, None, None),
        (2, 4, 0),
    ]
    assert {ref: [each.view for each in row.views] for ref, row in rows.items()} == {
        "CASE-2": [View.AGAINST, View.ABSTAINED],
        "CASE-3": [],
        "CASE-4": [View.FOR, View.ABSTAINED],
        "CASE-5": [View.FOR, View.ABSTAINED],
        "CASE-6": [View.AGAINST, View.ABSTAINED],
    }


def test_minutes_signed_with_votes_on_the_case_keep_their_fingerprint(desk: Desk) -> None:
    a_meeting(desk, "P2", status=MeetingStatus.HELD)
    a_member(desk, "M002", given_name="Tendai", family_name="Moyana")
    a_case(desk, "CASE-2", meeting_ref="P2", item_no=1)
    a_recommendation(desk, "CASE-2", outcome=Outcome.NOT_RECOMMENDED, votes_for=4, votes_against=1)
    desk.do(_vote, {"CASE-2": "against"})
    content = desk.ask(minutes_content, "P2")
    fields = asdict(replace(content, state=MinutesState.FINAL, dated_on=date.min))
    del fields["signers"], fields["bundle"]
    line = fields["items"][0]["recommendations"][0]
    assert [vote["view"] for vote in line["voted"]] == [View.AGAINST, View.ABSTAINED]
    line |= {"votes_for": 1, "votes_against": 4}
    line["voted"][0]["view"] = View.FOR  # whoever was for the case dissented from the recommendation
    before = json.dumps(fields, default=str, sort_keys=True, ensure_ascii=False)
    assert fingerprint(content) == hashlib.sha256(before.encode()).hexdigest()


def test_an_invitation_of_an_older_version_keeps_what_it_said_and_the_line_up_as_its_attendees(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_meeting(desk, "P2", status=MeetingStatus.PLANNED)
    for ref, response in (("M002", Response.ACCEPTED), ("M003", Response.DECLINED)):
        a_member(desk, ref, email=f"{ref.lower()}@example.org")
        an_attendance(desk, "P2", ref, response=response)
    _downgrade(desk, "0009", monkeypatch)
    with desk.store.engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO calendar_invitation (uid, meeting_ref, sequence, said, is_cancelled, sent_at, version) "
                "VALUES ('one@panel-desk', 'P2', 2, 'Panel, North, 2027-03-10 09:30, 90 minutes, Room 2, Marsham', 0, "
                "'2027-03-01 09:00:00', 1)"
            )
        )
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    [sent] = again.ask(invitations, "P2")
    assert sent.facts == EntryFacts("Panel, North", date(2027, 3, 10), time(9, 30), 90, "Room 2, Marsham")
    assert (sent.sequence, [email for _, email in sent.attendees]) == (2, ["m002@example.org"])


@pytest.fixture
def unsigned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, str]:
    """The folder of a store from before entries were signed, that of a later backup, and the recovery key of both."""
    folder = tmp_path / "own"
    recovery_key = create_store(folder, "Fenland", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP)
    desk = sign_in(folder, None, PASSPHRASE)
    backup = desk.store.back_up(tmp_path / "copies", NOW)
    _downgrade(desk, "0020", monkeypatch)
    desk.close()
    return folder, backup, recovery_key


def test_the_recovery_key_restores_an_updated_store_in_which_it_was_never_used(
    unsigned: tuple[Path, Path, str], tmp_path: Path
) -> None:
    folder, _, recovery_key = unsigned
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        backup = desk.store.back_up(tmp_path / "copies", NOW + timedelta(days=1))
    restore_store(backup, folder, Restorer(None, recovery_key, is_recovery_key=True), NOW)
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert desk.ask(store_faults) == ()
    sign_in_with_recovery_key(folder, recovery_key).close()


def test_a_backup_with_signing_keys_in_place_of_a_store_without_keeps_its_own(
    unsigned: tuple[Path, Path, str],
) -> None:
    folder, backup, recovery_key = unsigned
    restore_store(backup, folder, Restorer(None, PASSPHRASE), NOW)
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert desk.ask(store_faults) == ()
    sign_in_with_recovery_key(folder, recovery_key).close()


def test_a_restore_in_place_of_a_store_of_an_older_version_is_previewed(
    unsigned: tuple[Path, Path, str], tmp_path: Path
) -> None:
    folder, _, _ = unsigned
    shutil.copytree(folder, tmp_path / "copy")
    preview = preview_restore(tmp_path / "copy", folder, Restorer(None, PASSPHRASE))
    assert (preview.entry_now, preview.undone) == (preview.entry_then, 0)


def test_an_older_store_without_entries_opens_and_says_that_changes_are_missing(
    unsigned: tuple[Path, Path, str],
) -> None:
    folder, _, _ = unsigned
    ring = read_key_ring(folder / KEY_FILE)
    engine = open_engine(folder / DATABASE, ring.unlock(ADMINISTRATOR, PASSPHRASE).data_key)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM audit_ref"))
        connection.execute(text("DELETE FROM audit_entry"))
        connection.execute(text("UPDATE audit_end SET entry = 0, hash = :none, compared_from = 0"), {"none": "0" * 64})
    engine.dispose()
    write_last_change(folder, (7, "7" * 64))
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert "it has none of the changes that were saved" in desk.warnings[0]
    (folder / LAST_CHANGE).unlink()
    with closing(sign_in(folder, None, PASSPHRASE)) as desk:
        assert desk.ask(store_faults) == ()


def test_a_migration_that_would_break_a_foreign_key_is_rolled_back(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, version = _counts(desk), version_of(desk.store.engine)
    _add_migration(tmp_path, monkeypatch, _DELETE_CHILDREN)
    with pytest.raises(StoreError, match="could not be updated to this version; nothing in it was changed"):
        sign_in(desk.store.folder, None, PASSPHRASE)
    assert version_of(desk.store.engine) == version
    assert _counts(desk) == before
    monkeypatch.undo()
    assert sign_in(desk.store.folder, None, PASSPHRASE).ask(store_faults) == ()


def test_a_store_that_cannot_be_copied_is_not_migrated(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = version_of(desk.store.engine)
    desk.store.backups.write_text("in the way", encoding="utf-8")
    _add_migration(tmp_path, monkeypatch, _ADD_COLUMN)
    with pytest.raises(StoreError, match="could not be backed up first"):
        sign_in(desk.store.folder, None, PASSPHRASE)
    assert version_of(desk.store.engine) == version
