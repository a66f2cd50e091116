"""The margin of minutes that are being checked: what changed since somebody looked, and what was said."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import withdraw_case
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.operations.minutes.reviews import comment_on, note_looked
from panel_desk.rules.vocabulary import Outcome
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.widgets.redline_view import RedlineView
from panel_desk.ui.widgets.text import Text
from tests.builders import FixedClock, a_desk
from tests.panels import APPROVAL, MATCH, PANEL, section, the_chair, with_the_chair
from tests.ui.page_context import Noted, a_page_context
from tests.ui.panels import at_minutes

LONG = "The panel heard how contact had been kept up with grandparents and sisters. " * 8


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Desk:
    """Minutes with the chair."""
    desk = a_desk(tmp_path, clock=clock)
    with_the_chair(desk, LONG)
    return desk


def in_margin(page: MinutesPage) -> list[str]:
    return [each.text() for each in page.checking.margin.findChildren(Text) if not isinstance(each, RedlineView)]


def test_what_changed_since_the_chair_looked_stands_in_the_margin(
    desk: Desk, tmp_path: Path, clock: FixedClock, qtbot: QtBot
) -> None:
    chair = the_chair(tmp_path, clock)
    chair.do(note_looked, PANEL)
    clock.move(minutes=1)
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Wait for the visit.", "C001", version=1)
    found = section(desk, case=MATCH)
    desk.do(write_section, found.id, f"{LONG}It was enough. {LONG}", found.version)
    with a_page_context(chair) as noted:
        page = at_minutes(noted, qtbot, PANEL)
        assert f"Recommendation · {MATCH}" in in_margin(page)
        discussed, recommended = (each.accessibleName() for each in page.checking.margin.findChildren(RedlineView))
        assert "added: deferred" in recommended
        first_words = "The panel heard how contact had been kept up with grandparents and sisters. The panel …"
        assert discussed.startswith(first_words)
    chair.close()


def test_a_comment_stays_where_its_section_left_with_the_case(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    desk.do(comment_on, section(desk).id, 4, "panel", "All of it?")
    desk.do(record_recommendation, APPROVAL, Outcome.DEFERRED, "The household withdrew.", version=1)
    desk.do(withdraw_case, APPROVAL, "They moved away.")
    page = at_minutes(noted, qtbot, PANEL)
    assert "A section that is no longer here: the passage is no longer there" in in_margin(page)
    assert "All of it?" in in_margin(page)
