"""Chair and vice chair sign one file; the minutes are corrected and signed again, and the decision maker is asked."""

from collections.abc import Iterator
from contextlib import closing
from datetime import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import AccountRole, MinutesState
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.minutes_versions import MinutesVersions
from panel_desk.ui.page import Place
from panel_desk.ui.pages.decisions.page import DecisionsPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, a_desk
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.poppler import poppler_says
from tests.journeys.window_user import POPUPS, WindowUser, settle, visible_text
from tests.panels import APPROVAL, PANEL, a_held_panel, make_final_minutes, the_chair, with_a_vice_chair

CHAIR, VICE_CHAIR = AccountRole.CHAIR.value, "vice"
WHY = "The panel asked about contact with both sisters."


@pytest.fixture
def user(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowUser]:
    with closing(a_desk(tmp_path)) as desk:
        a_held_panel(desk)
        with_a_vice_chair(desk, tmp_path).close()
        make_final_minutes(desk)
    the_chair(tmp_path).close()
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as user:
        user.application.start()
        yield user


def at_the_minutes(user: WindowUser) -> MinutesPage:
    user.window.open(Place("minutes-of", PANEL))
    settle()
    page = user.page(MinutesPage)
    user.save_to_folder(page.printing)
    return page


def version_and_state(user: WindowUser) -> tuple[int, MinutesState]:
    """The number of the current version of the minutes, and its state."""
    record = user.window.bridge.ask(minutes, PANEL)
    assert record is not None
    return record.number, record.state


def both_sign(user: WindowUser) -> None:
    """The chair signs for the approval and the vice chair for the match."""
    steps.change_over(user, CHAIR)
    steps.sign(user, at_the_minutes(user), PASSPHRASE)
    assert version_and_state(user)[1] is MinutesState.FINAL
    steps.change_over(user, VICE_CHAIR)
    steps.sign(user, at_the_minutes(user), PASSPHRASE)
    assert version_and_state(user)[1] is MinutesState.SIGNED


@POPUPS
def test_two_chairs_sign_and_what_they_signed_is_corrected(
    user: WindowUser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.sign_in(user, ADMINISTRATOR, PASSPHRASE)
    user.go("Today")
    both_sign(user)
    page = at_the_minutes(user)
    assert all(editor.box.isReadOnly() for editor in page.editors)
    first = user.file_saved_by(lambda: user.click(page.header, "Print")).read_bytes()

    file = tmp_path / "as signed.pdf"
    file.write_bytes(first)
    assert poppler_says(file).count("Signature is Valid") == 2
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")
    arguments = ["--store", str(tmp_path / "store"), "--user", VICE_CHAIR, "verify", str(file)]
    # The second argument would open the window; it is not called for a command.
    assert run(arguments, lambda _: 42) == Exit.DONE
    file.write_bytes(first[:1200] + bytes([first[1200] ^ 1]) + first[1201:])
    assert run(arguments, lambda _: 42) == Exit.DOES_NOT_HOLD
    assert "Signature is Valid" not in poppler_says(file)

    steps.change_over(user, ADMINISTRATOR)
    decide(user)

    page = at_the_minutes(user)
    user.menu(page.header, "More", "Correct these minutes")
    dialog = user.dialog(FormDialog)
    user.fill(dialog.form, why=WHY)
    user.click(dialog, "Begin correction")
    page = at_the_minutes(user)
    assert version_and_state(user) == (2, MinutesState.DRAFT)
    page.sections.setCurrentRow(1)
    user.type(page.sheets[APPROVAL].editors[DISCUSSION].box, WHY)
    user.click(page.header, "Send to chair and adviser")
    user.menu(page.header, "More", "Make final")
    user.click(user.dialog(Message), "Make final")
    assert version_and_state(user) == (2, MinutesState.FINAL)
    user.move_to(NOW.date(), time(15, 30))
    both_sign(user)

    steps.change_over(user, ADMINISTRATOR)
    steps.today(user)
    steps.do_from_today(user, "Acknowledge correction", "Minutes corrected: Barlow001 household")
    steps.record_step(user, "Acknowledge correction")
    assert "Record oral notice" in visible_text(user.page(DecisionsPage))

    page = at_the_minutes(user)
    user.menu(page.header, "More", "Versions")
    versions = user.dialog(MinutesVersions)
    assert f"Corrects: {WHY}" in visible_text(versions)
    again = user.file_saved_by(lambda: user.click(versions, "Print version 1"))
    assert again.read_bytes() == first
    user.click(versions, "Close")
    second = user.file_saved_by(lambda: user.click(page.header, "Print"))
    assert second.read_bytes() != first
    assert poppler_says(second).count("Signature is Valid") == 2


def decide(user: WindowUser) -> None:
    """Record that the decision maker received the minutes, and decided."""
    steps.today(user)
    steps.do_from_today(user, "Record receipt", "Signed minutes of 24 February 2027")
    steps.record_step(user, "Record receipt")
    steps.record_step(user, "Record decision", decision="Agreed", how="E-mail")
