"""What is seen or taken out is on the audit trail: sign-ins, exports, prints, packs, backups, checks."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from panel_desk import paths
from panel_desk.cli import run
from panel_desk.desk import Desk, sign_in, sign_in_with_recovery_key
from panel_desk.errors import SignInRefusedError
from panel_desk.flows.issue_packs import read_print
from panel_desk.operations.backups import back_up
from panel_desk.operations.members.members import change_member
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.history import HistoryRow, history, history_by_sitting
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.members import MemberRow, central_list, member, members
from panel_desk.queries.papers.papers import version_bytes
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.rules.disclosures import Way
from panel_desk.rules.vocabulary import AccountRole, PaperKind
from panel_desk.store.refused_sign_ins import REFUSED_SIGN_INS, RefusedSignIn, keep_refused, take_refused
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Page, Place
from panel_desk.ui.printing import save_file
from panel_desk.ui.row_model import Column, RowModel
from panel_desk.ui.widgets.table import Table
from tests.builders import ADMINISTRATOR, NOW, PASSPHRASE, FixedTime, a_case, a_desk, a_meeting, a_member
from tests.pdfs import a_pdf
from tests.ui.page_context import a_page_context


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def seen(desk: Desk, ref: str | None = None) -> list[HistoryRow]:
    """What was seen since the first sign-in, oldest first."""
    return [each for each in desk.ask(history, ref, None) if each.is_seen][::-1][0 if ref else 1 :]


def test_a_sign_in_says_who_when_and_how(desk: Desk, time_source: FixedTime) -> None:
    sign_in(desk.store.folder, None, PASSPHRASE, time_source, Way.COMMAND_LINE)
    first, again = (each for each in desk.ask(history)[::-1] if each.action == "signed in")
    assert (first.account, first.at) == (ADMINISTRATOR, NOW)
    assert first.changes[0].endswith(": in the window")
    assert again.changes[0].endswith(": on the command line")
    assert desk.ask(store_faults) == ()


def test_the_next_sign_in_adds_refused_ones_and_never_what_was_typed(desk: Desk, time_source: FixedTime) -> None:
    folder = desk.store.folder
    for name, passphrase in ((ADMINISTRATOR.upper(), "wrong-passphrase"), (PASSPHRASE, "admin"), (None, "wrong")):
        with pytest.raises(SignInRefusedError):
            sign_in(folder, name, passphrase, time_source)
    with pytest.raises(SignInRefusedError):
        sign_in_with_recovery_key(folder, "ABCD-EFGH", time_source)
    assert PASSPHRASE not in (folder / REFUSED_SIGN_INS).read_text(encoding="utf-8")
    again = sign_in(folder, None, PASSPHRASE, time_source)
    found = [each for each in seen(again) if each.action == "was refused the sign-in"]
    assert {each.name for each in found} == {"Somebody"}
    unknown = "A name or a recovery key that does not belong to this store, in the window"
    assert [each.changes[0].partition(": ")[0] for each in found][1::2] == [unknown, unknown]
    assert all(each.changes[0].endswith("in the window") for each in found)
    assert not (folder / REFUSED_SIGN_INS).exists()
    assert again.ask(store_faults) == ()


def test_damaged_lines_of_refused_sign_ins_are_left_out(tmp_path: Path) -> None:
    assert take_refused(tmp_path) == ()
    keep_refused(tmp_path, [RefusedSignIn(NOW, "gwen", "window")])
    with (tmp_path / REFUSED_SIGN_INS).open("a", encoding="utf-8") as file:
        file.write('nonsense\n[1, 2, 3]\n["2027-03-04", "gwen", "window"]\n{}\n')
    assert take_refused(tmp_path) == (RefusedSignIn(NOW, "gwen", "window"),)
    (tmp_path / REFUSED_SIGN_INS).write_text("x" * 300_000, encoding="utf-8")
    keep_refused(tmp_path, [RefusedSignIn(NOW, "gwen", "window")])
    assert (tmp_path / REFUSED_SIGN_INS).stat().st_size == 300_000
    keep_refused(tmp_path / "not there", [RefusedSignIn(NOW, "gwen", "window")])


def test_a_trail_that_cannot_be_written_stops_nobody_and_loses_no_refusal(desk: Desk, time_source: FixedTime) -> None:
    folder = desk.store.folder
    with pytest.raises(SignInRefusedError):
        sign_in(folder, None, "wrong", time_source)
    with desk.store.engine.begin() as connection:
        full = "CREATE TRIGGER full BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'No.'); END"
        connection.execute(text(full))
    sign_in(folder, None, PASSPHRASE, time_source).ask(all_registers)
    with desk.store.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))
    (refused,) = (each for each in seen(sign_in(folder, None, PASSPHRASE, time_source)) if each.name == "Somebody")
    assert refused.at == NOW


def test_a_store_that_is_read_only_is_read_without_entries(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(desk.store), "why_read_only", "It is on a read-only drive.")
    desk.note_sign_in()
    desk.ask(all_registers)
    assert seen(desk) == []


def test_exports_backups_and_packs_are_on_the_trail(desk: Desk, tmp_path: Path) -> None:
    meeting = a_meeting(desk)
    case = a_case(desk, meeting_ref=meeting, item_no=1)
    desk.do(file_paper, case, "Medical.pdf", PaperKind.MEDICAL, a_pdf("Well."), 1)
    desk.ask(all_registers)
    desk.do(back_up, tmp_path)
    read_print(desk, meeting)
    subject = "Approval of Barlow001 household"
    entries = [(each.action, each.changes) for each in seen(desk) if each.action != "filed a paper"]
    assert entries == [
        ("exported every register", ("In the window",)),
        ("backed up the store", ("In the window",)),
        ("made a pack", ("Panel of 10 March 2027: member edition, in the window",)),
        ("opened a medical paper", (f"{subject}, panel of 10 March 2027, Medical.pdf: in a pack, in the window",)),
    ]


def test_each_opening_of_a_medical_paper_is_on_the_trail_and_of_no_other(desk: Desk) -> None:
    case = a_case(desk)
    for kind in (PaperKind.MEDICAL, PaperKind.PAR):
        desk.do(file_paper, case, f"{kind}.pdf", kind, a_pdf(kind), 1)
    for paper in (1, 2, 1):
        desk.ask(version_bytes, paper, 1)
    assert [each.action for each in seen(desk)] == ["opened a medical paper"] * 2
    assert len(seen(desk, case)) == 2


def test_checks_on_members_are_on_the_trail_where_they_are_shown(desk: Desk, tmp_path: Path) -> None:
    a_member(desk, given_name="Siân", family_name="Trefelin")
    desk.ask(members)
    desk.ask(central_list)
    desk.ask(member, "M001")
    assert [each.changes for each in seen(desk)] == [("In the window",), ("Siân Trefelin: in the window",)]
    assert len([each for each in desk.ask(history_by_sitting, "M001") if each.is_seen]) == 1
    chair = a_desk(tmp_path, AccountRole.CHAIR)
    chair.ask(member, "M001")
    chair.ask(central_list)
    assert [each.action for each in seen(desk)][2:] == ["signed in"] * 2


class _MemberCard(Page):
    """A page with a table, in which one member is listed."""

    def build(self) -> None:
        people: RowModel[MemberRow] = RowModel([Column("name", "Name", lambda row: row.name)], ref=lambda row: row.ref)
        self.table: Table = Table(people, "People", counted=("person", "people"), settings=self.context.settings)
        self.body.addWidget(self.table)

    def refresh(self) -> None:
        self.table.model.replace([self.watch(member, self.ref).row])


def test_a_page_that_refreshes_is_no_new_opening(desk: Desk, qtbot: QtBot) -> None:
    a_member(desk)
    with a_page_context(desk) as noted:
        page = _MemberCard(noted.context)
        qtbot.addWidget(page)
        page.visit(Place("member", "M001"))
        page.show()
        assert len(seen(desk)) == 1
        for name in ("Prosser", "Llewellyn"):
            version = desk.ask_with_registers(member, "M001").value.version
            desk.do(change_member, member="M001", version=version, family_name=name)
        assert len(seen(desk)) == 1
        page.visit(Place("member", "M001"))
        assert len(seen(desk)) == 2


def test_a_list_and_a_document_that_a_page_saves_are_on_the_trail(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    a_member(desk)
    with a_page_context(desk) as noted:
        page = _MemberCard(noted.context)
        qtbot.addWidget(page)
        page.visit(Place("member", "M001"))
        page.show()
        page.table.ask_where = lambda name: str(tmp_path / name)
        page.table.export()
        page.visit(Place("today"))
        assert save_file(page, str(tmp_path / "letter.eml"), b"Dear")
    assert [(each.action, each.changes) for each in seen(desk)][1:] == [
        ("exported a list", ("People, People.csv, in the window",)),
        ("printed or saved a document", ("Letter.eml, in the window",)),
    ]


def test_a_list_that_a_dialog_saves_is_on_the_trail(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    with a_page_context(desk) as noted:
        page = _MemberCard(noted.context)
        qtbot.addWidget(page)
        dialog = Message("Faults", "", page.window())
        people: RowModel[str] = RowModel([Column("name", "Name", str)], ref=str)
        table: Table = Table(people, "Faults", counted=("fault", "faults"), settings=page.context.settings)
        dialog.add(table)
        table.ask_where = lambda name: str(tmp_path / name)
        table.export()
    assert [(each.action, each.changes) for each in seen(desk)] == [
        ("exported a list", ("Faults, Faults.csv, in the window",)),
    ]


def test_a_document_on_the_command_line_is_on_the_trail(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = a_meeting(desk)
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    out = tmp_path / "agenda.pdf"
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")
    words = ["agenda", meeting, "--edition", "members", "--out", str(out)]
    run(["--store", str(desk.store.folder), *words], lambda _: 42)
    assert seen(desk)[-1].changes == ("Panel of 10 March 2027: agenda.pdf, on the command line",)
