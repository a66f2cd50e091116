"""The Settings page: one tab per section that the signed-in role may use."""

from functools import partial

from panel_desk.operations.access import grant_information
from panel_desk.operations.minutes.snippets import write_snippet
from panel_desk.rules.vocabulary import OFFICE
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.settings.access import AccessSection
from panel_desk.ui.pages.settings.accounts import AccountsSection
from panel_desk.ui.pages.settings.agency import AgencySection
from panel_desk.ui.pages.settings.appearance import AppearanceSection
from panel_desk.ui.pages.settings.backups import BackupsSection
from panel_desk.ui.pages.settings.closed_days import ClosedDaysSection
from panel_desk.ui.pages.settings.exchange import ExchangeSection
from panel_desk.ui.pages.settings.history import HistorySection
from panel_desk.ui.pages.settings.minutes_headings import MinutesHeadingsSection
from panel_desk.ui.pages.settings.rules import RulesSection
from panel_desk.ui.pages.settings.section import Section
from panel_desk.ui.pages.settings.snippets import SnippetsSection
from panel_desk.ui.pages.settings.spelling import SpellingSection
from panel_desk.ui.widgets.record import Tabs

_SECTIONS: tuple[type[Section], ...] = (
    AgencySection,
    AccountsSection,
    AccessSection,
    RulesSection,
    ClosedDaysSection,
    MinutesHeadingsSection,
    SnippetsSection,
    SpellingSection,
    ExchangeSection,
    BackupsSection,
    AppearanceSection,
    HistorySection,
)
_OFFICE_ONLY = frozenset({MinutesHeadingsSection, ExchangeSection, BackupsSection, HistorySection})
_FOR_WRITERS = frozenset({SnippetsSection, SpellingSection})  # for those who may write snippets


class SettingsPage(Page):
    """The agency, its accounts, its rules and texts, and its store."""

    title = "Settings"

    def build(self) -> None:
        """Build one tab per section."""
        hidden = frozenset[type[Section]]()
        if self.bridge.signed_in.role not in OFFICE:
            hidden |= _OFFICE_ONLY
        if self.bridge.why_not(write_snippet):
            hidden |= _FOR_WRITERS
        if self.bridge.why_not(grant_information):
            hidden |= {AccessSection}
        self._kinds = {kind.key: kind for kind in _SECTIONS if kind not in hidden}
        self._sections: dict[str, Section] = {}
        self.tabs = Tabs(
            [(key, kind.tab_title(self.bridge), partial(self.section, key)) for key, kind in self._kinds.items()]
        )
        self.tabs.changed.connect(self.note_tab)
        self.body.addWidget(self.tabs)

    def section(self, key: str) -> Section:
        """A section that the signed-in role has, by its key; made when it is first opened."""
        if key not in self._sections:
            self._sections[key] = self._kinds[key](self.context)
        return self._sections[key]

    def visit(self, place: Place) -> None:
        """Open the tab that the place names."""
        super().visit(place)
        self.tabs.open(place.tab)

    def is_unsaved(self) -> bool:
        """Whether a section holds something typed that is not saved."""
        return any(section.is_unsaved() for section in self._sections.values())
