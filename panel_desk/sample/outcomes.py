"""Plans the outcomes of the sample panels: recommendations, decisions, notices and the state of the minutes today."""

from datetime import date
from random import Random

from panel_desk.rules.vocabulary import CaseKind, CaseStatus, DecisionOutcome, MinutesState, Outcome, ReportKind
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample import reasons
from panel_desk.sample.people import HOST
from panel_desk.sample.phrase_pools import PhrasePicker
from panel_desk.sample.plan_types import Panel, PlannedChild, Rating, Result, SampleCase

_REPORTS = {
    CaseKind.APPROVAL: (ReportKind.PAR,),
    CaseKind.BRIEF_REPORT: (ReportKind.PAR,),
    CaseKind.MATCH: (ReportKind.CPR, ReportKind.APR),
    CaseKind.CONSENT_TO_PLACEMENT: (ReportKind.CPR,),
    CaseKind.REVIEW_OF_APPROVAL: (ReportKind.PAR,),
    CaseKind.TERMINATION: (ReportKind.OTHER,),
}
_RATED = 0.85  # share of the reports
_EXCELLENT = 5  # the best rating
_LATE_AFTER = 10  # working days from receipt to a decision that is overdue
# The state of the minutes of the newest panels, by their index since the import, from 0.
_STATES = {6: MinutesState.FINAL, 7: MinutesState.IN_REVIEW, 8: MinutesState.DRAFT, 9: MinutesState.NONE}
_NEWEST_SIGNED, _NEXT_SIGNED = 5, 4  # panels since the import, from 0, whose minutes were signed last

# For the newest panels and each authority: working days since minutes were received, a decision made, people informed.
_RECEIVED_AGO: dict[int, dict[str, tuple[int | None, int | None, int | None]]] = {
    _NEWEST_SIGNED: {"WVC": (9, None, None), "MAR": (7, None, None), "HAL": (None, None, None)},
    _NEXT_SIGNED: {"WVC": (8, 4, 3), "MAR": (6, 1, None), "HAL": (4, None, None)},
}
_SIGNED_AGO = {_NEWEST_SIGNED: 10, _NEXT_SIGNED: 11}  # working days


class OutcomePlanner:
    """Plans the outcomes of one panel after another.

    Args:
        rng: the seeded random numbers.
        today: the day on which the sample is made.
        days: the agency's working days.
    """

    def __init__(self, rng: Random, today: date, days: WorkingDays) -> None:
        self._rng, self._today, self._days = rng, today, days
        self._phrases = PhrasePicker(rng)

    def conclude(self, panel: Panel, since_import: int) -> None:
        """Add the outcomes to a panel's items.

        Args:
            panel: the panel with its items and its line-up.
            since_import: its index among the panels held since the import; negative for one before.
        """
        if since_import >= 0:
            panel.minutes = _STATES.get(since_import, MinutesState.SIGNED)
        if panel.minutes is MinutesState.SIGNED:
            ago = _SIGNED_AGO.get(since_import)
            panel.signed_on = self._ago(ago) if ago else self._days.after(panel.meets_on, self._rng.randint(3, 5))
        for case in panel.items:
            case.status = CaseStatus.HEARD
            for child in (*case.children,) or (None,):
                case.results.append(self._recommended(panel, case, child))
            self._rate(case)
        for case in panel.items:
            for result in case.results:
                if result.outcome in {Outcome.RECOMMENDED, Outcome.NOT_RECOMMENDED}:
                    self._decided(panel, case, result, since_import)

    def _recommended(self, panel: Panel, case: SampleCase, child: PlannedChild | None) -> Result:
        """The recommendation on a case or a child, with votes and reasons."""
        sat = panel.sat(case)
        votes, outcome = (sat, 0, 0), Outcome.RECOMMENDED
        template: str | None = None
        if case.variant in {"health", "inquorate"}:
            case.status, outcome, votes = CaseStatus.DEFERRED, Outcome.DEFERRED, (0, 0, 0)
            template = reasons.DEFERRED[case.variant == "inquorate"]
        elif case.variant == "no majority":
            votes, outcome, template = (sat // 2, sat // 2, sat % 2), Outcome.NO_MAJORITY, reasons.NO_MAJORITY
        elif case.variant == "refused":
            votes, outcome, template = (sat - 1, 1, 0), Outcome.NOT_RECOMMENDED, reasons.NOT_RECOMMENDED
        elif case.variant == "not recommended":
            votes, outcome, template = (sat, 0, 0), Outcome.NOT_RECOMMENDED, reasons.NOT_MATCHED
        elif case.variant == "split":
            votes, template = (sat - 3, 2, 1), reasons.SPLIT
        words = case.words(child.initials if child else "the child") | {"detail": self._phrases.next(reasons.DETAILS)}
        text = (template or self._reasons(case)).format_map(words)
        return Result(child, child.authority if child else HOST, outcome, votes, text)

    def _reasons(self, case: SampleCase) -> str:
        if case.kind is CaseKind.MATCH:
            return self._phrases.next(reasons.SIBLINGS if len(case.children) > 1 else reasons.MATCH)
        if case.kind is CaseKind.APPROVAL:
            return self._phrases.next(reasons.APPROVAL)
        return self._phrases.next(reasons.OF_KIND[case.kind])

    def _rate(self, case: SampleCase) -> None:
        """Add the panel's ratings of most reports of a case."""
        for report in _REPORTS.get(case.kind, ()):
            if self._rng.random() < _RATED:
                rating = self._rng.choices((2, 3, 4, 5), (1, 4, 6, 3))[0]
                strengths = self._phrases.next(reasons.STRENGTHS[report])
                improvements = self._phrases.next(reasons.IMPROVEMENTS[report])
                case.ratings.append(Rating(report, rating, strengths, None if rating == _EXCELLENT else improvements))

    def _decided(self, panel: Panel, case: SampleCase, result: Result, since_import: int) -> None:
        """Add receipt, decision and notices to a result, as far as they have happened by today."""
        days, rng = self._days, self._rng
        standard = days.by_calendar  # clocks of a national standard ignore the agency's closed days
        decision = DecisionOutcome.AGREED
        if case.variant in {"departs", "refused", "not recommended"}:
            decision = DecisionOutcome.REFUSED
        elif case.variant == "returned":
            decision = DecisionOutcome.RETURNED
        if since_import in _RECEIVED_AGO:
            received, decided, informed = _RECEIVED_AGO[since_import][result.authority]
            result.received_on = self._ago(received) if received else None
            result.told_orally_on = self._ago(informed) if informed else None
            if decided:
                result.decided_on, result.decision = self._ago(decided), decision
        elif since_import < _NEXT_SIGNED:
            signed_on = panel.signed_on or days.after(panel.meets_on, rng.randint(3, 6))
            result.received_on = days.after(signed_on, 1)
            taken = _LATE_AFTER if case.variant == "late" else rng.randint(2, 6)
            result.decided_on, result.decision = standard.after(result.received_on, taken), decision
            result.told_orally_on = standard.after(result.decided_on, 1)
            result.told_in_writing_on = standard.after(result.decided_on, rng.randint(2, 4))

    def _ago(self, working_days: int) -> date:
        return self._days.before(self._today, working_days)
