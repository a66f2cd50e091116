"""Drafts of minutes from the template, panel day's notes and the questions."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from panel_desk.desk import Work, shows
from panel_desk.queries.cases.cases import CaseRow, items
from panel_desk.queries.meetings.agendas import QuestionRow, questions_about
from panel_desk.queries.meetings.panel_day import NoteRow, notes_on
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.rules.access import Information
from panel_desk.rules.minutes_headings import NOTED, TemplateHeading
from panel_desk.rules.minutes_text import Block, BlockKind, Span, text_from_blocks
from panel_desk.rules.vocabulary import HeadingPurpose, MinutesState


@dataclass(frozen=True, slots=True)
class DraftedSection:
    """The draft text under one heading of a case."""

    case: str
    heading: str
    purpose: HeadingPurpose
    text: str


@dataclass(frozen=True, slots=True)
class RedraftedSection:
    """A section that was edited by hand, and for which a new draft has another text than the last one.

    Args:
        section: the section's id.
        item: the item's number on the agenda.
        text: the section's text now.
        drafted: the text of a new draft.
        version: the section's version, for saving.
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
    """What drafting minutes again would change.

    Args:
        untouched: how many sections a new draft would change or add that nobody has edited.
        redrafted_sections: the edited ones for which it has another text.
    """

    untouched: int
    redrafted_sections: tuple[RedraftedSection, ...]


@shows(Information.DRAFTS)
def drafted_sections(work: Work, meeting: str) -> tuple[DraftedSection, ...]:
    """A draft of every section of every item of a meeting, in the template's order.

    Notes under a heading that the template no longer has come after the others.
    """
    rows = items(work, meeting)
    cases = tuple(row.ref for row in rows)
    notes, questions = notes_on(work, cases), questions_about(work, cases)
    return tuple(
        each
        for row in rows
        for each in _of_item(row, minutes_headings(work, row.kind), notes[row.ref], _questions(questions[row.ref]))
    )


@shows(Information.DRAFTS)
def draft_state(work: Work, meeting: str) -> DraftState:
    """What drafting again would change; nothing where the minutes are not a draft any more."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.DRAFT:
        return DraftState(0, ())
    sections = {(section.case_ref, section.heading): section for section in found.sections}
    numbers = {row.ref: row.item or 0 for row in items(work, meeting)}
    untouched, redrafted_sections = 0, []
    for each in drafted_sections(work, meeting):
        section = sections.get((each.case, each.heading))
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
    row: CaseRow, template: Sequence[TemplateHeading], notes: Iterable[NoteRow], questions: str
) -> Iterator[DraftedSection]:
    """The sections of one item; `questions` is its questions with their answers, as text."""
    noted = {each.heading: each.text.strip() for each in notes if each.text.strip()}
    has_questions = any(each.purpose is HeadingPurpose.QUESTIONS for each in template)
    for each in template:
        parts = [each.standard_text, noted.pop(each.heading, "") if each.purpose in NOTED else ""]
        if each.purpose is (HeadingPurpose.QUESTIONS if has_questions else HeadingPurpose.DISCUSSION):
            parts.append(questions)
        yield _drafted(row, each, parts)
    for heading, text in noted.items():
        yield DraftedSection(row.ref, heading, HeadingPurpose.WRITTEN, text)


def _drafted(row: CaseRow, heading: TemplateHeading, parts: list[str]) -> DraftedSection:
    return DraftedSection(row.ref, heading.heading, heading.purpose, "\n".join(filter(None, parts)))


def _questions(questions: tuple[QuestionRow, ...]) -> str:
    """Questions with their answers as text, under a subheading for each theme."""
    lines: list[str] = []
    theme: str | None = None
    for each in questions:
        if each.theme and each.theme != theme:
            lines.append(text_from_blocks([Block(BlockKind.SUBHEADING, (Span(each.theme),))]))
        theme = each.theme
        first, *others = each.text.strip().split("\n")
        blocks = [Block(BlockKind.PARAGRAPH, (Span(f"{each.name} asked:", bold=True), Span(f" {first}")))]
        blocks += [Block(BlockKind.PARAGRAPH, (Span(line),) if line else ()) for line in others]
        lines.append(text_from_blocks(blocks))
        if each.answer and each.answer.strip():
            lines.append(each.answer.strip())
    return "\n".join(lines)
