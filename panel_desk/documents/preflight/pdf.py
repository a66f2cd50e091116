"""Checks an incoming PDF: opens, unlocks and repairs it, and collects findings about its content and pages."""

import unicodedata
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO

import pikepdf
import pypdfium2

from panel_desk.documents.packs.trial import why_left_out
from panel_desk.documents.pdf_errors import PDF_ERRORS
from panel_desk.documents.preflight.contents import PdfContents, TooLargeError, inspect_contents
from panel_desk.documents.preflight.pages import PageCheck, check_pages
from panel_desk.documents.preflight.repair import has_damaged_streams, repair
from panel_desk.documents.preflight.wording import page_ranges, pages_sentence
from panel_desk.documents.redaction.phrase_search import Haystack
from panel_desk.rules.text import cleaned, count, listed
from panel_desk.rules.vocabulary import PackEdition

MAX_PAGES = 5_000
_MAX_SIDE = 1_191.0  # points: the longer side of A3, with a point for rounding
_MAX_FONTS_NAMED = 6
_MILLIMETRES = 25.4 / 72  # in a point
PageProgress = Callable[[int, int], object]
"""Called with the pages done and the pages in all."""


class RefusedError(Exception):
    """A file is refused.

    Args:
        why: the reason and what to do, in sentences.
        needs_password: it is locked, or the password is wrong.
    """

    def __init__(self, why: str, *, needs_password: bool = False) -> None:
        super().__init__(why)
        self.why, self.needs_password = why, needs_password


@dataclass(slots=True)
class CheckedPdf:
    """A PDF that can be filed.

    Args:
        data: the bytes to file: the file itself, or its unlocked or repaired copy.
        pages: its number of pages.
        findings: what the person who files it should know, in sentences.
        is_signed: it bears a digital signature that is still valid in `data`.
        commenters: for each reviewer's comment, who wrote it; empty where that is not known.
        texts: the text of each page.
    """

    data: bytes
    pages: int = 0
    findings: list[str] = field(default_factory=list)
    is_signed: bool = False
    commenters: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def check_pdf(data: bytes, password: str | None, known: Sequence[str], progress: PageProgress) -> CheckedPdf:
    """Check a PDF before it is filed.

    Args:
        data: the file.
        password: the password to open it with; None where none was given.
        known: names and refs of other cases, which should not occur in it.
        progress: called with the pages done and the pages in all.

    Raises:
        RefusedError: it cannot be filed.
    """
    checked = CheckedPdf(data)
    contents = _open(checked, password)
    pages = []
    try:
        pages = list(check_pages(checked.data, progress))
    except pypdfium2.PdfiumError:
        raise _damaged() from None
    if len(pages) < checked.pages or all(page.is_broken for page in pages):
        raise _damaged()
    if any(page.is_blank and page.number in contents.lost for page in pages):
        raise _damaged()
    if contents.is_dynamic or (contents.has_xfa and _is_placeholder(pages)):
        raise RefusedError(
            "It is a form that only Adobe Reader can show (XFA); other programs see “Please wait”. Open it in Adobe "
            "Reader, print it to PDF and file that."
        )
    left_out = why_left_out(checked.data, checked.pages, is_signed=checked.is_signed)
    if not checked.is_signed and left_out:
        raise _damaged()
    checked.texts = [cleaned(page.text) for page in pages]
    checked.findings += [
        *_page_findings(pages),
        *_content_findings(contents, checked, left_out),
        *_other_cases(pages, known),
    ]
    return checked


