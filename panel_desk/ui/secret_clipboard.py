"""Copies passwords and recovery keys to the clipboard, from which they are removed after a minute."""

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QGuiApplication

CLEARED_AFTER = 60  # seconds
_MILLISECONDS = 1000  # in a second
_NOT_KEPT = {
    'application/x-qt-windows-mime;value="ExcludeClipboardContentFromMonitorProcessing"': b"",
    'application/x-qt-windows-mime;value="CanIncludeInClipboardHistory"': bytes(4),
    'application/x-qt-windows-mime;value="CanUploadToCloudClipboard"': bytes(4),
    "x-kde-passwordManagerHint": b"secret",
}
"""Formats with which Windows and KDE are asked to keep a text out of their clipboard history and of other devices."""


def copy_secret(secret: str) -> None:
    """Put a secret on the clipboard until a minute has passed, something else is copied, or the program ends."""
    clipboard = QGuiApplication.clipboard()
    data = QMimeData()
    data.setText(secret)
    for name, value in _NOT_KEPT.items():
        data.setData(name, value)
    clipboard.setMimeData(data)
    _Clearing(secret).start(CLEARED_AFTER * _MILLISECONDS)


class _Clearing(QTimer):
    """Clears the clipboard at its time, or when the program ends before it, if the secret is still on it."""

    def __init__(self, secret: str) -> None:
        app = QGuiApplication.instance()
        super().__init__(app)
        self._secret = secret
        self.setSingleShot(True)
        self.timeout.connect(self.clear)
        if app is not None:
            app.aboutToQuit.connect(self.clear)

    def clear(self) -> None:
        """Clear the clipboard unless it holds something else by now."""
        clipboard = QGuiApplication.clipboard()
        if clipboard.text() == self._secret:
            clipboard.clear()
        self._secret = ""
        self.deleteLater()
