"""The dialog for a new case: its kind, household and children, who can be added here."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Generic, TypeVar, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from panel_desk.errors import RuleBrokenError
from panel_desk.operations.cases.cases import ChildFields, HouseholdFields, open_case
from panel_desk.queries.agency import agency
from panel_desk.queries.cases.cases import children, households
from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import AdoptersAgency, CaseKind
from panel_desk.ui.desk_bridge import DeskBridge
from panel_desk.ui.dialogs.message import Message, ask
from panel_desk.ui.fields import ChoiceField, TextField, options
from panel_desk.ui.form import Form
from panel_desk.ui.pages.cases.presentation import NEW_HOUSEHOLD, new_child
from panel_desk.ui.states import State
from panel_desk.ui.theme import S8, S12, S16
from panel_desk.ui.widgets.banner import Banner
from panel_desk.ui.widgets.buttons import link, plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, scrolling, within

if TYPE_CHECKING:
    from panel_desk.ui.inputs import LongChoiceInput

R = TypeVar("R")
_NEW = "new"  # the choice of a new record in place of a ref
_KIND = ChoiceField(key="kind", label="What the panel considers", required=True, options=options(CaseKind), width=240)
_SOCIAL_WORKER = TextField(key="social_worker", label="Social worker", width=240)
_WIDTH = 660  # pixels
_MOST_OF_THE_SCREEN = 0.68  # share of its height that the form takes at most
_LONGEST_INITIALS = 3  # letters
_WITH_CHILDREN = (CaseKind.MATCH, CaseKind.CONSENT_TO_PLACEMENT, CaseKind.OTHER)


class _ExistingOrNew(QWidget, Generic[R]):
    """A choice of a record from a register, or of a new one with its own form.

    Args:
        key: the operation's name for the record.
        label: the form's name for it.
        known: the refs and labels of the register's records.
        new: the label of the option that adds a new record.
        form: the form of a new record.
        kind: the fields of the register that a new record is added to.
        fields_of: gives the fields of a new record from a name that was typed and is not in the register.
    """

    def __init__(
        self,
        key: str,
        label: str,
        known: list[tuple[str, str]],
        new: str,
        form: Form,
        kind: type[R],
        fields_of: Callable[[str], Mapping[str, str]],
    ) -> None:
        super().__init__()
        self._who = ChoiceField(
            key=key,
            label=label,
            help="Type a name or a ref. One that is not known yet can be added here.",
            options=[(_NEW, new), *known],
            none="",
            is_long=True,
        )
        self.chosen = Form([self._who])
        self.form, self._kind, self._fields_of = form, kind, fields_of
        self._field = cast("LongChoiceInput", self.chosen.rows[key].input)
        self._one = label.split(maxsplit=1)[0].lower()
        self.add_typed = link("", self._add_typed)
        # No focus by mouse: on leaving, the field would show its problem and move the link away from under the press.
        self.add_typed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.add_typed.hide()
        self._beneath = framed(column(form, margins=(S16, S12, S16, S12)))
        self._beneath.hide()
        self.setLayout(column(self.chosen, row(self.add_typed, STRETCH), self._beneath, gap=S8))
        self.chosen.edited.connect(self._show_parts)

    def _show_parts(self) -> None:
        self._beneath.setVisible(self.is_new)
        typed = self._field.unlisted()
        words = f"Add “{typed}” as a new {self._one}"
        self.add_typed.setText(words.replace("&", "&&"))
        self.add_typed.setAccessibleName(words)
        self.add_typed.setVisible(bool(typed))

    def _add_typed(self) -> None:
        """Begin a new record with the name that was typed."""
        typed = self._field.unlisted()
        self._field.write(_NEW)
        self.form.fill(self._fields_of(typed))
        self.form.focus(next(key for key, row in self.form.rows.items() if self.form.typed(row.field) in (None, "")))

    @property
    def is_new(self) -> bool:
        """True where a new record was chosen."""
        return self.chosen.typed(self._who) == _NEW

    def read(self) -> tuple[str | None, R | None] | None:
        """The chosen ref, or the fields of a new record; None where something cannot be read."""
        values = self.chosen.read()
        if values is None:
            return None
        who = values.get(self._who)
        if who != _NEW:
            return (who, None)
        fields = self.form.read()
        return None if fields is None else (None, fields.as_fields(self._kind))

    @property
    def is_dirty(self) -> bool:
        """True where something was chosen or typed."""
        return self.chosen.is_dirty or self.form.is_dirty


def _adopters(typed: str) -> Mapping[str, str]:
    """The adopters of a household that was typed as `Ann Barlow and Bob Barlow`."""
    first, _, second = typed.replace(" & ", " and ").partition(" and ")
    return {"adopter_1": first.strip(), "adopter_2": second.strip()}


def _initials(typed: str) -> Mapping[str, str]:
    """The initials of a child that was typed as initials or as a name, which no list may show."""
    words = typed.split()
    is_name = len(words) > 1 or (len(typed) > _LONGEST_INITIALS and not typed.isupper())
    return {"initials": "".join(word[0].upper() for word in words) if is_name else typed}


class NewCase(Message):
    """The form of a new case.

    Args:
        bridge: asks queries and does operations for the form.
        then: takes the new case's ref.
        parent: the widget that it belongs to.
    """

    def __init__(self, bridge: DeskBridge, then: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__("New case", "", parent, width=_WIDTH)
        self.words.hide()
        self._bridge, self._then = bridge, then
        self._authorities = bridge.ask(agency).authorities
        self._known_children = [
            (child.ref, f"{child.initials} · {child.ref} · {child.authority}") for child in bridge.ask(children)
        ]
        in_order = sorted(bridge.ask(households), key=lambda each: fold(each.name))
        known = [(each.ref, f"{each.adopters} · {each.ref}") for each in in_order]
        self.banner = Banner()
        self.kind = Form([(_KIND, _SOCIAL_WORKER)])
        new_household = Form(NEW_HOUSEHOLD)
        new_household.reset({"agency": AdoptersAgency.OWN})  # most households are approved by this agency
        self.household = _ExistingOrNew(
            "household", "Household", known, "Add a household", new_household, HouseholdFields, _adopters
        )
        self.child_choices: list[_ExistingOrNew[ChildFields]] = []
        self._child_parts = column(gap=S12)
        self._more = link("Add another child", self._add_another_child)
        self._with_children = within(column(self._child_parts, row(self._more, STRETCH), gap=S8))
        self._with_children.hide()
        self.kind.edited.connect(self._show_parts)
        content = within(
            column(
                self.banner, self.kind, self.household, self._with_children, STRETCH, gap=S16, margins=(2, 0, S12, 0)
            )
        )
        area = scrolling(content)
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        area.setMinimumHeight(min(most, 580))
        self.add(area)
        save = primary("Open case", self.save)
        save.setDefault(True)
        self.finish(plain("Cancel", self.reject), save)
        self.kind.focus("kind")
        self.open()

    def add_child(self) -> _ExistingOrNew[ChildFields]:
        """Add a choice for another child."""
        number = len(self.child_choices) + 1
        choice = _ExistingOrNew(
            "children",
            "Child" if number == 1 else f"Child {number}",
            self._known_children,
            "Add a child",
            Form(new_child(self._authorities)),
            ChildFields,
            _initials,
        )
        self.child_choices.append(choice)
        self._child_parts.addWidget(choice)
        return choice

    def _add_another_child(self) -> None:
        self.add_child().chosen.focus("children")

    def save(self) -> None:
        """Open the case with its new household and children, or save nothing."""
        kind = self.kind.read()
        household = self.household.read()
        chosen = [choice.read() for choice in self.child_choices] if self._concerns_children else []
        if kind is None or household is None or any(each is None for each in chosen):
            return
        complete = [each for each in chosen if each is not None]
        done = self._bridge.with_errors_in(self).do(
            open_case,
            kind=kind[_KIND],
            social_worker=kind[_SOCIAL_WORKER],
            household=household[0],
            new_household=household[1],
            children=[ref for ref, _ in complete if ref],
            new_children=[fields for _, fields in complete if fields],
        )
        if done:
            self.accept()
            self._then(done.value or "")

    def show_problem(self, error: RuleBrokenError) -> None:
        """Show a problem beside its field, or at the top where several forms have that field."""
        forms = [self.kind, self.household.chosen, *(choice.chosen for choice in self.child_choices)]
        if self.household.is_new:
            forms.append(self.household.form)
        forms += [choice.form for choice in self.child_choices if choice.is_new]
        having = [form for form in forms if error.field in form.rows]
        if len(having) == 1:
            having[0].show_problem(error)
        else:
            label = f"{having[0].rows[error.field].field.label}: " if having and error.field else ""
            self.banner.say(State.ALERT, f"{label}{error.sentence}")

    def clear_problems(self) -> None:
        """Hide the banner; each form clears its own problems."""
        self.banner.hide()

    def reject(self) -> None:
        """Close without doing anything; ask first where typed text would be lost."""
        if self.kind.is_dirty or self.household.is_dirty or any(choice.is_dirty for choice in self.child_choices):
            ask(
                self,
                "Leave without saving?",
                "What you wrote in this form is not saved.",
                "Leave without saving",
                self._leave,
                otherwise="Keep writing",
            )
        else:
            self._leave()

    def _leave(self) -> None:
        super().reject()

    @property
    def _concerns_children(self) -> bool:
        return self.kind.typed(_KIND) in _WITH_CHILDREN

    def _show_parts(self) -> None:
        self._with_children.setVisible(self._concerns_children)
        if self._concerns_children and not self.child_choices:
            self.add_child()
