"""The last day of each time limit, counted from its start, with the rule that sets it."""

from collections.abc import Callable
from datetime import date
from functools import partial

import pytest

from panel_desk.rules.clocks import CLOCK_OF, Clock, ClockKind, Clocks
from panel_desk.rules.figures import FIGURES, Figures
from panel_desk.rules.vocabulary import ReviewStage
from panel_desk.rules.working_days import WorkingDays

CLOCKS = Clocks(WorkingDays(), Figures())
CLOSED = frozenset({date(2022, 12, 28), date(2022, 12, 29), date(2022, 12, 30)})


@pytest.mark.parametrize(
    ("clock", "kind", "due_on", "rule"),
    [
        (
            CLOCKS.papers_to_members(date(2023, 1, 11)),
            ClockKind.PAPERS_TO_MEMBERS,
            date(2023, 1, 4),
            (
                "Members have the papers at least 5 working days before the meeting on 11 January 2023 "
                "(National minimum standards 17)."
            ),
        ),
        (
            CLOCKS.adopter_comments(date(2022, 5, 31)),
            ClockKind.ADOPTER_COMMENTS,
            date(2022, 6, 8),
            (
                "The adopters may comment for 5 working days beginning with 31 May 2022, the day on which their "
                "report was sent to them "
                "(Adoption Agencies Regulations 2005, regulation 30; an agency's statement of purpose)."
            ),
        ),
        (
            CLOCKS.minutes(date(2022, 4, 13)),
            ClockKind.MINUTES,
            date(2022, 4, 22),
            (
                "The final minutes are due within 5 working days of the meeting on 13 April 2022, not counting that "
                "day (The agency's own target)."
            ),
        ),
        (
            CLOCKS.decision(date(2022, 12, 20)),
            ClockKind.DECISION,
            date(2023, 1, 3),
            (
                "The decision is due within 7 working days of receipt of the final minutes on 20 December 2022, not "
                "counting that day (National minimum standards 17; agencies' annual reports)."
            ),
        ),
        (
            CLOCKS.oral_notice(date(2022, 9, 16)),
            ClockKind.ORAL_NOTICE,
            date(2022, 9, 21),
            (
                "Oral notice of the decision is due within 2 working days of 16 September 2022, when it was made, not "
                "counting that day (National minimum standards 17; an agency's statement of purpose)."
            ),
        ),
        (
            CLOCKS.written_notice(date(2023, 5, 4)),
            ClockKind.WRITTEN_NOTICE,
            date(2023, 5, 12),
            (
                "Written notice of the decision is due within 5 working days of 4 May 2023, when it was made, not "
                "counting that day (National minimum standards 17; an agency's statement of purpose)."
            ),
        ),
        (
            CLOCKS.representations(date(2022, 4, 6)),
            ClockKind.REPRESENTATIONS,
            date(2022, 6, 7),
            (
                "The applicants may make representations or ask for an independent review for 40 working days "
                "beginning with 6 April 2022, the day on which the determination was sent "
                "(Adoption Agencies Regulations 2005, regulation 30B(5))."
            ),
        ),
        (
            CLOCKS.stage_one(date(2022, 12, 31)),
            ClockKind.STAGE_ONE,
            date(2023, 2, 28),
            (
                "Stage one should be complete within 2 months of its start on 31 December 2022 "
                "(An agency's statement of purpose; an authority's annual adoption report)."
            ),
        ),
        (
            CLOCKS.stage_gap(date(2022, 8, 31)),
            ClockKind.STAGE_GAP,
            date(2023, 2, 28),
            (
                "Stage two should start within 6 months of the end of stage one on 31 August 2022 "
                "(An agency's statement of purpose; an authority's annual adoption report)."
            ),
        ),
        (
            CLOCKS.stage_two(date(2022, 10, 31)),
            ClockKind.STAGE_TWO,
            date(2023, 2, 28),
            (
                "Stage two must be complete within 4 months of its start on 31 October 2022 "
                "(Adoption Agencies Regulations 2005, regulation 30B)."
            ),
        ),
        (
            CLOCKS.match_after_plan(date(2022, 4, 6), date(2022, 4, 1), relinquished=False),
            ClockKind.MATCH_AFTER_PLAN,
            date(2022, 10, 6),
            (
                "A child should be matched within 6 months of the decision on 6 April 2022 that they should be placed "
                "for adoption (Statutory guidance on adoption, chapter 4)."
            ),
        ),
        (
            CLOCKS.match_after_plan(date(2022, 4, 6), date(2021, 10, 7), relinquished=True),
            ClockKind.MATCH_AFTER_PLAN,
            date(2022, 7, 6),
            (
                "A relinquished infant should be matched within 3 months of the decision on 6 April 2022 that they "
                "should be placed for adoption (Statutory guidance on adoption, chapter 4)."
            ),
        ),
        (
            CLOCKS.review_of_approval(date(2022, 4, 20)),
            ClockKind.REVIEW_OF_APPROVAL,
            date(2023, 4, 20),
            (
                "The approval must be reviewed within 12 months of the approval or the last review on 20 April 2022 "
                "(Adoption Agencies Regulations 2005, regulation 30D)."
            ),
        ),
        (
            CLOCKS.dbs_renewal(date(2020, 2, 29)),
            ClockKind.DBS_RENEWAL,
            date(2023, 2, 28),
            (
                "The DBS check is due for renewal within 3 years of its issue on 29 February 2020 "
                "(Custom; no law sets an interval)."
            ),
        ),
        (
            CLOCKS.appraisal(date(2022, 4, 12)),
            ClockKind.APPRAISAL,
            date(2023, 4, 12),
            (
                "The member's appraisal is due within 12 months of the last appraisal, or of joining the central "
                "list, on 12 April 2022 (National minimum standards 23; Adoption Agencies Regulations 2005, "
                "regulation 8)."
            ),
        ),
        (
            CLOCKS.induction(date(2022, 9, 5)),
            ClockKind.INDUCTION,
            date(2022, 11, 14),
            (
                "The induction must be complete within 10 weeks of joining the central list on 5 September 2022 "
                "(National minimum standards 23)."
            ),
        ),
        (
            CLOCKS.hold_review(date(2022, 11, 1), date(2023, 4, 1)),
            ClockKind.HOLD_REVIEW,
            date(2023, 4, 1),
            "The hold ends on 1 April 2023, as agreed with the member.",
        ),
        (
            CLOCKS.hold_review(date(2022, 11, 1), None),
            ClockKind.HOLD_REVIEW,
            date(2023, 5, 1),
            (
                "A hold without an agreed end should be reviewed within 6 months of its start on 1 November 2022 "
                "(The agency's own target)."
            ),
        ),
        (
            CLOCKS.minutes_review(date(2022, 12, 22), ReviewStage.ACCURACY),
            ClockKind.MINUTES_REVIEW,
            date(2022, 12, 29),
            (
                "The chair and the adviser check the minutes within 3 working days of being asked on "
                "22 December 2022, not counting that day (The agency's own target)."
            ),
        ),
        (
            CLOCKS.minutes_review(date(2022, 12, 22), ReviewStage.MEMBERS),
            ClockKind.MINUTES_REVIEW,
            date(2022, 12, 29),
            (
                "Members check the minutes within 3 working days of being asked on 22 December 2022, not counting "
                "that day (The agency's own target)."
            ),
        ),
        (
            CLOCKS.pack_deletion(date(2022, 12, 20)),
            ClockKind.PACK_DELETION,
            date(2022, 12, 29),
            (
                "Readers confirm within 5 working days of the recall on 20 December 2022 that their copies are "
                "deleted (The agency's own choice)."
            ),
        ),
    ],
    ids=lambda value: str(value) if isinstance(value, ClockKind) else "",
)
def test_each_deadline_is_calculated(clock: Clock, kind: ClockKind, due_on: date, rule: str) -> None:
    assert clock == Clock(kind, due_on, rule, WorkingDays())


