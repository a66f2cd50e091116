"""One item on panel day: its times and quorum, interests, questions, notes, recommendations and report ratings."""

from collections.abc import Sequence
from datetime import time
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from panel_desk.operations.meetings.panel_day import begin_item, correct_times, end_item
from panel_desk.queries.cases.cases import CaseRow, quality
from panel_desk.queries.meetings.panel_day import PanelDayItem, PersonOnDay
from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.rules.minutes_headings import ADVICE
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.fields import TimeField
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.day_texts import DayText, NoteEditor
from panel_desk.ui.pages.meetings.given_to_office import How
from panel_desk.ui.pages.meetings.interests import ItemInterests
from panel_desk.ui.pages.meetings.item_presentation import against_timetable, is_over, subjects
from panel_desk.ui.pages.meetings.questions import ItemQuestions
from panel_desk.ui.pages.meetings.ratings import Ratings
from panel_desk.ui.pages.meetings.recommendation import ONLY_A_DEFERRAL, RecommendationForm
from panel_desk.ui.pages.meetings.tab import light_of
from panel_desk.ui.states import State
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import bare, plain
from panel_desk.ui.widgets.layout import STRETCH, column, line, row, scrolling, within
from panel_desk.ui.widgets.quorum_light import Light, QuorumLight
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Elided, Text

_RESULT_WIDTH = 348  # pixels
_ROOM_FOR_BOTH = 680  # pixels; with less room the recommendation is beneath the notes, not beside them
_BEGAN_AT = TimeField(key="began_at", label="Began at")
_ENDED_AT = TimeField(key="ended_at", label="Ended at")


