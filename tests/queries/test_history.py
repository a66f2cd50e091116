"""The audit trail in words that name people and days."""

from datetime import UTC, date, datetime, time
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from types import FunctionType

import pytest
from sqlalchemy.orm import Session

import panel_desk
from panel_desk.desk import Desk, Work, permits
from panel_desk.models import Attendance, Base, Decision, Meeting, Member, MinutesSection, Paper
from panel_desk.operations.agency import set_figure
from panel_desk.operations.meetings.panel_day import write_note
from panel_desk.operations.minutes.minutes import draft_minutes, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.queries.history import action_in_words, history, history_by_sitting
from panel_desk.queries.history_words import (
    FIELDS,
    FIELDS_OF,
    FORMER_OPERATIONS,
    HIDDEN,
    OPERATIONS,
    REGISTERS,
    label_of,
)
from panel_desk.queries.minutes.minutes import minutes as minutes_of
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.rules.minutes_headings import FROM_REGISTERS
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, Outcome, PackEdition, PaperKind
from panel_desk.store.anchors import RESTORED
from panel_desk.store.audit import Trail, write_entry
from panel_desk.store.derived_registers import DERIVED_FROM
from tests.builders import (
    ADMINISTRATOR,
    NOW,
    FixedTime,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
    minutes,
)
from tests.panels import APPROVAL, PANEL, a_held_panel, write_all


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@permits(AccountRole.ADMINISTRATOR)
def change(work: Work, /, kind: type[Base], **fields: object) -> None:
    for row in work.session.query(kind):
        for key, value in fields.items():
            setattr(row, key, value)


@permits(AccountRole.ADMINISTRATOR)
def remove(work: Work, kind: type[Base]) -> None:
    for row in work.session.query(kind):
        work.session.delete(row)


@permits(AccountRole.ADMINISTRATOR)
def file_report(work: Work, case: str) -> None:
    work.session.add(
        Paper(
            case_ref=case,
            position=1,
            kind=PaperKind.PAR,
            name="Prospective adopter's report",
            sha256="0" * 64,
            pages=2,
            size=10,
            findings="[]",
            filed_at=NOW,
            filed_by=ADMINISTRATOR,
        )
    )


def last(desk: Desk, ref: str | None = None) -> tuple[str, ...]:
    """The changes of the newest entry, or of the newest that concerns the record with a ref."""
    return desk.ask(history, ref)[0].changes


def test_a_change_names_its_author_and_both_values(desk: Desk) -> None:
    a_member(desk)
    desk.do(change, Member, family_name="Prosser", email=None, phone="01632 960001", is_independent=False)

    newest, oldest = desk.ask(history, "M001")

    assert (newest.account, newest.at) == (ADMINISTRATOR, NOW)
    assert newest.sentence == f"{newest.name} changed records"
    assert newest.name != ADMINISTRATOR
    assert newest.changes[0].split("; ") == [
        "Family name changed from “Family001” to “Prosser”",
        "e-mail taken out, it was member001@example.org",
        "phone set to “01632 960001”",
        "independent of the agency: no",
    ]
    assert oldest.changes[0].startswith("Member added: given name “Given001”; family name “Family001”; e-mail ")
    assert last(desk)[0].startswith("Given001 Prosser: family name changed from")


def test_days_times_moments_and_refs_are_written_out(desk: Desk) -> None:
    ref = a_meeting(desk, meets_on=date(2027, 3, 10), chair_ref=None)
    a_member(desk, "M001", given_name="Siân", family_name="Trefelin")
    desk.do(change, Meeting, meets_on=date(2027, 3, 11), starts_at=time(10, 5), chair_ref="M001")
    assert last(desk, ref)[0].split("; ") == [
        "Date changed from 10 March 2027 to 11 March 2027",
        "starts at 10:05 instead of 09:30",
        "chair set to Siân Trefelin",
    ]
    assert desk.ask(history, "M001")[0].changes == (
        (
            "Panel of 11 March 2027: date changed from 10 March 2027 to 11 March 2027; "
            "starts at 10:05 instead of 09:30; chair set to Siân Trefelin"
        ),
    )


def test_records_that_changed_alike_share_a_line(desk: Desk) -> None:
    meeting = a_meeting(desk)
    for number in range(1, 10):
        an_attendance(
            desk, meeting, a_member(desk, f"M00{number}", given_name="Ann", family_name=f"Lee-{number}"), attended=False
        )
    desk.do(change, Attendance, attended=True)
    assert last(desk, meeting) == (
        "Ann Lee-1, Ann Lee-2, Ann Lee-3, Ann Lee-4, Ann Lee-5, Ann Lee-6 and 3 more: attended: yes",
    )
    assert last(desk, "M001") == ("Panel of 10 March 2027: attended: yes",)
    desk.do(change, Attendance, arrived_at=time(9, 30))
    desk.do(change, Attendance, arrived_at=None)
    assert last(desk, "M001") == ("Panel of 10 March 2027: arrived at 09:30: taken back",)
    desk.do(remove, Attendance)
    assert last(desk, "M002") == ("Panel of 10 March 2027: taken off the line-up",)
    assert min(last(desk)) == "Panel of 10 March 2027, Ann Lee-1: taken off the line-up"


