"""The details of one paper: its facts, the preflight's findings, its versions, checks and redactions."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLayout, QWidget

from panel_desk.flows.redact_paper import phrase_pages
from panel_desk.queries.papers.checks import CheckRow, PaperRecord, PaperVersionRow, RedactionRow
from panel_desk.queries.papers.papers import PaperRow
from panel_desk.rules.papers import REPORTS, PaperState
from panel_desk.rules.vocabulary import CheckOutcome
from panel_desk.ui import formats
from panel_desk.ui.dialogs.paper_forms import EDITION_NAMES
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.pages.papers.marked_phrases import pages_in_words
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S4, S8, S12, S24, Part
from panel_desk.ui.widgets.buttons import link
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.layout import STRETCH, column, empty, row, within
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.timeline import Event, Timeline

if TYPE_CHECKING:
    from datetime import datetime

    from panel_desk.documents.redaction.paper_pages import PaperPages


def paper_chip(row: PaperRow) -> Chip | None:
    """The state of a paper's check as a chip; None for a paper that nobody has to check."""
    match row.state:
        case PaperState.PASSED:
            return Chip(State.GOOD, "passed")
        case PaperState.RETURNED:
            due = f", back {formats.short(row.due_back_on)}" if row.due_back_on else ""
            return Chip(State.ALERT, f"returned{due}", "undo-2")
        case PaperState.TO_BE_CHECKED | PaperState.TO_BE_CHECKED_AGAIN:
            return Chip(State.WAITING, row.state.value)
    return None


class PaperDetails(QWidget):
    """Shows one paper; hidden until one is selected.

    Args:
        open_version: opens a version of the paper that is shown, by its number.
        bring_back: asks whether to make an older version the current one again.
        unmark: removes a redaction.
        look_at_pages: opens the pages that somebody has to look at.
        may_change: whether the signed-in role may change papers.
    """

    def __init__(
        self,
        open_version: Callable[[int], object],
        bring_back: Callable[[PaperVersionRow], object],
        unmark: Callable[[RedactionRow], object],
        look_at_pages: Callable[[], object],
        *,
        may_change: bool,
    ) -> None:
        super().__init__()
        self._open, self._bring_back, self._unmark, self._may_change = open_version, bring_back, unmark, may_change
        self._look_at_pages = look_at_pages
        self.facts, self.story = Facts(), Timeline()
        self._findings, self._older, self._redactions = column(gap=S4), column(gap=S4), column(gap=S8)
        self._title = Text("", Part.SECTION, wrap=True)
        self._redacted = Text("Redactions", Part.STRONG)
        left = column(self.facts, self._findings, self._redacted, self._redactions, STRETCH, gap=S12)
        right = column(Text("Versions and checks", Part.STRONG), self.story, self._older, STRETCH, gap=S12)
        side_by_side = row(within(left), within(right), gap=S24)
        side_by_side.setStretch(0, 1)
        side_by_side.setStretch(1, 1)
        self.setLayout(column(self._title, side_by_side, gap=S12, margins=(0, S8, 0, S8)))
        self.hide()

    def show_paper(self, found: PaperRecord, read: "PaperPages | str") -> None:
        """Show everything about a paper.

        Args:
            found: the paper.
            read: the pages of its marked phrases; while they are not known, a sentence that says so.
        """
        self._title.setText(found.row.name)
        self.setAccessibleName(f"Details of {found.row.name}")
        self.facts.show_facts(_facts(found))
        self._fill(self._findings, [_finding(each) for each in found.row.findings])
        self.show_redactions(found, read)
        self.story.show_events(_story(found))
        self._fill(self._older, [self._version(each) for each in found.versions if not each.is_current])
        self.show()

    def show_redactions(self, found: PaperRecord, read: "PaperPages | str") -> None:
        """Show the marked phrases and the pages that they are on, which are searched in the background."""
        self._fill(self._redactions, [self._redaction(each, found, read) for each in found.redactions])
        if not isinstance(read, str) and read.unread and found.redactions and self._may_change:
            self._redactions.addLayout(row(link("Look at pages…", self._look_at_pages), STRETCH))
        self._redacted.setVisible(bool(found.redactions))

    @staticmethod
    def _fill(layout: QLayout, content: Iterable[QWidget]) -> None:
        empty(layout)
        for one in content:
            layout.addWidget(one)

    def _version(self, each: PaperVersionRow) -> QWidget:
        name = f"version {each.number}"
        parts = row(link(f"Open {name}", partial(self._open, each.number)), gap=S12)
        if self._may_change:
            parts.addWidget(link(f"Bring back {name}…", partial(self._bring_back, each)))
        parts.addStretch(1)
        return within(parts)

    def _redaction(self, each: RedactionRow, found: PaperRecord, read: "PaperPages | str") -> QWidget:
        where = read if isinstance(read, str) else pages_in_words(phrase_pages(found, read, each.phrase))
        whom = formats.listed([EDITION_NAMES[edition].lower() for edition in each.editions])
        parts = column(
            Text(f"“{each.phrase}”", wrap=True),
            Text(where, wrap=True),
            Text(
                f"Not for {whom}. {each.why} {each.marked_by}, {formats.full(each.marked_at.astimezone().date())}",
                Part.QUIET,
                wrap=True,
            ),
            gap=0,
        )
        if self._may_change:
            remove = link("Remove this redaction", partial(self._unmark, each))
            remove.setAccessibleName(f"Remove the redaction of {each.phrase}")
            parts.addLayout(row(remove, STRETCH))
        return within(parts)


