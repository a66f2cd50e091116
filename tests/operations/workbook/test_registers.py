"""Imports of a workbook: previews, faults, warnings, and what is written."""

from dataclasses import replace
from datetime import date, time
from pathlib import Path

import pytest
from sqlalchemy import func, select

from panel_desk.desk import Desk, Work, shows
from panel_desk.errors import FaultsError, NotAllowedError
from panel_desk.models import AuditEntry, Member, RecommendationView
from panel_desk.operations.meetings.agendas import ask_question
from panel_desk.operations.meetings.panel_day import write_note
from panel_desk.operations.workbook.registers import PreviewOutdatedError, import_registers
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.queries.workbook.comparison import (
    FieldChange,
    ImportPreview,
    RecordChange,
    SheetCount,
    all_registers,
    import_preview,
)
from panel_desk.queries.workbook.model import Registers, Row, Value
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.minutes_headings import default_headings
from panel_desk.rules.snippets import MAX_TITLE
from panel_desk.rules.vocabulary import (
    AccountRole,
    AdoptersAgency,
    Background,
    Capacity,
    CaseKind,
    CaseStatus,
    Category,
    DecisionOutcome,
    FeedbackFrom,
    HeadingPurpose,
    HouseholdType,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    Outcome,
    PanelRole,
    ReportKind,
    View,
)
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_authority,
    an_interest,
    signed_minutes,
)
from tests.operations.workbook.rows import Values, stored_rows, template_rows


def _registers(**sheets: list[Values]) -> Registers:
    """The registers of a workbook with these rows; a sheet's name has `_` for a space."""
    return Registers(
        {
            name.replace("_", " "): tuple(Row(number, values) for number, values in enumerate(rows, 2))
            for name, rows in sheets.items()
        }
    )


def _authority(code: str = "FEN") -> Values:
    return {"code": code, "name": f"{code} Council"}


def _member(ref: str = "M001", **values: Value) -> Values:
    return {
        "ref": ref,
        "given_name": "Alun",
        "family_name": "Prosser",
        "category": Category.SOCIAL_WORKER,
        "is_independent": True,
        "status": MemberStatus.ACTIVE,
        "role": PanelRole.CHAIR,
        **values,
    }


def _meeting(ref: str = "P1", **values: Value) -> Values:
    return {
        "ref": ref,
        "panel": "Panel",
        "meets_on": date(2022, 4, 6),
        "kind": MeetingKind.PLANNED,
        "status": MeetingStatus.HELD,
        **values,
    }


def _attendance(**values: Value) -> Values:
    return {"meeting_ref": "P1", "member_ref": "M001", "capacity": Capacity.MEMBER, "attended": True, **values}


def _household(ref: str = "H001", **values: Value) -> Values:
    made: Values = {
        "ref": ref,
        "adopter_1": "Bethan Barlow",
        "household_type": HouseholdType.SINGLE_FEMALE,
        "ethnicity": "White British",
        "agency": AdoptersAgency.OWN,
    }
    return made | values


def _child(ref: str = "C001", **values: Value) -> Values:
    made: Values = {
        "ref": ref,
        "initials": "BH",
        "born_on": date(2020, 1, 2),
        "ethnicity": "White British",
        "authority_code": "FEN",
    }
    return made | values


def _case(ref: str = "CASE-1", **values: Value) -> Values:
    return {"ref": ref, "kind": CaseKind.APPROVAL, "status": CaseStatus.HEARD, **values}


def _decision(**values: Value) -> Values:
    return {"case_ref": "CASE-1", "authority_code": "FEN", **values}


def _faults(desk: Desk, registers: Registers) -> list[str]:
    """The faults of a workbook, which are the same in the preview and the import; nothing is written."""
    before = desk.ask(_entries)
    with pytest.raises(FaultsError) as caught:
        desk.do(import_registers, registers)
    preview = desk.ask(import_preview, registers)
    assert preview.faults == caught.value.faults
    assert preview.warnings == ()
    assert desk.ask(_entries) == before
    return [str(fault) for fault in caught.value.faults]


@shows()
def _entries(work: Work) -> int:
    return work.session.scalars(select(func.count()).select_from(AuditEntry)).one()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def _count(done: ImportPreview, sheet: str) -> tuple[int, int, int]:
    [count] = [each for each in done.counts if each.sheet == sheet]
    return count.added, count.changed, count.unchanged


def test_only_an_administrator_imports(tmp_path: Path) -> None:
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    with pytest.raises(NotAllowedError):
        desk.do(import_registers, _registers(Authorities=[_authority()]))


def test_records_are_added_whatever_the_order_of_the_sheets(desk: Desk) -> None:
    registers = _registers(
        Agency=[{"name": "Fenland", "host_authority_code": "FEN"}],
        Interests=[{"case_ref": "CASE-1", "member_ref": "M001", "nature": "Knows them", "withdraws": True}],
        Cases=[_case(household_ref="H001", children=("C002", "C001"), meeting_ref="P1", item_no=1)],
        Children=[_child("C001"), _child("C002")],
        Households=[_household()],
        Attendance=[_attendance()],
        Meetings=[_meeting(chair_ref="M001")],
        Members=[_member(backgrounds=(Background.ADOPTER, Background.HEALTH))],
        Authorities=[_authority()],
    )
    done = desk.do(import_registers, registers)
    assert _count(done, "Agency") == (0, 1, 0)
    assert _count(done, "Children") == (2, 0, 0)
    assert [each.sheet for each in done.counts] == [each.name for each in SHEETS if each.name in registers.rows]
    [case] = stored_rows(desk, "Cases")
    assert (case["children"], case["item_no"]) == (("C002", "C001"), 1)
    [member] = stored_rows(desk, "Members")
    assert member["backgrounds"] == (Background.ADOPTER, Background.HEALTH)
    [agency] = stored_rows(desk, "Agency")
    assert (agency["name"], agency["host_authority_code"]) == ("Fenland", "FEN")


