"""Takes the guide's pictures of the sample agency, at 100 and 150 per cent, in light and dark, and checks them.

The environment variable PANEL_DESK_PICTURES names a folder in which to keep them.
"""

import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QImage, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QHeaderView, QTableView, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.exchange.minutes.review_file import encrypt_review_file, new_password_key
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.queries.decisions.decisions import NextStep, decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.minutes.review_files import home_readers
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, MinutesState
from panel_desk.ui import theme
from panel_desk.ui.dialogs.file_papers import FilePapers
from panel_desk.ui.dialogs.import_workbook import ImportDialog
from panel_desk.ui.dialogs.issue_pack import IssuePack
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.new_case import NewCase
from panel_desk.ui.dialogs.take_in_answer import TakeInAnswer
from panel_desk.ui.first_run import RecoveryKey
from panel_desk.ui.form import Form
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.list import CasesPage
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.theme import Scheme
from tests.builders import ADMINISTRATOR, CHEAP, NOW, PASSPHRASE, a_desk
from tests.conftest import SCALES, photograph
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.places import minutes_at, next_panel
from tests.journeys.window_user import POPUPS, WindowUser, settle
from tests.panels import FILE_PASSWORD
from tests.sample_agency import SAMPLE_PASSPHRASE

SAMPLES = Path(__file__).parents[1] / "samples"
GUIDE = Path(__file__).parents[2] / "docs" / "guide"
SIZE = QSize(1280, 800)
_ROOM_FOR_AN_ARROW = 24  # pixels, in the heading of the column by which a table is sorted
# What the chair writes at home.
_AT_HOME = "The panel asked for the support plan to be reviewed before the first anniversary of the placement."
Take = Callable[[QWidget, str], None]


