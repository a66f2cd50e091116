"""What poppler says of a signed PDF; it shares no code with the program."""

import shutil
import subprocess
from pathlib import Path


def poppler_says(file: Path) -> str:
    """The whole of what `pdfsig` prints."""
    program = shutil.which("pdfsig")
    assert program is not None
    return subprocess.run([program, str(file)], capture_output=True, text=True, check=False).stdout  # noqa: S603 - poppler's own
