"""Runs the preflight on every file of a folder: accepted and refused files, the slowest, the most memory.

    python bench/intake.py FOLDER

Files in its subfolders are checked too.
"""

import sys
import time
from collections import Counter
from pathlib import Path

from panel_desk.documents.preflight.subprocess_reader import IncomingFile, PreflightLimits, check_files

_SLOWEST = 5  # files that are named
_MEGABYTE = 1 << 20  # bytes


def main(folder: Path) -> None:
    """Check every file and print the figures."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    times: list[tuple[float, str]] = []
    current, began = "", time.perf_counter()

    def progress(name: str, done: int, _total: int) -> None:
        nonlocal current, began
        if current != f"{done} {name}":
            if current:
                times.append((time.perf_counter() - began, current))
            current, began = f"{done} {name}", time.perf_counter()

    start = time.perf_counter()
    found = check_files([IncomingFile(path.name, path) for path in files], progress)
    times.append((time.perf_counter() - began, current))
    refused = Counter(each.refused for each in found if each.refused)
    findings = Counter(finding.partition(":")[0][:60] for each in found for finding in each.findings)
    print(f"{len(files):6} files in {time.perf_counter() - start:.0f} s")
    print(f"{len(files) - refused.total():6} accepted, {sum(each.pages for each in found)} pages")
    for why, count in refused.most_common():
        print(f"{count:6} refused: {why}")
    print(f"{findings.total():6} findings")
    for seconds, name in sorted(times, reverse=True)[:_SLOWEST]:
        print(f"{seconds:6.1f} s {name}")
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - not on Windows

        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 / _MEGABYTE
        print(f"{most:6.0f} MB at most in the process that reads (limit {PreflightLimits().memory / _MEGABYTE:.0f})")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
