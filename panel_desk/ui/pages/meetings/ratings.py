"""The panel's ratings of an item's reports: 1 to 5, with strengths and improvements (national minimum standard 17)."""

import json
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.operations.meetings.quality import rate_report
from panel_desk.queries.cases.cases import QualityRow, quality
from panel_desk.rules.vocabulary import CaseKind, ReportKind
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.theme import HIT, S4, Part
from panel_desk.ui.widgets.focus_line import FocusLine
from panel_desk.ui.widgets.layout import STRETCH, column, hide_unless, reveal, row
from panel_desk.ui.widgets.text import Text

_RATINGS = range(1, 6)
_REPORTS = {
    CaseKind.MATCH: (ReportKind.CPR, ReportKind.PAR, ReportKind.APR),
    CaseKind.CONSENT_TO_PLACEMENT: (ReportKind.CPR,),
    CaseKind.REVIEW_OF_APPROVAL: (),  # its report, and that of a termination, has no kind of its own among the ratings
    CaseKind.TERMINATION: (),
}
_LABEL_WIDTH = 44  # pixels


class RatingLine(FocusLine):
    """The rating of one report, saved while it is given."""

    typed = Signal()  # a rating or its words have changed, and have to be saved

    def __init__(self, case: str, report: ReportKind) -> None:
        super().__init__()
        self.report = report
        self.heading = f"Quality of the {report}"
        self.in_conflict = False
        self._case = case
        self._saved, self._version = "", 0
        self.rating: int | None = None
        label = Text(report if report is not ReportKind.OTHER else "Other", Part.STRONG)
        label.setFixedWidth(_LABEL_WIDTH)
        line = row(label, gap=S4)
        self.buttons: dict[int, QToolButton] = {}
        for rating in _RATINGS:
            made = QToolButton()
            made.setText(str(rating))
            made.setProperty("kind", "plain")
            made.setCheckable(True)
            made.setFixedWidth(HIT + S4)
            made.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line has the keys
            made.setAccessibleName(f"{report}: {rating}")
            made.clicked.connect(partial(self._press, rating))
            self.buttons[rating] = made
            line.addWidget(made)
        line.addStretch(1)
        self.strengths, self.improvements = self._words("What was good"), self._words("What would make it better")
        self.setLayout(column(line, self.strengths, self.improvements, gap=S4, margins=(S4, 2, S4, 2)))
        self._show(None, "", "")

    def show_rating(self, saved: QualityRow | None) -> None:
        """Show the saved rating; one that is not saved yet stays."""
        if not self.is_dirty:
            self._show(
                saved.rating if saved else None,
                (saved.strengths or "") if saved else "",
                (saved.improvements or "") if saved else "",
            )
            self.mark_saved(self.text, saved.version if saved else 0)

    @property
    def text(self) -> str:
        """The rating, strengths and improvements as a JSON array; empty where there is no rating."""
        if self.rating is None:
            return ""
        return json.dumps([self.rating, self.strengths.text().strip(), self.improvements.text().strip()])

    @property
    def is_dirty(self) -> bool:
        """Whether the rating differs from the one that is saved."""
        return self.text != self._saved

    def mark_saved(self, text: str, version: int) -> None:
        """Take this text and version as those that are saved."""
        self._saved, self._version = text, version

    def write(self, text: str) -> None:
        """Show a rating, given as `text` has it."""
        rating, strengths, improvements = json.loads(text) if text else (None, "", "")
        self._show(rating, strengths, improvements)

    def keep(self, bridge: DeskBridge) -> int:
        """Save the rating, and return its new version.

        Raises:
            RuleBrokenError: somebody else rated the report meanwhile; saving again keeps this rating.
        """
        try:
            version = bridge.do_or_raise(
                rate_report,
                self._case,
                self.report,
                self.rating,
                self.strengths.text(),
                self.improvements.text(),
                self._version or None,
            )
        except ChangedMeanwhileError as error:
            self._version = self.newest(bridge)[1]
            theirs = error.theirs.replace("\n", ". ")
            raise RuleBrokenError(f"Somebody else rated the {self.report} too. {theirs}.") from None
        return version or 0

    def newest(self, bridge: DeskBridge) -> tuple[str, int]:
        """The rating that is saved now."""
        saved = next((each for each in bridge.ask(quality, self._case) if each.report is self.report), None)
        if saved is None:
            return "", 0
        return json.dumps([saved.rating, saved.strengths or "", saved.improvements or ""]), saved.version

    def set_enabled(self, *, may_change: bool) -> None:
        """Allow rating, or only reading."""
        for one in (*self.buttons.values(), self.strengths, self.improvements):
            one.setEnabled(may_change)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit from 1 to 5 rates; Delete, Backspace or 0 removes the rating."""
        key = event.key() - int(Qt.Key.Key_0)
        if not self.buttons[1].isEnabled():
            super().keyPressEvent(event)
        elif key in _RATINGS:
            self._rate(key)
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace, Qt.Key.Key_0}:
            self._rate(None)
        else:
            super().keyPressEvent(event)

    def _words(self, what: str) -> QLineEdit:
        """A field for words; `what` is its placeholder."""
        made = QLineEdit()
        made.setPlaceholderText(what)
        made.setAccessibleName(f"{self.report}: {what.lower()}")
        made.textEdited.connect(self.typed)
        return made

    def _press(self, rating: int) -> None:
        self._rate(None if rating == self.rating else rating)

    def _rate(self, rating: int | None) -> None:
        self._show(rating, self.strengths.text(), self.improvements.text())
        self.typed.emit()

    def _show(self, rating: int | None, strengths: str, improvements: str) -> None:
        self.rating = rating
        for each, made in self.buttons.items():
            made.setChecked(each == rating)
        for field, words in ((self.strengths, strengths), (self.improvements, improvements)):
            field.setVisible(rating is not None)
            if field.text() != words:
                field.setText(words)
        self.setAccessibleName(f"{self.heading}: {rating or 'not rated'}. 1 poor to 5 excellent")


class Ratings(QWidget):
    """One line for each report that this kind of case has, one for any other report, and one for any that was rated."""

    typed = Signal()  # a rating or its words have changed, and have to be saved

    def __init__(self, case: str, kind: CaseKind) -> None:
        super().__init__()
        reports = (*_REPORTS.get(kind, (ReportKind.PAR,)), ReportKind.OTHER)
        self.lines = {report: RatingLine(case, report) for report in ReportKind}
        for report, line in self.lines.items():
            line.typed.connect(self.typed)
            hide_unless(report in reports, line)
        ordered = sorted(self.lines.values(), key=lambda line: line.report is ReportKind.OTHER)
        self.setLayout(column(*ordered, STRETCH, gap=0))

    def focus(self) -> None:
        """Give the first report that is not rated the keyboard focus."""
        shown = [line for line in self.lines.values() if not line.isHidden()]
        first = next((line for line in shown if line.rating is None), shown[0])
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        reveal(first)

    def show_ratings(self, saved: Iterable[QualityRow], *, may_change: bool) -> None:
        """Show the saved ratings."""
        by_report = {each.report: each for each in reversed(tuple(saved))}
        for report, line in self.lines.items():
            line.show_rating(by_report.get(report))
            line.set_enabled(may_change=may_change)
            if report in by_report:
                line.show()
