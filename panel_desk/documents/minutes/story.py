"""The content of printed minutes as a sequence of parts, independent of the format.

`pdf` and `docx` turn the parts into pages.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from panel_desk.documents.meetings.agenda import meeting_facts, panel_and_day
from panel_desk.documents.style.page_style import PageSetup, times
from panel_desk.queries.document_rows import (
    Attended,
    Bundle,
    ItemAttended,
    MinutesContent,
    MinutesItem,
    NamedVote,
    RecommendationLine,
    WrittenSection,
)
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import capital, count
from panel_desk.rules.vocabulary import Capacity, HeadingPurpose, MinutesState, Outcome, View
from panel_desk.rules.votes import vote_in_words, votes_in_words

DRAFTS = {
    MinutesState.NONE: "Not drafted yet",
    MinutesState.DRAFT: "Draft: not checked, not signed",
    MinutesState.IN_REVIEW: "In review: not final, not signed",
    MinutesState.FINAL: "Final text: not signed",
}
"""The text of the band on every page of unsigned minutes, by their state."""
_NOTHING = "Nothing is recorded."
_SENTENCE_ENDS = (".", "!", "?")
# Column widths of the tables, as shares of the page's width.
_TWO_COLUMNS, _THREE_COLUMNS, _VOTE_COLUMNS = (0.36, 0.64), (0.36, 0.36, 0.28), (0.42, 0.26, 0.32)
_BUNDLE_COLUMNS = (0.12, 0.18, 0.42, 0.28)  # likewise, of a decision maker's list


class Tone(StrEnum):
    """The emphasis of a line."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title and subtitle."""

    words: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """A heading of the first level."""

    words: str
    on_new_page: bool = False


@dataclass(frozen=True, slots=True)
class SubsectionTitle:
    """A heading of the second level."""

    words: str


@dataclass(frozen=True, slots=True)
class FactList:
    """Pairs of label and value; a pair without a value is left out."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Args:
        rows: its cells.
        shares: each column's share of the page's width.
        heads: column headings; empty for none.
        is_outcome: a recommendation: its subject and outcome are emphasised, its votes are not.
    """

    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    heads: tuple[str, ...] = ()
    is_outcome: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """Plain text: a sentence, or paragraphs typed into a field."""

    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class WrittenText:
    """Formatted text of a heading, in its stored form (`panel_desk.rules.minutes_text`)."""

    text: str


@dataclass(frozen=True, slots=True)
class OnOnePage:
    """Parts that are kept together on one page."""

    parts: "tuple[StoryPart, ...]"


StoryPart = Title | SectionTitle | SubsectionTitle | FactList | Grid | TextLine | WrittenText | OnOnePage


def page_setup(
    content: MinutesContent, title: str = "Minutes", draft: str | None = None, made_on: date | None = None
) -> PageSetup:
    """Header, footer and metadata; until the minutes are signed, a band on every page says so.

    Args:
        content: the minutes.
        title: the document's name, such as `Minutes`.
        draft: the band's text; None for the text that suits the state of the minutes.
        made_on: the day or the moment in its metadata; None for the day of this version.
    """
    day = f"{content.meeting.panel}, {in_words(content.meeting.held_on)}"
    return PageSetup(
        title=f"{title}, {day}",
        agency=content.meeting.agency,
        about=day,
        foot=f"Version {content.version}, {in_words(content.dated_on)}",
        made_on=made_on or content.dated_on,
        draft=DRAFTS.get(content.state, "") if draft is None else draft,
    )


def whole_meeting(content: MinutesContent) -> list[StoryPart]:
    """The whole meeting: attendance, and each item on new pages, so that it can be filed in its case's record."""
    story: list[StoryPart] = [*title_and_facts("Minutes", content), *_attendance(content.attended)]
    for item in content.items:
        story += item_story(content, item, on_new_page=True)
    return story


def extract(content: MinutesContent, case: str) -> list[StoryPart]:
    """One case's item: attendance, discussion and recommendations, and nothing of any other case."""
    story = title_and_facts("Minutes: extract", content)
    for item in content.items:
        if item.facts.case == case:
            story += item_story(content, item)
    return story


