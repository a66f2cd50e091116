"""`dev.py migration`: the skeleton of a migration from what changed in the models."""

from pathlib import Path

import pytest

from panel_desk.store.migrate import known_versions
from tests.program_copy import ProgramCopy

NEWEST = known_versions()[-1]
NEXT = f"{int(NEWEST) + 1:04d}"
VOCABULARY = "panel_desk/rules/vocabulary.py"


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ProgramCopy:
    return ProgramCopy(tmp_path / "copy", monkeypatch)


def test_no_migration_is_written_if_the_models_have_not_changed(
    program: ProgramCopy, capfd: pytest.CaptureFixture[str]
) -> None:
    before = program.migrations()

    assert program.dev("migration", "member_shoe_size") == 0
    assert f"The models and migration {NEWEST} agree" in capfd.readouterr().out
    assert program.migrations() == before


def test_a_new_column_is_in_the_migration(program: ProgramCopy, capfd: pytest.CaptureFixture[str]) -> None:
    before = program.migrations()
    program.add_to_member("shoe_size: Mapped[str | None]")

    assert program.dev("migration", "member_shoe_size") == 0
    (new,) = set(program.migrations()) - set(before)
    assert new.name == f"{NEXT}_member_shoe_size.py"
    output = capfd.readouterr().out
    assert f"versions/{new.name}" in output
    assert "equals the models" in output
    text = new.read_text(encoding="utf-8")
    assert text.startswith('"""Member shoe size."""')
    assert f'revision = "{NEXT}"\ndown_revision = "{NEWEST}"\n' in text
    assert 'batch_alter_table("member")' in text
    assert 'batch.add_column(sa.Column("shoe_size", sa.String(), nullable=True))' in text
    assert "panel_desk" not in text

    assert program.dev("migration", "member_shoe_size") == 0
    assert f"The models and migration {NEXT} agree" in capfd.readouterr().out


def test_enums_checks_times_and_tables_are_in_the_migration_in_sqlalchemys_own_types(
    program: ProgramCopy, capfd: pytest.CaptureFixture[str]
) -> None:
    program.add_to_member("is_paid: Mapped[bool] = mapped_column(server_default='0')")
    program.add_to_member("seen_at: Mapped[datetime | None]")
    members = "panel_desk/models/members.py"
    program.replace(members, "from datetime import date\n", "from datetime import date, datetime\n")
    program.replace(
        members,
        "class Member(",
        'class Badge(Base):\n    __tablename__ = "badge"\n\n    number: Mapped[int] = mapped_column(primary_key=True)\n'
        '    given_to: Mapped[str] = mapped_column(ForeignKey("member.ref", onupdate="CASCADE"), index=True)\n\n\n'
        "class Member(",
    )
    program.replace(
        members,
        'name="hold_ends_after_start"),\n',
        'name="hold_ends_after_start"),\n'
        '        CheckConstraint("role_from >= joined_list_on", name="role_after_joined"),\n',
    )
    program.replace(VOCABULARY, '    ON_HOLD = "on hold"\n', '    ON_HOLD = "on hold"\n    LEAVE = "members\' leave"\n')

    assert program.dev("migration", "badges") == 0
    assert "equals the models" in capfd.readouterr().out
    text = program.migrations()[-1].read_text(encoding="utf-8")
    for part in (
        'op.create_table(\n        "badge"',
        '["given_to"], ["member.ref"], name=op.f("fk_badge_given_to_member"), onupdate="CASCADE"',
        'sa.Column("is_paid", sa.Boolean(), server_default="0", nullable=False)',
        'sa.Column("seen_at", sa.DateTime(), nullable=True)',
        'batch.create_check_constraint(batch.f("ck_member_role_after_joined"), "role_from >= joined_list_on")',
        '"on hold",\n                "ended",\n                name="memberstatus"',
        '"members\' leave",\n                "ended",\n                name="memberstatus"',
    ):
        assert part in text


def test_a_required_column_without_a_default_is_refused(
    program: ProgramCopy, capfd: pytest.CaptureFixture[str]
) -> None:
    before = program.migrations()
    program.add_to_member("shoe_size: Mapped[str]")

    assert program.dev("migration", "member_shoe_size") == 1
    assert "Nothing was written: member.shoe_size may not be empty" in capfd.readouterr().out
    assert program.migrations() == before


def test_a_column_that_a_migration_would_drop_is_reported(
    program: ProgramCopy, capfd: pytest.CaptureFixture[str]
) -> None:
    program.replace(
        "panel_desk/models/members.py", "    phone: Mapped[str | None]\n", "    telephone: Mapped[str | None]\n"
    )

    assert program.dev("migration", "telephone") == 0
    assert "It drops member.phone: where that was renamed, write the renaming instead" in capfd.readouterr().out
    assert 'batch.drop_column("phone")' in program.migrations()[-1].read_text(encoding="utf-8")


def test_a_name_that_is_not_valid_in_a_file_name_is_refused(
    program: ProgramCopy, capfd: pytest.CaptureFixture[str]
) -> None:
    for name in ("", "Member shoe size", "../up", "1st"):
        assert program.dev("migration", name) == 2
        assert "such as member_shoe_size" in capfd.readouterr().err
