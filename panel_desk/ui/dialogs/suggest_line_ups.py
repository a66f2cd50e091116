"""Suggesting line-ups: the search in the background, and what it found for every planned panel at once."""

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

Answers = tuple[Suggestion | NoLineUp, ...]
_SECONDS = 5.0
_WIDTH, _HEIGHT = 960, 360


class Suggesting(Message):
    """Looks for line-ups in the background, with *Stop*; Escape stops it too.

    Args:
        page: whose dialog it is.
        wanted: the panels and who could sit on them.
        then: takes what was found.
    """

    def __init__(self, page: Page, wanted: LineUpInputs, then: Callable[[Answers], object]) -> None:
        super().__init__("Suggest line-up", "It takes a few seconds.", page.window())
        self.progress = Progress()
        self.add(self.progress)
        self._then = then
        self._job = page.context.background.start("Looking for a line-up", partial(_search, wanted), self._found)
        self.progress.follow(self._job)
        self._job.ended.connect(self.accept)
        self.open()

    def reject(self) -> None:
        """Stop looking."""
        self._job.stop()

    def _found(self, answers: Answers) -> None:
        self._then(answers)


@dataclass(frozen=True, slots=True)
class PanelRow:
    """A panel with what was found for it.

    Args:
        ref: the meeting's ref.
        on: its day.
        chair: who would chair it.
        people: the names of those who would sit, or why nobody can be found.
        answer: what was found; None where the search did not come to it.
        is_left_out: the user leaves it as it is.
    """

    ref: str
    on: date
    chair: str
    people: str
    answer: Suggestion | NoLineUp | None
    is_left_out: bool


class SuggestedLineUps(Message):
    """The line-ups suggested for several panels: each can be opened and changed, or left out, before all are taken.

    Args:
        page: whose dialog it is.
        wanted: what they were suggested from.
        answers: what was found.
    """

    def __init__(self, page: Page, wanted: LineUpInputs, answers: Answers) -> None:
        super().__init__(
            "Line-ups for all planned panels",
            "Open a panel to see why each person is proposed, and to change it. Nobody is invited until you say so.",
            page.window(),
            width=_WIDTH,
        )
        self._page, self._wanted = page, wanted
        self._names = {each.attendee.ref: each.attendee.name for each in wanted.candidates}
        self._answers = {each.panel: each for each in answers}
        self._left_out: set[str] = set()
        self.model: RowModel[PanelRow] = RowModel(_columns())
        self.table = Table(self.model, "Suggested line-ups", counted=("panel", "panels"), compact=True)
        self.table.setMinimumHeight(_HEIGHT)
        self.table.opened.connect(self.change)
        self.table.chosen.connect(self._tell)
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
        self.table.choose(wanted.panels[0].ref)
        self.table.setFocus()
        self.open()

    def change(self, ref: str) -> ChooseLineUp | None:
        """Open the line-up of a panel, to be changed."""
        answer = self._answers.get(ref)
        if not isinstance(answer, Suggestion):
            return None
        return ChooseLineUp(self._page, self._wanted, answer, "Keep this line-up", self._keep)

    def change_selected(self) -> None:
        """Open the line-up of the panel that is chosen in the list."""
        if ref := self.table.current_ref():
            self.change(ref)

    def leave_out(self) -> None:
        """Leave the panel chosen in the list as it is, or take it in again."""
        if ref := self.table.current_ref():
            self._left_out ^= {ref}
            self._show()

    def take(self) -> None:
        """Invite everybody proposed, in one go."""
        taken = [
            LineUp(each.panel, each.members, each.chair or None)
            for each in self._answers.values()
            if isinstance(each, Suggestion) and each.panel not in self._left_out
        ]
        done = self._page.do(take_suggestions, line_ups=taken)
        self.accept()
        if done and done.value is not None:
            said_taken(self._page, done.value)

    def _keep(self, chosen: Suggestion) -> None:
        self._answers[chosen.panel] = chosen
        self._left_out.discard(chosen.panel)
        self._show()

    def _show(self) -> None:
        rows = [self._row(each.ref, each.sitting.on) for each in self._wanted.panels]
        self.model.replace(rows)
        found = [each for each in rows if isinstance(each.answer, Suggestion)]
        state = State.GOOD if len(found) == len(rows) else State.LATE
        self.banner.say(
            state, f"A line-up is found for {len(found)} of {formats.count(len(rows), 'panel')}.", can_dismiss=False
        )
        self.take_button.setEnabled(any(not each.is_left_out for each in found))
        if ref := self.table.current_ref():
            self._tell(ref)

    def _row(self, ref: str, on: date) -> PanelRow:
        answer, is_left_out = self._answers.get(ref), ref in self._left_out
        if isinstance(answer, Suggestion):
            people = formats.listed([self._names[each] for each in answer.members])
            return PanelRow(ref, on, self._names.get(answer.chair, "nobody"), people, answer, is_left_out)
        return PanelRow(ref, on, "", answer.sentence if answer else "", answer, is_left_out)

    def _tell(self, ref: str) -> None:
        place = self.model.place_of(ref)
        self.why.setText(self.model.row_at(place).people if place is not None else "")


def said_taken(page: Page, before: tuple[LineUpBefore, ...]) -> None:
    """Say how many were invited, with what takes it back."""
    invited = sum(len(each.invited) for each in before)
    page.said(f"{formats.count(invited, 'invitation')} added", partial(page.do, put_line_up_back, before=before))


def _search(wanted: LineUpInputs, progress: ProgressCallback) -> Answers:
    def is_stopped() -> bool:
        try:
            progress("", 0, 0)
        except StoppedError:
            return True
        return False

    progress(f"Weighing who could sit on {formats.count(len(wanted.panels), 'panel')}", 0, 0)
    return suggest_line_ups(wanted.panels, wanted.candidates, wanted.figures, seconds=_SECONDS, stopped=is_stopped)


def _columns() -> list[Column[PanelRow]]:
    return [
        Column("day", "Panel", lambda r: formats.with_weekday(r.on), lambda r: (r.on, r.ref), 210, is_name=True),
        Column("state", "Line-up", lambda r: _chip(r).word, width=120, chip=_chip, is_facet=True),
        Column("chair", "Chair", lambda r: r.chair, width=140),
        Column("people", "Proposed", lambda r: r.people, width=300),
    ]


def _chip(row: PanelRow) -> Chip:
    if row.is_left_out:
        return Chip(State.QUIET, "left out", "minus")
    if isinstance(row.answer, Suggestion):
        return Chip(State.GOOD, f"{formats.count(len(row.answer.members), 'person', 'people')}")
    return Chip(State.LATE, "none found", "circle-x") if row.answer else Chip(State.WAITING, "not reached")
