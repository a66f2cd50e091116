"""The figures and switches that law, guidance and custom give a panel, with their sources and certainty.

Every one is an agency's setting with the value here as its default. `Figures` is declared once, below: its
fields are the values, typed; `FIGURES` is the same declaration read as data, in a settings page's order.
Longer than other modules, because it is one list and is read as one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from panel_desk.errors import RuleBrokenError

_Value = TypeVar("_Value", bound=int)


class Unit(StrEnum):
    """What a figure counts."""

    WORKING_DAYS = "working days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    MINUTES = "minutes"
    ITEMS = "items"
    PEOPLE = "people"
    PAGES = "pages"
    MEGABYTES = "megabytes"
    SWITCH = "yes or no"


_SENSIBLE: Mapping[Unit, tuple[int, int]] = {
    Unit.WORKING_DAYS: (1, 250),
    Unit.WEEKS: (1, 104),
    Unit.MONTHS: (1, 60),
    Unit.YEARS: (1, 10),
    Unit.MINUTES: (0, 480),
    Unit.ITEMS: (1, 20),
    Unit.PEOPLE: (3, 20),
    Unit.PAGES: (50, 5000),
    Unit.MEGABYTES: (1, 2000),
    Unit.SWITCH: (0, 1),
}


class Certainty(StrEnum):
    """How well a figure is known."""

    FOUND = "found in a public text"
    FOUND_IN_PART = "found in part, or indirectly"
    AGENCY_DOCUMENT = "found in an agency's document only"
    COMMON_KNOWLEDGE = "common knowledge in the field, to be checked against the text"
    AGENCYS_OWN = "the agency's own choice"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or a switch as a settings page shows it.

    Args:
        key: its name in `Figures` and in the store.
        name: what it is called on the page.
        default: its value until the agency sets another; a bool for a switch.
        unit: what it counts.
        source: the text or the custom that it comes from.
        certainty: how well it is known.
        explanation: what it does, in a sentence.
    """

    key: str
    name: str
    default: int
    unit: Unit
    source: str
    certainty: Certainty
    explanation: str

    def accepted(self, value: int) -> int:
        """The value, as this figure's own type.

        Raises:
            RuleBrokenError: a number outside what can be meant, or yes or no for a number.
        """
        least, most = _SENSIBLE[self.unit]
        if (isinstance(value, bool) and self.unit is not Unit.SWITCH) or not least <= value <= most:
            right = "yes or no" if self.unit is Unit.SWITCH else f"from {least} to {most} {self.unit}"
            raise RuleBrokenError(f"{self.name} must be {right}.", self.key)
        return type(self.default)(value)


