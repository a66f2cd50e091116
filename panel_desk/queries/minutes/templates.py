"""The headings under which minutes are taken, by kind of case: the agency's own, else those of Panel Desk."""

from dataclasses import dataclass

from sqlalchemy import select

from panel_desk.desk import Work
from panel_desk.models import MinutesHeading
from panel_desk.rules.minutes_headings import TemplateHeading, default_headings
from panel_desk.rules.vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class Template:
    """The template of a kind of case, and whether the agency made it its own."""

    kind: CaseKind
    headings: tuple[TemplateHeading, ...]
    is_own: bool


def minutes_headings(work: Work, kind: CaseKind) -> tuple[TemplateHeading, ...]:
    """The headings of a kind of case, in order."""
    own = select(MinutesHeading).filter_by(case_kind=kind).order_by(MinutesHeading.position)
    found = tuple(TemplateHeading(each.heading, each.purpose, each.standard_text) for each in work.session.scalars(own))
    return found or default_headings(kind)


def minutes_templates(work: Work) -> tuple[Template, ...]:
    """The template of every kind of case."""
    own = set(work.session.scalars(select(MinutesHeading.case_kind)))
    return tuple(Template(kind, minutes_headings(work, kind), kind in own) for kind in CaseKind)
