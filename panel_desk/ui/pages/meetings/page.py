"""A meeting's page: its facts, the button for the next step, and its tabs."""

from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent

from panel_desk.operations.cases.bookings import book_case
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import change_meeting, hold_meeting, move_item, take_off_line_up
from panel_desk.operations.meetings.panel_day import begin_item
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.queries.history import history_by_sitting
from panel_desk.queries.meetings.meetings import MeetingRecord, meeting, recommendations
from panel_desk.queries.packs.packs import pack_content, pack_readers
from panel_desk.rules.vocabulary import Capacity, MeetingStatus, MinutesState
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.meeting_form import cancel, change
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.meetings.agenda import AgendaTab
from panel_desk.ui.pages.meetings.line_up import LineUpTab
from panel_desk.ui.pages.meetings.minutes import MinutesTab
from panel_desk.ui.pages.meetings.packs import PacksTab
from panel_desk.ui.pages.meetings.panel_day import PanelDayTab
from panel_desk.ui.pages.meetings.papers import PapersTab
from panel_desk.ui.pages.meetings.prints import MeetingPrints
from panel_desk.ui.pages.meetings.sent import SentTab
from panel_desk.ui.pages.meetings.tab import FROZEN, Tab, is_planned
from panel_desk.ui.pages.minutes.opening import open_minutes
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.history import History
from panel_desk.ui.widgets.record import Tabs

_FIRST_TAB = "agenda"
_PAUSE = 1_500  # milliseconds after panel day last saved, until the page reloads


