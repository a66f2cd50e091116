"""The minutes of one meeting: written item by item, sent for review, made final, signed and printed.

What is typed is saved within a second and whenever the page is left. Where it cannot be saved it stays on the page, the
banner says why, and the next key tries again. After its own saving the page reloads only once the typing pauses.
"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

from PySide6.QtCore import QEvent, QRect, QSize, QTimer
from PySide6.QtGui import QHideEvent, QShortcut, QTextCursor
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QStackedWidget, QWidget

from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.minutes.minutes import (
    draft_minutes,
    reopen_minutes,
    write_section,
)
from panel_desk.operations.minutes.reviews import comment_on
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.progress import ProgressCallback
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.meetings import MeetingRecord, meeting, recommendations
from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.queries.minutes.minutes import (
    MinutesRecord,
    SectionRow,
    minutes,
    minutes_content,
    signatures,
)
from panel_desk.queries.minutes.review_files import signing_at_home
from panel_desk.queries.minutes.snippets import snippets
from panel_desk.queries.minutes.spelling import known_words
from panel_desk.rules.file_names import pdf_name, word_name
from panel_desk.rules.vocabulary import MeetingStatus, MinutesState
from panel_desk.ui import formats
from panel_desk.ui.dialogs.recommendation import RecordRecommendation
from panel_desk.ui.dialogs.sign_minutes import SignMinutes
from panel_desk.ui.icons import icon
from panel_desk.ui.page import Page, Spot
from panel_desk.ui.pages.meetings.minutes import NOT_SIGNED
from panel_desk.ui.pages.minutes.answers_from_home import TakingIn
from panel_desk.ui.pages.minutes.bundles import Bundles
from panel_desk.ui.pages.minutes.checking import Checking
from panel_desk.ui.pages.minutes.correcting import Correcting
from panel_desk.ui.pages.minutes.drafting import Drafting
from panel_desk.ui.pages.minutes.saving import MinutesSaving
from panel_desk.ui.pages.minutes.sending import Sending
from panel_desk.ui.pages.minutes.sheet import AttendanceSheet, Headings, ItemSheet
from panel_desk.ui.pages.minutes.status_bar import MinutesStatusBar
from panel_desk.ui.pages.minutes.tools import WritingTools
from panel_desk.ui.printing import Printed, Printing
from panel_desk.ui.states import State
from panel_desk.ui.theme import ICON, S4, S8, S12, S16
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row, scrolling, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.section_editor import SectionEditor

_PAUSE = 1_500  # milliseconds without a key, after which the page reloads what its own saving changed
_LIST_WIDTH = 232  # pixels
_ABOVE_CARET = 60  # pixels kept in view above and beneath the caret
_ALL = 100  # stretch factor: the sheet gets nearly all the room, until it is as wide as a printed page


class MinutesPage(Page):
    """A meeting's minutes."""

    title = "Minutes"
    keys = (
        ("Ctrl+Page up, Ctrl+Page down", "The item before, the next item"),
        ("Ctrl+B, Ctrl+I", "Bold, italic"),
        ("Ctrl+Alt+2", "Subheading"),
        ("Ctrl+Shift+L, Ctrl+Shift+N", "Bullets, numbers"),
        ("Ctrl+Z, Ctrl+Y", "Undo the last edit wherever it was, do it again"),
        ("Ctrl+F, Ctrl+H, F3", "Find, replace, find the next"),
        ("Ctrl+Alt+M", "Comment on what is selected"),
        ("Ctrl+Space", "Insert a snippet; or type its title, then Tab"),
        ("Ctrl+P", "Print the minutes"),
    )
    key_operations = MappingProxyType(
        {
            **dict.fromkeys(
                ("Ctrl+B, Ctrl+I", "Ctrl+Alt+2", "Ctrl+Shift+L, Ctrl+Shift+N", "Ctrl+Z, Ctrl+Y", "Ctrl+Space"),
                write_section,
            ),
            "Ctrl+Alt+M": comment_on,
        }
    )

    def build(self) -> None:
        """Build the status bar, the list of sections, the sheets and the margin."""
        self.record: MinutesRecord | None = None
        self._meeting_shown = ""  # the ref of the meeting whose sheets there are
        self.sheets: dict[str, ItemSheet] = {}
        self.printing = Printing(self, progress := Progress())
        reopen = partial(self._do, reopen_minutes, "Minutes are a draft again")
        self.correcting = Correcting(self, self.printing, reopen)
        self.status_bar = MinutesStatusBar()
        self.taking_in = TakingIn(self)
        self.sections = QListWidget()
        self.sections.setFixedWidth(_LIST_WIDTH)
        self.sections.setIconSize(QSize(ICON, ICON))
        self.sections.setWordWrap(True)
        self.sections.setSpacing(S4)
        self.sections.setAccessibleName("Sections")
        self.sections.currentRowChanged.connect(self._turn)
        for keys, step in (("Ctrl+PgUp", -1), ("Ctrl+PgDown", 1)):
            QShortcut(keys, self, partial(self._step, step))
        self.attendance = AttendanceSheet()
        self._sheet_stack = QStackedWidget()
        middle = row(STRETCH, column(self._sheet_stack, STRETCH), STRETCH)
        middle.setStretch(1, _ALL)
        self._area = scrolling(within(middle))
        self._empty = EmptyState("", "", icon_name="file-pen-line")
        self.saving = MinutesSaving(self, lambda: self.editors, self.status_bar.saved)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self.refresh_if_stale)
        self.bundles = Bundles(self, self.printing)
        self.sending = Sending(self)
        self.drafting = Drafting(self, self._do)
        self.tools = WritingTools(self, lambda: self.editors, self.show_editor)
        self.checking = Checking(self, self.tools, lambda: self.editors, self.show_editor, self._do)
        sheet = column(self.tools, self._area, gap=S8)
        sheet.setStretch(1, 1)
        writing = row(self.sections, sheet, self.checking.margin, gap=S16)
        writing.setStretch(1, 1)
        parts = column(self.status_bar, progress, writing, gap=S12)
        parts.setStretch(2, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(within(parts))
        self._stack.addWidget(self._empty)
        self.body.addWidget(self._stack, 1)

    # Showing

    def refresh(self) -> None:
        """Reload the minutes; what is being typed stays."""
        meeting_record = self.watch(meeting, self.ref)
        self.record = self.watch(minutes, self.ref)
        if self._meeting_shown != self.ref:
            self._forget()
        day = formats.with_weekday(meeting_record.row.meets_on)
        facts = [f"Chair {meeting_record.row.chair_name}"] if meeting_record.row.chair_name else []
        facts.append(formats.count(len(meeting_record.items), "item"))
        if self.record and self.record.number > 1:
            facts.append(f"version {self.record.number}")
        self.header.say(f"Minutes · {day}", " · ".join(facts))
        if self.record is None:
            self._show_nothing(meeting_record)
        else:
            self._show_minutes(self.record, meeting_record)

    def _show_nothing(self, meeting_record: MeetingRecord) -> None:
        why_not = self.bridge.why_not(draft_minutes)
        if meeting_record.row.status is MeetingStatus.HELD and not self.bridge.may_ask(draft_state):
            self._empty.say(*NOT_SIGNED)
        elif meeting_record.row.status is MeetingStatus.HELD:
            self._empty.say(
                "These minutes are not started",
                why_not or "Draft them from panel day's notes, questions and answers.",
            )
        else:
            self._empty.say("No minutes yet", "Record the meeting as held first.")
        can_draft = meeting_record.row.status is MeetingStatus.HELD and not why_not
        draft = Action("Draft minutes", partial(self._do, draft_minutes, "Minutes drafted"))
        self.header.set_actions(draft if can_draft else None, Action("Open meeting", self._open_meeting))
        self._stack.setCurrentWidget(self._empty)

    def _show_minutes(self, record: MinutesRecord, meeting_record: MeetingRecord) -> None:
        self.checking.ask(record)
        at_home = self.watch_if_seen((), signing_at_home, record.meeting)
        is_at_home = not self.bridge.has_account
        self.status_bar.show_record(record, self.checking.reviews, at_home, self.bridge.today(), is_at_home=is_at_home)
        self._show_actions(record)
        by_case: dict[str, dict[str, SectionRow]] = {}
        for section in record.sections:
            by_case.setdefault(section.case or "", {})[section.heading] = section
        writable = record.state in (MinutesState.DRAFT, MinutesState.IN_REVIEW)
        may_write = writable and not self.bridge.why_not(write_section)
        may_record = record.state is not MinutesState.SIGNED and not self.bridge.why_not(record_recommendation)
        recorded = self.watch_if_seen((), recommendations, record.meeting)
        judged = {each.case: each for each in meeting_record.quorum}
        cases = {case.ref: case for case in meeting_record.items}
        self.attendance.show_attendance(record.content.attended)
        self._list_sections(record, cases)
        for item in record.content.items:
            ref = item.facts.case
            self.sheets[ref].show_item(
                item,
                record.content.at_item(item),
                cases[ref],
                judged[ref],
                [each for each in recorded if each.case == ref],
                by_case.get(ref, {}),
                may_write=may_write,
                may_record=may_record,
            )
        if record.state is MinutesState.DRAFT:
            self.drafting.show(record)
        self.tools.know(self.watch(known_words, record.meeting), self.watch_if_seen((), snippets))
        self.tools.count_words()
        self.checking.show_margin(record)
        self._stack.setCurrentIndex(0)

    def _show_actions(self, record: MinutesRecord) -> None:
        steps = {
            MinutesState.DRAFT: self.checking.next_step(record),
            MinutesState.IN_REVIEW: self.checking.next_step(record),
            MinutesState.FINAL: Action("Sign minutes", self.sign, why_not=self.why_not_sign(record)),
            MinutesState.SIGNED: Action("Open decisions", partial(self.open, "decisions")),
        }
        step = None if record.state is MinutesState.SIGNED and not self.can_open("decisions") else steps[record.state]
        more = [
            *self.checking.more(record),
            *self.sending.more(record),
            *self.correcting.more(record),
            self.taking_in.action,
            Action("Save as a Word document", partial(self.print_all, in_word=True), "file-text"),
            Action("Print this item's extract", self.print_extract, "printer"),
            Action("Save this item's extract for Word", partial(self.print_extract, in_word=True), "file-text"),
            *self.bundles.more(),
            Action("Open meeting", self._open_meeting, "calendar-days"),
        ]
        self.header.set_actions(step, Action("Print", self.print_all, "printer", "Ctrl+P"), more=more)

    def why_not_sign(self, record: MinutesRecord) -> str:
        """Why the signed-in person cannot sign these minutes now; empty where they can."""
        if why_not := self.bridge.why_not(sign_minutes):
            return why_not
        if self.bridge.signed_in.member_ref not in record.may_sign:
            return "Only whoever presided signs these minutes, with the account that Settings links to them."
        if any(each.member == self.bridge.signed_in.member_ref for each in self.watch(signatures, record.meeting)):
            return "You have signed these minutes. They still need the signature of whoever else presided."
        return ""

    def _list_sections(self, record: MinutesRecord, cases: Mapping[str, CaseRow]) -> None:
        wanted = {
            item.facts.case: tuple((each.heading, each.purpose) for each in item.sections)
            for item in record.content.items
        }
        for ref, sheet in self.sheets.items():
            if ref in wanted and sheet.is_dirty:
                wanted[ref] = sheet.headings  # until what is typed there is saved
        kept = max(self.sections.currentRow(), 0)
        if [(ref, sheet.headings) for ref, sheet in self.sheets.items()] != list(wanted.items()):
            self._make_sheets(wanted)
        for number, item in enumerate(record.content.items, start=1):
            line = self.sections.item(number)
            line.setText(
                f"{item.number}. {cases[item.facts.case].title}\n{'to be written' if item.lacks else 'complete'}"
            )
            line.setIcon(icon("file-pen-line", "waiting") if item.lacks else icon("circle-check", "good"))
        self.sections.setCurrentRow(min(kept or 1, self.sections.count() - 1))

    def _make_sheets(self, wanted: Mapping[str, Headings]) -> None:
        self.sections.blockSignals(True)
        self.sections.clear()
        self.sections.addItem(QListWidgetItem(icon("users", "quiet"), "Who attended\nfrom the register"))
        for ref in [ref for ref, sheet in self.sheets.items() if wanted.get(ref) != sheet.headings]:
            gone = self.sheets.pop(ref)
            self._sheet_stack.removeWidget(gone)
            for editor in gone.editors.values():
                self.tools.forget(editor)
            gone.deleteLater()
        if self._sheet_stack.indexOf(self.attendance) < 0:
            self._sheet_stack.addWidget(self.attendance)
        ordered = {}
        for ref, headings in wanted.items():
            ordered[ref] = self.sheets.get(ref) or self._new_sheet(headings)
            self._sheet_stack.addWidget(ordered[ref])
            self.sections.addItem(QListWidgetItem(""))
        self.sheets = ordered
        self.sections.blockSignals(False)

    def _new_sheet(self, headings: Headings) -> ItemSheet:
        sheet = ItemSheet(headings, self._record_recommendation)
        for editor in sheet.editors.values():
            editor.typed.connect(self._typed)
            editor.caret_moved.connect(partial(self._follow, editor))
            self.tools.equip(editor)
        return sheet

    def _forget(self) -> None:
        """Remove the sheets of another meeting; what was typed on them is saved by now."""
        self._make_sheets({})
        self._meeting_shown = self.ref
        self.saving.forget()

    def _turn(self, number: int) -> None:
        shown: list[QWidget] = [self.attendance, *self.sheets.values()]
        if 0 <= number < len(shown):
            self.save()
            self._sheet_stack.setCurrentWidget(shown[number])
            self.tools.show_texts(list(self.sheets.values())[number - 1].editors.values() if number else ())
            for each in shown:
                policy = each.sizePolicy()
                height = policy.Policy.Preferred if each is shown[number] else policy.Policy.Ignored
                each.setSizePolicy(policy.Policy.Expanding, height)
            self._area.verticalScrollBar().setValue(0)

    def _step(self, step: int) -> None:
        number = self.sections.currentRow() + step
        if 0 <= number < self.sections.count():
            self.sections.setCurrentRow(number)

    def show_spot(self, spot: Spot) -> None:
        """Show the section that the search found, with the found word selected.

        The keyboard stays outside of the text, so that what is typed does not replace the word.
        """
        for editor in self.editors:
            if editor.section == spot.section:
                editor.box.moveCursor(QTextCursor.MoveOperation.Start)
                editor.box.find(spot.words)
                self.show_editor(editor, to_write=False)
                self.sections.setFocus()
                QTimer.singleShot(0, editor, partial(self._show_caret_laid_out, editor))

    @staticmethod
    def _show_caret_laid_out(editor: SectionEditor) -> None:
        """Show the caret of a page that has just been opened, once its texts have grown to their heights."""
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        editor.report_caret()

    def show_editor(self, editor: SectionEditor, to_write: bool = True) -> None:
        """Show the item of a text and the place of its caret, and give it the keyboard focus if `to_write`."""
        for number, sheet in enumerate(self.sheets.values(), start=1):
            if editor in sheet.editors.values():
                self.sections.setCurrentRow(number)
        if to_write:
            editor.box.setFocus()
        editor.report_caret()

    def _follow(self, editor: SectionEditor, caret: QRect) -> None:
        inside = self._area.widget()
        if inside is not None:
            point = editor.mapTo(inside, caret.center())
            self._area.ensureVisible(point.x(), point.y(), S4, _ABOVE_CARET)

    # Saving

    @property
    def editors(self) -> list[SectionEditor]:
        """Every text that can be written on this page."""
        return [editor for sheet in self.sheets.values() for editor in sheet.editors.values()]

    def is_unsaved(self) -> bool:
        """Whether something typed could not be saved; what can be saved is saved first."""
        self.save()
        return self.saving.is_unsaved

    def save(self) -> None:
        """Save every text that was typed in."""
        self.saving.now()

    def refresh_if_stale(self) -> None:
        """Reload; after the page's own saving only at a pause in the typing, since it already shows what was typed."""
        if self.saving.is_saving:
            self._pause.start()
        else:
            super().refresh_if_stale()

    def _typed(self) -> None:
        self.saving.typed()
        if self._pause.isActive():
            self._pause.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Save when the page is left; the page reloads when it is shown again."""
        self.save()
        self._pause.stop()
        super().hideEvent(event)

    # Actions

    def _do(self, operation: Callable[..., object], sentence: str) -> None:
        """Save what is typed, do an operation on this meeting's minutes, and show the sentence that says so."""
        self.save()
        if self.saving.is_unsaved:
            return
        if self.do(operation, meeting=self.ref):
            self.show_done(sentence)
        else:
            self.ask_again()  # it may have been refused because of what somebody else did

    def _record_recommendation(self, case: CaseRow, child: str | None, whom: str) -> None:
        self.save()
        meeting_record = self.bridge.ask(meeting, self.ref)
        saved = [each for each in self.bridge.ask(recommendations, self.ref) if each.case == case.ref]
        RecordRecommendation(
            self,
            case.ref,
            child,
            whom,
            next((each for each in saved if each.child == child), None),
            next(each for each in meeting_record.quorum if each.case == case.ref),
            is_today=meeting_record.row.meets_on == self.bridge.today(),
        )

    def sign(self) -> SignMinutes:
        """Open the dialog with the pages as they will be signed, which asks for the passphrase."""
        return SignMinutes(self, self.ref)

    def print_all(self, *, in_word: bool = False) -> None:
        """Save the minutes as a PDF, which is the signed file once they are signed, or as a Word document."""
        self._print(None, in_word=in_word)

    def print_extract(self, *, in_word: bool = False) -> None:
        """Save the extract of the item that is open, as a PDF or as a Word document."""
        number = self.sections.currentRow()
        if number > 0:
            self._print(list(self.sheets)[number - 1], in_word=in_word)
        else:
            self.banner.say(State.NOTE, "Select an item at the left to print its extract.")

    def _print(self, only_case: str | None, *, in_word: bool) -> None:
        self.save()
        content = self.bridge.ask(minutes_content, self.ref, only_case)
        from panel_desk.flows.print_minutes import make_print, read_print  # noqa: PLC0415 # ReportLab, when something is printed

        read = self.bridge.run_or_raise(read_print, content, in_word=in_word)

        def make(progress: ProgressCallback) -> Printed:
            del progress
            return Printed(make_print(read))

        what = "Extract of the minutes" if only_case else "Minutes"
        name = word_name if in_word else pdf_name
        self.printing.save(what, name("Minutes", formats.full(content.meeting.held_on), only_case or ""), make)

    def _open_meeting(self) -> None:
        self.open("meeting", self.ref)
