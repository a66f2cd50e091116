"""Corrections of signed minutes: a new version with its reason, the old one unchanged, and flagged decisions."""

from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.documents.minutes.pades import read_signatures
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received
from panel_desk.operations.meetings.meetings import declare_interest, remove_interest
from panel_desk.operations.minutes.corrections import acknowledge_correction, begin_correction, give_up_correction
from panel_desk.operations.minutes.minutes import make_final, reopen_minutes, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.queries.decisions.decisions import DecisionRow, NextStep, decision_list
from panel_desk.queries.listing import Listing
from panel_desk.queries.minutes.minutes import minutes, signed_print
from panel_desk.queries.minutes.minutes_list import minutes_list
from panel_desk.queries.minutes.signatures import frozen_meetings, print_of_version, signed_notices, versions
from panel_desk.queries.today.rows import Band, Step
from panel_desk.queries.today.today import today
from panel_desk.rules.vocabulary import AccountRole, DecisionOutcome, HowGiven, MinutesState, MinutesStep
from tests.builders import PASSPHRASE, a_desk, once
from tests.panels import (
    APPROVAL,
    MATCH,
    PANEL,
    a_final_panel,
    a_held_panel,
    make_final_minutes,
    record,
    the_chair,
    with_a_vice_chair,
    write_all,
)

WHY = "The vote on the match was taken down wrongly."


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = a_desk(tmp_path)
    _with_signed_minutes(desk)
    return desk


@once
def _with_signed_minutes(desk: Desk) -> None:
    a_final_panel(desk)
    sign_as(the_chair(desk.store.folder.parent))


def sign_as(chair: Desk, *, is_last: bool = True) -> None:
    record = chair.ask(minutes, PANEL)
    assert record is not None
    assert sign(chair, record.content, PASSPHRASE) is is_last
    chair.close()


def row(desk: Desk, case: str = APPROVAL) -> DecisionRow:
    return next(each for each in desk.ask(decision_list, Listing()).rows if each.case == case)


def correct(desk: Desk, folder: Path) -> None:
    """Begin a correction, write in it, and have it signed."""
    assert desk.do(begin_correction, PANEL, f" {WHY} ") == 2
    section = record(desk).sections[2]
    desk.do(write_section, section.id, "The panel asked about contact, and voted again.", section.version)
    desk.do(declare_interest, MATCH, "M003", "Knows a neighbour.", withdraws=False)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    sign_as(the_chair(folder))


def test_a_correction_is_a_new_version_and_the_old_pdf_stays_unchanged(desk: Desk, tmp_path: Path) -> None:
    first = desk.ask(signed_print, PANEL)
    assert [(version.number, version.why) for version in desk.ask(signed_notices, PANEL)] == [(1, "")]
    correct(desk, tmp_path)
    second, now = desk.ask(print_of_version, PANEL, 2), desk.ask(signed_print, PANEL)
    assert second == now
    assert desk.ask(print_of_version, PANEL, 1) == first != second
    assert read_signatures(second).are_valid
    new, old = desk.ask(versions, PANEL)
    assert (new.number, new.state, new.corrects_because, new.is_kept) == (2, MinutesState.SIGNED, WHY, True)
    assert (old.number, old.corrects_because, old.signed_as, old.is_kept) == (1, "", "Chair", True)
    assert next((each.step, each.words) for each in new.steps) == (MinutesStep.CORRECTION_BEGUN, WHY)
    assert MinutesStep.SIGNED in [each.step for each in old.steps]
    assert record(desk).state is MinutesState.SIGNED


def test_while_a_correction_is_open_records_can_be_changed(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="begin a correction"):
        desk.do(declare_interest, MATCH, "M003", "Knows a neighbour.", withdraws=False)
    assert desk.ask(frozen_meetings) == {PANEL}
    old = [(each.heading, each.text) for each in record(desk).sections]
    desk.do(begin_correction, PANEL, WHY)
    assert desk.ask(frozen_meetings) == frozenset()
    assert [(each.heading, each.text) for each in record(desk).sections] == old
    assert desk.ask(signed_print, PANEL) is None
    assert desk.ask(signed_notices, PANEL) == ()
    desk.do(declare_interest, MATCH, "M003", "Knows a neighbour.", withdraws=False)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(reopen_minutes, PANEL)
    assert desk.ask(versions, PANEL)[0].steps[-1].step is MinutesStep.REOPENED


def test_only_signed_minutes_are_corrected_and_never_without_a_reason(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match="Say what is corrected"):
        desk.do(begin_correction, PANEL, "  ")
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.READER).do(begin_correction, PANEL, WHY)
    desk.do(begin_correction, PANEL, WHY)
    with pytest.raises(RuleBrokenError, match="only while it is “signed”"):
        desk.do(begin_correction, PANEL, WHY)
    with pytest.raises(RuleBrokenError, match="Version 2 of these minutes is not signed"):
        desk.ask(print_of_version, PANEL, 2)


