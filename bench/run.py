"""Benchmarks Panel Desk and prints each figure with its target.

A figure is a median of this run, unless its name says otherwise. It is compared with the median of the same work done
without the program, or with an absolute target. Usage: python dev.py bench [--times N] [--workbook FILE.xlsx]
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
# A program that reads a workbook with openpyxl and does nothing else.
READ = "import sys, openpyxl; [list(s.values) for s in openpyxl.load_workbook(sys.argv[1], data_only=True)]"

START_TARGET = 3.0  # times the start of a bare window
IMPORT_TARGET = 4.0  # times reading the workbook
FIRST_PAGE_TARGET = 0.3  # seconds
MEMORY_TARGET = 180e6  # bytes
LINE_UPS_TARGET = 5.0  # seconds
FIRST_AVAILABLE_TARGET = 0.1  # seconds
DRAG_TARGET = 0.016  # seconds
PACK_TARGET = 6.0  # times joining the papers
PACK_BYTES_TARGET = 1.15  # times the bytes of the papers
PACK_GROWTH_TARGET = 1.3  # times the time of a page among 700
PACK_MEMORY_TARGET = 400e6  # bytes
BLOCKED_TARGET = 0.1  # seconds
MINUTES_TARGET = 1.0  # times what LibreOffice takes
FRAME_TARGET = 0.016  # seconds from a key to its painting
LOST_TARGET = 2.0  # seconds of typing


@dataclass(frozen=True, slots=True)
class Ratio:
    """The time that the program takes, divided by the time of the same work without it.

    Args:
        what: the measure's name.
        ours: seconds with the program.
        reference: seconds of what it is compared with.
        compared_with: what it is compared with.
        target: the largest ratio that meets it.
    """

    what: str
    ours: float
    reference: float
    compared_with: str
    target: float

    @property
    def is_met(self) -> bool:
        """Whether the target holds."""
        return self.ours <= self.target * self.reference

    def __str__(self) -> str:
        return (
            f"{self.what}: {self.ours / self.reference:.1f} × {self.compared_with} "
            f"({self.ours * 1000:.0f} ms and {self.reference * 1000:.0f} ms), "
            f"target at most {self.target:.1f} ×: {'met' if self.is_met else 'missed'}"
        )


@dataclass(frozen=True, slots=True)
class Figure:
    """What the program takes, compared with an absolute target.

    Args:
        what: the measure's name.
        ours: what it takes, in seconds or bytes.
        target: the most that meets it, in the same unit.
        unit: the unit in which both are printed.
        scale: the factor from seconds or bytes to that unit.
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
    """Runs the benchmarks.

    Args:
        folder: holds the stores of this run.
        times: how often each is measured.
    """

    def __init__(self, folder: Path, times: int) -> None:
        self.folder = folder
        self.times = times
        self.environment = {**os.environ, "PANEL_DESK_PASSPHRASE": secrets.token_urlsafe(16)}

    def call(self, *command: str) -> None:
        """Run a command; its output is printed only where it fails."""
        done = subprocess.run(
            command, env=self.environment, capture_output=True, encoding="utf-8", errors="replace", check=False
        )
        if done.returncode != 0:
            print(done.stdout, done.stderr, sep="", file=sys.stderr)
            done.check_returncode()

    def panel_desk(self, store: Path, *words: str) -> None:
        """Run one of the program's commands on a store."""
        self.call(str(PROGRAM), *words, "--store", str(store))

    def median(self, work: Callable[[], object], prepare: Callable[[], object] = lambda: None) -> float:
        """Median seconds of `work`; a first run, which fills the disk's cache, does not count."""
        seconds = []
        for _ in range(self.times + 1):
            prepare()
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
        return statistics.median(seconds[1:])

    def until_painted(self, *window: str) -> None:
        """Start a window in a process of its own and return once it has been painted.

        Args:
            window: the arguments of `first_paint.py`, which say which window.

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
        """From starting the process to a painted sign-in window, compared with a window that holds only a table."""
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
        """From the passphrase to the painted first page of the sample agency, without deriving the key; memory then."""
        seconds, resident = [], []
        for _ in range(self.times):
            command = [sys.executable, str(BENCH / "first_page.py"), str(self.sample())]
            done = subprocess.run(command, env=self.environment, capture_output=True, encoding="utf-8", check=True)
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
        """The search for meetings with room for a case, and item times and quorum after an item is dragged."""
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
            Figure("item times and quorum after a drag", measured["drag"], DRAG_TARGET, "ms", 1000),
        ]

    def packs(self) -> list[Ratio | Figure]:
        """A pack of 700 pages: time, size, memory, time for each page of 5,000, and how long it blocks the window."""
        command = [sys.executable, str(BENCH / "packs.py"), "--times", str(self.times)]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        page, many = measured["a_page"], measured["a_page_of_many"]
        return [
            Ratio("a pack of 700 pages", measured["seconds"], measured["joining"], "joining its papers", PACK_TARGET),
            Figure("its size", measured["bytes"], PACK_BYTES_TARGET * measured["sources"], "MB", 1e-6),
            Figure("memory while it is made", measured["peak"], PACK_MEMORY_TARGET, "MB", 1e-6),
            Ratio("a page among 5,000", many, page, "a page among 700", PACK_GROWTH_TARGET),
            Figure("the window blocked meanwhile", measured["blocked"], BLOCKED_TARGET, "ms", 1000),
        ]

    def minutes(self) -> list[Ratio]:
        """The minutes of ten items as a PDF, compared with LibreOffice's start and conversion; none without it."""
        command = [sys.executable, str(BENCH / "minutes.py"), "--times", str(self.times)]
        done = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        what = f"minutes of {measured['pages']} pages"
        references = (
            (measured["starting"], "LibreOffice starting"),
            (measured["converting"], "LibreOffice converting them"),
        )
        return [
            Ratio(what, measured["seconds"], seconds, name, MINUTES_TARGET) for seconds, name in references if seconds
        ]

    def keystrokes(self) -> list[Figure]:
        """A key typed into the longest section of a 40-page draft, with the spelling check; and saving the section."""
        store = self.folder / "typed"
        shutil.copytree(self.sample(), store)
        command = [sys.executable, str(BENCH / "keystrokes.py"), str(store)]
        done = subprocess.run(command, env=self.environment, capture_output=True, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        return [
            Figure("a key to its painting, 99th percentile", measured["key"], FRAME_TARGET, "ms", 1000),
            Figure("typing blocked by saving", measured["saving"], BLOCKED_TARGET, "ms", 1000),
        ]

    def kills(self) -> list[Figure]:
        """The most typing that is lost when the process is killed: of a hundred kills in minutes, fewer elsewhere."""
        command = [sys.executable, str(BENCH / "kills.py")]
        done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
        measured = json.loads(done.stdout.splitlines()[-1])
        measures = (("minutes", "minutes"), ("notes", "notes of panel day"), ("at_home", "minutes at home"))
        return [Figure(f"{words} lost by a kill", measured[name], LOST_TARGET, "ms", 1000) for name, words in measures]

    def import_workbook(self, workbook: Path | None) -> Ratio:
        """Importing a workbook into a new store, compared with openpyxl reading it.

        The time of starting Python is subtracted from both, and that of opening a store from the import.

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
    """Run every benchmark and print its figures; 0 where every target is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=7, help="how often each is measured; the median counts")
    parser.add_argument("--workbook", type=Path, help="a workbook to import; the sample agency's own by default")
    options = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory(prefix="panel-desk-bench-") as folder:
        bench = Bench(Path(folder), options.times)
        for measure in (
            lambda: [bench.start()],
            bench.first_page,
            lambda: [bench.line_ups()],
            bench.bookings,
            bench.packs,
            bench.minutes,
            bench.keystrokes,
            bench.kills,
            lambda: [bench.import_workbook(options.workbook)],
        ):
            for figure in measure():
                print(figure, flush=True)
                met = met and figure.is_met
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
