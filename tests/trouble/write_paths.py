"""Every way in which a store is written, as a function that a process of its own runs and that a trouble interrupts."""

import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from panel_desk.desk import Desk, sign_in
from panel_desk.exchange.workbook.xlsx import read_workbook
from panel_desk.flows.issue_packs import make_copies, read_issue, record_issue
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.accounts import change_passphrase, close_account, make_recovery_key, open_account
from panel_desk.operations.backups import back_up
from panel_desk.operations.decisions.decisions import record_decision
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.operations.papers.papers import file_paper
from panel_desk.operations.search_index import rebuild_index
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.packs.packs import pack_readers
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, HowGiven, PaperKind
from panel_desk.store.restore import Restorer, restore_store
from panel_desk.store.store import create_store
from tests.builders import (
    ADMINISTRATOR,
    CHEAP,
    NOW,
    PASSPHRASE,
    FixedTime,
    a_decision,
    a_desk,
    a_meeting,
    a_workbook,
    an_attendance,
)
from tests.panels import APPROVAL, CHAIR, MATCH, a_final_panel, record, section, signed_by_the_chair, the_chair
from tests.panels import a_held_panel as held
from tests.panels import write_all as drafted

NEW_PASSPHRASE = "another long passphrase"
NEXT_PANEL = "P2027-03-10"
LATER = datetime(2027, 3, 4, 11, 0, tzinfo=UTC)
_HEADINGS = ("Member ref", "Given name", "Family name", "Status", "Category", "Independent of agency", "Role")
MEMBERS: Sequence[Sequence[object]] = [
    _HEADINGS,
    *(
        (f"N{number}", f"Given{number}", f"Name{number}", "active", "independent", "yes", "member")
        for number in range(40)
    ),
]
STORE, BACKUPS, NEW_STORE, PACKS = "store", "backups", "new store", "packs"
"""The folders of a trial: the store, its backups elsewhere, a store that is made, and issued packs."""


@dataclass(frozen=True)
class WritePath:
    """A way in which a store is written.

    Args:
        prepared: fills the store of a new folder before; it is run once, and the folder is copied for each trial.
        write: writes; it gets the folder and a source of the time.
        written: the folder of the store that is written.
        changes_registers: whether the registers differ afterwards.
    """

    prepared: Callable[[Path], None]
    write: Callable[[Path, FixedTime], object]
    written: str = STORE
    changes_registers: bool = True


def _opened(folder: Path, time_source: FixedTime, name: str = ADMINISTRATOR) -> Desk:
    return sign_in(folder / STORE, name, PASSPHRASE, time_source)


def _draft(folder: Path) -> None:
    """Minutes being written, a paper, a panel to come, a backup elsewhere, and a workbook."""
    (folder / PACKS).mkdir(parents=True)
    a_workbook(folder, {"Members": MEMBERS})
    with closing(a_desk(folder)) as desk:
        held(desk)
        drafted(desk)
        a_meeting(desk, NEXT_PANEL, chair_ref=CHAIR)
        an_attendance(desk, NEXT_PANEL, CHAIR)
        desk.do(file_paper, APPROVAL, "PAR.pdf", PaperKind.PAR, b"%PDF-1" * 3000, 1)
        desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADVISER, PASSPHRASE)
        desk.do(back_up, folder / BACKUPS)


def _final(folder: Path) -> None:
    with closing(a_desk(folder)) as desk:
        a_final_panel(desk)
        the_chair(folder).close()


def _signed(folder: Path) -> None:
    with closing(a_desk(folder)) as desk:
        a_final_panel(desk)
        signed_by_the_chair(desk, folder)
        a_decision(desk, APPROVAL, minutes_received_on=date(2027, 2, 26))


def _doing(work: Callable[[Desk, Path], object]) -> Callable[[Path, FixedTime], object]:
    """A function that signs in to the trial's store as its administrator, does some work and closes the store."""

    def write(folder: Path, time_source: FixedTime) -> None:
        with closing(_opened(folder, time_source)) as desk:
            work(desk, folder)

    return write


def _save_minutes(desk: Desk, _: Path) -> None:
    one = section(desk)
    desk.do(write_section, one.id, f"{one.text} The panel asked about school.", one.version)


def _sign(folder: Path, time_source: FixedTime) -> None:
    with closing(_opened(folder, time_source, "chair")) as desk:
        sign(desk, record(desk).content, PASSPHRASE)


def _issue(desk: Desk, folder: Path) -> None:
    readers = [each for each in desk.ask(pack_readers, NEXT_PANEL) if each.member is not None]
    issue = read_issue(desk, NEXT_PANEL, readers, 1)
    record_issue(desk, issue, make_copies(issue, folder=folder / PACKS))


def _restore(folder: Path, _: FixedTime) -> None:
    [backup] = (folder / BACKUPS).iterdir()
    restore_store(backup, folder / STORE, Restorer(None, PASSPHRASE), LATER)


def _create(folder: Path, _: FixedTime) -> None:
    create_store(folder / NEW_STORE, "Fenland Adoption", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP, NOW)


PATHS: dict[str, WritePath] = {
    "file a paper": WritePath(
        _draft,
        _doing(lambda desk, _: desk.do(file_paper, MATCH, "CPR.pdf", PaperKind.CPR, b"%PDF-2" * 9000, 1, texts=["a"])),
    ),
    "save minutes": WritePath(_draft, _doing(_save_minutes)),
    "sign minutes": WritePath(_final, _sign),
    "record a decision": WritePath(
        _signed,
        _doing(
            lambda desk, _: desk.do(
                record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 1), how=HowGiven.EMAIL
            )
        ),
    ),
    "import a workbook": WritePath(
        _draft,
        _doing(lambda desk, folder: desk.do(import_registers, read_workbook(folder / "registers.xlsx"))),
    ),
    "issue a pack": WritePath(_draft, _doing(_issue)),
    "change a passphrase": WritePath(
        _draft, _doing(lambda desk, _: desk.do(change_passphrase, PASSPHRASE, NEW_PASSPHRASE))
    ),
    "open an account": WritePath(
        _draft, _doing(lambda desk, _: desk.do(open_account, "ben", "Ben Hythe", AccountRole.ADVISER, PASSPHRASE))
    ),
    "close an account": WritePath(_draft, _doing(lambda desk, _: desk.do(close_account, "ruth"))),
    "make a recovery key": WritePath(_draft, _doing(lambda desk, _: desk.do(make_recovery_key))),
    "rebuild the search index": WritePath(
        _draft, _doing(lambda desk, _: desk.do(rebuild_index)), changes_registers=False
    ),
    "back up": WritePath(
        _draft, _doing(lambda desk, folder: desk.do(back_up, folder / BACKUPS)), changes_registers=False
    ),
    "restore": WritePath(_draft, _restore, changes_registers=False),
    "create a store": WritePath(lambda folder: folder.mkdir(parents=True), _create, NEW_STORE),
}


class Prepared:
    """The folders of the trials, each prepared once and then copied.

    Args:
        folder: where they are made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made: dict[Callable[[Path], None], Path] = {}
        self._number = 0

    def original(self, name: str) -> Path:
        """The prepared folder of a write path, which is not to be changed."""
        prepare = PATHS[name].prepared
        if prepare not in self._made:
            self._made[prepare] = self._folder / f"prepared-{len(self._made)}"
            prepare(self._made[prepare])
        return self._made[prepare]

    def copy(self, name: str) -> Path:
        """A new copy of the prepared folder of a write path."""
        self._number += 1
        return shutil.copytree(self.original(name), self._folder / f"trial-{self._number}")
