"""The tab *Who sees what*, and the accounts' authorities and places on the central list."""

from datetime import date

import pytest
from PySide6.QtWidgets import QWidget

from panel_desk.desk import Desk
from panel_desk.operations.accounts import open_account
from panel_desk.queries.accounts import accounts, who_sees_what
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.ui.pages.settings.access import AccessSection
from panel_desk.ui.pages.settings.accounts import AccountsSection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.widgets.text import Text
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_member, an_authority
from tests.ui.page_context import choose, click, write
from tests.ui.pages.settings.showing import open_section


def test_an_administrator_ticks_what_a_role_sees_and_goes_back_to_the_defaults(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, AccessSection)
    tick = section.ticks[AccountRole.READER, Information.CASES]
    fixed = section.ticks[AccountRole.READER, Information.HISTORY]
    assert (fixed.isEnabled(), fixed.toolTip()) == (
        False,
        "No reader sees the history of changes: it would show every case.",
    )
    assert not section.back_button.isEnabled()

    tick.click()

    assert desk.ask(who_sees_what)[Information.CASES][AccountRole.READER].is_seen
    assert tick.toolTip() == "Your own choice. By default: no."
    assert tick.accessibleName() == "Reader sees cases, households and children"
    question = section.ask_back()
    click(next(each for each in question.findChildren(QWidget) if each.accessibleName() == "Go back to the defaults"))
    assert not tick.isChecked()
    assert not section.back_button.isEnabled()


@pytest.mark.usefixtures("in_light")
def test_fixed_ticks_look_different_and_the_table_is_compact(page: SettingsPage) -> None:
    section = open_section(page, AccessSection)
    fixed = section.ticks[AccountRole.ADMINISTRATOR, Information.AGENCY]
    free = section.ticks[AccountRole.ADMINISTRATOR, Information.CASES]
    assert (fixed.isEnabled(), fixed.isChecked(), free.isEnabled(), free.isChecked()) == (False, True, True, True)
    free.clearFocus()
    assert fixed.grab().toImage() != free.grab().toImage()
    last = section.ticks[AccountRole.ADMINISTRATOR, list(Information)[-1]]
    table = last.parentWidget()
    assert table is not None
    assert table.height() - last.geometry().bottom() < 4 * last.height()
    intro = next(each for each in section.findChildren(Text) if each.text().startswith("Tick what each role sees."))
    assert intro.height() <= 3 * intro.fontMetrics().lineSpacing()


def test_a_choice_is_taken_back(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, AccessSection)
    section.ticks[AccountRole.CHAIR, Information.HEALTH].click()
    assert not desk.ask(who_sees_what)[Information.HEALTH][AccountRole.CHAIR].is_seen
    section.ticks[AccountRole.CHAIR, Information.HEALTH].click()
    assert desk.ask(who_sees_what)[Information.HEALTH][AccountRole.CHAIR].is_default


def test_the_authorities_of_a_decision_maker_are_proposed_given_and_taken_away(page: SettingsPage, desk: Desk) -> None:
    an_authority(desk)
    an_authority(desk, "OTH", "Other Council", decision_maker="Somebody Else")
    section = open_section(page, AccountsSection)
    dialog = section.open_account()
    rows = dialog.form.rows
    assert rows["authorities"].isHidden()
    write(rows["full_name"].input.focus_widget(), "Ruth Aldous")
    choose(rows["role"].input.focus_widget(), "Decision maker")
    assert rows["authorities"].input.read() == ("FEN",)
    write(rows["name"].input.focus_widget(), "ruth")
    write(rows["passphrase"].input.focus_widget(), PASSPHRASE)
    dialog.save()
    section.table.choose("ruth")
    assert (section.link_button.isEnabled(), section.give_button.isEnabled()) == (False, True)

    giving = section.give_authority()
    choose(giving.form.rows["authority"].input.focus_widget(), "Other Council")
    write(giving.form.rows["from_on"].input.focus_widget(), "5 March 2027")
    write(giving.form.rows["until_on"].input.focus_widget(), "4 March 2027")
    giving.save()
    assert giving.form.rows["until_on"].problem == "The last day, 4 March 2027, is before the first, 5 March 2027."
    write(giving.form.rows["until_on"].input.focus_widget(), "8 March 2027")
    giving.save()

    ruth = section.accounts.row_at(section.accounts.position_of("ruth") or 0)
    assert [(each.code, each.until_on) for each in ruth.authorities] == [("FEN", None), ("OTH", date(2027, 3, 8))]
    words = "Other Council, from 5 March 2027 until 8 March 2027, not today"
    taking = section.take_authority()
    choose(taking.form.rows["given"].input.focus_widget(), words)
    taking.save()
    assert [row.authorities[0].code for row in desk.ask(accounts) if row.name == "ruth"] == ["FEN"]


def test_the_buttons_concern_the_account_that_is_selected_in_the_list(page: SettingsPage, desk: Desk) -> None:
    a_member(desk)
    desk.do(open_account, "abel", "Abel Marlpit", AccountRole.READER, PASSPHRASE)  # listed before one's own account
    section = open_section(page, AccountsSection)
    assert section.table.current_ref() == ADMINISTRATOR
    assert section.link().accessibleName() == "Who Ada Winter is on the central list"


def test_an_account_is_given_a_place_on_the_central_list(page: SettingsPage, desk: Desk) -> None:
    a_member(desk, left_list_on=date(2027, 2, 1))
    desk.do(open_account, "edith", "Edith Marlpit", AccountRole.READER, PASSPHRASE)
    section = open_section(page, AccountsSection)
    section.table.choose("edith")
    dialog = section.link()
    choose(dialog.form.rows["member"].input.focus_widget(), "Given001 Family001 (M001)")
    dialog.save()
    assert [row.member for row in desk.ask(accounts) if row.name == "edith"] == ["M001"]
