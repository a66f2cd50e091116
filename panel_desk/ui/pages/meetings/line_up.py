"""The Line-up tab of a meeting: who is invited, in what capacity, their replies, and what these mean for the quorum."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut

from panel_desk.operations.meetings.line_ups import LineUp, record_reply, substitute, take_suggestions
from panel_desk.operations.meetings.meetings import (
    declare_interest,
    invite,
    record_attendance,
    take_off_line_up,
)
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.meetings.line_ups import (
    LineUpInputs,
    Substitute,
    apology_warnings,
    forecast,
    line_up_inputs,
    substitutes,
)
from panel_desk.queries.meetings.meetings import LineUpRow, MeetingRecord
from panel_desk.queries.members.members import members
from panel_desk.rules.folding import fold
from panel_desk.rules.line_ups import NoLineUp, Suggestion
from panel_desk.rules.vocabulary import Background, Capacity, Category, MeetingStatus, PanelRole, ReplyMethod, Response
from panel_desk.ui import formats
from panel_desk.ui.dialogs.add_people import AddPeople
from panel_desk.ui.dialogs.choose_line_up import ChooseLineUp
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.suggest_line_ups import LineUpResults, LineUpSearch, say_invited
from panel_desk.ui.fields import ChoiceField, TextField, YesNoField, options
from panel_desk.ui.pages.meetings.tab import Tab, is_planned
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import Action, button, menu_button, menu_of
from panel_desk.ui.widgets.empty import EmptyState
from panel_desk.ui.widgets.layout import column, empty, row
from panel_desk.ui.widgets.table import Table
from panel_desk.ui.widgets.text import Text

_REPLIES = {
    Response.ACCEPTED: Chip(State.GOOD, "accepted"),
    Response.DECLINED: Chip(State.ALERT, "declined", "circle-x"),
    Response.TENTATIVE: Chip(State.WAITING, "tentative"),
    Response.NONE: Chip(State.QUIET, "no reply"),
}
_LIVED = {Background.ADOPTER, Background.ADOPTED_ADULT, Background.BIRTH_PARENT}  # personal experience of adoption
_SEEN_BY_ASKING = {"background": members, "ready": members, "interests": cases}
"""For these columns, a query of the same kind of information; who may not ask the query does not have the column."""
_REPLY_KEYS = {"A": Response.ACCEPTED, "D": Response.DECLINED, "T": Response.TENTATIVE, "N": Response.NONE}


class LineUpTab(Tab):
    """The people on a meeting's line-up, to add, reply for, substitute and remove."""

    def build(self) -> None:
        """Build the quorum's banner, the buttons and the table."""
        self.strip = Banner()
        self._missing = Text("", Part.QUIET, wrap=True)
        unseen = {key for key, query in _SEEN_BY_ASKING.items() if not self.page.bridge.may_ask(query)}
        self._sees_backgrounds = "background" not in unseen
        columns = [each for each in _columns() if each.key not in unseen]
        self.model: RowModel[LineUpRow] = RowModel(columns, lambda person: person.member)
        self.table = Table(
            self.model,
            "Line-up",
            counted=("person", "people"),
            empty=EmptyState(
                "Nobody is invited yet",
                "Add members from the central list. The quorum of each item is shown as they reply.",
                icon_name="users",
            ),
            settings=self.page.context.settings,
        )
        self.table.opened.connect(self._open_member)
        self.table.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.view.customContextMenuRequested.connect(self._menu_at)
        self._buttons = row(gap=S8)
        self._keys = [self._key(key, partial(self.reply, response)) for key, response in _REPLY_KEYS.items()]
        self._keys.append(self._key("Delete", self.remove))
        parts = column(self.strip, row(self._buttons, self._missing, gap=S12), self.table, gap=S8)
        parts.setStretch(2, 1)
        self.setLayout(parts)

    def _key(self, key: str, run: object) -> QShortcut:
        shortcut = QShortcut(QKeySequence(key), self.table.view)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(run)
        return shortcut

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show who is invited, and whether the items are quorate."""
        self.model.replace(record.line_up)
        may_change = self._may_change()
        for key in self._keys:
            key.setEnabled(may_change)
        empty(self._buttons)
        if may_change:
            if is_planned(record):
                self._buttons.addWidget(button(Action("Suggest line-up", self.suggest, "users", "Ctrl+L")))
            self._buttons.addWidget(button(Action("Add people", self.add_people, "plus", "Ctrl+I")))
            self._buttons.addWidget(menu_button("Selected person", self._actions()))
        lacking = _missing_from(record.line_up, with_backgrounds=self._sees_backgrounds)
        self._missing.setText(f"The line-up lacks {formats.listed(lacking)}." if lacking and record.line_up else "")
        self._show_quorum(record)

    def _show_quorum(self, record: MeetingRecord) -> None:
        if not record.items or not record.line_up or (is_planned(record) and not record.is_anybody_invited):
            self.strip.hide()
            return
        failing = [each for each in record.quorum if not each.quorate]
        fragile = apology_warnings(self.page.watch(forecast, self.meeting)) if is_planned(record) else ()
        replies = " by the replies so far" if any(each.is_forecast for each in record.quorum) else ""
        awaited = _substitutes_who_have_not_replied(record.line_up) if is_planned(record) else []
        if not failing:
            every = "Every item is" if len(record.items) > 1 else "The item is"
            state = State.WAITING if fragile or awaited else State.GOOD
            self.strip.say(state, " ".join([f"{every} quorate{replies}.", *awaited, *fragile]), can_dismiss=False)
            return
        sentences = [f"Quorate for {record.quorate_items} of {len(record.items)}{replies}."]
        by_reason: dict[tuple[str, str], list[str]] = {}
        for each in failing:
            by_reason.setdefault((each.sentence, each.verdict.remedy), []).append(str(each.item or each.case))
        for (sentence, remedy), numbers in by_reason.items():
            which = formats.with_numbers("Item", numbers)
            sentences.append(f"{which}: {sentence.removeprefix('Not quorate: ')}. {remedy}")
        self.strip.say(State.ALERT, " ".join([*sentences, *awaited, *fragile]), can_dismiss=False)

    def _may_change(self) -> bool:
        return bool(self.record and not self.why_not(invite) and self.record.row.status is not MeetingStatus.CANCELLED)

    def _actions(self) -> list[Action]:
        replies = [
            Action(
                f"{formats.capital(_REPLIES[response].word)}", partial(self.reply, response), _REPLIES[response].drawing
            )
            for response in _REPLY_KEYS.values()
        ]
        capacities = [
            Action(f"Attends as {'an' if each[0] in 'ao' else 'a'} {each}", partial(self.attend_as, each), "user")
            for each in Capacity
        ]
        return [
            *replies,
            Action("Record how they replied…", self.record_reply, "clock"),
            Action("Send a substitute…", self.send_substitute, "users"),
            *capacities,
            Action("Declare an interest", self.declare, "scale"),
            Action("Open the member's record", self._open_selected, "folder-open"),
            Action("Take off the line-up", self.remove, "x"),
        ]

    def _menu_at(self, place: QPoint) -> None:
        if self._may_change() and self._selected():
            menu = menu_of(self._actions(), self.table.view)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.table.view.viewport().mapToGlobal(place))

    # Actions

    def add_people(self) -> AddPeople:
        """Open the dialog that invites active members of the central list."""
        return AddPeople(
            self.page, self.meeting, {person.member for person in self.record.line_up} if self.record else ()
        )

    def reply(self, response: Response) -> None:
        """Record the selected person's reply."""
        if person := self._selected():
            self.page.do(record_reply, meeting=self.meeting, member=person.member, response=response)

    def record_reply(self) -> FormDialog[None] | None:
        """Open the form for the selected person's reply, and for how it was given."""
        person = self._selected()
        if person is None:
            return None
        response = ChoiceField(key="response", label="Reply", required=True, options=options(Response))
        how = ChoiceField(key="how", label="Given by", options=options(ReplyMethod), none="Not known")
        meeting = self.meeting
        return FormDialog(
            self.page.bridge,
            f"Reply of {person.name}",
            [response, how],
            "Record reply",
            lambda filled: filled.do(
                record_reply,
                meeting=meeting,
                member=person.member,
                response=filled[response],
                how=filled.get(how),
            ),
            partial(self._show_done, f"Reply of {person.name} recorded"),
            values={"response": person.response, "how": person.replied_how},
            parent=self.page.window(),
        )

    def send_substitute(self) -> FormDialog[None] | None:
        """Open the form that records the selected person's apologies and invites a substitute."""
        person = self._selected()
        if person is None:
            return None
        meeting = self.meeting
        suitable = self.page.bridge.ask(substitutes, meeting, person.member)
        coming = ChoiceField(
            key="coming",
            label="Who comes instead",
            required=True,
            options=[(each.member, _substitute(each)) for each in suitable],
            is_long=True,
        )
        return FormDialog(
            self.page.bridge,
            f"Substitute for {person.name}",
            [coming],
            "Invite the substitute",
            lambda filled: filled.do(substitute, meeting=meeting, leaving=person.member, coming=filled[coming]),
            partial(self._show_done, f"Apologies of {person.name} recorded, and a substitute invited"),
            words=f"This records the apologies of {person.name}.",
            parent=self.page.window(),
        )

    def suggest(self) -> LineUpSearch:
        """Search for a line-up with which every item is quorate."""
        inputs = self.page.bridge.ask(line_up_inputs, self.meeting)
        return LineUpSearch(self.page, inputs, partial(self._suggested, inputs))

    def _suggested(self, inputs: LineUpInputs, results: LineUpResults) -> None:
        for result in results:
            if isinstance(result, NoLineUp):
                self.page.banner.say(State.ALERT, result.sentence)
            else:
                ChooseLineUp(self.page, inputs, result, "Invite them", self._take)
        if not results:
            self.page.banner.say(
                State.WAITING, "No line-up was found within the time limit. Suggest again, or add people yourself."
            )

    def _take(self, chosen: Suggestion) -> None:
        done = self.page.do(take_suggestions, line_ups=(LineUp(chosen.panel, chosen.members, chosen.chair or None),))
        if done and done.value is not None:
            say_invited(self.page, done.value)

    def attend_as(self, capacity: Capacity) -> None:
        """Change the capacity in which the selected person attends."""
        if person := self._selected():
            self.page.do(invite, meeting=self.meeting, member=person.member, capacity=capacity)

    def remove(self) -> None:
        """Take the selected person off the line-up; this can be undone."""
        person, meeting = self._selected(), self.meeting
        if person and self.page.do(take_off_line_up, meeting=meeting, member=person.member):
            self.page.show_done(f"{person.name} taken off the line-up", partial(self._put_back, meeting, person))

    def _put_back(self, meeting: str, person: LineUpRow) -> None:
        back = self.page.do(invite, meeting=meeting, member=person.member, capacity=person.capacity)
        if back and person.response:
            how = ReplyMethod(person.replied_how) if person.replied_how else None
            self.page.do(record_reply, meeting=meeting, member=person.member, response=person.response, how=how)
        if back and person.attended:
            self.page.do(
                record_attendance,
                meeting=meeting,
                member=person.member,
                attended=True,
                arrived_at=person.arrived_at,
                left_at=person.left_at,
                how=person.how_given,
            )

    def declare(self) -> FormDialog[None] | None:
        """Open the form for the selected person's interest in one of the items."""
        person = self._selected()
        if person is None or self.record is None:
            return None
        case = ChoiceField(
            key="case",
            label="Item",
            required=True,
            options=[(item.ref, f"Item {item.item}: {item.title}") for item in self.record.items],
        )
        nature = TextField(key="nature", label="Nature of the interest", required=True, lines=2)
        withdraws = YesNoField(key="withdraws", label="Withdraws from the item", required=True)
        return FormDialog(
            self.page.bridge,
            f"Interest of {person.name}",
            [case, nature, withdraws],
            "Declare interest",
            lambda filled: filled.do(
                declare_interest,
                case=filled[case],
                member=person.member,
                nature=filled[nature],
                withdraws=filled[withdraws],
            ),
            partial(self._show_done, f"Interest of {person.name} recorded"),
            parent=self.page.window(),
        )

    def _show_done(self, what: str, _: object) -> None:
        self.page.show_done(what)

    def _selected(self) -> LineUpRow | None:
        ref = self.table.current_ref()
        return next((person for person in self.model.rows() if person.member == ref), None)

    def _open_selected(self) -> None:
        if person := self._selected():
            self._open_member(person.member)

    def _open_member(self, ref: str) -> None:
        if self.page.can_open("member"):
            self.page.open("member", ref)


