"""What a file is by what it holds, whatever its name says, and what to do with one that is no paper."""

import re
import zipfile
from enum import StrEnum
from io import BytesIO


class Family(StrEnum):
    """What is done with a file."""

    PDF = "PDF"
    PICTURE = "picture"
    WORD = "word"
    MESSAGE = "message"
    OTHER = "other"


class Kind(StrEnum):
    """What a file is, as it stands in a sentence."""

    PDF = "a PDF"
    JPEG = "a picture (JPEG)"
    PNG = "a picture (PNG)"
    TIFF = "a picture (TIFF)"
    GIF = "a picture (GIF)"
    BMP = "a picture (BMP)"
    WEBP = "a picture (WebP)"
    HEIC = "a picture of the kind that telephones take (HEIC)"
    OTHER_PICTURE = "a picture of a kind that Panel Desk cannot read"
    DOCX = "a Word document"
    DOC = "a Word document of the older kind (.doc)"
    ODT = "a text document (.odt)"
    RTF = "a text document (.rtf)"
    LOCKED_OFFICE = "a Word document, workbook or presentation that is locked with a password"
    MESSAGE = "an e-mail"
    WORKBOOK = "a workbook"
    SLIDES = "a presentation"
    ZIP = "a packed folder (ZIP)"
    PAGE = "a web page"
    FILM = "a film or a sound recording"
    POSTSCRIPT = "a printer file (PostScript)"
    TEXT = "a text file"
    UNKNOWN = "of a kind that Panel Desk does not know"

    @property
    def family(self) -> Family:
        """What is done with it."""
        return _FAMILIES.get(self, Family.OTHER)

    @property
    def to_do(self) -> str:
        """What to do with one that is not taken in, in a sentence."""
        return _TO_DO.get(self, "Ask its author to save it as PDF and send it again.")


_FAMILIES = {
    Kind.PDF: Family.PDF,
    **dict.fromkeys((Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.GIF, Kind.BMP, Kind.WEBP), Family.PICTURE),
    **dict.fromkeys((Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF), Family.WORD),
    Kind.MESSAGE: Family.MESSAGE,
}
_PICTURE = "Open it in Photos, save it as JPEG and file that."
_PRINT = "Open it, print it to PDF and file that."
_TO_DO = {
    **dict.fromkeys((Kind.DOCX, Kind.DOC, Kind.ODT, Kind.RTF), "Open it in Word, save it as PDF and file that."),
    **dict.fromkeys((Kind.HEIC, Kind.OTHER_PICTURE), _PICTURE),
    Kind.LOCKED_OFFICE: "Open it with its password, save it as PDF and file that.",
    Kind.MESSAGE: "File what is attached to it; or open it, print it to PDF and file that.",
    **dict.fromkeys((Kind.WORKBOOK, Kind.SLIDES, Kind.TEXT), _PRINT),
    Kind.ZIP: "Unpack it and file the papers in it.",
    Kind.FILM: "It cannot be part of a pack.",
}
_ENDINGS = {
    Kind.PDF: ("pdf",),
    Kind.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    Kind.PNG: ("png",),
    Kind.TIFF: ("tif", "tiff"),
    Kind.GIF: ("gif",),
    Kind.BMP: ("bmp", "dib"),
    Kind.WEBP: ("webp",),
    Kind.HEIC: ("heic", "heif"),
    Kind.DOCX: ("docx", "docm", "dotx"),
    Kind.DOC: ("doc", "dot"),
    Kind.ODT: ("odt",),
    Kind.RTF: ("rtf",),
    Kind.MESSAGE: ("eml", "msg"),
    Kind.WORKBOOK: ("xlsx", "xlsm", "xls", "ods"),
    Kind.SLIDES: ("pptx", "ppt", "odp"),
    Kind.ZIP: ("zip",),
    Kind.PAGE: ("html", "htm", "mht"),
    Kind.TEXT: ("txt", "csv", "log", "md"),
}
_BY_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings}
_STARTS = (
    (b"\xff\xd8\xff", Kind.JPEG),
    (b"\x89PNG", Kind.PNG),
    (b"II*\x00", Kind.TIFF),
    (b"MM\x00*", Kind.TIFF),
    (b"II+\x00", Kind.TIFF),
    (b"MM\x00+", Kind.TIFF),
    (b"GIF8", Kind.GIF),
    (b"{\\rt", Kind.RTF),
    (b"%!PS", Kind.POSTSCRIPT),
    (b"8BPS", Kind.OTHER_PICTURE),
    (b"\x00\x00\x00\x0cjP", Kind.OTHER_PICTURE),
    (b"\xffO\xffQ", Kind.OTHER_PICTURE),
    (b"ID3", Kind.FILM),
    (b"OggS", Kind.FILM),
    (b"\x1aE\xdf\xa3", Kind.FILM),
)
_STORAGE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the older kind of Office's files, and Outlook's messages
_STORED = (
    ("EncryptedPackage", Kind.LOCKED_OFFICE),
    ("__properties_version1.0", Kind.MESSAGE),
    ("WordDocument", Kind.DOC),
    ("Workbook", Kind.WORKBOOK),
    ("PowerPoint Document", Kind.SLIDES),
    ("Book", Kind.WORKBOOK),
)
_BRANDS = {
    b"avif": Kind.OTHER_PICTURE,
    b"avis": Kind.OTHER_PICTURE,
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), Kind.HEIC),
}
_MIME = {
    "application/vnd.oasis.opendocument.text": Kind.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": Kind.WORKBOOK,
    "application/vnd.oasis.opendocument.presentation": Kind.SLIDES,
}
_HEADERS = re.compile(
    rb"\s*(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|X-[\w-]+|Delivered-To): ?", re.IGNORECASE
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)", re.IGNORECASE | re.DOTALL
)
_HEAD = 1024
_BMP = 14


