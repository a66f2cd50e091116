"""The meeting page: agenda, line-up, panel day, papers, minutes, history."""

from panel_desk.ui.pages.meeting.page import MeetingPage

__all__ = ["MeetingPage"]
