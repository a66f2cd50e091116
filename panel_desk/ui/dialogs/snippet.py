"""The form for a snippet: its title, and the words that the title puts in."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QWidget

from panel_desk.operations.minutes.snippets import change_snippet, write_snippet
from panel_desk.queries.minutes.snippets import SnippetRow
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import TextField
from panel_desk.ui.writing_field import WritingField

_FIELDS = (
    TextField(
        key="title",
        label="Title",
        required=True,
        placeholder="quorate throughout",
        help="What you type in the minutes before you press Tab. Two or three words are best.",
    ),
    WritingField(key="text", label="What it puts in", required=True),
)


def new_snippet(
    bridge: DeskBridge, then: Callable[[Any], object], parent: QWidget | None = None, text: str = ""
) -> FormDialog:
    """Ask for a new snippet; `then` takes its number.

    Args:
        bridge: the desk.
        then: what happens once it is kept.
        parent: the widget that the form belongs to.
        text: the words to begin with.
    """
    return FormDialog(
        bridge, "New snippet", _FIELDS, "Save snippet", write_snippet, then, values={"text": text}, parent=parent
    )


def changed_snippet(
    bridge: DeskBridge, of: SnippetRow, then: Callable[[Any], object], parent: QWidget | None = None
) -> FormDialog:
    """Ask for a snippet's other title or words; `then` takes the version that it has from then on."""
    return FormDialog(
        bridge,
        "Change a snippet",
        _FIELDS,
        "Save snippet",
        change_snippet,
        then,
        words="Minutes that it was put into keep what they say.",
        values={"title": of.title, "text": of.text},
        parent=parent,
        snippet=of.id,
        version=of.version,
    )
