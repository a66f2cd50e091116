"""What there is to do about packs: to be sent, to be sent again, to be confirmed, to be deleted."""

from collections.abc import Iterable, Iterator

from sqlalchemy import select

from panel_desk.models import Meeting
from panel_desk.queries.packs.issues import PackCopyRow, pack_copies_of
from panel_desk.queries.packs.packs import copies_to_recall_of, unsent_pack_changes_of
from panel_desk.queries.today.rows import THE_OFFICE, Step, TodayContext, TodayKind, TodayRow
from panel_desk.queries.today.running_clocks import DueRow
from panel_desk.rules.clocks import Clock, ClockKind
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed

_NAMED = 3


def packs_going_out(
    context: TodayContext, meetings: tuple[str, ...], meeting: Meeting, clock: Clock, *, is_whole: bool
) -> Iterator[TodayRow]:
    """What an upcoming panel's pack waits for: to go out, to go out again, its readers' word that they have it.

    Args:
        context: what every row is worked out with.
        meetings: all the panels that are asked about, so that the store is asked about them together.
        meeting: one of them, a panel that is to come and has items.
        clock: by when the members have their papers.
        is_whole: whether no paper is missing.
    """
    copies = pack_copies_of(context.work, meetings)[meeting.ref]
    held = [copy for copy in copies if copy.is_newest and copy.recalled_on is None]
    of = f"panel of {in_words(meeting.meets_on)}"
    if not copies:
        if is_whole:
            what, detail, whose = f"Papers for the {of}", "complete, to be sent", ""
        else:
            return
    elif back := copies_to_recall_of(context.work, meetings)[meeting.ref]:
        what, detail, whose = f"Pack for the {of}", f"{count(len(back), 'copy', 'copies')} to be recalled", ""
    elif unsent_pack_changes_of(context.work, meetings)[meeting.ref]:
        what, detail, whose = f"Pack for the {of}", f"changed since issue {copies[0].issue}, to be sent again", ""
    elif silent := [copy for copy in held if copy.received_on is None]:
        what, detail, whose = f"Pack for the {of}", _not_confirmed(held, silent), _names(silent)
    else:
        return
    yield context.row(
        TodayKind.PAPERS, what, Step.OPEN_PACKS, meeting.ref, by=THE_OFFICE, detail=detail, whose=whose, clock=clock
    )


def packs_to_be_deleted(context: TodayContext, running: Iterable[DueRow]) -> Iterator[TodayRow]:
    """Recalled packs whose readers have not said that no copy is left, a meeting at a time."""
    recalled = {each.meeting: each.clock for each in running if each.meeting and _is_recall(each)}
    if not recalled:
        return
    copies = pack_copies_of(context.work, tuple(recalled))
    for meeting in context.work.session.scalars(select(Meeting).where(Meeting.ref.in_(recalled)).order_by(Meeting.ref)):
        left = [copy for copy in copies[meeting.ref] if copy.recalled_on and not copy.confirmed_on]
        yield context.row(
            TodayKind.PAPERS,
            f"Packs of {in_words(meeting.meets_on)}",
            Step.OPEN_PACKS,
            meeting.ref,
            by=THE_OFFICE,
            detail=f"{count(len(left), 'copy', 'copies')} not confirmed as deleted",
            whose=_names(left),
            clock=recalled[meeting.ref],
            is_housekeeping=True,
        )


def _is_recall(row: DueRow) -> bool:
    return row.clock.kind is ClockKind.PACK_DELETION


def _not_confirmed(held: list[PackCopyRow], silent: list[PackCopyRow]) -> str:
    return f"{len(silent)} of {count(len(held), 'reader')} did not confirm it yet"


def _names(copies: Iterable[PackCopyRow]) -> str:
    names = list(dict.fromkeys(copy.recipient for copy in copies))
    return listed([*names[:_NAMED], f"{len(names) - _NAMED} more"] if len(names) > _NAMED + 1 else names)
