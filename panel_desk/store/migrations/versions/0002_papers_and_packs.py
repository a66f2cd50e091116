"""Versions, checks and redactions of papers; issued packs and their copies."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns for papers and packs."""
    op.create_table(
        "pack_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_pack_issue_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_issue")),
        sa.UniqueConstraint("meeting_ref", "number", name=op.f("uq_pack_issue_meeting_ref_number")),
    )
    op.create_index(op.f("ix_pack_issue_meeting_ref"), "pack_issue", ["meeting_ref"], unique=False)
    op.create_table(
        "pack_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column(
            "edition",
            sa.Enum(
                "member",
                "chair",
                "observer",
                "applicants",
                name="packedition",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("case_ref", sa.String(), nullable=True),
        sa.Column("member_ref", sa.String(), nullable=True),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("volumes", sa.Integer(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("recalled_on", sa.Date(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_pack_copy_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["issue_id"], ["pack_issue.id"], name=op.f("fk_pack_copy_issue_id_pack_issue")),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_pack_copy_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack_copy")),
    )
    op.create_index(op.f("ix_pack_copy_issue_id"), "pack_copy", ["issue_id"], unique=False)
    op.create_table(
        "paper_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "passed",
                "returned to its author",
                name="checkoutcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("due_back_on", sa.Date(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("checked_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_check_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_check")),
    )
    op.create_index(op.f("ix_paper_check_paper_id"), "paper_check", ["paper_id"], unique=False)
    op.create_table(
        "paper_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=True),
        sa.Column("is_signed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_paper_version_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_version")),
        sa.UniqueConstraint("paper_id", "number", name=op.f("uq_paper_version_paper_id_number")),
    )
    op.create_index(op.f("ix_paper_version_paper_id"), "paper_version", ["paper_id"], unique=False)
    op.create_table(
        "redaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("phrase", sa.String(), nullable=False),
        sa.Column("editions", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("marked_at", sa.DateTime(), nullable=False),
        sa.Column("marked_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_redaction_paper_id_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redaction")),
    )
    op.create_index(op.f("ix_redaction_paper_id"), "redaction", ["paper_id"], unique=False)
    op.add_column("paper", sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    op.add_column("paper", sa.Column("why", sa.String(), nullable=True))
    op.add_column("paper", sa.Column("author", sa.String(), nullable=True))
    op.add_column("paper", sa.Column("author_declared_on", sa.Date(), nullable=True))
    op.add_column("paper", sa.Column("supervised_by", sa.String(), nullable=True))
    op.add_column("paper", sa.Column("is_signed", sa.Boolean(), server_default="0", nullable=False))