class HistoryTab(Tab):
    """The meeting's part of the audit trail."""

    needs = (history_by_sitting,)

    def build(self) -> None:
        """Build the timeline."""
        self.history = History()
        layout = self.history.layout()
        if layout is not None:
            self.setLayout(layout)

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show the entries; what somebody wrote in one go is one entry."""
        self.history.show_rows(self.page.watch(history_by_sitting, record.row.ref))


class MeetingPage(Page):
    """One meeting, with a tab for each of its subjects."""

    title = "Meeting"
    keys = (
        ("Alt+Up, Alt+Down", "Move the item up or down the agenda"),
        ("Delete", "Take the item off the agenda, or the person off the line-up"),
        ("Ctrl+I", "Add an item, or people"),
        ("A, D, T, N", "On the line-up: accepted, declined, tentative, no reply"),
        ("F2, F3", "On the panel day: the questions, the recommendation"),
        ("F4", "On the panel day: who is here; then A arrived, L left, C connection lost, B back, Enter the times"),
        ("F5, F8", "On the panel day: declare an interest, add a question"),
        ("F6, Shift+F6", "On the panel day: the next item, the one before"),
        ("F7", "On the panel day: begin or end the item"),
        ("F9", "On the panel day: unanimous, everybody agrees with what is recommended"),
        ("F, A, N", "On the panel day, on a member's vote: for, against, abstained"),
        ("1 to 5", "On the panel day, on a report: its rating"),
        ("F11", "On the panel day: the whole screen, and back"),
        ("Ctrl+Return", "On the panel day: record the recommendation"),
        ("Ctrl+P", "Print the agenda"),
    )
    key_operations = MappingProxyType(
        {
            "Alt+Up, Alt+Down": move_item,
            "Delete": take_off_line_up,
            "Ctrl+I": book_case,
            "A, D, T, N": record_reply,
            **dict.fromkeys(
                ("F2, F3", "F4", "F5, F8", "F6, Shift+F6", "F7", "F9", "F, A, N", "1 to 5", "F11", "Ctrl+Return"),
                begin_item,
            ),
        }
    )

    def build(self) -> None:
        """Build the banner of a signed or cancelled meeting, and the tabs."""
        self.record: MeetingRecord | None = None
        self._is_full = False
        self.frozen = Banner()
        self.agenda, self.line_up, self.panel_day = AgendaTab(self), LineUpTab(self), PanelDayTab(self)
        self.papers, self.minutes, self.history = PapersTab(self), MinutesTab(self), HistoryTab(self)
        self.sent, self.packs = SentTab(self), PacksTab(self)
        tabs: dict[str, Tab] = {
            "agenda": self.agenda,
            "line-up": self.line_up,
            "panel-day": self.panel_day,
            "papers": self.papers,
            "packs": self.packs,
            "minutes": self.minutes,
            "sent": self.sent,
            "history": self.history,
        }
        self._tabs = {key: tab for key, tab in tabs.items() if self.bridge.may_ask(*tab.needs)}
        for key, tab in tabs.items():
            tab.setParent(self)  # one that is not shown is deleted with the page, as the others are
            if key not in self._tabs:
                tab.hide()
        self.tabs = Tabs(
            [(key, formats.capital(key.replace("panel-day", "panel day")), tab) for key, tab in self._tabs.items()]
        )
        self.tabs.changed.connect(self._turn)
        self.panel_day.screen_wanted.connect(self.full_screen)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.refresh_if_stale)
        self.prints = MeetingPrints(self, self.papers)
        self.agenda.print_for.connect(self.prints.agenda)
        self.papers.pack_wanted.connect(self.prints.pack)
        self.body.addWidget(self.frozen)
        self.body.addWidget(self.tabs, 1)

    def visit(self, place: Place) -> None:
        """Open the meeting at the place's tab; another meeting opens at its agenda."""
        tab = place.tab or (_FIRST_TAB if place.ref != self.place.ref else None)
        if place.ref != self.place.ref:
            self.record = None
        super().visit(place)
        if tab:
            self.tabs.open(tab)
        if self.record is None:
            self.tabs.setFocus()

    def refresh(self) -> None:
        """Reload the meeting, and the tab that is open."""
        if not self.ref:
            return
        self.record = self.watch(meeting, self.ref)
        self._head(self.record)
        self._tabs[self.tabs.current].take(self.record)

    def is_unsaved(self) -> bool:
        """Whether something typed could not be saved; what can be saved is saved first."""
        return self.panel_day.is_unsaved

    def refresh_if_stale(self) -> None:
        """Reload; after panel day's own saving only at a pause in the typing, since it already shows what was typed."""
        if self.panel_day.saving.is_saving:
            self._pause.start()
        else:
            super().refresh_if_stale()

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave full screen when another page is opened."""
        super().hideEvent(event)
        if self._is_full and not event.spontaneous():
            self.full_screen()

    def full_screen(self) -> None:
        """Enter or leave full screen."""
        self._is_full = is_full = self.context.full_screen()
        self.header.setVisible(not is_full)
        self.tabs.show_bar(is_shown=not is_full)

    def _turn(self, tab: str) -> None:
        self.note_tab(tab)
        if self.record is not None:
            self._tabs[tab].take(self.record)

    # The header

    def _head(self, record: MeetingRecord) -> None:
        row = record.row
        when = formats.with_weekday(row.meets_on)
        parts = [row.panel, f"{when}, {row.starts_at:%H:%M}" if row.starts_at else when, row.place or ""]
        self.header.say(" · ".join(part for part in parts if part), _facts(record))
        self.header.put_beside(*(StateChip(chip) for chip in _chips(record)))
        primary, more = self._actions(record)
        self.header.set_actions(primary, more=more)
        if record.signed:
            self.frozen.say(State.NOTE, FROZEN, title="Signed", can_dismiss=False)
        elif row.status is MeetingStatus.CANCELLED:
            self.frozen.say(State.ALERT, row.cancelled_because or "", title="Cancelled", can_dismiss=False)
        else:
            self.frozen.hide()

    def _actions(self, record: MeetingRecord) -> tuple[Action | None, list[Action]]:
        row = record.row
        print_agenda = Action("Print agenda", self.prints.agenda, "printer", "Ctrl+P", _none(record))
        hold = Action("Record as held", self.hold, "check")
        may_hold = not self.bridge.why_not(hold_meeting)
        is_due = is_planned(record) and row.meets_on <= self.bridge.today()
        primary: Action | None = None
        if row.status is MeetingStatus.HELD:
            to_write = row.minutes in {MinutesState.NONE, MinutesState.DRAFT} and not self.bridge.why_not(draft_minutes)
            verb = "Write minutes" if to_write else "Open minutes"
            if self.can_open("minutes-of") and (to_write or row.minutes is not MinutesState.NONE):
                primary = Action(verb, self.minutes_page, "file-pen-line")
        elif is_due and may_hold:
            primary = hold
        elif is_planned(record):
            primary = print_agenda
        more = [] if primary is print_agenda else [print_agenda]
        more += self._prints(record)
        if not self.bridge.why_not(change_meeting):
            more.append(Action("Change meeting", self.change, "file-pen-line", None, FROZEN if record.signed else ""))
        if is_planned(record) and may_hold:
            not_due = "" if is_due else "It can be recorded as held on the day or after it."
            if primary is not hold:
                more.append(Action("Record as held", self.hold, "check", None, not_due))
            if not self.bridge.why_not(cancel_meeting):
                more.append(Action("Cancel meeting", self.cancel, "x"))
        return primary, more

    def _prints(self, record: MeetingRecord) -> list[Action]:
        none = _none(record)
        found = [Action("Print agenda for one item's attendees", self.print_for_attendees, "printer", None, none)]
        if self.bridge.may_ask(pack_content):
            found.append(Action("Make pack", self.prints.pack, "folder", None, none))
        if self.bridge.may_ask(pack_content, pack_readers):
            found.append(Action("Make pack for one member", self.pack_for_one, "user", None, none))
        return found

    # Actions

    def minutes_page(self) -> None:
        """Go to the minutes."""
        open_minutes(self, self.ref)

    def hold(self) -> None:
        """Record that the meeting took place; ask first where panel day is not recorded, since it cannot be undone."""
        if self.record is None:
            return
        without = []
        if self.bridge.may_ask(recommendations):
            recommended = {each.case for each in self.bridge.ask(recommendations, self.ref)}
            without = [item.title for item in self.record.items if item.ref not in recommended]
        lacking = _not_recorded(self.record, without)
        if not lacking:
            self._hold()
            return
        words = f"{' '.join(lacking)} A meeting that is recorded as held cannot be planned again or cancelled."
        ask(self.window(), "Record this meeting as held?", words, "Record as held", self._hold, otherwise="Not yet")

    def _hold(self) -> None:
        if self.do(hold_meeting, meeting=self.ref):
            self.show_done("Meeting recorded as held")

    def change(self) -> None:
        """Open the form for the meeting's facts."""
        if self.record is not None:
            change(self, self.record, partial(self._changed, "Meeting changed"))

    def cancel(self) -> None:
        """Open the form that cancels the meeting, with the reason."""
        if self.record is not None:
            cancel(self, self.record, partial(self._changed, "Meeting cancelled"))

    def _changed(self, what: str, _: None) -> None:
        self.show_done(what)

    def print_for_attendees(self) -> Choose[str] | None:
        """Ask for an item, and print the agenda for the people who attend it; None where no meeting is shown."""
        if self.record is None:
            return None
        return Choose(
            "Print agenda for one item's attendees",
            "It shows the item and its time, and nothing of any other case.",
            "Item",
            [(item.ref, f"Item {item.item}: {item.title}") for item in self.record.items],
            "Print agenda",
            self.prints.agenda,
            self.window(),
        )

    def pack_for_one(self) -> Choose[str] | None:
        """Ask for a member, and make the pack without the cases from which they withdraw."""
        if self.record is None:
            return None
        return Choose(
            "Make pack for one member",
            "It leaves out the cases from which the member withdraws, and carries the member's name.",
            "Member",
            [(p.member, p.name) for p in self.record.line_up if p.capacity is not Capacity.OBSERVER],
            "Make pack",
            self.prints.pack,
            self.window(),
        )


