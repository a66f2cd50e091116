"""Base of the booking dialogs: meetings for a case or cases for a meeting, with the warnings for each."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtWidgets import QWidget

from panel_desk.operations.cases.bookings import book_case
from panel_desk.queries.cases.bookings import Offer, unsettled
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import DeskBridge, Done
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, NumberField, TextField, TimeField
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table

if TYPE_CHECKING:
    from panel_desk.ui.widgets.layout import Content

R = TypeVar("R")
_WIDTH = 860  # pixels
_MOST_OF_THE_SCREEN = 0.3  # share of its height that the table takes at most
_TABLE_HEIGHT = 260  # pixels
_LONGEST = 600  # minutes
_STARTS_AT = TimeField(key="starts_at", label="Starts at")
_DURATION_MINUTES = NumberField(key="duration_minutes", label="Minutes", least=1, most=_LONGEST)
_IS_PROVISIONAL = ChoiceField(
    key="is_provisional",
    label="Booking",
    options=[(True, "Provisional"), (False, "Confirmed")],
    required=True,
    width=200,
)


class BookingDialog(Message, Generic[R]):
    """A table to choose from, the warnings for the selected row, and the booking's time, duration and kind.

    Args:
        bridge: the desk.
        title: the dialog's title.
        words: a sentence below the title.
        verb: the words of its button.
        rows: what can be chosen, the best first.
        booking_of: gives a row's case, meeting and offer.
        then: takes the row that was booked.
        columns: the columns of the table.
        named: the table's name, and its singular and plural, as `("Meetings with room", "meeting", "meetings")`.
        nothing: the empty state, where there is nothing to choose.
        reason: asks why a booked case moves to another meeting; None where it is not booked.
        filtered: the placeholder of the filter; no filter where empty.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        bridge: DeskBridge,
        title: str,
        words: str,
        verb: str,
        rows: Sequence[R],
        columns: list[Column[R]],
        booking_of: Callable[[R], tuple[str, str, Offer]],
        then: Callable[[R], object],
        *,
        named: tuple[str, str, str],
        nothing: EmptyState,
        reason: TextField | None = None,
        filtered: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, words, parent, width=_WIDTH)
        self._bridge, self._one, self._booking_of, self._then = bridge, named[1], booking_of, then
        self._reason = reason
        self._unmet_of: dict[str, tuple[str, ...]] = {}  # the preconditions that are not met, by case
        self.model: RowModel[R] = RowModel(columns)
        self.table = Table(self.model, named[0], counted=named[1:], empty=nothing, compact=True)
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        self.table.setMinimumHeight(min(_TABLE_HEIGHT, most))
        self.banner = Banner()
        self.form = Form(
            [
                (_STARTS_AT, _DURATION_MINUTES, _IS_PROVISIONAL),
                *([reason] if reason else []),
            ]
        )
        self.form.fill({_IS_PROVISIONAL.key: True})
        self.table.chosen.connect(self._suggest)
        self.table.opened.connect(self._book)
        parts: list[Content] = [self.table, self.banner, self.form]
        if filtered:
            self.filter = FilterBar(self.model, filtered)
            self.filter.set_list(self.table)
            self.filter.search.returnPressed.connect(self.table.setFocus)
            parts.insert(0, self.filter)
        self.add(*parts)
        book = primary(verb, self.save)
        book.setDefault(True)
        self.finish(plain("Cancel", self.reject), book)
        self.model.replace(rows)
        if rows:
            self.table.choose(self.model.ref_at(0))
        self.table.setFocus()
        self.open()

    def save(self) -> None:
        """Book the selected row."""
        row = self._chosen()
        if row is None:
            self.banner.say(State.ALERT, f"Choose a {self._one}.")
            return
        case, meeting, _ = self._booking_of(row)

        def book(filled: FilledForm) -> Done[None]:
            return filled.do(
                book_case,
                case=case,
                meeting=meeting,
                reason=filled[self._reason] if self._reason else "",
                is_provisional=filled[_IS_PROVISIONAL],
                starts_at=filled.get(_STARTS_AT),
                duration_minutes=filled.get(_DURATION_MINUTES),
            )

        if self.form.send(self._bridge, book):
            self.accept()
            self._then(row)

    def _book(self, _: str) -> None:
        self.save()

    def _chosen(self) -> R | None:
        ref = self.table.current_ref()
        position = self.model.position_of(ref) if ref else None
        return self.model.row_at(position) if position is not None else None

    def _suggest(self, _: str) -> None:
        """Fill in the time after the agenda's last item, and show the warnings for the selected row."""
        row = self._chosen()
        if row is None:
            return
        case, _, offer = self._booking_of(row)
        self.form.fill({"starts_at": offer.slot.starts_at, "duration_minutes": offer.slot.duration_minutes})
        warnings = list(offer.warnings)
        if unmet := self._unmet(case):
            warnings.append(
                f"It can only be booked provisionally while these preconditions are not met: {'; '.join(unmet)}."
            )
        if warnings:
            self.banner.say(State.WAITING if offer.warnings else State.NOTE, " ".join(warnings), can_dismiss=False)
        else:
            self.banner.hide()

    def _unmet(self, case: str) -> tuple[str, ...]:
        if case not in self._unmet_of:
            self._unmet_of[case] = unsettled(self._bridge.ask(preconditions, case))
        return self._unmet_of[case]


def own_clock_chip(offer: Offer) -> Chip | None:
    """Whether the case is heard before its own deadline; None where it has none."""
    if offer.own_clock is None:
        return None
    due = formats.short(offer.own_clock.due_on)
    in_time = offer.meets_on <= offer.own_clock.due_on
    return Chip(State.GOOD, f"before {due}") if in_time else Chip(State.ALERT, f"after {due}")


def own_clock_words(offer: Offer) -> str:
    """Whether the case is heard before its own deadline, in words; empty where it has none."""
    chip = own_clock_chip(offer)
    return chip.word if chip else ""
