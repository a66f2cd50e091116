"""Measures making the minutes of ten items as a PDF, compared with LibreOffice converting the same minutes from DOCX.

LibreOffice's start alone is measured by converting an empty document.
Usage: python bench/minutes.py [--times N]
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from pypdfium2 import PdfDocument

from panel_desk.documents.minutes.docx import minutes_docx
from panel_desk.documents.minutes.pdf import minutes_pdf
from panel_desk.queries.document_rows import MinutesContent
from tests.documents.contents import APPROVAL, MATCH, an_item, some_minutes

ITEMS, QUESTIONS = 10, 12
WORDS = (
    *("the", "panel", "asked", "heard", "about", "contact", "family", "home", "school", "health", "support", "and"),
    *("child’s", "visit", "settled", "warm", "early", "plan", "foster", "history", "needs", "placement", "how", "with"),
)


def a_days_minutes() -> MinutesContent:
    """Minutes of about forty pages."""
    chance = Random(7)  # noqa: S311 # not for security; the seed gives the same minutes
    return some_minutes(
        [
            an_item(MATCH if place % 2 else APPROVAL, place, discussion=_discussion(chance))
            for place in range(1, ITEMS + 1)
        ]
    )


def _discussion(chance: Random) -> str:
    lines = []
    for _ in range(QUESTIONS):
        lines += ["# A question", _sentence(chance, 90), f"- **{_sentence(chance, 12)}**", _sentence(chance, 60)]
    return "\n".join(lines)


def _sentence(chance: Random, words: int) -> str:
    return f"{' '.join(chance.choice(WORDS) for _ in range(words)).capitalize()}."


def median(work: Callable[[], object], times: int) -> float:
    """Median seconds of calling `work` some times; a first call does not count."""
    seconds = []
    for _ in range(times + 1):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[1:])


def main() -> None:
    """Measure, and print the figures as JSON; without LibreOffice its figures are null."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="how often each is measured; the median counts")
    times = parser.parse_args().times
    content, office = a_days_minutes(), shutil.which("soffice")
    starting = converting = None
    if office is not None:
        with tempfile.TemporaryDirectory(prefix="panel-desk-minutes-") as folder:
            empty, full = Path(folder, "empty.txt"), Path(folder, "full.docx")
            empty.write_text("")
            full.write_bytes(minutes_docx(content))
            command = [office, f"-env:UserInstallation={Path(folder, 'profile').as_uri()}", "--headless"]
            command += ["--convert-to", "pdf", "--outdir", folder]

            def convert(file: Path) -> None:
                subprocess.run([*command, str(file)], capture_output=True, check=True)

            starting, converting = median(lambda: convert(empty), times), median(lambda: convert(full), times)
    with PdfDocument(minutes_pdf(content)) as made:
        pages = len(made)
    ours = median(lambda: minutes_pdf(content), times)
    print(json.dumps({"pages": pages, "seconds": ours, "starting": starting, "converting": converting}))


if __name__ == "__main__":
    main()
