"""Accepts tracked changes, removes comments and fixes fields of a Word document (.docx), before it is converted.

What is filed is what its author would sign: tracked changes are accepted, comments left out, and fields print the text
that was kept in them when the document was last saved, where a converter would work them out anew (today's date, the
name of a temporary file).
"""

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from lxml import etree

from panel_desk.rules.text import count, listed

ARCHIVE_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    etree.XMLSyntaxError,
    OSError,
    RuntimeError,
    ValueError,
    EOFError,
    KeyError,
)
"""What reading a damaged archive, or a damaged part of one, raises."""
MAX_PART = 50_000_000  # bytes of one part, unpacked
_HEAD = 4_000  # bytes of a part that show what it is
_BEFORE_MARKUP = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # byte order marks and white space
_MAX_ALL = 1_000_000_000  # bytes of all parts, unpacked
_WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",  # Strict Open XML
)
_KEPT_LIVE = frozenset(
    [
        "PAGE",
        "NUMPAGES",
        "SECTIONPAGES",
        "SECTION",
        "PAGEREF",
        "TOC",
        "HYPERLINK",
        "FORMTEXT",
        "FORMCHECKBOX",
        "FORMDROPDOWN",
        "SEQ",
        "LISTNUM",
        "EQ",
        "SYMBOL",
        "ADVANCE",
        "TC",
        "XE",
        "RD",
        "INDEX",
        "NOTEREF",
        "STYLEREF",
    ]
)
"""Fields that stay: page numbers, which the converter must work out, and those with no text of their own to keep."""
_VOLATILE = frozenset(
    [
        "DATE",
        "TIME",
        "SAVEDATE",
        "CREATEDATE",
        "PRINTDATE",
        "EDITTIME",
        "FILENAME",
        "FILESIZE",
        "TEMPLATE",
        "REVNUM",
        "LASTSAVEDBY",
        "USERNAME",
        "USERINITIALS",
        "USERADDRESS",
        "INFO",
        "DDE",
        "DDEAUTO",
        "LINK",
        "INCLUDETEXT",
    ]
)
"""Fields whose text depends on when, where and by whom the document is opened."""
_DELETED = frozenset(("del", "moveFrom"))
_INSERTED = frozenset(("ins", "moveTo"))
_FORMAT_CHANGES = frozenset(
    [
        "rPrChange",
        "pPrChange",
        "sectPrChange",
        "tblPrChange",
        "tblPrExChange",
        "tblGridChange",
        "tcPrChange",
        "trPrChange",
        "numberingChange",
    ]
)
_MARKS = frozenset(
    [
        "moveFromRangeStart",
        "moveFromRangeEnd",
        "moveToRangeStart",
        "moveToRangeEnd",
        "customXmlInsRangeStart",
        "customXmlInsRangeEnd",
        "customXmlDelRangeStart",
        "customXmlDelRangeEnd",
        "customXmlMoveFromRangeStart",
        "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart",
        "customXmlMoveToRangeEnd",
    ]
)
# Changes that name their author.
_AUTHORED = _DELETED | _INSERTED | {"cellIns", "cellDel", "cellMerge"}
_CHANGES = _AUTHORED | _FORMAT_CHANGES | _MARKS
_COMMENT_MARKS = frozenset(("commentRangeStart", "commentRangeEnd", "commentReference"))


class WordDocumentError(Exception):
    """The document is damaged or cannot be read."""


class SettledDocument(NamedTuple):
    """A document without tracked changes, comments and fields whose text changes by itself.

    Args:
        data: the document; the file itself where nothing had to be changed.
        findings: what was accepted or removed, in sentences.
    """

    data: bytes
    findings: tuple[str, ...] = ()


