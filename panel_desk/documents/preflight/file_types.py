"""Detects file types by their content, and says what to do with a file that cannot be filed."""

import re
import zipfile
import zlib
from enum import StrEnum
from io import BytesIO


class FileFamily(StrEnum):
    """File types that are handled in the same way."""

    PDF = "PDF"
    PICTURE = "picture"
    WORD = "word"
    MESSAGE = "message"
    OTHER = "other"


class FileType(StrEnum):
    """A file's type; the value is how a sentence names it."""

    PDF = "a PDF"
    JPEG = "a picture (JPEG)"
    PNG = "a picture (PNG)"
    TIFF = "a picture (TIFF)"
    GIF = "a picture (GIF)"
    BMP = "a picture (BMP)"
    WEBP = "a picture (WebP)"
    HEIC = "a picture in the format of some mobile phones (HEIC)"
    OTHER_PICTURE = "a picture in a format that Panel Desk cannot read"
    DOCX = "a Word document"
    DOC = "a Word document in the older format (.doc)"
    ODT = "a text document (.odt)"
    RTF = "a text document (.rtf)"
    OLD_WORD = "a document from a version of Word before 1995"
    DAMAGED_WORD = "a Word document that is damaged, or only a part of it"
    LOCKED_OFFICE = "a Word document, workbook or presentation that is locked with a password"
    MESSAGE = "an e-mail"
    WORKBOOK = "a workbook"
    SLIDES = "a presentation"
    ZIP = "a compressed folder (ZIP)"
    WEB_PAGE = "a web page"
    RECORDING = "a video or sound recording"
    POSTSCRIPT = "a print file (PostScript)"
    TEXT = "a text file"
    UNKNOWN = "a file of a type that Panel Desk does not know"

    @property
    def family(self) -> FileFamily:
        """How files of this type are handled."""
        return _FAMILIES.get(self, FileFamily.OTHER)

    @property
    def advice(self) -> str:
        """A sentence that says how to make a fileable paper of a file of this type."""
        return _ADVICE.get(self, "Ask its author to save it as PDF and send it again.")


_FAMILIES = {
    FileType.PDF: FileFamily.PDF,
    **dict.fromkeys(
        (
            FileType.JPEG,
            FileType.PNG,
            FileType.TIFF,
            FileType.GIF,
            FileType.BMP,
            FileType.WEBP,
            FileType.HEIC,
        ),
        FileFamily.PICTURE,
    ),
    **dict.fromkeys((FileType.DOCX, FileType.DOC, FileType.ODT, FileType.RTF), FileFamily.WORD),
    FileType.MESSAGE: FileFamily.MESSAGE,
}
_PICTURE = "Open it in Photos, save it as JPEG and file that."
_PRINT = "Open it, print it to PDF and file that."
_WORD = "Open it in Word, save it as PDF and file that."
_ADVICE = {
    **dict.fromkeys((FileType.DOCX, FileType.ODT, FileType.RTF), _WORD),
    FileType.DOC: (
        "Tracked changes and comments cannot be found in this format, and might be printed. Open it in Word, save it "
        "as a Word document (.docx) and file that."
    ),
    FileType.DAMAGED_WORD: "Ask its author to send it again.",
    FileType.OTHER_PICTURE: _PICTURE,
    FileType.LOCKED_OFFICE: "Open it with its password, save it as PDF and file that.",
    FileType.MESSAGE: "File what is attached to it; or open it, print it to PDF and file that.",
    **dict.fromkeys((FileType.WORKBOOK, FileType.SLIDES, FileType.TEXT), _PRINT),
    FileType.ZIP: "Extract its files and file the papers among them.",
    FileType.RECORDING: "It cannot be part of a pack.",
}
_EXTENSIONS = {
    FileType.PDF: ("pdf",),
    FileType.JPEG: ("jpg", "jpeg", "jpe", "jfif"),
    FileType.PNG: ("png",),
    FileType.TIFF: ("tif", "tiff"),
    FileType.GIF: ("gif",),
    FileType.BMP: ("bmp", "dib"),
    FileType.WEBP: ("webp",),
    FileType.HEIC: ("heic", "heif"),
    FileType.DOCX: ("docx", "docm", "dotx"),
    FileType.DOC: ("doc", "dot"),
    FileType.ODT: ("odt",),
    FileType.RTF: ("rtf",),
    FileType.MESSAGE: ("eml", "msg"),
    FileType.WORKBOOK: ("xlsx", "xlsm", "xls", "ods"),
    FileType.SLIDES: ("pptx", "ppt", "odp"),
    FileType.ZIP: ("zip",),
    FileType.WEB_PAGE: ("html", "htm", "mht"),
    FileType.TEXT: ("txt", "csv", "log", "md"),
}
_BY_EXTENSION = {extension: kind for kind, extensions in _EXTENSIONS.items() for extension in extensions}
_SIGNATURES = (
    (b"\xff\xd8\xff", FileType.JPEG),
    (b"\x89PNG", FileType.PNG),
    (b"II*\x00", FileType.TIFF),
    (b"MM\x00*", FileType.TIFF),
    (b"II+\x00", FileType.TIFF),
    (b"MM\x00+", FileType.TIFF),
    (b"GIF8", FileType.GIF),
    (b"{\\rt", FileType.RTF),
    *((start, FileType.OLD_WORD) for start in (b"\xdb\xa5", b"\x9b\xa5", b"\x31\xbe\x00\x00", b"\xfe\x37\x00")),
    (b"%!PS", FileType.POSTSCRIPT),
    (b"8BPS", FileType.OTHER_PICTURE),
    (b"\x00\x00\x00\x0cjP", FileType.OTHER_PICTURE),
    (b"\xffO\xffQ", FileType.OTHER_PICTURE),
    (b"ID3", FileType.RECORDING),
    (b"OggS", FileType.RECORDING),
    (b"\x1aE\xdf\xa3", FileType.RECORDING),
)
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # OLE: Office's formats before 2007, and Outlook's messages
_COMPOUND_STREAMS = (  # the first of these names that occurs decides
    ("EncryptedPackage", FileType.LOCKED_OFFICE),
    ("__properties_version1.0", FileType.MESSAGE),
    ("WordDocument", FileType.DOC),
    ("Workbook", FileType.WORKBOOK),
    ("PowerPoint Document", FileType.SLIDES),
    ("Book", FileType.WORKBOOK),
)
_MP4_BRANDS = {
    b"avif": FileType.OTHER_PICTURE,
    b"avis": FileType.OTHER_PICTURE,
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"), FileType.HEIC),
}
_MIME = {
    "application/vnd.oasis.opendocument.text": FileType.ODT,
    "application/vnd.oasis.opendocument.spreadsheet": FileType.WORKBOOK,
    "application/vnd.oasis.opendocument.presentation": FileType.SLIDES,
}
_OFFICE = (
    ("word/", re.compile(rb"(?:\.wordprocessingml|/vnd\.ms-word)\.[\w.]+\.main\+xml"), FileType.DOCX),
    ("xl/", re.compile(rb"\.spreadsheetml\.[\w.]+\.main\+xml"), FileType.WORKBOOK),
    ("ppt/", re.compile(rb"\.presentationml\.[\w.]+\.main\+xml"), FileType.SLIDES),
)
"""For each kind of Office Open XML: the folder in which its parts usually lie, and the type of its main part."""
_LARGEST_LIST = 1_000_000  # bytes of the list of an archive's parts and their types
_MAIL_HEADER = re.compile(
    rb"\s*(?:From|To|Subject|Date|Received|Return-Path|MIME-Version|X-[\w-]+|Delivered-To): ?", re.IGNORECASE
)
_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<!--.*?-->\s*)?<(?:!doctype html|html|head|body)", re.IGNORECASE | re.DOTALL
)
_HEAD = 1024  # bytes; a PDF's header may stand anywhere in them
_BMP_HEADER = 14  # bytes of a bitmap's file header


