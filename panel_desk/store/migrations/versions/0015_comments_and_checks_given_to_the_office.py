"""Records how a reviewer gave comments and checks of minutes to the office, and who recorded them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both columns to both tables, empty for every row so far."""
    # A column that is added with its own check keeps the table, its triggers and its indexes as they are.
    for table in ("review", "review_comment"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN how_given VARCHAR(30) CONSTRAINT ck_{table}_howgiven "
            "CHECK (how_given IN ('e-mail', 'telephone', 'letter', 'in person'))"
        )
        op.add_column(table, sa.Column("recorded_by", sa.String(), nullable=True))
