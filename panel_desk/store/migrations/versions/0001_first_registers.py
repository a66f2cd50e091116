"""The registers of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:  # noqa: PLR0915 - every register in one go
    """Create every register of the first version."""
    op.create_table(
        "audit_end",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_audit_end_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_end")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "authority",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("decision_maker", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_authority")),
    )
    op.create_table(
        "closed_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "figure_setting",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_figure_setting")),
    )
    op.create_table(
        "household",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("adopter_1", sa.String(), nullable=False),
        sa.Column("adopter_2", sa.String(), nullable=True),
        sa.Column(
            "household_type",
            sa.Enum(
                "mixed-sex couple",
                "female couple",
                "male couple",
                "single female",
                "single male",
                "other",
                name="householdtype",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("ethnicity", sa.String(), nullable=False),
        sa.Column(
            "agency",
            sa.Enum(
                "own",
                "VAA",
                "other agency",
                name="adoptersagency",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("agency_name", sa.String(), nullable=True),
        sa.Column("stage_one_started_on", sa.Date(), nullable=True),
        sa.Column("stage_one_completed_on", sa.Date(), nullable=True),
        sa.Column("stage_two_started_on", sa.Date(), nullable=True),
        sa.Column("report_sent_on", sa.Date(), nullable=True),
        sa.Column("are_foster_carers", sa.Boolean(), nullable=True),
        sa.Column("dual_approval", sa.Boolean(), nullable=True),
        sa.Column("early_permanence", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_household")),
    )
    op.create_table(
        "member",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("given_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column(
            "category",
            sa.Enum(
                "social worker",
                "medical adviser",
                "independent",
                name="category",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_independent", sa.Boolean(), nullable=False),
        sa.Column("qualified_social_worker_since", sa.Date(), nullable=True),
        sa.Column("social_work_england_no", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "waiting list",
                "prospective",
                "active",
                "on hold",
                "ended",
                name="memberstatus",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("joined_list_on", sa.Date(), nullable=True),
        sa.Column("left_list_on", sa.Date(), nullable=True),
        sa.Column("left_because", sa.String(), nullable=True),
        sa.Column("on_hold_from", sa.Date(), nullable=True),
        sa.Column("on_hold_until", sa.Date(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "chair", "vice chair", "member", name="panelrole", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("role_from", sa.Date(), nullable=True),
        sa.Column("dbs_certificate_no", sa.String(), nullable=True),
        sa.Column("dbs_issued_on", sa.Date(), nullable=True),
        sa.Column("references_verified_on", sa.Date(), nullable=True),
        sa.Column("confidentiality_agreed_on", sa.Date(), nullable=True),
        sa.Column("observed_panel_on", sa.Date(), nullable=True),
        sa.Column("induction_completed_on", sa.Date(), nullable=True),
        sa.Column("last_appraisal_on", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(), nullable=True),
        sa.Column("ethnicity", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_list_on >= joined_list_on", name=op.f("ck_member_left_after_joined")),
        sa.CheckConstraint("on_hold_until >= on_hold_from", name=op.f("ck_member_hold_ends_after_start")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_member")),
    )
    op.create_index(op.f("ix_member_status"), "member", ["status"], unique=False)
    op.create_table(
        "training",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "workshop",
                "joint day",
                "e-learning",
                "supervision",
                "forum",
                "other",
                name="trainingkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_mandatory", sa.Boolean(), nullable=True),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("hours >= 0", name=op.f("ck_training_hours")),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_training")),
    )
    op.create_table(
        "account",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "agency adviser",
                "chair",
                "decision maker",
                "reader",
                name="accountrole",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("member_ref", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("passphrase_set_at", sa.DateTime(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_account_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_account")),
        sa.UniqueConstraint("member_ref", name=op.f("uq_account_member_ref")),
    )
    op.create_table(
        "agency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("host_authority_code", sa.String(), nullable=True),
        sa.Column(
            "panel_type",
            sa.Enum("ordinary", "joint", name="paneltype", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("approvals_decided_by_code", sa.String(), nullable=True),
        sa.Column(
            "working_day_calendar",
            sa.Enum("England and Wales", name="calendar", native_enum=False, create_constraint=True, length=30),
            nullable=False,
        ),
        sa.Column("year_starts_on", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_agency_one_row")),
        sa.ForeignKeyConstraint(
            ["approvals_decided_by_code"],
            ["authority.code"],
            name=op.f("fk_agency_approvals_decided_by_code_authority"),
        ),
        sa.ForeignKeyConstraint(
            ["host_authority_code"], ["authority.code"], name=op.f("fk_agency_host_authority_code_authority")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agency")),
    )
    op.create_table(
        "child",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("initials", sa.String(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("ethnicity", sa.String(), nullable=False),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("sibling_group", sa.String(), nullable=True),
        sa.Column("entered_care_on", sa.Date(), nullable=True),
        sa.Column("should_be_placed_decided_on", sa.Date(), nullable=True),
        sa.Column("placement_order_on", sa.Date(), nullable=True),
        sa.Column("consent_given_on", sa.Date(), nullable=True),
        sa.Column("placed_on", sa.Date(), nullable=True),
        sa.Column("adoption_order_on", sa.Date(), nullable=True),
        sa.Column("disrupted_on", sa.Date(), nullable=True),
        sa.Column("plan_changed_on", sa.Date(), nullable=True),
        sa.Column("early_permanence", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_code"], ["authority.code"], name=op.f("fk_child_authority_code_authority"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_child")),
    )
    op.create_index(op.f("ix_child_authority_code"), "child", ["authority_code"], unique=False)
    op.create_index(op.f("ix_child_sibling_group"), "child", ["sibling_group"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("panel", sa.String(), nullable=False),
        sa.Column("meets_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "planned",
                "additional",
                "urgent",
                name="meetingkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "place",
            sa.Enum(
                "virtual", "in person", "hybrid", name="place", native_enum=False, create_constraint=True, length=30
            ),
            nullable=True,
        ),
        sa.Column(
            "status",
            sa.Enum(
                "planned",
                "held",
                "cancelled",
                name="meetingstatus",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("cancelled_because", sa.String(), nullable=True),
        sa.Column("chair_ref", sa.String(), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("pre_meeting_at", sa.Time(), nullable=True),
        sa.Column("venue", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_meeting_has_room")),
        sa.ForeignKeyConstraint(
            ["chair_ref"], ["member.ref"], name=op.f("fk_meeting_chair_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_chair_ref"), "meeting", ["chair_ref"], unique=False)
    op.create_index(op.f("ix_meeting_meets_on"), "meeting", ["meets_on"], unique=False)
    op.create_table(
        "member_background",
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column(
            "background",
            sa.Enum(
                "adopter",
                "adopted adult",
                "birth parent",
                "foster carer",
                "special guardian",
                "education",
                "health",
                "elected member",
                "other",
                name="background",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["member_ref"],
            ["member.ref"],
            name=op.f("fk_member_background_member_ref_member"),
            onupdate="CASCADE",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("member_ref", "background", name=op.f("pk_member_background")),
    )
    op.create_table(
        "training_attendance",
        sa.Column("training_ref", sa.String(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_training_attendance_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["training_ref"],
            ["training.ref"],
            name=op.f("fk_training_attendance_training_ref_training"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("training_ref", "member_ref", name=op.f("pk_training_attendance")),
    )
    op.create_index(op.f("ix_training_attendance_member_ref"), "training_attendance", ["member_ref"], unique=False)
    op.create_table(
        "agenda_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("changes", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_agenda_issue_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_issue")),
        sa.UniqueConstraint("meeting_ref", "number", name=op.f("uq_agenda_issue_meeting_ref_number")),
    )
    op.create_index(op.f("ix_agenda_issue_meeting_ref"), "agenda_issue", ["meeting_ref"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column(
            "capacity",
            sa.Enum(
                "member", "observer", "adviser", name="capacity", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column(
            "response",
            sa.Enum(
                "accepted",
                "declined",
                "tentative",
                "none",
                name="response",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", sa.Time(), nullable=True),
        sa.Column("left_at", sa.Time(), nullable=True),
        sa.Column("replied_how", sa.String(), nullable=True),
        sa.Column("substitutes_for_ref", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("left_at >= arrived_at", name=op.f("ck_attendance_left_after_arriving")),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_attendance_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_attendance_member_ref_member"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["substitutes_for_ref"],
            ["member.ref"],
            name=op.f("fk_attendance_substitutes_for_ref_member"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("meeting_ref", "member_ref", name=op.f("pk_attendance")),
    )
    op.create_index(op.f("ix_attendance_member_ref"), "attendance", ["member_ref"], unique=False)
    op.create_table(
        "case",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column(
            "kind",
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
            nullable=False,
        ),
        sa.Column("household_ref", sa.String(), nullable=True),
        sa.Column("meeting_ref", sa.String(), nullable=True),
        sa.Column("item_no", sa.Integer(), nullable=True),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("social_worker", sa.String(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "requested",
                "booked",
                "heard",
                "deferred",
                "withdrawn",
                name="casestatus",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("is_provisional", sa.Boolean(), nullable=False),
        sa.Column("returns_from_ref", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("item_no > 0", name=op.f("ck_case_item_counts_from_one")),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_case_takes_time")),
        sa.ForeignKeyConstraint(
            ["household_ref"], ["household.ref"], name=op.f("fk_case_household_ref_household"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_case_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["returns_from_ref"], ["case.ref"], name=op.f("fk_case_returns_from_ref_case"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_case")),
        sa.UniqueConstraint("returns_from_ref", name=op.f("uq_case_returns_from_ref")),
    )
    op.create_index(op.f("ix_case_household_ref"), "case", ["household_ref"], unique=False)
    op.create_index("ix_case_meeting_ref_item_no", "case", ["meeting_ref", "item_no"], unique=False)
    op.create_index(op.f("ix_case_status"), "case", ["status"], unique=False)
    op.create_table(
        "minutes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "none",
                "draft",
                "in review",
                "final",
                "signed",
                name="minutesstate",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("drafted_at", sa.DateTime(), nullable=False),
        sa.Column("signed_at", sa.DateTime(), nullable=True),
        sa.Column("signed_by", sa.String(), nullable=True),
        sa.Column("signed_as", sa.String(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'signed') = (signed_at IS NOT NULL)", name=op.f("ck_minutes_signed_at_when_signed")
        ),
        sa.CheckConstraint("(signed_at IS NULL) = (sha256 IS NULL)", name=op.f("ck_minutes_signed_print_kept")),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_minutes_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("meeting_ref", "number", name=op.f("uq_minutes_meeting_ref_number")),
    )
    op.create_table(
        "standing_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("before_item", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes >= 0", name=op.f("ck_standing_item_takes_time")),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_standing_item_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standing_item")),
    )
    op.create_index(op.f("ix_standing_item_meeting_ref"), "standing_item", ["meeting_ref"], unique=False)
    op.create_table(
        "booking_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column(
            "step",
            sa.Enum(
                "requested",
                "provisional",
                "confirmed",
                "moved",
                "taken off",
                "deferred",
                "returned",
                "withdrawn",
                name="bookingstep",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("meeting_ref", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_booking_event_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_booking_event_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_event")),
    )
    op.create_index(op.f("ix_booking_event_case_ref"), "booking_event", ["case_ref"], unique=False)
    op.create_index(op.f("ix_booking_event_meeting_ref"), "booking_event", ["meeting_ref"], unique=False)
    op.create_table(
        "calendar_invitation",
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_calendar_invitation_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["meeting_ref"],
            ["meeting.ref"],
            name=op.f("fk_calendar_invitation_meeting_ref_meeting"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_calendar_invitation")),
    )
    op.create_index(op.f("ix_calendar_invitation_meeting_ref"), "calendar_invitation", ["meeting_ref"], unique=False)
    op.create_table(
        "case_child",
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("child_ref", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_case_child_case_ref_case"), onupdate="CASCADE", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["child_ref"], ["child.ref"], name=op.f("fk_case_child_child_ref_child"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_ref", "child_ref", name=op.f("pk_case_child")),
    )
    op.create_index(op.f("ix_case_child_child_ref"), "case_child", ["child_ref"], unique=False)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("child_ref", sa.String(), nullable=True),
        sa.Column("authority_code", sa.String(), nullable=False),
        sa.Column("minutes_received_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "agreed",
                "refused",
                "returned to panel",
                name="decisionoutcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("told_orally_on", sa.Date(), nullable=True),
        sa.Column("told_in_writing_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(decided_on IS NULL) = (outcome IS NULL)", name=op.f("ck_decision_dated_when_made")),
        sa.CheckConstraint("decided_on >= minutes_received_on", name=op.f("ck_decision_after_minutes")),
        sa.ForeignKeyConstraint(
            ["authority_code"],
            ["authority.code"],
            name=op.f("fk_decision_authority_code_authority"),
            onupdate="CASCADE",
        ),
        sa.ForeignKeyConstraint(["case_ref"], ["case.ref"], name=op.f("fk_decision_case_ref_case"), onupdate="CASCADE"),
        sa.ForeignKeyConstraint(
            ["child_ref"], ["child.ref"], name=op.f("fk_decision_child_ref_child"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(
        "uq_decision_case",
        "decision",
        ["case_ref"],
        unique=True,
        sqlite_where=sa.text("child_ref IS NULL"),
        postgresql_where=sa.text("child_ref IS NULL"),
    )
    op.create_index("uq_decision_case_child", "decision", ["case_ref", "child_ref"], unique=True)
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_ref", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=True),
        sa.Column(
            "given_by",
            sa.Enum(
                "applicant",
                "social worker",
                "observer",
                "panel member",
                name="feedbackfrom",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comments", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_feedback_rating")),
        sa.ForeignKeyConstraint(["case_ref"], ["case.ref"], name=op.f("fk_feedback_case_ref_case"), onupdate="CASCADE"),
        sa.ForeignKeyConstraint(
            ["meeting_ref"], ["meeting.ref"], name=op.f("fk_feedback_meeting_ref_meeting"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index(op.f("ix_feedback_meeting_ref"), "feedback", ["meeting_ref"], unique=False)
    op.create_table(
        "interest",
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("withdraws", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_ref"], ["case.ref"], name=op.f("fk_interest_case_ref_case"), onupdate="CASCADE"),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_interest_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_ref", "member_ref", name=op.f("pk_interest")),
    )
    op.create_index(op.f("ix_interest_member_ref"), "interest", ["member_ref"], unique=False)
    op.create_table(
        "minutes_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("minutes_id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_minutes_section_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_minutes_section_minutes_id_minutes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_section")),
    )
    op.create_index(op.f("ix_minutes_section_minutes_id"), "minutes_section", ["minutes_id"], unique=False)
    op.create_table(
        "panel_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("member_ref", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_panel_question_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_ref"], ["member.ref"], name=op.f("fk_panel_question_member_ref_member"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_question")),
    )
    op.create_index(op.f("ix_panel_question_case_ref"), "panel_question", ["case_ref"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "PAR",
                "CPR",
                "APR",
                "support plan",
                "medical",
                "legal",
                "references",
                "applicants' comments",
                "photographs",
                "other",
                name="paperkind",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("findings", sa.String(), nullable=False),
        sa.Column("filed_at", sa.DateTime(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("pages > 0", name=op.f("ck_paper_has_pages")),
        sa.ForeignKeyConstraint(["case_ref"], ["case.ref"], name=op.f("fk_paper_case_ref_case"), onupdate="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("case_ref", "sha256", name=op.f("uq_paper_case_ref_sha256")),
    )
    op.create_index(op.f("ix_paper_case_ref"), "paper", ["case_ref"], unique=False)
    op.create_table(
        "precondition",
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("met_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("waived_because", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_precondition_case_ref_case"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("case_ref", "key", name=op.f("pk_precondition")),
    )
    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("child_ref", sa.String(), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "recommended",
                "not recommended",
                "deferred",
                "no majority",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("votes_for", sa.Integer(), nullable=True),
        sa.Column("votes_against", sa.Integer(), nullable=True),
        sa.Column("abstained", sa.Integer(), nullable=True),
        sa.Column("reasons", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "votes_for >= 0 AND votes_against >= 0 AND abstained >= 0", name=op.f("ck_recommendation_votes")
        ),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_recommendation_case_ref_case"), onupdate="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["child_ref"], ["child.ref"], name=op.f("fk_recommendation_child_ref_child"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
    )
    op.create_index(
        "uq_recommendation_case",
        "recommendation",
        ["case_ref"],
        unique=True,
        sqlite_where=sa.text("child_ref IS NULL"),
        postgresql_where=sa.text("child_ref IS NULL"),
    )
    op.create_index("uq_recommendation_case_child", "recommendation", ["case_ref", "child_ref"], unique=True)
    op.create_table(
        "report_quality",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column(
            "report",
            sa.Enum(
                "PAR", "CPR", "APR", "other", name="reportkind", native_enum=False, create_constraint=True, length=30
            ),
            nullable=False,
        ),
        sa.Column("rating", sa.Integer(), nullable=False),
        sa.Column("strengths", sa.String(), nullable=True),
        sa.Column("improvements", sa.String(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("rating BETWEEN 1 AND 5", name=op.f("ck_report_quality_rating")),
        sa.ForeignKeyConstraint(
            ["case_ref"], ["case.ref"], name=op.f("fk_report_quality_case_ref_case"), onupdate="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_quality")),
    )
    op.create_index(op.f("ix_report_quality_case_ref"), "report_quality", ["case_ref"], unique=False)
