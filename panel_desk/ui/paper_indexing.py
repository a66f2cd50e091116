"""Reads papers whose text is not in the search index yet, a few at a time, while the window is open."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer

from panel_desk.errors import SurroundingsError
from panel_desk.flows.index_papers import PaperTexts, UnindexedFile, index_texts, read_texts, read_unindexed
from panel_desk.operations.search_index import index_paper
from panel_desk.progress import ProgressCallback
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge

_QUIET_MS = 30_000  # waited after the window opened or a paper changed, so that neither is slowed down
_TOGETHER = 5  # papers read at a time; their files are read from the disk on the GUI thread
_PAPERS = "paper"  # the register of papers


class PaperIndexing(QObject):
    """Indexes, in the background, papers that are not in the search index, such as those filed by an older version.

    Args:
        bridge: the desk.
        background: the worker.
        parent: the window.
    """

    def __init__(self, bridge: DeskBridge, background: BackgroundWorker, parent: QObject) -> None:
        super().__init__(parent)
        self._bridge, self._background = bridge, background
        self._is_reading = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_QUIET_MS)
        self._pause.timeout.connect(self.read_some)
        if not bridge.why_not(index_paper):
            bridge.changed.connect(self._on_changed)
            self._pause.start()

    def read_some(self) -> None:
        """Read the next papers, and go on until every paper's text is in the index.

        What fails is not tried again before the window is opened again. A store that is in use is tried later.
        """
        if self._is_reading:
            return
        try:
            files = self._bridge.run_or_raise(read_unindexed, _TOGETHER)
        except SurroundingsError:
            self._pause.start()
            return
        if files:
            self._is_reading = True
            self._background.start("Reading papers for the search", _Reading(files), self._index)

    def _index(self, read: Sequence[PaperTexts]) -> None:
        self._is_reading = False
        try:
            self._bridge.run_or_raise(index_texts, read)
        except SurroundingsError:
            self._pause.start()
        else:
            self.read_some()

    def _on_changed(self, registers: frozenset[str]) -> None:
        if _PAPERS in registers:
            self._pause.start()


class _Reading:
    """The work of the background worker: reads the texts of some files."""

    def __init__(self, files: Sequence[UnindexedFile]) -> None:
        self._files = files

    def __call__(self, progress: ProgressCallback) -> tuple[PaperTexts, ...]:
        return read_texts(self._files, progress)
