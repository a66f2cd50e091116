"""The user's choice of colour scheme and of row height in tables, kept in the settings."""

from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.theme import COMPACT_ROW, ROW, Scheme

_SCHEME, _COMPACT = "window/scheme", "table/compact"


def remembered_scheme(settings: Settings) -> Scheme:
    """The colour scheme that the user chose last; the system's where none was chosen."""
    saved = settings.get(_SCHEME, Scheme.SYSTEM.value)
    return Scheme(saved) if saved in set(Scheme) else Scheme.SYSTEM


def choose_scheme(settings: Settings, scheme: Scheme) -> None:
    """Change the colour scheme and remember it."""
    settings.put(_SCHEME, scheme.value)
    theme.set_scheme(scheme)


def rows_are_compact(settings: Settings) -> bool:
    """True where tables use compact rows, which are lower, so that more fit on the screen."""
    return settings.get(_COMPACT, False)


def set_compact_rows(settings: Settings, is_compact: bool) -> None:
    """Choose compact or usual rows; each table follows when it is next shown."""
    settings.put(_COMPACT, is_compact)


def row_height(settings: Settings) -> int:
    """How high a table's rows are, in pixels."""
    return COMPACT_ROW if rows_are_compact(settings) else ROW
