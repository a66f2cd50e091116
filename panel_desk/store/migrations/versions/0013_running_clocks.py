"""Adds tables of the running clocks and of the closed meetings, so that the Today list need not read all history."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables, which the program fills after its migrations, and indexes of what is open."""
    op.create_table(
        "meeting_closing",
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_ref"],
            ["meeting.ref"],
            name=op.f("fk_meeting_closing_meeting_ref_meeting"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_ref", name=op.f("pk_meeting_closing")),
    )
    with op.batch_alter_table("meeting_closing") as batch:
        batch.create_index(batch.f("ix_meeting_closing_closed_on"), ["closed_on"], unique=False)

    op.create_table(
        "running_clock",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "papers_to_members",
                "adopter_comments",
                "minutes",
                "decision",
                "oral_notice",
                "written_notice",
                "representations",
                "stage_one",
                "stage_gap",
                "stage_two",
                "match_after_plan",
                "review_of_approval",
                "dbs_renewal",
                "appraisal",
                "induction",
                "hold_review",
                "pack_deletion",
                "minutes_review",
                name="clockkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("runs_from", sa.Date(), nullable=False),
        sa.Column("runs_until", sa.Date(), nullable=True),
        sa.Column("household_ref", sa.String(), nullable=True),
        sa.Column("child_ref", sa.String(), nullable=True),
        sa.Column("case_ref", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_ref"],
            ["case.ref"],
            name=op.f("fk_running_clock_case_ref_case"),
            onupdate="CASCADE",
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["child_ref"],
            ["child.ref"],
            name=op.f("fk_running_clock_child_ref_child"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["household_ref"],
            ["household.ref"],
            name=op.f("fk_running_clock_household_ref_household"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_running_clock")),
    )
    with op.batch_alter_table("running_clock") as batch:
        batch.create_index(batch.f("ix_running_clock_case_ref"), ["case_ref"], unique=False)
        batch.create_index(batch.f("ix_running_clock_child_ref"), ["child_ref"], unique=False)
        batch.create_index(batch.f("ix_running_clock_household_ref"), ["household_ref"], unique=False)
        batch.create_index(
            "ix_running_clock_open",
            ["runs_until", "kind", "due_on", "case_ref", "child_ref", "household_ref", "runs_from"],
            unique=False,
        )

    with op.batch_alter_table("decision") as batch:
        batch.create_index(batch.f("ix_decision_decided_on"), ["decided_on"], unique=False)
        batch.create_index(
            "ix_decision_minutes_corrected_at",
            ["minutes_corrected_at"],
            unique=False,
            sqlite_where=sa.text("minutes_corrected_at IS NOT NULL"),
            postgresql_where=sa.text("minutes_corrected_at IS NOT NULL"),
        )
        batch.create_index(batch.f("ix_decision_told_in_writing_on"), ["told_in_writing_on"], unique=False)
        batch.create_index(batch.f("ix_decision_told_orally_on"), ["told_orally_on"], unique=False)

    with op.batch_alter_table("meeting") as batch:
        batch.create_index("ix_meeting_status_meets_on", ["status", "meets_on"], unique=False)
