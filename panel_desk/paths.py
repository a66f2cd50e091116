"""The locations of the user's own store, settings and log, and of the program's resources."""

from pathlib import Path

import platformdirs

REVIEW_SUFFIX = ".paneldesk-review"
"""The suffix of a review file, which holds minutes that somebody checks or signs at home."""

_DIRS = platformdirs.PlatformDirs("Panel Desk", appauthor=False, roaming=False)


def default_store() -> Path:
    """The folder of the user's own store. It is on this computer, not in a roaming profile."""
    return Path(_DIRS.user_data_dir) / "store"


def settings_file() -> Path:
    """The file of the window's settings. It holds no records."""
    return Path(_DIRS.user_config_dir) / "settings.json"


def log_file() -> Path:
    """The program's log. It holds no personal data."""
    return Path(_DIRS.user_log_dir) / "panel-desk.log"


def private_folders() -> Path:
    """The folder of the folders in which another program reads a document unencrypted; see `private_folders.py`."""
    return Path(_DIRS.user_cache_dir) / "conversions"


def resources() -> Path:
    """The folder of fonts, icons and templates: inside the package if installed, beside it in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"
