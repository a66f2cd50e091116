"""No list that a role can export holds a record or a field that the role does not see, in any of its columns."""

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.papers.papers import file_paper
from panel_desk.rules.vocabulary import AccountRole, Background, PaperKind
from panel_desk.ui.desk_window import PAGES
from panel_desk.ui.page import Place
from panel_desk.ui.widgets.table import Table
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_attendance,
    an_authority,
    an_interest,
    once,
)
from tests.panels import APPROVAL, CHAIR, MATCH, PANEL, a_held_panel
from tests.ui.page_context import Noted, a_page_context

MARKS = {
    "checks": ("DBS-MARK", "NOTE-MARK"),
    "diversity": ("ETHNICITY-MARK", "GENDER-MARK"),
    "members": ("mark@example.org", "01632 960777", "birth parent"),
    "interests": ("INTEREST-MARK",),
    "papers": ("MEDICAL-MARK",),
    "another authority's": ("Elsewhere household", "CASE-900", "OTHER-WORKER"),
}
"""Texts that stand in the store, by the kind of information that they are."""
SEEN = {
    AccountRole.CHAIR: {"members", "interests", "papers"},
    AccountRole.DECISION_MAKER: {"papers"},
    AccountRole.READER: set(),
}
"""The kinds of `MARKS` that the lists of each role hold; the administrator and the adviser see them all."""
PLACES = (
    *(Place(page) for page in ("calendar", "cases", "central-list", "minutes", "decisions")),
    Place("meeting", PANEL, "line-up"),
    *(Place("case", case) for case in (APPROVAL, "CASE-900")),
    Place("member", "M003"),
)
"""The pages whose lists are exported."""


@once
def _an_agency(desk: Desk) -> None:
    a_held_panel(desk)
    marked = {
        "email": "mark@example.org",
        "phone": "01632 960777",
        "dbs_certificate_no": "DBS-MARK",
        "notes": "NOTE-MARK",
        "ethnicity": "ETHNICITY-MARK",
        "gender": "GENDER-MARK",
    }
    a_member(desk, "M009", backgrounds=(Background.BIRTH_PARENT,), **marked)
    an_attendance(desk, PANEL, "M009")
    an_interest(desk, MATCH, "M003", nature="INTEREST-MARK", withdraws=False)
    desk.do(file_paper, APPROVAL, "MEDICAL-MARK.pdf", PaperKind.MEDICAL, b"Well", 1)
    an_authority(desk, "OTH", "Otherton Council")
    a_child(desk, "C900", authority="OTH", ethnicity="ETHNICITY-MARK")
    a_household(desk, "H900", adopter_1="Eve Elsewhere", adopter_2=None, ethnicity="ETHNICITY-MARK")
    a_meeting(desk, "P900", meets_on=date(2027, 3, 17))
    a_case(
        desk,
        "CASE-900",
        children=("C900",),
        household_ref="H900",
        meeting_ref="P900",
        item_no=1,
        social_worker="OTHER-WORKER",
    )


@pytest.mark.parametrize("role", SEEN)
def test_no_list_holds_what_its_role_does_not_see(role: AccountRole, tmp_path: Path, qtbot: QtBot) -> None:
    office = a_desk(tmp_path)
    _an_agency(office)
    office.close()
    person = CHAIR if role is AccountRole.CHAIR else None
    with a_page_context(a_desk(tmp_path, role, member_ref=person, authorities=("FEN",))) as noted:
        exported = {place: _exported(noted, place, qtbot) for place in PLACES}
    unseen = {text for kind, texts in MARKS.items() if kind not in SEEN[role] for text in texts}
    assert {place: [text for text in unseen if text in csv] for place, csv in exported.items() if csv} == {
        place: [] for place, csv in exported.items() if csv
    }
    everything = "\n".join(exported.values())
    assert len(everything.splitlines()) > len(SEEN[role])
    assert [kind for kind in SEEN[role] if not any(text in everything for text in MARKS[kind])] == []


def _exported(noted: Noted, place: Place, qtbot: QtBot) -> str:
    """What every list of a page would export with all its columns; empty where the page is not shown."""
    spec = next(each for each in PAGES if each.key == place.page)
    if not noted.context.bridge.may_ask(*spec.needs):
        return ""
    page = spec.factory(noted.context)
    qtbot.addWidget(page)
    page.visit(place)
    page.show()
    return "\n".join(table.model.as_csv() for table in page.findChildren(Table))
