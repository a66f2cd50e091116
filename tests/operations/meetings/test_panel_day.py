"""Panel day: items begin and end, people arrive and leave, notes and answers are saved."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.operations.meetings.agendas import ask_question, group_question, remove_question
from panel_desk.operations.meetings.panel_day import (
    add_absence,
    answer_question,
    begin_item,
    correct_absence,
    correct_times,
    end_item,
    note_arrival,
    note_connection_lost,
    note_departure,
    note_return,
    remove_absence,
    write_note,
)
from panel_desk.queries.meetings.agendas import questions
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.meetings.panel_day import DRAFT, PersonOnDay, Presence, drafts, notes, panel_day
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.rules.vocabulary import AbsenceReason, CaseStatus, HowGiven, MeetingStatus
from tests.builders import FixedTime, a_case, a_desk, a_meeting, a_member, an_attendance, signed_minutes
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel, cancelled

DAY = date(2027, 2, 24)


@pytest.fixture
def time_source() -> FixedTime:
    return FixedTime(datetime(2027, 2, 24, 9, 50, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_held_panel(desk, recommended=False)
    return desk


def times(desk: Desk) -> list[tuple[time | None, time | None]]:
    return [(item.began_at, item.ended_at) for item in desk.ask(meeting, PANEL).items]


def person(desk: Desk, ref: str) -> PersonOnDay:
    return next(each for each in desk.ask(panel_day, PANEL).people if each.row.member == ref)


def refused(desk: Desk, operation: Callable[..., object], /, *given: object, **named: object) -> RuleBrokenError:
    with pytest.raises(RuleBrokenError) as error:
        desk.do(operation, *given, **named)
    return error.value


# Items


def test_an_item_that_begins_ends_the_one_before(desk: Desk, time_source: FixedTime) -> None:
    desk.do(begin_item, APPROVAL)
    assert times(desk) == [(time(9, 50), None), (None, None)]
    time_source.move(minutes=50)
    desk.do(begin_item, MATCH)
    assert times(desk) == [(time(9, 50), time(10, 40)), (time(10, 40), None)]
    time_source.move(minutes=30)
    desk.do(end_item, MATCH)
    assert times(desk)[1] == (time(10, 40), time(11, 10))


def test_the_times_of_an_item_are_corrected(desk: Desk, time_source: FixedTime) -> None:
    time_source.move(hours=1)
    desk.do(begin_item, APPROVAL, time(9, 45))
    desk.do(end_item, APPROVAL, time(10, 30))
    began = "This item began at 09:45 already. If that is wrong, correct its times."
    assert refused(desk, begin_item, APPROVAL, time(9, 47)).sentence == began
    assert "This item ended at 10:30 already" in refused(desk, end_item, APPROVAL, time(10, 28)).sentence
    desk.do(begin_item, MATCH, time(10, 40))
    desk.do(correct_times, APPROVAL, time(9, 46), time(10, 28))  # the item under way goes on
    assert times(desk) == [(time(9, 46), time(10, 28)), (time(10, 40), None)]
    desk.do(correct_times, APPROVAL, time(9, 48), None)
    assert times(desk)[0] == (time(9, 48), None)
    desk.do(correct_times, APPROVAL, None, None)
    assert times(desk)[0] == (None, None)
    to_come = "It is 10:50 now, and 10:51 is still to come. Give a time up to now."
    error = refused(desk, correct_times, APPROVAL, time(9, 48), time(10, 51))
    assert (error.sentence, error.field) == (to_come, "ended_at")
    assert refused(desk, begin_item, APPROVAL, time(10, 51)).sentence == to_come


def test_an_item_does_not_end_before_it_began_or_begin_before_the_one_under_way(
    desk: Desk, time_source: FixedTime
) -> None:
    time_source.move(hours=1)
    assert "Record when this item began first" in refused(desk, end_item, APPROVAL).sentence
    desk.do(begin_item, APPROVAL, time(10, 0))
    assert "This item began at 10:00" in refused(desk, end_item, APPROVAL, time(9, 59)).sentence
    assert "Item 1 began at 10:00 and is still under way" in refused(desk, begin_item, MATCH, time(9, 45)).sentence
    desk.do(end_item, APPROVAL, time(10, 30))
    for began_at in (None, time(10, 5)):
        assert refused(desk, correct_times, APPROVAL, began_at, time(10, 0)).field == "ended_at"


def test_on_another_day_a_time_has_to_be_given(desk: Desk, time_source: FixedTime) -> None:
    time_source.move(days=1)
    error = refused(desk, begin_item, APPROVAL)
    met = "The panel met on 24 February 2027, so give the time at which it was."
    assert (error.field, error.sentence) == ("at", met)
    desk.do(begin_item, APPROVAL, time(9, 45))
    assert times(desk)[0] == (time(9, 45), None)


def test_nothing_is_recorded_of_a_future_meeting_or_a_case_that_is_not_on_an_agenda(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-10")
    an_attendance(desk, "P2027-03-10", "M001", attended=False)
    a_case(desk, "CASE-008", meeting_ref="P2027-03-10", item_no=1)
    a_case(desk, "CASE-009")
    a_case(desk, "CASE-010", meeting_ref=PANEL, status=CaseStatus.WITHDRAWN)
    assert "This meeting is on 10 March 2027" in refused(desk, begin_item, "CASE-008").sentence
    assert "This meeting is on 10 March 2027" in refused(desk, note_arrival, "P2027-03-10", "M001").sentence
    for case in ("CASE-009", "CASE-010"):
        assert "not on an agenda" in refused(desk, begin_item, case).sentence
    cancelled(desk, "P2027-03-10")
    assert "not on an agenda" in refused(desk, end_item, "CASE-008").sentence


# People


def test_a_person_leaves_and_returns(desk: Desk, time_source: FixedTime) -> None:
    desk.do(note_departure, PANEL, "M003")
    assert (person(desk, "M003").presence, person(desk, "M003").row.left_at) == (Presence.LEFT, time(9, 50))
    assert (
        "Given003 Family003 is not recorded as present." in refused(desk, note_connection_lost, PANEL, "M003").sentence
    )
    time_source.move(minutes=10)
    desk.do(note_return, PANEL, "M003")
    back = person(desk, "M003")
    assert (back.presence, back.row.left_at) == (Presence.HERE, None)
    [absence] = back.away
    assert (absence.from_at, absence.until_at, absence.why) == (time(9, 50), time(10, 0), AbsenceReason.LEFT_THE_ROOM)
    assert "has been present since 10:00" in refused(desk, note_departure, PANEL, "M003", time(9, 55)).sentence
    assert "is not recorded as away" in refused(desk, note_return, PANEL, "M003").sentence


def test_a_connection_is_lost_and_restored(desk: Desk, time_source: FixedTime) -> None:
    desk.do(note_connection_lost, PANEL, "M003")
    assert person(desk, "M003").presence is Presence.AWAY
    assert "is not recorded as present" in refused(desk, note_departure, PANEL, "M003").sentence
    assert "returns after that" in refused(desk, note_return, PANEL, "M003", time(9, 49)).sentence
    time_source.move(minutes=3)
    desk.do(note_return, PANEL, "M003")
    [absence] = person(desk, "M003").away
    assert (absence.from_at, absence.until_at, absence.why) == (time(9, 50), time(9, 53), AbsenceReason.CONNECTION_LOST)


def test_an_absence_is_corrected_and_removed(desk: Desk) -> None:
    desk.do(note_connection_lost, PANEL, "M003")
    [absence] = person(desk, "M003").away
    desk.do(correct_absence, absence.id, time(9, 40), time(9, 45))
    assert [(each.from_at, each.until_at) for each in person(desk, "M003").away] == [(time(9, 40), time(9, 45))]
    assert refused(desk, correct_absence, absence.id, time(9, 40), time(9, 39)).field == "until_at"
    desk.do(correct_absence, absence.id, time(9, 40), None)
    assert person(desk, "M003").presence is Presence.AWAY
    desk.do(remove_absence, absence.id)
    assert person(desk, "M003").presence is Presence.HERE


def test_an_absence_is_recorded_afterwards(desk: Desk, time_source: FixedTime) -> None:
    time_source.move(minutes=30)
    a_person_on_the_line_up(desk, "M006")
    lost = AbsenceReason.CONNECTION_LOST
    desk.do(add_absence, PANEL, "M003", time(9, 40), time(9, 45), lost)
    assert [(each.from_at, each.until_at) for each in person(desk, "M003").away] == [(time(9, 40), time(9, 45))]
    number = desk.do(add_absence, PANEL, "M003", time(10, 0), None, lost)
    assert refused(desk, add_absence, PANEL, "M003", time(10, 21), None, lost).field == "from_at"
    assert refused(desk, correct_absence, number, time(10, 0), time(10, 21)).field == "until_at"
    assert person(desk, "M003").presence is Presence.AWAY
    assert refused(desk, add_absence, PANEL, "M003", time(9, 40), time(9, 39), lost).field == "until_at"
    assert "is not recorded as present" in refused(desk, add_absence, PANEL, "M006", time(9, 40), None, lost).sentence


def test_the_office_says_after_the_day_how_the_chair_gave_who_came_and_went(desk: Desk, time_source: FixedTime) -> None:
    desk.do(note_connection_lost, PANEL, "M003")
    [absence] = person(desk, "M003").away
    a_person_on_the_line_up(desk, "M006")
    time_source.move(days=1)
    how, at = HowGiven.TELEPHONE, time(10, 0)
    done: tuple[tuple[Callable[..., object], tuple[Any, ...]], ...] = (
        (note_return, (PANEL, "M003", at)),
        (note_departure, (PANEL, "M003", time(10, 5))),
        (correct_absence, (absence.id, time(9, 55), at)),
        (add_absence, (PANEL, "M003", time(9, 30), time(9, 35), AbsenceReason.CONNECTION_LOST)),
        (note_arrival, (PANEL, "M006", at)),
        (note_connection_lost, (PANEL, "M006", time(10, 5))),
    )
    for operation, given in done:
        member = "M006" if "M006" in given else "M003"
        before = person(desk, member)
        assert refused(desk, operation, *given).field == "how"
        assert person(desk, member) == before
        desk.do(operation, *given, how=how)
        assert (person(desk, member).row.how_given, person(desk, member).row.recorded_by) == (how, desk.signed_in.name)


def test_after_the_day_a_person_without_a_time_was_present_from_the_start(desk: Desk, time_source: FixedTime) -> None:
    time_source.move(days=1)
    a_person_on_the_line_up(desk, "M006")
    desk.do(note_arrival, PANEL, "M006", how=HowGiven.EMAIL)
    assert (person(desk, "M006").presence, person(desk, "M006").row.arrived_at) == (Presence.HERE, None)


def test_an_arrival_before_the_planned_start_is_late_for_an_item_that_had_begun(desk: Desk) -> None:
    a_person_on_the_line_up(desk, "M006")
    desk.do(note_arrival, PANEL, "M006", time(9, 26))
    assert "M006" in counted(desk, APPROVAL)
    desk.do(begin_item, APPROVAL, time(9, 22))
    assert "M006" not in counted(desk, APPROVAL)
    assert not_counted(desk, APPROVAL)["M006"] == "arrived at 09:26, after the item started at 09:22"
    desk.do(correct_times, APPROVAL, time(9, 26), None)
    assert "M006" in counted(desk, APPROVAL)


def test_a_person_arrives_by_the_start_or_late(desk: Desk) -> None:
    for ref in ("M006", "M007", "M008"):
        a_person_on_the_line_up(desk, ref)
    assert person(desk, "M006").presence is Presence.EXPECTED
    assert "is not recorded as present" in refused(desk, note_departure, PANEL, "M006").sentence
    assert "is not recorded as away" in refused(desk, note_return, PANEL, "M006").sentence
    desk.do(note_arrival, PANEL, "M006")
    desk.do(note_arrival, PANEL, "M007", time(9, 30))
    assert [person(desk, ref).row.arrived_at for ref in ("M006", "M007")] == [time(9, 50), time(9, 30)]
    assert "is recorded as present already" in refused(desk, note_arrival, PANEL, "M006").sentence
    assert "has been present since 09:50" in refused(desk, note_departure, PANEL, "M006", time(9, 45)).sentence


def counted(desk: Desk, case: str) -> tuple[str, ...]:
    return next(each for each in desk.ask(quorum, PANEL) if each.case == case).verdict.counted


def not_counted(desk: Desk, case: str) -> dict[str, str]:
    judged = next(each for each in desk.ask(quorum, PANEL) if each.case == case)
    return {each.ref: each.why for each in judged.not_counted}


def a_person_on_the_line_up(desk: Desk, ref: str) -> None:
    a_member(desk, ref)
    an_attendance(desk, PANEL, ref, attended=False)


def test_where_the_meeting_has_no_start_every_arrival_has_a_time(desk: Desk) -> None:
    a_meeting(desk, "P9", meets_on=DAY, starts_at=None)
    an_attendance(desk, "P9", "M003", attended=False)
    desk.do(note_arrival, "P9", "M003")
    assert [p.row.arrived_at for p in desk.ask(panel_day, "P9").people] == [time(9, 50)]


# Notes, questions


def test_an_unfinished_form_is_not_a_note_of_the_item(desk: Desk) -> None:
    desk.do(write_note, MATCH, "Discussion", "Contact with the sister.")
    desk.do(write_note, MATCH, f"{DRAFT}C001", '{"reasons": "half a sentence"}')
    desk.do(write_note, APPROVAL, "Discussion", "Of another item.")
    assert [(row.heading, row.text) for row in desk.ask(notes, MATCH)] == [("Discussion", "Contact with the sister.")]
    assert [(row.heading, row.text) for row in desk.ask(drafts, MATCH)] == [("C001", '{"reasons": "half a sentence"}')]


def test_a_note_is_saved_and_a_stale_version_is_refused_with_both_texts(desk: Desk) -> None:
    version = desk.do(write_note, APPROVAL, "Discussion", "The panel asked")
    again = desk.do(write_note, APPROVAL, "Discussion", "The panel asked about contact.", version)
    assert again == version + 1
    for read in (version, None):
        with pytest.raises(ChangedMeanwhileError) as error:
            desk.do(write_note, APPROVAL, "Discussion", "Something else", read)
        assert (error.value.theirs, error.value.yours) == ("The panel asked about contact.", "Something else")
    assert desk.do(write_note, APPROVAL, "Discussion", "The panel asked about contact.", version) == again
    [item, _] = desk.ask(panel_day, PANEL).items
    assert [(note.heading, note.text, note.version) for note in item.notes] == [
        ("Discussion", "The panel asked about contact.", again)
    ]


def test_a_question_is_answered(desk: Desk) -> None:
    number = desk.do(ask_question, APPROVAL, "M003", "What about contact?")
    [asked] = desk.ask(questions, APPROVAL)
    version = desk.do(answer_question, number, "Twice a year.", asked.version)
    with pytest.raises(ChangedMeanwhileError) as error:
        desk.do(answer_question, number, "Never.", asked.version)
    assert error.value.theirs == "Twice a year."
    assert [each.answer for each in desk.ask(questions, APPROVAL)] == ["Twice a year."]
    desk.do(answer_question, number, " ", version)
    assert [each.answer for each in desk.ask(questions, APPROVAL)] == [None]


# Signed


def test_signed_minutes_freeze_panel_day(desk: Desk) -> None:
    number = desk.do(ask_question, APPROVAL, "M003", "What about contact?")
    desk.do(note_connection_lost, PANEL, "M003")
    [absence] = person(desk, "M003").away
    signed_minutes(desk, PANEL)
    for operation, given in (
        (begin_item, (APPROVAL,)),
        (end_item, (APPROVAL,)),
        (correct_times, (APPROVAL, None, None)),
        (note_arrival, (PANEL, "M004")),
        (note_departure, (PANEL, "M004")),
        (note_connection_lost, (PANEL, "M004")),
        (note_return, (PANEL, "M003")),
        (add_absence, (PANEL, "M004", time(9, 0), None, AbsenceReason.CONNECTION_LOST)),
        (correct_absence, (absence.id, time(9, 0), None)),
        (remove_absence, (absence.id,)),
        (write_note, (APPROVAL, "Discussion", "Late")),
        (ask_question, (APPROVAL, "M003", "Why?")),
        (answer_question, (number, "So.", 1)),
        (group_question, (number, None, 1)),
        (remove_question, (number,)),
    ):
        assert "are signed" in refused(desk, operation, *given).sentence


def test_panel_day_shows_the_time_and_the_item_under_way(desk: Desk, time_source: FixedTime) -> None:
    day = desk.ask(panel_day, PANEL)
    assert (day.now, [each.row.ref for each in day.items]) == (time(9, 50), [APPROVAL, MATCH])
    assert [each.under_way for each in day.items] == [False, False]
    desk.do(begin_item, APPROVAL)
    [first, second] = desk.ask(panel_day, PANEL).items
    assert (first.under_way, second.under_way, first.ends_at, second.ends_at) == (True, False, time(10, 30), None)
    time_source.move(days=1)
    day = desk.ask(panel_day, PANEL)
    assert (day.now, day.items[0].under_way) == (None, False)
    assert day.items[0].quorum.quorate
    assert desk.ask(meeting, PANEL).row.status is MeetingStatus.HELD
