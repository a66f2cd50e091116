"""Shows the four kinds of error, each in its own way.

A broken rule shows beside its field, a record that somebody else changed with both texts, a problem with the program's
surroundings (such as a full disk) in a dialog that says what to do, and a bug with an apology.

Whatever goes wrong, the program keeps running and what the user typed stays on the screen.
"""

import sys
import threading
from types import TracebackType
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget

from panel_desk import logs
from panel_desk.errors import ChangedMeanwhileError, PanelDeskError, RuleBrokenError, SurroundingsError
from panel_desk.ui.dialogs.message import BothTexts, show_message


class Problems(Protocol):
    """Something that shows a broken rule where it belongs: a form beside its field, a page in its banner."""

    def show_problem(self, error: RuleBrokenError) -> None:
        """Say what is wrong and what would be right."""
        ...

    def clear_problems(self) -> None:
        """Remove the problems that are shown."""
        ...


@runtime_checkable
class ShowsSaved(Protocol):
    """A form that can discard what was typed and show what is saved."""

    def show_saved(self) -> None:
        """Show what is saved."""
        ...


def route(error: BaseException, problems: Problems | None = None, parent: QWidget | None = None) -> None:
    """Show an error where the user can act on it.

    Args:
        error: what was raised.
        problems: the form or the page that it was raised for; without one a broken rule gets a dialog.
        parent: the widget that a dialog belongs to; the active window by default.
    """
    parent = parent or QApplication.activeWindow()
    if isinstance(error, RuleBrokenError) and problems is not None:
        problems.show_problem(error)
    elif isinstance(error, ChangedMeanwhileError):
        show_saved = problems.show_saved if isinstance(problems, ShowsSaved) else None
        BothTexts(error.sentence, error.theirs, error.yours, parent, show_saved).open()
    elif isinstance(error, SurroundingsError):
        show_message(parent, "This is not possible at the moment", error.sentence)
    elif isinstance(error, PanelDeskError):
        show_message(parent, "This cannot be done", error.sentence)
    else:
        apologise(error, parent)


def apologise(error: BaseException, parent: QWidget | None = None) -> str:
    """Log a bug under a reference number and say so; returns the reference."""
    reference = logs.record_bug(error)
    show_message(
        parent,
        "Sorry, this did not work",
        "Something went wrong inside Panel Desk. What was saved before is safe, and what you typed is still on "
        f"the screen. Tell your supplier the reference {reference}.",
        selectable=True,
    )
    return reference


class _Catcher(QObject):
    """Passes an uncaught error from any thread to the GUI thread, where it is shown."""

    caught = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.caught.connect(self._route)

    def _route(self, error: BaseException) -> None:
        route(error)

    def hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """The main thread's hook."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self.caught.emit(error)

    def thread_hook(self, args: threading.ExceptHookArgs) -> None:
        """The other threads' hook."""
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self.caught.emit(args.exc_value)


def install_hooks(app: QApplication) -> None:
    """Show uncaught errors of every thread to the user, instead of ending the program."""
    catcher = _Catcher(app)
    sys.excepthook = catcher.hook
    threading.excepthook = catcher.thread_hook
