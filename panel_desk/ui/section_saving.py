"""Saving what is typed, as it is typed: soon, and with nothing lost where somebody else wrote meanwhile."""

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


class Written(Protocol):
    """Something that is typed in, under a heading, and kept as a text with a version."""

    heading: str
    in_conflict: bool

    @property
    def text(self) -> str:
        """What is written, as it is kept."""
        ...

    @property
    def is_dirty(self) -> bool:
        """Something is written that is not saved."""
        ...

    def kept(self, text: str, version: int) -> None:
        """Note what is saved."""
        ...

    def write(self, text: str) -> None:
        """Put a text in place of what is written."""
        ...


W = TypeVar("W", bound=Written)


class Saving(QObject, Generic[W]):
    """Saves what is typed on a page.

    Args:
        page: where it is typed; its banner says what could not be saved.
        editors: every text that can be written there.
        said: says when it was last saved.
        keep: saves a text; its new version.
        newest: what is saved of a text now, and its version.
    """

    def __init__(
        self,
        page: Page,
        editors: Callable[[], Iterable[W]],
        said: Text,
        keep: Callable[[W], int],
        newest: Callable[[W], tuple[str, int]],
    ) -> None:
        super().__init__(page)
        self._page, self._editors, self._said = page, editors, said
        self._keep_text, self._newest = keep, newest
        self._autosave = Autosave(self.now, self)
        self.is_saving = False

    @property
    def is_unsaved(self) -> bool:
        """Something is typed that is not saved."""
        return any(editor.is_dirty for editor in self._editors())

    @property
    def is_waiting(self) -> bool:
        """Something was typed that is about to be saved."""
        return self._autosave.is_waiting

    def typed(self) -> None:
        """Note that something was typed."""
        if not self._autosave.is_waiting:
            self._said.setText("")
        self._autosave.typed()

    def forget(self) -> None:
        """Another record is shown: nothing of it was saved yet."""
        self._said.setText("")

    def now(self) -> None:
        """Save every text that was typed in."""
        self._autosave.stop()
        for editor in self._editors():
            if editor.is_dirty and not editor.in_conflict:
                self._save(editor)

    def _save(self, editor: W) -> None:
        text, page = editor.text, self._page
        self.is_saving = True
        try:
            version = self._keep_text(editor)
        except ChangedMeanwhileError as error:
            editor.in_conflict = True
            self._join(editor, error)
        except PanelDeskError as error:
            again = Action("Save again", self.now)
            page.banner.say(State.LATE, f"{error.sentence} What you wrote is still here.", again, title="Not saved")
            if isinstance(error, SurroundingsError):
                self._autosave.typed()  # and tried again, until whatever is in the way has gone
        else:
            editor.kept(text, version)
            if page.banner.property("frame") == State.LATE:
                page.banner.hide()
            self._said.setText(f"saved {page.bridge.now().astimezone():%H:%M:%S}")
        finally:
            self.is_saving = False

    def _join(self, editor: W, error: ChangedMeanwhileError) -> None:
        self._page.banner.say(
            State.LATE,
            f"Somebody else wrote under “{editor.heading}” too. Both texts are kept until you choose.",
            Action("Compare", partial(self._ask_which, editor, error)),
            title="Not saved",
            can_dismiss=False,
        )
        self._ask_which(editor, error)

    def _ask_which(self, editor: W, error: ChangedMeanwhileError) -> JoinTexts:
        both = ChangedMeanwhileError(error.sentence, error.theirs, editor.text)
        return JoinTexts(editor.heading, both, partial(self._let_stand, editor), self._page)

    def _let_stand(self, editor: W, text: str) -> None:
        """Let a text stand: it becomes the next version after the one that is saved now."""
        editor.kept(*self._newest(editor))
        self._page.banner.hide()
        if editor.text != text:
            editor.write(text)
        self.now()
