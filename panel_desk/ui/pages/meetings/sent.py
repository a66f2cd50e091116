"""The Sent tab of a meeting: the agenda's checks and issued versions, standing items, invitations and e-mail drafts."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.letters.eml import Attachment, Draft, eml
from panel_desk.flows.save_invitation import save_invitation
from panel_desk.operations.meetings.agendas import add_standing_item, issue_agenda, remove_standing_item
from panel_desk.operations.meetings.invitations import note_invitation
from panel_desk.progress import ProgressCallback
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.queries.meetings.agendas import (
    addressees,
    agenda_checks,
    issued_print,
    issues,
    standing_items,
    unsent_changes,
    why_not_issue_agenda,
)
from panel_desk.queries.meetings.invitations import (
    CalendarMessage,
    InvitationRow,
    calendar_message,
    invitations,
    outdated_calendars,
)
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.rules.file_names import pdf_name
from panel_desk.rules.vocabulary import InvitationPurpose, MeetingStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, NumberField, TextField
from panel_desk.ui.pages.meetings.tab import Tab, is_planned
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, allow, link, menu_button, plain
from panel_desk.ui.widgets.facts import Facts
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, scrolling, within
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MINUTES, _MOST_ITEMS = 240, 20
_FILE_NAMES = {
    InvitationPurpose.INVITATION: "Panel",
    InvitationPurpose.CANCELLATION: "Cancelled panel",
    InvitationPurpose.REMOVAL: "No longer expected at panel",
}


class SentTab(Tab):
    """Issues the agenda; saves e-mail drafts and calendar files, which another program opens and sends."""

    needs = (agenda_checks,)

    def build(self) -> None:
        """Build the buttons, the checks, the changes, the standing items and the list of what was sent."""
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, self)
        self._issue = plain("Issue agenda…", self.issue, "check")
        self._send = menu_button(
            "E-mail and calendar",
            [
                Action("Draft to members with the agenda…", self.draft),
                Action("Invitation for members' calendars…", self.invite),
                Action("Cancellation for members' calendars…", partial(self.cancel, None)),
                Action("Cancellation for people no longer on the line-up…", self.cancel_for_some),
                Action("Invitation for a case's attendees…", self.invite_attendees),
                Action("Cancellation for a case's attendees…", self.cancel_for_attendees),
            ],
        )
        self._standing = plain("Add standing item…", self.add_standing, "plus")
        self._checks, self._items, self._changes = Facts(), column(gap=S4), Text("", wrap=True)
        self.calendars, self.not_whole = Banner(), Banner()
        self.versions = Timeline()
        parts = column(
            row(self._issue, self._send, self._standing, STRETCH, gap=S8),
            self.not_whole,
            self.calendars,
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
        self._checks.show_facts(
            [
                (Chip(State.GOOD if check.holds else State.ALERT, check.name), check.sentence)
                for check in self.page.watch(agenda_checks, ref)
            ]
        )
        sent = self.page.watch(issues, ref)
        content = self.page.watch(agenda_content, ref)
        changed = self.page.watch(unsent_changes, ref, content)
        why_not_issue = self.page.watch(why_not_issue_agenda, ref)
        none_sent = "Not shown." if why_not_issue else "Nothing has been sent yet."
        self._changes.setText("\n".join(changed) if changed else "Nothing." if sent else none_sent)
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
        happened += [_invitation(each) for each in self.page.watch(invitations, ref)]
        self.versions.show_events(happened)
        if outdated := self.page.watch(outdated_calendars, ref):
            self.calendars.say(State.ALERT, "\n".join(outdated), title="Calendars are out of date.", can_dismiss=False)
        else:
            self.calendars.hide()
        is_to_come = is_planned(record)
        for made, operation, can in (
            (self._issue, issue_agenda, is_to_come and not why_not_issue),
            (self._standing, add_standing_item, is_to_come),
            # A cancelled meeting still has its cancellations to send.
            (self._send, note_invitation, is_to_come or record.row.status is MeetingStatus.CANCELLED),
        ):
            allow(made, self.page.bridge.why_not(operation), is_possible=can)
        draft, *_ = self._send.menu().actions()
        draft.setEnabled(not why_not_issue)
        draft.setToolTip(why_not_issue)
        if why_not_issue:
            self.not_whole.say(State.NOTE, why_not_issue, can_dismiss=False)
        else:
            self.not_whole.hide()

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
        """Save an e-mail draft to the line-up, with the newest agenda that was issued."""
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

    def invite(self) -> None:
        """Save a calendar file that invites the members, or brings their calendars up to date."""
        self._make(None, InvitationPurpose.INVITATION)

    def cancel(self, case: str | None) -> None:
        """Save a calendar file that takes the meeting, or one case's time, out of everybody's calendar.

        Args:
            case: the case for whose attendees it is; None for the members.
        """
        self._make(case, InvitationPurpose.CANCELLATION)

    def cancel_for_some(self) -> None:
        """Save a calendar file that takes the meeting out of the calendars of those who are no longer expected."""
        self._make(None, InvitationPurpose.REMOVAL)

    def invite_attendees(self) -> FormDialog[CalendarMessage] | None:
        """Ask for a case and its attendees, and save their invitation; None where no meeting is shown."""
        if self.record is None:
            return None
        case = ChoiceField(
            key="case",
            label="Case",
            required=True,
            options=[(item.ref, item.title) for item in self.record.items],
        )
        addresses = TextField(
            key="addresses",
            label="E-mail addresses",
            required=True,
            lines=3,
            help="Of the applicants, the social workers and whoever else attends. Each can see the others' addresses.",
        )
        meeting = self.meeting
        return FormDialog(
            self.page.bridge,
            "Invitation for a case's attendees",
            [case, addresses],
            "Save invitation",
            lambda filled: filled.bridge.run(
                lambda desk: desk.ask(calendar_message, meeting, filled[case], addresses=filled[addresses])
            ),
            self._save_message,
            words="It says when their case is heard, and nothing about any other case.",
            parent=self,
        )

    def cancel_for_attendees(self) -> Choose[str] | None:
        """Ask for a case whose attendees were invited, and save their cancellation; None where none were."""
        invited = [each.case for each in self.page.bridge.ask(invitations, self.meeting) if each.case is not None]
        if not invited:
            self.page.banner.say(State.WAITING, "No case's attendees were sent an invitation to this meeting.")
            return None
        titles = {item.ref: item.title for item in self.record.items} if self.record else {}
        return Choose(
            "Cancellation for a case's attendees",
            "It takes the time of their case out of their calendars.",
            "Case",
            [(ref, titles.get(ref, ref)) for ref in invited],
            "Save cancellation",
            self.cancel,
            self,
        )

    def _make(self, case: str | None, purpose: InvitationPurpose) -> None:
        try:
            message = self.page.bridge.ask(calendar_message, self.meeting, case, purpose)
        except RuleBrokenError as error:
            self.page.show_problem(error)
        else:
            self._save_message(message)

    def _save_message(self, message: CalendarMessage) -> None:
        what = _FILE_NAMES[message.purpose]
        path = self.ask_where(f"{what} {formats.full(message.facts.day)}.ics", "Calendar (*.ics)")
        if path and self.page.bridge.run(save_invitation, message, Path(path)):
            self.page.show_done(f"{Path(path).name} is saved. Open it to send it.")

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
        self.page.show_done(f"Version {number} of the agenda is issued. Send it with E-mail and calendar.")

    def _added(self, _: int) -> None:
        self.page.show_done("The standing item is added to the agenda.")

    def _remove(self, item: int) -> None:
        if self.page.do(remove_standing_item, item=item):
            self.page.show_done("The standing item is removed from the agenda.")

    def _save(self, name: str, kind: str, data: bytes) -> None:
        save_file(self.page, self.ask_where(name, kind), data)


def _invitation(sent: InvitationRow) -> Event:
    """What was sent to calendars, for the timeline."""
    facts = sent.facts
    event = [facts.title, formats.full(facts.day), f"{facts.starts_at:%H:%M}"]
    event += [formats.count(facts.duration_minutes, "minute"), facts.place or ""]
    lines = [", ".join(filter(None, event))]
    for what, people in (("To", sent.attendees), ("Cancelled for", sent.removed)):
        if people:
            lines.append(f"{what} {formats.listed([_person(*each) for each in people])}")
    return Event(
        formats.moment(sent.sent_at),
        f"{'Cancellation' if sent.is_cancelled else 'Invitation'} for {sent.case or 'members'}, "
        f"{'first version' if not sent.sequence else f'update {sent.sequence}'}",
        state=State.NOTE,
        detail="\n".join(lines),
    )


def _person(name: str, email: str) -> str:
    return email if name == email else f"{name} ({email})"