def test_importing_the_same_workbook_again_writes_nothing(desk: Desk) -> None:
    registers = _registers(
        Authorities=[_authority()],
        Members=[_member(backgrounds=(Background.ADOPTER,))],
        Children=[_child()],
        Cases=[_case(children=("C001",))],
        Report_quality=[{"case_ref": "CASE-1", "report": ReportKind.PAR, "rating": 3}] * 2,
        Training_attendance=[],
    )
    desk.do(import_registers, registers)
    entries = desk.ask(_entries)
    changed: list[frozenset[str]] = []
    desk.listen(changed.append)
    done = desk.do(import_registers, registers)
    assert {(each.added, each.changed) for each in done.counts} == {(0, 0)}
    assert _count(done, "Report quality") == (0, 0, 2)
    assert done.changes == ()
    assert desk.ask(_entries) == entries
    assert changed == []


def test_the_preview_lists_what_will_be_added_and_changed_and_writes_nothing(desk: Desk) -> None:
    a_member(desk, "M001", given_name="Alun", family_name="Prosser", notes="Left-handed")
    entries = desk.ask(_entries)
    registers = _registers(
        Members=[
            _member("M001", role=PanelRole.MEMBER, category=Category.INDEPENDENT, notes=None, title="Mr"),
            _member("M002", joined_list_on=date(2021, 5, 4), title=None),
        ]
    )
    preview = desk.ask(import_preview, replace(registers, ignored=("Members: the heading Shoe size",)))
    assert preview.counts == (SheetCount("Members", 1, 1, 0),)
    assert preview.ignored == ("Members: the heading Shoe size",)
    assert preview.changes == (
        RecordChange(
            "Members", "M001", False, (FieldChange("Notes", "Left-handed", ""), FieldChange("Title", "", "Mr"))
        ),
        RecordChange(
            "Members",
            "M002",
            True,
            (
                FieldChange("Member ref", "", "M002"),
                FieldChange("Given name", "", "Alun"),
                FieldChange("Family name", "", "Prosser"),
                FieldChange("Category", "", "social worker"),
                FieldChange("Independent of agency", "", "yes"),
                FieldChange("Status", "", "active"),
                FieldChange("Role", "", "chair"),
                FieldChange("Joined list on", "", "4 May 2021"),
            ),
        ),
    )
    assert desk.ask(_entries) == entries
    assert len(stored_rows(desk, "Members")) == 1


def test_an_empty_cell_clears_a_field_and_an_absent_heading_leaves_it(desk: Desk) -> None:
    a_member(desk, "M001", title="Mr", phone="01632 960001", backgrounds=(Background.ADOPTER, Background.HEALTH))
    a_member(desk, "M002")
    desk.do(import_registers, _registers(Members=[_member("M001", title=None)]))
    member, other = stored_rows(desk, "Members")
    assert (member["title"], member["phone"], other["ref"]) == (None, "01632 960001", "M002")
    assert member["backgrounds"] == (Background.ADOPTER, Background.HEALTH)
    desk.do(import_registers, _registers(Members=[_member("M001", backgrounds=(Background.HEALTH, Background.OTHER))]))
    assert stored_rows(desk, "Members")[0]["backgrounds"] == (Background.HEALTH, Background.OTHER)
    desk.do(import_registers, _registers(Members=[_member("M001", backgrounds=None)]))
    assert stored_rows(desk, "Members")[0]["backgrounds"] is None


def test_the_children_of_a_case_are_in_the_order_of_the_workbook(desk: Desk) -> None:
    for ref in ("C001", "C002", "C003"):
        a_child(desk, ref)
    a_case(desk, "CASE-1", children=("C001", "C002"))
    desk.do(import_registers, _registers(Cases=[_case(children=("C003", "C001"))]))
    assert stored_rows(desk, "Cases")[0]["children"] == ("C003", "C001")
    desk.do(import_registers, _registers(Cases=[_case(children=None)]))
    assert stored_rows(desk, "Cases")[0]["children"] is None


_FEEDBACK: Values = {"meeting_ref": "P1", "given_by": FeedbackFrom.APPLICANT, "received_on": date(2022, 4, 9)}


def _ratings_given(desk: Desk) -> list[str]:
    return sorted(str(row["rating"]) for row in stored_rows(desk, "Feedback"))


def test_feedback_of_a_later_workbook_is_added(desk: Desk) -> None:
    desk.do(import_registers, _registers(Meetings=[_meeting()], Feedback=[_FEEDBACK | {"rating": n} for n in (5, 2)]))
    done = desk.do(import_registers, _registers(Feedback=[_FEEDBACK | {"rating": 4}]))
    assert _count(done, "Feedback") == (1, 0, 0)
    assert _ratings_given(desk) == ["2", "4", "5"]


def test_each_row_without_a_ref_is_matched_with_one_equal_record(desk: Desk) -> None:
    good, poor = _FEEDBACK | {"rating": 5}, _FEEDBACK | {"rating": 2}
    desk.do(import_registers, _registers(Meetings=[_meeting()], Feedback=[good, good, poor]))
    assert _count(desk.do(import_registers, _registers(Feedback=[poor, good, good])), "Feedback") == (0, 0, 3)
    done = desk.do(import_registers, _registers(Feedback=[good | {"ref": None}] * 3))
    assert _count(done, "Feedback") == (1, 0, 2)
    assert _ratings_given(desk) == ["2", "5", "5", "5"]