def test_a_relinquished_child_of_six_months_is_not_an_infant() -> None:
    clock = CLOCKS.match_after_plan(date(2022, 4, 6), date(2021, 10, 6), relinquished=True)
    assert clock.due_on == date(2022, 10, 6)
    assert clock.rule.startswith("A child should be matched within 6 months")


@pytest.mark.parametrize(
    ("on", "left", "overdue"),
    [
        (date(2022, 12, 20), 7, False),
        (date(2022, 12, 24), 4, False),
        (date(2022, 12, 28), 3, False),
        (date(2023, 1, 2), 1, False),
        (date(2023, 1, 3), 0, False),
        (date(2023, 1, 4), -1, True),
        (date(2023, 1, 5), -2, True),
    ],
)
def test_working_days_left_and_late_are_counted(on: date, left: int, overdue: bool) -> None:
    clock = CLOCKS.decision(date(2022, 12, 20))
    assert clock.working_days_left(on) == left
    assert clock.overdue(on) is overdue


def test_something_due_on_friday_is_late_on_saturday_with_no_working_day_lost() -> None:
    clock = CLOCKS.oral_notice(date(2023, 1, 11))
    assert clock.due_on == date(2023, 1, 13)
    assert clock.working_days_left(date(2023, 1, 14)) == 0
    assert clock.overdue(date(2023, 1, 14))


