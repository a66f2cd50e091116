"""Records how attendance and recommendations were given to the office that recorded them for a chair, and by whom."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns to both tables, empty for every row so far."""
    # A column that is added with its own check keeps the table, its triggers and its indexes as they are.
    for table in ("attendance", "recommendation"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN how_given VARCHAR(30) CONSTRAINT ck_{table}_howgiven "
            "CHECK (how_given IN ('e-mail', 'telephone', 'letter', 'in person'))"
        )
        op.add_column(table, sa.Column("recorded_by", sa.String(), nullable=True))