def test_an_exported_ref_is_matched_with_its_record_in_any_row(desk: Desk) -> None:
    rows = [_FEEDBACK | {"rating": rating} for rating in (5, 2, 3)]
    desk.do(import_registers, _registers(Meetings=[_meeting()], Feedback=rows))
    _, *kept = stored_rows(desk, "Feedback")
    changed = {**kept[1], "comments": "The papers came late."}
    done = desk.do(import_registers, _registers(Feedback=[changed, _FEEDBACK | {"rating": kept[0]["rating"]}]))
    assert _count(done, "Feedback") == (0, 1, 1)
    assert {row["ref"]: row["comments"] for row in stored_rows(desk, "Feedback")}[changed["ref"]] == changed["comments"]


def test_a_new_ref_is_kept_and_the_same_ref_twice_is_a_fault(desk: Desk) -> None:
    row = _FEEDBACK | {"ref": "FB-1", "rating": 5}
    desk.do(import_registers, _registers(Meetings=[_meeting()], Feedback=[row]))
    assert [each["ref"] for each in stored_rows(desk, "Feedback")] == ["FB-1"]
    [fault] = desk.ask(import_preview, _registers(Feedback=[row, row | {"rating": 1}])).faults
    assert (fault.heading, fault.value, fault.right) == (
        "Ref",
        "FB-1",
        "Row 2 is about the same record. Keep one of the two rows.",
    )


def test_an_import_does_what_was_previewed_or_nothing(desk: Desk) -> None:
    a_member(desk, "M001", title="Ms")
    registers = _registers(Members=[_member("M001", title="Dr")])
    previewed = desk.ask(import_preview, registers)
    a_title_saved_meanwhile = _registers(Members=[_member("M001", title="Prof")])
    desk.do(import_registers, a_title_saved_meanwhile)
    with pytest.raises(PreviewOutdatedError, match="Look at it again"):
        desk.do(import_registers, registers, previewed)
    assert stored_rows(desk, "Members")[0]["title"] == "Prof"
    desk.do(import_registers, registers, desk.ask(import_preview, registers))
    assert stored_rows(desk, "Members")[0]["title"] == "Dr"


def test_the_version_of_an_unchanged_record_stays(desk: Desk) -> None:
    desk.do(import_registers, _registers(Members=[_member("M001"), _member("M002")]))
    desk.do(import_registers, _registers(Members=[_member("M001"), _member("M002", title="Ms")]))
    assert [member.version for member in desk.ask(_members)] == [1, 2]


@shows()
def _members(work: Work) -> list[Member]:
    return list(work.session.scalars(select(Member).order_by(Member.ref)))


def test_other_dates_are_compared_with_one_of_an_impossible_year(desk: Desk) -> None:
    an_authority(desk)
    given = _registers(Children=[_child(born_on=date(2202, 2, 28), entered_care_on=date(2023, 5, 1))])
    [row] = given.rows["Children"]
    assert _faults(desk, replace(given, rows={"Children": (replace(row, unread=frozenset({"born_on"})),)})) == [
        "Children, row 2, Entered care on: found “1 May 2023”. This is before Born on, which is 28 February 2202."
    ]


def test_what_cannot_have_happened_is_a_fault(desk: Desk) -> None:
    an_authority(desk)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10))
    born: Values = {"initials": "A B", "ethnicity": "White British", "authority_code": "FEN"}
    voted: Values = {"case_ref": "CASE-1", "outcome": Outcome.RECOMMENDED, "reasons": "R.", "votes_for": 9}
    assert _faults(
        desk,
        _registers(
            Members=[_member("M001"), _member("M002")],
            Attendance=[_attendance(member_ref="M001"), _attendance(member_ref="M002", capacity=Capacity.OBSERVER)],
            Children=[
                born | {"ref": "C001", "born_on": date(2202, 2, 1)},
                born | {"ref": "C002", "born_on": date(2024, 2, 1), "consent_given_on": date(2023, 2, 1)},
            ],
            Cases=[_case(meeting_ref="P1")],
            Recommendations=[voted],
        ),
    ) == [
        "Children, row 2, Born on: found “1 February 2202”. This is after today, 4 March 2027. Check the year.",
        "Children, row 3, Consent given on: found “1 February 2023”. This is before Born on, which is 1 February 2024.",
        "Recommendations, row 2, For: found “9”. 9 votes in all, and 1 member came. Correct one of the two.",
    ]


def test_a_cancelled_panel_has_recommended_nothing_and_an_order_comes_before_the_adoption(desk: Desk) -> None:
    an_authority(desk)
    recommended: Values = {"outcome": Outcome.RECOMMENDED, "reasons": "R."}
    assert _faults(
        desk,
        _registers(
            Meetings=[
                _meeting("P1", status=MeetingStatus.CANCELLED),
                _meeting("P2"),
            ],
            Children=[_child(placement_order_on=date(2022, 2, 1), adoption_order_on=date(2022, 1, 1))],
            Cases=[_case(f"CASE-{number}", meeting_ref=f"P{number}") for number in (1, 2)],
            Recommendations=[recommended | {"case_ref": f"CASE-{number}"} for number in (1, 2)],
        ),
    ) == [
        (
            "Children, row 2, Adoption order on: found “1 January 2022”. This is before Placement order on, which is "
            "1 February 2022."
        ),
        (
            "Recommendations, row 2, Case ref: found “CASE-1”. The meeting of this case was cancelled. Give the case "
            "the meeting that heard it."
        ),
    ]


