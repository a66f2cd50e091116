"""The fixed vocabularies of the workbook and the store, in the terms that panel staff use.

Every value is the term itself, so it prints, exports and compares as that.
"""

from enum import StrEnum


class PanelType(StrEnum):
    """The legal type of a panel: an agency's own, or one set up by two or more agencies (AAR 2005 reg 4)."""

    ORDINARY = "ordinary"
    JOINT = "joint"


class Calendar(StrEnum):
    """The calendar of bank holidays."""

    ENGLAND_AND_WALES = "England and Wales"


class Category(StrEnum):
    """A member's category on the central list (AAR 2005 reg 3(1))."""

    SOCIAL_WORKER = "social worker"
    MEDICAL_ADVISER = "medical adviser"
    INDEPENDENT = "independent"


class Background(StrEnum):
    """A member's personal or professional experience of adoption or childhood; a member may have several."""

    ADOPTER = "adopter"
    ADOPTED_ADULT = "adopted adult"
    BIRTH_PARENT = "birth parent"
    FOSTER_CARER = "foster carer"
    SPECIAL_GUARDIAN = "special guardian"
    EDUCATION = "education"
    HEALTH = "health"
    ELECTED_MEMBER = "elected member"
    OTHER = "other"


class MemberStatus(StrEnum):
    """A person's status on the central list."""

    WAITING_LIST = "waiting list"
    PROSPECTIVE = "prospective"
    ACTIVE = "active"
    ON_HOLD = "on hold"
    ENDED = "ended"


class PanelRole(StrEnum):
    """A member's office on the panel (AAR 2005 reg 4)."""

    CHAIR = "chair"
    VICE_CHAIR = "vice chair"
    MEMBER = "member"


class MeetingKind(StrEnum):
    """Why a panel meets."""

    PLANNED = "planned"
    ADDITIONAL = "additional"
    URGENT = "urgent"


class MeetingFormat(StrEnum):
    """How a panel meets."""

    VIRTUAL = "virtual"
    IN_PERSON = "in person"
    HYBRID = "hybrid"


class MeetingStatus(StrEnum):
    """Whether a meeting is planned, took place or was cancelled."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Capacity(StrEnum):
    """The capacity in which a person attends; only members count towards the quorum."""

    MEMBER = "member"
    OBSERVER = "observer"
    ADVISER = "adviser"


class Response(StrEnum):
    """A reply to an invitation."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NONE = "none"


class InvitationPurpose(StrEnum):
    """What a calendar file does (RFC 5546): invite or update, cancel the event, or cancel it for some attendees."""

    INVITATION = "invitation"
    CANCELLATION = "cancellation"
    REMOVAL = "removal"


class ReplyMethod(StrEnum):
    """How a reply was given."""

    EMAIL = "e-mail"
    TELEPHONE = "telephone"
    IN_PERSON = "in person"


class HowGiven(StrEnum):
    """How somebody gave the office what it records for them: a decision, a comment, a check, who attended."""

    EMAIL = "e-mail"
    TELEPHONE = "telephone"
    LETTER = "letter"
    IN_PERSON = "in person"


class HouseholdType(StrEnum):
    """Who the adopters of a household are."""

    MIXED_SEX_COUPLE = "mixed-sex couple"
    FEMALE_COUPLE = "female couple"
    MALE_COUPLE = "male couple"
    SINGLE_FEMALE = "single female"
    SINGLE_MALE = "single male"
    OTHER = "other"


class AdoptersAgency(StrEnum):
    """Which agency approved a household."""

    OWN = "own"
    VAA = "VAA"
    OTHER_AGENCY = "other agency"


class CaseKind(StrEnum):
    """What a panel is asked to consider."""

    APPROVAL = "approval"
    BRIEF_REPORT = "brief report"
    MATCH = "match"
    CONSENT_TO_PLACEMENT = "consent to placement"
    REVIEW_OF_APPROVAL = "review of approval"
    TERMINATION = "termination"
    OTHER = "other"


class CaseStatus(StrEnum):
    """The status of a case."""

    REQUESTED = "requested"
    BOOKED = "booked"
    HEARD = "heard"
    DEFERRED = "deferred"
    WITHDRAWN = "withdrawn"


class BookingStep(StrEnum):
    """A step in the history of a case's booking."""

    REQUESTED = "requested"
    PROVISIONAL = "provisional"
    CONFIRMED = "confirmed"
    MOVED = "moved"
    TAKEN_OFF = "taken off"
    DEFERRED = "deferred"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Outcome(StrEnum):
    """The panel's recommendation. A deferral is no recommendation, and in particular no negative one."""

    RECOMMENDED = "recommended"
    NOT_RECOMMENDED = "not recommended"
    DEFERRED = "deferred"
    NO_MAJORITY = "no majority"


DECIDABLE = (Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED)
"""A recommendation for or against goes to the decision maker; a deferral or the lack of a majority does not."""
UNDECIDABLE = tuple(outcome for outcome in Outcome if outcome not in DECIDABLE)
"""The other outcomes. An SQL statement about some meetings or cases excludes these: if it asked for `DECIDABLE`, SQLite
would use the index of outcomes and so read nearly every recommendation."""


