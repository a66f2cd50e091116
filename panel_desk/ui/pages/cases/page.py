"""A case's page: its facts and timeline, its tabs, and the actions that book, defer, withdraw or reopen it."""

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from panel_desk.operations.cases.bookings import (
    book_case,
    confirm_booking,
    defer_case,
    reopen_case,
    take_off_agenda,
    withdraw_case,
)
from panel_desk.operations.meetings.meetings import remove_interest
from panel_desk.operations.papers.papers import move_paper
from panel_desk.queries.cases.bookings import BookingRow, Offer, booking_history, unsettled
from panel_desk.queries.cases.cases import CaseRecord, CaseRow, case
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.queries.decisions.outcomes import outcomes
from panel_desk.queries.history import history
from panel_desk.queries.meetings.agendas import questions
from panel_desk.queries.papers.papers import PapersState, papers, papers_state
from panel_desk.rules.vocabulary import BookingStep, CaseStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.book_case import BookCase
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.leaving_agenda import is_to_come, put_back, take_off, withdraw
from panel_desk.ui.fields import TextField
from panel_desk.ui.page import Page, Place, Spot
from panel_desk.ui.pages.cases.checklist import Checklist
from panel_desk.ui.pages.cases.interests import CaseInterests
from panel_desk.ui.pages.cases.outcome import OutcomeCards
from panel_desk.ui.pages.cases.overview import Overview
from panel_desk.ui.pages.cases.papers import CasePapers
from panel_desk.ui.pages.cases.presentation import booking, facts, status_chip, timeline
from panel_desk.ui.pages.cases.questions import Questions
from panel_desk.ui.person_file_saving import PersonFileSaving
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.history import History
from panel_desk.ui.widgets.record import Record

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

_OPEN = (CaseStatus.REQUESTED, CaseStatus.DEFERRED, CaseStatus.BOOKED)


