"""What changed in a text: words taken out struck through, words put in underlined, each in its colour."""

from html import escape

from PySide6.QtCore import QEvent, Qt

from panel_desk.rules.minutes_text import plain
from panel_desk.rules.redline import ChangeKind, redline
from panel_desk.ui import theme
from panel_desk.ui.widgets.text import Text

_AROUND = 90  # characters of what was kept that stand before and after a change


class RedlineView(Text):
    """A redline to read and copy.

    Args:
        before: a text of minutes.
        after: the one that took its place.
        is_short: of a long passage that was kept only its ends are shown.
    """

    def __init__(self, before: str = "", after: str = "", *, is_short: bool = False) -> None:
        self._shown = before, after, is_short
        super().__init__("", wrap=True, selectable=True)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.show_texts(before, after, is_short=is_short)

    def show_texts(self, before: str, after: str, *, is_short: bool = False) -> None:
        """Show the difference of two texts of minutes."""
        self._shown = before, after, is_short
        worn = theme.colours()
        shown, said = [], []
        for change in redline(plain(before), plain(after)):
            kept = change.kind is ChangeKind.KEPT
            words = _ends(change.text) if kept and is_short else change.text
            html = escape(words).replace("\n", "<br>")
            if change.kind is ChangeKind.REMOVED:
                html = f'<s style="color:{worn.late}">{html}</s>'
            elif change.kind is ChangeKind.ADDED:
                html = f'<u style="color:{worn.good}">{html}</u>'
            shown.append(html)
            said.append(words if kept else f"{change.kind}: {words}")
        self.setText("".join(shown) or "Nothing")
        self.setAccessibleName(" ".join(said))

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of another theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            before, after, is_short = self._shown
            self.show_texts(before, after, is_short=is_short)


def _ends(words: str) -> str:
    """Both ends of a long passage, in whole words."""
    if len(words) <= 2 * _AROUND:
        return words
    first, last = words[:_AROUND], words[-_AROUND:]
    return f"{first.rpartition(' ')[0] or first} … {last.partition(' ')[2] or last}"
