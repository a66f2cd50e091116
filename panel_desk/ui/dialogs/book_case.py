"""Booking a case: the first meetings that can hear it, how much later each is, and what speaks against it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.cases.bookings import book_case
from panel_desk.queries.cases.bookings import Offer, first_available
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, NumberField, TextField, TimeField
from panel_desk.ui.form import Form
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.table import Table

_WIDTH = 860
_TABLE_HEIGHT = 260
_LONGEST = 600
_PROVISIONAL, _CONFIRMED = "provisional", "confirmed"
_A_WEEK = 7


class BookCase(Message):
    """A choice of meetings, soonest first.

    Args:
        bridge: the desk.
        case: the case.
        then: takes the offer that was taken.
        parent: the widget that it belongs to.
    """

    def __init__(
        self, bridge: DeskBridge, case: CaseRow, then: Callable[[Offer], object], parent: QWidget | None = None
    ) -> None:
        super().__init__("Book on a meeting", case.title, parent, width=_WIDTH)
        self._bridge, self._case, self._then = bridge, case, then
        self.model: RowModel[Offer] = RowModel(_columns(bridge))
        self.table = Table(
            self.model,
            "Meetings with room",
            counted=("meeting", "meetings"),
            empty=EmptyState("No meeting has room", "Schedule one in the calendar first.", None, "calendar-days"),
            compact=True,
        )
        self.table.setMinimumHeight(_TABLE_HEIGHT)
        offers = bridge.ask(first_available, case.ref)
        self.banner = Banner()
        moving = [TextField(key="reason", label="Why it moves", required=True)] if case.meeting else []
        self.form = Form(
            [
                (
                    TimeField(key="starts_at", label="Starts at"),
                    NumberField(key="minutes", label="Minutes", least=1, most=_LONGEST),
                    ChoiceField(
                        key="booking",
                        label="Booking",
                        options=[(_PROVISIONAL, "Provisional"), (_CONFIRMED, "Confirmed")],
                        required=True,
                        width=200,
                    ),
                ),
                *moving,
            ]
        )
        self.form.fill({"minutes": case.minutes, "booking": _PROVISIONAL})
        self.table.chosen.connect(self._suggest)
        self.table.opened.connect(self._book)
        self.add(self.table, self.banner, self.form)
        self.finish(plain("Cancel", self.reject), primary("Book on this meeting", self.save))
        self.model.replace(offers)
        if offers:
            self.table.choose(offers[0].ref)
        self.table.setFocus()
        self.open()

    def save(self) -> None:
        """Book the case on the meeting chosen."""
        ref = self.table.current_ref()
        if ref is None:
            self.banner.say(State.LATE, "Choose a meeting.")
            return
        values = self.form.read()
        place = self.model.place_of(ref)
        if values is None or place is None:
            return
        is_provisional = values.pop("booking") == _PROVISIONAL
        done = self._bridge.do(
            book_case, self, case=self._case.ref, meeting=ref, is_provisional=is_provisional, **values
        )
        if done:
            self.accept()
            self._then(self.model.row_at(place))

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say what is wrong: beside its field, or above the form."""
        self.form.show_problem(error)

    def clear_problems(self) -> None:
        """Take back what was said."""
        self.form.clear_problems()

    def _book(self, _: str) -> None:
        self.save()

    def _suggest(self, ref: str) -> None:
        """Offer the time after the agenda's last item; say what speaks against the meeting."""
        place = self.model.place_of(ref)
        if place is None:
            return
        offer = self.model.row_at(place)
        self.form.fill({"starts_at": offer.slot.starts_at, "minutes": offer.slot.minutes})
        if offer.warnings:
            self.banner.say(State.WAITING, " ".join(offer.warnings))
        else:
            self.banner.hide()


def later(offer: Offer) -> str:
    """How much later than the soonest offer a meeting is: `Soonest`, `5 days later`, `2 weeks later`."""
    if not offer.days_later:
        return "Soonest"
    weeks, days = divmod(offer.days_later, _A_WEEK)
    return f"{formats.count(offer.days_later, 'day') if days else formats.count(weeks, 'week')} later"


def _columns(bridge: DeskBridge) -> list[Column[Offer]]:
    def papers(offer: Offer) -> Chip:
        return formats.due(offer.papers.due_on, offer.papers.working_days_left(bridge.today()))

    def own(offer: Offer) -> Chip | None:
        if offer.own_clock is None:
            return None
        due = formats.short(offer.own_clock.due_on)
        in_time = offer.meets_on <= offer.own_clock.due_on
        return Chip(State.GOOD, f"before {due}") if in_time else Chip(State.LATE, f"after {due}")

    def own_words(offer: Offer) -> str:
        chip = own(offer)
        return chip.word if chip else ""

    return [
        Column("day", "Meeting", lambda offer: formats.with_weekday(offer.meets_on), lambda offer: offer.meets_on, 210),
        Column("later", "Delay", later, lambda offer: offer.days_later, 110),
        Column(
            "items",
            "Items",
            lambda offer: f"{offer.slot.items} of {offer.slot.capacity}",
            lambda offer: offer.slot.items,
            66,
            Align.RIGHT,
        ),
        Column(
            "papers", "Papers", lambda offer: papers(offer).word, lambda offer: offer.papers.due_on, 230, chip=papers
        ),
        Column("own", "The case's own clock", own_words, width=160, chip=own),
    ]
