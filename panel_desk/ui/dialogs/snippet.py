"""The form dialogs for a snippet: its title, and the text that typing the title inserts."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.operations.minutes.snippets import change_snippet, write_snippet
from panel_desk.queries.minutes.snippets import SnippetRow
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import TextField
from panel_desk.ui.writing_field import WritingField

_TITLE = TextField(
    key="title",
    label="Title",
    required=True,
    placeholder="quorate throughout",
    help="What you type in the minutes before you press Tab. Two or three words are best.",
)
_TEXT = WritingField(key="text", label="Text", required=True)


def new_snippet(
    bridge: DeskBridge, then: Callable[[int], object], parent: QWidget | None = None, text: str = ""
) -> FormDialog[int]:
    """Ask for a new snippet; `then` takes its number.

    Args:
        bridge: the desk.
        then: takes the snippet's number once it is saved.
        parent: the widget that the form belongs to.
        text: what the form shows at first.
    """
    return FormDialog(
        bridge,
        "New snippet",
        [_TITLE, _TEXT],
        "Save snippet",
        lambda filled: filled.do(write_snippet, title=filled[_TITLE], text=filled[_TEXT]),
        then,
        values={"text": text},
        parent=parent,
    )


def ask_for_change(
    bridge: DeskBridge, snippet: SnippetRow, then: Callable[[int], object], parent: QWidget | None = None
) -> FormDialog[int]:
    """Ask for a snippet's new title or text, and save it; `then` takes its new version."""
    return FormDialog(
        bridge,
        "Change a snippet",
        [_TITLE, _TEXT],
        "Save snippet",
        lambda filled: filled.do(
            change_snippet, snippet=snippet.id, version=snippet.version, title=filled[_TITLE], text=filled[_TEXT]
        ),
        then,
        words="Minutes in which it was used stay as they are.",
        values={"title": snippet.title, "text": snippet.text},
        parent=parent,
    )
