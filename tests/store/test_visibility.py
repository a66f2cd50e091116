"""Tests of what each account reads: the registers of its kinds of information, its own meetings and cases."""

from collections.abc import Callable
from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work
from panel_desk.errors import NotAllowedError
from panel_desk.models import Base
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.queries.accounts import accounts
from panel_desk.queries.cases.cases import cases, households
from panel_desk.queries.meetings.agendas import questions
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.queries.minutes.minutes import minutes_content, minutes_list
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.visibility import KINDS
from tests.builders import (
    FixedTime,
    a_case,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_authority,
)
from tests.panels import APPROVAL, CHAIR, MATCH, PANEL, record, the_chair, with_the_chair

OTHER = "P2027-03-03"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """A store with the panel, and with a case at another panel that its chair does not sit on."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk)
    a_meeting(desk, OTHER)
    a_household(desk, "H900", adopter_1="Somebody Else")
    a_case(desk, "CASE-900", meeting_ref=OTHER, household_ref="H900")
    return desk


def test_every_register_is_placed() -> None:
    assert {mapper.class_ for mapper in Base.registry.mappers} == set(KINDS), "say what kind of information it holds"


def test_a_query_that_does_not_say_what_it_shows_is_refused(desk: Desk) -> None:
    def unmarked(work: Work) -> str:
        return work.by.name

    with pytest.raises(AttributeError, match="information_shown"):
        desk.ask(unmarked)


@pytest.mark.usefixtures("desk")
def test_a_chair_sees_the_meetings_that_they_chair_or_sit_on(tmp_path: Path) -> None:
    chair = the_chair(tmp_path)
    assert [row.ref for row in chair.ask(meetings)] == [PANEL]
    assert {row.ref for row in chair.ask(cases)} == {APPROVAL, MATCH}
    assert "H900" not in {row.ref for row in chair.ask(households)}
    assert [row.meeting for row in chair.ask(minutes_list)] == [PANEL]


def test_nobody_sees_an_item_from_which_they_withdrew(desk: Desk, tmp_path: Path) -> None:
    before = [each.quorate for each in desk.ask(quorum, PANEL)]
    desk.do(declare_interest, MATCH, CHAIR, "Knows the family", withdraws=True)
    chair = the_chair(tmp_path)
    assert [row.ref for row in chair.ask(cases)] == [APPROVAL]
    assert [item.facts.case for item in chair.ask(minutes_content, PANEL).items] == [APPROVAL]
    assert [each.case for each in chair.ask(quorum, PANEL)] == [APPROVAL]
    assert MATCH not in repr(chair.ask(minutes_content, PANEL))
    assert len(before) == len(desk.ask(quorum, PANEL)), "the office sees both"
    with pytest.raises(NotAllowedError, match="not among those that you may see"):
        chair.do(declare_interest, MATCH, CHAIR, "Now without", withdraws=False)


def test_a_verdict_does_not_depend_on_who_asks(desk: Desk, tmp_path: Path) -> None:
    desk.do(declare_interest, APPROVAL, "M003", "A neighbour", withdraws=True)
    wanted = [each.verdict for each in desk.ask(quorum, PANEL)]
    desk.close()
    reader = a_desk(tmp_path, AccountRole.READER)
    assert [each.verdict for each in reader.ask(quorum, PANEL)] == wanted


def test_a_decision_maker_sees_their_authorities_cases_from_the_recommendation_on(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    an_authority(desk, "OTH", "Other Council")
    maker = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, authorities=("FEN",))
    assert {row.ref for row in maker.ask(cases)} == {APPROVAL, MATCH}
    assert [row.ref for row in maker.ask(meetings)] == [PANEL]
    maker.close()
    other = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source, name="other", authorities=("OTH",))
    assert other.ask(cases) == ()
    assert other.ask(meetings) == ()


@pytest.mark.parametrize(
    ("ask", "sees"),
    [
        (lambda desk: desk.ask(meetings), True),
        (lambda desk: desk.ask(quorum, PANEL), True),
        (lambda desk: desk.ask(cases), None),
        (lambda desk: desk.ask(papers, APPROVAL), None),
        (lambda desk: desk.ask(questions, PANEL), None),
        (lambda desk: desk.ask(minutes_content, PANEL), None),
        (lambda desk: desk.ask(accounts), None),
    ],
    ids=["meetings", "quorum", "cases", "papers", "questions", "minutes", "accounts"],
)
def test_a_reader_sees_the_calendar_and_nothing_personal(
    desk: Desk, tmp_path: Path, ask: Callable[[Desk], object], sees: bool | None
) -> None:
    desk.close()
    reader = a_desk(tmp_path, AccountRole.READER)
    if sees:
        assert ask(reader)
        return
    with pytest.raises(NotAllowedError, match="You are signed in as reader, who does not see"):
        ask(reader)


def test_a_chair_writes_only_the_minutes_of_panels_that_they_chaired(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    section = next(one for one in record(desk, PANEL).sections if one.text)
    desk.close()
    other = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="other", member_ref="M003")
    with pytest.raises(NotAllowedError, match="You did not chair this panel"):
        other.do(write_section, section.id, "Mine.", section.version)


def test_a_member_who_did_not_sit_does_not_reach_a_panel_at_all(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009")
    section = record(desk, PANEL).sections[0]
    desk.close()
    other = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="other", member_ref="M009")
    assert other.ask(meetings) == ()
    with pytest.raises(NotAllowedError, match="This section is not among those that you may see"):
        other.do(write_section, section.id, "Mine.", section.version)
