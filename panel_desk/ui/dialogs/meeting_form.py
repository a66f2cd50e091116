"""The dialogs that schedule, change and cancel a meeting."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.meetings import change_meeting, schedule_meeting
from panel_desk.queries.agency import figures, working_days
from panel_desk.queries.cases.bookings import new_places
from panel_desk.queries.meetings.meetings import MeetingRecord, MeetingRow, who_may_chair
from panel_desk.queries.meetings.reschedule_warnings import reschedule_warnings
from panel_desk.rules.vocabulary import MeetingFormat, MeetingKind
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.cancel_meeting import CancelMeeting
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.fields import ChoiceField, DateField, FormPart, NumberField, TextField, TimeField, options
from panel_desk.ui.form import FilledForm
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.banner import Banner

_USUAL_PANEL = "Adoption Panel"
_MOST_ITEMS = 30
_BELOW_WORDS = 2  # the place in the dialog's layout: its title and words come first
T = TypeVar("T")

_MEETS_ON = DateField(key="meets_on", label="Date", required=True, help="As 4 March 2027 or 04/03/2027.")
_STARTS_AT = TimeField(key="starts_at", label="Starts at", help="As 09:30.")
_PANEL = TextField(key="panel", label="Panel", required=True)
_KIND = ChoiceField(key="kind", label="Kind", required=True, options=options(MeetingKind))
_PLACE = ChoiceField(key="place", label="How the panel meets", options=options(MeetingFormat), none="Not settled")
_PRE_MEETING_AT = TimeField(key="pre_meeting_at", label="Pre-meeting at", help="Chair and adviser.")
_CAPACITY = NumberField(key="capacity", label="Items at most", least=1, most=_MOST_ITEMS)
_VENUE = TextField(key="venue", label="Where", help="An address, or the link to join by.")
_CHAIR: ChoiceField[str] = ChoiceField(
    key="chair", label="Chair", help="An active chair or vice chair of the central list.", none="Not settled"
)
_BECAUSE = TextField(key="because", label="Why it is cancelled", required=True, lines=3)


class MeetingDialog(FormDialog[T]):
    """Asks for a meeting's facts; warnings about the date are shown as soon as it is typed.

    Args:
        page: the page that opens it.
        title: the dialog's title.
        chairs: who may chair, with their names.
        verb: the words of its button.
        operation: what the button does with the form's values.
        then: takes what the operation returned.
        changed: the meeting that is changed; None for a new one.
    """

    def __init__(
        self,
        page: Page,
        title: str,
        chairs: Sequence[tuple[str, str]],
        verb: str,
        operation: Callable[[FilledForm], Done[T]],
        then: Callable[[T], object],
        changed: MeetingRow | None = None,
    ) -> None:
        usual_items = page.bridge.ask(figures).items_per_meeting
        super().__init__(
            page.bridge,
            title,
            _fields(chairs, usual_items),
            verb,
            operation,
            then,
            values=_values(changed) if changed else {_PANEL.key: _USUAL_PANEL, _KIND.key: MeetingKind.PLANNED},
            parent=page.window(),
        )
        self._changed = changed
        self._days = page.bridge.ask(working_days)
        self.breaks = Banner()
        self._parts.insertWidget(_BELOW_WORDS, self.breaks)
        day = self.form.rows[_MEETS_ON.key]
        day.input.edited.connect(self._check_day)
        day.input.left.connect(self._check_day)

    def save(self) -> None:
        """Do the operation; for another day than a working day, ask first."""
        day = self.form.typed(_MEETS_ON)
        is_moved = self._changed is None or day != self._changed.meets_on
        why_not = self._days.why_not_in_words(day) if day is not None and is_moved else None
        if why_not is None:
            super().save()
            return
        what = "Schedule the panel" if self._changed is None else "Move the panel there"
        ask(
            self,
            why_not,
            f"{what} anyway?",
            f"{what} anyway",
            super().save,
            otherwise="Choose another day",
        )

    def _check_day(self) -> None:
        """Warn of a closed day, or of what a move to the day would break, as soon as it is typed."""
        day = self.form.typed(_MEETS_ON)
        if day is None:  # the form shows the problem once the field is left
            self.breaks.hide()
        elif self._changed is None:
            self._say(State.NOTE, self._days.why_not_in_words(day) or "")
        else:
            breaks = self._bridge.ask(reschedule_warnings, self._changed.ref, day)
            self._say(State.WAITING, " ".join(breaks) if day != self._changed.meets_on else "")

    def _say(self, state: State, words: str) -> None:
        if words:
            self.breaks.say(state, words, can_dismiss=False)
        else:
            self.breaks.hide()


def schedule(page: Page, then: Callable[[str], object]) -> MeetingDialog[str]:
    """Ask for a new meeting and schedule it; `then` takes its ref."""
    return MeetingDialog(
        page,
        "Schedule meeting",
        page.bridge.ask(who_may_chair),
        "Schedule meeting",
        lambda filled: filled.do(
            schedule_meeting,
            meets_on=filled[_MEETS_ON],
            starts_at=filled.get(_STARTS_AT),
            panel=filled[_PANEL],
            kind=filled[_KIND],
            place=filled.get(_PLACE),
            chair=filled.get(_CHAIR),
            capacity=filled.get(_CAPACITY),
            pre_meeting_at=filled.get(_PRE_MEETING_AT),
            venue=filled[_VENUE],
        ),
        then,
    )


def change(page: Page, record: MeetingRecord, then: Callable[[None], object]) -> MeetingDialog[None]:
    """Ask for a meeting's changed facts and save them; `then` is called once they are saved."""
    row = record.row
    chairs = list(page.bridge.ask(who_may_chair))
    if row.chair and row.chair not in dict(chairs):
        chairs.append((row.chair, row.chair_name or row.chair))
    return MeetingDialog(
        page,
        "Change meeting",
        chairs,
        "Save changes",
        lambda filled: filled.do(
            change_meeting,
            meeting=row.ref,
            version=record.version,
            meets_on=filled[_MEETS_ON],
            starts_at=filled.get(_STARTS_AT),
            panel=filled[_PANEL],
            kind=filled[_KIND],
            place=filled.get(_PLACE),
            chair=filled.get(_CHAIR),
            capacity=filled.get(_CAPACITY),
            pre_meeting_at=filled.get(_PRE_MEETING_AT),
            venue=filled[_VENUE],
        ),
        then,
        changed=row,
    )


