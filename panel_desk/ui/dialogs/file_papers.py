"""The dialog that files papers: preflight findings, kind, version to replace, and passwords of locked files."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from panel_desk.flows.file_papers import CheckedFile, PaperToFile
from panel_desk.queries.papers.papers import PaperRow
from panel_desk.rules.paper_names import guessed_kind, most_alike
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui import formats
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, TextField, options
from panel_desk.ui.form import Form
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, empty, framed, row, scrolling, within
from panel_desk.ui.widgets.text import Elided, Text

_WIDTH = 640  # pixels
_FIELD = 280  # pixels: the width of an input
_MOST_OF_THE_SCREEN = 0.6  # share of its height that the files take at most
_WHY_AFTER_RETURN = "Corrected by its author after the check"
_KIND = ChoiceField(key="kind", label="Kind of paper", required=True, options=options(PaperKind), width=_FIELD)
_REPLACES: ChoiceField[int] = ChoiceField(key="replaces", label="Filed as", none="A paper of its own", width=_FIELD)
_COMMENTS: ChoiceField[bool] = ChoiceField(
    key="comments",
    label="Its comments",
    required=True,
    options=[(True, "File it with its comments"), (False, "Do not file it: return it to its author")],
    width=2 * _FIELD + S16,
)
_WORDS: ChoiceField[bool] = ChoiceField(
    key="words",
    label="The e-mail’s own words",
    required=True,
    options=[(False, "Do not file them"), (True, "File them as a paper")],
    width=2 * _FIELD + S16,
)
_WHY = TextField(key="why", label="Why the filed version is replaced", width=2 * _FIELD + S16)
_PASSWORD = TextField(key="password", label="Password", is_secret=True, width=_FIELD)


Unlock = Callable[[CheckedFile, str, Callable[[CheckedFile], object]], object]
"""Checks a locked file again with a password, and calls back with the result."""


class FilePapers(Message):
    """Shows the files that are about to be filed, and asks how.

    Args:
        checked: the files, with what the check found.
        then: takes the files that can be filed.
        parent: the widget that it belongs to.
        filed: the papers of the case, which a file may be a newer version of.
        unlock: opens a locked file with a password; None where that cannot be done.
        kind: the kind of the files, where it is known.
        replaces: the paper of which the only file is a newer version, where it is known.
        case: the name and the ref of the case for which they are filed.
    """

    def __init__(
        self,
        checked: Sequence[CheckedFile],
        then: Callable[[list[PaperToFile]], object],
        parent: QWidget | None = None,
        *,
        filed: Sequence[PaperRow] = (),
        unlock: Unlock | None = None,
        kind: PaperKind | None = None,
        replaces: int | None = None,
        case: str = "",
    ) -> None:
        super().__init__(f"File papers for {case}" if case else "File papers", "", parent, width=_WIDTH)
        self._checked, self._then, self._unlock = list(checked), then, unlock
        self._filed, self._kind, self._replaces = filed, kind, replaces
        self._forms: list[Form] = []
        self._fileable: list[CheckedFile] = []
        self._typed: dict[int, dict[str, object]] = {}  # what was typed in a file's form, by the id of the object
        self._still_locked: CheckedFile | None = None  # after the password that was typed last
        self._cards = column(gap=S12, margins=(0, 0, S12, 0))
        self._content = within(self._cards)
        self._area = scrolling(self._content)
        self.add(self._area)
        self._close = plain("Cancel", self.reject)
        self._verb = primary("File papers", self.save)
        self.finish(self._close, self._verb)
        self._show()
        self.open()

    def save(self) -> None:
        """Pass on the files that can be filed; close where there are none."""
        if not self._fileable:
            self.reject()
            return
        chosen, unfinished = [], []
        for checked, form in zip(self._fileable, self._forms, strict=True):
            if _stays_out(form):
                continue
            values = form.read()
            if values is not None and values.get(_REPLACES) is not None and not values[_WHY]:
                form.rows[_WHY.key].say("Say why the filed version is replaced.")
                values = None
            if values is None:
                unfinished.append(form)
                continue
            replaces = values.get(_REPLACES)
            chosen.append(PaperToFile(checked, values[_KIND], replaces, "" if replaces is None else values[_WHY]))
        if unfinished:
            first = unfinished[0]
            first.focus(next(key for key, row in first.rows.items() if row.problem))
            self._area.ensureWidgetVisible(first)
            return
        if not chosen:
            self.reject()
            return
        self.accept()
        self._then(chosen)

    # Content

    def _show(self) -> None:
        """Show a card for each file: refused, locked, or ready to be filed."""
        for checked, form in zip(self._fileable, self._forms, strict=True):
            self._typed[id(checked)] = {key: row.input.read() for key, row in form.rows.items()}
        self._fileable = [each for each in self._checked if not each.refused]
        locked = [each for each in self._checked if each.needs_password and self._unlock]
        refused = [each for each in self._checked if each.refused and each not in locked]
        self._forms = [self._form(each, number) for number, each in enumerate(self._fileable, start=1)]
        empty(self._cards)
        for each in refused:
            self._cards.addWidget(_refused(each))
        for each in locked:
            self._cards.addWidget(self._locked(each))
        for each, form in zip(self._fileable, self._forms, strict=True):
            self._cards.addWidget(_fileable(each, form))
        self._cards.addStretch(1)
        self.words.setText(self._summary(len(refused), len(locked)))
        self.words.setVisible(bool(self.words.text()))
        self._close.setVisible(bool(self._fileable))
        self._count()
        self._verb.setDefault(not locked)
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        self._area.setMinimumHeight(min(most, self._content.sizeHint().height() + S16))

    def _count(self) -> None:
        """Say on the button how many papers it files."""
        number = sum(not _stays_out(form) for form in self._forms)
        self._verb.setText(f"File {formats.count(number, 'paper')}" if number else "Close")

    @staticmethod
    def _summary(refused: int, locked: int) -> str:
        sentences = [f"{formats.count(refused, 'file')} cannot be filed."] if refused else []
        if locked:
            sentences.append(
                f"{formats.count(locked, 'file')} {'is' if locked == 1 else 'are'} locked with a password."
            )
        return " ".join(sentences)

    def _form(self, checked: CheckedFile, position: int) -> Form:
        number = f" {position}" if len(self._fileable) > 1 else ""
        papers = [(row.id, f"A newer version of {row.name}") for row in self._filed]
        form = Form(
            [
                (replace(_KIND, label=f"{_KIND.label}{number}"), replace(_REPLACES, options=papers)),
                _WHY,
                *([replace(_WORDS, label=f"{_WORDS.label}{number}")] if checked.is_offered else []),
                *([replace(_COMMENTS, label=f"{_COMMENTS.label}{number}")] if checked.commenters else []),
            ]
        )
        form.fill(self._typed.get(id(checked)) or self._default_values(checked))
        form.rows[_REPLACES.key].setVisible(bool(papers))
        show_why = partial(_show_why, form)
        form.rows[_REPLACES.key].input.edited.connect(show_why)
        show_why()
        for key in {_COMMENTS.key, _WORDS.key} & form.rows.keys():
            form.rows[key].input.edited.connect(self._count)
        return form

    def _default_values(self, checked: CheckedFile) -> dict[str, object]:
        kind = self._kind or guessed_kind(checked.name)
        if checked.is_offered:
            return {_KIND.key: kind, _WORDS.key: False}
        if self._replaces is not None and len(self._checked) == 1:
            older = next((row for row in self._filed if row.id == self._replaces), None)
        else:
            of_kind = [row for row in self._filed if row.kind is kind]
            at = most_alike(checked.name, [row.name for row in of_kind])
            older = None if at is None else of_kind[at]
        if older is None:
            return {_KIND.key: kind}
        why = _WHY_AFTER_RETURN if not older.state.is_ready else ""
        return {_KIND.key: older.kind, _REPLACES.key: older.id, _WHY.key: why}

    def _locked(self, checked: CheckedFile) -> QWidget:
        form = Form([replace(_PASSWORD, label=f"Password of {checked.name}")])
        parts = _headed(checked, "key-round", "waiting")
        if checked is self._still_locked:
            form.rows[_PASSWORD.key].say(checked.refused)
        else:
            parts.addWidget(Text(checked.refused, wrap=True))
        parts.addWidget(form)
        parts.addLayout(row(plain("Unlock", partial(self._open_locked, checked, form), "key-round"), STRETCH))
        form.rows[_PASSWORD.key].input.focus_widget().returnPressed.connect(  # type: ignore[attr-defined] # it is a line edit
            partial(self._open_locked, checked, form)
        )
        return framed(parts, "waiting")

    def _open_locked(self, checked: CheckedFile, form: Form) -> None:
        values = form.read()
        if values is None or self._unlock is None:
            return
        if not values[_PASSWORD]:
            form.rows[_PASSWORD.key].say("Type the password that opens it.")
            return
        self._unlock(checked, values[_PASSWORD], partial(self._opened, checked))

    def _opened(self, checked: CheckedFile, now: CheckedFile) -> None:
        if not isValid(self):  # closed before the file was open
            return
        at = next(at for at, each in enumerate(self._checked) if each is checked)
        self._checked[at] = self._still_locked = replace(now, came_with=checked.came_with)
        self._show()


def _stays_out(form: Form) -> bool:
    """Whether a file is not to be filed: it goes back to its author, or is an e-mail's words that nobody chose."""
    return any(field.key in form.rows and form.typed(field) is False for field in (_COMMENTS, _WORDS))


