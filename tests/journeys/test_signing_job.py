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
from panel_desk.ui.dialogs.minutes_versions import MinutesVersions
from panel_desk.ui.page import Place
from panel_desk.ui.pages.decisions.page import DecisionsPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, a_desk
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.hands import POPUPS, Hands, reading, settle
from tests.journeys.poppler import poppler_says
from tests.panels import APPROVAL, PANEL, a_held_panel, the_chair, to_final, with_a_vice_chair

CHAIR, VICE_CHAIR = AccountRole.CHAIR.value, "vice"
WHY = "The panel asked about contact with both sisters."


@pytest.fixture
def hands(qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with closing(a_desk(tmp_path)) as desk:
        a_held_panel(desk)
        with_a_vice_chair(desk, tmp_path).close()
        to_final(desk)
    the_chair(tmp_path).close()
    with at_the_program(qtbot, tmp_path / "store", tmp_path, NOW) as hands:
        hands.application.start()
        yield hands


def at_the_minutes(hands: Hands) -> MinutesPage:
    hands.window.open(Place("minutes-of", PANEL))
    settle()
    page = hands.page(MinutesPage)
    hands.save_to_folder(page.printing)
    return page


def where(hands: Hands) -> tuple[int, MinutesState]:
    record = hands.window.bridge.ask(minutes, PANEL)
    assert record is not None
    return record.number, record.state


def both_sign(hands: Hands) -> None:
    """The chair signs for the approval and the vice chair for the match."""
    steps.change_over(hands, CHAIR)
    steps.sign(hands, at_the_minutes(hands), PASSPHRASE)
    assert where(hands)[1] is MinutesState.FINAL
    steps.change_over(hands, VICE_CHAIR)
    steps.sign(hands, at_the_minutes(hands), PASSPHRASE)
    assert where(hands)[1] is MinutesState.SIGNED


@POPUPS
def test_two_chairs_sign_and_what_they_signed_is_corrected(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps.sign_in(hands, ADMINISTRATOR, PASSPHRASE)
    hands.go("Today")
    both_sign(hands)
    page = at_the_minutes(hands)
    assert all(editor.box.isReadOnly() for editor in page.editors)
    first = hands.file_saved_by(lambda: hands.click(page.header, "Print")).read_bytes()

    kept = tmp_path / "as signed.pdf"
    kept.write_bytes(first)
    assert poppler_says(kept).count("Signature is Valid") == 2
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")
    checked = ["--store", str(tmp_path / "store"), "--user", VICE_CHAIR, "verify", str(kept)]
    assert run(checked, lambda _: 42) == Exit.DONE
    kept.write_bytes(first[:1200] + bytes([first[1200] ^ 1]) + first[1201:])
    assert run(checked, lambda _: 42) == Exit.DOES_NOT_HOLD
    assert "Signature is Valid" not in poppler_says(kept)

    steps.change_over(hands, ADMINISTRATOR)
    decide(hands)

    page = at_the_minutes(hands)
    hands.menu(page.header, "More", "Correct these minutes")
    asked = hands.dialog(FormDialog)
    hands.fill(asked.form, why=WHY)
    hands.click(asked, "Begin correction")
    page = at_the_minutes(hands)
    assert where(hands) == (2, MinutesState.DRAFT)
    page.sections.setCurrentRow(1)
    hands.type(page.sheets[APPROVAL].editors[DISCUSSION].box, WHY)
    hands.click(page.header, "Send to chair and adviser")
    hands.menu(page.header, "More", "Make final")
    assert where(hands) == (2, MinutesState.FINAL)
    hands.move_to(NOW.date(), time(15, 30))
    both_sign(hands)

    steps.change_over(hands, ADMINISTRATOR)
    steps.today(hands)
    steps.do_from_today(hands, "Acknowledge correction", f"Minutes corrected: {APPROVAL}")
    steps.record_step(hands, "Acknowledge correction")
    assert "Record oral notice" in reading(hands.page(DecisionsPage))

    page = at_the_minutes(hands)
    hands.menu(page.header, "More", "Versions")
    versions = hands.dialog(MinutesVersions)
    assert f"Corrects: {WHY}" in reading(versions)
    again = hands.file_saved_by(lambda: hands.click(versions, "Print version 1"))
    assert again.read_bytes() == first
    hands.click(versions, "Close")
    second = hands.file_saved_by(lambda: hands.click(page.header, "Print"))
    assert second.read_bytes() != first
    assert poppler_says(second).count("Signature is Valid") == 2


def decide(hands: Hands) -> None:
    """Record that the decision maker received the minutes, and decided."""
    steps.today(hands)
    steps.do_from_today(hands, "Record receipt", "Signed minutes of 24 February 2027")
    steps.record_step(hands, "Record receipt")
    steps.record_step(hands, "Record decision", decision="Agreed")
