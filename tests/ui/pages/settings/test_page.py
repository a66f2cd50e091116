"""Who sees what of the settings; the agency; its accounts."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk, sign_in, sign_in_with_recovery_key
from panel_desk.operations.agency import change_agency
from panel_desk.queries.accounts import accounts
from panel_desk.queries.agency import agency
from panel_desk.rules.vocabulary import AccountRole, PanelType
from panel_desk.ui.dialogs.change_store_key import ChangeStoreKey
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.dialogs.new_recovery_key import NewRecoveryKey
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.page import Place
from panel_desk.ui.pages.settings.accounts import AccountsSection
from panel_desk.ui.pages.settings.agency import AgencySection
from panel_desk.ui.pages.settings.closed_days import ClosedDaysSection
from panel_desk.ui.pages.settings.exchange import ExchangeSection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.settings.rules import RulesSection
from tests.builders import ADMINISTRATOR, PASSPHRASE, a_desk, a_member, an_authority
from tests.ui.clipping import faults
from tests.ui.page_context import Noted, a_page_context, choose, click, press, write
from tests.ui.pages.settings.showing import open_section, shown, titles

NEW = "Another-good-passphrase"


def _answer(question: Message, verb: str) -> None:
    for each in question.findChildren(QWidget):
        if each.accessibleName() == verb:
            click(each)
            return
    raise AssertionError(verb)


@pytest.mark.parametrize(
    ("role", "tabs"),
    [
        (
            AccountRole.ADMINISTRATOR,
            (
                "Agency, Accounts, Who sees what, Rules, Closed days, Minutes, Snippets, Spelling, Import and export, "
                "Backups, Appearance, History"
            ),
        ),
        (
            AccountRole.ADVISER,
            (
                "Agency, Your account, Rules, Closed days, Minutes, Snippets, Spelling, Import and export, Backups, "
                "Appearance, History"
            ),
        ),
        (AccountRole.DECISION_MAKER, "Agency, Your account, Rules, Closed days, Appearance"),
        (AccountRole.READER, "Agency, Your account, Rules, Closed days, Appearance"),
    ],
)
def test_a_role_sees_only_the_sections_it_uses(qtbot: QtBot, tmp_path: Path, role: AccountRole, tabs: str) -> None:
    with a_page_context(a_desk(tmp_path, role)) as noted:
        page = shown(qtbot, SettingsPage(noted.context))

        assert ", ".join(titles(page)) == tabs


def test_a_place_opens_its_tab_and_the_open_tab_is_recorded_as_the_place(page: SettingsPage, noted: Noted) -> None:
    page.visit(Place("settings", None, "rules"))

    assert page.tabs.current == "rules"
    assert noted.moved[-1] == Place("settings", None, "rules")


@pytest.mark.parametrize("role", AccountRole)
def test_what_a_role_may_not_do_is_not_offered(qtbot: QtBot, tmp_path: Path, role: AccountRole) -> None:
    member = a_member(a_desk(tmp_path))
    desk = a_desk(tmp_path, role, member_ref=member if role is AccountRole.CHAIR else None)
    an_authority(desk) if role is AccountRole.ADMINISTRATOR else None
    with a_page_context(desk) as noted:
        page = shown(qtbot, SettingsPage(noted.context))
        is_administrator = role is AccountRole.ADMINISTRATOR
        is_office = is_administrator or role is AccountRole.ADVISER

        agency_section = open_section(page, AgencySection)
        assert agency_section.add_button.isVisible() is is_administrator
        assert agency_section.save_button.isVisible() is is_administrator
        rules = open_section(page, RulesSection)
        assert rules.lines["decision_working_days"].form_row.isVisible() is is_office
        days = open_section(page, ClosedDaysSection)
        assert days.add_button.isVisible() is is_office
        own = open_section(page, AccountsSection)
        assert own.own_button.isVisible()
        assert own.keeps_accounts is is_administrator
        writes_minutes = is_office or role is AccountRole.CHAIR
        assert ("Snippets" in titles(page)) is writes_minutes
        if is_office:
            exchange = open_section(page, ExchangeSection)
            assert exchange.import_button.isVisible() is is_administrator
            assert exchange.export_button.isVisible()


def test_the_agency_is_saved_and_only_by_the_button(page: SettingsPage, desk: Desk, noted: Noted) -> None:
    section = open_section(page, AgencySection)
    write(section.form.rows["name"].input.focus_widget(), "Fenland and Petersholme Adoption")
    choose(section.form.rows["panel_type"].input.focus_widget(), "A joint panel of two or more agencies")
    assert page.is_unsaved()

    click(section.save_button)

    saved = desk.ask(agency)
    assert (saved.name, saved.panel_type) == ("Fenland and Petersholme Adoption", PanelType.JOINT)
    assert noted.done == ["The agency is saved."]
    assert not page.is_unsaved()


def test_the_keyboard_goes_through_the_form_first(page: SettingsPage, desk: Desk) -> None:
    an_authority(desk)
    section = open_section(page, AgencySection)
    page.activateWindow()
    section.form.focus("name")
    met = []
    while (widget := QApplication.focusWidget()) is not section.table.view:
        assert widget is not None
        met.append(widget)
        press(widget, Qt.Key.Key_Tab)

    typed = [one.input.focus_widget() for one in section.form.rows.values()]
    assert met == [*typed, section.save_button, section.add_button]


def test_what_is_typed_stays_while_an_authority_is_added(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, AgencySection)
    write(section.form.rows["name"].input.focus_widget(), "Half a na")

    dialog = section.add()
    write(dialog.form.rows["code"].input.focus_widget(), "PET")
    write(dialog.form.rows["name"].input.focus_widget(), "Petersholme City Council")
    dialog.save()

    assert section.form.rows["name"].input.read() == "Half a na"
    assert section.is_unsaved()
    choose(section.form.rows["host_authority"].input.focus_widget(), "Petersholme City Council")
    section.save()
    assert desk.ask(agency).host_authority == "PET"


def test_an_authoritys_decision_maker_is_changed_in_its_dialog(page: SettingsPage, desk: Desk) -> None:
    an_authority(desk)
    section = open_section(page, AgencySection)
    section.table.choose("FEN")
    dialog = section.change("FEN")
    assert dialog.form.rows["decision_maker"].input.read() == "Ruth Aldous"

    write(dialog.form.rows["decision_maker"].input.focus_widget(), "Iain Corrie")
    dialog.save()

    assert desk.ask(agency).authorities[0].decision_maker == "Iain Corrie"
    assert section.authorities.row_at(0).decision_maker == "Iain Corrie"


def test_a_decision_maker_who_may_be_a_member_is_warned_of(page: SettingsPage, desk: Desk) -> None:
    an_authority(desk)
    section = open_section(page, AgencySection)
    assert section.decides.words == ""
    a_member(desk, given_name="Ruth", family_name="Aldous")
    assert "Ruth Aldous, the decision maker of" in section.decides.words
    assert "has the name of a person on the central list" in section.decides.words


def test_a_change_from_elsewhere_shows_at_once(page: SettingsPage, desk: Desk) -> None:
    section = open_section(page, AgencySection)

    desk.do(change_agency, version=1, name="Renamed", panel_type=PanelType.ORDINARY)

    assert section.form.rows["name"].input.read() == "Renamed"


def test_an_account_is_opened_and_its_person_signs_in(page: SettingsPage, desk: Desk, tmp_path: Path) -> None:
    a_member(desk, given_name="Siân", family_name="Llewellyn")
    section = open_section(page, AccountsSection)
    dialog = section.open_account()
    for key, words in (("full_name", "Siân Llewellyn"), ("name", "sian"), ("passphrase", NEW)):
        write(dialog.form.rows[key].input.focus_widget(), words)
    choose(dialog.form.rows["role"].input.focus_widget(), "Chair")
    dialog.save()
    assert dialog.form.rows["member"].problem == (
        "Choose who the chair is on the central list, so that they can sign minutes."
    )

    choose(dialog.form.rows["member"].input.focus_widget(), "Siân Llewellyn (M001)")
    dialog.save()

    signed_in = sign_in(tmp_path / "store", "sian", NEW).signed_in
    assert (signed_in.role, signed_in.member_ref) == (AccountRole.CHAIR, "M001")
    assert [row.name for row in section.accounts.rows()] == [ADMINISTRATOR, "sian"]


def test_a_decision_maker_is_not_asked_for_a_place_on_the_central_list(page: SettingsPage, desk: Desk) -> None:
    a_member(desk)
    section = open_section(page, AccountsSection)
    dialog = section.open_account()
    choose(dialog.form.rows["member"].input.focus_widget(), "Given001 Family001 (M001)")

    choose(dialog.form.rows["role"].input.focus_widget(), "Decision maker")
    assert not dialog.form.rows["member"].isVisible()
    assert dialog.form.rows["member"].input.read() is None
    choose(dialog.form.rows["role"].input.focus_widget(), "Chair")
    assert dialog.form.rows["member"].isVisible()


def test_an_account_is_closed_by_a_question_that_says_what_happens(
    page: SettingsPage, tmp_path: Path, desk: Desk
) -> None:
    a_desk(tmp_path, AccountRole.READER).close()
    section = open_section(page, AccountsSection)
    section.table.choose(ADMINISTRATOR)
    assert not section.close_button.isEnabled()
    section.table.choose("reader")

    question = section.close_chosen()
    assert "can no longer sign in as reader" in question.words.text()
    _answer(question, "Close account")

    assert [row.name for row in desk.ask(accounts)] == [ADMINISTRATOR]
    offer = section.findChildren(Message)[-1]
    assert offer.accessibleName() == "Change the store's key too?"
    _answer(offer, "Change the store's key…")
    assert section.findChildren(ChangeStoreKey)


def test_passphrases_are_changed(page: SettingsPage, tmp_path: Path) -> None:
    a_desk(tmp_path, AccountRole.READER).close()
    section = open_section(page, AccountsSection)
    section.table.choose("reader")
    _answer(section.reset_chosen(), "Reset passphrase")
    shown = next(each for each in QApplication.topLevelWidgets() if isinstance(each, Passwords) and each.isVisible())
    [(_, code)] = shown.passwords
    shown.accept()
    assert sign_in(tmp_path / "store", "reader", code, chosen=NEW).signed_in.account == "reader"

    own = section.change_own()
    write(own.form.rows["old"].input.focus_widget(), "not mine")
    write(own.form.rows["passphrase"].input.focus_widget(), NEW)
    own.save()
    assert own.form.rows["old"].problem.startswith("That is not your passphrase.")
    write(own.form.rows["old"].input.focus_widget(), PASSPHRASE)
    own.save()
    assert sign_in(tmp_path / "store", ADMINISTRATOR, NEW).signed_in.account == ADMINISTRATOR


def test_a_new_recovery_key_is_shown_once(page: SettingsPage, tmp_path: Path) -> None:
    section = open_section(page, AccountsSection)

    _answer(section.ask_for_recovery_key(), "Make a new recovery key")

    (dialog,) = section.findChildren(NewRecoveryKey)
    assert faults(dialog) == []
    rescue = sign_in_with_recovery_key(tmp_path / "store", dialog.shown.text())
    assert rescue.signed_in.role is AccountRole.ADMINISTRATOR
