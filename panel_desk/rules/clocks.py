"""Statutory and agency deadlines (“clocks”): each with its last day and the rule that sets it, as a sentence.

Periods of working days are counted by `WorkingDays`. A period of months or years ends on the corresponding day, or on
the month's last day where there is none. Something done on the last day is in time; on the next day it is late.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

from panel_desk.rules.dates import in_words, months_after, years_after
from panel_desk.rules.figures import Figures
from panel_desk.rules.vocabulary import ReviewStage
from panel_desk.rules.working_days import WorkingDays


class ClockKind(StrEnum):
    """What is due; the value is its code on the command line."""

    PAPERS_TO_MEMBERS = "papers_to_members"
    ADOPTER_COMMENTS = "adopter_comments"
    MINUTES = "minutes"
    DECISION = "decision"
    ORAL_NOTICE = "oral_notice"
    WRITTEN_NOTICE = "written_notice"
    REPRESENTATIONS = "representations"
    STAGE_ONE = "stage_one"
    STAGE_GAP = "stage_gap"
    STAGE_TWO = "stage_two"
    MATCH_AFTER_PLAN = "match_after_plan"
    REVIEW_OF_APPROVAL = "review_of_approval"
    DBS_RENEWAL = "dbs_renewal"
    APPRAISAL = "appraisal"
    INDUCTION = "induction"
    HOLD_REVIEW = "hold_review"
    PACK_DELETION = "pack_deletion"
    MINUTES_REVIEW = "minutes_review"

    @property
    def is_agencys_own(self) -> bool:
        """True for a deadline of the agency's own, which its closed days lengthen; False for a legal one."""
        return self in _AGENCYS_OWN

    @property
    def set_by(self) -> str:
        """Who set it, as a code on the command line: `agency` or `standard`."""
        return "agency" if self.is_agencys_own else "standard"


_AGENCYS_OWN = frozenset(
    {
        ClockKind.MINUTES,
        ClockKind.MINUTES_REVIEW,
        ClockKind.PACK_DELETION,
        ClockKind.DBS_RENEWAL,
        ClockKind.HOLD_REVIEW,
    }
)
CLOCK_OF: Mapping[str, ClockKind] = MappingProxyType(
    {
        "papers_to_members_working_days": ClockKind.PAPERS_TO_MEMBERS,
        "adopter_comments_working_days": ClockKind.ADOPTER_COMMENTS,
        "minutes_working_days": ClockKind.MINUTES,
        "decision_working_days": ClockKind.DECISION,
        "oral_notice_working_days": ClockKind.ORAL_NOTICE,
        "written_notice_working_days": ClockKind.WRITTEN_NOTICE,
        "representations_working_days": ClockKind.REPRESENTATIONS,
        "stage_one_months": ClockKind.STAGE_ONE,
        "stage_gap_months": ClockKind.STAGE_GAP,
        "stage_two_months": ClockKind.STAGE_TWO,
        "match_after_plan_months": ClockKind.MATCH_AFTER_PLAN,
        "match_after_plan_relinquished_months": ClockKind.MATCH_AFTER_PLAN,
        "review_of_approval_months": ClockKind.REVIEW_OF_APPROVAL,
        "dbs_renewal_years": ClockKind.DBS_RENEWAL,
        "appraisal_months": ClockKind.APPRAISAL,
        "induction_weeks": ClockKind.INDUCTION,
        "hold_review_months": ClockKind.HOLD_REVIEW,
        "pack_deletion_working_days": ClockKind.PACK_DELETION,
        "accuracy_check_working_days": ClockKind.MINUTES_REVIEW,
        "members_check_working_days": ClockKind.MINUTES_REVIEW,
    }
)
"""The kind of clock whose length a figure of the rules sets, by the figure's key."""


@dataclass(frozen=True, slots=True)
class Clock:
    """A running deadline.

    Args:
        kind: what is due.
        due_on: the last day on which it is in time.
        rule: the rule as a sentence, with its source.
        days: the calendar of working days for counting what is left.
    """

    kind: ClockKind
    due_on: date
    rule: str
    days: WorkingDays = field(repr=False)

    def working_days_left(self, on: date) -> int:
        """Working days from the day after `on` to the last day, inclusive: 0 on the last day, negative once late.

        On 28 December 2022, three are left until 3 January 2023: the 29th, the 30th and the 3rd.
        """
        return self.days.between(on, self.due_on)

    def overdue(self, on: date) -> bool:
        """Whether the last day has passed."""
        return on > self.due_on


