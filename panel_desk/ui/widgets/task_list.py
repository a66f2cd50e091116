"""The task list: tasks under headings, each with whose turn it is, its deadline and the one button that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QPushButton, QScrollArea, QVBoxLayout, QWidget

from panel_desk.ui.icons import IconLabel
from panel_desk.ui.states import Chip
from panel_desk.ui.theme import S4, S8, S12, S16, S24, Part
from panel_desk.ui.widgets.buttons import Action, button, link
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, line, row, scrolling, within
from panel_desk.ui.widgets.text import Elided, Text

# Widths of the columns, in pixels.
_WHOSE_WIDTH = 160
_WHEN_WIDTH = 210
_VERB_WIDTH = 168
_AT_ONCE = 40  # rows of a section that are shown before *Show the other …*


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do.

    Args:
        id: identifies the task, so that its button keeps the focus after a change.
        what: the task in a few words.
        detail: a second line; may be empty.
        whose: whose turn it is.
        when: the deadline, as a chip.
        why: the rule that sets the deadline, as the chip's tooltip.
        action: the one button.
    """

    id: str
    what: str
    detail: str
    whose: str
    when: Chip
    why: str
    action: Action


@dataclass(frozen=True, slots=True)
class TaskSection:
    """Tasks under a heading.

    Args:
        title: the heading.
        tasks: in their order.
        is_folded: shows only the number of tasks until it is opened.
    """

    title: str
    tasks: Sequence[Task]
    is_folded: bool = False


class _TaskRow(QFrame):
    """The row of a task: icon, what, whose, when, button."""

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.task = task
        whose, when = Elided(task.whose, Part.BODY), StateChip(task.when)
        whose.setFixedWidth(_WHOSE_WIDTH)
        when.setToolTip(task.why or task.when.word)
        when_place = within(row(when, STRETCH))
        when_place.setFixedWidth(_WHEN_WIDTH)
        self.button: QPushButton = button(task.action)
        self.button.setFixedWidth(_VERB_WIDTH)
        self.button.setAccessibleName(f"{task.action.words}: {task.what}")
        self.button.setAccessibleDescription(f"{task.detail}, {task.whose}, {task.when.word}")
        what = column(
            Elided(task.what, Part.STRONG), *((Elided(task.detail, Part.QUIET),) if task.detail else ()), gap=0
        )
        mark = IconLabel(task.when.drawing, task.when.state.token)
        parts = row(mark, what, whose, when_place, self.button, gap=S12, margins=(0, S4, S4, S4))
        parts.setStretch(1, 1)
        self.setLayout(parts)


class TaskList(QWidget):
    """A scrolling list of sections of tasks."""

    def __init__(self) -> None:
        super().__init__()
        self._sections: Sequence[TaskSection] = ()
        self._opened: set[str] = set()  # titles of folded sections that the user opened
        self._whole: set[str] = set()  # titles of sections of which all rows are shown
        self._rows: dict[str, _TaskRow] = {}
        self._parts: QVBoxLayout = column(gap=S24, margins=(0, 0, S12, S16))
        self._parts.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._area: QScrollArea = scrolling(within(self._parts))
        self.setLayout(column(self._area))

    def show_sections(self, sections: Sequence[TaskSection]) -> None:
        """Show these sections instead of the previous ones; focus and scroll position stay."""
        self._sections = sections
        scrolled_to = self._area.verticalScrollBar().value()
        focused = next(
            (task_id for task_id, row in self._rows.items() if row.button is QApplication.focusWidget()), None
        )
        order = list(self._rows)
        empty(self._parts)
        self._rows = {}
        for section in sections:
            if section.tasks:
                self._parts.addWidget(self._section(section))
        if (drawn := self._area.widget()) is not None:
            drawn.adjustSize()
        self._area.verticalScrollBar().setValue(scrolled_to)
        if focused is not None:
            self._focus_again(order, order.index(focused))

    def rows(self) -> dict[str, QPushButton]:
        """The button of each task that is shown, by the task's id."""
        return {task_id: row.button for task_id, row in self._rows.items()}

    def _section(self, section: TaskSection) -> QWidget:
        parts = column(gap=0)
        is_open = not section.is_folded or section.title in self._opened
        heading = Text(f"{section.title}  {len(section.tasks)}", Part.SECTION)
        beside = (
            [link("Hide" if is_open else "Show", _WithTitle(self._fold, section.title))] if section.is_folded else []
        )
        for one in beside:
            one.setAccessibleName(f"{one.text()} {section.title.lower()}")
        parts.addLayout(row(heading, *beside, STRETCH, gap=S12, margins=(0, 0, 0, S4)))
        if is_open:
            shown = section.tasks if section.title in self._whole else section.tasks[:_AT_ONCE]
            for task in shown:
                made = _TaskRow(task)
                self._rows[task.id] = made
                parts.addWidget(line())
                parts.addWidget(made)
            if len(shown) < len(section.tasks):
                more = link(
                    f"Show the other {len(section.tasks) - len(shown):,}", _WithTitle(self._show_whole, section.title)
                )
                parts.addLayout(row(more, STRETCH, margins=(0, S8, 0, 0)))
        made_section = framed(parts, "")
        made_section.setAccessibleName(section.title)
        return made_section

    def _fold(self, title: str) -> None:
        self._opened ^= {title}
        self.show_sections(self._sections)

    def _show_whole(self, title: str) -> None:
        self._whole.add(title)
        self.show_sections(self._sections)

    def _focus_again(self, order: list[str], position: int) -> None:
        for task_id in [*order[position:], *reversed(order[:position])]:
            if task_id in self._rows:
                self._rows[task_id].button.setFocus()
                return


class _WithTitle:
    """Calls a function with a section's title."""

    def __init__(self, run: Callable[[str], None], title: str) -> None:
        self._run, self._title = run, title

    def __call__(self) -> None:
        """Call the function."""
        self._run(self._title)
