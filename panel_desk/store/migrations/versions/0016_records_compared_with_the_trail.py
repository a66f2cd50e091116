"""The entry of the audit trail from which on the records are compared with the trail."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; a store of an earlier version begins at its newest entry, for migrations have no entries."""
    op.add_column("audit_end", sa.Column("compared_from", sa.Integer(), server_default=sa.text("0"), nullable=False))
    op.execute("UPDATE audit_end SET compared_from = entry")
