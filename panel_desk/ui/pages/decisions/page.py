"""The Decisions page: recommendations and decisions in a table, with the form of the next step beside it."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from panel_desk.operations.decisions.decisions import record_decision
from panel_desk.queries.decisions.decisions import (
    DecisionRow,
    NextStep,
    decision,
    decision_facets,
    decision_list,
    open_steps,
)
from panel_desk.queries.listing import Listed, Listing
from panel_desk.rules.clocks import Clock
from panel_desk.ui import formats
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.cases.presentation import (
    clock_chip,
    decision_chip,
    earlier_in_words,
    outcome_chip,
)
from panel_desk.ui.pages.decisions.next_step import DecisionStep
from panel_desk.ui.row_model import Column
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S12, S16, Part
from panel_desk.ui.widgets.buttons import link
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import STRETCH, column, line, row, within
from panel_desk.ui.widgets.side_panel import SidePanel
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.windowed_rows import WindowedRows

_SIDE_PANEL_WIDTH = 380  # pixels
_TO_DO = tuple(step.value for step in NextStep if step is not NextStep.COMPLETE)


class DecisionsPage(Page):
    """Every recommendation that goes to a decision maker; those with a step left are shown first."""

    title = "Decisions"
    keys = (("Enter", "Go to the next step's form"), ("Ctrl+Return", "Record the step"))
    key_operations = MappingProxyType(
        {
            "Enter": record_decision,
            "Ctrl+Return": record_decision,
        }
    )

    def build(self) -> None:
        """Build the filter bar, the table and, at its side, the details of the selected decision."""
        self.model: WindowedRows[DecisionRow] = WindowedRows(
            _columns(self.bridge.today()), self._ask, self._facets, ref=lambda row: row.id
        )
        self.filters = FilterBar(self.model, "Filter decisions")
        self.table = Table(
            self.model,
            "Decisions",
            counted=("recommendation", "recommendations"),
            empty=EmptyState(
                "No recommendations yet",
                "What the panel recommends appears here, and goes to the decision maker with the signed minutes.",
                icon_name="scale",
            ),
            settings=self.context.settings,
        )
        self.panel = SidePanel(_SIDE_PANEL_WIDTH)
        self.step: DecisionStep | None = None
        self._shown: DecisionRow | None = None
        self._begun: dict[str, Mapping[str, Any]] = {}  # by decision: what was typed in its form and not recorded
        self.filters.set_list(self.table)
        self.filters.choose("next", *_TO_DO, label="Not complete")
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self._go_to_step)
        self.panel.closed.connect(self._closed)
        beside = row(self.table, self.panel, gap=S16)
        beside.setStretch(0, 1)
        self.body.addWidget(self.filters)
        self.body.addLayout(beside, 1)

    def refresh(self) -> None:
        """Reload the recommendations that are shown, and the details of the selected one."""
        self.model.load()
        steps = self.watch(open_steps)
        today = self.bridge.today()
        late = sum(each.due_on is not None and each.due_on < today for each in steps)
        self.header.say(self.title, f"{len(steps):,} not complete · {late:,} late")
        if self._shown is not None:
            self._show(self.watch(decision, self._shown.id))

    def _ask(self, listing: Listing) -> Listed[DecisionRow]:
        return self.watch(decision_list, listing)

    def _facets(self) -> Mapping[str, Sequence[str]]:
        return self.watch(decision_facets)

    def visit(self, place: Place) -> None:
        """Show the page, and select the decision that the place names."""
        super().visit(place)
        if place.ref:
            QTimer.singleShot(0, self, self._choose_place)

    def is_unsaved(self) -> bool:
        """Whether the form of a decision's next step has been filled in but not recorded."""
        return bool(self._begun) or (self.step is not None and self.step.form is not None and self.step.form.is_dirty)

    def _choose_place(self) -> None:
        self.refresh_if_stale()
        found = self.watch(decision, self.ref)
        if found is None:
            return
        if not self.table.choose(self.ref):
            self.filters.clear()
        if not self.table.choose(self.ref):  # it is further down than the list has loaded
            self.filters.search.setText(found.case)
            self.table.choose(self.ref)
        self._show(found)
        self._go_to_step(self.ref)

    def _choose(self, ref: str) -> None:
        if self._shown is None or self._shown.id != ref:
            position = self.model.position_of(ref)
            self._show(None if position is None else self.model.row_at(position))

    def _show(self, decision: DecisionRow | None) -> None:
        if decision is None:
            self.panel.shut()
        elif decision != self._shown:
            focused = QApplication.focusWidget()
            had_focus = self.step is not None and focused is not None and self.step.isAncestorOf(focused)
            self._keep_begun()
            self._shown = decision
            self.step = DecisionStep(self, decision, self.bridge.today())
            if (begun := self._begun.pop(decision.id, None)) and self.step.form is not None:
                self.step.form.type_again(begun)
            recommended, decided = _facts(decision, self.bridge.today())
            content = column(
                self.step,
                line(),
                Text("The panel recommended", Part.CAPS),
                Facts(recommended),
                line(),
                Text("The decision maker decides", Part.CAPS),
                Facts(decided),
                row(link("Open case", self._open_case), link("Open minutes", self._open_minutes), STRETCH, gap=S16),
                STRETCH,
                gap=S12,
                margins=(2, 0, S12, S12),
            )
            self.panel.show_content(decision.title, within(content))
            if had_focus:
                self.step.focus()

    def _keep_begun(self) -> None:
        """Keep what was typed for the decision shown, until its form is opened again."""
        form = self.step.form if self.step is not None else None
        if self._shown is not None and form is not None and (begun := form.unsaved()):
            self._begun[self._shown.id] = begun

    def _closed(self) -> None:
        self._keep_begun()
        self._shown, self.step = None, None
        self.table.setFocus()

    def _go_to_step(self, ref: str) -> None:
        self._choose(ref)
        if self.step is not None:
            self.step.focus()

    def _open_case(self) -> None:
        if self._shown is not None:
            self.open("case", self._shown.case)

    def _open_minutes(self) -> None:
        if self._shown is not None and self._shown.meeting:
            self.open("minutes-of", self._shown.meeting)


