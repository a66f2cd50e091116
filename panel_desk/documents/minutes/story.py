"""What minutes say, in order and whatever they are printed as; `minutes` and `minutes_word` set it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from panel_desk.documents.meetings.agenda import meeting_facts, panel_and_day
from panel_desk.documents.style.page_style import PageSetup, times
from panel_desk.queries.document_rows import (
    Attended,
    Bundle,
    ItemAttended,
    MinutesContent,
    MinutesItem,
    RecommendationLine,
    Voted,
    WrittenSection,
)
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import capital, count
from panel_desk.rules.vocabulary import Capacity, HeadingPurpose, MinutesState, View

DRAFTS = {
    MinutesState.NONE: "Not drafted yet",
    MinutesState.DRAFT: "Draft: not checked, not signed",
    MinutesState.IN_REVIEW: "In review: not final, not signed",
    MinutesState.FINAL: "Final text: not signed",
}
_NOTHING = "Nothing is recorded."
_HALVES, _THIRDS, _VOTES = (0.36, 0.64), (0.36, 0.36, 0.28), (0.42, 0.26, 0.32)
_DECIDE = (0.12, 0.18, 0.42, 0.28)


class Tone(StrEnum):
    """How a line is said."""

    PLAIN = "plain"
    STRONG = "strong"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Title:
    """The document's title, with a line under it."""

    words: str
    under: str


@dataclass(frozen=True, slots=True)
class SectionTitle:
    """A heading of the first order; an item's begins a page."""

    words: str
    on_new_page: bool = False


@dataclass(frozen=True, slots=True)
class SubsectionTitle:
    """A heading of the second order."""

    words: str


@dataclass(frozen=True, slots=True)
class FactList:
    """Labels and what they say; a pair that says nothing is left out."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table.

    Args:
        rows: its cells.
        shares: each column's part of the page's width.
        heads: what stands over the columns; empty for none.
        is_outcome: a recommendation, whose subject and outcome stand out from its votes.
    """

    rows: tuple[tuple[str, ...], ...]
    shares: tuple[float, ...]
    heads: tuple[str, ...] = ()
    is_outcome: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """A sentence, or words as they were typed into a field, in paragraphs."""

    words: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class WrittenText:
    """What was written under a heading, as it is kept (`panel_desk.rules.minutes_text`)."""

    text: str


@dataclass(frozen=True, slots=True)
class OnOnePage:
    """Parts that stay on one page."""

    parts: "tuple[StoryPart, ...]"


StoryPart = Title | SectionTitle | SubsectionTitle | FactList | Grid | TextLine | WrittenText | OnOnePage


def page_setup(content: MinutesContent, what: str = "Minutes", draft: str | None = None) -> PageSetup:
    """What stands on every page; anything but signed minutes bears a band that says so.

    Args:
        content: the minutes.
        what: what they are printed as.
        draft: other words for the band.
    """
    day = f"{content.meeting.panel}, {in_words(content.meeting.held_on)}"
    return PageSetup(
        title=f"{what}, {day}",
        agency=content.meeting.agency,
        about=day,
        foot=f"Version {content.version}, {in_words(content.dated_on)}",
        draft=DRAFTS.get(content.state, "") if draft is None else draft,
    )


def whole_meeting(content: MinutesContent) -> list[StoryPart]:
    """Who came, and each item on pages of its own, so that it can be filed in its own record."""
    story: list[StoryPart] = [*title_and_facts("Minutes", content), *_attendance(content.attended)]
    for each in content.items:
        story += item_story(each, on_new_page=True)
    return story


def extract(content: MinutesContent, case: str) -> list[StoryPart]:
    """One case: who attended its item, what was said and recommended, and nothing of any other case."""
    story = title_and_facts("Minutes: extract", content)
    for each in content.items:
        if each.facts.case == case:
            story += item_story(each)
    return story


def decision_bundle(content: MinutesContent, of: Bundle) -> list[StoryPart]:
    """What one decision maker decides: a list, then each case's extract, and nothing of the other cases."""
    theirs = [each for each in content.items if each.facts.case in of.cases]
    rows = tuple(
        (f"Item {each.number}", each.facts.case, line.subject, capital(line.outcome))
        for each in theirs
        for line in each.recommendations
    )
    story: list[StoryPart] = [
        Title("Minutes for the decision maker", panel_and_day(content.meeting)),
        FactList(
            (("Decision maker", of.decision_maker), ("Authority", of.authority_name), *meeting_facts(content.meeting))
        ),
        SectionTitle("For decision"),
        Grid(rows, _DECIDE, ("Item", "Case", "For", "The panel")),
        TextLine(
            f"The decision is due within {count(of.working_days, 'working day')} of the day on which these minutes are "
            "received, that day not counted. Tell the panel office when they came."
        ),
    ]
    for each in theirs:
        story += item_story(each, on_new_page=True)
    return story


def story_of(content: MinutesContent) -> tuple[str, list[StoryPart], bool]:
    """What minutes are printed as, what they say, and whether that is only a part of what is signed."""
    if content.only_case is not None:
        return f"Minutes, extract for {content.only_case}", extract(content, content.only_case), True
    if content.bundle is not None:
        return "Minutes for the decision maker", decision_bundle(content, content.bundle), True
    return "Minutes", whole_meeting(content), False