def _open(checked: CheckedPdf, password: str | None) -> PdfContents:
    """Inspect a PDF's contents, and replace `checked.data` where it must be unlocked or repaired."""
    pdf, was_rescued = _pdf(checked.data, password)
    try:
        count = len(pdf.pages)
        if not count:
            raise RefusedError("The file has no pages. Ask its author to send it again.")
        if count > MAX_PAGES:
            raise RefusedError(f"The file has more than {MAX_PAGES:,} pages. File it in parts.")
        contents = inspect_contents(pdf)
        if contents.is_portfolio:
            raise RefusedError(
                "It is a PDF portfolio: a cover with other files inside. Open it in Adobe Reader, save the files in it "
                "and file those."
            )
        checked.pages, checked.commenters = count, contents.commenters
        checked.is_signed = contents.is_signed
        changes = _unlocked(pdf, password)
        if was_rescued or not contents.is_signed:  # repairing a signed file would break its signature
            repairs, contents.lost = repair(pdf, was_rescued=was_rescued)
            changes += repairs
        if changes:
            checked.data = _saved(pdf)
            checked.findings += changes
            if contents.is_signed:
                checked.is_signed = False
                checked.findings.append(
                    "It was digitally signed; the signature is not valid in the copy that is filed."
                )
        if _has_damaged_streams(checked.data):
            checked.findings.append("A part of it, such as a picture, is damaged and may not show. Check every page.")
    except TooLargeError:
        raise RefusedError(
            "A part of it is far larger than any paper needs once it is decompressed, which could stop the computer. "
            "Ask its author to print it to PDF and send it again."
        ) from None
    except PDF_ERRORS:
        raise _damaged() from None
    finally:
        pdf.close()
    return contents


def _pdf(data: bytes, password: str | None) -> tuple[pikepdf.Pdf, bool]:
    """Open a file; and whether PDFium had to rewrite it first because qpdf could not read it."""
    for attempt in _encoded(password or ""):
        try:
            return pikepdf.Pdf.open(BytesIO(data), password=attempt), False
        except pikepdf.PasswordError:
            continue
        except PDF_ERRORS as error:
            if "encryption" in str(error).lower() or "security handler" in str(error).lower():
                raise RefusedError(
                    "It is locked in a way that Panel Desk cannot open. Open it in the program that it was made with, "
                    "print it to PDF and file that."
                ) from None
            return _rescued(data), True
    if password:
        raise RefusedError("The password does not open it. Check it and try again.", needs_password=True)
    raise RefusedError(
        "It is locked with a password. Enter the password, and an unlocked copy is filed.", needs_password=True
    )


def _encoded(password: str) -> tuple[bytes, ...]:
    """The bytes that a password may stand for: programs differ in how they compose and encode accented letters."""
    attempts: dict[bytes, None] = {}
    # The standard says UTF-8 for AES-256 and PDFDocEncoding for the older ciphers; the others are what programs write.
    for form in ("NFC", "NFD", "NFKC"):
        for encoding in ("utf-8", "pdfdoc", "latin-1", "cp1252", "mac_roman"):
            with suppress(UnicodeEncodeError):
                attempts[unicodedata.normalize(form, password).encode(encoding)] = None
    return tuple(attempts)


def _rescued(data: bytes) -> pikepdf.Pdf:
    """Open a PDF that qpdf cannot read by letting PDFium, which recovers other kinds of damage, rewrite it."""
    try:
        document = pypdfium2.PdfDocument(data)
        try:
            out = BytesIO()
            document.save(out)
        finally:
            document.close()
        return pikepdf.Pdf.open(BytesIO(out.getvalue()))
    except PDF_ERRORS:
        raise _damaged() from None


def _unlocked(pdf: pikepdf.Pdf, password: str | None) -> list[str]:
    """A finding that the file was locked and its copy is not; none for a file that was not locked."""
    if not pdf.is_encrypted:
        return []
    if password:
        return ["It was locked with a password; the copy that is filed opens without it."]
    return ["It was locked against changes; the copy that is filed is not."]


