"""Figures and closed days in the settings: changed, refused and undone."""

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from panel_desk.desk import Desk
from panel_desk.operations.agency import close_on, set_figure
from panel_desk.queries.agency import closed_days, figures
from panel_desk.rules.clocks import Clocks
from panel_desk.rules.figures import FIGURES, Figures
from panel_desk.rules.vocabulary import ReviewStage
from panel_desk.rules.working_days import WorkingDays
from panel_desk.ui.pages.settings.closed_days import ClosedDaysSection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.rules import DETERMINES, RulesSection
from tests.ui.page_context import Noted, click, press, write
from tests.ui.pages.settings.showing import open_section

CLOSED = date(2027, 12, 29)


def test_a_figure_is_set_in_place_undone_and_put_back(page: SettingsPage, desk: Desk, noted: Noted) -> None:
    section = open_section(page, RulesSection)
    one = section.lines["decision_working_days"]
    assert one.default.text() == "The default"
    assert not one.back_button.isVisible()
    typed = one.form_row.input.focus_widget()
    write(typed, "9")
    press(typed, Qt.Key.Key_Return)

    assert desk.ask(figures).decision_working_days == 9
    assert noted.done == ["Decision is now 9 working days. This determines when decisions are due."]
    assert one.default.text() == "Your own figure. The default is 7 working days."

    noted.take_back()
    assert desk.ask(figures).decision_working_days == 7
    assert one.form_row.input.read() == 7

    desk.do(set_figure, key="decision_working_days", value=10)
    click(one.back_button)
    assert desk.ask(figures).decision_working_days == 7
    assert not one.back_button.isVisible()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0", "“Decision” must be from 1 to 250 working days."),
        ("soon", "Write a whole number from 0 to 9999."),
        ("", "Decision needs a value. Type one, or go back to the default."),
    ],
)
def test_an_invalid_figure_is_refused_beside_its_field(
    page: SettingsPage, desk: Desk, typed: str, expected: str
) -> None:
    section = open_section(page, RulesSection)
    one = section.lines["decision_working_days"]
    write(one.form_row.input.focus_widget(), typed)
    press(one.form_row.input.focus_widget(), Qt.Key.Key_Return)

    assert one.form_row.problem == expected
    assert desk.ask(figures).decision_working_days == 7


def test_a_switch_is_switched_in_place(page: SettingsPage, desk: Desk, noted: Noted) -> None:
    section = open_section(page, RulesSection)
    one = section.lines["presiding_counts_as_social_worker"]

    click(one.form_row.input.focus_widget())

    assert desk.ask(figures).presiding_counts_as_social_worker is True
    assert noted.done[-1].startswith("The person presiding may also count as the social worker is now yes.")


def test_the_source_of_a_figure_and_its_certainty_are_behind_a_click(page: SettingsPage) -> None:
    one = open_section(page, RulesSection).lines["representations_working_days"]
    assert not one.source.isVisible()
    click(one.source_link)
    assert one.source.isVisible()
    assert one.source.text() == "Adoption Agencies Regulations 2005, regulation 30B(5). Found in a public text."
    click(one.source_link)
    assert not one.source.isVisible()


def test_the_page_says_of_every_figure_what_it_determines() -> None:
    assert list(DETERMINES) == list(FIGURES)


DAY = date(2027, 3, 5)
CLOCKS: dict[str, Callable[[Clocks], date]] = {
    "decision_working_days": lambda c: c.decision(DAY).due_on,
    "oral_notice_working_days": lambda c: c.oral_notice(DAY).due_on,
    "written_notice_working_days": lambda c: c.written_notice(DAY).due_on,
    "representations_working_days": lambda c: c.representations(DAY).due_on,
    "papers_to_members_working_days": lambda c: c.papers_to_members(DAY).due_on,
    "adopter_comments_working_days": lambda c: c.adopter_comments(DAY).due_on,
    "minutes_working_days": lambda c: c.minutes(DAY).due_on,
    "accuracy_check_working_days": lambda c: c.minutes_review(DAY, ReviewStage.ACCURACY).due_on,
    "members_check_working_days": lambda c: c.minutes_review(DAY, ReviewStage.MEMBERS).due_on,
    "dbs_renewal_years": lambda c: c.dbs_renewal(DAY).due_on,
    "appraisal_months": lambda c: c.appraisal(DAY).due_on,
    "induction_weeks": lambda c: c.induction(DAY).due_on,
    "hold_review_months": lambda c: c.hold_review(DAY, None).due_on,
    "review_of_approval_months": lambda c: c.review_of_approval(DAY).due_on,
    "stage_one_months": lambda c: c.stage_one(DAY).due_on,
    "stage_gap_months": lambda c: c.stage_gap(DAY).due_on,
    "stage_two_months": lambda c: c.stage_two(DAY).due_on,
    "match_after_plan_months": lambda c: c.match_after_plan(DAY, date(2024, 1, 1), relinquished=False).due_on,
    "match_after_plan_relinquished_months": lambda c: c.match_after_plan(DAY, DAY, relinquished=True).due_on,
    "relinquished_infant_months": lambda c: c.match_after_plan(DAY, date(2026, 9, 5), relinquished=True).due_on,
    "pack_deletion_working_days": lambda c: c.pack_deletion(DAY).due_on,
}
"""For each figure that moves a date, a date that it moves."""

