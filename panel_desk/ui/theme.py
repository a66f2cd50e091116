"""Every colour, size and font of the window, in one place, light and dark.

`dress(app)` once at the start gives the application its font, palette and style sheet (`resources/style.qss`, filled
in from the tokens below). The system's dark mode is followed, live, unless `switch` has been told otherwise.
Widgets that paint themselves ask `colours()` at the moment of painting and never keep the answer.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from string import Template
from typing import Literal

from PySide6.QtCore import QObject, Qt, QTemporaryDir, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from panel_desk import paths

FAMILY = "Source Sans 3"

# Spacing, in pixels at 100 per cent.
S4, S8, S12, S16, S24, S32 = 4, 8, 12, 16, 24, 32
CORNER = 6
RING = 2
HIT = 28  # the smallest thing to click
BUTTON = 32
ROW, COMPACT_ROW = 32, 26
ICON, LARGE_ICON = 16, 20
READING_WIDTH = 640  # the widest that a form or a paragraph gets
FIELD_WIDTH = 360

BODY_SIZE, QUIET_SIZE, SECTION_SIZE, TITLE_SIZE = 13, 12, 15, 20

Token = Literal[
    "text", "quiet", "line", "accent", "good", "waiting", "late", "note", "on_accent", "edge", "surface", "window"
]
_STATES: tuple[Token, ...] = ("good", "waiting", "late", "note")


class Scheme(StrEnum):
    """Which of the two sets of colours to wear."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Part(StrEnum):
    """A text's part in the page, which decides its size, weight and colour."""

    TITLE = "title"
    SECTION = "section"
    BODY = "body"
    STRONG = "strong"
    QUIET = "quiet"
    CAPS = "caps"
    ERROR = "error"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Colours:
    """One set of colours. The first fourteen are the design's; the rest are mixed from them."""

    window: str
    surface: str
    raised: str
    text: str
    quiet: str
    line: str
    accent: str
    on_accent: str
    good: str
    waiting: str
    late: str
    note: str

    def mix(self, colour: str, share: float, ground: str | None = None) -> str:
        """A colour laid over a ground (the surface) at a share from 0 to 1."""
        top, under = QColor(colour), QColor(ground or self.surface)
        parts = (
            round(a * share + b * (1 - share))
            for a, b in zip(top.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index] # a tuple of four
        )
        return QColor(*parts).name()

    @property
    def edge(self) -> str:
        """The line round something that can be used: three to one against the surface."""
        return self.mix(self.quiet, 0.75)

    @property
    def hover(self) -> str:
        """Under the pointer."""
        return self.mix(self.text, 0.06)

    @property
    def pressed(self) -> str:
        """While the button is held."""
        return self.mix(self.text, 0.12)

    @property
    def selected(self) -> str:
        """What is chosen."""
        return self.mix(self.accent, 0.14)

    def wash(self, state: str) -> str:
        """The pale ground of a chip or a banner in a state's colour."""
        return self.mix(state, 0.10)

    def named(self, token: Token) -> str:
        """The colour of a token."""
        value: str = getattr(self, token)
        return value


LIGHT = Colours(
    window="#F6F7F9",
    surface="#FFFFFF",
    raised="#FFFFFF",
    text="#14181F",
    quiet="#56606E",
    line="#DADFE6",
    accent="#0B5E6B",
    on_accent="#FFFFFF",
    good="#1B7A3D",
    waiting="#8A5A00",
    late="#B3261E",
    note="#2B5FAB",
)
DARK = Colours(
    window="#15181C",
    surface="#1C2025",
    raised="#23282E",
    text="#E9ECF0",
    quiet="#A3ADBA",
    line="#343B44",
    accent="#5CC3D3",
    on_accent="#15181C",
    good="#6FCF8E",
    waiting="#F0B84A",
    late="#FF8A80",
    note="#8FB8F6",
)


