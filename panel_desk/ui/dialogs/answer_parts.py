"""What an answer from home would change, part by part: sections with their redlines, comments, that it was checked."""

from collections.abc import Iterator

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from panel_desk.queries.minutes.answers import AnswerPreview, SectionAmended
from panel_desk.queries.minutes.home_file import Said
from panel_desk.rules.minutes_text import plain
from panel_desk.ui import formats
from panel_desk.ui.theme import S8, S12, Part
from panel_desk.ui.widgets.layout import column, framed
from panel_desk.ui.widgets.redline_view import RedlineView
from panel_desk.ui.widgets.text import Text

_CLASH = "The text here stays as it is, because {why}. What was changed at home comes beside it as {many}:"
_LOOKS_HERE = "Only bold, italic or lists are set otherwise; the words are the same."
_LOOKS_CLASH = (
    "Bold, italic or lists were set otherwise at home, and the words are the same. The text here stays, because {why}, "
    "and a comment says so."
)
_SAME = "It reads the same here already."


def answer_parts(found: AnswerPreview) -> list[QWidget]:
    """The parts, top to bottom."""
    if not found.sections and not found.said and found.signed_at is None:
        return [Text("No text was amended at home and no comment written.", Part.QUIET, wrap=True)]
    return list(_parts(found))


def _parts(found: AnswerPreview) -> Iterator[QWidget]:
    if found.sections:
        yield Text(f"Amended at home · {formats.count(len(found.sections), 'section')}", Part.SECTION)
    for section in found.sections:
        yield _card(Text(section.place, Part.STRONG, wrap=True), *_amended(section))
    if found.said:
        yield Text(f"Written at home · {formats.count(len(found.said), 'comment')}", Part.SECTION)
    for said in found.said:
        place = found.places.get(said.section, "A section that these minutes do not have")
        yield _card(Text(place, Part.STRONG, wrap=True), *_said(said))


def _amended(section: SectionAmended) -> Iterator[QWidget]:
    """What becomes of a section, and the redline that shows it."""
    if section.now == section.theirs:
        yield Text(_SAME, Part.QUIET, wrap=True)
    elif not section.why_beside:
        is_other = plain(section.now) != plain(section.theirs)
        yield RedlineView(section.now, section.theirs, is_short=True) if is_other else Text(_LOOKS_HERE, wrap=True)
    elif section.proposals:
        many = formats.count(len(section.proposals), "proposal")
        yield framed(_padded(Text(_CLASH.format(why=section.why_beside, many=many), wrap=True)), "waiting")
        yield RedlineView(section.before, section.theirs, is_short=True)
    else:
        yield framed(_padded(Text(_LOOKS_CLASH.format(why=section.why_beside), wrap=True)), "waiting")


def _said(said: Said) -> Iterator[QWidget]:
    yield Text(formats.moment(said.made_at), Part.QUIET)
    if said.proposed is not None:
        yield RedlineView(said.quote, said.proposed)
    elif said.quote:
        yield Text(f"“{said.quote}”", Part.QUIET, wrap=True)
    if said.text:
        yield Text(said.text, wrap=True, selectable=True)


def _card(*parts: QWidget) -> QFrame:
    return framed(_padded(*parts))


def _padded(*parts: QWidget) -> QVBoxLayout:
    return column(*parts, gap=S8, margins=(S12, S8, S12, S12))
