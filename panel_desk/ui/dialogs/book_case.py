"""The dialog that books a case on a meeting: lists the first ones with room, and what speaks against the chosen one."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.queries.cases.bookings import Offer, first_available
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.booking import BookingDialog, own_clock_chip, own_clock_words
from panel_desk.ui.fields import TextField
from panel_desk.ui.row_model import Align, Column
from panel_desk.ui.states import Chip
from panel_desk.ui.widgets.empty import EmptyState

_A_WEEK = 7  # days


class BookCase(BookingDialog[Offer]):
    """A list of the meetings with room, the soonest first.

    Args:
        bridge: the desk.
        case: the case.
        then: takes the offer that was booked.
        parent: the widget that it belongs to.
    """

    def __init__(
        self, bridge: DeskBridge, case: CaseRow, then: Callable[[Offer], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(
            bridge,
            "Book on a meeting",
            case.title,
            "Book on this meeting",
            bridge.ask(first_available, case.ref),
            _columns(bridge),
            lambda offer: (case.ref, offer.meeting, offer),
            then,
            named=("Meetings with room", "meeting", "meetings"),
            nothing=EmptyState("No meeting has room", "Schedule one in the calendar first.", None, "calendar-days"),
            reason=TextField(key="reason", label="Why it moves", required=True) if case.meeting else None,
            parent=parent,
        )


def later(offer: Offer) -> str:
    """The delay of a meeting against the soonest offer: `Soonest`, `5 days later`, `2 weeks later`."""
    if not offer.days_later:
        return "Soonest"
    weeks, days = divmod(offer.days_later, _A_WEEK)
    return f"{formats.count(offer.days_later, 'day') if days else formats.count(weeks, 'week')} later"


def _columns(bridge: DeskBridge) -> list[Column[Offer]]:
    def papers(offer: Offer) -> Chip:
        return formats.due(offer.papers_due.due_on, offer.papers_due.working_days_left(bridge.today()))

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
            "papers",
            "Papers",
            lambda offer: papers(offer).word,
            lambda offer: offer.papers_due.due_on,
            chip=papers,
        ),
        Column("own", "The case's own clock", own_clock_words, chip=own_clock_chip),
    ]
