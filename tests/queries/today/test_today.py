"""The Today list: each row's band, whose turn it is, and the step that completes it."""

from datetime import date, time
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.operations.cases.bookings import (
    record_precondition,
    take_back_precondition,
    waive_precondition,
)
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.minutes.minutes import draft_minutes
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.packs.packs import MadeCopy, confirm_deletion, issue_pack, note_receipt, recall_packs
from panel_desk.operations.papers.checks import check_paper
from panel_desk.operations.papers.papers import file_paper, remove_paper
from panel_desk.queries.packs.issues import pack_copies
from panel_desk.queries.packs.packs import pack_content, pack_readers
from panel_desk.queries.today.rows import Band, Step, TodayKind, TodayRow
from panel_desk.queries.today.running_clocks import due
from panel_desk.queries.today.today import today
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.preconditions import COMMENTS
from panel_desk.rules.vocabulary import (
    AccountRole,
    CheckOutcome,
    DecisionOutcome,
    HowGiven,
    MeetingStatus,
    MinutesState,
    Outcome,
    PaperKind,
    Response,
)
from tests.builders import (
    FixedTime,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
    minutes,
    signed_minutes,
)
from tests.panels import (
    APPROVAL,
    MATCH,
    PANEL,
    a_held_panel,
    cancelled,
    make_final_minutes,
    the_chair,
    with_every_clock,
    write_all,
)


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    return desk


def rows(desk: Desk, kind: TodayKind) -> list[TodayRow]:
    return [row for row in desk.ask(today) if row.kind is kind and row.band is not Band.TO_BEGIN_WITH]


def only_row(desk: Desk, kind: TodayKind) -> TodayRow:
    (row,) = rows(desk, kind)
    return row


def test_minutes_are_for_the_office_until_the_chair_has_them(desk: Desk) -> None:
    row = only_row(desk, TodayKind.MINUTES)
    assert (row.what, row.detail, row.whose, row.step) == (
        "Minutes of 24 February 2027",
        "not started",
        "Administrator",
        Step.WRITE_MINUTES,
    )
    assert row.is_mine
    desk.do(draft_minutes, PANEL)
    assert only_row(desk, TodayKind.MINUTES).detail == "draft"
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    row = only_row(desk, TodayKind.MINUTES)
    assert (row.detail, row.whose, row.step, row.is_mine) == (
        "accuracy check by chair and adviser, has not looked yet",
        "Siân Llewellyn",
        Step.REMIND_REVIEWER,
        False,
    )


def test_minutes_in_review_that_nobody_was_asked_to_check_are_with_the_chair(desk: Desk) -> None:
    minutes(desk, PANEL, state=MinutesState.IN_REVIEW)
    row = only_row(desk, TodayKind.MINUTES)
    assert (row.detail, row.whose, row.step, row.is_mine) == (
        "with the chair, to be checked",
        "Siân Llewellyn",
        Step.READ_MINUTES,
        False,
    )


