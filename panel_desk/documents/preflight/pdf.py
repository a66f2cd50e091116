"""A PDF on its way in: opened or mended, unlocked, and looked at from its contents to its last page."""

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
import pypdfium2

from panel_desk.documents.preflight.contents import PdfContents, TooLargeError, inspect_contents
from panel_desk.documents.preflight.pages import PageCheck, check_pages
from panel_desk.documents.preflight.repair import has_damaged_streams, repair
from panel_desk.documents.preflight.wording import page_ranges, pages_sentence
from panel_desk.documents.redaction.phrase_search import Haystack
from panel_desk.rules.text import listed

MAX_PAGES = 5_000
_LARGEST = 1_191.0  # points: the longer side of A3, with a point for rounding
_MOST_NAMED = 6
_MILLIMETRES = 25.4 / 72
BROKEN = (
    pikepdf.PdfError,
    pypdfium2.PdfiumError,
    ArithmeticError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What the libraries raise for a file that is not what it should be."""

PageProgress = Callable[[int, int], object]


class RefusedError(Exception):
    """A file is not taken in.

    Args:
        why: why, and what to do.
        needs_password: it is locked, or the password is wrong.
    """

    def __init__(self, why: str, *, needs_password: bool = False) -> None:
        super().__init__(why)
        self.why, self.needs_password = why, needs_password


@dataclass(slots=True)
class CheckedPdf:
    """A PDF that is taken in.

    Args:
        data: what to file.
        pages: how many it has.
        findings: what its reader should know.
        is_signed: it bears a digital signature that is whole.
    """

    data: bytes
    pages: int = 0
    findings: list[str] = field(default_factory=list)
    is_signed: bool = False


def check_pdf(data: bytes, password: str | None, known: Sequence[str], progress: PageProgress) -> CheckedPdf:
    """Look at a PDF.

    Args:
        data: the file.
        password: what opens it, where it is locked.
        known: what should not stand in it.
        progress: hears how many pages are done, of how many.

    Raises:
        RefusedError: it is not taken in.
    """
    looked = CheckedPdf(data)
    contents = _opened(looked, password)
    seen = []
    try:
        seen = list(check_pages(looked.data, progress))
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    if len(seen) < looked.pages or all(page.is_broken for page in seen):
        raise _damaged()
    if any(page.is_blank and page.number in contents.lost for page in seen):
        raise _damaged()
    if contents.is_dynamic or (contents.has_xfa and _waits(seen)):
        raise RefusedError(
            "It is a form that only Adobe Reader can show (XFA); other programs see “Please wait”. Open it in Adobe "
            "Reader, print it to PDF and file that."
        )
    looked.findings += [*_of_pages(seen), *_of_contents(contents, looked), *_of_others(seen, known)]
    return looked


def _opened(looked: CheckedPdf, password: str | None) -> PdfContents:
    """Open and, where it must be, write anew; what it holds beside its pages."""
    pdf, was_rescued = _pdf(looked.data, password)
    try:
        count = len(pdf.pages)
        if not count:
            raise RefusedError("The file has no pages. Ask its author to send it again.")
        if count > MAX_PAGES:
            raise RefusedError(f"The file has more than {MAX_PAGES:,} pages. File it in parts.")
        contents = inspect_contents(pdf)
        if contents.is_portfolio:
            raise RefusedError(
                "It is a portfolio: a cover with other files inside. Open it in Adobe Reader, save the files in it and "
                "file those."
            )
        looked.pages = count
        looked.is_signed = contents.is_signed
        changes = _unlocked(pdf, password)
        if was_rescued or not contents.is_signed:
            mended, contents.lost = repair(pdf, was_rescued=was_rescued)
            changes += mended
        if changes:
            looked.data = _written(pdf)
            looked.findings += changes
            if contents.is_signed:
                looked.is_signed = False
                looked.findings.append("It was digitally signed; the seal does not hold in the copy that is filed.")
        if _is_damaged_within(looked.data):
            looked.findings.append(
                "Something in it, as a picture, is damaged and may not be shown. Look at every page."
            )
    except TooLargeError:
        raise RefusedError(
            "Something in it unpacks to more than any paper needs, which would stop the computer. Ask its author to "
            "print it to PDF and send it again."
        ) from None
    except BROKEN:
        raise _damaged() from None
    finally:
        pdf.close()
    return contents


def _pdf(data: bytes, password: str | None) -> tuple[pikepdf.Pdf, bool]:
    """The file, opened, and whether another program had to read it first."""
    tried: list[str | bytes] = [password or ""]
    if password and not password.isascii():
        tried.append(password.encode("latin-1", "replace"))  # as the older kinds of locking write it
    for each in tried:
        try:
            return pikepdf.Pdf.open(BytesIO(data), password=each), False
        except pikepdf.PasswordError:
            continue
        except BROKEN as error:
            if "encryption" in str(error).lower() or "security handler" in str(error).lower():
                raise RefusedError(
                    "It is locked in a way that Panel Desk cannot open. Open it in the program that it was made for, "
                    "print it to PDF and file that."
                ) from None
            return _rescued(data), True
    if password:
        raise RefusedError("The password does not open it. Look it up and try again.", needs_password=True)
    raise RefusedError(
        "It is locked with a password. Give the password, and an unlocked copy is filed.", needs_password=True
    )


def _rescued(data: bytes) -> pikepdf.Pdf:
    """A PDF that qpdf cannot read, as pdfium writes it, which finds other things."""
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            out = BytesIO()
            document.save(out)
        finally:
            document.close()
        return pikepdf.Pdf.open(BytesIO(out.getvalue()))
    except BROKEN:
        raise _damaged() from None


def _unlocked(pdf: pikepdf.Pdf, password: str | None) -> list[str]:
    if not pdf.is_encrypted:
        return []
    if password:
        return ["It was locked with a password; the copy that is filed opens without it."]
    return ["It was locked against changes; the copy that is filed is not."]


def _is_damaged_within(data: bytes) -> bool:
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        return has_damaged_streams(pdf)


def _written(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of form fields that belong to no form, which were so before
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _damaged() -> RefusedError:
    return RefusedError("The file is damaged and cannot be read. Ask its author to send it again.")


def _waits(seen: Sequence[PageCheck]) -> bool:
    return len(seen) == 1 and "please wait" in seen[0].text.casefold()


def _of_pages(seen: Sequence[PageCheck]) -> list[str]:
    found = []
    if broken := [page.number for page in seen if page.is_broken]:
        found.append(f"{pages_sentence(broken, 'is', 'are')} damaged and cannot be shown.")
    if blank := [page.number for page in seen if page.is_blank]:
        found.append(f"{pages_sentence(blank, 'is', 'are')} blank.")
    if sideways := [page.number for page in seen if page.turned]:
        what = ("is turned: its text stands", "are turned: their text stands")
        found.append(f"{pages_sentence(sideways, *what)} sideways or upside down.")
    if textless := [page for page in seen if page.is_textless]:
        numbers = [page.number for page in textless]
        thing = "a scan" if any(page.has_picture for page in textless) else "a drawing"
        if len(textless) == sum(not page.is_blank for page in seen):
            found.append(f"It is {thing} without text, so it cannot be searched or read aloud.")
        else:
            one = f"is {thing} without text, so it cannot be searched or read aloud"
            found.append(
                f"{pages_sentence(numbers, one, f'are {thing[2:]}s without text, so they cannot be')}{_ending(numbers)}"
            )
    if large := [page for page in seen if max(page.width, page.height) > _LARGEST]:
        width, height = (round(side * _MILLIMETRES) for side in (large[0].width, large[0].height))
        numbers = [page.number for page in large]
        found.append(f"{pages_sentence(numbers, 'is', 'are')} larger than A3 ({width:,} × {height:,} mm).")
    return found


def _ending(numbers: Sequence[int]) -> str:
    return "." if len(numbers) == 1 else " searched or read aloud."


def _of_contents(contents: PdfContents, looked: CheckedPdf) -> list[str]:
    found = []
    if contents.active:
        found.append(f"It holds {listed(list(contents.active))}; none of that goes into a pack.")
    if looked.is_signed:
        found.append(
            "It is digitally signed; it goes with the pack as a file of its own, so that its seal stays whole."
        )
    if contents.missing_fonts:
        names = list(contents.missing_fonts)
        named = listed(names if len(names) <= _MOST_NAMED else [*names[:_MOST_NAMED], "others"])
        found.append(f"It does not carry all of its fonts ({named}), so it may look different elsewhere.")
    return found


def _of_others(seen: Sequence[PageCheck], known: Sequence[str]) -> list[str]:
    """Where names and refs of other cases stand."""
    if not known:
        return []
    haystack = Haystack((page.number, page.text) for page in seen)
    found = []
    for phrase in dict.fromkeys(known):
        places = haystack.find(phrase, strictly=True)
        if numbers := sorted({place.page for match in places for place in match}):
            where = f"Page {numbers[0]} names" if len(numbers) == 1 else f"Pages {page_ranges(numbers)} name"
            found.append(f"{where} {phrase}, which belongs to another case.")
    return found
