"""Names of generated files, without the characters that Windows does not allow."""

from collections.abc import Callable

_NOT_IN_NAMES = '<>:"/\\|?*'


def pdf_name(*parts: str) -> str:
    """A PDF's file name, its parts joined by spaces: `Agenda 4 March 2027.pdf`. Empty parts are left out."""
    return f"{file_name(*parts)}.pdf"


def word_name(*parts: str) -> str:
    """A Word document's file name, built like `pdf_name`."""
    return f"{file_name(*parts)}.docx"


def file_name(*parts: str) -> str:
    """A file name without an extension, built like `pdf_name`."""
    return " ".join("".join(c for c in part if c not in _NOT_IN_NAMES) for part in parts if part)


def free_name(name: str, is_taken: Callable[[str], bool]) -> str:
    """The name, or `Name (2).pdf`, `Name (3).pdf` and so on where it is taken."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    number, free = 1, name
    while is_taken(free):
        number += 1
        free = f"{stem} ({number}){dot}{ending}"
    return free
