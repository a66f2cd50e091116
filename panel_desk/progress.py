"""The type of a progress callback, for work that takes long enough to show how far it is."""

from collections.abc import Callable

ProgressCallback = Callable[[str, int, int], object]
"""Called with the current step's name, the number of steps done and their total. It may raise to stop the work."""


def ignore_progress(step: str, done: int, total: int) -> None:
    """Show no progress, for callers that have nowhere to show it."""
