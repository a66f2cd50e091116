"""The settings: the agency, who signs in, the rules' figures, closed days, import and export, backups, the looks."""

from panel_desk.ui.pages.settings.page import SettingsPage

__all__ = ["SettingsPage"]
