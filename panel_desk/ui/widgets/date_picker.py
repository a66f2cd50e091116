"""The calendar beneath a date field: opened by Alt+Down, F4 or its button, it shows the days on which nobody works.

Arrow keys move by days and weeks, Page Up and Page Down by months, with Shift by years; Enter or a click chooses a day,
Escape closes it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import cast

from PySide6.QtCore import QDate, QLocale, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QShortcut, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QTableView, QToolButton, QWidget

from panel_desk.rules.dates import EARLIEST_YEAR, LATEST_YEAR, with_weekday
from panel_desk.rules.working_days import WorkingDays
from panel_desk.ui import theme
from panel_desk.ui.icons import icon
from panel_desk.ui.theme import CORNER, RING, S4, S8, S12, Part
from panel_desk.ui.widgets.buttons import link
from panel_desk.ui.widgets.layout import column, row
from panel_desk.ui.widgets.text import Text

_DOT = 4  # pixels: diameter of the mark of a named day
_WIDTH, _GRID_HEIGHT, _LINES_HEIGHT = 320, 252, 36  # pixels


@dataclass(frozen=True, slots=True)
class DaysOff:
    """The days that are not working days, with why.

    Args:
        today: today in the office.
        days: the agency's working days.
        closed: why the agency is closed, by day.
    """

    today: date
    days: WorkingDays = field(default_factory=WorkingDays)
    closed: Mapping[date, str] = field(default_factory=dict)

    def is_off(self, day: date) -> bool:
        """Whether nobody works on a day."""
        return not self.days.is_working_day(day)

    def name(self, day: date) -> str:
        """The bank holiday's name or why the agency is closed; empty for other days, weekends among them."""
        if day in self.closed:
            return self.closed[day] if day in self.days.proclaimed else f"{self.closed[day]} (the agency is closed)"
        why = self.days.why_not(day) or ""
        return "" if why in ("Saturday", "Sunday") else why


def days_off(widget: QWidget) -> DaysOff:
    """The days off of the agency whose page, dialog or window a widget is in; bank holidays alone where it is in none.

    Args:
        widget: a field.
    """
    # Not imported at the top: the sign-in window imports this module too, and would wait for SQLAlchemy.
    from panel_desk.queries.agency import closed_days, working_days  # noqa: PLC0415
    from panel_desk.ui.desk_bridge import DeskBridge  # noqa: PLC0415

    above: QWidget | None = widget
    while above is not None:
        bridge = getattr(above, "bridge", None)
        if isinstance(bridge, DeskBridge) and bridge.has_account:
            return DaysOff(
                bridge.today(),
                bridge.ask(working_days),
                {each.day: each.why for each in bridge.ask(closed_days)},
            )
        above = above.parentWidget()
    return DaysOff(cast("date", QDate.currentDate().toPython()))


