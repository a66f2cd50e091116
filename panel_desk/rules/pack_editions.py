"""Which papers an edition of a pack holds.

Whoever recommends reads everything (Adoption Agencies Regulations 2005, regulations 18, 30A and 32). An observer and
the applicants of a case see no more than they need (UK GDPR, article 5(1)(c)); the agency may let them see more.
"""

from panel_desk.rules.figures import Figures
from panel_desk.rules.vocabulary import Capacity, PackEdition, PaperKind

CONFIDENTIAL = frozenset({PaperKind.MEDICAL, PaperKind.LEGAL, PaperKind.REFERENCES, PaperKind.PHOTOGRAPHS})
"""What an observer does without, unless the agency says otherwise."""
SHOWN_TO_APPLICANTS = frozenset({PaperKind.PAR, PaperKind.APR, PaperKind.SUPPORT_PLAN, PaperKind.APPLICANTS_COMMENTS})
"""What applicants have seen already: their own report, the placement report, the support plan, their comments."""


def edition_includes(edition: PackEdition, kind: PaperKind, figures: Figures) -> bool:
    """Whether an edition holds papers of a kind; the applicants' edition is of their own case alone."""
    match edition:
        case PackEdition.OBSERVER:
            return figures.observers_see_confidential_papers or kind not in CONFIDENTIAL
        case PackEdition.APPLICANTS:
            is_childs = kind is PaperKind.CPR and figures.applicants_see_childs_report
            return is_childs or kind in SHOWN_TO_APPLICANTS
        case _:
            return True


def edition_of(capacity: Capacity, *, presides: bool) -> PackEdition:
    """The edition of somebody in the line-up; an adviser reads what the members read."""
    if capacity is Capacity.OBSERVER:
        return PackEdition.OBSERVER
    return PackEdition.CHAIR if presides and capacity is Capacity.MEMBER else PackEdition.MEMBER