class DecisionOutcome(StrEnum):
    """What the agency decision maker decided."""

    AGREED = "agreed"
    REFUSED = "refused"
    RETURNED = "returned to panel"

    @property
    def is_given_notice_of(self) -> bool:
        """Whether the applicants are informed of it: a case that is returned to the panel is not decided yet."""
        return self is not DecisionOutcome.RETURNED


class ReportKind(StrEnum):
    """A report whose quality the panel rates."""

    PAR = "PAR"
    CPR = "CPR"
    APR = "APR"
    OTHER = "other"


class PaperKind(StrEnum):
    """The kind of a case paper."""

    PAR = "PAR"
    CPR = "CPR"
    APR = "APR"
    REVIEW_REPORT = "review report"
    TERMINATION_REPORT = "termination report"
    SUPPORT_PLAN = "support plan"
    MEDICAL = "medical"
    LEGAL = "legal"
    REFERENCES = "references"
    APPLICANTS_COMMENTS = "applicants' comments"
    PHOTOGRAPHS = "photographs"
    OTHER = "other"


class CheckOutcome(StrEnum):
    """The outcome of the adviser's check of a report."""

    PASSED = "passed"
    RETURNED = "returned to its author"


class PackEdition(StrEnum):
    """The edition of a pack, by its readers; each leaves out what they must not see."""

    MEMBER = "member"
    CHAIR = "chair"
    OBSERVER = "observer"
    APPLICANTS = "applicants"


class AbsenceReason(StrEnum):
    """Why a member was away for a part of a meeting."""

    LEFT_THE_ROOM = "left the room"
    CONNECTION_LOST = "connection lost"


class View(StrEnum):
    """A member's vote: for or against what the panel recommends, also where that is *not recommended*."""

    FOR = "for"
    AGAINST = "against"
    ABSTAINED = "abstained"


class FeedbackFrom(StrEnum):
    """Who gave feedback on a panel."""

    APPLICANT = "applicant"
    SOCIAL_WORKER = "social worker"
    OBSERVER = "observer"
    PANEL_MEMBER = "panel member"


class TrainingKind(StrEnum):
    """The form a training event takes."""

    WORKSHOP = "workshop"
    JOINT_DAY = "joint day"
    E_LEARNING = "e-learning"
    SUPERVISION = "supervision"
    FORUM = "forum"
    OTHER = "other"


class MinutesState(StrEnum):
    """The state of a meeting's minutes."""

    NONE = "none"
    DRAFT = "draft"
    IN_REVIEW = "in review"
    FINAL = "final"
    SIGNED = "signed"


class HeadingPurpose(StrEnum):
    """What is under a heading of the minutes: written text, or content of the registers."""

    WRITTEN = "written"
    REASONS = "reasons"
    DISCUSSION = "discussion"
    QUESTIONS = "questions and answers"
    ADVICE = "advice"
    ATTENDANCE = "attendance"
    RECOMMENDATION = "recommendation"


class ReviewStage(StrEnum):
    """The stage of a review of minutes: the chair and the adviser check first, then the members who sat."""

    ACCURACY = "accuracy check"
    MEMBERS = "members' check"


class CommentState(StrEnum):
    """The state of a reviewer's comment or proposed change."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class MinutesStep(StrEnum):
    """A step in the history of minutes."""

    DRAFTED = "drafted"
    SENT_TO_CHAIR_AND_ADVISER = "sent to chair and adviser"
    SENT_TO_MEMBERS = "sent to the members"
    MADE_FINAL = "made final"
    SIGNED = "signed"
    REOPENED = "reopened"
    CORRECTION_BEGUN = "correction begun"
    CORRECTION_GIVEN_UP = "correction given up"


class AccountRole(StrEnum):
    """The role of an account."""

    ADMINISTRATOR = "administrator"
    ADVISER = "agency adviser"
    CHAIR = "chair"
    DECISION_MAKER = "decision maker"
    READER = "reader"


class KeyOrigin(StrEnum):
    """Why a signing key was made."""

    OPENED = "account opened"
    FIRST_SIGN_IN = "first sign-in after the update"  # to the first version that signs entries of the audit trail
    RESET = "reset by an administrator"  # under a one-time code, with which nothing but a new passphrase is set
    CHOSEN = "own passphrase chosen"
    RECOVERY = "recovery key made"


class VoucherReason(StrEnum):
    """Why a certificate signs nothing until a second person has vouched that it is its owner's."""

    RESET = "made after a reset"
    WITHDRAWN = "made after a withdrawal"
    OTHER_KEY = "added without the earlier key"
    HOME = "made or brought at home"


class VouchedHow(StrEnum):
    """How whoever vouches for a certificate compared its fingerprint with the owner."""

    IN_PERSON = "in person"
    VIDEO = "by video"
    TELEPHONE = "by telephone"


OFFICE = (AccountRole.ADMINISTRATOR, AccountRole.ADVISER)
"""The roles of the panel office, which prepare, book, file and write."""
