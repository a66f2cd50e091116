"""The margin of the minutes: wording to check, changes since the reviewer last looked, and comments."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from panel_desk.operations.minutes.reviews import answer_comment
from panel_desk.queries.minutes.reviews import CommentRow, SectionChange
from panel_desk.queries.minutes.wording_doubts import WordingRow
from panel_desk.rules.vocabulary import CommentState
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import bare, link, plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, scrolling, within
from panel_desk.ui.widgets.redline_view import RedlineView
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text

_WIDTH = 272  # pixels
_CHIPS = {
    CommentState.ACCEPTED: Chip(State.GOOD, "Accepted"),
    CommentState.DECLINED: Chip(State.QUIET, "Declined", "circle-x"),
}


class Margin(QWidget):
    """Cards with doubtful wording, changes and comments; hidden while there are none.

    Args:
        page: the minutes' page.
        go_to: selects a passage, given its editor, its start and its length in characters.
        looked: records that the reviewer has seen the changes.
    """

    def __init__(
        self, page: Page, go_to: Callable[[SectionEditor, int, int], object], looked: Callable[[], object]
    ) -> None:
        super().__init__()
        self._page, self._go_to, self._looked = page, go_to, looked
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName("Comments and changes")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._parts = column(gap=S12, margins=(0, 0, S12, 0))
        self.setLayout(column(scrolling(within(column(self._parts, STRETCH)))))
        self.hide()

    def show_all(
        self,
        comments: Sequence[CommentRow],
        changes: Sequence[SectionChange],
        doubts: Sequence[WordingRow],
        editors: Mapping[int, SectionEditor],
        *,
        may_answer: bool,
    ) -> None:
        """Show the cards, in the order of the text; open comments come first."""
        empty(self._parts)
        if doubts:
            self._show_doubts(doubts, editors)
        if changes:
            self._show_changes(changes, editors)
        open_first = sorted(comments, key=lambda one: one.state is not CommentState.OPEN)
        open_comments = [one for one in open_first if one.state is CommentState.OPEN]
        if comments:
            self._parts.addWidget(Text(f"Comments · {len(open_comments)} open", Part.SECTION))
        shown: set[int] = set()
        for one in open_first:
            if one.id in shown:
                continue
            group = _with_rivals(one, open_comments)
            shown |= {each.id for each in group}
            self._parts.addWidget(self._card(group, editors, may_answer=may_answer))
        self.setVisible(bool(comments or changes or doubts))

    def _show_doubts(self, doubts: Sequence[WordingRow], editors: Mapping[int, SectionEditor]) -> None:
        self._parts.addWidget(Text(f"Wording · {len(doubts)} to check", Part.SECTION))
        for one in doubts:
            where: QWidget = Text(f"Item {one.item}, {one.heading}", Part.QUIET, wrap=True)
            if one.section is not None and one.section in editors:
                show = partial(self._go_to, editors[one.section], one.starts_at, len(one.quote))
                where = within(row(link(f"Show in item {one.item}, {one.heading}", show), STRETCH))
            self._parts.addWidget(framed(_padded(where, Text(one.sentence, wrap=True, selectable=True))))

    def _show_changes(self, changes: Iterable[SectionChange], editors: Mapping[int, SectionEditor]) -> None:
        self._parts.addWidget(Text("Changed since you last looked", Part.SECTION, wrap=True))
        for one in changes:
            name: QWidget = Text(f"{one.heading} · {one.title}", Part.STRONG, wrap=True)
            if one.section in editors:
                name = link(one.heading, partial(self._go_to, editors[one.section], 0, 0))
            self._parts.addWidget(framed(_padded(name, RedlineView(one.before, one.after, is_short=True))))
        self._parts.addLayout(row(plain("I have seen these", self._looked), STRETCH))

    def _card(self, group: Sequence[CommentRow], editors: Mapping[int, SectionEditor], *, may_answer: bool) -> QFrame:
        """One comment, or the proposals for the same passage, of which one can be accepted."""
        parts: list[QWidget] = []
        if len(group) > 1:
            parts.append(Text(f"{len(group)} proposals for the same passage: accept one", Part.STRONG, wrap=True))
        for one in group:
            parts += self._comment(one, editors, may_answer=may_answer)
        return framed(_padded(*parts))

    def _comment(self, one: CommentRow, editors: Mapping[int, SectionEditor], *, may_answer: bool) -> Iterable[QWidget]:
        given = formats.given_in_words(one.how_given, one.recorded_by)
        facts = filter(None, (one.author, formats.moment(one.made_at), given))
        yield Text(" · ".join(facts), Part.QUIET, wrap=True)
        if one.section not in editors:
            yield Text("This section has been removed.", Part.QUIET, wrap=True)
        elif one.offset is None:
            heading = editors[one.section].heading
            is_replaced = one.state is CommentState.ACCEPTED and one.proposed
            what = "is replaced" if is_replaced else "has been removed"
            yield Text(f"{heading}: the passage {what}", Part.QUIET, wrap=True)
        else:
            editor = editors[one.section]
            show = partial(self._go_to, editor, one.offset, len(one.quote))
            yield within(row(link(f"Show in {editor.heading}", show), STRETCH))
        if one.proposed is not None:
            yield RedlineView(one.quote, one.proposed)
        elif one.quote:
            yield Text(f"“{one.quote}”", Part.QUIET, wrap=True)
        if one.text:
            yield Text(one.text, wrap=True, selectable=True)
        if one.state is not CommentState.OPEN:
            on = f", {formats.full(one.answered_at.astimezone().date())}" if one.answered_at else ""
            yield within(row(StateChip(_CHIPS[one.state]), STRETCH))
            yield Text(f"by {one.answered_by}{on}", Part.QUIET, wrap=True)
            if one.answer:
                yield Text(one.answer, wrap=True, selectable=True)
        elif may_answer:
            accept = "Accept" if one.proposed is None else "Accept this text"
            buttons = [
                plain(accept, partial(self._answer, one, CommentState.ACCEPTED)),
                bare("Decline", partial(self._answer, one, CommentState.DECLINED)),
            ]
            for button in buttons:
                button.setAccessibleName(f"{button.text()}, {one.author}")
            yield within(row(*buttons, STRETCH, gap=S4))

    def _answer(self, one: CommentRow, state: CommentState) -> None:
        if self._page.is_unsaved():
            return
        self.setFocus()  # else the focus would go to a field of the text, and the text would scroll there
        if self._page.do(answer_comment, comment=one.id, state=state):
            self._page.show_done(f"The comment of {one.author} is {state}")


def _padded(*parts: QWidget) -> QVBoxLayout:
    return column(*parts, gap=S8, margins=(S12, S8, S12, S12))


def _with_rivals(one: CommentRow, open_comments: Sequence[CommentRow]) -> list[CommentRow]:
    """A comment with the proposals for the same passage, and those that overlap them."""
    group = [one]
    for each in group:
        group += [other for other in open_comments if other.id in each.rivals and other not in group]
    return group
