"""The registers as mapped classes, a file a register."""

from panel_desk.models.accounts import Account, AuditEnd, AuditEntry
from panel_desk.models.agency import Agency, Authority, ClosedDay, FigureSetting
from panel_desk.models.agendas import AgendaIssue, CalendarInvitation, PanelQuestion, StandingItem
from panel_desk.models.base import Base
from panel_desk.models.bookings import BookingEvent, Precondition
from panel_desk.models.cases import Case, CaseChild, Child, Household, Interest
from panel_desk.models.decisions import Decision, Recommendation
from panel_desk.models.meetings import Attendance, Meeting
from panel_desk.models.members import Member, MemberBackground
from panel_desk.models.minutes import Minutes, MinutesSection
from panel_desk.models.papers import Paper
from panel_desk.models.quality import Feedback, ReportQuality
from panel_desk.models.training import Training, TrainingAttendance

__all__ = [
    "Account",
    "Agency",
    "AgendaIssue",
    "Attendance",
    "AuditEnd",
    "AuditEntry",
    "Authority",
    "Base",
    "BookingEvent",
    "CalendarInvitation",
    "Case",
    "CaseChild",
    "Child",
    "ClosedDay",
    "Decision",
    "Feedback",
    "FigureSetting",
    "Household",
    "Interest",
    "Meeting",
    "Member",
    "MemberBackground",
    "Minutes",
    "MinutesSection",
    "PanelQuestion",
    "Paper",
    "Precondition",
    "Recommendation",
    "ReportQuality",
    "StandingItem",
    "Training",
    "TrainingAttendance",
]
