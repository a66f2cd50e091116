"""The interests in an item on panel day, and the form that declares another."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from panel_desk.operations.meetings.meetings import declare_interest, remove_interest
from panel_desk.queries.cases.cases import InterestRow
from panel_desk.queries.meetings.panel_day import PanelDayItem, PersonOnDay
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.fields import ChoiceField, TextField, YesNoField
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.day_texts import FormDraft
from panel_desk.ui.theme import S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import icon_button, plain
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, within
from panel_desk.ui.widgets.text import Text

_MEMBER: ChoiceField[str] = ChoiceField(key="member", label="Who", required=True, width=200)
_WITHDRAWS = YesNoField(key="withdraws", label="Withdraws", required=True)
_NATURE = TextField(key="nature", label="Nature of the interest", required=True)


class ItemInterests(QWidget):
    """The interests of one item."""

    typed = Signal()  # what is filled in has changed, and has to be saved as a draft

    def __init__(self, page: Page, case: str) -> None:
        super().__init__()
        self._page, self._case = page, case
        self._people: Sequence[PersonOnDay] = ()
        self._interests = column(gap=S4)
        self._button = plain("Declare an interest", self.begin, "plus")
        self._form = framed(column(margins=(S12, S12, S12, S12)))
        self._form.hide()
        self.form: Form | None = None
        self.draft = FormDraft(case, "interest", self._filled_in, self._fill_in)
        self._none = Text("none declared in this item", Part.QUIET)
        head = row(Text("Interests", Part.STRONG), self._none, STRETCH, self._button, gap=S8)
        self.setLayout(column(head, self._interests, self._form, gap=S4))

    def show_interests(self, item: PanelDayItem, people: Sequence[PersonOnDay], *, may_change: bool) -> None:
        """Show the declared interests; what is being filled in stays."""
        self._people = people
        empty(self._interests)
        for one in item.interests:
            words = Text(f"{one.name}, {'withdraws' if one.withdraws else 'stays'}: {one.nature}", wrap=True)
            line = row(words, gap=S8)
            line.setStretch(0, 1)
            if may_change:
                line.addWidget(icon_button("x", f"Remove the interest of {one.name}", partial(self.take_back, one)))
            self._interests.addLayout(line)
        self._none.setVisible(not item.interests)
        if may_change:
            self.draft.show_drafts(item.drafts)
        self._button.setVisible(may_change and self._form.isHidden())

    def begin(self) -> None:
        """Open the form for another interest, or go to the one that is open."""
        if self.form is not None:
            self.form.focus(_MEMBER.key)
            return
        layout = self._form.layout()
        if layout is None:
            return
        empty(layout)
        people = [(each.row.member, each.row.name) for each in self._people]
        self.form = Form([(replace(_MEMBER, options=people), _WITHDRAWS), _NATURE])
        self.form.edited.connect(self.typed)
        self.form.submit_with_enter(self.declare)
        layout.addWidget(self.form)
        layout.addWidget(within(row(plain("Declare interest", self.declare), plain("Cancel", self.stop), STRETCH)))
        self._form.show()
        self._button.hide()
        self.form.focus(_MEMBER.key)

    def declare(self) -> None:
        """Record the interest that was filled in."""
        if self.form is not None and self.form.send(self._page.bridge, self._declare):
            self.stop()

    def _declare(self, filled: FilledForm) -> Done[None]:
        return filled.do(
            declare_interest,
            case=self._case,
            member=filled[_MEMBER],
            nature=filled[_NATURE],
            withdraws=filled[_WITHDRAWS],
        )

    def stop(self) -> None:
        """Close the form."""
        self.form = None
        self._form.hide()
        self._button.show()
        self._button.setFocus()
        self.typed.emit()  # so that the form's draft is saved as empty

    def take_back(self, one: InterestRow) -> None:
        """Remove an interest; this can be undone for ten seconds."""
        if self._page.do(remove_interest, case=one.case, member=one.member):
            self._page.show_done(f"Interest of {one.name} removed", partial(self._declare_again, one))

    def _declare_again(self, one: InterestRow) -> None:
        self._page.do(declare_interest, case=one.case, member=one.member, nature=one.nature, withdraws=one.withdraws)

    def _filled_in(self) -> str:
        if self.form is None or not self.form.is_dirty:
            return ""
        return json.dumps({key: one.input.read() for key, one in self.form.rows.items()}, ensure_ascii=False)

    def _fill_in(self, draft: str) -> None:
        if draft:
            self.begin()
            for key, value in json.loads(draft).items():
                if self.form is not None:
                    self.form.rows[key].input.write(value)
