"""A member's page: their record, sittings, interests, training, certificates and history."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from panel_desk.operations.members.members import MemberFields, change_member, end_membership, make_active, put_on_hold
from panel_desk.queries.history import history
from panel_desk.queries.listing import Listed, Listing
from panel_desk.queries.members.members import MemberInterestRow, MemberRecord, MemberTrainingRow, member
from panel_desk.queries.members.sittings import SittingRow, member_sittings
from panel_desk.queries.seen_fields import unseen_fields
from panel_desk.rules.access import RoleRefusal
from panel_desk.rules.vocabulary import MeetingStatus, MemberStatus
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import DateField, FormPart, TextField, without
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.members.certificates import MemberSigning
from panel_desk.ui.pages.members.presentation import (
    BACKGROUNDS,
    RECORD,
    certificate_in_words,
    ready_chip,
    status_chip,
    summary,
)
from panel_desk.ui.person_file_saving import PersonFileSaving
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import Action, plain, primary
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.facts import Fact
from panel_desk.ui.widgets.history import History
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, scrolling, within
from panel_desk.ui.widgets.record import Record
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.windowed_rows import WindowedRows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

# The statuses of a member who can be put on hold, and of one who can be made active.
_MAY_HOLD = (MemberStatus.ACTIVE,)
_MAY_RETURN = (MemberStatus.ON_HOLD, MemberStatus.ENDED, MemberStatus.PROSPECTIVE, MemberStatus.WAITING_LIST)


class MemberPage(Page):
    """One person on the central list."""

    title = "Member"
    keys = (("Ctrl+S", "Save the facts"),)
    key_operations = MappingProxyType(
        {
            "Ctrl+S": change_member,
        }
    )

    def build(self) -> None:
        """Build the tabs; the form is built once and keeps what is typed."""
        self._record: MemberRecord | None = None
        self._shown = ""
        self._unseen = self.bridge.ask(unseen_fields, "member")
        self.form = Form(without(RECORD, self._unseen))
        self.form.edited.connect(self._show_unsaved)
        self._why_not = self.bridge.why_not(change_member)
        self.form.setEnabled(not self._why_not)
        self.save_button = primary("Save", self.save, "Ctrl+S")
        self.cancel_button = plain("Cancel", self.cancel)
        self._unsaved = Text("", Part.QUIET)
        foot = framed(
            row(self._unsaved, STRETCH, self.cancel_button, self.save_button, gap=S8, margins=(0, S8, S12, S8)), "foot"
        )
        self._facts_tab = within(
            column(scrolling(within(column(self.form, STRETCH, margins=(2, 0, S12, S24)))), foot, gap=0)
        )
        self._make_tables()
        self.signing = MemberSigning(self)
        self.person_file = PersonFileSaving(self)
        self.history = History()
        tabs: list[tuple[str, str, QWidget]] = [
            *([] if isinstance(self._why_not, RoleRefusal) else [("facts", "Facts", self._facts_tab)]),
            ("sittings", "Sittings", self.sittings_table),
            ("interests", "Interests", self.interests_table),
            ("training", "Training", self.training_table),
            ("signing", "Signing", self.signing.body),
        ]
        if self.bridge.may_ask(history):
            tabs.append(("history", "History", self.history))
        self.record = Record(tabs, timeline_title="")
        self.record.tabs.changed.connect(self.note_tab)
        self.body.addWidget(self.record, 1)

    def visit(self, place: Place) -> None:
        """Show the record, at the tab that the place names."""
        super().visit(place)
        self.record.tabs.open(place.tab)

    def refresh(self) -> None:
        """Reload the record; what the user is typing stays."""
        found = self.watch(member, self.ref)
        self._record = found
        person = found.row
        self.header.say(person.name, self._facts_line(found))
        self.header.put_beside(StateChip(status_chip(person)), StateChip(ready_chip(person)))
        self._show_actions(person.status, person.name)
        values = _values(found, self.form.rows)
        if self._shown == self.ref:
            self.form.fill(values)
        else:
            self.form.reset(values)
            self._shown = self.ref
        self._show_unsaved()
        self.signing.refresh()
        self.record.show_record(self._facts(found))
        self.sittings.load()
        self.interests.replace(found.interests)
        self.training.replace(found.training)
        for key, name, number in (
            ("sittings", "Sittings", self.sittings.total),
            ("interests", "Interests", len(found.interests)),
            ("training", "Training", len(found.training)),
        ):
            self.record.tabs.rename(key, f"{name} {number:,}" if number else name)
        self.history.show_rows(self.watch_if_seen((), history, self.ref))

    def is_unsaved(self) -> bool:
        """Whether something was typed into the facts and not saved."""
        return self._shown != "" and self.form.is_dirty

    # Actions

    def save(self) -> None:
        """Save the facts; where somebody else saved first, both are shown and what was typed stays."""
        found = self._record
        if found is None:
            return
        done = self.form.send(
            self.bridge,
            lambda filled: filled.do(
                change_member,
                member=found.row.ref,
                version=found.version,
                backgrounds=filled[BACKGROUNDS],
                **filled.as_fields(MemberFields, BACKGROUNDS),
            ),
        )
        if done:
            self.show_done(f"Saved {found.row.name}.")
        else:
            self.form.fill(_values(self._read_again(), self.form.rows))
        self._show_unsaved()

    def cancel(self) -> None:
        """Discard what was typed."""
        if self._record is not None:
            self.form.reset(_values(self._record, self.form.rows))
            self._show_unsaved()

    def hold(self) -> FormDialog[None]:
        """Open the form that puts the member on hold, with the first and the last day."""
        on_hold_from = DateField(key="on_hold_from", label="On hold from", required=True)
        on_hold_until = DateField(
            key="on_hold_until", label="On hold until", help="Leave empty if the end is not agreed yet."
        )
        return self._ask(
            "Put on hold",
            [on_hold_from, on_hold_until],
            lambda filled, found: filled.do(
                put_on_hold,
                member=found.row.ref,
                version=found.version,
                on_hold_from=filled[on_hold_from],
                on_hold_until=filled.get(on_hold_until),
            ),
            "is on hold",
            values={on_hold_from.key: self.bridge.today()},
        )

    def end(self) -> FormDialog[None]:
        """Open the form that ends the membership, with the day and the reason."""
        left_list_on = DateField(
            key="left_list_on",
            label="Leaves the list on",
            help="A member gives one month's notice in writing, and so does the agency, with its reasons.",
            required=True,
        )
        left_because = TextField(key="left_because", label="Reason", lines=3, required=True)
        return self._ask(
            "End membership",
            [left_list_on, left_because],
            lambda filled, found: filled.do(
                end_membership,
                member=found.row.ref,
                version=found.version,
                left_list_on=filled[left_list_on],
                left_because=filled[left_because],
            ),
            "has left the central list",
            values={left_list_on.key: self.bridge.today()},
        )

    def activate(self) -> object:
        """Make the member active; ask for the day of joining where it is not known."""
        found = self._read_again()
        if found.row.joined_list_on is None or found.row.status is MemberStatus.ENDED:
            joined_list_on = DateField(key="joined_list_on", label="Joins the list on", required=True)
            return self._ask(
                _verb_of_return(found.row.status),
                [joined_list_on],
                lambda filled, found: filled.do(
                    make_active,
                    member=found.row.ref,
                    version=found.version,
                    joined_list_on=filled[joined_list_on],
                ),
                "is active",
                values={joined_list_on.key: self.bridge.today()},
            )
        before = self._membership(found)
        done = self.do(make_active, member=self.ref, version=found.version)
        if done:
            self._say_with_undo("is active", before)
        return done

    def _ask(
        self,
        verb: str,
        fields: Sequence[FormPart],
        operation: Callable[[FilledForm, MemberRecord], Done[None]],
        after: str,
        values: Mapping[str, object],
    ) -> FormDialog[None]:
        """Open a form that changes the membership.

        Args:
            verb: the form's title, and the words on its button.
            fields: what it asks for.
            operation: does the operation with what was filled in, for the member as they are now.
            after: what is said of the member afterwards, in words that follow the name.
            values: what the form shows at first, by the field's key.
        """
        found = self._read_again()
        before = self._membership(found)

        def say_done(_: object) -> None:
            self._say_with_undo(after, before)

        return FormDialog(
            self.bridge,
            verb,
            fields,
            verb,
            lambda filled: operation(filled, found),
            say_done,
            words=_booked_meetings_in_words(found),
            values=values,
            parent=self,
        )

    def _say_with_undo(self, after: str, before: MemberFields) -> None:
        """Say of the member the words `after`, and offer to restore the membership to `before`."""
        found = self._read_again()
        ref = found.row.ref

        def undo() -> None:
            now = self.bridge.ask(member, ref)
            if self.do(change_member, member=ref, version=now.version, **before):
                self.show_done(f"{now.row.name} is as before.")

        self.show_done(f"{found.row.name} {after}.", undo)

    def _read_again(self) -> MemberRecord:
        self._record = self.bridge.ask(member, self.ref)
        return self._record

    # Display

    def _show_actions(self, status: MemberStatus, name: str) -> None:
        others = []
        if status in _MAY_HOLD:
            others.append(Action("Put on hold", self.hold, why_not=self._why_not))
        if status in _MAY_RETURN:
            others.append(Action(_verb_of_return(status), self.activate, why_not=self._why_not))
        if status is not MemberStatus.ENDED:
            others.append(Action("End membership", self.end, why_not=self._why_not))
        self.header.set_actions(None, *others, more=self.person_file.action(self.ref, name, of_member=True))

    def _membership(self, found: MemberRecord) -> MemberFields:
        """The fields of the membership's status and dates, without the reason if the account does not see it."""
        membership: MemberFields = {
            "status": found.row.status,
            "joined_list_on": found.row.joined_list_on,
            "left_list_on": found.left_list_on,
            "on_hold_from": found.on_hold_from,
            "on_hold_until": found.on_hold_until,
        }
        if "left_because" not in self._unseen:
            membership["left_because"] = found.left_because
        return membership

    @staticmethod
    def _facts_line(found: MemberRecord) -> str:
        person = found.row
        parts = [formats.capital(person.role), person.category]
        if person.status is MemberStatus.ON_HOLD and found.on_hold_from:
            until = f" until {formats.full(found.on_hold_until)}" if found.on_hold_until else ""
            parts.append(f"on hold from {formats.full(found.on_hold_from)}{until}")
        if person.status is MemberStatus.ENDED:
            because = f", {found.left_because}" if found.left_because else ""
            parts.append(f"left {formats.full(found.left_list_on)}{because}")
        return " · ".join(parts)

    def _facts(self, found: MemberRecord) -> list[Fact]:
        contact: list[Fact] = [("Email", found.email or ""), ("Phone", found.phone or "")]
        missing_words = formats.capital(", ".join(found.row.not_ready))
        readiness: list[Fact] = [("Still needed before sitting", missing_words)] if missing_words else []
        if found.row.overdue:
            readiness.append(("Overdue", formats.capital(formats.listed(found.row.overdue))))
        today = self.bridge.today()
        own = [each for each in self.signing.certificates.rows() if each.counts_on(today)]
        signs: list[Fact] = [("Signs with", certificate_in_words(each)) for each in own]
        return [*readiness, *summary(found.row, self.bridge.today(), self._unseen), *contact, *signs]

    def _show_unsaved(self) -> None:
        is_dirty = self.is_unsaved()
        self._unsaved.setText(self._why_not or ("Not saved yet" if is_dirty else "Saved"))
        self.save_button.setEnabled(is_dirty)
        self.cancel_button.setEnabled(is_dirty)

    def _make_tables(self) -> None:
        self.sittings: WindowedRows[SittingRow] = WindowedRows(
            _sitting_columns(), self._ask_sittings, dict, ref=lambda row: row.meeting
        )
        self.sittings_table = Table(
            self.sittings,
            "Sittings",
            counted=("meeting", "meetings"),
            empty=EmptyState("No sittings yet", "Invite this person from a meeting's line-up.", None, "calendar-days"),
            settings=self.context.settings,
        )
        self.sittings_table.opened.connect(self._open_meeting)
        self.interests = RowModel(_interest_columns(), ref=lambda row: row.case)
        self.interests_table = Table(
            self.interests,
            "Interests",
            counted=("interest", "interests"),
            empty=EmptyState("No interests declared", "Interests are declared on a case.", None, "scale"),
            settings=self.context.settings,
        )
        self.interests_table.opened.connect(self._open_case)
        self.training = RowModel(_training_columns(), ref=lambda row: row.training)
        self.training_table = Table(
            self.training,
            "Training",
            counted=("event", "events"),
            empty=EmptyState("No training yet", "Training comes in with the workbook's Training sheet."),
            settings=self.context.settings,
        )

    def _ask_sittings(self, listing: Listing) -> Listed[SittingRow]:
        return self.watch(member_sittings, self.ref, listing)

    def _open_meeting(self, ref: str) -> None:
        self.open("meeting", ref)

    def _open_case(self, ref: str) -> None:
        self.open("case", ref, "interests")


