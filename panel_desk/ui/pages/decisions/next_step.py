"""The form of a decision's next step: receipt of the minutes, the decision, the oral and the written notice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from panel_desk.operations.decisions.decisions import Subject, record_decision, record_minutes_received, record_notice
from panel_desk.operations.minutes.corrections import acknowledge_correction
from panel_desk.queries.decisions.decisions import DecisionRow, NextStep, decisions_of_meeting
from panel_desk.rules.vocabulary import OFFICE, CaseKind, DecisionOutcome, Outcome
from panel_desk.ui.desk_bridge import Done
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, DateField, Field, SeveralField, TextField, how_given_field, options
from panel_desk.ui.form import FilledForm, Form
from panel_desk.ui.page import Page
from panel_desk.ui.states import Chip, State
from panel_desk.ui.theme import S12, Part
from panel_desk.ui.widgets.buttons import link, primary
from panel_desk.ui.widgets.chips import StateChip
from panel_desk.ui.widgets.layout import STRETCH, column, row
from panel_desk.ui.widgets.text import Text


@dataclass(frozen=True, slots=True)
class _StepForm:
    """The form of one step.

    Args:
        operation: the operation that the step does; its permissions decide who may do the step.
        send: does the operation with what was filled in.
        explanation: a sentence above the form; `{who}` is replaced by the decision maker's name.
        fields: the fields of the form.
        day: the field that starts as today; None where no day is asked for.
        done: the sentence for the undo bar.
    """

    operation: Callable[..., object]
    send: Callable[[FilledForm, DecisionRow], Done[object]]
    explanation: str
    fields: Sequence[Field[object]]
    day: DateField | None
    done: str


_RECEIVED_ON = DateField(key="received_on", label="Minutes received on", required=True)
_ALSO: SeveralField[Subject] = SeveralField(
    key="also",
    label="Received on the same day",
    help="Untick those whose minutes came on another day, or have not come yet.",
)
_DECISION = ChoiceField(key="decision", label="Decision", required=True, options=options(DecisionOutcome), width=240)
_DECIDED_ON = DateField(key="decided_on", label="Decided on", required=True)
_BECAUSE = TextField(key="because", label="Why there is a new decision", required=True, lines=3)
_HOW = how_given_field("You record this for the decision maker.", required=True, width=240)
_STAYS_ON_RECORD = (
    "The people concerned were informed of the decision in writing. It stays on record with its notices, and notice of "
    "the new decision has to be given."
)
_AGREED, _REFUSED = DecisionOutcome.AGREED, DecisionOutcome.REFUSED
_MEANINGS: Mapping[tuple[CaseKind, DecisionOutcome], str] = {
    (CaseKind.APPROVAL, _AGREED): "The household is approved as suitable to adopt.",
    (CaseKind.APPROVAL, _REFUSED): "The household is not approved.",
    (CaseKind.BRIEF_REPORT, _AGREED): "The assessment continues.",
    (CaseKind.BRIEF_REPORT, _REFUSED): "The household is not suitable to adopt.",
    (CaseKind.MATCH, _AGREED): "The child should be placed with this household.",
    (CaseKind.MATCH, _REFUSED): "The child should not be placed with this household.",
    (CaseKind.CONSENT_TO_PLACEMENT, _AGREED): "The child should be placed for adoption.",
    (CaseKind.CONSENT_TO_PLACEMENT, _REFUSED): "The child should not be placed for adoption.",
    (CaseKind.REVIEW_OF_APPROVAL, _AGREED): "The household remains suitable to adopt.",
    (CaseKind.REVIEW_OF_APPROVAL, _REFUSED): "The household is no longer suitable, and its approval ends.",
    (CaseKind.TERMINATION, _AGREED): "The approval ends.",
    (CaseKind.TERMINATION, _REFUSED): "The approval stays.",
}
_DEPARTURES = {(Outcome.RECOMMENDED, _REFUSED), (Outcome.NOT_RECOMMENDED, _AGREED)}  # decisions against the panel
_INFORMED_ORALLY_ON = DateField(key="told_orally_on", label="Informed orally on", required=True)
_INFORMED_IN_WRITING_ON = DateField(key="told_in_writing_on", label="Informed in writing on", required=True)


_FORMS: Mapping[NextStep, _StepForm] = {
    NextStep.RECORD_RECEIPT: _StepForm(
        record_minutes_received,
        lambda filled, decision: filled.do(
            record_minutes_received,
            meeting=decision.meeting or "",
            received_on=filled[_RECEIVED_ON],
            authority=decision.authority,
            received=[
                (decision.case, decision.child),
                *((filled.get(_ALSO) if _ALSO.key in filled.by_key else None) or ()),
            ],
        ),
        "The day on which {who} received the signed minutes of this recommendation. It starts the clock of the "
        "decision.",
        (_RECEIVED_ON,),
        _RECEIVED_ON,
        "Receipt recorded; the clock of the decision has started",
    ),
    NextStep.ACKNOWLEDGE_CORRECTION: _StepForm(
        acknowledge_correction,
        lambda filled, decision: filled.do(
            acknowledge_correction, case=decision.case, child=decision.child, version=decision.version
        ),
        "The minutes that {who} received were corrected and signed again. Send the new version, and record here that "
        "{who} has considered it. If the decision stays the same, nothing more is needed; if it changes, record the "
        "new decision afterwards.",
        (),
        None,
        "Correction acknowledged",
    ),
    NextStep.RECORD_DECISION: _StepForm(
        record_decision,
        lambda filled, decision: filled.do(
            record_decision,
            case=decision.case,
            decision=filled[_DECISION],
            decided_on=filled[_DECIDED_ON],
            child=decision.child,
            version=decision.version,
            how=filled.get(_HOW) if _HOW.key in filled.by_key else None,
        ),
        "What {who} decided, which may differ from what the panel recommended.",
        (_DECISION, _DECIDED_ON),
        _DECIDED_ON,
        "Decision recorded",
    ),
    NextStep.TELL_ORALLY: _StepForm(
        record_notice,
        lambda filled, decision: filled.do(
            record_notice,
            case=decision.case,
            child=decision.child,
            told_orally_on=filled[_INFORMED_ORALLY_ON],
            version=decision.version,
        ),
        "The day on which the people concerned were informed of the decision orally.",
        (_INFORMED_ORALLY_ON,),
        _INFORMED_ORALLY_ON,
        "Oral notice recorded",
    ),
    NextStep.TELL_IN_WRITING: _StepForm(
        record_notice,
        lambda filled, decision: filled.do(
            record_notice,
            case=decision.case,
            child=decision.child,
            told_in_writing_on=filled[_INFORMED_IN_WRITING_ON],
            version=decision.version,
        ),
        "The day on which the letter with the decision was sent.",
        (_INFORMED_IN_WRITING_ON,),
        _INFORMED_IN_WRITING_ON,
        "Written notice recorded",
    ),
}


class DecisionStep(QWidget):
    """The form of a decision's next step, or a sentence that says why the step cannot be recorded."""

    def __init__(self, page: Page, decision: DecisionRow, today: date) -> None:
        super().__init__()
        self._page, self._decision = page, decision
        self.form: Form | None = None
        self._received_too: list[tuple[Subject, str]] = []
        parts = column(gap=S12)
        step = _FORMS.get(decision.next_step)
        why_not = _waits_for(decision) if step is None else page.bridge.why_not(step.operation)
        if step is None or why_not:
            parts.addWidget(Text(why_not, Part.BODY, wrap=True))
        else:
            self._step = step
            self.form = Form([*step.fields, *self._received_the_same_day(), *self._how_given()])
            ticked = tuple(ref for ref, _ in self._received_too)
            self.form.reset(({step.day.key: today} if step.day else {}) | {_ALSO.key: ticked})
            save = primary(decision.next_step.value, self.save)
            save.setToolTip("Ctrl+Return")
            shortcut = QShortcut(QKeySequence("Ctrl+Return"), self)
            shortcut.activated.connect(self.save)
            who = decision.decision_maker or "the decision maker"
            parts.addWidget(Text(decision.next_step.value, Part.SECTION))
            parts.addWidget(Text(step.explanation.format(who=who), Part.QUIET, wrap=True))
            if decision.correction_begun and decision.next_step is NextStep.RECORD_DECISION:
                note = f"{_correction(decision)} A decision recorded now has to be checked again after that."
                parts.addWidget(StateChip(Chip(State.ALERT, "Minutes are being corrected")))
                parts.addWidget(Text(note, wrap=True))
            if decision.next_step is NextStep.RECORD_DECISION:
                _explain(self.form, decision)
            parts.addWidget(self.form)
            parts.addLayout(row(save, STRETCH))
        if decision.decided_on is not None and not page.bridge.why_not(record_decision):
            parts.addLayout(row(link("Record a new decision…", self.decide_anew), STRETCH))
        is_receipt_open = decision.minutes_received_on is not None and decision.decided_on is None
        if is_receipt_open and not page.bridge.why_not(record_minutes_received):
            parts.addLayout(row(link("Correct the day of receipt…", self.correct_receipt), STRETCH))
        self.setLayout(parts)

    def correct_receipt(self) -> FormDialog[int]:
        """Ask for the day on which the decision maker received the minutes, in place of the one that was recorded."""
        decision, page = self._decision, self._page
        return FormDialog(
            page.bridge,
            "Correct the day of receipt",
            [_RECEIVED_ON],
            "Save day",
            lambda filled: filled.do(
                record_minutes_received,
                meeting=decision.meeting or "",
                received_on=filled[_RECEIVED_ON],
                authority=decision.authority,
                received=[(decision.case, decision.child)],
            ),
            lambda _: page.show_done("The day of receipt is corrected; the clock of the decision runs from it"),
            words=f"This changes the receipt of one recommendation: {_recommendation(decision)}.",
            values={_RECEIVED_ON.key: decision.minutes_received_on},
            parent=page,
        )

    def _how_given(self) -> list[Field[object]]:
        """The field for how the office was given the decision; none where the decision maker records it."""
        is_for_another = self._page.bridge.signed_in.role in OFFICE
        return [_HOW] if is_for_another and self._decision.next_step is NextStep.RECORD_DECISION else []

    def decide_anew(self) -> FormDialog[None]:
        """Ask for a decision in place of the present one, and why, if people were informed of that one in writing."""
        decision, page = self._decision, self._page
        is_informed = decision.told_in_writing_on is not None
        how = [_HOW] if page.bridge.signed_in.role in OFFICE else []
        because = [_BECAUSE] if is_informed else []
        dialog: FormDialog[None] = FormDialog(
            page.bridge,
            "New decision",
            [_DECISION, _DECIDED_ON, *because, *how],
            "Record decision",
            lambda filled: filled.do(
                record_decision,
                case=decision.case,
                decision=filled[_DECISION],
                decided_on=filled[_DECIDED_ON],
                child=decision.child,
                version=decision.version,
                how=filled[_HOW] if how else None,
                because=filled[_BECAUSE] if because else None,
            ),
            lambda _: page.show_done(f"Decision recorded: {_recommendation(decision)}"),
            words=_STAYS_ON_RECORD if is_informed else "",
            values={_DECISION.key: decision.decision, _DECIDED_ON.key: page.bridge.today()},
            parent=page,
        )
        _explain(dialog.form, decision)
        return dialog

    def _received_the_same_day(self) -> list[Field[object]]:
        """A field to tick other recommendations of the panel that the same decision maker received on that day."""
        decision = self._decision
        if decision.next_step is NextStep.RECORD_RECEIPT and decision.meeting:
            self._received_too = [
                ((each.case, each.child), _recommendation(each))
                for each in self._page.bridge.ask(decisions_of_meeting, decision.meeting)
                if (each.authority, each.next_step) == (decision.authority, decision.next_step)
                and each.id != decision.id
            ]
        if not self._received_too:
            return []
        return [replace(_ALSO, options=self._received_too)]

    def focus(self) -> None:
        """Give the first field the keyboard focus."""
        if self.form is not None and self.form.rows:
            self.form.focus(next(iter(self.form.rows)))

    def save(self) -> None:
        """Record the step."""
        if self.form is not None and self.form.send(self._page.bridge, self._send):
            self._page.show_done(f"{self._step.done}: {_recommendation(self._decision)}")

    def _send(self, filled: FilledForm) -> Done[object]:
        return self._step.send(filled, self._decision)