class _Month(QCalendarWidget):
    """A month of days, painted in the theme's colours."""

    def __init__(self, days: DaysOff) -> None:
        super().__init__()
        self._days = days
        self.setLocale(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setDateEditEnabled(False)  # digits would be taken for a date of another format
        self.setDateRange(QDate(EARLIEST_YEAR, 1, 1), QDate(LATEST_YEAR, 12, 31))
        self.setFixedHeight(_GRID_HEIGHT)
        heading = QTextCharFormat()
        heading.setForeground(theme.colour("quiet"))
        heading.setBackground(QColor(theme.colours().raised))
        self.setHeaderTextFormat(heading)
        for day in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(day, QTextCharFormat())
        for name, drawing, words in (
            ("prevmonth", "chevron-left", "Month before"),
            ("nextmonth", "chevron-right", "Next month"),
        ):
            button = cast("QToolButton", self.findChild(QToolButton, f"qt_calendar_{name}"))
            button.setIcon(icon(drawing, "quiet"))
            button.setAccessibleName(words)
            button.setToolTip(words)
        self.grid = cast("QTableView", self.findChild(QTableView, "qt_calendar_calendarview"))

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:
        """Draw a day: days off shaded, named ones with a dot, today in bold, the chosen day in a ring of accent."""
        shown = cast("date", day.toPython()) if isinstance(day, QDate) else day
        colours = theme.colours()
        box = rect.adjusted(1, 1, -1, -1)
        is_chosen = shown == self.selectedDate().toPython()
        is_outside = (shown.year, shown.month) != (self.yearShown(), self.monthShown())
        is_today = shown == self._days.today
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(rect, QColor(colours.raised))
        painter.setPen(Qt.PenStyle.NoPen)
        if is_chosen or self._days.is_off(shown):
            painter.setBrush(QColor(colours.selected if is_chosen else colours.mix(colours.text, 0.08, colours.raised)))
            painter.drawRoundedRect(box, CORNER, CORNER)
        if self._days.name(shown):
            painter.setBrush(QColor(colours.waiting))
            painter.drawEllipse(QPoint(box.center().x(), box.bottom() - _DOT), _DOT // 2, _DOT // 2)
        if is_chosen:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.accent), RING))
            painter.drawRoundedRect(box, CORNER, CORNER)
        painter.setFont(theme.font(Part.STRONG if is_today else Part.BODY))
        painter.setPen(QColor(colours.quiet if is_outside else colours.accent if is_today else colours.text))
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), str(shown.day))
        painter.restore()


class DatePicker(QFrame):
    """A calendar in a small window beneath a date field; deleted when it closes.

    Args:
        owner: the field.
        chosen: the day that is marked at first; None for today.
        then: takes the day that is chosen.
    """

    def __init__(self, owner: QWidget, chosen: date | None, then: Callable[[date], object]) -> None:
        super().__init__(owner, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("frame", "raised")
        self.setFixedWidth(_WIDTH)
        self._days, self._then = days_off(owner), then
        self.month = _Month(self._days)
        self.words = Text("", Part.QUIET, wrap=True)
        today = link("Today", self._choose_today)
        self.words.setMinimumHeight(_LINES_HEIGHT)  # so that the calendar keeps its size from day to day
        foot = row(self.words, today)
        foot.setStretch(0, 1)
        self.setLayout(column(self.month, foot, gap=S4, margins=(S8, S8, S12, S8)))
        self.month.setSelectedDate(_as_qdate(chosen or self._days.today))
        self.month.selectionChanged.connect(self._name_day)
        self.month.activated.connect(self._choose)
        self.month.clicked.connect(self._choose)
        for keys, years in (("Shift+PgUp", -1), ("Shift+PgDown", 1)):
            QShortcut(keys, self, partial(self._go_years, years))
        self._name_day()
        self._open_under(owner)

    @property
    def day(self) -> date:
        """The day that is marked."""
        return cast("date", self.month.selectedDate().toPython())

    def _open_under(self, owner: QWidget) -> None:
        self.ensurePolished()
        self.adjustSize()
        corner = owner.mapToGlobal(QPoint(0, owner.height() + S4))
        room = owner.screen().availableGeometry()
        corner.setX(max(room.left(), min(corner.x(), room.right() - self.width())))
        if corner.y() + self.height() > room.bottom():
            corner.setY(max(room.top(), owner.mapToGlobal(QPoint(0, 0)).y() - self.height() - S4))
        self.move(corner)
        self.show()
        self.month.grid.setFocus()

    def _name_day(self) -> None:
        name = self._days.name(self.day)
        words = f"{with_weekday(self.day)} · {name}" if name else with_weekday(self.day)
        self.words.setText(words)
        self.month.grid.setAccessibleName(words)

    def _go_years(self, years: int) -> None:
        self.month.setSelectedDate(self.month.selectedDate().addYears(years))

    def _choose_today(self) -> None:
        self._choose(_as_qdate(self._days.today))

    def _choose(self, day: QDate) -> None:
        self.close()
        self._then(cast("date", day.toPython()))


def _as_qdate(day: date) -> QDate:
    return QDate(day.year, day.month, day.day)
