"""The dialogs about a meeting's own facts: schedule it, change it, cancel it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.meetings import change_meeting, schedule_meeting
from panel_desk.queries.agency import figures, working_days
from panel_desk.queries.cases.bookings import new_places
from panel_desk.queries.meetings.meetings import MeetingRecord, who_may_chair
from panel_desk.queries.meetings.reschedule_warnings import moving_breaks
from panel_desk.rules.vocabulary import MeetingFormat, MeetingKind
from panel_desk.ui import formats
from panel_desk.ui.dialogs.cancel_meeting import CancelMeeting
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, DateField, Field, NumberField, TextField, TimeField, options
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.banner import Banner

_PANEL = "Adoption Panel"
_MOST_ITEMS = 30
_BELOW_WORDS = 2  # a dialog's title and words come first


class MeetingDialog(FormDialog):
    """Asks for a meeting's facts; what speaks against a day is said as soon as it is typed."""

    def __init__(
        self,
        page: Page,
        title: str,
        chairs: Sequence[tuple[str, str]],
        verb: str,
        operation: Callable[..., Any],
        then: Callable[[Any], object],
        values: Mapping[str, Any],
        **more: Any,  # noqa: ANN401 # what the operation is given beside the form's values
    ) -> None:
        usual = page.bridge.ask(figures).items_per_meeting
        super().__init__(
            page.bridge,
            title,
            _fields(chairs, usual),
            verb,
            operation,
            then,
            values=values,
            parent=page.window(),
            **more,
        )
        self._meeting: str | None = more.get("meeting")
        self._day: date | None = values.get("meets_on")
        self._days = page.bridge.ask(working_days)
        self.breaks = Banner()
        self._parts.insertWidget(_BELOW_WORDS, self.breaks)
        day = self.form.rows["meets_on"]
        day.input.edited.connect(self._question_day)
        day.input.left.connect(self._question_day)

    def _question_day(self) -> None:
        row = self.form.rows["meets_on"]
        try:
            day = row.input.read()
        except ValueError:
            return  # the form says so once the field is left
        why_not = self._days.why_not(day) if day else None
        if self._meeting is not None:
            self._warn(self._meeting, day)
        elif day and why_not:
            row.say(_question(formats.with_weekday(day), why_not))

    def _warn(self, meeting: str, day: date | None) -> None:
        """Say what moving the meeting to another day breaks."""
        breaks = self._bridge.ask(moving_breaks, meeting, day) if day is not None and day != self._day else ()
        if breaks:
            self.breaks.say(State.WAITING, " ".join(breaks), can_dismiss=False)
        else:
            self.breaks.hide()


def _question(day: str, why_not: str) -> str:
    reason = "" if day.startswith(why_not) else f": {why_not}"
    return f"{day} is not a working day{reason}. Choose another day, or keep it if the panel meets all the same."


def schedule(page: Page, then: Callable[[str], object]) -> MeetingDialog:
    """Ask for a new meeting and put it in the calendar; `then` gets its ref."""
    return MeetingDialog(
        page,
        "Schedule meeting",
        page.bridge.ask(who_may_chair),
        "Schedule meeting",
        schedule_meeting,
        then,
        values={"panel": _PANEL, "kind": MeetingKind.PLANNED},
    )


def change(page: Page, record: MeetingRecord, then: Callable[[None], object]) -> MeetingDialog:
    """Ask for a meeting's changed facts and save them."""
    row = record.row
    chairs = list(page.bridge.ask(who_may_chair))
    if row.chair and row.chair not in dict(chairs):
        chairs.append((row.chair, row.chair_name or row.chair))
    return MeetingDialog(
        page,
        "Change meeting",
        chairs,
        "Save changes",
        change_meeting,
        then,
        values={
            "meets_on": row.meets_on,
            "starts_at": row.starts_at,
            "panel": row.panel,
            "kind": row.kind,
            "place": row.place,
            "chair": row.chair,
            "capacity": row.capacity,
            "pre_meeting_at": row.pre_meeting_at,
            "venue": row.venue,
        },
        meeting=row.ref,
        version=record.version,
    )


def cancel(page: Page, record: MeetingRecord, then: Callable[[None], object]) -> FormDialog | CancelMeeting:
    """Ask why a meeting is called off, and where each case on it goes; then call it off."""
    places = page.bridge.ask(new_places, record.row.ref)
    if places:
        return CancelMeeting(page, record, places, then)
    return FormDialog(
        page.bridge,
        "Cancel this meeting",
        [TextField(key="because", label="Why it is cancelled", required=True, lines=3)],
        "Cancel meeting",
        cancel_meeting,
        then,
        words="It stays in the calendar, marked as cancelled.",
        parent=page.window(),
        meeting=record.row.ref,
    )


def _fields(chairs: Sequence[tuple[str, str]], usual: int) -> list[Field | str | tuple[Field, ...]]:
    return [
        (
            DateField(key="meets_on", label="Date", required=True, help="As 4 March 2027 or 04/03/2027."),
            TimeField(key="starts_at", label="Starts at", help="As 09:30."),
        ),
        TextField(key="panel", label="Panel", required=True),
        ChoiceField(key="kind", label="Kind", required=True, options=options(MeetingKind)),
        ChoiceField(key="place", label="How the panel meets", options=options(MeetingFormat), none="Not settled"),
        (
            TimeField(key="pre_meeting_at", label="Pre-meeting at", help="Chair and adviser."),
            NumberField(key="capacity", label="Items at most", least=1, most=_MOST_ITEMS, help=f"Empty for {usual}."),
        ),
        TextField(key="venue", label="Where", help="An address, or the link to join by."),
        ChoiceField(
            key="chair",
            label="Chair",
            help="An active chair or vice chair of the central list.",
            options=list(chairs),
            none="Not settled",
        ),
    ]
