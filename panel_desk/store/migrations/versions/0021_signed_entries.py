"""The public halves of the accounts' signing keys, and the signatures of the audit trail's entries."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_ORIGINS = (
    *("account opened", "first sign-in after the update", "reset by an administrator"),
    *("own passphrase chosen", "recovery key made"),
)


def upgrade() -> None:
    """Add the table and the columns; the entries of an earlier version stay unsigned, and accounts get keys later."""
    op.create_table(
        "account_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_name", sa.String(), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(*_ORIGINS, name="keyorigin", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_key")),
        sa.UniqueConstraint("public_key", name=op.f("uq_account_key_public_key")),
    )
    op.create_index(op.f("ix_account_key_account_name"), "account_key", ["account_name"])
    op.add_column("audit_end", sa.Column("signed_from", sa.Integer(), server_default=sa.text("0"), nullable=False))
    # At least 1, as 0 means that the store was made with its first keys; a store may have no entries yet.
    op.execute("UPDATE audit_end SET signed_from = max(entry, 1)")
    for name in ("signed_by", "signature"):
        op.add_column("audit_entry", sa.Column(name, sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column(
        "audit_entry", sa.Column("concerns_access", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.execute(
        "UPDATE audit_entry SET concerns_access = 1 WHERE EXISTS (SELECT 1 FROM json_each(changes) c WHERE "
        "json_extract(c.value, '$.kind') != 'seen' AND "
        "json_extract(c.value, '$.register') IN ('account', 'account_authority', 'information_grant'))"
    )
    op.create_index(
        op.f("ix_audit_entry_concerns_access"), "audit_entry", ["id"], sqlite_where=sa.text("concerns_access")
    )
