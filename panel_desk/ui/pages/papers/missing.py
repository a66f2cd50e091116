"""The list of a case's missing papers: what is missing, by when, and the button that files it."""

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.queries.papers.papers import MissingPaper, PapersState
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui import formats
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import column, empty, framed, row
from panel_desk.ui.widgets.text import Text


class MissingPapers(QWidget):
    """One row for each missing or unfinished paper, then the kinds that are usually filed too; hidden without any.

    Args:
        file: asks for the file of a missing kind of paper.
        replace: asks for a newer version of a paper that is not ready, by the paper's id.
        may_file: whether the signed-in role may file papers.
    """

    def __init__(
        self, file: Callable[[PaperKind], object], replace: Callable[[int], object], *, may_file: bool
    ) -> None:
        super().__init__()
        self._file, self._replace, self._may_file = file, replace, may_file
        self._rows = column(gap=S4)
        self._usual = Text("", Part.QUIET, wrap=True)
        self.setLayout(column(self._rows, self._usual, gap=S8))
        self.setAccessibleName("Missing papers")

    @property
    def words(self) -> str:
        """Every sentence that is shown, joined by spaces."""
        return " ".join(each.text() for each in self.findChildren(Text) if not each.isHidden())

    def show_state(self, state: PapersState, today: date) -> None:
        """Show what is missing, with the day by which members must have the papers."""
        empty(self._rows)
        for each in state.missing:
            self._rows.addWidget(self._row(each, state, today))
        names = [each.name for each in state.usual]
        self._usual.setText(f"Usually filed as well, if there is one: {formats.listed(names)}." if names else "")
        self._usual.setVisible(bool(names))
        self.setVisible(bool(state.missing or names))

    def _row(self, missing: MissingPaper, state: PapersState, today: date) -> QWidget:
        sentence = Text(missing.sentence, wrap=True)
        parts = row(IconLabel("triangle-alert", "alert"), sentence, gap=S8, margins=(S12, S4, S8, S4))
        parts.setStretch(1, 1)
        if state.clock is not None:
            parts.addWidget(StateChip(formats.due(state.clock.due_on, state.clock.working_days_left(today))))
        if missing.needed is not None:
            sentence.setToolTip(f"{missing.needed.source} ({missing.needed.certainty}).")
        if self._may_file:
            if missing.needed is not None:
                file_button = plain("File…", partial(self._file, missing.needed.kind))
                file_button.setAccessibleName(f"File the {missing.needed.name}…")
            else:
                file_button = plain("Replace…", partial(self._replace, missing.paper or 0))
                file_button.setAccessibleName(f"Replace: {missing.sentence}")
            parts.addWidget(file_button)
        return framed(parts, "alert" if missing.needed is not None else "waiting")
