"""One item on panel day: its quorum, the interests declared in it, the recommendation for each child or household."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.operations.decisions import record_recommendation
from panel_desk.operations.meetings import declare_interest, remove_interest
from panel_desk.queries.cases import CaseRow, InterestRow
from panel_desk.queries.meetings import LineUpRow, RecommendationRow
from panel_desk.queries.quorum import ItemQuorum
from panel_desk.rules.vocabulary import CaseKind, Outcome
from panel_desk.ui import words
from panel_desk.ui.fields import ChoiceField, NumberField, TextField, YesNoField, options
from panel_desk.ui.form import Form
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meeting.tab import light_of
from panel_desk.ui.state import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import icon_button, plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, scrolling, within
from panel_desk.ui.widgets.quorum_light import Light, QuorumLight
from panel_desk.ui.widgets.text import Text

_PER_CHILD = {CaseKind.MATCH, CaseKind.CONSENT_TO_PLACEMENT}
_VOTES = (("votes_for", "For"), ("votes_against", "Against"), ("abstained", "Abstained"))
OUTCOMES = {
    Outcome.RECOMMENDED: State.GOOD,
    Outcome.NOT_RECOMMENDED: State.NOTE,
    Outcome.DEFERRED: State.WAITING,
    Outcome.NO_MAJORITY: State.NOTE,
}


def subjects(case: CaseRow) -> list[tuple[str | None, str]]:
    """Whom a case's recommendations are for: each child by ref, or the case as a whole (None), each with its words."""
    if case.kind in _PER_CHILD and case.children:
        return [(ref, f"Child {initials}") for ref, initials in zip(case.children, case.children_initials, strict=True)]
    return [(None, case.household_name or case.title)]