def promised(name: str) -> Kind | None:
    """What a file's name says that it is; None where it says nothing."""
    return _BY_ENDING.get(name.rpartition(".")[2].lower()) if "." in name else None


def kind_of(data: bytes, name: str) -> Kind:
    """What a file is.

    Args:
        data: the file.
        name: its name, which only tells a plain text from an e-mail.
    """
    head = data[:_HEAD]
    found = next((kind for start, kind in _STARTS if head.startswith(start)), None)
    if found is not None:
        return found
    if head.startswith(b"PK\x03\x04"):
        return _zipped(data)
    if head.startswith(_STORAGE):
        return next((kind for stream, kind in _STORED if stream.encode("utf-16-le") in data), Kind.UNKNOWN)
    if b"%PDF-" in head:
        return Kind.PDF
    return _labelled(head) or _written(head, name)


def _labelled(head: bytes) -> Kind | None:
    """What the label says that stands a little way into the file."""
    if head.startswith(b"RIFF"):
        return Kind.WEBP if head[8:12] == b"WEBP" else Kind.FILM
    if head.startswith(b"BM") and len(head) > _BMP and head[6:10] == bytes(4):
        return Kind.BMP
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12].lower(), Kind.FILM)
    return None


def _zipped(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
                return _MIME.get(archive.read("mimetype").decode("ascii", "replace").strip(), Kind.ZIP)
    except (zipfile.BadZipFile, ValueError, KeyError, OSError, EOFError, NotImplementedError, RuntimeError):
        return Kind.ZIP
    for folder, kind in (("word/", Kind.DOCX), ("xl/", Kind.WORKBOOK), ("ppt/", Kind.SLIDES)):
        if any(each.startswith(folder) for each in names):
            return kind
    return Kind.ZIP


def _written(head: bytes, name: str) -> Kind:
    if _HTML.match(head):
        return Kind.PAGE
    if promised(name) is Kind.MESSAGE and _HEADERS.match(head):
        return Kind.MESSAGE
    printable = sum(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head)  # noqa: PLR2004 - the first letter is a space
    return Kind.TEXT if head and printable == len(head) else Kind.UNKNOWN
