"""How the window was told to look: light, dark or as the system, and how close together a table's rows are."""

from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.theme import COMPACT_ROW, ROW, Scheme

_SCHEME, _COMPACT = "window/scheme", "table/compact"


def remembered_scheme(settings: Settings) -> Scheme:
    """The colours that the window was last told to wear."""
    kept = settings.get(_SCHEME, Scheme.SYSTEM.value)
    return Scheme(kept) if kept in set(Scheme) else Scheme.SYSTEM


def choose_scheme(settings: Settings, scheme: Scheme) -> None:
    """Switch the colours, and remember which."""
    settings.put(_SCHEME, scheme.value)
    theme.set_scheme(scheme)


def rows_are_compact(settings: Settings) -> bool:
    """Tables show more rows, each of them lower."""
    return settings.get(_COMPACT, False)


def set_compact_rows(settings: Settings, is_compact: bool) -> None:
    """Have tables show compact rows, or the usual ones, from the next time that each is shown."""
    settings.put(_COMPACT, is_compact)


def row_height(settings: Settings) -> int:
    """How high a table's rows are, in pixels."""
    return COMPACT_ROW if rows_are_compact(settings) else ROW
