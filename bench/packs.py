"""Measures making a pack of 24 papers and 700 pages, compared with qpdf only joining the same papers.

The papers hold text, pictures, links and bookmarks. Measured are time, size, memory, the time per page of a pack of
5,000 pages, and the longest time for which the window is blocked while the pack is made in the background.
Usage: python bench/packs.py [--times N]
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from datetime import time as at_time
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.packs.build import PackResult, build_pack
from panel_desk.queries.document_rows import (
    AgendaContent,
    AgendaItem,
    CaseFacts,
    MeetingFacts,
    PackCase,
    PackContent,
    PackPaper,
)
from panel_desk.rules.vocabulary import CaseKind, MeetingFormat, PanelType, PaperKind

PAPERS, PAGES, CASES = 24, 700, 6  # of the pack
MANY_PAGES = 5000  # of the pack on which the time per page is measured
WORDS = (
    *("panel", "child", "family", "home", "school", "health", "contact", "support", "adopter", "carer", "report"),
    *("visit", "brother", "sister", "settled", "warm", "early", "plan", "foster", "history", "needs", "placement"),
)


def make_papers(folder: Path) -> list[Path]:
    """Make the papers, and return their files."""
    chance = Random(11)  # noqa: S311 # not for security; the seed gives the same papers
    pages = [PAGES // PAPERS + (number < PAGES % PAPERS) for number in range(PAPERS)]
    return [_paper(folder / f"Paper-{number:02}.pdf", count, chance) for number, count in enumerate(pages, start=1)]


def _paper(path: Path, pages: int, chance: Random) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for number in range(pages):
        is_wide, has_picture = number % 12 == 11, number % 6 == 3  # noqa: PLR2004 # a few pages of each
        canvas.setPageSize(landscape(A4) if is_wide else A4)
        text = canvas.beginText(56, 520 if is_wide else 770)
        text.setFont("Times-Roman", 11)
        for _ in range(24 if is_wide or has_picture else 50):
            text.textLine(" ".join(chance.choice(WORDS) for _ in range(14)))
        canvas.drawText(text)
        if has_picture:
            data = BytesIO()
            Image.effect_noise((640, 420), 50).convert("RGB").save(data, "JPEG", quality=80)
            data.seek(0)
            canvas.drawImage(ImageReader(data), 56, 90, 480, 300)
        canvas.bookmarkPage(f"page{number}")
        if number % 4 == 0:
            canvas.addOutlineEntry(f"Section {number // 4 + 1}", f"page{number}", 0)
        else:
            canvas.addOutlineEntry(f"Part {number}", f"page{number}", 1)
        canvas.linkURL("https://example.org/guidance", (56, 40, 200, 52))
        canvas.linkRect("", f"page{chance.randrange(number + 1)}", (300, 40, 420, 52))
        canvas.showPage()
    canvas.save()
    return path


def content(papers: list[Path]) -> PackContent:
    """A pack of these papers, the same number for each case."""
    items = []
    for number in range(1, CASES + 1):
        facts = CaseFacts(f"CASE-{number:03}", CaseKind.APPROVAL, f"Household {number}", (), "Sam Made-Up")
        items.append(AgendaItem(number, facts, at_time(9 + number), 45))
    meeting = MeetingFacts(
        agency="Fenland and Petersholme Adoption",
        panel="Adoption panel",
        meeting="P2027-03-10",
        held_on=date(2027, 3, 10),
        starts_at=at_time(9, 30),
        place=MeetingFormat.VIRTUAL,
        chair="Kit Made-Up",
        panel_type=PanelType.ORDINARY,
    )
    agenda = AgendaContent(meeting, date(2027, 3, 3), 1, tuple(items), (), (), ())
    rows = [PackPaper(f"{n}:{path}", path.name, path.stem, PaperKind.OTHER) for n, path in enumerate(papers)]
    return PackContent(agenda, tuple(PackCase(item, tuple(rows[n::CASES])) for n, item in enumerate(items)))


def build(papers: list[Path], progress: Callable[[str, int, int], object] | None = None) -> PackResult:
    """Make the pack."""
    return build_pack(content(papers), lambda paper: Path(paper.key.partition(":")[2]).read_bytes(), progress)


def timed(work: Callable[[], object], times: int) -> float:
    """Median seconds of calling `work` some times; a first call does not count, unless it is the only one."""
    seconds = []
    for _ in range(times + 1):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[1:] or seconds)


def join(papers: list[Path], out: Path) -> None:
    """Join the papers by qpdf; by pikepdf, which holds the same library, where qpdf is not installed."""
    arguments = ["--empty", "--pages", *map(str, papers), "--", str(out)]
    program = shutil.which("qpdf")
    command = (
        [program, *arguments]
        if program
        else [sys.executable, "-c", "import sys, pikepdf; pikepdf.Job(['qpdf', *sys.argv[1:]]).run()", *arguments]
    )
    subprocess.run(command, check=True, capture_output=True)


def measured_in_new_process(folder: Path, times: int) -> dict[str, float]:
    """The figures of packs made in a new process, whose peak memory is theirs alone."""
    command = [sys.executable, __file__, "--child", str(folder), "--times", str(times)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def peak_memory() -> float:
    """The peak memory of this process in bytes."""
    if sys.platform == "win32":
        import psutil  # noqa: PLC0415 # only on Windows

        return float(psutil.Process().memory_info().peak_wset)
    import resource  # noqa: PLC0415 # not on Windows

    return float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def child(folder: Path, times: int) -> None:
    """Make packs in this process, which `measured_in_new_process` started; prints their figures as a line of JSON."""
    papers = sorted(folder.glob("Paper-*.pdf"))
    made = build(papers)
    peak = peak_memory()
    many = papers * round(MANY_PAGES / PAGES)
    many_pages = build(many).pages
    few_seconds, many_seconds = [], []
    for _ in range(times):  # in turn, so that other load on the machine affects both
        few_seconds.append(timed(lambda: build(papers), 1))
        many_seconds.append(timed(lambda: build(many), 0))
    seconds = statistics.median(few_seconds)
    figures = {
        "seconds": seconds,
        "bytes": sum(map(len, made.volumes)),
        "peak": peak,
        "a_page": seconds / made.pages,
        "a_page_of_many": statistics.median(many_seconds) / many_pages,
    }
    print(json.dumps(figures))


def longest_block(folder: Path) -> float:
    """The longest time in seconds for which the window's thread was blocked while a pack was made."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer  # noqa: PLC0415 # only this measure has a window; memory is measured without one
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 # likewise

    import panel_desk.ui.error_display  # noqa: F401, PLC0415 # the window has loaded it by then
    from panel_desk.ui.background import BackgroundWorker  # noqa: PLC0415 # only this measure has a window

    papers = sorted(folder.glob("Paper-*.pdf"))
    application = QApplication.instance() or QApplication([])
    background = BackgroundWorker()
    moments: list[float] = []
    ticking = QTimer()
    ticking.timeout.connect(lambda: moments.append(time.perf_counter()))
    ticking.start(1)
    background.start("Making the pack", lambda progress: build(papers, progress), lambda _: application.quit())
    application.exec()
    ticking.stop()
    background.drain()
    return max(later - earlier for earlier, later in pairwise(moments))


def main() -> None:
    """Measure and print; the last line is JSON with the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=3, help="how often each is measured; the median counts")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.times)
        return
    with tempfile.TemporaryDirectory(prefix="panel-desk-packs-") as place:
        folder = Path(place)
        papers = make_papers(folder)
        joining = timed(lambda: join(papers, folder / "joined.pdf"), options.times)
        figures = measured_in_new_process(folder, options.times)
        figures["joining"] = joining
        figures["sources"] = float(sum(path.stat().st_size for path in papers))
        figures["blocked"] = max(longest_block(folder) for _ in range(options.times))
    print(
        f"a pack of {PAPERS} papers and {PAGES} pages: {figures['seconds']:.2f} s, "
        f"{figures['seconds'] / joining:.1f} × joining them ({joining:.2f} s); "
        f"{figures['bytes'] / figures['sources']:.3f} × the bytes of its papers; {figures['peak'] / 1e6:.0f} MB; "
        f"a page of {MANY_PAGES} costs {figures['a_page_of_many'] / figures['a_page']:.2f} × one of {PAGES}; "
        f"window blocked for {figures['blocked'] * 1000:.0f} ms at most"
    )
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
