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
