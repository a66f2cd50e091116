"""The store's registers as mapped classes; a module for each group of related registers."""

from panel_desk.models.accounts import (
    Account,
    AccountAuthority,
    AccountKey,
    AuditEnd,
    AuditEntry,
    AuditRef,
    InformationGrant,
)
from panel_desk.models.agency import Agency, Authority, ClosedDay, FigureSetting
from panel_desk.models.agendas import (
    AgendaIssue,
    CalendarAttendee,
    CalendarInvitation,
    ItemNote,
    PanelQuestion,
    StandingItem,
)
from panel_desk.models.base import Base
from panel_desk.models.bookings import BookingEvent, Precondition
from panel_desk.models.cases import Case, CaseChild, Child, Household, Interest
from panel_desk.models.decisions import Decision, EarlierDecision, Recommendation, RecommendationView
from panel_desk.models.derived import MeetingClosing, OpenDecision, RunningClock
from panel_desk.models.meetings import Absence, Attendance, Meeting
from panel_desk.models.members import Member, MemberBackground
from panel_desk.models.minutes import (
    Minutes,
    MinutesEvent,
    MinutesHeading,
    MinutesSection,
    MinutesSignature,
    Review,
    ReviewComment,
    ReviewFile,
    SectionVersion,
    SigningCredential,
    Snippet,
    SpellingWord,
)
from panel_desk.models.papers import PackCopy, PackIssue, PageLook, Paper, PaperCheck, PaperVersion, Redaction
from panel_desk.models.quality import Feedback, ReportQuality
from panel_desk.models.training import Training, TrainingAttendance

__all__ = [
    "Absence",
    "Account",
    "AccountAuthority",
    "AccountKey",
    "Agency",
    "AgendaIssue",
    "Attendance",
    "AuditEnd",
    "AuditEntry",
    "AuditRef",
    "Authority",
    "Base",
    "BookingEvent",
    "CalendarAttendee",
    "CalendarInvitation",
    "Case",
    "CaseChild",
    "Child",
    "ClosedDay",
    "Decision",
    "EarlierDecision",
    "Feedback",
    "FigureSetting",
    "Household",
    "InformationGrant",
    "Interest",
    "ItemNote",
    "Meeting",
    "MeetingClosing",
    "Member",
    "MemberBackground",
    "Minutes",
    "MinutesEvent",
    "MinutesHeading",
    "MinutesSection",
    "MinutesSignature",
    "OpenDecision",
    "PackCopy",
    "PackIssue",
    "PageLook",
    "PanelQuestion",
    "Paper",
    "PaperCheck",
    "PaperVersion",
    "Precondition",
    "Recommendation",
    "RecommendationView",
    "Redaction",
    "ReportQuality",
    "Review",
    "ReviewComment",
    "ReviewFile",
    "RunningClock",
    "SectionVersion",
    "SigningCredential",
    "Snippet",
    "SpellingWord",
    "StandingItem",
    "Training",
    "TrainingAttendance",
]
