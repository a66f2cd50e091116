"""Minutes from the first draft to the signature."""

from dataclasses import replace
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.flows.print_minutes import print_minutes
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.decisions.decisions import Views, record_recommendation
from panel_desk.operations.meetings.meetings import declare_interest
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.minutes import draft_minutes, make_final, reopen_minutes, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.queries.members.members import member
from panel_desk.queries.minutes.minutes import SectionRow, fingerprint, signed_print
from panel_desk.rules.minutes_headings import DISCUSSION, FROM_REGISTERS, REASONS_FOR_BRINGING, default_headings
from panel_desk.rules.vocabulary import AccountRole, CaseKind, HowGiven, MinutesState, Outcome, View
from tests.builders import (
    PASSPHRASE,
    a_case,
    a_certificate,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_interest,
)
from tests.panels import (
    APPROVAL,
    CHAIR,
    MATCH,
    PANEL,
    SOCIAL_WORKER,
    a_held_panel,
    make_final_minutes,
    record,
    signed_by_the_chair,
    the_chair,
    write_all,
)

ALL_FOR: Views = dict.fromkeys((CHAIR, SOCIAL_WORKER, "M003", "M004", "M005"), (View.FOR, None))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    return desk


def discussion(desk: Desk) -> SectionRow:
    return next(s for s in record(desk).sections if (s.case, s.heading) == (APPROVAL, DISCUSSION))


