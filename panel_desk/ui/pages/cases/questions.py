"""The Questions tab of a case: what members ask before the panel, under the chair's themes and in the chair's order."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.operations.meetings.agendas import ask_question, group_question, remove_question
from panel_desk.queries.meetings.agendas import QuestionRow
from panel_desk.queries.members.members import members
from panel_desk.rules.vocabulary import MemberStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, NumberField, TextField
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.theme import S8, S12
from panel_desk.ui.widgets.buttons import Action, allow, button
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.table import Table

_MOST = 99  # the highest number that a question can get


class Questions(QWidget):
    """The questions of one case, in the chair's order."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model: RowModel[QuestionRow] = RowModel(_columns(), ref=lambda each: str(each.id))
        self.table = Table(
            self.model,
            "Questions asked before the panel",
            counted=("question", "questions"),
            empty=EmptyState(
                "No questions yet",
                "Members' questions before the panel are listed here."
                if page.bridge.why_not(ask_question)
                else "Add the questions that members send before the panel. The draft minutes start with them.",
                None,
                "inbox",
            ),
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._update_buttons)
        why_not = page.bridge.why_not
        cannot = why_not(ask_question) or page.bridge.why_not_ask(members)
        self._ask = button(Action("Add question…", self.ask, "plus", why_not=cannot))
        self._group = button(Action("Theme and number…", self.group))
        self._remove = button(Action("Remove", self.remove, "x"))
        parts = column(row(self._ask, self._group, self._remove, STRETCH, gap=S8), self.table, gap=S12)
        parts.setStretch(1, 1)
        self.setLayout(parts)
        self._update_buttons()

    def show_questions(self, questions: Sequence[QuestionRow]) -> None:
        """Show the questions."""
        self.model.replace(questions)
        self._update_buttons()

    def ask(self) -> FormDialog[int]:
        """Open the form for a question: who asks it, its text and its theme."""
        listed = [
            (person.ref, person.name)
            for person in self._page.bridge.ask(members)
            if person.status is MemberStatus.ACTIVE
        ]
        member = ChoiceField(key="member", label="Asked by", required=True, options=listed, none="", is_long=True)
        text = TextField(key="text", label="Question", required=True, lines=3)
        theme = TextField(key="theme", label="Theme", help="Questions of one theme are asked together.")
        case = self._page.ref
        return FormDialog(
            self._page.bridge,
            "Add question",
            [member, text, theme],
            "Add question",
            lambda filled: filled.do(
                ask_question, case=case, member=filled[member], text=filled[text], theme=filled[theme]
            ),
            self._asked,
            parent=self,
        )

    def group(self) -> FormDialog[None] | None:
        """Open the form for the theme and the number of the selected question."""
        chosen = self._chosen()
        if chosen is None:
            return None
        theme = TextField(key="theme", label="Theme")
        position = NumberField(key="position", label="No.", required=True, least=1, most=_MOST)
        return FormDialog(
            self._page.bridge,
            "Theme and number",
            [theme, position],
            "Save",
            lambda filled: filled.do(
                group_question, question=chosen.id, theme=filled[theme], position=filled[position]
            ),
            self._grouped,
            words=chosen.text,
            values={"theme": chosen.theme, "position": chosen.position},
            parent=self,
        )

    def remove(self) -> None:
        """Remove the selected question; this can be undone for ten seconds."""
        chosen = self._chosen()
        if chosen is not None and self._page.do(remove_question, question=chosen.id):
            undo = partial(
                self._page.do,
                ask_question,
                case=chosen.case,
                member=chosen.member,
                text=chosen.text,
                theme=chosen.theme,
            )
            self._page.show_done("The question is removed.", undo)

    def _asked(self, _: int) -> None:
        self._page.show_done("The question is added.")

    def _grouped(self, _: None) -> None:
        self._page.show_done("The question's theme and number are saved.")

    def _open(self, _: str) -> None:
        if self._group.isEnabled():
            self.group()

    def _chosen(self) -> QuestionRow | None:
        ref = self.table.current_ref()
        position = self.model.position_of(ref) if ref else None
        return self.model.row_at(position) if position is not None else None

    def _update_buttons(self, _: str = "") -> None:
        for made, operation in ((self._group, group_question), (self._remove, remove_question)):
            allow(made, self._page.bridge.why_not(operation), is_possible=self._chosen() is not None)


def _columns() -> list[Column[QuestionRow]]:
    return [
        Column("place", "No.", lambda each: str(each.position), lambda each: each.position, 48, Align.RIGHT),
        Column("text", "Question", lambda each: each.text, width=360),
        Column("theme", "Theme", lambda each: each.theme or "", width=160, is_facet=True),
        Column("by", "Asked by", lambda each: each.name, width=160),
        Column(
            "asked",
            "Asked",
            lambda each: formats.moment(each.asked_at),
            lambda each: each.asked_at,
            180,
            is_extra=True,
        ),
        Column("answer", "Answer", lambda each: each.answer or "", width=300, is_extra=True),
    ]
