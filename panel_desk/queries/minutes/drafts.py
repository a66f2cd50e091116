"""What minutes would say if they were drafted now: from the template, panel day's notes, and the questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from panel_desk.desk import Work
from panel_desk.queries.cases.cases import CaseRow, items
from panel_desk.queries.meetings.agendas import QuestionRow, questions_about
from panel_desk.queries.meetings.panel_day import NoteRow, notes_on
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.rules.minutes_headings import NOTED, TemplateHeading
from panel_desk.rules.minutes_text import Block, BlockKind, Span, text_from_blocks
from panel_desk.rules.vocabulary import HeadingPurpose, MinutesState


@dataclass(frozen=True, slots=True)
class DraftedSection:
    """A heading of a case, and what a draft would say under it."""

    case: str
    heading: str
    purpose: HeadingPurpose
    text: str


@dataclass(frozen=True, slots=True)
class RedraftedSection:
    """Words that a draft would have now for a section that was edited by hand since it was drafted.

    Args:
        section: the section's number.
        item: the item's number on the agenda.
        text: what stands there.
        drafted: what a draft would say.
        version: the section's.
    """

    section: int
    case: str
    item: int
    heading: str
    text: str
    drafted: str
    version: int


@dataclass(frozen=True, slots=True)
class DraftState:
    """How far a draft is behind what it is drafted from.

    Args:
        untouched: how many sections nobody edited that a new draft would change or add.
        redrafted_sections: those edited by hand for which a new draft has other words than the last one.
    """

    untouched: int
    redrafted_sections: tuple[RedraftedSection, ...]


def drafted_sections(work: Work, meeting: str) -> tuple[DraftedSection, ...]:
    """Every heading of every item of a meeting in the template's order, with what a draft would say under it.

    What was noted under a heading that the template no longer has comes after the others.
    """
    rows = items(work, meeting)
    cases = tuple(row.ref for row in rows)
    noted, asked = notes_on(work, cases), questions_about(work, cases)
    return tuple(
        each
        for row in rows
        for each in _of_item(row, minutes_headings(work, row.kind), noted[row.ref], _questions(asked[row.ref]))
    )


def draft_state(work: Work, meeting: str) -> DraftState:
    """What drafting again would do to a draft; nothing where the minutes are past drafting."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.DRAFT:
        return DraftState(0, ())
    there = {(section.case_ref, section.heading): section for section in found.sections}
    numbers = {row.ref: row.item or 0 for row in items(work, meeting)}
    untouched, redrafted_sections = 0, []
    for each in drafted_sections(work, meeting):
        section = there.get((each.case, each.heading))
        if section is None:
            untouched += 1
        elif each.text not in (section.drafted, section.text):
            if section.text == section.drafted:
                untouched += 1
            else:
                number = numbers[each.case]
                redrafted_sections.append(
                    RedraftedSection(
                        section.id, each.case, number, each.heading, section.text, each.text, section.version
                    )
                )
    return DraftState(untouched, tuple(redrafted_sections))


def _of_item(
    row: CaseRow, template: Sequence[TemplateHeading], notes: Iterable[NoteRow], asked: str
) -> Iterator[DraftedSection]:
    """The headings of one item; `asked` is its questions with their answers, as text."""
    noted = {each.heading: each.text.strip() for each in notes if each.text.strip()}
    has_questions = any(each.purpose is HeadingPurpose.QUESTIONS for each in template)
    for each in template:
        parts = [each.standard_text, noted.pop(each.heading, "") if each.purpose in NOTED else ""]
        if each.purpose is (HeadingPurpose.QUESTIONS if has_questions else HeadingPurpose.DISCUSSION):
            parts.append(asked)
        yield _drafted(row, each, parts)
    for heading, text in noted.items():
        yield DraftedSection(row.ref, heading, HeadingPurpose.WRITTEN, text)


def _drafted(row: CaseRow, of: TemplateHeading, parts: list[str]) -> DraftedSection:
    return DraftedSection(row.ref, of.heading, of.purpose, "\n".join(filter(None, parts)))


def _questions(asked: tuple[QuestionRow, ...]) -> str:
    """Questions with their answers, those of a theme together under it."""
    lines: list[str] = []
    theme: str | None = None
    for each in asked:
        if each.theme and each.theme != theme:
            lines.append(text_from_blocks([Block(BlockKind.SUBHEADING, (Span(each.theme),))]))
        theme = each.theme
        first, *others = each.text.strip().split("\n")
        said = [Block(BlockKind.PARAGRAPH, (Span(f"{each.name} asked:", bold=True), Span(f" {first}")))]
        said += [Block(BlockKind.PARAGRAPH, (Span(line),) if line else ()) for line in others]
        lines.append(text_from_blocks(said))
        if each.answer and each.answer.strip():
            lines.append(each.answer.strip())
    return "\n".join(lines)
