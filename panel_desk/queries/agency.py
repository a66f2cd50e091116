"""The agency: its facts, authorities, figures, closed days and clocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Integer, String, cast, literal, select, true, union_all

from panel_desk.desk import Work, asked_once, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Agency, Authority, ClosedDay, FigureSetting, Member
from panel_desk.rules.access import Information
from panel_desk.rules.clocks import Clocks
from panel_desk.rules.decision_makers import is_member, warning
from panel_desk.rules.figures import FIGURES, Figure, Figures
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import Calendar, PanelType
from panel_desk.rules.working_days import WorkingDays

_FIGURE, _CLOSED_DAY = "figure", "closed day"


@dataclass(frozen=True, slots=True)
class AuthorityRow:
    """A local authority that the agency serves."""

    code: str
    name: str
    decision_maker: str | None
    version: int


@dataclass(frozen=True, slots=True)
class AgencyFacts:
    """The agency, as its page in Settings shows it.

    Args:
        host_authority: the code of the authority that hosts the agency; None where there is none.
        approvals_decided_by: the code of the authority whose decision maker decides on approvals; None for the host.
        year_starts_on: the first day of the agency's year, such as `1 April`.
    """

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
    """A figure of the rules with the value that the agency uses."""

    figure: Figure
    value: int

    @property
    def is_default(self) -> bool:
        """Whether it has its default value."""
        return self.value == self.figure.default


@dataclass(frozen=True, slots=True)
class ClosedDayRow:
    """A closed day that is not in the calendar of working days.

    Args:
        day: the day.
        why: why the agency is closed, or the bank holiday's name.
        is_bank_holiday: True where it is no working day for any clock, False where only for the agency's own.
    """

    day: date
    why: str
    is_bank_holiday: bool


@shows(Information.AGENCY)
def agency_name(work: Work) -> str:
    """The agency's name."""
    return work.session.get_one(Agency, 1).name


@shows(Information.AGENCY)
@asked_once
def agency_record(work: Work) -> Agency:
    """The agency's record; for operations and queries."""
    return _settings(work)[0]


@shows(Information.AGENCY)
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


@shows(Information.AGENCY)
def members_who_decide(work: Work) -> tuple[str, ...]:
    """A sentence for each decision maker who has the name of a person on the central list."""
    makers = [(row.decision_maker, row.name) for row in authorities(work).values() if row.decision_maker]
    members = work.session.execute(select(Member.title, Member.given_name, Member.family_name, Member.status)).all()
    return tuple(
        f"{warning(maker, authority)}."
        for maker, authority in makers
        if any(is_member(maker, *each) for each in members)
    )


@shows(Information.AGENCY)
@asked_once
def authorities(work: Work) -> Mapping[str, Authority]:
    """The record of each authority, by its code and in the order of their names; for queries."""
    return {row.code: row for row in sorted(work.session.scalars(select(Authority)), key=lambda row: fold(row.name))}


@shows(Information.AGENCY)
def authority_names(work: Work) -> Mapping[str, str]:
    """The name of each authority, by its code."""
    return {code: row.name for code, row in authorities(work).items()}


@shows(Information.AGENCY)
@asked_once
def figures(work: Work) -> Figures:
    """The figures and switches of the rules, as the agency has set them."""
    return Figures.of({key: value for what, key, value in _settings(work)[1] if what == _FIGURE})


@shows(Information.AGENCY)
def figure_rows(work: Work) -> tuple[FigureRow, ...]:
    """Every figure and switch with its source and the agency's own value."""
    agency_figures = figures(work)
    return tuple(FigureRow(figure, getattr(agency_figures, figure.key)) for figure in FIGURES.values())


@shows(Information.AGENCY)
def closed_days(work: Work) -> tuple[ClosedDayRow, ...]:
    """The agency's own closed days, oldest first."""
    days = work.session.scalars(select(ClosedDay).order_by(ClosedDay.day))
    return tuple(ClosedDayRow(row.day, row.why, row.is_bank_holiday) for row in days)


@shows(Information.AGENCY)
@asked_once
def working_days(work: Work) -> WorkingDays:
    """The agency's working days: its calendar without its closed days."""
    record, settings = _settings(work)
    days = [(date.fromisoformat(day), is_holiday) for what, day, is_holiday in settings if what == _CLOSED_DAY]
    proclaimed = frozenset(day for day, is_bank_holiday in days if is_bank_holiday)
    return WorkingDays(record.working_day_calendar, frozenset(day for day, _ in days) - proclaimed, proclaimed)


@asked_once
def _settings(work: Work) -> tuple[Agency, Sequence[tuple[str | None, str, int]]]:
    """The agency's record with what clocks depend on, in one statement: the figures that were set, the closed days.

    Each setting begins with what it is; a figure's key and value follow, or a closed day's date in ISO 8601 and
    whether it is a bank holiday (1 or 0). Where none was set, there is one row in which all three are None.
    """
    settings = union_all(
        select(literal(_FIGURE).label("what"), FigureSetting.key, FigureSetting.value),
        select(literal(_CLOSED_DAY), cast(ClosedDay.day, String), cast(ClosedDay.is_bank_holiday, Integer)),
    ).subquery()
    found = work.session.execute(select(Agency, *settings.c).outerjoin(settings, true())).all()
    return found[0][0], [(what, text, number) for _, what, text, number in found]


@shows(Information.AGENCY)
@asked_once
def clocks(work: Work) -> Clocks:
    """The agency's clocks."""
    return Clocks(working_days(work), figures(work))


def unknown(kind: str, ref: str) -> RuleBrokenError:
    """The error for a ref that no record has: `unknown("meeting", "P9")`."""
    return RuleBrokenError(f"There is no {kind} with the ref {ref}.", kind)
