"""What a widget shows: its visible texts, and a button by its words."""

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget


def texts_in(widget: QWidget) -> list[str]:
    """The texts that are visible, in the order in which the widgets were made."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible() and label.text()]


def the_button(widget: QWidget, called: str) -> QAbstractButton:
    """The button with this text or accessible name."""
    return next(each for each in widget.findChildren(QAbstractButton) if called in {each.text(), each.accessibleName()})
