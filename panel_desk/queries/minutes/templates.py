"""Templates of minutes: the headings by kind of case, the agency's own or else Panel Desk's."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows
from panel_desk.models import MinutesHeading
from panel_desk.rules.access import Information
from panel_desk.rules.minutes_headings import TemplateHeading, default_headings
from panel_desk.rules.vocabulary import CaseKind


@dataclass(frozen=True, slots=True)
class Template:
    """The template of a kind of case; `is_own` is True where the agency has set its headings."""

    kind: CaseKind
    headings: tuple[TemplateHeading, ...]
    is_own: bool


@shows(Information.DRAFTS)
def minutes_headings(work: Work, kind: CaseKind) -> tuple[TemplateHeading, ...]:
    """The headings of a kind of case, in order."""
    return _own_headings(work).get(kind) or default_headings(kind)


@shows(Information.DRAFTS)
def minutes_templates(work: Work) -> tuple[Template, ...]:
    """The template of every kind of case."""
    own = _own_headings(work)
    return tuple(Template(kind, minutes_headings(work, kind), kind in own) for kind in CaseKind)


@asked_once
def _own_headings(work: Work) -> Mapping[CaseKind | None, tuple[TemplateHeading, ...]]:
    """The agency's own headings by kind of case; kinds without any are left out."""
    found: dict[CaseKind | None, tuple[TemplateHeading, ...]] = {}
    for each in work.session.scalars(select(MinutesHeading).order_by(MinutesHeading.position)):
        heading = TemplateHeading(each.heading, each.purpose, each.standard_text)
        found[each.case_kind] = (*found.get(each.case_kind, ()), heading)
    return found
