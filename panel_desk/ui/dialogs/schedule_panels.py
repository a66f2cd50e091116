"""The dialog that schedules a year of panels: recurrence, chairs in turn, and a preview of the dates."""

from collections.abc import Callable
from dataclasses import replace

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.calendar import schedule_panels
from panel_desk.queries.agency import working_days
from panel_desk.queries.meetings.meetings import who_may_chair
from panel_desk.rules.recurrence import Recurrence, Schedule, schedule
from panel_desk.rules.vocabulary import MeetingFormat
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, DateField, NumberField, SeveralField, TextField, TimeField, options
from panel_desk.ui.form import FilledForm
from panel_desk.ui.page import Page
from panel_desk.ui.theme import Part
from panel_desk.ui.widgets.text import Text

_WEEKDAYS = [(0, "Monday"), (1, "Tuesday"), (2, "Wednesday"), (3, "Thursday"), (4, "Friday")]
_INTERVALS = [
    ("weekly", "Every week"),
    ("fortnightly", "Every second week"),
    ("second and fourth", "The second and fourth of each month"),
    ("first and third", "The first and third of each month"),
    ("monthly", "The first of each month"),
    ("last", "The last of each month"),
]
# By the key of an interval: which of the weekdays in a month, and the number of weeks.
_IN_MONTH = {"second and fourth": (2, 4), "first and third": (1, 3), "monthly": (1,), "last": (-1,)}
_EVERY = {"weekly": 1, "fortnightly": 2}
_SHOWN = 6  # dates
_MOST_ITEMS = 20
_HOW_OFTEN = ChoiceField(key="how_often", label="How often", options=_INTERVALS, required=True)
_WEEKDAY = ChoiceField(key="weekday", label="On", options=_WEEKDAYS, required=True, width=200)
_FIRST = DateField(key="first", label="From", required=True)
_LAST = DateField(key="last", label="To", required=True)
_PANEL = TextField(key="panel", label="Panel", required=True)
_STARTS_AT = TimeField(key="starts_at", label="Starts at")
_PLACE = ChoiceField(key="place", label="Place", options=options(MeetingFormat), width=200)
_CAPACITY = NumberField(key="capacity", label="Room for items", least=1, most=_MOST_ITEMS)
_CHAIRS: SeveralField[str] = SeveralField(key="chairs", label="Chairs, in turn")


def recurrence_of(how_often: str, weekday: int) -> Recurrence:
    """The recurrence that the form's values mean."""
    return Recurrence(weekday, _EVERY.get(how_often), _IN_MONTH.get(how_often, ()))


def _schedule(filled: FilledForm) -> Done[tuple[str, ...]]:
    return filled.do(
        schedule_panels,
        recurrence=recurrence_of(filled[_HOW_OFTEN], filled[_WEEKDAY]),
        first=filled[_FIRST],
        last=filled[_LAST],
        panel=filled[_PANEL],
        starts_at=filled.get(_STARTS_AT),
        place=filled.get(_PLACE),
        chairs=filled[_CHAIRS],
        capacity=filled.get(_CAPACITY),
    )


class SchedulePanels(FormDialog[tuple[str, ...]]):
    """Asks for the rule; says at each change how many panels it gives, which days first, and what it skips.

    Args:
        page: whose dialog it is.
        then: takes the refs of the meetings that were made.
    """

    def __init__(self, page: Page, then: Callable[[tuple[str, ...]], object]) -> None:
        today = page.bridge.today()
        super().__init__(
            page.bridge,
            "Schedule a year of panels",
            [
                (_HOW_OFTEN, _WEEKDAY),
                (_FIRST, _LAST),
                _PANEL,
                (_STARTS_AT, _PLACE, _CAPACITY),
                replace(_CHAIRS, options=[*page.bridge.ask(who_may_chair)]),
            ],
            "Schedule panels",
            _schedule,
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
        self._outcome = Text("", Part.QUIET, wrap=True)
        self._parts.insertWidget(self._parts.count() - 2, self._outcome)
        self.form.edited.connect(self._preview)
        self._preview()

    def preview(self) -> Schedule | None:
        """The dates that the form would give; None while it is not complete."""
        how_often, weekday = self.form.typed(_HOW_OFTEN), self.form.typed(_WEEKDAY)
        first, last = self.form.typed(_FIRST), self.form.typed(_LAST)
        if how_often is None or weekday is None or first is None or last is None:
            return None
        try:
            return schedule(recurrence_of(how_often, weekday), first, last, self._days)
        except RuleBrokenError:
            return None

    def _preview(self) -> None:
        made = self.preview()
        if made is None:
            self._outcome.setText("")
            return
        shown = ", ".join(formats.short(day) for day in made.days[:_SHOWN])
        more = f" and {len(made.days) - _SHOWN} more" if len(made.days) > _SHOWN else ""
        skipped = "; ".join(f"{formats.short(day)} ({why})" for day, why in made.skipped)
        left_out = f" Skipped: {skipped}." if skipped else ""
        self._outcome.setText(f"{formats.count(len(made.days), 'panel')}: {shown}{more}.{left_out}")
