"""Booking a case: the meetings to come with how full they are and when their papers are due, a start and a length."""

from collections.abc import Callable
from datetime import time

from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings import place_on_agenda
from panel_desk.queries.calendar import CalendarRow, calendar
from panel_desk.queries.cases import CaseRow, items
from panel_desk.queries.quorum import ends_at
from panel_desk.ui import words
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import NumberField, TimeField
from panel_desk.ui.form import Form
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.state import Chip, State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.table import Table

_WIDTH = 700
_TABLE_HEIGHT = 260
_LONGEST = 600


class BookCase(Message):
    """A choice of meetings, soonest first.

    Args:
        bridge: the desk.
        case: the case.
        then: takes the meeting that it was booked on.
        parent: the widget that it belongs to.
    """

    def __init__(
        self, bridge: DeskBridge, case: CaseRow, then: Callable[[CalendarRow], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Book on a meeting", case.title, parent, width=_WIDTH)
        self._bridge, self._case, self._then = bridge, case, then
        today = bridge.today()
        self.model: RowModel[CalendarRow] = RowModel(_columns(bridge))
        self.table = Table(
            self.model,
            "Meetings to come",
            counted=("meeting", "meetings"),
            empty=EmptyState("No meetings to come", "Schedule one in the calendar first.", None, "calendar-days"),
            compact=True,
        )
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        to_come = [row for row in bridge.ask(calendar) if row.is_planned and row.row.meets_on >= today]
        self.model.replace([row for row in to_come if row.ref != case.meeting])
        self.banner = Banner()
        self.form = Form(
            [
                (
                    TimeField(key="starts_at", label="Starts at"),
                    NumberField(key="minutes", label="Minutes", least=1, most=_LONGEST),
                )
            ]
        )
        self.form.fill({"minutes": case.minutes})
        self.table.chosen.connect(self._suggest)
        self.table.opened.connect(self._book)
        self.add(self.table, self.banner, self.form)
        self.finish(plain("Cancel", self.reject), primary("Book on this meeting", self.save))
        if to_come:
            self.table.view.selectRow(0)
        self.table.setFocus()
        self.open()

    def save(self) -> None:
        """Book the case on the meeting chosen."""
        self.banner.hide()
        ref = self.table.current_ref()
        if ref is None:
            self.banner.say(State.LATE, "Choose a meeting.")
            return
        values = self.form.read()
        place = self.model.place_of(ref)
        if values is None or place is None:
            return
        if self._bridge.do(place_on_agenda, self, case=self._case.ref, meeting=ref, **values):
            self.accept()
            self._then(self.model.row_at(place))

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say what is wrong: beside its field, or above the form."""
        self.form.show_problem(error)

    def clear_problems(self) -> None:
        """Take back what was said."""
        self.form.clear_problems()

    def _book(self, _: str) -> None:
        self.save()

    def _suggest(self, ref: str) -> None:
        """Offer the end of the agenda's last item as the start."""
        place = self.model.place_of(ref)
        if place is not None:
            self.form.fill({"starts_at": _free_from(self.model.row_at(place), self._bridge.ask(items, ref))})


def _free_from(meeting: CalendarRow, on_agenda: tuple[CaseRow, ...]) -> time | None:
    ends = [ends_at(meeting.row.meets_on, item.starts_at, item.minutes) for item in on_agenda]
    return max((end for end in ends if end), default=None) if on_agenda else meeting.row.starts_at


def _columns(bridge: DeskBridge) -> list[Column[CalendarRow]]:
    def papers(row: CalendarRow) -> Chip:
        return words.due(row.papers.due_on, row.papers.working_days_left(bridge.today()))

    return [
        Column("day", "Meeting", lambda row: words.with_weekday(row.row.meets_on), lambda row: row.row.meets_on, 220),
        Column("starts", "Starts", lambda row: f"{row.row.starts_at:%H:%M}" if row.row.starts_at else "", width=64),
        Column("items", "Items", lambda row: str(len(row.row.cases)), lambda row: len(row.row.cases), 60, Align.RIGHT),
        Column("papers", "Papers", lambda row: papers(row).word, lambda row: row.papers.due_on, 230, chip=papers),
    ]
