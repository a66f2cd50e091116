"""What every command shares: the words asked, the desk they are asked at, the two streams and the exit codes."""

import argparse
import getpass
import os
import sys
import warnings
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk import paths
from panel_desk.errors import RuleBrokenError, StoreError

if TYPE_CHECKING:
    from panel_desk.desk import Desk

PASSPHRASE = "PANEL_DESK_PASSPHRASE"  # noqa: S105 - the variable's name
"""Where a script puts the passphrase."""


class Exit(IntEnum):
    """What the process tells the script that called it."""

    DONE = 0
    DOES_NOT_HOLD = 1
    REFUSED = 2
    NOT_OPENED = 3


def say(sentence: str) -> None:
    """Say something to the person; data goes elsewhere."""
    sys.stderr.write(f"{sentence}\n")


def tell(text: str) -> None:
    """Print data."""
    sys.stdout.write(f"{text}\n")


def table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings, each column as wide as its longest."""
    lines = [[heading.replace("_", " ").capitalize() for heading in headings], *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        tell("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def folder_of(asked: argparse.Namespace) -> Path:
    """The store's folder that was asked for; the user's own where none was."""
    folder: Path = getattr(asked, "store", None) or paths.default_store()
    return folder.absolute()


def user_of(asked: argparse.Namespace) -> str | None:
    """The account that was asked for."""
    user: str | None = getattr(asked, "user", None)
    return user


def passphrase(question: str = "Passphrase: ") -> str:
    """The passphrase, from the environment or asked for without echo.

    Raises:
        RuleBrokenError: there is nobody to ask.
    """
    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (EOFError, getpass.GetPassWarning):
            raise RuleBrokenError(
                f"The passphrase is needed. Put it in {PASSPHRASE}, or run this in a terminal."
            ) from None


def desk_of(asked: argparse.Namespace) -> "Desk":
    """The desk that was asked for, signed in; it is left when the command is done.

    Raises:
        StoreError: the store cannot be opened; the sentence says which, and why.
        RuleBrokenError: there is nobody to ask for the passphrase.
    """
    from panel_desk.desk import sign_in  # noqa: PLC0415 - heavy; a wrong word is told without it

    folder = folder_of(asked)
    try:
        desk = sign_in(folder, user_of(asked), passphrase())
    except StoreError as error:
        raise StoreError(f"{folder}: {error.sentence}") from None
    asked.open_desks.callback(desk.close)
    return desk
