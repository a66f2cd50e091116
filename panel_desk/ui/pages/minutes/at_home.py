"""The minutes' page of a review file at home: checking and signing, without the office's actions."""

from functools import partial

from PySide6.QtCore import Signal

from panel_desk.queries.minutes.minutes import MinutesRecord
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.buttons import Action


class HomeMinutesPage(MinutesPage):
    """The minutes of a review file, with the action that saves the answer."""

    answer_wanted = Signal()

    def _show_actions(self, record: MinutesRecord) -> None:
        answer = Action("Save my answer…", self.answer_wanted.emit)
        step = self.checking.next_step(record)
        if record.state in (MinutesState.FINAL, MinutesState.SIGNED):
            step = Action("Sign minutes", self.sign, why_not=self.why_not_sign(record))
        more = [
            *(each for each in self.checking.more(record) if not each.why_not),
            Action("Save as a Word document", partial(self.print_all, in_word=True), "file-text"),
            Action("Print this item's extract", self.print_extract, "printer"),
            *([] if step.why_not or record.state is MinutesState.FINAL else [answer]),
        ]
        self.header.set_actions(
            answer if step.why_not else step, Action("Print", self.print_all, "printer", "Ctrl+P"), more=more
        )
