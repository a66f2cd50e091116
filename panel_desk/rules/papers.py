"""Which papers each kind of case needs, with sources, and the state of a paper on its way to the panel."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from panel_desk.rules.figures import Certainty
from panel_desk.rules.vocabulary import CaseKind, CheckOutcome, PaperKind

REPORTS = frozenset(
    {PaperKind.PAR, PaperKind.CPR, PaperKind.APR, PaperKind.REVIEW_REPORT, PaperKind.TERMINATION_REPORT}
)
"""Reports that only authors qualified under the Restriction on the Preparation of Adoption Reports Regulations 2005 may
write, and that the agency adviser checks before they go to the panel."""
AUTHORS_SOURCE = "Restriction on the Preparation of Adoption Reports Regulations 2005"

NAMES = {
    PaperKind.PAR: "prospective adopter's report",
    PaperKind.CPR: "child's permanence report",
    PaperKind.APR: "adoption placement report",
    PaperKind.REVIEW_REPORT: "prospective adopter's review report",
    PaperKind.TERMINATION_REPORT: "report on the termination of approval",
    PaperKind.SUPPORT_PLAN: "adoption support plan",
    PaperKind.MEDICAL: "medical adviser's summary",
    PaperKind.LEGAL: "legal advice",
    PaperKind.APPLICANTS_COMMENTS: "applicants' comments on their report",
}


@dataclass(frozen=True, slots=True)
class NeededPaper:
    """A paper that a kind of case needs.

    Args:
        kind: its kind.
        source: the regulation, guidance or custom that requires it.
        certainty: how certain the source is.
        is_usual: customary but not required: a case is complete without it.
    """

    kind: PaperKind
    source: str
    certainty: Certainty
    is_usual: bool = False

    @property
    def name(self) -> str:
        """Its name in a sentence."""
        return NAMES[self.kind]


_PAR = NeededPaper(PaperKind.PAR, "Adoption Agencies Regulations 2005, regulation 30", Certainty.FOUND_IN_PART)
_CPR = NeededPaper(PaperKind.CPR, "Adoption Agencies Regulations 2005, regulation 17", Certainty.FOUND)
_APR = NeededPaper(PaperKind.APR, "Adoption Agencies Regulations 2005, regulation 31", Certainty.COMMON_KNOWLEDGE)
_REVIEW = NeededPaper(
    PaperKind.REVIEW_REPORT, "Adoption Agencies Regulations 2005, regulation 30D(5)(a)", Certainty.FOUND
)
_TERMINATION = NeededPaper(
    PaperKind.TERMINATION_REPORT, "Adoption Agencies Regulations 2005, regulation 30D", Certainty.COMMON_KNOWLEDGE
)
_SUPPORT = NeededPaper(
    PaperKind.SUPPORT_PLAN,
    "Adoption Agencies Regulations 2005, regulation 31",
    Certainty.COMMON_KNOWLEDGE,
    is_usual=True,
)
_MEDICAL = NeededPaper(
    PaperKind.MEDICAL,
    "Adoption Agencies Regulations 2005, regulations 15 and 30B(1A)",
    Certainty.FOUND,
    is_usual=True,
)
_LEGAL = NeededPaper(PaperKind.LEGAL, "Statutory guidance on adoption", Certainty.COMMON_KNOWLEDGE, is_usual=True)
_COMMENTS = NeededPaper(
    PaperKind.APPLICANTS_COMMENTS,
    "Adoption Agencies Regulations 2005, regulation 30",
    Certainty.AGENCY_DOCUMENT,
    is_usual=True,
)
_BY_KIND: dict[CaseKind, tuple[NeededPaper, ...]] = {
    CaseKind.APPROVAL: (_PAR, _MEDICAL, _COMMENTS),
    CaseKind.BRIEF_REPORT: (_PAR, _COMMENTS),
    CaseKind.MATCH: (_CPR, _PAR, _APR, _SUPPORT, _MEDICAL, _LEGAL),
    CaseKind.CONSENT_TO_PLACEMENT: (_CPR, _MEDICAL, _LEGAL),
    CaseKind.REVIEW_OF_APPROVAL: (_REVIEW, _COMMENTS),
    CaseKind.TERMINATION: (_TERMINATION, _COMMENTS),
    CaseKind.OTHER: (),
}


def needed_papers(kind: CaseKind) -> tuple[NeededPaper, ...]:
    """The papers that a kind of case needs, required ones first."""
    return _BY_KIND[kind]


def papers_not_filed(kind: CaseKind, filed: Iterable[PaperKind]) -> tuple[NeededPaper, ...]:
    """The required papers of a kind of case that are not filed."""
    present = frozenset(filed)
    return tuple(paper for paper in needed_papers(kind) if not paper.is_usual and paper.kind not in present)


class PaperState(StrEnum):
    """The state of a paper on its way to the panel."""

    FILED = "filed"  # a kind that is not checked
    TO_BE_CHECKED = "to be checked"
    PASSED = "passed"
    RETURNED = "returned to its author"
    TO_BE_CHECKED_AGAIN = "to be checked again"

    @property
    def is_ready(self) -> bool:
        """Whether it may go to the panel: not while it is returned, nor before its revised version has passed."""
        return self not in {PaperState.RETURNED, PaperState.TO_BE_CHECKED_AGAIN}

    @property
    def waits_for_check(self) -> bool:
        """Whether the adviser has to check it."""
        return self in {PaperState.TO_BE_CHECKED, PaperState.TO_BE_CHECKED_AGAIN}


def paper_state(kind: PaperKind, number: int, checked: tuple[int, CheckOutcome] | None) -> PaperState:
    """The state of a paper.

    Args:
        kind: its kind.
        number: the number of the filed version.
        checked: the number of the last version that was checked, and the outcome; None if none was.
    """
    if checked is not None:
        checked_version, outcome = checked
        if checked_version == number:
            return PaperState.PASSED if outcome is CheckOutcome.PASSED else PaperState.RETURNED
        if outcome is CheckOutcome.RETURNED:
            return PaperState.TO_BE_CHECKED_AGAIN
    return PaperState.TO_BE_CHECKED if kind in REPORTS else PaperState.FILED
