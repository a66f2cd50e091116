"""Bundles: the part of a meeting's minutes that each decision maker is sent."""

from dataclasses import replace

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Child, Recommendation
from panel_desk.queries.agency import agency_record, authorities, figures
from panel_desk.queries.cases.cases import items
from panel_desk.queries.decisions.decisions import who_decides
from panel_desk.queries.document_rows import Bundle, MinutesContent
from panel_desk.queries.minutes.minutes import minutes_content
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import UNDECIDABLE


@shows(Information.DECISIONS)
def bundles(work: Work, meeting: str) -> tuple[Bundle, ...]:
    """One bundle for each authority whose decision maker decides on a recommendation of this meeting, by its name."""
    agency = agency_record(work)
    rows = work.session.execute(
        select(Recommendation.case_ref, Child)
        .join(Case, Case.ref == Recommendation.case_ref)
        .outerjoin(Child, Child.ref == Recommendation.child_ref)
        .where(Case.meeting_ref == meeting, Recommendation.outcome.not_in(UNDECIDABLE))
        .order_by(Case.item_no, Recommendation.id)
    ).all()
    cases_for: dict[str | None, dict[str, None]] = {}
    for case, child in rows:
        cases_for.setdefault(who_decides(agency, child), {})[case] = None
    on_agenda = {row.ref for row in items(work, meeting)}
    deciding = (row for code, row in authorities(work).items() if code in cases_for)
    days = figures(work).decision_working_days
    return tuple(
        Bundle(
            authority=each.code,
            authority_name=each.name,
            decision_maker=each.decision_maker or "",
            cases=tuple(cases_for[each.code]),
            is_whole=on_agenda <= cases_for[each.code].keys(),
            working_days=days,
        )
        for each in deciding
    )


@shows(Information.DECISIONS)
def bundle_content(work: Work, meeting: str, authority: str) -> MinutesContent:
    """The minutes as they are printed for the decision maker of an authority.

    Raises:
        RuleBrokenError: there is no such meeting, or that decision maker decides nothing of it.
    """
    content = minutes_content(work, meeting)
    theirs = next((each for each in bundles(work, meeting) if each.authority == authority), None)
    if theirs is None:
        raise RuleBrokenError(f"No recommendation of this meeting goes to the decision maker of {authority}.")
    return replace(content, bundle=theirs)
