"""The questions of an item on panel day, sent before the panel or added on the day, each with its answer."""

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.agendas import ask_question
from panel_desk.queries.meetings.agendas import QuestionRow
from panel_desk.queries.meetings.panel_day import PanelDayItem, PersonOnDay
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.day_texts import AnswerEditor, FormDraft
from panel_desk.ui.theme import S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.text import Text

_WHO_WIDTH = 208  # pixels


class ItemQuestions(QWidget):
    """The questions of one item."""

    typed = Signal()  # an answer or the new question has changed, and has to be saved
    editor_made = Signal(object)  # the AnswerEditor of a question

    def __init__(self, page: Page, case: str) -> None:
        super().__init__()
        self._page, self._case = page, case
        self.answers: dict[int, AnswerEditor] = {}
        self._lines = column(gap=S12)
        self._none = Text("No questions were sent before the panel.", Part.QUIET)
        self.who = DropDown()
        self.who.setFixedWidth(_WHO_WIDTH)
        self.who.setAccessibleName("Who asks")
        self.question = QLineEdit()
        self.question.setPlaceholderText("Another question")
        self.question.setAccessibleName("Another question")
        self.problem = Text("", Part.ERROR, wrap=True)
        self.problem.hide()
        self.draft = FormDraft(case, "question", self._filled_in, self._fill_in)
        self.question.textEdited.connect(self.typed)
        self.question.returnPressed.connect(self.ask)
        asked_by = row(Text("Asked by", Part.QUIET), self.who, plain("Add question", self.ask), STRETCH, gap=S8)
        self._new = within(column(self.question, asked_by, self.problem, gap=S4))
        self.setLayout(column(self._none, self._lines, self._new, gap=S8))

    def show_questions(self, item: PanelDayItem, people: Sequence[PersonOnDay], *, may_change: bool) -> None:
        """Show the questions with their answers; what is being written stays."""
        self._lay_out(item.questions)
        for each in item.questions:
            self.answers[each.id].show_question(each)
            self.answers[each.id].set_writable(may_change)
        self._none.setVisible(not item.questions)
        self._new.setVisible(may_change)
        choices = [(each.row.name, each.row.member) for each in people]
        if choices != [(self.who.itemText(at), self.who.itemData(at)) for at in range(self.who.count())]:
            chosen = self.who.currentData()
            self.who.clear()
            for name, member in choices:
                self.who.addItem(name, member)
            self.who.setCurrentIndex(max(self.who.findData(chosen), 0))
        self.draft.show_drafts(item.drafts)

    def focus(self) -> None:
        """Give the first empty answer the keyboard focus, or else the field for a new question."""
        unanswered = [each for each in self.answers.values() if not each.text and not each.box.isReadOnly()]
        (unanswered[0].box if unanswered else self.question).setFocus()

    def focus_new(self) -> None:
        """Give the field for a new question the keyboard focus."""
        self.question.setFocus()

    def ask(self) -> None:
        """Add the question that was typed."""
        done = self._page.bridge.with_errors_in(self).do(
            ask_question, case=self._case, member=self.who.currentData() or "", text=self.question.text()
        )
        if done:
            self.question.clear()
            self.typed.emit()  # so that the form's draft is saved as empty
            self.question.setFocus()

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show an error beneath the field."""
        self.problem.setText(error.sentence)
        self.problem.show()

    def clear_problems(self) -> None:
        """Clear the error."""
        self.problem.hide()

    def _lay_out(self, questions: Sequence[QuestionRow]) -> None:
        if list(self.answers) == [each.id for each in questions]:
            return
        kept = {each.id: self.answers.get(each.id) or self._answer(each) for each in questions}
        for ref, gone in self.answers.items():
            if ref not in kept:
                gone.hide()
                gone.deleteLater()
        self.answers = kept
        for editor in kept.values():
            self._lines.addWidget(editor)

    def _answer(self, question: QuestionRow) -> AnswerEditor:
        editor = AnswerEditor(question)
        editor.typed.connect(self.typed)
        self.editor_made.emit(editor)
        return editor

    def _filled_in(self) -> str:
        typed = self.question.text().strip()
        return json.dumps([self.who.currentData(), typed], ensure_ascii=False) if typed else ""

    def _fill_in(self, draft: str) -> None:
        member, typed = json.loads(draft) if draft else (None, "")
        self.question.setText(typed)
        self.who.setCurrentIndex(max(self.who.findData(member), 0))