def _sitting_columns() -> list[Column[SittingRow]]:
    return [
        Column("day", "Meeting", lambda row: formats.with_weekday(row.meets_on), lambda row: row.meets_on, 240),
        Column("status", "Status", lambda row: formats.capital(row.status), width=110),
        Column("capacity", "Sat as", lambda row: formats.capital(row.capacity), width=110),
        Column("attended", "Attended", _attended, width=110),
    ]


def _attended(row: SittingRow) -> str:
    if row.status is not MeetingStatus.HELD:
        return "To come" if row.status is MeetingStatus.PLANNED else "–"
    return "Yes" if row.attended else "No"


def _interest_columns() -> list[Column[MemberInterestRow]]:
    def withdrawal(row: MemberInterestRow) -> Chip | None:
        return Chip(State.WAITING, "Withdraws") if row.withdraws else None

    return [
        Column("case", "Case", lambda row: row.case, width=110),
        Column("kind", "Kind", lambda row: formats.capital(row.kind), width=150),
        Column("withdraws", "", lambda row: "Withdraws" if row.withdraws else "Stays", chip=withdrawal),
        Column("nature", "Nature", lambda row: row.nature, width=300),
    ]


def _training_columns() -> list[Column[MemberTrainingRow]]:
    return [
        Column("title", "Title", lambda row: row.title, width=280),
        Column("day", "Date", lambda row: formats.full(row.held_on), lambda row: row.held_on, 140),
        Column("kind", "Kind", lambda row: formats.capital(row.kind), width=120),
        Column("mandatory", "Mandatory", lambda row: {None: "", True: "Yes", False: "No"}[row.is_mandatory], width=92),
        Column("ref", "Ref", lambda row: row.training, width=80, is_extra=True),
        Column(
            "hours",
            "Hours",
            lambda row: "" if row.hours is None else f"{row.hours:g}",
            lambda row: row.hours,
            80,
            Align.RIGHT,
        ),
    ]


def _values(found: MemberRecord, keys: Iterable[str]) -> dict[str, object]:
    """The value of every field of the form, by the field's key, whether the record or its row holds it."""
    named = {"backgrounds": "background"}
    return {
        key: getattr(found.row if hasattr(found.row, named.get(key, key)) else found, named.get(key, key))
        for key in keys
    }


def _verb_of_return(status: MemberStatus) -> str:
    return "Make active" if status in {MemberStatus.PROSPECTIVE, MemberStatus.WAITING_LIST} else "Return to active"


def _booked_meetings_in_words(found: MemberRecord) -> str:
    if not found.booked:
        return ""
    days = [formats.full(day) for day in found.booked]
    return (
        f"{found.row.name} is on the line-up of {formats.listed(days)}. Look at the quorum of "
        f"{'that meeting' if len(days) == 1 else 'those meetings'} afterwards."
    )