OF_AN_AGENDA = {
    *("items_per_meeting", "first_item_after_minutes", "break_minutes", "meeting_minutes"),
    *("approval_minutes", "match_minutes", "other_case_minutes"),
}
OF_A_PACK = {
    *("pack_volume_pages", "pack_volume_megabytes", "pack_email_megabytes"),
    *("observers_see_confidential_papers", "applicants_see_childs_report"),
}
OF_BACKUPS = {"backup_days", "backup_weeks", "backup_months"}
OF_THE_WINDOW = {"idle_lock_minutes"}


def test_a_figure_said_to_move_a_date_moves_it_and_no_others() -> None:
    others = OF_AN_AGENDA | OF_A_PACK | OF_BACKUPS | OF_THE_WINDOW
    assert {key for key, expected in DETERMINES.items() if "quorum" not in expected} - others == set(CLOCKS)
    for key in CLOCKS:
        before, after = (Clocks(WorkingDays(), f) for f in (Figures(), Figures.of({key: FIGURES[key].default + 1})))
        moved = {other for other, due in CLOCKS.items() if due(before) != due(after)}
        assert key in moved
        # that figure chooses by the child's age which of two other figures a match has to follow
        assert moved <= {key, "relinquished_infant_months"}


def test_a_closed_day_is_added_removed_and_both_undone(page: SettingsPage, desk: Desk, noted: Noted) -> None:
    section = open_section(page, ClosedDaysSection)
    write(section.form.rows["day"].input.focus_widget(), "29/12/2027")
    write(section.form.rows["why"].input.focus_widget(), "Between Christmas and New Year")
    assert page.is_unsaved()
    click(section.add_button)

    assert [row.day for row in desk.ask(closed_days)] == [CLOSED]
    assert noted.done[-1] == "Wednesday 29 December 2027 is a closed day now."
    assert section.form.rows["day"].input.read() is None
    assert not page.is_unsaved()
    noted.take_back()
    assert desk.ask(closed_days) == ()

    desk.do(close_on, day=CLOSED, why="Flood")
    section.table.choose(CLOSED.isoformat())
    click(section.remove_button)
    assert desk.ask(closed_days) == ()
    assert not section.remove_button.isEnabled()
    noted.take_back()
    assert [(row.day, row.why) for row in desk.ask(closed_days)] == [(CLOSED, "Flood")]


def test_a_closed_day_without_a_date_or_a_reason_is_refused(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, ClosedDaysSection)
    click(section.add_button)

    assert section.form.rows["day"].problem == "“Day” is empty. Fill it in."
    assert section.form.rows["why"].problem == "“Why” is empty. Fill it in."
    section.remove()
    assert desk.ask(closed_days) == ()


def test_bank_holidays_of_this_year_and_the_next_are_listed(page: SettingsPage) -> None:
    section = open_section(page, ClosedDaysSection)
    days = [holiday.day for holiday in section.holidays.rows()]

    assert days == sorted(days)
    assert {day.year for day in days} == {2027, 2028}
    assert date(2027, 3, 26) in days  # Good Friday


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (
            "decision_working_days",
            "A clock of a regulation or a standard: the agency’s closed days do not lengthen it.",
        ),
        ("minutes_working_days", "A clock of the agency’s own: its closed days lengthen it."),
        ("hold_review_months", "A clock of the agency’s own."),
    ],
)
def test_a_figure_says_whether_its_clock_is_the_laws_or_the_agencys(
    page: SettingsPage, figure: str, expected: str
) -> None:
    line = open_section(page, RulesSection).lines[figure]
    assert expected in words_of(line)


def test_a_figure_that_is_no_clock_says_nothing_of_one(page: SettingsPage) -> None:
    line = open_section(page, RulesSection).lines["items_per_meeting"]
    assert not [words for words in words_of(line) if words.startswith("A clock")]


def words_of(line: QWidget) -> list[str]:
    return [label.text() for label in line.findChildren(QLabel)]
