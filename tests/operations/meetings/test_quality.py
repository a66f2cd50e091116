"""Ratings of reports, and feedback on panels."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.operations.meetings.quality import change_feedback, give_feedback, rate_report, remove_feedback
from panel_desk.queries.cases.cases import quality
from panel_desk.queries.meetings.feedback import feedback
from panel_desk.rules.vocabulary import FeedbackFrom, ReportKind
from tests.builders import a_case, a_desk, signed_minutes
from tests.panels import APPROVAL, PANEL, a_held_panel


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk, recommended=False)
    return desk


def test_a_report_is_rated_and_the_rating_corrected(desk: Desk) -> None:
    version = desk.do(rate_report, APPROVAL, ReportKind.PAR, 4, " Clear. ", " ")
    desk.do(rate_report, APPROVAL, ReportKind.CPR, 2)
    assert [(q.report, q.rating, q.strengths, q.improvements) for q in desk.ask(quality, APPROVAL)] == [
        (ReportKind.PAR, 4, "Clear.", None),
        (ReportKind.CPR, 2, None, None),
    ]
    with pytest.raises(ChangedMeanwhileError):
        desk.do(rate_report, APPROVAL, ReportKind.PAR, 5)
    assert desk.do(rate_report, APPROVAL, ReportKind.PAR, 5, "Clear.", "Shorter.", version) == 2
    assert desk.do(rate_report, APPROVAL, ReportKind.PAR, None, version=2) is None
    assert desk.do(rate_report, APPROVAL, ReportKind.APR, None) is None
    assert [q.report for q in desk.ask(quality, APPROVAL)] == [ReportKind.CPR]


def test_a_rating_is_from_one_to_five(desk: Desk) -> None:
    for rating in (0, 6):
        with pytest.raises(RuleBrokenError, match="from 1, poor, to 5, excellent") as error:
            desk.do(rate_report, APPROVAL, ReportKind.PAR, rating)
        assert error.value.field == "rating"


def test_signed_minutes_freeze_ratings_and_not_feedback(desk: Desk) -> None:
    signed_minutes(desk, PANEL)
    with pytest.raises(RuleBrokenError, match="are signed"):
        desk.do(rate_report, APPROVAL, ReportKind.PAR, 4)
    desk.do(give_feedback, PANEL, FeedbackFrom.OBSERVER, comments="Well chaired.")
    assert [row.comments for row in desk.ask(feedback, PANEL)] == ["Well chaired."]


def test_feedback_is_recorded_corrected_and_removed(desk: Desk) -> None:
    first = desk.do(give_feedback, PANEL, FeedbackFrom.APPLICANT, date(2027, 2, 24), 5, None, APPROVAL)
    second = desk.do(give_feedback, PANEL, FeedbackFrom.OBSERVER, comments=" Kind people. ")
    rows = desk.ask(feedback, PANEL)
    assert [(row.id, row.received_on, row.rating, row.comments, row.item) for row in rows] == [
        (second, date(2027, 3, 4), None, "Kind people.", None),
        (first, date(2027, 2, 24), 5, None, 1),
    ]
    desk.do(change_feedback, first, 1, FeedbackFrom.SOCIAL_WORKER, date(2027, 2, 25), 4, "Prompt.")
    with pytest.raises(ChangedMeanwhileError) as error:
        desk.do(change_feedback, first, 1, FeedbackFrom.APPLICANT, date(2027, 2, 25), 4, "Prompt.")
    assert error.value.theirs == "Given by: social worker"
    changed = desk.ask(feedback, PANEL)[1]
    assert (changed.given_by, changed.rating, changed.comments, changed.case) == (
        FeedbackFrom.SOCIAL_WORKER,
        4,
        "Prompt.",
        None,
    )
    desk.do(remove_feedback, second)
    assert [row.id for row in desk.ask(feedback, PANEL)] == [first]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({}, "comments"),
        ({"comments": " "}, "comments"),
        ({"rating": 6}, "rating"),
        ({"rating": 3, "received_on": date(2027, 2, 23)}, "received_on"),
        ({"rating": 3, "received_on": date(2027, 3, 5)}, "received_on"),
        ({"rating": 3, "case": "CASE-008"}, "case"),
    ],
)
def test_wrong_feedback_is_refused_with_its_field(desk: Desk, fields: dict[str, object], field: str) -> None:
    a_case(desk, "CASE-008")
    with pytest.raises(RuleBrokenError) as error:
        desk.do(give_feedback, PANEL, FeedbackFrom.APPLICANT, **fields)  # type: ignore[arg-type] # wrong fields
    assert error.value.field == field
    assert desk.ask(feedback, PANEL) == ()
