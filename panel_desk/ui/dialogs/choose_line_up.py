"""The dialog for a suggested line-up: people with reasons, to untick or swap, and the effect on the quorum."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QWidget

from panel_desk.queries.meetings.line_ups import LineUpInputs
from panel_desk.queries.members.members import members
from panel_desk.rules.line_up_choices import choose_chair, other_candidates, quorum_gaps
from panel_desk.rules.line_ups import Candidate, Suggestion
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, menu_button, plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, scrolling, within
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

_WIDTH, _HEIGHT = 900, 320  # pixels


class ChooseLineUp(Message):
    """A suggested line-up to check and change before its people are invited.

    Args:
        page: the page that opens it.
        inputs: what the line-up was suggested from.
        suggestion: the suggested line-up.
        verb: the button's words, as *Invite them*.
        then: takes the line-up as changed.
    """

    def __init__(
        self,
        page: Page,
        inputs: LineUpInputs,
        suggestion: Suggestion,
        verb: str,
        then: Callable[[Suggestion], object],
    ) -> None:
        [self._panel] = [each for each in inputs.panels if each.ref == suggestion.panel]
        super().__init__(
            f"Line-up for {formats.with_weekday(self._panel.sitting.on)}",
            "Whoever is on the line-up already stays. Untick a person to leave them out, or swap them for another.",
            page.window(),
            width=_WIDTH,
        )
        self._people = {each.attendee.ref: each for each in inputs.candidates}
        self._figures = inputs.figures
        self._not_ready = {each.ref: formats.listed(each.not_ready) for each in page.bridge.ask(members)}
        self._suggestion, self._then = suggestion, then
        self._rows = list(suggestion.members)
        self._out: set[str] = set()  # refs of those who are not ticked
        self.ticks: dict[str, Tick] = {}
        self.banner = Banner()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(S12)
        self._grid.setVerticalSpacing(S8)
        self._grid.setColumnStretch(1, 1)
        self._more = row(gap=S8)
        area = scrolling(within(column(self._grid, STRETCH)))
        area.setMinimumHeight(_HEIGHT)
        self.add(self.banner, area)
        self.take_button = primary(verb, self.take)
        self.take_button.setDefault(True)
        self.finish(self._more, plain("Cancel", self.reject), self.take_button)
        self._show(suggestion.chair)
        self.open()

    @property
    def chosen(self) -> Suggestion:
        """The line-up as chosen now; the chair is empty where none of its people may chair."""
        refs = tuple(ref for ref in self._rows if ref not in self._out)
        chair = choose_chair(self._panel, self._people, refs, self._suggestion.chair) or ""
        return Suggestion(self._panel.ref, refs, chair, {ref: self._reason(ref) for ref in refs})

    def tick(self, ref: str, is_ticked: bool) -> None:
        """Include a person, or leave them out."""
        (self._out.discard if is_ticked else self._out.add)(ref)
        self._show_quorum()

    def swap(self, ref: str, other: str) -> None:
        """Replace a person by another."""
        self._rows[self._rows.index(ref)] = other
        self._out.discard(ref)
        self._show(other)

    def add_person(self, ref: str) -> None:
        """Add a person to the line-up."""
        self._rows.append(ref)
        self._show(ref)

    def take(self) -> None:
        """Close, and pass the line-up on."""
        chosen = self.chosen
        self.accept()
        self._then(chosen)

    def _show(self, focused: str) -> None:
        """Show all rows again; the focus goes to the person whose ref is `focused`."""
        empty(self._grid)
        self.ticks = {}
        free = other_candidates(self._panel, self._people, self._rows)
        for number, ref in enumerate(self._rows):
            person = self._people[ref].attendee
            is_fixed = ref in self._panel.accepted
            tick = Tick(f"{person.name}, {person.category}".replace("&", "&&"))
            tick.setChecked(ref not in self._out)
            tick.setEnabled(not is_fixed)
            tick.setAccessibleDescription(self._reason(ref))
            tick.toggled.connect(partial(self.tick, ref))
            self.ticks[ref] = tick
            swaps = [Action(_candidate_words(each), partial(self.swap, ref, each.attendee.ref)) for each in free]
            swap = QWidget() if is_fixed or not swaps else menu_button("Swap", swaps)
            self._grid.addWidget(tick, number, 0)
            self._grid.addWidget(Text(self._reason(ref), Part.QUIET, wrap=True), number, 1)
            self._grid.addWidget(swap, number, 2)
        empty(self._more)
        if free:
            adding = [Action(_candidate_words(each), partial(self.add_person, each.attendee.ref)) for each in free]
            self._more.addWidget(menu_button("Add somebody", adding))
        self._show_quorum()
        free_to_go = [tick for ref, tick in self.ticks.items() if ref not in self._panel.accepted]
        possible = [self.ticks[focused]] if self.ticks[focused].isEnabled() else free_to_go
        next(iter(possible), self.take_button).setFocus()

    def _show_quorum(self) -> None:
        chosen = self.chosen
        gaps = quorum_gaps(self._panel, self._people, chosen.members, chosen.chair or None, self._figures)
        chairs = f" {self._people[chosen.chair].attendee.name} chairs." if chosen.chair else ""
        if gaps:
            self.banner.say(State.ALERT, " ".join(gaps), can_dismiss=False)
        else:
            every = "Every item is" if self._panel.items else "The panel is"
            self.banner.say(State.GOOD, f"{every} quorate if everybody comes.{chairs}", can_dismiss=False)
        self.take_button.setEnabled(bool(chosen.members))

    def _reason(self, ref: str) -> str:
        sat = self._people[ref].sittings
        reason = self._suggestion.reasons.get(ref, f"Chosen by you; sittings so far: {sat}.")
        lacks = self._not_ready.get(ref)
        return f"{reason}\nNot ready to sit: {lacks}." if lacks else reason


def _candidate_words(person: Candidate) -> str:
    return f"{person.attendee.name} · {formats.count(person.sittings, 'sitting')}"
