"""Feedback on the panel from applicants, social workers, observers and members: listed with counts, added, changed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.operations.meetings.quality import change_feedback, give_feedback, remove_feedback
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.feedback import FeedbackRow
from panel_desk.rules.vocabulary import FeedbackFrom
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.message import ask
from panel_desk.ui.fields import ChoiceField, DateField, NumberField, TextField, options
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import bare, icon_button, plain
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, line, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_PLURALS = {
    FeedbackFrom.APPLICANT: "applicants",
    FeedbackFrom.SOCIAL_WORKER: "social workers",
    FeedbackFrom.OBSERVER: "observers",
    FeedbackFrom.PANEL_MEMBER: "panel members",
}

_GIVEN_BY = ChoiceField(key="given_by", label="From", required=True, options=options(FeedbackFrom), width=180)
_RATING = NumberField(key="rating", label="Rating, 1 to 5", least=1, most=5, width=96)
_RECEIVED_ON = DateField(key="received_on", label="Received on", required=True)
_CASE: ChoiceField[str] = ChoiceField(key="case", label="About", none="The panel as a whole")
_COMMENTS = TextField(key="comments", label="Comments", lines=4)


class FeedbackPanel(QWidget):
    """The feedback on a meeting."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page, self._meeting = page, ""
        self._rows: tuple[FeedbackRow, ...] = ()
        self._items: Sequence[CaseRow] = ()
        self._edited: FeedbackRow | None = None
        self._title = Text("Feedback on the panel", Part.SECTION)
        self.counts = Text("", Part.QUIET)
        self._add = plain("Add feedback", self.begin, "plus")
        self.form: Form | None = None
        self._place = framed(column(margins=(S12, S12, S12, S12)))
        self._place.hide()
        self._list = column(gap=S12)
        whole = within(column(self._place, self._list, STRETCH, gap=S16, margins=(2, 2, S12, S8)))
        parts = column(row(self._title, self.counts, STRETCH, self._add, gap=S12), scrolling(whole), gap=S8)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    @property
    def is_unsaved(self) -> bool:
        """Whether feedback has been typed that is not saved."""
        return self.form is not None and self.form.is_dirty

    def show_feedback(self, meeting: str, rows: tuple[FeedbackRow, ...], items: Sequence[CaseRow]) -> None:
        """Show a meeting's feedback."""
        if meeting != self._meeting:
            self._meeting = meeting
            self.stop()
        self._rows, self._items = rows, items
        may_change = not self._page.bridge.why_not(give_feedback)
        self._add.setVisible(may_change and self.form is None)
        self.counts.setText(counted(rows))
        empty(self._list)
        for each in rows:
            self._list.addWidget(self._line(each, may_change=may_change))
        if not rows:
            self._list.addWidget(
                Text("None yet. Applicants, social workers and observers give it on the day or afterwards.", Part.QUIET)
            )

    def begin(self, row_: FeedbackRow | None = None) -> None:
        """Open the form for new feedback, or for changing `row_`; asks first where the open form is not saved."""
        self._if_nothing_is_lost(partial(self._begin, row_))

    def cancel(self) -> None:
        """Close the form; asks first where it is not saved."""
        self._if_nothing_is_lost(self.stop)

    def _if_nothing_is_lost(self, go_on: Callable[[], object]) -> None:
        """Close or replace the form by calling `go_on`; where it is not saved, only once the user agrees."""
        if self.form is None or not self.form.is_dirty:
            go_on()
            return
        words = "The feedback that you are writing is not saved."
        ask(
            self._page.window(), "Leave without saving?", words, "Leave without saving", go_on, otherwise="Keep writing"
        )

    def _begin(self, row_: FeedbackRow | None) -> None:
        layout = self._place.layout()
        if layout is None:
            return
        self._edited = row_
        empty(layout)
        cases = [(item.ref, f"Item {item.item}: {item.title}") for item in self._items]
        self.form = Form([(_GIVEN_BY, _RATING, _RECEIVED_ON), replace(_CASE, options=cases), _COMMENTS])
        if row_ is not None:
            self.form.fill({key: getattr(row_, key) for key in self.form.rows})
        else:
            self.form.fill({_RECEIVED_ON.key: self._page.bridge.today()})
        self.form.submit_with_enter(self.save)
        layout.addWidget(self.form)
        layout.addWidget(within(row(plain("Save feedback", self.save), plain("Cancel", self.cancel), STRETCH)))
        self._place.show()
        self._add.hide()
        self.form.focus(_GIVEN_BY.key)

    def save(self) -> None:
        """Save the feedback in the form."""
        if self.form is None:
            return
        if self.form.send(self._page.bridge, self._give if self._edited is None else self._change):
            self.stop()
            self._page.show_done("Feedback saved")

    def _give(self, filled: FilledForm) -> Done[object]:
        return filled.do(
            give_feedback,
            meeting=self._meeting,
            given_by=filled[_GIVEN_BY],
            received_on=filled[_RECEIVED_ON],
            rating=filled.get(_RATING),
            comments=filled[_COMMENTS],
            case=filled.get(_CASE),
        )

    def _change(self, filled: FilledForm) -> Done[object]:
        if self._edited is None:
            return Done(False)
        return filled.do(
            change_feedback,
            feedback=self._edited.id,
            version=self._edited.version,
            given_by=filled[_GIVEN_BY],
            received_on=filled[_RECEIVED_ON],
            rating=filled.get(_RATING),
            comments=filled[_COMMENTS],
            case=filled.get(_CASE),
        )

    def stop(self) -> None:
        """Close the form."""
        self.form = None
        self._place.hide()
        self._add.setVisible(not self._page.bridge.why_not(give_feedback))

    def remove(self, each: FeedbackRow) -> None:
        """Remove feedback; this can be undone for ten seconds."""
        if self._page.do(remove_feedback, feedback=each.id):
            undo = partial(
                self._page.do,
                give_feedback,
                meeting=self._meeting,
                given_by=each.given_by,
                received_on=each.received_on,
                rating=each.rating,
                comments=each.comments,
                case=each.case,
            )
            self._page.show_done("Feedback removed", undo)

    def _line(self, each: FeedbackRow, *, may_change: bool) -> QWidget:
        about = f"item {each.item}" if each.item else each.case
        parts = [formats.capital(each.given_by), about, f"{each.rating} of 5" if each.rating else None]
        head = row(
            Text(" · ".join(filter(None, parts)), Part.STRONG),
            Text(formats.full(each.received_on), Part.QUIET),
            STRETCH,
        )
        if may_change:
            head.addWidget(bare("Change", partial(self.begin, each)))
            head.addWidget(icon_button("x", f"Remove the feedback from {each.given_by}", partial(self.remove, each)))
        return within(column(head, Text(each.comments or "", wrap=True), line(), gap=S4))


def counted(rows: Sequence[FeedbackRow]) -> str:
    """The counts by who gave it and the average rating: `2 applicants · 1 observer · 4.3 of 5 on average`."""
    given = Counter(each.given_by for each in rows)
    parts = [formats.count(given[who], who, plural) for who, plural in _PLURALS.items() if given[who]]
    ratings = [each.rating for each in rows if each.rating is not None]
    if ratings:
        parts.append(f"{sum(ratings) / len(ratings):.1f} of 5 on average")
    return " · ".join(parts)
