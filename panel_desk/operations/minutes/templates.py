"""The agency's own headings for the minutes of each kind of case."""

from collections.abc import Sequence

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import MinutesHeading
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.rules.minutes_headings import TemplateHeading, default_headings, template_faults
from panel_desk.rules.vocabulary import OFFICE, CaseKind, HeadingPurpose


@permits(*OFFICE)
def write_template(
    work: Work, kind: CaseKind, headings: Sequence[TemplateHeading], read: Sequence[TemplateHeading]
) -> None:
    """Set the headings of a kind of case. Minutes that are drafted already keep theirs until they are drafted again.

    Args:
        work: the unit of work.
        kind: the kind of case.
        headings: in order.
        read: the headings that the user saw; if others are stored now, somebody changed them meanwhile.

    Raises:
        RuleBrokenError: a required heading is missing or occurs twice, or two headings have one name.
        ChangedMeanwhileError: somebody changed the headings since `read` was read; it holds both versions.
    """
    if wrong := template_faults(headings):
        raise RuleBrokenError(" ".join(wrong), "headings")
    _check_read(work, kind, read, headings)
    _remove(work, kind)
    for position, each in enumerate(headings, start=1):
        work.session.add(
            MinutesHeading(
                case_kind=kind,
                position=position,
                heading=each.heading.strip(),
                purpose=each.purpose,
                standard_text=each.standard_text.strip(),
            )
        )


@permits(*OFFICE)
def put_heading(
    work: Work,
    kind: CaseKind,
    heading: str,
    read: Sequence[TemplateHeading],
    standard_text: str | None = None,
    purpose: HeadingPurpose = HeadingPurpose.WRITTEN,
    place: int | None = None,
) -> None:
    """Change one heading of a kind of case, or add one before the recommendation.

    Args:
        work: the unit of work.
        kind: the kind of case.
        heading: the heading's name.
        read: as for `write_template`.
        standard_text: the text with which a new draft begins under it; None for none.
        purpose: what kind of text stands under it.
        place: the index of the heading to change, from 0; None adds one.

    Raises:
        RuleBrokenError: as for `write_template`.
        ChangedMeanwhileError: as for `write_template`.
    """
    headings = list(read)
    put = TemplateHeading(heading.strip(), purpose, (standard_text or "").strip())
    if place is None:
        purposes = [each.purpose for each in headings]
        headings.insert(purposes.index(HeadingPurpose.RECOMMENDATION), put)
    else:
        headings[place] = put
    if wrong := template_faults(headings):
        raise RuleBrokenError(" ".join(wrong), "heading")
    write_template(work, kind, headings, read)


@permits(*OFFICE)
def take_back_template(work: Work, kind: CaseKind, read: Sequence[TemplateHeading]) -> None:
    """Set the headings of a kind of case to the built-in ones.

    Args:
        work: the unit of work.
        kind: the kind of case.
        read: the headings that the user saw; if others are stored, somebody changed them meanwhile.

    Raises:
        ChangedMeanwhileError: somebody changed the headings since `read` was read; it holds both versions.
    """
    _check_read(work, kind, read, default_headings(kind))
    _remove(work, kind)


def _check_read(
    work: Work, kind: CaseKind, read: Sequence[TemplateHeading], headings: Sequence[TemplateHeading]
) -> None:
    """Refuse to overwrite headings that somebody else changed since they were read."""
    now = minutes_headings(work, kind)
    if tuple(read) != now:
        raise ChangedMeanwhileError(
            "Somebody else changed these headings while you were working on them. Look at theirs, then make your "
            "change again.",
            theirs="\n".join(each.heading for each in now),
            yours="\n".join(each.heading for each in headings),
        )


def _remove(work: Work, kind: CaseKind) -> None:
    for each in work.session.scalars(select(MinutesHeading).filter_by(case_kind=kind)):
        work.session.delete(each)
    work.session.flush()
