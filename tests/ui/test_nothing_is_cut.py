"""Nothing on any page is cut, covered or out of reach, in windows of the usual sizes.

Every page is opened on the sample agency with long names, in each state that its records have, with each of its tabs.
The layout at 150 per cent is the layout of a window of two thirds the size, because every size in the theme, fonts
included, is in pixels that the scale multiplies.
"""

import importlib
import pkgutil
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QListWidget, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import select
from sqlalchemy.orm import Session

from panel_desk import models, ui
from panel_desk.desk import Desk, sign_in
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.decisions.decisions import decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.queries.members.members import members
from panel_desk.rules.vocabulary import CaseStatus, MeetingStatus, MinutesState
from panel_desk.settings import Settings
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.desk_window import PAGES, desk_window
from panel_desk.ui.main_window import MainWindow
from panel_desk.ui.page import Place
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.table import Table
from tests.builders import NOW, FixedTime
from tests.sample_agency import SAMPLE_PASSPHRASE
from tests.ui.clipping import faults, settle
from tests.ui.dialog_keys import esc_faults, key_faults

SIZES = {
    "1920×1080 at 150 per cent": QSize(1280, 640),  # 1280×720, less the title bar and the task bar
    "1280×700": QSize(1280, 700),
    "1366×768": QSize(1366, 768),
    "1440×900": QSize(1440, 900),
    "1920×1080": QSize(1920, 1080),
}
SCREEN = QSize(1280, 672)  # 1920×1080 at 150 per cent, less the task bar
_TITLE_BAR = 32  # pixels
_MOST_LINES = 6  # of a list that are chosen in turn
Refs = Callable[[Desk], Iterator[str | None]]
"""Finds the refs of the records with which a page is opened."""


def _no_record(desk: Desk) -> Iterator[None]:
    """No ref: the page is opened once, without a record."""
    del desk
    yield None


def _meetings(desk: Desk) -> Iterator[str]:
    """A meeting of each status and state of its minutes: the latest with cases, and for the planned ones the next."""
    found = {(row.status, row.minutes, bool(row.cases)): row.ref for row in desk.ask(meetings)}
    planned = (row for row in desk.ask(meetings) if row.status is MeetingStatus.PLANNED and row.cases)
    yield from dict.fromkeys([*found.values(), min(planned, key=lambda row: row.meets_on).ref])


def _cases(desk: Desk) -> Iterator[str]:
    """A case of each kind, and one of each status."""
    found = {key: row.ref for row in desk.ask(cases) for key in (row.kind, row.status)}
    yield from dict.fromkeys(found.values())


def _members(desk: Desk) -> Iterator[str]:
    """A person of each status, and of each role."""
    found = {key: row.ref for row in desk.ask(members) for key in (row.status, row.role)}
    yield from dict.fromkeys(found.values())


def _decisions(desk: Desk) -> Iterator[str]:
    """A recommendation at each next step."""
    yield from {row.next_step: row.id for row in desk.ask(decision_list, Listing()).rows}.values()


RECORDS: Mapping[str, Refs] = {
    "today": _no_record,
    "calendar": _no_record,
    "cases": _no_record,
    "central-list": _no_record,
    "minutes": _no_record,
    "decisions": _decisions,
    "settings": _no_record,
    "meeting": _meetings,
    "case": _cases,
    "member": _members,
    "minutes-of": _meetings,
}
"""The records with which each page is opened."""


