"""Making a store: filled before it is moved to its place, and no store is left where something fails."""

from pathlib import Path

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, shows, sign_in
from panel_desk.errors import RuleBrokenError, StoreError
from panel_desk.flows.set_up_agency import NewStore, make_store
from panel_desk.models import AuditEntry
from panel_desk.queries.agency import agency
from panel_desk.rules.vocabulary import PanelType
from tests.builders import CHEAP, PASSPHRASE, FixedTime, a_member

NEW = NewStore(
    "Fenland Adoption",
    "ada",
    "Ada Winter",
    PASSPHRASE,
    PanelType.JOINT,
    (("FEN", "Fenland County Council"), ("PET", "Petersholme Council")),
)


@shows()
def actions(work: Work) -> list[str]:
    return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_store_is_made_with_the_agency_in_one_commit(tmp_path: Path, time_source: FixedTime) -> None:
    key = make_store(tmp_path / "store", NEW, time_source, cost=CHEAP)
    assert key.count("-") >= 3
    desk = sign_in(tmp_path / "store", "ada", PASSPHRASE)
    facts = desk.ask(agency)
    assert (facts.name, facts.panel_type, facts.host_authority) == ("Fenland Adoption", PanelType.JOINT, "FEN")
    assert [each.code for each in facts.authorities] == ["FEN", "PET"]
    assert desk.ask(actions) == ["set_up_agency", "signed_in"]
    desk.close()


def test_a_new_store_holds_what_is_entered_while_it_is_made(tmp_path: Path) -> None:
    make_store(tmp_path / "store", NEW, fill=a_member, cost=CHEAP)
    desk = sign_in(tmp_path / "store", "ada", PASSPHRASE)
    assert desk.ask(actions)[0] == "set_up_agency"
    assert len(desk.ask(actions)) == 3
    desk.close()


def test_a_store_that_cannot_be_filled_is_not_made(tmp_path: Path) -> None:
    def fail(desk: Desk) -> None:
        a_member(desk)
        raise RuleBrokenError("This cannot be entered.")

    with pytest.raises(RuleBrokenError, match="cannot be entered"):
        make_store(tmp_path / "store", NEW, fill=fail, cost=CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_filled_in_where_other_files_lie(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear", encoding="utf-8")
    filled: list[Desk] = []
    with pytest.raises(StoreError, match="is not empty"):
        make_store(tmp_path, NEW, fill=filled.append, cost=CHEAP)
    assert filled == []
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]
