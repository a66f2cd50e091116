"""The Today page: what is late, due today and due this week, whose turn it is, and a button that leads to it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QWidget

from panel_desk.exchange.letters.eml import eml
from panel_desk.exchange.letters.review_reminder import draft_of_reminder
from panel_desk.operations.cases.bookings import record_precondition
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received, record_notice
from panel_desk.operations.minutes.corrections import acknowledge_correction
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.operations.papers.checks import check_paper
from panel_desk.queries.minutes.reviews import reminder
from panel_desk.queries.today.rows import Band, Step, TodayKind, TodayRow
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import OFFICE, AccountRole
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.pages.minutes.opening import open_minutes
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S16
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.drop_down import DropDown
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import STRETCH, hide_unless, row
from panel_desk.ui.widgets.save_file_dialog import where_to_save
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.task_list import Task, TaskList, TaskSection

_PLACES: Mapping[Step, tuple[str, str | None]] = {
    Step.RECORD_RECEIPT: ("decisions", None),
    Step.ACKNOWLEDGE_CORRECTION: ("decisions", None),
    Step.RECORD_DECISION: ("decisions", None),
    Step.RECORD_ORAL_NOTICE: ("decisions", None),
    Step.RECORD_WRITTEN_NOTICE: ("decisions", None),
    Step.WRITE_MINUTES: ("minutes-of", None),
    Step.READ_MINUTES: ("minutes-of", None),
    Step.SIGN: ("minutes-of", None),
    Step.OPEN_CALENDAR: ("calendar", None),
    Step.OPEN_MEETING: ("meeting", None),
    Step.MEND_LINE_UP: ("meeting", "line-up"),
    Step.OPEN_PAPERS: ("meeting", "papers"),
    Step.OPEN_PACKS: ("meeting", "packs"),
    Step.CHECK_REPORTS: ("meeting", "papers"),
    Step.OPEN_REPORT: ("case", "papers"),
    Step.RECORD_COMMENTS: ("case", "checklist"),
    Step.OPEN_CASE: ("case", None),
    Step.OPEN_CASES: ("cases", None),
    Step.OPEN_MEMBER: ("member", None),
    Step.OPEN_CENTRAL_LIST: ("central-list", None),
}
"""The page, and its tab, on which a step is done."""

_OPERATIONS: Mapping[Step, tuple[Callable[..., object], str]] = {
    Step.RECORD_RECEIPT: (record_minutes_received, "Open decision"),
    Step.ACKNOWLEDGE_CORRECTION: (acknowledge_correction, "Open decision"),
    Step.RECORD_DECISION: (record_decision, "Open decision"),
    Step.RECORD_ORAL_NOTICE: (record_notice, "Open decision"),
    Step.RECORD_WRITTEN_NOTICE: (record_notice, "Open decision"),
    Step.WRITE_MINUTES: (write_section, "Open minutes"),
    Step.READ_MINUTES: (write_section, "Open minutes"),
    Step.SIGN: (sign_minutes, "Open minutes"),
    Step.CHECK_REPORTS: (check_paper, "Open papers"),
    Step.RECORD_COMMENTS: (record_precondition, "Open case"),
}
"""The operation of a step, and what its button says to those who may not do it."""
_TITLES: Mapping[Band, str] = {
    Band.TO_BEGIN_WITH: "To begin with",
    Band.PANEL_TODAY: "Today's panel",
    Band.LATE: "Late",
    Band.TODAY: "Today",
    Band.THIS_WEEK: "This week",
    Band.LATER: "Later",
    Band.WAITING: "Waiting for someone else",
}
_REGISTERS_LATER = "Later: members, approvals and children"
_KINDS = (None, *TodayKind)  # the choices of the filter; None for all kinds


class TodayPage(Page):
    """What there is to do, in sections from late to later; the first page of the window."""

    title = "Today"
    keys = (("Tab, Down", "Go from one thing to the next"), ("Space", "Do it"))

    def build(self) -> None:
        """Build the filters and the list."""
        self._rows: tuple[TodayRow, ...] = ()
        self.ask_where: Callable[[str], str] = partial(where_to_save, self, kind="E-mail draft (*.eml)")
        self.whose = TabBar()
        self.whose.setAccessibleName("Whose")
        for each in ("Mine", "Everyone"):
            self.whose.addTab(each)
        is_office = self.bridge.signed_in.role in OFFICE
        self.whose.setCurrentIndex(0 if is_office else 1)
        hide_unless(is_office, self.whose)
        self._is_reader = self.bridge.signed_in.role is AccountRole.READER  # who is shown panels and nothing else
        self.kinds = DropDown()
        self.kinds.setAccessibleName("Kinds")
        for kind in _KINDS:
            self.kinds.addItem(formats.capital(kind) if kind else "All kinds")
        hide_unless(not self._is_reader, self.kinds)
        self.whose.currentChanged.connect(self._show)
        self.kinds.currentIndexChanged.connect(self._show)
        self.list = TaskList()
        self.nothing = EmptyState("Nothing to do", "", icon_name="circle-check")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.list)
        self.stack.addWidget(self.nothing)
        self.body.addLayout(row(self.whose, self.kinds, STRETCH, gap=S16))
        self.body.addWidget(self.stack, 1)

    def first(self) -> QWidget | None:
        """The first task, which gets the keyboard focus."""
        return next(iter(self.list.rows().values()), None) or super().first()

    def refresh(self) -> None:
        """Reload what there is to do."""
        self._rows = self.watch(today)
        self._show()

    def _show(self) -> None:
        kind = _KINDS[self.kinds.currentIndex()]
        only_mine = self.whose.currentIndex() == 0
        shown = [row for row in self._rows if kind in (None, row.kind) and (row.is_mine or not only_mine)]
        count = {band: sum(row.band is band for row in shown) for band in Band}
        due_today = count[Band.PANEL_TODAY] + count[Band.TODAY]
        self.header.say(
            f"Today · {formats.with_weekday(self.bridge.today())}",
            "The panels of this week"
            if self._is_reader
            else f"{count[Band.LATE]:,} late · {due_today:,} due today · {count[Band.THIS_WEEK]:,} this week",
        )
        self.list.show_sections(list(self._sections(shown)))
        if not shown:
            title = "No panel this week" if self._is_reader else "Nothing to do"
            self.nothing.say(title, self._why_nothing(only_mine=only_mine, kind=kind))
        self.stack.setCurrentWidget(self.list if shown else self.nothing)

    def _why_nothing(self, *, only_mine: bool, kind: TodayKind | None) -> str:
        if self._rows and only_mine:
            return "Nothing of this kind is yours to do. Choose Everyone and All kinds to see the rest."
        if self._rows and kind:
            return "Nothing of this kind is yours to do. Choose All kinds to see the rest."
        if self._is_reader:
            return "A panel appears here in the week in which it meets. The calendar has all of them."
        return "What is due appears here as meetings are planned, minutes are written and decisions are made."

    def _sections(self, shown: Sequence[TodayRow]) -> Iterator[TaskSection]:
        """One section per band; of what is due later, only the keeping of registers is folded away."""
        for band in Band:
            rows = [row for row in shown if row.band is band]
            if band is Band.LATER:
                others = [row for row in rows if not row.is_housekeeping]
                housekeeping = [row for row in rows if row.is_housekeeping]
                yield TaskSection(_TITLES[band], [self._task(row) for row in others])
                yield TaskSection(_REGISTERS_LATER, [self._task(row) for row in housekeeping], is_folded=True)
            else:
                yield TaskSection(_TITLES[band], [self._task(row) for row in rows])

    def _task(self, row: TodayRow) -> Task:
        when = _when(row)
        return Task(
            id=row.id,
            what=row.what,
            detail=row.detail,
            whose=row.whose,
            when=when,
            why=row.clock.rule if row.clock else "",
            action=self._action(row),
        )

    def _action(self, row: TodayRow) -> Action:
        if row.step is Step.REMIND_REVIEWER:
            return Action(row.step.value, partial(self.remind, int(row.ref or 0)))
        page, tab = _PLACES[row.step]
        operation, otherwise = _OPERATIONS.get(row.step, (None, ""))
        verb = otherwise if operation and self.bridge.why_not(operation) else row.step.value
        if row.step is Step.READ_MINUTES:
            return Action(verb, partial(open_minutes, self, row.ref or ""))
        return Action(verb, partial(self.open, page, row.ref, tab))

    def remind(self, review: int) -> None:
        """Save an e-mail draft to somebody who has not checked the minutes yet."""
        about = self.bridge.ask(reminder, review)
        draft = draft_of_reminder(about, self.bridge.signed_in.name)
        name = f"Reminder to {about.name}, minutes of {formats.full(about.held_on)}.eml"
        save_file(self, self.ask_where(name), eml(draft))


def _when(row: TodayRow) -> Chip:
    if row.band is Band.TO_BEGIN_WITH:
        return Chip(State.NOTE, "Not yet", "circle")
    if row.clock:
        return formats.due(row.on, row.working_days_left)
    if row.band is Band.LATE:
        return Chip(State.ALERT, f"was {formats.short(row.on)}")
    return Chip(State.WAITING if row.band is Band.TODAY else State.NOTE, formats.short(row.on), "calendar-days")
