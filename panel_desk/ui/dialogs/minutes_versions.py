"""The dialog with all versions of a meeting's minutes: signatures, corrections and steps."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from panel_desk.queries.minutes.signatures import MinutesVersionRow
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.theme import S4, S12, S24, Part
from panel_desk.ui.widgets.buttons import link, primary
from panel_desk.ui.widgets.layout import STRETCH, Content, column, line, row, scrolling, within
from panel_desk.ui.widgets.text import Text

_WIDTH, _HEIGHT = 620, 380  # pixels


class MinutesVersions(Message):
    """The versions of minutes, the newest first.

    Args:
        versions: newest first.
        print_version: takes the number of a signed version to print.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        versions: Sequence[MinutesVersionRow],
        print_version: Callable[[int], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            "Versions of these minutes",
            "A version that was signed stays as it is, with its file. A later correction is a version of its own.",
            parent,
            width=_WIDTH,
        )
        parts: list[Content] = []
        for version in versions:
            if parts:
                parts.append(line())
            parts.append(_shown(version, print_version))
        area = scrolling(within(column(*parts, STRETCH, gap=S12, margins=(0, 0, S24, 0))))
        area.setMinimumHeight(_HEIGHT)
        self.add(area)
        shut = primary("Close", self.accept)
        shut.setDefault(True)
        self.finish(shut)
        self.open()


def _shown(version: MinutesVersionRow, print_version: Callable[[int], object]) -> Content:
    signed_at = version.signed_at
    state = "given up" if version.given_up_at else f"{version.state}"
    signed = f"signed by {version.signed_as} on {formats.moment(signed_at)}" if signed_at else state
    heading = Text(f"Version {version.number}, {signed}", Part.STRONG, wrap=True)
    parts: list[Content] = [heading]
    if version.corrects_because:
        parts.append(Text(f"Corrects: {version.corrects_because}", wrap=True))
    if version.fingerprint:
        parts.append(Text(f"Fingerprint {version.fingerprint}", Part.QUIET, wrap=True))
    parts += [
        Text(
            f"{formats.moment(step.at)} · {formats.capital(step.step)} · {step.by}{_because(step.words, version)}",
            wrap=True,
        )
        for step in version.steps
    ]
    parts += [Text(each, Part.QUIET, wrap=True) for each in version.vouched]
    if version.is_kept:
        show = link(f"Print version {version.number}", partial(print_version, version.number))
        parts.append(row(show, STRETCH))
    return column(*parts, gap=S4)


def _because(why: str, version: MinutesVersionRow) -> str:
    return f" · {why}" if why and why != version.corrects_because else ""
