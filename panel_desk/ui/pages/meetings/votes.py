"""The votes on what is recommended: the counts, and by name each vote, with reasons for dissent or abstention."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.queries.meetings.meetings import RecommendationRow
from panel_desk.rules.vocabulary import View
from panel_desk.ui.theme import S4, Part
from panel_desk.ui.widgets.buttons import bare
from panel_desk.ui.widgets.focus_line import FocusLine
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, within
from panel_desk.ui.widgets.text import Text

Views = dict[str, tuple[View, str | None]]
"""By the member's ref: the vote, and the reason for it, if one is given."""

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}  # how many lines an arrow moves the keyboard
_KEYS = {Qt.Key.Key_F: View.FOR, Qt.Key.Key_A: View.AGAINST, Qt.Key.Key_N: View.ABSTAINED}
_WORDS = {View.FOR: "For", View.AGAINST: "Against", View.ABSTAINED: "Abstain"}
_WHY = {View.AGAINST: "Why they disagree (required)", View.ABSTAINED: "Why they abstain (required)"}


class Vote(FocusLine):
    """One member's vote: a line with three buttons, and the reason where it is needed."""

    given = Signal()  # the vote or its reason has changed
    left_by = Signal(str, int)  # the member's ref, and how many lines to move the keyboard, up where negative

    def __init__(self, member: str, name: str) -> None:
        super().__init__()
        self.member, self.name = member, name
        self.view: View | None = None
        self.buttons: dict[View, QToolButton] = {}
        self.words = Text(name, wrap=True)
        line = row(self.words, gap=S4)
        line.setStretch(0, 1)
        for key, view in _KEYS.items():
            made = QToolButton()
            made.setText(_WORDS[view])
            made.setProperty("kind", "plain")
            made.setCheckable(True)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line has the keys
            made.setToolTip(f"{name}: {view}  {key.name[-1]}")
            made.setAccessibleName(f"{name}: {view}")
            made.clicked.connect(partial(self.give, view))
            self.buttons[view] = made
            line.addWidget(made)
        self.why = QLineEdit()
        self.why.textEdited.connect(self.given)
        self.why.hide()
        self.problem = Text("", Part.ERROR, wrap=True)
        self.problem.hide()
        self.given.connect(self.problem.hide)
        self.setLayout(column(line, self.why, self.problem, gap=S4, margins=(S4, 2, S4, 2)))
        self.show_view(None, None)

    def show_view(self, view: View | None, words: str | None) -> None:
        """Show a vote."""
        self.view = view
        for each, made in self.buttons.items():
            made.setChecked(each is view)
        self.why.setVisible(view in _WHY)
        self.why.setPlaceholderText(_WHY.get(view, "") if view else "")
        self.why.setAccessibleName(f"Why {self.name} does not agree")
        if self.why.text() != (words or ""):
            self.why.setText(words or "")
            self.why.setCursorPosition(0)  # a long reason is read from its beginning
        self.setAccessibleName(f"{self.name}: {view or 'not said yet'}. F for, A against, N abstained")

    def give(self, view: View) -> None:
        """Set the vote, and ask for the reason where the member dissents or abstains."""
        self.show_view(view, self.why.text())
        self.given.emit()
        if view in _WHY:
            self.why.setFocus()

    def say(self, sentence: str) -> None:
        """Show an error beneath the vote, and give the field to correct the keyboard focus."""
        self.problem.setText(sentence)
        self.problem.show()
        (self if self.why.isHidden() else self.why).setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter votes, an arrow goes to the next member."""
        key = Qt.Key(event.key())
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
        elif key in _STEPS:
            self.left_by.emit(self.member, _STEPS[key])
        elif key in _KEYS:
            self.give(_KEYS[key])
        else:
            super().keyPressEvent(event)


class Votes(QWidget):
    """The votes on one recommendation: a line with the counts, and one line per member once opened."""

    edited = Signal()  # a vote or its reason has changed

    def __init__(self, whom: str) -> None:
        super().__init__()
        self.lines: dict[str, Vote] = {}
        self._saved: Views = {}
        self._counts: tuple[int | None, int | None, int | None] = (None, None, None)
        self._summary = Text("")
        self._lines = column(gap=0)
        self._by_name = within(self._lines)
        self._by_name.hide()
        self.unanimous = bare("Unanimous", self.vote_unanimously)
        self.unanimous.setAccessibleName(f"Unanimous, {whom}")
        self.unanimous.setToolTip("Everybody agrees with what is recommended  F9")
        self._toggle = bare("By name", self.open_or_close, "chevron-down")
        self.setLayout(
            column(
                self._summary,
                row(self.unanimous, self._toggle, STRETCH, gap=S4),
                self._by_name,
                gap=S4,
            )
        )
        self._count()

    def show_votes(self, who: Sequence[tuple[str, str]], saved: RecommendationRow | None) -> None:
        """Show who votes and what is recorded; votes that are not recorded yet stay.

        Args:
            who: the ref and the name of each member who votes.
            saved: the recommendation that is recorded; None where there is none.
        """
        was_dirty, given = self.is_dirty, self._given()
        recorded = {each.member: (each.view, each.words) for each in saved.views} if saved else {}
        self._counts = (saved.votes_for, saved.votes_against, saved.abstained) if saved else (None, None, None)
        if list(self.lines) != [ref for ref, _ in who]:
            self._make(who)
        if not was_dirty:
            self._saved = {ref: view for ref, view in recorded.items() if ref in self.lines}
        self._show(given if was_dirty else self._saved)

    @property
    def views(self) -> Views:
        """The votes given."""
        return {ref: (view, (words or "").strip() or None) for ref, (view, words) in self._given().items()}

    @property
    def counts(self) -> tuple[int | None, int | None, int | None]:
        """For, against, abstained: of the votes given, or as they were recorded without names."""
        given = [view for view, _ in self._given().values()]
        if not given:
            return self._counts
        return given.count(View.FOR), given.count(View.AGAINST), given.count(View.ABSTAINED)

    @property
    def is_dirty(self) -> bool:
        """Whether the votes differ from those that are recorded."""
        return self.views != self._saved

    def fill(self, views: Mapping[str, tuple[View, str | None]]) -> None:
        """Set these votes."""
        self._show({ref: view for ref, view in views.items() if ref in self.lines})

    def record(self) -> None:
        """Take the present votes as those that are recorded."""
        self._saved = self.views

    def show_problem(self, error: RuleBrokenError) -> bool:
        """Show an error beneath the vote that it concerns; False where it concerns none of these votes."""
        line = self.lines.get((error.field or "").removeprefix("views "))
        if line is None:
            return False
        self._by_name.show()
        line.say(error.sentence)
        return True

    def clear_problems(self) -> None:
        """Clear the errors."""
        for line in self.lines.values():
            line.problem.hide()

    def vote_unanimously(self) -> None:
        """Set everybody's vote to *for* the recommendation, also where that is negative."""
        self._show(dict.fromkeys(self.lines, (View.FOR, None)))
        self.edited.emit()

    def open_or_close(self) -> None:
        """Show one line per member, or only the counts."""
        self._by_name.setVisible(self._by_name.isHidden())
        if not self._by_name.isHidden() and self.lines:
            next(iter(self.lines.values())).setFocus(Qt.FocusReason.TabFocusReason)

    def set_enabled(self, *, may_change: bool) -> None:
        """Let votes be given, or only be read."""
        self.unanimous.setVisible(may_change)
        self._by_name.setEnabled(may_change)

    def _given(self) -> Views:
        return {ref: (line.view, line.why.text()) for ref, line in self.lines.items() if line.view is not None}

    def _show(self, views: Mapping[str, tuple[View, str | None]]) -> None:
        for ref, line in self.lines.items():
            view, words = views.get(ref, (None, None))
            line.show_view(view, words)
        if any(view is not View.FOR for view, _ in views.values()):
            self._by_name.show()
        self._count()

    def _on_edited(self) -> None:
        self._count()
        self.edited.emit()

    def _count(self) -> None:
        counts = ("–" if each is None else str(each) for each in self.counts)
        self._summary.setText(
            "   ".join(f"{what} {n}" for what, n in zip(("For", "Against", "Abstained"), counts, strict=True))
        )
        self._summary.setAccessibleName(f"Votes: {self._summary.text()}")

    def _step(self, member: str, step: int) -> None:
        refs = list(self.lines)
        to = refs.index(member) + step
        if 0 <= to < len(refs):
            self.lines[refs[to]].setFocus(Qt.FocusReason.TabFocusReason)

    def _make(self, who: Sequence[tuple[str, str]]) -> None:
        empty(self._lines)
        self.lines = {ref: Vote(ref, name) for ref, name in who}
        for line in self.lines.values():
            line.given.connect(self._on_edited)
            line.left_by.connect(self._step)
            self._lines.addWidget(line)
        # One width for all names, so that a long word in one of them does not move that line's buttons.
        width = max((line.words.minimumSizeHint().width() for line in self.lines.values()), default=0)
        for line in self.lines.values():
            line.words.setMinimumWidth(width)
        if not who:
            self._lines.addWidget(Text("Nobody counts on this item.", Part.QUIET))
