"""Panel day, review, signatures and corrections of minutes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the tables and columns for panel day and minutes."""
    op.create_table(
        "minutes_heading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "case_kind",
            sa.Enum(
                "approval",
                "brief report",
                "match",
                "consent to placement",
                "review of approval",
                "termination",
                "other",
                name="casekind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum(
                "written",
                "discussion",
                "questions and answers",
                "advice",
                "attendance",
                "recommendation",
                name="headingpurpose",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("standard_text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_heading")),
    )
    op.create_table(
        "snippet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
        sa.UniqueConstraint("title", name=op.f("uq_snippet_title")),
    )
    op.create_table(
        "spelling_word",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("added_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("word", name=op.f("pk_spelling_word")),
    )
    op.create_table(
        "signing_credential",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("certificate_sha256", sa.String(), nullable=False),
        sa.Column("certificate", sa.LargeBinary(), nullable=False),
        sa.Column("pkcs12", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("added_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_signing_credential_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_credential")),
    )
    op.create_index(op.f("ix_signing_credential_member_ref"), "signing_credential", ["member_ref"], unique=False)
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("from_at", sa.Time(), nullable=False),
        sa.Column("until_at", sa.Time(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "left the room",
                "connection lost",
                name="absencereason",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("until_at >= from_at", name=op.f("ck_absence_back_after_leaving")),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_absence_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_absence_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index(op.f("ix_absence_meeting_ref"), "absence", ["meeting_ref"], unique=False)
    op.create_table(
        "item_note",
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_item_note_case_ref_case"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_ref", "heading", name=op.f("pk_item_note")),
    )
    op.create_table(
        "minutes_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "drafted",
                "sent to chair and adviser",
                "sent to the members",
                "made final",
                "signed",
                "reopened",
                "correction begun",
                name="minutesstep",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_event_minutes_id_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_event")),
    )
    op.create_index(op.f("ix_minutes_event_minutes_id"), "minutes_event", ["minutes_id"], unique=False)
    op.create_table(
        "minutes_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cases", sa.JSON(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=False),
        sa.Column("certificate_sha256", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_minutes_signature_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_signature_minutes_id_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_signature")),
        sa.UniqueConstraint("minutes_id", "member_ref", name=op.f("uq_minutes_signature_minutes_id_member_ref")),
    )
    op.create_index(op.f("ix_minutes_signature_minutes_id"), "minutes_signature", ["minutes_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "accuracy check",
                "members' check",
                name="reviewstage",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("member_ref", sa.String(), nullable=True),
        sa.Column("account", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("looked_at", sa.DateTime(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_review_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_review_minutes_id_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
    )
    op.create_index(op.f("ix_review_minutes_id"), "review", ["minutes_id"], unique=False)
    op.create_table(
        "review_file",
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("made_by", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True),
        sa.Column("answer_sha256", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_review_file_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_review_file_minutes_id_minutes")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_review_file")),
    )
    op.create_index(op.f("ix_review_file_minutes_id"), "review_file", ["minutes_id"], unique=False)
    op.create_table(
        "recommendation_view",
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column(
            "view",
            sa.Enum("for", "against", "abstained", name="view", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("words", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_recommendation_view_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_id"],
            ["recommendation.id"],
            name=op.f("fk_recommendation_view_recommendation_id_recommendation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("recommendation_id", "member_ref", name=op.f("pk_recommendation_view")),
    )
    op.create_table(
        "review_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("starts_at", sa.Integer(), nullable=False),
        sa.Column("quote", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("proposed", sa.String(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "accepted",
                "declined",
                name="commentstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_review_comment_review_id_review")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["minutes_section.id"], name=op.f("fk_review_comment_section_id_minutes_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_comment")),
    )
    op.create_index(op.f("ix_review_comment_section_id"), "review_comment", ["section_id"], unique=False)
    op.create_table(
        "section_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["minutes_section.id"], name=op.f("fk_section_version_section_id_minutes_section")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section_version")),
        sa.UniqueConstraint("section_id", "number", name=op.f("uq_section_version_section_id_number")),
    )
    op.create_index(op.f("ix_section_version_section_id"), "section_version", ["section_id"], unique=False)
    op.execute('ALTER TABLE "case" ADD COLUMN began_at TIME')
    op.execute(
        'ALTER TABLE "case" ADD COLUMN ended_at TIME '
        "CONSTRAINT ck_case_ended_after_beginning CHECK (ended_at >= began_at)"
    )
    op.add_column("decision", sa.Column("minutes_corrected_at", sa.DateTime(), nullable=True))
    op.execute(
        "ALTER TABLE minutes ADD COLUMN stage VARCHAR(30) "
        "CONSTRAINT reviewstage CHECK (stage IN ('accuracy check', 'members'' check'))"
    )
    op.add_column("minutes", sa.Column("corrects_because", sa.String(), nullable=True))
    op.add_column("minutes_section", sa.Column("drafted", sa.String(), server_default=sa.text("''"), nullable=False))
    op.add_column("panel_question", sa.Column("answer", sa.String(), nullable=True))
