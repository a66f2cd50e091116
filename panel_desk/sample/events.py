"""The sample agency's training, and the feedback on its panels."""

from datetime import date, timedelta
from random import Random

from panel_desk.rules.vocabulary import FeedbackFrom, MeetingStatus, TrainingKind
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample.people import may_sit
from panel_desk.sample.phrase_pools import PhrasePicker
from panel_desk.sample.plan_types import AgencyPlan
from panel_desk.sample.reasons import FEEDBACK

# Title; kind; mandatory; hours; days ago (negative: to come).
_OFFERED = (
    ("What panel is for: the regulations in a morning", TrainingKind.WORKSHOP, True, 3.0, 520),
    ("Joint day with social workers: reading a permanence report", TrainingKind.JOINT_DAY, True, 6.0, 455),
    ("Information governance", TrainingKind.E_LEARNING, True, 1.5, 400),
    ("Early permanence and the birth family", TrainingKind.WORKSHOP, False, 2.0, 345),
    ("Chairs' supervision, first half of the year", TrainingKind.SUPERVISION, False, 1.5, 300),
    ("Gypsy, Roma and Traveller children", TrainingKind.WORKSHOP, False, 2.5, 236),
    ("Equality, diversity and inclusion", TrainingKind.E_LEARNING, True, 2.0, 180),
    ("Chairs' supervision, second half of the year", TrainingKind.SUPERVISION, False, 1.5, 120),
    ("Fetal alcohol spectrum: what a medical adviser wants a panel to ask", TrainingKind.WORKSHOP, False, 2.0, 75),
    ("Joint day with social workers: contact for life", TrainingKind.JOINT_DAY, True, 6.0, 33),
    ("Chairs' forum of the region", TrainingKind.FORUM, False, 3.0, 12),
    ("Joint day with social workers: saying no with care", TrainingKind.JOINT_DAY, True, 6.0, -48),
)
_CHAIRS = ("M001", "M002", "M003", "M004")
_SHARE_WHO_COME = 0.72
_FEEDBACK_EVERY = 3  # panels


def add_training(plan: AgencyPlan, days: WorkingDays, rng: Random) -> None:
    """Add the training and who attended it."""
    for number, (title, kind, mandatory, hours, ago) in enumerate(_OFFERED, start=1):
        held_on = _working_day(days, plan.today - timedelta(days=ago))
        ref = f"T{number:02d}"
        plan.training.append(
            {"ref": ref, "title": title, "held_on": held_on, "kind": kind, "is_mandatory": mandatory, "hours": hours}
        )
        if held_on >= plan.today:
            continue
        for member in plan.members:
            if kind in {TrainingKind.SUPERVISION, TrainingKind.FORUM}:
                comes = member["ref"] in _CHAIRS
            else:
                comes = may_sit(member, held_on) and rng.random() < _SHARE_WHO_COME
            if comes:
                plan.training_attendance.append({"training_ref": ref, "member_ref": member["ref"]})


def add_feedback(plan: AgencyPlan, days: WorkingDays, rng: Random) -> None:
    """Add feedback on every third panel."""
    phrases = PhrasePicker(rng)
    held = [panel for panel in plan.panels if panel.status is MeetingStatus.HELD]
    for panel in held[1::_FEEDBACK_EVERY]:
        given_by, rating, comments = phrases.next(FEEDBACK)
        received_on = days.after(panel.meets_on, rng.randint(1, 6))
        if received_on >= plan.today:
            continue
        of_a_case = given_by in {FeedbackFrom.APPLICANT, FeedbackFrom.SOCIAL_WORKER}
        plan.feedback.append(
            {
                "meeting_ref": panel.ref,
                "case_ref": panel.items[0].ref if of_a_case else None,
                "given_by": given_by,
                "received_on": received_on,
                "rating": rating,
                "comments": comments,
            }
        )


def _working_day(days: WorkingDays, day: date) -> date:
    while not days.is_working_day(day):
        day += timedelta(days=1)
    return day
