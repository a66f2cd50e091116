"""Finds reviewers' comments on a PDF's pages: notes, marked text and drawn remarks (ISO 32000-1, 12.5.6)."""

from typing import Any

import pikepdf

_COMMENT_KINDS = {"/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret", "/Popup"}
_POSSIBLE_COMMENT_KINDS = {"/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/FreeText", "/Stamp"}
"""Comments where they reply to another comment, are a callout, or are drawn and have a text.

Otherwise they may belong to the paper itself.
"""
_DRAWN_KINDS = {"/Ink", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine"}


def comments_on(page: Any) -> list[Any]:  # noqa: ANN401 - a PDF dictionary
    """The annotations of a page that are reviewers' comments; text typed into a form is not one."""
    annotations = page.get("/Annots")
    if not isinstance(annotations, pikepdf.Array):
        return []
    return [each for each in annotations.as_list() if isinstance(each, pikepdf.Dictionary) and is_comment(each)]


def is_comment(annotation: Any) -> bool:  # noqa: ANN401 - the same
    """Whether an annotation is a reviewer's comment, or the pop-up window that shows one."""
    kind = str(annotation.get("/Subtype", ""))
    if kind in _COMMENT_KINDS:
        return True
    is_reply_or_callout = "/IRT" in annotation or str(annotation.get("/IT", "")) == "/FreeTextCallout"
    has_words = kind in _DRAWN_KINDS and bool(string_text(annotation.get("/Contents")).strip())
    return kind in _POSSIBLE_COMMENT_KINDS and (is_reply_or_callout or has_words)


def is_popup(annotation: Any) -> bool:  # noqa: ANN401 - the same
    """Whether an annotation is only the window that shows a comment."""
    return str(annotation.get("/Subtype", "")) == "/Popup"


def string_text(value: Any) -> str:  # noqa: ANN401 - the same
    """The text of a PDF string; empty for any other object."""
    return str(value) if isinstance(value, (pikepdf.String, str)) else ""
