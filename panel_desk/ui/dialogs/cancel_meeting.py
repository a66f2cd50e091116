"""Cancelling a meeting that has cases on it: why, and for each case another meeting or the reserve list."""

from collections import Counter
from collections.abc import Callable, Sequence

from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.queries.cases.bookings import NewPlace, Offer
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.book_case import later
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, TextField
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, scrolling, within

_WIDTH, _HEIGHT = 720, 420  # pixels
RESERVE = "reserve"  # the choice of the reserve list in place of a meeting
_BECAUSE = TextField(key="because", label="Why it is cancelled", required=True, lines=2)


class CancelMeeting(Message):
    """Asks for the reason and for a new meeting for each case; warnings are shown below each choice.

    Args:
        page: the page that opens it.
        record: the meeting.
        places: for each of its cases, the meetings to which it could move.
        then: called once it is cancelled.
    """

    def __init__(
        self, page: Page, record: MeetingRecord, places: Sequence[NewPlace], then: Callable[[None], object]
    ) -> None:
        cases = formats.count(len(places), "case")
        super().__init__(
            "Cancel this meeting",
            f"It stays in the calendar, marked as cancelled. Each of its {cases} goes where you choose.",
            page.window(),
            width=_WIDTH,
        )
        self._bridge, self._meeting, self._then = page.bridge, record.row.ref, then
        titles = {item.ref: item.title for item in record.items}
        self._offers = {place.case: {offer.meeting: offer for offer in place.offers} for place in places}
        self._places = {
            place.case: ChoiceField(
                key=place.case,
                label=f"Item {place.item}: {titles[place.case]}",
                required=True,
                options=[*((o.meeting, _offered(o)) for o in place.offers), (RESERVE, "The reserve list")],
            )
            for place in places
        }
        self.form = Form([_BECAUSE, *self._places.values()])
        self.form.fill({place.case: place.suggested or RESERVE for place in places})
        self.warnings: dict[str, Banner] = {}
        for place in places:
            self.warnings[place.case] = Banner()
            self.form.rows[place.case].put_beneath(self.warnings[place.case])
        self.form.edited.connect(self._show_warnings)
        area = scrolling(within(column(self.form, STRETCH)))
        area.setMinimumHeight(_HEIGHT)
        self.add(area)
        cancel = primary("Cancel meeting", self.save)
        cancel.setDefault(True)
        self.finish(plain("Keep the meeting", self.reject), cancel)
        self.form.rows["because"].input.focus_widget().setFocus()
        self._show_warnings()
        self.open()

    def save(self) -> None:
        """Cancel the meeting and move every case, or change nothing."""
        if self.form.send(self._bridge, self._cancel):
            self.accept()
            self._then(None)

    def _cancel(self, filled: FilledForm) -> Done[None]:
        choices = {case: filled[field] for case, field in self._places.items()}
        new_places = {
            case: None if chosen_meeting == RESERVE else chosen_meeting for case, chosen_meeting in choices.items()
        }
        return filled.do(cancel_meeting, meeting=self._meeting, because=filled[_BECAUSE], places=new_places)

    def _show_warnings(self) -> None:
        """Show the warnings for each case's choice, counting the cases above it as booked there."""
        booked_there: Counter[str] = Counter()
        for case, banner in self.warnings.items():
            offer = self._offers[case].get(self.form.typed(self._places[case]) or "")
            if offer is None:
                banner.hide()
                continue
            booked_there[offer.meeting] += 1
            warnings = list(offer.warnings)
            if offer.slot.items + booked_there[offer.meeting] > offer.slot.capacity:
                warnings.append(f"It has room for {offer.slot.capacity} items. Choose another, or the reserve list.")
            if warnings:
                banner.say(State.WAITING, " ".join(warnings), can_dismiss=False)
            else:
                banner.hide()


def _offered(offer: Offer) -> str:
    return f"{formats.with_weekday(offer.meets_on)} · {later(offer)}"
