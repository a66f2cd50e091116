"""Panel day: who came, which item, what the panel recommends; one screen, no dialogs, the keyboard first."""

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from panel_desk.operations.meetings import record_all_present, record_attendance
from panel_desk.queries.cases import interests
from panel_desk.queries.meetings import MeetingRecord, recommendations
from panel_desk.rules.vocabulary import MeetingStatus, Response
from panel_desk.ui import words
from panel_desk.ui.icons import icon
from panel_desk.ui.pages.meeting.attendance import Attendance
from panel_desk.ui.pages.meeting.item_panel import ItemPanel, progress_in_words
from panel_desk.ui.pages.meeting.tab import Tab
from panel_desk.ui.theme import S8, S16, Part
from panel_desk.ui.widgets.buttons import Action, button
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import column, empty, line, row, scrolling, within
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.text import Text

_ATTENDANCE_WIDTH = 380


class PanelDayTab(Tab):
    """What happens at the meeting, as it happens."""

    def build(self) -> None:
        """Attendance at the left, the items and the chosen one at the right; or the day on which this opens."""
        self.attendance = Attendance(self.page)
        self._all_came = row()
        self._bar = TabBar()
        self._bar.setAccessibleName("Items")
        self._bar.currentChanged.connect(self._turn)
        self._panels: dict[str, ItemPanel] = {}
        self._items = QStackedWidget()
        here = within(column(row(Text("Here", Part.SECTION), None, self._all_came), scrolling(self.attendance), gap=S8))
        here.setFixedWidth(_ATTENDANCE_WIDTH)
        right = column(self._bar, self._items, gap=S8)
        right.setStretch(1, 1)
        day = row(here, line(upright=True), right, gap=S16)
        day.setStretch(2, 1)
        self._day = within(day)
        self._not_yet = EmptyState("", "", icon_name="calendar-days")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._day)
        self._stack.addWidget(self._not_yet)
        self.setLayout(column(self._stack))
        for key, run in (
            ("F3", self.focus_recommendation),
            ("F4", self.attendance.focus),
            ("F5", self.begin_declaring),
            ("F6", self.next_item),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(run)

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show who is here and how each item stands."""
        if self._is_closed(record):
            return
        self._stack.setCurrentWidget(self._day)
        may_change = not self.why_not(record_attendance)
        self.attendance.show_people(record.row.ref, record.line_up, may_change=may_change)
        empty(self._all_came)
        waiting = [p for p in record.line_up if p.response is Response.ACCEPTED and not p.attended]
        if may_change and waiting:
            self._all_came.addWidget(
                button(Action(f"All {len(waiting)} who accepted came", self.all_came, "check"), "bare")
            )
        recorded = self.page.watch(recommendations, record.row.ref)
        judged = {each.case: each for each in record.quorum}
        self._lay_out_items(record)
        for at, item in enumerate(record.items):
            mine = [one for one in recorded if one.case == item.ref]
            verdict = judged[item.ref]
            self._panels[item.ref].show_item(
                item,
                verdict,
                self.page.watch(interests, item.ref),
                mine,
                record.line_up,
                may_change=may_change,
            )
            progress = progress_in_words(item, mine)
            self._bar.setTabText(at, f"Item {item.item}" + (f" · {progress}" if progress else ""))
            self._bar.setTabIcon(at, icon("circle-check", "good") if verdict.quorate else icon("circle-x", "late"))
            self._bar.setAccessibleTabName(at, f"Item {item.item}, {item.title}. {verdict.sentence}. {progress}")
            self._bar.setTabToolTip(at, f"{item.title}: {verdict.sentence}")

    @property
    def is_unsaved(self) -> bool:
        """Something typed on an item is not recorded."""
        return any(panel.is_unsaved for panel in self._panels.values())

    def _is_closed(self, record: MeetingRecord) -> bool:
        if record.row.status is MeetingStatus.CANCELLED:
            self._not_yet.say("This meeting was cancelled", "Nothing is recorded for it.")
        elif record.row.meets_on > self.page.bridge.today():
            self._not_yet.say(
                f"Opens on {words.with_weekday(record.row.meets_on)}",
                "On the day, note here who comes, and what the panel recommends on each item. Interests known "
                "beforehand are declared on the Line-up.",
            )
        elif not record.items and not record.line_up:
            self._not_yet.say("Nothing to record yet", "Add items to the agenda and people to the line-up first.")
        else:
            return False
        self._stack.setCurrentWidget(self._not_yet)
        return True

    def _lay_out_items(self, record: MeetingRecord) -> None:
        if list(self._panels) == [item.ref for item in record.items]:
            return
        shown = self._current()
        kept = {ref: panel for ref, panel in self._panels.items() if ref in {item.ref for item in record.items}}
        for ref, panel in self._panels.items():
            self._items.removeWidget(panel)
            if ref not in kept:
                panel.deleteLater()
        while self._bar.count():
            self._bar.removeTab(0)
        self._panels = {item.ref: kept.get(item.ref) or ItemPanel(self.page, item) for item in record.items}
        for panel in self._panels.values():
            self._items.addWidget(panel)
            self._bar.addTab("")
        refs = list(self._panels)
        self._bar.setCurrentIndex(refs.index(shown) if shown in refs else 0)

    def _current(self) -> str | None:
        panel = self._items.currentWidget()
        return panel.item.ref if isinstance(panel, ItemPanel) else None

    # What is done

    def all_came(self) -> None:
        """Note that everyone who accepted came."""
        if self.page.do(record_all_present, meeting=self.meeting):
            self.page.said("Everyone who accepted is noted as here")

    def next_item(self) -> None:
        """Go to the next item, and from the last to the first."""
        if self._panels:
            self._bar.setCurrentIndex((self._bar.currentIndex() + 1) % self._bar.count())
            self.focus_recommendation()

    def focus_recommendation(self) -> None:
        """Put the keyboard into the item's recommendation."""
        panel = self._items.currentWidget()
        if isinstance(panel, ItemPanel):
            panel.focus_recommendation()

    def begin_declaring(self) -> None:
        """Declare an interest in the item."""
        panel = self._items.currentWidget()
        if isinstance(panel, ItemPanel) and not self.why_not(record_attendance):
            panel.begin_declaring()

    def _turn(self, at: int) -> None:
        self._items.setCurrentIndex(at)