def test_what_can_only_follow_the_panel_is_a_fault_before_it(desk: Desk) -> None:
    an_authority(desk)
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10))
    cases = [_case(ref=f"CASE-{number}", meeting_ref="P1") for number in (1, 2, 3)]
    decided: Values = {"authority_code": "FEN", "decided_on": date(2027, 2, 9), "outcome": DecisionOutcome.AGREED}
    faults = _faults(
        desk,
        _registers(
            Meetings=[
                _meeting(ref="P2", meets_on=date(2027, 3, 5), status=MeetingStatus.HELD),
                _meeting(ref="P3", meets_on=date(2027, 3, 5), status=MeetingStatus.PLANNED),
                _meeting(ref="P4", starts_at=time(9, 30), pre_meeting_at=time(9, 45)),
            ],
            Households=[
                _household(stage_one_started_on=date(2026, 5, 1), stage_two_started_on=date(2026, 4, 30)),
            ],
            Children=[_child(born_on=date(2026, 2, 1), should_be_placed_decided_on=date(2026, 1, 1))],
            Cases=cases,
            Decisions=[
                decided | {"case_ref": "CASE-1"},
                decided | {"case_ref": "CASE-2", "outcome": DecisionOutcome.RETURNED},
                {"case_ref": "CASE-3", "authority_code": "FEN", "minutes_received_on": date(2027, 2, 9)},
            ],
        ),
    )
    assert faults == [
        (
            "Meetings, row 2, Date: found “5 March 2027”. A meeting that was held is not after today, 4 March 2027. "
            "Correct its date or its status."
        ),
        "Meetings, row 4, Starts at: found “09:30”. This is before Pre-meeting at, which is 09:45.",
        (
            "Households, row 2, Stage two started on: found “30 April 2026”. This is before Stage one started on, "
            "which is 1 May 2026."
        ),
        (
            "Children, row 2, Should be placed decided on: found “1 January 2026”. This is before Born on, which is "
            "1 February 2026."
        ),
        (
            "Decisions, row 2, Decided on: found “9 February 2027”. This is before the panel met, on "
            "10 February 2027. Correct one of the two."
        ),
        (
            "Decisions, row 4, Final minutes received on: found “9 February 2027”. This is before the panel met, on "
            "10 February 2027. Correct one of the two."
        ),
    ]


def test_what_a_panel_cannot_have_considered_yet_is_a_fault(desk: Desk) -> None:
    an_authority(desk)
    faults = _faults(
        desk,
        _registers(
            Meetings=[
                _meeting("P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD),
                _meeting("P2", meets_on=date(2027, 3, 5), status=MeetingStatus.PLANNED),
            ],
            Children=[_child("C1", born_on=date(2027, 2, 11)), _child("C2", born_on=date(2027, 2, 10))],
            Cases=[
                _case("CASE-1", meeting_ref="P1", children=("C1", "C2")),
                _case("CASE-2", meeting_ref="P2", children=("C1",)),
                _case("CASE-3", meeting_ref=None),
            ],
            Recommendations=[
                {"case_ref": ref, "outcome": Outcome.RECOMMENDED, "reasons": "Sound."} for ref in ("CASE-2", "CASE-3")
            ],
            Feedback=[
                {"meeting_ref": "P1", "given_by": FeedbackFrom.APPLICANT, "received_on": date(2027, 2, day)}
                for day in (9, 10)
            ],
        ),
    )
    assert faults == [
        (
            "Children, row 2, Born on: found “11 February 2027”. This is after the panel considered the child, on "
            "10 February 2027. Correct one of the two."
        ),
        (
            "Recommendations, row 2, Case ref: found “CASE-2”. The panel of this case is still to come, on "
            "5 March 2027. Correct its date, or leave the recommendation out."
        ),
        (
            "Feedback, row 2, Received on: found “9 February 2027”. This is before the panel met, on "
            "10 February 2027. Correct one of the two."
        ),
    ]


def test_a_child_born_since_the_panel_is_a_fault_of_the_case_that_it_is_added_to(desk: Desk) -> None:
    a_child(desk, "C1", born_on=date(2027, 2, 11))
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10), status=MeetingStatus.HELD)
    assert _faults(desk, _registers(Cases=[_case("CASE-1", meeting_ref="P1", children=("C1",))])) == [
        (
            "Cases, row 2, Child refs: found “C1”. C1 was born after the panel met, on 10 February 2027. Correct one "
            "of the two."
        )
    ]


def test_a_household_approved_before_its_stage_two_is_imported_with_a_warning(desk: Desk) -> None:
    dates: Values = {"approved_on": date(2026, 1, 1), "stage_two_started_on": date(2026, 1, 2)}
    registers = _registers(
        Households=[
            _household("H1") | dates,
            _household("H2") | dates | {"approved_on": date(2026, 1, 2)},
            _household("H3") | {"approved_on": date(2026, 1, 2)},
        ]
    )
    assert desk.do(import_registers, registers).warnings == (
        (
            "1 household was approved before its stage two began: Households, row 2: H1 was approved on 1 January 2026 "
            "and began stage two on 2 January 2026."
        ),
    )


def test_votes_of_members_whose_attendance_was_not_kept_are_taken_with_a_warning(desk: Desk) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 2, 10))
    a_member(desk, "M001")
    a_case(desk, "CASE-1", meeting_ref="P1")
    recommended: Values = {"case_ref": "CASE-1", "outcome": Outcome.RECOMMENDED, "reasons": "R.", "votes_for": 5}
    done = desk.do(import_registers, _registers(Attendance=[_attendance()], Recommendations=[recommended]))
    assert done.warnings == (
        "1 recommendation has more votes than members who came: CASE-1 has 5 votes, and 1 member came.",
    )