def test_final_minutes_wait_for_the_one_who_chaired(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    make_final_minutes(desk)
    assert only_row(desk, TodayKind.MINUTES).step is Step.SIGN
    assert only_row(the_chair(tmp_path, time_source), TodayKind.MINUTES).is_mine
    a_member(desk, "M009")
    other = a_desk(tmp_path, AccountRole.CHAIR, time_source, name="other-chair", member_ref="M009")
    assert rows(other, TodayKind.MINUTES) == []


def test_minutes_without_a_named_chair_wait_for_the_role_of_chair(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-03", meets_on=date(2027, 3, 3), status=MeetingStatus.HELD)
    a_case(desk, "CASE-003", meeting_ref="P2027-03-03")
    write_all(desk, "P2027-03-03")
    an_attendance(desk, "P2027-03-03", "M001")
    a_recommendation(desk, "CASE-003", outcome=Outcome.DEFERRED)
    desk.do(send_to_chair_and_adviser, "P2027-03-03")
    assert [row.whose for row in rows(desk, TodayKind.MINUTES) if row.ref == "P2027-03-03"] == ["Chair"]


def test_minutes_kept_elsewhere_have_no_row(desk: Desk) -> None:
    a_decision(desk, APPROVAL, minutes_received_on=date(2027, 3, 1))
    assert only_row(desk, TodayKind.MINUTES).ref == PANEL, "they were received for one recommendation of three"
    for child in ("C001", "C002"):
        a_decision(desk, MATCH, child, minutes_received_on=date(2027, 3, 1))
    assert rows(desk, TodayKind.MINUTES) == []


def test_signed_minutes_go_to_each_decision_maker(desk: Desk) -> None:
    signed_minutes(desk, PANEL)
    row = only_row(desk, TodayKind.DECISIONS)
    assert (row.what, row.detail, row.whose, row.step, row.ref) == (
        "Signed minutes of 24 February 2027",
        "3 recommendations to go to the decision maker",
        "Ruth Aldous",
        Step.RECORD_RECEIPT,
        APPROVAL,
    )


def test_signed_minutes_without_a_named_decision_maker_are_listed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, PANEL, meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    a_case(desk, APPROVAL, meeting_ref=PANEL)
    a_recommendation(desk, APPROVAL)
    signed_minutes(desk, PANEL)
    row = only_row(desk, TodayKind.DECISIONS)
    assert (row.detail, row.whose) == ("1 recommendation to go to the decision maker", "Administrator")


def test_an_awaited_decision_is_the_decision_makers(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    maker = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source)
    first, second = rows(desk, TodayKind.DECISIONS)
    assert (first.what, first.whose, first.band) == (
        "Decision: Barlow001 household",
        "Ruth Aldous",
        Band.WAITING,
    )
    assert first.detail == f"Approval · {APPROVAL}"
    assert second.what.startswith("Decision: children ")
    assert second.ref == f"{MATCH} C001"
    assert [(row.is_mine, row.band) for row in rows(maker, TodayKind.DECISIONS)] == [(True, Band.LATER)] * 2
    time_source.move(days=7)
    assert {row.band for row in rows(desk, TodayKind.DECISIONS)} == {Band.LATE}


def test_the_notices_of_a_decision_follow_it(desk: Desk) -> None:
    signed_minutes(desk, PANEL)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    desk.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, date(2027, 3, 2), how=HowGiven.EMAIL)
    steps = [row for row in rows(desk, TodayKind.DECISIONS) if APPROVAL in (row.ref or "")]
    assert [(row.step, row.whose, row.band) for row in steps] == [
        (Step.RECORD_ORAL_NOTICE, "Worker 1", Band.TODAY),
        (Step.RECORD_WRITTEN_NOTICE, "Worker 1", Band.LATER),
        (Step.RECORD_DECISION, "Ruth Aldous", Band.WAITING),
    ][: len(steps)]


def test_time_for_representations_waits_for_the_applicants(desk: Desk) -> None:
    a_decision(
        desk,
        APPROVAL,
        minutes_received_on=date(2027, 2, 26),
        decided_on=date(2027, 3, 1),
        outcome=DecisionOutcome.REFUSED,
        told_orally_on=date(2027, 3, 1),
        told_in_writing_on=date(2027, 3, 2),
    )
    row = only_row(desk, TodayKind.DECISIONS)
    assert (row.what, row.whose, row.step, row.band) == (
        "Time for representations: Barlow001 household",
        "The applicants",
        Step.OPEN_CASE,
        Band.WAITING,
    )


@pytest.mark.parametrize(
    ("day", "band", "detail"),
    [
        (date(2027, 3, 3), Band.LATE, "not recorded as held or cancelled"),
        (date(2027, 3, 4), Band.PANEL_TODAY, "meets at 09:30, 0 items"),
        (date(2027, 3, 5), Band.THIS_WEEK, "meets at 09:30, 0 items"),
    ],
)
def test_panels_of_this_week_and_past_ones_not_recorded_as_held_have_rows(
    desk: Desk, day: date, band: Band, detail: str
) -> None:
    a_meeting(desk, "P2", meets_on=day)
    row = only_row(desk, TodayKind.PANELS)
    assert (row.band, row.detail, row.step, row.clock) == (band, detail, Step.OPEN_MEETING, None)


def test_every_kind_of_clock_has_its_row(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    with_every_clock(desk)
    assert {row.clock.kind for row in desk.ask(due)} == set(ClockKind), "with_every_clock lacks a kind"
    found = [row for row in desk.ask(today) if row.clock]
    assert {row.clock.kind for row in found if row.clock} == set(ClockKind)
    assert all(row.what and row.whose for row in found if row.kind is not TodayKind.MEMBERS)


def test_comments_wait_for_the_adopters_until_the_checklist_has_them(desk: Desk, tmp_path: Path) -> None:
    a_household(desk, "H003", report_sent_on=date(2027, 3, 2))
    a_case(desk, "CASE-003", household_ref="H003")
    row = only_row(desk, TodayKind.CASES)
    assert (row.what, row.detail, row.whose, row.step, row.ref, row.band, row.on) == (
        "Adopters' comments on their report: Barlow003 household",
        "Approval · CASE-003",
        "The adopters",
        Step.RECORD_COMMENTS,
        "CASE-003",
        Band.WAITING,
        date(2027, 3, 8),
    )
    desk.do(record_precondition, "CASE-003", COMMENTS.key, date(2027, 3, 4), "Their letter of 4 March")
    assert rows(desk, TodayKind.CASES) == []
    desk.do(take_back_precondition, "CASE-003", COMMENTS.key)
    assert only_row(desk, TodayKind.CASES).step is Step.RECORD_COMMENTS
    adviser = a_desk(tmp_path, AccountRole.ADVISER)
    adviser.do(waive_precondition, "CASE-003", COMMENTS.key, "They have said that they will not comment.")
    assert rows(desk, TodayKind.CASES) == []


def test_later_panels_show_what_they_lack(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17), starts_at=None)
    for number in range(1, 6):
        a_case(desk, f"CASE-1{number}", meeting_ref="P2027-03-17", item_no=number, social_worker=f"Worker {number}")
    a_case(desk, "CASE-19", meeting_ref="P2027-03-17", social_worker=None)
    assert only_row(desk, TodayKind.PANELS).detail == "nobody is invited yet"
    an_attendance(desk, "P2027-03-17", "M001", attended=False, response=Response.ACCEPTED)
    line_up = only_row(desk, TodayKind.PANELS)
    assert (line_up.step, line_up.detail) == (
        Step.MEND_LINE_UP,
        "not quorate for item 1, item 2, item 3 and 3 more",
    )
    papers = only_row(desk, TodayKind.PAPERS)
    assert (papers.step, papers.detail, papers.whose) == (
        Step.OPEN_PAPERS,
        "6 missing",
        "Worker 1, Worker 2, Worker 3 and 2 more",
    )


def test_a_panel_that_lacks_nothing_has_its_papers_sent_in_time(desk: Desk, time_source: FixedTime) -> None:
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17), chair_ref="M001")
    for ref in ("M001", "M002", "M003", "M004", "M005"):
        an_attendance(desk, "P2027-03-17", ref, attended=False, response=Response.ACCEPTED)
    a_case(desk, "CASE-003", kind="other", meeting_ref="P2027-03-17", item_no=1, starts_at=time(9, 30))
    row = only_row(desk, TodayKind.PAPERS)
    assert (row.detail, row.on) == ("complete, to be sent", date(2027, 3, 10))
    assert rows(desk, TodayKind.PANELS) == []
    an_interest(desk, "CASE-003", "M005")
    assert only_row(desk, TodayKind.PANELS).detail == "not quorate for item 1"
    time_source.move(days=7)
    row_of_papers = only_row(desk, TodayKind.PAPERS)
    assert (row_of_papers.detail, row_of_papers.band, row_of_papers.is_mine) == (
        "complete, to be sent",
        Band.LATE,
        True,
    )


