"""The agency: its details, the authorities that it serves, its closed days, and its settings of the rules."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, false
from sqlalchemy.orm import Mapped, mapped_column

from panel_desk.models.base import Base, Versioned
from panel_desk.rules.vocabulary import Calendar, PanelType


class Authority(Versioned, Base):
    """A local authority that the agency serves, and its agency decision maker."""

    __tablename__ = "authority"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    decision_maker: Mapped[str | None]


class Agency(Versioned, Base):
    """The one agency of a store.

    `approvals_decided_by_code` is the authority whose decision maker decides on approvals; the host's if empty.
    `year_starts_on` is the first day of its year, such as `1 April`. `backup_folder` is a second place for automatic
    backups, `anchor_folder` one for the audit trail's newest entries.
    """

    __tablename__ = "agency"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    host_authority_code: Mapped[str | None] = mapped_column(ForeignKey("authority.code"))
    panel_type: Mapped[PanelType] = mapped_column(default=PanelType.ORDINARY)
    approvals_decided_by_code: Mapped[str | None] = mapped_column(ForeignKey("authority.code"))
    working_day_calendar: Mapped[Calendar] = mapped_column(default=Calendar.ENGLAND_AND_WALES)
    year_starts_on: Mapped[str] = mapped_column(default="1 April")
    email: Mapped[str | None]
    backup_folder: Mapped[str | None]
    anchor_folder: Mapped[str | None]


class ClosedDay(Base):
    """A day that is not a working day, in addition to the calendar's weekends and bank holidays.

    A day on which only the agency is closed extends the agency's own time limits. A bank holiday that was proclaimed
    after the program was built extends every time limit.
    """

    __tablename__ = "closed_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    why: Mapped[str]
    is_bank_holiday: Mapped[bool] = mapped_column(default=False, server_default=false())


class FigureSetting(Base):
    """A figure or switch of the rules for which the agency has chosen another value than the default.

    `key` names it, as in `panel_desk.rules.figures`; a switch is 1 where it is on and 0 where it is off.
    """

    __tablename__ = "figure_setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]
