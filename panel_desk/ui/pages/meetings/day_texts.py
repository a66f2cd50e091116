"""The texts of panel day that are saved while they are typed: notes, answers, and forms that are not recorded yet."""

from collections.abc import Callable, Iterable
from typing import Protocol

from PySide6.QtWidgets import QWidget

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.operations.meetings.panel_day import answer_question, write_note
from panel_desk.queries.meetings.agendas import QuestionRow, questions
from panel_desk.queries.meetings.panel_day import DRAFT, NoteRow, drafts, notes
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.page import Page
from panel_desk.ui.section_saving import EditedText, SectionSaver
from panel_desk.ui.theme import Part
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text

_SECTION = 1  # the section id of every editor here, because each shows one text only


class DayText(EditedText, Protocol):
    """A text that can save itself."""

    def keep(self, bridge: DeskBridge) -> int:
        """Save the text, and return its new version."""
        ...

    def newest(self, bridge: DeskBridge) -> tuple[str, int]:
        """The text that is saved now, and its version."""
        ...


class NoteEditor(SectionEditor):
    """The note of an item under one heading."""

    def __init__(self, case: str, heading: str) -> None:
        super().__init__(heading)
        self._case = case

    def show_note(self, note: NoteRow | None) -> None:
        """Show what is saved; words that are not saved yet stay."""
        self.show_saved(_SECTION, note.text if note else "", note.version if note else 0)

    def keep(self, bridge: DeskBridge) -> int:
        """Save the note."""
        return bridge.do_or_raise(write_note, self._case, self.heading, self.text, self.version or None)

    def newest(self, bridge: DeskBridge) -> tuple[str, int]:
        """The note that is saved now."""
        return _saved_text(bridge.ask(notes, self._case), self.heading)


class AnswerEditor(SectionEditor):
    """The answer to a question, as given at the panel."""

    def __init__(self, question: QuestionRow) -> None:
        super().__init__(f"{question.name}: {question.text}", part=Part.STRONG)
        self.box.setPlaceholderText("What was answered")
        self._question = question

    def show_question(self, question: QuestionRow) -> None:
        """Show what is saved; words that are not saved yet stay."""
        self.show_saved(_SECTION, question.answer or "", question.version)

    def keep(self, bridge: DeskBridge) -> int:
        """Save the answer."""
        return bridge.do_or_raise(answer_question, self._question.id, self.text, self.version)

    def newest(self, bridge: DeskBridge) -> tuple[str, int]:
        """The answer that is saved now."""
        asked = bridge.ask(questions, self._question.case)
        return next((each.answer or "", each.version) for each in asked if each.id == self._question.id)


class FormDraft:
    """The content of an item's form that is not recorded yet; it is saved among the item's notes until it is.

    Args:
        case: the case's ref.
        name: the form's name, which no other form of the item has.
        read: what is filled in, as one text; empty where nothing is.
        fill: fills the form with such a text.
    """

    def __init__(self, case: str, name: str, read: Callable[[], str], fill: Callable[[str], object]) -> None:
        self.heading = name
        self.in_conflict = False
        self._case, self._read, self._fill = case, read, fill
        self._saved, self._version = "", 0
        self._is_shown = False

    @property
    def text(self) -> str:
        """What is filled in."""
        return self._read()

    @property
    def is_dirty(self) -> bool:
        """True where something is filled in that is not saved."""
        return self._is_shown and self.text != self._saved

    def show_drafts(self, kept: Iterable[NoteRow]) -> None:
        """Fill the form with what was saved, when the item is shown for the first time."""
        if not self._is_shown:
            self._saved, self._version = _saved_text(kept, self.heading)
            self._is_shown = True
            if self._saved:
                self._fill(self._saved)

    def mark_saved(self, text: str, version: int) -> None:
        """Note what is saved."""
        self._saved, self._version = text, version

    def write(self, text: str) -> None:
        """Fill the form anew."""
        self._fill(text)

    def keep(self, bridge: DeskBridge) -> int:
        """Save what is filled in; where two people fill in one form, the later text stays until one records."""
        note = (self._case, f"{DRAFT}{self.heading}", self.text)
        try:
            return bridge.do_or_raise(write_note, *note, self._version or None)
        except ChangedMeanwhileError:
            return bridge.do_or_raise(write_note, *note, self.newest(bridge)[1])

    def newest(self, bridge: DeskBridge) -> tuple[str, int]:
        """What is saved now."""
        return _saved_text(bridge.ask(drafts, self._case), self.heading)


class DaySaving(SectionSaver[DayText]):
    """Saves what is typed on panel day.

    Args:
        page: where it is typed.
        texts: every text that is typed on the page.
        saved_at: says when it was last saved.
    """

    def __init__(self, page: Page, texts: Callable[[], Iterable[DayText]], saved_at: Text) -> None:
        super().__init__(
            page, texts, saved_at, lambda text: text.keep(page.bridge), lambda text: text.newest(page.bridge)
        )


def holds(within: QWidget, widget: QWidget | None) -> bool:
    """Whether a widget lies within another."""
    return widget is not None and (widget is within or within.isAncestorOf(widget))


def _saved_text(kept: Iterable[NoteRow], heading: str) -> tuple[str, int]:
    return next(((each.text, each.version) for each in kept if each.heading == heading), ("", 0))
