"""The agency's settings: its details, authorities, figures of the rules, and closed days."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Agency, Authority, ClosedDay, FigureSetting
from panel_desk.operations.records import change_fields, checked_email, refuse_if_changed
from panel_desk.queries.agency import working_days
from panel_desk.queries.records import find
from panel_desk.rules.dates import in_words
from panel_desk.rules.figures import FIGURES, Figures
from panel_desk.rules.vocabulary import OFFICE, AccountRole, PanelType


@permits(AccountRole.ADMINISTRATOR)
def change_agency(
    work: Work,
    version: int,
    name: str,
    panel_type: PanelType,
    host_authority: str | None = None,
    approvals_decided_by: str | None = None,
    email: str | None = None,
) -> None:
    """Change the agency's name, its panel's type, who decides approvals, and the panel office's e-mail address.

    Raises:
        RuleBrokenError: the name is empty or an authority is not known.
        ChangedMeanwhileError: somebody saved the agency since `version` was read.
    """
    agency = work.session.scalars(select(Agency)).one()
    fields = {
        "name": name,
        "panel_type": panel_type,
        "host_authority_code": host_authority,
        "approvals_decided_by_code": approvals_decided_by,
        "email": email,
    }
    refuse_if_changed(agency, version, fields)
    if not name.strip():
        raise RuleBrokenError("Type the agency's name.", "name")
    for field, code in (("host_authority", host_authority), ("approvals_decided_by", approvals_decided_by)):
        if code is not None and work.session.get(Authority, code) is None:
            raise RuleBrokenError("Choose one of the agency's authorities.", field)
    change_fields(agency, fields | {"email": checked_email(email)})


@permits(AccountRole.ADMINISTRATOR)
def add_authority(work: Work, code: str, name: str, decision_maker: str | None = None) -> None:
    """Add a local authority that the agency serves.

    Raises:
        RuleBrokenError: the code or the name is empty, or the code is taken.
    """
    code = code.strip()
    if not code:
        raise RuleBrokenError("Type a short code, such as FEN.", "code")
    if not name.strip():
        raise RuleBrokenError("Type the authority's name.", "name")
    if work.session.get(Authority, code) is not None:
        raise RuleBrokenError("That code is taken. Choose another.", "code")
    work.session.add(Authority(code=code, name=name.strip(), decision_maker=(decision_maker or "").strip() or None))


@permits(AccountRole.ADMINISTRATOR)
def set_up_agency(work: Work, panel_type: PanelType, authorities: Sequence[tuple[str, str]]) -> None:
    """Enter the panel's legal setting and the authorities of an agency whose store is new.

    Args:
        work: the unit of work.
        panel_type: the panel's legal setting.
        authorities: the code and the name of each authority; the first hosts the panel and decides on approvals.

    Raises:
        RuleBrokenError: the code or the name of an authority is empty, or a code is taken.
    """
    for code, name in authorities:
        add_authority(work, code, name)
    work.session.flush()
    first = authorities[0][0] if authorities else None
    agency = work.session.scalars(select(Agency)).one()
    change_agency(work, agency.version, agency.name, panel_type, first, first)


@permits(AccountRole.ADMINISTRATOR)
def change_authority(work: Work, code: str, version: int, name: str, decision_maker: str | None) -> None:
    """Change an authority's name or its decision maker.

    Raises:
        RuleBrokenError: the name is empty.
        ChangedMeanwhileError: somebody saved this authority since `version` was read.
    """
    authority = find(work.session, Authority, code, "authority")
    fields = {"name": name, "decision_maker": decision_maker}
    refuse_if_changed(authority, version, fields)
    if not name.strip():
        raise RuleBrokenError("Type the authority's name.", "name")
    change_fields(authority, fields)


@permits(*OFFICE)
def set_figure(work: Work, key: str, value: int) -> None:
    """Set a figure or switch of the rules; a value equal to the default removes the agency's own.

    Raises:
        RuleBrokenError: there is no such figure, or the value is out of its range.
    """
    Figures.of({key: value})
    row = work.session.get(FigureSetting, key)
    if value == FIGURES[key].default:
        if row is not None:
            work.session.delete(row)
    elif row is None:
        work.session.add(FigureSetting(key=key, value=int(value)))
    else:
        row.value = int(value)


@permits(*OFFICE)
def close_on(work: Work, day: date, why: str, *, is_bank_holiday: bool = False) -> None:
    """Add a day that is not a working day: the agency is closed, or a bank holiday was newly proclaimed.

    Args:
        work: the unit of work.
        day: the day.
        why: why the agency is closed, or the bank holiday's name.
        is_bank_holiday: True extends every time limit; a closed day extends only those that the agency set itself.

    Raises:
        RuleBrokenError: no reason is given, or the day is not a working day in any case.
    """
    if not why.strip():
        raise RuleBrokenError("Say why the agency is closed, or what the bank holiday is called.", "why")
    row = work.session.get(ClosedDay, day)
    if row is None:
        if already := working_days(work).why_not(day):
            raise RuleBrokenError(f"{in_words(day)} is not a working day in any case: {already}.", "day")
        row = ClosedDay(day=day)
        work.session.add(row)
    row.why, row.is_bank_holiday = why.strip(), is_bank_holiday


@permits(*OFFICE)
def open_on(work: Work, day: date) -> None:
    """Remove a closed day or bank holiday that was added."""
    work.session.delete(find(work.session, ClosedDay, day, "closed day"))
