"""What the panel recommends: votes by name, dissent, a lost quorum, two people who record one recommendation."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk, sign_in
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.queries.meetings.panel_day import drafts, notes
from panel_desk.rules.vocabulary import Outcome, View
from panel_desk.ui.dialogs.message import BothTexts
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.meetings.votes import Votes
from panel_desk.ui.widgets.text import Elided
from tests.builders import (
    ADMINISTRATOR,
    PASSPHRASE,
    an_attendance,
    an_interest,
    signed_minutes,
)
from tests.ui.clipping import settle
from tests.ui.page_context import Noted
from tests.ui.panels import MATCH, click, open_dialog, panel, shown, texts_in


def test_a_long_name_does_not_move_the_buttons_of_its_line(qtbot: QtBot) -> None:
    votes = Votes("the Barlow household")
    qtbot.addWidget(votes)
    votes.show_votes([("M001", "Siân Ito"), ("M002", "Wilhelmina Featherstonehaugh-Ashcombe")], None)
    votes.open_or_close()
    votes.show()
    for width in (votes.minimumSizeHint().width(), 332, 400):
        votes.resize(width, 300)
        settle(votes)
        lefts = {line.buttons[View.FOR].mapTo(votes, QPoint(0, 0)).x() for line in votes.lines.values()}
        assert len(lefts) == 1


def test_a_split_recommendation_for_siblings_with_dissent_by_name(page: MeetingPage, desk: Desk, noted: Noted) -> None:
    QTest.keyClick(page, Qt.Key.Key_F3)
    assert list(panel(page).recommendations) == ["C001", "C002"]
    for child in ("C001", "C002"):
        one = panel(page).recommendations[child]
        one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
        one.form.rows["reasons"].input.write("A strong match.")
        one.votes.unanimous.click()
    votes = panel(page).recommendations["C002"].votes
    votes.open_or_close()
    assert not votes.findChildren(Elided)  # so that the name beside a vote is never cut
    QTest.keyClick(votes.lines["M001"], Qt.Key.Key_Down)
    QTest.keyClick(votes.lines["M001"], Qt.Key.Key_Up)
    QTest.keyClick(votes.lines["M002"], Qt.Key.Key_A)
    QTest.keyClick(votes.lines["M003"], Qt.Key.Key_N)
    assert votes.counts == (3, 1, 1)
    for child in ("C001", "C002"):
        one = panel(page).recommendations[child]
        one.form.focus("reasons")
        QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert noted.done[-1] == "Recommendation recorded for Child QX"
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


def test_two_who_record_one_recommendation_see_both_and_the_later_one_stands(page: MeetingPage, desk: Desk) -> None:
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("Mine.")
    theirs = sign_in(
        desk.store.folder, ADMINISTRATOR, PASSPHRASE, desk.time_source
    )  # another program on the same store
    theirs.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs.", "C001")
    theirs.close()
    one.save()
    dialog = open_dialog(BothTexts)
    assert [text.toPlainText() for text in dialog.findChildren(QPlainTextEdit)] == [
        "Child QX: deferred\nTheirs.",
        "Child QX: recommended\nMine.",
    ]
    dialog.accept()
    assert one.form.rows["outcome"].input.read() is Outcome.RECOMMENDED
    one.form.rows["reasons"].input.write("As above")  # is refused, and does not let what others save next go unseen
    one.save()
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs again.", "C001", version=1)
    one.form.rows["reasons"].input.write("Mine.")
    one.save()
    open_dialog(BothTexts).accept()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Theirs again."]
    one.save()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Mine."]
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs after all.", "C001", version=3)
    one.form.rows["reasons"].input.write("Mine once more.")
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "The last word.", "C001", version=4)
    one.save()
    click(open_dialog(BothTexts), "Show what is saved")
    assert one.form.rows["outcome"].input.read() is Outcome.DEFERRED
    assert one.form.rows["reasons"].input.read() == "The last word."
    assert one._state.chip.word == "deferred"  # noqa: SLF001


def test_accepting_both_texts_keeps_the_fields_that_were_not_edited(page: MeetingPage, desk: Desk) -> None:
    desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", "C001")
    one = panel(page).recommendations["C001"]
    one.form.rows["reasons"].input.write("Sounder.")
    desk.do(record_recommendation, MATCH, Outcome.DEFERRED, "Theirs.", "C001", version=1)
    one.save()
    open_dialog(BothTexts).accept()
    one.save()
    [kept] = desk.ask(recommendations, "P1")
    assert (kept.outcome, kept.reasons) == (Outcome.RECOMMENDED, "Sounder.")


def test_a_recorded_vote_that_no_longer_counts_is_pointed_out(page: MeetingPage, desk: Desk) -> None:
    an_attendance(desk, "P1", "M006", attended=True)
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    one.form.rows["reasons"].input.write("A strong match.")
    one.votes.unanimous.click()
    one.save()
    assert "no longer count" not in texts_in(page)
    an_interest(desk, MATCH, "M006")
    assert "Recorded with votes that no longer count: Eleri Baird. Record it again." in texts_in(page)
    assert one._state.chip.word == "votes no longer count"  # noqa: SLF001
    one.save()
    assert "no longer count" not in texts_in(page)
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


def test_unrecorded_entries_are_restored_when_the_page_is_opened_again(
    page: MeetingPage, desk: Desk, noted: Noted, qtbot: QtBot
) -> None:
    one = panel(page).recommendations["C001"]
    one.form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    QTest.keyClicks(one.form.rows["reasons"].input.focus_widget(), "Half a sentence")
    one.votes.unanimous.click()
    panel(page).declaring.begin()
    form = panel(page).declaring.form
    assert form is not None
    QTest.keyClicks(form.rows["nature"].input.focus_widget(), "Knows")
    QTest.keyClicks(panel(page).asking.question, "And then")
    assert not page.is_unsaved()
    assert {each.heading for each in desk.ask(drafts, MATCH)} == {"recommendation C001", "interest", "question"}
    assert desk.ask(notes, MATCH) == ()
    second_page = shown(noted, qtbot, "panel-day")
    second_page.panel_day.next_item()
    restored = panel(second_page).recommendations["C001"]
    assert restored.form.rows["outcome"].input.read() is Outcome.RECOMMENDED
    assert restored.form.rows["reasons"].input.read() == "Half a sentence"
    assert restored.votes.counts == (5, 0, 0)
    form = panel(second_page).declaring.form
    assert form is not None
    assert form.rows["nature"].input.read() == "Knows"
    assert panel(second_page).asking.question.text() == "And then"
    restored.save()
    assert [each.reasons for each in desk.ask(recommendations, "P1")] == ["Half a sentence"]
    panel(second_page).declaring.stop()
    second_page.panel_day.saving.now()
    assert [each.text for each in desk.ask(drafts, MATCH)][:2] == ["", '["M001", "And then"]']
    one.form.rows["reasons"].input.write("Another half")  # in the first window, which shows both texts once it records
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


def test_unanimous_is_one_key_whatever_is_recommended(page: MeetingPage, desk: Desk, qtbot: QtBot) -> None:
    one = panel(page).recommendations["C001"]
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert one.form.rows["outcome"].input.focus_widget().hasFocus()
    one.form.rows["outcome"].input.write(Outcome.NOT_RECOMMENDED)
    QTest.keyClick(one.form.rows["outcome"].input.focus_widget(), Qt.Key.Key_F9)
    assert one.form.rows["reasons"].input.focus_widget().hasFocus()
    QTest.keyClicks(one.form.rows["reasons"].input.focus_widget(), "The plan is not settled.")
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    [kept] = desk.ask(recommendations, "P1")
    assert (kept.outcome, kept.votes_for, kept.votes_against, kept.abstained) == (Outcome.NOT_RECOMMENDED, 5, 0, 0)
    assert {each.view for each in kept.views} == {View.FOR}
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert panel(page).recommendations["C002"].votes.counts == (5, 0, 0)  # the next that is not recorded
    panel(page).recommendations["C002"].form.rows["outcome"].input.write(Outcome.RECOMMENDED)
    panel(page).recommendations["C002"].form.rows["reasons"].input.write("Ready.")
    panel(page).recommendations["C002"].save()
    rating = next(iter(panel(page).ratings.lines.values()))
    assert rating.hasFocus()
    qtbot.waitUntil(lambda: not rating.visibleRegion().isEmpty())


def test_signed_minutes_take_no_more_votes(page: MeetingPage, desk: Desk) -> None:
    signed_minutes(desk, "P1")
    page.ask_again()
    QTest.keyClick(page, Qt.Key.Key_F9)
    assert panel(page).recommendations["C001"].votes.counts == (None, None, None)
