"""What a calendar invitation said when it was sent, field by field, and to whom it was sent."""

import re
from datetime import date, time

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_SAID = re.compile(r"(.*), (\d{4}-\d\d-\d\d) (\d\d:\d\d), (\d+) minutes, (.*)", re.DOTALL)


def upgrade() -> None:
    """Take the facts from the one line that held them, and the members from the line-up as it is now."""
    op.create_table(
        "calendar_attendee",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["uid"], ["calendar_invitation.uid"], name=op.f("fk_calendar_attendee_uid_calendar_invitation")
        ),
        sa.PrimaryKeyConstraint("uid", "email", name=op.f("pk_calendar_attendee")),
    )
    with op.batch_alter_table("calendar_invitation") as batch:
        for column in _facts():
            batch.add_column(column)
    invitation = sa.table(
        "calendar_invitation", sa.column("uid", sa.String()), sa.column("said", sa.String()), *_facts()
    )
    connection = op.get_bind()
    for uid, said in connection.execute(sa.select(invitation.c.uid, invitation.c.said)).all():
        title, day, starts_at, minutes, place = _SAID.fullmatch(said).groups()
        connection.execute(
            invitation.update()
            .where(invitation.c.uid == uid)
            .values(
                title=title,
                meets_on=date.fromisoformat(day),
                starts_at=time.fromisoformat(starts_at),
                minutes=int(minutes),
                place=None if place == "None" else place,
            )
        )
    with op.batch_alter_table("calendar_invitation") as batch:
        for column in _facts():
            batch.alter_column(column.name, existing_type=column.type, nullable=column.name == "place")
        batch.drop_column("said")
    op.execute(
        "INSERT INTO calendar_attendee (uid, email, name, is_cancelled) "
        "SELECT invitation.uid, member.email, min(member.given_name || ' ' || member.family_name), 0 "
        "FROM calendar_invitation AS invitation "
        "JOIN attendance ON attendance.meeting_ref = invitation.meeting_ref "
        "JOIN member ON member.ref = attendance.member_ref "
        "WHERE invitation.case_ref IS NULL AND member.email IS NOT NULL "
        "AND coalesce(attendance.response, 'none') <> 'declined' GROUP BY invitation.uid, member.email"
    )


def _facts() -> tuple[sa.Column, ...]:
    return (
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("meets_on", sa.Date(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
    )
