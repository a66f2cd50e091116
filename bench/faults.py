"""Tries what can go wrong with a store, and prints how often it was survived, reported or lost something.

Every way in which a store is written is killed at random steps and at random moments, and meets a full disk, a
read-only folder and refused renames at its steps, a lock that another program holds, and a clock that was moved back.
Bytes are changed in the database, the key file, the papers and the backups, and files are taken away. The exit code is
1 where anything was lost. Usage: python dev.py bench faults [--times N] [--every N]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.trouble.interruptions import Trouble
from tests.trouble.trials import (
    Counts,
    Trial,
    Trials,
    changed_bytes,
    copy_without_log,
    missing_files,
    unsafe_places,
)
from tests.trouble.write_paths import PATHS


def main() -> int:
    """Make the trials and print their counts; 1 where anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=100, help="kills in all, half at steps; and changed bytes")
    parser.add_argument("--every", type=int, default=4, help="refuse every so many steps of a write path")
    options = parser.parse_args()
    lost = 0
    with tempfile.TemporaryDirectory(prefix="panel-desk-faults-") as folder:
        for name, trials in _all(Path(folder), options.times, options.every):
            made = list(trials)
            counts = Counts.of(made)
            print(
                f"{name}: {counts.tried} tried, {counts.survived} survived, {counts.reported} reported, "
                f"{counts.lost} lost",
                flush=True,
            )
            for each in made:
                if each.lost:
                    print(f"  lost: {each.what}: {each.lost}", flush=True)
            lost += counts.lost
    return 1 if lost else 0


def _all(folder: Path, times: int, every: int) -> Iterator[tuple[str, Iterator[Trial]]]:
    """Every group of trials with its name."""
    trials = Trials(folder / "write paths")
    each = max(times // (2 * len(PATHS)), 1)
    yield "killed at a random step", (one for name in PATHS for one in trials.kills(name, each))
    yield "killed at a random moment", (one for name in PATHS for one in trials.kills(name, each, by_time=True))
    for trouble in (Trouble.FULL, Trouble.READ_ONLY, Trouble.RENAMES, Trouble.RENAME):
        yield str(trouble), _at_steps(trials, trouble, every)
    for trouble in (Trouble.LOCK, Trouble.CLOCK):
        yield str(trouble), (trials.one(name, trouble) for name in PATHS)
    yield "file taken away", missing_files(folder / "missing")
    yield "byte changed", changed_bytes(folder / "changed", times)
    yield "copy without its log", iter([copy_without_log(folder / "log")])
    yield "synchronised folder", unsafe_places(folder / "places")


def _at_steps(trials: Trials, trouble: Trouble, every: int) -> Iterator[Trial]:
    for name in PATHS:
        longest = 40  # steps; creating a store has hundreds, of which as many are tried
        yield from trials.at_every_step(name, trouble, max(every, every * trials.whole(name).steps // longest))


if __name__ == "__main__":
    sys.exit(main())
