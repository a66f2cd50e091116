"""Minutes are drafted from templates, notes and questions, and drafted again without losing edited sections."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.meetings.agendas import ask_question
from panel_desk.operations.meetings.panel_day import answer_question, write_note
from panel_desk.operations.minutes.minutes import draft_minutes, settle_draft, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.minutes.templates import put_heading, take_back_template, write_template
from panel_desk.queries.meetings.panel_day import panel_day
from panel_desk.queries.minutes.drafts import draft_state
from panel_desk.queries.minutes.minutes import SectionRow, minutes, minutes_content
from panel_desk.queries.minutes.reviews import section_versions
from panel_desk.queries.minutes.templates import minutes_headings, minutes_templates
from panel_desk.rules.minutes_headings import (
    ADVICE,
    CONCERNS,
    DISCUSSION,
    QUESTIONS,
    STRENGTHS,
    TemplateHeading,
    default_headings,
)
from panel_desk.rules.vocabulary import AccountRole, CaseKind, HeadingPurpose
from tests.builders import a_case, a_desk
from tests.builders import minutes as minutes_in_store
from tests.panels import APPROVAL, MATCH, PANEL, a_held_panel, write_all

OWN_HEADINGS = (
    TemplateHeading("Why we met", HeadingPurpose.REASONS, "To consider suitability."),
    TemplateHeading("What was said", HeadingPurpose.DISCUSSION, "The chair welcomed everybody."),
    TemplateHeading("Identity and heritage", HeadingPurpose.WRITTEN),
    TemplateHeading("The panel recommends", HeadingPurpose.RECOMMENDATION),
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def sections(desk: Desk, case: str = APPROVAL) -> dict[str, SectionRow]:
    found = desk.ask(minutes, PANEL)
    assert found is not None
    return {each.heading: each for each in found.sections if each.case == case}


def write(desk: Desk, heading: str, text: str) -> None:
    section = sections(desk)[heading]
    desk.do(write_section, section.id, text, section.version)


def test_a_draft_has_notes_under_their_headings_and_questions_with_answers(desk: Desk) -> None:
    asked = desk.do(ask_question, APPROVAL, "M003", "Who helps\nat night?")
    desk.do(answer_question, asked, "A sister, **nearby**.", 1)
    desk.do(write_note, APPROVAL, DISCUSSION, "References are positive.\n- both work\n")
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient.")
    desk.do(write_note, APPROVAL, ADVICE, "")
    desk.do(draft_minutes, PANEL)
    drafted = sections(desk)
    assert drafted[DISCUSSION].text == "References are positive.\n- both work"
    assert drafted[QUESTIONS].text == "**Given003 Family003 asked:** Who helps\nat night?\nA sister, **nearby**."
    assert (drafted[STRENGTHS].text, drafted[CONCERNS].text, drafted[ADVICE].text) == ("Patient.", "", "")
    assert sections(desk, MATCH)[DISCUSSION].text == ""


def test_drafting_again_updates_sections_that_nobody_edited(desk: Desk) -> None:
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient.")
    desk.do(draft_minutes, PANEL)
    assert desk.ask(draft_state, PANEL).untouched == 0
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient and kind.", 1)
    assert desk.ask(draft_state, PANEL).untouched == 1
    desk.do(draft_minutes, PANEL)
    assert sections(desk)[STRENGTHS].text == "Patient and kind."
    assert [each.text for each in desk.ask(section_versions, sections(desk)[STRENGTHS].id)] == [
        "Patient and kind.",
        "Patient.",
    ]
    assert desk.ask(draft_state, PANEL).untouched == 0


def test_an_edited_section_stays_and_a_new_draft_of_it_is_offered(desk: Desk) -> None:
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient.")
    desk.do(draft_minutes, PANEL)
    write(desk, STRENGTHS, "Very patient.")
    desk.do(draft_minutes, PANEL)
    assert desk.ask(draft_state, PANEL).redrafted_sections == ()
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient and kind.", 1)
    desk.do(draft_minutes, PANEL)
    assert sections(desk)[STRENGTHS].text == "Very patient."
    [redrafted] = desk.ask(draft_state, PANEL).redrafted_sections
    assert (redrafted.item, redrafted.text, redrafted.drafted) == (1, "Very patient.", "Patient and kind.")
    with pytest.raises(ChangedMeanwhileError):
        desk.do(settle_draft, redrafted.section, "Both.", redrafted.version - 1)
    version = desk.do(settle_draft, redrafted.section, "Very patient and kind.", redrafted.version)
    assert (sections(desk)[STRENGTHS].text, sections(desk)[STRENGTHS].version) == ("Very patient and kind.", version)
    assert desk.ask(draft_state, PANEL).redrafted_sections == ()
    assert desk.do(settle_draft, redrafted.section, "Very patient and kind.", version) == version


def test_a_section_that_the_draft_does_not_have_cannot_be_settled(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    old = sections(desk)[CONCERNS]
    set_headings(desk, OWN_HEADINGS)
    with pytest.raises(RuleBrokenError, match="no text for this section"):
        desk.do(settle_draft, old.id, "Kept.", old.version)


def test_a_new_item_is_not_drafted_until_the_minutes_are_drafted_again(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    a_case(desk, "CASE-003", kind=CaseKind.OTHER, meeting_ref=PANEL, item_no=3)
    assert desk.ask(draft_state, PANEL).untouched == len(default_headings(CaseKind.OTHER))
    desk.do(draft_minutes, PANEL)
    assert desk.ask(draft_state, PANEL).untouched == 0


def test_minutes_from_before_templates_print_attendance_first_and_the_recommendation_last(desk: Desk) -> None:
    old = ((APPROVAL, "Reasons for bringing the case", "Why."), (APPROVAL, DISCUSSION, "What."))
    minutes_in_store(desk, PANEL, sections=old)
    item = desk.ask(minutes_content, PANEL).items[0]
    attendance, recommendation = "Who attended this item", "Recommendation"
    assert [each.heading for each in item.sections] == [attendance, old[0][1], DISCUSSION, recommendation]


def test_only_a_draft_can_be_out_of_date(desk: Desk) -> None:
    assert desk.ask(draft_state, PANEL).untouched == 0
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(write_note, APPROVAL, STRENGTHS, "Patient.")
    state = desk.ask(draft_state, PANEL)
    assert (state.untouched, state.redrafted_sections) == (0, ())


def set_headings(desk: Desk, headings: tuple[TemplateHeading, ...]) -> None:
    """Set the headings of approvals."""
    desk.do(write_template, CaseKind.APPROVAL, headings, desk.ask(minutes_headings, CaseKind.APPROVAL))


def test_an_agency_sets_its_own_headings_and_returns_to_the_standard_ones(desk: Desk) -> None:
    set_headings(desk, OWN_HEADINGS)
    assert desk.ask(minutes_headings, CaseKind.APPROVAL) == OWN_HEADINGS
    assert desk.ask(minutes_headings, CaseKind.MATCH) == default_headings(CaseKind.MATCH)
    assert desk.ask(panel_day, PANEL).items[0].headings == ("What was said", "Identity and heritage")
    desk.do(write_note, APPROVAL, "What was said", "All was well.")
    desk.do(ask_question, APPROVAL, "M003", "When?")
    desk.do(draft_minutes, PANEL)
    drafted = sections(desk)
    assert list(drafted) == [each.heading for each in OWN_HEADINGS]
    assert drafted["What was said"].text == (
        "The chair welcomed everybody.\nAll was well.\n**Given003 Family003 asked:** When?"
    )
    item = desk.ask(minutes_content, PANEL).items[0]
    assert [each.heading for each in item.sections] == ["Who attended this item", *drafted]
    with pytest.raises(ChangedMeanwhileError):
        desk.do(take_back_template, CaseKind.APPROVAL, ())
    desk.do(take_back_template, CaseKind.APPROVAL, OWN_HEADINGS)
    assert desk.ask(minutes_headings, CaseKind.APPROVAL) == default_headings(CaseKind.APPROVAL)
    assert not any(each.is_own for each in desk.ask(minutes_templates))


def test_a_section_whose_heading_was_removed_keeps_its_text_after_the_others(desk: Desk) -> None:
    desk.do(write_note, APPROVAL, CONCERNS, "The distance.")
    desk.do(draft_minutes, PANEL)
    write(desk, STRENGTHS, "Patient.")
    set_headings(desk, OWN_HEADINGS)
    desk.do(draft_minutes, PANEL)
    headings = list(sections(desk))
    assert headings[:4] == [each.heading for each in OWN_HEADINGS]
    assert headings[4] == CONCERNS  # there are notes under it
    assert sections(desk)[STRENGTHS].text == "Patient."


def test_one_heading_is_changed_or_added_before_the_recommendation(desk: Desk) -> None:
    standard = default_headings(CaseKind.APPROVAL)
    desk.do(put_heading, CaseKind.APPROVAL, "Pets", standard, " None were mentioned. ")
    headings = desk.ask(minutes_headings, CaseKind.APPROVAL)
    position = next(index for index, each in enumerate(headings) if each.heading == "Pets")
    assert headings[position] == TemplateHeading("Pets", HeadingPurpose.WRITTEN, "None were mentioned.")
    assert headings[position + 1].purpose is HeadingPurpose.RECOMMENDATION
    desk.do(put_heading, CaseKind.APPROVAL, "Animals", headings, place=position)
    assert desk.ask(minutes_headings, CaseKind.APPROVAL)[position] == TemplateHeading("Animals", HeadingPurpose.WRITTEN)
    headings = desk.ask(minutes_headings, CaseKind.APPROVAL)
    with pytest.raises(RuleBrokenError) as refused:
        desk.do(put_heading, CaseKind.APPROVAL, STRENGTHS, headings, place=position)
    assert refused.value.field == "heading"


def test_a_stale_template_is_refused(desk: Desk) -> None:
    set_headings(desk, OWN_HEADINGS)
    own = next(each for each in desk.ask(minutes_templates) if each.kind is CaseKind.APPROVAL)
    assert own.is_own
    changed = (*OWN_HEADINGS, TemplateHeading("Advice", HeadingPurpose.ADVICE))
    desk.do(write_template, CaseKind.APPROVAL, changed, own.headings)
    with pytest.raises(ChangedMeanwhileError):
        desk.do(write_template, CaseKind.APPROVAL, OWN_HEADINGS, own.headings)
    with pytest.raises(ChangedMeanwhileError):
        desk.do(put_heading, CaseKind.APPROVAL, "Health", own.headings)
    assert desk.ask(minutes_headings, CaseKind.APPROVAL) == changed


@pytest.mark.parametrize(
    ("headings", "sentence"),
    [
        (OWN_HEADINGS[:-1], "Exactly one heading must be for the recommendation"),
        (OWN_HEADINGS[1:], "Exactly one heading must be for the reasons"),
        ((*OWN_HEADINGS, OWN_HEADINGS[1]), "Two headings are called “what was said”"),
        ((*OWN_HEADINGS, TemplateHeading(" ", HeadingPurpose.WRITTEN)), "Give every heading a name"),
        (
            (*OWN_HEADINGS, *(TemplateHeading(str(n), HeadingPurpose.ADVICE) for n in (1, 2))),
            "Only one heading can be for advice",
        ),
    ],
)
def test_a_template_without_a_required_heading_or_with_a_wrong_one_is_refused(
    desk: Desk, headings: tuple[TemplateHeading, ...], sentence: str
) -> None:
    with pytest.raises(RuleBrokenError, match=sentence):
        set_headings(desk, headings)


def test_only_the_office_changes_templates(tmp_path: Path, desk: Desk) -> None:
    assert desk
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.CHAIR).do(write_template, CaseKind.APPROVAL, OWN_HEADINGS, ())
