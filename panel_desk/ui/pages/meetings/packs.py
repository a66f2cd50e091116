"""The Packs tab of a meeting: issues copies of the pack, recalls them, and records receipts and deletions."""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from panel_desk.flows.issue_packs import CopiesMade, discard_copies, make_copies, read_issue, recall_draft, record_issue
from panel_desk.operations.packs.packs import confirm_deletion, issue_pack, note_receipt, recall_packs
from panel_desk.progress import ProgressCallback
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.packs.issues import PackCopyRow, pack_copies, pack_issues, reader_key, why_not_issue_pack
from panel_desk.queries.packs.packs import copies_to_recall, pack_readers, unsent_pack_changes
from panel_desk.queries.papers.checks import redacted_papers
from panel_desk.queries.papers.papers import missing_papers
from panel_desk.rules.file_names import file_name
from panel_desk.rules.pack_changes import about_item
from panel_desk.rules.vocabulary import MeetingStatus
from panel_desk.ui import formats
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.issue_pack import IssueOptions, IssuePack, reader_name
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.fields import DateField
from panel_desk.ui.form import FilledForm
from panel_desk.ui.pages.meetings.tab import Tab, is_planned
from panel_desk.ui.pages.meetings.withheld_pages import WithheldPages
from panel_desk.ui.printing import save_file
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_PASSWORDS = (
    "Tell each reader their password by telephone. Panel Desk does not keep the passwords: note them down before you "
    "close this window. Whoever loses their password needs a new copy."
)


_NOT_ISSUED = (
    "No pack has been issued yet",
    "Issue the pack: each reader gets a copy of their own, and this list shows who has which.",
)


