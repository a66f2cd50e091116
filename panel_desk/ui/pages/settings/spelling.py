"""The Spelling tab of the settings: the agency's own words, which the spelling check accepts."""

from functools import partial

from panel_desk.operations.minutes.spelling import add_spelling_words, put_spelling_word_back, remove_spelling_words
from panel_desk.queries.minutes.spelling import SpellingWordRow, spelling_words
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import TextField
from panel_desk.ui.formats import count
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.filter_bar import FilterBar
from panel_desk.ui.widgets.table import Table

_INTRO = "The spelling check accepts these words, and the names in your registers."
_WORDS = TextField(
    key="words",
    label="Words",
    lines=8,
    required=True,
    help="One word on each line, spelt correctly. Use a capital only where the word always has one.",
)


class SpellingSection(Section):
    """The agency's own words, with who added them."""

    key = "spelling"
    title = "Spelling"

    def build(self) -> None:
        """Build the list and its buttons."""
        self.words: RowModel[SpellingWordRow] = RowModel(
            [
                Column("word", "Word", lambda one: one.word, width=240, is_name=True),
                Column("adder", "Added by", lambda one: one.adder, width=200, is_facet=True),
            ],
            ref=lambda one: one.word,
        )
        self.remove_button = plain("Remove", self.remove)
        filters = FilterBar(self.words, "Filter words", self.remove_button, primary("Add words…", self.add))
        self.table = Table(
            self.words,
            "Spelling",
            counted=("word", "words"),
            empty=EmptyState(
                "No words of your own yet",
                "The British dictionary does not know words such as Theraplay, or the name of a children's centre. Add "
                "them here, or right-click a word that is underlined in the minutes.",
                icon_name="check",
            ),
            settings=self.context.settings,
        )
        self.table.chosen.connect(self._choose)
        self.lay_list(_INTRO, filters, self.table)

    def refresh(self) -> None:
        """Reload the words."""
        self.words.replace(self.watch(spelling_words))
        self._choose()

    def add(self) -> FormDialog[tuple[str, ...]]:
        """Open the form for one or many words."""
        return FormDialog(
            self.bridge,
            "Add words",
            [_WORDS],
            "Add words",
            lambda filled: filled.do(add_spelling_words, words=filled[_WORDS]),
            self._added,
            words="The spelling check will accept them in everybody's minutes.",
            parent=self.window(),
        )

    def remove(self) -> None:
        """Remove the selected word, so that the spelling check underlines it again; offers *Undo*."""
        word = self._chosen()
        if word and self.do(remove_spelling_words, words=(word.word,)):
            undo = partial(self.do, put_spelling_word_back, word=word.word, added_by=word.added_by)
            self.show_done(f"“{word.word}” is removed from the agency's words", undo)

    def _choose(self, _: str = "") -> None:
        self.remove_button.setEnabled(self._chosen() is not None)

    def _chosen(self) -> SpellingWordRow | None:
        position = self.words.position_of(self.table.current_ref() or "")
        return None if position is None else self.words.row_at(position)

    def _added(self, words: tuple[str, ...]) -> None:
        if not words:
            self.show_done("The agency had these words already")
            return
        self.table.choose(words[0])
        self.show_done(f"{count(len(words), 'word')} added", partial(self.do, remove_spelling_words, words=words))