@pytest.fixture(scope="module")
def store(sample_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample agency with long names."""
    copied = tmp_path_factory.mktemp("long") / "store"
    shutil.copytree(sample_store, copied)
    lengthen_names(copied)
    return copied


def lengthen_names(store: Path) -> None:
    """Give everybody and everything in a sample agency a long name."""
    desk = sign_in(store, "marian", SAMPLE_PASSPHRASE, FixedTime(NOW))
    unsigned = [row.ref for row in desk.ask(meetings) if row.minutes is not MinutesState.SIGNED]
    with Session(desk.store.engine) as session, session.begin():
        for person in session.scalars(select(models.Member)):
            person.given_name, person.family_name = f"{person.given_name}-Alexandrina", f"{person.family_name}-Wyndham"
            person.email = f"{person.given_name}.{person.ref}@post.long-name-of-an-agency.example.org".lower()
        for household in session.scalars(select(models.Household)):
            household.adopter_1 += "-Featherstonehaugh"
            household.adopter_2 = f"{household.adopter_2 or 'Bartholomew'}-Cholmondeley"
        for authority in session.scalars(select(models.Authority)):
            authority.name = f"{authority.name} and the Metropolitan Borough of North Petersholme"
            authority.decision_maker = "Wilhelmina-Alexandra Featherstonehaugh-Cholmondeley"
        for account in session.scalars(select(models.Account)):
            account.full_name += " Featherstonehaugh-Cholmondeley"
        for meeting in session.scalars(select(models.Meeting).where(models.Meeting.ref.in_(unsigned))):
            meeting.panel += " for North Petersholme and the Fenland Villages"
            meeting.venue = "The Old Corn Exchange, Second Floor, 114–118 Market Hill, Petersholme PE99 9ZZ"
        for case in session.scalars(select(models.Case)):
            case.social_worker = "Konstantinos Papadimitriou-Featherstonehaugh"
        for paper in session.scalars(select(models.Paper)):
            paper.name = f"{Path(paper.name).stem}_with_all_its_appendices_and_the_comments_of_everybody_v14_FINAL.pdf"
        session.scalars(select(models.Agency)).one().name = "Fenland, Petersholme and North Anglia Regional Adoption"
    desk.close()


@pytest.fixture(scope="module")
def window(store: Path, qapp: QApplication) -> Iterator[MainWindow]:
    """The main window of the administrator; it paints nothing, because only the places of its widgets are looked at."""
    assert qapp
    desk = sign_in(store, "marian", SAMPLE_PASSPHRASE, FixedTime(NOW))
    made = desk_window(DeskBridge(desk), Settings())
    made.setUpdatesEnabled(False)
    made.show()
    yield made
    assert made.close()
    made.deleteLater()
    desk.close()


def test_every_page_is_opened() -> None:
    assert {spec.key for spec in PAGES} == set(RECORDS)


@pytest.mark.parametrize("page", RECORDS)
def test_no_page_cuts_or_hides_anything(window: MainWindow, page: str, qtbot: QtBot) -> None:
    found: dict[str, list[str]] = {}
    for ref in RECORDS[page](window.bridge.desk):
        window.open(Place(page, ref))
        for where in _states(window.page(page)):
            qtbot.waitUntil(lambda: not window.background.is_busy)
            for name, size in SIZES.items():
                window.resize(size)
                for fault in [*faults(window), *_second_primary(window)]:
                    found.setdefault(fault, []).append(f"{name}: {ref or ''} {where}")
    assert found == {}


def _second_primary(window: MainWindow) -> list[str]:
    """The filled buttons in view, where there are more than one: a view has one next step."""
    filled = [one for one in window.findChildren(QPushButton) if one.property("kind") == "primary" and one.isVisible()]
    words = [one.text() for one in filled if one.isEnabled()]
    return [f"more than one primary button: {words}"] if len(words) > 1 else []


@pytest.mark.parametrize("page", RECORDS)
def test_the_keys_of_every_page_fit_on_the_screen(window: MainWindow, page: str) -> None:
    window.open(Place(page, next(iter(RECORDS[page](window.bridge.desk)))))
    overlay = window.show_keys()
    settle(overlay)
    assert faults(overlay) == []
    assert overlay.width() <= SCREEN.width()
    assert overlay.height() + _TITLE_BAR <= SCREEN.height()
    overlay.accept()


def _states(page: QWidget) -> Iterator[str]:
    """Turn every tab of a page, and the tabs within each; choose a row of each table, and each line of a list."""
    settle(page.window())
    bars = [bar for bar in page.findChildren(TabBar) if bar.isVisible()]
    yield from _turned(page, bars, ()) if bars else _chosen(page, "")


def _turned(page: QWidget, bars: list[TabBar], outer: tuple[TabBar, ...]) -> Iterator[str]:
    """Turn the tabs of a bar that is not one of the outer bars, and then those within each; yields the open tabs."""
    bar = next(each for each in bars if each not in outer)
    for at in range(bar.count()):
        if not bar.isTabVisible(at):
            continue
        bar.setCurrentIndex(at)
        settle(page.window())
        within = [each for each in page.findChildren(TabBar) if each.isVisible() and each not in (*outer, bar)]
        where = bar.tabText(at)
        inner = _turned(page, within, (*outer, bar)) if within else _chosen(page, "")
        yield from (f"{where} {each}".strip() for each in inner)


def _chosen(page: QWidget, where: str) -> Iterator[str]:
    """Choose a row of each table, then each line of each list; yields what is chosen, after the words `where`."""
    for table in page.findChildren(Table):
        if table.isVisible() and table.model.rowCount() and table.current_ref() is None:
            table.choose(table.model.ref_at(0))
    lists = [each for each in page.findChildren(QListWidget) if each.isVisible()]
    yield where
    for lines in lists:
        for at in range(1, min(lines.count(), _MOST_LINES)):
            lines.setCurrentRow(at)
            yield f"{where} line {at}"


ALSO_OPENING = frozenset(
    {
        "Add item",
        "Add people",
        "Book on a meeting",
        "Book on another meeting",
        "Cancel meeting",
        "Change meeting",
        "Correct these minutes",
        "Edit case",
        "Edit household",
        "New case",
        "Schedule meeting",
        "Suggest line-up",
        "Versions",
    }
)
"""The buttons and menu entries that open a dialog although their words do not end in “…”."""
ELSEWHERE: Mapping[str, str] = {
    "AddItem": "tests/ui/pages/meetings/test_page.py",
    "BookingDialog": "the base of BookCase and AddItem",
    "BothTexts": "tests/ui/test_error_display.py",
    "Choose": "tests/ui/test_error_display.py",
    "CommentOnPassage": "tests/journeys/test_review.py",
    "Dialog": "the base of all dialogs",
    "FilePapers": "tests/journeys/test_screens.py",
    "JoinTexts": "tests/ui/pages/minutes/test_page.py",
    "LineUpSearch": "it closes once the line-ups are found",
    "Locked": "tests/ui/test_idle_lock.py",
    "LookAtPages": "tests/ui/dialogs/test_look_at_pages.py",
    "PaperViewer": "tests/ui/dialogs/test_paper_viewer.py",
    "NewRecoveryKey": "tests/ui/pages/settings/test_page.py",
    "Passwords": "tests/ui/pages/meetings/test_packs.py",
    "RecordRecommendation": "tests/ui/pages/minutes/test_page.py",
    "SectionHistory": "tests/journeys/test_review.py",
    "Shortcuts": "tests/ui/test_main_window.py",
    "SignedInName": "tests/ui/dialogs/test_signed_in_name.py",
    "SignMinutes": "tests/journeys/test_screens.py",
    "TakeInAnswer": "tests/journeys/test_screens.py",
    "_BackingUp": "tests/ui/test_rule_backups.py",
}
"""Dialogs that no button opens with the sample agency's records, with the test that opens them, or the reason."""


def test_no_dialog_cuts_anything_or_is_higher_than_the_screen(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Every button and menu entry that opens a dialog is pressed, and what it opens is looked at and left."""
    desk = window.bridge.desk
    for name in ("getOpenFileName", "getOpenFileNames", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, **__: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_, **__: "")
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(QPoint(), SCREEN))
    window.resize(SIZES["1280×700"])
    planned = [row.ref for row in desk.ask(meetings) if row.status is MeetingStatus.PLANNED and row.cases]
    drafted = [row.ref for row in desk.ask(meetings) if row.minutes is MinutesState.DRAFT]
    booked = next(row.ref for row in desk.ask(cases) if row.status is CaseStatus.BOOKED)
    places = [Place(page) for page in ("calendar", "cases", "central-list", "settings")]
    places += [Place("case", booked), Place("member", "M006"), Place("meeting", planned[-1])]
    places += [Place("minutes-of", drafted[-1])]
    found: dict[str, list[str]] = {}
    opened: set[type[QDialog]] = set()
    for place in places:
        window.open(place)
        for _ in _states(window.page(place.page)):
            for press in _dialog_openers(window.page(place.page)):
                press()
                qtbot.waitUntil(lambda: not window.background.is_busy)
                for dialog in filter(isValid, _open_dialogs()):
                    opened.add(type(dialog))
                    wrong = faults(dialog)
                    if dialog.width() > SCREEN.width() or dialog.height() + _TITLE_BAR > SCREEN.height():
                        wrong.append(f"it is {dialog.width()} by {dialog.height()} pixels large")
                    wrong += [*key_faults(dialog), *esc_faults(dialog)]
                    if wrong:
                        found[dialog.accessibleName()] = wrong
                    if isValid(dialog):
                        dialog.hide()
                        dialog.deleteLater()
                settle(window)
    assert found == {}
    assert {each.__name__ for each in _dialog_classes()} >= set(ELSEWHERE)
    assert {each.__name__ for each in _dialog_classes() - opened} <= set(ELSEWHERE), (
        "say which test opens a new dialog, or let a button here open it"
    )


def _dialog_openers(page: QWidget) -> Iterator[Callable[[], object]]:
    """Functions that press the buttons and menu entries of a page that open a dialog, one each."""
    for button in page.findChildren(QPushButton):
        if not isValid(button) or not button.isVisible() or not button.isEnabled():
            continue
        if button.menu() is None:
            if _opens(button.text()):
                yield button.click
            continue
        for entry in button.menu().actions():
            if isValid(entry) and entry.isEnabled() and _opens(entry.text()):
                yield entry.trigger


def _opens(words: str) -> bool:
    return words.endswith("…") or words in ALSO_OPENING


def _open_dialogs() -> list[QDialog]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible()]


def _dialog_classes() -> set[type[QDialog]]:
    """The dialogs that the window's modules define."""
    for module in pkgutil.walk_packages(ui.__path__, "panel_desk.ui."):
        importlib.import_module(module.name)
    found, left = set[type[QDialog]](), [QDialog]
    while left:
        for each in left.pop().__subclasses__():
            left.append(each)
            if each.__module__.startswith("panel_desk."):
                found.add(each)
    return found
