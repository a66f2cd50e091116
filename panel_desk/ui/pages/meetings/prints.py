"""Prints a meeting's agenda, for members or for one case's attendees, and its pack, for everyone or for one member."""

from panel_desk.flows.issue_packs import print_pack, read_print
from panel_desk.progress import ProgressCallback
from panel_desk.queries.meetings.agenda_document import agenda_content
from panel_desk.rules.file_names import pdf_name
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.pages.meetings.papers import PapersTab
from panel_desk.ui.printing import Printed, Printing


class MeetingPrints:
    """Reads a meeting's contents in the window's thread, and prints them in the worker."""

    def __init__(self, page: Page, papers: PapersTab) -> None:
        self._page, self._papers = page, papers
        self.printing = Printing(page, papers.progress)

    def agenda(self, only_case: str | None = None) -> None:
        """Print the members' agenda, or the one for the people who attend one case."""
        content = self._page.bridge.ask(agenda_content, self._page.ref, only_case)

        def make(progress: ProgressCallback) -> Printed:
            from panel_desk.documents.meetings.agenda import agenda_pdf  # noqa: PLC0415 # heavy; loads when first needed

            progress("Setting the agenda", 0, 0)
            return Printed(agenda_pdf(content))

        self.printing.save(
            "Agenda",
            pdf_name("Agenda", formats.full(content.meeting.held_on), f"for {only_case}" if only_case else ""),
            make,
        )

    def pack(self, prepared_for: str | None = None) -> None:
        """Make the pack for everyone, or for the member with the ref `prepared_for`, and say what it leaves out."""
        pack = self._page.bridge.run_or_raise(read_print, self._page.ref, prepared_for)
        content = pack.content

        def make(progress: ProgressCallback) -> Printed:
            made = print_pack(pack, progress, in_volumes=False)
            return Printed(made.volumes[0], (*content.left_out, *made.left_out))

        ref = self._page.ref

        def tell(printed: Printed) -> None:
            self._papers.show_pack_result(ref, printed.left_out)

        self._page.open("meeting", ref, "papers")
        self.printing.save(
            "Pack",
            pdf_name("Pack", formats.full(content.agenda.meeting.held_on), content.prepared_for or ""),
            make,
            tell,
        )
