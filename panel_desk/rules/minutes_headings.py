"""What minutes say of every item, heading by heading (AAR 2005 reg 6: a written record, with reasons).

An agency may have headings of its own for each kind of case; these are the ones that Panel Desk comes with.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from panel_desk.rules.vocabulary import CaseKind, HeadingPurpose

REASONS_FOR_BRINGING = "Reasons for bringing the case"
ATTENDANCE = "Who attended this item"
DISCUSSION = "Discussion"
QUESTIONS = "Questions and answers"
VIEWS = "Views of the applicants and the child's voice"
STRENGTHS = "Strengths"
CONCERNS = "Concerns"
RECOMMENDATION = "Recommendation"
ADVICE = "Advice to the agency"

FROM_REGISTERS = frozenset({HeadingPurpose.ATTENDANCE, HeadingPurpose.RECOMMENDATION})
"""What stands under these is recorded elsewhere, and nobody writes there."""

NOTED = frozenset({HeadingPurpose.DISCUSSION, HeadingPurpose.WRITTEN, HeadingPurpose.ADVICE})
"""Under these, notes are taken on panel day."""

_ONE_EACH = (
    (HeadingPurpose.REASONS, "the reasons for bringing the case"),
    (HeadingPurpose.DISCUSSION, "the discussion"),
    (HeadingPurpose.RECOMMENDATION, "the recommendation"),
)
_AT_MOST_ONE = (
    (HeadingPurpose.ATTENDANCE, "who attended"),
    (HeadingPurpose.QUESTIONS, "questions and answers"),
    (HeadingPurpose.ADVICE, "advice to the agency"),
)


@dataclass(frozen=True, slots=True)
class TemplateHeading:
    """A heading of a template.

    Args:
        heading: the words.
        purpose: what stands under it.
        standard_text: what a new draft begins with there, as minutes are kept (`panel_desk.rules.minutes_text`).
    """

    heading: str
    purpose: HeadingPurpose
    standard_text: str = ""


_BROUGHT: Mapping[CaseKind, str] = {
    CaseKind.APPROVAL: "To consider whether the applicants are suitable to adopt a child.",
    CaseKind.BRIEF_REPORT: "To consider a brief report and whether the assessment continues.",
    CaseKind.MATCH: "To consider whether the child should be placed with these adopters.",
    CaseKind.CONSENT_TO_PLACEMENT: "To consider whether the child should be placed for adoption.",
    CaseKind.REVIEW_OF_APPROVAL: "To consider whether the adopters remain suitable to adopt a child.",
    CaseKind.TERMINATION: "To consider whether the approval should be terminated.",
}
_BETWEEN: Mapping[CaseKind, tuple[str, ...]] = {
    CaseKind.MATCH: ("Support, contact and parental responsibility", VIEWS, STRENGTHS, CONCERNS),
    CaseKind.CONSENT_TO_PLACEMENT: ("Views of the parents and the child's voice", STRENGTHS, CONCERNS),
    CaseKind.TERMINATION: (VIEWS,),
    CaseKind.OTHER: (),
}


def default_headings(kind: CaseKind) -> tuple[TemplateHeading, ...]:
    """The headings that Panel Desk comes with for a kind of case.

    A match weighs support, contact and restrictions of parental responsibility (AAR 2005 reg 32).
    """
    return (
        TemplateHeading(REASONS_FOR_BRINGING, HeadingPurpose.REASONS, _BROUGHT.get(kind, "")),
        TemplateHeading(ATTENDANCE, HeadingPurpose.ATTENDANCE),
        TemplateHeading(DISCUSSION, HeadingPurpose.DISCUSSION),
        TemplateHeading(QUESTIONS, HeadingPurpose.QUESTIONS),
        *(TemplateHeading(words, HeadingPurpose.WRITTEN) for words in _BETWEEN.get(kind, (VIEWS, STRENGTHS, CONCERNS))),
        TemplateHeading(RECOMMENDATION, HeadingPurpose.RECOMMENDATION),
        TemplateHeading(ADVICE, HeadingPurpose.ADVICE),
    )


def template_faults(of: Iterable[TemplateHeading]) -> tuple[str, ...]:
    """What is wrong with a template, in sentences; none where it can be used."""
    headings = tuple(of)
    purposes = [each.purpose for each in headings]
    names = [each.heading.strip().casefold() for each in headings]
    found = []
    if not all(names):
        found.append("Give every heading its words.")
    found += [f"Two headings are called “{name}”." for name in dict.fromkeys(names) if name and names.count(name) > 1]
    for purpose, words in _ONE_EACH:
        if purposes.count(purpose) != 1:
            found.append(f"One heading holds {words}, no more and no fewer.")
    found += [f"Only one heading holds {words}." for purpose, words in _AT_MOST_ONE if purposes.count(purpose) > 1]
    return tuple(found)
