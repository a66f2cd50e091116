"""The dialog that puts members of the central list on a meeting's line-up."""

from collections.abc import Iterable

from panel_desk.operations.meetings.meetings import invite
from panel_desk.queries.members.members import MemberRow, members
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import Capacity, MemberStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, options
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.layout import column, row
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text, labelled

_WIDTH, _HEIGHT = 900, 360  # pixels


class AddPeople(Message):
    """A searchable list of members who are not invited yet; Enter invites one, and the dialog stays open.

    Only active members may sit; a member who has not joined yet or is on hold may observe.

    Args:
        page: the meeting's page.
        meeting: the meeting's ref.
        invited: the refs of those on its line-up already.
    """

    def __init__(self, page: Page, meeting: str, invited: Iterable[str]) -> None:
        super().__init__("Add people", "", page.window(), width=_WIDTH)
        self.words.hide()
        self._page, self._meeting = page, meeting
        already = set(invited)
        self._not_invited = [
            each
            for each in page.bridge.ask(members)
            if each.status is not MemberStatus.ENDED and each.ref not in already
        ]
        self.model: RowModel[MemberRow] = RowModel(_columns())
        self.filter = FilterBar(self.model, "Filter members")
        self.table = Table(self.model, "Members who could be invited", counted=("member", "members"))
        self.table.opened.connect(self.invite)
        self.table.setMinimumHeight(_HEIGHT)
        self.filter.set_list(self.table)
        self.filter.search.returnPressed.connect(self.invite_first)
        self.capacity = ChoiceField(key="capacity", label="As", options=options(Capacity), width=160).make()
        self.capacity.write(Capacity.MEMBER)
        label = Text("Invited as", Part.QUIET)
        labelled(label, self.capacity.focus_widget())
        self.banner = Banner()
        parts = column(self.banner, self.filter, self.table, gap=S8)
        self.add(parts)
        self.finish(
            row(label, self.capacity), plain("Invite selected", self.invite_selected), primary("Done", self.accept)
        )
        self.capacity.edited.connect(self._show)
        self._show()
        self.filter.search.setFocus()
        self.open()

    def invite_selected(self) -> None:
        """Invite the member who is selected in the list."""
        if ref := self.table.current_ref():
            self.invite(ref)

    def invite_first(self) -> None:
        """Invite the one member whom the filter shows; move the focus to the list where it shows several."""
        if self.model.rowCount() == 1:
            self.invite(self.model.ref_at(0))
        else:
            self.table.setFocus()

    def invite(self, ref: str) -> None:
        """Invite a member."""
        capacity = self.capacity.read() or Capacity.MEMBER
        if self._page.do(invite, meeting=self._meeting, member=ref, capacity=capacity):
            person = next(each for each in self._not_invited if each.ref == ref)
            self._not_invited.remove(person)
            self._show()
            self.banner.say(State.GOOD, f"{person.name} is on the line-up.")

    def _show(self) -> None:
        is_to_sit = self.capacity.read() is Capacity.MEMBER
        self.model.replace([each for each in self._not_invited if each.status is MemberStatus.ACTIVE or not is_to_sit])


def _columns() -> list[Column[MemberRow]]:
    return [
        Column("name", "Name", lambda m: m.name, lambda m: fold(m.name.split()[-1]), 172),
        Column("role", "Role", lambda m: m.role, width=84, is_facet=True),
        Column("category", "Category", lambda m: m.category, width=120, is_facet=True),
        Column("background", "Background", lambda m: ", ".join(m.background), width=130),
        Column("independent", "Independent", lambda m: "yes" if m.is_independent else "no", width=92),
        Column("sittings", "Sat this year", lambda m: str(m.sittings), lambda m: m.sittings, 96, Align.RIGHT),
        Column("ready", "Ready to sit", _ready, chip=_ready_chip),
    ]


def _ready(person: MemberRow) -> str:
    return formats.readiness_in_words(person.not_ready, person.overdue)


def _ready_chip(person: MemberRow) -> Chip:
    return formats.readiness(person.not_ready, person.overdue)
