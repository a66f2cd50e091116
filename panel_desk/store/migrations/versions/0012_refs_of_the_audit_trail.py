"""The refs of the records in each change of the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, and fill it from the entries."""
    op.create_table(
        "audit_ref",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ref", "entry", "place", name=op.f("pk_audit_ref")),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO audit_ref (ref, entry, place) "
        "SELECT json_extract(c.value, '$.ref'), e.id, c.key FROM audit_entry e, json_each(e.changes) c "
        "UNION SELECT o.value, e.id, c.key "
        "FROM audit_entry e, json_each(e.changes) c, json_each(c.value, '$.of') o ORDER BY 1, 2, 3"
    )
    op.create_index("ix_audit_ref_entry_place", "audit_ref", ["entry", "place"], unique=False)
