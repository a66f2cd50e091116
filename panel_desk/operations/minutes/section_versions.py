"""Versions of sections: the text after each person's spell of writing, and every text that a reviewer has read."""

from datetime import timedelta

from sqlalchemy import func, select

from panel_desk.desk import Work
from panel_desk.models import Minutes, MinutesSection, Review, SectionVersion
from panel_desk.queries.meetings.meetings import recommended_in_words
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.rules.vocabulary import HeadingPurpose

_SAME_VERSION_WITHIN = timedelta(minutes=10)  # of the writer's last change


def write_text(work: Work, section: MinutesSection, text: str) -> None:
    """Change a section's text, and store it as a version."""
    _keep_version(work, section, section.text, text)
    section.text = text


def keep_recommendation(work: Work, meeting: str, case: str, before: str) -> None:
    """Store the recommendations on a case as a version of their section, so that reviewers see what changed.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        case: the case's ref.
        before: the recommendations before the change, in words.
    """
    found = latest_minutes(work, meeting)
    for section in found.sections if found else ():
        if (section.case_ref, section.purpose) == (case, HeadingPurpose.RECOMMENDATION):
            _keep_version(work, section, before, recommended_in_words(work, meeting, case))


def _keep_version(work: Work, section: MinutesSection, before: str, after: str) -> None:
    """Store a section's new text as a version.

    It replaces the same person's newest version, unless that is too old or a reviewer has read it.

    Args:
        work: the unit of work.
        section: the section.
        before: the text since the minutes were drafted, which is stored first where there is no version yet.
        after: the new text.
    """
    now = work.time_source.now()
    versions = select(SectionVersion).filter_by(section_id=section.id).order_by(SectionVersion.number.desc()).limit(1)
    newest = work.session.scalars(versions).one_or_none()
    if newest is None:
        drafted = work.session.get_one(Minutes, section.minutes_id).drafted_at
        newest = SectionVersion(section_id=section.id, number=1, text=before, saved_at=drafted, saved_by="")
        work.session.add(newest)
    last_look = select(func.max(Review.looked_at)).filter_by(minutes_id=section.minutes_id)
    looked_at = work.session.scalars(last_look).one()
    is_looked_at = looked_at is not None and looked_at >= newest.saved_at
    if newest.saved_by == work.by.name and now - newest.saved_at <= _SAME_VERSION_WITHIN and not is_looked_at:
        newest.text, newest.saved_at = after, now
    else:
        work.session.add(
            SectionVersion(
                section_id=section.id, number=newest.number + 1, text=after, saved_at=now, saved_by=work.by.name
            )
        )
