"""The day of an approval from before the registers began; papers may be review reports and termination reports."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_REPORTS = ("PAR", "CPR", "APR")
_OTHERS = ("support plan", "medical", "legal", "references", "applicants' comments", "photographs", "other")


def upgrade() -> None:
    """Add the day, empty for every household, and the two kinds of papers."""
    op.add_column("household", sa.Column("approved_on", sa.Date(), nullable=True))
    with op.batch_alter_table("paper") as batch:
        batch.alter_column(
            "kind",
            existing_type=_kind(*_REPORTS, *_OTHERS),
            type_=_kind(*_REPORTS, "review report", "termination report", *_OTHERS),
        )


def _kind(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="paperkind", native_enum=False, create_constraint=True, length=30)