def _figure(*, default: _Value, name: str, unit: Unit, source: str, certainty: Certainty, explanation: str) -> _Value:
    """Declare a field of `Figures` together with what a reader needs to know of it."""
    about = {
        "name": name,
        "default": default,
        "unit": unit,
        "source": source,
        "certainty": certainty,
        "explanation": explanation,
    }
    return field(default=default, metadata=about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An agency's figures: the defaults with its own settings laid over them."""

    decision_working_days: int = _figure(
        default=7,
        name="Decision",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; agencies' annual reports",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="The decision is made within this time of receipt of the final minutes.",
    )
    oral_notice_working_days: int = _figure(
        default=2,
        name="Decision told orally",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; an agency's statement of purpose",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="Applicants are told the decision orally within this time of it.",
    )
    written_notice_working_days: int = _figure(
        default=5,
        name="Decision told in writing",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; an agency's statement of purpose",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="Applicants are told the decision in writing within this time of it.",
    )
    representations_working_days: int = _figure(
        default=40,
        name="Representations or independent review",
        unit=Unit.WORKING_DAYS,
        source="Adoption Agencies Regulations 2005, regulation 30B(5)",
        certainty=Certainty.FOUND,
        explanation="Applicants may answer a determination for this time, beginning with the day it is sent.",
    )
    papers_to_members_working_days: int = _figure(
        default=5,
        name="Papers to members",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="Members have the papers at least this long before the meeting.",
    )
    adopter_comments_working_days: int = _figure(
        default=5,
        name="Adopters' comments on their report",
        unit=Unit.WORKING_DAYS,
        source="Adoption Agencies Regulations 2005, regulation 30; an agency's statement of purpose",
        certainty=Certainty.AGENCY_DOCUMENT,
        explanation="Prospective adopters may comment on their report for this time.",
    )
    minutes_working_days: int = _figure(
        default=5,
        name="Final minutes",
        unit=Unit.WORKING_DAYS,
        source="The agency's own target",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The final minutes are with the decision maker within this time of the meeting.",
    )
    accuracy_check_working_days: int = _figure(
        default=3,
        name="Accuracy check of the minutes",
        unit=Unit.WORKING_DAYS,
        source="The agency's own target",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The chair and the adviser have checked the minutes within this time of being asked.",
    )
    members_check_working_days: int = _figure(
        default=3,
        name="Members' check of the minutes",
        unit=Unit.WORKING_DAYS,
        source="The agency's own target",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The members who sat have checked the minutes within this time of being asked.",
    )
    quorum_ordinary: int = _figure(
        default=5,
        name="Quorum of an ordinary panel",
        unit=Unit.PEOPLE,
        source="Adoption Agencies Regulations 2005, regulation 6",
        certainty=Certainty.FOUND_IN_PART,
        explanation="So many members, presiding person and social worker among them, for the whole item.",
    )
    quorum_joint: int = _figure(
        default=6,
        name="Quorum of a joint panel",
        unit=Unit.PEOPLE,
        source="Adoption Agencies Regulations 2005, regulation 6",
        certainty=Certainty.FOUND_IN_PART,
        explanation="The same for a panel that two or more agencies set up together.",
    )
    social_worker_experience_years: int = _figure(
        default=3,
        name="Social worker's experience",
        unit=Unit.YEARS,
        source="Adoption Agencies Regulations 2005, regulations 3(1) and 6",
        certainty=Certainty.FOUND,
        explanation="The quorum's social worker has been qualified for at least this long on the day.",
    )
    presiding_counts_as_social_worker: bool = _figure(
        default=False,
        name="The one who presides may be the social worker too",
        unit=Unit.SWITCH,
        source="Adoption Agencies Regulations 2005, regulation 6, read strictly",
        certainty=Certainty.FOUND_IN_PART,
        explanation="If no, the one who presides and the social worker whom the quorum needs are two people.",
    )
    dbs_renewal_years: int = _figure(
        default=3,
        name="DBS renewal",
        unit=Unit.YEARS,
        source="Custom; no law sets an interval",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="A member's DBS check is renewed within this time of its issue.",
    )
    appraisal_months: int = _figure(
        default=12,
        name="Appraisal",
        unit=Unit.MONTHS,
        source="National minimum standards 23; Adoption Agencies Regulations 2005, regulation 8",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="A member is appraised within this time of the last appraisal or of joining the list.",
    )
    induction_weeks: int = _figure(
        default=10,
        name="Induction",
        unit=Unit.WEEKS,
        source="National minimum standards 23",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="A new member completes the induction within this time of joining the central list.",
    )
    hold_review_months: int = _figure(
        default=6,
        name="Review of an open-ended hold",
        unit=Unit.MONTHS,
        source="The agency's own target",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A hold without an agreed end is reviewed within this time of its start.",
    )
    review_of_approval_months: int = _figure(
        default=12,
        name="Review of approval",
        unit=Unit.MONTHS,
        source="Adoption Agencies Regulations 2005, regulation 30D",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Adopters who wait are reviewed within this time of approval and of each review.",
    )
    stage_two_months: int = _figure(
        default=4,
        name="Stage two",
        unit=Unit.MONTHS,
        source="Adoption Agencies Regulations 2005, regulation 30B",
        certainty=Certainty.FOUND,
        explanation="Stage two, with the decision on approval, is complete within this time of its start.",
    )
    match_after_plan_months: int = _figure(
        default=6,
        name="Match after the plan for adoption",
        unit=Unit.MONTHS,
        source="Statutory guidance on adoption, chapter 4",
        certainty=Certainty.FOUND,
        explanation="A child is matched within this time of the decision that they should be placed.",
    )
    match_after_plan_relinquished_months: int = _figure(
        default=3,
        name="Match of a relinquished infant",
        unit=Unit.MONTHS,
        source="Statutory guidance on adoption, chapter 4",
        certainty=Certainty.FOUND_IN_PART,
        explanation="The same for a relinquished infant.",
    )
    relinquished_infant_months: int = _figure(
        default=6,
        name="Age of a relinquished infant",
        unit=Unit.MONTHS,
        source="Statutory guidance on adoption, chapter 4",
        certainty=Certainty.FOUND_IN_PART,
        explanation="A relinquished child is an infant if younger than this when the plan is decided.",
    )
    items_per_meeting: int = _figure(
        default=6,
        name="Items of a meeting",
        unit=Unit.ITEMS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A meeting has room for so many cases unless it says otherwise.",
    )
    first_item_after_minutes: int = _figure(
        default=15,
        name="Before the first item",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The first case starts so long after the meeting does.",
    )
    break_minutes: int = _figure(
        default=10,
        name="Break between items",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="Members pause for so long between two cases.",
    )
    approval_minutes: int = _figure(
        default=45,
        name="Length of an approval",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A case of approval takes so long unless it says otherwise.",
    )
    match_minutes: int = _figure(
        default=60,
        name="Length of a match",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A match takes so long unless it says otherwise.",
    )
    other_case_minutes: int = _figure(
        default=30,
        name="Length of another case",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A case of any other kind takes so long unless it says otherwise.",
    )
    meeting_minutes: int = _figure(
        default=420,
        name="Length of a panel day",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="An agenda that runs longer than this is said to overrun.",
    )
    pack_volume_pages: int = _figure(
        default=1000,
        name="Pages in a volume of a pack",
        unit=Unit.PAGES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A longer pack is split into volumes, each beginning with a case.",
    )
    pack_volume_megabytes: int = _figure(
        default=100,
        name="Size of a volume of a pack",
        unit=Unit.MEGABYTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A larger pack is split into volumes, each beginning with a case.",
    )
    pack_email_megabytes: int = _figure(
        default=15,
        name="Size of a pack that goes by e-mail",
        unit=Unit.MEGABYTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A larger pack is not attached to its e-mail draft, which says where it lies instead.",
    )
    pack_deletion_working_days: int = _figure(
        default=5,
        name="Confirming that a pack is deleted",
        unit=Unit.WORKING_DAYS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="Whoever had a pack confirms within this time of its recall that no copy is left.",
    )
    observers_see_confidential_papers: bool = _figure(
        default=False,
        name="Observers see medical, legal, references and photographs",
        unit=Unit.SWITCH,
        source="UK GDPR, article 5(1)(c): no more than is needed",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="Where it is no, an observer's pack leaves these papers out.",
    )
    applicants_see_childs_report: bool = _figure(
        default=False,
        name="Applicants' pack holds the child's permanence report",
        unit=Unit.SWITCH,
        source="Adoption Agencies Regulations 2005, regulation 31: the child's agency gives it to them",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Where it is no, applicants have the report from the child's agency alone.",
    )

    @classmethod
    def of(cls, overrides: Mapping[str, int]) -> "Figures":
        """The defaults with an agency's own values, by key, laid over them.

        Raises:
            RuleBrokenError: a key that is no figure's, or a value that cannot be meant; its field is the key.
        """
        accepted: dict[str, int] = {}
        for key, value in overrides.items():
            if key not in FIGURES:
                raise RuleBrokenError(f"There is no figure called “{key}”.", key)
            accepted[key] = FIGURES[key].accepted(value)
        return cls(**accepted)  # type: ignore[arg-type]  # `accepted` has made a switch's value a bool

    def span(self, key: str) -> str:
        """A figure as it reads in a sentence: `7 working days`, `1 month`."""
        figure = FIGURES[key]
        number: int = getattr(self, key)
        return f"{number} {figure.unit.removesuffix('s') if number == 1 else figure.unit}"

    def source(self, key: str) -> str:
        """Where a figure's value comes from: its source, or the agency if that has set another."""
        figure = FIGURES[key]
        return figure.source if getattr(self, key) == figure.default else "The agency's own figure"


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {each.name: Figure(key=each.name, **each.metadata) for each in fields(Figures)}
)
