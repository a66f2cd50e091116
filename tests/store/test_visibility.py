"""Tests of what each account reads: the registers of its kinds of information, its own meetings and cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.exchange.workbook.xlsx import read_workbook, write_workbook
from panel_desk.flows.print_minutes import read_print
from panel_desk.models import Base
from panel_desk.operations.access import take_back_information
from panel_desk.operations.meetings.agendas import issue_agenda
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.minutes.minutes import make_final, write_section
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.operations.packs.packs import MadeCopy, issue_pack, recall_packs
from panel_desk.operations.papers.papers import file_paper
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.accounts import accounts
from panel_desk.queries.cases.bookings import own_clocks
from panel_desk.queries.cases.cases import cases, households
from panel_desk.queries.history import history
from panel_desk.queries.listing import Listed, Listing
from panel_desk.queries.meetings.agendas import issued_print, issues, questions, why_not_issue_agenda
from panel_desk.queries.meetings.meetings import line_up, meetings
from panel_desk.queries.meetings.quorum import quorum, quorum_of_each
from panel_desk.queries.minutes.answers import writes_minutes
from panel_desk.queries.minutes.minutes import (
    fingerprint,
    minutes_content,
    minutes_to_sign,
    print_to_sign,
    signed_print,
)
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.queries.minutes.review_files import home_readers
from panel_desk.queries.minutes.reviews import reminder
from panel_desk.queries.minutes.signatures import print_of_version
from panel_desk.queries.packs.issues import pack_copies, pack_issues
from panel_desk.queries.packs.packs import (
    copies_to_recall,
    pack_content,
    pack_contents,
    pack_readers,
    unsent_pack_changes,
)
from panel_desk.queries.papers.papers import papers
from panel_desk.queries.today.rows import TodayKind
from panel_desk.queries.today.today import today
from panel_desk.queries.workbook.comparison import all_registers, import_preview
from panel_desk.queries.workbook.model import Registers
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole, PaperKind
from panel_desk.store.visibility import KINDS
from tests.builders import (
    PASSPHRASE,
    FixedTime,
    a_case,
    a_certificate,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_attendance,
    an_authority,
)
from tests.panels import (
    APPROVAL,
    CHAIR,
    MATCH,
    PANEL,
    cancelled,
    record,
    signed_by_the_chair,
    the_chair,
    with_a_vice_chair,
    with_the_chair,
    write,
)

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


def test_every_register_has_its_kind_of_information() -> None:
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
    assert [row.meeting for row in chair.ask(minutes_list, Listing()).rows] == [PANEL]


@pytest.mark.parametrize(
    "ask",
    [
        lambda desk: desk.ask(line_up, OTHER),
        lambda desk: desk.ask(quorum_of_each, (PANEL, OTHER)),
        lambda desk: desk.ask(writes_minutes, OTHER, CHAIR),
        lambda desk: desk.ask(own_clocks, (APPROVAL, "CASE-900")),
        lambda desk: desk.ask(reminder, 9000),
    ],
    ids=["line-up", "quorum", "minutes", "clocks", "reminder"],
)
@pytest.mark.usefixtures("desk")
def test_what_an_account_does_not_see_is_refused_as_what_does_not_exist(
    tmp_path: Path, ask: Callable[[Desk], object]
) -> None:
    with pytest.raises(RuleBrokenError, match=r"^There is no .* with the ref "):
        ask(the_chair(tmp_path))


def test_who_does_not_see_the_calendar_sees_nothing_of_a_case_or_a_meeting(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_child(desk, "C900", should_be_placed_decided_on=date(2026, 12, 1))
    a_decision(
        desk, APPROVAL, minutes_received_on=date(2027, 3, 1), minutes_corrected_at=datetime(2027, 3, 2, tzinfo=UTC)
    )
    desk.do(take_back_information, AccountRole.ADVISER, Information.CALENDAR)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    assert {row.kind for row in adviser.ask(today)} <= {TodayKind.MEMBERS}
    assert adviser.ask(minutes_list, Listing()) == Listed((), 0, 0)
    with pytest.raises(RuleBrokenError, match="There is no case"):
        adviser.ask(papers, APPROVAL)


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


def test_the_verdict_on_a_quorum_does_not_depend_on_who_asks(desk: Desk, tmp_path: Path) -> None:
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


SECRET = "Quite unlike anything else"


def test_a_kept_print_is_given_only_to_who_sees_every_item(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    vice = with_a_vice_chair(desk, tmp_path)
    desk.do(make_final, PANEL)
    signed_by_the_chair(desk, tmp_path)
    vice.do(
        sign_minutes,
        PANEL,
        passphrase=PASSPHRASE,
        read=fingerprint(record(vice).content),
        printed=b"%PDF-signed twice",
        signed_at=time_source.now(),
        certificate=a_certificate(vice),
    )
    for sees_all in (desk, vice):
        assert sees_all.ask(signed_print, PANEL) == b"%PDF-signed twice"
        assert sees_all.ask(print_of_version, PANEL, 1) == b"%PDF-signed twice"
    vice.close()
    member = the_chair(tmp_path, time_source)
    assert member.ask(signed_print, PANEL) is None
    printed = read_print(member, member.ask(minutes_content, PANEL))
    assert printed.signed is None
    assert MATCH not in repr(printed)
    with pytest.raises(RuleBrokenError, match="with an item that you may not see"):
        member.ask(print_of_version, PANEL, 1)


def test_the_print_to_sign_is_for_whoever_presided(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    desk.do(declare_interest, MATCH, "M003", "A cousin", withdraws=True)
    desk.close()
    member = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="third", member_ref="M003")
    for query in (minutes_to_sign, print_to_sign):
        with pytest.raises(NotAllowedError, match="It is for whoever presided"):
            member.ask(query, PANEL)


def test_an_issued_agenda_is_given_only_to_who_sees_every_item(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    desk.do(issue_agenda, OTHER, b"%PDF agenda", "Short papers")
    a_member(desk, "M009")
    desk.close()
    member = a_desk(tmp_path, AccountRole.READER, time_source, name="ninth", member_ref="M009")
    assert member.ask(issued_print, OTHER, 1) == b"%PDF agenda"
    member.close()
    office = a_desk(tmp_path, time_source=time_source)
    office.do(declare_interest, "CASE-900", "M009", "A cousin", withdraws=True)
    office.close()
    member = a_desk(tmp_path, AccountRole.READER, time_source, name="ninth", member_ref="M009")
    assert member.ask(issues, OTHER) == ()
    with pytest.raises(RuleBrokenError, match="no version of this agenda"):
        member.ask(issued_print, OTHER, 1)


def test_an_account_that_does_not_see_every_item_issues_neither_agenda_nor_pack(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009")
    an_attendance(desk, OTHER, "M009")
    readers = desk.ask(pack_readers, OTHER)
    copies = [MadeCopy(each, "f" * 64, 9, cases=("CASE-900",)) for each in readers]
    whole = desk.ask(pack_content, OTHER)
    desk.do(issue_pack, OTHER, whole, (), copies)
    desk.do(declare_interest, "CASE-900", "M009", "A cousin", withdraws=True)
    assert desk.ask(copies_to_recall, OTHER)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source, member_ref="M009")
    with pytest.raises(NotAllowedError, match=r"^You do not see every item of this panel, so you cannot issue its ag"):
        adviser.do(issue_agenda, OTHER, b"%PDF agenda", "Short papers")
    for refused in (
        lambda: adviser.ask(pack_contents, OTHER, readers, 2),
        lambda: adviser.do(issue_pack, OTHER, whole, (), copies),
    ):
        with pytest.raises(NotAllowedError, match=r"^You do not see every item and paper of this panel, so you cannot"):
            refused()
    assert (adviser.ask(pack_issues, OTHER), adviser.ask(pack_copies, OTHER)) == ((), ())
    assert (adviser.ask(unsent_pack_changes, OTHER), adviser.ask(copies_to_recall, OTHER)) == ((), ())


def test_what_was_sent_of_an_item_that_left_the_agenda_is_not_given_to_who_withdrew(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009")
    desk.do(issue_agenda, OTHER, b"%PDF agenda", "Short papers")
    applicants = [each for each in desk.ask(pack_readers, OTHER) if each.case]
    copies = [MadeCopy(each, "f" * 64, 9, cases=("CASE-900",)) for each in applicants]
    desk.do(issue_pack, OTHER, desk.ask(pack_content, OTHER), (), copies)
    desk.do(declare_interest, "CASE-900", "M009", "A cousin", withdraws=True)
    cancelled(desk, OTHER)
    desk.do(recall_packs, OTHER)
    assert TodayKind.PAPERS in {row.kind for row in desk.ask(today)}
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source, member_ref="M009")
    assert (adviser.ask(issues, OTHER), adviser.ask(pack_copies, OTHER)) == ((), ())
    assert adviser.ask(why_not_issue_agenda, OTHER)
    assert TodayKind.PAPERS not in {row.kind for row in adviser.ask(today)}


def test_an_account_that_does_not_see_every_paper_does_not_issue_its_pack(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    desk.do(file_paper, "CASE-900", "Medical.pdf", PaperKind.MEDICAL, b"%PDF", 1)
    desk.do(take_back_information, AccountRole.ADVISER, Information.HEALTH)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    readers = adviser.ask(pack_readers, OTHER)
    with pytest.raises(NotAllowedError, match="You do not see every item and paper of this panel"):
        adviser.ask(pack_contents, OTHER, readers)
    assert adviser.do(issue_agenda, OTHER, b"%PDF agenda", "Short papers") == 1


def test_a_review_file_holds_nothing_of_an_item_from_which_its_reader_withdrew(desk: Desk) -> None:
    desk.do(declare_interest, MATCH, "M003", "A cousin", withdraws=True)
    write(desk, SECRET, case=MATCH)
    whole, part = desk.do(make_review_file, PANEL, "M004"), desk.do(make_review_file, PANEL, "M003")
    assert MATCH in repr(whole)
    assert SECRET in repr(whole)
    assert MATCH not in repr(part)
    assert SECRET not in repr(part)
    assert {one.member: one.left_out for one in desk.ask(home_readers, PANEL)}["M003"] == 1


def test_who_withdrew_from_an_item_does_not_sign_the_whole_at_home(desk: Desk, tmp_path: Path) -> None:
    with_a_vice_chair(desk, tmp_path).close()
    desk.do(make_final, PANEL)
    with pytest.raises(RuleBrokenError, match="withdrew from an item, so a file for them does not hold the whole"):
        desk.do(make_review_file, PANEL, CHAIR)


def test_an_export_leaves_out_columns_that_are_not_seen_and_an_import_leaves_them_as_they_are(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009", ethnicity="White", gender="female")
    before = desk.ask(all_registers).rows["Members"]
    desk.do(take_back_information, AccountRole.ADVISER, Information.DIVERSITY)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    path = tmp_path / "registers.xlsx"
    write_workbook(path, adviser.ask(all_registers))
    read = read_workbook(path)
    assert "ethnicity" not in {name for row in read.rows["Members"] for name in row.values}
    assert adviser.ask(import_preview, read).changes == ()
    adviser.close()
    administrator = a_desk(tmp_path, time_source=time_source)
    administrator.do(import_registers, Registers({"Members": read.rows["Members"]}))
    assert administrator.ask(all_registers).rows["Members"] == before


def test_an_import_s_preview_does_not_show_the_old_value_of_a_field_that_is_not_seen(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009", ethnicity="Unmistakable", phone="01632 960001")
    [row] = [row for row in desk.ask(all_registers).rows["Members"] if row.values["ref"] == "M009"]
    changed = Registers(
        {"Members": (replace(row, values={**row.values, "ethnicity": "White", "phone": "01632 960002"}),)}
    )
    desk.do(take_back_information, AccountRole.ADVISER, Information.DIVERSITY)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source)
    [member] = adviser.ask(import_preview, changed).changes
    assert {(field.was, field.becomes) for field in member.fields} == {
        ("not shown", "White"),
        ("01632 960001", "01632 960002"),
    }


def test_the_history_leaves_out_what_the_account_does_not_see(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    a_member(desk, "M009", ethnicity="Unmistakable", notes="Kept")
    desk.do(declare_interest, MATCH, "M009", SECRET, withdraws=True)
    desk.do(declare_interest, APPROVAL, "M003", "A neighbour", withdraws=False)
    assert "Unmistakable" in repr(desk.ask(history))
    desk.do(take_back_information, AccountRole.ADVISER, Information.DIVERSITY)
    desk.do(take_back_information, AccountRole.ADVISER, Information.ACCOUNTS)
    desk.close()
    adviser = a_desk(tmp_path, AccountRole.ADVISER, time_source, member_ref="M009")
    seen = repr(adviser.ask(history))
    assert "Kept" in seen
    assert "A neighbour" in seen
    assert "Unmistakable" not in seen
    assert SECRET not in seen
    assert "medical papers" not in seen
    assert adviser.ask(history, MATCH) == ()
