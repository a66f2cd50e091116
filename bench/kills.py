"""Kills processes while text is typed into them, and prints the longest stretch of typing lost, in seconds.

Every store is opened and checked afterwards; a damaged one ends the run.

Usage: python bench/kills.py [--times N]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.ui.killing import live, minutes_typed, notes_typed, typed_at_home

_AT_ONCE = 5  # processes that run side by side


def main() -> int:
    """Kill, check, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, help="kills while minutes are typed; a fifth elsewhere")
    options = parser.parse_args()
    places = (
        ("minutes", minutes_typed, options.times),
        ("notes", notes_typed, max(options.times // 5, 1)),
        ("at_home", typed_at_home, max(options.times // 5, 1)),
    )
    lost = {}
    with tempfile.TemporaryDirectory(prefix="panel-desk-kills-") as folder:
        for name, typed, times in places:
            lost[name] = max(each.seconds for each in live(typed(Path(folder) / name, times, _AT_ONCE)))
    print(json.dumps(lost), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
