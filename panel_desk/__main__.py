"""Starts Panel Desk: the window, or the command line."""

import multiprocessing
import sys
from pathlib import Path

from panel_desk.cli import run


def main() -> int:
    """Run what the command line asks for; the window where it asks for nothing."""
    multiprocessing.freeze_support()  # an installed program starts itself anew to read papers
    return run(sys.argv[1:], _window)


def _window(place: Path | None) -> int:
    from panel_desk.ui.application import run as open_window  # noqa: PLC0415 - Qt; a command does without it

    return open_window(place)


if __name__ == "__main__":
    sys.exit(main())
