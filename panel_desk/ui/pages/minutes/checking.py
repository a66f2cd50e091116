"""The review of minutes on their page: comments, changes, earlier texts, and who has finished checking."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtGui import QTextCursor

from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import (
    comment_on,
    finish_review,
    note_looked,
    send_to_chair_and_adviser,
    send_to_members,
    start_checking,
)
from panel_desk.queries.minutes.minutes import MinutesRecord, minutes
from panel_desk.queries.minutes.reviews import (
    CommentRow,
    ReviewRow,
    changes_since_looked,
    comments,
    reviews,
    section_versions,
)
from panel_desk.queries.minutes.wording_doubts import wording
from panel_desk.rules.minutes_text import blocks
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import OFFICE, CommentState, MinutesState, ReviewStage
from panel_desk.ui.dialogs.comment import CommentOnPassage
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.dialogs.section_history import SectionHistory
from panel_desk.ui.fields import ChoiceField, TextField, how_given_field
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.margin import Margin
from panel_desk.ui.pages.minutes.tools import WritingTools
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.rich_text import units
from panel_desk.ui.widgets.section_editor import SectionEditor

_FINAL = "Minutes are final"
_STARTED = "Your check has begun. What others change from now on is shown beside the text."
Step = Callable[[Callable[..., object], str], object]
"""Does an operation on the minutes that are shown; takes the operation, and the sentence that says that it was done."""


class Checking(QObject):
    """What a page of minutes offers to those who check them.

    Args:
        page: the page.
        tools: knows in which text the caret is.
        editors: every text on the page.
        show_editor: shows a text; with True it also gets the keyboard focus.
        do: saves what is typed, does an operation on this meeting's minutes and says so.
    """

    def __init__(
        self,
        page: Page,
        tools: WritingTools,
        editors: Callable[[], Sequence[SectionEditor]],
        show_editor: Callable[[SectionEditor, bool], object],
        do: Step,
    ) -> None:
        super().__init__(page)
        self._page, self._tools, self._editors, self._show_editor, self._do = page, tools, editors, show_editor, do
        self.margin = Margin(page, self._go_to, self._looked)
        self.reviews: tuple[ReviewRow, ...] = ()

    def ask(self, record: MinutesRecord) -> None:
        """Read the reviews of these minutes."""
        self.reviews = self._page.watch_if_seen((), reviews, record.meeting)

    def show_margin(self, record: MinutesRecord) -> None:
        """Show comments, changes and doubtful wording in the margin."""
        is_open = record.state in (MinutesState.DRAFT, MinutesState.IN_REVIEW)
        found = self._page.watch_if_seen((), comments, record.meeting)
        is_signed = record.state is MinutesState.SIGNED
        doubts = () if is_signed else self._page.watch_if_seen((), wording, record.meeting)
        for editor in self._editors():
            passages = [(one.offset, one.quote) for one in found if one.section == editor.section and _is_marked(one)]
            in_doubt = [(one.starts_at, one.quote) for one in doubts if one.section == editor.section]
            editor.box.mark_passages([(start, quote) for start, quote in passages if start is not None], in_doubt)
        self.margin.show_all(
            found,
            self._page.watch_if_seen((), changes_since_looked, record.meeting),
            doubts,
            {editor.section: editor for editor in self._editors()},
            may_answer=is_open and not self._page.bridge.why_not(comment_on),
        )

    def next_step(self, record: MinutesRecord) -> Action:
        """The one next step of minutes that are a draft or in review."""
        why_not = self._page.bridge.why_not
        if record.state is MinutesState.DRAFT:
            sentence = "Minutes are with the chair and the adviser"
            send = partial(self._do, send_to_chair_and_adviser, sentence)
            return Action("Send to chair and adviser", send, why_not=why_not(send_to_chair_and_adviser))
        mine = self._mine()
        if mine is not None and mine.done_at is None and mine.looked_at is None:
            return Action(
                "Start checking", partial(self._do, start_checking, _STARTED), why_not=why_not(start_checking)
            )
        if mine is not None and mine.done_at is None:
            return Action("Done checking", partial(self._do, finish_review, "Your check is done"))
        if self._is_with_chair():
            return Action("Send to members", self.send_to_members, why_not=why_not(send_to_members))
        return self._make_final()

    def more(self, record: MinutesRecord) -> list[Action]:
        """The other actions of reviewers and of the office."""
        why_not = self._why_no_comment(record)
        more = [Action("Comment…", self.comment, "message-square-plus", "Ctrl+Alt+M", why_not=why_not)]
        if self._page.bridge.may_ask(section_versions):
            more.append(Action("History of this section…", self.open_history, "history"))
        if record.state is MinutesState.IN_REVIEW:
            if self._is_with_chair():
                more.append(self._make_final())
            if self._others():
                more.append(Action("Note who has checked…", self.finish_for, "check", why_not=why_not))
        return more

    def _why_no_comment(self, record: MinutesRecord) -> str:
        why_not = self._page.bridge.why_not(comment_on)
        if why_not or record.state in (MinutesState.DRAFT, MinutesState.IN_REVIEW):
            return why_not
        return f"These minutes are {record.state}. Comments are made while they are a draft or in review."

    def _make_final(self) -> Action:
        return Action("Make final", self.make_final, why_not=self._page.bridge.why_not(make_final))

    def _is_with_chair(self) -> bool:
        return any(one.is_current and one.stage is ReviewStage.ACCURACY for one in self.reviews)

    def _mine(self) -> ReviewRow | None:
        """The review that the signed-in person is asked for now; None where they are not asked."""
        return next((one for one in self.reviews if one.is_own and one.is_current), None)

    def _others(self) -> tuple[ReviewRow, ...]:
        """The reviewers for whom the office may record that they have checked."""
        is_office = self._page.bridge.signed_in.role in OFFICE
        return tuple(one for one in self.reviews if is_office and one.is_current and not one.is_own)

    # Doing

    def send_to_members(self) -> None:
        """Send the minutes on; ask first where the chair or an adviser has not checked them."""
        send = partial(self._do, send_to_members, "Minutes are with the members")
        self._ask_about_missing_checks("Send these minutes to the members?", "Send to members", send)

    def make_final(self) -> None:
        """End the review; ask first where somebody has not checked, and why doubtful wording stays."""
        if not self._page.is_unsaved():
            self._ask_about_missing_checks("Make these minutes final?", "Make final", self._end_review)

    def _ask_about_missing_checks(self, title: str, verb: str, go_on: Callable[[], object]) -> None:
        """Call `go_on`; where somebody who was asked has not checked, only once the user has confirmed it."""
        asked = [one for one in self.reviews if one.is_current or one.stage is ReviewStage.ACCURACY]
        names = [one.name for one in asked if one.done_at is None]
        if not names:
            go_on()
            return
        has = "has" if len(names) == 1 else "have"
        words = f"{listed(names)} {has} not checked them yet. The record of the minutes will say so."
        ask(self._page.window(), title, words, verb, go_on, otherwise="Wait for the check")

    def _end_review(self) -> None:
        doubts = self._page.bridge.ask(wording, self._page.ref)
        if not doubts or any(one.is_refused for one in doubts):
            self._do(make_final, _FINAL)
            return
        why_it_stands = TextField(key="why_it_stands", label="Why these words stand", required=True, lines=3)
        meeting = self._page.ref
        FormDialog(
            self._page.bridge,
            "Make these minutes final?",
            [why_it_stands],
            "Make final",
            lambda filled: filled.do(make_final, meeting=meeting, why_it_stands=filled[why_it_stands]),
            self._made_final,
            words="\n".join(f"Item {one.item}, {one.heading}: {one.sentence}" for one in doubts),
            parent=self._page.window(),
        )

    def _made_final(self, _: object) -> None:
        self._page.show_done(_FINAL)

    def comment(self) -> CommentOnPassage | None:
        """Open the form for a comment on the selected passage, or on the line with the caret."""
        editor = self._tools.editor
        record = self._page.bridge.ask(minutes, self._page.ref)
        if record is not None and (why_not := self._why_no_comment(record)):
            self._page.banner.say(State.NOTE, why_not)
            return None
        if editor is None:
            self._page.banner.say(State.NOTE, "Put the caret in a section, or select a passage, then comment on it.")
            return None
        if self._page.is_unsaved():
            return None
        start, selected = editor.box.selection()
        quote = selected.strip()  # Ctrl+Shift with the arrows selects the space after a word too
        start += len(selected) - len(selected.lstrip()) if quote else 0
        return CommentOnPassage(self._page, editor.section, start, quote or selected, self._others())

    def finish_for(self) -> FormDialog[None]:
        """Ask which reviewer told the office that they have checked, and how, and record it."""
        who: ChoiceField[int] = ChoiceField(
            key="reviewer",
            label="Who",
            required=True,
            options=[(one.id, one.name) for one in self._others() if one.done_at is None],
        )
        how = how_given_field(required=True)
        return FormDialog(
            self._page.bridge,
            "Note who has checked",
            [who, how],
            "Note as checked",
            lambda filled: filled.do(finish_review, meeting=self._page.ref, review=filled[who], how=filled[how]),
            lambda _: self._page.show_done("Noted as checked"),
            words="For those who read the minutes on paper or told you what they think.",
            parent=self._page.window(),
        )

    def open_history(self) -> SectionHistory | None:
        """Show the earlier texts of the section with the caret."""
        editor = self._tools.editor
        if editor is None:
            self._page.banner.say(State.NOTE, "Put the caret in a section to see its history.")
            return None
        self._page.is_unsaved()  # saves what was typed
        versions = self._page.bridge.ask(section_versions, editor.section)
        bring_back = None if editor.box.isReadOnly() else partial(self._bring_back, editor)
        return SectionHistory(editor.heading, versions, editor.text, bring_back, self._page.window())

    def _bring_back(self, editor: SectionEditor, text: str) -> None:
        editor.box.show_blocks(blocks(text))
        self._page.is_unsaved()  # saves the text
        self._show_editor(editor, True)

    def _looked(self) -> None:
        self._page.do(note_looked, meeting=self._page.ref)

    def _go_to(self, editor: SectionEditor, start: int, length: int) -> None:
        """Select a passage, given its start and length in characters."""
        text = editor.box.toPlainText()
        cursor = QTextCursor(editor.box.document())
        cursor.setPosition(units(text[:start]))
        cursor.setPosition(units(text[: start + length]), QTextCursor.MoveMode.KeepAnchor)
        editor.box.setTextCursor(cursor)
        self._show_editor(editor, True)


def _is_marked(comment: CommentRow) -> bool:
    return comment.offset is not None and comment.state is CommentState.OPEN