class _Dress(QObject):
    """What the application wears now, and the ear for the system's change of mind."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.scheme = Scheme.SYSTEM
        self.colours = LIGHT
        self.drawings = QTemporaryDir()  # a style sheet takes pictures from files only
        app.styleHints().colorSchemeChanged.connect(self.put_on)

    def put_on(self) -> None:
        """Wear what the scheme and the system say."""
        system_is_dark = self.app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        is_dark = self.scheme == Scheme.DARK or (self.scheme == Scheme.SYSTEM and system_is_dark)
        colours = DARK if is_dark else LIGHT
        if self.app.styleSheet() and colours is self.colours:
            return  # a style sheet is laid on every widget, which takes a tenth of a second and more
        self.colours = colours
        self.app.setPalette(_palette(self.colours))
        self.app.setStyleSheet(_style_sheet(self.colours, Path(self.drawings.path())))
        self.changed.emit()


_worn: list[_Dress] = []


def dress(app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
    """Give the application its style, font, palette and style sheet. Once, before the first window."""
    register_fonts()
    style = QStyleFactory.create("Fusion")
    app.setStyle(style)
    app.setFont(font())
    _worn[:] = [_Dress(app)]
    switch(scheme)


def switch(scheme: Scheme) -> None:
    """Wear light, dark, or what the system says; at once, everywhere."""
    worn = _worn[0]
    worn.scheme = scheme
    wanted = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
    worn.app.styleHints().setColorScheme(wanted.get(scheme, Qt.ColorScheme.Unknown))  # title bars follow
    worn.put_on()


def scheme() -> Scheme:
    """What `switch` was last told."""
    return _worn[0].scheme if _worn else Scheme.SYSTEM


def colours() -> Colours:
    """The colours worn at this moment."""
    return _worn[0].colours if _worn else LIGHT


def colour(token: Token) -> QColor:
    """One colour worn at this moment."""
    return QColor(colours().named(token))


def register_fonts() -> None:
    """Tell Qt about the bundled family; offscreen there may be no other."""
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted((paths.resources() / "fonts").glob("SourceSans3-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def font(part: Part = Part.BODY) -> QFont:
    """The font of a text's part, for widgets that paint themselves. Its figures are all one width by design."""
    sizes = {Part.TITLE: TITLE_SIZE, Part.SECTION: SECTION_SIZE}
    for quiet in (Part.QUIET, Part.CAPS, Part.ERROR, Part.KEY):
        sizes[quiet] = QUIET_SIZE
    chosen = QFont(FAMILY)
    chosen.setPixelSize(sizes.get(part, BODY_SIZE))
    if part in {Part.TITLE, Part.SECTION, Part.STRONG, Part.CAPS, Part.ERROR}:
        chosen.setWeight(QFont.Weight.DemiBold)
    return chosen


def _palette(worn: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in {
        roles.Window: worn.window,
        roles.WindowText: worn.text,
        roles.Base: worn.surface,
        roles.AlternateBase: worn.window,
        roles.Text: worn.text,
        roles.PlaceholderText: worn.quiet,
        roles.Button: worn.surface,
        roles.ButtonText: worn.text,
        roles.ToolTipBase: worn.raised,
        roles.ToolTipText: worn.text,
        roles.Highlight: worn.accent,
        roles.HighlightedText: worn.on_accent,
        roles.Link: worn.accent,
        roles.LinkVisited: worn.accent,
        roles.Accent: worn.accent,
        roles.Mid: worn.line,
    }.items():
        palette.setColor(role, QColor(value))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(worn.quiet))
    return palette


@cache
def _drawing(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def svg(name: str, value: str) -> bytes:
    """An icon's drawing in a colour."""
    return _drawing(name).replace("currentColor", value).encode()


def _style_sheet(worn: Colours, drawings: Path) -> str:
    pictures = {}
    for key, name, value in (
        ("chevron", "chevron-down", worn.quiet),
        ("tick", "check", worn.on_accent),
        ("tick_accent", "check", worn.accent),
        ("sort_up", "chevron-up", worn.quiet),
        ("sort_down", "chevron-down", worn.quiet),
    ):
        file = drawings / f"{key}-{value.lstrip('#')}.svg"
        file.write_bytes(svg(name, value))
        pictures[key] = file.as_posix()
    tokens: dict[str, object] = {field.name: getattr(worn, field.name) for field in fields(worn)}
    tokens |= {name: getattr(worn, name) for name in ("edge", "hover", "pressed", "selected")}
    tokens |= {f"{state}_wash": worn.wash(worn.named(state)) for state in _STATES}
    tokens |= {
        "accent_hover": worn.mix(worn.text, 0.15, worn.accent),
        "accent_pressed": worn.mix(worn.text, 0.3, worn.accent),
    }
    tokens |= {f"s{size}": size for size in (S4, 7, S8, 11, S12, S16, S24, S32)}
    tokens |= {
        "corner": CORNER,
        "quiet_size": QUIET_SIZE,
        "section_size": SECTION_SIZE,
        "title_size": TITLE_SIZE,
        "button_inner": HIT - 2,
        "button_focused": HIT - 2 * RING,
        "field_inner": BUTTON - 4,
        "field_focused": BUTTON - 4 - RING,
    }
    template = (paths.resources() / "style.qss").read_text(encoding="utf-8")
    return Template(template).substitute(tokens | pictures)
