"""What every command uses: its options, the signed-in desk, standard output and error, and exit codes."""

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
from panel_desk.errors import OwnPassphraseNeededError, RuleBrokenError, StoreError
from panel_desk.rules.dates import in_words
from panel_desk.rules.disclosures import Way
from panel_desk.rules.vocabulary import AccountRole

if TYPE_CHECKING:
    from panel_desk.desk import Desk

PASSPHRASE = "PANEL_DESK_PASSPHRASE"  # noqa: S105 - the variable's name
"""The environment variable from which the passphrase is read."""


class Exit(IntEnum):
    """The exit codes of the process."""

    DONE = 0
    DOES_NOT_HOLD = 1  # the store or a signature was checked, and something is wrong with it
    REFUSED = 2
    NOT_OPENED = 3


def write_message(sentence: str) -> None:
    """Write a sentence to standard error."""
    sys.stderr.write(f"{sentence}\n")


def write_output(text: str) -> None:
    """Write a line of data to standard output."""
    sys.stdout.write(f"{text}\n")


def write_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write rows under their headings to standard output, each column as wide as its longest cell."""
    lines = [[heading.replace("_", " ").capitalize() for heading in headings], *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        write_output("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def confirmed(question: str) -> bool:
    """Whether somebody at the terminal answers yes; True where there is no terminal, as in a script."""
    if not sys.stdin.isatty():
        return True
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def folder_of(options: argparse.Namespace) -> Path:
    """The absolute path of the store's folder; without `--store` the user's own store."""
    folder: Path = getattr(options, "store", None) or paths.default_store()
    return folder.absolute()


def user_of(options: argparse.Namespace) -> str | None:
    """The account of `--user`; None without it."""
    user: str | None = getattr(options, "user", None)
    return user


def passphrase(question: str = "Passphrase: ") -> str:
    """The passphrase, from the environment or typed without echo.

    Args:
        question: the prompt.

    Raises:
        RuleBrokenError: it is not in the environment, and there is no terminal to type it in.
    """
    given = os.environ.get(PASSPHRASE)
    if given:
        return given
    return _typed(question, f"The passphrase is needed. Put it in {PASSPHRASE}, or run this in a terminal.")


def _typed(question: str, otherwise: str) -> str:
    """What is typed at the terminal without echo; where there is none, fail with the sentence `otherwise`.

    Raises:
        RuleBrokenError: there is no terminal.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (EOFError, getpass.GetPassWarning):
            raise RuleBrokenError(otherwise) from None


def _own_passphrase() -> str:
    """A passphrase that somebody with a one-time code chooses, typed twice without echo.

    Raises:
        RuleBrokenError: there is no terminal to type it in, or the two are not the same.
    """
    chosen = _typed("New passphrase: ", "Choose it in a terminal, or in the window.")
    if _typed("New passphrase again: ", "") != chosen:
        raise RuleBrokenError("The two passphrases are not the same. Nothing was changed; try again.")
    return chosen


def desk_of(options: argparse.Namespace) -> "Desk":
    """Sign in to the store of `--store` as the account of `--user`; the desk is closed when the command ends.

    Raises:
        StoreError: the store cannot be opened; the sentence names its folder and says why.
        RuleBrokenError: the passphrase is not in the environment, and there is no terminal.
    """
    from panel_desk.desk import sign_in  # noqa: PLC0415 - heavy; a mistyped option needs none of it
    from panel_desk.queries.minutes.signed_in_name import signed_in_my_name  # noqa: PLC0415 - the same

    folder, secret = folder_of(options), passphrase()
    try:
        try:
            desk = sign_in(folder, user_of(options), secret, way=Way.COMMAND_LINE)
        except OwnPassphraseNeededError as error:
            write_message(error.sentence)
            desk = sign_in(folder, user_of(options), secret, way=Way.COMMAND_LINE, chosen=_own_passphrase())
    except StoreError as error:
        raise StoreError(f"{folder}: {error.sentence}") from None
    options.open_desks.callback(desk.close)
    for warning in desk.warnings:
        write_message(warning)
    if desk.signed_in.role is AccountRole.CHAIR:
        for signed in desk.ask(signed_in_my_name):
            write_message(
                f"The minutes of {in_words(signed.held_on)} were signed in your name since you last signed in. If that "
                "was not you, sign in to the window, and withdraw your certificate on your page of the central list."
            )
    return desk