def test_an_invitation_names_who_was_invited(desk: Desk) -> None:
    meeting = a_meeting(desk)
    an_attendance(desk, meeting, a_member(desk, given_name="Siân", family_name="Trefelin"))
    assert last(desk, meeting)[0].startswith("Siân Trefelin: added to the line-up: as member")


def test_a_case_s_history_has_the_records_that_belong_to_it(desk: Desk) -> None:
    case = a_case(desk, "CASE-001", children=(a_child(desk, "C001", initials="QX"),), meeting_ref=a_meeting(desk))
    a_case(desk, "CASE-0010")
    an_interest(desk, case, a_member(desk, given_name="Jo", family_name="Ashby"))
    desk.do(file_report, case)
    a_recommendation(desk, case, "C001", outcome=Outcome.RECOMMENDED)
    a_decision(desk, case, "C001")
    desk.do(
        change,
        Decision,
        decided_on=date(2027, 3, 20),
        outcome=DecisionOutcome.AGREED,
        minutes_received_on=date(2027, 3, 15),
    )

    lines = [line for entry in desk.ask(history, case) for line in entry.changes]

    assert lines[0].startswith("Child QX: decision: ")
    assert "decided on 20 March 2027" in lines[0]
    assert any(line.startswith("Child QX: recommendation recorded: recommendation recommended") for line in lines)
    assert any(line.startswith("Prospective adopter's report: filed: ") for line in lines)
    assert any(line.startswith("Jo Ashby: interest declared") for line in lines)
    assert not [entry for entry in desk.ask(history, "CASE-0010") if ": filed" in entry.changes[0]]
    moment = datetime(2027, 3, 11, 12, 0, tzinfo=UTC)
    desk.do(change, Paper, filed_at=moment)
    assert last(desk, case)[0].startswith(
        f"Prospective adopter's report: filed at 11 March 2027, {moment.astimezone():%H:%M} instead of 4 March"
    )
    desk.do(remove, Paper)
    assert last(desk, case) == ("Prospective adopter's report: removed",)
    assert last(desk) == ("Match of child QX, Barlow001 household, Prospective adopter's report: removed",)


def test_a_meeting_s_history_has_the_sections_of_its_minutes(desk: Desk) -> None:
    meeting = a_meeting(desk)
    case = a_case(desk)
    minutes(desk, meeting, sections=((None, "Welcome", ""), (case, "Reasons", "Because.")))
    desk.do(change, MinutesSection, text="The panel met.")
    assert set(last(desk, meeting)) == {
        "Welcome: text set to “The panel met.”",
        "Approval of Barlow001 household, Reasons: text changed from “Because.” to “The panel met.”",
    }
    assert last(desk, case) == ("Panel of 10 March 2027, Reasons: text changed from “Because.” to “The panel met.”",)


def test_refs_with_the_same_beginning_are_distinguished(desk: Desk) -> None:
    a_member(desk, "M001")
    a_member(desk, "M0011", given_name="M001", family_name="M001")

    [entry] = desk.ask(history, "M001")
    assert entry.changes[0].startswith("Member added: given name “Given001”")


def test_rules_figures_are_called_by_their_names(desk: Desk) -> None:
    desk.do(set_figure, "decision_working_days", 5)
    assert last(desk) == ("Figure “Decision”: changed from 7 working days to 5 working days",)
    desk.do(set_figure, "decision_working_days", 1)
    assert last(desk) == ("Figure “Decision”: changed from 5 working days to 1 working day",)
    desk.do(set_figure, "decision_working_days", 7)
    assert last(desk) == ("Figure “Decision”: changed from 1 working day to 7 working days",)
    desk.do(set_figure, "presiding_counts_as_social_worker", value=True)
    assert last(desk)[0].endswith(": changed from no to yes")


def test_a_figure_of_an_earlier_version_is_said_to_have_changed(desk: Desk) -> None:
    with Session(desk.store.engine) as session, session.begin():
        trail = Trail([{"register": "figure_setting", "ref": "of_old", "kind": "added", "fields": {"value": 1}}])
        write_entry(session, trail, at=NOW, account=ADMINISTRATOR, action="set_figure", signer=desk.signer)
    assert last(desk) == ("A figure of an earlier version: changed",)


def test_the_editions_that_a_redacted_phrase_is_hidden_from_are_listed(desk: Desk) -> None:
    case = a_case(desk)
    desk.do(file_report, case)
    desk.do(
        mark_redaction,
        desk.ask(papers, case)[0].id,
        "Mill Lane",
        (PackEdition.OBSERVER, PackEdition.APPLICANTS),
        "Home",
    )
    assert "hidden from observer and applicants" in last(desk, case)[0]


