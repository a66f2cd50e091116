"""Quality: the panel's ratings of reports, and feedback on panels."""

from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Feedback, Meeting, ReportQuality
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.operations.records import refuse_if_changed
from panel_desk.queries.records import find
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
    """Record the panel's rating of a report, and return the rating's new version; None where it was removed.

    Args:
        work: the unit of work.
        case: the case's ref.
        report: the kind of report.
        rating: from 1, poor, to 5, excellent; None removes the rating.
        strengths: what was good about it.
        improvements: what would have made it better.
        version: the version that was read; None where there was no rating yet.

    Raises:
        RuleBrokenError: the rating is not from 1 to 5, or the minutes are signed.
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
    """Record the feedback on a panel of somebody who attended it, and return its id.

    Feedback is not part of the minutes, so it can be recorded after they are signed.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        given_by: who gave it: an applicant, a social worker and so on.
        received_on: the day on which the office received it; None for today.
        rating: from 1, poor, to 5, excellent; None where they gave none.
        comments: what they wrote.
        case: the ref of the case that they attended; None for the meeting as a whole.

    Raises:
        RuleBrokenError: there is neither a rating nor a comment, the rating is not from 1 to 5, the day is before the
            meeting or still to come, or the case is not on the meeting's agenda.
    """
    row = Feedback(meeting_ref=find(work.session, Meeting, meeting, "meeting").ref)
    _fill(work, row, given_by, received_on or work.time_source.today(), rating, comments, case)
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
    """Correct feedback.

    Raises:
        RuleBrokenError: as for `give_feedback`.
        ChangedMeanwhileError: somebody changed it since `version` was read.
    """
    row = find(work.session, Feedback, feedback, "feedback")
    refuse_if_changed(
        row, version, {"given_by": given_by, "received_on": received_on, "rating": rating, "comments": comments}
    )
    _fill(work, row, given_by, received_on, rating, comments, case)


@permits(*OFFICE, AccountRole.CHAIR)
def remove_feedback(work: Work, feedback: int) -> None:
    """Remove feedback that was recorded by mistake; the audit trail keeps it."""
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
    """Check the fields of feedback, and store them."""
    if rating is None and not (comments or "").strip():
        raise RuleBrokenError("Give a rating, a comment or both.", "comments")
    if rating is not None:
        _check_rating(rating)
    met_on = find(work.session, Meeting, row.meeting_ref, "meeting").meets_on
    if not met_on <= received_on <= work.time_source.today():
        raise RuleBrokenError(
            f"Feedback is received between {in_words(met_on)}, when the panel met, and today.", "received_on"
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