def settle_document(data: bytes) -> SettledDocument:
    """Accept a document's tracked changes, leave out its comments and fix its fields' text.

    Args:
        data: the `.docx`, which is not changed.

    Raises:
        WordDocumentError: it is damaged or far larger, unpacked, than any paper.
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return _settled(archive, data)
    except ARCHIVE_ERRORS as error:
        raise WordDocumentError from error


def _settled(archive: zipfile.ZipFile, data: bytes) -> SettledDocument:
    """The document of an open archive without tracked changes, comments and fields whose text changes by itself."""
    if sum(entry.file_size for entry in archive.infolist()) > _MAX_ALL:
        raise WordDocumentError
    changed: dict[str, bytes] = {}
    authors: dict[str, None] = {}
    commenters: list[str] = []
    for name, root in _parts(archive):
        if _local(root) == "comments":
            commenters += [_attribute(comment, "author") for comment in root if _local(comment) == "comment"]
            for comment in list(root):
                root.remove(comment)
            changed[name] = _serialised(root)
        elif _settle_part(root, authors):
            changed[name] = _serialised(root)
    if not changed:
        return SettledDocument(data)
    return SettledDocument(replaced_parts(archive, changed), tuple(findings(authors, commenters)))


def replaced_parts(archive: zipfile.ZipFile, changed: dict[str, bytes]) -> bytes:
    """A copy of an archive, with other bytes for some of its files by their names."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in archive.infolist():
            compression = entry.compress_type if entry.filename == "mimetype" else zipfile.ZIP_DEFLATED
            copy.writestr(entry, changed.get(entry.filename) or archive.read(entry), compression)
    return out.getvalue()


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, Any]]:
    """The parts of Word's own vocabulary, wherever they lie in the archive: the name and the root of each."""
    for entry in archive.infolist():
        with archive.open(entry) as part:
            head = part.read(_HEAD)
        if not head.lstrip(_BEFORE_MARKUP).startswith(b"<"):
            continue
        is_of_word = any(space.encode() in head.replace(b"\0", b"") for space in _WORD)
        if entry.file_size > MAX_PART:
            if is_of_word:
                raise WordDocumentError
            continue
        root = _parsed(archive.read(entry), is_of_word=is_of_word)
        if root is not None:
            yield entry.filename, root


def findings(authors: dict[str, None], commenters: list[str]) -> Iterator[str]:
    """A sentence about tracked changes that were accepted, and one about comments that were left out."""
    if authors:
        who = listed([name for name in authors if name])
        yield (
            f"It had tracked changes{f' by {who}' if who else ''}; they were accepted, so what was deleted is not in "
            "the copy that is filed. If they should not stand, return it to its author."
        )
    if commenters:
        who = listed([*dict.fromkeys(name for name in commenters if name)])
        yield f"{count(len(commenters), 'comment')}{f' by {who}' if who else ''} in it {_left_out(len(commenters))}."


def _left_out(number: int) -> str:
    return "was left out" if number == 1 else "were left out"


def _parsed(source: bytes, *, is_of_word: bool) -> Any:  # noqa: ANN401 - lxml ships no types
    """A part's root, or None where it is not of Word's own vocabulary; only a damaged part of that one raises."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    try:
        root = etree.fromstring(source, parser)
    except etree.XMLSyntaxError:
        if is_of_word:
            raise
        return None
    return root if etree.QName(root).namespace in _WORD else None


def _serialised(root: Any) -> bytes:  # noqa: ANN401 - the same
    serialised: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return serialised


def _settle_part(root: Any, authors: dict[str, None]) -> bool:  # noqa: ANN401 - the same
    """Accept the changes, remove the comments and fix the fields of one part; True where that changed it."""
    was_changed = _accept_changes(root, authors)
    for element in [each for each in root.iter() if _local(each) in _COMMENT_MARKS]:
        _remove(element)
        was_changed = True
    for element in [each for each in root.iter() if _local(each) == "updateFields"]:
        _remove(element)
        was_changed = True
    was_changed |= _fix_simple_fields(root)
    return _fix_fields(root) or was_changed


def _accept_changes(root: Any, authors: dict[str, None]) -> bool:  # noqa: ANN401 - the same
    """Accept a part's tracked changes, and note their authors; True where there were any."""
    found = [each for each in root.iter() if _local(each) in _CHANGES]
    for element in found:
        if _local(element) in _AUTHORED:
            authors[_attribute(element, "author")] = None
    # Whole rows, cells and paragraphs first: their marks stand in their properties.
    for element in found:
        where = (_local(element), _local(element.getparent()))
        if where == ("del", "trPr"):
            _remove(_ancestor(element, "tr"))
        elif where == ("cellDel", "tcPr"):
            _remove(_ancestor(element, "tc"))
    _join_paragraphs(root)
    for element in found:
        is_mark = _local(element.getparent()) in {"rPr", "trPr", "ctrlPr"}  # of an inserted paragraph or row
        if _local(element) in _INSERTED and not is_mark:
            _unwrap(element)
        else:
            _remove(element)
    for table in [each for each in root.iter() if _local(each) == "tbl"]:
        if not any(_local(each) == "tr" for each in table.iter()):
            _remove(table)
    return bool(found)


