"""Accounts are opened, closed and given passphrases, and the key file agrees with them."""

import errno
import os
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import event

from panel_desk.desk import Desk, SignedIn, Work, shows, sign_in, sign_in_with_recovery_key
from panel_desk.errors import NotAllowedError, OwnPassphraseNeededError, RuleBrokenError, StoreError, SurroundingsError
from panel_desk.operations.accounts import change_passphrase, close_account, open_account, reset_passphrase
from panel_desk.operations.agency import close_on
from panel_desk.queries.accounts import accounts
from panel_desk.queries.history import history
from panel_desk.queries.integrity import store_faults
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store import atomic_write, keys, store
from panel_desk.store.store import create_store, open_with_key
from tests.builders import (
    ADMINISTRATOR,
    CHEAP,
    PASSPHRASE,
    FixedTime,
    a_desk,
    a_member,
    an_authority,
    give_passphrase,
)

NEW = "Another-good-passphrase"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def _open(desk: Desk, **fields: object) -> None:
    given = {"name": "ruth", "full_name": "Ruth Aldous", "role": AccountRole.READER, "passphrase": NEW}
    desk.do(open_account, **(given | fields))  # type: ignore[arg-type] # the fields of one test differ in type


def _refused(desk: Desk, **fields: object) -> RuleBrokenError:
    with pytest.raises(RuleBrokenError) as refused:
        _open(desk, **fields)
    return refused.value


def test_a_person_signs_in_with_an_opened_account(desk: Desk, tmp_path: Path) -> None:
    _open(desk, name=" ruth ", full_name=" Ruth Aldous ", role=AccountRole.DECISION_MAKER)

    signed_in = sign_in(tmp_path / "store", "ruth", NEW).signed_in

    assert (signed_in.name, signed_in.role, signed_in.member_ref) == ("Ruth Aldous", AccountRole.DECISION_MAKER, None)


@shows()
def _authorities(work: Work) -> frozenset[str]:
    return work.view.authorities


def test_a_decision_maker_decides_for_the_authorities_that_name_them(desk: Desk, tmp_path: Path) -> None:
    an_authority(desk, "FEN", "Fenmoor Council", decision_maker="Ruth Aldous")
    an_authority(desk, "OTH", "Otterham Council", decision_maker="Somebody Else")
    an_authority(desk, "NON", "Nonsuch Council", decision_maker=None)
    _open(desk, role=AccountRole.DECISION_MAKER)

    assert sign_in(tmp_path / "store", "ruth", NEW).ask(_authorities) == {"FEN"}


def test_a_chairs_account_is_linked_to_a_person_on_the_central_list(desk: Desk) -> None:
    ref = a_member(desk)

    assert _refused(desk, role=AccountRole.CHAIR).field == "member"
    _open(desk, role=AccountRole.CHAIR, member=ref)

    assert [(row.name, row.member) for row in desk.ask(accounts)] == [(ADMINISTRATOR, None), ("ruth", ref)]


def test_a_decision_maker_is_never_a_member_of_the_panel(desk: Desk) -> None:
    refused = _refused(desk, role=AccountRole.DECISION_MAKER, member=a_member(desk))

    assert refused.field == "member"
    assert "30B(3)" in refused.sentence


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"full_name": ""}, "full_name"),
        ({"name": ADMINISTRATOR.upper()}, "name"),
        ({"passphrase": "too short"}, "passphrase"),
        ({"member": "M404"}, "member"),
    ],
)
def test_an_error_names_its_field(desk: Desk, fields: dict[str, object], field: str) -> None:
    assert _refused(desk, **fields).field == field
    assert [row.name for row in desk.ask(accounts)] == [ADMINISTRATOR]
    assert desk.store.key_ring.names() == (ADMINISTRATOR,)


def test_a_person_has_one_account(desk: Desk) -> None:
    ref = a_member(desk)
    _open(desk, member=ref)

    assert _refused(desk, name="second", member=ref).field == "member"


def test_a_closed_account_cannot_sign_in_and_its_history_stays(desk: Desk, tmp_path: Path) -> None:
    _open(desk)
    desk.do(close_account, name="ruth")

    assert [row.name for row in desk.ask(accounts)] == [ADMINISTRATOR]
    with pytest.raises(StoreError):
        sign_in(tmp_path / "store", "ruth", NEW)
    assert [each.action for each in desk.ask(history) if not each.is_seen] == ["closed an account", "opened an account"]


def test_nobody_closes_their_own_account_or_an_unknown_one(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="your own account"):
        desk.do(close_account, name=ADMINISTRATOR)
    with pytest.raises(RuleBrokenError, match="no account"):
        desk.do(close_account, name="nobody")