def test_a_new_ref_that_looks_like_another_is_a_fault(desk: Desk) -> None:
    a_member(desk, "M001")
    faults = _faults(desk, _registers(Members=[_member("M001"), _member("m001"), _member("M002")]))
    assert faults == ["Members, row 3, Member ref: found “m001”. This looks like another ref: M001."]


def test_unknown_refs_are_faults_on_every_sheet(desk: Desk) -> None:
    assert _faults(
        desk,
        _registers(
            Agency=[{"host_authority_code": "XXX"}],
            Meetings=[_meeting(chair_ref="M009")],
            Attendance=[_attendance(meeting_ref="P9", member_ref="M009")],
            Cases=[_case(household_ref="H9", children=("C8", "C9"), meeting_ref="P1")],
        ),
    ) == [
        (
            "Agency, row 2, Value: found “XXX”. Host authority: Neither the sheet Authorities nor the store has it. "
            "Correct it, or add it to the sheet Authorities."
        ),
        *(
            f"{place}: found “{ref}”. Neither the sheet {sheet} nor the store has it. "
            f"Correct it, or add it to the sheet {sheet}."
            for place, ref, sheet in (
                ("Meetings, row 2, Chair ref", "M009", "Members"),
                ("Attendance, row 2, Meeting ref", "P9", "Meetings"),
                ("Attendance, row 2, Member ref", "M009", "Members"),
                ("Cases, row 2, Household ref", "H9", "Households"),
                ("Cases, row 2, Child refs", "C8", "Children"),
                ("Cases, row 2, Child refs", "C9", "Children"),
            )
        ),
    ]


def test_a_workbook_without_the_newer_headings_leaves_their_fields(desk: Desk) -> None:
    a_household(desk, "H001", report_sent_on=date(2027, 3, 1), are_foster_carers=True, dual_approval=False)
    a_meeting(desk, "P1", capacity=7, venue="Room 4", pre_meeting_at=time(9))
    a_case(desk, "CASE-0")
    a_case(desk, "CASE-1", household_ref="H001", meeting_ref="P1", is_provisional=True, returns_from_ref="CASE-0")
    desk.do(
        import_registers,
        _registers(
            Households=[_household()],
            Meetings=[_meeting(meets_on=date(2027, 4, 7), status=MeetingStatus.PLANNED)],
            Cases=[_case(meeting_ref="P1", status=CaseStatus.BOOKED), _case("CASE-2")],
        ),
    )
    [household] = [each for each in stored_rows(desk, "Households") if each["ref"] == "H001"]
    assert (household["report_sent_on"], household["are_foster_carers"], household["dual_approval"]) == (
        date(2027, 3, 1),
        True,
        False,
    )
    [meeting] = stored_rows(desk, "Meetings")
    assert (meeting["meets_on"], meeting["capacity"], meeting["venue"], meeting["pre_meeting_at"]) == (
        date(2027, 4, 7),
        7,
        "Room 4",
        time(9),
    )
    cases = [(each["ref"], each["is_provisional"], each["returns_from_ref"]) for each in stored_rows(desk, "Cases")]
    assert cases == [("CASE-0", False, None), ("CASE-1", True, "CASE-0"), ("CASE-2", False, None)]


def test_a_case_may_return_from_a_case_in_a_later_row(desk: Desk) -> None:
    desk.do(import_registers, _registers(Cases=[_case("CASE-1", returns_from_ref="CASE-2"), _case("CASE-2")]))
    assert [each["returns_from_ref"] for each in stored_rows(desk, "Cases")] == ["CASE-2", None]


def test_a_vote_needs_its_recommendation(desk: Desk) -> None:
    a_member(desk, "M001")
    a_child(desk, "C001")
    a_case(desk, "CASE-1", children=("C001",))
    a_recommendation(desk, "CASE-1", "C001")
    vote: Values = {"case_ref": "CASE-1", "member_ref": "M001", "view": View.AGAINST, "words": "Too soon."}
    assert _faults(desk, _registers(Votes=[vote])) == [
        (
            "Votes, row 2, Case ref: found “CASE-1, M001”. Neither the sheet Recommendations nor the store has this "
            "row's record. Add it to that sheet."
        )
    ]
    of_child = vote | {"child_ref": "C001"}
    desk.do(import_registers, _registers(Votes=[of_child]))
    assert stored_rows(desk, "Votes") == [of_child]
    done = desk.do(import_registers, _registers(Votes=[of_child | {"words": "Too soon by far."}]))
    assert _count(done, "Votes") == (0, 1, 0)
    assert [each.words for each in desk.ask(_votes)] == ["Too soon by far."]


@shows()
def _votes(work: Work) -> list[RecommendationView]:
    return list(work.session.scalars(select(RecommendationView)))


