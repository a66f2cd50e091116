"""The authorities for which decision makers decide, and the agency's choices of what each role may see."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ROLES = ("administrator", "agency adviser", "chair", "decision maker", "reader")


def upgrade() -> None:
    """Add both tables, and give each decision maker the authorities that name them as theirs."""
    op.create_table(
        "account_authority",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_name", sa.String(), nullable=False),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("is_acting", sa.Boolean(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_on >= from_on", name=op.f("ck_account_authority_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["account_name"],
            ["account.name"],
            name=op.f("fk_account_authority_account_name_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authority.code"],
            name=op.f("fk_account_authority_authority_code_authority"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_authority")),
    )
    op.create_index(op.f("ix_account_authority_account_name"), "account_authority", ["account_name"], unique=False)
    op.create_table(
        "information_grant",
        sa.Column(
            "role",
            sa.Enum(*_ROLES, name="accountrole", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("information", sa.String(length=40), nullable=False),
        sa.Column("is_seen", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("role", "information", name=op.f("pk_information_grant")),
    )
    op.execute(
        "INSERT INTO account_authority (account_name, authority_code, is_acting, version) "
        "SELECT account.name, authority.code, 0, 1 FROM account JOIN authority "
        "ON lower(trim(account.full_name)) = lower(trim(authority.decision_maker)) "
        "WHERE account.role = 'decision maker'"
    )
