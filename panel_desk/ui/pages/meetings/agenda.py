"""The Agenda tab of a meeting: its items in order, with times, quorum and missing papers; add, move, time, take off."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal

from panel_desk.operations.cases.bookings import take_off_agenda
from panel_desk.operations.meetings.meetings import invite, move_item, time_item
from panel_desk.queries.cases.bookings import free_places, reserve_list
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.meetings.quorum import ItemQuorum
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.vocabulary import MeetingStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.add_item import AddItem
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.leaving_agenda import take_off
from panel_desk.ui.fields import NumberField, TimeField
from panel_desk.ui.pages.meetings.tab import Tab, is_planned, light_of
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import Action, button, icon_button, menu_of
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, empty, hide_unless, row, scrolling, within
from panel_desk.ui.widgets.ordered_list import OrderedList, OrderedRow
from panel_desk.ui.widgets.quorum_light import QuorumLight
from panel_desk.ui.widgets.text import Elided, Text

_TIME_COLUMN = 92  # pixels, as the next two
_LIGHT_COLUMN = 288
_PAPERS_COLUMN = 104


class AgendaTab(Tab):
    """The items of a meeting, in the order in which they are heard."""

    print_for = Signal(str)  # the ref of the case for whose attendees the agenda is to be printed

    def build(self) -> None:
        """Build the buttons and the list."""
        self.list = OrderedList("Agenda")
        self.list.moved.connect(self._move)
        self.list.opened.connect(self._open_case)
        self.list.removed.connect(self._take_off)
        self._buttons = row(gap=S8)
        self._hint = Text("", Part.QUIET)
        self._empty = EmptyState(
            "No items yet",
            "Add a case that is waiting for a panel. To open a new case, go to the Cases page."
            if not self.page.bridge.why_not(move_item)
            else "The office adds cases that are waiting for a panel.",
            None,
            "list-checks",
        )
        body = scrolling(within(column(self.list, self._empty, STRETCH)))
        parts = column(row(self._buttons, self._hint, STRETCH, gap=S12), body, gap=S8)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show the items, each with its quorum and its missing papers."""
        self._reserve = self.page.watch_if_seen((), reserve_list)
        lacking = self.page.watch_if_seen({}, missing_papers, record.row.ref)
        may_change = not self.why_not(move_item) and record.row.status is not MeetingStatus.CANCELLED
        judged = {each.case: each for each in record.quorum}
        rows = []
        before: CaseRow | None = None
        for item in record.items:
            pause = _pause(record, before, item)
            rows.append(self._row(record, item, judged[item.ref], lacking.get(item.ref, ()), pause, may_change))
            before = item
        self.list.show_rows(rows, may_move=may_change)
        self._empty.setVisible(not rows)
        empty(self._buttons)
        is_to_come = is_planned(record) and record.row.meets_on >= self.page.bridge.today()
        free = self.page.watch(free_places, record.row.ref) if may_change and is_to_come else 0
        if may_change and is_planned(record):
            waiting = len(self._reserve)
            why_not = ""
            if not is_to_come:
                why_not = "This meeting's day is past. Cases can be booked only on meetings to come."
            elif not free:
                why_not = "This meeting is full. Take an item off, or raise its capacity under Change meeting."
            elif not waiting:
                why_not = "No case is waiting for a panel. Open one on the Cases page."
            self._buttons.addWidget(
                button(Action(f"Add item  ({waiting} waiting)", self.add_item, "plus", "Ctrl+I", why_not))
            )
        hints = ["Drag to reorder, or Alt with Up and Down"] if may_change and len(rows) > 1 else []
        if free and self._reserve:
            places = "A place is" if free == 1 else f"{free} places are"
            hints.append(f"{places} free; next to be heard: {self._reserve[0].title}")
        self._hint.setText(" · ".join(hints))

    def _row(
        self,
        record: MeetingRecord,
        item: CaseRow,
        judged: ItemQuorum,
        lacking: tuple[str, ...],
        pause: int,
        may_change: bool,
    ) -> OrderedRow:
        number = item.item or 0
        at = Text(_times(record, item), Part.STRONG)
        at.setFixedWidth(_TIME_COLUMN)
        booking = "provisional" if item.is_provisional else ""
        quiet = " · ".join(part for part in (item.social_worker or "", _length(item), item.ref, booking) if part)
        title = column(Elided(item.title, Part.STRONG), Elided(quiet, Part.QUIET), gap=0)
        state = light_of(judged, self._invite if is_planned(record) and may_change else None)
        nobody_invited = is_planned(record) and not record.is_anybody_invited
        light = QuorumLight(
            replace(state, words="Nobody invited yet", nobody_invited=True) if nobody_invited else state
        )
        verdict, _, why = judged.sentence.partition(": ")
        if not nobody_invited:
            light.setText(judged.sentence if judged.quorate else verdict)
        quorum = column(row(light, STRETCH), gap=0)
        if not judged.quorate and not nobody_invited:
            reason = Elided(formats.capital(why), Part.QUIET)
            reason.setContentsMargins(S24 + S8, 0, 0, 0)
            quorum.addWidget(reason)
        beside = within(quorum)
        beside.setFixedWidth(_LIGHT_COLUMN)
        papers = StateChip(
            Chip(State.ALERT if is_planned(record) else State.QUIET, f"{len(lacking)} missing", "file-text")
            if lacking
            else Chip(State.GOOD, "all filed", "file-text")
        )
        papers.setToolTip("\n".join(lacking) or "Every expected paper is filed")
        papers.setFixedWidth(_PAPERS_COLUMN)
        hide_unless(self.page.bridge.may_ask(missing_papers), papers)
        more = icon_button("ellipsis", f"More for item {number}", _nothing)
        more.setMenu(menu_of(self._actions(item, may_change), more))
        more.setPopupMode(more.ToolButtonPopupMode.InstantPopup)
        line = row(Text(str(number), Part.STRONG), at, title, beside, papers, more, gap=S12, margins=(S12, S8, S4, S8))
        line.setStretch(2, 1)
        content = column(line, gap=0)
        if pause > 0:
            between = Text(f"Break, {formats.count(pause, 'minute')}", Part.QUIET)
            between.setContentsMargins(S12 + S8 + S12, S4, 0, 0)
            content.insertWidget(0, between)
        name = f"Item {number}, {_times(record, item)}, {item.title}. {judged.sentence}"
        return OrderedRow(item.ref, name, content)

    def _actions(self, item: CaseRow, may_change: bool) -> list[Action]:
        actions = [
            Action("Print the agenda for this item's attendees", partial(self.print_for.emit, item.ref), "printer"),
        ]
        if self.page.can_open("case"):
            actions.insert(0, Action("Open the case", partial(self._open_case, item.ref), "folder-open"))
        if may_change:
            actions += [
                Action("Set its time and length", partial(self._set_time, item), "clock"),
                Action("Take off the agenda…", partial(self._take_off, item.ref), "x"),
            ]
        return actions

    # Actions

    def add_item(self) -> AddItem | None:
        """Open the dialog with the cases that are waiting for a panel; None where no meeting is shown."""
        return AddItem(self.page, self.record) if self.record else None

    def _move(self, case: str, to: int) -> None:
        self.page.do(move_item, case=case, to=to)
        self.list.focus(case)

    def _take_off(self, case: str) -> None:
        if self.record is None or self.why_not(take_off_agenda):
            return
        take_off(self.page, next(each for each in self.record.items if each.ref == case))

    def _set_time(self, item: CaseRow) -> FormDialog[None]:
        starts_at = TimeField(key="starts_at", label="Starts at")
        duration_minutes = NumberField(key="duration_minutes", label="Minutes", least=1, most=600)
        return FormDialog(
            self.page.bridge,
            f"Time of item {item.item}",
            [(starts_at, duration_minutes)],
            "Set time",
            lambda filled: filled.do(
                time_item, case=item.ref, starts_at=filled.get(starts_at), duration_minutes=filled.get(duration_minutes)
            ),
            _ignore,
            words="Later items move by as much as this item's end moves.",
            values={"starts_at": item.starts_at, "duration_minutes": item.duration_minutes},
            parent=self.page.window(),
        )

    def _invite(self, member: str, name: str) -> Callable[[], object]:
        def invite_member() -> None:
            if self.page.do(invite, meeting=self.meeting, member=member):
                self.page.show_done(f"{name} is on the line-up, and counts towards the quorum once they accept")

        return invite_member

    def _open_case(self, ref: str) -> None:
        self.page.open("case", ref)


def _times(record: MeetingRecord, item: CaseRow) -> str:
    if item.starts_at is None:
        return "No time yet"
    end = ends_at(record.row.meets_on, item.starts_at, item.duration_minutes)
    return f"{item.starts_at:%H:%M}–{end:%H:%M}" if end else f"{item.starts_at:%H:%M}"


def _length(item: CaseRow) -> str:
    return formats.count(item.duration_minutes, "minute") if item.duration_minutes else ""


def _pause(record: MeetingRecord, before: CaseRow | None, item: CaseRow) -> int:
    """The minutes from the end of the item before to the start of an item; 0 where a time is not known."""
    end = ends_at(record.row.meets_on, before.starts_at, before.duration_minutes) if before else None
    if end is None or item.starts_at is None:
        return 0
    return (item.starts_at.hour - end.hour) * 60 + item.starts_at.minute - end.minute


def _nothing() -> None:
    """Do nothing: the button opens its menu."""


def _ignore(value: object) -> None:
    """Do nothing: the page reloads after every change."""
    del value
