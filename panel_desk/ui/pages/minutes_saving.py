"""Saving the minutes as they are typed: soon, and with nothing lost where somebody else wrote meanwhile."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject

from panel_desk.errors import ChangedMeanwhileError, PanelDeskError
from panel_desk.operations.minutes import write_section
from panel_desk.queries.minutes import minutes
from panel_desk.ui.autosave import Autosave
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.page import Page
from panel_desk.ui.state import State
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text


class Saving(QObject):
    """Saves what is typed on a page.

    Args:
        page: where it is typed; its banner says what could not be saved.
        editors: every text that can be written there.
        said: says when it was last saved.
    """

    def __init__(self, page: Page, editors: Callable[[], Iterable[SectionEditor]], said: Text) -> None:
        super().__init__(page)
        self._page, self._editors, self._said = page, editors, said
        self._autosave = Autosave(self.now, self)
        self.is_saving = False

    @property
    def is_unsaved(self) -> bool:
        """Something is typed that is not saved."""
        return any(editor.is_dirty for editor in self._editors())

    def typed(self) -> None:
        """Note that something was typed."""
        if not self._autosave.is_waiting:
            self._said.setText("")
        self._autosave.typed()

    def forget(self) -> None:
        """Another meeting's minutes are shown: nothing of them was saved yet."""
        self._said.setText("")

    def now(self) -> None:
        """Save every text that was typed in."""
        self._autosave.stop()
        for editor in self._editors():
            if editor.is_dirty and not editor.in_conflict:
                self._save(editor)

    def _save(self, editor: SectionEditor) -> None:
        text, page = editor.text, self._page
        self.is_saving = True
        try:
            version = page.bridge.desk.do(write_section, section=editor.section, text=text, version=editor.version)
        except ChangedMeanwhileError as error:
            editor.in_conflict = True
            self._join(editor, error)
        except PanelDeskError as error:
            again = Action("Save again", self.now)
            page.banner.say(State.LATE, f"{error.sentence} What you wrote is still here.", again, title="Not saved")
        else:
            editor.saved(editor.section, text, version)
            if page.banner.property("frame") == State.LATE:
                page.banner.hide()
            self._said.setText(f"saved {page.bridge.now().astimezone():%H:%M:%S}")
        finally:
            self.is_saving = False

    def _join(self, editor: SectionEditor, error: ChangedMeanwhileError) -> None:
        self._page.banner.say(
            State.LATE,
            f"Somebody else wrote under “{editor.heading}” too. Both texts are kept until you choose.",
            Action("Compare", partial(self._ask_which, editor, error)),
            title="Not saved",
            can_dismiss=False,
        )
        self._ask_which(editor, error)

    def _ask_which(self, editor: SectionEditor, error: ChangedMeanwhileError) -> JoinTexts:
        both = ChangedMeanwhileError(error.sentence, error.theirs, editor.text)
        return JoinTexts(editor.heading, both, partial(self._keep, editor), self._page)

    def _keep(self, editor: SectionEditor, text: str) -> None:
        """Let a text stand: it becomes the next version after the one that is saved now."""
        record = self._page.bridge.ask(minutes, self._page.ref)
        for section in record.sections if record else ():
            if section.id == editor.section:
                editor.saved(section.id, section.text, section.version)
        self._page.banner.hide()
        if editor.text != text:
            editor.write(text)
        self.now()
