"""The figures of the rules: defaults, sources, and the agency's own values."""

from dataclasses import FrozenInstanceError, asdict, fields

import pytest

from panel_desk.errors import RuleBrokenError
from panel_desk.rules.figures import FIGURES, Certainty, Figures, Unit


def test_every_figure_has_its_default_source_and_certainty() -> None:
    assert {key: figure.default for key, figure in FIGURES.items()} == {
        "decision_working_days": 7,
        "oral_notice_working_days": 2,
        "written_notice_working_days": 5,
        "representations_working_days": 40,
        "papers_to_members_working_days": 5,
        "adopter_comments_working_days": 5,
        "minutes_working_days": 5,
        "accuracy_check_working_days": 3,
        "members_check_working_days": 3,
        "quorum_ordinary": 5,
        "quorum_joint": 6,
        "social_worker_experience_years": 3,
        "presiding_counts_as_social_worker": False,
        "dbs_renewal_years": 3,
        "appraisal_months": 12,
        "induction_weeks": 10,
        "hold_review_months": 6,
        "review_of_approval_months": 12,
        "stage_one_months": 2,
        "stage_gap_months": 6,
        "stage_two_months": 4,
        "match_after_plan_months": 6,
        "match_after_plan_relinquished_months": 3,
        "relinquished_infant_months": 6,
        "items_per_meeting": 6,
        "first_item_after_minutes": 15,
        "break_minutes": 10,
        "approval_minutes": 45,
        "match_minutes": 60,
        "other_case_minutes": 30,
        "meeting_minutes": 420,
        "pack_volume_pages": 1000,
        "pack_volume_megabytes": 100,
        "pack_email_megabytes": 15,
        "pack_deletion_working_days": 5,
        "observers_see_confidential_papers": False,
        "applicants_see_childs_report": False,
        "backup_days": 14,
        "backup_weeks": 8,
        "backup_months": 24,
        "idle_lock_minutes": 10,
    }
    for key, figure in FIGURES.items():
        assert figure.key == key
        assert figure.name
        assert figure.source
        assert figure.explanation.endswith(".")
        assert isinstance(figure.certainty, Certainty)
        assert figure.validated(figure.default) == figure.default


def test_without_settings_the_figures_are_the_defaults() -> None:
    assert Figures.of({}) == Figures()
    assert asdict(Figures()) == {key: figure.default for key, figure in FIGURES.items()}
    assert [field.name for field in fields(Figures)] == list(FIGURES)


def test_an_agencys_settings_override_the_defaults() -> None:
    figures = Figures.of({"decision_working_days": 10, "presiding_counts_as_social_worker": True})
    assert figures.decision_working_days == 10
    assert figures.presiding_counts_as_social_worker is True
    assert figures.oral_notice_working_days == 2


@pytest.mark.parametrize("stored", [1, True])
def test_a_switch_stored_as_a_number_is_read_as_a_switch(stored: int) -> None:
    assert Figures.of({"presiding_counts_as_social_worker": stored}).presiding_counts_as_social_worker is True


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("decision_working_days", -1, "“Decision” must be from 1 to 250 working days."),
        ("decision_working_days", 0, "“Decision” must be from 1 to 250 working days."),
        ("decision_working_days", 251, "“Decision” must be from 1 to 250 working days."),
        ("decision_working_days", True, "“Decision” must be from 1 to 250 working days."),
        ("quorum_ordinary", 2, "“Quorum of an ordinary panel” must be from 3 to 20 people."),
        ("stage_two_months", 61, "“Stage two” must be from 1 to 60 months."),
        ("induction_weeks", 105, "“Induction” must be from 1 to 104 weeks."),
        ("dbs_renewal_years", 11, "“DBS renewal” must be from 1 to 10 years."),
        (
            "presiding_counts_as_social_worker",
            2,
            "“The person presiding may also count as the social worker” must be yes or no.",
        ),
        ("fee", 5, "There is no figure called “fee”."),
    ],
)
def test_an_implausible_value_is_refused_with_its_field(key: str, value: int, sentence: str) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        Figures.of({key: value})
    assert refused.value.sentence == sentence
    assert refused.value.field == key


def test_a_figure_is_written_with_its_unit() -> None:
    assert Figures().span("decision_working_days") == "7 working days"
    assert Figures.of({"stage_two_months": 1}).span("stage_two_months") == "1 month"


def test_figures_are_immutable() -> None:
    figure = FIGURES["decision_working_days"]
    with pytest.raises(FrozenInstanceError):
        figure.default = 8  # type: ignore[misc]  # that it is frozen is what is tested
    with pytest.raises(TypeError):
        FIGURES["fee"] = figure  # type: ignore[index]  # that it cannot be added to is what is tested
    assert figure.unit is Unit.WORKING_DAYS


def test_each_figure_is_as_certain_as_its_source() -> None:
    certainty = {key: figure.certainty for key, figure in FIGURES.items()}
    in_part = {key for key, one in certainty.items() if one is Certainty.FOUND_IN_PART}
    assert {
        "decision_working_days",
        "oral_notice_working_days",
        "written_notice_working_days",
        "papers_to_members_working_days",
        "adopter_comments_working_days",
        "appraisal_months",
        "quorum_ordinary",
        "quorum_joint",
        "presiding_counts_as_social_worker",
        "match_after_plan_relinquished_months",
    } <= in_part
    assert {key for key, one in certainty.items() if one is Certainty.FOUND} == {
        "representations_working_days",
        "social_worker_experience_years",
        "review_of_approval_months",
        "stage_two_months",
        "match_after_plan_months",
    }
    assert {key for key, one in certainty.items() if one is Certainty.AGENCY_DOCUMENT} == {
        "stage_one_months",
        "stage_gap_months",
    }