def test_settings_are_checked_as_in_the_window(desk: Desk) -> None:
    snippets: list[Values] = [
        {"title": "Quorate", "text": "The panel was quorate."},
        {"title": "QUORATE", "text": "The panel was not quorate."},
        {"title": "a" * (MAX_TITLE + 1), "text": "  "},
    ]
    assert _faults(
        desk,
        _registers(
            Cases=[
                _case("CASE-1", returns_from_ref="CASE-1"),
                _case("CASE-2", returns_from_ref="CASE-1"),
                _case("CASE-3"),
            ],
            Rules=[
                {"key": "decision_working_days", "value": 400},
                {"key": "presiding_counts_as_social_worker", "value": 2},
                {"key": "oral_notice_working_days", "value": 3},
            ],
            Snippets=snippets,
            Spelling=[{"word": "two words"}, {"word": "attunement"}],
        ),
    ) == [
        "Cases, row 2, Returns from: found “CASE-1”. A case returns from another case, not from itself.",
        "Cases, row 2, Returns from: found “CASE-1”. Another case returns from this one already: CASE-2.",
        "Cases, row 3, Returns from: found “CASE-1”. Another case returns from this one already: CASE-1.",
        "Rules, row 2, Set to: found “400”. “Decision” must be from 1 to 250 working days.",
        "Rules, row 3, Set to: found “2”. Write 1 for yes or 0 for no.",
        "Snippets, row 2, Title: found “Quorate”. There is already a snippet with this title: QUORATE.",
        "Snippets, row 3, Title: found “QUORATE”. There is already a snippet with this title: Quorate.",
        f"Snippets, row 4, Title: found “{'a' * 61}”. Use at most 60 characters for the title, as it has to be typed.",
        "Snippets, row 4, Text: found “  ”. Write the text that the title inserts.",
        "Spelling, row 2, Word: found “two words”. Write one word, without spaces.",
    ]


def test_the_headings_of_a_kind_of_case_are_checked_as_a_template(desk: Desk) -> None:
    rows = template_rows({CaseKind.MATCH})
    [recommendation] = [each for each in rows if each["purpose"] is HeadingPurpose.RECOMMENDATION]
    without_recommendation = [each for each in rows if each is not recommendation]
    assert _faults(desk, _registers(Minutes_headings=without_recommendation)) == [
        "Minutes headings, row 2, Kind of case: found “match”. Exactly one heading must be for the recommendation."
    ]
    desk.do(import_registers, _registers(Minutes_headings=rows))
    assert desk.ask(minutes_headings, CaseKind.MATCH) == default_headings(CaseKind.MATCH)
    discussed: Values = {"case_kind": CaseKind.MATCH, "heading": "Contact", "position": 99}
    unread = Row(2, discussed, unread=frozenset({"purpose"}))
    assert not desk.ask(import_preview, Registers({"Minutes headings": (unread,)})).faults


def test_spaces_around_a_text_are_not_a_change(desk: Desk) -> None:
    a_meeting(desk, "P1", meets_on=date(2027, 3, 4))
    a_case(desk, "CASE-1", meeting_ref="P1")
    desk.do(write_note, "CASE-1", "Discussion", "  Contact was discussed.\n\n")
    desk.do(write_note, "CASE-1", "Advice", "")
    registers = desk.ask(all_registers)
    assert [row["text"] for row in stored_rows(desk, "Panel day notes")] == ["", "Contact was discussed."]
    assert desk.do(import_registers, registers).changes == ()


def test_a_ref_may_be_in_the_store_only(desk: Desk) -> None:
    a_member(desk, "M001")
    a_meeting(desk, "P1")
    done = desk.do(import_registers, _registers(Attendance=[_attendance()]))
    assert _count(done, "Attendance") == (1, 0, 0)


def test_a_ref_twice_in_a_sheet_is_a_fault(desk: Desk) -> None:
    a_member(desk, "M001")
    a_meeting(desk, "P1")
    assert _faults(
        desk, _registers(Authorities=[_authority(), _authority()], Attendance=[_attendance(), _attendance()])
    ) == [
        "Authorities, row 3, Code: found “FEN”. Row 2 is about the same record. Keep one of the two rows.",
        "Attendance, row 3, Member ref: found “P1, M001”. Row 2 is about the same record. Keep one of the two rows.",
    ]


@pytest.mark.parametrize("child", [None, "C001"])
def test_two_decisions_on_one_case_and_child_are_a_fault(desk: Desk, child: str | None) -> None:
    a_child(desk, "C001")
    a_case(desk, "CASE-1", children=("C001",))
    [fault] = _faults(desk, _registers(Decisions=[_decision(child_ref=child), _decision(child_ref=child)]))
    assert fault.startswith("Decisions, row 3, Child ref: found “CASE-1")


def test_dates_and_times_in_an_impossible_order_are_faults(desk: Desk) -> None:
    an_authority(desk)
    a_case(desk, "CASE-1")
    a_member(desk, "M001", joined_list_on=date(2022, 1, 1))
    a_meeting(desk, "P1")
    assert _faults(
        desk,
        _registers(
            Members=[
                _member("M001", left_list_on=date(2021, 1, 1)),
                _member("M002", on_hold_from=date(2022, 2, 2), on_hold_until=date(2022, 2, 1)),
            ],
            Attendance=[_attendance(arrived_at=time(10), left_at=time(9, 30))],
            Decisions=[
                _decision(
                    minutes_received_on=date(2022, 5, 5), decided_on=date(2022, 5, 4), outcome=DecisionOutcome.AGREED
                )
            ],
        ),
    ) == [
        "Members, row 2, Left list on: found “1 January 2021”. This is before Joined list on, which is 1 January 2022.",
        (
            "Members, row 3, On hold until: found “1 February 2022”. "
            "This is before On hold from, which is 2 February 2022."
        ),
        "Attendance, row 2, Left at: found “09:30”. This is before Arrived at, which is 10:00.",
        (
            "Decisions, row 2, Decided on: found “4 May 2022”. "
            "This is before Final minutes received on, which is 5 May 2022."
        ),
    ]


