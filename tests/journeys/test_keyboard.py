"""The keyboard in pages and dialogs of the sample agency: where Tab goes, and what has the focus after an action."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog

from tests.journeys import steps
from tests.journeys.places import places
from tests.journeys.window_user import POPUPS, WindowUser, settle
from tests.sample_agency import SAMPLE_PASSPHRASE
from tests.ui.tab_walk import faults_of_tab

SMALL = QSize(1280, 700)


def test_tab_goes_through_every_page_in_reading_order(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    window = visitor.window
    window.resize(SMALL)
    wrong: list[str] = []
    for place in places(window.bridge):
        window.open(place)
        settle()
        page = window.stack.currentWidget()
        assert page is not None
        wrong += [f"{place}: {each}" for each in faults_of_tab(page)]
    assert not wrong, "\n".join(wrong)


@POPUPS
def test_tab_and_enter_work_alike_in_dialogs(visitor: WindowUser) -> None:
    steps.sign_in(visitor, "marian", SAMPLE_PASSPHRASE)
    for title, words in (("Cases", "New case"), ("Calendar", "Schedule meeting")):
        visitor.go(title)
        page = visitor.window.stack.currentWidget()
        assert page is not None
        visitor.click(page, words)
        visitor.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), QDialog))
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        visitor.come_to(dialog)
        assert faults_of_tab(dialog) == []
        cancel = next(one for one in dialog.findChildren(QAbstractButton) if one.text() == "Cancel")
        cancel.setFocus()
        visitor.key(cancel, Qt.Key.Key_Return)
        visitor.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
