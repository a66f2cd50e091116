"""Cancelling a meeting that has cases on it: why, and for each case another meeting or the reserve list."""

from collections import Counter
from collections.abc import Callable, Sequence

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.queries.cases.bookings import NewPlace, Offer
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.ui import formats
from panel_desk.ui.dialogs.book_case import later
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, TextField
from panel_desk.ui.form import Form
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, scrolling, within

_WIDTH, _HEIGHT = 720, 420
RESERVE = "reserve"


class CancelMeeting(Message):
    """The reason, and a place for each case; what speaks against a place is said beneath it.

    Args:
        page: whose dialog it is.
        record: the meeting.
        places: where its cases could go.
        then: is called once it is cancelled.
    """

    def __init__(
        self, page: Page, record: MeetingRecord, places: Sequence[NewPlace], then: Callable[[None], object]
    ) -> None:
        held = formats.count(len(places), "case")
        super().__init__(
            "Cancel this meeting",
            f"It stays in the calendar, marked as cancelled. Each of its {held} goes where you choose.",
            page.window(),
            width=_WIDTH,
        )
        self._bridge, self._meeting, self._then = page.bridge, record.row.ref, then
        titles = {item.ref: item.title for item in record.items}
        self._offers = {place.case: {offer.meeting: offer for offer in place.offers} for place in places}
        self.form = Form(
            [
                TextField(key="because", label="Why it is cancelled", required=True, lines=2),
                *(
                    ChoiceField(
                        key=place.case,
                        label=f"Item {place.item}: {titles[place.case]}",
                        required=True,
                        options=[*((o.meeting, _offered(o)) for o in place.offers), (RESERVE, "The reserve list")],
                    )
                    for place in places
                ),
            ]
        )
        self.form.fill({place.case: place.suggested or RESERVE for place in places})
        self.against: dict[str, Banner] = {}
        for place in places:
            self.against[place.case] = Banner()
            self.form.rows[place.case].put_beneath(self.against[place.case])
        self.form.edited.connect(self._weigh)
        area = scrolling(within(column(self.form, STRETCH)))
        area.setMinimumHeight(_HEIGHT)
        self.add(area)
        self.finish(plain("Keep the meeting", self.reject), primary("Cancel meeting", self.save))
        self.form.rows["because"].input.focus_widget().setFocus()
        self._weigh()
        self.open()

    def save(self) -> None:
        """Cancel the meeting and move every case, or change nothing."""
        typed = self.form.read()
        if typed is None:
            return
        because = typed.pop("because")
        places = {case: None if place == RESERVE else place for case, place in typed.items()}
        done = self._bridge.beside(self).do(cancel_meeting, meeting=self._meeting, because=because, places=places)
        if done:
            self.accept()
            self._then(None)

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say what is wrong: beside its field, or above the form."""
        self.form.show_problem(error)

    def clear_problems(self) -> None:
        """Take back what was said."""
        self.form.clear_problems()

    def _weigh(self) -> None:
        """Say beneath each case what speaks against its place, those above it being there already."""
        taken: Counter[str] = Counter()
        for case, banner in self.against.items():
            chosen = self.form.rows[case].input.read()
            offer = self._offers[case].get(chosen)
            if offer is None:
                banner.hide()
                continue
            taken[offer.meeting] += 1
            against = list(offer.warnings)
            if offer.slot.items + taken[offer.meeting] > offer.slot.capacity:
                against.append(f"It has room for {offer.slot.capacity} items. Choose another, or the reserve list.")
            if against:
                banner.say(State.WAITING, " ".join(against), can_dismiss=False)
            else:
                banner.hide()


def _offered(offer: Offer) -> str:
    return f"{formats.with_weekday(offer.meets_on)} · {later(offer)}"
