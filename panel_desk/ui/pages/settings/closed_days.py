"""The Closed days tab of the settings: the agency's closed days, and the bank holidays."""

from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import Qt

from panel_desk.operations.agency import close_on, open_on
from panel_desk.queries.agency import ClosedDayRow, closed_days, working_days
from panel_desk.rules.working_days import bank_holidays
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.fields import ChoiceField, DateField, TextField
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, row
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_DATE_WIDTH = 150  # pixels, as the next two
_WHY_WIDTH = 200
_COUNTS_WIDTH = 90


_COUNTS_FOR = (
    (False, "The agency's own clocks: it is closed"),
    (True, "Every clock: a newly proclaimed bank holiday"),
)
_DAY = DateField(key="day", label="Day", required=True)
_WHY = TextField(key="why", label="Why", required=True, width=_WHY_WIDTH, placeholder="Office move")
_IS_BANK_HOLIDAY = ChoiceField(key="is_bank_holiday", label="Counts for", required=True, options=_COUNTS_FOR)


def _close(filled: FilledForm) -> Done[None]:
    return filled.do(close_on, day=filled[_DAY], why=filled[_WHY], is_bank_holiday=filled[_IS_BANK_HOLIDAY])


@dataclass(frozen=True, slots=True)
class _Holiday:
    day: date
    name: str


class ClosedDaysSection(Section):
    """Days that are left out where a deadline is counted in working days."""

    key = "closed-days"
    title = "Closed days"

    def build(self) -> None:
        """Build the agency's closed days at the left and the bank holidays at the right."""
        self.is_editable = self.may(close_on)
        self.form = Form(
            [
                (_DAY, _WHY),
                _IS_BANK_HOLIDAY,
            ]
        )
        self.form.reset({_IS_BANK_HOLIDAY.key: False})
        self.form.submit_with_enter(self.add)
        self.add_button = primary("Add day", self.add)
        self.remove_button = plain("Remove", self.remove)
        self.remove_button.setEnabled(False)
        self.closed: RowModel[ClosedDayRow] = RowModel(
            [
                Column("day", "Day", lambda c: formats.with_weekday(c.day), lambda c: c.day, _DATE_WIDTH),
                Column("why", "Why", lambda c: c.why, width=_WHY_WIDTH),
                Column(
                    "counts",
                    "Counts for",
                    lambda c: "every clock" if c.is_bank_holiday else "own clocks",
                    width=_COUNTS_WIDTH,
                ),
            ],
            ref=lambda closed: closed.day.isoformat(),
        )
        self.table = Table(
            self.closed,
            "Closed days",
            counted=("closed day", "closed days"),
            empty=EmptyState(
                "No closed days of your own",
                "Add working days on which the agency is closed, such as those between Christmas and New Year.",
                icon_name="calendar-days",
            ),
            settings=self.context.settings,
        )
        self.table.chosen.connect(self._choose)
        hide_unless(self.is_editable, self.form, self.add_button, self.remove_button)
        add = row(self.form, self.add_button, STRETCH, gap=S12)
        add.setAlignment(self.add_button, Qt.AlignmentFlag.AlignBottom)
        own = column(
            row(Text("Added by the agency", Part.SECTION), STRETCH, self.remove_button, gap=S8),
            Text(
                "A closed day lengthens the clocks that the agency set itself (minutes and their checks, packs to "
                "delete), never those of a regulation or a standard.",
                Part.QUIET,
                wrap=True,
            ),
            add,
            self.table,
            gap=S12,
        )
        self.holidays: RowModel[_Holiday] = RowModel(
            [
                Column("day", "Day", lambda h: formats.with_weekday(h.day), lambda h: h.day, _DATE_WIDTH),
                Column("name", "Bank holiday", lambda h: h.name, width=_WHY_WIDTH),
            ],
            ref=lambda holiday: holiday.day.isoformat(),
        )
        self.holiday_table = Table(
            self.holidays,
            "Bank holidays",
            counted=("bank holiday", "bank holidays"),
            settings=self.context.settings,
        )
        self.holiday_words = Text("", Part.QUIET, wrap=True)
        country = column(
            row(Text("Bank holidays", Part.SECTION), STRETCH), self.holiday_words, self.holiday_table, gap=S12
        )
        parts = row(own, country, gap=S24)
        parts.setStretch(0, 1)
        parts.setStretch(1, 1)
        self.body.addLayout(parts)

    def refresh(self) -> None:
        """Reload the closed days and the bank holidays."""
        self.closed.replace(self.watch(closed_days))
        self.remove_button.setEnabled(self.table.current_ref() is not None)
        calendar = self.watch(working_days).calendar
        this_year = self.bridge.today().year
        found = {**bank_holidays(calendar, this_year), **bank_holidays(calendar, this_year + 1)}
        self.holidays.replace(_Holiday(day, found[day]) for day in sorted(found))
        self.holiday_words.setText(
            f"{calendar}, {this_year} and {this_year + 1}. Panel Desk knows these days, and no clock counts them. If "
            "another bank holiday is proclaimed, add it at the left."
        )

    def is_unsaved(self) -> bool:
        """Whether a closed day was typed and not added."""
        return self.form.is_dirty

    def add(self) -> None:
        """Add the closed day that was typed."""
        typed = self.form.read()
        if typed and self.form.send(self.bridge, _close):
            self.form.reset({_IS_BANK_HOLIDAY.key: False})
            self.form.focus(_DAY.key)
            day, kind = typed[_DAY], "a bank holiday" if typed[_IS_BANK_HOLIDAY] else "a closed day"
            self.show_done(f"{formats.with_weekday(day)} is {kind} now.", partial(self.open_on, day))

    def remove(self) -> None:
        """Remove the selected closed day; it can be undone."""
        chosen = self.table.current_ref()
        if chosen is None:
            return
        day = self.closed.row_at(self.closed.position_of(chosen) or 0)
        if self.open_on(day.day):
            self.show_done(
                f"{formats.with_weekday(day.day)} counts as a working day again.", partial(self.close_on, day)
            )

    def open_on(self, day: date) -> bool:
        """Remove a closed day; returns whether it was removed."""
        return bool(self.do(open_on, day=day))

    def close_on(self, day: ClosedDayRow) -> None:
        """Restore a closed day that was removed."""
        self.do(close_on, day=day.day, why=day.why, is_bank_holiday=day.is_bank_holiday)

    def _choose(self, _: str) -> None:
        self.remove_button.setEnabled(True)
