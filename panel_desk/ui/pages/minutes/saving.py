"""Saves the sections of the minutes while they are typed."""

from collections.abc import Callable, Iterable

from panel_desk.operations.minutes.minutes import write_section
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.ui.page import Page
from panel_desk.ui.section_saving import SectionSaver
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text


class MinutesSaving(SectionSaver[SectionEditor]):
    """Saves the sections of a page's minutes.

    Args:
        page: the minutes' page.
        editors: returns every section's editor.
        saved_at: the label that shows when they were last saved.
    """

    def __init__(self, page: Page, editors: Callable[[], Iterable[SectionEditor]], saved_at: Text) -> None:
        super().__init__(page, editors, saved_at, self._write, self._read)

    def _write(self, editor: SectionEditor) -> int:
        return self._page.bridge.do_or_raise(
            write_section, section=editor.section, text=editor.text, version=editor.version
        )

    def _read(self, editor: SectionEditor) -> tuple[str, int]:
        record = self._page.bridge.ask(minutes, self._page.ref)
        sections = record.sections if record else ()
        return next(
            ((each.text, each.version) for each in sections if each.id == editor.section),
            (editor.text, editor.version),
        )
