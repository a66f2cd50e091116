"""Names of files that the program writes, without the characters that Windows refuses."""

_NOT_IN_NAMES = '<>:"/\\|?*'


def pdf_name(*parts: str) -> str:
    """The name of a PDF: its parts parted by spaces, as in `Agenda 4 March 2027.pdf`. Empty parts are left out."""
    return f"{file_name(*parts)}.pdf"


def word_name(*parts: str) -> str:
    """The name of a Word document, made as that of a PDF."""
    return f"{file_name(*parts)}.docx"


def file_name(*parts: str) -> str:
    """The same without an ending."""
    return " ".join("".join(c for c in part if c not in _NOT_IN_NAMES) for part in parts if part)
