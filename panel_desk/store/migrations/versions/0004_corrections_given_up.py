"""A correction of minutes can be given up; a section of the minutes records its heading's purpose."""

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


_PURPOSES = ("discussion", "questions and answers", "advice", "attendance", "recommendation")
_HEADINGS = {"Reasons for bringing the case": "reasons", "Discussion": "discussion", "Advice to the agency": "advice"}


def upgrade() -> None:
    """Add the time at which a correction was given up, the step that records it, and the purposes of headings."""
    op.add_column("minutes", sa.Column("given_up_at", sa.DateTime(), nullable=True))
    with op.batch_alter_table("minutes_event") as batch:
        batch.alter_column("step", existing_type=_step(*_STEPS), type_=_step(*_STEPS, "correction given up"))
    with op.batch_alter_table("minutes_heading") as batch:
        before = _purpose("written", *_PURPOSES)
        batch.alter_column("purpose", existing_type=before, type_=_purpose("written", "reasons", *_PURPOSES))
    with op.batch_alter_table("minutes_section") as batch:
        purpose = _purpose("written", "reasons", *_PURPOSES)
        batch.add_column(sa.Column("purpose", purpose, server_default="written", nullable=False))
    for heading, purpose_of_it in _HEADINGS.items():
        op.execute(
            sa.text("UPDATE minutes_section SET purpose = :purpose WHERE heading = :heading").bindparams(
                purpose=purpose_of_it, heading=heading
            )
        )


def _step(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="minutesstep", native_enum=False, create_constraint=True, length=30)


def _purpose(*words: str) -> sa.Enum:
    return sa.Enum(*words, name="headingpurpose", native_enum=False, create_constraint=True, length=30)