STARTS_ON = date(2022, 12, 20)
MEMBERS_CHECK = partial(Clocks.minutes_review, stage=ReviewStage.MEMBERS)


@pytest.mark.parametrize("clock", [Clocks.minutes, Clocks.pack_deletion, MEMBERS_CHECK])
def test_closed_days_lengthen_the_agencys_own_deadlines(clock: Callable[[Clocks, date], Clock]) -> None:
    with_closed_days = Clocks(WorkingDays(closed=CLOSED), Figures())
    own = clock(with_closed_days, date(2022, 12, 22))
    assert own.due_on > clock(CLOCKS, date(2022, 12, 22)).due_on
    assert own.working_days_left(date(2022, 12, 23)) == own.days.between(date(2022, 12, 23), own.due_on)


@pytest.mark.parametrize(
    "clock",
    [
        Clocks.papers_to_members,
        Clocks.decision,
        Clocks.oral_notice,
        Clocks.written_notice,
        Clocks.representations,
        Clocks.adopter_comments,
        Clocks.stage_one,
        Clocks.stage_gap,
        Clocks.stage_two,
        Clocks.review_of_approval,
        Clocks.appraisal,
    ],
)
def test_closed_days_do_not_move_a_legal_deadline(
    clock: Callable[[Clocks, date], Clock],
) -> None:
    with_closed_days = Clocks(WorkingDays(closed=CLOSED), Figures())
    assert clock(with_closed_days, STARTS_ON) == clock(CLOCKS, STARTS_ON)


def test_closed_days_do_not_delay_the_decision() -> None:
    with_closed_days = Clocks(WorkingDays(closed=frozenset(date(2026, 11, day) for day in (23, 24, 25))), Figures())
    clock = with_closed_days.decision(date(2026, 11, 20))
    assert clock.due_on == date(2026, 12, 1)
    assert clock.working_days_left(date(2026, 11, 20)) == 7


def test_a_proclaimed_bank_holiday_counts_for_every_deadline() -> None:
    proclaimed = Clocks(WorkingDays(proclaimed=frozenset({date(2026, 11, 23)})), Figures())
    assert proclaimed.decision(date(2026, 11, 20)).due_on == date(2026, 12, 2)
    assert proclaimed.minutes(date(2026, 11, 20)).due_on == date(2026, 11, 30)
    assert proclaimed.decision(date(2026, 11, 20)).working_days_left(date(2026, 11, 20)) == 7
    assert proclaimed.days.why_not(date(2026, 11, 23)) == "Bank holiday"


def test_adopters_have_five_working_days_from_the_day_their_report_is_sent() -> None:
    assert CLOCKS.adopter_comments(date(2026, 12, 7)).due_on == date(2026, 12, 11)


@pytest.mark.parametrize("kind", ClockKind)
def test_every_deadline_is_set_by_a_standard_or_the_agency(kind: ClockKind) -> None:
    own = {"minutes", "minutes_review", "pack_deletion", "dbs_renewal", "hold_review"}
    assert kind.set_by == ("agency" if kind in own else "standard")


def test_an_agencys_own_figure_changes_the_deadline_and_its_sentence() -> None:
    clock = Clocks(WorkingDays(), Figures.of({"decision_working_days": 1})).decision(date(2022, 12, 20))
    assert clock.due_on == date(2022, 12, 21)
    assert clock.rule == (
        "The decision is due within 1 working day of receipt of the final minutes on 20 December 2022, not counting "
        "that day (The agency's own figure)."
    )


def test_the_kinds_are_the_codes_of_the_command_line() -> None:
    assert " ".join(ClockKind) == (
        "papers_to_members adopter_comments minutes decision oral_notice written_notice representations stage_one "
        "stage_gap stage_two match_after_plan review_of_approval dbs_renewal appraisal induction hold_review "
        "pack_deletion minutes_review"
    )


def test_the_length_of_every_deadline_is_a_figure() -> None:
    assert set(CLOCK_OF.values()) == set(ClockKind)
    assert CLOCK_OF.keys() <= FIGURES.keys()