def _has_damaged_streams(data: bytes) -> bool:
    with pikepdf.Pdf.open(BytesIO(data)) as pdf:
        return has_damaged_streams(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    out = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about orphaned form fields, which were orphaned before
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _damaged() -> RefusedError:
    return RefusedError("The file is damaged and cannot be read. Ask its author to send it again.")


def _is_placeholder(pages: Sequence[PageCheck]) -> bool:
    """Whether the only page is the one that other programs show instead of an XFA form."""
    return len(pages) == 1 and "please wait" in pages[0].text.casefold()


def _page_findings(pages: Sequence[PageCheck]) -> list[str]:
    """The findings about damaged, blank, turned, scanned and large pages."""
    findings = []
    if broken := [page.number for page in pages if page.is_broken]:
        findings.append(f"{pages_sentence(broken, 'is', 'are')} damaged and cannot be shown.")
    if blank := [page.number for page in pages if page.is_blank]:
        findings.append(f"{pages_sentence(blank, 'is', 'are')} blank.")
    if sideways := [page.number for page in pages if page.turned]:
        predicates = ("has its text", "have their text")
        findings.append(f"{pages_sentence(sideways, *predicates)} sideways or upside down.")
    if textless := [page for page in pages if page.is_textless]:
        numbers = [page.number for page in textless]
        thing = "a scan" if any(page.has_picture for page in textless) else "a drawing"
        if len(textless) == sum(not page.is_blank for page in pages):
            findings.append(f"It is {thing} without text, so it cannot be searched or read aloud.")
        else:
            one = f"is {thing} without text, so it cannot be searched or read aloud."
            many = f"are {thing[2:]}s without text, so they cannot be searched or read aloud."
            findings.append(pages_sentence(numbers, one, many))
    if large := [page for page in pages if max(page.width, page.height) > _MAX_SIDE]:
        width, height = (round(side * _MILLIMETRES) for side in (large[0].width, large[0].height))
        numbers = [page.number for page in large]
        findings.append(f"{pages_sentence(numbers, 'is', 'are')} larger than A3 ({width:,} × {height:,} mm).")
    return findings


def _content_findings(contents: PdfContents, checked: CheckedPdf, left_out: Mapping[PackEdition, str]) -> list[str]:
    """The findings about active content, signatures, comments, fonts and editions that leave the paper out."""
    findings = []
    everywhere, from_observers = left_out.get(PackEdition.MEMBER), left_out.get(PackEdition.OBSERVER)
    if contents.active:
        stays_out = "" if everywhere else "; none of that goes into a pack"
        findings.append(f"It contains {listed(list(contents.active))}{stays_out}.")
    if everywhere:
        findings.append(f"No pack will include it: {everywhere}. To have it in packs, print it to PDF and file that.")
    elif checked.is_signed:
        findings.append(
            "It is digitally signed; packs carry it as an attached file, so that its signature stays valid."
        )
    if from_observers and not everywhere:
        findings.append(
            f"Copies for applicants and observers will not include it: {from_observers}. To have it in them, print it "
            "to PDF and file that."
        )
    if contents.commenters:
        findings.append(_comments_finding(contents.commenters, is_signed=checked.is_signed))
    if contents.missing_fonts:
        names = list(contents.missing_fonts)
        named = listed(names if len(names) <= _MAX_FONTS_NAMED else [*names[:_MAX_FONTS_NAMED], "others"])
        findings.append(f"Some of its fonts are not embedded ({named}), so it may look different on other computers.")
    return findings


def _comments_finding(commenters: Sequence[str], *, is_signed: bool) -> str:
    """A finding that names the authors of reviewers' comments."""
    by_author = Counter(commenters)
    unnamed = by_author.pop("", 0)
    each = [f"{number} by {author}" for author, number in by_author.items()]
    each += [f"{unnamed} by somebody who is not named"] if unnamed else []
    who = f" by {commenters[0]}" if len(by_author) == 1 and not unnamed else f": {listed(each)}"
    sentence = f"It has {count(len(commenters), 'comment')}{who}. Members see them"
    others = "" if is_signed else "; copies for applicants and observers leave them out"
    return f"{sentence}{others}. If nobody should see them, return it to its author and file a copy without them."


def _other_cases(pages: Sequence[PageCheck], known: Sequence[str]) -> list[str]:
    """A finding for each name and ref of another case."""
    if not known:
        return []
    haystack = Haystack((page.number, page.text) for page in pages)
    findings = []
    for phrase in dict.fromkeys(known):
        matches = haystack.find(phrase, strictly=True)
        if numbers := sorted({on_page.page for match in matches for on_page in match}):
            where = f"Page {numbers[0]} names" if len(numbers) == 1 else f"Pages {page_ranges(numbers)} name"
            findings.append(f"{where} {phrase}, which belongs to another case.")
    return findings
