"""Measures what Panel Desk costs beside what it could cost, and prints each with its target.

Every figure is a ratio of medians measured in this one run: to what the same work costs without the program, or to the
target. Usage: python dev.py bench [--times N] [--workbook FILE.xlsx]
"""

import argparse
import json
import os
import secrets
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BENCH = Path(__file__).resolve().parent
PROGRAM = Path(sys.executable).with_name("panel-desk.exe" if os.name == "nt" else "panel-desk")
READ = "import sys, openpyxl; [list(s.values) for s in openpyxl.load_workbook(sys.argv[1], data_only=True)]"

START_TARGET = 3.0
IMPORT_TARGET = 4.0
FIRST_PAGE_TARGET = 0.3  # seconds
MEMORY_TARGET = 180e6  # bytes
LINE_UPS_TARGET = 5.0  # seconds
FIRST_AVAILABLE_TARGET = 0.1  # seconds
DRAG_TARGET = 0.016  # seconds
PACK_TARGET = 6.0
PACK_BYTES_TARGET = 1.15
PACK_GROWTH_TARGET = 1.3
PACK_MEMORY_TARGET = 400e6  # bytes
HELD_UP_TARGET = 0.1  # seconds
MINUTES_TARGET = 1.0
FRAME_TARGET = 0.016  # seconds
LOST_TARGET = 2.0  # seconds of typing


@dataclass(frozen=True, slots=True)
class Ratio:
    """What the program takes against what the same work takes without it, in seconds.

    Args:
        what: the measure's name.
        ours: seconds with the program.
        theirs: seconds of what it is compared with.
        beside: what it is compared with.
        target: the largest ratio that will do.
    """

    what: str
    ours: float
    theirs: float
    beside: str
    target: float

    @property
    def is_met(self) -> bool:
        """Whether the target holds."""
        return self.ours <= self.target * self.theirs

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.ours / self.theirs:.1f} × {self.beside} "
            f"({self.ours * 1000:.0f} ms beside {self.theirs * 1000:.0f} ms), "
            f"target at most {self.target:.1f} ×: {'met' if self.is_met else 'missed'}"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """What the program takes against what it may take.

    Args:
        what: the measure's name.
        ours: what it takes.
        target: the most that will do.
        unit: what both are shown in.
        scale: how many of them go into that unit.
    """

    what: str
    ours: float
    target: float
    unit: str
    scale: float

    @property
    def is_met(self) -> bool:
        """Whether the target holds."""
        return self.ours <= self.target

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.ours * self.scale:.0f} {self.unit}, {self.ours / self.target:.2f} × the target of "
            f"{self.target * self.scale:.0f} {self.unit}: {'met' if self.is_met else 'missed'}"
        )


