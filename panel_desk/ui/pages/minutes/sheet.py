"""The sheets of the minutes' page: one item with its headings and editors, and the attendance of the meeting."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtWidgets import QFrame, QWidget

from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.document_rows import Attended, ItemAttended, MinutesItem
from panel_desk.queries.meetings.meetings import RecommendationRow
from panel_desk.queries.meetings.quorum import ItemQuorum
from panel_desk.queries.minutes.minutes import SectionRow
from panel_desk.rules.minutes_headings import FROM_REGISTERS
from panel_desk.rules.vocabulary import Capacity, HeadingPurpose, View
from panel_desk.rules.votes import vote_in_words, votes_in_words
from panel_desk.ui.pages.cases.presentation import outcome_chip
from panel_desk.ui.pages.meetings.item_presentation import subjects
from panel_desk.ui.pages.meetings.tab import light_of
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S16, S24, S32, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row
from panel_desk.ui.widgets.quorum_light import Light, QuorumLight
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text

PAPER_WIDTH, NARROWEST = 720, 440  # pixels
_HELP = {
    HeadingPurpose.REASONS: "Why this case comes to the panel",
    HeadingPurpose.DISCUSSION: "What the panel asked, heard and considered",
    HeadingPurpose.QUESTIONS: "What members asked, and the answers",
    HeadingPurpose.ADVICE: "What the panel advises the agency, if anything",
    HeadingPurpose.WRITTEN: "An empty heading is not printed",
}
_NOT_YET = Chip(State.QUIET, "Not recorded yet")
Record = Callable[[CaseRow, str | None, str], object]
"""Opens the form for a recommendation: of a case, for a child by its ref or None, and the name of whom it concerns."""

Headings = tuple[tuple[str, HeadingPurpose], ...]
"""Each heading, with what it is for."""


class SheetFrame(QFrame):
    """A frame as wide as a printed page."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("frame", "card")
        self.setMinimumWidth(NARROWEST)
        self.setMaximumWidth(PAPER_WIDTH)
        self.parts = column(gap=S16, margins=(S32, S24, S32, S32))
        self.setLayout(self.parts)


class AttendanceSheet(SheetFrame):
    """Who attended the meeting, from the attendance register."""

    def show_attendance(self, attended: Iterable[Attended]) -> None:
        """Show who came, and who sent apologies."""
        empty(self.parts)
        people = list(attended)
        came = [person for person in people if person.attended]
        self._list("Members who attended", [p for p in came if p.capacity is Capacity.MEMBER])
        self._list("Also present", [p for p in came if p.capacity is not Capacity.MEMBER])
        self._list("Apologies", [p for p in people if not p.attended])
        self.parts.addWidget(
            Text("This is the meeting's attendance register. Change it on the meeting's page.", Part.QUIET, wrap=True)
        )
        self.parts.addStretch(1)

    def _list(self, heading: str, people: list[Attended]) -> None:
        if people:
            self.parts.addWidget(Text(heading, Part.SECTION))
            self.parts.addLayout(column(*(Text(_person(each), wrap=True) for each in people), gap=S4))