def title_and_facts(title: str, content: MinutesContent) -> list[StoryPart]:
    """The title, and the meeting's facts."""
    return [Title(title, panel_and_day(content.meeting)), FactList(tuple(meeting_facts(content.meeting)))]


def item_story(of: MinutesItem, *, on_new_page: bool = False) -> list[StoryPart]:
    """One item's minutes."""
    children = ", ".join(f"{child.initials} ({child.ref}), {child.authority}" for child in of.facts.children)
    said = (
        ("Case", of.facts.case),
        ("Time", times(of.starts_at, of.ends_at)),
        ("Adopters", of.facts.household or ""),
        ("Children" if len(of.facts.children) > 1 else "Child", children),
        ("Brought by", of.facts.social_worker or ""),
    )
    story: list[StoryPart] = [SectionTitle(f"Item {of.number}. {capital(of.facts.kind)}", on_new_page), FactList(said)]
    for section in of.sections:
        story += _section(section, of)
    return story


def _section(section: WrittenSection, of: MinutesItem) -> list[StoryPart]:
    """A heading and what stands under it; one that the agency added prints where something is written there."""
    match section.purpose:
        case HeadingPurpose.ATTENDANCE:
            return [SubsectionTitle(section.heading), *_at_item(of)]
        case HeadingPurpose.RECOMMENDATION:
            lines = [part for line in of.recommendations for part in _recommendation(line)]
            return [SubsectionTitle(section.heading), *(lines or [TextLine("No recommendation is recorded.")])]
        case HeadingPurpose.WRITTEN | HeadingPurpose.QUESTIONS if not section.text.strip():
            return []
    nothing = "None." if section.purpose is HeadingPurpose.ADVICE else _NOTHING
    return [SubsectionTitle(section.heading), WrittenText(section.text or nothing)]


def _at_item(of: MinutesItem) -> list[StoryPart]:
    others = [each for each in of.attended if not each.counts]
    story: list[StoryPart] = [TextLine(of.quorum, Tone.STRONG), _people(each for each in of.attended if each.counts)]
    if others:
        story += [TextLine("Not counted towards the quorum", Tone.QUIET), _people(others)]
    if of.interests:
        story.append(SubsectionTitle("Interests declared"))
        for each in of.interests:
            story.append(TextLine(f"{each.name}: {each.nature}{'. Withdrew from the item.' if each.withdraws else ''}"))
    return story


def signature_details(content: MinutesContent, *, is_part: bool = False) -> list[StoryPart]:
    """Who signed, under a print made of signed minutes; nothing under others.

    Args:
        content: the minutes.
        is_part: whether only a part of what was signed is printed.
    """
    signed = content.signed
    if signed is None:
        return []
    at = f"{in_words(signed.signed_at.date())} at {signed.signed_at:%H:%M}"
    facts = FactList((("By", signed.name), ("", signed.role), ("On", at)))
    part = (TextLine("Taken from the signed minutes; the signature is on the whole.", Tone.QUIET),) if is_part else ()
    return [OnOnePage((SectionTitle("Signed"), facts, *part, *fingerprint_lines(signed.fingerprint)))]


def fingerprint_lines(fingerprint: str) -> tuple[TextLine, ...]:
    """What ties minutes to their signature."""
    groups = " ".join(fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8))
    return (
        TextLine(f"Fingerprint of what was signed (SHA-256): {groups}", Tone.QUIET),
        TextLine("Signed minutes are not changed. A correction is a new version with its own signature.", Tone.QUIET),
    )


def _attendance(people: tuple[Attended, ...]) -> list[StoryPart]:
    story: list[StoryPart] = []
    for capacity, title in (
        (Capacity.MEMBER, "Members present"),
        (Capacity.ADVISER, "Advising the panel"),
        (Capacity.OBSERVER, "Observing"),
    ):
        came = [each for each in people if each.capacity is capacity and each.attended]
        if came:
            story += [
                SectionTitle(title),
                Grid(tuple((each.name, each.role, _presence(each)) for each in came), _THIRDS),
            ]
    away = [each.name for each in people if not each.attended]
    return [*story, SectionTitle("Apologies"), TextLine(", ".join(away))] if away else story


def _presence(person: Attended) -> str:
    arrived = f"from {person.arrived_at:%H:%M}" if person.arrived_at else ""
    left = f"until {person.left_at:%H:%M}" if person.left_at else ""
    return " ".join(part for part in (arrived, left) if part)


def _people(people: Iterable[ItemAttended]) -> Grid:
    rows = tuple((each.name, f"{each.role}{f'; {each.why_not}' if each.why_not else ''}") for each in people)
    return Grid(rows or (("Nobody", ""),), _HALVES)


def _recommendation(line: RecommendationLine) -> list[StoryPart]:
    counted = (("for", line.votes_for), ("against", line.votes_against), ("abstained", line.abstained))
    votes = ", ".join(f"{number} {words}" for words, number in counted if number is not None)
    outcome = Grid(((line.subject, capital(line.outcome), votes),), _VOTES, is_outcome=True)
    return [outcome, TextLine(f"Reasons. {line.reasons}"), *(TextLine(_vote(each)) for each in line.voted)]


def _vote(vote: Voted) -> str:
    how = {View.FOR: "was for", View.AGAINST: "was against", View.ABSTAINED: "abstained"}[vote.view]
    return f"{vote.name} {how}: {vote.words}" if vote.words else f"{vote.name} {how}."
