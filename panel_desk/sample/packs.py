"""Issues and recalls the sample agency's packs; each copy is built, so that its hash is that of a real file."""

from panel_desk.desk import Desk
from panel_desk.flows.issue_packs import make_copies, read_issue, record_issue
from panel_desk.operations.packs.packs import confirm_deletion, note_receipt, recall_packs
from panel_desk.queries.packs.issues import pack_copies
from panel_desk.queries.packs.packs import pack_readers

_SILENT = 1  # readers who do not answer


def send_pack(desk: Desk, meeting: str, most: int) -> None:
    """Issue a meeting's pack to at most `most` of its line-up; each copy takes a third of a second to make."""
    readers = [each for each in desk.ask(pack_readers, meeting) if each.member is not None][:most]
    issue = read_issue(desk, meeting, readers, 1)
    record_issue(desk, issue, make_copies(issue))


def record_receipts(desk: Desk, meeting: str) -> None:
    """Note the readers' receipts; some give none."""
    for copy in desk.ask(pack_copies, meeting)[_SILENT:]:
        desk.do(note_receipt, copy.id, desk.time_source.today())


def recall(desk: Desk, meeting: str) -> None:
    """Recall a meeting's packs; all but some readers confirm at once."""
    desk.do(recall_packs, meeting)
    for copy in desk.ask(pack_copies, meeting)[_SILENT:]:
        desk.do(confirm_deletion, copy.id, desk.time_source.today())