class ItemSheet(SheetFrame):
    """The minutes of one item.

    Args:
        headings: its headings with their purposes, in order.
        record: opens the form for a recommendation; takes the case, the child's ref where it concerns a child, and the
            name of the person or household concerned.
    """

    def __init__(self, headings: Headings, record: Record) -> None:
        super().__init__()
        self._record = record
        self.headings = headings
        self.editors = {
            heading: SectionEditor(heading, _HELP[purpose])
            for heading, purpose in headings
            if purpose not in FROM_REGISTERS
        }
        self._title = Text("", Part.TITLE, wrap=True)
        self._facts = Text("", Part.QUIET, wrap=True)
        self._attended = Text("", wrap=True, selectable=True)
        self._interests = Text("", wrap=True, selectable=True)
        self._light = QuorumLight(Light(is_quorate=True, words=""))
        self._recommendations = column(gap=S12)
        self.buttons: dict[str | None, QWidget] = {}
        self.parts.addLayout(column(self._title, self._facts, gap=S4))
        for heading, purpose in headings:
            title = Text(heading, Part.SECTION)
            if purpose is HeadingPurpose.ATTENDANCE:
                head = row(title, self._light, STRETCH, gap=S12)
                self.parts.addLayout(column(head, self._attended, self._interests, gap=S4))
            elif purpose is HeadingPurpose.RECOMMENDATION:
                self.parts.addLayout(column(title, self._recommendations, gap=S8))
            else:
                self.parts.addWidget(self.editors[heading])
        self.parts.addStretch(1)

    @property
    def is_dirty(self) -> bool:
        """Whether something typed here is not saved yet."""
        return any(editor.is_dirty for editor in self.editors.values())

    def show_item(
        self,
        item: MinutesItem,
        attended: Iterable[ItemAttended],
        case: CaseRow,
        judged: ItemQuorum,
        recorded: Iterable[RecommendationRow],
        sections: Mapping[str, SectionRow],
        *,
        may_write: bool,
        may_record: bool,
    ) -> None:
        """Show the item; text that is not saved yet stays."""
        self._title.setText(f"{item.number}. {case.title}")
        when = [f"{at:%H:%M}" for at in (item.starts_at, item.ends_at) if at]
        self._facts.setText(" · ".join(part for part in (case.ref, " to ".join(when), case.social_worker) if part))
        self._light.show_light(light_of(judged))
        self._attended.setText("\n".join(_at_item(each) for each in attended) or "Nobody is recorded.")
        self._interests.setText(
            "\n".join(f"{each.name} declared an interest: {each.nature}" for each in item.interests)
        )
        self._interests.setVisible(bool(item.interests))
        for heading, editor in self.editors.items():
            if heading in sections:
                section = sections[heading]
                editor.show_saved(section.id, section.text, section.version)
            editor.set_writable(may_write and heading in sections)
        self._show_recommendations(case, list(recorded), may_record=may_record)

    def _show_recommendations(self, case: CaseRow, recorded: list[RecommendationRow], *, may_record: bool) -> None:
        empty(self._recommendations)
        self.buttons = {}
        by_child = {each.child: each for each in recorded}
        whom = dict(subjects(case))
        for child in [*whom, *(ref for ref in by_child if ref not in whom)]:
            name = whom.get(child) or child or case.title
            saved = by_child.get(child)
            head = row(Text(name, Part.STRONG, wrap=True), gap=S12)
            head.setStretch(0, 1)
            chip = StateChip(outcome_chip(saved.outcome) if saved else _NOT_YET)
            chip.setMinimumWidth(chip.sizeHint().width())
            head.addWidget(chip)
            if may_record:
                verb = "Change recommendation" if saved else "Record recommendation"
                button = plain(verb, partial(self._record, case, child, name))
                button.setAccessibleName(f"{verb}, {name}")
                self.buttons[child] = button
                head.addWidget(button)
            texts = [saved.reasons, *_dissent(saved)] if saved else []
            lines = [Text(_votes(saved), Part.QUIET, wrap=True)] if saved else []
            lines += [Text(each, wrap=True, selectable=True) for each in texts]
            self._recommendations.addLayout(column(head, *lines, gap=S4))


def _person(person: Attended) -> str:
    times = [f"arrived {person.arrived_at:%H:%M}"] if person.arrived_at else []
    times += [f"left {person.left_at:%H:%M}"] if person.left_at else []
    return ", ".join([person.name, person.role[:1].lower() + person.role[1:], *times])


def _at_item(person: ItemAttended) -> str:
    words_of_role = person.role[:1].lower() + person.role[1:]
    why = f" (does not count: {person.why_not})" if person.why_not else ""
    return f"{person.name}, {words_of_role}{why}"


def _dissent(row: RecommendationRow) -> list[str]:
    """Who dissented or abstained, and why."""
    return [
        f"{each.name} {vote_in_words(row.outcome, each.view)}: {each.words}"
        for each in row.views
        if each.view is not View.FOR
    ]


def _votes(row: RecommendationRow) -> str:
    return votes_in_words(row.outcome, row.votes_for, row.votes_against, row.abstained)
