"""The Recommendation and decision tab of a case: one card per child, with the days by which each step is due."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QWidget

from panel_desk.queries.decisions.outcomes import OutcomeRow
from panel_desk.queries.meetings.meetings import ViewRow
from panel_desk.rules.vocabulary import View
from panel_desk.rules.votes import vote_in_words, votes_in_words
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.pages.cases.presentation import (
    clock_chip,
    decision_chip,
    earlier_in_words,
    outcome_chip,
)
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, scrolling, within
from panel_desk.ui.widgets.text import Text


class OutcomeCards(QWidget):
    """A card per child: the panel's recommendation above the decision maker's decision."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._meeting = ""
        self._parts = column(gap=S12)
        self.setLayout(column(scrolling(within(column(self._parts, STRETCH, margins=(0, 0, S12, S24))))))

    def show_outcomes(self, outcomes: Sequence[OutcomeRow], meeting: str | None, today: date) -> None:
        """Show recommendations and decisions; before there are any, say where they are recorded."""
        self._meeting = meeting or ""
        empty(self._parts)
        for outcome in outcomes:
            self._parts.addWidget(_card(outcome, today))
        if not outcomes:
            hint = (
                "The recommendation is recorded at the meeting, and the decision once the minutes are final."
                if meeting
                else "Book the case on a meeting; the panel's recommendation is recorded there."
            )
            self._parts.addWidget(EmptyState("The panel has not considered this case", hint, None, "scale"))
        links = [plain("Open the meeting", self._open_meeting, "calendar-days")] if meeting else []
        if outcomes and self._page.can_open("decisions"):
            links.append(plain("Open decisions", self._open_decisions, "scale"))
        self._parts.addLayout(row(*links, STRETCH, gap=S8))

    def _open_meeting(self) -> None:
        self._page.open("meeting", self._meeting)

    def _open_decisions(self) -> None:
        self._page.open("decisions")


def _card(outcome: OutcomeRow, today: date) -> QWidget:
    title = f"{outcome.child_initials} · {outcome.child}" if outcome.child else "The household"
    return framed(
        column(
            Text(title, Part.STRONG),
            Text("The panel's recommendation", Part.CAPS),
            Facts(_recommendation(outcome)),
            Text("The agency's decision", Part.CAPS),
            Facts(_decision(outcome, today)),
            gap=S8,
            margins=(S16, S12, S16, S16),
        )
    )


def _recommendation(outcome: OutcomeRow) -> list[Fact]:
    if outcome.outcome is None:
        return [("Recommendation", Chip(State.QUIET, "Not recorded"))]
    by_view = {view: _names_and_reasons([each for each in outcome.views if each.view is view]) for view in View}
    return [
        ("Recommendation", outcome_chip(outcome.outcome)),
        ("Votes", votes_in_words(outcome.outcome, outcome.votes_for, outcome.votes_against, outcome.abstained)),
        *(
            (formats.capital(vote_in_words(outcome.outcome, view)), members)
            for view, members in by_view.items()
            if members
        ),
        ("Reasons", outcome.reasons),
        ("Recorded", formats.given_in_words(outcome.recommendation_how_given, outcome.recommendation_recorded_by)),
    ]


def _names_and_reasons(views: Sequence[ViewRow]) -> str:
    without_reason = ", ".join(each.name for each in views if not each.words)
    return "\n".join(filter(None, [without_reason, *(f"{each.name}: {each.words}" for each in views if each.words)]))


def _decision(outcome: OutcomeRow, today: date) -> list[Fact]:
    maker = ", ".join(part for part in (outcome.decision_maker, outcome.authority_name) if part)
    facts: list[Fact] = [
        ("Decision", decision_chip(outcome.decision) if outcome.decision else Chip(State.WAITING, "Awaited")),
        ("Decision maker", maker),
        ("Final minutes received", formats.full(outcome.minutes_received_on)),
    ]
    for name, clock, done_on in (
        ("Decided", outcome.decision_clock, outcome.decided_on),
        ("Informed orally", outcome.oral_clock, outcome.told_orally_on),
        ("Informed in writing", outcome.written_clock, outcome.told_in_writing_on),
    ):
        facts.append((name, clock_chip(clock, done_on, today) if clock else formats.full(done_on)))
        if clock:
            facts.append(("", _quiet(clock.rule)))
    facts.insert(2, ("Recorded", formats.given_in_words(outcome.how_given, outcome.recorded_by)))
    facts.append(("Earlier decisions", earlier_in_words(outcome.earlier)))
    return facts


def _quiet(rule: str) -> QWidget:
    return Text(rule, Part.QUIET, wrap=True)