class Bench:
    """A folder for one run's stores, and the program as a script would call it."""

    def __init__(self, folder: Path, times: int) -> None:
        self.folder = folder
        self.times = times
        self.surroundings = {**os.environ, "PANEL_DESK_PASSPHRASE": secrets.token_urlsafe(16)}

    def call(self, *command: str) -> None:
        """Run a command to its end; what it prints shows only where it fails."""
        done = subprocess.run(
            command, env=self.surroundings, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode != 0:
            print(done.stdout, done.stderr, sep="", file=sys.stderr)
            done.check_returncode()

    def panel_desk(self, store: Path, *words: str) -> None:
        """Run one of the program's commands on a store."""
        self.call(str(PROGRAM), *words, "--store", str(store))

    def median(self, work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
        """Seconds that `work` takes; once beforehand to warm the disk's cache, which does not count."""
        seconds = []
        for _ in range(self.times + 1):
            prepare()
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
        return statistics.median(seconds[1:])

    def until_painted(self, *window: str) -> None:
        """Start a window in a process of its own and come back once it has painted.

        Raises:
            RuntimeError: it ended without painting.
        """
        command = [sys.executable, str(BENCH / "first_paint.py"), *window]
        with subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8") as process:
            assert process.stdout is not None
            if process.stdout.readline() != "painted\n":
                process.kill()
                raise RuntimeError(f"{' '.join(window[:1])} ended before a window was painted.")

    def start(self) -> Ratio:
        """From starting the process to a painted sign-in window, beside a bare window with a table in it."""
        store = self.folder / "start"
        self.panel_desk(store, "create", "--agency", "Fenland and Petersholme Adoption")
        bare = self.median(lambda: self.until_painted("bare"))
        ours = self.median(lambda: self.until_painted("panel-desk", "--store", str(store)))
        return Ratio("start to a painted sign-in window", ours, bare, "a bare window", START_TARGET)

    def sample(self) -> Path:
        """The sample agency, made once."""
        store = self.folder / "sample"
        if not store.exists():
            self.panel_desk(store, "sample")
        return store

    def first_page(self) -> list[Figure]:
        """From the passphrase to a painted first page of the sample agency, its key apart; and the memory then."""
        seconds, resident = [], []
        for _ in range(self.times):
            command = [sys.executable, str(BENCH / "first_page.py"), str(self.sample())]
            done = subprocess.run(command, env=self.surroundings, capture_output=True, encoding="utf-8", check=True)
            measured = json.loads(done.stdout.splitlines()[-1])
            seconds.append(measured["seconds"])
            resident.append(measured["resident"])
        return [
            Figure("passphrase to a painted first page", statistics.median(seconds), FIRST_PAGE_TARGET, "ms", 1000),
            Figure("memory with the sample agency open", statistics.median(resident), MEMORY_TARGET, "MB", 1e-6),
        ]

    def line_ups(self) -> Figure:
        """The best line-ups for a year of weekly panels."""
        seconds = []
        for _ in range(self.times):
            command = [sys.executable, str(BENCH / "line_ups.py")]
            done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
            seconds.append(json.loads(done.stdout.splitlines()[-1])["seconds"])
        return Figure("line-ups of a year", statistics.median(seconds), LINE_UPS_TARGET, "ms", 1000)

    def bookings(self) -> list[Figure]:
        """First-available for a case with 20 years of meetings; the rules' part of dragging an item."""
        command = [sys.executable, str(BENCH / "bookings.py")]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        return [
            Figure(
                "first-available with 20 years of meetings",
                measured["first_available"],
                FIRST_AVAILABLE_TARGET,
                "ms",
                1000,
            ),
            Figure("times and quorum reckoned after a drag", measured["drag"], DRAG_TARGET, "ms", 1000),
        ]

    def packs(self) -> list[Ratio | Figure]:
        """A pack of 700 pages: time, bytes, memory, how the time grows up to 5,000 pages, and the window meanwhile."""
        command = [sys.executable, str(BENCH / "packs.py"), "--times", str(self.times)]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        page, many = measured["a_page"], measured["a_page_of_many"]
        return [
            Ratio("a pack of 700 pages", measured["seconds"], measured["joining"], "joining its papers", PACK_TARGET),
            Figure("its bytes", measured["bytes"], PACK_BYTES_TARGET * measured["sources"], "MB", 1e-6),
            Figure("memory while it is made", measured["peak"], PACK_MEMORY_TARGET, "MB", 1e-6),
            Ratio("a page among 5,000", many, page, "a page among 700", PACK_GROWTH_TARGET),
            Figure("the window held up meanwhile", measured["held_up"], HELD_UP_TARGET, "ms", 1000),
        ]

    def minutes(self) -> list[Ratio]:
        """The minutes of ten items as a PDF, beside LibreOffice starting, and converting the same; none without it."""
        command = [sys.executable, str(BENCH / "minutes.py"), "--times", str(self.times)]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        what = f"minutes of {measured['pages']} pages"
        against = (
            (measured["starting"], "LibreOffice starting"),
            (measured["converting"], "LibreOffice converting them"),
        )
        return [
            Ratio(what, measured["seconds"], theirs, beside, MINUTES_TARGET) for theirs, beside in against if theirs
        ]

    def keystrokes(self) -> list[Figure]:
        """A key in the middle of the longest section of a 40-page draft, with spelling; and saving what was typed."""
        store = self.folder / "typed"
        shutil.copytree(self.sample(), store)
        command = [sys.executable, str(BENCH / "keystrokes.py"), str(store)]
        done = subprocess.run(command, env=self.surroundings, capture_output=True, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        return [
            Figure("a key to its paint, 99 of 100", measured["key"], FRAME_TARGET, "ms", 1000),
            Figure("typing held up by saving", measured["saving"], HELD_UP_TARGET, "ms", 1000),
        ]

    def kills(self) -> list[Figure]:
        """The most typing that is lost when the process is killed: a hundred times in minutes, fewer elsewhere."""
        command = [sys.executable, str(BENCH / "kills.py")]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        places = (("minutes", "minutes"), ("notes", "notes of panel day"), ("at_home", "minutes at home"))
        return [Figure(f"{words} lost by a kill", measured[name], LOST_TARGET, "ms", 1000) for name, words in places]

    def import_workbook(self, workbook: Path | None) -> Ratio:
        """Importing a workbook into a new store, beside openpyxl reading it.

        Opening a store derives a key, slowly on purpose, and so does starting Python: both are taken off.

        Args:
            workbook: the file; the sample agency's own registers, exported, if None.
        """
        if workbook is None:
            workbook = self.folder / "registers.xlsx"
            self.panel_desk(self.sample(), "export", str(workbook))
        empty, store = self.folder / "empty", self.folder / "imported"
        self.panel_desk(empty, "create", "--agency", "Fenland and Petersholme Adoption")

        def new_store() -> None:
            shutil.rmtree(store, ignore_errors=True)
            shutil.copytree(empty, store)

        opening = self.median(lambda: self.panel_desk(store, "meetings", "--json"), new_store)
        importing = self.median(lambda: self.panel_desk(store, "import", str(workbook)), new_store)
        python = self.median(lambda: self.call(sys.executable, "-c", "pass"))
        reading = self.median(lambda: self.call(sys.executable, "-c", READ, str(workbook)))
        return Ratio("import of a workbook", importing - opening, reading - python, "reading it", IMPORT_TARGET)


def main() -> int:
    """Measure and print; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7, help="how often each is measured; the median counts")
    parser.add_argument("--workbook", type=Path, help="a workbook to import; the sample agency's own by default")
    asked = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory(prefix="panel-desk-bench-") as folder:
        bench = Bench(Path(folder), asked.times)
        for measure in (
            lambda: [bench.start()],
            bench.first_page,
            lambda: [bench.line_ups()],
            bench.bookings,
            bench.packs,
            bench.minutes,
            bench.keystrokes,
            bench.kills,
            lambda: [bench.import_workbook(asked.workbook)],
        ):
            for figure in measure():
                print(figure, flush=True)
                met = met and figure.is_met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
