"""Panel day, on a real store: who comes and goes, what is noted, what is recommended; nothing typed is lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import SurroundingsError
from panel_desk.operations.agendas import ask_question, group_question, remove_question
from panel_desk.operations.decisions import record_recommendation
from panel_desk.operations.meetings import invite, record_attendance
from panel_desk.operations.minutes import draft_minutes
from panel_desk.operations.panel_day import answer_question, begin_item, write_note
from panel_desk.operations.quality import rate_report
from panel_desk.queries.agendas import questions
from panel_desk.queries.cases import interests, quality
from panel_desk.queries.meetings import meeting, recommendations
from panel_desk.queries.panel_day import Presence, drafts, notes, panel_day
from panel_desk.queries.quality import feedback
from panel_desk.rules.minutes_headings import DISCUSSION
from panel_desk.rules.vocabulary import FeedbackFrom, MeetingStatus, Outcome, ReportKind, Response, View
from panel_desk.ui.dialogs.join_texts import JoinTexts
from panel_desk.ui.dialogs.message import BothTexts, Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.meeting import MeetingPage
from panel_desk.ui.pages.meeting.day_words import against_timetable, is_over
from panel_desk.ui.widgets.quorum_light import QuorumLight
from panel_desk.ui.widgets.text import Text
from tests.builders import (
    ADMINISTRATOR,
    PASSPHRASE,
    FixedClock,
    a_desk,
    a_meeting,
    an_absence,
    an_attendance,
    an_interest,
    signed_minutes,
)
from tests.ui.house import Noted
from tests.ui.panels import LATER, a_panel, click, panel, shown, the

MATCH = "CASE-002"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(datetime(2027, 3, 4, 10, 52, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path, clock: FixedClock) -> Desk:
    return a_desk(tmp_path, clock=clock)


@pytest.fixture
def page(desk: Desk, noted: Noted, qtbot: QtBot) -> MeetingPage:
    """A panel of five who came, at its second item."""
    a_panel(desk, attended=True)
    page = shown(noted, qtbot, "panel-day")
    page.panel_day.next_item()
    return page


def said(page: MeetingPage) -> str:
    QApplication.processEvents()  # what was laid out anew is shown
    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisible())


def presence(desk: Desk, member: str) -> Presence:
    return next(each.presence for each in desk.ask(panel_day, "P1").people if each.row.member == member)


def press(page: MeetingPage, member: str, key: Qt.Key) -> None:
    QTest.keyClick(page.panel_day.attendance.people[member], key)


# The day


def test_panel_day_opens_on_the_day(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, LATER)
    page = shown(noted, qtbot, "panel-day")
    assert "Opens on Thursday 11 March 2027" in said(page)
    page.panel_day.look_at_clock()
    page.panel_day.next_item()
    page.panel_day.begin_declaring()
    a_meeting(desk, "P2", meets_on=date(2027, 3, 4))
    page.visit(Place("meeting", "P2", "panel-day"))
    assert "Nothing to record yet" in said(page)
    a_meeting(desk, "P3", meets_on=date(2027, 3, 4), status=MeetingStatus.CANCELLED, cancelled_because="Snow.")
    page.visit(Place("meeting", "P3", "panel-day"))
    assert "This meeting was cancelled" in said(page)


def test_the_clock_stands_against_the_timetable(page: MeetingPage, desk: Desk, clock: FixedClock, noted: Noted) -> None:
    assert panel(page).clock.text() == "10:52 of 10:40–11:40 · 12 minutes late to begin"
    QTest.keyClick(page, Qt.Key.Key_F7)
    assert noted.said[-1] == "Item 2 began"
    assert panel(page).clock.text() == "10:52 of 10:40–11:40 · began 10:52"
    clock.move(minutes=49)
    page.panel_day.look_at_clock()
    assert panel(page).clock.text() == "11:41 of 10:40–11:40 · began 10:52 · 1 minute over"
    assert panel(page).clock.property("part") == "error"
    QTest.keyClick(page, Qt.Key.Key_F7)
    assert panel(page).clock.text() == "10:52–11:41, planned 10:40–11:40"
    noted.take_back()
    assert [(item.began_at, item.ended_at) for item in desk.ask(meeting, "P1").items][1] == (time(10, 52), None)
    panel(page).open_times()
    form = panel(page).times_form
    assert form is not None
    form.rows["ended_at"].input.write(time(10, 50))
    panel(page).save_times()
    assert form.rows["ended_at"].problem == "An item ends after it began."
    form.rows["ended_at"].input.write(time(11, 38))
    click(panel(page), "Save times")
    assert panel(page).times_form is None
    assert panel(page).clock.text() == "10:52–11:38, planned 10:40–11:40"
    panel(page).open_times()
    panel(page).open_times()
    assert panel(page).times_form is None
    panel(page).begin_or_end()  # over, so that there is nothing to begin
    clock.move(days=1)
    page.ask_again()
    assert panel(page).clock.text() == "10:52–11:38, planned 10:40–11:40"


def test_an_item_without_times_has_the_wall_clock_only(desk: Desk) -> None:
    a_panel(desk, attended=True)
    day = desk.ask(panel_day, "P1")
    item = day.items[0]
    bare = replace(item, row=replace(item.row, starts_at=None), ends_at=None)
    assert against_timetable(bare, time(9, 50)) == "09:50"
    assert against_timetable(bare, None) == ""
    assert not is_over(bare, time(9, 50))
    begun = replace(bare, row=replace(bare.row, began_at=time(9, 45)))
    assert against_timetable(begun, time(9, 50)) == "09:50 · began 09:45"
    assert against_timetable(begun, None) == "from 09:45"


def test_the_quorum_is_looked_at_again_each_minute(page: MeetingPage, desk: Desk, clock: FixedClock) -> None:
    desk.do(begin_item, MATCH)
    an_absence(desk, "P1", "M002", time(10, 53), None)
    page.ask_again()
    light = panel(page).findChild(QuorumLight)
    assert light is not None
    assert light.text() == "Quorate: 5"
    page.panel_day.look_at_clock()
    assert light.text() == "Quorate: 5"
    clock.move(minutes=1)
    page.panel_day.look_at_clock()
    assert light.text() == "Not quorate"
    assert light.accessibleName() == "Not quorate: too few members (4 of 5), no social worker"
    assert "Tendai Moyana" in said(page)
    assert "Only a deferral can be recorded." in said(page)


def test_f11_gives_the_whole_screen(page: MeetingPage) -> None:
    full = iter((True, False, True, False))
    object.__setattr__(page.house, "full_screen", lambda: next(full))
    QTest.keyClick(page, Qt.Key.Key_F11)
    assert page.header.isHidden()
    QTest.keyClick(page, Qt.Key.Key_F11)
    assert not page.header.isHidden()
    QTest.keyClick(page, Qt.Key.Key_F11)
    page.hide()
    assert not page.header.isHidden()


def test_where_it_is_narrow_what_is_recommended_stands_beneath(page: MeetingPage) -> None:
    result = panel(page).recommendations["C001"]
    beside = result.mapTo(page, result.rect().topLeft()).x()
    page.resize(760, 600)
    QApplication.processEvents()
    assert result.mapTo(page, result.rect().topLeft()).x() < beside
    page.resize(1100, 640)
    QApplication.processEvents()
    assert result.mapTo(page, result.rect().topLeft()).x() == beside


# Who is here


def test_one_key_each_for_coming_leaving_a_lost_connection_and_being_back(
    page: MeetingPage, desk: Desk, noted: Noted, clock: FixedClock
) -> None:
    QTest.keyClick(page, Qt.Key.Key_F4)
    press(page, "M001", Qt.Key.Key_Down)
    people = page.panel_day.attendance.people
    second = list(people)[1]
    press(page, second, Qt.Key.Key_L)
    assert (presence(desk, second), noted.said[-1].endswith(": left")) == (Presence.LEFT, True)
    press(page, second, Qt.Key.Key_L)  # gone already
    clock.move(minutes=2)
    press(page, second, Qt.Key.Key_B)
    assert presence(desk, second) is Presence.HERE
    assert people[second].quiet.text().startswith("out 10:52–10:54")
    noted.take_back()
    assert presence(desk, second) is Presence.LEFT
    press(page, second, Qt.Key.Key_B)
    press(page, second, Qt.Key.Key_C)
    assert people[second].quiet.text().startswith("connection lost 10:54")
    press(page, second, Qt.Key.Key_B)
    assert "no connection 10:54–10:54" in people[second].quiet.text()
    noted.take_back()
    assert presence(desk, second) is Presence.AWAY
    press(page, second, Qt.Key.Key_Up)
    press(page, "M001", Qt.Key.Key_Up)
    press(page, "M001", Qt.Key.Key_C)
    noted.take_back()
    assert presence(desk, "M001") is Presence.HERE
    press(page, "M001", Qt.Key.Key_X)


def test_a_late_arrival_and_buttons_for_the_mouse(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk)
    page = shown(noted, qtbot, "panel-day")
    press(page, "M002", Qt.Key.Key_A)
    assert page.panel_day.attendance.people["M002"].quiet.text() == "came 10:52 · social worker"
    noted.take_back()
    assert presence(desk, "M002") is Presence.EXPECTED
    click(page.panel_day, "All 5 came")
    assert all(person.attended for person in desk.ask(meeting, "P1").line_up)
    QTest.mouseClick(page.panel_day.attendance.people["M004"], Qt.MouseButton.LeftButton)
    click(page.panel_day, "Connection lost  C")
    assert presence(desk, "M004") is Presence.AWAY
    desk.do(invite, meeting="P1", member="M006", response=Response.DECLINED)
    assert page.panel_day.attendance.people["M006"].quiet.text() == "sent apologies · social worker"


def test_times_are_put_right_where_somebody_stands(page: MeetingPage, desk: Desk) -> None:
    an_absence(desk, "P1", "M003", time(10, 45), time(10, 50))
    person = page.panel_day.attendance.people["M003"]
    QTest.mouseDClick(person, Qt.MouseButton.LeftButton)
    times = person.times
    assert times is not None
    QTest.keyClicks(times.arrived.focus_widget(), "25:00")
    QTest.keyClick(times.arrived.focus_widget(), Qt.Key.Key_Return)
    assert "not a time of day" in times.problem.text()
    times.arrived.write(time(10, 50))
    times.gone.write(time(10, 53))
    times.gone.left.emit()
    assert times.problem.text() == "It is 10:52; 10:53 has not come yet."
    times.gone.write(time(10, 0))
    times.gone.left.emit()
    assert times.problem.text() == "A person leaves after arriving."
    times.arrived.write(None)
    times.gone.write(time(10, 52))
    times.gone.left.emit()
    assert [p.left_at for p in desk.ask(meeting, "P1").line_up if p.member == "M003"] == [time(10, 52)]
    [(absence, (since, until))] = times.spells.items()
    for written, told in (("25", "not a time"), ("", "Give the time from which"), ("10:51", "comes back after that")):
        since.write(written)
        since.left.emit()
        assert told in times.problem.text()
    since.write(time(10, 40))
    since.left.emit()
    until.left.emit()
    assert [each.from_at for each in desk.ask(panel_day, "P1").people[3].away] == [time(10, 40)]
    assert absence
    desk.do(record_attendance, meeting="P1", member="M005", attended=True, arrived_at=time(9, 40))
    assert person.times is times
    QTest.keyClick(times, Qt.Key.Key_A)
    times._take_back(absence)  # noqa: SLF001 # what its button runs
    assert person.times is not None
    assert not times.spells
    QTest.keyClick(times, Qt.Key.Key_Escape)
    assert person.times is None
    press(page, "M003", Qt.Key.Key_Return)
    press(page, "M003", Qt.Key.Key_Return)
    click(person, "Did not come")
    assert (presence(desk, "M003"), person.times) == (Presence.EXPECTED, None)


def test_after_the_day_times_are_said(page: MeetingPage, desk: Desk, clock: FixedClock) -> None:
    clock.move(days=1)
    page.ask_again()
    person = page.panel_day.attendance.people["M003"]
    press(page, "M003", Qt.Key.Key_C)
    times = person.times
    assert times is not None
    times.add()
    assert "Give the time from which" in times.problem.text()
    times.new[0].write("25")
    times.add()
    assert "not a time" in times.problem.text()
    times.new[0].write(time(10, 50))
    times.new[1].write(time(10, 55))
    times.add()
    assert person.quiet.text().startswith("no connection 10:50–10:55")
    assert [(each.from_at, each.until_at) for each in desk.ask(panel_day, "P1").people[3].away] == [
        (time(10, 50), time(10, 55))
    ]


def test_whoever_withdraws_from_the_item_in_front_is_marked(page: MeetingPage, desk: Desk) -> None:
    an_interest(desk, MATCH, "M004")
    person = page.panel_day.attendance.people["M004"]
    assert "withdraws from this item" in person.quiet.text()
    QTest.keyClick(page, Qt.Key.Key_F6)
    assert "withdraws" not in person.quiet.text()
    QTest.keyClick(page, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert "withdraws from this item" in person.quiet.text()


def test_an_interest_declared_on_the_day_turns_the_light(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    QTest.keyClick(page, Qt.Key.Key_F5)
    form = panel(page).declaring.form
    assert form is not None
    form.rows["member"].input.write("M002")
    form.rows["nature"].input.write("Supervised the assessment")
    form.rows["withdraws"].input.write(True)
    click(panel(page), "Declare interest")
    assert [i.member for i in desk.ask(interests, MATCH)] == ["M002"]
    assert page.header.facts.split(" · ")[2] == "quorate for 2 of 3"
    panel(page).declaring.take_back(desk.ask(interests, MATCH)[0])
    assert desk.ask(interests, MATCH) == ()
    noted.take_back()
    assert [i.nature for i in desk.ask(interests, MATCH)] == ["Supervised the assessment"]


# Notes, questions


def editor(page: MeetingPage, heading: str = DISCUSSION) -> Any:  # noqa: ANN401
    return panel(page).notes[heading]


def test_a_note_is_saved_within_a_second_and_says_when(page: MeetingPage, desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(editor(page).box, "The panel asked")
    assert desk.ask(notes, MATCH) == ()
    qtbot.waitUntil(lambda: [note.text for note in desk.ask(notes, MATCH)] == ["The panel asked"], timeout=2_000)
    assert "saved 10:52:00" in said(page)
    assert not page.is_unsaved()
    QTest.keyClicks(editor(page).box, " why")
    editor(page).box.undo_wanted.emit()
    assert editor(page).text == ""


def test_a_note_is_saved_when_the_keyboard_goes_elsewhere_or_the_item_is_left(page: MeetingPage, desk: Desk) -> None:
    editor(page).box.setFocus()
    QTest.keyClicks(editor(page).box, "One")
    panel(page).focus_recommendation()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["One"]
    QTest.keyClicks(editor(page).box, "More ")
    page.panel_day.next_item()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["OneMore "]
    page.panel_day.item_before()
    QTest.keyClicks(editor(page).box, "!")
    page.hide()
    assert "!" in desk.ask(notes, MATCH)[0].text


def test_what_cannot_be_saved_stays_is_told_and_tried_again(
    page: MeetingPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    do = desk.do
    failing = [True]

    def in_the_way(operation: Callable[..., object], /, *given: Any, **named: Any) -> object:  # noqa: ANN401
        if failing[0] and operation is write_note:
            raise SurroundingsError("The disk is full.")
        return do(operation, *given, **named)

    monkeypatch.setattr(desk, "do", in_the_way)
    QTest.keyClicks(editor(page).box, "Kept")
    page.panel_day.saving.now()
    assert page.banner.words == "The disk is full. What you wrote is still here."
    assert page.is_unsaved()
    failing[0] = False
    qtbot.waitUntil(lambda: [note.text for note in desk.ask(notes, MATCH)] == ["Kept"], timeout=2_000)
    assert page.banner.words == ""


def test_two_who_note_the_same_never_overwrite_each_other(page: MeetingPage, desk: Desk) -> None:
    QTest.keyClicks(editor(page).box, "Mine")
    desk.do(write_note, MATCH, DISCUSSION, "Theirs")
    page.panel_day.saving.now()
    the(JoinTexts).join()
    assert [note.text for note in desk.ask(notes, MATCH)] == ["Theirs\n\nMine"]
    assert not page.is_unsaved()
    desk.do(write_note, MATCH, "An old heading", "Kept all the same")
    assert panel(page).notes["An old heading"].text == "Kept all the same"


def test_questions_are_answered_and_asked_by_the_keyboard_alone(page: MeetingPage, desk: Desk) -> None:
    number = desk.do(ask_question, MATCH, "M003", "What about contact?")
    other = desk.do(ask_question, MATCH, "M004", "Who would help?")
    QTest.keyClick(page, Qt.Key.Key_F2)
    box = panel(page).asking.answers[number].box
    assert box.hasFocus()
    QTest.keyClicks(box, "Twice a year")
    desk.do(group_question, other, "Support", 1)  # the other desk puts them in another order
    page.panel_day.saving.now()
    assert {each.id: each.answer for each in desk.ask(questions, MATCH)} == {number: "Twice a year", other: None}
    QTest.keyClick(page, Qt.Key.Key_F8)
    asking = panel(page).asking
    QTest.keyClicks(asking.question, "And school?")
    asking.who.setCurrentIndex(1)
    QTest.keyClick(asking.question, Qt.Key.Key_Return)
    assert [each.text for each in desk.ask(questions, MATCH)][-1] == "And school?"
    assert asking.question.text() == ""
    QTest.keyClick(asking.question, Qt.Key.Key_Return)
    assert asking.problem.text() == "Write the question."
    desk.do(remove_question, other)
    assert other not in asking.answers


def test_a_long_question_is_shown_whole(page: MeetingPage, desk: Desk, qtbot: QtBot) -> None:
    number = desk.do(ask_question, MATCH, "M003", "Who would drive, and how often, and what would it cost? " * 20)
    [heading] = panel(page).asking.answers[number].findChildren(Text)
    qtbot.waitUntil(lambda: heading.isVisible() and heading.height() >= heading.heightForWidth(heading.width()))


def test_two_who_answer_the_same_question_see_both(page: MeetingPage, desk: Desk) -> None:
    number = desk.do(ask_question, MATCH, "M003", "What about contact?")
    QTest.keyClicks(panel(page).asking.answers[number].box, "Mine")
    desk.do(answer_question, number, "Theirs", 1)
    page.panel_day.saving.now()
    the(JoinTexts).keep_theirs()
    assert [each.answer for each in desk.ask(questions, MATCH)] == ["Theirs"]
    assert panel(page).asking.answers[number].text == "Theirs"


# Recommendations


def test_a_split_recommendation_for_siblings_with_dissent_by_name(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    QTest.keyClick(page, Qt.Key.Key_F3)
    assert list(panel(page).recommendations) == ["C001", "C002"]
    for child in ("C001", "C002"):
        one = panel(page).recommendations[child]
        one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
        one.form.rows["reasons"].input.write("A strong match.")
        one.votes.all_for.click()
    votes = panel(page).recommendations["C002"].votes
    votes.open_or_close()
    QTest.keyClick(votes.lines["M001"], Qt.Key.Key_Down)
    QTest.keyClick(votes.lines["M001"], Qt.Key.Key_Up)
    QTest.keyClick(votes.lines["M002"], Qt.Key.Key_A)
    QTest.keyClick(votes.lines["M003"], Qt.Key.Key_N)
    assert votes.counts == (3, 1, 1)
    for child in ("C001", "C002"):
        one = panel(page).recommendations[child]
        one.form.focus("reasons")
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert noted.said[-1] == "Recommendation recorded for Child QX"
    second = panel(page).recommendations["C002"]
    assert votes.lines["M002"].problem.text().startswith("Say why Tendai Moyana is against")
    assert votes.lines["M002"].why.hasFocus()
    QTest.keyClicks(votes.lines["M002"].why, "Their sister stays behind.")
    QTest.keyClicks(votes.lines["M003"].why, "Heard too little.")
    assert votes.lines["M002"].problem.isHidden()
    second.save()
    kept = {each.child: each for each in desk.ask(recommendations, "P1")}
    assert [(kept[child].votes_for, kept[child].votes_against) for child in ("C001", "C002")] == [(5, 0), (3, 1)]
    assert [(each.view, each.words) for each in kept["C002"].views][1:3] == [
        (View.AGAINST, "Their sister stays behind."),
        (View.ABSTAINED, "Heard too little."),
    ]
    assert second._state.chip.word == "recommended"  # noqa: SLF001
    page.panel_day.saving.now()
    assert [each.text for each in desk.ask(drafts, MATCH)] in ([], ["", ""], [""])


def test_two_who_record_the_same_see_both_and_then_the_later_stands(page: MeetingPage, desk: Desk) -> None:
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("Mine.")
    theirs = sign_in(desk.store.folder, ADMINISTRATOR, PASSPHRASE, desk.clock)  # another program on the same store
    theirs.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs.", "C001")
    theirs.close()
    one.save()
    told = the(BothTexts)
    assert [text.toPlainText() for text in told.findChildren(QPlainTextEdit)] == [
        "Child QX: deferred\nTheirs.",
        "Child QX: recommended\nMine.",
    ]
    told.accept()
    assert one.form.rows["outcome"].input.read() is Outcome.RECOMMENDED
    one.form.rows["reasons"].input.write("As above")  # refused, and no reason to pass over what comes next
    one.save()
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs again.", "C001", version=1)
    one.form.rows["reasons"].input.write("Mine.")
    one.save()
    the(BothTexts).accept()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Theirs again."]
    one.save()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Mine."]
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs after all.", "C001", version=3)
    one.form.rows["reasons"].input.write("Mine once more.")
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "The last word.", "C001", version=4)
    one.save()
    click(the(BothTexts), "Show what is saved")
    assert one.form.rows["outcome"].input.read() is Outcome.DEFERRED
    assert one.form.rows["reasons"].input.read() == "The last word."
    assert one._state.chip.word == "deferred"  # noqa: SLF001


def test_what_was_left_alone_stays_as_both_texts_showed_it(page: MeetingPage, desk: Desk) -> None:
    desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", "C001")
    one = panel(page).recommendations["C001"]
    one.form.rows["reasons"].input.write("Sounder.")
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs.", "C001", version=1)
    one.save()
    the(BothTexts).accept()
    one.save()
    [kept] = desk.ask(recommendations, "P1")
    assert (kept.outcome, kept.reasons) == (Outcome.RECOMMENDED, "Sounder.")


def test_it_is_said_where_a_vote_that_is_recorded_no_longer_counts(page: MeetingPage, desk: Desk) -> None:
    an_attendance(desk, "P1", "M006", attended=True)
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("A strong match.")
    one.votes.all_for.click()
    one.save()
    assert "no longer count" not in said(page)
    an_interest(desk, MATCH, "M006")
    assert "Recorded with votes that no longer count: Eleri Baird. Record it again." in said(page)
    one.save()
    assert "no longer count" not in said(page)
    kept = next(each for each in desk.ask(recommendations, "P1") if each.child == "C001")
    assert (kept.votes_for, len(kept.views)) == (5, 5)


def test_an_inquorate_item_refuses_all_but_a_deferral(page: MeetingPage, desk: Desk) -> None:
    an_interest(desk, MATCH, "M002")
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("They are ready.")
    assert (one.button.isEnabled(), one.button.toolTip()) == (False, "Only a deferral can be recorded.")
    one.save()
    assert one.form.rows["outcome"].problem.startswith("No recommendation can be recorded on this item. Not quorate")
    assert one.form.rows["reasons"].input.read() == "They are ready."
    one.form.rows["outcome"].input.write(Outcome.DEFERRED)
    assert one.button.isEnabled()
    one.save()
    assert [r.outcome for r in desk.ask(recommendations, "P1")] == [Outcome.DEFERRED]


def test_what_is_filled_in_and_not_recorded_is_there_again(
    page: MeetingPage, desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    QTest.keyClicks(one.form.rows["reasons"].input.focus_widget(), "Half a sentence")
    one.votes.all_for.click()
    panel(page).declaring.begin()
    form = panel(page).declaring.form
    assert form is not None
    QTest.keyClicks(form.rows["nature"].input.focus_widget(), "Knows")
    QTest.keyClicks(panel(page).asking.question, "And then")
    assert not page.is_unsaved()
    assert {each.heading for each in desk.ask(drafts, MATCH)} == {"recommendation C001", "interest", "question"}
    assert desk.ask(notes, MATCH) == ()
    again = shown(noted, qtbot, "panel-day")
    again.panel_day.next_item()
    back = panel(again).recommendations["C001"]
    assert back.form.rows["outcome"].input.read() is Outcome.RECOMMENDED
    assert back.form.rows["reasons"].input.read() == "Half a sentence"
    assert back.votes.counts == (5, 0, 0)
    form = panel(again).declaring.form
    assert form is not None
    assert form.rows["nature"].input.read() == "Knows"
    assert panel(again).asking.question.text() == "And then"
    back.save()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Half a sentence"]
    panel(again).declaring.stop()
    again.panel_day.saving.now()
    assert [each.text for each in desk.ask(drafts, MATCH)][:2] == ["", '["M001", "And then"]']
    one.form.rows["reasons"].input.write("Another half")  # the first window goes on: both are shown when it records
    page.panel_day.saving.now()
    assert not page.is_unsaved()


def test_votes_without_names_are_kept_as_they_were_counted(page: MeetingPage, desk: Desk) -> None:
    desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", "C001", 4, 1, 0)
    one = panel(page).recommendations["C001"]
    assert one.votes.counts == (4, 1, 0)
    one.form.rows["reasons"].input.write("Sounder.")
    one.save()
    [kept] = desk.ask(recommendations, "P1")
    assert (kept.votes_for, kept.votes_against, kept.reasons, kept.views) == (4, 1, "Sounder.", ())
    panel(page).focus_recommendation()
    assert panel(page).recommendations["C002"].form.rows["outcome"].input.focus_widget().hasFocus()


# Ratings


def test_reports_are_rated_by_a_figure(page: MeetingPage, desk: Desk) -> None:
    line = panel(page).ratings.lines[ReportKind.CPR]
    QTest.keyClick(line, Qt.Key.Key_4)
    QTest.keyClicks(line.strengths, "Clear.")
    page.panel_day.saving.now()
    assert [(q.report, q.rating, q.strengths) for q in desk.ask(quality, MATCH)] == [(ReportKind.CPR, 4, "Clear.")]
    desk.do(rate_report, MATCH, ReportKind.CPR, 2, version=1)
    assert line.rating == 2
    QTest.keyClick(line, Qt.Key.Key_5)
    desk.do(rate_report, MATCH, ReportKind.CPR, 3, version=2)
    page.panel_day.saving.now()
    assert page.banner.words.startswith("Somebody else rated the CPR too. Rating: 3")
    page.panel_day.saving.now()
    assert [q.rating for q in desk.ask(quality, MATCH)] == [5]
    line.buttons[5].click()
    QTest.keyClick(line, Qt.Key.Key_Q)
    page.panel_day.saving.now()
    assert desk.ask(quality, MATCH) == ()
    line.write('[3, "Good", ""]')
    assert (line.rating, line.strengths.text()) == (3, "Good")
    line.write("")
    QTest.keyClick(line, Qt.Key.Key_Delete)
    desk.do(rate_report, MATCH, ReportKind.APR, 2)
    assert panel(page).ratings.lines[ReportKind.APR].newest(page.bridge) == ('[2, "", ""]', 1)
    assert line.newest(page.bridge) == ("", 0)


# Feedback


def test_feedback_is_taken_in_listed_and_put_right(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    place = page.panel_day.feedback
    page.panel_day._bar.setCurrentIndex(3)  # noqa: SLF001 # its tab
    page.panel_day.focus_recommendation()
    click(place, "Add feedback")
    assert place.form is not None
    place.form.rows["given_by"].input.write(FeedbackFrom.OBSERVER)
    assert page.is_unsaved()
    click(place, "Save feedback")
    assert place.form.rows["comments"].problem == "Give a rating, a comment or both."
    place.form.rows["comments"].input.write("Well chaired.")
    place.form.rows["rating"].input.write(5)
    place.form.rows["case"].input.write(MATCH)
    click(place, "Save feedback")
    assert place.counts.text() == "1 observer · 5.0 of 5 on average"
    assert "Observer · item 2 · 5 of 5" in said(page)
    click(place, "Change")
    assert place.form is not None
    place.form.rows["given_by"].input.write(FeedbackFrom.APPLICANT)
    place.save()
    [row] = desk.ask(feedback, "P1")
    assert row.given_by is FeedbackFrom.APPLICANT
    click(place, "Add feedback")
    place.form.rows["comments"].input.write("Still being written.")
    click(place, "Change")
    click(the(Message), "Keep writing")
    assert place.form.rows["comments"].input.read() == "Still being written."
    click(place, "Cancel")
    click(the(Message), "Leave without saving")
    assert place.form is None
    place.remove(row)
    assert desk.ask(feedback, "P1") == ()
    noted.take_back()
    assert [each.comments for each in desk.ask(feedback, "P1")] == ["Well chaired."]
    click(place, "Add feedback")
    click(place, "Cancel")
    place.save()
    assert not page.is_unsaved()


def test_after_signature_there_is_feedback_and_nothing_else(desk: Desk, noted: Noted, qtbot: QtBot) -> None:
    a_panel(desk, date(2027, 2, 10), attended=True, status=MeetingStatus.HELD)
    desk.do(draft_minutes, "P1")
    signed_minutes(desk, "P1", number=2)
    page = shown(noted, qtbot, "panel-day")
    press(page, "M001", Qt.Key.Key_Return)
    assert page.panel_day.attendance.people["M001"].times is None
    panel(page).begin_or_end()
    page.panel_day._bar.setCurrentIndex(3)  # noqa: SLF001 # its tab
    click(page.panel_day.feedback, "Add feedback")
