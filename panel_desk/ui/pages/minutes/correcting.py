"""Reopens minutes before the last signature, corrects them after it, and shows their versions."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from panel_desk.exchange.letters.eml import Attachment, eml
from panel_desk.exchange.letters.minutes_to_decision_maker import draft_for_decision_maker
from panel_desk.operations.minutes.corrections import begin_correction, give_up_correction
from panel_desk.operations.minutes.minutes import reopen_minutes
from panel_desk.queries.decisions.bundles import bundle_content
from panel_desk.queries.minutes.minutes import MinutesRecord, signatures
from panel_desk.queries.minutes.reviews import reviews
from panel_desk.queries.minutes.signatures import print_of_version, signed_notices, versions
from panel_desk.rules.file_names import file_name, pdf_name
from panel_desk.rules.vocabulary import OFFICE, MinutesState
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.dialogs.minutes_versions import MinutesVersions
from panel_desk.ui.fields import TextField
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.bundles import choose_maker
from panel_desk.ui.printing import Printed, Printing, save_file
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.window import Dialog

_CORRECTING = (
    "A new version starts with the text as it was signed. Until it is signed again, you can correct the text and the "
    "records that it depends on. The version that is signed now stays as it is, with its file."
)


class Correcting:
    """The actions that reopen and correct minutes, in the minutes' More menu.

    Args:
        page: the minutes' page.
        printing: saves files.
        reopen_now: reopens minutes that nobody has signed.
    """

    def __init__(self, page: Page, printing: Printing, reopen_now: Callable[[], object]) -> None:
        self._page, self._printing, self._reopen_now = page, printing, reopen_now
        self.ask_where: Callable[[str], str] = partial(where_to_save, page, kind="E-mail draft (*.eml)")

    def more(self, record: MinutesRecord) -> list[Action]:
        """The actions for minutes in their present state."""
        why_not, found = self._page.bridge.why_not, []
        if record.state in (MinutesState.IN_REVIEW, MinutesState.FINAL):
            found.append(Action("Reopen for writing", self.reopen, "undo-2", why_not=why_not(reopen_minutes)))
        if record.number > 1 and record.state is not MinutesState.SIGNED:
            cannot = why_not(give_up_correction)
            found.append(Action("Give up this correction", self.give_up, "circle-x", why_not=cannot))
        if record.state is MinutesState.SIGNED:
            cannot = why_not(begin_correction)
            found.append(Action("Correct these minutes", self.correct, "file-pen-line", why_not=cannot))
            if self._page.bridge.signed_in.role in OFFICE:
                found.append(Action("E-mail the decision maker", self.draft_email, "file-text"))
        found.append(Action("Versions", self.show_versions, "history"))
        return found

    def reopen(self) -> Dialog | None:
        """Make the minutes a draft again; ask first where somebody has checked them, and why where somebody signed."""
        signed = self._page.bridge.ask(signatures, self._page.ref)
        if not signed:
            return self._reopen_unsigned()
        names = formats.listed([each.name for each in signed])
        why = TextField(key="why", label="Why they are reopened", required=True, lines=3)
        meeting = self._page.ref
        return FormDialog(
            self._page.bridge,
            "Reopen these minutes?",
            [why],
            "Reopen minutes",
            lambda filled: filled.do(reopen_minutes, meeting=meeting, why=filled[why]),
            self._reopened,
            words=f"Already signed by {names}. The signed file is kept, and everybody has to sign again.",
            parent=self._page.window(),
        )

    def _reopen_unsigned(self) -> Message | None:
        asked = self._page.watch_if_seen((), reviews, self._page.ref)
        checked = list(dict.fromkeys(one.name for one in asked if one.done_at is not None))
        if not checked:
            self._reopen_now()
            return None
        has = "has" if len(checked) == 1 else "have"
        words = f"{formats.listed(checked)} {has} checked these minutes. They are asked to check them again."
        return ask(
            self._page.window(),
            "Reopen these minutes?",
            words,
            "Reopen minutes",
            self._reopen_now,
            otherwise="Keep the checks",
        )

    def correct(self) -> FormDialog[int]:
        """Open the form that begins a new version, with what is corrected and why."""
        why = TextField(key="why", label="What is corrected, and why", required=True, lines=4)
        meeting = self._page.ref
        return FormDialog(
            self._page.bridge,
            "Correct these minutes",
            [why],
            "Begin correction",
            lambda filled: filled.do(begin_correction, meeting=meeting, why=filled[why]),
            self._begun,
            words=_CORRECTING,
            parent=self._page.window(),
        )

    def give_up(self) -> FormDialog[None] | None:
        """Open the form that gives up the correction; the signed version stays in force."""
        if self._page.is_unsaved():
            return None
        why = TextField(key="why", label="Why it is given up", required=True, lines=3)
        meeting = self._page.ref
        return FormDialog(
            self._page.bridge,
            "Give up this correction?",
            [why],
            "Give up correction",
            lambda filled: filled.do(give_up_correction, meeting=meeting, why=filled[why]),
            self._given_up,
            words="The signed version stays in force, and nothing changes for the decision maker. The text of the "
            "correction is kept among the versions.",
            parent=self._page.window(),
        )

    def show_versions(self) -> MinutesVersions:
        """Open the window with every version, each of which can be printed as it was signed."""
        found = self._page.bridge.ask(versions, self._page.ref)
        return MinutesVersions(found, self._print, self._page.window())

    def draft_email(self) -> Choose[str] | None:
        """Save an e-mail draft to a decision maker, with the signed minutes of the cases that they decide."""
        notices = self._page.bridge.ask(signed_notices, self._page.ref)
        return choose_maker(self._page, [each.bundle for each in notices], "Save e-mail draft", self._save_notice)

    def _save_notice(self, authority: str) -> None:
        bridge, ref = self._page.bridge, self._page.ref
        notice = next(each for each in bridge.ask(signed_notices, ref) if each.bundle.authority == authority)
        from panel_desk.flows.print_minutes import print_minutes  # noqa: PLC0415 # ReportLab, when something is printed

        content = bridge.ask(bundle_content, ref, authority)
        part = replace(content, bundle=None) if notice.bundle.is_whole else content
        day = formats.full(notice.held_on)
        named = pdf_name("Minutes", day, f"version {notice.number}" if notice.why else "")
        printed = self._page.run(print_minutes, part)
        if printed.value is None:
            return
        minutes = Attachment(named, "application/pdf", printed.value)
        draft = draft_for_decision_maker(notice, bridge.signed_in.name, minutes)
        maker = notice.bundle.decision_maker or notice.bundle.authority_name
        what = f"Minutes, version {notice.number}," if notice.why else "Minutes"
        save_file(self._page, self.ask_where(f"{file_name(what, day, f'for {maker}')}.eml"), eml(draft))

    def _print(self, number: int) -> None:
        kept = self._page.bridge.ask(print_of_version, self._page.ref, number)
        pdf_file = pdf_name("Minutes", self._page.ref, f"version {number}")
        self._printing.save(f"Version {number}", pdf_file, partial(_as_kept, kept))

    def _reopened(self, _: object) -> None:
        self._page.show_done("Minutes are a draft again")

    def _begun(self, number: int) -> None:
        self._page.show_done(f"Version {number} is a draft. Correct it, then have it checked and signed.")

    def _given_up(self, _: object) -> None:
        self._page.show_done("The correction is given up; the signed minutes stay in force")


def _as_kept(kept: bytes, _: object) -> Printed:
    """A print that is in the store already, as a document for `Printing.save`."""
    return Printed(kept)
