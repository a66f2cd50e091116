"""The sheets of the workbook: the one description by which it is read, written and compared."""

from enum import StrEnum

from panel_desk.queries.workbook.model import Kind, Sheet, WorkbookColumn
from panel_desk.rules.figures import FIGURES
from panel_desk.rules.preconditions import preconditions_for
from panel_desk.rules.vocabulary import (
    AbsenceReason,
    AdoptersAgency,
    Background,
    BookingStep,
    Calendar,
    Capacity,
    CaseKind,
    CaseStatus,
    Category,
    DecisionOutcome,
    FeedbackFrom,
    HeadingPurpose,
    HouseholdType,
    HowGiven,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    Outcome,
    PanelRole,
    PanelType,
    ReplyMethod,
    ReportKind,
    Response,
    TrainingKind,
    View,
)


def _text(heading: str, name: str, *, required: bool = False, blank: str | None = None) -> WorkbookColumn:
    return WorkbookColumn(heading, name, required=required, blank=blank)


def _long_text(heading: str, name: str, *, required: bool = False, blank: str | None = None) -> WorkbookColumn:
    """Text that may have several lines."""
    return WorkbookColumn(heading, name, required=required, blank=blank, lines=True)


def _own_ref(heading: str, name: str) -> WorkbookColumn:
    return WorkbookColumn(heading, name, required=True, is_ref=True)


def _date(heading: str, name: str, *, required: bool = False) -> WorkbookColumn:
    return WorkbookColumn(heading, name, Kind.DATE, required=required)


def _past_date(heading: str, name: str, *, required: bool = False) -> WorkbookColumn:
    """The date of something that happened."""
    return WorkbookColumn(heading, name, Kind.DATE, required=required, past=True)


def _time(heading: str, name: str, *, required: bool = False) -> WorkbookColumn:
    return WorkbookColumn(heading, name, Kind.TIME, required=required)


def _moment(heading: str, name: str, *, required: bool = False) -> WorkbookColumn:
    return WorkbookColumn(heading, name, Kind.MOMENT, required=required)


def _yes_no(heading: str, name: str, *, required: bool = False, blank: bool | None = None) -> WorkbookColumn:
    return WorkbookColumn(heading, name, Kind.YES_NO, required=required, blank=blank)


def _whole(heading: str, name: str, least: int, most: int | None = None, *, required: bool = False) -> WorkbookColumn:
    return WorkbookColumn(heading, name, Kind.WHOLE, required=required, least=least, most=most)


def _word(
    heading: str, name: str, words: type[StrEnum], *, required: bool = False, many: bool = False
) -> WorkbookColumn:
    return WorkbookColumn(heading, name, required=required, words=words, many=many)


def _ref(heading: str, name: str, refers_to: str, *, required: bool = False, many: bool = False) -> WorkbookColumn:
    return WorkbookColumn(heading, name, required=required, refers_to=refers_to, many=many)


_RECORD_REF = WorkbookColumn("Ref", "ref", is_ref=True)
"""The ref of a record that people do not name by it; its cell may be empty for a new record."""