def test_giving_up_a_correction_makes_the_signed_version_current_again(desk: Desk, tmp_path: Path) -> None:
    first = desk.ask(signed_print, PANEL)
    with pytest.raises(RuleBrokenError, match="only while it is"):
        desk.do(give_up_correction, PANEL, WHY)
    desk.do(begin_correction, PANEL, WHY)
    section = record(desk).sections[2]
    desk.do(write_section, section.id, "Begun by mistake.", section.version)
    with pytest.raises(RuleBrokenError, match="Say why"):
        desk.do(give_up_correction, PANEL, " ")
    desk.do(give_up_correction, PANEL, "Begun by mistake.")
    assert (record(desk).number, record(desk).state) == (1, MinutesState.SIGNED)
    assert desk.ask(signed_print, PANEL) == first
    assert desk.ask(frozen_meetings) == {PANEL}
    assert desk.ask(minutes_list, Listing()).rows[0].state is MinutesState.SIGNED
    given_up = desk.ask(versions, PANEL)[0]
    assert (given_up.number, given_up.given_up_at) == (2, desk.time_source.now())
    assert (given_up.steps[-1].step, given_up.steps[-1].words) == (
        MinutesStep.CORRECTION_GIVEN_UP,
        "Begun by mistake.",
    )
    with pytest.raises(RuleBrokenError, match="signed"):
        desk.do(write_section, section.id, "Again.", section.version + 1)
    assert desk.do(begin_correction, PANEL, WHY) == 3
    with pytest.raises(RuleBrokenError, match="another version"):
        desk.do(write_section, section.id, "Again.", section.version + 1)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    sign_as(the_chair(tmp_path))
    assert (record(desk).number, record(desk).state) == (3, MinutesState.SIGNED)


def test_a_correction_is_not_given_up_while_records_differ_from_the_signed_version(
    desk: Desk,
) -> None:
    desk.do(begin_correction, PANEL, WHY)
    desk.do(declare_interest, MATCH, "M003", "Knows a neighbour.", withdraws=False)
    with pytest.raises(RuleBrokenError, match="were changed since version 1 was signed"):
        desk.do(give_up_correction, PANEL, WHY)
    assert record(desk).number == 2
    desk.do(remove_interest, MATCH, "M003")
    desk.do(give_up_correction, PANEL, WHY)
    assert record(desk).number == 1


def test_minutes_that_were_never_signed_have_no_correction_to_give_up(tmp_path: Path) -> None:
    desk = a_desk(tmp_path / "new")
    a_held_panel(desk)
    write_all(desk)
    with pytest.raises(RuleBrokenError, match="never signed"):
        desk.do(give_up_correction, PANEL, WHY)


def test_a_correction_that_one_of_two_has_signed_cannot_be_given_up(tmp_path: Path) -> None:
    desk = a_desk(tmp_path / "new")
    a_held_panel(desk)
    vice = with_a_vice_chair(desk, tmp_path / "new")
    make_final_minutes(desk)
    sign_as(the_chair(tmp_path / "new"), is_last=False)
    sign_as(vice)
    desk.do(begin_correction, PANEL, WHY)
    desk.do(send_to_chair_and_adviser, PANEL)
    desk.do(make_final, PANEL)
    sign_as(the_chair(tmp_path / "new"), is_last=False)
    with pytest.raises(RuleBrokenError, match="has signed this correction"):
        desk.do(give_up_correction, PANEL, WHY)


def test_a_decision_that_was_made_is_flagged_until_the_correction_is_acknowledged(desk: Desk, tmp_path: Path) -> None:
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.EMAIL)
    correct(desk, tmp_path)
    assert row(desk).next_step is NextStep.ACKNOWLEDGE_CORRECTION
    assert row(desk).minutes_corrected_at == desk.time_source.now()
    rows = {each.ref: each for each in desk.ask(today) if each.step is Step.ACKNOWLEDGE_CORRECTION}
    assert set(rows) == {APPROVAL, f"{MATCH} C001", f"{MATCH} C002"}
    assert (rows[APPROVAL].band, rows[APPROVAL].whose) == (Band.TODAY, "Ruth Aldous")
    assert rows[APPROVAL].detail.endswith("already decided")
    assert rows[f"{MATCH} C001"].detail.endswith("not decided yet")
    with pytest.raises(ChangedMeanwhileError):
        desk.do(acknowledge_correction, APPROVAL, version=1)
    desk.do(acknowledge_correction, APPROVAL, version=row(desk).version)
    assert row(desk).next_step is NextStep.TELL_ORALLY
    assert row(desk).decision is DecisionOutcome.AGREED
    with pytest.raises(RuleBrokenError, match="No correction"):
        desk.do(acknowledge_correction, APPROVAL)
    desk.do(acknowledge_correction, MATCH, "C001")


def test_receipt_of_corrected_minutes_starts_the_clock_of_decisions_not_made(desk: Desk, tmp_path: Path) -> None:
    desk.do(record_minutes_received, PANEL, date(2027, 3, 1))
    correct(desk, tmp_path)
    desk.do(record_minutes_received, PANEL, date(2027, 3, 4))
    assert row(desk).next_step is NextStep.RECORD_DECISION
    assert row(desk).minutes_received_on == date(2027, 3, 4)


def test_a_decision_is_not_flagged_where_the_old_version_was_never_received(desk: Desk, tmp_path: Path) -> None:
    correct(desk, tmp_path)
    assert row(desk).next_step is NextStep.RECORD_RECEIPT
    with pytest.raises(RuleBrokenError, match="No correction"):
        desk.do(acknowledge_correction, APPROVAL)


def test_decision_makers_receive_the_reason_for_a_correction(desk: Desk, tmp_path: Path) -> None:
    correct(desk, tmp_path)
    [version] = desk.ask(signed_notices, PANEL)
    assert (version.number, version.why, version.bundle.cases) == (2, WHY, (APPROVAL, MATCH))
    assert (version.bundle.authority_name, version.bundle.decision_maker) == ("Fenland County Council", "Ruth Aldous")
    assert version.bundle.is_whole


def test_a_meeting_without_minutes_has_no_versions(tmp_path: Path) -> None:
    empty = a_desk(tmp_path / "empty")
    assert empty.ask(versions, "P1") == ()
    assert empty.ask(signed_notices, "P1") == ()
