"""Dialogs that take a case off its meeting or withdraw it, and the undo of both."""

from functools import partial

from panel_desk.operations.cases.bookings import book_case, reopen_case, take_off_agenda, withdraw_case
from panel_desk.queries.cases.bookings import unsettled
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.queries.cases.preconditions import preconditions
from panel_desk.rules.vocabulary import CaseStatus
from panel_desk.ui import formats
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import TextField
from panel_desk.ui.page import Page


def take_off(page: Page, case: CaseRow) -> FormDialog[None]:
    """Ask why a case leaves its meeting, and take it off the agenda; it can be undone for ten seconds."""
    reason = TextField(key="reason", label="Why it leaves its meeting", required=True, lines=2)
    return FormDialog(
        page.bridge,
        "Take off the agenda",
        [reason],
        "Take off the agenda",
        lambda filled: filled.do(take_off_agenda, case=case.ref, reason=filled[reason]),
        lambda _: page.show_done(
            f"{case.title} taken off the agenda", partial(put_back, page, case) if is_to_come(page, case) else None
        ),
        words=f"{case.title} leaves the agenda of {_day(case)} and waits for another meeting. The items after it "
        "move up.",
        parent=page.window(),
    )


def withdraw(page: Page, case: CaseRow) -> FormDialog[None]:
    """Ask why a case is withdrawn, and withdraw it; it can be undone for ten seconds."""
    reason = TextField(key="reason", label="Why it is withdrawn", required=True, lines=2)

    def undo() -> None:
        if page.do(reopen_case, case=case.ref) and is_to_come(page, case):
            put_back(page, case)

    freed = f" Its place on {_day(case)} is then free." if _is_booked(case) else ""
    return FormDialog(
        page.bridge,
        "Withdraw this case",
        [reason],
        "Withdraw case",
        lambda filled: filled.do(withdraw_case, case=case.ref, reason=filled[reason]),
        lambda _: page.show_done(f"{case.ref} is withdrawn.", undo),
        words=f"{case.title} will not be considered. What is filed and recorded for it stays.{freed}",
        parent=page.window(),
    )


def put_back(page: Page, case: CaseRow, reason: str = "Put back") -> None:
    """Book a case again where it was booked; only provisionally while preconditions are not met."""
    unmet = unsettled(page.bridge.ask(preconditions, case.ref))
    if case.meeting is None:
        raise ValueError(case.ref)  # it was not booked, so it cannot be booked again
    done = page.do(
        book_case,
        case=case.ref,
        meeting=case.meeting,
        reason=reason,
        is_provisional=case.is_provisional or bool(unmet),
        starts_at=case.starts_at,
        duration_minutes=case.duration_minutes,
        item=case.item,
    )
    if done and unmet and not case.is_provisional:
        page.show_done(
            f"{case.ref} is back, booked provisionally: {formats.count(len(unmet), 'precondition')} not met yet."
        )


def is_to_come(page: Page, case: CaseRow) -> bool:
    """Whether a case is booked on a day that has not passed, so that it can be put back there."""
    return _is_booked(case) and case.meets_on is not None and case.meets_on >= page.bridge.today()


def _day(case: CaseRow) -> str:
    return formats.with_weekday(case.meets_on) if case.meets_on else ""


def _is_booked(case: CaseRow) -> bool:
    return case.status is CaseStatus.BOOKED
