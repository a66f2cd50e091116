"""The application: first run, set-up, the sample, sign-in, the recovery key, sign-out, review files."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk import paths
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.set_up_agency import read_authorities
from panel_desk.operations.accounts import reset_passphrase
from panel_desk.rules.vocabulary import AccountRole, PanelType
from panel_desk.settings import Settings
from panel_desk.store.store import create_store
from panel_desk.ui.application import Application
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.first_run import FirstRun, RecoveryKey, SampleReady, SetUp
from panel_desk.ui.open_review_file import OpenReviewFile
from panel_desk.ui.sign_in import SignIn
from panel_desk.ui.widgets.progress import Progress
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk
from tests.panels import FILE_PASSWORD, sent_home, with_the_chair
from tests.ui.patience import WAIT

Make = Callable[[Path | None], Application]
GOOD = {
    "agency": "Fenland Adoption",
    "panel_type": PanelType.ORDINARY,
    "authorities": "FEN Fenland County Council",
    "full_name": "Ada Winter",
    "name": "ada",
    "passphrase": PASSPHRASE,
    "again": PASSPHRASE,
}


@pytest.fixture
def make(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Make]:
    """Makes applications that use the test's own folder only, and preload nothing."""
    assert qtbot
    monkeypatch.setattr(paths, "default_store", lambda: tmp_path / "own" / "store")
    monkeypatch.setattr(Application, "_preload", lambda _: None)
    made: list[Application] = []

    def start(folder: Path | None) -> Application:
        one = Application(Settings(), folder, FixedTime())
        one.start()
        made.append(one)
        return one

    yield start
    for one in made:
        if one._background is not None:  # noqa: SLF001 # the worker that makes the sample
            one._background.drain()  # noqa: SLF001
        for window in (one.entry_window, one.home):
            if window is not None:
                window.close()
        if one.window is not None:
            one.window.leave()
            one.window.bridge.desk.close()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    a_desk(tmp_path).close()
    return tmp_path / "store"


def view(app: Application) -> QWidget:
    assert app.entry_window is not None
    shown = app.entry_window.centralWidget()
    assert shown is not None
    return shown


def sign_in_view(app: Application) -> SignIn:
    shown = view(app)
    assert isinstance(shown, SignIn)
    return shown


def press(within: QWidget, words: str) -> None:
    next(each for each in within.findChildren(QPushButton) if each.text() == words).click()


def type_into(form_view: SignIn, key: str, words: str) -> None:
    form = form_view.recovery if key == "recovery_key" else form_view.form
    field = form.rows[key].input.focus_widget()
    field.setFocus()
    QTest.keyClicks(field, words)


def open_message() -> Message:
    [found] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    return found


# Sign-in


def test_the_one_account_has_its_name_filled_in_and_enter_signs_in(make: Make, store: Path) -> None:
    app = make(store)
    shown = sign_in_view(app)
    assert shown.form.rows["name"].input.read() == ADMINISTRATOR
    assert shown.focusWidget() is shown.form.rows["passphrase"].input.focus_widget()
    type_into(shown, "passphrase", PASSPHRASE)
    QTest.keyClick(shown.form.rows["passphrase"].input.focus_widget(), Qt.Key.Key_Return)
    assert app.window is not None
    assert app.window.isVisible()
    assert app.entry_window is not None
    assert not app.entry_window.isVisible()
    assert app.settings.get("store/folder", "") == str(store)
    assert app.settings.get("store/name", "") == ADMINISTRATOR


def test_a_wrong_passphrase_says_what_to_do_and_keeps_the_name(make: Make, store: Path) -> None:
    app = make(store)
    shown = sign_in_view(app)
    press(shown, "Sign in")
    assert shown.form.rows["passphrase"].problem == "“Passphrase” is empty. Fill it in."
    type_into(shown, "passphrase", "wrong")
    press(shown, "Sign in")
    problem = shown.form.rows["passphrase"].problem
    assert "recovery key" in problem
    assert shown.form.rows["name"].input.read() == ADMINISTRATOR
    assert shown.form.rows["passphrase"].input.read() == ""
    assert app.window is None