def _not_recorded(record: MeetingRecord, without: list[str]) -> list[str]:
    """Sentences for what panel day lacks: attendance, the recommendations of cases, and firm bookings.

    Args:
        record: the meeting.
        without: the titles of the cases without a recommendation.
    """
    lacking = []
    if not any(person.attended for person in record.line_up):
        lacking.append("Nobody is recorded as having attended.")
    if without:
        lacking.append(f"No recommendation is recorded for {formats.listed(without)}.")
    if provisional := [item.title for item in record.items if item.is_provisional]:
        lacking.append(f"Booked only provisionally: {formats.listed(provisional)}.")
    return lacking


def _facts(record: MeetingRecord) -> str:
    row, items = record.row, len(record.items)
    room = f"{items} of {formats.count(row.capacity, 'item')}" if row.capacity else formats.count(items, "item")
    facts = [f"Chair {row.chair_name}" if row.chair_name else "No chair yet", room]
    if items and is_planned(record) and not record.is_anybody_invited:
        facts.append("nobody invited yet")
    elif items:
        facts.append(f"quorate for {record.quorate_items} of {items}")
    if is_planned(record):
        facts.append(f"papers due {formats.short(record.papers_due_on)}")
    if row.kind != MeetingStatus.PLANNED.value:
        facts.append(f"{row.kind} meeting")
    if row.pre_meeting_at:
        facts.append(f"pre-meeting at {row.pre_meeting_at:%H:%M}")
    if row.venue:
        facts.append(f"at {row.venue}")
    return " · ".join(facts)


def _chips(record: MeetingRecord) -> list[Chip]:
    if record.signed:
        return [Chip(State.GOOD, "minutes signed")]
    if record.row.status is MeetingStatus.HELD:
        return [Chip(State.QUIET, "held", "check")]
    if record.row.status is MeetingStatus.CANCELLED:
        return [Chip(State.ALERT, "cancelled", "x")]
    return []


def _none(record: MeetingRecord) -> str:
    """Why nothing can be printed; empty where there is an item."""
    return "" if record.items else "There is nothing on the agenda yet."
