"""The Interests tab of a case: members' declared interests, and whether each member withdraws from the item."""

from collections.abc import Sequence

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.operations.meetings.meetings import declare_interest, remove_interest
from panel_desk.queries.cases.cases import InterestRow
from panel_desk.queries.members.members import members
from panel_desk.rules.vocabulary import MemberStatus
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, TextField, YesNoField
from panel_desk.ui.page import Page
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12
from panel_desk.ui.widgets.buttons import Action, allow, button, plain
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.table import Table


class CaseInterests(QWidget):
    """Who has an interest in a case, of what nature, and whether they withdraw."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._page = page
        self._may_not = page.bridge.why_not(declare_interest)  # a sentence; empty where the account may
        self.model: RowModel[InterestRow] = RowModel(_columns(), ref=lambda row: row.member)
        self.table = Table(
            self.model,
            "Interests in a case",
            counted=("interest", "interests"),
            empty=EmptyState(
                "No interests declared",
                "Before the item is heard, members declare whether they know anybody whom it concerns.",
                None,
                "scale",
            ),
            settings=page.context.settings,
        )
        self.table.opened.connect(self._open_member)
        self.table.chosen.connect(self._update_buttons)
        cannot = self._may_not or page.bridge.why_not_ask(members)
        declare = button(Action("Declare interest", self.declare, "plus", why_not=cannot))
        self._remove = plain("Remove", self.remove, "x")
        QShortcut("Del", self.table, self.remove)
        self._update_buttons()
        parts = column(row(declare, self._remove, STRETCH, gap=S8), self.table, gap=S12)
        parts.setStretch(1, 1)
        self.setLayout(parts)

    def show_interests(self, interests: Sequence[InterestRow]) -> None:
        """Show the declared interests."""
        self.model.replace(interests)
        self._update_buttons()

    def declare(self) -> FormDialog[None]:
        """Open the form for an interest: the member, its nature, and whether they withdraw."""
        listed = [
            (person.ref, f"{person.name} · {person.role}")
            for person in self._page.bridge.ask(members)
            if person.status is not MemberStatus.ENDED
        ]
        member = ChoiceField(
            key="member",
            label="Member",
            required=True,
            options=listed,
            none="",
            is_long=True,
            help="Type a part of a name.",
        )
        nature = TextField(key="nature", label="Nature of the interest", lines=3, required=True)
        withdraws = YesNoField(
            key="withdraws",
            label="Withdraws from the item",
            help="A member who withdraws does not count towards the item's quorum.",
            required=True,
        )
        case = self._page.ref
        return FormDialog(
            self._page.bridge,
            "Declare interest",
            [member, nature, withdraws],
            "Declare interest",
            lambda filled: filled.do(
                declare_interest,
                case=case,
                member=filled[member],
                nature=filled[nature],
                withdraws=filled[withdraws],
            ),
            self._declared,
            parent=self,
        )

    def remove(self) -> None:
        """Remove the selected interest; this can be undone for ten seconds."""
        ref = self.table.current_ref()
        position = self.model.position_of(ref) if ref else None
        if position is None or self._may_not:
            return
        removed = self.model.row_at(position)

        def undo() -> None:
            self._page.do(
                declare_interest,
                case=removed.case,
                member=removed.member,
                nature=removed.nature,
                withdraws=removed.withdraws,
            )

        if self._page.do(remove_interest, case=removed.case, member=removed.member):
            self._page.show_done(f"Removed the interest of {removed.name}.", undo)

    def _declared(self, _: object) -> None:
        self._page.show_done("The interest is declared.")

    def _open_member(self, ref: str) -> None:
        if self._page.can_open("member"):
            self._page.open("member", ref)

    def _update_buttons(self, _: str = "") -> None:
        allow(self._remove, self._may_not, is_possible=self.table.current_ref() is not None)


def _columns() -> list[Column[InterestRow]]:
    def withdrawal_chip(row: InterestRow) -> Chip:
        return Chip(State.WAITING, "Withdraws") if row.withdraws else Chip(State.NOTE, "Stays")

    return [
        Column("name", "Member", lambda row: row.name, width=160),
        Column("withdraws", "Item", lambda row: withdrawal_chip(row).word, chip=withdrawal_chip),
        Column("nature", "Nature", lambda row: row.nature, width=260),
    ]
