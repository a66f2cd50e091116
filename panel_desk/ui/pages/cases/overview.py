"""The Overview tab of a case: its household, its children and their dates, its social worker; each can be edited."""

from dataclasses import fields

from PySide6.QtWidgets import QWidget

from panel_desk.operations.cases.cases import ChildFields, HouseholdFields, change_case, change_child, change_household
from panel_desk.queries.agency import agency
from panel_desk.queries.cases.cases import CaseRecord, ChildFacts, HouseholdFacts
from panel_desk.queries.seen_fields import unseen_fields
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import NumberField, TextField, without
from panel_desk.ui.page import Page
from panel_desk.ui.pages.cases.presentation import HOUSEHOLD, child_facts, child_form, household_facts
from panel_desk.ui.theme import S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import Action, button
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, scrolling, within
from panel_desk.ui.widgets.text import Elided

_LONGEST = 600  # minutes that an item may take


class Overview(QWidget):
    """A card each for the household, every child and the case, with *Edit*, and for every report that was rated."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._record: CaseRecord | None = None
        self._parts = column(gap=S12)
        self.setLayout(column(scrolling(within(column(self._parts, STRETCH, margins=(0, 0, S12, S24))))))

    def show_record(self, record: CaseRecord) -> None:
        """Show a case's household, children, social worker and report ratings."""
        self._record = record
        of_household = self._page.watch(unseen_fields, "household")
        of_child = self._page.watch(unseen_fields, "child")
        why_not = self._page.bridge.why_not
        empty(self._parts)
        if record.household:
            edit = Action("Edit household", self.edit_household, why_not=why_not(change_household))
            self._parts.addWidget(_card(record.household.name, household_facts(record.household, of_household), edit))
        for child in record.children:
            edit = Action(f"Edit child {child.initials}", _EditChild(self, child), why_not=why_not(change_child))
            self._parts.addWidget(_card(f"{child.initials} · {child.ref}", child_facts(child, of_child), edit))
        minutes = record.row.duration_minutes
        length = formats.count(minutes, "minute") if minutes else ""
        edit = Action("Edit case", self.edit_case, why_not=why_not(change_case))
        about: list[Fact] = [("Social worker", record.row.social_worker or ""), ("Length", length)]
        self._parts.addWidget(_card("The case", about, edit))
        for quality in record.quality:
            rating: list[Fact] = [
                ("Rating", f"{quality.rating} of 5"),
                ("Strengths", quality.strengths or ""),
                ("Improvements", quality.improvements or ""),
            ]
            self._parts.addWidget(_card(f"Quality of the {quality.report}", rating))

    def edit_household(self) -> FormDialog[None] | None:
        """Open the household's form."""
        household = self._record.household if self._record else None
        if household is None:
            return None
        return FormDialog(
            self._page.bridge,
            household.name,
            without(HOUSEHOLD, self._page.bridge.ask(unseen_fields, "household")),
            "Save household",
            lambda filled: filled.do(
                change_household,
                household=household.ref,
                version=household.version,
                **filled.as_fields(HouseholdFields),
            ),
            _SaySaved(self._page, f"Saved the {household.name}."),
            values=_fields(household),
            parent=self,
        )

    def edit_child(self, child: ChildFacts) -> FormDialog[None]:
        """Open a child's form."""
        return FormDialog(
            self._page.bridge,
            f"{child.initials} · {child.ref}",
            without(
                child_form(self._page.bridge.ask(agency).authorities), self._page.bridge.ask(unseen_fields, "child")
            ),
            "Save child",
            lambda filled: filled.do(
                change_child, child=child.ref, version=child.version, **filled.as_fields(ChildFields)
            ),
            _SaySaved(self._page, f"Saved child {child.initials}."),
            values=_fields(child),
            parent=self,
        )

    def edit_case(self) -> FormDialog[None] | None:
        """Open the form for the case's social worker and the length of its item."""
        record = self._record
        if record is None:
            return None
        social_worker = TextField(key="social_worker", label="Social worker")
        duration_minutes = NumberField(key="duration_minutes", label="Length in minutes", least=1, most=_LONGEST)
        return FormDialog(
            self._page.bridge,
            record.row.title,
            [social_worker, duration_minutes],
            "Save case",
            lambda filled: filled.do(
                change_case,
                case=record.row.ref,
                version=record.version,
                social_worker=filled[social_worker],
                duration_minutes=filled.get(duration_minutes),
            ),
            _SaySaved(self._page, "Saved the case."),
            values={"social_worker": record.row.social_worker, "duration_minutes": record.row.duration_minutes},
            parent=self,
        )


class _EditChild:
    """Callable that opens the form of one child; an action's callback takes no arguments."""

    def __init__(self, overview: Overview, child: ChildFacts) -> None:
        self._overview, self._child = overview, child

    def __call__(self) -> FormDialog[None]:
        """Open the form."""
        return self._overview.edit_child(self._child)


class _SaySaved:
    """Callable that shows in the undo bar what a form saved, whatever the operation returned."""

    def __init__(self, page: Page, words: str) -> None:
        self._page, self._words = page, words

    def __call__(self, _: object) -> None:
        """Show the sentence."""
        self._page.show_done(self._words)


def _fields(record: ChildFacts | HouseholdFacts) -> dict[str, object]:
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _card(title: str, facts: list[Fact], edit: Action | None = None) -> QWidget:
    head = row(Elided(title, Part.STRONG), *([button(edit, "bare")] if edit else []), gap=S8)
    head.setStretch(0, 1)
    return framed(column(head, Facts(facts), gap=S12, margins=(S16, S12, S16, S16)))
