"""Where things are: the user's own store, settings and logs, and the program's resources."""

from pathlib import Path

import platformdirs

REVIEW_SUFFIX = ".paneldesk-review"
"""How the name of a review file ends: minutes that somebody checks or signs at home."""

_PLACES = platformdirs.PlatformDirs("Panel Desk", appauthor=False, roaming=False)


def default_store() -> Path:
    """The folder of the user's own store: local to this machine, never a roaming or network profile."""
    return Path(_PLACES.user_data_dir) / "store"


def settings_file() -> Path:
    """The file that remembers the window's own habits (no records)."""
    return Path(_PLACES.user_config_dir) / "settings.json"


def log_file() -> Path:
    """The program's log (no personal data)."""
    return Path(_PLACES.user_log_dir) / "panel-desk.log"


def resources() -> Path:
    """The folder of fonts, icons and templates: inside an installed package, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
