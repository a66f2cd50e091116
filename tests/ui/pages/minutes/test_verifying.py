"""A PDF that is said to be signed minutes is checked from the list of minutes, chosen or dropped."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.flows.sign_minutes import sign
from panel_desk.queries.minutes.minutes import signed_print
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.pages.minutes.list import MinutesListPage
from panel_desk.ui.widgets.chips import StateChip
from tests.builders import PASSPHRASE, a_desk
from tests.panels import PANEL, a_final_panel, record, the_chair
from tests.ui.page_context import Noted
from tests.ui.panels import click, drop, open_dialog

PAPER = Path(__file__).parents[3] / "samples" / "papers" / "PAR-household-A.pdf"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Minutes that the chair has signed, and their print in `minutes.pdf`."""
    desk = a_desk(tmp_path)
    a_final_panel(desk)
    chair = the_chair(tmp_path)
    sign(chair, record(chair).content, PASSPHRASE)
    signed_pdf = desk.ask(signed_print, PANEL)
    assert signed_pdf is not None
    (tmp_path / "minutes.pdf").write_bytes(signed_pdf)
    return desk


@pytest.fixture
def page(desk: Desk, noted: Noted, qtbot: QtBot) -> MinutesListPage:
    assert desk
    page = MinutesListPage(noted.context)
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    return page


def shown() -> tuple[str, str]:
    """The chip and the texts of the message that is open."""
    message = open_dialog(Message)
    [chip] = message.findChildren(StateChip)
    return chip.chip.word, "\n".join(label.text() for label in message.findChildren(QLabel))


def test_signed_minutes_are_chosen_and_found_valid(page: MinutesListPage, tmp_path: Path) -> None:
    page.verifying.ask_which = lambda: str(tmp_path / "minutes.pdf")
    click(page, "Check a signed PDF…")
    chip, words = shown()
    assert chip == "Valid"
    assert "version 1, as they were signed and are kept here." in words
    assert "Signed by Chair on 4 March 2027 at 09:30" in words
    click(open_dialog(Message), "Close")


def test_another_pdf_is_dropped_and_found_not_to_be_signed(page: MinutesListPage) -> None:
    assert drop(page, PAPER)
    chip, words = shown()
    assert chip == "Not valid"
    assert "It is not signed." in words


def test_a_file_that_cannot_be_read_is_named(page: MinutesListPage, tmp_path: Path) -> None:
    page.verifying.show(tmp_path / "gone.pdf")
    assert "gone.pdf" in open_dialog(Message).words.text()


def test_choosing_no_file_shows_nothing(page: MinutesListPage) -> None:
    page.verifying.ask_which = lambda: ""
    assert page.verifying.choose() is None