def test_everybody_changes_their_own_passphrase(tmp_path: Path) -> None:
    reader = a_desk(tmp_path, AccountRole.READER)

    with pytest.raises(RuleBrokenError) as wrong:
        reader.do(change_passphrase, old="not it", passphrase=NEW)
    assert wrong.value.field == "old"
    with pytest.raises(RuleBrokenError) as short:
        reader.do(change_passphrase, old=PASSPHRASE, passphrase="short")
    assert short.value.field == "passphrase"
    reader.do(change_passphrase, old=PASSPHRASE, passphrase=NEW)

    assert sign_in(tmp_path / "store", "reader", NEW).signed_in.account == "reader"
    with pytest.raises(StoreError):
        sign_in(tmp_path / "store", "reader", PASSPHRASE)


def test_an_administrator_sets_a_forgotten_passphrase(desk: Desk, tmp_path: Path) -> None:
    _open(desk)
    code = desk.do(reset_passphrase, name="ruth")
    with pytest.raises(StoreError):
        sign_in(tmp_path / "store", "ruth", NEW)
    with pytest.raises(OwnPassphraseNeededError, match="Choose a passphrase of your own"):
        sign_in(tmp_path / "store", "ruth", code)
    sign_in(tmp_path / "store", "ruth", code, chosen="Third-good-passphrase").close()
    assert sign_in(tmp_path / "store", "ruth", "Third-good-passphrase").signed_in.account == "ruth"
    with pytest.raises(StoreError, match="do not open"):  # it was used
        sign_in(tmp_path / "store", "ruth", code, chosen=NEW)
    assert desk.ask(store_faults) == ()
    with pytest.raises(RuleBrokenError, match="no account"):
        desk.do(reset_passphrase, name="nobody")
    with pytest.raises(RuleBrokenError, match="Change your own passphrase"):
        desk.do(reset_passphrase, name=ADMINISTRATOR)


@pytest.mark.parametrize(("chosen", "why"), [("short", "at least 12"), (None, "not the one-time code")])
def test_with_a_one_time_code_a_good_passphrase_of_ones_own_is_chosen(
    desk: Desk, tmp_path: Path, chosen: str | None, why: str
) -> None:
    _open(desk)
    code = desk.do(reset_passphrase, "ruth")
    with pytest.raises(RuleBrokenError, match=why):
        sign_in(tmp_path / "store", "ruth", code, chosen=chosen or code)
    typed = code.lower().replace("-", " ")
    assert sign_in(tmp_path / "store", "ruth", typed, chosen=NEW).signed_in.account == "ruth"


def test_a_one_time_code_ends_after_a_week(tmp_path: Path, time_source: FixedTime) -> None:
    desk = a_desk(tmp_path, time_source=time_source)
    _open(desk)
    code = desk.do(reset_passphrase, "ruth")
    time_source.move(days=7)
    with pytest.raises(NotAllowedError, match="ended on 11 March 2027"):
        sign_in(tmp_path / "store", "ruth", code, time_source, chosen=NEW)
    code = desk.do(reset_passphrase, "ruth")
    time_source.move(days=6)
    sign_in(tmp_path / "store", "ruth", code, time_source, chosen=NEW).close()


def test_a_one_time_code_signs_nothing_else_in_the_audit_trail(desk: Desk, tmp_path: Path) -> None:
    _open(desk)
    code = desk.do(reset_passphrase, "ruth")
    unlocked = desk.store.key_ring.unlock("ruth", code)
    store = open_with_key(tmp_path / "store", unlocked.data_key, unlocked.signer)
    forged = Desk(store, SignedIn("ruth", "Ruth Aldous", AccountRole.ADVISER))
    forged.do(close_on, date(2027, 3, 5), "Flood")
    forged.close()
    assert any("one-time code of “ruth”, which only sets a passphrase" in each for each in desk.ask(store_faults))


def test_whoever_signed_in_with_the_recovery_key_resets_the_first_administrators_passphrase(tmp_path: Path) -> None:
    recovery_key = create_store(tmp_path / "store", "Fenland Adoption", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP)
    rescue = sign_in_with_recovery_key(tmp_path / "store", recovery_key)
    code = rescue.do(reset_passphrase, ADMINISTRATOR)
    rescue.do(close_on, date(2027, 3, 5), "Flood")
    again = sign_in(tmp_path / "store", None, code, chosen=NEW)
    assert again.ask(store_faults) == ()


