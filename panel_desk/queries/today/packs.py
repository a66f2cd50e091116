"""Rows of the Today list about packs: to be sent, sent again, recalled, confirmed or deleted."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from panel_desk.models import Meeting
from panel_desk.queries.packs.issues import PackCopyRow, pack_copies_of, packs_not_whole
from panel_desk.queries.packs.packs import copies_to_recall_of, unsent_pack_changes_of
from panel_desk.queries.today.rows import Step, TodayContext, TodayKind, TodayRow
from panel_desk.queries.today.running_clocks import DueRow
from panel_desk.queries.today.turns import Turn
from panel_desk.rules.clocks import Clock, ClockKind
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed

_NAMED = 3  # readers that a row names before it counts the rest


def packs_going_out(
    context: TodayContext, meetings: tuple[str, ...], meeting: Meeting, clock: Clock, *, is_whole: bool
) -> Iterator[TodayRow]:
    """The next step of an upcoming panel's pack: send it, recall copies, send it again, or follow up its readers.

    There is no row for an account that does not see every item and paper: others send packs.

    Args:
        context: the context of every row.
        meetings: the refs of all upcoming panels, so that one statement reads the packs of all.
        meeting: one of them; it has items.
        clock: the day by which members must have their papers.
        is_whole: whether no paper is missing.
    """
    if meeting.ref in packs_not_whole(context.work, meetings):
        return
    copies = pack_copies_of(context.work, meetings)[meeting.ref]
    current = [copy for copy in copies if copy.is_newest and copy.recalled_on is None]
    panel = f"panel of {in_words(meeting.meets_on)}"
    if not copies:
        if is_whole:
            what, detail, whose = f"Papers for the {panel}", "complete, to be sent", ""
        else:
            return
    elif to_recall := copies_to_recall_of(context.work, meetings)[meeting.ref]:
        what, detail, whose = f"Pack for the {panel}", f"{count(len(to_recall), 'copy', 'copies')} to be recalled", ""
    elif unsent_pack_changes_of(context.work, meetings)[meeting.ref]:
        what, detail, whose = f"Pack for the {panel}", f"changed since issue {copies[0].issue}, to be sent again", ""
    elif unconfirmed := [copy for copy in current if copy.received_on is None]:
        what, whose = f"Pack for the {panel}", _names(unconfirmed)
        has = "has" if len(unconfirmed) == 1 else "have"
        detail = f"{len(unconfirmed)} of {count(len(current), 'reader')} {has} not confirmed receipt"
    else:
        return
    yield context.row(
        TodayKind.PAPERS,
        what,
        Step.OPEN_PACKS,
        meeting.ref,
        turn=Turn.OFFICE_WORK,
        detail=detail,
        whose=whose,
        clock=clock,
    )


def packs_to_be_deleted(context: TodayContext, running: Iterable[DueRow]) -> Iterator[TodayRow]:
    """One row per meeting with recalled packs that not every reader has confirmed as deleted."""
    recalled = {each.meeting: each.clock for each in running if each.meeting and _is_pack_deletion(each)}
    if not recalled:
        return
    copies = pack_copies_of(context.work, tuple(recalled))
    for meeting in context.work.session.scalars(select(Meeting).where(Meeting.ref.in_(recalled)).order_by(Meeting.ref)):
        left = [copy for copy in copies[meeting.ref] if copy.recalled_on and not copy.confirmed_on]
        if not left:  # the account does not see every item and paper, and so no copy
            continue
        yield context.row(
            TodayKind.PAPERS,
            f"Packs of {in_words(meeting.meets_on)}",
            Step.OPEN_PACKS,
            meeting.ref,
            turn=Turn.OFFICE_WORK,
            detail=f"{count(len(left), 'copy', 'copies')} not confirmed as deleted",
            whose=_names(left),
            clock=recalled[meeting.ref],
            is_housekeeping=True,
        )


def _is_pack_deletion(row: DueRow) -> bool:
    return row.clock.kind is ClockKind.PACK_DELETION


def _names(copies: Iterable[PackCopyRow]) -> str:
    names = list(dict.fromkeys(copy.recipient for copy in copies))
    return listed([*names[:_NAMED], f"{len(names) - _NAMED} more"] if len(names) > _NAMED + 1 else names)
