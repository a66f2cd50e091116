"""Who is here: a line a person with whether they came, from when and to when; saved as each field is left."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QCheckBox, QGridLayout, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings import record_attendance
from panel_desk.queries.meetings import LineUpRow
from panel_desk.rules.vocabulary import Capacity, PanelRole, Response
from panel_desk.ui import theme
from panel_desk.ui.fields import TimeField
from panel_desk.ui.inputs import Input
from panel_desk.ui.page import Page
from panel_desk.ui.theme import S4, S8, Part
from panel_desk.ui.widgets.layout import empty
from panel_desk.ui.widgets.text import Elided, Text

_TIME_WIDTH = 68
_NAME_WIDTH = 176


class _Person:
    """One person's line. A broken rule shows beneath it."""

    def __init__(self, page: Page, meeting: str, person: LineUpRow) -> None:
        self._page, self._meeting, self.person = page, meeting, person
        shown = QFontMetrics(theme.font()).elidedText(person.name, Qt.TextElideMode.ElideRight, _NAME_WIDTH)
        self.came = QCheckBox(shown.replace("&", "&&"))
        self.came.setToolTip("" if shown == person.name else person.name)
        self.came.setAccessibleName(f"{person.name} came")
        self.quiet = Elided(_quiet(person), Part.QUIET)
        self.arrived = self._time("arrived at")
        self.left = self._time("left at")
        self.problem = Text("", Part.ERROR, wrap=True)
        self._show()
        self.came.clicked.connect(self.save)
        self.arrived.left.connect(self.save)
        self.left.left.connect(self.save)

    def _time(self, what: str) -> Input:
        made = TimeField(key=what, label=what, width=_TIME_WIDTH).make()
        made.setFixedWidth(_TIME_WIDTH)
        made.focus_widget().setAccessibleName(f"{self.person.name} {what}")
        return made

    def show_person(self, person: LineUpRow) -> None:
        """Show what is saved, where that changed; what was typed and refused stays."""
        if person != self.person:
            self.person = person
            self._show()

    def _show(self) -> None:
        person = self.person
        self.came.setChecked(person.attended)
        for field, value in ((self.arrived, person.arrived_at), (self.left, person.left_at)):
            field.write(value)
            field.setEnabled(person.attended)
        self.quiet.setText(_quiet(person))
        self.clear_problems()

    def enable(self, *, may_change: bool) -> None:
        """Let the line be changed, or only read."""
        self.came.setEnabled(may_change)
        for field in (self.arrived, self.left):
            field.setEnabled(may_change and self.person.attended)

    def save(self) -> None:
        """Save the line where it differs from what is saved."""
        attended = self.came.isChecked()
        try:
            times = (self.arrived.read(), self.left.read()) if attended else (None, None)
        except ValueError as error:
            self.show_problem(RuleBrokenError(str(error)))
            return
        if (attended, *times) != (self.person.attended, self.person.arrived_at, self.person.left_at):
            self._page.do(
                record_attendance,
                self,
                meeting=self._meeting,
                member=self.person.member,
                attended=attended,
                arrived_at=times[0],
                left_at=times[1],
            )

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say what is wrong."""
        self.problem.setText(error.sentence)
        self.problem.show()

    def clear_problems(self) -> None:
        """Take back what was said."""
        self.problem.hide()


class Attendance(QWidget):
    """Everyone on the line-up."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.people: dict[str, _Person] = {}
        self._meeting = ""
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, S8, 0)
        self._grid.setHorizontalSpacing(S8)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnStretch(0, 1)
        self.setLayout(self._grid)

    def show_people(self, meeting: str, people: Sequence[LineUpRow], *, may_change: bool) -> None:
        """Show these people; whoever is being typed in keeps the keyboard."""
        if meeting != self._meeting or list(self.people) != [person.member for person in people]:
            self._meeting = meeting
            self._make(people)
        for person in people:
            self.people[person.member].show_person(person)
            self.people[person.member].enable(may_change=may_change)

    def focus(self) -> None:
        """Put the keyboard on the first person."""
        for line in self.people.values():
            line.came.setFocus()
            return

    def _make(self, people: Sequence[LineUpRow]) -> None:
        empty(self._grid)
        for at, words in enumerate(("Came", "From", "To")):
            self._grid.addWidget(Text(words, Part.CAPS), 0, at)
        self.people = {person.member: _Person(self._page, self._meeting, person) for person in people}
        for at, line in enumerate(self.people.values()):
            self._grid.addWidget(line.came, 3 * at + 1, 0)
            self._grid.addWidget(line.arrived, 3 * at + 1, 1, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(line.left, 3 * at + 1, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
            line.quiet.setContentsMargins(S8 * 4 - S4, 0, 0, S8)
            self._grid.addWidget(line.quiet, 3 * at + 2, 0)
            self._grid.addWidget(line.problem, 3 * at + 3, 0, 1, 3)
        self._grid.setRowStretch(3 * len(people) + 1, 1)


def _quiet(person: LineUpRow) -> str:
    what = person.role if person.role is not PanelRole.MEMBER else person.category
    parts: list[str] = [what] if person.capacity is Capacity.MEMBER else [person.capacity]
    if person.response is Response.DECLINED:
        parts.append("sent apologies")
    if person.interests:
        parts.append(f"interest in {', '.join(person.interests)}")
    return " · ".join(parts)
