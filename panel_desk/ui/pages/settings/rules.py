"""The Rules tab of the settings: every figure and switch, with its value, its source and what depends on it."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtWidgets import QFrame

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.agency import set_figure
from panel_desk.queries.agency import FigureRow, figure_rows
from panel_desk.rules.clocks import CLOCK_OF
from panel_desk.rules.figures import Figure, Unit
from panel_desk.ui import formats
from panel_desk.ui.fields import Field, NumberField, YesNoField
from panel_desk.ui.form import FormRow
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.theme import READING_WIDTH, S4, S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import link
from panel_desk.ui.widgets.layout import STRETCH, column, line, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_QUORUM = "the quorum light of every item"
DETERMINES: Mapping[str, str] = {
    "decision_working_days": "when decisions are due",
    "oral_notice_working_days": "when people are due to be informed of a decision orally",
    "written_notice_working_days": "when people are due to be informed of a decision in writing",
    "representations_working_days": "until when applicants may make representations or ask for a review",
    "papers_to_members_working_days": "when papers are due to members",
    "adopter_comments_working_days": "until when adopters may comment on their report",
    "minutes_working_days": "when the final minutes are due",
    "accuracy_check_working_days": "when the chair's and the adviser's checks of the minutes are due",
    "members_check_working_days": "when the members' checks of the minutes are due",
    "quorum_ordinary": f"{_QUORUM}, where the panel is the agency's own",
    "quorum_joint": f"{_QUORUM}, where the panel is a joint one",
    "social_worker_experience_years": f"{_QUORUM}, and the check of the central list",
    "presiding_counts_as_social_worker": _QUORUM,
    "dbs_renewal_years": "when members' DBS checks are due for renewal",
    "appraisal_months": "when members' appraisals are due",
    "induction_weeks": "when new members' inductions are due",
    "hold_review_months": "when a hold without an agreed end is due for review",
    "review_of_approval_months": "when waiting adopters are due for review",
    "stage_one_months": "when stage one is due to be complete",
    "stage_gap_months": "until when stage two is due to start",
    "stage_two_months": "when stage two is due to be complete",
    "match_after_plan_months": "when a child is due to be matched",
    "match_after_plan_relinquished_months": "when a relinquished infant is due to be matched",
    "relinquished_infant_months": "which relinquished children are infants, and so when they are due to be matched",
    "items_per_meeting": "how many cases a meeting has room for",
    "first_item_after_minutes": "when the first case of an agenda starts",
    "break_minutes": "how long members pause between two cases",
    "approval_minutes": "the length of a new approval",
    "match_minutes": "the length of a new match",
    "other_case_minutes": "the length of a new case of any other kind",
    "meeting_minutes": "when an agenda is reported to overrun",
    "pack_volume_pages": "where a pack is split into volumes",
    "pack_volume_megabytes": "where a pack is split into volumes",
    "pack_email_megabytes": "which packs are attached to their e-mail drafts",
    "pack_deletion_working_days": "when readers are due to confirm that a pack is deleted",
    "observers_see_confidential_papers": "what an observer's pack holds",
    "applicants_see_childs_report": "what an applicants' pack holds",
    "backup_days": "how long each day's automatic backup is kept",
    "backup_weeks": "how long each week's automatic backup is kept",
    "backup_months": "how long each month's automatic backup is kept",
    "idle_lock_minutes": "when a window that nobody uses is locked",
}
"""What each figure determines, in words that follow *Determines*."""

_SHOW_SOURCE = "Where it comes from"
_SIDE_WIDTH = 200  # pixels, as the next
_WORDS_WIDTH = READING_WIDTH + 6 * S24


class RulesSection(Section):
    """Every figure from law, guidance or practice, with the agency's own value."""

    key = "rules"
    title = "Rules"

    def build(self) -> None:
        """Build the list; `refresh` adds one line per figure."""
        self.is_editable = self.may(set_figure)
        self.lines: dict[str, FigureLine] = {}
        self._list = column(gap=0)
        about = (
            "The defaults come from law, guidance or practice. A figure of your own changes its clocks at once, also "
            "those that are running; what has been done stays as it is."
        )
        intro = Text(about, Part.QUIET, wrap=True)
        intro.setMaximumWidth(_WORDS_WIDTH + _SIDE_WIDTH)
        parts = column(intro, scrolling(within(column(self._list, STRETCH))), gap=S12)
        parts.setStretch(1, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Show the figures as they are set."""
        for shown in self.watch(figure_rows):
            key = shown.figure.key
            if key not in self.lines:
                self.lines[key] = FigureLine(shown.figure, self._set if self.is_editable else None)
                self._list.addWidget(self.lines[key])
                self._list.addWidget(line())
            self.lines[key].show_value(shown)

    def _set(self, shown: FigureRow, value: int) -> None:
        key, figure = shown.figure.key, shown.figure
        if self.bridge.with_errors_in(self.lines[key]).do(set_figure, key=key, value=value):
            self.show_done(
                f"{figure.name} is now {figure.in_words(value)}. This determines {DETERMINES[key]}.",
                partial(self.put_back, key, shown.value),
            )

    def put_back(self, key: str, value: int) -> None:
        """Set a figure to what it was."""
        self.do(set_figure, key=key, value=value)


class FigureLine(QFrame):
    """One figure: its description at the left, its value at the right, where it can be changed.

    Args:
        figure: the figure.
        change: called with the row that was shown and the new value; None where the role may only read.
    """

    def __init__(self, figure: Figure, change: Callable[[FigureRow, int], None] | None) -> None:
        super().__init__()
        self._change = change
        self._shown = FigureRow(figure, figure.default)
        self.source = Text(f"{figure.source}. {formats.capital(figure.certainty)}.", Part.QUIET, wrap=True)
        self.source.hide()
        self.source_link = link(_SHOW_SOURCE, self.turn_source)
        self.source_link.setAccessibleName(f"{figure.name}: {_SHOW_SOURCE.lower()}")
        about = column(
            Text(figure.name, Part.STRONG, wrap=True),
            Text(figure.explanation, wrap=True),
            *([Text(owner, Part.QUIET, wrap=True)] if (owner := clock_owner(figure)) else []),
            Text(f"Determines {DETERMINES[figure.key]}", Part.QUIET, wrap=True),
            row(self.source_link, STRETCH),
            self.source,
            STRETCH,
            gap=2,
        )
        left = within(about)
        left.setMaximumWidth(_WORDS_WIDTH)
        self.value = Text("", Part.STRONG)
        self.form_row = FormRow(_field(figure))
        self.default = Text("", Part.QUIET, wrap=True)
        self.back_button = link("Back to default", self.back)
        self.back_button.setAccessibleName(f"{figure.name}: back to default")
        side = column(gap=S4)
        if change is None:
            side.addWidget(self.value)
        else:
            side.addWidget(self.form_row)
            self.form_row.input.focus_widget().setAccessibleName(f"{figure.name}, {figure.unit}")
            typed = self.form_row.input.edited if figure.unit is Unit.SWITCH else self.form_row.input.left
            typed.connect(self._take)
        side.addWidget(self.default)
        side.addLayout(row(self.back_button, STRETCH))
        side.addStretch(1)
        right = within(side)
        right.setFixedWidth(_SIDE_WIDTH)
        parts = row(left, STRETCH, right, gap=S24, margins=(0, S12, S16, S8))
        parts.setStretch(0, 10)
        self.setLayout(parts)

    def turn_source(self) -> None:
        """Show where the figure comes from and how certain that is, or hide it."""
        self.source.setVisible(self.source.isHidden())
        self.source_link.setText(_SHOW_SOURCE if self.source.isHidden() else "Hide where it comes from")

    def show_value(self, shown: FigureRow) -> None:
        """Show the value in the store."""
        self._shown = shown
        figure = shown.figure
        self.value.setText(figure.in_words(shown.value))
        self.form_row.input.write(bool(shown.value) if figure.unit is Unit.SWITCH else shown.value)
        self.form_row.clear()
        is_own = not shown.is_default
        default = figure.in_words(figure.default)
        self.default.setText(f"Your own figure. The default is {default}." if is_own else "The default")
        self.back_button.setVisible(is_own and self._change is not None)

    def back(self) -> None:
        """Set the figure to its default."""
        self._send(self._shown.figure.default)

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show an error beside the value."""
        self.form_row.say(error.sentence)

    def clear_problems(self) -> None:
        """Clear the error."""
        self.form_row.clear()

    def _take(self) -> None:
        """Save the value that was typed; where it cannot be read, say so."""
        try:
            value = self.form_row.value()
        except ValueError as error:
            self.form_row.say(str(error))
            return
        if value is None:
            self.form_row.say(f"{self._shown.figure.name} needs a value. Type one, or go back to the default.")
        else:
            self._send(value)

    def _send(self, value: int) -> None:
        if self._change is not None and value != self._shown.value:
            self._change(self._shown, value)


def clock_owner(figure: Figure) -> str:
    """Whether the deadline that a figure sets is the agency's own or a standard's; empty where it sets none.

    Closed days lengthen only the agency's own periods of working days.
    """
    if figure.key not in CLOCK_OF:
        return ""
    if not CLOCK_OF[figure.key].is_agencys_own:
        return "A clock of a regulation or a standard: the agency’s closed days do not lengthen it."
    if figure.unit is Unit.WORKING_DAYS:
        return "A clock of the agency’s own: its closed days lengthen it."
    return "A clock of the agency’s own."


def _field(figure: Figure) -> Field[int] | Field[bool]:
    if figure.unit is Unit.SWITCH:
        return YesNoField(key=figure.key, label="Yes or no")
    return NumberField(key=figure.key, label=formats.capital(figure.unit))
