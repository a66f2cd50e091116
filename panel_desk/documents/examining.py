"""Files on their way in, each looked at by the preflight under a limit of time and memory."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from panel_desk.documents.preflight import Preflight, preflight

Told = Callable[[str, int, int], object]
"""Called as it goes: the file's name, how many are done, of how many. May raise to stop."""

UNREADABLE = "The file cannot be read. Close it in other programs and try again."


@dataclass(frozen=True, slots=True)
class Handed:
    """A file as it is handed in.

    Args:
        name: its name.
        source: where it lies, or its bytes where it comes out of an e-mail.
        password: what opens it, where it is locked.
    """

    name: str
    source: Path | bytes
    password: str | None = None


def examine(files: Sequence[Handed], told: Told = lambda *_: None, known: Sequence[str] = ()) -> tuple[Preflight, ...]:
    """Look at files before they are filed: what was found in each, in their order; nothing in a file raises.

    Args:
        files: the files.
        told: hears which file it is at, many times a second, and may raise to stop.
        known: names and refs of other cases, which should not stand in these papers.
    """
    found = []
    for done, file in enumerate(files):
        told(file.name, done, len(files))
        try:
            data = file.source if isinstance(file.source, bytes) else file.source.read_bytes()
        except OSError:
            found.append(Preflight(b"", 0, refused=UNREADABLE))
        else:
            found.append(preflight(data, file.name, file.password, known))
    return tuple(found)
