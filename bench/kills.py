"""Kills processes in which somebody types, and prints the most typing that one of them lost, in seconds.

Every store is opened and read whole afterwards; one that is harmed ends the run.

Usage: python bench/kills.py [--times N]
"""

import argparse
import json
import sys
import tempfile
from pathlib import Path

from tests.ui.killing import live, minutes_typed, notes_typed, typed_at_home

_AT_ONCE = 5


def main() -> int:
    """Kill, look, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, help="how often while minutes are typed; elsewhere a fifth")
    asked = parser.parse_args()
    places = (
        ("minutes", minutes_typed, asked.times),
        ("notes", notes_typed, max(asked.times // 5, 1)),
        ("at_home", typed_at_home, max(asked.times // 5, 1)),
    )
    lost = {}
    with tempfile.TemporaryDirectory(prefix="panel-desk-kills-") as folder:
        for name, lives, times in places:
            lost[name] = max(each.seconds for each in live(lives(Path(folder) / name, times, _AT_ONCE)))
    print(json.dumps(lost), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