def type_by_name(name: str) -> FileType | None:
    """The type that a file's extension stands for; None for a missing or an unknown extension."""
    return _BY_EXTENSION.get(name.rpartition(".")[2].lower()) if "." in name else None


def detect_type(data: bytes, name: str) -> FileType:
    """Detect a file's type from its content.

    Args:
        data: the file's bytes.
        name: its name, used only to tell a plain text file from an e-mail.
    """
    head = data[:_HEAD]
    kind = next((kind for start, kind in _SIGNATURES if head.startswith(start)), None)
    if kind is not None:
        return kind
    is_named_word = type_by_name(name) in {FileType.DOCX, FileType.DOC, FileType.ODT}
    if head.startswith(b"PK\x03\x04"):
        kind = _zip_type(data)
        return FileType.DAMAGED_WORD if kind is None and is_named_word else kind or FileType.ZIP
    if head.startswith(_COMPOUND_FILE):
        otherwise = FileType.DAMAGED_WORD if is_named_word else FileType.UNKNOWN
        return next((kind for stream, kind in _COMPOUND_STREAMS if stream.encode("utf-16-le") in data), otherwise)
    is_rest_of_pdf = type_by_name(name) is FileType.PDF and b"endobj" in data  # its beginning is lost
    if b"%PDF-" in head or is_rest_of_pdf:
        return FileType.PDF
    return _container_type(head) or _text_type(head, name)


def _container_type(head: bytes) -> FileType | None:
    """The type of a format whose signature does not start at byte 0 or is ambiguous; None for others."""
    if head.startswith(b"RIFF"):
        return FileType.WEBP if head[8:12] == b"WEBP" else FileType.RECORDING
    if head.startswith(b"BM") and len(head) > _BMP_HEADER and head[6:10] == bytes(4):
        return FileType.BMP
    if head[4:8] == b"ftyp":
        return _MP4_BRANDS.get(head[8:12].lower(), FileType.RECORDING)
    return None


def _zip_type(data: bytes) -> FileType | None:
    """The type of an archive; None where it is damaged."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = frozenset(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < _HEAD:
                if b"encryption-data" in _small_file(archive, "META-INF/manifest.xml"):
                    return FileType.LOCKED_OFFICE
                return _MIME.get(archive.read("mimetype").decode("ascii", "replace").strip(), FileType.ZIP)
            types = _small_file(archive, "[Content_Types].xml")
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, OSError, EOFError, RuntimeError):
        return None
    by_type = next((kind for _, main, kind in _OFFICE if main.search(types)), None)
    by_folder = next((kind for folder, _, kind in _OFFICE if any(each.startswith(folder) for each in names)), None)
    return by_type or by_folder or FileType.ZIP


def _small_file(archive: zipfile.ZipFile, name: str) -> bytes:
    """A file of an archive; empty where there is none, or where it is larger than it ever need be."""
    if name not in archive.namelist() or archive.getinfo(name).file_size > _LARGEST_LIST:
        return b""
    return archive.read(name)


def _text_type(head: bytes, name: str) -> FileType:
    """The type of a file without a signature: an e-mail, a web page, plain text, or unknown."""
    if _HTML.match(head):
        return FileType.WEB_PAGE
    if type_by_name(name) is FileType.MESSAGE and _MAIL_HEADER.match(head):
        return FileType.MESSAGE
    printable = sum(byte >= 0x20 or byte in b"\t\r\n\f" for byte in head)  # noqa: PLR2004 - the first printable character is the space
    return FileType.TEXT if head and printable == len(head) else FileType.UNKNOWN
