"""The form of the panel's recommendation for one child or household: outcome, votes and reasons."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.queries.meetings.panel_day import PanelDayItem
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import Outcome, View
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.fields import ChoiceField, TextField, options
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.day_texts import FormDraft
from panel_desk.ui.pages.meetings.given_to_office import How
from panel_desk.ui.pages.meetings.votes import Votes
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Elided, Text

if TYPE_CHECKING:
    from panel_desk.queries.meetings.meetings import RecommendationRow

ONLY_A_DEFERRAL = "Only a deferral can be recorded."
OUTCOMES = {
    Outcome.RECOMMENDED: State.GOOD,
    Outcome.NOT_RECOMMENDED: State.NOTE,
    Outcome.DEFERRED: State.WAITING,
    Outcome.NO_MAJORITY: State.NOTE,
}
_REASON_LINES = 4
_OUTCOME = ChoiceField(key="outcome", label="Recommendation", required=True, options=options(Outcome), width=220)
_REASONS = TextField(key="reasons", label="Reasons", required=True, lines=_REASON_LINES)


class _Form(Form):
    """Outcome, votes and reasons; an error about a vote is shown beneath that vote."""

    def __init__(self, votes: Votes, show_saved: Callable[[], object]) -> None:
        super().__init__(
            [
                _OUTCOME,
                _REASONS,
            ]
        )
        self._votes, self._show_saved = votes, show_saved
        self.rows[_OUTCOME.key].put_beneath(votes)

    def show_problem(self, error: RuleBrokenError) -> None:
        if not self._votes.show_problem(error):
            super().show_problem(error)

    def show_saved(self) -> None:
        self._show_saved()

    def clear_problems(self) -> None:
        super().clear_problems()
        self._votes.clear_problems()


class RecommendationForm(QWidget):
    """The form of the recommendation for one child, or for the household, of an item.

    Args:
        page: the meeting's page.
        case: the item's case.
        child: the child's ref; None for the household.
        whom: the words that name the child or household.
        how: reads how the chair gave the office what it records after the day.
    """

    typed = Signal()  # what is filled in has changed, and has to be saved as a draft
    recorded = Signal()  # the recommendation has been recorded

    def __init__(self, page: Page, case: str, child: str | None, whom: str, how: How) -> None:
        super().__init__()
        self._how = how
        self._page, self._case, self._child, self._whom = page, case, child, whom
        self._saved: RecommendationRow | None = None
        self._read: RecommendationRow | None = None  # what was recorded when filling in began
        self._version: int | None = None  # of `_read`, or of the newer one that a dialog has shown
        self._is_quorate = True
        self._not_counted: list[str] = []  # the names of members whose recorded votes no longer count
        self._state = StateChip(Chip(State.QUIET, "not recorded yet"))
        self.votes = Votes(whom)
        self.form = _Form(self.votes, self.show_saved)
        self._refusal = Text("", Part.ERROR, wrap=True)
        self._refusal.hide()
        self._given = Text("", Part.QUIET, wrap=True)
        self.button = plain(f"Record for {whom[:1].lower()}{whom[1:]}" if child else "Record", self.save)
        self.button.setToolTip("Ctrl+Return")
        self.draft = FormDraft(case, f"recommendation {child or ''}".strip(), self._filled_in, self._fill_in)
        self.form.edited.connect(self._on_edited)
        self.votes.edited.connect(self._on_edited)
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        head = row(Elided(whom, Part.STRONG), self._state, gap=S12)
        head.setStretch(0, 1)
        self.setLayout(
            column(head, self.form, self._refusal, self.form.banner, row(self.button, STRETCH), self._given, gap=S8)
        )

    def show_item(self, item: PanelDayItem, *, may_change: bool) -> None:
        """Show what is recorded and who votes; what has been filled in and not recorded stays."""
        saved = next((one for one in item.recommendations if one.child == self._child), None)
        self._saved, self._is_quorate = saved, item.quorum.quorate
        recorded_votes = saved.views if saved and saved.outcome is not Outcome.DEFERRED else ()
        given = formats.given_in_words(saved.how_given, saved.recorded_by) if saved else ""
        self._given.setText(given)
        self._given.setVisible(bool(given))
        self._not_counted = [each.name for each in recorded_votes if each.member not in item.quorum.verdict.counted]
        if not self._is_filled_in:
            self._read, self._version = saved, saved.version if saved else None
            if saved is not None:
                self.form.fill({"outcome": saved.outcome, "reasons": saved.reasons})
        self.votes.show_votes(list(zip(item.quorum.verdict.counted, item.quorum.counted, strict=True)), self._read)
        self.draft.show_drafts(item.drafts)
        self.form.rows["outcome"].input.setEnabled(may_change)
        self.form.rows["reasons"].input.setEnabled(may_change)
        self.votes.set_enabled(may_change=may_change)
        self.button.setVisible(may_change)
        self._update_buttons()

    def save(self) -> None:
        """Record the recommendation; show both if somebody else recorded one first: recording again keeps this one."""
        self._refusal.hide()
        done = self.form.send(self._page.bridge, self._record)
        if done.is_outdated:
            self._page.ask_again()
            self._version = self._saved.version if self._saved else None
        if done:
            self._version = done.value
            self.votes.record()
            self.typed.emit()  # so that the form's draft is saved as empty
        self._update_buttons()
        if done:
            self._page.show_done(f"Recommendation recorded for {self._whom}")
            self.recorded.emit()

    @property
    def is_recorded(self) -> bool:
        """Whether a recommendation is recorded."""
        return self._version is not None

    def vote_unanimously(self) -> None:
        """Give everybody's vote for what is recommended, and the next field the focus."""
        if self.votes.unanimous.isVisibleTo(self):
            self.votes.vote_unanimously()
            self.form.focus("reasons" if self.form.typed(_OUTCOME) else "outcome")

    def _record(self, filled: FilledForm) -> Done[int]:
        in_favour, against, abstained = self.votes.counts
        return filled.do(
            record_recommendation,
            case=self._case,
            child=self._child,
            outcome=filled[_OUTCOME],
            reasons=filled[_REASONS],
            votes_for=in_favour,
            votes_against=against,
            abstained=abstained,
            views=self.votes.views or None,
            version=self._version,
            how=self._how(),
        )

    def show_saved(self) -> None:
        """Discard what was filled in, and show what is recorded."""
        if self._saved is None:
            return
        self.form.reset({"outcome": self._saved.outcome, "reasons": self._saved.reasons})
        self.votes.fill({each.member: (each.view, each.words) for each in self._saved.views})
        self.votes.record()
        self.typed.emit()  # so that the form's draft is saved as empty
        self._page.ask_again()

    @property
    def _is_filled_in(self) -> bool:
        return self.form.is_dirty or self.votes.is_dirty

    def _filled_in(self) -> str:
        """What is filled in and not recorded, as a draft keeps it."""
        if not self._is_filled_in:
            return ""
        inputs = {key: one.input.read() for key, one in self.form.rows.items()}
        return json.dumps({**inputs, "views": self.votes.views, "version": self._version}, ensure_ascii=False)

    def _fill_in(self, draft: str) -> None:
        if not draft:
            return
        values: dict[str, Any] = json.loads(draft)
        outcome = values["outcome"]
        self.form.rows["outcome"].input.write(Outcome(outcome) if outcome else None)
        self.form.rows["reasons"].input.write(values["reasons"])
        self.votes.fill({ref: (View(view), words) for ref, (view, words) in values["views"].items()})
        self._version = values["version"]

    def _on_edited(self) -> None:
        self._update_buttons()
        self.typed.emit()

    def _update_buttons(self) -> None:
        """Show the state of the recommendation, and enable the button where it can be recorded."""
        if self._is_filled_in:
            self._state.show_chip(Chip(State.WAITING, "changed, not recorded" if self._saved else "not recorded yet"))
        elif self._saved is None:
            self._state.show_chip(Chip(State.QUIET, "not recorded yet"))
        elif self._not_counted:
            self._state.show_chip(Chip(State.ALERT, "votes no longer count"))
        else:
            self._state.show_chip(Chip(OUTCOMES[self._saved.outcome], self._saved.outcome))
        can_record = self._is_quorate or self.form.typed(_OUTCOME) in {None, Outcome.DEFERRED}
        self.button.setEnabled(can_record)
        self.button.setToolTip("Ctrl+Return" if can_record else ONLY_A_DEFERRAL)
        refusal = "" if can_record else f"The item is not quorate. {ONLY_A_DEFERRAL}"
        if can_record and self._not_counted:
            refusal = f"Recorded with votes that no longer count: {listed(self._not_counted)}. Record it again."
        self._refusal.setText(refusal)
        self._refusal.setVisible(bool(refusal))