class CasePage(Page):
    """One case, with a tab for each of its subjects."""

    title = "Case"
    keys = (
        ("Ctrl+B", "Book on a meeting"),
        ("Del", "Remove the selected paper or interest"),
        ("Alt+Up, Alt+Down", "Move the selected paper"),
    )
    key_operations = MappingProxyType(
        {
            "Ctrl+B": book_case,
            "Del": remove_interest,
            "Alt+Up, Alt+Down": move_paper,
        }
    )

    def build(self) -> None:
        """Build the tabs."""
        self._record: CaseRecord | None = None
        self._steps: tuple[BookingRow, ...] = ()
        self.overview = Overview(self)
        self.papers = CasePapers(self)
        self.outcomes = OutcomeCards(self)
        self.interests = CaseInterests(self)
        self.checklist = Checklist(self)
        self.questions = Questions(self)
        self.history = History()
        self.person_file = PersonFileSaving(self)
        tabs: list[tuple[str, str, QWidget, Callable[..., object]]] = [
            ("overview", "Overview", self.overview, case),
            ("papers", "Papers", self.papers, papers),
            ("checklist", "Before panel", self.checklist, preconditions),
            ("questions", "Questions", self.questions, questions),
            ("outcome", "Recommendation and decision", self.outcomes, outcomes),
            ("interests", "Interests", self.interests, case),
            ("history", "History", self.history, history),
        ]
        self.record = Record([(key, words, tab) for key, words, tab, query in tabs if self.bridge.may_ask(query)])
        self.record.tabs.changed.connect(self.note_tab)
        self.body.addWidget(self.record, 1)

    def visit(self, place: Place) -> None:
        """Show the record, at the tab that the place names."""
        super().visit(place)
        self.record.tabs.open(place.tab)

    def show_spot(self, spot: Spot) -> None:
        """Open a paper at the page that the search found."""
        if spot.paper is not None:
            self.papers.open_at(spot.paper, spot.page, spot.words)

    def refresh(self) -> None:
        """Reload the case and every tab."""
        found = self.watch(case, self.ref)
        filed = self.watch_if_seen((), papers, self.ref)
        recommended = self.watch_if_seen((), outcomes, self.ref)
        today = self.bridge.today()
        self._record = found
        booked = booking(found)
        self.header.say(found.row.title, " · ".join(part for part in (self.ref, booked or "not booked yet") if part))
        self.header.put_beside(StateChip(status_chip(found.row)))
        self._show_actions(found)
        self.record.show_record(facts(found), timeline(found, filed, recommended, today))
        self.overview.show_record(found)
        is_open = found.row.status in _OPEN
        nothing = PapersState((), (), None)  # nothing is missing
        missing = self.watch_if_seen(nothing, papers_state, self.ref) if is_open else nothing
        self.papers.show_papers(found.row.title, filed, missing, found.row.meets_on)
        self.outcomes.show_outcomes(recommended, found.row.meeting, today)
        self.interests.show_interests(found.interests)
        needs = self.watch(preconditions, self.ref)
        self._steps = self.watch(booking_history, self.ref)
        self.checklist.show_checklist(needs, self._steps)
        members_questions = self.watch(questions, self.ref)
        self.questions.show_questions(members_questions)
        for key, name, number in (
            ("papers", "Papers", len(filed)),
            ("checklist", "Before panel", len(unsettled(needs)) if is_open else 0),
            ("questions", "Questions", len(members_questions)),
            ("interests", "Interests", len(found.interests)),
        ):
            self.record.tabs.rename(key, f"{name} {number}" if number else name)
        self.history.show_rows(self.watch_if_seen((), history, self.ref))

    # Actions

    def book(self) -> BookCase | None:
        """Open the dialog that books the case on a meeting."""
        if self._record is None:
            return None
        before = self._record.row
        return BookCase(self.bridge, before, partial(self._booked, before), self)

    def take_off(self) -> FormDialog[None] | None:
        """Ask why the case leaves its meeting, then take it off the agenda; None where it is on no meeting."""
        found = self._record
        return take_off(self, found.row) if found and found.row.meeting else None

    def withdraw(self) -> FormDialog[None] | None:
        """Ask why the case is withdrawn, then withdraw it."""
        return withdraw(self, self._record.row) if self._record else None

    def reopen(self) -> None:
        """Reopen the withdrawn case; this can be undone for ten seconds."""
        if self.do(reopen_case, case=self.ref):
            undo = partial(self.do, withdraw_case, case=self.ref, reason="Reopening undone")
            self.show_done("The case is open again.", undo)

    def confirm(self) -> None:
        """Confirm the provisional booking."""
        if self.do(confirm_booking, case=self.ref):
            self.show_done("The booking is confirmed.")

    def defer(self) -> FormDialog[str]:
        """Ask why the case is deferred; a new case for its return is then requested."""
        return self._ask_for_return(
            "Defer this case",
            "Defer case",
            "This case stays on its meeting's agenda as deferred. A new case for its return is requested, with the "
            "same people and the same clocks.",
        )

    def request_return(self) -> FormDialog[str]:
        """Request the return of a case that the panel deferred."""
        return self._ask_for_return(
            "Request its return",
            "Request its return",
            "A new case for its return is requested, with the same people and the same clocks. Then book it on a "
            "meeting.",
        )

    def open_return(self) -> None:
        """Go to the case that returns from this one."""
        if self._record and self._record.returned_as:
            self.open("case", self._record.returned_as)

    def open_deferred(self) -> None:
        """Go to the case that this one returns from."""
        if self._record and self._record.row.returns_from:
            self.open("case", self._record.row.returns_from)

    def _ask_for_return(self, title: str, verb: str, words: str) -> FormDialog[str]:
        reason = TextField(key="reason", label="Why it is deferred", required=True, lines=3)
        case = self.ref
        return FormDialog(
            self.bridge,
            title,
            [reason],
            verb,
            lambda filled: filled.do(defer_case, case=case, reason=filled[reason]),
            self._deferred,
            words=words,
            values={"reason": next((each.reason for each in self._steps if each.step is BookingStep.DEFERRED), "")},
            parent=self,
        )

    def _deferred(self, returning: str) -> None:
        self.show_done("The return is requested. Book this case on a meeting.")
        self.open("case", returning)

    def open_meeting(self) -> None:
        """Go to the meeting that the case is booked on."""
        if self._record and self._record.row.meeting:
            self.open("meeting", self._record.row.meeting)

    def _booked(self, before: CaseRow, offer: Offer) -> None:
        undo: Callable[[], object] | None = None
        if before.meeting is None:
            undo = partial(self.do, take_off_agenda, case=before.ref, reason="Booking undone")
        elif is_to_come(self, before):
            undo = partial(put_back, self, before, "Move undone")
        self.show_done(f"Booked on {formats.with_weekday(offer.meets_on)}.", undo)

    def _show_actions(self, found: CaseRecord) -> None:
        why_not = self.bridge.why_not
        status = found.row.status
        book = Action("Book on a meeting", self.book, "calendar-days", "Ctrl+B", why_not=why_not(book_case))
        meeting = Action("Open meeting", self.open_meeting, "calendar-days")
        move = Action("Book on another meeting", self.book, key="Ctrl+B", why_not=why_not(book_case))
        confirm = Action("Confirm booking", self.confirm, why_not=why_not(confirm_booking))
        defer = Action("Defer…", self.defer, why_not=why_not(defer_case))
        off = Action("Take off the agenda…", self.take_off, why_not=why_not(take_off_agenda))
        withdraw = Action("Withdraw case…", self.withdraw, why_not=why_not(withdraw_case))
        if found.returned_as:
            returning = Action("Open the case that returns", self.open_return, "folder-open")
        else:
            returning = Action("Request its return", self.request_return, why_not=why_not(defer_case))
        reopen = Action("Reopen case", self.reopen, why_not=why_not(reopen_case))
        others = [meeting] if found.row.meeting else []
        if found.row.returns_from:
            others.append(Action("Open the deferred case", self.open_deferred, "folder-open"))
        people = self._people(found.row)
        if status is CaseStatus.REQUESTED:
            self.header.set_actions(book, *others, more=[withdraw, *people])
        elif status is CaseStatus.DEFERRED:
            self.header.set_actions(returning, *others, more=[withdraw, *people])
        elif status is CaseStatus.BOOKED:
            first = confirm if found.row.is_provisional else None
            self.header.set_actions(first, *others, more=[move, off, defer, withdraw, *people])
        elif status is CaseStatus.WITHDRAWN:
            self.header.set_actions(None, *others, reopen, more=people)
        else:
            self.header.set_actions(None, *others, more=[withdraw, *people])

    def _people(self, found: CaseRow) -> list[Action]:
        """The actions that save everything held on the household and on each child."""
        people: list[Action] = []
        if found.household is not None:
            people += self.person_file.action(found.household, f"the {found.household_name}")
        for child, initials in zip(found.children, found.children_initials, strict=True):
            people += self.person_file.action(child, f"child {initials}")
        return people
