"""A correction of minutes can be given up."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_STEPS = (
    "drafted",
    "sent to chair and adviser",
    "sent to the members",
    "made final",
    "signed",
    "reopened",
    "correction begun",
)


def upgrade() -> None:
    """Add when it was given up, and the step to what is recorded of minutes."""
    op.add_column("minutes", sa.Column("given_up_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("minutes_event") as batch:
        batch.alter_column("step", existing_type=_step(*_STEPS), type_=_step(*_STEPS, "correction given up"))


def _step(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="minutesstep", native_enum=False, create_constraint=True, length=30)
