"""How decisions were given to the office that records them, and decisions that a new one replaced."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_WAYS = ("e-mail", "telephone", "letter", "in person")
_OUTCOMES = ("agreed", "refused", "returned to panel")


def upgrade() -> None:
    """Add both columns, empty for every decision so far, and the table."""
    # A column that is added with its own check keeps the table, its triggers and its partial indexes as they are.
    listed = ", ".join(f"'{way}'" for way in _WAYS)
    op.execute(
        "ALTER TABLE decision ADD COLUMN how_given VARCHAR(30) "
        f"CONSTRAINT ck_decision_howgiven CHECK (how_given IN ({listed}))"
    )
    op.add_column("decision", sa.Column("recorded_by", sa.String(), nullable=True))
    op.create_table(
        "earlier_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("child_ref", sa.String(), nullable=True),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("minutes_received_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(*_OUTCOMES, name="decisionoutcome", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("told_orally_on", sa.Date(), nullable=True),
        sa.Column("told_in_writing_on", sa.Date(), nullable=True),
        sa.Column(
            "how_given",
            sa.Enum(*_WAYS, name="howgiven", native_enum=False, create_constraint=True, length=30),
            nullable=True,
        ),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(), nullable=False),
        sa.Column("replaced_by", sa.String(), nullable=False),
        sa.Column("replaced_because", sa.String(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authority.code"],
            name=op.f("fk_earlier_decision_authority_code_authority"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_earlier_decision_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["child_ref"], ["child.ref"], name=op.f("fk_earlier_decision_child_ref_child"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_decision")),
        sa.UniqueConstraint("ref", name=op.f("uq_earlier_decision_ref")),
    )
    op.create_index(op.f("ix_earlier_decision_case_ref"), "earlier_decision", ["case_ref"], unique=False)
