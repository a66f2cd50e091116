"""Drafts minutes again once their sources have changed; for text that was edited, the user chooses."""

from collections.abc import Callable
from functools import partial

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.operations.minutes.minutes import draft_minutes, settle_draft
from panel_desk.queries.minutes.drafts import RedraftedSection, draft_state
from panel_desk.queries.minutes.minutes import MinutesRecord
from panel_desk.ui import formats
from panel_desk.ui.dialogs.join_texts import NEW_DRAFT, JoinTexts
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import Action

_BEHIND = "Panel day's notes, the questions or the headings have changed since these minutes were drafted."


class Drafting:
    """Shows on the minutes' page that a draft is out of date, and updates it.

    Args:
        page: the page.
        do: saves what is typed, does an operation on this meeting's minutes and shows a sentence.
    """

    def __init__(self, page: Page, do: Callable[[Callable[..., object], str], object]) -> None:
        self._page, self._do = page, do

    def show(self, record: MinutesRecord) -> None:
        """Tell those who may draft that a new draft is possible."""
        if self._page.bridge.why_not(draft_minutes) or not self._page.bridge.may_ask(draft_state):
            return
        state = self._page.watch(draft_state, record.meeting)
        if state.untouched:
            again = Action("Draft again", self.again)
            self._page.banner.say(State.NOTE, f"{_BEHIND} What you edited stays as it is.", again)
        elif state.redrafted_sections:
            sections = formats.count(
                len(state.redrafted_sections), "section that was edited", "sections that were edited"
            )
            look = Action("Look at them", self.look)
            self._page.banner.say(State.NOTE, f"{_BEHIND} There is a new draft of {sections}.", look)

    def again(self) -> None:
        """Draft again the sections that nobody edited, then ask about the others."""
        self._do(draft_minutes, "Minutes drafted again")
        self.look()

    def look(self) -> JoinTexts | None:
        """Show the first edited section beside its new draft; None where there is none."""
        if self._page.is_unsaved():
            return None
        redrafted = self._page.bridge.ask(draft_state, self._page.ref).redrafted_sections
        if not redrafted:
            self._page.banner.hide()
            return None
        first = redrafted[0]
        both = ChangedMeanwhileError(_BEHIND, theirs=first.drafted, yours=first.text)
        name = f"{first.heading}, item {first.item}"
        return JoinTexts(name, both, partial(self._settle, first), self._page.window(), NEW_DRAFT)

    def _settle(self, section: RedraftedSection, text: str) -> None:
        if self._page.do(settle_draft, section=section.section, text=text, version=section.version):
            self._page.show_done(f"{section.heading} is saved")
            self.look()
