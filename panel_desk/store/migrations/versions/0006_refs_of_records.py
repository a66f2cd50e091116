"""Refs of feedback, ratings, absences, standing items, questions and booking history."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = ("absence", "booking_event", "feedback", "panel_question", "report_quality", "standing_item")
_DIGITS = "hex(randomblob(2))"


def upgrade() -> None:
    """Add the refs, and give one to every record that is there."""
    for table in _TABLES:
        op.add_column(table, sa.Column("ref", sa.String(40)))
        op.execute(f"UPDATE {table} SET ref = {_DIGITS} || '-' || {_DIGITS} || '-' || {_DIGITS}")  # noqa: S608 - ours
        with op.batch_alter_table(table) as batch:
            batch.alter_column("ref", existing_type=sa.String(40), nullable=False)
            batch.create_unique_constraint(op.f(f"uq_{table}_ref"), ["ref"])
