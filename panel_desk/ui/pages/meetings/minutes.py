"""The Minutes tab of a meeting: the state of its minutes, and a button that opens them."""

from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState
from panel_desk.ui.pages.meetings.tab import Tab
from panel_desk.ui.pages.minutes.opening import open_minutes
from panel_desk.ui.widgets.buttons import Action, button
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row

_STATES = {
    MinutesState.DRAFT: (
        "The minutes are being drafted",
        "They go to the chair and the adviser when they are complete.",
    ),
    MinutesState.IN_REVIEW: ("The minutes are in review", "They are being checked before they are made final."),
    MinutesState.FINAL: ("The minutes are final", "Whoever presided has still to sign them."),
    MinutesState.SIGNED: ("The minutes are signed", "Nobody can change them any more."),
}
NOT_SIGNED = ("The minutes are not signed yet", "You see them once whoever presided has signed them.")
"""For an account that does not see whether there is a draft."""


class MinutesTab(Tab):
    """The state of the minutes in words, with one button."""

    needs = (minutes,)

    def build(self) -> None:
        """Build the sentence and the button."""
        self.state_text = EmptyState("", "", icon_name="file-pen-line")
        self._button = row()
        self.setLayout(column(self.state_text, row(STRETCH, self._button, STRETCH), STRETCH))

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show the state of the minutes."""
        state = record.row.minutes
        empty(self._button)
        if state is not MinutesState.NONE:
            self.state_text.say(*_STATES[state])
            self._button.addWidget(button(Action("Open minutes", self.open_minutes), "plain"))
        elif record.row.status is not MeetingStatus.HELD:
            self.state_text.say("No minutes yet", "Minutes are written once the meeting is recorded as held.")
        elif not self.page.bridge.may_ask(draft_state):
            self.state_text.say(*NOT_SIGNED)
        else:
            self.state_text.say(
                "The minutes are not started",
                "The draft has a section for each item, filled with what was recorded on panel day.",
            )
            if not self.why_not(draft_minutes):
                self._button.addWidget(button(Action("Write minutes", self.open_minutes), "plain"))

    def open_minutes(self) -> None:
        """Go to the minutes page."""
        open_minutes(self.page, self.meeting)
