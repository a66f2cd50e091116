"""The Cases page: every case in a table, with whom it concerns, its meeting and its status."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from panel_desk.operations.cases.cases import open_case
from panel_desk.queries.cases.cases import CaseRow, case_counts, case_facets, case_list, case_titles
from panel_desk.queries.listing import Listed, Listing
from panel_desk.rules.vocabulary import CaseStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.new_case import NewCase
from panel_desk.ui.page import Page
from panel_desk.ui.pages.cases.presentation import concerns, status_chip
from panel_desk.ui.row_model import Align, Column
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.windowed_rows import WindowedRows

OPEN = (CaseStatus.REQUESTED, CaseStatus.BOOKED, CaseStatus.DEFERRED)


class CasesPage(Page):
    """Every case; at first the filter shows the open ones."""

    title = "Cases"
    keys = (("Ctrl+N", "New case"),)
    key_operations = MappingProxyType(
        {
            "Ctrl+N": open_case,
        }
    )

    def build(self) -> None:
        """Build the filter bar and the table."""
        new = Action("New case", self.new, "plus", "Ctrl+N", why_not=self.bridge.why_not(open_case))
        self.header.set_actions(new)
        self.model: WindowedRows[CaseRow] = WindowedRows(_columns(), self._ask, self._facets)
        self.filters = FilterBar(self.model, "Filter cases")
        self.table = Table(
            self.model,
            "Cases",
            counted=("case", "cases"),
            empty=EmptyState(
                "No cases yet",
                "Open a case when a worker asks for a panel, or import them from a spreadsheet in Settings.",
                Action("New case", self.new, why_not=new.why_not),
                "folder",
            ),
            settings=self.context.settings,
        )
        self.filters.set_list(self.table)
        self.filters.choose("status", *(formats.capital(status) for status in OPEN), label="Open")
        self.table.opened.connect(self.open_record)
        self.body.addWidget(self.filters)
        self.body.addWidget(self.table, 1)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Reload the cases that are shown."""
        self.model.load()
        found = self.watch(case_counts, OPEN)
        counts = [f"{found[status]:,} {status}" for status in OPEN if status in found]
        self.header.say(self.title, " · ".join(counts))

    def _ask(self, listing: Listing) -> Listed[CaseRow]:
        return self.watch(case_list, listing)

    def _facets(self) -> Mapping[str, Sequence[str]]:
        return self.watch(case_facets)

    def new(self) -> NewCase:
        """Open the form for a new case."""
        return NewCase(self.bridge, self._made, self)

    def _made(self, ref: str) -> None:
        title = self.bridge.ask(case_titles, ref)[ref]
        self.show_done(f"{title} is open. Book it on a meeting when its papers are on their way.")
        self.open_record(ref)

    def open_record(self, ref: str) -> None:
        """Go to a case's record."""
        self.open("case", ref)


def _columns() -> list[Column[CaseRow]]:
    return [
        Column("ref", "Ref", lambda row: row.ref, width=100),
        Column("kind", "Kind", lambda row: formats.capital(row.kind), width=150, is_facet=True),
        Column("concerns", "Concerns", concerns, width=215, is_name=True),
        Column("children", "Children", lambda row: ", ".join(row.children_initials), width=100),
        Column("meeting", "Meeting", lambda row: formats.full(row.meets_on), lambda row: row.meets_on, 150),
        Column("item", "Item", lambda row: str(row.item or ""), lambda row: row.item, 60, Align.RIGHT),
        Column("worker", "Social worker", lambda row: row.social_worker or "", width=130),
        Column("status", "Status", lambda row: formats.capital(row.status), chip=status_chip, is_facet=True),
    ]
