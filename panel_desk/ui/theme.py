"""Every colour, size and font of the window, in one place, light and dark.

`apply_theme(app)` once at the start gives the application its font, palette and style sheet (`resources/style.qss`,
filled in from the tokens below). The window follows the system's dark mode unless `set_scheme` chose light or dark.
Widgets that paint themselves call `colours()` whenever they paint and never store the result.
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
AROUND_A_FIELD = 56  # kept in view above and beneath it: its label and help, or what is wrong with it
CORNER = 6
RING = 2
HIT = 28  # the smallest thing to click
BUTTON = 32
ROW, COMPACT_ROW = 32, 26
ICON, LARGE_ICON = 16, 20
READING_WIDTH = 640  # the widest that a form or a paragraph gets
FIELD_WIDTH = 360

# Sizes of letters, in pixels at 100 per cent.
BODY_SIZE, QUIET_SIZE, SECTION_SIZE, TITLE_SIZE = 13, 12, 15, 20

Token = Literal[
    "text", "quiet", "line", "accent", "good", "waiting", "alert", "note", "on_accent", "edge", "surface", "window"
]
_STATES: tuple[Token, ...] = ("good", "waiting", "alert", "note")


class Scheme(StrEnum):
    """Which of the two sets of colours the window uses; SYSTEM follows the computer's own setting."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Part(StrEnum):
    """A text's role on a page, which decides its size, weight and colour."""

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
    """One set of colours. The fields are the design's; the properties are mixed from them."""

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
    alert: str
    note: str

    def mix(self, colour: str, opacity: float, background: str | None = None) -> str:
        """A colour over a background (the surface by default) at an opacity from 0 to 1."""
        top, under = QColor(colour), QColor(background or self.surface)
        parts = (
            round(a * opacity + b * (1 - opacity))
            for a, b in zip(top.getRgb()[:3], under.getRgb()[:3], strict=True)  # type: ignore[index] # a tuple of four
        )
        return QColor(*parts).name()

    @property
    def edge(self) -> str:
        """The outline of a control: its contrast with the surface is at least 3 to 1 (WCAG 1.4.11)."""
        return self.mix(self.quiet, 0.75)

    @property
    def hover(self) -> str:
        """The background of what the pointer is over."""
        return self.mix(self.text, 0.06)

    @property
    def pressed(self) -> str:
        """The background of a button while it is held down."""
        return self.mix(self.text, 0.12)

    @property
    def selected(self) -> str:
        """The background of what is selected."""
        return self.mix(self.accent, 0.14)

    def wash(self, state: str) -> str:
        """The pale background of a chip or a banner in a state's colour."""
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
    alert="#B3261E",
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
    alert="#FF8A80",
    note="#8FB8F6",
)


class _Theme(QObject):
    """The colours that are applied now; follows the system's colour scheme as it changes."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.app = app
        self.scheme = Scheme.SYSTEM
        self.colours = LIGHT
        self.drawings = QTemporaryDir()  # a style sheet takes pictures from files only
        app.styleHints().colorSchemeChanged.connect(self.apply)

    def apply(self) -> None:
        """Apply the colours that follow from the chosen scheme and the system's."""
        system_is_dark = self.app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        is_dark = self.scheme == Scheme.DARK or (self.scheme == Scheme.SYSTEM and system_is_dark)
        colours = DARK if is_dark else LIGHT
        if self.app.styleSheet() and colours is self.colours:
            return  # setting a style sheet restyles every widget, which takes a tenth of a second and more
        self.colours = colours
        self.app.setPalette(_palette(self.colours))
        self.app.setStyleSheet(_style_sheet(self.colours, Path(self.drawings.path())))
        self.changed.emit()


_applied: list[_Theme] = []  # one at most: the application's


def apply_theme(app: QApplication, scheme: Scheme = Scheme.SYSTEM) -> None:
    """Give the application its style, font, palette and style sheet. Once, before the first window."""
    register_fonts()
    style = QStyleFactory.create("Fusion")
    app.setStyle(style)
    app.setFont(font())
    _applied[:] = [_Theme(app)]
    set_scheme(scheme)


