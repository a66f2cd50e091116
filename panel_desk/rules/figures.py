"""The numbers and switches that law, guidance and custom set for a panel, each with its source and certainty.

Each is a setting of the agency with the value here as its default. `Figures` declares them once: its fields are the
typed values, and `FIGURES` is the same declaration as data, in the order of the settings page.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.text import count

_Value = TypeVar("_Value", bound=int)


class Unit(StrEnum):
    """The unit of a figure."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"
    MINUTES = "minutes"
    ITEMS = "items"
    PEOPLE = "people"
    PAGES = "pages"
    MEGABYTES = "megabytes"
    SWITCH = "yes or no"


# The least and the greatest plausible value of a figure, by its unit.
_RANGES: Mapping[Unit, tuple[int, int]] = {
    Unit.WORKING_DAYS: (1, 250),
    Unit.DAYS: (1, 366),
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
    """How certain a figure's source is."""

    FOUND = "found in a public text"
    FOUND_IN_PART = "found in part, or indirectly"
    AGENCY_DOCUMENT = "found in an agency's document only"
    COMMON_KNOWLEDGE = "common knowledge in the field, to be checked against the text"
    AGENCYS_OWN = "the agency's own choice"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or switch as data for the settings page.

    Args:
        key: its name in `Figures` and in the store.
        name: its label on the page.
        default: its value until the agency sets another; a bool for a switch.
        unit: its unit.
        source: the regulation, guidance or custom that it comes from.
        certainty: how certain the source is.
        explanation: its effect, as a sentence.
    """

    key: str
    name: str
    default: int
    unit: Unit
    source: str
    certainty: Certainty
    explanation: str

    def in_words(self, value: int) -> str:
        """A value of this figure with its unit: `7 working days`, `1 month`, `yes`."""
        if self.unit is Unit.SWITCH:
            return "yes" if value else "no"
        return count(value, self.unit.removesuffix("s"), self.unit)

    def validated(self, value: int) -> int:
        """The value in this figure's type.

        Raises:
            RuleBrokenError: a number outside the plausible range, or a bool for a number.
        """
        least, most = _RANGES[self.unit]
        if (isinstance(value, bool) and self.unit is not Unit.SWITCH) or not least <= value <= most:
            expected = "yes or no" if self.unit is Unit.SWITCH else f"from {least} to {most} {self.unit}"
            raise RuleBrokenError(f"“{self.name}” must be {expected}.", self.key)
        return type(self.default)(value)


def _figure(*, default: _Value, name: str, unit: Unit, source: str, certainty: Certainty, explanation: str) -> _Value:
    """Declare a field of `Figures` together with its description."""
    metadata = {
        "name": name,
        "default": default,
        "unit": unit,
        "source": source,
        "certainty": certainty,
        "explanation": explanation,
    }
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """An agency's figures: the defaults, overridden by its own settings."""

    decision_working_days: int = _figure(
        default=7,
        name="Decision",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; agencies' annual reports",
        certainty=Certainty.FOUND_IN_PART,
        explanation="The decision is made within this time of receipt of the final minutes, that day not counted.",
    )
    oral_notice_working_days: int = _figure(
        default=2,
        name="Oral notice of the decision",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; an agency's statement of purpose",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Applicants are informed of the decision orally within this time of it, that day not counted.",
    )
    written_notice_working_days: int = _figure(
        default=5,
        name="Written notice of the decision",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17; an agency's statement of purpose",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Applicants are informed of the decision in writing within this time of it, that day not counted.",
    )
    representations_working_days: int = _figure(
        default=40,
        name="Representations or independent review",
        unit=Unit.WORKING_DAYS,
        source="Adoption Agencies Regulations 2005, regulation 30B(5)",
        certainty=Certainty.FOUND,
        explanation="Applicants may respond to a determination for this time, beginning with the day it is sent.",
    )
    papers_to_members_working_days: int = _figure(
        default=5,
        name="Papers to members",
        unit=Unit.WORKING_DAYS,
        source="National minimum standards 17",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Members have the papers at least this long before the meeting.",
    )
    adopter_comments_working_days: int = _figure(
        default=5,
        name="Adopters' comments on their report",
        unit=Unit.WORKING_DAYS,
        source="Adoption Agencies Regulations 2005, regulation 30; an agency's statement of purpose",
        certainty=Certainty.FOUND_IN_PART,
        explanation="Adopters may comment on their report for this time, beginning with the day on which it is sent.",
    )
    minutes_working_days: int = _figure(
        default=5,
        name="Final minutes",
        unit=Unit.WORKING_DAYS,
        source="The agency's own target",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The decision maker has the final minutes within this time of the meeting, that day not counted.",
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
        explanation="This many members, including the person presiding and a social worker, for the whole item.",
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
        name="The person presiding may also count as the social worker",
        unit=Unit.SWITCH,
        source="Adoption Agencies Regulations 2005, regulation 6, read strictly",
        certainty=Certainty.FOUND_IN_PART,
        explanation="If no, the quorum needs a social worker besides the person presiding.",
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
        certainty=Certainty.FOUND_IN_PART,
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
        certainty=Certainty.FOUND,
        explanation="Adopters who wait are reviewed within this time of approval and (found in part) of each review.",
    )
    stage_one_months: int = _figure(
        default=2,
        name="Stage one",
        unit=Unit.MONTHS,
        source="An agency's statement of purpose; an authority's annual adoption report",
        certainty=Certainty.AGENCY_DOCUMENT,
        explanation="Stage one is complete within this time of its start.",
    )
    stage_gap_months: int = _figure(
        default=6,
        name="Time between the stages",
        unit=Unit.MONTHS,
        source="An agency's statement of purpose; an authority's annual adoption report",
        certainty=Certainty.AGENCY_DOCUMENT,
        explanation="Stage two starts within this time of the end of stage one.",
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
        name="Items per meeting",
        unit=Unit.ITEMS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A meeting has room for this many cases unless its own capacity is set.",
    )
    first_item_after_minutes: int = _figure(
        default=15,
        name="Time before the first item",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The first case starts this long after the meeting does.",
    )
    break_minutes: int = _figure(
        default=10,
        name="Break between items",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="There is a break of this length between two cases.",
    )
    approval_minutes: int = _figure(
        default=45,
        name="Length of an approval",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="An approval takes this long unless the case says otherwise.",
    )
    match_minutes: int = _figure(
        default=60,
        name="Length of a match",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A match takes this long unless the case says otherwise.",
    )
    other_case_minutes: int = _figure(
        default=30,
        name="Length of another case",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A case of any other kind takes this long unless it says otherwise.",
    )
    meeting_minutes: int = _figure(
        default=420,
        name="Length of a panel day",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="An agenda that runs longer than this is shown as overrunning.",
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
        name="Size of a pack sent by e-mail",
        unit=Unit.MEGABYTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="A larger pack is not attached to its e-mail draft, which says where it is saved instead.",
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
        name="Observers see medical and legal papers, references and photographs",
        unit=Unit.SWITCH,
        source="UK GDPR, article 5(1)(c): no more than is needed",
        certainty=Certainty.COMMON_KNOWLEDGE,
        explanation="If no, an observer's pack leaves these papers out.",
    )
    applicants_see_childs_report: bool = _figure(
        default=False,
        name="Applicants' pack includes the child's permanence report",
        unit=Unit.SWITCH,
        source="Adoption Agencies Regulations 2005, regulation 31: the child's agency gives it to them",
        certainty=Certainty.FOUND_IN_PART,
        explanation="If no, applicants receive the report only from the child's agency.",
    )

    backup_days: int = _figure(
        default=14,
        name="Daily backups",
        unit=Unit.DAYS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The newest automatic backup of each of so many days is kept.",
    )
    backup_weeks: int = _figure(
        default=8,
        name="Weekly backups",
        unit=Unit.WEEKS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The newest automatic backup of each of so many weeks is kept.",
    )
    backup_months: int = _figure(
        default=24,
        name="Monthly backups",
        unit=Unit.MONTHS,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="The newest automatic backup of each of so many months is kept.",
    )
    idle_lock_minutes: int = _figure(
        default=10,
        name="Locking the window",
        unit=Unit.MINUTES,
        source="The agency's own choice",
        certainty=Certainty.AGENCYS_OWN,
        explanation="After this time without a key or a movement of the mouse the passphrase is asked for; 0 is never.",
    )

    @classmethod
    def of(cls, overrides: Mapping[str, int]) -> "Figures":
        """The defaults, overridden by an agency's own values by key.

        Raises:
            RuleBrokenError: an unknown key or an implausible value; its field is the key.
        """
        validated: dict[str, int] = {}
        for key, value in overrides.items():
            if key not in FIGURES:
                raise RuleBrokenError(f"There is no figure called “{key}”.", key)
            validated[key] = FIGURES[key].validated(value)
        return cls(**validated)  # type: ignore[arg-type]  # `validated` has made a switch's value a bool

    def span(self, key: str) -> str:
        """A figure with its unit: `7 working days`, `1 month`."""
        return FIGURES[key].in_words(getattr(self, key))

    def source(self, key: str) -> str:
        """The source of a figure's current value: its default source, or the agency if that has set another value."""
        figure = FIGURES[key]
        return figure.source if getattr(self, key) == figure.default else "The agency's own figure"


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {declared.name: Figure(key=declared.name, **declared.metadata) for declared in fields(Figures)}
)
