"""The dialog that books a waiting case on a meeting, with the warnings for each case."""

from panel_desk.queries.cases.bookings import BookableCase, bookable_cases
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.ui import formats
from panel_desk.ui.dialogs.booking import BookingDialog, own_clock_chip, own_clock_words
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Align, Column
from panel_desk.ui.widgets.empty import EmptyState


class AddItem(BookingDialog[BookableCase]):
    """A list of the cases that are waiting for a panel, sorted by their own deadline.

    Args:
        page: the meeting's page.
        record: the meeting.
    """

    def __init__(self, page: Page, record: MeetingRecord) -> None:
        ref = record.row.ref
        waiting = page.bridge.ask(bookable_cases, ref)
        facts = [formats.with_weekday(record.row.meets_on)]
        if waiting:
            slot = waiting[0].offer.slot
            facts.append(f"{slot.items} of {formats.count(slot.capacity, 'item')}")
        facts.append(f"papers due {formats.short(record.papers_due_on)}")
        super().__init__(
            page.bridge,
            "Add an item",
            " · ".join(facts),
            "Add item",
            waiting,
            _columns(),
            lambda each: (each.ref, ref, each.offer),
            lambda _: page.show_done("Item added to the agenda"),
            named=("Cases that wait for a panel", "case", "cases"),
            nothing=EmptyState("No case is waiting for a panel", "Open one on the Cases page.", None, "folder-open"),
            filtered="Filter cases",
            parent=page.window(),
        )


def _columns() -> list[Column[BookableCase]]:
    return [
        Column("case", "Case", lambda each: each.row.title, width=300, is_name=True),
        Column("ref", "Ref", lambda each: each.ref, width=90),
        Column(
            "minutes",
            "Minutes",
            lambda each: str(each.offer.slot.duration_minutes),
            lambda each: each.offer.slot.duration_minutes,
            74,
            Align.RIGHT,
        ),
        Column("worker", "Social worker", lambda each: each.row.social_worker or "", width=150),
        Column(
            "own",
            "The case's own clock",
            lambda each: own_clock_words(each.offer),
            chip=lambda each: own_clock_chip(each.offer),
        ),
    ]