class ItemPanel(QWidget):
    """Everything that is recorded on panel day about one item.

    Args:
        page: the meeting's page.
        item: the item.
        how: reads how the chair gave the office what it records after the day.
    """

    typed = Signal()  # a text has changed, and has to be saved
    editor_made = Signal(object)  # the SectionEditor of an answer or a note

    def __init__(self, page: Page, item: CaseRow, how: How) -> None:
        super().__init__()
        self._page, self.item = page, item
        self._day: PanelDayItem | None = None
        self._title = Elided("", Part.SECTION)
        self.times = Text("")
        self._turn = plain("Begin", self.begin_or_end)
        self._times_button = bare("Times", self.open_times)
        self._light = QuorumLight(Light(is_quorate=True, words=""))
        self._refusal = Banner()
        self._times = column()
        self.times_form: Form | None = None
        self.declaring = ItemInterests(page, item.ref)
        self.asking = ItemQuestions(page, item.ref)
        self.asking.editor_made.connect(self.editor_made)
        self.notes: dict[str, NoteEditor] = {}
        self._notes, self._advice = column(gap=S12), column(gap=S12)
        self.recommendations = {
            child: RecommendationForm(page, item.ref, child, whom, how) for child, whom in subjects(item)
        }
        self.ratings = Ratings(item.ref, item.kind)
        titled = row(self._title, self._light, gap=S8)
        titled.setStretch(0, 1)
        self._head = row(titled, row(self.times, self._turn, self._times_button, STRETCH, gap=S8), gap=S16)
        self._head.setStretch(0, 1)
        self._result_parts = self._result()
        self._right = scrolling(self._result_parts)
        self._right.setFixedWidth(_RESULT_WIDTH)
        self._between = line(upright=True)
        self._beneath = column()
        body = row(scrolling(self._middle()), self._between, self._right, gap=S12)
        body.setStretch(0, 1)
        parts = column(self._head, self._times, self._refusal, body, gap=S8)
        parts.setStretch(3, 1)
        self.setLayout(parts)
        self._sees_notes = page.bridge.may_ask(draft_state)
        for typed in (self.declaring.typed, self.asking.typed, self.ratings.typed):
            typed.connect(self.typed)
        for one in self.recommendations.values():
            one.typed.connect(self.typed)
            one.recorded.connect(self._on_recorded)

    def _middle(self) -> QWidget:
        parts = column(
            self.declaring,
            Text("Questions", Part.SECTION),
            self.asking,
            self._notes,
            self._beneath,
            STRETCH,
            gap=S12,
            margins=(2, 2, S12, S8),
        )
        return within(parts)

    def _result(self) -> QWidget:
        parts = column(gap=S16, margins=(2, 2, S12, S8))
        for one in self.recommendations.values():
            parts.addWidget(one)
        parts.addLayout(self._advice)
        rated = row(Text("Quality of the reports", Part.SECTION), Text("1 poor, 5 excellent", Part.QUIET), STRETCH)
        quality_of_reports = within(column(rated, self.ratings, gap=S4))
        parts.addWidget(quality_of_reports)
        if not self._page.bridge.may_ask(quality):
            quality_of_reports.hide()  # shown with the item otherwise: by itself it would be a window of its own
        parts.addStretch(1)
        return within(parts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is recommended beside the notes where there is room, else beneath them."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _ROOM_FOR_BOTH
        if is_wide == self._right.isHidden():
            if is_wide:
                self._right.setWidget(self._result_parts)
            else:
                self._beneath.addWidget(self._right.takeWidget())
            self._head.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)
            self._right.setVisible(is_wide)
            self._between.setVisible(is_wide)
            self._result_parts.show()

    @property
    def texts(self) -> list[DayText]:
        """Every text of the item that is saved while it is typed."""
        texts: list[DayText] = [*self.asking.answers.values(), *self.notes.values(), *self.ratings.lines.values()]
        texts += [one.draft for one in self.recommendations.values()]
        return [*texts, self.asking.draft, self.declaring.draft]

    @property
    def editors(self) -> list[SectionEditor]:
        """The editors of the answers and notes."""
        return [*self.asking.answers.values(), *self.notes.values()]

    def show_item(
        self, day: PanelDayItem, items_count: int, people: Sequence[PersonOnDay], now: time | None, *, may_change: bool
    ) -> None:
        """Show the item; what is being typed stays.

        Args:
            day: the item, with what is recorded of it on panel day.
            items_count: how many items the meeting has.
            people: everyone on the line-up.
            now: this minute; None on any other day than the meeting's.
            may_change: whether anything can be recorded.
        """
        self.item, self._day = day.row, day
        self._title.setText(f"Item {day.row.item} of {items_count} · {day.row.title}")
        self.times.setText(against_timetable(day, now))
        self.times.setProperty("part", (Part.ERROR if is_over(day, now) else Part.BODY).value)
        self.times.style().unpolish(self.times)
        self.times.style().polish(self.times)
        self._turn.setText("End item" if day.under_way else "Begin item")
        self._turn.setToolTip("F7")
        self._turn.setVisible(may_change and now is not None and day.row.ended_at is None)
        self._times_button.setVisible(may_change)
        self._show_quorum(day, may_change=may_change)
        self._lay_out_notes(day)
        kept = {note.heading: note for note in day.notes}
        for heading, editor in self.notes.items():
            editor.show_note(kept.get(heading))
            editor.set_writable(may_change)
        self.asking.show_questions(day, people, may_change=may_change)
        self.declaring.show_interests(day, people, may_change=may_change)
        for one in self.recommendations.values():
            one.show_item(day, may_change=may_change)
        self.ratings.show_ratings(day.quality, may_change=may_change)

    # Actions

    def begin_or_end(self) -> None:
        """Record that the item begins or ends now; this can be undone for ten seconds."""
        day = self._day
        if day is None or self._turn.isHidden():
            return
        operation, what = (end_item, "ended") if day.under_way else (begin_item, "began")
        if self._page.do(operation, case=day.row.ref):
            before = day.row
            self._page.show_done(
                f"Item {before.item} {what}",
                partial(
                    self._page.do,
                    correct_times,
                    case=before.ref,
                    began_at=before.began_at,
                    ended_at=before.ended_at,
                ),
            )

    def open_times(self) -> None:
        """Open the form that corrects when the item began and ended, or close it."""
        if self.times_form is not None or self._day is None:
            self.close_times()
            return
        self.times_form = Form([(_BEGAN_AT, _ENDED_AT)])
        times = self._day.row
        self.times_form.fill({_BEGAN_AT.key: times.began_at, _ENDED_AT.key: times.ended_at})
        self.times_form.submit_with_enter(self.save_times)
        buttons: list[QPushButton] = [plain("Save times", self.save_times), plain("Cancel", self.close_times)]
        self._times.addWidget(within(row(self.times_form, *buttons, STRETCH, gap=S8)))
        self.times_form.focus(_BEGAN_AT.key)

    def save_times(self) -> None:
        """Save the corrected times."""
        if self.times_form is not None and self.times_form.send(self._page.bridge, self._correct_times):
            self.close_times()

    def _correct_times(self, filled: FilledForm) -> Done[None]:
        return filled.do(
            correct_times, case=self.item.ref, began_at=filled.get(_BEGAN_AT), ended_at=filled.get(_ENDED_AT)
        )

    def close_times(self) -> None:
        """Close the form of `open_times`."""
        self.times_form = None
        while (item := self._times.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()

    # Keyboard focus

    def focus_questions(self) -> None:
        """Give the first question without an answer the keyboard focus."""
        self.asking.focus()

    def focus_recommendation(self) -> None:
        """Give the first recommendation that is not recorded the keyboard focus."""
        self._next_recommendation().form.focus("outcome")

    def vote_unanimously(self) -> None:
        """Record a unanimous vote on the recommendation with the focus, or on the first that is not recorded."""
        focus = self.focusWidget()
        focused = (one for one in self.recommendations.values() if focus is not None and one.isAncestorOf(focus))
        (next(focused, None) or self._next_recommendation()).vote_unanimously()

    def _next_recommendation(self) -> RecommendationForm:
        every = [*self.recommendations.values()]
        return next((one for one in every if not one.is_recorded), every[0])

    def _on_recorded(self) -> None:
        """Give what follows the keyboard focus: the next recommendation, or the ratings of the reports."""
        if all(one.is_recorded for one in self.recommendations.values()):
            self.ratings.focus()
        else:
            self.focus_recommendation()

    def _show_quorum(self, day: PanelDayItem, *, may_change: bool) -> None:
        judged = day.quorum
        self._light.show_light(light_of(judged))
        self._light.setText(judged.sentence if judged.quorate else judged.sentence.partition(":")[0])
        if judged.quorate or not may_change:
            self._refusal.hide()
            return
        reasons = [f"{each.name} {each.why}." for each in judged.not_counted] if not judged.is_forecast else []
        self._refusal.say(
            State.ALERT,
            " ".join([f"{judged.sentence}.", *reasons, judged.verdict.remedy, ONLY_A_DEFERRAL]),
            can_dismiss=False,
        )

    def _lay_out_notes(self, day: PanelDayItem) -> None:
        for heading in day.headings if self._sees_notes else ():
            if heading not in self.notes:
                self.notes[heading] = editor = NoteEditor(self.item.ref, heading)
                editor.typed.connect(self.typed)
                (self._advice if heading == ADVICE else self._notes).addWidget(editor)
                self.editor_made.emit(editor)
