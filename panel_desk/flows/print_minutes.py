"""Prints minutes: the stored PDF of signed minutes, and every other document from the registers.

`read_print` asks the desk; `make_print` is pure work, which the window's worker does.
"""

from dataclasses import dataclass

from panel_desk.desk import Desk
from panel_desk.documents.minutes.unsigned_print import print_unsigned
from panel_desk.queries.document_rows import MinutesContent
from panel_desk.queries.minutes.minutes import signed_print


@dataclass(frozen=True, slots=True)
class MinutesPrint:
    """Minutes to be printed.

    Args:
        content: what they say.
        in_word: they are printed as a Word document.
        signed: the PDF that was signed, to the byte; None where another document is printed.
    """

    content: MinutesContent
    in_word: bool
    signed: bytes | None


def read_print(desk: Desk, content: MinutesContent, *, in_word: bool = False) -> MinutesPrint:
    """Ask for the PDF that was signed, where the whole minutes are printed as a PDF and are signed.

    Raises:
        SurroundingsError: the signed PDF is missing or damaged.
    """
    is_whole = content.only_case is None and content.bundle is None and not in_word
    return MinutesPrint(content, in_word, desk.ask(signed_print, content.meeting.meeting) if is_whole else None)


def make_print(minutes: MinutesPrint) -> bytes:
    """The signed PDF, or a print from the registers; pure work, which touches neither the desk nor a widget.

    Raises:
        RuleBrokenError: an extract or a bundle would differ from what was signed.
    """
    return print_unsigned(minutes.content, in_word=minutes.in_word) if minutes.signed is None else minutes.signed


def print_minutes(desk: Desk, content: MinutesContent, *, in_word: bool = False) -> bytes:
    """Both steps at once, for callers without a worker.

    Raises:
        RuleBrokenError: an extract or a bundle would differ from what was signed.
        SurroundingsError: the signed PDF is missing or damaged.
    """
    return make_print(read_print(desk, content, in_word=in_word))