def _show_why(form: Form) -> None:
    form.rows[_WHY.key].setVisible(form.typed(_REPLACES) is not None)


def _headed(checked: CheckedFile, icon: str, colour: str) -> QVBoxLayout:
    head = row(IconLabel(icon, colour), Elided(checked.name, Part.STRONG), gap=S8)  # type: ignore[arg-type] # a state's colour
    head.setStretch(1, 1)
    parts = column(head, gap=S4, margins=(S12, S8, S12, S12))
    if checked.came_with:
        parts.addWidget(Text(f"From the e-mail {checked.came_with}", Part.QUIET, wrap=True))
    return parts


def _refused(checked: CheckedFile) -> QWidget:
    parts = _headed(checked, "circle-x", "alert")
    parts.addWidget(Text(checked.refused, wrap=True))
    return framed(parts, "alert")


def _fileable(checked: CheckedFile, form: Form) -> QWidget:
    parts = _headed(checked, "file-text", "quiet")
    facts = [formats.count(checked.pages, "page"), formats.file_size(len(checked.data))]
    if checked.is_signed:
        facts.append("digitally signed")
    parts.addWidget(Text(" · ".join(facts), Part.QUIET, wrap=True))
    for finding in checked.findings:
        line = row(IconLabel("info", "note"), Text(finding, wrap=True), gap=S8)
        line.setStretch(1, 1)
        parts.addLayout(line)
    parts.addWidget(form)
    return framed(parts)
