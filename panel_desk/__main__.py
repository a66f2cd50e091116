"""The entry point of the program: runs a command, or opens the window."""

import multiprocessing
import sys
from pathlib import Path

from panel_desk.cli import run
from panel_desk.private_folders import delete_left_folders


def main() -> int:
    """Run the command on the command line, or open the window if there is none; the exit code."""
    multiprocessing.freeze_support()  # an installed program starts itself again as the process that reads papers
    delete_left_folders()
    try:
        return run(sys.argv[1:], _open_window)
    finally:
        delete_left_folders()


def _open_window(path: Path | None) -> int:
    from panel_desk.ui.application import run as run_application  # noqa: PLC0415 - loads Qt, which no command needs

    return run_application(path)


if __name__ == "__main__":
    sys.exit(main())
