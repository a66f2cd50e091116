"""The window: the only part of Panel Desk that uses Qt.

PySide reads the source of every module that is imported after it, and keeps it, to find those that use its optional
snake_case names. Panel Desk does not use these names, so it spares each start the reading, a sixth of its time, and
27 MB of memory.
"""

import PySide6  # noqa: F401 - loads the module below
from shibokensupport import feature  # type: ignore[import-not-found] # built into PySide, without types

feature._mod_uses_pyside = lambda _module: False  # noqa: SLF001 - PySide has no public way to turn it off