def test_a_passphrase_that_was_set_is_in_the_history_and_a_refused_one_is_not(desk: Desk) -> None:
    _open(desk)
    code = desk.do(reset_passphrase, name="ruth")
    with pytest.raises(RuleBrokenError):
        sign_in(desk.store.folder, "ruth", code, desk.time_source, chosen="short")
    sign_in(desk.store.folder, "ruth", code, desk.time_source, chosen="Third-good-passphrase").close()
    desk.do(change_passphrase, old=PASSPHRASE, passphrase=NEW)

    [changed, chosen, reset, opened] = (each for each in desk.ask(history) if not each.is_seen)
    assert [entry.action for entry in (changed, chosen, reset, opened)] == [
        "changed their passphrase",
        "chose their passphrase with a one-time code",
        "gave an account a one-time code",
        "opened an account",
    ]
    assert all(entry.changes[0].split(": ")[1].startswith("passphrase set at") for entry in (changed, reset))


def test_an_administrator_stays_one_under_a_new_passphrase(desk: Desk, tmp_path: Path) -> None:
    desk.do(change_passphrase, old=PASSPHRASE, passphrase=NEW)

    assert sign_in(tmp_path / "store", None, NEW).signed_in.account == ADMINISTRATOR


@pytest.mark.parametrize("role", [role for role in AccountRole if role is not AccountRole.ADMINISTRATOR])
def test_only_an_administrator_manages_accounts(tmp_path: Path, role: AccountRole) -> None:
    desk = a_desk(tmp_path)
    member = a_member(desk) if role is AccountRole.CHAIR else None
    desk.close()
    other = a_desk(tmp_path, role, member_ref=member)

    with pytest.raises(NotAllowedError):
        _open(other)
    with pytest.raises(NotAllowedError):
        other.do(close_account, name=ADMINISTRATOR)
    with pytest.raises(NotAllowedError):
        other.do(reset_passphrase, name=ADMINISTRATOR)


def test_accounts_opened_in_two_windows_both_sign_in(desk: Desk, tmp_path: Path) -> None:
    other = a_desk(tmp_path)

    _open(desk, name="ruth")
    _open(other, name="ben")
    _open(desk, name="cara")

    for name in ("ruth", "ben", "cara"):
        assert sign_in(tmp_path / "store", name, NEW).signed_in.account == name


def test_the_copy_of_the_keys_from_before_a_change_is_deleted(desk: Desk, tmp_path: Path) -> None:
    _open(desk)
    give_passphrase(desk, "ruth", NEW)
    previous_keys = tmp_path / "store" / store.PREVIOUS_KEYS
    assert not previous_keys.exists()

    previous_keys.write_bytes((tmp_path / "store" / "keys.json").read_bytes())
    sign_in(tmp_path / "store", "ruth", NEW).close()
    assert previous_keys.exists()  # it may belong to a change in another window
    os.utime(previous_keys, (0, 0))
    sign_in(tmp_path / "store", "ruth", NEW).close()
    assert not previous_keys.exists()


def test_keys_are_restored_on_a_full_disk_when_the_account_could_not_be_saved(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _open(desk)
    before = (tmp_path / "store" / "keys.json").read_bytes()
    written = atomic_write.write_whole

    def full(path: Path, data: bytes) -> None:
        raise OSError(errno.ENOSPC, f"No room for {len(data)} bytes of {path.name}")

    def no_room(_: object) -> None:
        for module in (keys, store):
            monkeypatch.setattr(module, "write_whole", full)
        raise SurroundingsError("The disk is full.")

    def make_room() -> None:
        for module in (keys, store):
            monkeypatch.setattr(module, "write_whole", written)

    event.listen(desk.store.engine, "commit", no_room)
    with pytest.raises(SurroundingsError):
        _open(desk, name="ben")
    make_room()
    with pytest.raises(SurroundingsError):
        desk.do(close_account, "ruth")
    make_room()
    with pytest.raises(SurroundingsError):
        desk.do(reset_passphrase, "ruth")
    event.remove(desk.store.engine, "commit", no_room)
    with pytest.raises(SurroundingsError, match="the disk is full"):
        desk.do(reset_passphrase, "ruth")

    assert (tmp_path / "store" / "keys.json").read_bytes() == before
    assert not (tmp_path / "store" / store.PREVIOUS_KEYS).exists()
    assert [row.name for row in desk.ask(accounts)] == [ADMINISTRATOR, "ruth"]


def test_an_account_is_opened_although_the_key_file_has_its_name(desk: Desk, tmp_path: Path) -> None:
    desk.store.save_account_key("ruth", PASSPHRASE, is_administrator=False)

    _open(desk)

    assert sign_in(tmp_path / "store", "ruth", NEW).signed_in.name == "Ruth Aldous"
