"""Builders of a panel with people and items, and helpers that use its page as a user does."""

from datetime import date, time
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.queries.meetings.panel_day import Presence, panel_day
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import (
    Background,
    Category,
    PanelRole,
)
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page, Place
from panel_desk.ui.pages.meetings.item_panel import ItemPanel
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.section_editor import SectionEditor
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    a_case,
    a_child,
    a_meeting,
    a_member,
    an_attendance,
    once,
)
from tests.panels import APPROVAL
from tests.ui.page_context import Noted

TODAY = date(2027, 3, 4)
LATER = date(2027, 3, 11)
MATCH = "CASE-002"
D = TypeVar("D", bound=QWidget)


@once
def a_panel(desk: Desk, day: date = TODAY, *, attended: bool = False, **fields: object) -> str:
    """A panel of five who accepted, with three items; two children in the second; two cases and a member to spare."""
    worker = {"category": Category.SOCIAL_WORKER, "qualified_social_worker_since": date(2010, 1, 1)}
    people: dict[str, dict[str, Any]] = {
        "M001": {"role": PanelRole.CHAIR, "given_name": "Siân", "family_name": "Llewellyn"},
        "M002": {"given_name": "Tendai", "family_name": "Moyana", **worker},
        "M003": {"given_name": "Kit", "family_name": "Marsh-Rowe", "backgrounds": (Background.ADOPTER,)},
        "M004": {"given_name": "Jo", "family_name": "Ashby"},
        "M005": {"given_name": "Bo", "family_name": "Adeyemi", "category": Category.MEDICAL_ADVISER},
        "M006": {"given_name": "Eleri", "family_name": "Baird", **worker},
    }
    for ref, person in people.items():
        a_member(desk, ref, **person)
    ref = a_meeting(desk, "P1", meets_on=day, chair_ref="M001", **fields)
    for member in list(people)[:5]:
        an_attendance(desk, ref, member, attended=attended)
    a_child(desk, "C001", initials="QX")
    a_child(desk, "C002", initials="QY")
    for number, (start, length) in enumerate(((time(9, 45), 45), (time(10, 40), 60), (time(11, 50), 45)), 1):
        concerned = ("C001", "C002") if number == 2 else ()
        a_case(
            desk,
            f"CASE-00{number}",
            meeting_ref=ref,
            item_no=number,
            starts_at=start,
            minutes=length,
            children=concerned,
        )
    a_case(desk, "CASE-021")
    a_case(desk, "CASE-022")
    return ref


def shown(noted: Noted, qtbot: QtBot, tab: str | None = None, ref: str = "P1") -> MeetingPage:
    page = MeetingPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("meeting", ref, tab))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def at_minutes(noted: Noted, qtbot: QtBot, ref: str) -> MinutesPage:
    """A meeting's minutes, open."""
    page = MinutesPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("minutes-of", ref))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def open_dialog(kind: type[D]) -> D:
    """The dialog of a kind that is open."""
    [found] = [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]
    return found


def click(within: QWidget, words: str) -> None:
    """Click the visible button that bears these words."""
    QApplication.processEvents()
    found = [one for one in within.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert len(found) == 1, [one.text() for one in within.findChildren(QPushButton)]
    QTest.mouseClick(found[0], Qt.MouseButton.LeftButton)


def drop(on: QWidget, file: Path) -> bool:
    """Drag a file onto a widget, and drop it if the widget accepts it; returns whether it did."""
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file))])
    drop_arguments = (Qt.DropAction.CopyAction, carried, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entering = QDragEnterEvent(on.rect().center(), *drop_arguments)
    QApplication.sendEvent(on, entering)
    if entering.isAccepted():
        QApplication.sendEvent(on, QDropEvent(on.rect().center().toPointF(), *drop_arguments))
    return entering.isAccepted()


def buttons(within: QWidget) -> list[str]:
    """The words of the visible buttons."""
    QApplication.processEvents()  # what was laid out anew is shown
    return [one.text() for one in within.findChildren(QPushButton) if one.isVisible()]


def more_of(page: Page) -> dict[str, bool]:
    """The actions of *More*, each with whether it can be done now."""
    QApplication.processEvents()
    [button] = [one for one in page.header.findChildren(QPushButton) if one.text() == "More" and one.isVisible()]
    return {entry.text(): entry.isEnabled() for entry in button.menu().actions()}


def panel(page: MeetingPage) -> ItemPanel:
    """What the panel-day tab shows of the item that is open."""
    shown_now = page.panel_day._items.currentWidget()  # noqa: SLF001 # the item that is shown
    assert isinstance(shown_now, ItemPanel)
    return shown_now


def texts_in(page: MeetingPage) -> str:
    """All texts on a meeting's page."""
    QApplication.processEvents()  # what was laid out anew is shown
    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisible())


def presence(desk: Desk, member: str) -> Presence:
    """The recorded presence of a member."""
    return next(each.presence for each in desk.ask(panel_day, "P1").people if each.row.member == member)


def press(page: MeetingPage, member: str, key: Qt.Key) -> None:
    """Press a key in a member's line."""
    QTest.keyClick(page.panel_day.attendance.people[member], key)


def editor(page: MinutesPage) -> SectionEditor:
    """The editor of the discussion of the approval, the first item."""
    return page.sheets[APPROVAL].editors[DISCUSSION]


def press_button(verb: str) -> str:
    """Press the button with these words of the question that is open; returns what the question says."""
    [question] = [each for each in QApplication.topLevelWidgets() if isinstance(each, Message) and each.isVisible()]
    text = question.words.text()
    click(question, verb)
    return text
