"""Checks signatures with poppler, which shares no code with the program."""

import shutil
import subprocess
from pathlib import Path


def poppler_says(file: Path) -> str:
    """What `pdfsig` prints about a file."""
    program = shutil.which("pdfsig")
    assert program is not None
    return subprocess.run([program, str(file)], capture_output=True, text=True, check=False).stdout  # noqa: S603 - poppler's own
