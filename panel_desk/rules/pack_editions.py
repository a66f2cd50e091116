"""Which papers each edition of a pack includes.

Panel members read everything, as they make the recommendation (Adoption Agencies Regulations 2005, regulations 18, 30A
and 32). Observers and applicants see no more than they need (UK GDPR, article 5(1)(c)), unless the agency decides to
show them more.
"""

from panel_desk.rules.figures import Figures
from panel_desk.rules.vocabulary import Capacity, PackEdition, PaperKind

CONFIDENTIAL = frozenset({PaperKind.MEDICAL, PaperKind.LEGAL, PaperKind.REFERENCES, PaperKind.PHOTOGRAPHS})
"""Kinds of papers that observers do not see unless the agency decides otherwise."""
SHOWN_TO_APPLICANTS = frozenset(
    {
        PaperKind.PAR,
        PaperKind.APR,
        PaperKind.REVIEW_REPORT,
        PaperKind.TERMINATION_REPORT,
        PaperKind.SUPPORT_PLAN,
        PaperKind.APPLICANTS_COMMENTS,
    }
)
"""Kinds of papers that applicants have seen: the reports on them, placement report, support plan and their comments."""


def edition_includes(edition: PackEdition, kind: PaperKind, figures: Figures) -> bool:
    """Whether an edition includes papers of a kind; the applicants' edition has only their own case."""
    match edition:
        case PackEdition.OBSERVER:
            return figures.observers_see_confidential_papers or kind not in CONFIDENTIAL
        case PackEdition.APPLICANTS:
            is_childs = kind is PaperKind.CPR and figures.applicants_see_childs_report
            return is_childs or kind in SHOWN_TO_APPLICANTS
        case _:
            return True


def edition_of(capacity: Capacity, *, presides: bool) -> PackEdition:
    """The edition for somebody in the line-up; advisers get the members' edition."""
    if capacity is Capacity.OBSERVER:
        return PackEdition.OBSERVER
    return PackEdition.CHAIR if presides and capacity is Capacity.MEMBER else PackEdition.MEMBER