_AGENCY = Sheet(
    "Agency",
    "agency",
    (
        _text("Agency name", "name", required=True),
        _ref("Host authority", "host_authority_code", "Authorities"),
        _word("Panel type", "panel_type", PanelType, required=True),
        _ref("Approvals decided by", "approvals_decided_by_code", "Authorities"),
        _word("Working day calendar", "working_day_calendar", Calendar, required=True),
        WorkbookColumn("Year starts on", "year_starts_on", Kind.DAY_OF_YEAR, required=True),
        WorkbookColumn("Email", "email", Kind.EMAIL),
    ),
    key=(),
    is_list=True,
)
_AUTHORITIES = Sheet(
    "Authorities",
    "authority",
    (
        _own_ref("Code", "code"),
        _text("Name", "name", required=True),
        _text("Decision maker", "decision_maker"),
    ),
    key=("code",),
)
_MEMBERS = Sheet(
    "Members",
    "member",
    (
        _own_ref("Member ref", "ref"),
        _text("Title", "title"),
        _text("Given name", "given_name", required=True),
        _text("Family name", "family_name", required=True),
        WorkbookColumn("Email", "email", Kind.EMAIL),
        _text("Phone", "phone"),
        _word("Category", "category", Category, required=True),
        _word("Background", "backgrounds", Background, many=True),
        _yes_no("Independent of agency", "is_independent", required=True),
        _past_date("Qualified social worker since", "qualified_social_worker_since"),
        _text("Social Work England no.", "social_work_england_no"),
        _word("Status", "status", MemberStatus, required=True),
        _date("Joined list on", "joined_list_on"),
        _date("Left list on", "left_list_on"),
        _long_text("Left because", "left_because"),
        _date("On hold from", "on_hold_from"),
        _date("On hold until", "on_hold_until"),
        _word("Role", "role", PanelRole, required=True),
        _date("Role from", "role_from"),
        _text("DBS certificate no.", "dbs_certificate_no"),
        _past_date("DBS issued on", "dbs_issued_on"),
        _past_date("References verified on", "references_verified_on"),
        _past_date("Confidentiality agreed on", "confidentiality_agreed_on"),
        _past_date("Observed panel on", "observed_panel_on"),
        _past_date("Induction completed on", "induction_completed_on"),
        _past_date("Last appraisal on", "last_appraisal_on"),
        _text("Gender", "gender"),
        _text("Ethnicity", "ethnicity"),
        _long_text("Notes", "notes"),
    ),
    key=("ref",),
    in_order=(("joined_list_on", "left_list_on"), ("on_hold_from", "on_hold_until")),
)
_MEETINGS = Sheet(
    "Meetings",
    "meeting",
    (
        _own_ref("Meeting ref", "ref"),
        _text("Panel", "panel", required=True),
        _date("Date", "meets_on", required=True),
        _time("Starts at", "starts_at"),
        _word("Kind", "kind", MeetingKind, required=True),
        _word("Place", "place", MeetingFormat),
        _word("Status", "status", MeetingStatus, required=True),
        _long_text("Cancelled because", "cancelled_because"),
        _ref("Chair ref", "chair_ref", "Members"),
        _whole("Capacity", "capacity", 1),
        _text("Venue", "venue"),
        _time("Pre-meeting at", "pre_meeting_at"),
    ),
    key=("ref",),
    in_order=(("pre_meeting_at", "starts_at"),),
)
_ATTENDANCE = Sheet(
    "Attendance",
    "attendance",
    (
        _ref("Meeting ref", "meeting_ref", "Meetings", required=True),
        _ref("Member ref", "member_ref", "Members", required=True),
        _word("Capacity", "capacity", Capacity, required=True),
        _word("Response", "response", Response),
        _yes_no("Attended", "attended", required=True),
        _time("Arrived at", "arrived_at"),
        _time("Left at", "left_at"),
        _word("Reply given by", "replied_how", ReplyMethod),
        _ref("Substitutes for", "substitutes_for_ref", "Members"),
        _word("How given to the office", "how_given", HowGiven),
        _text("Recorded for the chair by", "recorded_by"),
    ),
    key=("meeting_ref", "member_ref"),
    in_order=(("arrived_at", "left_at"),),
)
_INTERESTS = Sheet(
    "Interests",
    "interest",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        _ref("Member ref", "member_ref", "Members", required=True),
        _long_text("Nature", "nature", required=True),
        _yes_no("Withdraws", "withdraws", required=True),
    ),
    key=("case_ref", "member_ref"),
)
_HOUSEHOLDS = Sheet(
    "Households",
    "household",
    (
        _own_ref("Household ref", "ref"),
        _text("Adopter 1", "adopter_1", required=True),
        _text("Adopter 2", "adopter_2"),
        _word("Household type", "household_type", HouseholdType, required=True),
        _text("Ethnicity", "ethnicity", required=True),
        _word("Agency", "agency", AdoptersAgency, required=True),
        _text("Agency name", "agency_name"),
        _past_date("Stage one started on", "stage_one_started_on"),
        _past_date("Stage one completed on", "stage_one_completed_on"),
        _past_date("Stage two started on", "stage_two_started_on"),
        _past_date("Approved on", "approved_on"),
        _yes_no("Early permanence", "early_permanence"),
        _past_date("Report sent on", "report_sent_on"),
        _yes_no("Foster carers", "are_foster_carers"),
        _yes_no("Dual approval", "dual_approval"),
    ),
    key=("ref",),
    in_order=(("stage_one_started_on", "stage_one_completed_on"), ("stage_one_started_on", "stage_two_started_on")),
)
_CHILDREN = Sheet(
    "Children",
    "child",
    (
        _own_ref("Child ref", "ref"),
        _text("Initials", "initials", required=True),
        _past_date("Born on", "born_on", required=True),
        _text("Sex", "sex"),
        _text("Ethnicity", "ethnicity", required=True),
        _ref("Authority", "authority_code", "Authorities", required=True),
        _text("Sibling group", "sibling_group"),
        _past_date("Entered care on", "entered_care_on"),
        _past_date("Should be placed decided on", "should_be_placed_decided_on"),
        _past_date("Placement order on", "placement_order_on"),
        _past_date("Consent given on", "consent_given_on"),
        _past_date("Placed on", "placed_on"),
        _past_date("Adoption order on", "adoption_order_on"),
        _past_date("Disrupted on", "disrupted_on"),
        _past_date("Plan changed on", "plan_changed_on"),
        _yes_no("Early permanence", "early_permanence"),
    ),
    key=("ref",),
    in_order=(
        ("born_on", "entered_care_on"),
        ("born_on", "should_be_placed_decided_on"),
        ("born_on", "placement_order_on"),
        ("born_on", "consent_given_on"),
        ("born_on", "placed_on"),
        ("born_on", "adoption_order_on"),
        ("born_on", "disrupted_on"),
        ("born_on", "plan_changed_on"),
        ("placement_order_on", "adoption_order_on"),
        ("placed_on", "adoption_order_on"),
        ("placed_on", "disrupted_on"),
    ),
)
_CASES = Sheet(
    "Cases",
    "case",
    (
        _own_ref("Case ref", "ref"),
        _word("Kind", "kind", CaseKind, required=True),
        _ref("Household ref", "household_ref", "Households"),
        _ref("Child refs", "children", "Children", many=True),
        _ref("Meeting ref", "meeting_ref", "Meetings"),
        _whole("Item no.", "item_no", 1),
        _time("Starts at", "starts_at"),
        _whole("Minutes", "minutes", 1),
        _text("Social worker", "social_worker"),
        _word("Status", "status", CaseStatus, required=True),
        _yes_no("Provisional", "is_provisional", blank=False),
        _ref("Returns from", "returns_from_ref", "Cases"),
        _time("Began at", "began_at"),
        _time("Ended at", "ended_at"),
    ),
    key=("ref",),
    in_order=(("began_at", "ended_at"),),
)
_RECOMMENDATIONS = Sheet(
    "Recommendations",
    "recommendation",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        _ref("Child ref", "child_ref", "Children"),
        _word("Outcome", "outcome", Outcome, required=True),
        _whole("For", "votes_for", 0),
        _whole("Against", "votes_against", 0),
        _whole("Abstained", "abstained", 0),
        _long_text("Reasons", "reasons", required=True),
        _word("How given to the office", "how_given", HowGiven),
        _text("Recorded for the chair by", "recorded_by"),
    ),
    key=("case_ref", "child_ref"),
)
_DECISIONS = Sheet(
    "Decisions",
    "decision",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        _ref("Child ref", "child_ref", "Children"),
        _ref("Authority", "authority_code", "Authorities", required=True),
        _past_date("Final minutes received on", "minutes_received_on"),
        _past_date("Decided on", "decided_on"),
        _word("Decision", "outcome", DecisionOutcome),
        _past_date("Told orally on", "told_orally_on"),
        _past_date("Told in writing on", "told_in_writing_on"),
        _moment("Minutes corrected at", "minutes_corrected_at"),
        _word("How given to the office", "how_given", HowGiven),
        _text("Recorded for the decision maker by", "recorded_by"),
    ),
    key=("case_ref", "child_ref"),
    in_order=(
        ("minutes_received_on", "decided_on"),
        ("decided_on", "told_orally_on"),
        ("decided_on", "told_in_writing_on"),
    ),
)
_EARLIER_DECISIONS = Sheet(
    "Earlier decisions",
    "earlier_decision",
    (
        _RECORD_REF,
        _ref("Case ref", "case_ref", "Cases", required=True),
        _ref("Child ref", "child_ref", "Children"),
        _ref("Authority", "authority_code", "Authorities", required=True),
        _past_date("Final minutes received on", "minutes_received_on"),
        _past_date("Decided on", "decided_on", required=True),
        _word("Decision", "outcome", DecisionOutcome, required=True),
        _past_date("Told orally on", "told_orally_on"),
        _past_date("Told in writing on", "told_in_writing_on"),
        _word("How given to the office", "how_given", HowGiven),
        _text("Recorded for the decision maker by", "recorded_by"),
        _moment("Replaced at", "replaced_at", required=True),
        _text("Replaced by", "replaced_by", required=True),
        _long_text("Replaced because", "replaced_because", required=True),
    ),
    key=("ref",),
    order=("case_ref", "child_ref", "replaced_at"),
    in_order=_DECISIONS.in_order,
)
_REPORT_QUALITY = Sheet(
    "Report quality",
    "report_quality",
    (
        _RECORD_REF,
        _ref("Case ref", "case_ref", "Cases", required=True),
        _word("Report", "report", ReportKind, required=True),
        _whole("Rating", "rating", 1, 5, required=True),
        _long_text("Strengths", "strengths"),
        _long_text("Improvements", "improvements"),
    ),
    key=("ref",),
    order=("case_ref", "report"),
)
_FEEDBACK = Sheet(
    "Feedback",
    "feedback",
    (
        _RECORD_REF,
        _ref("Meeting ref", "meeting_ref", "Meetings", required=True),
        _ref("Case ref", "case_ref", "Cases"),
        _word("From", "given_by", FeedbackFrom, required=True),
        _past_date("Received on", "received_on", required=True),
        _whole("Rating", "rating", 1, 5),
        _long_text("Comments", "comments"),
    ),
    key=("ref",),
    order=("meeting_ref", "case_ref", "given_by", "received_on"),
)
_TRAINING = Sheet(
    "Training",
    "training",
    (
        _own_ref("Training ref", "ref"),
        _text("Title", "title", required=True),
        _date("Date", "held_on", required=True),
        _word("Kind", "kind", TrainingKind, required=True),
        _yes_no("Mandatory", "is_mandatory"),
        WorkbookColumn("Hours", "hours", Kind.NUMBER),
    ),
    key=("ref",),
)
_TRAINING_ATTENDANCE = Sheet(
    "Training attendance",
    "training_attendance",
    (
        _ref("Training ref", "training_ref", "Training", required=True),
        _ref("Member ref", "member_ref", "Members", required=True),
    ),
    key=("training_ref", "member_ref"),
)
_VOTES = Sheet(
    "Votes",
    "recommendation_view",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        _ref("Child ref", "child_ref", "Children"),
        _ref("Member ref", "member_ref", "Members", required=True),
        _word("Vote", "view", View, required=True),
        _long_text("Reasons", "words"),
    ),
    key=("case_ref", "child_ref", "member_ref"),
    part_of="Recommendations",
)
_ABSENCES = Sheet(
    "Absences",
    "absence",
    (
        _RECORD_REF,
        _ref("Meeting ref", "meeting_ref", "Meetings", required=True),
        _ref("Member ref", "member_ref", "Members", required=True),
        _time("From", "from_at", required=True),
        _time("Until", "until_at"),
        _word("Why", "why", AbsenceReason, required=True),
    ),
    key=("ref",),
    order=("meeting_ref", "member_ref", "from_at"),
    in_order=(("from_at", "until_at"),),
)
_STANDING_ITEMS = Sheet(
    "Standing items",
    "standing_item",
    (
        _RECORD_REF,
        _ref("Meeting ref", "meeting_ref", "Meetings", required=True),
        _whole("Position", "position", 1, required=True),
        _text("Title", "title", required=True),
        _whole("Minutes", "minutes", 0, required=True),
        _whole("Before item no.", "before_item", 1),
    ),
    key=("ref",),
    order=("meeting_ref", "position"),
)
_QUESTIONS = Sheet(
    "Questions",
    "panel_question",
    (
        _RECORD_REF,
        _ref("Case ref", "case_ref", "Cases", required=True),
        _whole("Position", "position", 1, required=True),
        _ref("Member ref", "member_ref", "Members", required=True),
        _text("Theme", "theme"),
        _long_text("Question", "text", required=True),
        _long_text("Answer", "answer"),
        _moment("Asked at", "asked_at", required=True),
    ),
    key=("ref",),
    order=("case_ref", "member_ref", "asked_at"),
)
_NOTES = Sheet(
    "Panel day notes",
    "item_note",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        _text("Heading", "heading", required=True),
        _long_text("Notes", "text", blank=""),
    ),
    key=("case_ref", "heading"),
)
_PRECONDITIONS = Sheet(
    "Before panel",
    "precondition",
    (
        _ref("Case ref", "case_ref", "Cases", required=True),
        WorkbookColumn(
            "What is needed",
            "key",
            required=True,
            names={each.key: each.name for kind in CaseKind for each in preconditions_for(kind)},
        ),
        _date("In place since", "met_on"),
        _long_text("Evidence", "evidence", blank=""),
        _long_text("Goes ahead without because", "waived_because"),
        _text("Recorded by", "recorded_by", required=True),
        _moment("Recorded at", "recorded_at", required=True),
    ),
    key=("case_ref", "key"),
)
_BOOKING_HISTORY = Sheet(
    "Booking history",
    "booking_event",
    (
        _RECORD_REF,
        _ref("Case ref", "case_ref", "Cases", required=True),
        _moment("At", "at", required=True),
        _word("Step", "step", BookingStep, required=True),
        _ref("Meeting ref", "meeting_ref", "Meetings"),
        _long_text("Reason", "reason", blank=""),
        _text("By", "by", required=True),
    ),
    key=("ref",),
    order=("case_ref", "at"),
)
_CLOSED_DAYS = Sheet(
    "Closed days",
    "closed_day",
    (
        _date("Day", "day", required=True),
        _text("Why", "why", required=True),
        _yes_no("Bank holiday", "is_bank_holiday", blank=False),
    ),
    key=("day",),
)
_RULES = Sheet(
    "Rules",
    "figure_setting",
    (
        WorkbookColumn("Rule", "key", required=True, names={key: figure.name for key, figure in FIGURES.items()}),
        _whole("Set to", "value", 0, required=True),
    ),
    key=("key",),
)
_MINUTES_HEADINGS = Sheet(
    "Minutes headings",
    "minutes_heading",
    (
        _word("Kind of case", "case_kind", CaseKind),
        _whole("Position", "position", 1, required=True),
        _text("Heading", "heading", required=True),
        _word("What stands there", "purpose", HeadingPurpose, required=True),
        _long_text("Standard text", "standard_text", blank=""),
    ),
    key=("case_kind", "heading"),
)
_SNIPPETS = Sheet(
    "Snippets",
    "snippet",
    (
        _text("Title", "title", required=True),
        _long_text("Text", "text", required=True),
    ),
    key=("title",),
)
_SPELLING = Sheet(
    "Spelling",
    "spelling_word",
    (
        _text("Word", "word", required=True),
        _text("Added by", "added_by", blank=""),
    ),
    key=("word",),
)

SHEETS: tuple[Sheet, ...] = (
    _AGENCY,
    _AUTHORITIES,
    _MEMBERS,
    _MEETINGS,
    _ATTENDANCE,
    _INTERESTS,
    _HOUSEHOLDS,
    _CHILDREN,
    _CASES,
    _RECOMMENDATIONS,
    _DECISIONS,
    _REPORT_QUALITY,
    _FEEDBACK,
    _TRAINING,
    _TRAINING_ATTENDANCE,
    _VOTES,
    _ABSENCES,
    _STANDING_ITEMS,
    _QUESTIONS,
    _NOTES,
    _PRECONDITIONS,
    _BOOKING_HISTORY,
    _EARLIER_DECISIONS,
    _CLOSED_DAYS,
    _RULES,
    _MINUTES_HEADINGS,
    _SNIPPETS,
    _SPELLING,
)
"""Every sheet, in the workbook's order."""