def _columns() -> list[Column[LineUpRow]]:
    return [
        Column("name", "Name", lambda p: p.name, lambda p: fold(p.name.split()[-1]), 200, is_name=True),
        Column("role", "Role", lambda p: p.role, width=92, is_facet=True),
        Column("category", "Category", lambda p: p.category, width=124, is_facet=True),
        Column("background", "Background", lambda p: ", ".join(p.background), width=120),
        Column("independent", "Independent", lambda p: "yes" if p.is_independent else "no", width=92, is_extra=True),
        Column("ready", "Ready to sit", _ready_words, chip=_ready),
        Column("sittings", "Sat this year", lambda p: str(p.sittings), lambda p: p.sittings, 92, Align.RIGHT),
        Column("reply", "Reply", lambda p: reply_chip(p).word, chip=reply_chip),
        Column("interests", "Interests", lambda p: ", ".join(p.interests), width=84),
        Column("capacity", "Capacity", _capacity, width=96),
        Column(
            "recorded",
            "Attendance recorded",
            lambda p: formats.given_in_words(p.how_given, p.recorded_by),
            width=200,
            is_extra=True,
        ),
    ]


def reply_chip(person: LineUpRow) -> Chip:
    """A person's reply, with how it was given where that is known."""
    chip = _REPLIES[person.response or Response.NONE]
    if person.replied_how is None:
        return chip
    how = person.replied_how if person.replied_how == ReplyMethod.IN_PERSON else f"by {person.replied_how}"
    return replace(chip, word=f"{chip.word} {how}")


