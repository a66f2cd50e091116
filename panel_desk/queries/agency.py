"""The agency, and the rules as it has set them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, asked_once
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Agency, Authority, ClosedDay, FigureSetting
from panel_desk.rules.clocks import Clocks
from panel_desk.rules.figures import FIGURES, Figure, Figures
from panel_desk.rules.vocabulary import Calendar, PanelType
from panel_desk.rules.working_days import WorkingDays


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """A local authority that the agency serves."""

    code: str
    name: str
    decision_maker: str | None
    version: int


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """The agency as its own page shows it."""

    name: str
    panel_type: PanelType
    host_authority: str | None
    approvals_decided_by: str | None
    working_day_calendar: Calendar
    year_starts_on: str
    email: str | None
    authorities: tuple[AuthorityRow, ...]
    version: int


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure of the rules with the agency's own value."""

    figure: Figure
    value: int

    @property
    def is_default(self) -> bool:
        """Whether the agency has left it as it was."""
        return self.value == self.figure.default


@dataclass(frozen=True, slots=True)
class ClosedDayRow:
    """A day that is no working day besides those of the calendar.

    Args:
        day: the day.
        why: why the agency is closed, or the bank holiday's name.
        is_bank_holiday: it counts for every clock, and not only for the agency's own.
    """

    day: date
    why: str
    is_bank_holiday: bool


def agency_name(work: Work) -> str:
    """The agency's name."""
    return work.session.get_one(Agency, 1).name


@asked_once
def agency_record(work: Work) -> Agency:
    """The agency as it is stored; for operations and for the queries here."""
    return work.session.scalars(select(Agency)).one()


@asked_once
def agency(work: Work) -> AgencyFacts:
    """The agency."""
    row = agency_record(work)
    return AgencyFacts(
        name=row.name,
        panel_type=row.panel_type,
        host_authority=row.host_authority_code,
        approvals_decided_by=row.approvals_decided_by_code,
        working_day_calendar=row.working_day_calendar,
        year_starts_on=row.year_starts_on,
        email=row.email,
        authorities=tuple(
            AuthorityRow(a.code, a.name, a.decision_maker, a.version) for a in authorities(work).values()
        ),
        version=row.version,
    )


@asked_once
def authorities(work: Work) -> Mapping[str, Authority]:
    """Each authority as it is stored, by its code and in the order of their names; for the queries here."""
    return {row.code: row for row in work.session.scalars(select(Authority).order_by(Authority.name))}


def authority_names(work: Work) -> Mapping[str, str]:
    """The name of each authority, by its code."""
    return {code: row.name for code, row in authorities(work).items()}


@asked_once
def figures(work: Work) -> Figures:
    """The figures and switches of the rules, as the agency has set them."""
    return Figures.of({row.key: row.value for row in work.session.scalars(select(FigureSetting))})


def figure_rows(work: Work) -> tuple[FigureRow, ...]:
    """Every figure and switch with its source and the agency's own value."""
    set_to = figures(work)
    return tuple(FigureRow(figure, getattr(set_to, figure.key)) for figure in FIGURES.values())


def closed_days(work: Work) -> tuple[ClosedDayRow, ...]:
    """The agency's own closed days, oldest first."""
    days = work.session.scalars(select(ClosedDay).order_by(ClosedDay.day))
    return tuple(ClosedDayRow(row.day, row.why, row.is_bank_holiday) for row in days)


@asked_once
def working_days(work: Work) -> WorkingDays:
    """The agency's working days, its own closed days among them."""
    days = work.session.execute(select(ClosedDay.day, ClosedDay.is_bank_holiday)).all()
    proclaimed = frozenset(day for day, is_bank_holiday in days if is_bank_holiday)
    return WorkingDays(
        agency_record(work).working_day_calendar, frozenset(day for day, _ in days) - proclaimed, proclaimed
    )


@asked_once
def clocks(work: Work) -> Clocks:
    """The agency's clocks."""
    return Clocks(working_days(work), figures(work))


def unknown(kind: str, ref: str) -> RuleBrokenError:
    """The error for a ref that nothing has: `unknown("meeting", "P9")`."""
    return RuleBrokenError(f"There is no {kind} with the ref {ref}.", kind)