class PacksTab(Tab):
    """The copies of a meeting's pack: issued to whom, received, recalled and deleted."""

    needs = (pack_copies,)

    def build(self) -> None:
        """Build the buttons, the changes since the last issue, and the list of copies."""
        self.ask_folder: Callable[[], str] = self._ask_folder
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, self)
        self.banner, self.progress = Banner(), Progress()
        self.withheld = WithheldPages(self.page, self.progress.follow)
        self._is_making, self._why_not_issue = False, ""  # the second is a sentence; empty where packs can be issued
        self._issue = plain("Issue pack…", self.issue, "folder")
        self._received = plain("Note receipt…", self.note_receipt, "check")
        self._recall = plain("Recall packs…", self.recall, "undo-2")
        self._recall_one = plain("Recall this copy…", self.recall_one, "undo-2")
        self._deleted = plain("Note deletion…", self.note_deletion, "x")
        self._summary = Text("", Part.QUIET)
        self.model: RowModel[PackCopyRow] = RowModel(_columns(), ref=lambda copy: str(copy.id))
        self._empty = EmptyState(*_NOT_ISSUED, None, "folder")
        self.table = Table(
            self.model,
            "Who has which pack",
            counted=("copy", "copies"),
            empty=self._empty,
            settings=self.page.context.settings,
        )
        self.table.chosen.connect(self._update_buttons)
        self.table.opened.connect(self._open)
        steps = (self._issue, self._received, self._recall, self._recall_one, self._deleted)
        parts = column(
            row(*steps, self._summary, STRETCH, gap=S8),
            self.progress,
            self.banner,
            self.withheld,
            self.table,
            gap=S12,
        )
        parts.setStretch(4, 1)
        self.setLayout(parts)

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show who has which copy, and what has changed since the last issue."""
        self._why_not_issue = self.page.watch(why_not_issue_pack, record.row.ref)
        copies = self.page.watch(pack_copies, record.row.ref)
        changes = self.page.watch(unsent_pack_changes, record.row.ref) if is_planned(record) else ()
        self._empty.say(*(("Copies are not shown", self._why_not_issue) if self._why_not_issue else _NOT_ISSUED))
        self.model.replace(copies)
        if copies and self.table.current_ref() is None:
            self.table.choose(self.model.ref_at(0))
        newest = [copy for copy in copies if copy.is_newest]
        received = sum(copy.received_on is not None for copy in newest)
        parts = [f"issue {copies[0].issue}", f"{received} of {len(newest)} confirmed"] if copies else []
        self._summary.setText(" · ".join(parts))
        changed = f"Changed since issue {copies[0].issue}." if changes else ""
        if reasons := self.page.watch(copies_to_recall, record.row.ref):
            self.banner.say(
                State.ALERT,
                " ".join(filter(None, [*reasons, changed, *changes])),
                title="Recall copies that readers must not keep.",
                can_dismiss=False,
            )
        elif changes:
            self.banner.say(State.WAITING, " ".join(changes), title=changed, can_dismiss=False)
        else:
            self.banner.hide()
        self.withheld.show_papers(self.page.watch(redacted_papers, record.row.ref) if is_planned(record) else ())
        self._update_buttons()

    # Issuing

    def issue(self) -> IssuePack:
        """Open the dialog that asks who gets a copy."""
        bridge, ref = self.page.bridge, self.meeting
        issues = bridge.ask(pack_issues, ref)
        changes = bridge.ask(unsent_pack_changes, ref)
        number = issues[0].number + bool(changes) if issues else 1  # copies of an unchanged pack belong to its issue
        numbers = {item.ref: item.item for item in self.record.items} if self.record else {}
        lacking = [
            about_item(item, sentence)
            for case, sentences in bridge.ask(missing_papers, ref).items()
            for sentence in sentences
            if (item := numbers.get(case))
        ]
        lacking += self.withheld.sentences()
        readers, make = bridge.ask(pack_readers, ref), partial(self._make, number)
        return IssuePack(readers, number, changes, lacking, make, self.page.window())

    def _make(self, number: int, wanted: IssueOptions) -> None:
        folder = self.ask_folder()
        if not folder:
            return
        issue = self.page.bridge.run_or_raise(
            read_issue, self.meeting, wanted.readers, number, with_passwords=wanted.with_passwords
        )

        def work(progress: ProgressCallback) -> CopiesMade:
            return make_copies(issue, progress, Path(folder), with_drafts=wanted.with_drafts)

        day = formats.full(issue.whole.agenda.meeting.held_on)

        def done(made: CopiesMade) -> None:
            issued = self.page.run(record_issue, issue, made)
            if not issued:
                return
            where = f"the folder {Path(folder).name}"
            self.page.show_done(f"Issue {issued.value} is saved in {where}: {_copies_in_words(made)}.")
            if made.left_out:
                title = f"The pack of {day} is issued, but not complete."  # another meeting may be shown by now
                self.page.banner.say(State.WAITING, " ".join(made.left_out), title=title)
            if wanted.with_passwords:
                passwords = [(reader_name(copy.reader), copy.password) for copy in issue.copies if copy.password]
                Passwords("Passwords of these copies", _PASSWORDS, passwords, self.page.window())

        what = f"Making {formats.count(len(issue.copies), 'copy', 'copies')} of the pack of {day}"
        job = self.page.context.background.start(what, work, done, discard=discard_copies)
        self._is_making = True
        job.ended.connect(self._ended)
        self._update_buttons()
        self.progress.follow(job)

    def _ended(self) -> None:
        self._is_making = False
        self._update_buttons()

    # Receipt, recall and deletion

    def note_receipt(self) -> FormDialog[None] | None:
        """Ask when the reader of the selected copy confirmed that they received it."""
        copy = self._chosen()
        if copy is None:
            return None
        day = _confirmed_on_field("received_on")
        return self._ask_day(
            "Note receipt",
            copy,
            day,
            copy.received_on,
            lambda filled: filled.do(note_receipt, copy=copy.id, received_on=filled.get(day)),
            "Receipt noted",
        )

    def note_deletion(self) -> FormDialog[None] | None:
        """Ask when the reader of the selected copy confirmed that they have deleted it."""
        copy = self._chosen()
        if copy is None:
            return None
        day = _confirmed_on_field("confirmed_on")
        return self._ask_day(
            "Note deletion",
            copy,
            day,
            copy.confirmed_on,
            lambda filled: filled.do(confirm_deletion, copy=copy.id, confirmed_on=filled.get(day)),
            "Deletion noted",
        )

    def recall(self) -> Message:
        """Ask whether to recall every copy, once the meeting is over."""
        return ask(
            self.page.window(),
            "Recall this meeting's packs?",
            "Every reader is asked to delete their copies and to confirm it. An e-mail draft is made for all of them; "
            "nothing is sent until you send it.",
            "Recall packs",
            self._recalled,
        )

    def recall_one(self) -> Message | None:
        """Ask whether to recall the selected reader's copies, before or after the meeting."""
        copy = self._chosen()
        if copy is None:
            return None
        return ask(
            self.page.window(),
            f"Recall the pack of {copy.recipient}?",
            "They are asked to delete every copy that they have of this meeting's pack and to confirm it. An e-mail "
            "draft is made; nothing is sent until you send it. Issue the pack to them again if they need another.",
            "Recall this copy",
            partial(self._recalled, reader_key(copy.member, copy.case)),
        )

    def _recalled(self, reader: str | None = None) -> None:
        done = self.page.do(recall_packs, meeting=self.meeting, reader=reader)
        if not done or self.record is None:
            return
        copies = self.page.bridge.ask(pack_copies, self.meeting)
        newest = [copy for copy in copies if copy.is_newest and reader in (None, reader_key(copy.member, copy.case))]
        readers = [(copy.recipient, copy.email) for copy in newest if copy.email]
        meeting = self.record.row
        day = formats.with_weekday(meeting.meets_on)
        draft = recall_draft(readers, meeting.panel, day, is_over=not is_planned(self.record))
        self.page.show_done(f"{formats.count(done.value or 0, 'copy', 'copies')} recalled.")
        if without := [copy.recipient for copy in newest if not copy.email]:
            sentence = f"No e-mail address is known for {formats.listed(without)}. Ask them by telephone."
            self.page.banner.say(State.WAITING, sentence)
        of_reader = f"of {newest[0].recipient}" if reader and newest else ""
        name = f"{file_name('Recall', formats.full(meeting.meets_on), of_reader)}.eml"
        save_file(self.page, self.ask_where(name, "E-mail draft (*.eml)"), draft)

    def _ask_day(
        self,
        verb: str,
        copy: PackCopyRow,
        day: DateField,
        noted: date | None,
        operation: Callable[[FilledForm], Done[None]],
        sentence: str,
    ) -> FormDialog[None]:
        return FormDialog(
            self.page.bridge,
            f"{verb}: {copy.recipient}",
            [day],
            verb,
            operation,
            partial(self._noted, f"{sentence} for {copy.recipient}"),
            values={day.key: noted or self.page.bridge.today()},
            parent=self,
        )

    def _noted(self, sentence: str, _: object) -> None:
        self.page.show_done(sentence)

    def _open(self, _: str) -> None:
        if self._deleted.isEnabled():
            self.note_deletion()
        elif self._received.isEnabled():
            self.note_receipt()

    def _chosen(self) -> PackCopyRow | None:
        ref = self.table.current_ref()
        position = self.model.position_of(ref) if ref else None
        return None if position is None else self.model.row_at(position)

    def _update_buttons(self, _: str = "") -> None:
        copy, may_not = self._chosen(), self.page.bridge.why_not(issue_pack)
        is_coming = self.record is not None and is_planned(self.record)
        has_items = self.record is not None and bool(self.record.items)
        is_over = self.record is not None and self.record.row.status is not MeetingStatus.PLANNED
        is_out = any(each.recalled_on is None for each in self.model.rows())  # whether a copy is not recalled yet
        is_recalled = copy is not None and copy.recalled_on is not None
        making = "Copies are being made. Issue again when they are ready." if self._is_making else ""
        reasons = {
            self._issue: making or self._why_not_issue or ("" if has_items else "There is nothing on the agenda yet."),
            self._received: "" if copy else "Select a copy in the list.",
            self._recall: self._why_not_issue
            or ("" if is_over and is_out else "Packs can be recalled once the meeting is over."),
            self._recall_one: "" if copy and not is_recalled else "Select a copy that has not been recalled.",
            self._deleted: "" if is_recalled else "Select a copy that has been recalled.",
        }
        for step, reason in reasons.items():
            step.setEnabled(not (may_not or reason))
            step.setToolTip(may_not or reason)
        self._issue.setVisible(is_coming)
        self._recall.setVisible(is_over)
        self._recall_one.setVisible(is_coming and bool(self.model.rows()))
        self._deleted.setVisible(is_over or any(each.recalled_on for each in self.model.rows()))

    def _ask_folder(self) -> str:
        return QFileDialog.getExistingDirectory(self, "Where the copies go")


