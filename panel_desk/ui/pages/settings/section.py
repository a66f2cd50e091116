"""A section of the settings: a page within the page, which asks when its tab is first opened."""

from collections.abc import Callable

from panel_desk.ui.page import House, Page


class Section(Page):
    """One tab of the settings."""

    key = ""

    def __init__(self, house: House) -> None:
        super().__init__(house)
        self.header.hide()
        layout = self.layout()
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)

    def may(self, operation: Callable[..., object]) -> bool:
        """Whether the signed-in role does an operation; what it does not is not offered."""
        return not self.bridge.why_not(operation)
