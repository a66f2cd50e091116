"""Encrypts the papers under the store's new key in the background, also in the next window after a crash."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from panel_desk.flows.change_key import encrypt_papers, store_with_papers_left, what_old_backups_open
from panel_desk.operations.data_key import finish_key_change
from panel_desk.queries.backups import old_key_backups
from panel_desk.ui.background import BackgroundWorker, Job
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import show_message

_QUIET_MS = 10_000  # after the window opened, so that its first page is not slowed down


class PaperEncryption(QObject):
    """Encrypts the papers under the store's new key in the background, and then says what old backups still open.

    Args:
        bridge: the desk.
        background: the worker.
        window: the window, on which the end is said; it goes on until then, whatever dialog began it.
    """

    ended = Signal()  # every paper is encrypted, and that is recorded

    def __init__(self, bridge: DeskBridge, background: BackgroundWorker, window: QWidget) -> None:
        super().__init__(window)
        self._bridge, self._background, self._window = bridge, background, window

    def go_on_later(self) -> None:
        """Go on with a change that was interrupted, if one was, once the window has been open for some seconds."""
        if self._bridge.run_or_raise(store_with_papers_left) is not None:
            QTimer.singleShot(_QUIET_MS, self, self.start)

    def start(self) -> Job | None:
        """Start with the papers that are left; None where none is."""
        store = self._bridge.run_or_raise(store_with_papers_left)
        if store is None:
            return None
        return self._background.start("Encrypting the papers anew", partial(encrypt_papers, store), self._record)

    def _record(self, papers: int) -> None:
        if not self._bridge.do(finish_key_change, papers=papers):
            return
        self.ended.emit()
        if self._bridge.may_ask(old_key_backups):
            old = self._bridge.run_or_raise(what_old_backups_open)
            words = "The database and every paper are encrypted under the new key. Everybody signs in as before."
            show_message(self._window, "The store's key is changed", "\n\n".join([words, *old]), selectable=True)
