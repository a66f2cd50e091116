"""Two indexes, from which what is due and the number of signed minutes are read without their tables."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the day on which a clock began into the index of open clocks, and add one of minutes by state."""
    with op.batch_alter_table("running_clock") as batch:
        batch.drop_index("ix_running_clock_open")
        batch.create_index(
            "ix_running_clock_open",
            ["runs_until", "kind", "due_on", "case_ref", "child_ref", "household_ref", "runs_from", "started_on"],
            unique=False,
        )
    with op.batch_alter_table("minutes") as batch:
        batch.create_index("ix_minutes_state_meeting_ref", ["state", "meeting_ref"], unique=False)
