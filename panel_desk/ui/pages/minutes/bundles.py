"""Saves a decision maker's bundle: the minutes of the cases that they decide, as a PDF or as a Word document."""

from collections.abc import Callable, Sequence
from functools import partial

from panel_desk.progress import ProgressCallback
from panel_desk.queries.decisions.bundles import bundle_content, bundles
from panel_desk.queries.document_rows import Bundle
from panel_desk.rules.file_names import pdf_name, word_name
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.page import Page
from panel_desk.ui.printing import Printed, Printing
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import Action


def choose_maker(page: Page, bundles: Sequence[Bundle], verb: str, then: Callable[[str], object]) -> Choose[str] | None:
    """Ask for which decision maker, where there are several; `then` takes the authority's code."""
    if len(bundles) == 1:
        then(bundles[0].authority)
    elif bundles:
        return Choose(
            "For which decision maker?",
            "Each decision maker gets the cases that they decide, and no others.",
            "Decision maker",
            [(each.authority, f"{each.decision_maker or 'Decision maker'}, {each.authority_name}") for each in bundles],
            verb,
            then,
            page.window(),
        )
    else:
        page.banner.say(State.NOTE, "No recommendation of this meeting goes to a decision maker.")
    return None


class Bundles:
    """The actions that save decision makers' bundles, in the minutes' More menu.

    Args:
        page: the minutes' page.
        printing: saves files.
    """

    def __init__(self, page: Page, printing: Printing) -> None:
        self._page, self._printing = page, printing

    def more(self) -> list[Action]:
        """The actions, for those who see decisions."""
        if not self._page.bridge.may_ask(bundles, bundle_content):
            return []
        return [
            Action("Print the decision maker's bundle", self.save, "scale"),
            Action("Save the decision maker's bundle for Word", partial(self.save, in_word=True), "file-text"),
        ]

    def save(self, *, in_word: bool = False) -> Choose[str] | None:
        """Save the bundle of one decision maker; where there are several, ask whose."""
        if self._page.is_unsaved():
            return None
        found = self._page.bridge.ask(bundles, self._page.ref)
        return choose_maker(self._page, found, "Save bundle", partial(self._save, in_word))

    def _save(self, in_word: bool, authority: str) -> None:
        """Save the bundle of the decision maker of an authority, given by its code."""
        content = self._page.bridge.ask(bundle_content, self._page.ref, authority)

        def make(progress: ProgressCallback) -> Printed:
            del progress
            from panel_desk.documents.minutes.unsigned_print import print_unsigned  # noqa: PLC0415 # ReportLab, when something is printed

            return Printed(print_unsigned(content, in_word=in_word))

        name = word_name if in_word else pdf_name
        day = formats.full(content.meeting.held_on)
        self._printing.save("Bundle for the decision maker", name("Minutes", day, f"for {authority}"), make)