def where(user: WindowUser) -> dict[str, Place]:
    """The place in the window that each picture shows."""
    bridge = user.window.bridge
    panel, case = next_panel(bridge)
    held, decided = minutes_at(bridge, MinutesState.NONE), minutes_at(bridge, MinutesState.SIGNED)
    deciding = next(
        row.id for row in bridge.ask(decision_list, Listing()).rows if row.next_step is NextStep.RECORD_DECISION
    )
    return {
        "today": Place("today"),
        "calendar": Place("calendar"),
        "cases": Place("cases"),
        "central-list": Place("central-list"),
        "minutes": Place("minutes"),
        "decisions": Place("decisions", deciding),
        "meeting-agenda": Place("meeting", panel, "agenda"),
        "meeting-line-up": Place("meeting", panel, "line-up"),
        "meeting-papers": Place("meeting", panel, "papers"),
        "meeting-packs": Place("meeting", panel, "packs"),
        "meeting-panel-day": Place("meeting", held, "panel-day"),
        "meeting-history": Place("meeting", panel, "history"),
        "case": Place("case", case, "overview"),
        "case-papers": Place("case", case, "papers"),
        "case-outcome": Place(
            "case", next(row.case for row in bridge.ask(decision_list, Listing()).rows if row.decision), "outcome"
        ),
        "member": Place("member", "M006"),
        "member-signing": Place("member", "M003", "signing"),
        "minutes-draft": Place("minutes-of", minutes_at(bridge, MinutesState.DRAFT)),
        "minutes-signed": Place("minutes-of", decided),
        "settings-agency": Place("settings", None, "agency"),
        "settings-accounts": Place("settings", None, "accounts"),
        "settings-rules": Place("settings", None, "rules"),
        "settings-closed-days": Place("settings", None, "closed-days"),
        "settings-minutes": Place("settings", None, "minutes"),
        "settings-snippets": Place("settings", None, "snippets"),
        "settings-spelling": Place("settings", None, "spelling"),
        "settings-import-export": Place("settings", None, "import-export"),
        "settings-backups": Place("settings", None, "backups"),
        "settings-appearance": Place("settings", None, "appearance"),
        "settings-history": Place("settings", None, "history"),
    }


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """The folder for the pictures."""
    folder = Path(os.environ.get("PANEL_DESK_PICTURES", tmp_path / "pictures"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(params=[Scheme.LIGHT, Scheme.DARK])
def take(request: pytest.FixtureRequest, album: Path, in_light: None) -> Take:
    """Takes pictures of a widget in one colour scheme at each scale, and checks them."""
    assert in_light is None
    scheme: Scheme = request.param
    theme.set_scheme(scheme)

    def take(widget: QWidget, name: str) -> None:
        settle()
        for scale in SCALES:
            file = photograph(widget, album / f"{name}-{scheme}-{round(scale * 100)}.png", scale)
            looks_right(QImage(str(file)), widget.size() * scale, scheme)

    return take


def test_every_page_of_the_sample_agency_is_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    window = visitor.window
    window.resize(SIZE)
    for name, place in where(visitor).items():
        window.open(place)
        settle()
        page = window.stack.currentWidget()
        assert page is not None
        if isinstance(page, MinutesPage):
            page.sections.setCurrentRow(1)
        headings_are_whole(page)
        take(window, name)


def test_sign_in_first_run_and_set_up_are_drawn(visitor: WindowUser, take: Take) -> None:
    entry_view = visitor.application.entry_window
    assert entry_view is not None
    take(entry_view, "sign-in")
    visitor.application.show_first_run()
    take(entry_view, "first-run")
    visitor.application.show_set_up()
    entry_view.resize(entry_view.width(), 900)
    take(entry_view, "set-up")


def test_the_recovery_key_is_drawn(qtbot: QtBot, take: Take) -> None:
    shown = RecoveryKey("MADE-UPKE-YFOR-THEG-UIDE-OPEN-SNOT-HING", lambda: None)
    shown.setObjectName("window")
    qtbot.addWidget(shown)
    shown.resize(SIZE / 1.4)
    with qtbot.waitExposed(shown):
        shown.show()
    take(shown, "recovery-key")


def test_the_import_with_its_preview_is_drawn(qtbot: QtBot, tmp_path: Path, take: Take) -> None:
    a_desk(tmp_path).close()
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as user:
        user.application.start()
        steps.sign_in(user, ADMINISTRATOR, PASSPHRASE)
        user.window.open(Place("settings", None, "import-export"))
        user.click(user.page(SettingsPage), "Import a spreadsheet…")
        dialog = user.dialog(ImportDialog)
        dialog.drop_zone.ask_which = lambda: [str(SAMPLES / "year-2022-23.xlsx")]
        user.click(dialog, "Choose a workbook…")
        qtbot.waitUntil(dialog.import_button.isEnabled)
        take(dialog, "import")
        user.click(dialog, "Cancel")


def test_what_the_search_finds_is_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    visitor.window.resize(SIZE)
    visitor.window.finder.setText("contact brother")
    visitor.window.finder.run_search()
    assert visitor.window.finder.titles
    take(visitor.window, "searching")


def test_papers_about_to_be_filed_are_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    visitor.window.open(Place("case", next_panel(visitor.window.bridge)[1], "papers"))
    names = ("CPR-damaged.pdf", "Legal-advice-locked.pdf", "Support-plan.docx", "Medical-letter-scan.pdf")
    visitor.page(CasePage).papers.look([SAMPLES / "papers" / name for name in names])
    dialog = visitor.dialog(FilePapers)
    take(dialog, "file-papers")
    visitor.click(dialog, "Cancel")


def test_a_pack_about_to_be_issued_is_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    visitor.window.open(Place("meeting", next_panel(visitor.window.bridge)[0], "packs"))
    visitor.click(visitor.page(MeetingPage).packs, "Issue pack…")
    dialog = visitor.dialog(IssuePack)
    take(dialog, "issue-pack")
    visitor.click(dialog, "Cancel")


@POPUPS
def test_a_new_case_is_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    visitor.go("Cases")
    visitor.click(visitor.page(CasesPage).header, "New case")
    dialog = visitor.dialog(NewCase)
    visitor.choose(_list(dialog.kind, "kind"), "Match")
    visitor.choose(_list(dialog.household.chosen, "household"), "Add a household")
    take(dialog, "new-case")
    visitor.click(dialog, "Cancel")
    question = QApplication.activeModalWidget()
    assert isinstance(question, Message)
    visitor.click(question, "Leave without saving")


def test_the_chairs_signature_is_drawn(visitor: WindowUser, take: Take) -> None:
    steps.sign_in(visitor, "sian", SAMPLE_PASSPHRASE)
    assert visitor.window.bridge.signed_in.role is AccountRole.CHAIR
    visitor.window.open(Place("minutes-of", minutes_at(visitor.window.bridge, MinutesState.FINAL)))
    settle()
    dialog = visitor.page(MinutesPage).sign()
    visitor.qtbot.waitUntil(dialog.sign_button.isEnabled)
    take(dialog, "sign-minutes")
    visitor.click(dialog, "Cancel")


def test_a_review_file_and_its_answer_are_drawn(sample_store: Path, tmp_path: Path, qtbot: QtBot, take: Take) -> None:
    shutil.copytree(sample_store, tmp_path / "store")
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as office:
        office.application.start()
        steps.sign_in(office, "marian", SAMPLE_PASSPHRASE)
        bridge = office.window.bridge
        ref = minutes_at(bridge, MinutesState.IN_REVIEW)
        file = tmp_path / "Minutes for the chair.paneldesk-review"
        made = bridge.desk.do(make_review_file, ref, bridge.ask(home_readers, ref)[0].member)
        file.write_bytes(encrypt_review_file(made, new_password_key(FILE_PASSWORD, CHEAP)))
        with at_the_program(qtbot, tmp_path / "nothing", tmp_path / "home", NOW, file) as user:
            user.application.start()
            take(user.entry_view.window(), "open-review-file")
            user.application.open_review_file(file, FILE_PASSWORD)
            home = user.application.home
            assert home is not None
            home.resize(SIZE)
            settle()
            box = next(iter(home.page.sheets.values())).editors[DISCUSSION].box
            user.press(box)
            box.moveCursor(QTextCursor.MoveOperation.End)
            QTest.keyClicks(box, f" {_AT_HOME}")
            home.page.save()
            take(home, "home")
            home.ask_where = user.where
            user.click(home.page.header, "Done checking")
            user.click(home.page.header, "Save my answer…")
            [answer] = user.folder.glob("*.paneldesk-answer")
            office.go("Minutes")
            page = office.page(MinutesListPage)
            page.taking_in.ask_which = lambda: str(answer)
            office.click(page.header, "Take in an answer…")
            dialog = office.dialog(TakeInAnswer)
            take(dialog, "take-in-answer")
            office.click(dialog, "Cancel")


@pytest.mark.parametrize("size", [QSize(1280, 720), QSize(1600, 1000)], ids=["small", "large"])
def test_the_agenda_has_room_in_a_small_window_and_a_large_one(visitor: WindowUser, take: Take, size: QSize) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    visitor.window.resize(size)
    visitor.window.open(Place("meeting", next_panel(visitor.window.bridge)[0], "agenda"))
    settle()
    page = visitor.page(MeetingPage)
    assert all(row.width() <= page.width() for row in page.agenda.list.rows)
    take(visitor.window, f"meeting-agenda-{size.width()}")


def looks_right(image: QImage, size: QSize, scheme: Scheme) -> None:
    """Assert that a picture has this size and its scheme's background, and that something is drawn on it."""
    assert image.size() == size
    ground = QColor((theme.DARK if scheme is Scheme.DARK else theme.LIGHT).surface).lightness()
    seen = [
        image.pixelColor(x, y)
        for x in range(0, image.width(), image.width() // 80)
        for y in range(0, image.height(), image.height() // 50)
    ]
    assert len({colour.rgb() for colour in seen}) > 10
    assert abs(sorted(colour.lightness() for colour in seen)[len(seen) // 2] - ground) < 24


def _list(form: Form, key: str) -> QComboBox:
    found = form.rows[key].input.focus_widget()
    assert isinstance(found, QComboBox)
    return found


def headings_are_whole(page: QWidget) -> None:
    """Assert that no heading of a table is cut off."""
    for view in page.findChildren(QTableView):
        header = view.horizontalHeader()
        if not view.isVisible() or header.isHidden():
            continue
        metrics = QFontMetrics(header.font())
        for at in range(header.count()):
            words = str(view.model().headerData(at, Qt.Orientation.Horizontal) or "")
            room = header.sectionSize(at) - (_ROOM_FOR_AN_ARROW if is_sorted_by(header, at) else 0)
            assert header.isSectionHidden(at) or metrics.horizontalAdvance(words) <= room, (page.objectName(), words)


def is_sorted_by(header: QHeaderView, at: int) -> bool:
    return header.isSortIndicatorShown() and header.sortIndicatorSection() == at


def test_the_guide_links_only_to_existing_pages_and_pictures() -> None:
    for page in GUIDE.glob("*.md"):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (GUIDE / target).is_file(), f"{page.name}: {target}"
    shown = set(re.findall(r"pictures/[\w-]+\.png", "".join(p.read_text(encoding="utf-8") for p in GUIDE.glob("*.md"))))
    kept = {f"pictures/{file.name}" for file in (GUIDE / "pictures").iterdir()}
    assert shown == kept
    assert sum((GUIDE / name).stat().st_size for name in kept) < 3_000_000
