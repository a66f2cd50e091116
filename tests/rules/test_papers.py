"""Which papers a case needs, and whether a filed paper is to be checked, passed or was returned."""

import pytest

from panel_desk.rules.papers import NAMES, PaperState, needed_papers, paper_state, papers_not_filed
from panel_desk.rules.vocabulary import CaseKind, CheckOutcome, PaperKind

PASSED, RETURNED = CheckOutcome.PASSED, CheckOutcome.RETURNED


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_of_case_lists_its_papers_with_sources(kind: CaseKind) -> None:
    wanted = needed_papers(kind)
    assert len({each.kind for each in wanted}) == len(wanted)
    assert all(each.source and each.name == NAMES[each.kind] for each in wanted)
    assert [each.is_usual for each in wanted] == sorted(each.is_usual for each in wanted)
    assert papers_not_filed(kind, PaperKind) == ()


def test_usual_papers_are_not_missing() -> None:
    assert [each.kind for each in papers_not_filed(CaseKind.MATCH, [PaperKind.PAR])] == [PaperKind.CPR, PaperKind.APR]
    assert [each.kind for each in papers_not_filed(CaseKind.TERMINATION, ())] == [PaperKind.TERMINATION_REPORT]
    assert [each.kind for each in papers_not_filed(CaseKind.REVIEW_OF_APPROVAL, [PaperKind.PAR])] == [
        PaperKind.REVIEW_REPORT
    ]
    assert papers_not_filed(CaseKind.OTHER, ()) == ()


@pytest.mark.parametrize(
    ("kind", "number", "checked", "state"),
    [
        (PaperKind.PAR, 1, None, PaperState.TO_BE_CHECKED),
        (PaperKind.PHOTOGRAPHS, 1, None, PaperState.FILED),
        (PaperKind.CPR, 1, (1, PASSED), PaperState.PASSED),
        (PaperKind.CPR, 2, (2, RETURNED), PaperState.RETURNED),
        (PaperKind.LEGAL, 1, (1, RETURNED), PaperState.RETURNED),
        (PaperKind.LEGAL, 2, (1, RETURNED), PaperState.TO_BE_CHECKED_AGAIN),
        (PaperKind.APR, 3, (2, RETURNED), PaperState.TO_BE_CHECKED_AGAIN),
        (PaperKind.APR, 3, (2, PASSED), PaperState.TO_BE_CHECKED),
        (PaperKind.LEGAL, 3, (2, PASSED), PaperState.FILED),
    ],
)
def test_the_state_of_a_paper_follows_from_its_kind_version_and_check(
    kind: PaperKind, number: int, checked: tuple[int, CheckOutcome] | None, state: PaperState
) -> None:
    assert paper_state(kind, number, checked) is state


def test_a_returned_paper_is_not_ready_until_a_newer_version_passes() -> None:
    assert [state for state in PaperState if not state.is_ready] == [
        PaperState.RETURNED,
        PaperState.TO_BE_CHECKED_AGAIN,
    ]
    assert [state for state in PaperState if state.waits_for_check] == [
        PaperState.TO_BE_CHECKED,
        PaperState.TO_BE_CHECKED_AGAIN,
    ]