def _join_paragraphs(root: Any) -> None:  # noqa: ANN401 - the same
    """Join each paragraph whose end was deleted with the next one, as Word does."""
    for paragraph in reversed([each for each in root.iter() if _local(each) == "p"]):
        mark = next(
            (
                each
                for each in paragraph.iter()
                if _local(each) in _DELETED
                and _local(each.getparent()) == "rPr"
                and _local(each.getparent().getparent()) == "pPr"
                and each.getparent().getparent().getparent() is paragraph
            ),
            None,
        )
        if mark is None:
            continue
        following = paragraph.getnext()
        content = [each for each in paragraph if _local(each) != "pPr"]
        if following is not None and _local(following) == "p":
            place = 1 if len(following) and _local(following[0]) == "pPr" else 0
            for number, element in enumerate(content):
                following.insert(place + number, element)
            _remove(paragraph)
        elif not any(_local(each) in {"t", "drawing", "pict", "object", "sectPr"} for each in paragraph.iter()):
            siblings = [each for each in paragraph.getparent() if _local(each) == "p"]
            if len(siblings) > 1:  # a cell must keep one paragraph
                _remove(paragraph)


def _fix_simple_fields(root: Any) -> bool:  # noqa: ANN401 - the same
    """Replace fields that are one element by their last text; True where there were any."""
    fields = [each for each in root.iter() if _local(each) == "fldSimple"]
    fixed = [each for each in fields if _is_fixed(_attribute(each, "instr"), has_text=len(each) > 0)]
    for field in fixed:
        for data in [each for each in field if _local(each) == "fldData"]:
            field.remove(data)
        _unwrap(field)
    return bool(fixed)


@dataclass(slots=True)
class _Field:
    r"""A field whose end has not been read yet.

    Args:
        start: the place of its first mark among all elements.
        code: its instruction, such as ` DATE \@ "d MMMM yyyy" `.
        result: the place of the mark between its instruction and its text; 0 before that mark.
        has_text: it has text of its own.
    """

    start: int
    code: str = ""
    result: int = 0
    has_text: bool = False


def _fix_fields(root: Any) -> bool:  # noqa: ANN401 - the same
    """Replace fields by their last text."""
    order = list(root.iter())
    unfinished: list[_Field] = []
    removed: list[Any] = []
    for place, element in enumerate(order):
        kind = _attribute(element, "fldCharType") if _local(element) == "fldChar" else ""
        if kind == "begin":
            unfinished.append(_Field(place))
        elif unfinished and kind == "separate":
            unfinished[-1].result = place
        elif unfinished and kind == "end":
            field = unfinished.pop()
            # A field within another's instruction stays or goes with that other one.
            if all(outer.result for outer in unfinished) and _is_fixed(field.code, has_text=field.has_text):
                removed += filter(_is_in_run, order[field.start : (field.result or place) + 1])
                removed.append(element)
        elif unfinished:
            _read_field(element, unfinished)
    for element in removed:
        _remove(element)
    return bool(removed)


def _read_field(element: Any, unfinished: list[_Field]) -> None:  # noqa: ANN401 - the same
    """Note an element that stands between a field's marks."""
    if _local(element) == "instrText":
        if not unfinished[-1].result:
            unfinished[-1].code += element.text or ""
    elif _is_in_run(element):
        for field in unfinished:
            field.has_text |= field.result > 0


def _is_fixed(instruction: str, *, has_text: bool) -> bool:
    """Whether a field is replaced by its last text, which is empty for a volatile one that never had any."""
    words = instruction.split()
    keyword = words[0].upper() if words else ""
    return keyword in _VOLATILE or (has_text and keyword not in _KEPT_LIVE)


def _is_in_run(element: Any) -> bool:  # noqa: ANN401 - the same
    parent = element.getparent()
    return parent is not None and _local(parent) == "r" and _local(element) != "rPr"


def _local(element: Any) -> str:  # noqa: ANN401 - the same
    """An element's name where it is of Word's own vocabulary; empty for any other, and for None."""
    if element is None or not isinstance(element.tag, str):
        return ""
    name = etree.QName(element)
    return name.localname if name.namespace in _WORD else ""


def _attribute(element: Any, name: str) -> str:  # noqa: ANN401 - the same
    return next((element.get(f"{{{space}}}{name}") for space in _WORD if element.get(f"{{{space}}}{name}")), "")


def _ancestor(element: Any, name: str) -> Any:  # noqa: ANN401 - the same
    return next((each for each in element.iterancestors() if _local(each) == name), None)


def _remove(element: Any) -> None:  # noqa: ANN401 - the same
    parent = element.getparent() if element is not None else None
    if parent is not None:
        parent.remove(element)


def _unwrap(element: Any) -> None:  # noqa: ANN401 - the same
    """Put an element's children in its place."""
    parent = element.getparent()
    if parent is None:
        return
    place = parent.index(element)
    for number, child in enumerate(list(element)):
        parent.insert(place + number, child)
    parent.remove(element)
