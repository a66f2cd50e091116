"""The recommendations that are not complete, and an index by which recommendations are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table, which the program fills after its migrations, and the index."""
    op.create_table(
        "open_decision",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("decision_due_on", sa.Date(), nullable=True),
        sa.Column("oral_notice_due_on", sa.Date(), nullable=True),
        sa.Column("written_notice_due_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_open_decision_recommendation_id_recommendation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", name=op.f("pk_open_decision")),
    )
    with op.batch_alter_table("recommendation") as batch:
        batch.create_index(batch.f("ix_recommendation_outcome"), ["outcome"], unique=False)