def test_a_pack_that_went_out_is_confirmed_sent_again_and_deleted(desk: Desk, time_source: FixedTime) -> None:
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17), chair_ref="M001")
    for ref in ("M001", "M002", "M003", "M004", "M005"):
        an_attendance(desk, "P2027-03-17", ref, attended=False, response=Response.ACCEPTED)
    a_case(desk, "CASE-003", kind="other", meeting_ref="P2027-03-17", item_no=1, starts_at=time(9, 30))
    readers = [each for each in desk.ask(pack_readers, "P2027-03-17") if each.member]
    desk.do(
        issue_pack,
        meeting="P2027-03-17",
        content=desk.ask(pack_content, "P2027-03-17"),
        plan=(),
        copies=[MadeCopy(each, "f" * 64, 9) for each in readers],
    )
    row = only_row(desk, TodayKind.PAPERS)
    assert (row.step, row.detail) == (Step.OPEN_PACKS, "5 of 5 readers have not confirmed receipt")
    assert row.whose.endswith("and 2 more")
    copies = desk.ask(pack_copies, "P2027-03-17")
    for copy in copies:
        desk.do(note_receipt, copy=copy.id, received_on=time_source.today())
    assert rows(desk, TodayKind.PAPERS) == []
    paper = desk.do(file_paper, case="CASE-003", name="Late.pdf", kind=PaperKind.OTHER, data=b"late", pages=1)
    assert only_row(desk, TodayKind.PAPERS).detail == "changed since issue 1, to be sent again"
    desk.do(remove_paper, paper=paper)
    desk.do(record_reply, meeting="P2027-03-17", member="M005", response=Response.DECLINED)
    assert only_row(desk, TodayKind.PAPERS).detail == "1 copy to be recalled"
    cancelled(desk, "P2027-03-17")
    desk.do(recall_packs, meeting="P2027-03-17")
    for copy in copies[1:]:
        desk.do(confirm_deletion, copy=copy.id, confirmed_on=time_source.today())
    row_of_deletion = only_row(desk, TodayKind.PAPERS)
    assert (row_of_deletion.what, row_of_deletion.detail, row_of_deletion.whose) == (
        "Packs of 17 March 2027",
        "1 copy not confirmed as deleted",
        copies[0].recipient,
    )
    assert row_of_deletion.on == date(2027, 3, 11)
    desk.do(confirm_deletion, copy=copies[0].id, confirmed_on=time_source.today())
    assert rows(desk, TodayKind.PAPERS) == []


