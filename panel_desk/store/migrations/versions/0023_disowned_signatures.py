"""Certificates of which the owner said that signatures with them are not theirs."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty: nobody has said so of a certificate."""
    for name in ("disowned_at", "disowned_from"):
        op.add_column("signing_credential", sa.Column(name, sa.DateTime(), nullable=True))