@dataclass(frozen=True, slots=True)
class Clocks:
    """Calculates an agency's deadlines.

    Args:
        days: the agency's working days; deadlines of a regulation or a standard ignore its closed days.
        figures: the agency's figures.
    """

    days: WorkingDays
    figures: Figures

    def papers_to_members(self, meeting_on: date) -> Clock:
        """When members must have the papers before a meeting (national minimum standard 17)."""
        due_on = self.days.by_calendar.before(meeting_on, self.figures.papers_to_members_working_days)
        rule = f"Members have the papers at least {{}} before the meeting on {in_words(meeting_on)}"
        return self._clock(due_on, rule, "papers_to_members_working_days")

    def adopter_comments(self, sent_on: date) -> Clock:
        """Until when adopters may comment on their report (AAR 2005 reg 30), counting the day it was sent."""
        due_on = self.days.by_calendar.beginning_with(sent_on, self.figures.adopter_comments_working_days)
        rule = (
            f"The adopters may comment for {{}} beginning with {in_words(sent_on)}, the day on which their report was "
            "sent to them"
        )
        return self._clock(due_on, rule, "adopter_comments_working_days")

    def minutes(self, meeting_on: date) -> Clock:
        """When the final minutes are due to the decision maker (the agency's own target)."""
        due_on = self.days.after(meeting_on, self.figures.minutes_working_days)
        rule = f"The final minutes are due within {{}} of the meeting on {in_words(meeting_on)}, not counting that day"
        return self._clock(due_on, rule, "minutes_working_days")

    def decision(self, received_on: date) -> Clock:
        """When the decision is due, from receipt of the final minutes (national minimum standard 17)."""
        due_on = self.days.by_calendar.after(received_on, self.figures.decision_working_days)
        rule = (
            f"The decision is due within {{}} of receipt of the final minutes on {in_words(received_on)}, "
            "not counting that day"
        )
        return self._clock(due_on, rule, "decision_working_days")

    def oral_notice(self, decided_on: date) -> Clock:
        """When the applicants must be informed of the decision orally (national minimum standard 17)."""
        due_on = self.days.by_calendar.after(decided_on, self.figures.oral_notice_working_days)
        rule = (
            f"Oral notice of the decision is due within {{}} of {in_words(decided_on)}, when it was made, not counting "
            "that day"
        )
        return self._clock(due_on, rule, "oral_notice_working_days")

    def written_notice(self, decided_on: date) -> Clock:
        """When written notice of the decision is due (national minimum standard 17)."""
        due_on = self.days.by_calendar.after(decided_on, self.figures.written_notice_working_days)
        rule = (
            f"Written notice of the decision is due within {{}} of {in_words(decided_on)}, when it was made, "
            "not counting that day"
        )
        return self._clock(due_on, rule, "written_notice_working_days")

    def representations(self, sent_on: date) -> Clock:
        """Until when applicants may respond to a determination (AAR 2005 reg 30B(5)), counting the day it was sent."""
        due_on = self.days.by_calendar.beginning_with(sent_on, self.figures.representations_working_days)
        rule = (
            "The applicants may make representations or ask for an independent review for {} "
            f"beginning with {in_words(sent_on)}, the day on which the determination was sent"
        )
        return self._clock(due_on, rule, "representations_working_days")

    def stage_one(self, started_on: date) -> Clock:
        """When stage one must be complete (statutory guidance)."""
        due_on = months_after(started_on, self.figures.stage_one_months)
        rule = f"Stage one should be complete within {{}} of its start on {in_words(started_on)}"
        return self._clock(due_on, rule, "stage_one_months")

    def stage_gap(self, completed_on: date) -> Clock:
        """Until when adopters who completed stage one may begin stage two (statutory guidance)."""
        due_on = months_after(completed_on, self.figures.stage_gap_months)
        rule = f"Stage two should start within {{}} of the end of stage one on {in_words(completed_on)}"
        return self._clock(due_on, rule, "stage_gap_months")

    def stage_two(self, started_on: date) -> Clock:
        """When stage two must be complete, including the decision on approval (AAR 2005 reg 30B)."""
        due_on = months_after(started_on, self.figures.stage_two_months)
        rule = f"Stage two must be complete within {{}} of its start on {in_words(started_on)}"
        return self._clock(due_on, rule, "stage_two_months")

    def match_after_plan(self, decided_on: date, born_on: date, *, relinquished: bool) -> Clock:
        """When a child must be matched; sooner for a relinquished infant (statutory guidance, chapter 4)."""
        figures = self.figures
        infant = relinquished and decided_on < months_after(born_on, figures.relinquished_infant_months)
        if infant:
            key, months = "match_after_plan_relinquished_months", figures.match_after_plan_relinquished_months
        else:
            key, months = "match_after_plan_months", figures.match_after_plan_months
        rule = (
            f"{'A relinquished infant' if infant else 'A child'} should be matched within {{}} of the decision on "
            f"{in_words(decided_on)} that they should be placed for adoption"
        )
        return self._clock(months_after(decided_on, months), rule, key)

    def review_of_approval(self, approved_or_reviewed_on: date) -> Clock:
        """When waiting adopters' approval must be reviewed, from approval or the last review (AAR 2005 reg 30D)."""
        due_on = months_after(approved_or_reviewed_on, self.figures.review_of_approval_months)
        rule = (
            "The approval must be reviewed within {} of the approval or the last review on "
            f"{in_words(approved_or_reviewed_on)}"
        )
        return self._clock(due_on, rule, "review_of_approval_months")

    def dbs_renewal(self, issued_on: date) -> Clock:
        """When a member's DBS check is due for renewal (custom; no law sets an interval)."""
        due_on = years_after(issued_on, self.figures.dbs_renewal_years)
        rule = f"The DBS check is due for renewal within {{}} of its issue on {in_words(issued_on)}"
        return self._clock(due_on, rule, "dbs_renewal_years")

    def appraisal(self, appraised_or_joined_on: date) -> Clock:
        """When a member's appraisal is due, from the last one or from joining the central list (AAR 2005 reg 8)."""
        due_on = months_after(appraised_or_joined_on, self.figures.appraisal_months)
        rule = (
            "The member's appraisal is due within {} of the last appraisal, or of joining the central list, on "
            f"{in_words(appraised_or_joined_on)}"
        )
        return self._clock(due_on, rule, "appraisal_months")

    def induction(self, joined_on: date) -> Clock:
        """When a new member's induction must be complete (national minimum standard 23)."""
        due_on = joined_on + timedelta(weeks=self.figures.induction_weeks)
        rule = f"The induction must be complete within {{}} of joining the central list on {in_words(joined_on)}"
        return self._clock(due_on, rule, "induction_weeks")

    def hold_review(self, on_hold_from: date, on_hold_until: date | None) -> Clock:
        """When a member's hold is reviewed: on its agreed end, or some months after its start if it is open-ended."""
        if on_hold_until is not None:
            rule = f"The hold ends on {in_words(on_hold_until)}, as agreed with the member."
            return Clock(ClockKind.HOLD_REVIEW, on_hold_until, rule, self._days(ClockKind.HOLD_REVIEW))
        due_on = months_after(on_hold_from, self.figures.hold_review_months)
        rule = f"A hold without an agreed end should be reviewed within {{}} of its start on {in_words(on_hold_from)}"
        return self._clock(due_on, rule, "hold_review_months")

    def pack_deletion(self, recalled_on: date) -> Clock:
        """When readers must confirm that their copies of a recalled pack are deleted (the agency's own target)."""
        due_on = self.days.after(recalled_on, self.figures.pack_deletion_working_days)
        rule = f"Readers confirm within {{}} of the recall on {in_words(recalled_on)} that their copies are deleted"
        return self._clock(due_on, rule, "pack_deletion_working_days")

    def minutes_review(self, asked_on: date, stage: ReviewStage) -> Clock:
        """When a check of the minutes is due, from the day on which it was asked for (the agency's own target)."""
        is_first = stage is ReviewStage.ACCURACY
        key = "accuracy_check_working_days" if is_first else "members_check_working_days"
        due_on = self.days.after(asked_on, getattr(self.figures, key))
        who = "The chair and the adviser check" if is_first else "Members check"
        rule = f"{who} the minutes within {{}} of being asked on {in_words(asked_on)}, not counting that day"
        return self._clock(due_on, rule, key)

    def _days(self, kind: ClockKind) -> WorkingDays:
        return self.days if kind.is_agencys_own else self.days.by_calendar

    def _clock(self, due_on: date, rule: str, key: str) -> Clock:
        """The clock of a figure; its rule is completed with the figure, such as `5 working days`, and its source."""
        kind = CLOCK_OF[key]
        sentence = f"{rule.format(self.figures.span(key))} ({self.figures.source(key)})."
        return Clock(kind, due_on, sentence, self._days(kind))
