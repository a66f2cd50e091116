"""Centred card used by the sign-in and review file screens."""

from PySide6.QtWidgets import QVBoxLayout

from panel_desk.ui.theme import S12, S16, S24
from panel_desk.ui.widgets.layout import STRETCH, Content, column, framed, row

_WIDTH = 440  # pixels


def card(*parts: Content, beneath: Content = None) -> QVBoxLayout:
    """A card in the middle of a view.

    Args:
        parts: its content, from top to bottom.
        beneath: links below the card.
    """
    frame = framed(column(*parts, gap=S16, margins=(S24, S24, S24, S24)))
    frame.setFixedWidth(_WIDTH)
    below = [row(STRETCH, beneath, STRETCH)] if beneath else []
    return column(STRETCH, row(STRETCH, frame, STRETCH), *below, STRETCH, gap=S12)
