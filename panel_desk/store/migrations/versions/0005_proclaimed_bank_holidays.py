"""A closed day can be marked as a bank holiday that was proclaimed after the program was built."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the mark; on every existing closed day, only the agency is closed."""
    with op.batch_alter_table("closed_day") as batch:
        batch.add_column(sa.Column("is_bank_holiday", sa.Boolean(), server_default=sa.text("0"), nullable=False))
