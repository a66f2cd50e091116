"""The theme: contrast of texts and controls, changing and remembering the scheme; the settings file."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.settings import Settings
from panel_desk.ui import theme
from panel_desk.ui.appearance import choose_scheme, remembered_scheme, row_height, set_compact_rows
from panel_desk.ui.icons import IconLabel, icon
from panel_desk.ui.theme import COMPACT_ROW, DARK, LIGHT, ROW, Colours, Part, Scheme
from panel_desk.ui.widgets.layout import column, within
from panel_desk.ui.widgets.text import Text

BOTH = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
STATES = ("good", "waiting", "alert", "note", "quiet")


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2.2."""
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@BOTH
@pytest.mark.parametrize("colour", ["text", "quiet", "accent", "good", "waiting", "alert", "note"])
def test_every_text_has_enough_contrast_on_every_background(colours: Colours, colour: str) -> None:
    grounds = [colours.window, colours.surface, colours.raised]
    if colour in {"text", "quiet"}:
        grounds += [colours.hover, colours.selected]
    assert min(contrast(getattr(colours, colour), ground) for ground in grounds) >= 4.5


@BOTH
@pytest.mark.parametrize("state", STATES)
def test_a_chips_word_has_enough_contrast_on_its_background(colours: Colours, state: str) -> None:
    colour = getattr(colours, state)
    assert contrast(colour, colours.wash(colour)) >= 4.5
    assert contrast(colours.text, colours.wash(colour)) >= 4.5


@BOTH
def test_outlines_and_the_focus_ring_have_enough_contrast(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= 4.5
    assert contrast(colours.on_accent, colours.mix(colours.text, 0.15, colours.accent)) >= 4.5
    assert contrast(colours.surface, colours.text) >= 4.5
    assert contrast(colours.edge, colours.surface) >= 3
    assert contrast(colours.accent, colours.surface) >= 3


def test_the_window_changes_its_colours_at_once(qtbot: QtBot, in_light: None) -> None:
    assert in_light is None
    mark = IconLabel("check", "text", 16)
    window = within(column(Text("Words"), mark))
    window.setObjectName("window")
    qtbot.addWidget(window)
    window.resize(100, 80)
    window.show()

    def ground() -> str:
        return window.grab().toImage().pixelColor(99, 79).name()

    light_mark = mark.grab().toImage()
    assert theme.colours() is LIGHT
    assert theme.colour("text") == QColor(LIGHT.text)
    theme.set_scheme(Scheme.DARK)
    assert (theme.colours(), theme.scheme()) == (DARK, Scheme.DARK)
    assert window.findChildren(QLabel)[0].palette().windowText().color() == QColor(DARK.text)
    assert mark.grab().toImage() != light_mark
    assert ground() == DARK.window.lower()


def test_the_systems_colour_scheme_is_followed(qapp: QApplication, in_light: None) -> None:
    assert in_light is None
    theme.set_scheme(Scheme.SYSTEM)
    is_dark = qapp.styleHints().colorScheme() == Qt.ColorScheme.Dark
    assert theme.colours() is (DARK if is_dark else LIGHT)


def test_the_bundled_family_is_what_is_drawn(qtbot: QtBot) -> None:
    assert qtbot
    for part in Part:
        assert theme.font(part).family() == theme.FAMILY
    assert theme.font(Part.TITLE).pixelSize() > theme.font(Part.SECTION).pixelSize() > theme.font().pixelSize()


def test_digits_are_all_of_one_width(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert len({widget.fontMetrics().horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_an_icon_is_sharp_at_any_scale(qtbot: QtBot) -> None:
    assert qtbot
    for scale in (1.0, 1.5, 2.0):
        drawn = icon("search", "accent").pixmap(QSize(16, 16), scale)
        assert (drawn.size(), drawn.devicePixelRatio()) == (QSize(16, 16) * scale, scale)
        assert any(drawn.toImage().pixelColor(x, x).alpha() for x in range(drawn.width()))


# Settings


def test_settings_are_read_back(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "settings.json"
    settings = Settings(file)
    settings.put("window/page", "cases")
    assert settings.get("window/page", 3) == 3
    assert Settings(file).get("window/page", "today") == "cases"
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("damaged", ["", "{", "[1, 2]", '"words"', "\x00\xff"])
def test_a_damaged_settings_file_is_ignored(tmp_path: Path, damaged: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(damaged, encoding="latin-1")
    settings = Settings(file)
    assert settings.get("window/page", "today") == "today"
    settings.put("window/page", "cases")
    assert Settings(file).get("window/page", "today") == "cases"


def test_settings_that_cannot_be_written_stop_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    settings = Settings(tmp_path / "file" / "settings.json")
    settings.put("window/page", "cases")
    assert settings.get("window/page", "today") == "cases"


def test_colours_and_rows_are_remembered(qtbot: QtBot, in_light: None) -> None:
    assert qtbot
    assert in_light is None
    settings = Settings()
    assert (remembered_scheme(settings), row_height(settings)) == (Scheme.SYSTEM, ROW)
    choose_scheme(settings, Scheme.DARK)
    set_compact_rows(settings, is_compact=True)
    assert (remembered_scheme(settings), row_height(settings)) == (Scheme.DARK, COMPACT_ROW)
    assert theme.colours() is DARK
    settings.put("window/scheme", "purple")
    assert remembered_scheme(settings) == Scheme.SYSTEM
