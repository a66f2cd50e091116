"""The preconditions of each kind of case, with their sources."""

import pytest

from panel_desk.rules.preconditions import preconditions_for
from panel_desk.rules.vocabulary import CaseKind


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_has_its_checklist_with_sources_and_no_key_twice(kind: CaseKind) -> None:
    needs = preconditions_for(kind)
    assert len({each.key for each in needs}) == len(needs)
    assert all(each.source and each.name for each in needs)


def test_a_match_needs_the_plan_the_order_and_the_approval_first() -> None:
    assert [each.key for each in preconditions_for(CaseKind.MATCH)][:3] == ["plan", "order", "approval"]


def test_health_reports_are_required_where_the_law_says_so() -> None:
    assert "child_health" in {each.key for each in preconditions_for(CaseKind.MATCH)}
    assert "child_health" in {each.key for each in preconditions_for(CaseKind.CONSENT_TO_PLACEMENT)}
    assert "adopter_health" in {each.key for each in preconditions_for(CaseKind.APPROVAL)}


def test_applicants_are_invited_to_whatever_concerns_their_approval() -> None:
    invited = {kind for kind in CaseKind if "invited" in {each.key for each in preconditions_for(kind)}}
    assert invited == {
        CaseKind.APPROVAL,
        CaseKind.BRIEF_REPORT,
        CaseKind.REVIEW_OF_APPROVAL,
        CaseKind.TERMINATION,
    }


@pytest.mark.parametrize(
    ("kind", "report"),
    [
        (CaseKind.APPROVAL, "par"),
        (CaseKind.BRIEF_REPORT, "par"),
        (CaseKind.REVIEW_OF_APPROVAL, "review_report"),
        (CaseKind.TERMINATION, "termination_report"),
    ],
)
def test_each_kind_asks_for_its_own_report(kind: CaseKind, report: str) -> None:
    keys = {each.key for each in preconditions_for(kind)}
    assert keys & {"par", "review_report", "termination_report"} == {report}
