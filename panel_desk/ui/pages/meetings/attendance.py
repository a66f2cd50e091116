"""The attendance list of panel day: one line per person, with keys that note arrivals, departures and absences."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from panel_desk.operations.meetings.meetings import record_attendance
from panel_desk.operations.meetings.panel_day import (
    correct_absence,
    note_arrival,
    note_connection_lost,
    note_departure,
    note_return,
    remove_absence,
)
from panel_desk.queries.meetings.panel_day import PersonOnDay, Presence
from panel_desk.rules.vocabulary import AbsenceReason, Capacity, PanelRole, Response
from panel_desk.ui import formats
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.given_to_office import How
from panel_desk.ui.pages.meetings.presence_times import PresenceTimes
from panel_desk.ui.theme import S4, S8, Part, Token
from panel_desk.ui.widgets.buttons import bare
from panel_desk.ui.widgets.focus_line import FocusLine
from panel_desk.ui.widgets.layout import column, empty, row
from panel_desk.ui.widgets.text import Elided, Text

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}  # how many lines an arrow moves the keyboard
_ICONS: dict[Presence, tuple[str, Token]] = {
    Presence.EXPECTED: ("circle", "quiet"),
    Presence.HERE: ("circle-check", "good"),
    Presence.AWAY: ("triangle-alert", "alert"),
    Presence.LEFT: ("log-out", "waiting"),
}
_WITHDRAWN: tuple[str, Token] = ("circle-x", "quiet")
ACTS = {
    Qt.Key.Key_A: ("Arrived", note_arrival, (Presence.EXPECTED,)),
    Qt.Key.Key_L: ("Left", note_departure, (Presence.HERE,)),
    Qt.Key.Key_C: ("Connection lost", note_connection_lost, (Presence.HERE,)),
    Qt.Key.Key_B: ("Back", note_return, (Presence.AWAY, Presence.LEFT)),
}
"""What each key notes: its button's text, the operation, and the states of presence in which it applies."""


