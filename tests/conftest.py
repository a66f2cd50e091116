"""Settings and fixtures for all tests, which make them give the same results on every computer.

No test fails because the computer is slow: waiting for something may take minutes, and Hypothesis has no deadline.
"""

import gc
import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from panel_desk.store import credentials
from tests.builders import CHEAP, FixedTime
from tests.coverage_pauses import paused, resumed
from tests.fast_sqlite import share_compiled_statements

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget
    from pytestqt.qtbot import QtBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["QT_FONT_DPI"] = "96"
os.environ["QT_SCALE_FACTOR"] = "1"
os.environ["QT_ENABLE_HIGHDPI_SCALING"] = "1"
os.environ["LC_ALL"] = "C.UTF-8"

# The small profile draws the same examples every time; `--hypothesis-profile=full` draws more, and new ones each time.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("small", PATIENT, max_examples=25, derandomize=True)
settings.register_profile("full", PATIENT, max_examples=500)
settings.load_profile("small")

share_compiled_statements()
credentials.COST = CHEAP

FOLDER = Path(__file__).parent
# These tests alone cover rules, operations and queries completely. Coverage slows other tests down by half.
COVERING = tuple(FOLDER / name for name in ("rules", "operations", "queries", "exchange", "flows", "store"))
LONG = tuple(FOLDER / name for name in ("journeys", "sample", "ui/test_every_field_is_shown.py"))
SCALES = (1.0, 1.5)  # of the pictures that tests take: 100 and 150 per cent


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect tests without looking for garbage; no later search for garbage looks at what is there afterwards.

    Coverage is measured meanwhile: a cache may keep the results of functions that a test module calls when it is
    imported, so that they do not run again.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run first the tests that measure coverage, before caches skip code, then the slowest tests, then the others."""
    items.sort(key=lambda item: 0 if _covers(item) else 1 if _is_long(item) else 2)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol() -> Generator[None, object, object]:
    """Pause coverage, also while fixtures are made; `pytest_runtest_call` measures."""
    with paused():
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Measure coverage in a test that counts towards it."""
    with resumed() if _covers(item) else nullcontext():
        return (yield)


def _covers(item: pytest.Item) -> bool:
    return _lies_in(item, COVERING)


def _is_long(item: pytest.Item) -> bool:
    return _lies_in(item, LONG) or "sample_store" in getattr(item, "fixturenames", ())


def _lies_in(item: pytest.Item, folders: tuple[Path, ...]) -> bool:
    return any(item.path.is_relative_to(folder) for folder in folders)


@pytest.fixture(autouse=True, scope="session")
def _no_fsync() -> Iterator[None]:
    """Turn `fsync` off, which is slow and matters only in a power cut."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def time_source() -> FixedTime:
    """A source of the time: 9:30 on 4 March 2027, until a test moves it."""
    return FixedTime()


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The sample agency as it is made on 4 March 2027. Nothing in it may be changed."""
    from tests.sample_agency import TODAY, copied  # noqa: PLC0415 # few tests need the sample agency

    store = copied(tmp_path_factory, TODAY).store
    yield store
    shutil.rmtree(store)


@pytest.fixture(scope="session")
def qapp(qapp: "QApplication") -> "QApplication":
    """The Qt application with the program's theme, for tests that use `qtbot`."""
    from PySide6.QtCore import QLocale  # noqa: PLC0415 # Qt is loaded for tests of the window alone

    from panel_desk.ui import theme  # noqa: PLC0415 # it loads Qt

    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    qapp.setCursorFlashTime(0)
    theme.apply_theme(qapp, theme.Scheme.LIGHT)
    return qapp


@pytest.fixture
def qtbot(qapp: "QApplication", request: pytest.FixtureRequest) -> "QtBot":
    """A `qtbot` that waits as long as a slow computer may need."""
    from tests.ui.patience import PatientBot  # noqa: PLC0415 # it loads Qt

    assert qapp
    return PatientBot(request)


@pytest.fixture
def in_light(qapp: "QApplication") -> Iterator[None]:
    """Set the light colour scheme before and after a test."""
    from panel_desk.ui import theme  # noqa: PLC0415 # it loads Qt

    assert qapp
    theme.set_scheme(theme.Scheme.LIGHT)
    yield
    theme.set_scheme(theme.Scheme.LIGHT)


@pytest.fixture
def picture(tmp_path: Path, in_light: None) -> "Callable[[QWidget, str], list[Path]]":
    """A function that saves pictures of a shown widget in light and dark, at 100 and 150 per cent; their files.

    They are saved in the folder that the environment variable PANEL_DESK_PICTURES names, if it is set.
    """
    from panel_desk.ui import theme  # noqa: PLC0415 # it loads Qt

    assert in_light is None
    folder = Path(os.environ.get("PANEL_DESK_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)

    def take(widget: "QWidget", name: str) -> list[Path]:
        files = []
        for scheme in (theme.Scheme.LIGHT, theme.Scheme.DARK):
            theme.set_scheme(scheme)
            files += [
                photograph(widget, folder / f"{name}-{scheme}-{round(scale * 100)}.png", scale) for scale in SCALES
            ]
        theme.set_scheme(theme.Scheme.LIGHT)
        return files

    return take


def photograph(widget: "QWidget", file: Path, scale: float) -> Path:
    """Save a picture of a shown widget at a scale; the file."""
    from PySide6.QtCore import QPoint, Qt  # noqa: PLC0415 # it loads Qt
    from PySide6.QtGui import QPixmap  # noqa: PLC0415 # it loads Qt

    image = QPixmap(widget.size() * scale)
    image.setDevicePixelRatio(scale)
    image.fill(Qt.GlobalColor.transparent)
    widget.render(image, QPoint())
    assert image.save(str(file))
    return file
