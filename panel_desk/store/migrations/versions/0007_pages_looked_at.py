"""Pages of papers at which somebody looked for phrases that no program can find, with the areas to blacken."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; nobody has looked at a page yet."""
    op.create_table(
        "page_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("phrases", sa.JSON(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=False),
        sa.Column("looked_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_page_look_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_look")),
        sa.UniqueConstraint("paper_id", "sha256", "page", name=op.f("uq_page_look_paper_id_sha256_page")),
    )
    op.create_index(op.f("ix_page_look_paper_id"), "page_look", ["paper_id"], unique=False)
