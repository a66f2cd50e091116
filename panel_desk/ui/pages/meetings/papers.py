"""The Papers tab of a meeting: what is filed and what is missing for each item, and the button that makes the pack."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout

from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.papers.papers import PaperRow, missing_papers, papers
from panel_desk.ui import formats
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.pages.meetings.tab import Tab, is_planned
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S16, S24, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import link, plain
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, scrolling, within
from panel_desk.ui.widgets.progress import Progress
from panel_desk.ui.widgets.text import Text

_KIND_COLUMN = 136  # pixels


class PapersTab(Tab):
    """The papers of a meeting's cases, filed or missing."""

    needs = (papers,)

    pack_wanted = Signal()

    def build(self) -> None:
        """Build the pack's result, the chip with the day on which papers are due, and a block for each item."""
        self.result = Banner()
        self.progress = Progress()
        self._summary = Text("", Part.QUIET)
        self._make = plain("Make pack", self.pack_wanted.emit, "folder")
        self._clock = StateChip(Chip(State.QUIET, ""))
        self._blocks = column(gap=S16, margins=(0, 0, S12, 0))
        self._empty = EmptyState(
            "No items yet", "Add items to the agenda; their papers are listed here.", None, "folder"
        )
        parts = column(
            self.result,
            self.progress,
            row(self._make, self._clock, self._summary, STRETCH, gap=S12),
            scrolling(within(column(self._blocks, self._empty, STRETCH))),
            gap=S12,
        )
        parts.setStretch(3, 1)
        self.setLayout(parts)

    def take(self, record: MeetingRecord) -> None:
        """Show a meeting; the result of another meeting's pack disappears."""
        if record.row.ref != self.meeting:
            self.result.hide()
        super().take(record)

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show each item's papers."""
        missing = self.page.watch(missing_papers, record.row.ref)
        missing_count = sum(map(len, missing.values()))
        empty(self._blocks)
        filed, last_filed_on = 0, None
        for item in record.items:
            filed_papers = self.page.watch(papers, item.ref)
            filed += len(filed_papers)
            for paper in filed_papers:
                on = paper.filed_at.astimezone().date()
                last_filed_on = max(last_filed_on or on, on)
            self._blocks.addLayout(self._block(item, filed_papers, missing.get(item.ref, ())))
        due_on = record.papers_due.due_on
        if missing_count or not record.items:
            chip = formats.due(due_on, record.papers_due.working_days_left(self.page.bridge.today()))
        elif last_filed_on is not None and last_filed_on > due_on:
            chip = Chip(State.WAITING, f"last filed {formats.short(last_filed_on)}, due {formats.short(due_on)}")
        else:
            chip = Chip(State.GOOD, f"all filed, due {formats.short(due_on)}")
        self._clock.show_chip(chip)
        self._clock.setVisible(is_planned(record))
        counts = [f"{formats.count(filed, 'paper')} filed"]
        if missing_count:
            counts.append(f"{formats.count(missing_count, 'paper')} missing")
        self._summary.setText(" · ".join(counts))
        self._empty.setVisible(not record.items)
        self._make.setVisible(bool(record.items))

    def _block(self, item: CaseRow, filed: tuple[PaperRow, ...], missing: tuple[str, ...]) -> QVBoxLayout:
        open_papers = partial(self.page.open, "case", item.ref, "papers")
        block = column(
            row(
                Text(f"Item {item.item} · {item.title}", Part.STRONG),
                *([link("Open the case's papers", open_papers)] if self.page.can_open("case") else []),
                STRETCH,
                gap=S12,
            ),
            gap=S4,
        )
        for paper in filed:
            kind = Text(formats.capital(paper.kind))
            kind.setFixedWidth(_KIND_COLUMN)
            block.addLayout(
                row(
                    IconLabel("file-text", "quiet"),
                    kind,
                    Text(paper.name),
                    Text(formats.count(paper.pages, "page"), Part.QUIET),
                    STRETCH,
                    gap=S8,
                    margins=(S12, 0, 0, 0),
                )
            )
            for finding in paper.findings:
                block.addWidget(_indented(finding))
        for sentence in missing:
            block.addLayout(
                row(IconLabel("triangle-alert", "alert"), Text(sentence), STRETCH, gap=S8, margins=(S12, 0, 0, 0))
            )
        if not filed and not missing:
            block.addWidget(_indented("No paper is expected for this kind of case, and none is filed."))
        return block

    def show_pack_result(self, meeting: str, left_out: tuple[str, ...]) -> None:
        """Say what a meeting's pack leaves out, and why; nothing where another meeting is shown by now."""
        if meeting != self.meeting:
            return
        if left_out:
            self.result.say(State.WAITING, " ".join(left_out), title="The pack was made, but is not complete.")
        else:
            self.result.say(State.GOOD, "It contains every paper that is filed.", title="The pack was made.")


def _indented(sentence: str) -> Text:
    text = Text(sentence, Part.QUIET, wrap=True)
    text.setContentsMargins(S12 + S24, 0, 0, 0)
    return text