def test_the_recovery_key_opens_the_store(make: Make, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    key = create_store(folder, "Fenland Adoption", "ada", "Ada Winter", PASSPHRASE)
    app = make(folder)
    shown = sign_in_view(app)
    press(shown, "Use the recovery key")
    press(shown, "Open with the recovery key")
    assert shown.recovery.rows["recovery_key"].problem == "“Recovery key” is empty. Fill it in."
    type_into(shown, "recovery_key", "AAAA-BBBB")
    press(shown, "Open with the recovery key")
    assert shown.recovery.rows["recovery_key"].problem
    press(shown, "Use a passphrase")
    assert shown.recovery.isHidden()
    press(shown, "Use the recovery key")
    shown.recovery.reset({"recovery_key": key})
    press(shown, "Open with the recovery key")
    assert app.window is not None
    assert app.window.bridge.signed_in.account == "ada"


def test_whoever_has_a_one_time_code_chooses_a_passphrase_before_the_store_opens(
    make: Make, store: Path, tmp_path: Path
) -> None:
    a_desk(tmp_path, AccountRole.READER).close()
    with closing(a_desk(tmp_path)) as office:
        code = office.do(reset_passphrase, "reader")
    app = make(store)
    shown = sign_in_view(app)
    type_into(shown, "name", "reader")
    type_into(shown, "passphrase", code)
    press(shown, "Sign in")
    assert app.window is None
    assert shown.why.text().startswith("This is a one-time code")
    again = "plain-otter-kettle-91"
    for first, second, problem in (
        ("short", "other", ("again", "The two are not the same. Type both again.")),
        ("short", "short", ("passphrase", "A passphrase has at least 12 characters.")),
        (again, again, None),
    ):
        shown.choosing.reset({"passphrase": first, "again": second})
        press(shown, "Set passphrase and sign in")
        if problem is not None:
            assert shown.choosing.rows[problem[0]].problem.startswith(problem[1])
            assert app.window is None
    assert app.window is not None
    assert app.window.bridge.signed_in.account == "reader"


@pytest.mark.parametrize("role", AccountRole)
def test_every_role_can_sign_in(make: Make, tmp_path: Path, role: AccountRole) -> None:
    a_desk(tmp_path).close()
    a_desk(tmp_path, role, name="somebody").close()
    app = make(tmp_path / "store")
    app.sign_in("somebody", PASSPHRASE)
    assert app.window is not None
    is_office = role in {AccountRole.ADMINISTRATOR, AccountRole.ADVISER}
    assert ("not backed up" in app.window._status.text()) is is_office  # noqa: SLF001 # nobody else sees backups


def test_signing_out_asks_who_it_is_and_somebody_else_signs_in(
    make: Make, store: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    a_desk(tmp_path, AccountRole.READER).close()
    app = make(store)
    app.sign_in(ADMINISTRATOR, PASSPHRASE)
    assert app.window is not None
    app.window.sign_out()
    qtbot.waitUntil(lambda: app.window is None)  # once the store is backed up
    assert not [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    shown = sign_in_view(app)
    assert shown.form.rows["name"].input.read() == ADMINISTRATOR
    app.sign_in("reader", PASSPHRASE)
    assert app.window is not None
    assert app.window.bridge.signed_in.role is AccountRole.READER


# First run


def test_without_a_store_there_are_three_ways_to_begin(make: Make, tmp_path: Path) -> None:
    app = make(tmp_path / "nothing")
    assert isinstance(view(app), FirstRun)
    press(view(app), "Set up my agency")
    assert isinstance(view(app), SetUp)
    press(view(app), "Back")
    assert isinstance(view(app), FirstRun)


def test_a_folder_without_a_store_is_reported(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    app = make(tmp_path / "nothing")
    app.open_store(tmp_path)
    message = open_message()
    assert message.accessibleName() == "This is not possible at the moment"
    message.accept()
    assert isinstance(view(app), FirstRun)
    qtbot.waitUntil(lambda: not [each for each in QApplication.topLevelWidgets() if isinstance(each, Message)])


def test_another_store_is_opened_from_sign_in(make: Make, store: Path) -> None:
    app = make(store)
    press(sign_in_view(app), "Open another store or make one")
    assert isinstance(view(app), FirstRun)
    app.open_store(store)
    assert sign_in_view(app).form.rows["name"].input.read() == ADMINISTRATOR


def set_up_view(app: Application) -> SetUp:
    app.show_set_up()
    shown = view(app)
    assert isinstance(shown, SetUp)
    shown.form.fill(GOOD)
    return shown


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("agency", "", "“Agency's name” is empty. Fill it in."),
        ("again", "another-good-one", "The two passphrases are not the same. Type both again."),
        ("authorities", "FEN", "“FEN” needs a name after its code: FEN Fenland County Council."),
    ],
)
def test_a_problem_of_the_set_up_is_shown_beside_its_field(
    make: Make, tmp_path: Path, key: str, value: str, sentence: str
) -> None:
    app = make(tmp_path / "new")
    shown = set_up_view(app)
    shown.form.rows[key].input.write(value)
    press(shown, "Make the store")
    assert shown.form.rows[key].problem == sentence
    assert not (tmp_path / "store").exists()


def test_every_first_screen_gives_the_focus_to_what_comes_next(make: Make, tmp_path: Path, qtbot: QtBot) -> None:
    app = make(tmp_path / "new")
    assert app.entry_window is not None
    with qtbot.waitExposed(app.entry_window):
        app.entry_window.activateWindow()
    press(view(app), "Set up my agency")
    shown = view(app)
    assert isinstance(shown, SetUp)
    assert app.entry_window.focusWidget() is shown.form.rows["agency"].input.focus_widget()
    shown.form.fill(GOOD)
    QTest.keyClick(shown.form.rows["again"].input.focus_widget(), Qt.Key.Key_Return)
    assert isinstance(view(app), RecoveryKey)
    focus = app.entry_window.focusWidget()
    assert isinstance(focus, QPushButton)
    assert focus.text() == "Print it…"


def test_a_passphrase_that_is_too_short_is_reported_beside_its_field(make: Make, tmp_path: Path) -> None:
    app = make(tmp_path / "new")
    shown = set_up_view(app)
    for key in ("passphrase", "again"):
        shown.form.rows[key].input.write("short")
    press(shown, "Make the store")
    assert "twelve" in shown.form.rows["passphrase"].problem or "12" in shown.form.rows["passphrase"].problem
    assert shown.form.rows["agency"].input.read() == "Fenland Adoption"


def test_an_agency_is_set_up_its_key_kept_and_its_maker_signs_in(make: Make, tmp_path: Path) -> None:
    app = make(tmp_path / "new")
    press(set_up_view(app), "Make the store")
    shown = view(app)
    assert isinstance(shown, RecoveryKey)
    go_on = next(each for each in shown.findChildren(QPushButton) if each.text() == "Go on")
    assert not go_on.isEnabled()
    press(shown, "Copy it")
    key = QGuiApplication.clipboard().text()
    assert key in {each.text() for each in shown.findChildren(QLabel)}
    shown.findChildren(QCheckBox)[0].click()
    go_on.click()
    type_into(sign_in_view(app), "passphrase", PASSPHRASE)
    press(view(app), "Sign in")
    assert app.window is not None
    assert app.window.bridge.signed_in.name == "Ada Winter"
    assert (tmp_path / "new" / "keys.json").is_file()


@pytest.mark.parametrize(
    ("asked_for", "existing", "made"),
    [
        ("asked", None, "asked"),
        ("asked", "asked", "asked"),
        ("asked", "asked/letter.txt", "store"),
        (None, None, "own/store"),
        (None, "own/store/keys.json", "own/store-2"),
        (None, "own/store", "own/store"),
    ],
)
def test_a_new_store_goes_where_it_was_asked_for_or_beside_the_usual_one(
    make: Make, tmp_path: Path, asked_for: str | None, existing: str | None, made: str
) -> None:
    if existing is not None:
        (tmp_path / existing).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / existing).write_text("", encoding="utf-8") if "." in existing else (tmp_path / existing).mkdir()
    app = make(tmp_path / asked_for if asked_for else None)
    if existing == "own/store/keys.json":
        open_message().accept()
    press(set_up_view(app), "Make the store")
    assert app.folder == tmp_path / made
    assert (app.folder / "keys.json").stat().st_size


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", []),
        (
            "FEN Fenland County Council\n\n PET  Petersholme ",
            [("FEN", "Fenland County Council"), ("PET", "Petersholme")],
        ),
    ],
)
def test_authorities_are_read_one_per_line(typed: str, read: list[tuple[str, str]]) -> None:
    assert read_authorities(typed) == read
    with pytest.raises(RuleBrokenError, match="stands twice"):
        read_authorities("FEN Fenland\nFEN Other")