def test_housekeeping_is_counted_by_kind(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for number in range(1, 7):
        a_member(desk, f"M00{number}", joined_list_on=date(2025, 4, 1), induction_completed_on=date(2025, 5, 1))
    row = only_row(desk, TodayKind.MEMBERS)
    assert (row.what, row.detail, row.step, row.ref, row.is_housekeeping) == (
        "6 appraisals to hold",
        "Given001 Family001, Given002 Family002, Given003 Family003 and 3 more",
        Step.OPEN_CENTRAL_LIST,
        None,
        True,
    )


def test_a_single_housekeeping_task_names_its_member(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_member(desk, given_name="Morag", family_name="Heaney", induction_completed_on=date(2020, 5, 1))
    row = only_row(desk, TodayKind.MEMBERS)
    assert (row.what, row.detail, row.step, row.ref) == (
        "Appraisal to hold",
        "Morag Heaney",
        Step.OPEN_MEMBER,
        "M001",
    )


def test_a_child_to_match_leads_to_the_case_if_there_is_one(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_child(desk, initials="QX", should_be_placed_decided_on=date(2027, 1, 4))
    row = only_row(desk, TodayKind.CASES)
    assert (row.what, row.step, row.ref) == ("Child to match: child QX", Step.OPEN_CASES, None)
    a_case(desk, children=("C001",))
    row = only_row(desk, TodayKind.CASES)
    assert (row.step, row.ref, row.whose) == (Step.OPEN_CASE, "CASE-001", "Worker 1")


def test_an_assessment_without_a_case_is_named_after_its_household(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_household(desk, "H001", adopter_1="Amy Ashdown", adopter_2=None, stage_two_started_on=date(2027, 1, 4))
    row = only_row(desk, TodayKind.CASES)
    assert (row.what, row.step, row.ref) == ("Stage two to complete: Ashdown household", Step.OPEN_CASES, None)
    a_household(desk, "H002", stage_two_started_on=date(2027, 1, 5))
    row = only_row(desk, TodayKind.CASES)
    assert (row.what, row.detail) == (
        "2 assessments to complete stage two",
        "Ashdown household and Barlow002 household",
    )


def test_several_children_to_match_lead_to_the_cases(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    for ref, initials in (("C001", "QX"), ("C002", "QY")):
        a_child(desk, ref, initials=initials, should_be_placed_decided_on=date(2027, 1, 4))
    row = only_row(desk, TodayKind.CASES)
    assert (row.what, row.detail, row.step) == ("2 children to match", "child QX and child QY", Step.OPEN_CASES)


def test_bands_come_in_order_with_housekeeping_last_in_each(desk: Desk) -> None:
    found = desk.ask(today)
    order = [(list(Band).index(row.band), row.is_housekeeping) for row in found]
    assert order == sorted(order)
    assert len({row.id for row in found}) == len(found)


def test_the_navigation_counts_the_users_own_rows_that_are_late_or_due_today(
    desk: Desk, tmp_path: Path, time_source: FixedTime
) -> None:
    before = sum(row.is_pressing_for_me for row in desk.ask(today))
    a_meeting(desk, "P2", meets_on=time_source.today())
    assert sum(row.is_pressing_for_me for row in desk.ask(today)) == before + 1
    maker = a_desk(tmp_path, AccountRole.DECISION_MAKER, time_source)
    assert not any(row.is_pressing for row in maker.ask(today))


def test_the_panel_of_the_day_comes_before_late_rows(desk: Desk, time_source: FixedTime) -> None:
    a_meeting(desk, "P2", meets_on=time_source.today())
    first = desk.ask(today)[0]
    assert (first.what, first.band) == ("Panel of 4 March 2027", Band.PANEL_TODAY)
    a_meeting(desk, "P3", meets_on=date(2027, 3, 3))
    assert {row.band for row in desk.ask(today)} >= {Band.LATE}
    assert desk.ask(today)[0].ref == "P2"


def test_a_new_agency_begins_with_members_a_panel_and_a_case(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert [(row.what, row.step, row.band, row.is_mine) for row in desk.ask(today)] == [
        ("Put the panel's members on the central list", Step.OPEN_CENTRAL_LIST, Band.TO_BEGIN_WITH, True),
        ("Schedule the first panel", Step.OPEN_CALENDAR, Band.TO_BEGIN_WITH, True),
        ("Add the first case", Step.OPEN_CASES, Band.TO_BEGIN_WITH, True),
    ]
    a_member(desk)
    a_meeting(desk, "P2027-06-02", meets_on=date(2027, 6, 2))
    assert [row.what for row in desk.ask(today) if row.band is Band.TO_BEGIN_WITH] == ["Add the first case"]


def test_a_reader_has_nothing_to_do(desk: Desk, tmp_path: Path, time_source: FixedTime) -> None:
    assert desk.ask(today)
    reader = a_desk(tmp_path, AccountRole.READER, time_source)
    assert [row for row in reader.ask(today) if row.is_mine] == []


def test_reports_with_their_authors_and_those_to_check_are_listed(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk)
    a_case(desk, meeting_ref="P2027-03-10", item_no=1)
    a_case(desk, "CASE-002", meeting_ref="P2027-03-10", item_no=2)
    a_meeting(desk, "P2027-05-12", meets_on=date(2027, 5, 12))
    a_case(desk, "CASE-003", meeting_ref="P2027-05-12", item_no=1)
    numbers = [
        desk.do(file_paper, case, f"{case} {kind}.pdf", kind, f"{case}{kind}".encode(), 1, author="Josie Pemble")
        for case in ("CASE-001", "CASE-002", "CASE-003")
        for kind in (PaperKind.PAR, PaperKind.CPR)
    ]

    def reports() -> list[tuple[str, str, str, Step, bool]]:
        steps = (Step.CHECK_REPORTS, Step.OPEN_REPORT)
        return [(r.what, r.detail, r.whose, r.step, r.is_mine) for r in desk.ask(today) if r.step in steps]

    to_check = "Reports to check for the panel of 10 March 2027"
    assert reports() == [
        (
            to_check,
            "4 reports: Barlow001 household and Barlow002 household",
            "Agency adviser",
            Step.CHECK_REPORTS,
            True,
        ),
    ]
    for number in numbers[:3]:
        desk.do(check_paper, number, CheckOutcome.RETURNED, "Mend it.", date(2027, 3, 5))
    assert reports() == [
        (to_check, "1 report: Barlow002 household", "Agency adviser", Step.CHECK_REPORTS, True),
        (
            "2 returned reports: Barlow001 household",
            "CASE-001 PAR.pdf and CASE-001 CPR.pdf",
            "Josie Pemble",
            Step.OPEN_REPORT,
            True,
        ),
        ("Returned report: Barlow002 household", "CASE-002 PAR.pdf", "Josie Pemble", Step.OPEN_REPORT, True),
    ]
