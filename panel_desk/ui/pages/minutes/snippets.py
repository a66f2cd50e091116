"""Snippets on the minutes' page: inserts one at the caret, or saves the selected text as one."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from panel_desk.operations.minutes.snippets import remove_snippet, write_snippet
from panel_desk.queries.minutes.snippets import SnippetRow
from panel_desk.rules.minutes_text import blocks, passage
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.snippet import new_snippet
from panel_desk.ui.formats import count
from panel_desk.ui.page import Page
from panel_desk.ui.widgets.buttons import Action, menu_of
from panel_desk.ui.widgets.section_editor import SectionEditor

_MOST_IN_A_MENU = 30


class Snippets:
    """The agency's snippets for the text with the caret.

    Args:
        page: the page with the texts.
        current: returns the text with the caret; None before it is in any.
    """

    def __init__(self, page: Page, current: Callable[[], SectionEditor | None]) -> None:
        self._page, self._current = page, current
        self._snippets: tuple[SnippetRow, ...] = ()

    def know(self, snippets: tuple[SnippetRow, ...]) -> None:
        """Set the snippets that can be inserted."""
        self._snippets = snippets

    def open_menu(self) -> None:
        """Show the menu under the caret."""
        editor = self._current()
        if editor is None or editor.box.isReadOnly():
            return
        menu = self.menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(editor.box.viewport().mapToGlobal(editor.box.cursorRect().bottomLeft()))

    def choose(self) -> Choose[str]:
        """Open the dialog in which typing a part of its title finds a snippet."""
        options = [(one.text, one.title) for one in self._snippets]
        return Choose(
            "Insert a snippet",
            "Type a part of its title, then choose it.",
            "Snippet",
            options,
            "Insert",
            self._put_in,
            self._page.window(),
            is_long=True,
        )

    def menu(self) -> QMenu:
        """The menu: the snippets, or the dialog where there are many; saving one; going to Settings."""
        snippets = self._actions()
        why_not = self._page.bridge.why_not(write_snippet)
        words = "Change snippets in Settings" if self._snippets else "Add snippets in Settings"
        menu = menu_of(
            [
                *snippets,
                Action("Save the selected text as a snippet…", self.keep, why_not=why_not or self._why_not_keep()),
                Action(words, self._open_settings, "settings", why_not=why_not),
            ],
            self._page,
        )
        for first_of_writing in menu.actions()[len(snippets) :][:1]:  # none where the role may not write snippets
            menu.insertSeparator(first_of_writing)
        return menu

    def keep(self) -> FormDialog[int] | None:
        """Open the form that saves the selected text as a snippet; None where no text has the caret."""
        editor = self._current()
        if editor is None:
            return None
        starts_at, words = editor.box.selection()
        return new_snippet(
            self._page.bridge, self._kept, self._page.window(), passage(editor.text, starts_at, len(words))
        )

    def _actions(self) -> list[Action]:
        if not self._snippets:
            return [Action("No snippets yet", _nothing, why_not="Your agency has no snippets yet.")]
        if len(self._snippets) > _MOST_IN_A_MENU:
            return [Action(f"Choose from {count(len(self._snippets), 'snippet')}…", self.choose, "search")]
        return [Action(one.title, partial(self._put_in, one.text)) for one in self._snippets]

    def _why_not_keep(self) -> str:
        """Why no text can be saved as a snippet: none is selected; empty where one is."""
        editor = self._current()
        is_selected = editor is not None and editor.box.textCursor().hasSelection()
        return "" if is_selected else "Select the text first."

    def _kept(self, number: int) -> None:
        self._page.show_done("Snippet saved", partial(self._page.do, remove_snippet, snippet=number, version=1))

    def _open_settings(self) -> None:
        self._page.open("settings", tab="snippets")

    def _put_in(self, text: str) -> None:
        editor = self._current()
        if editor is not None:
            editor.box.insert_blocks(blocks(text))


def _nothing() -> None:
    """Do nothing: the entry is disabled."""
