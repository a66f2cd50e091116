"""Issuing a pack: read, made and recorded; nothing is left in the folder where that fails."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.documents.packs.files import copy_hash
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.flows.issue_packs import IssueToMake, make_copies, print_pack, read_issue, read_print, record_issue
from panel_desk.operations.agency import set_figure
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.packs.issues import pack_copies
from panel_desk.queries.packs.packs import pack_readers
from panel_desk.rules.vocabulary import Capacity, PackEdition, PanelRole, PaperKind
from tests.builders import FixedTime, a_case, a_desk, a_meeting, a_member, an_attendance
from tests.panels import cancelled

MEETING = "P2027-03-10"
PAR = (Path(__file__).parents[1] / "samples" / "papers" / "PAR-household-A.pdf").read_bytes()


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """A coming meeting with a chair and an observer, and two cases with a paper each."""
    desk = a_desk(tmp_path, time_source=time_source)
    a_member(desk, "M001", given_name="Siân", family_name="Llewellyn", role=PanelRole.CHAIR)
    a_member(desk, "M002", given_name="Ola", family_name="Penrose")
    a_meeting(desk, MEETING, chair_ref="M001")
    an_attendance(desk, MEETING, "M001")
    an_attendance(desk, MEETING, "M002", capacity=Capacity.OBSERVER)
    for number, kind in enumerate((PaperKind.PAR, PaperKind.LEGAL), start=1):
        case = a_case(desk, f"CASE-00{number}", meeting_ref=MEETING, item_no=number, household_ref=None)
        desk.do(file_paper, case=case, name=f"{kind}.pdf", kind=kind, data=PAR, pages=3)
    return desk


def of_the_panel(desk: Desk) -> IssueToMake:
    """The first issue, for everybody on the line-up."""
    readers = [each for each in desk.ask(pack_readers, MEETING) if each.member is not None]
    return read_issue(desk, MEETING, readers, 1)


def test_what_is_recorded_is_what_was_written(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    issue = of_the_panel(desk)
    made = make_copies(issue, folder=folder)
    assert desk.ask(pack_copies, MEETING) == ()
    assert record_issue(desk, issue, made) == 1
    written = {copy_hash([file.read_bytes()]) for file in folder.iterdir()}
    copies = desk.ask(pack_copies, MEETING)
    assert {copy.edition for copy in copies} == {PackEdition.CHAIR, PackEdition.OBSERVER}
    assert {copy.sha256 for copy in copies} == written
    assert all(copy.password is None for copy in issue.copies)


def test_an_issue_without_a_folder_writes_no_file_and_is_recorded_in_the_same_way(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    issue = of_the_panel(desk)
    written, unwritten = make_copies(issue, folder=folder), make_copies(issue)
    assert unwritten.files == ()
    assert unwritten.copies == written.copies
    assert record_issue(desk, issue, unwritten) == 1


def test_copies_that_cannot_be_recorded_are_deleted(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    issue = of_the_panel(desk)
    made = make_copies(issue, folder=folder, with_drafts=True)
    assert len(list(folder.iterdir())) == 4
    cancelled(desk, MEETING)
    with pytest.raises(RuleBrokenError, match="still to come"):
        record_issue(desk, issue, made)
    assert list(folder.iterdir()) == []
    assert desk.ask(pack_copies, MEETING) == ()


def test_an_issue_that_is_stopped_once_its_last_file_is_written_leaves_no_file(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    issue = of_the_panel(desk)

    def stop_at_the_last_file(what: str, done: int, of: int) -> None:
        if len(list(folder.iterdir())) == len(issue.copies):
            raise InterruptedError(what, done, of)

    with pytest.raises(InterruptedError):
        make_copies(issue, stop_at_the_last_file, folder)
    assert list(folder.iterdir()) == []


def test_files_that_cannot_be_deleted_are_named(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "packs"
    folder.mkdir()
    issue = of_the_panel(desk)
    made = make_copies(issue, folder=folder)
    cancelled(desk, MEETING)
    open_file, closed_file = made.files
    unlink = Path.unlink

    def held_open(file: Path, missing_ok: bool = False) -> None:
        if file == open_file:
            raise PermissionError(file)
        unlink(file, missing_ok)

    monkeypatch.setattr(Path, "unlink", held_open)
    with pytest.raises(SurroundingsError, match="delete them yourself") as refused:
        record_issue(desk, issue, made)
    assert open_file.name in refused.value.sentence
    assert closed_file.name not in refused.value.sentence
    assert list(folder.iterdir()) == [open_file]


def test_each_copy_has_a_password_of_its_own(desk: Desk) -> None:
    readers = desk.ask(pack_readers, MEETING)[:2]
    first, second = read_issue(desk, MEETING, readers, 1, with_passwords=True).copies
    assert first.password
    assert second.password
    assert first.password != second.password


def test_a_print_is_not_recorded_and_keeps_to_the_limit_of_a_volume(desk: Desk) -> None:
    desk.do(set_figure, key="pack_volume_pages", value=50)
    for number in range(20):
        name = f"Letter {number}.pdf"
        data = PAR + f"\n%{number}".encode()
        desk.do(file_paper, case=f"CASE-00{number % 2 + 1}", name=name, kind=PaperKind.OTHER, data=data, pages=3)
    pack = read_print(desk, MEETING, edition=PackEdition.CHAIR)
    assert len(print_pack(pack).volumes) == 2
    assert len(print_pack(pack, in_volumes=False).volumes) == 1
    assert desk.ask(pack_copies, MEETING) == ()
