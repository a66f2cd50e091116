"""The Panel day tab of a meeting: attendance, the items with their recommendations, and feedback, all by the keyboard.

What is typed is saved within two seconds. The time and the quorum are updated each minute and after each change.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget

from panel_desk.operations.meetings.meetings import record_all_present
from panel_desk.operations.meetings.panel_day import write_note
from panel_desk.operations.minutes.spelling import add_spelling_words
from panel_desk.queries.meetings.feedback import feedback
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.meetings.panel_day import PanelDay, panel_day
from panel_desk.queries.minutes.snippets import snippets
from panel_desk.queries.minutes.spelling import known_words
from panel_desk.rules.vocabulary import OFFICE, MeetingStatus, Response
from panel_desk.ui import formats
from panel_desk.ui.icons import icon
from panel_desk.ui.pages.meetings.attendance import AttendanceList
from panel_desk.ui.pages.meetings.day_texts import DaySaving, DayText, holds
from panel_desk.ui.pages.meetings.feedback import FeedbackPanel
from panel_desk.ui.pages.meetings.given_to_office import GivenToOffice
from panel_desk.ui.pages.meetings.item_panel import ItemPanel
from panel_desk.ui.pages.meetings.item_presentation import progress_in_words
from panel_desk.ui.pages.meetings.tab import Tab
from panel_desk.ui.spelling import Speller
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, button
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import column, empty, line, row, scrolling, within
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.text import Text

_ATTENDANCE_WIDTH = 224  # pixels
_FEW = 5  # items; with more, the bar has no room for each item's progress
_A_SECOND = 1_000  # milliseconds; how often the tab looks whether a new minute has begun


class PanelDayTab(Tab):
    """Records what happens at the meeting while it takes place, or afterwards."""

    needs = (panel_day,)

    screen_wanted = Signal()  # the user wants full screen, or to leave it

    def build(self) -> None:
        """Build the attendance list, the bar of items, an `ItemPanel` for each item and the feedback."""
        self.given = GivenToOffice()
        self.attendance = AttendanceList(self.page, self.given.how)
        self._all_came = row()
        self._bar = TabBar()
        self._bar.setAccessibleName("Items")
        self._bar.currentChanged.connect(self._turn)
        self._panels: dict[str, ItemPanel] = {}
        self._items = QStackedWidget()
        self.feedback = FeedbackPanel(self.page)
        self._saved = Text("", Part.QUIET)
        self.saving = DaySaving(self.page, lambda: self.texts, self._saved)
        self.speller = Speller(self)
        self._day_shown: PanelDay | None = None
        self._given_of = ""  # the meeting for which `given` is chosen
        here = column(
            self.given,
            row(Text("Here", Part.SECTION), None, self._all_came),
            self.attendance.acts,  # above the list: the bar with *Undo* would move them from under the mouse
            scrolling(self.attendance),
            gap=S8,
        )
        here.setStretch(3, 1)
        left = within(here)
        left.setFixedWidth(_ATTENDANCE_WIDTH)
        day = row(left, line(upright=True), self._items, gap=S12)
        day.setStretch(2, 1)
        top = row(self._bar, self._saved, gap=S12)
        top.setStretch(0, 1)
        whole = column(top, day, gap=S8)
        whole.setStretch(1, 1)
        self._day = within(whole)
        self._not_yet = EmptyState("", "", icon_name="calendar-days")
        self._stack = QStackedWidget()
        self._stack.addWidget(self._day)
        self._stack.addWidget(self._not_yet)
        self.setLayout(column(self._stack))
        self._minute = QTimer(self, interval=_A_SECOND)
        self._minute.timeout.connect(self.look_at_clock)
        self._minute.start()
        self._give_keys()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._leave)

    def _give_keys(self) -> None:
        for key, run in (
            ("F2", partial(self._in_front, ItemPanel.focus_questions)),
            ("F3", self.focus_recommendation),
            ("F4", self.attendance.focus),
            ("F5", self.begin_declaring),
            ("F6", self.next_item),
            ("Shift+F6", self.item_before),
            ("F7", partial(self._in_front, ItemPanel.begin_or_end)),
            ("F8", self.ask),
            ("F9", partial(self._in_front, ItemPanel.vote_unanimously)),
            ("F11", self.full_screen),
        ):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.activated.connect(run)

    # Showing

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show who is here and each item; what is being typed stays."""
        if self._is_closed(record):
            return
        self._stack.setCurrentWidget(self._day)
        may_change = not self.why_not(write_note)
        day = self._day_shown = self.page.watch(panel_day, record.row.ref)
        if record.row.ref != self._given_of:
            self._given_of = record.row.ref
            self.given.choose(None)
        by_office = self.page.bridge.signed_in.role in OFFICE
        self.given.setVisible(by_office and may_change and day.now is None)
        empty(self._all_came)
        waiting = [each for each in record.line_up if each.response is Response.ACCEPTED and not each.attended]
        if may_change and len(waiting) > 1:
            self._all_came.addWidget(button(Action(f"All {len(waiting)} came", self.all_came, "check"), "bare"))
        self._lay_out_items(record)
        for item in day.items:
            self._panels[item.row.ref].show_item(item, len(day.items), day.people, day.now, may_change=may_change)
        self._show_bar(day)
        self._show_people()
        rows = self.page.watch_if_seen((), feedback, record.row.ref)
        self.feedback.show_feedback(record.row.ref, rows, record.items)
        self._bar.setTabText(len(self._panels), f"Feedback {len(rows)}" if rows else "Feedback")
        self.speller.know(self.page.watch(known_words, record.row.ref))
        known = {each.title.lower(): each.text for each in self.page.watch_if_seen((), snippets)}
        for panel in self._panels.values():
            for editor in panel.editors:
                editor.box.snippets = known

    def look_at_clock(self) -> None:
        """Reload once the minute has changed."""
        day = self._day_shown
        if day is not None and self.isVisible() and day.now is not None:
            now = self.page.bridge.now().astimezone()
            if (now.hour, now.minute) != (day.now.hour, day.now.minute):
                self.page.ask_again()

    def panel(self, case: str) -> ItemPanel:
        """The widget of an item, by the ref of its case."""
        return self._panels[case]

    @property
    def texts(self) -> list[DayText]:
        """Every text on the tab that is saved while it is typed."""
        return [text for panel in self._panels.values() for text in panel.texts]

    @property
    def is_unsaved(self) -> bool:
        """Whether something typed could not be saved; what can be saved is saved first."""
        self.saving.now()
        return self.saving.is_unsaved or self.feedback.is_unsaved

    def hideEvent(self, event: QHideEvent) -> None:
        """Save when the page is left."""
        super().hideEvent(event)
        self.saving.now()

    def _is_closed(self, record: MeetingRecord) -> bool:
        """Whether nothing can be recorded of the meeting, or not yet; the tab then shows why."""
        if record.row.status is MeetingStatus.CANCELLED:
            self._not_yet.say("This meeting was cancelled", "Nothing is recorded for it.")
        elif record.row.meets_on > self.page.bridge.today():
            self._not_yet.say(
                f"Opens on {formats.with_weekday(record.row.meets_on)}",
                "On the day, record here who comes and what the panel recommends on each item. Declare interests that "
                "are known beforehand on the Line-up tab.",
            )
        elif not record.items and not record.line_up:
            self._not_yet.say("Nothing to record yet", "Add items to the agenda and people to the line-up first.")
        else:
            return False
        self._stack.setCurrentWidget(self._not_yet)
        return True

    def _lay_out_items(self, record: MeetingRecord) -> None:
        wanted = [item.ref for item in record.items]
        if list(self._panels) == wanted and self._bar.count() == len(wanted) + 1:
            return
        self.saving.now()
        shown = self._current()
        kept = {ref: panel for ref, panel in self._panels.items() if ref in wanted}
        for ref, panel in self._panels.items():
            self._items.removeWidget(panel)
            if ref not in kept:
                panel.deleteLater()
        self._items.removeWidget(self.feedback)
        while self._bar.count():
            self._bar.removeTab(0)
        if not kept:
            self.saving.forget()
        self._panels = {item.ref: kept.get(item.ref) or self._panel(item.ref, record) for item in record.items}
        for panel in self._panels.values():
            self._items.addWidget(panel)
            self._bar.addTab("")
        self._items.addWidget(self.feedback)
        last = self._bar.addTab(icon("message-square", "quiet"), "Feedback")
        self._bar.setTabVisible(last, self.page.bridge.may_ask(feedback))
        self._bar.setCurrentIndex(wanted.index(shown.item.ref) if shown and shown.item.ref in wanted else 0)

    def _panel(self, ref: str, record: MeetingRecord) -> ItemPanel:
        panel = ItemPanel(self.page, next(item for item in record.items if item.ref == ref), self.given.how)
        panel.typed.connect(self.saving.typed)
        panel.editor_made.connect(self._equip)
        return panel

    def _equip(self, editor: SectionEditor) -> None:
        """Give an editor undo, spelling and snippets."""
        box = editor.box
        box.undo_wanted.connect(box.undo)
        box.redo_wanted.connect(box.redo)
        box.word_learnt.connect(self._learn)
        box.check_spelling(self.speller)
        self.speller.wake()

    def _learn(self, word: str) -> None:
        if self.page.do(add_spelling_words, words=word):
            self.page.show_done(f"“{word}” is added to the agency's words")

    def _show_bar(self, day: PanelDay) -> None:
        for index, item in enumerate(day.items):
            progress, judged = progress_in_words(item), item.quorum
            is_roomy = len(day.items) <= _FEW
            label = f"Item {item.row.item}" + (f" · {progress}" if progress else "")
            self._bar.setTabText(index, label if is_roomy else str(item.row.item))
            self._bar.setTabIcon(index, icon("circle-check", "good") if judged.quorate else icon("circle-x", "alert"))
            self._bar.setAccessibleTabName(
                index, f"Item {item.row.item}, {item.row.title}. {judged.sentence}. {progress}"
            )
            self._bar.setTabToolTip(index, " · ".join(filter(None, (item.row.title, judged.sentence, progress))))

    def _show_people(self) -> None:
        day, panel = self._day_shown, self._current()
        if day is not None:
            declared = [item.interests for item in day.items if panel is not None and item.row.ref == panel.item.ref]
            withdrawn = frozenset(each.member for one in declared for each in one if each.withdraws)
            may_change = not self.why_not(write_note)
            is_today = day.now is not None
            self.attendance.show_people(self.meeting, day.people, withdrawn, is_today=is_today, may_change=may_change)

    def _current(self) -> ItemPanel | None:
        panel = self._items.currentWidget()
        return panel if isinstance(panel, ItemPanel) else None

    # Actions

    def all_came(self) -> None:
        """Record that everyone who accepted came."""
        if self.page.do(record_all_present, meeting=self.meeting, how=self.given.how()):
            self.page.show_done("Everyone who accepted is noted as here")

    def next_item(self) -> None:
        """Go to the next item, and from the last to the first."""
        self._go_by(1)

    def item_before(self) -> None:
        """Go to the item before, and from the first to the last."""
        self._go_by(-1)

    def _go_by(self, step: int) -> None:
        if self._panels:
            index = min(self._bar.currentIndex(), len(self._panels) - 1)
            self._bar.setCurrentIndex((index + step) % len(self._panels))
            self._in_front(ItemPanel.focus_questions)

    def focus_recommendation(self) -> None:
        """Give the item's recommendation the keyboard focus."""
        self._in_front(ItemPanel.focus_recommendation)

    def ask(self) -> None:
        """Give the field for a new question the keyboard focus."""
        if (panel := self._current()) is not None:
            panel.asking.focus_new()

    def begin_declaring(self) -> None:
        """Declare an interest in the item."""
        panel = self._current()
        if panel is not None and not self.why_not(write_note):
            panel.declaring.begin()

    def full_screen(self) -> None:
        """Enter or leave full screen."""
        self.screen_wanted.emit()

    def _in_front(self, do: Callable[[ItemPanel], object]) -> None:
        """Call `do` with the item that is shown; not while the feedback is shown."""
        if (panel := self._current()) is not None:
            do(panel)

    def _turn(self, index: int) -> None:
        self.saving.now()
        if index >= 0:
            self._items.setCurrentIndex(index)
            self._show_people()

    def _leave(self, before: QWidget | None, now: QWidget | None) -> None:
        """Save when the keyboard focus leaves a text."""
        del now
        if self.saving.is_waiting and holds(self, before):
            self.saving.now()