class PersonLine(FocusLine):
    """One person's line: where they are, and on Enter the times of coming, leaving and being away.

    Args:
        page: the meeting's page.
        meeting: the meeting's ref.
        person: the person.
        how: reads how the chair gave the office what it records after the day.
    """

    act_requested = Signal(str, int)  # the member's ref, and the key in ACTS
    step_requested = Signal(str, int)  # the member's ref, and how many lines to move the keyboard, up where negative
    focused = Signal(str)  # the member's ref

    def __init__(self, page: Page, meeting: str, person: PersonOnDay, how: How) -> None:
        super().__init__(is_underlined=True)
        self._page, self._meeting, self._how = page, meeting, how
        self.person = person
        self._icon = IconLabel("circle", "quiet")
        self._name = Text("", wrap=True)
        self.quiet = Text("", Part.QUIET, wrap=True)
        self._below = column(gap=0)
        self.times: PresenceTimes | None = None
        self._may_change = False
        top = row(self._icon, column(self._name, self.quiet, gap=0), gap=S8)
        top.setStretch(1, 1)
        self.setLayout(column(top, self._below, gap=0, margins=(S4, S4, S4, S4)))
        self.show_person(person, "", may_change=False)

    def show_person(self, person: PersonOnDay, withdraws: str, *, may_change: bool) -> None:
        """Show where somebody is; `withdraws` says that they withdraw from the current item, or is empty."""
        self.person, self._may_change = person, may_change
        is_here_without_counting = withdraws and person.presence is Presence.HERE
        self._icon.show_icon(*(_WITHDRAWN if is_here_without_counting else _ICONS[person.presence]))
        self._name.setText(person.row.name)
        self.quiet.setText(" · ".join(filter(None, (*_where(person), withdraws, _what(person), _given(person)))))
        self.setAccessibleName(f"{person.row.name}: {person.presence}. {self.quiet.text()}")
        if self.times is not None:
            if may_change and person.row.attended:
                self.times.show_person(person)
            else:
                self.close_times()

    def open_times(self) -> None:
        """Open the fields for correcting the times of coming, leaving and being away."""
        if self.times is None and self._may_change and self.person.row.attended:
            self.times = PresenceTimes(self._page, self._meeting, self.person, self._how)
            self.times.left.connect(self.close_times)
            self._below.addWidget(self.times)
            self.times.focus()

    def close_times(self) -> None:
        """Close the fields of `open_times`."""
        if self.times is not None:
            self.times = None
            empty(self._below)
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter notes what happened, an arrow goes to the next person, Enter opens the times."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.step_requested.emit(self.person.row.member, _STEPS[key])
        elif key in ACTS:
            self.act_requested.emit(self.person.row.member, int(key))
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.open_times()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click gives this line the keyboard focus."""
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the times."""
        super().mouseDoubleClickEvent(event)
        self.open_times()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus ring, and make this the person for whom the buttons act."""
        super().focusInEvent(event)
        self.focused.emit(self.person.row.member)


class AttendanceList(QWidget):
    """Everyone on the line-up, and the buttons that note something of the person with the keyboard focus.

    Args:
        page: the meeting's page.
        how: reads how the chair gave the office what it records after the day.
    """

    def __init__(self, page: Page, how: How) -> None:
        super().__init__()
        self._page, self._how = page, how
        self.people: dict[str, PersonLine] = {}
        self._meeting, self._current = "", ""
        self._is_today = False
        self._lines = column(gap=0)
        self.setLayout(column(self._lines, None, margins=(0, 0, S8, 0)))
        self.acts = QWidget()
        self._buttons: dict[Qt.Key, QPushButton] = {}
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(S4)
        for at, (key, (words, _, _)) in enumerate(ACTS.items()):
            made = bare(f"{words}  {key.name[-1]}", partial(self._act_on_current, key))
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard has the person's own keys
            self._buttons[key] = made
            grid.addWidget(made, at // 2, at % 2)
        self.whom = Elided("", Part.QUIET)
        self.acts.setLayout(column(self.whom, grid, gap=S4))

    def show_people(
        self,
        meeting: str,
        people: Sequence[PersonOnDay],
        withdrawn: frozenset[str],
        *,
        is_today: bool,
        may_change: bool,
    ) -> None:
        """Show these people; the line with the keyboard focus keeps it.

        Args:
            meeting: the meeting's ref.
            people: everyone on the line-up.
            withdrawn: refs of those who withdraw from the current item.
            is_today: whether it is the meeting's day, so that a key notes the present minute.
            may_change: whether anything can be noted.
        """
        self._is_today = is_today
        if meeting != self._meeting or list(self.people) != [each.row.member for each in people]:
            self._meeting = meeting
            self._make(people)
        for each in people:
            why = "withdraws from this item" if each.row.member in withdrawn else ""
            self.people[each.row.member].show_person(each, why, may_change=may_change)
        self.acts.setVisible(may_change and bool(people))
        self._update_buttons()

    def focus(self) -> None:
        """Give the keyboard focus to the person who had it last, or to the first."""
        if self._current in self.people:
            self.people[self._current].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def note(self, member: str, key: int) -> None:
        """Note what a key of `ACTS` means for a person, where it applies; it can be undone for ten seconds."""
        words, operation, presences = ACTS[Qt.Key(key)]
        person = self.people[member].person
        if person.presence not in presences or self.acts.isHidden():
            return
        if not self._is_today and operation is not note_arrival:
            self.people[member].open_times()  # on another day the time has to be typed
            return
        done = self._page.do(operation, meeting=self._meeting, member=member, how=self._how())
        if done:
            undo = partial(self._undo, person, done.value)
            self._page.show_done(f"{person.row.name}: {words.lower()}", undo)

    def _undo(self, before: PersonOnDay, absence: int | None) -> None:
        """Restore the person's times as they were before.

        Args:
            before: the person as they were.
            absence: the id of the absence that was begun or ended; None where there was none.
        """
        recorded = before.row
        if absence is not None and before.presence is Presence.AWAY:
            ended = next(each for each in before.away if each.until_at is None)
            self._page.do(correct_absence, absence=absence, from_at=ended.from_at, until_at=None, how=self._how())
            return
        if absence is not None:
            self._page.do(remove_absence, absence=absence)
        self._page.do(
            record_attendance,
            meeting=self._meeting,
            member=recorded.member,
            attended=recorded.attended,
            arrived_at=recorded.arrived_at,
            left_at=recorded.left_at,
            how=self._how(),
        )

    def _act_on_current(self, key: Qt.Key) -> None:
        if self._current in self.people:
            self.note(self._current, int(key))

    def _on_focused(self, member: str) -> None:
        self._current = member
        self._update_buttons()

    def _update_buttons(self) -> None:
        current = self.people.get(self._current)
        self.whom.setText(current.person.row.name if current else "")
        for key, made in self._buttons.items():
            words, _, presences = ACTS[key]
            made.setEnabled(current is not None and current.person.presence in presences)
            made.setToolTip(f"{current.person.row.name}: {words.lower()}" if current else "")

    def _step(self, member: str, step: int) -> None:
        refs = list(self.people)
        to = refs.index(member) + step
        if 0 <= to < len(refs):
            self.people[refs[to]].setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, people: Sequence[PersonOnDay]) -> None:
        empty(self._lines)
        self.people = {each.row.member: PersonLine(self._page, self._meeting, each, self._how) for each in people}
        self._current = next(iter(self.people), "")
        for line in self.people.values():
            line.act_requested.connect(self.note)
            line.step_requested.connect(self._step)
            line.focused.connect(self._on_focused)
            self._lines.addWidget(line)


def _where(person: PersonOnDay) -> list[str]:
    """When they came, went and were away, the latest first."""
    times = [f"left {person.row.left_at:%H:%M}"] if person.row.left_at else []
    for each in reversed(person.away):
        what = "no connection" if each.why is AbsenceReason.CONNECTION_LOST else "out"
        if each.until_at:
            times.append(f"{what} {each.from_at:%H:%M}–{each.until_at:%H:%M}")
        else:
            lost = "connection lost" if each.why is AbsenceReason.CONNECTION_LOST else "left"
            times.append(f"{lost} {each.from_at:%H:%M}")
    if person.row.arrived_at:
        times.append(f"came {person.row.arrived_at:%H:%M}")
    if not person.row.attended and person.row.response is Response.DECLINED:
        times.append("sent apologies")
    return times


def _given(person: PersonOnDay) -> str:
    """How the chair gave their attendance to the office, and who recorded it; empty where the chair did."""
    return formats.given_in_words(person.row.how_given, person.row.recorded_by)


def _what(person: PersonOnDay) -> str:
    """In what capacity a person attends; of a member, the role on the panel, such as chair, or else the category."""
    if person.row.capacity is not Capacity.MEMBER:
        return str(person.row.capacity)
    if person.row.role is PanelRole.MEMBER:
        return str(person.row.category)
    return str(person.row.role)