def test_a_draft_has_every_heading_of_each_item_with_its_standard_text(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    templates = {APPROVAL: default_headings(CaseKind.APPROVAL), MATCH: default_headings(CaseKind.MATCH)}
    assert [(s.case, s.heading, s.purpose) for s in record(desk).sections] == [
        (case, each.heading, each.purpose) for case, headings in templates.items() for each in headings
    ]
    assert record(desk).sections[0].text == "To consider whether the applicants are suitable to adopt a child."
    assert discussion(desk).text == ""


def test_drafting_again_adds_new_items_in_order_and_leaves_edited_sections(desk: Desk) -> None:
    write_all(desk, text="Kept.")
    a_case(desk, "CASE-003", kind=CaseKind.OTHER, meeting_ref=PANEL, item_no=3)
    desk.do(draft_minutes, PANEL)
    sections = record(desk).sections
    assert list(dict.fromkeys(s.case for s in sections)) == [APPROVAL, MATCH, "CASE-003"]
    written = [s for s in sections if s.purpose not in FROM_REGISTERS]
    assert {s.text for s in written if s.case != "CASE-003"} == {"Kept."}
    assert {s.text for s in written if s.case == "CASE-003"} == {""}


def test_a_section_that_is_filled_from_the_registers_cannot_be_edited(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    attendance = record(desk).sections[1]
    with pytest.raises(RuleBrokenError, match="recorded on panel day"):
        desk.do(write_section, attendance.id, "All came.", attendance.version)


def test_a_meeting_that_was_not_held_has_no_minutes(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-10")
    with pytest.raises(RuleBrokenError, match="as held first"):
        desk.do(draft_minutes, "P2027-03-10")
    with pytest.raises(RuleBrokenError, match="no minutes of this meeting yet"):
        desk.do(send_to_chair_and_adviser, "P2027-03-10")


def test_a_meeting_without_items_has_nothing_to_minute(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, status="held")
    with pytest.raises(RuleBrokenError, match="no items"):
        desk.do(draft_minutes, "P2027-03-10")


def test_writing_a_section_saves_it_with_a_new_version(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    section = discussion(desk)
    version = desk.do(write_section, section.id, "Contact was discussed.", section.version)
    assert (discussion(desk).text, discussion(desk).version) == ("Contact was discussed.", version)
    assert version == section.version + 1


def test_a_stale_version_of_a_section_is_refused_with_both_texts(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    section = discussion(desk)
    desk.do(write_section, section.id, "Theirs.", section.version)
    with pytest.raises(ChangedMeanwhileError) as raised:
        desk.do(write_section, section.id, "Mine.", section.version)
    assert (raised.value.theirs, raised.value.yours) == ("Theirs.", "Mine.")
    assert discussion(desk).text == "Theirs."


def test_final_minutes_are_edited_only_after_reopening(desk: Desk) -> None:
    make_final_minutes(desk)
    section = record(desk).sections[0]
    with pytest.raises(RuleBrokenError, match="Reopen them"):
        desk.do(write_section, section.id, "Late.", section.version)
    with pytest.raises(RuleBrokenError, match="cannot be drafted again"):
        desk.do(draft_minutes, PANEL)
    desk.do(reopen_minutes, PANEL)
    assert record(desk).state is MinutesState.DRAFT
    desk.do(write_section, section.id, "In time.", section.version)


def test_unfinished_minutes_are_not_sent_for_review(desk: Desk) -> None:
    desk.do(draft_minutes, PANEL)
    with pytest.raises(RuleBrokenError, match=r"Item 1 lacks the discussion\. Item 2 lacks the discussion\."):
        desk.do(send_to_chair_and_adviser, PANEL)
    assert record(desk).state is MinutesState.DRAFT


def test_the_refusal_and_the_query_name_the_same_missing_reasons(desk: Desk) -> None:
    write_all(desk)
    reasons = next(each for each in record(desk).sections if each.heading == REASONS_FOR_BRINGING)
    desk.do(write_section, reasons.id, " ", reasons.version)
    with pytest.raises(RuleBrokenError, match=r"^Item 1 lacks the reasons for bringing the case\.$"):
        desk.do(send_to_chair_and_adviser, PANEL)
    assert [item.lacks for item in record(desk).content.items] == [("the reasons for bringing the case",), ()]


def test_minutes_are_made_final_only_from_review(desk: Desk) -> None:
    write_all(desk)
    with pytest.raises(RuleBrokenError, match=r"is “draft”\. This is possible only while it is “in review”"):
        desk.do(make_final, PANEL)


def test_the_chair_signs_and_the_signed_pdf_is_stored_unchanged(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    assert desk.ask(signed_print, PANEL) is None
    signed_by_the_chair(desk, tmp_path)
    signed = record(desk)
    assert signed.state is MinutesState.SIGNED
    assert signed.content.signed is not None
    assert (signed.content.signed.name, signed.content.signed.fingerprint) == ("Chair", fingerprint(signed.content))
    assert desk.ask(signed_print, PANEL) == b"%PDF-signed"


def test_signed_minutes_are_neither_edited_nor_reopened(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    section = record(desk).sections[0]
    signed_by_the_chair(desk, tmp_path)
    with pytest.raises(RuleBrokenError, match="are signed"):
        desk.do(write_section, section.id, "Never.", section.version)
    with pytest.raises(RuleBrokenError, match="is “signed”"):
        desk.do(reopen_minutes, PANEL)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"passphrase": "wrong"}, RuleBrokenError, "not your passphrase"),
        ({"read": "f" * 64}, ChangedMeanwhileError, "changed since you read them"),
        ({"certificate": "f" * 64}, RuleBrokenError, "not the certificate with which you sign"),
    ],
)
def test_a_signature_with_a_wrong_field_is_refused(
    desk: Desk, tmp_path: Path, change: dict[str, object], error: type[Exception], words: str
) -> None:
    make_final_minutes(desk)
    fields: dict[str, object] = {
        "passphrase": PASSPHRASE,
        "read": fingerprint(record(desk).content),
        "printed": b"%PDF",
        "signed_at": desk.time_source.now(),
    }
    chair = the_chair(tmp_path)
    fields["certificate"] = a_certificate(chair)
    with pytest.raises(error, match=words):
        chair.do(sign_minutes, PANEL, **(fields | change))  # type: ignore[arg-type] # the fields differ in type
    assert record(desk).state is MinutesState.FINAL


def test_minutes_that_changed_after_they_were_read_are_not_signed(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    read = record(desk).content
    desk.do(declare_interest, APPROVAL, "M003", "Knows a neighbour.", withdraws=False)
    with pytest.raises(ChangedMeanwhileError):
        sign(the_chair(tmp_path), read, PASSPHRASE)
    assert record(desk).state is MinutesState.FINAL
    sign(the_chair(tmp_path), record(desk).content, PASSPHRASE)
    assert record(desk).state is MinutesState.SIGNED


def test_an_extract_agrees_with_the_signed_minutes_or_is_refused(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    sign(the_chair(tmp_path), record(desk).content, PASSPHRASE)
    extract = replace(record(desk).content, only_case=APPROVAL)
    assert print_minutes(desk, extract).startswith(b"%PDF")
    version = desk.ask(member, "M001").version
    desk.do(change_member, "M001", version, family_name="Renamed")
    with pytest.raises(RuleBrokenError, match="differ from what was signed"):
        print_minutes(desk, replace(record(desk).content, only_case=APPROVAL))
    whole = print_minutes(desk, record(desk).content)
    assert whole == desk.ask(signed_print, PANEL)


def test_only_whoever_presided_signs(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    fields: dict[str, object] = {"passphrase": PASSPHRASE, "read": "f" * 64, "printed": b"%PDF"}
    fields |= {"signed_at": desk.time_source.now(), "certificate": "f" * 64}
    a_member(desk, "M009")
    another_who_sat = a_desk(tmp_path, AccountRole.CHAIR, name="sat", member_ref="M003")
    with pytest.raises(RuleBrokenError, match="signed by the person who presided"):
        another_who_sat.do(sign_minutes, PANEL, **fields)  # type: ignore[arg-type] # the fields differ in type
    for name, ref in (("other-chair", "M009"), ("unlinked-chair", None)):
        other = a_desk(tmp_path, AccountRole.CHAIR, name=name, member_ref=ref)
        with pytest.raises(NotAllowedError, match="not among those that you may see"):
            other.do(sign_minutes, PANEL, **fields)  # type: ignore[arg-type] # the fields differ in type
    with pytest.raises(NotAllowedError):
        desk.do(sign_minutes, PANEL, **fields)  # type: ignore[arg-type] # the fields differ in type


def test_minutes_that_are_not_final_are_not_signed(desk: Desk, tmp_path: Path) -> None:
    write_all(desk)
    with pytest.raises(RuleBrokenError, match="only while it is “final”"):
        signed_by_the_chair(desk, tmp_path)


def test_minutes_without_a_recommendation_are_not_sent_for_review(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk, recommended=False)
    write_all(desk)
    with pytest.raises(RuleBrokenError, match=r"Item 1 lacks a recommendation\. Item 2 lacks a recommendation\."):
        desk.do(send_to_chair_and_adviser, PANEL)
    for case, child in ((APPROVAL, None), (MATCH, "C001"), (MATCH, "C002")):
        a_recommendation(desk, case, child)
    desk.do(send_to_chair_and_adviser, PANEL)
    assert record(desk).state is MinutesState.IN_REVIEW


def test_minutes_with_an_inquorate_recommendation_are_neither_sent_nor_signed(desk: Desk, tmp_path: Path) -> None:
    make_final_minutes(desk)
    an_interest(desk, APPROVAL, "M005")
    chair = the_chair(tmp_path)
    with pytest.raises(RuleBrokenError, match="Item 1 has a recommendation but no quorum"):
        sign(chair, record(desk).content, PASSPHRASE)
    desk.do(reopen_minutes, PANEL)
    with pytest.raises(RuleBrokenError, match="Item 1 has a recommendation but no quorum"):
        desk.do(send_to_chair_and_adviser, PANEL)
    recommendation = next(row for row in desk.ask(recommendations, PANEL) if row.case == APPROVAL)
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.DEFERRED,
        "Without a quorum.",
        version=recommendation.version,
        how=HowGiven.EMAIL,
    )
    for step in (send_to_chair_and_adviser, make_final):
        desk.do(step, PANEL)


def test_minutes_with_more_votes_than_members_who_count_are_not_final(desk: Desk) -> None:
    a_member(desk, "M060")
    an_attendance(desk, PANEL, "M060", attended=True)
    recommendation = next(row for row in desk.ask(recommendations, PANEL) if row.case == APPROVAL)
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.RECOMMENDED,
        "As minuted by all.",
        votes_for=6,
        version=recommendation.version,
        how=HowGiven.EMAIL,
    )
    write_all(desk)
    desk.do(send_to_chair_and_adviser, PANEL)
    an_interest(desk, APPROVAL, "M060")
    with pytest.raises(RuleBrokenError, match="Item 1 has 6 votes, but its quorum counts 5 members"):
        desk.do(make_final, PANEL)


def test_minutes_with_the_vote_of_a_member_who_does_not_count_are_not_sent_for_review(desk: Desk) -> None:
    recommendation = next(row for row in desk.ask(recommendations, PANEL) if row.case == APPROVAL)
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.RECOMMENDED,
        "All.",
        views=ALL_FOR,
        version=recommendation.version,
        how=HowGiven.EMAIL,
    )
    write_all(desk)
    a_member(desk, "M060")
    an_attendance(desk, PANEL, "M060", attended=True)
    an_interest(desk, APPROVAL, "M005")
    with pytest.raises(RuleBrokenError, match="do not count towards its quorum: Given005 Family005"):
        desk.do(send_to_chair_and_adviser, PANEL)
    votes = (5, 0, 0)  # all members who count: M060 does, M005 does not
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.RECOMMENDED,
        "All.",
        None,
        *votes,
        version=recommendation.version + 1,
        how=HowGiven.EMAIL,
    )
    desk.do(send_to_chair_and_adviser, PANEL)


def test_the_votes_of_a_deferral_do_not_stop_the_minutes(desk: Desk) -> None:
    recommendation = next(row for row in desk.ask(recommendations, PANEL) if row.case == APPROVAL)
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.DEFERRED,
        "Another report.",
        views=ALL_FOR,
        version=recommendation.version,
        how=HowGiven.EMAIL,
    )
    write_all(desk)
    an_interest(desk, APPROVAL, "M005")
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.DEFERRED,
        "Another report.",
        None,
        5,
        0,
        0,
        version=recommendation.version + 1,
        how=HowGiven.EMAIL,
    )
    assert [row.views for row in desk.ask(recommendations, PANEL) if row.case == APPROVAL] == [()]
