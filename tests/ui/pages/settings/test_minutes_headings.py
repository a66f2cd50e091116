"""The agency's own headings for minutes, changed in the settings."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from panel_desk.desk import Desk
from panel_desk.operations.minutes.templates import put_heading
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.rules.minutes_headings import ADVICE, CONCERNS, DISCUSSION, RECOMMENDATION, STRENGTHS, default_headings
from panel_desk.rules.vocabulary import CaseKind
from panel_desk.ui.dialogs.message import BothTexts
from panel_desk.ui.pages.settings.minutes_headings import MinutesHeadingsSection
from panel_desk.ui.pages.settings.page import SettingsPage
from tests.ui.page_context import Noted
from tests.ui.pages.settings.showing import open_section
from tests.ui.panels import open_dialog

APPROVAL = CaseKind.APPROVAL


@pytest.fixture
def section(page: SettingsPage) -> MinutesHeadingsSection:
    return open_section(page, MinutesHeadingsSection)


def headings(desk: Desk, kind: CaseKind = APPROVAL) -> list[str]:
    return [each.heading for each in desk.ask(minutes_headings, kind)]


def place(desk: Desk, heading: str) -> str:
    return str(headings(desk).index(heading))


def test_a_heading_is_added_before_the_recommendation_and_that_can_be_undone(
    section: MinutesHeadingsSection, desk: Desk, noted: Noted
) -> None:
    asked = section.add()
    assert asked is not None
    asked.form.fill({"heading": "Identity and heritage", "standard_text": "What was said of it."})
    asked.save()
    now = headings(desk)
    assert now[now.index(RECOMMENDATION) - 1] == "Identity and heritage"
    assert noted.done == ["Heading added: approval"]
    assert [row.accessibleName().split(". ")[1].split(",")[0] for row in section.list.rows] == now
    assert noted.undo is not None
    noted.undo()
    assert desk.ask(minutes_headings, APPROVAL) == default_headings(APPROVAL)


def test_neither_a_change_nor_its_undo_loses_what_somebody_else_changed(
    section: MinutesHeadingsSection, desk: Desk, noted: Noted
) -> None:
    asked = section.change(place(desk, DISCUSSION))
    assert asked is not None
    desk.do(put_heading, APPROVAL, "Siblings", desk.ask(minutes_headings, APPROVAL))
    asked.form.fill({"heading": "What was said"})
    asked.save()
    assert "What was said" not in headings(desk)
    open_dialog(BothTexts).reject()
    asked.close()
    section.remove(place(desk, CONCERNS))
    desk.do(put_heading, APPROVAL, "Health", desk.ask(minutes_headings, APPROVAL))
    noted.take_back()
    assert "Health" in headings(desk)
    assert CONCERNS not in headings(desk)
    open_dialog(BothTexts).reject()


def test_a_heading_is_renamed_in_its_place(section: MinutesHeadingsSection, desk: Desk) -> None:
    asked = section.change(place(desk, DISCUSSION))
    assert asked is not None
    asked.form.fill({"heading": STRENGTHS})
    asked.save()
    assert asked.form.rows["heading"].problem == "Two headings are called “strengths”."
    asked.form.fill({"heading": "What was said"})
    asked.save()
    assert headings(desk).index("What was said") == [each.heading for each in default_headings(APPROVAL)].index(
        DISCUSSION
    )


def test_headings_are_moved_by_the_keyboard_and_required_ones_cannot_be_removed(
    section: MinutesHeadingsSection, desk: Desk
) -> None:
    row = section.list.rows[int(place(desk, CONCERNS))]
    QTest.keyClick(row, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert headings(desk).index(CONCERNS) < headings(desk).index(STRENGTHS)
    section.remove(place(desk, CONCERNS))
    section.remove(place(desk, DISCUSSION))
    assert CONCERNS not in headings(desk)
    assert DISCUSSION in headings(desk)


def test_advice_that_was_removed_can_be_added_again(section: MinutesHeadingsSection, desk: Desk) -> None:
    section.remove(place(desk, ADVICE))
    asked = section.add()
    assert asked is not None
    asked.form.fill({"heading": "Advice", "purpose": "advice"})
    asked.save()
    assert [each.purpose for each in desk.ask(minutes_headings, APPROVAL) if each.heading == "Advice"] == ["advice"]


def test_each_kind_of_case_has_its_own_headings_and_standard_ones_can_be_restored(
    section: MinutesHeadingsSection, desk: Desk
) -> None:
    desk.do(put_heading, CaseKind.MATCH, "Siblings", default_headings(CaseKind.MATCH))
    section.kind.fill({"kind": CaseKind.MATCH})
    section.refresh()
    assert section.back_button.isEnabled()
    section.take_back()
    section.refresh()
    assert desk.ask(minutes_headings, CaseKind.MATCH) == default_headings(CaseKind.MATCH)
    assert not section.back_button.isEnabled()
