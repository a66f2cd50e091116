"""Who vouched for a signing certificate that was made after a reset or a withdrawal, or at home, how and when."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_REASONS = (
    *("made after a reset", "made after a withdrawal"),
    *("added without the earlier key", "made or brought at home"),
)
_WAYS = ("in person", "by video", "by telephone")


def upgrade() -> None:
    """Add the columns; a certificate that is there already needs nobody to vouch for it."""
    for name in ("added_by", "vouched_by", "vouched_name"):
        op.add_column("signing_credential", sa.Column(name, sa.String(), nullable=True))
    op.add_column("signing_credential", sa.Column("vouched_at", sa.DateTime(), nullable=True))
    # A column that is added with its own check keeps the table, its triggers and its indexes as they are.
    for name, check, values in (
        ("voucher_needed", "voucherreason", _REASONS),
        ("vouched_how", "vouchedhow", _WAYS),
    ):
        listed = ", ".join(f"'{value}'" for value in values)
        op.execute(
            f"ALTER TABLE signing_credential ADD COLUMN {name} VARCHAR(30) "
            f"CONSTRAINT ck_signing_credential_{check} CHECK ({name} IN ({listed}))"
        )
