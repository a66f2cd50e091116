"""The Sent tab of a meeting: the agenda's checks and issued versions, standing items, invitations and e-mail drafts."""

from functools import partial
from typing import TYPE_CHECKING

from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.exchange.meetings.invitations import Invitation, ics
from panel_desk.operations.meetings.agendas import (
    add_standing_item,
    issue_agenda,
    note_invitation,
    remove_standing_item,
)
from panel_desk.progress import ProgressCallback
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import (
    addressees,
    agenda_checks,
    calendar_entry,
    invitations,
    issued_print,
    issues,
    standing_items,
    unsent_changes,
)
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.rules.file_names import pdf_name
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import NumberField, TextField
from panel_desk.ui.pages.meetings.tab import Tab, is_planned
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import Action, button, link, menu_button
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, scrolling, within
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MINUTES, _MOST_ITEMS = 240, 20


class SentTab(Tab):
    """Issues the agenda; saves e-mail drafts and calendar files, which another program opens and sends."""

    def build(self) -> None:
        """Build the buttons, the checks, the changes, the standing items and the list of what was sent."""
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, self)
        self._issue = button(Action("Issue agenda…", self.issue, "check"), "primary")
        self._send = menu_button(
            "E-mail and calendar",
            [
                Action("Draft to members with the agenda…", self.draft),
                Action("Invitation for members' calendars…", partial(self.invite, None)),
                Action("Cancellation for members' calendars…", partial(self.invite, None, is_cancelled=True)),
                Action("Invitation for a case's attendees…", self.invite_attendees),
            ],
        )
        self._standing = button(Action("Add standing item…", self.add_standing, "plus"))
        self._checks, self._items, self._changes = column(gap=S4), column(gap=S4), Text("", wrap=True)
        self.versions = Timeline()
        parts = column(
            row(self._issue, self._send, self._standing, STRETCH, gap=S8),
            Text("Before it is issued", Part.SECTION),
            self._checks,
            Text("Changed since the version that was sent", Part.SECTION),
            self._changes,
            Text("Standing items", Part.SECTION),
            self._items,
            Text("Sent", Part.SECTION),
            self.versions,
            STRETCH,
            gap=S12,
            margins=(0, 0, S16, 0),
        )
        self.setLayout(column(scrolling(within(parts)), gap=0))

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show the agenda's checks, what was sent and what has changed since."""
        ref = record.row.ref
        empty(self._checks)
        for check in self.page.watch(agenda_checks, ref):
            chip = Chip(State.GOOD, check.name) if check.holds else Chip(State.LATE, check.name)
            self._checks.addLayout(row(StateChip(chip), Text(check.sentence, wrap=True), gap=S12))
        sent = self.page.watch(issues, ref)
        content = self.page.watch(agenda_content, ref)
        changed = self.page.watch(unsent_changes, ref, content)
        self._changes.setText("\n".join(changed) if changed else "Nothing." if sent else "Nothing has been sent yet.")
        empty(self._items)
        standing = self.page.watch(standing_items, ref)
        for each in standing:
            where = f"before item {each.before_item}" if each.before_item else "at the end"
            text = Text(f"{each.title} · {formats.count(each.duration_minutes, 'minute')} · {where}")
            self._items.addLayout(row(text, link("Remove", partial(self._remove, each.id)), STRETCH, gap=S12))
        if not standing:
            self._items.addWidget(Text("None. Examples: welcome, lunch, any other business.", Part.QUIET))
        happened = [
            Event(
                formats.moment(each.issued_at),
                f"Agenda, version {each.number}",
                each.issued_by,
                State.GOOD,
                "\n".join(each.changes),
            )
            for each in sent
        ]
        happened += [
            Event(
                formats.moment(each.sent_at),
                f"{'Cancellation' if each.is_cancelled else 'Invitation'} for {each.case or 'members'}, "
                f"{'first version' if not each.sequence else f'update {each.sequence}'}",
                state=State.NOTE,
            )
            for each in self.page.watch(invitations, ref)
        ]
        self.versions.show_events(happened)
        can = is_planned(record)
        for made, operation in (
            (self._issue, issue_agenda),
            (self._standing, add_standing_item),
            (self._send, note_invitation),
        ):
            reason = self.page.bridge.why_not(operation)
            made.setEnabled(can and not reason)
            made.setToolTip(reason)

    def issue(self) -> FormDialog[int] | None:
        """Issue the agenda; where a check fails, ask first why it is issued all the same."""
        failing = [check.sentence for check in self.page.bridge.ask(agenda_checks, self.meeting) if not check.holds]
        if not failing:
            self._print_and_issue()
            return None
        despite = TextField(key="despite", label="Why it is issued all the same", required=True, lines=3)
        meeting, printed = self.meeting, self._printed()
        return FormDialog(
            self.page.bridge,
            "Issue this agenda all the same?",
            [despite],
            "Issue agenda",
            lambda filled: filled.do(issue_agenda, meeting=meeting, printed=printed, despite=filled[despite]),
            self._issued,
            words="\n".join(failing),
            parent=self,
        )

    def draft(self) -> None:
        """Save an e-mail draft to the line-up, with the newest agenda that was issued and an invitation."""
        sent = self.page.bridge.ask(issues, self.meeting)
        content = self.page.bridge.ask(agenda_content, self.meeting)
        day = formats.with_weekday(content.meeting.held_on)
        data = self.page.bridge.ask(issued_print, self.meeting, sent[0].number) if sent else self._printed()
        made = Draft(
            to=self.page.bridge.ask(addressees, self.meeting),
            subject=f"{content.meeting.panel}: agenda for {day}",
            text=f"The agenda for the panel on {day} is attached.\n\nReply to say whether you will attend, "
            "and tell us of any interest in a case.\n",
            attachments=(
                Attachment(pdf_name("Agenda", formats.full(content.meeting.held_on)), "application/pdf", data),
            ),
        )
        self._save(f"Agenda {formats.full(content.meeting.held_on)}.eml", "E-mail draft (*.eml)", eml(made))

    def invite(self, case: str | None, *, is_cancelled: bool = False) -> None:
        """Save a calendar file with an invitation, or with its cancellation.

        Args:
            case: whose attendees are invited, at their own time; None invites the members.
            is_cancelled: whether it takes an earlier invitation out of their calendars.
        """
        try:
            entry = self.page.bridge.ask(calendar_entry, self.meeting, case)
        except RuleBrokenError as error:
            self.page.show_problem(error)
            return
        noted = self.page.do(
            note_invitation, meeting=self.meeting, text=entry.summary, case=case, is_cancelled=is_cancelled
        )
        if noted.value is None:
            return
        uid, sequence, sent_at = noted.value
        made = Invitation(
            uid=uid,
            sequence=sequence,
            title=entry.title,
            day=entry.day,
            starts_at=entry.starts_at,
            duration_minutes=entry.duration_minutes,
            location=entry.where,
            description="The agenda and the papers come separately.",
            organiser=entry.organiser,
            attendees=entry.attendees,
            is_cancelled=is_cancelled,
            sent_at=sent_at,
        )
        self._save(f"Panel {formats.full(entry.day)}.ics", "Calendar (*.ics)", ics(made))

    def invite_attendees(self) -> Choose[str] | None:
        """Ask for a case, and save the invitation for its attendees; None where no meeting is shown."""
        if self.record is None:
            return None
        return Choose(
            "Invitation for a case's attendees",
            "It says when their case is heard, and nothing about any other case.",
            "Case",
            [(item.ref, item.title) for item in self.record.items],
            "Save invitation",
            self.invite,
            self,
        )

    def add_standing(self) -> FormDialog[int]:
        """Open the form for an item of business that is not a case."""
        title = TextField(
            key="title", label="Title", required=True, help="For example Welcome, Lunch or Any other business."
        )
        duration_minutes = NumberField(key="duration_minutes", label="Minutes", required=True, most=_MOST_MINUTES)
        before_item = NumberField(key="before_item", label="Before item", least=1, most=_MOST_ITEMS)
        meeting = self.meeting
        return FormDialog(
            self.page.bridge,
            "Add standing item",
            [title, (duration_minutes, before_item)],
            "Add item",
            lambda filled: filled.do(
                add_standing_item,
                meeting=meeting,
                title=filled[title],
                duration_minutes=filled[duration_minutes],
                before_item=filled.get(before_item),
            ),
            self._added,
            words="Without an item's number it comes at the end.",
            parent=self,
        )

    def _printed(self) -> bytes:
        from panel_desk.documents.meetings.agenda import agenda_pdf  # noqa: PLC0415 # heavy; loads when first needed

        return agenda_pdf(self.page.bridge.ask(agenda_content, self.meeting))

    def _print_and_issue(self) -> None:
        meeting = self.meeting  # another may be shown when the print is made
        content = self.page.bridge.ask(agenda_content, meeting)

        def work(progress: ProgressCallback) -> bytes:
            from panel_desk.documents.meetings.agenda import agenda_pdf  # noqa: PLC0415 # heavy; loads when first needed

            progress("Setting the agenda", 0, 0)
            return agenda_pdf(content)

        def done(printed: bytes) -> None:
            made = self.page.do(issue_agenda, meeting=meeting, printed=printed)
            if made:
                self._issued(made.value)

        self.page.context.background.start("Setting the agenda", work, done)

    def _issued(self, number: int | None) -> None:
        self.page.said(f"Version {number} of the agenda is issued. Send it with E-mail and calendar.")

    def _added(self, _: int) -> None:
        self.page.said("The standing item is added to the agenda.")

    def _remove(self, item: int) -> None:
        if self.page.do(remove_standing_item, item=item):
            self.page.said("The standing item is removed from the agenda.")

    def _save(self, name: str, kind: str, data: bytes) -> None:
        save_file(self.page, self.ask_where(name, kind), data)
