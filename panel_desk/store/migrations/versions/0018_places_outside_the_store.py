"""The places outside the store's folder: for automatic backups, and for the audit trail's newest entries."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, which are empty until the agency names a place."""
    op.add_column("agency", sa.Column("backup_folder", sa.String(), nullable=True))
    op.add_column("agency", sa.Column("anchor_folder", sa.String(), nullable=True))