def _ready_words(person: LineUpRow) -> str:
    """Whether a person may sit, with every reason, for the tooltip, the search and the export."""
    return formats.readiness_in_words(person.not_ready, person.overdue)


def _ready(person: LineUpRow) -> Chip:
    """Whether a person may sit, as a chip."""
    return formats.readiness(person.not_ready, person.overdue)


def _capacity(person: LineUpRow) -> str:
    return f"{person.capacity}, instead of {person.instead_of}" if person.instead_of else person.capacity


def _substitutes_who_have_not_replied(people: tuple[LineUpRow, ...]) -> list[str]:
    """A sentence for each substitute who has not replied; the quorum does not count them yet."""
    return [
        f"{person.name}, invited instead of {person.instead_of}, has not replied yet."
        for person in people
        if person.instead_of and person.response in (None, Response.NONE)
    ]


def _substitute(substitute: Substitute) -> str:
    """A substitute's name, and whether every item is quorate with them."""
    if not substitute.inquorate:
        return f"{substitute.name} · every item quorate"
    return f"{substitute.name} · {formats.with_numbers('item', substitute.inquorate)} not quorate"


def _missing_from(people: tuple[LineUpRow, ...], *, with_backgrounds: bool) -> list[str]:
    """What a line-up should have and lacks, in words; who does not see backgrounds is not told that one is missing."""
    sitting = [p for p in people if p.capacity is Capacity.MEMBER and p.response is not Response.DECLINED]
    checks = (
        (any(p.role is not PanelRole.MEMBER for p in sitting), "a chair or vice chair"),
        (any(p.category is Category.SOCIAL_WORKER for p in sitting), "a social worker"),
        (any(p.category is Category.MEDICAL_ADVISER for p in people), "a medical adviser"),
        (
            not with_backgrounds or any(_LIVED & set(p.background) for p in sitting),
            "anybody who adopted, was adopted or is a birth parent",
        ),
    )
    return [missing for is_there, missing in checks if not is_there]
