"""What must be in place before a panel hears each kind of case, with sources."""

from dataclasses import dataclass
from enum import StrEnum

from panel_desk.rules.vocabulary import CaseKind


class Evidence(StrEnum):
    """Where the evidence of a precondition comes from."""

    REGISTER = "register"  # derived from the registers
    PAPER = "paper"  # a filed paper of the kind
    BY_HAND = "by hand"  # recorded by a user


@dataclass(frozen=True, slots=True)
class PreconditionRule:
    """A precondition.

    Args:
        key: its name in the store.
        name: its label on the checklist.
        source: the regulation, guidance or judgment that requires it.
        evidence: where its evidence comes from.
    """

    key: str
    name: str
    source: str
    evidence: Evidence


PLAN = PreconditionRule(
    "plan",
    "Decision that the child should be placed for adoption",
    "Adoption Agencies Regulations 2005, regulations 19 and 32",
    Evidence.REGISTER,
)
ORDER = PreconditionRule(
    "order",
    "Placement order, or consent under section 19",
    "Adoption and Children Act 2002, sections 19 and 21",
    Evidence.REGISTER,
)
APPROVAL = PreconditionRule(
    "approval",
    "Adopters approved, or considered at the same meeting",
    "Adoption Agencies Regulations 2005, regulation 32",
    Evidence.REGISTER,
)
STAGE_ONE = PreconditionRule(
    "stage_one", "Stage one complete", "Adoption Agencies Regulations 2005, regulation 27", Evidence.REGISTER
)
PAR = PreconditionRule(
    "par", "Prospective adopter's report", "Adoption Agencies Regulations 2005, regulation 30", Evidence.PAPER
)
CPR = PreconditionRule(
    "cpr", "Child's permanence report", "Adoption Agencies Regulations 2005, regulation 17", Evidence.PAPER
)
APR = PreconditionRule(
    "apr", "Adoption placement report", "Adoption Agencies Regulations 2005, regulation 31", Evidence.PAPER
)
REVIEW_REPORT = PreconditionRule(
    "review_report",
    "Prospective adopter's review report",
    "Adoption Agencies Regulations 2005, regulation 30D(5)(a)",
    Evidence.PAPER,
)
TERMINATION_REPORT = PreconditionRule(
    "termination_report",
    "Report on the termination of approval",
    "Adoption Agencies Regulations 2005, regulation 30D",
    Evidence.PAPER,
)
SUPPORT = PreconditionRule(
    "support", "Adoption support plan", "Adoption Agencies Regulations 2005, regulation 31", Evidence.PAPER
)
CHILD_HEALTH = PreconditionRule(
    "child_health",
    "Medical adviser's report on the child, adviser named",
    "Adoption Agencies Regulations 2005, regulations 15 and 17(1)(b); Re N [2021] EWCA Civ 785",
    Evidence.BY_HAND,
)
ADOPTER_HEALTH = PreconditionRule(
    "adopter_health",
    "Medical adviser's report on the applicants, adviser named",
    "Adoption Agencies Regulations 2005, regulation 30B(1A)",
    Evidence.BY_HAND,
)
LEGAL = PreconditionRule("legal", "Legal advice", "Statutory guidance on adoption", Evidence.PAPER)
DECLARATIONS = PreconditionRule(
    "declarations",
    "Authors' declarations",
    "Restriction on the Preparation of Adoption Reports Regulations 2005",
    Evidence.BY_HAND,
)
COMMENTS = PreconditionRule(
    "comments",
    "Applicants have had five working days to comment on their report",
    "Adoption Agencies Regulations 2005, regulation 30",
    Evidence.BY_HAND,
)
INVITED = PreconditionRule(
    "invited", "Applicants invited to the panel", "Adoption Agencies Regulations 2005, regulation 30A", Evidence.BY_HAND
)

_BY_KIND: dict[CaseKind, tuple[PreconditionRule, ...]] = {
    CaseKind.APPROVAL: (STAGE_ONE, PAR, ADOPTER_HEALTH, DECLARATIONS, COMMENTS, INVITED),
    CaseKind.BRIEF_REPORT: (PAR, DECLARATIONS, COMMENTS, INVITED),
    CaseKind.MATCH: (PLAN, ORDER, APPROVAL, CPR, APR, SUPPORT, CHILD_HEALTH, LEGAL, DECLARATIONS),
    CaseKind.CONSENT_TO_PLACEMENT: (CPR, CHILD_HEALTH, LEGAL, DECLARATIONS),
    CaseKind.REVIEW_OF_APPROVAL: (REVIEW_REPORT, COMMENTS, INVITED),
    CaseKind.TERMINATION: (TERMINATION_REPORT, COMMENTS, INVITED),
    CaseKind.OTHER: (),
}


def preconditions_for(kind: CaseKind) -> tuple[PreconditionRule, ...]:
    """The preconditions of a kind of case, in the order in which they are usually met."""
    return _BY_KIND[kind]


def every_precondition() -> tuple[PreconditionRule, ...]:
    """Every precondition once, in the order in which the kinds of case have them."""
    return tuple(dict.fromkeys(rule for rules in _BY_KIND.values() for rule in rules))
