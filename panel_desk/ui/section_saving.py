"""Saves the texts of a page as they are typed, and asks where somebody else has changed the same text."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import QObject

from panel_desk.errors import ChangedMeanwhileError, PanelDeskError, SurroundingsError
from panel_desk.ui.autosave import Autosave
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.page import Page
from panel_desk.ui.states import State
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.text import Text


class EditedText(Protocol):
    """What `SectionSaver` needs of an editor: one text under a heading, saved with a version number.

    Args:
        heading: the heading.
        in_conflict: somebody else changed the same text, and the user has not chosen between the two yet.
    """

    heading: str
    in_conflict: bool

    @property
    def text(self) -> str:
        """The text in the form in which it is saved."""
        ...

    @property
    def is_dirty(self) -> bool:
        """True where something was typed that is not saved."""
        ...

    def mark_saved(self, text: str, version: int) -> None:
        """Record the text and the version that are saved."""
        ...

    def write(self, text: str) -> None:
        """Replace what is written by a text."""
        ...


W = TypeVar("W", bound=EditedText)


class SectionSaver(QObject, Generic[W]):
    """Saves the texts that are typed on a page.

    Args:
        page: the page; its banner says what could not be saved.
        editors: the editors on it.
        saved_at: shows when a text was last saved.
        save: saves an editor's text and returns its new version.
        newest: returns the saved text of an editor and its version.
    """

    def __init__(
        self,
        page: Page,
        editors: Callable[[], Iterable[W]],
        saved_at: Text,
        save: Callable[[W], int],
        newest: Callable[[W], tuple[str, int]],
    ) -> None:
        super().__init__(page)
        self._page, self._editors, self._saved_at = page, editors, saved_at
        self._save_text, self._newest = save, newest
        self._autosave = Autosave(self.now, self)
        self.is_saving = False

    @property
    def is_unsaved(self) -> bool:
        """True where something was typed that is not saved."""
        return any(editor.is_dirty for editor in self._editors())

    @property
    def is_waiting(self) -> bool:
        """True while something that was typed is about to be saved."""
        return self._autosave.is_waiting

    def typed(self) -> None:
        """Note that something was typed."""
        if not self._autosave.is_waiting:
            self._saved_at.setText("")
        self._autosave.typed()

    def forget(self) -> None:
        """Clear the time of saving, because another record is shown."""
        self._saved_at.setText("")

    def now(self) -> None:
        """Save every text that was changed."""
        self._autosave.stop()
        for editor in self._editors():
            if editor.is_dirty and not editor.in_conflict:
                self._save(editor)

    def _save(self, editor: W) -> None:
        text, page = editor.text, self._page
        self.is_saving = True
        try:
            version = self._save_text(editor)
        except ChangedMeanwhileError as error:
            editor.in_conflict = True
            self._ask_to_compare(editor, error)
        except PanelDeskError as error:
            again = Action("Save again", self.now)
            page.banner.say(State.ALERT, f"{error.sentence} What you wrote is still here.", again, title="Not saved")
            if isinstance(error, SurroundingsError):
                self._autosave.typed()  # it tries again until the disk can be written
        else:
            editor.mark_saved(text, version)
            if page.banner.property("frame") == State.ALERT:
                page.banner.hide()
            self._saved_at.setText(f"saved {page.bridge.now().astimezone():%H:%M:%S}")
        finally:
            self.is_saving = False

    def _ask_to_compare(self, editor: W, error: ChangedMeanwhileError) -> None:
        self._page.banner.say(
            State.ALERT,
            f"Somebody else has changed “{editor.heading}” too. Both texts are kept until you choose.",
            Action("Compare", partial(self._ask_which, editor, error)),
            title="Not saved",
            can_dismiss=False,
        )
        self._ask_which(editor, error)

    def _ask_which(self, editor: W, error: ChangedMeanwhileError) -> JoinTexts:
        both = ChangedMeanwhileError(error.sentence, error.theirs, editor.text)
        return JoinTexts(editor.heading, both, partial(self._keep_chosen, editor), self._page)

    def _keep_chosen(self, editor: W, text: str) -> None:
        """Save the chosen text as the version after the one that is saved now."""
        editor.mark_saved(*self._newest(editor))
        self._page.banner.hide()
        if editor.text != text:
            editor.write(text)
        self.now()
