"""The keyboard in every page and dialog of the sample agency: where Tab goes, and where the focus is after an act."""

from PySide6.QtCore import QSize

from tests.conftest import SAMPLE_PASSPHRASE
from tests.journeys import steps
from tests.journeys.places import places
from tests.journeys.window_user import WindowUser, settle
from tests.ui.tab_walk import faults_of_tab

SMALL = QSize(1280, 700)


def test_tab_walks_every_page_in_reading_order(visitor: WindowUser) -> None:
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