def set_scheme(scheme: Scheme) -> None:
    """Change to the light colours, the dark ones or the system's, at once and in every window."""
    theme = _applied[0]
    theme.scheme = scheme
    system_schemes = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
    theme.app.styleHints().setColorScheme(system_schemes.get(scheme, Qt.ColorScheme.Unknown))  # title bars follow
    theme.apply()


def scheme() -> Scheme:
    """The scheme that `set_scheme` chose last."""
    return _applied[0].scheme if _applied else Scheme.SYSTEM


def colours() -> Colours:
    """The colours that are applied now."""
    return _applied[0].colours if _applied else LIGHT


def colour(token: Token) -> QColor:
    """One of the colours that are applied now."""
    return QColor(colours().named(token))


def register_fonts() -> None:
    """Register the bundled font family with Qt; the offscreen platform has no other."""
    if FAMILY in QFontDatabase.families():
        return
    for file in sorted((paths.resources() / "fonts").glob("SourceSans3-*.ttf")):
        QFontDatabase.addApplicationFont(str(file))


def font(part: Part = Part.BODY) -> QFont:
    """The font of a text's part, for widgets that paint themselves. The family's figures are tabular."""
    sizes = {Part.TITLE: TITLE_SIZE, Part.SECTION: SECTION_SIZE}
    for quiet in (Part.QUIET, Part.CAPS, Part.ERROR, Part.KEY):
        sizes[quiet] = QUIET_SIZE
    chosen = QFont(FAMILY)
    chosen.setPixelSize(sizes.get(part, BODY_SIZE))
    if part in {Part.TITLE, Part.SECTION, Part.STRONG, Part.CAPS, Part.ERROR}:
        chosen.setWeight(QFont.Weight.DemiBold)
    return chosen


def _palette(colours: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, value in {
        roles.Window: colours.window,
        roles.WindowText: colours.text,
        roles.Base: colours.surface,
        roles.AlternateBase: colours.window,
        roles.Text: colours.text,
        roles.PlaceholderText: colours.quiet,
        roles.Button: colours.surface,
        roles.ButtonText: colours.text,
        roles.ToolTipBase: colours.raised,
        roles.ToolTipText: colours.text,
        roles.Highlight: colours.accent,
        roles.HighlightedText: colours.on_accent,
        roles.Link: colours.accent,
        roles.LinkVisited: colours.accent,
        roles.Accent: colours.accent,
        roles.Mid: colours.line,
    }.items():
        palette.setColor(role, QColor(value))
    for role in (roles.Text, roles.WindowText, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(colours.quiet))
    return palette


@cache
def _drawing(name: str) -> str:
    return (paths.resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")


def svg(name: str, value: str) -> bytes:
    """An icon as SVG in a colour."""
    return _drawing(name).replace("currentColor", value).encode()


def _style_sheet(colours: Colours, drawings: Path) -> str:
    pictures = {}
    for key, name, value in (
        ("chevron", "chevron-down", colours.quiet),
        ("tick", "check", colours.on_accent),
        ("tick_accent", "check", colours.accent),
        ("sort_up", "chevron-up", colours.quiet),
        ("sort_down", "chevron-down", colours.quiet),
    ):
        file = drawings / f"{key}-{value.lstrip('#')}.svg"
        file.write_bytes(svg(name, value))
        pictures[key] = file.as_posix()
    tokens: dict[str, object] = {field.name: getattr(colours, field.name) for field in fields(colours)}
    tokens |= {name: getattr(colours, name) for name in ("edge", "hover", "pressed", "selected")}
    tokens |= {f"{state}_wash": colours.wash(colours.named(state)) for state in _STATES}
    tokens |= {
        "accent_hover": colours.mix(colours.text, 0.15, colours.accent),
        "accent_pressed": colours.mix(colours.text, 0.3, colours.accent),
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
