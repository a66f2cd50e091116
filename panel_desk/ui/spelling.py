"""Checks British spelling as it is typed, with Hunspell and a list of words of adoption work (`field.txt`).

The dictionary is read once, after the window has painted the first text. Only the line that changed is checked again,
the result for each word is kept, and suggestions, which are slow, are computed when the user opens their menu.
"""

import re
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QSyntaxHighlighter, QTextBlock, QTextCharFormat, QTextCursor, QTextDocument

from panel_desk import paths
from panel_desk.ui import theme
from panel_desk.ui.widgets.rich_text import units

if TYPE_CHECKING:
    from hunspell import Hunspell

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’]+")
_POSSESSIVE = re.compile(r"['’]s?$")
_ABBREVIATIONS = re.compile(r"[A-Z]{2,}s")  # in the plural, as ADMs
_TOO_LONG = 20_000  # characters in a line, beyond which it is not checked
_MOST_SUGGESTIONS = 6


class Speller(QObject):
    """Says which words are misspelt, and what may have been meant.

    Args:
        parent: its parent object.
    """

    changed = Signal()  # the dictionary has been read, or the known words have changed

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_ready = False
        self._known: frozenset[str] = frozenset()
        self._results: dict[str, bool] = {}

    def wake(self) -> None:
        """Read the dictionary once the window has nothing more urgent to do."""
        if not self.is_ready:
            QTimer.singleShot(0, self, self._read)

    def know(self, words: frozenset[str]) -> None:
        """Accept these words: the agency's own, and the names of people and places."""
        if words != self._known:
            self._known = words
            self._results.clear()
            if self.is_ready:
                self.changed.emit()

    def is_right(self, word: str) -> bool:
        """True where a word is in the dictionary or known, or is not checked, as capitals and other scripts are."""
        result = self._results.get(word)
        if result is None:
            result = self._results[word] = self._check(word)
        return result

    def suggestions(self, word: str) -> list[str]:
        """Corrections of a word, the likeliest first; this takes about 0.2 seconds."""
        found: tuple[str, ...] = self._dictionary.suggest(word.replace("’", "'"))
        return list(found[:_MOST_SUGGESTIONS])

    @cached_property
    def _dictionary(self) -> "Hunspell":
        from hunspell import Hunspell  # noqa: PLC0415 # read with its dictionary, after the first paint

        folder = paths.resources() / "spelling"
        dictionary = Hunspell("en_GB", hunspell_data_dir=str(folder))
        for line in (folder / "field.txt").read_text(encoding="utf-8").splitlines():
            if not line.startswith("#"):
                dictionary.add_with_affix(line, "guidance")  # with its endings, so that a possessive is right too
        return dictionary

    def _read(self) -> None:
        if not self.is_ready:
            self.is_ready = self._dictionary is not None
            self.changed.emit()

    def _check(self, word: str) -> bool:
        if word in self._known or word.isupper() or not _LATIN.fullmatch(word):
            return True
        root = _POSSESSIVE.sub("", word)
        if root in self._known or root.isupper() or _ABBREVIATIONS.fullmatch(root):
            return True
        right: bool = self._dictionary.spell(word.replace("’", "'"))
        return right


class SpellingMarks(QSyntaxHighlighter):
    """Underlines the misspelt words of a document, except the one that is being typed.

    Args:
        document: the document.
        speller: says what is misspelt.
    """

    def __init__(self, document: QTextDocument, speller: Speller) -> None:
        super().__init__(document)
        self._speller = speller
        self._typing: tuple[int, int] | None = None  # line and column of the caret while typing
        speller.changed.connect(self.rehighlight)

    def typing_at(self, cursor: QTextCursor) -> None:
        """Record where the caret is after a key; the line that it has left is checked."""
        before, self._typing = self._typing, (cursor.blockNumber(), cursor.positionInBlock())
        if before is not None and before[0] != self._typing[0]:
            self._check_line(before[0])

    def caret_moved(self, cursor: QTextCursor) -> None:
        """Record that the caret was moved without typing; the word that it has left is checked."""
        before, self._typing = self._typing, None
        if before is not None and (before[0] != cursor.blockNumber() or before[1] != cursor.positionInBlock()):
            self._check_line(before[0])

    def highlightBlock(self, text: str) -> None:
        """Underline the misspelt words of a line."""
        if not self._speller.is_ready or len(text) > _TOO_LONG:
            return
        at = self._typing[1] if self._typing and self._typing[0] == self.currentBlock().blockNumber() else -1
        marked = None
        for match in _WORD.finditer(text):
            if self._speller.is_right(match[0]):
                continue
            start = units(text[: match.start()])
            length = units(match[0])
            if start <= at <= start + length:
                continue
            marked = marked or _mark()
            self.setFormat(start, length, marked)

    def _check_line(self, line: int) -> None:
        block: QTextBlock = self.document().findBlockByNumber(line)
        if block.isValid():
            self.rehighlightBlock(block)


def misspelt_at(cursor: QTextCursor, speller: Speller) -> QTextCursor | None:
    """The misspelt word at a place, selected; None where the word there is right."""
    text, at = cursor.block().text(), cursor.positionInBlock()
    for match in _WORD.finditer(text):
        start, end = units(text[: match.start()]), units(text[: match.end()])
        if start <= at <= end and speller.is_ready and not speller.is_right(match[0]):
            word = QTextCursor(cursor.document())
            word.setPosition(cursor.block().position() + start)
            word.setPosition(cursor.block().position() + end, QTextCursor.MoveMode.KeepAnchor)
            return word
    return None


def _mark() -> QTextCharFormat:
    style = QTextCharFormat()
    style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SpellCheckUnderline)
    style.setUnderlineColor(theme.colour("alert"))
    return style
