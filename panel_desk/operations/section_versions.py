"""A section's earlier texts: one for each sitting of each person, and one for what every reviewer looked at."""

from datetime import timedelta

from sqlalchemy import func, select

from panel_desk.desk import Work
from panel_desk.models import Minutes, MinutesSection, Review, SectionVersion

_A_SITTING = timedelta(minutes=10)  # without a key, after which another version begins


def write_text(work: Work, section: MinutesSection, text: str) -> None:
    """Give a section another text and keep it as a version.

    What somebody goes on writing replaces that person's own version, unless a reviewer looked at it in between.
    """
    now = work.clock.now()
    versions = select(SectionVersion).filter_by(section_id=section.id).order_by(SectionVersion.number.desc()).limit(1)
    newest = work.session.scalars(versions).one_or_none()
    if newest is None:
        drafted = work.session.get_one(Minutes, section.minutes_id).drafted_at
        newest = SectionVersion(section_id=section.id, number=1, text=section.text, saved_at=drafted, saved_by="")
        work.session.add(newest)
    looked = select(func.max(Review.looked_at)).filter_by(minutes_id=section.minutes_id)
    looked_at = work.session.scalars(looked).one()
    is_looked_at = looked_at is not None and looked_at >= newest.saved_at
    if newest.saved_by == work.by.name and now - newest.saved_at <= _A_SITTING and not is_looked_at:
        newest.text, newest.saved_at = text, now
    else:
        work.session.add(
            SectionVersion(
                section_id=section.id, number=newest.number + 1, text=text, saved_at=now, saved_by=work.by.name
            )
        )
    section.text = text
