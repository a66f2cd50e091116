"""The dialog that takes in an answer from home: it shows all that would change before anything is changed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.queries.minutes.answers import AnswerPreview, SectionAmended
from panel_desk.queries.minutes.home_file import AddedComment
from panel_desk.rules.minutes_text import plain as in_plain_text
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, S16, S24, Part
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.facts import Fact, Facts
from panel_desk.ui.widgets.layout import STRETCH, ScrolledContent, column, framed, hide_unless, row, scrolling
from panel_desk.ui.widgets.redline_view import RedlineView
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.text import Text
from panel_desk.ui.widgets.tick import Tick

if TYPE_CHECKING:
    from collections.abc import Callable

    from panel_desk.flows.take_in_answer import AnswerFile

_WIDTH = 820  # pixels
_MOST_OF_THE_SCREEN = 0.65  # of its height, which the part that scrolls takes at most
_COMPARE = (
    "This certificate was made or brought at home. Ring {name} on a number that you know. The window at home shows "
    "them the same fingerprint; have them read it to you. The certificate then comes onto the central list, where a "
    "second person vouches for it before the answer is taken in."
)
_TICK = "I have compared this fingerprint with {name} by telephone"
_SUPERSEDED = (
    "{name} was sent a newer file since. Both answers can be taken in; where both changed a section, what comes in "
    "second becomes proposals."
)
_TO_PROPOSALS = "The text here stays as it is, because {why}. What was changed at home is added as {proposals}:"
_FORMATTING = "Only the formatting changes: bold, italic or lists. The words are the same."
_FORMATTING_TO_COMMENT = (
    "Only the formatting was changed at home: bold, italic or lists. The text here stays as it is, because {why}, and "
    "a comment says so."
)
_SAME = "The text here is the same already."


class TakeInAnswer(Message):
    """Shows an answer and takes it in. One that is refused can be saved as a text file.

    Args:
        page: the page that it was opened from.
        file: the answer.
        preview: the preview of taking it in.
    """

    def __init__(self, page: Page, file: "AnswerFile", preview: AnswerPreview) -> None:
        self._page, self._file, self._preview = page, file, preview
        self.ask_where: Callable[[str], str] = partial(where_to_save, self, kind="Text (*.txt)")
        super().__init__(f"Answer of {preview.name}", "", page.window(), width=_WIDTH)
        self.words.hide()
        self.banner = Banner()
        self.tick = Tick(_TICK.format(name=preview.name).replace("&", "&&"))
        self.tick.toggled.connect(self._update_take_in)
        must_compare = bool(preview.new_fingerprint) and not preview.refused
        parts: list[QWidget] = [Facts(_facts(preview))]
        if must_compare:
            parts.append(self._fingerprint())
        parts += _answer_parts(preview)
        content = ScrolledContent(column(*parts, STRETCH, gap=S16, margins=(0, 0, S12, 0)))
        shown = scrolling(content)
        shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shown.setAccessibleName("What this answer holds")
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        shown.setMinimumHeight(min(content.heightForWidth(_WIDTH - 2 * S24) + S8, most))
        self.take_in_button = primary("Take in", self.take_in)
        self.save_button = plain("Save what it says…", self.save_words, "file-text")
        self.add(self.banner, shown)
        hide_unless(bool(preview.refused), self.save_button)
        hide_unless(not preview.refused, self.take_in_button)
        self.finish(self.save_button, plain("Close" if preview.refused else "Cancel", self.reject), self.take_in_button)
        self._show_state()
        self._update_take_in()
        self.open()

    def take_in(self) -> None:
        """Take the answer in and open its minutes; where it is refused, show why."""
        from panel_desk.flows.take_in_answer import summary_of_answer, take_in  # noqa: PLC0415 - ReportLab, when it is needed

        compared = self._preview.new_fingerprint if self.tick.isChecked() else ""
        with wait_cursor():
            done = self._page.bridge.with_errors_in(self).run(take_in, self._file.answer, self._file.sha256, compared)
        if answer := done.value:
            self.accept()
            self._page.open("minutes-of", answer.meeting)
            self._page.show_done(f"The answer of {answer.name} is taken in. {summary_of_answer(answer)}.")

    def save_words(self) -> None:
        """Save the answer as a text file, so that nothing of it is lost."""
        from panel_desk.exchange.minutes.review_file import answer_as_text  # noqa: PLC0415 - ciphers; seldom needed

        preview = self._preview
        day = formats.full(preview.held_on)
        head = (
            f"Answer of {preview.name} to the minutes of the panel of {day}, which was not taken in.\n{preview.refused}"
        )
        text = f"{head}\n\n{answer_as_text(self._file.answer, preview.places)}\n"
        where = self.ask_where(f"{Path(self._file.name).stem} in words.txt")
        if save_file(self._page, where, text.encode("utf-8-sig")):
            self.accept()

    # Problems

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a problem at the top, and offer to save the answer as text."""
        self.banner.say(State.ALERT, error.sentence, can_dismiss=False)
        self.save_button.show()

    def clear_problems(self) -> None:
        """Hide the banner."""
        self.banner.hide()

    # Internals

    def _show_state(self) -> None:
        if self._preview.refused:
            refused = self._preview.refused
            self.banner.say(State.ALERT, refused, title="Not taken in.", can_dismiss=False)
        elif self._preview.is_superseded:
            self.banner.say(State.WAITING, _SUPERSEDED.format(name=self._preview.name), can_dismiss=False)
        else:
            self.banner.say(State.NOTE, "Nothing is changed before you choose Take in.", can_dismiss=False)

    def _fingerprint(self) -> QWidget:
        """The certificate's fingerprint, to be compared, on two lines."""
        groups = formats.fingerprint_in_words(self._preview.new_fingerprint).split()
        half = len(groups) // 2
        shown = Text(f"{'  '.join(groups[:half])}\n{'  '.join(groups[half:])}", Part.TITLE, selectable=True)
        shown.setAccessibleName(f"Fingerprint: {' '.join(groups)}")
        compare = Text(_COMPARE.format(name=self._preview.name), wrap=True)
        title = Text("Compare the fingerprint", Part.SECTION)
        parts = column(title, compare, row(shown, STRETCH), self.tick, gap=S12, margins=(S16, S12, S24, S16))
        return framed(parts, "waiting")

    def _update_take_in(self) -> None:
        may = not self._preview.new_fingerprint or self.tick.isChecked()
        self.take_in_button.setEnabled(may)
        why_not = "" if may else "Compare the fingerprint first, and tick that you have."
        self.take_in_button.setToolTip(why_not)
        self.take_in_button.setAccessibleDescription(why_not)


