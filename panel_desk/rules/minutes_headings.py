"""Headings of the minutes for each kind of case, and the checks of an agency's own templates.

AAR 2005 reg 6 requires a written record of proceedings and of the reasons for recommendations. These are the default
headings; an agency may have its own for each kind of case.
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
"""Headings whose content comes from the registers; nobody writes under them."""

NOTED = frozenset({HeadingPurpose.DISCUSSION, HeadingPurpose.WRITTEN, HeadingPurpose.ADVICE})
"""Headings under which notes are taken on panel day."""

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
        heading: its words.
        purpose: what is written under it.
        standard_text: the text of a new draft under it, in the format of `panel_desk.rules.minutes_text`.
    """

    heading: str
    purpose: HeadingPurpose
    standard_text: str = ""


_STANDARD_REASONS: Mapping[CaseKind, str] = {
    CaseKind.APPROVAL: "To consider whether the applicants are suitable to adopt a child.",
    CaseKind.BRIEF_REPORT: "To consider a brief report and whether the assessment continues.",
    CaseKind.MATCH: "To consider whether the child should be placed with these adopters.",
    CaseKind.CONSENT_TO_PLACEMENT: "To consider whether the child should be placed for adoption.",
    CaseKind.REVIEW_OF_APPROVAL: "To consider whether the adopters remain suitable to adopt a child.",
    CaseKind.TERMINATION: "To consider whether the approval should be terminated.",
}
_HEADINGS_BY_KIND: Mapping[CaseKind, tuple[str, ...]] = {
    CaseKind.MATCH: ("Support, contact and parental responsibility", VIEWS, STRENGTHS, CONCERNS),
    CaseKind.CONSENT_TO_PLACEMENT: ("Views of the parents and the child's voice", STRENGTHS, CONCERNS),
    CaseKind.TERMINATION: (VIEWS,),
    CaseKind.OTHER: (),
}


_USUAL_HEADINGS = (VIEWS, STRENGTHS, CONCERNS)


def default_headings(kind: CaseKind) -> tuple[TemplateHeading, ...]:
    """The default headings for a kind of case.

    A match considers support, contact and restrictions of parental responsibility (AAR 2005 reg 32).
    """
    return (
        TemplateHeading(REASONS_FOR_BRINGING, HeadingPurpose.REASONS, _STANDARD_REASONS.get(kind, "")),
        TemplateHeading(ATTENDANCE, HeadingPurpose.ATTENDANCE),
        TemplateHeading(DISCUSSION, HeadingPurpose.DISCUSSION),
        TemplateHeading(QUESTIONS, HeadingPurpose.QUESTIONS),
        *(TemplateHeading(heading, HeadingPurpose.WRITTEN) for heading in _HEADINGS_BY_KIND.get(kind, _USUAL_HEADINGS)),
        TemplateHeading(RECOMMENDATION, HeadingPurpose.RECOMMENDATION),
        TemplateHeading(ADVICE, HeadingPurpose.ADVICE),
    )


def template_faults(template: Iterable[TemplateHeading]) -> tuple[str, ...]:
    """What is wrong with a template, in sentences; empty if it can be used."""
    headings = tuple(template)
    purposes = [heading.purpose for heading in headings]
    names = [heading.heading.strip().casefold() for heading in headings]
    faults = []
    if not all(names):
        faults.append("Give every heading a name.")
    faults += [f"Two headings are called “{name}”." for name in dict.fromkeys(names) if name and names.count(name) > 1]
    for purpose, content in _ONE_EACH:
        if purposes.count(purpose) != 1:
            faults.append(f"Exactly one heading must be for {content}.")
    faults += [
        f"Only one heading can be for {content}." for purpose, content in _AT_MOST_ONE if purposes.count(purpose) > 1
    ]
    return tuple(faults)
