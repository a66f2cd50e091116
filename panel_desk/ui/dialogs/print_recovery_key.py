"""Prints the recovery key. It goes straight to a printer, so that no file contains it."""

from datetime import date

from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from panel_desk.rules.dates import in_words
from panel_desk.ui.theme import FAMILY


def recovery_sheet(agency: str, recovery_key: str, day: date) -> QTextDocument:
    """The sheet to print."""
    sheet = QTextDocument()
    sheet.setDefaultFont(QFont(FAMILY, 11))
    cursor = QTextCursor(sheet)
    large = QTextCharFormat()
    large.setFont(QFont(FAMILY, 18, QFont.Weight.DemiBold))
    cursor.insertText(f"Panel Desk: recovery key of {agency}\n\n", large)
    cursor.insertText(f"{recovery_key}\n\n", large)
    plain = QTextCharFormat()
    plain.setFont(QFont(FAMILY, 11))
    cursor.insertText(
        f"Made on {in_words(day)}. This key opens the agency's store if every passphrase is lost. Keep it locked away, "
        "apart from the computer. Whoever has it and the store can read everything.",
        plain,
    )
    return sheet


def print_recovery_key(agency: str, recovery_key: str, parent: QWidget | None) -> None:
    """Ask for a printer and print the sheet."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    dialog = QPrintDialog(printer, parent)
    dialog.setWindowTitle("Print the recovery key")
    if dialog.exec() == QDialog.DialogCode.Accepted:
        recovery_sheet(agency, recovery_key, date.today()).print_(printer)  # noqa: DTZ011 - the computer's own day
