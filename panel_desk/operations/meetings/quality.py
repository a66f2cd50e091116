"""What the panel thinks of the reports, and what people think of the panel."""

from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Feedback, Meeting, ReportQuality
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import find, refuse_if_changed
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import OFFICE, AccountRole, FeedbackFrom, ReportKind

_POOR, _EXCELLENT = 1, 5


@permits(*OFFICE, AccountRole.CHAIR)
def rate_report(
    work: Work,
    case: str,
    report: ReportKind,
    rating: int | None,
    strengths: str | None = None,
    improvements: str | None = None,
    version: int | None = None,
) -> int | None:
    """Record how good the panel found a report of a case; the rating's new version.

    Args:
        work: the unit of work.
        case: the case's ref.
        report: which report.
        rating: 1 poor to 5 excellent; None takes the rating back.
        strengths: what was good about it.
        improvements: what would have made it better.
        version: the version that was read; None where it was not rated yet.

    Raises:
        RuleBrokenError: the rating is none of 1 to 5, or the minutes are signed.
        ChangedMeanwhileError: somebody rated it since `version` was read.
    """
    found = find(work.session, Case, case, "case")
    refuse_if_signed(work, found.meeting_ref)
    rated = select(ReportQuality).filter_by(case_ref=case, report=report).order_by(ReportQuality.id)
    row = work.session.scalars(rated).first()
    fields = {"rating": rating, "strengths": strengths, "improvements": improvements}
    if row is not None:
        refuse_if_changed(row, version, fields)
    if rating is None:
        if row is not None:
            work.session.delete(row)
        return None
    _check_rating(rating)
    if row is None:
        row = ReportQuality(case_ref=case, report=report)
        work.session.add(row)
    row.rating = rating
    row.strengths, row.improvements = _tidy(strengths), _tidy(improvements)
    work.session.flush()
    return row.version


@permits(*OFFICE, AccountRole.CHAIR)
def give_feedback(
    work: Work,
    meeting: str,
    given_by: FeedbackFrom,
    received_on: date | None = None,
    rating: int | None = None,
    comments: str | None = None,
    case: str | None = None,
) -> int:
    """Take in what somebody who came to a panel thought of it, on the day or afterwards; its number.

    It is no part of the minutes, so it comes in after they are signed too.

    Raises:
        RuleBrokenError: there is neither a rating nor a comment, the rating is none of 1 to 5, the day cannot be, or
            the case is not on the meeting's agenda.
    """
    row = Feedback(meeting_ref=find(work.session, Meeting, meeting, "meeting").ref)
    _fill(work, row, given_by, received_on or work.clock.today(), rating, comments, case)
    work.session.add(row)
    work.session.flush()
    return row.id


@permits(*OFFICE, AccountRole.CHAIR)
def change_feedback(
    work: Work,
    feedback: int,
    version: int,
    given_by: FeedbackFrom,
    received_on: date,
    rating: int | None = None,
    comments: str | None = None,
    case: str | None = None,
) -> None:
    """Put feedback right.

    Raises:
        RuleBrokenError: as for giving it.
        ChangedMeanwhileError: somebody changed it since `version` was read.
    """
    row = find(work.session, Feedback, feedback, "feedback")
    refuse_if_changed(
        row, version, {"given_by": given_by, "received_on": received_on, "rating": rating, "comments": comments}
    )
    _fill(work, row, given_by, received_on, rating, comments, case)


@permits(*OFFICE, AccountRole.CHAIR)
def remove_feedback(work: Work, feedback: int) -> None:
    """Take back feedback that was taken in by mistake; the audit trail keeps it."""
    work.session.delete(find(work.session, Feedback, feedback, "feedback"))


def _fill(
    work: Work,
    row: Feedback,
    given_by: FeedbackFrom,
    received_on: date,
    rating: int | None,
    comments: str | None,
    case: str | None,
) -> None:
    if rating is None and not (comments or "").strip():
        raise RuleBrokenError("Give a rating, a comment or both.", "comments")
    if rating is not None:
        _check_rating(rating)
    met_on = find(work.session, Meeting, row.meeting_ref, "meeting").meets_on
    if not met_on <= received_on <= work.clock.today():
        raise RuleBrokenError(
            f"Feedback comes between {in_words(met_on)}, when the panel met, and today.", "received_on"
        )
    if case is not None and find(work.session, Case, case, "case").meeting_ref != row.meeting_ref:
        raise RuleBrokenError("This case is not on the meeting's agenda.", "case")
    row.given_by, row.received_on, row.rating = given_by, received_on, rating
    row.comments, row.case_ref = _tidy(comments), case


def _check_rating(rating: int) -> None:
    if not _POOR <= rating <= _EXCELLENT:
        raise RuleBrokenError(f"A rating is from {_POOR}, poor, to {_EXCELLENT}, excellent.", "rating")


def _tidy(text: str | None) -> str | None:
    return (text or "").strip() or None