def _facts(preview: AnswerPreview) -> list[Fact]:
    facts: list[Fact] = [
        ("To the minutes of", formats.with_weekday(preview.held_on)),
        ("Review file made", formats.moment(preview.sent_at)),
        ("Answer saved", formats.moment(preview.made_at)),
    ]
    if preview.judged:
        facts.append(("Comments answered", f"{preview.judged:,}, accepted or declined"))
    if preview.signed_at is None:
        facts.append(("Checking", preview.checking))
    else:
        facts.append(("Signed", formats.moment(preview.signed_at)))
        if not preview.new_fingerprint:
            facts.append(("Certificate", f"{formats.fingerprint_in_words(preview.certificate)}, on the central list"))
    return facts


def _answer_parts(preview: AnswerPreview) -> list[QWidget]:
    """The amended sections and the new comments, or a sentence where there are none."""
    if not preview.sections and not preview.comments and preview.signed_at is None:
        return [Text("No text was amended at home and no comment written.", Part.QUIET, wrap=True)]
    return list(_parts(preview))


def _parts(preview: AnswerPreview) -> Iterator[QWidget]:
    if preview.sections:
        yield Text(f"Amended at home · {formats.count(len(preview.sections), 'section')}", Part.SECTION)
    for section in preview.sections:
        yield _card(Text(section.place, Part.STRONG, wrap=True), *_amended(section))
    if preview.comments:
        yield Text(f"Written at home · {formats.count(len(preview.comments), 'comment')}", Part.SECTION)
    for comment in preview.comments:
        place = preview.places.get(comment.section, "A section that these minutes do not have")
        yield _card(Text(place, Part.STRONG, wrap=True), *_comment(comment))


def _amended(section: SectionAmended) -> Iterator[QWidget]:
    """What happens to an amended section, and its redline."""
    if section.now == section.theirs:
        yield Text(_SAME, Part.QUIET, wrap=True)
    elif not section.why_proposed:
        words_differ = in_plain_text(section.now) != in_plain_text(section.theirs)
        yield RedlineView(section.now, section.theirs, is_short=True) if words_differ else Text(_FORMATTING, wrap=True)
    elif section.proposals:
        proposals = formats.count(len(section.proposals), "proposal")
        sentence = _TO_PROPOSALS.format(why=section.why_proposed, proposals=proposals)
        yield framed(_padded(Text(sentence, wrap=True)), "waiting")
        yield RedlineView(section.before, section.theirs, is_short=True)
    else:
        yield framed(_padded(Text(_FORMATTING_TO_COMMENT.format(why=section.why_proposed), wrap=True)), "waiting")


def _comment(comment: AddedComment) -> Iterator[QWidget]:
    yield Text(formats.moment(comment.made_at), Part.QUIET)
    if comment.proposed is not None:
        yield RedlineView(comment.quote, comment.proposed)
    elif comment.quote:
        yield Text(f"“{comment.quote}”", Part.QUIET, wrap=True)
    if comment.text:
        yield Text(comment.text, wrap=True, selectable=True)


def _card(*parts: QWidget) -> QFrame:
    return framed(_padded(*parts))


def _padded(*parts: QWidget) -> QVBoxLayout:
    return column(*parts, gap=S8, margins=(S12, S8, S12, S12))