# The sample


class Account:
    """What the sample says of an account."""

    name, role, passphrase = "marian", AccountRole.ADMINISTRATOR, "thistle-amber-66"


def test_the_sample_is_made_in_the_background_and_shows_who_can_sign_in(
    make: Make, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(folder: Path, **_: object) -> list[Account]:
        create_store(folder, "Sample", "marian", "Marian Tolley", PASSPHRASE)
        return [Account()]

    monkeypatch.setattr("panel_desk.sample.make_sample_agency", made)
    app = make(tmp_path / "nothing" / "store")
    press(view(app), "Try the sample agency")
    assert view(app).findChildren(Progress)
    assert app.folder_being_made == tmp_path / "nothing" / "store"
    qtbot.waitUntil(lambda: isinstance(view(app), SampleReady))
    assert {"marian", "thistle-amber-66"} <= {each.text() for each in view(app).findChildren(QLabel)}
    press(view(app), "Sign in")
    assert sign_in_view(app).form.rows["name"].input.read() == "marian"


def test_a_sample_that_fails_or_is_stopped_leads_back(
    make: Make, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(folder: Path, progress: Callable[[int, int], None], **_: object) -> None:
        progress(1, 2)
        raise RuleBrokenError(f"No room in {folder.name}.")

    monkeypatch.setattr("panel_desk.sample.make_sample_agency", fail)
    app = make(tmp_path / "nothing" / "store")
    app.make_sample()
    qtbot.waitUntil(lambda: isinstance(view(app), FirstRun))
    assert open_message().words.text() == "No room in store."
    open_message().accept()

    go_on = threading.Event()

    def wait(progress: Callable[[int, int], None], **_: object) -> None:
        go_on.wait(WAIT)
        progress(1, 2)
        raise AssertionError("it was not stopped")

    monkeypatch.setattr("panel_desk.sample.make_sample_agency", lambda folder, **more: wait(**more, folder=folder))
    app.make_sample()
    view(app).findChildren(Progress)[0].stop()
    go_on.set()
    qtbot.waitUntil(lambda: isinstance(view(app), FirstRun))


# Minutes at home


@pytest.fixture
def review_file(tmp_path: Path) -> Path:
    desk = a_desk(tmp_path)
    with_the_chair(desk)
    home = sent_home(desk, tmp_path)
    home.desk.close()
    desk.close()
    return home.path


def at_the_file(app: Application) -> OpenReviewFile:
    shown = view(app)
    assert isinstance(shown, OpenReviewFile)
    return shown


def test_a_review_file_is_opened_from_the_first_screen(
    make: Make, review_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = make(None)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(review_file), ""))
    press(view(app), "Open a review file")
    shown = at_the_file(app)
    field = shown.form.rows["password"].input.focus_widget()
    QTest.keyClicks(field, "wrong")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "does not open this file" in shown.form.rows["password"].problem
    shown.form.rows["password"].input.write(FILE_PASSWORD)
    press(shown, "Open")
    assert app.home is not None
    assert app.home.isVisible()
    assert app.entry_window is not None
    assert not app.entry_window.isVisible()


def test_choosing_a_review_file_can_be_cancelled(make: Make, store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = make(store)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    press(view(app), "Open a review file")
    assert sign_in_view(app)


@pytest.mark.usefixtures("make")
def test_a_review_file_that_the_program_was_started_with_is_opened(review_file: Path) -> None:
    app = Application(Settings(), None, FixedTime(), review_file)
    app.start()
    shown = at_the_file(app)
    assert [one for one in shown.findChildren(QLabel) if one.text() == review_file.name]
    press(shown, "Open")
    assert shown.form.rows["password"].problem
    press(shown, "Back")
    assert isinstance(view(app), FirstRun)
    assert app.entry_window is not None
    app.entry_window.close()


@pytest.mark.usefixtures("make")
def test_a_file_that_is_no_review_file_is_refused_on_the_first_screen(tmp_path: Path) -> None:
    file = tmp_path / "a.paneldesk-review"
    file.write_bytes(b"%PDF-1.7")
    app = Application(Settings(), None, FixedTime(), file)
    app.start()
    assert "is not a review file" in open_message().words.text()
    assert isinstance(view(app), FirstRun)
    open_message().accept()
    assert app.entry_window is not None
    app.entry_window.close()


def test_a_click_that_replaces_the_first_screen_raises_no_error(make: Make, qtbot: QtBot) -> None:
    app = make(None)
    assert app.entry_window is not None
    with qtbot.waitActive(app.entry_window):
        app.entry_window.activateWindow()
    for words, following in (("Set up my agency", SetUp), ("Back", FirstRun)):
        button = next(each for each in view(app).findChildren(QPushButton) if each.text() == words)
        button.setFocus()
        with qtbot.waitSignal(view(app).destroyed):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert isinstance(view(app), following)
