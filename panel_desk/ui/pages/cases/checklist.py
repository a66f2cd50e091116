"""The Before panel tab of a case: its preconditions with their evidence, and the steps of its booking."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.operations.cases.bookings import record_precondition, take_back_precondition, waive_precondition
from panel_desk.queries.cases.bookings import BookingRow
from panel_desk.queries.cases.preconditions import PreconditionRow
from panel_desk.rules.preconditions import Evidence
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import DateField, TextField
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, allow, button
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline


class Checklist(QWidget):
    """One row per precondition; below them the steps of the booking."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self.model: RowModel[PreconditionRow] = RowModel(_columns(), ref=lambda each: each.rule.key)
        self.table = Table(
            self.model,
            "What must be in place before the case is heard",
            counted=("precondition", "preconditions"),
            empty=EmptyState("No preconditions", "A case of this kind can be heard without any.", None, "list-checks"),
            compact=True,
        )
        self.table.opened.connect(self._open)
        self.table.chosen.connect(self._update_buttons)
        self._record = button(Action("Record evidence…", self.record))
        self._waive = button(Action("Let it go ahead without…", self.waive))
        self._take_back = button(Action("Take back", self.take_back))
        self.steps = Timeline()
        parts = column(
            row(self._record, self._waive, self._take_back, STRETCH, gap=S8),
            self.table,
            Text("How it was booked", Part.SECTION),
            self.steps,
            gap=S12,
        )
        parts.setStretch(1, 2)
        parts.setStretch(3, 1)
        self.setLayout(parts)
        self._update_buttons()

    def show_checklist(self, needs: Sequence[PreconditionRow], steps: Sequence[BookingRow]) -> None:
        """Show the preconditions, met or not, and the steps of the booking."""
        self.model.replace(needs)
        self.steps.show_events([_step(each) for each in steps])
        self._update_buttons()

    def record(self) -> FormDialog[None] | None:
        """Ask for the evidence of the selected precondition."""
        chosen = self._chosen()
        if chosen is None:
            return None
        met_on = DateField(key="met_on", label="In place since", required=True)
        evidence = TextField(
            key="evidence",
            label="Evidence",
            required=True,
            lines=2,
            help="The document, and who gave it: the medical adviser's name, the form and its date.",
        )
        case, rule = self._page.ref, chosen.rule
        return FormDialog(
            self._page.bridge,
            rule.name,
            [met_on, evidence],
            "Record evidence",
            lambda filled: filled.do(
                record_precondition, case=case, key=rule.key, met_on=filled[met_on], evidence=filled[evidence]
            ),
            partial(self._show_done, f"{chosen.rule.name}: in place."),
            words=chosen.rule.source,
            values={"met_on": chosen.met_on or self._page.bridge.today(), "evidence": chosen.evidence},
            parent=self,
        )

    def waive(self) -> FormDialog[None] | None:
        """Ask the adviser why the case goes ahead without the selected precondition."""
        chosen = self._chosen()
        if chosen is None:
            return None
        because = TextField(key="because", label="Why", required=True, lines=3)
        case, rule = self._page.ref, chosen.rule
        return FormDialog(
            self._page.bridge,
            f"Go ahead without: {rule.name}",
            [because],
            "Let it go ahead",
            lambda filled: filled.do(waive_precondition, case=case, key=rule.key, because=filled[because]),
            partial(self._show_done, "The case goes ahead without it; the reason is recorded."),
            words=rule.source,
            parent=self,
        )

    def take_back(self) -> None:
        """Remove the evidence or the waiver that was recorded for the selected precondition."""
        chosen = self._chosen()
        if chosen is not None and self._page.do(take_back_precondition, case=self._page.ref, key=chosen.rule.key):
            self._page.show_done(f"{chosen.rule.name}: taken back.")

    def _show_done(self, sentence: str, _: object) -> None:
        self._page.show_done(sentence)

    def _open(self, _: str) -> None:
        if self._record.isEnabled():
            self.record()

    def _chosen(self) -> PreconditionRow | None:
        ref = self.table.current_ref()
        position = self.model.position_of(ref) if ref else None
        return self.model.row_at(position) if position is not None else None

    def _update_buttons(self, _: str = "") -> None:
        chosen = self._chosen()
        by_hand = chosen is not None and chosen.rule.evidence is Evidence.BY_HAND
        why_not = self._page.bridge.why_not
        is_recorded = chosen is not None and (chosen.waived_because is not None or (by_hand and chosen.is_met))
        for action_button, is_possible, operation in (
            (self._record, by_hand, record_precondition),
            (self._waive, chosen is not None and not chosen.is_settled, waive_precondition),
            (self._take_back, is_recorded, take_back_precondition),
        ):
            allow(action_button, why_not(operation), is_possible=is_possible)


def _columns() -> list[Column[PreconditionRow]]:
    def state(each: PreconditionRow) -> Chip:
        if each.is_met:
            return Chip(State.GOOD, "in place")
        return Chip(State.NOTE, "waived") if each.waived_because else Chip(State.ALERT, "missing")

    return [
        Column("name", "Before it is heard", lambda each: each.rule.name, width=240),
        Column("state", "State", lambda each: state(each).word, chip=state),
        Column("evidence", "Evidence", lambda each: each.evidence or each.waived_because or "", width=200),
        Column("source", "Source", lambda each: each.rule.source, width=140),
        Column(
            "since",
            "In place since",
            lambda each: formats.full(each.met_on),
            lambda each: each.met_on,
            140,
            is_extra=True,
        ),
        Column("by", "Recorded by", lambda each: each.recorded_by or "", width=120, is_extra=True),
        Column(
            "at",
            "Recorded",
            lambda each: formats.moment(each.recorded_at) if each.recorded_at else "",
            lambda each: each.recorded_at,
            180,
            is_extra=True,
        ),
    ]


def _step(each: BookingRow) -> Event:
    on = f" on {formats.full(each.meeting_date)}" if each.meeting_date else ""
    return Event(formats.moment(each.at), f"{formats.capital(each.step)}{on}", each.by, detail=each.reason)
