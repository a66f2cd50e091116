"""The Snippets tab of the settings: texts that the minutes use often, each with the title that inserts it."""

from functools import partial

from panel_desk.operations.minutes.snippets import change_snippet, remove_snippet, write_snippet
from panel_desk.queries.minutes.snippets import SnippetRow, snippets
from panel_desk.rules.minutes_text import plain as words_of
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.snippet import ask_for_change, new_snippet
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table

_BEGINNING = 200  # characters of a snippet that the list shows
_INTRO = "In the minutes and on panel day, type a snippet's title and press Tab. In the minutes, Ctrl+Space lists them."


class SnippetsSection(Section):
    """The snippets by title, to add, change and remove."""

    key = "snippets"
    title = "Snippets"

    def build(self) -> None:
        """Build the list and its buttons."""
        self.snippets: RowModel[SnippetRow] = RowModel(
            [
                Column("title", "Title", lambda one: one.title, width=200, is_name=True),
                Column("text", "Text", _beginning, width=480),
            ],
            ref=lambda one: str(one.id),
        )
        self.remove_button = plain("Remove", self.remove)
        self.change_button = plain("Change…", self.change)
        filters = FilterBar(
            self.snippets,
            "Filter snippets",
            self.remove_button,
            self.change_button,
            primary("New snippet…", self.add),
        )
        self.table = Table(
            self.snippets,
            "Snippets",
            counted=("snippet", "snippets"),
            empty=EmptyState(
                "No snippets yet",
                "A snippet is a text that your minutes use often, with a short title. Save “The panel was quorate "
                "throughout this item.” as “quorate”; then type quorate and press Tab to insert the whole sentence.",
                icon_name="text-quote",
            ),
            settings=self.context.settings,
        )
        self.table.chosen.connect(self._choose)
        self.table.opened.connect(self.change)
        self.lay_list(_INTRO, filters, self.table)

    def refresh(self) -> None:
        """Reload the snippets."""
        self.snippets.replace(self.watch(snippets))
        self._choose()

    # Actions

    def add(self) -> FormDialog[int]:
        """Open the form for a new snippet."""
        return new_snippet(self.bridge, self._added, self.window())

    def change(self, ref: str | None = None) -> FormDialog[int] | None:
        """Open the form of the snippet `ref`, or of the selected one."""
        snippet = self._chosen(ref)
        return ask_for_change(self.bridge, snippet, partial(self._changed, snippet), self.window()) if snippet else None

    def remove(self) -> None:
        """Remove the selected snippet; it can be undone."""
        snippet = self._chosen()
        if snippet and self.do(remove_snippet, snippet=snippet.id, version=snippet.version):
            self.show_done(
                f"“{snippet.title}” is removed", partial(self.do, write_snippet, title=snippet.title, text=snippet.text)
            )

    def _choose(self, _: str = "") -> None:
        for button in (self.remove_button, self.change_button):
            button.setEnabled(self._chosen() is not None)

    def _chosen(self, ref: str | None = None) -> SnippetRow | None:
        position = self.snippets.position_of(ref or self.table.current_ref() or "")
        return None if position is None else self.snippets.row_at(position)

    def _added(self, number: int) -> None:
        self.table.choose(str(number))
        self.show_done("Snippet saved", partial(self.do, remove_snippet, snippet=number, version=1))

    def _changed(self, before: SnippetRow, version: int) -> None:
        undo = partial(
            self.do,
            change_snippet,
            snippet=before.id,
            version=version,
            title=before.title,
            text=before.text,
        )
        self.show_done(f"“{before.title}” is changed", undo)


def _beginning(snippet: SnippetRow) -> str:
    return " · ".join(line for line in words_of(snippet.text).splitlines() if line)[:_BEGINNING]
