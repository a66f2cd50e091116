"""Doubtful wording in minutes: refused where it is certain, otherwise accepted with a reason."""

from pathlib import Path

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Recommendation
from panel_desk.operations.decisions.decisions import Views, record_recommendation
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.minutes.minutes import make_final, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.signatures import versions
from panel_desk.queries.minutes.wording_doubts import wording
from panel_desk.rules.vocabulary import OFFICE, HowGiven, MinutesState, MinutesStep, Outcome, View
from panel_desk.rules.wording_checks import WordingFault
from tests.builders import a_case, a_desk, a_household
from tests.panels import APPROVAL, CHAIR, MATCH, PANEL, SOCIAL_WORKER, a_held_panel, write_all

MENTIONED = "The panel compared them with the Ashdown family."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A panel with an approval of the Ashdowns and a match with another household."""
    desk = a_desk(tmp_path)
    a_household(desk, "H050", adopter_1="Anna Ashdown", adopter_2="Ali Ashdown")
    a_held_panel(desk)
    desk.do(_set_household, APPROVAL, "H050")
    return desk


@permits(*OFFICE)
def _set_household(work: Work, case: str, household: str) -> None:
    found = work.session.get(Case, case)
    assert found is not None
    found.household_ref = household


@permits(*OFFICE)
def _set_reasons(work: Work, case: str, reasons: str, outcome: Outcome = Outcome.RECOMMENDED) -> None:
    for each in work.session.scalars(select(Recommendation).filter_by(case_ref=case)):
        each.reasons, each.outcome = reasons, outcome


def write_last_section(desk: Desk, case: str, text: str) -> None:
    """Write all sections, then this text in the last section of a case."""
    write_all(desk)
    record = desk.ask(minutes, PANEL)
    assert record is not None
    section = [each for each in record.sections if each.case == case][-1]
    desk.do(write_section, section.id, text, section.version)


def test_minutes_without_doubtful_wording_have_no_doubts(desk: Desk) -> None:
    assert desk.ask(wording, PANEL) == ()
    write_all(desk)
    assert desk.ask(wording, PANEL) == ()


@pytest.mark.parametrize(
    ("case", "text", "fault", "quote", "about"),
    [
        (MATCH, "Unlike **Ashdown**, they wait.", WordingFault.OTHER_CASE, "Ashdown", APPROVAL),
        (MATCH, "See CASE-001.", WordingFault.OTHER_CASE, APPROVAL, APPROVAL),
        (APPROVAL, "QX was spoken of.", WordingFault.OTHER_CASE, "QX", MATCH),
        (MATCH, "Quentin Xavier settled.", WordingFault.FULL_NAME, "Quentin Xavier", "QX"),
        (APPROVAL, "The panel recommends approval in principle.", WordingFault.CONDITIONAL, "in principle", ""),
    ],
)
def test_a_doubtful_passage_is_reported_with_its_section(
    desk: Desk, case: str, text: str, fault: WordingFault, quote: str, about: str
) -> None:
    write_last_section(desk, case, text)
    [found] = desk.ask(wording, PANEL)
    assert (found.case, found.fault, found.quote, found.about, found.is_refused) == (case, fault, quote, about, False)
    assert found.section is not None
    assert quote in found.sentence


def test_names_of_the_case_itself_and_of_members_are_not_doubtful(desk: Desk) -> None:
    write_last_section(desk, APPROVAL, "Anna and Ali Ashdown spoke with Siân Llewellyn.")
    assert desk.ask(wording, PANEL) == ()


def test_a_case_may_name_people_who_are_in_another_case_too(desk: Desk) -> None:
    a_case(desk, "CASE-003", household_ref="H050", meeting_ref=PANEL, item_no=3)
    write_last_section(desk, APPROVAL, "Anna Ashdown spoke.")
    assert desk.ask(wording, PANEL) == ()


def test_doubtful_wording_is_accepted_with_a_reason(desk: Desk) -> None:
    write_last_section(desk, MATCH, MENTIONED)
    desk.do(send_to_chair_and_adviser, PANEL)
    with pytest.raises(RuleBrokenError, match=r"Ashdown.*say why they stand") as refused:
        desk.do(make_final, PANEL, " ")
    assert refused.value.field == "why_it_stands"
    desk.do(make_final, PANEL, "They are neighbours, and the panel relied on it.")
    [version] = desk.ask(versions, PANEL)
    assert version.state is MinutesState.FINAL
    [step] = [each for each in version.steps if each.step is MinutesStep.MADE_FINAL]
    assert step.words == "Not checked by Siân Llewellyn. They are neighbours, and the panel relied on it."


@pytest.mark.parametrize(
    ("reasons", "sentence"),
    [("Approval is recommended in principle.", "conditional"), ("As above.", "has no reasons")],
)
def test_minutes_are_not_final_with_a_conditional_recommendation_or_one_without_reasons(
    desk: Desk, reasons: str, sentence: str
) -> None:
    write_all(desk)
    desk.do(_set_reasons, APPROVAL, reasons)
    desk.do(send_to_chair_and_adviser, PANEL)
    with pytest.raises(RuleBrokenError, match=sentence):
        desk.do(make_final, PANEL, "It stands.")


def test_the_reasons_of_a_deferral_may_have_a_condition(desk: Desk) -> None:
    write_all(desk)
    desk.do(_set_reasons, APPROVAL, "The panel could recommend approval once the report is received.", Outcome.DEFERRED)
    assert desk.ask(wording, PANEL) == ()
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.DEFERRED,
        "Agreed in principle, pending the report.",
        version=2,
        how=HowGiven.EMAIL,
    )


def test_a_conditional_recommendation_is_refused_where_it_is_recorded(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="subject to") as refused:
        desk.do(
            record_recommendation,
            APPROVAL,
            Outcome.RECOMMENDED,
            "The panel recommends approval subject to the medical.",
            version=1,
            how=HowGiven.EMAIL,
        )
    assert refused.value.field == "reasons"


def test_a_possible_condition_in_the_reasons_is_a_doubt(desk: Desk) -> None:
    write_all(desk)
    desk.do(_set_reasons, APPROVAL, "They are ready. Subject to one more visit, they have met a sibling group.")
    [found] = desk.ask(wording, PANEL)
    assert (found.fault, found.quote, found.is_refused) == (WordingFault.PERHAPS_CONDITIONAL, "Subject to", False)
    desk.do(_set_reasons, APPROVAL, "They are ready. Subject to one more visit.", Outcome.DEFERRED)
    assert desk.ask(wording, PANEL) == ()


def test_reasons_for_dissent_and_interests_are_checked_for_names(desk: Desk) -> None:
    write_all(desk)
    views: Views = dict.fromkeys((CHAIR, SOCIAL_WORKER, "M003", "M004"), (View.FOR, None))
    views = {**views, "M005": (View.AGAINST, "Subject to what Anna Ashdown said.")}
    desk.do(
        record_recommendation, MATCH, Outcome.RECOMMENDED, "Ready.", "C001", views=views, version=1, how=HowGiven.EMAIL
    )
    desk.do(declare_interest, MATCH, "M004", "Taught Quentin Xavier.", withdraws=False)
    interest, vote = desk.ask(wording, PANEL)
    assert (interest.heading, interest.fault, interest.quote) == (
        "Declarations of interest",
        WordingFault.FULL_NAME,
        "Quentin Xavier",
    )
    assert (vote.heading, vote.fault, vote.quote) == (
        "Recommendation, dissent and abstention",
        WordingFault.OTHER_CASE,
        "Anna Ashdown",
    )
    assert not interest.is_refused
    assert not vote.is_refused
