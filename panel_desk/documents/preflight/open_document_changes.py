"""Accepts tracked changes, removes comments and fixes fields of a text document (.odt), before it is converted.

The format (ISO/IEC 26300) keeps deleted text apart from the text, in `text:tracked-changes`; removing that element
accepts the changes.
"""

import zipfile
from io import BytesIO
from typing import Any

from lxml import etree

from panel_desk.documents.preflight.word_changes import (
    ARCHIVE_ERRORS,
    MAX_PART,
    SettledDocument,
    WordDocumentError,
    findings,
    replaced_parts,
)

_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_CREATOR = "{http://purl.org/dc/elements/1.1/}creator"
_PARTS = ("content.xml", "styles.xml")  # the text; headers and footers
_CHANGES = tuple(f"{{{_TEXT}}}{name}" for name in ("tracked-changes", "change", "change-start", "change-end"))
_COMMENTS = tuple(f"{{{_OFFICE}}}{name}" for name in ("annotation", "annotation-end"))
_VOLATILE = tuple(
    f"{{{_TEXT}}}{name}"
    for name in (
        "date",
        "time",
        "modification-date",
        "modification-time",
        "creation-date",
        "creation-time",
        "print-date",
        "print-time",
        "printed-by",
        "file-name",
        "template-name",
        "author-name",
        "author-initials",
        "creator",
        "initial-creator",
        "editing-cycles",
        "editing-duration",
        "dde-connection",
    )
)
"""Fields whose text depends on when, where and by whom the document is opened."""


def settle_open_document(data: bytes) -> SettledDocument:
    """Accept a document's tracked changes, leave out its comments and keep its fields' last text.

    Args:
        data: the `.odt`, which is not changed.

    Raises:
        WordDocumentError: it is damaged or far larger, unpacked, than any paper.
    """
    changed: dict[str, bytes] = {}
    authors: dict[str, None] = {}
    commenters: list[str] = []
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            for name in set(_PARTS) & set(archive.namelist()):
                if archive.getinfo(name).file_size > MAX_PART:
                    raise WordDocumentError
                root = etree.fromstring(archive.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
                if _settle(root, authors, commenters):
                    changed[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
            if not changed:
                return SettledDocument(data)
            return SettledDocument(replaced_parts(archive, changed), tuple(findings(authors, commenters)))
    except ARCHIVE_ERRORS as error:
        raise WordDocumentError from error


def _settle(root: Any, authors: dict[str, None], commenters: list[str]) -> bool:  # noqa: ANN401 - lxml ships no types
    """Accept the changes, remove the comments and fix the fields of one part; True where that changed it."""
    changes, comments = list(root.iter(*_CHANGES)), list(root.iter(*_COMMENTS))
    for change in changes:
        authors |= dict.fromkeys(name.text or "" for name in change.iter(_CREATOR))
    commenters += [
        next((name.text or "" for name in comment.iter(_CREATOR)), "")
        for comment in comments
        if comment.tag == _COMMENTS[0]
    ]
    fields = list(root.iter(*_VOLATILE))
    for element in [*changes, *comments]:
        _replace_by_text(element, "")
    for field in fields:
        _replace_by_text(field, "".join(field.itertext()))
    return bool(changes or comments or fields)


def _replace_by_text(element: Any, text: str) -> None:  # noqa: ANN401 - the same
    """Put text in an element's place; the text that follows the element stays."""
    parent, previous = element.getparent(), element.getprevious()
    if parent is None:
        return
    following = text + (element.tail or "")
    if previous is not None:
        previous.tail = (previous.tail or "") + following
    else:
        parent.text = (parent.text or "") + following
    parent.remove(element)
