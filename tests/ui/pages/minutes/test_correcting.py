"""Minutes after they are final: reopened with a reason, corrected after the signature, every version printed."""

from email import message_from_bytes, policy
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import read_signatures
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.access import grant_information
from panel_desk.operations.minutes.corrections import begin_correction
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import finish_review, send_to_chair_and_adviser
from panel_desk.queries.minutes.minutes import minutes, signatures, signed_print
from panel_desk.queries.minutes.signatures import versions
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole, MinutesState
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.pages.minutes.page import MinutesPage
from tests.builders import PASSPHRASE, a_desk
from tests.panels import PANEL, a_held_panel, make_final_minutes, the_chair, with_a_vice_chair, write_all
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes

WHY = "The vote on item 2 was taken down wrongly."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def shown(noted: Noted, qtbot: QtBot) -> MinutesPage:
    return at_minutes(noted, qtbot, PANEL)


def sign_as(chair: Desk) -> None:
    record = chair.ask(minutes, PANEL)
    assert record is not None
    sign(chair, record.content, PASSPHRASE)
    chair.close()


def more(page: MinutesPage) -> list[str]:
    """The entries of *More* that the page's corrections offer."""
    assert page.record is not None
    return [action.words for action in page.correcting.more(page.record)]


def test_signed_minutes_are_corrected_from_the_page(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    sign_as(the_chair(tmp_path))
    page = shown(noted, qtbot)
    assert more(page) == ["Correct these minutes", "E-mail the decision maker", "Versions"]
    asked = page.correcting.correct()
    asked.save()
    assert desk.ask(versions, PANEL)[0].number == 1
    asked.form.rows["why"].input.write(WHY)
    asked.save()
    page.refresh()
    assert page.record is not None
    assert (page.record.number, page.record.state) == (2, MinutesState.DRAFT)
    assert more(page) == ["Give up this correction", "Versions"]
    given_up = page.correcting.give_up()
    assert given_up is not None
    given_up.form.rows["why"].input.write("Nothing was wrong.")
    given_up.save()
    page.refresh()
    assert (page.record.number, page.record.state) == (1, MinutesState.SIGNED)


def test_every_version_is_printed_as_it_was_signed(desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    sign_as(the_chair(tmp_path))
    first = desk.ask(signed_print, PANEL)
    desk.do(begin_correction, PANEL, WHY)
    page = shown(noted, qtbot)
    out, opened = tmp_path / "first.pdf", list[Path]()
    page.printing.ask_where = lambda _: str(out)
    page.printing.show_file = opened.append
    dialog = page.correcting.show_versions()
    [show] = [each for each in dialog.findChildren(QPushButton) if each.text().startswith("Print")]
    show.click()
    qtbot.waitUntil(lambda: opened == [out])
    assert out.read_bytes() == first
    dialog.accept()


def test_an_e_mail_to_the_decision_maker_names_cases_time_limit_and_correction(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    make_final_minutes(desk)
    sign_as(the_chair(tmp_path))
    page = shown(noted, qtbot)
    out, names = tmp_path / "draft.eml", list[str]()

    def ask_where(name: str) -> str:
        names.append(name)
        return str(out)

    page.correcting.ask_where = ask_where
    page.correcting.draft_email()
    subject, words, attached = draft_in(out)
    assert subject == "Minutes of the panel of 24 February 2027"
    assert "You decide on CASE-001 and CASE-002, within 7 working days of the day on which you receive this." in words
    assert attached == "Minutes 24 February 2027.pdf"
    desk.do(begin_correction, PANEL, WHY)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    sign_as(the_chair(tmp_path))
    page.refresh()
    assert more(page) == ["Correct these minutes", "E-mail the decision maker", "Versions"]
    page.correcting.draft_email()
    subject, words, attached = draft_in(out)
    assert subject == "Corrected minutes of the panel of 24 February 2027"
    assert words.startswith("Dear Ruth Aldous,")
    assert WHY in words
    assert attached == "Minutes 24 February 2027 version 2.pdf"
    assert names == [
        "Minutes 24 February 2027 for Ruth Aldous.eml",
        "Minutes, version 2, 24 February 2027 for Ruth Aldous.eml",
    ]


def draft_in(file: Path) -> tuple[str, str, str]:
    """A draft's subject, its words, and the name of the signed file that goes with it."""
    draft = message_from_bytes(file.read_bytes(), policy=policy.default)
    words = draft.get_body(("plain",))
    assert words is not None
    [attached] = draft.iter_attachments()
    assert read_signatures(attached.get_content()).are_valid
    return draft["Subject"], words.get_content(), str(attached.get_filename())


def test_minutes_that_one_of_two_has_signed_are_reopened_with_a_reason(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    make_final_minutes(desk)
    sign_as(vice)
    page = shown(noted, qtbot)
    assert more(page) == ["Reopen for writing", "Versions"]
    asked = page.correcting.reopen()
    assert isinstance(asked, FormDialog)
    asked.form.rows["why"].input.write("Item 1 lacks a sentence.")
    asked.save()
    assert desk.ask(signatures, PANEL) == ()
    [version] = desk.ask(versions, PANEL)
    assert version.state is MinutesState.DRAFT
    assert version.steps[-1].words.startswith("Item 1 lacks a sentence. Vice had signed the PDF with the SHA-256 ")


def test_minutes_that_nobody_has_signed_are_reopened_at_once(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    page = shown(noted, qtbot)
    assert page.correcting.reopen() is None
    [version] = desk.ask(versions, PANEL)
    assert version.state is MinutesState.DRAFT


def test_minutes_that_somebody_has_checked_are_reopened_once_it_is_confirmed(
    desk: Desk, noted: Noted, tmp_path: Path, qtbot: QtBot
) -> None:
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    chair = the_chair(tmp_path)
    chair.do(finish_review, PANEL)
    chair.close()
    page = shown(noted, qtbot)
    asked = page.correcting.reopen()
    assert isinstance(asked, Message)
    assert asked.words.text() == "Siân Llewellyn has checked these minutes. They are asked to check them again."
    assert desk.ask(versions, PANEL)[0].state is MinutesState.IN_REVIEW
    asked.accept()
    assert desk.ask(versions, PANEL)[0].state is MinutesState.DRAFT


def test_a_reader_corrects_nothing(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    make_final_minutes(desk)
    desk.do(grant_information, AccountRole.READER, Information.MINUTES)
    sign_as(the_chair(tmp_path))
    with a_page_context(a_desk(tmp_path, AccountRole.READER)) as noted:
        page = shown(noted, qtbot)
        assert page.record is not None
        correct = page.correcting.more(page.record)[0]
        assert correct.words == "Correct these minutes"
        assert not correct.is_permitted