def _finding(sentence: str) -> QWidget:
    parts = row(IconLabel("info", "note"), Text(sentence, wrap=True), gap=S8)
    parts.setStretch(1, 1)
    return within(parts)


def _facts(found: PaperRecord) -> list[Fact]:
    paper, current = found.row, found.versions[0]
    filed = f"{formats.full(paper.filed_at.astimezone().date())} by {current.filed_by}"
    facts: list[Fact] = [
        ("Kind", formats.capital(paper.kind)),
        ("Version", f"{paper.number}, filed {filed}" if paper.number > 1 else f"Filed {filed}"),
        ("Pages", f"{paper.pages} · {formats.file_size(paper.size)}"),
        ("Author", paper.author or ""),
    ]
    if paper.kind in REPORTS:
        facts.append(("Declaration", _declaration(paper)))
    if paper.is_signed:
        facts.append(("Signature", "Digitally signed. Packs attach it unchanged, so that it stays valid."))
    return facts


def _declaration(paper: PaperRow) -> str | Chip:
    if paper.author_declared_on is None:
        return Chip(State.WAITING, "not declared yet")
    by = f", supervised by {paper.supervised_by}" if paper.supervised_by else ""
    return f"Declared on {formats.full(paper.author_declared_on)}{by}"


def _story(found: PaperRecord) -> list[Event]:
    """Versions and checks together, the newest first."""
    events: list[tuple[tuple[datetime, int, int], Event]] = [
        ((each.filed_at, each.number, 0), _filed(each)) for each in found.versions
    ]
    events += [((each.checked_at, each.number, each.id), _checked(each)) for each in found.checks]
    return [event for _, event in sorted(events, key=lambda one: one[0], reverse=True)]


def _filed(each: PaperVersionRow) -> Event:
    what = f"Version {each.number} filed" if each.why else "Filed"
    signed = ", digitally signed" if each.is_signed else ""
    file = f"{each.name}: {formats.count(each.pages, 'page')}, {formats.file_size(each.size)}{signed}"
    findings = () if each.is_current else each.findings  # those of the current version are shown beside it
    detail = "\n".join(part for part in (each.why or "", file, *findings) if part)
    return Event(formats.moment(each.filed_at), what, each.filed_by, State.NOTE, detail)


def _checked(each: CheckRow) -> Event:
    if each.outcome is CheckOutcome.PASSED:
        return Event(
            formats.moment(each.checked_at), f"Version {each.number} passed", each.checked_by, State.GOOD, each.words
        )
    due = f"\nDue back on {formats.full(each.due_back_on)}" if each.due_back_on else ""
    return Event(
        formats.moment(each.checked_at),
        f"Version {each.number} returned to its author",
        each.checked_by,
        State.ALERT,
        f"{each.words}{due}",
    )
