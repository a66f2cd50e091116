"""Kills processes while text is typed into them, and prints the longest stretch of typing lost, in seconds.

Every store is opened and checked afterwards; a damaged one ends the run.

Usage: python bench/kills.py [--times N]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.ui.killing import run_processes, typists_at_home, typists_of_minutes, typists_of_notes

_AT_ONCE = 5  # processes that run side by side


def main() -> int:
    """Kill the processes, check their stores, and print the longest losses as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, help="kills while minutes are typed; a fifth elsewhere")
    options = parser.parse_args()
    measures = (
        ("minutes", typists_of_minutes, options.times),
        ("notes", typists_of_notes, max(options.times // 5, 1)),
        ("at_home", typists_at_home, max(options.times // 5, 1)),
    )
    lost = {}
    with tempfile.TemporaryDirectory(prefix="panel-desk-kills-") as folder:
        for name, typists, times in measures:
            lost[name] = max(each.seconds for each in run_processes(typists(Path(folder) / name, times, _AT_ONCE)))
    print(json.dumps(lost), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