def decision_bundle(content: MinutesContent, bundle: Bundle) -> list[StoryPart]:
    """One decision maker's cases: a list of recommendations, then each case's item, and nothing of other cases."""
    theirs = [item for item in content.items if item.facts.case in bundle.cases]
    rows = tuple(
        (f"Item {item.number}", item.facts.case, line.subject, capital(line.outcome))
        for item in theirs
        for line in item.recommendations
    )
    story: list[StoryPart] = [
        Title("Minutes for the decision maker", panel_and_day(content.meeting)),
        FactList(
            (
                ("Decision maker", bundle.decision_maker),
                ("Authority", bundle.authority_name),
                *_meeting_facts(content),
            )
        ),
        SectionTitle("For decision"),
        Grid(rows, _BUNDLE_COLUMNS, ("Item", "Case", "For", "The panel")),
        TextLine(
            f"The decision is due within {count(bundle.working_days, 'working day')} of the day on which these minutes "
            "are received, not counting that day. Please tell the panel office when you received them."
        ),
    ]
    for item in theirs:
        story += item_story(content, item, on_new_page=True)
    return story


def story_of(content: MinutesContent) -> tuple[str, list[StoryPart], bool]:
    """The document's name, its parts, and whether they are only an extract of the signed minutes."""
    if content.only_case is not None:
        return f"Minutes, extract for {content.only_case}", extract(content, content.only_case), True
    if content.bundle is not None:
        return "Minutes for the decision maker", decision_bundle(content, content.bundle), True
    return "Minutes", whole_meeting(content), False


def title_and_facts(title: str, content: MinutesContent) -> list[StoryPart]:
    """The title and the meeting's facts."""
    return [Title(title, panel_and_day(content.meeting)), FactList(tuple(_meeting_facts(content)))]


def _meeting_facts(content: MinutesContent) -> list[tuple[str, str]]:
    return meeting_facts(replace(content.meeting, starts_at=content.starts_at))


def item_story(content: MinutesContent, item: MinutesItem, *, on_new_page: bool = False) -> list[StoryPart]:
    """One item: its facts, attendance, discussion and recommendations."""
    children = ", ".join(f"{child.initials} ({child.ref}), {child.authority}" for child in item.facts.children)
    facts = (
        ("Case", item.facts.case),
        ("Time", times(item.starts_at, item.ends_at)),
        ("Adopters", item.facts.household or ""),
        ("Children" if len(item.facts.children) > 1 else "Child", children),
        ("Presented by", item.facts.social_worker or ""),
    )
    story: list[StoryPart] = [
        SectionTitle(f"Item {item.number}. {capital(item.facts.kind)}", on_new_page),
        FactList(facts),
    ]
    for section in item.sections:
        story += _section(section, item, content.at_item(item))
    return story


def _section(section: WrittenSection, item: MinutesItem, attended: tuple[ItemAttended, ...]) -> list[StoryPart]:
    """A heading and its text; a heading that the agency added is left out if nothing is written under it."""
    match section.purpose:
        case HeadingPurpose.ATTENDANCE:
            return [SubsectionTitle(section.heading), *_item_attendance(item, attended)]
        case HeadingPurpose.RECOMMENDATION:
            lines = [part for line in item.recommendations for part in _recommendation(line)]
            return [SubsectionTitle(section.heading), *(lines or [TextLine("No recommendation is recorded.")])]
        case HeadingPurpose.WRITTEN | HeadingPurpose.QUESTIONS if not section.text.strip():
            return []
    nothing = "None." if section.purpose is HeadingPurpose.ADVICE else _NOTHING
    return [SubsectionTitle(section.heading), WrittenText(section.text or nothing)]


