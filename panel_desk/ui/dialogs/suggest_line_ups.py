"""Dialogs that suggest line-ups: the search in the background, and the results for all planned panels."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from panel_desk.operations.meetings.line_ups import LineUp, LineUpBefore, put_line_up_back, take_suggestions
from panel_desk.progress import ProgressCallback
from panel_desk.queries.meetings.line_ups import LineUpInputs
from panel_desk.rules.line_ups import NoLineUp, Suggestion, suggest_line_ups
from panel_desk.ui import formats
from panel_desk.ui.background import StoppedError
from panel_desk.ui.dialogs.choose_line_up import ChooseLineUp
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

LineUpResults = tuple[Suggestion | NoLineUp, ...]
_SECONDS = 5.0  # the longest that a search takes
_WIDTH, _HEIGHT = 960, 240  # pixels: the dialog's width, the table's least height


class LineUpSearch(Message):
    """Searches for line-ups in the background; *Stop* and Escape end the search.

    Args:
        page: the page that opens it.
        inputs: the panels, and who could sit on them.
        then: takes the results.
    """

    def __init__(self, page: Page, inputs: LineUpInputs, then: Callable[[LineUpResults], object]) -> None:
        super().__init__("Suggest line-up", "It takes a few seconds.", page.window())
        self.progress = Progress()
        self.add(self.progress)
        self._then = then
        self._job = page.context.background.start("Looking for a line-up", partial(_search, inputs), self._found)
        self.progress.follow(self._job)
        self._job.ended.connect(self.accept)
        self.open()

    def reject(self) -> None:
        """Stop the search."""
        self._job.stop()

    def _found(self, results: LineUpResults) -> None:
        self._then(results)


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel and the line-up found for it.

    Args:
        ref: the meeting's ref.
        on: its date.
        chair: who would chair it.
        people: the names of those who would sit, or why no line-up can be found.
        result: the result; None where the search did not reach it.
        is_left_out: the user does not use the suggestion.
    """

    ref: str
    on: date
    chair: str
    people: str
    result: Suggestion | NoLineUp | None
    is_left_out: bool


class SuggestedLineUps(Message):
    """The line-ups suggested for several panels, to be changed or left out before their people are invited.

    Args:
        page: the page that opens it.
        inputs: what they were suggested from.
        results: the results.
    """

    def __init__(self, page: Page, inputs: LineUpInputs, results: LineUpResults) -> None:
        super().__init__(
            "Line-ups for all planned panels",
            "Open a panel to see why each person is proposed, and to change it. Nobody is invited until you say so.",
            page.window(),
            width=_WIDTH,
        )
        self._page, self._inputs = page, inputs
        self._names = {each.attendee.ref: each.attendee.name for each in inputs.candidates}
        self._results = {each.panel: each for each in results}
        self._left_out: set[str] = set()
        self.model: RowModel[PanelRow] = RowModel(_columns())
        self.table = Table(self.model, "Suggested line-ups", counted=("panel", "panels"), compact=True)
        self.table.setMinimumHeight(_HEIGHT)
        self.table.opened.connect(self.change)
        self.table.chosen.connect(self._show_people)
        self.banner = Banner()
        self.why = Text("", Part.QUIET, wrap=True)
        self.add(self.banner, self.table, self.why)
        self.take_button = primary("Invite them", self.take)
        self.finish(
            plain("Look at it", self.change_selected),
            plain("Leave it out", self.leave_out),
            plain("Cancel", self.reject),
            self.take_button,
        )
        self._show()
        self.table.choose(inputs.panels[0].ref)
        self.table.setFocus()
        self.open()

    def change(self, ref: str) -> ChooseLineUp | None:
        """Open the line-up of a panel, to be changed."""
        result = self._results.get(ref)
        if not isinstance(result, Suggestion):
            return None
        return ChooseLineUp(self._page, self._inputs, result, "Keep this line-up", self._keep)

    def change_selected(self) -> None:
        """Open the line-up of the selected panel."""
        if ref := self.table.current_ref():
            self.change(ref)

    def leave_out(self) -> None:
        """Leave the selected panel out, or include it again."""
        if ref := self.table.current_ref():
            self._left_out ^= {ref}
            self._show()

    def take(self) -> None:
        """Invite everybody on the suggested line-ups, except those left out, in one operation."""
        taken = [
            LineUp(each.panel, each.members, each.chair or None)
            for each in self._results.values()
            if isinstance(each, Suggestion) and each.panel not in self._left_out
        ]
        done = self._page.do(take_suggestions, line_ups=taken)
        self.accept()
        if done and done.value is not None:
            say_invited(self._page, done.value)

    def _keep(self, chosen: Suggestion) -> None:
        self._results[chosen.panel] = chosen
        self._left_out.discard(chosen.panel)
        self._show()

    def _show(self) -> None:
        rows = [self._row(each.ref, each.sitting.on) for each in self._inputs.panels]
        self.model.replace(rows)
        suggested = [each for each in rows if isinstance(each.result, Suggestion)]
        state = State.GOOD if len(suggested) == len(rows) else State.ALERT
        self.banner.say(
            state,
            f"A line-up was found for {len(suggested)} of {formats.count(len(rows), 'panel')}.",
            can_dismiss=False,
        )
        self.take_button.setEnabled(any(not each.is_left_out for each in suggested))
        if ref := self.table.current_ref():
            self._show_people(ref)

    def _row(self, ref: str, on: date) -> PanelRow:
        result, is_left_out = self._results.get(ref), ref in self._left_out
        if isinstance(result, Suggestion):
            people = formats.listed([self._names[each] for each in result.members])
            return PanelRow(ref, on, self._names.get(result.chair, "nobody"), people, result, is_left_out)
        return PanelRow(ref, on, "", result.sentence if result else "", result, is_left_out)

    def _show_people(self, ref: str) -> None:
        position = self.model.position_of(ref)
        self.why.setText(self.model.row_at(position).people if position is not None else "")


def say_invited(page: Page, before: tuple[LineUpBefore, ...]) -> None:
    """Show how many people were invited, with Undo.

    Args:
        page: the page that shows it.
        before: for each panel, whom the suggestion added and who was its chair before, so that it can be undone.
    """
    invited = sum(len(each.invited) for each in before)
    page.show_done(f"{formats.count(invited, 'invitation')} added", partial(page.do, put_line_up_back, before=before))


def _search(inputs: LineUpInputs, progress: ProgressCallback) -> LineUpResults:
    def is_stopped() -> bool:
        try:
            progress("", 0, 0)
        except StoppedError:
            return True
        return False

    progress(f"Comparing who could sit on {formats.count(len(inputs.panels), 'panel')}", 0, 0)
    return suggest_line_ups(inputs.panels, inputs.candidates, inputs.figures, seconds=_SECONDS, stopped=is_stopped)


def _columns() -> list[Column[PanelRow]]:
    return [
        Column("day", "Panel", lambda r: formats.with_weekday(r.on), lambda r: (r.on, r.ref), 210, is_name=True),
        Column("state", "Line-up", lambda r: _chip(r).word, chip=_chip, is_facet=True),
        Column("chair", "Chair", lambda r: r.chair, width=140),
        Column("people", "Proposed", lambda r: r.people, width=300),
    ]


def _chip(row: PanelRow) -> Chip:
    if row.is_left_out:
        return Chip(State.QUIET, "left out", "minus")
    if isinstance(row.result, Suggestion):
        return Chip(State.GOOD, f"{formats.count(len(row.result.members), 'person', 'people')}")
    return Chip(State.ALERT, "none found", "circle-x") if row.result else Chip(State.WAITING, "not reached")