class _Recommendation(QWidget):
    """What the panel recommends for one child or household."""

    def __init__(self, page: Page, case: str, child: str | None, whom: str) -> None:
        super().__init__()
        self._page, self._case, self._child, self._whom = page, case, child, whom
        self._read: int | None = None
        self._newest: int | None = None
        self._state = StateChip(Chip(State.QUIET, "not recorded yet"))
        self.form = Form(
            [
                (
                    ChoiceField(
                        key="outcome", label="Recommendation", required=True, options=options(Outcome), width=180
                    ),
                    *(NumberField(key=key, label=label, most=99, width=64) for key, label in _VOTES),
                ),
                TextField(key="reasons", label="Reasons", required=True, lines=3),
            ]
        )
        self.button = plain(f"Record for {whom[:1].lower()}{whom[1:]}" if child else "Record", self.save)
        self.button.setToolTip("Ctrl+Return")
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
        shortcut.setContext(shortcut.context().WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        self.setLayout(
            column(
                row(Text(whom, Part.STRONG), self._state, STRETCH, gap=S12),
                self.form,
                row(self.button, STRETCH),
                gap=S8,
            )
        )

    def show_saved(self, saved: RecommendationRow | None, *, may_change: bool) -> None:
        """Show what is recorded; what is being typed stays."""
        if saved is not None:
            self._newest = saved.version
            if not self.form.is_dirty:
                self._read = saved.version
            self._state.show_chip(Chip(OUTCOMES[saved.outcome], saved.outcome))
            self.form.fill({name: getattr(saved, name) for name in ("outcome", "reasons", *dict(_VOTES))})
        self.form.setEnabled(may_change)
        self.button.setVisible(may_change)

    def save(self) -> None:
        """Record it; where somebody else did meanwhile, both are shown, and doing it again keeps this one."""
        done = self.form.send(
            self._page.bridge, record_recommendation, case=self._case, child=self._child, version=self._read
        )
        self._read = done.value if done else self._newest
        if done:
            self._page.said(f"Recommendation recorded for {self._whom}")


class ItemPanel(QWidget):
    """An item's right-hand side of the panel day."""

    def __init__(self, page: Page, item: CaseRow) -> None:
        super().__init__()
        self._page, self.item = page, item
        self._title = Text("", Part.SECTION, wrap=True)
        self._light = QuorumLight(Light(is_quorate=True, words=""))
        self._refusal = Banner()
        self._interests = column(gap=S4)
        self._declare_button = plain("Declare an interest", self.begin_declaring, "plus")
        self.recommendations = {child: _Recommendation(page, item.ref, child, whom) for child, whom in subjects(item)}
        self._declaring = framed(column(margins=(S12, S12, S12, S12)))
        self._declaring.hide()
        self.interest_form: Form | None = None
        everything = column(
            row(self._title, self._light, gap=S12),
            self._refusal,
            row(Text("Interests", Part.CAPS), STRETCH, self._declare_button),
            self._interests,
            self._declaring,
            gap=S8,
            margins=(0, 0, S12, 0),
        )
        everything.addSpacing(S8)
        for one in self.recommendations.values():
            everything.addWidget(one)
            everything.addSpacing(S16)
        everything.addStretch(1)
        self.setLayout(column(scrolling(within(everything))))

    @property
    def is_unsaved(self) -> bool:
        """Something is typed that is not recorded."""
        forms = [one.form for one in self.recommendations.values()]
        forms += [self.interest_form] if self.interest_form is not None else []
        return any(form.is_dirty for form in forms)

    def show_item(
        self,
        item: CaseRow,
        judged: ItemQuorum,
        declared: Sequence[InterestRow],
        recorded: Sequence[RecommendationRow],
        people: Sequence[LineUpRow],
        *,
        may_change: bool,
    ) -> None:
        """Show how the item stands."""
        self.item, self._people = item, people
        self._title.setText(f"Item {item.item} · {item.title}")
        self._light.show_light(light_of(judged))
        self._light.setText(judged.sentence if judged.quorate else judged.sentence.partition(":")[0])
        if judged.quorate or not may_change:
            self._refusal.hide()
        else:
            self._refusal.say(
                State.LATE,
                f"{judged.sentence}. {judged.verdict.mend} Only a deferral can be recorded.",
                can_dismiss=False,
            )
        empty(self._interests)
        for one in declared:
            takes_part = "withdraws" if one.withdraws else "stays"
            said = Text(f"{one.name}, {takes_part}: {one.nature}", wrap=True)
            line = row(said, gap=S8)
            line.setStretch(0, 1)
            if may_change:
                line.addWidget(icon_button("x", f"Take back the interest of {one.name}", partial(self._take_back, one)))
            self._interests.addLayout(line)
        if not declared:
            self._interests.addWidget(Text("None declared in this item.", Part.QUIET))
        self._declare_button.setVisible(may_change and self._declaring.isHidden())
        by_child = {one.child: one for one in recorded}
        for child, recommendation in self.recommendations.items():
            recommendation.show_saved(by_child.get(child), may_change=may_change)

    def focus_recommendation(self) -> None:
        """Put the keyboard into the first recommendation that is not recorded, else the first."""
        for one in self.recommendations.values():
            one.form.focus("outcome")
            return

    # Interests

    def begin_declaring(self) -> None:
        """Ask who has what interest, on the page itself."""
        layout = self._declaring.layout()
        if layout is None:
            return
        empty(layout)
        self.interest_form = Form(
            [
                (
                    ChoiceField(
                        key="member",
                        label="Who",
                        required=True,
                        options=[(person.member, person.name) for person in self._people],
                        width=220,
                    ),
                    YesNoField(key="withdraws", label="Withdraws from the item", required=True),
                ),
                TextField(key="nature", label="What the interest is", required=True),
            ]
        )
        layout.addWidget(self.interest_form)
        layout.addWidget(
            within(row(plain("Declare interest", self.declare), plain("Cancel", self.stop_declaring), STRETCH))
        )
        self._declaring.show()
        self._declare_button.hide()
        self.interest_form.focus("member")

    def declare(self) -> None:
        """Record the interest that was typed."""
        if self.interest_form is not None and self.interest_form.send(
            self._page.bridge, declare_interest, case=self.item.ref
        ):
            self.stop_declaring()

    def stop_declaring(self) -> None:
        """Put the questions away."""
        self.interest_form = None
        self._declaring.hide()
        self._declare_button.show()
        self._declare_button.setFocus()

    def _take_back(self, one: InterestRow) -> None:
        if self._page.do(remove_interest, case=one.case, member=one.member):
            self._page.said(f"Interest of {one.name} taken back", partial(self._declare_again, one))

    def _declare_again(self, one: InterestRow) -> None:
        self._page.do(declare_interest, case=one.case, member=one.member, nature=one.nature, withdraws=one.withdraws)


def progress_in_words(case: CaseRow, recorded: Sequence[RecommendationRow]) -> str:
    """How far an item's recommendations have come, in a word or two."""
    wanted = len(subjects(case))
    if not recorded:
        return ""
    if len(recorded) < wanted:
        return f"{len(recorded)} of {wanted} recorded"
    return words.listed(tuple(dict.fromkeys(one.outcome for one in recorded)))