def test_a_decision_needs_both_its_date_and_what_was_decided(desk: Desk) -> None:
    an_authority(desk)
    for ref in ("CASE-1", "CASE-2"):
        a_case(desk, ref)
    assert _faults(
        desk,
        _registers(
            Decisions=[
                _decision(decided_on=date(2022, 5, 4)),
                _decision(case_ref="CASE-2", outcome=DecisionOutcome.REFUSED),
            ]
        ),
    ) == [
        "Decisions, row 2, Decision: A decision with a date must have an outcome.",
        "Decisions, row 3, Decided on: A decision with an outcome must have a date.",
    ]


def test_a_cell_that_could_not_be_read_causes_no_further_faults(desk: Desk) -> None:
    an_authority(desk)
    a_case(desk, "CASE-1")
    registers = _registers(Members=[_member("M001"), _member("M002")], Decisions=[_decision(decided_on=None)])
    rows = {
        "Members": (Row(2, {"title": "Mr"}, unread=frozenset({"ref"})), Row(3, {"ref": "M1"})),
        "Meetings": (Row(2, _meeting(chair_ref="M1")),),
        "Decisions": (Row(2, _decision(outcome=DecisionOutcome.AGREED), unread=frozenset({"decided_on"})),),
    }
    registers = replace(_registers_with_an_unreadable_ref(), rows=rows)
    assert _faults(desk, registers) == ["Members, row 2, Member ref: This must be filled."]


def _registers_with_an_unreadable_ref() -> Registers:
    [sheet] = [each for each in SHEETS if each.name == "Members"]
    return Registers({}, faults=(sheet.fault(Row(2, {}), "ref", "", "This must be filled."),))


def _a_signed_meeting(desk: Desk) -> None:
    a_member(desk, "M001")
    a_member(desk, "M002")
    a_meeting(desk, "P1", status=MeetingStatus.HELD)
    a_meeting(desk, "P2")
    an_attendance(desk, "P1", "M001")
    a_case(desk, "CASE-1", meeting_ref="P1")
    an_interest(desk, "CASE-1", "M001")
    a_recommendation(desk, "CASE-1")
    desk.do(ask_question, "CASE-1", "M001", "Where will they sleep?")
    signed_minutes(desk, "P1")


def test_the_records_of_signed_minutes_cannot_be_changed(desk: Desk) -> None:
    _a_signed_meeting(desk)
    interest: Values = {"case_ref": "CASE-1", "member_ref": "M002", "nature": "A cousin", "withdraws": True}
    why = "are signed. Take this row out of the workbook; to correct them, begin a new version."
    back = "are signed. Restore the value that they depend on"
    assert _faults(
        desk,
        _registers(
            Attendance=[_attendance(attended=False), _attendance(member_ref="M002"), _attendance(meeting_ref="P2")],
            Interests=[interest],
            Cases=[_case(meeting_ref="P2")],
        ),
    ) == [
        f"Attendance, row 2, Meeting ref: found “P1”. The minutes of this meeting {why}",
        f"Attendance, row 3, Meeting ref: found “P1”. The minutes of this meeting {why}",
        f"Cases, row 2, Meeting ref: found “P2”. The minutes of the meeting that heard this case {back}: P1.",
    ]
    assert _faults(desk, _registers(Cases=[_case("CASE-9", meeting_ref="P1")])) == [
        f"Cases, row 2, Meeting ref: found “P1”. The minutes of this meeting {why}",
    ]
    a_child(desk, "C001", born_on=date(2019, 1, 1))
    assert _faults(
        desk,
        _registers(
            Meetings=[_meeting("P1", panel="Adoption and Permanence Panel", meets_on=date(2020, 1, 1))],
            Cases=[_case(meeting_ref="P1", children=("C001",), starts_at=time(9))],
        ),
    ) == [
        f"Meetings, row 2, Date: found “1 January 2020”. The minutes of this meeting {back}: 10 March 2027.",
        f"Cases, row 2, Child refs: found “C001”. The minutes of the meeting that heard this case {back}: nothing.",
        f"Cases, row 2, Starts at: found “09:00”. The minutes of the meeting that heard this case {back}: nothing.",
    ]
    assert _faults(
        desk,
        _registers(
            Interests=[interest],
            Recommendations=[{"case_ref": "CASE-1", "outcome": Outcome.DEFERRED, "reasons": "More time."}],
        ),
    ) == [
        f"Interests, row 2, Case ref: found “CASE-1”. The minutes of the meeting that heard this case {why}",
        f"Recommendations, row 2, Case ref: found “CASE-1”. The minutes of the meeting that heard this case {why}",
    ]
    assert _faults(
        desk,
        _registers(
            Absences=[{"meeting_ref": "P1", "member_ref": "M001", "from_at": time(10), "why": "left the room"}],
            Panel_day_notes=[{"case_ref": "CASE-1", "heading": "Discussion", "text": "More."}],
            Questions=[{**stored_rows(desk, "Questions")[0], "answer": "Downstairs."}],
            Standing_items=[{"meeting_ref": "P1", "position": 1, "title": "Welcome", "minutes": 5}],
        ),
    ) == [
        f"Absences, row 2, Meeting ref: found “P1”. The minutes of this meeting {why}",
        f"Standing items, row 2, Meeting ref: found “P1”. The minutes of this meeting {why}",
        f"Questions, row 2, Case ref: found “CASE-1”. The minutes of the meeting that heard this case {why}",
        f"Panel day notes, row 2, Case ref: found “CASE-1”. The minutes of the meeting that heard this case {why}",
    ]


def test_unchanged_records_of_signed_minutes_may_be_in_the_workbook(desk: Desk) -> None:
    _a_signed_meeting(desk)
    registers = desk.ask(all_registers)
    done = desk.do(import_registers, registers)
    assert {(each.added, each.changed) for each in done.counts} == {(0, 0)}
    desk.do(import_registers, _registers(Cases=[_case(status=CaseStatus.WITHDRAWN)]))
    assert stored_rows(desk, "Cases")[0]["status"] is CaseStatus.WITHDRAWN


