"""At the sign-in a chair sees what was signed in their name, and an administrator who said that they did not sign."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import sign_in
from panel_desk.flows.sign_minutes import sign
from panel_desk.queries.members.certificates import own_key
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.signed_in_name import SignedInName, tell_of_signatures
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_desk
from tests.panels import a_held_panel, make_final_minutes, record, the_chair


def test_a_chair_says_that_it_was_somebody_else_and_an_administrator_is_told(
    tmp_path: Path, time_source: FixedTime, qtbot: QtBot
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    make_final_minutes(desk)
    chair = the_chair(tmp_path, time_source)
    time_source.move(minutes=5)
    assert tell_of_signatures(DeskBridge(chair), parent) is None
    sign(chair, record(chair).content, PASSPHRASE)
    time_source.move(days=1)
    chair = sign_in(desk.store.folder, "chair", PASSPHRASE, time_source)
    told = tell_of_signatures(DeskBridge(chair), parent)
    assert isinstance(told, SignedInName)
    [button] = told.buttons.values()
    button.click()
    question = told.findChild(Message)
    assert question is not None
    assert question.words.text().startswith("The minutes of 24 February 2027, signed on")
    question.accept()
    assert chair.ask(own_key) is None
    assert not button.isEnabled()
    assert "administrators are told" in told.banner.words
    told.accept()
    time_source.move(minutes=5)
    office = sign_in(desk.store.folder, ADMINISTRATOR, PASSPHRASE, time_source)
    shown = tell_of_signatures(DeskBridge(office), parent)
    assert shown is not None
    assert "Siân Llewellyn says that they did not sign the minutes of 24 February 2027." in shown.words.text()
    shown.accept()
