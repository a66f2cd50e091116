"""The Central list page: its people in a table, with what the list as a whole is missing."""

from types import MappingProxyType

from panel_desk.operations.members.members import MemberFields, add_to_central_list
from panel_desk.queries.members.members import MemberRow, central_list, list_health
from panel_desk.queries.seen_fields import unseen_fields
from panel_desk.rules.clocks import Clock
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import Category, MemberStatus, PanelRole
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.page import Page, PageContext
from panel_desk.ui.pages.members.presentation import (
    MEMBERSHIP,
    PERSON,
    ROLE,
    due_chip,
    due_words,
    ready_chip,
    ready_words,
    status_chip,
    summary,
)
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.buttons import Action, plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import STRETCH, column, row, within
from panel_desk.ui.widgets.side_panel import SidePanel
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_ROLES = list(PanelRole)
_NOT_ENDED = tuple(formats.capital(status) for status in MemberStatus if status is not MemberStatus.ENDED)


class CentralListPage(Page):
    """Everyone whom the agency has accepted for its panels, or may accept."""

    title = "Central list"
    keys = (("Ctrl+N", "Add to central list"),)
    key_operations = MappingProxyType(
        {
            "Ctrl+N": add_to_central_list,
        }
    )

    def __init__(self, context: PageContext) -> None:
        self._at_side = ""  # the ref of the person shown beside the list
        super().__init__(context)

    def build(self) -> None:
        """Build the filter bar, the table and, beside it, the details of the selected person."""
        add = Action(
            "Add to central list", self.add, "plus", "Ctrl+N", why_not=self.bridge.why_not(add_to_central_list)
        )
        self.header.set_actions(add)
        self._unseen = self.bridge.ask(unseen_fields, "member")
        self.model: RowModel[MemberRow] = RowModel(self._columns())
        self.filters = FilterBar(self.model, "Filter the central list")
        first = EmptyState(
            "Nobody is on the central list yet",
            "Add the people who may sit on your panels, or import them from a spreadsheet in Settings.",
            Action("Add to central list", self.add, why_not=add.why_not),
            "users",
        )
        self.table = Table(
            self.model,
            "Central list",
            counted=("person", "people"),
            empty=first,
            settings=self.context.settings,
        )
        self.filters.set_list(self.table)
        self.filters.choose("status", *_NOT_ENDED, label="Not ended")
        self.side = SidePanel()
        self.table.opened.connect(self.open_record)
        self.table.chosen.connect(self.show_at_side)
        self.side.closed.connect(self._leave_side)
        beside = row(self.table, self.side, gap=S12)
        beside.setStretch(0, 1)
        self.body.addWidget(self.filters)
        self.body.addLayout(beside, 1)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Reload the people, and the warnings about the list as a whole."""
        rows = self.watch(central_list)
        self.model.replace(rows)
        active = [each for each in rows if each.status is MemberStatus.ACTIVE]
        ready = sum(each.is_ready_to_sit and not each.overdue for each in active)  # as the column shows it
        self.header.say(self.title, f"{len(active)} active · {ready} ready to sit" if rows else "")
        lacking = self.watch(list_health) if rows else ()
        if lacking:
            self.banner.say(
                State.WAITING, " ".join(lacking), title="The central list is not complete", can_dismiss=False
            )
        else:
            self.banner.hide()
        if self._at_side:
            self.show_at_side(self._at_side)

    def add(self) -> FormDialog[str]:
        """Open the form for a new person; their page opens once they are added."""
        return FormDialog(
            self.bridge,
            "Add to central list",
            [*PERSON, *ROLE, *MEMBERSHIP],
            "Add to central list",
            lambda filled: filled.do(add_to_central_list, **filled.as_fields(MemberFields)),
            self._added,
            values={
                "status": MemberStatus.PROSPECTIVE,
                "role": PanelRole.MEMBER,
                "category": Category.INDEPENDENT,
            },
            parent=self,
        )

    def _added(self, ref: str) -> None:
        self.show_done("Added to the central list. Fill in the vetting here.")
        self.open_record(ref)

    def open_record(self, ref: str) -> None:
        """Go to a person's record."""
        self.open("member", ref)

    def show_at_side(self, ref: str) -> None:
        """Show a person beside the list."""
        position = self.model.position_of(ref)
        if position is None:
            return
        person = self.model.row_at(position)
        self._at_side = ref
        parts = column(
            row(StateChip(status_chip(person)), StateChip(ready_chip(person)), STRETCH),
            Facts(summary(person, self.bridge.today(), self._unseen)),
            gap=S12,
        )
        if person.not_ready:
            parts.addWidget(Text("Still needed before sitting", Part.STRONG))
            parts.addWidget(Text(formats.capital("; ".join(person.not_ready)) + ".", wrap=True))
        parts.addSpacing(S8)
        parts.addLayout(row(plain("Open record", self._open_chosen), STRETCH))
        parts.addStretch(1)
        self.side.show_content(person.name, within(parts))

    def _open_chosen(self) -> None:
        self.open_record(self._at_side)

    def _leave_side(self) -> None:
        self._at_side = ""
        self.table.setFocus()

    def _columns(self) -> list[Column[MemberRow]]:
        def due_key(clock: Clock | None) -> tuple[bool, str]:
            """The sort key of a deadline; people without one come last."""
            return (clock is None, clock.due_on.isoformat() if clock else "")

        today = self.bridge.today()
        columns: list[Column[MemberRow]] = [
            Column("name", "Name", lambda row: row.name, lambda row: fold(row.name.split()[-1]), 132, is_name=True),
            Column("role", "Role", _role, lambda row: _ROLES.index(row.role), 80, is_facet=True),
            Column("status", "Status", _status, chip=status_chip, is_facet=True),
            Column("ready", "Ready to sit", ready_words, chip=ready_chip),
            Column("category", "Category", lambda row: formats.capital(row.category), width=112, is_facet=True),
            Column("background", "Background", lambda row: formats.capital(", ".join(row.background)), width=80),
            Column(
                "independent", "Independent", lambda row: "Yes" if row.is_independent else "No", width=92, is_extra=True
            ),
            Column("sittings", "Sittings", lambda row: str(row.sittings), lambda row: row.sittings, 66, Align.RIGHT),
            Column(
                "dbs",
                "DBS due",
                lambda row: due_words(row.dbs, today),
                lambda row: due_key(row.dbs),
                chip=lambda row: due_chip(row.dbs, today, row.status),
            ),
            Column(
                "appraisal",
                "Appraisal due",
                lambda row: due_words(row.appraisal, today),
                lambda row: due_key(row.appraisal),
                chip=lambda row: due_chip(row.appraisal, today, row.status),
            ),
            Column("ref", "Ref", lambda row: row.ref, width=72, is_extra=True),
            Column(
                "joined",
                "Joined list",
                lambda row: formats.full(row.joined_list_on),
                lambda row: row.joined_list_on,
                130,
                is_extra=True,
            ),
        ]
        return [column for column in columns if column.key not in self._unseen]


def _role(person: MemberRow) -> str:
    return formats.capital(person.role)


def _status(person: MemberRow) -> str:
    return formats.capital(person.status)