def _copies_in_words(made: CopiesMade) -> str:
    return formats.count(len(made.copies), "copy", "copies")


def _columns() -> list[Column[PackCopyRow]]:
    return [
        Column("reader", "Reader", lambda c: c.recipient, width=180, is_name=True),
        Column("edition", "Edition", lambda c: formats.capital(c.edition), width=90, is_facet=True),
        Column("issue", "Issue", lambda c: str(c.issue), lambda c: c.issue, 56, Align.RIGHT),
        Column("state", "State", lambda c: _chip(c).word, chip=_chip, is_facet=True),
        Column("made", "Made", lambda c: formats.moment(c.made_at), lambda c: c.made_at, 150),
        Column("received", "Received", lambda c: formats.full(c.received_on), lambda c: _day(c.received_on), 110),
        Column("recalled", "Recalled", lambda c: formats.full(c.recalled_on), lambda c: _day(c.recalled_on), 110),
        Column("deleted", "Deleted", lambda c: formats.full(c.confirmed_on), lambda c: _day(c.confirmed_on), 110),
        Column("pages", "Pages", lambda c: str(c.pages), lambda c: c.pages, 60, Align.RIGHT),
        Column("email", "E-mail", lambda c: c.email or "", width=200, is_extra=True),
        Column("issued", "Issued", lambda c: formats.moment(c.issued_at), lambda c: c.issued_at, 150, is_extra=True),
        Column("changes", "Changed since the issue before", lambda c: " ".join(c.changes), width=260, is_extra=True),
        Column("cases", "Cases in it", lambda c: formats.listed(c.cases), width=160, is_extra=True),
        Column("issued_by", "Issued by", lambda c: c.issued_by, width=120, is_extra=True),
        Column("volumes", "Files", lambda c: str(c.volumes), lambda c: c.volumes, 56, Align.RIGHT, is_extra=True),
        Column("hash", "SHA-256", lambda c: c.sha256, width=200, is_extra=True),
    ]


def _day(day: object) -> str:
    """A day as a column's sort key: its ISO form, or empty for None, which comes first."""
    return str(day or "")


def _chip(copy: PackCopyRow) -> Chip:
    if copy.confirmed_on:
        return Chip(State.GOOD, "deleted")
    if copy.recalled_on:
        return Chip(State.WAITING, "to be deleted")
    if not copy.is_newest:
        return Chip(State.QUIET, "replaced by a later one")
    return Chip(State.GOOD, "received") if copy.received_on else Chip(State.WAITING, "not confirmed")


def _confirmed_on_field(key: str) -> DateField:
    return DateField(key=key, label="Confirmed on", help="Leave it empty to remove the note.")