def test_past_records_that_break_a_rule_are_imported_with_a_warning(desk: Desk) -> None:
    held = _meeting("P1", meets_on=date(2022, 4, 6))
    refs = [f"M{number:03}" for number in range(1, 7)]
    decided = [
        _decision(
            case_ref=f"CASE-{number}",
            minutes_received_on=date(2022, 4, 13),
            decided_on=date(2022, 4, 26 + late),
            outcome=DecisionOutcome.AGREED,
        )
        for number, late in enumerate((0, 1), 1)
    ]
    awaited = _decision(case_ref="CASE-3")
    registers = _registers(
        Authorities=[_authority()],
        Members=[_member(ref, on_hold_from=date(2022, 4, 1), joined_list_on=date(2020, 1, 1)) for ref in refs[:4]]
        + [_member(refs[4]), _member(refs[5], left_list_on=date(2022, 1, 1))],
        Meetings=[held],
        Attendance=[_attendance(member_ref=ref) for ref in refs[:5]]
        + [_attendance(member_ref=refs[5], capacity=Capacity.OBSERVER)],
        Cases=[_case(f"CASE-{number}") for number in (1, 2, 3)],
        Decisions=[*decided, awaited],
    )
    done = desk.do(import_registers, registers)
    assert done.warnings == (
        (
            "4 members sat without being eligible: M001 sat at P1 and is on hold from 1 April 2022; M002 sat at P1 and "
            "is on hold from 1 April 2022; M003 sat at P1 and is on hold from 1 April 2022; and 1 more."
        ),
        "1 decision came late: CASE-2 was decided on 27 April 2022 and was due by 26 April 2022.",
    )
    assert len(stored_rows(desk, "Attendance")) == 6


def test_a_decision_maker_with_a_members_name_is_imported_with_a_warning(desk: Desk) -> None:
    member = _member("M001", title="Dr", given_name="Łukasz", family_name="Zielińska")
    both = _registers(Authorities=[_authority() | {"decision_maker": "Dr. lukasz Zielinska"}], Members=[member])
    [warning] = desk.do(import_registers, both).warnings
    assert warning.startswith("1 decision maker may be a member: Dr. lukasz Zielinska, the decision maker of ")
    assert "A member of the panel cannot take the agency's decision" in warning
    again = desk.ask(import_preview, _registers(Members=[member | {"status": MemberStatus.ENDED}]))
    assert again.warnings == ()
    assert desk.ask(import_preview, _registers(Meetings=[_meeting("P1")])).warnings == ()


def test_a_decision_that_is_not_made_causes_no_warning(desk: Desk) -> None:
    an_authority(desk)
    a_case(desk, "CASE-1")
    assert desk.do(import_registers, _registers(Decisions=[_decision()])).warnings == ()


def test_a_member_who_is_not_in_the_workbook_is_checked_by_the_store(desk: Desk) -> None:
    a_member(desk, "M001", status=MemberStatus.WAITING_LIST)
    a_meeting(desk, "P1")
    [warning] = desk.do(import_registers, _registers(Attendance=[_attendance()])).warnings
    assert warning == ("1 member sat without being eligible: M001 sat at P1 and has not joined the central list.")


def test_the_agency_sheet_changes_the_one_agency(desk: Desk) -> None:
    desk.do(import_registers, _registers(Agency=[{"name": "Another"}]))
    assert [row["name"] for row in stored_rows(desk, "Agency")] == ["Another"]


def test_a_row_about_a_child_of_another_case_is_imported_with_a_warning(desk: Desk) -> None:
    a_child(desk, "C001")
    a_child(desk, "C002")
    a_case(desk, "CASE-1", children=("C001",))
    recommended: Values = {"case_ref": "CASE-1", "outcome": Outcome.RECOMMENDED, "reasons": "As discussed."}
    rows = [recommended | {"child_ref": "C001"}, recommended | {"child_ref": "C002"}]
    done = desk.do(import_registers, _registers(Recommendations=rows, Decisions=[_decision(child_ref="C002")]))
    [warning] = done.warnings
    assert warning == (
        "2 rows are about children of other cases: Recommendations, row 3: C002 is not a child of CASE-1; "
        "Decisions, row 2: C002 is not a child of CASE-1."
    )


def test_votes_on_a_negative_recommendation_are_taken_as_those_for_it(desk: Desk) -> None:
    for number in (1, 2, 3):
        a_case(desk, f"CASE-{number}")
    refused: Values = {"outcome": Outcome.NOT_RECOMMENDED, "reasons": "R.", "abstained": 0}
    rows: list[Values] = [
        refused | {"case_ref": "CASE-1", "votes_for": 5, "votes_against": 1},
        refused | {"case_ref": "CASE-2", "votes_for": 0, "votes_against": 6},  # as Panel Desk counted them before
        refused | {"case_ref": "CASE-3", "votes_for": None, "votes_against": 6},
    ]
    [warning] = desk.do(import_registers, _registers(Recommendations=rows)).warnings
    assert warning == (
        "1 recommendation has no majority (For counts the members who agree with what is recommended): CASE-2 is not "
        "recommended with 0 for and 6 against."
    )
    kept = [(each["votes_for"], each["votes_against"]) for each in stored_rows(desk, "Recommendations")]
    assert kept == [(5, 1), (0, 6), (None, 6)]
    assert desk.do(import_registers, _registers(Recommendations=rows)).warnings == ()
