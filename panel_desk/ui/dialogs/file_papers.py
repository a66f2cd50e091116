"""Filing papers: each file as the preflight found it, its kind to be chosen, refused ones with their reason."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QWidget

from panel_desk.rules.letters import folded
from panel_desk.rules.vocabulary import PaperKind
from panel_desk.ui import words
from panel_desk.ui.background import Told
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.fields import ChoiceField, options
from panel_desk.ui.form import Form
from panel_desk.ui.icons import IconLabel
from panel_desk.ui.theme import S4, S8, S12, S16, Part
from panel_desk.ui.widgets.buttons import plain, primary
from panel_desk.ui.widgets.layout import STRETCH, column, framed, row, scrolling, within
from panel_desk.ui.widgets.text import Elided, Text

_WIDTH = 600
_MOST_OF_THE_SCREEN = 0.6
_KILO = 1024
_NAMED = {
    PaperKind.PAR: ("par", "prospective"),
    PaperKind.CPR: ("cpr", "permanence"),
    PaperKind.APR: ("apr", "placement report"),
    PaperKind.SUPPORT_PLAN: ("support",),
    PaperKind.MEDICAL: ("medical", "health"),
    PaperKind.LEGAL: ("legal",),
    PaperKind.REFERENCES: ("reference",),
    PaperKind.APPLICANTS_COMMENTS: ("comment",),
    PaperKind.PHOTOGRAPHS: ("photo",),
}


@dataclass(frozen=True, slots=True)
class Looked:
    """A file as it was looked at.

    Args:
        data: what to file, which is a PDF even where the file was a picture.
        refused: why it cannot be filed, in a sentence; empty where it can.
    """

    name: str
    data: bytes
    pages: int
    findings: tuple[str, ...]
    refused: str


def look_at(files: Sequence[Path], told: Told) -> list[Looked]:
    """Read files and look at each. Pure work, for the worker."""
    looked = []
    for at, file in enumerate(files):
        told(file.name, at, len(files))
        looked.append(_look(file))
    return looked


def _look(file: Path) -> Looked:
    from panel_desk.documents.preflight import preflight  # noqa: PLC0415 # loads PDF libraries, when first needed

    try:
        data = file.read_bytes()
    except OSError:
        return Looked(file.name, b"", 0, (), "The file cannot be read. Close it in other programs and try again.")
    found = preflight(data, file.name)
    return Looked(file.name, found.data, found.pages, found.findings, found.refused)


def guessed(name: str) -> PaperKind:
    """The kind that a file's name speaks of."""
    found = f" {folded(name).replace('-', ' ').replace('_', ' ')}"
    for kind, marks in _NAMED.items():
        if any(f" {mark}" in found for mark in marks):
            return kind
    return PaperKind.OTHER


def size_in_words(size: int) -> str:
    """120 KB, 3.4 MB."""
    kilobytes = size / _KILO
    return f"{kilobytes / _KILO:.1f} MB" if kilobytes >= _KILO else f"{max(1, round(kilobytes))} KB"


class FilePapers(Message):
    """What is about to be filed.

    Args:
        looked: the files.
        then: takes the files that can be filed, each with its kind.
        parent: the widget that it belongs to.
    """

    def __init__(
        self,
        looked: Sequence[Looked],
        then: Callable[[list[tuple[Looked, PaperKind]]], object],
        parent: QWidget | None = None,
    ) -> None:
        self._sound = [each for each in looked if not each.refused]
        refused = [each for each in looked if each.refused]
        said = f"{words.count(len(refused), 'file')} cannot be filed." if refused else ""
        super().__init__("File papers", said, parent, width=_WIDTH)
        self.words.setVisible(bool(said))
        self._then = then
        self._forms: list[Form] = []
        cards = column(gap=S8)
        for each in refused:
            cards.addWidget(_refused(each))
        for number, each in enumerate(self._sound, start=1):
            label = f"Kind of paper {number}" if len(self._sound) > 1 else "Kind of paper"
            form = Form([ChoiceField(key="kind", label=label, required=True, options=options(PaperKind), width=220)])
            form.fill({"kind": guessed(each.name)})
            self._forms.append(form)
            cards.addWidget(_sound(each, form))
        content = within(column(cards, STRETCH, margins=(0, 0, S12, 0)))
        area = scrolling(content)
        most = int(self.screen().availableGeometry().height() * _MOST_OF_THE_SCREEN)
        area.setMinimumHeight(min(most, content.sizeHint().height() + S16))
        self.add(area)
        if self._sound:
            verb = primary(f"File {words.count(len(self._sound), 'paper')}", self.save)
            self.finish(plain("Cancel", self.reject), verb)
        else:
            verb = primary("Close", self.reject)
            self.finish(verb)
        verb.setDefault(True)
        self.open()

    def save(self) -> None:
        """File what can be filed."""
        values = [form.read() for form in self._forms]
        chosen = [(each, value["kind"]) for each, value in zip(self._sound, values, strict=True) if value]
        if len(chosen) == len(self._sound):
            self.accept()
            self._then(chosen)


def _refused(looked: Looked) -> QWidget:
    head = row(IconLabel("circle-x", "late"), Elided(looked.name, Part.STRONG), gap=S8)
    head.setStretch(1, 1)
    return framed(column(head, Text(looked.refused, wrap=True), gap=S4, margins=(S12, S8, S12, S8)), "late")


def _sound(looked: Looked, form: Form) -> QWidget:
    head = row(IconLabel("file-text", "quiet"), Elided(looked.name, Part.STRONG), gap=S8)
    head.setStretch(1, 1)
    pages = f"{words.count(looked.pages, 'page')} · {size_in_words(len(looked.data))}"
    parts = column(head, Text(pages, Part.QUIET), gap=S4, margins=(S12, S8, S12, S12))
    for finding in looked.findings:
        line = row(IconLabel("info", "note"), Text(finding, wrap=True), gap=S8)
        line.setStretch(1, 1)
        parts.addLayout(line)
    parts.addWidget(form)
    return framed(parts)
