"""A `qtbot` with limits of minutes, which end a test that hangs but never one that is slow."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

WAIT = 300.0  # seconds, a hundred times what anything waited for takes
MILLISECONDS = round(WAIT * 1000)


class PatientBot(QtBot):
    """pytest-qt's `qtbot` with a limit of minutes where it has one of five seconds."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = MILLISECONDS) -> None:  # noqa: N802 # pytest-qt's name
        """Wait until a condition holds."""
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: SignalInstance, *, timeout: int = MILLISECONDS, **more: Any) -> Any:  # noqa: ANN401, N802 # pytest-qt's own
        """Wait for a signal."""
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitExposed(self, widget: QWidget, *, timeout: int = MILLISECONDS) -> Any:  # noqa: ANN401, N802 # pytest-qt's own
        """Wait until a window is on the screen."""
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: QWidget, *, timeout: int = MILLISECONDS) -> Any:  # noqa: ANN401, N802 # pytest-qt's own
        """Wait until a window has the keyboard."""
        return super().waitActive(widget, timeout=timeout)