def test_history_is_limited_to_the_newest_entries(desk: Desk) -> None:
    for number in range(3):
        a_member(desk, f"M00{number}")

    assert [entry.id for entry in desk.ask(history, most=2)] == [4, 3]
    assert [entry.id for entry in desk.ask(history, most=None)] == [4, 3, 2, 1]


def test_an_entry_of_many_changes_gives_their_number_until_they_are_asked_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        a_member(desk, f"M00{number}", phone=None)
    monkeypatch.setattr("panel_desk.queries.history.MANY_CHANGES", 2)
    desk.do(change, Member, phone="01632 960001")
    [newest, before, *_] = desk.ask(history)
    assert (newest.changes, newest.is_whole) == (("3 changes",), False)
    assert before.is_whole
    line = "phone set to “01632 960001”"
    assert set(desk.ask(history, in_full=True)[0].changes) == {
        f"Given00{number} Family00{number}: {line}" for number in (1, 2, 3)
    }
    assert desk.ask(history, "M002")[0].changes == (line.capitalize(),)


def operations() -> set[str]:
    """The name of every operation of the program, as the audit trail records it."""
    names = [each.name for each in walk_packages(panel_desk.__path__, "panel_desk.")]
    modules = [import_module(name) for name in names if not name.startswith(("panel_desk.store", "panel_desk.ui"))]
    return {
        each.__name__
        for module in modules
        for each in vars(module).values()
        if isinstance(each, FunctionType) and hasattr(each, "permitted_roles")
    }


def test_every_operation_has_its_words() -> None:
    assert set(OPERATIONS) == {*operations(), RESTORED}  # a restore is recorded by the store itself
    assert not set(FORMER_OPERATIONS) & set(OPERATIONS)
    assert action_in_words("record_recommendation") == "recorded a recommendation"
    assert action_in_words("cancel_and_move") == "cancelled a meeting and moved its cases"
    assert action_in_words("of_an_earlier_version") == "changed records"


def test_every_register_and_field_has_its_words() -> None:
    tables = [table for table in Base.metadata.tables.values() if not table.name.startswith("audit_")]
    recorded = [table for table in tables if table.name not in DERIVED_FROM]
    assert {table.name for table in recorded} == set(REGISTERS)
    fields = {(table.name, column.name) for table in recorded for column in table.columns}
    wordless = {(table, name) for table, name in fields if not label_of(table, name) and name not in HIDDEN}
    assert wordless == {("review_comment", "starts_at")}, "a place in the text, which the passage shows"
    assert set(FIELDS) | HIDDEN <= {name for _, name in fields}
    assert set(FIELDS_OF) <= fields


def test_writing_without_a_long_pause_is_one_line_and_the_trail_keeps_every_saving(tmp_path: Path) -> None:
    time_source = FixedTime()
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    desk.do(draft_minutes, PANEL)
    record = desk.ask(minutes_of, PANEL)
    assert record is not None
    first, second = [each for each in record.sections if each.purpose not in FROM_REGISTERS][:2]
    time_source.move(minutes=5)
    version = desk.do(write_section, first.id, "The panel", first.version)
    time_source.move(minutes=10)
    desk.do(write_section, first.id, "The panel asked.", version)
    time_source.move(minutes=10)
    desk.note_seen(
        Disclosure(Seen.SAVED_DOCUMENT, "meeting", PANEL)
    )  # an entry of what was only seen begins no other line
    desk.do(write_section, second.id, "They answered.", second.version)
    time_source.move(hours=2)
    desk.do(write_note, APPROVAL, "Discussion", "Contact.")
    rows = desk.ask(history_by_sitting, PANEL)
    written = [row for row in rows if row.action == "wrote the minutes"]
    assert [row.changes for row in written] == [("09:35–09:55, 2 sections",)]
    assert len([row for row in desk.ask(history, PANEL) if row.action == "wrote the minutes"]) == 3
    assert "drafted the minutes" in [row.action for row in rows]


def test_a_long_pause_or_another_action_begins_another_line(tmp_path: Path) -> None:
    time_source = FixedTime()
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk)
    write_all(desk)
    record = desk.ask(minutes_of, PANEL)
    assert record is not None
    one = next(each for each in record.sections if each.purpose not in FROM_REGISTERS)
    version = one.version
    for minutes_later in (31, 1):
        time_source.move(minutes=minutes_later)
        version = desk.do(write_section, one.id, f"After {minutes_later}.", version)
    desk.do(send_to_chair_and_adviser, PANEL)
    time_source.move(minutes=1)
    desk.do(write_section, one.id, "After sending.", version)
    written = [row for row in desk.ask(history_by_sitting, PANEL) if row.action == "wrote the minutes"]
    assert len(written) == 3
    assert written[1].changes == ("10:01–10:02, 1 section",)