def _item_attendance(item: MinutesItem, attended: tuple[ItemAttended, ...]) -> list[StoryPart]:
    """Who attended an item, who of them counts towards the quorum, and the interests declared."""
    others = [person for person in attended if not person.counts]
    counted = [person for person in attended if person.counts]
    story: list[StoryPart] = [TextLine(item.quorum, Tone.STRONG), _people(counted)]
    if others:
        story += [TextLine("Not counted towards the quorum", Tone.QUIET), _people(others)]
    if item.interests:
        story.append(SubsectionTitle("Interests declared"))
        for interest in item.interests:
            nature = interest.nature.strip()
            if interest.withdraws:
                nature += f"{'' if nature.endswith(_SENTENCE_ENDS) else '.'} Withdrew from the item."
            story.append(TextLine(f"{interest.name}: {nature}"))
    return story


def signature_details(content: MinutesContent, *, is_part: bool = False) -> list[StoryPart]:
    """Who signed and when, at the end of signed minutes; nothing for unsigned ones.

    Args:
        content: the minutes.
        is_part: whether the document is only an extract of what was signed.
    """
    signed = content.signed
    if signed is None:
        return []
    when = f"{in_words(signed.signed_at.date())} at {signed.signed_at:%H:%M}"
    facts = FactList((("By", signed.name), ("", signed.role), ("On", when)))
    note = (
        (TextLine("An extract of the signed minutes; the signature is on the whole minutes.", Tone.QUIET),)
        if is_part
        else ()
    )
    return [OnOnePage((SectionTitle("Signed"), facts, *note, *fingerprint_lines(signed.fingerprint)))]


def fingerprint_lines(fingerprint: str) -> tuple[TextLine, ...]:
    """The fingerprint of the signed text, and how signed minutes are corrected."""
    groups = " ".join(fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8))
    return (
        TextLine(f"Fingerprint of what was signed (SHA-256): {groups}", Tone.QUIET),
        TextLine("Signed minutes are not changed. A correction is a new version with its own signature.", Tone.QUIET),
    )


def _attendance(people: tuple[Attended, ...]) -> list[StoryPart]:
    """Who attended the meeting, by capacity, and who sent apologies."""
    story: list[StoryPart] = []
    for capacity, title in (
        (Capacity.MEMBER, "Members present"),
        (Capacity.ADVISER, "Advising the panel"),
        (Capacity.OBSERVER, "Observing"),
    ):
        present = [person for person in people if person.capacity is capacity and person.attended]
        if present:
            story += [
                SectionTitle(title),
                Grid(tuple((person.name, person.role, _presence(person)) for person in present), _THREE_COLUMNS),
            ]
    apologies = [person.name for person in people if not person.attended]
    return [*story, SectionTitle("Apologies"), TextLine(", ".join(apologies))] if apologies else story


def _presence(person: Attended) -> str:
    arrived = f"from {person.arrived_at:%H:%M}" if person.arrived_at else ""
    left = f"until {person.left_at:%H:%M}" if person.left_at else ""
    return " ".join(part for part in (arrived, left) if part)


def _people(people: Iterable[ItemAttended]) -> Grid:
    rows = tuple((person.name, f"{person.role}{f'; {person.why_not}' if person.why_not else ''}") for person in people)
    return Grid(rows or (("Nobody", ""),), _TWO_COLUMNS)


def _recommendation(line: RecommendationLine) -> list[StoryPart]:
    """A recommendation: its subject, outcome and votes, its reasons, and the dissent."""
    votes = votes_in_words(line.outcome, line.votes_for, line.votes_against, line.abstained)
    outcome = Grid(((line.subject, capital(line.outcome), votes),), _VOTE_COLUMNS, is_outcome=True)
    is_unanimous = all(vote.view is View.FOR for vote in line.voted)  # as when all agree to defer
    named = [vote for vote in line.voted if vote.words or not is_unanimous]
    return [
        outcome,
        TextLine(f"Reasons. {line.reasons}"),
        *(TextLine(_vote(line.outcome, vote)) for vote in named),
    ]


def _vote(outcome: Outcome, vote: NamedVote) -> str:
    voted = vote_in_words(outcome, vote.view)
    return f"{vote.name} {voted}: {vote.words}" if vote.words else f"{vote.name} {voted}."
