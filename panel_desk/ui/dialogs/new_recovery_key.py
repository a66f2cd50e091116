"""Shows a new recovery key, once, to be printed or written down."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.secret_clipboard import copy_secret
from panel_desk.ui.theme import S8, S16, S24, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, framed, row
from panel_desk.ui.widgets.text import Text


class NewRecoveryKey(Message):
    """Shows a new recovery key.

    Args:
        agency: the agency's name, which is printed with it.
        recovery_key: the key.
        parent: the widget that it belongs to.
    """

    def __init__(self, agency: str, recovery_key: str, parent: QWidget) -> None:
        super().__init__(
            "Keep the new recovery key",
            "It opens the store if every passphrase is lost. It is shown only now and kept nowhere. The recovery key "
            "that you had before opens only the backups that were made until now: destroy it once those are deleted.",
            parent,
        )
        self._agency, self._key = agency, recovery_key
        self.shown = Text(recovery_key, Part.SECTION, selectable=True)
        self.shown.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName("Recovery key")
        self.add(framed(row(STRETCH, self.shown, STRETCH, margins=(S16, S24, S16, S24)), "raised"))
        self.finish(
            row(
                plain("Print it…", self._print, "printer"),
                plain("Copy it", partial(copy_secret, recovery_key), "copy"),
                gap=S8,
            ),
            primary("I have printed it or written it down", self.accept),
        )
        self.open()

    def _print(self) -> None:
        from panel_desk.ui.dialogs.print_recovery_key import print_recovery_key  # noqa: PLC0415 - rarely printed

        print_recovery_key(self._agency, self._key, self)
