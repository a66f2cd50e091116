"""Says what a change of the store's key does, and does it."""

from PySide6.QtWidgets import QWidget

from panel_desk.flows.change_key import backup_before, change_database
from panel_desk.operations.data_key import begin_key_change
from panel_desk.ui.background import BackgroundWorker
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.error_display import route
from panel_desk.ui.paper_encryption import PaperEncryption
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.progress import Progress


class ChangeStoreKey(Message):
    """Says what a change of the store's key does, and does it.

    Args:
        bridge: the desk.
        background: the worker.
        parent: the page that opens it.
    """

    def __init__(self, bridge: DeskBridge, background: BackgroundWorker, parent: QWidget) -> None:
        super().__init__(
            "Change the store's key?",
            "The store is backed up; then its database and every paper are encrypted anew. Somebody who has left, or "
            "who kept a copy of the store's key file, can decrypt nothing of it any more. Everybody else signs in as "
            "before. All other windows of Panel Desk must be closed.\n\nBackups that were made before still open with "
            "the passphrases of their time. They are listed afterwards, so that you can delete them.",
            parent,
        )
        self._bridge, self._background = bridge, background
        self.encryption = PaperEncryption(bridge, background, parent.window())
        self.encryption.ended.connect(self.accept)
        self.progress = Progress()
        self.progress.stop_button.hide()
        self.add(self.progress)
        self.close_button = plain("Keep the present key", self.reject)
        self.change_button = primary("Change the key", self.change)
        self.finish(self.close_button, self.change_button)
        self.close_button.setDefault(True)
        self.close_button.setFocus()
        self.open()

    def change(self) -> None:
        """Back the store up, and then change its key."""
        if not self._bridge.do(begin_key_change):
            self.reject()
            return
        self.change_button.setEnabled(False)
        work = self._bridge.run_or_raise(backup_before)
        job = self._background.start("Backing up", work, self._backed_up, self._failed)
        self.rejected.connect(job.stop)
        self.progress.follow(job)

    def _backed_up(self, _: object) -> None:
        with wait_cursor():
            is_changed = self._bridge.run(change_database)
            job = self.encryption.start() if is_changed else None
        if job is None:
            self.reject()
            return
        self.words.setText("The database is encrypted anew. The papers follow; you can go on working meanwhile.")
        self.close_button.setText("Close")
        self.progress.follow(job)

    def _failed(self, error: BaseException) -> None:
        page = self.parentWidget()
        self.reject()
        route(error, None, page)
