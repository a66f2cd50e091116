"""Scheduling a year of panels: the rule, the chairs who take turns, and the days that it gives before they are made."""

from collections.abc import Callable
from typing import Any

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.calendar import schedule_panels
from panel_desk.queries.agency import working_days
from panel_desk.queries.meetings.meetings import who_may_chair
from panel_desk.rules.recurrence import Recurrence, Schedule, schedule
from panel_desk.rules.vocabulary import MeetingFormat
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, DateField, NumberField, SeveralField, TextField, TimeField, options
from panel_desk.ui.page import Page
from panel_desk.ui.theme import Part
from panel_desk.ui.widgets.text import Text

_WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
_HOW_OFTEN = [
    ("weekly", "Every week"),
    ("fortnightly", "Every second week"),
    ("second and fourth", "The second and fourth of each month"),
    ("first and third", "The first and third of each month"),
    ("monthly", "The first of each month"),
    ("last", "The last of each month"),
]
_IN_MONTH = {"second and fourth": (2, 4), "first and third": (1, 3), "monthly": (1,), "last": (-1,)}
_EVERY = {"weekly": 1, "fortnightly": 2}
_SHOWN = 6
_MOST = 20


def recurrence_of(how_often: str, weekday: int) -> Recurrence:
    """The rule that the form says."""
    return Recurrence(weekday, _EVERY.get(how_often), _IN_MONTH.get(how_often, ()))


class SchedulePanels(FormDialog):
    """Asks for the rule; says at each change how many panels it gives, which days first, and what it skips.

    Args:
        page: whose dialog it is.
        then: takes the refs of the meetings that were made.
    """

    def __init__(self, page: Page, then: Callable[[tuple[str, ...]], object]) -> None:
        chairs = [*page.bridge.ask(who_may_chair)]
        today = page.bridge.today()
        super().__init__(
            page.bridge,
            "Schedule a year of panels",
            [
                (
                    ChoiceField(key="how_often", label="How often", options=_HOW_OFTEN, required=True),
                    ChoiceField(key="weekday", label="On", options=_WEEKDAYS, required=True, width=200),
                ),
                (
                    DateField(key="first", label="From", required=True),
                    DateField(key="last", label="To", required=True),
                ),
                TextField(key="panel", label="Panel", required=True),
                (
                    TimeField(key="starts_at", label="Starts at"),
                    ChoiceField(key="place", label="Place", options=options(MeetingFormat), width=200),
                    NumberField(key="capacity", label="Room for items", least=1, most=_MOST),
                ),
                SeveralField(key="chairs", label="Chairs, in turn", options=chairs),
            ],
            "Schedule panels",
            schedule_panels,
            then,
            values={
                "how_often": "second and fourth",
                "weekday": 2,
                "first": today,
                "last": today.replace(year=today.year + 1, day=min(today.day, 28)),
                "panel": "Adoption Panel",
            },
            parent=page.window(),
        )
        self._days = page.bridge.ask(working_days)
        self._gives = Text("", Part.QUIET, wrap=True)
        self._parts.insertWidget(self._parts.count() - 2, self._gives)
        self.form.edited.connect(self._preview)
        self._preview()

    def sent(self) -> set[str]:
        """The names of what the operation is given: how often and on which day make one rule."""
        return super().sent() - {"how_often", "weekday"} | {"recurrence"}

    def save(self) -> None:
        """Make the meetings."""
        typed = self.form.read()
        if typed is None:
            return
        recurrence = recurrence_of(typed.pop("how_often"), typed.pop("weekday"))
        done = self._bridge.beside(self.form).do(schedule_panels, recurrence=recurrence, **typed)
        if done:
            self.accept()
            self._then(done.value)

    def preview(self) -> Schedule | None:
        """What the form would give now; None while it says too little."""
        read: dict[str, Any] = {}
        for key in ("how_often", "weekday", "first", "last"):
            try:
                read[key] = self.form.rows[key].input.read()
            except ValueError:
                return None
        if None in read.values():
            return None
        try:
            return schedule(recurrence_of(read["how_often"], read["weekday"]), read["first"], read["last"], self._days)
        except RuleBrokenError:
            return None

    def _preview(self) -> None:
        made = self.preview()
        if made is None:
            self._gives.setText("")
            return
        shown = ", ".join(formats.short(day) for day in made.days[:_SHOWN])
        more = f" and {len(made.days) - _SHOWN} more" if len(made.days) > _SHOWN else ""
        skipped = "; ".join(f"{formats.short(day)} ({why})" for day, why in made.skipped)
        left_out = f" Skipped: {skipped}." if skipped else ""
        self._gives.setText(f"{formats.count(len(made.days), 'panel')}: {shown}{more}.{left_out}")