def _recommendation(decision: DecisionRow) -> str:
    """A recommendation in words: its case and, where that concerns several children, the child."""
    child = f"child {decision.child_initials}" if decision.child else ""
    return decision.title if child in decision.title else f"{decision.title}, {child}"


def _correction(decision: DecisionRow) -> str:
    return f"A correction of these minutes is being written: {decision.correction_begun.rstrip('.')}."


def _waits_for(decision: DecisionRow) -> str:
    """Why nothing can be recorded now: all is done, or the minutes are not signed yet or are being corrected."""
    if decision.next_step is NextStep.COMPLETE:
        return "The decision is recorded, and so are its two notices. Nothing is left to do."
    if decision.correction_begun:
        return (
            f"{_correction(decision)} Once it is signed, record here when the decision maker received it. To give up "
            "the correction, open the minutes."
        )
    return (
        "The minutes of this panel are not signed yet. Once they are, record here when the decision maker "
        "received them."
    )


def _explain(form: Form, decision: DecisionRow) -> None:
    """Say beneath the choice what the chosen decision means, and whether the panel recommended otherwise."""
    meaning = Text("", Part.QUIET, wrap=True)

    def show() -> None:
        chosen = form.typed(_DECISION)
        means = _MEANINGS.get((decision.kind, chosen), "") if chosen else ""
        departs = "The panel recommended otherwise." if (decision.outcome, chosen) in _DEPARTURES else ""
        meaning.setText(" ".join(filter(None, (means, departs))))
        meaning.setVisible(bool(meaning.text()))

    form.rows[_DECISION.key].put_beneath(meaning)
    form.edited.connect(show)
    show()