def _facts(decision: DecisionRow, today: date) -> tuple[list[Fact], list[Fact]]:
    recommended: list[Fact] = [
        ("Recommendation", outcome_chip(decision.outcome)),
        ("For", _whom(decision)),
        ("Panel", formats.with_weekday(decision.meets_on) if decision.meets_on else ""),
        ("Reasons", decision.reasons),
    ]
    decided: list[Fact] = [
        ("Decision maker", decision.decision_maker or ""),
        ("Authority", decision.authority_name),
        ("Minutes received", formats.full(decision.minutes_received_on)),
        ("Minutes corrected", _corrected(decision)),
        ("Decision", decision_chip(decision.decision) if decision.decision else ""),
        ("Recorded", formats.given_in_words(decision.how_given, decision.recorded_by)),
        ("Decided", _clock_or_day(decision.clock, decision.decided_on, today) or ""),
        ("Informed orally", _clock_or_day(decision.oral_clock, decision.told_orally_on, today) or ""),
        ("Informed in writing", _clock_or_day(decision.written_clock, decision.told_in_writing_on, today) or ""),
        ("Earlier decisions", earlier_in_words(decision.earlier)),
    ]
    return recommended, decided


def _whom(decision: DecisionRow) -> str:
    return f"Child {decision.child_initials} ({decision.child})" if decision.child else decision.title


def _corrected(decision: DecisionRow) -> Chip | str:
    """The day of a correction that is not acknowledged yet, as a warning."""
    at = decision.minutes_corrected_at
    return Chip(State.ALERT, formats.full(at.astimezone().date())) if at else ""


def _clock_or_day(clock: Clock | None, done_on: date | None, today: date) -> Chip | None:
    """The chip of a deadline, or the day alone where none was kept, as for imported decisions; None without a day."""
    if clock is None:
        return Chip(State.QUIET, formats.full(done_on)) if done_on else None
    return clock_chip(clock, done_on, today)


def _columns(today: date) -> list[Column[DecisionRow]]:
    def due(row: DecisionRow) -> Chip | None:
        """The deadline that runs now, so that a decision made in time does not hide a notice that is late."""
        if (running := row.running_clock) is not None:
            return clock_chip(running, None, today)
        return _clock_or_day(row.clock, row.decided_on, today)

    def orally(row: DecisionRow) -> Chip | None:
        return _clock_or_day(row.oral_clock, row.told_orally_on, today)

    def in_writing(row: DecisionRow) -> Chip | None:
        return _clock_or_day(row.written_clock, row.told_in_writing_on, today)

    def word(chip: Chip | None) -> str:
        return chip.word if chip else ""

    return [
        Column("what", "What", lambda row: row.title, width=280, is_name=True),
        Column("child", "Child", lambda row: row.child_initials or "", width=60),
        Column("next", "Next step", lambda row: row.next_step.value, width=160, is_facet=True),
        Column(
            "decided",
            "Due or decided",
            lambda row: word(due(row)),
            lambda row: _day(row.running_clock or row.clock, None if row.running_clock else row.decided_on),
            chip=due,
        ),
        Column(
            "recommendation",
            "Panel recommended",
            lambda row: formats.capital(row.outcome),
            chip=lambda row: outcome_chip(row.outcome),
            is_facet=True,
        ),
        Column(
            "decision",
            "Decision",
            lambda row: formats.capital(row.decision) if row.decision else "",
            chip=lambda row: decision_chip(row.decision) if row.decision else None,
            is_facet=True,
        ),
        Column("maker", "Decision maker", lambda row: row.decision_maker or "", width=130, is_facet=True),
        Column("authority", "Authority", lambda row: row.authority_name, width=180, is_facet=True, is_extra=True),
        Column("met", "Panel of", lambda row: formats.full(row.meets_on), lambda row: row.meets_on, 140, is_extra=True),
        Column(
            "received",
            "Minutes received",
            lambda row: formats.full(row.minutes_received_on),
            lambda row: row.minutes_received_on,
            140,
            is_extra=True,
        ),
        Column(
            "orally",
            "Informed orally",
            lambda row: word(orally(row)),
            lambda row: _day(row.oral_clock, row.told_orally_on),
            chip=orally,
            is_extra=True,
        ),
        Column(
            "in_writing",
            "Informed in writing",
            lambda row: word(in_writing(row)),
            lambda row: _day(row.written_clock, row.told_in_writing_on),
            chip=in_writing,
            is_extra=True,
        ),
        Column("case", "Case", lambda row: row.case, width=100, is_extra=True),
        Column(
            "recorded",
            "Recorded for the decision maker",
            lambda row: formats.given_in_words(row.how_given, row.recorded_by),
            width=240,
            is_extra=True,
        ),
        Column("earlier", "Earlier decisions", lambda row: earlier_in_words(row.earlier), width=240, is_extra=True),
    ]


def _day(clock: Clock | None, done_on: date | None) -> date | None:
    """The day by which a column is sorted: when it was done, else when it is due."""
    return done_on or (clock.due_on if clock else None)
