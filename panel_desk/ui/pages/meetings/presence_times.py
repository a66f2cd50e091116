"""Corrects the times of one person's presence: arrival, departure and each absence, saved when a field is left."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.meetings import record_attendance
from panel_desk.operations.meetings.panel_day import add_absence, correct_absence, remove_absence
from panel_desk.queries.meetings.panel_day import AbsenceRow, PersonOnDay
from panel_desk.rules.vocabulary import AbsenceReason
from panel_desk.ui.fields import TimeField
from panel_desk.ui.inputs import Input
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.given_to_office import How
from panel_desk.ui.theme import S4, S8, Part
from panel_desk.ui.widgets.buttons import bare, icon_button
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, within
from panel_desk.ui.widgets.text import Text

_WIDTH = 60  # pixels, of each field
_WHEN = "Give the time from which they were away, or remove this absence."


class PresenceTimes(QWidget):
    """Two fields for arrival and departure, and two for each absence; an error is shown beneath.

    Args:
        page: the meeting's page.
        meeting: the meeting's ref.
        person: the person.
        how: reads how the chair gave the office what it records after the day.
    """

    left = Signal()  # the user has finished with these fields

    def __init__(self, page: Page, meeting: str, person: PersonOnDay, how: How) -> None:
        super().__init__()
        self._page, self._meeting, self._person, self._how = page, meeting, person, how
        self.arrived, self.gone = self._time("arrived at"), self._time("left at")
        self.arrived.left.connect(self._save_presence)
        self.gone.left.connect(self._save_presence)
        self.absences: dict[int, tuple[Input, Input]] = {}
        self._away = column(gap=S4)
        self.new = (self._time("no connection from, another time"), self._time("no connection until, another time"))
        add = icon_button("plus", "Add this time without a connection", self.add)
        another = row(self.new[0], Text("–", Part.QUIET), self.new[1], add, STRETCH, gap=S4)
        self.problem = Text("", Part.ERROR, wrap=True)
        self.problem.hide()
        did_not_come = bare("Did not come", self._did_not_come)
        self.setLayout(
            column(
                Text("Here from, to", Part.QUIET),
                row(self.arrived, Text("–", Part.QUIET), self.gone, STRETCH, gap=S4),
                self._away,
                Text("Another time without connection", Part.QUIET),
                another,
                self.problem,
                row(did_not_come, bare("Done", self.left.emit), STRETCH, gap=S4),
                gap=S4,
                margins=(S8, S4, 0, S4),
            )
        )
        self._show_all()

    def show_person(self, person: PersonOnDay) -> None:
        """Show what is saved, where that has changed; what was typed and refused stays."""
        if person != self._person:
            self._person = person
            self._show_all()

    def focus(self) -> None:
        """Give the first field the keyboard focus."""
        self.arrived.focus_widget().setFocus()

    def add(self) -> None:
        """Record another time without a connection."""
        try:
            from_at, until_at = (field.read() for field in self.new)
        except ValueError as error:
            self.show_problem(RuleBrokenError(str(error)))
            return
        if from_at is None:
            self.show_problem(RuleBrokenError(_WHEN))
            return
        why, person = AbsenceReason.CONNECTION_LOST, self._person.row.member
        absence = {"meeting": self._meeting, "member": person, "from_at": from_at, "until_at": until_at, "why": why}
        if self._page.bridge.with_errors_in(self).do(add_absence, **absence, how=self._how()):
            for field in self.new:
                field.write(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes the fields; no key reaches the person's line, where letters record presence."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        event.accept()

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show an error beneath the fields."""
        self.problem.setText(error.sentence)
        self.problem.show()

    def clear_problems(self) -> None:
        """Clear the error."""
        self.problem.hide()

    def _show_all(self) -> None:
        self.arrived.write(self._person.row.arrived_at)
        self.gone.write(self._person.row.left_at)
        self.clear_problems()
        if list(self.absences) != [each.id for each in self._person.away]:
            empty(self._away)
            self.absences = {each.id: self._absence_fields(each) for each in self._person.away}
        for each in self._person.away:
            for field, value in zip(self.absences[each.id], (each.from_at, each.until_at), strict=True):
                field.write(value)

    def _absence_fields(self, absence: AbsenceRow) -> tuple[Input, Input]:
        what = "No connection" if absence.why is AbsenceReason.CONNECTION_LOST else "Out"
        fields = (self._time(f"{what} from"), self._time(f"{what} until"))
        for field in fields:
            field.left.connect(partial(self._save_absence, absence.id))
        remove_button = icon_button("x", f"Remove: {what.lower()}", partial(self._take_back, absence.id))
        times = row(fields[0], Text("–", Part.QUIET), fields[1], remove_button, STRETCH, gap=S4)
        self._away.addWidget(within(column(Text(f"{what} from, until", Part.QUIET), times, gap=S4)))
        return fields

    def _time(self, what: str) -> Input:
        made = TimeField(key=what, label=what, width=_WIDTH).make()
        made.setFixedWidth(_WIDTH)
        made.focus_widget().setMinimumWidth(_WIDTH)
        made.focus_widget().setAccessibleName(f"{self._person.row.name} {what}")
        return made

    def _save_presence(self) -> None:
        try:
            arrived_at, left_at = self.arrived.read(), self.gone.read()
        except ValueError as error:
            self.show_problem(RuleBrokenError(str(error)))
            return
        row = self._person.row
        if (arrived_at, left_at) != (row.arrived_at, row.left_at):
            self._page.bridge.with_errors_in(self).do(
                record_attendance,
                meeting=self._meeting,
                member=row.member,
                attended=True,
                arrived_at=arrived_at,
                left_at=left_at,
                how=self._how(),
            )

    def _save_absence(self, absence: int) -> None:
        try:
            from_at, until_at = (field.read() for field in self.absences[absence])
        except ValueError as error:
            self.show_problem(RuleBrokenError(str(error)))
            return
        known = next((each for each in self._person.away if each.id == absence), None)
        if known is not None and (from_at, until_at) != (known.from_at, known.until_at):
            if from_at is None:
                self.show_problem(RuleBrokenError(_WHEN))
                return
            self._page.bridge.with_errors_in(self).do(
                correct_absence, absence=absence, from_at=from_at, until_at=until_at, how=self._how()
            )

    def _take_back(self, absence: int) -> None:
        self._page.bridge.with_errors_in(self).do(remove_absence, absence=absence)

    def _did_not_come(self) -> None:
        self._page.bridge.with_errors_in(self).do(
            record_attendance, meeting=self._meeting, member=self._person.row.member, attended=False
        )