def cancel(page: Page, record: MeetingRecord, then: Callable[[None], object]) -> FormDialog[None] | CancelMeeting:
    """Ask why a meeting is cancelled, and where its cases go, and cancel it; `then` is called once it is cancelled."""
    places = page.bridge.ask(new_places, record.row.ref)
    if places:
        return CancelMeeting(page, record, places, then)
    return FormDialog(
        page.bridge,
        "Cancel this meeting",
        [_BECAUSE],
        "Cancel meeting",
        lambda filled: filled.do(cancel_meeting, meeting=record.row.ref, because=filled[_BECAUSE]),
        then,
        words="It stays in the calendar, marked as cancelled.",
        parent=page.window(),
        otherwise="Keep the meeting",
    )


def _fields(chairs: Sequence[tuple[str, str]], usual_items: int) -> list[FormPart]:
    return [
        (_MEETS_ON, _STARTS_AT),
        _PANEL,
        _KIND,
        _PLACE,
        (_PRE_MEETING_AT, replace(_CAPACITY, help=f"Empty for {usual_items}.")),
        _VENUE,
        replace(_CHAIR, options=list(chairs)),
    ]


def _values(row: MeetingRow) -> dict[str, object]:
    return {
        _MEETS_ON.key: row.meets_on,
        _STARTS_AT.key: row.starts_at,
        _PANEL.key: row.panel,
        _KIND.key: row.kind,
        _PLACE.key: row.place,
        _CHAIR.key: row.chair,
        _CAPACITY.key: row.capacity,
        _PRE_MEETING_AT.key: row.pre_meeting_at,
        _VENUE.key: row.venue,
    }
