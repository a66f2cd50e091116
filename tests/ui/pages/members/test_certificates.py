"""Signing certificates: added from a file, shown to administrators, withdrawn and still listed."""

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from panel_desk.desk import Desk
from panel_desk.operations.members.certificates import withdraw_credential
from panel_desk.queries.members.certificates import credentials, own_key
from panel_desk.rules.vocabulary import AccountRole, VouchedHow
from panel_desk.ui import formats
from panel_desk.ui.fields import FileField
from panel_desk.ui.inputs import FileInput
from panel_desk.ui.page import Place
from panel_desk.ui.pages.members.page import MemberPage
from panel_desk.ui.pages.members.presentation import certificate_chip
from tests.builders import NOW, PASSPHRASE, a_certificate, a_desk, a_member
from tests.operations.minutes.test_signatures import a_pkcs12
from tests.ui.page_context import Noted, a_page_context

if TYPE_CHECKING:
    from collections.abc import Callable

MEMBER = "M001"


@pytest.fixture
def office(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_member(desk)
    return desk


@pytest.fixture
def chair(office: Desk, tmp_path: Path) -> Desk:
    assert office
    return a_desk(tmp_path, AccountRole.CHAIR, name="chair", member_ref=MEMBER)


def shown(noted: Noted, qtbot: QtBot) -> MemberPage:
    page = MemberPage(noted.context)
    qtbot.addWidget(page)
    page.visit(Place("member", MEMBER, "signing"))
    page.resize(1100, 640)
    with qtbot.waitExposed(page):
        page.show()
    return page


def test_a_chair_adds_a_certificate_after_a_wrong_password(chair: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    file = tmp_path / "sian.p12"
    file.write_bytes(a_pkcs12())
    with a_page_context(chair) as noted:
        page = shown(noted, qtbot)
        assert page.signing.bring_button.isVisible()
        assert not page.signing.withdraw_button.isEnabled()
        dialog = page.signing.bring()
        chosen = dialog.form.rows["file"].input
        assert isinstance(chosen, FileInput)
        chosen.ask_which = lambda: str(file)
        chosen.choose()
        dialog.form.rows["password"].input.write("wrong")
        dialog.form.rows["passphrase"].input.write(PASSPHRASE)
        dialog.save()
        assert dialog.form.rows["password"].problem.startswith("The file does not open with that password.")
        dialog.form.rows["password"].input.write("theirs")
        dialog.save()
        assert noted.done == ["The certificate is here. You sign with it from now on."]
        [mine] = page.signing.certificates.rows()
        assert (mine.issuer, certificate_chip(mine, chair.time_source.today()).word) == (
            "Fenland Council Signing",
            "Valid",
        )


def test_a_withdrawn_certificate_stays_listed_and_cannot_be_withdrawn_twice(
    office: Desk, chair: Desk, qtbot: QtBot
) -> None:
    a_certificate(chair)
    with a_page_context(office) as noted:
        page = shown(noted, qtbot)
        assert not page.signing.bring_button.isVisible()
        [row] = page.signing.certificates.rows()
        page.signing.table.choose(str(row.id))
        question = page.signing.withdraw_chosen()
        assert question is not None
        question.accept()
        assert chair.ask(own_key) is None
        [row] = page.signing.certificates.rows()
        assert certificate_chip(row, office.time_source.today()).word == "Withdrawn 4 March 2027"
        page.signing.table.choose(str(row.id))
        assert not page.signing.withdraw_button.isEnabled()


def test_the_office_vouches_for_a_certificate_made_after_a_withdrawal(office: Desk, chair: Desk, qtbot: QtBot) -> None:
    a_certificate(chair)
    chair.do(withdraw_credential, chair.ask(credentials, MEMBER)[0].id)
    a_certificate(chair)
    with a_page_context(office) as noted:
        page = shown(noted, qtbot)
        [waiting, withdrawn] = page.signing.certificates.rows()
        assert certificate_chip(waiting, office.time_source.today()).word == "Waits for a voucher"
        page.signing.table.choose(str(withdrawn.id))
        assert not page.signing.vouch_button.isEnabled()
        page.signing.table.choose(str(waiting.id))
        dialog = page.signing.vouch_for_chosen()
        assert dialog is not None
        assert formats.fingerprint_in_words(waiting.sha256) in dialog.words.text()
        dialog.form.fill({"how": VouchedHow.IN_PERSON})
        dialog.save()
        assert noted.done == ["You have vouched for the certificate. Its owner can sign with it."]
        [vouched, _] = page.signing.certificates.rows()
        assert certificate_chip(vouched, office.time_source.today()).word == "Valid"
        assert vouched.vouched is not None
        assert vouched.vouched.in_words == "Ada Winter, in person, on 4 March 2027"


def test_another_chair_sees_no_certificate(office: Desk, chair: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    a_certificate(chair)
    a_member(office, "M060")
    other = a_desk(tmp_path, AccountRole.CHAIR, name="other", member_ref="M060")
    with a_page_context(other) as noted:
        page = shown(noted, qtbot)
        assert page.signing.certificates.rows() == []
        assert not page.signing.bring_button.isVisible()
        assert not page.signing.withdraw_button.isVisible()


def test_a_certificate_near_its_end_says_so(chair: Desk) -> None:
    a_certificate(chair)
    [mine] = chair.ask(credentials, MEMBER)
    assert certificate_chip(mine, mine.valid_until - timedelta(days=30)).word == "Expires in 30 days"
    assert certificate_chip(mine, mine.valid_until + timedelta(days=1)).word == "Expired"
    assert mine.added_at == NOW


def test_a_file_that_cannot_be_taken_says_why(tmp_path: Path, qtbot: QtBot) -> None:
    file_input = FileField(key="file", label="File").make()
    assert isinstance(file_input, FileInput)
    qtbot.addWidget(file_input)
    assert file_input.read() is None
    which: Callable[[], str] = lambda: str(tmp_path / "gone.p12")  # noqa: E731 # a dialog's answer
    file_input.ask_which = which
    file_input.choose()
    with pytest.raises(ValueError, match="cannot be read"):
        file_input.read()
    (tmp_path / "gone.p12").write_bytes(b"0" * 1_000_001)
    with pytest.raises(ValueError, match="too large"):
        file_input.read()
    file_input.write(None)
    assert file_input.read() is None
