"""A redline, which shows how one text became another: removed words are struck through, added words underlined.

Each kind of change has its colour.
"""

from html import escape

from PySide6.QtCore import QEvent, Qt

from panel_desk.rules.minutes_text import plain
from panel_desk.rules.redline import ChangeKind, redline
from panel_desk.ui import theme
from panel_desk.ui.widgets.text import Text

_AROUND = 90  # characters of unchanged text shown before and after a change


class RedlineView(Text):
    """A redline to read and copy.

    Args:
        before: a text of minutes.
        after: the text that replaced it.
        is_short: of a long unchanged passage, only its beginning and its end are shown.
    """

    def __init__(self, before: str = "", after: str = "", *, is_short: bool = False) -> None:
        self._shown = before, after, is_short
        super().__init__("", wrap=True, selectable=True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.show_texts(before, after, is_short=is_short)

    def show_texts(self, before: str, after: str, *, is_short: bool = False) -> None:
        """Show the difference of two texts of minutes."""
        self._shown = before, after, is_short
        colours = theme.colours()
        shown, spoken = [], []
        for change in redline(plain(before), plain(after)):
            is_unchanged = change.kind is ChangeKind.KEPT
            words = _ends(change.text) if is_unchanged and is_short else change.text
            html = escape(words).replace("\n", "<br>")
            if change.kind is ChangeKind.REMOVED:
                html = f'<s style="color:{colours.alert}">{html}</s>'
            elif change.kind is ChangeKind.ADDED:
                html = f'<u style="color:{colours.good}">{html}</u>'
            shown.append(html)
            spoken.append(words if is_unchanged else f"{change.kind}: {words}")
        self.setText("".join(shown) or "Nothing")
        self.setAccessibleName(" ".join(spoken))

    def changeEvent(self, event: QEvent) -> None:
        """Show the texts in the colours of the new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            before, after, is_short = self._shown
            self.show_texts(before, after, is_short=is_short)


def _ends(words: str) -> str:
    """The beginning and the end of a long passage, cut between words; a short passage whole."""
    if len(words) <= 2 * _AROUND:
        return words
    first, last = words[:_AROUND], words[-_AROUND:]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"
