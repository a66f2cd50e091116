"""Recommendations, decisions and notices: what may be recorded when, and what is refused."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, RuleBrokenError
from panel_desk.operations.decisions.decisions import (
    record_decision,
    record_minutes_received,
    record_notice,
    record_recommendation,
)
from panel_desk.operations.minutes.corrections import acknowledge_correction
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.cases.cases import case
from panel_desk.queries.decisions.decisions import DecisionRow, NextStep, decision_list
from panel_desk.queries.decisions.outcomes import outcomes
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.queries.workbook.comparison import all_registers
from panel_desk.queries.workbook.model import Registers, Row, Value
from panel_desk.rules.vocabulary import AccountRole, CaseStatus, DecisionOutcome, HowGiven, MeetingStatus, Outcome, View
from tests.builders import (
    NOW,
    a_case,
    a_child,
    a_decision,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    an_authority,
    an_interest,
    once,
    signed_minutes,
)
from tests.panels import APPROVAL, CHAIR, MATCH, PANEL, a_held_panel

RECEIVED, DECIDED = date(2027, 3, 1), date(2027, 3, 3)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A panel without recommendations."""
    desk = a_desk(tmp_path)
    a_held_panel(desk, recommended=False)
    return desk


@pytest.fixture
def signed(tmp_path: Path) -> Desk:
    """A panel whose minutes are signed."""
    desk = a_desk(tmp_path)
    _with_signed_minutes(desk)
    return desk


@once
def _with_signed_minutes(desk: Desk) -> None:
    a_held_panel(desk)
    signed_minutes(desk, PANEL)


def row(desk: Desk, ref: str) -> DecisionRow:
    return next(each for each in desk.ask(decision_list, Listing()).rows if each.id == ref)


def test_a_recommendation_is_recorded_with_its_votes_and_can_be_corrected(desk: Desk) -> None:
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.NOT_RECOMMENDED,
        "Too soon.",
        votes_for=3,
        votes_against=2,
        how=HowGiven.EMAIL,
    )

    def again(version: int | None) -> int:
        return desk.do(
            record_recommendation,
            APPROVAL,
            Outcome.RECOMMENDED,
            " Sound. ",
            votes_for=4,
            votes_against=0,
            abstained=1,
            version=version,
            how=HowGiven.EMAIL,
        )

    with pytest.raises(ChangedMeanwhileError) as error:
        again(None)
    assert error.value.theirs.splitlines() == ["Not recommended, 3 for this recommendation, 2 against", "Too soon."]
    assert error.value.yours.splitlines() == ["Recommended, 4 for, 0 against, 1 abstained", "Sound."]
    dissent = ALL_FOR | {"M002": (View.AGAINST, "Their age.")}
    with pytest.raises(ChangedMeanwhileError) as error:
        desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", views=dissent, how=HowGiven.EMAIL)
    assert error.value.yours.splitlines()[-1] == "Given002 Family002, against: Their age."
    assert again(1) == 2
    (kept,) = desk.ask(recommendations, PANEL)
    assert (kept.outcome, kept.reasons, kept.votes_for, kept.votes_against, kept.abstained) == (
        Outcome.RECOMMENDED,
        "Sound.",
        4,
        0,
        1,
    )
    assert desk.ask(case, APPROVAL).row.status is CaseStatus.HEARD


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"reasons": " "}, "reasons", "Give the panel's reasons"),
        ({"reasons": "as above"}, "reasons", "Give the panel's reasons"),
        ({"reasons": "\u200b"}, "reasons", "Give the panel's reasons"),
        ({"reasons": "\N{THUMBS UP SIGN}"}, "reasons", "Give the panel's reasons"),
        ({"votes_for": -1}, "votes_for", "0 or more"),
        ({"votes_for": 4, "votes_against": 2}, "votes_for", "more votes than the 5 members"),
    ],
)
def test_a_wrong_recommendation_is_refused_with_its_field(
    desk: Desk, fields: dict[str, object], field: str, words: str
) -> None:
    given: dict[str, object] = {"outcome": Outcome.RECOMMENDED, "reasons": "Sound."}
    with pytest.raises(RuleBrokenError, match=words) as raised:
        desk.do(record_recommendation, APPROVAL, **(given | fields), how=HowGiven.EMAIL)  # type: ignore[arg-type] # a table of wrong fields
    assert raised.value.field == field
    assert desk.ask(recommendations, PANEL) == ()


ALL_FOR: dict[str, tuple[View, str | None]] = {f"M00{number}": (View.FOR, None) for number in range(1, 6)}


def test_named_votes_are_counted_and_siblings_have_separate_recommendations(desk: Desk) -> None:
    split: dict[str, tuple[View, str | None]] = ALL_FOR | {
        "M002": (View.AGAINST, " Their sister stays behind. "),
        "M003": (View.ABSTAINED, "Heard too little of him."),
    }
    version = desk.do(
        record_recommendation, MATCH, Outcome.RECOMMENDED, "Ready.", child="C001", views=ALL_FOR, how=HowGiven.EMAIL
    )
    desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Ready.", child="C002", views=split, how=HowGiven.EMAIL)
    first, second = desk.ask(recommendations, PANEL)
    assert (first.votes_for, first.votes_against, first.abstained) == (5, 0, 0)
    assert (second.votes_for, second.votes_against, second.abstained) == (3, 1, 1)
    assert [(each.name, each.view, each.words) for each in second.views[1:3]] == [
        ("Given002 Family002", View.AGAINST, "Their sister stays behind."),
        ("Given003 Family003", View.ABSTAINED, "Heard too little of him."),
    ]
    again = desk.do(
        record_recommendation,
        MATCH,
        Outcome.RECOMMENDED,
        "Ready.",
        child="C001",
        views=split,
        version=version,
        how=HowGiven.EMAIL,
    )
    assert again > version
    same = desk.do(
        record_recommendation,
        MATCH,
        Outcome.RECOMMENDED,
        "Ready.",
        child="C001",
        views=split,
        version=again,
        how=HowGiven.EMAIL,
    )
    assert same == again


def test_named_votes_stay_where_only_the_reasons_change(desk: Desk) -> None:
    version = desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Ready.", views=ALL_FOR, how=HowGiven.EMAIL)
    votes: dict[str, Any] = {"votes_for": 5, "votes_against": 0, "abstained": 0}
    version = desk.do(
        record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", **votes, version=version, how=HowGiven.EMAIL
    )
    assert [len(each.views) for each in desk.ask(recommendations, PANEL)] == [5]
    votes = {"votes_for": 4, "votes_against": 1, "abstained": 0}
    version = desk.do(
        record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", **votes, version=version, how=HowGiven.EMAIL
    )
    assert [len(each.views) for each in desk.ask(recommendations, PANEL)] == [0]
    version = desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.RECOMMENDED,
        "Ready.",
        views=ALL_FOR,
        version=version,
        how=HowGiven.EMAIL,
    )
    desk.do(
        record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Ready.", views={}, version=version, how=HowGiven.EMAIL
    )
    assert [len(each.views) for each in desk.ask(recommendations, PANEL)] == [0]


@pytest.mark.parametrize(
    ("views", "whose", "words"),
    [
        (ALL_FOR | {"M002": (View.AGAINST, " ")}, "M002", "Say why Given002 Family002 is against: dissent and"),
        (ALL_FOR | {"M002": (View.ABSTAINED, "n/a")}, "M002", "Say why Given002 Family002 abstains"),
        ({"M006": (View.FOR, None)}, "M006", "Given006 Family006 does not count on this item"),
        (dict.fromkeys(("M001", "M002", "M003"), (View.FOR, None)), "M004", "Say how Given004 Family004"),
    ],
)
def test_named_votes_are_those_of_all_members_who_count_and_dissent_needs_reasons(
    desk: Desk, views: dict[str, tuple[View, str | None]], whose: str, words: str
) -> None:
    a_member(desk, "M006")
    with pytest.raises(RuleBrokenError, match=words) as raised:
        desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", views=views, how=HowGiven.EMAIL)
    assert raised.value.field == f"views {whose}"


@pytest.mark.parametrize(
    ("outcome", "in_favour", "against", "carries"),
    [
        (Outcome.RECOMMENDED, 3, 2, True),
        (Outcome.RECOMMENDED, 2, 2, False),
        (Outcome.RECOMMENDED, 2, 3, False),
        (Outcome.NOT_RECOMMENDED, 5, 0, True),
        (Outcome.NOT_RECOMMENDED, 3, 2, True),
        (Outcome.NOT_RECOMMENDED, 2, 2, False),
        (Outcome.NOT_RECOMMENDED, 0, 5, False),
        (Outcome.NO_MAJORITY, 2, 2, True),
        (Outcome.NO_MAJORITY, 3, 2, True),
        (Outcome.DEFERRED, 0, 0, True),
        (Outcome.RECOMMENDED, 3, None, True),
    ],
)
def test_nobody_has_a_casting_vote(
    desk: Desk, outcome: Outcome, in_favour: int, against: int | None, carries: bool
) -> None:
    def record() -> None:
        desk.do(
            record_recommendation,
            APPROVAL,
            outcome,
            "As said.",
            votes_for=in_favour,
            votes_against=against,
            abstained=0,
            how=HowGiven.EMAIL,
        )

    if carries:
        record()
        assert [each.outcome for each in desk.ask(recommendations, PANEL)] == [outcome]
    else:
        with pytest.raises(RuleBrokenError, match="Nobody has a casting vote") as raised:
            record()
        assert raised.value.field == "outcome"


def test_a_deferral_without_a_quorum_may_have_some_named_votes(desk: Desk) -> None:
    an_interest(desk, APPROVAL, "M005")
    desk.do(
        record_recommendation,
        APPROVAL,
        Outcome.DEFERRED,
        "No quorum.",
        views={"M001": (View.FOR, "Would have been.")},
        how=HowGiven.EMAIL,
    )
    assert [each.views[0].words for each in desk.ask(recommendations, PANEL)] == ["Would have been."]


def test_without_a_quorum_only_a_deferral_is_recorded(desk: Desk) -> None:
    an_interest(desk, APPROVAL, "M005")
    with pytest.raises(RuleBrokenError, match="No recommendation can be recorded on this item") as raised:
        desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", how=HowGiven.EMAIL)
    assert raised.value.field == "outcome"
    desk.do(record_recommendation, APPROVAL, Outcome.DEFERRED, "No quorum.", how=HowGiven.EMAIL)
    assert desk.ask(case, APPROVAL).row.status is CaseStatus.DEFERRED


def test_a_case_that_is_not_on_an_agenda_gets_no_recommendation(desk: Desk) -> None:
    a_meeting(desk, "P2027-03-10", status=MeetingStatus.CANCELLED)
    a_case(desk, "CASE-008")
    a_case(desk, "CASE-009", meeting_ref="P2027-03-10")
    for ref in ("CASE-008", "CASE-009"):
        with pytest.raises(RuleBrokenError, match="not on an agenda"):
            desk.do(record_recommendation, ref, Outcome.RECOMMENDED, "Sound.", how=HowGiven.EMAIL)


def test_a_recommendation_on_a_match_names_one_of_its_children(desk: Desk) -> None:
    a_child(desk, "C009")
    with pytest.raises(RuleBrokenError, match="for each child") as raised:
        desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", how=HowGiven.EMAIL)
    assert raised.value.field == "child"
    with pytest.raises(RuleBrokenError, match="no child in this case"):
        desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", child="C009", how=HowGiven.EMAIL)
    desk.do(record_recommendation, MATCH, Outcome.RECOMMENDED, "Sound.", child="C002", how=HowGiven.EMAIL)
    assert [(each.case, each.child) for each in desk.ask(recommendations, PANEL)] == [(MATCH, "C002")]


def test_signed_minutes_freeze_recommendations(signed: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="are signed"):
        signed.do(record_recommendation, APPROVAL, Outcome.DEFERRED, "Again.", how=HowGiven.EMAIL)


def test_receipt_starts_the_clock_of_every_decision_of_the_panel(signed: Desk) -> None:
    assert signed.do(record_minutes_received, PANEL, RECEIVED) == 3
    clock = row(signed, APPROVAL).clock
    assert clock is not None
    assert clock.due_on == date(2027, 3, 10)


def test_receipt_by_one_authority_starts_only_its_clocks(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    a_child(desk, "C003", authority="PET")
    a_case(desk, "CASE-003", children=("C003",), meeting_ref=PANEL, item_no=3)
    a_recommendation(desk, "CASE-003", "C003")
    signed_minutes(desk, PANEL)
    assert desk.do(record_minutes_received, PANEL, RECEIVED, authority="PET") == 1
    assert row(desk, "CASE-003 C003").minutes_received_on == RECEIVED
    assert row(desk, APPROVAL).minutes_received_on is None


def test_receipt_can_be_corrected_until_the_decision_is_made(signed: Desk) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    with pytest.raises(RuleBrokenError, match="awaits receipt of its minutes"):
        signed.do(record_minutes_received, PANEL, date(2027, 3, 2))
    both = ((APPROVAL, None), (MATCH, "C001"))
    assert signed.do(record_minutes_received, PANEL, date(2027, 3, 2), received=both) == 1
    assert row(signed, APPROVAL).minutes_received_on == RECEIVED
    assert row(signed, f"{MATCH} C001").minutes_received_on == date(2027, 3, 2)
    assert row(signed, f"{MATCH} C002").minutes_received_on == RECEIVED


def test_the_minutes_of_one_recommendation_can_be_received_later_than_the_others(signed: Desk) -> None:
    late, on_time = date(2027, 3, 3), ((APPROVAL, None), (MATCH, "C001"))
    assert signed.do(record_minutes_received, PANEL, RECEIVED, received=on_time) == 2
    assert row(signed, f"{MATCH} C002").next_step is NextStep.RECORD_RECEIPT
    assert signed.do(record_minutes_received, PANEL, late) == 1
    received = {each.id: (each.minutes_received_on, each.clock) for each in signed.ask(decision_list, Listing()).rows}
    assert {ref: (day, clock.due_on) for ref, (day, clock) in received.items() if clock} == {
        APPROVAL: (RECEIVED, date(2027, 3, 10)),
        f"{MATCH} C001": (RECEIVED, date(2027, 3, 10)),
        f"{MATCH} C002": (late, date(2027, 3, 12)),
    }


@pytest.mark.parametrize("day", [date(2027, 2, 23), date(2027, 3, 5)])
def test_minutes_are_received_between_the_panel_and_today(signed: Desk, day: date) -> None:
    with pytest.raises(RuleBrokenError, match="24 February 2027") as raised:
        signed.do(record_minutes_received, PANEL, day)
    assert raised.value.field == "received_on"


def test_unsigned_minutes_are_not_received(desk: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="not signed"):
        desk.do(record_minutes_received, PANEL, RECEIVED)


def test_a_meeting_without_a_recommendation_awaits_no_decision(desk: Desk) -> None:
    a_recommendation(desk, APPROVAL, outcome=Outcome.DEFERRED)
    signed_minutes(desk, PANEL)
    with pytest.raises(RuleBrokenError, match="No recommendation of this meeting awaits"):
        desk.do(record_minutes_received, PANEL, RECEIVED)


def test_receipt_needs_an_authority_that_decides_approvals(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_meeting(desk, PANEL, meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    a_case(desk, APPROVAL, meeting_ref=PANEL)
    a_recommendation(desk, APPROVAL)
    signed_minutes(desk, PANEL)
    with pytest.raises(RuleBrokenError, match="which authority decides approvals"):
        desk.do(record_minutes_received, PANEL, RECEIVED)


def test_a_decision_may_differ_from_the_recommendation(signed: Desk) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    signed.do(record_decision, MATCH, DecisionOutcome.REFUSED, DECIDED, child="C001", how=HowGiven.EMAIL)
    decided = row(signed, f"{MATCH} C001")
    assert (decided.outcome, decided.decision) == (Outcome.RECOMMENDED, DecisionOutcome.REFUSED)
    assert row(signed, f"{MATCH} C002").decision is None


def test_a_stale_version_of_a_decision_is_refused_with_both_texts(signed: Desk) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    read = row(signed, APPROVAL).version
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, version=read, how=HowGiven.EMAIL)
    with pytest.raises(ChangedMeanwhileError) as error:
        signed.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, DECIDED, version=read, how=HowGiven.EMAIL)
    assert (error.value.theirs, error.value.yours) == ("Outcome: agreed", "Outcome: refused")
    with pytest.raises(ChangedMeanwhileError):
        signed.do(record_notice, APPROVAL, told_orally_on=DECIDED, version=read)
    signed.do(record_notice, APPROVAL, told_orally_on=DECIDED, version=row(signed, APPROVAL).version)
    assert row(signed, APPROVAL).decision is DecisionOutcome.AGREED


def test_a_decision_needs_receipt_of_the_final_minutes(signed: Desk) -> None:
    with pytest.raises(RuleBrokenError, match="First record when the decision maker received"):
        signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    signed.do(record_minutes_received, PANEL, RECEIVED)
    for day in (date(2027, 2, 28), date(2027, 3, 5)):
        with pytest.raises(RuleBrokenError, match="between 1 March 2027") as raised:
            signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, day, how=HowGiven.EMAIL)
        assert raised.value.field == "decided_on"


def test_a_decision_whose_minutes_were_never_received_is_not_made(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    a_held_panel(desk)
    a_decision(desk, APPROVAL)
    with pytest.raises(RuleBrokenError, match="First record when the decision maker received") as raised:
        desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    assert raised.value.field == "decided_on"


def test_a_member_of_the_panel_does_not_decide(signed: Desk, tmp_path: Path) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    a_member(signed, "M009")
    sits = a_desk(tmp_path, AccountRole.DECISION_MAKER, name="sits", member_ref="M009")
    with pytest.raises(RuleBrokenError, match="regulation 30B"):
        sits.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED)
    own = a_desk(tmp_path, AccountRole.DECISION_MAKER)
    own.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED)
    with pytest.raises(NotAllowedError):
        a_desk(tmp_path, AccountRole.READER).do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED)


def test_notices_are_given_after_the_decision(signed: Desk) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    with pytest.raises(RuleBrokenError, match="Record the decision first") as raised:
        signed.do(record_notice, APPROVAL, told_orally_on=DECIDED)
    assert raised.value.field == "told_orally_on"
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    signed.do(record_notice, APPROVAL, told_orally_on=DECIDED)
    signed.do(record_notice, APPROVAL, told_in_writing_on=date(2027, 3, 4))
    decided = row(signed, APPROVAL)
    assert (decided.told_orally_on, decided.told_in_writing_on) == (DECIDED, date(2027, 3, 4))


def test_a_decision_cannot_be_moved_after_the_day_of_its_notice(signed: Desk) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, RECEIVED, how=HowGiven.EMAIL)
    signed.do(record_notice, APPROVAL, told_orally_on=date(2027, 3, 2))
    with pytest.raises(RuleBrokenError, match="was given on 2 March 2027, so it was made by then") as raised:
        signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    assert raised.value.field == "decided_on"
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.EMAIL)
    assert row(signed, APPROVAL).decided_on == date(2027, 3, 2)
    assert row(signed, APPROVAL).earlier == ()


def test_the_office_says_how_a_decision_was_given_and_the_decision_maker_need_not(signed: Desk, tmp_path: Path) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    with pytest.raises(RuleBrokenError, match="You record this for the decision maker") as raised:
        signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED)
    assert raised.value.field == "how"
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.TELEPHONE)
    assert (row(signed, APPROVAL).how_given, row(signed, APPROVAL).recorded_by) == (
        HowGiven.TELEPHONE,
        signed.signed_in.name,
    )
    own = a_desk(tmp_path, AccountRole.DECISION_MAKER)
    own.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, DECIDED, how=HowGiven.EMAIL)
    assert (row(own, APPROVAL).how_given, row(own, APPROVAL).recorded_by) == (None, None)


def test_the_office_says_how_the_chair_gave_a_recommendation_and_the_chair_need_not(desk: Desk, tmp_path: Path) -> None:
    def given(desk: Desk) -> tuple[HowGiven | None, str | None]:
        [recommended] = desk.ask(recommendations, PANEL)
        return recommended.how_given, recommended.recorded_by

    with pytest.raises(RuleBrokenError, match="You record this for the chair") as raised:
        desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.")
    assert raised.value.field == "how"
    version = desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound.", how=HowGiven.LETTER)
    assert given(desk) == (HowGiven.LETTER, desk.signed_in.name)
    [shown] = desk.ask(outcomes, APPROVAL)
    assert (shown.recommendation_how_given, shown.recommendation_recorded_by) == given(desk)
    chair = a_desk(tmp_path, AccountRole.CHAIR, member_ref=CHAIR)
    chair.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Sound indeed.", version=version)
    assert given(chair) == (None, None)


def decide_and_inform(desk: Desk, **notices: date) -> None:
    """Record receipt, a decision, and on which days its notices were given."""
    desk.do(record_minutes_received, PANEL, RECEIVED)
    desk.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.EMAIL)
    desk.do(record_notice, APPROVAL, **notices)  # type: ignore[arg-type] # days only


def test_a_decision_with_written_notice_stays_beside_the_new_one(signed: Desk) -> None:
    decide_and_inform(signed, told_orally_on=date(2027, 3, 2), told_in_writing_on=DECIDED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, date(2027, 3, 2), how=HowGiven.LETTER)
    assert row(signed, APPROVAL).earlier == ()
    with pytest.raises(RuleBrokenError, match="Say why there is a new one") as raised:
        signed.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, DECIDED, how=HowGiven.LETTER, because=" - ")
    assert raised.value.field == "because"
    why = "The applicants' representations were considered."
    with pytest.raises(RuleBrokenError, match="was made on 2 March 2027") as raised:
        signed.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, RECEIVED, how=HowGiven.LETTER, because=why)
    assert raised.value.field == "decided_on"
    signed.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, DECIDED, how=HowGiven.LETTER, because=why)
    now = row(signed, APPROVAL)
    assert (now.decision, now.decided_on, now.how_given) == (DecisionOutcome.REFUSED, DECIDED, HowGiven.LETTER)
    assert (now.told_orally_on, now.told_in_writing_on, now.next_step) == (None, None, NextStep.TELL_ORALLY)
    (before,) = now.earlier
    assert (before.decision, before.decided_on, before.told_in_writing_on, before.how_given) == (
        DecisionOutcome.AGREED,
        date(2027, 3, 2),
        DECIDED,
        HowGiven.EMAIL,
    )
    assert (before.replaced_at, before.replaced_by, before.because) == (NOW, signed.signed_in.name, why)
    assert next(iter(signed.ask(outcomes, APPROVAL))).earlier == [before]


def test_the_day_of_a_decision_with_written_notice_can_be_corrected_and_keeps_its_notices(signed: Desk) -> None:
    decide_and_inform(signed, told_in_writing_on=DECIDED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, RECEIVED, how=HowGiven.EMAIL, because="Mistyped day.")
    now = row(signed, APPROVAL)
    assert (now.decided_on, now.told_in_writing_on, len(now.earlier)) == (RECEIVED, DECIDED, 1)
    later = date(2027, 3, 4)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, later, how=HowGiven.EMAIL, because="Decided again.")
    assert (row(signed, APPROVAL).told_in_writing_on, len(row(signed, APPROVAL).earlier)) == (None, 2)


def test_replaced_decisions_go_through_the_workbook_and_an_import_keeps_the_one_it_replaces(
    signed: Desk, tmp_path: Path
) -> None:
    decide_and_inform(signed, told_in_writing_on=DECIDED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.REFUSED, DECIDED, how=HowGiven.EMAIL, because="Appeal heard.")
    whole = signed.ask(all_registers)
    other = a_desk(tmp_path / "other")
    other.do(import_registers, whole)
    assert other.ask(all_registers).rows == whole.rows
    signed.do(record_notice, APPROVAL, told_in_writing_on=DECIDED)
    changed: dict[str, Value] = {"outcome": DecisionOutcome.AGREED, "decided_on": DECIDED}
    key: dict[str, Value] = {"case_ref": APPROVAL, "child_ref": None, "authority_code": "FEN"}
    sheet = Registers({"Decisions": (Row(2, key | changed),)})
    signed.do(import_registers, sheet)
    assert [each.because for each in row(signed, APPROVAL).earlier] == [
        "A workbook was imported that has another decision.",
        "Appeal heard.",
    ]
    signed.do(import_registers, sheet)
    assert len(row(signed, APPROVAL).earlier) == 2


@pytest.mark.parametrize("day", [date(2027, 3, 2), date(2027, 3, 5)])
def test_notice_is_given_between_the_day_of_the_decision_and_today(signed: Desk, day: date) -> None:
    signed.do(record_minutes_received, PANEL, RECEIVED)
    signed.do(record_decision, APPROVAL, DecisionOutcome.AGREED, DECIDED, how=HowGiven.EMAIL)
    with pytest.raises(RuleBrokenError, match="between 3 March 2027") as raised:
        signed.do(record_notice, APPROVAL, told_in_writing_on=day)
    assert raised.value.field == "told_in_writing_on"


def siblings_of_two_authorities(tmp_path: Path, **fields: object) -> Desk:
    """A case of two children, C011 of the authority FEN and C012 of OTH; the desk of the decision maker of FEN.

    Args:
        tmp_path: the test's own folder.
        fields: columns of both children's decisions.
    """
    desk = a_desk(tmp_path)
    an_authority(desk)
    a_child(desk, "C011")
    a_child(desk, "C012", authority="OTH")
    a_meeting(desk, PANEL, meets_on=date(2027, 2, 24), status=MeetingStatus.HELD)
    a_case(desk, "CASE-020", children=("C011", "C012"), meeting_ref=PANEL)
    for child, authority in (("C011", "FEN"), ("C012", "OTH")):
        a_recommendation(desk, "CASE-020", child)
        a_decision(desk, "CASE-020", child, authority=authority, **fields)
    signed_minutes(desk, PANEL)
    desk.close()
    return a_desk(tmp_path, AccountRole.DECISION_MAKER, authorities=("FEN",))


def test_a_decision_of_another_authority_is_refused_in_a_case_of_siblings(tmp_path: Path) -> None:
    maker = siblings_of_two_authorities(tmp_path, minutes_received_on=RECEIVED)
    maker.do(record_decision, "CASE-020", DecisionOutcome.AGREED, DECIDED, child="C011")
    with pytest.raises(NotAllowedError, match="This is a decision of OTH Council, for which you do not decide today"):
        maker.do(record_decision, "CASE-020", DecisionOutcome.AGREED, DECIDED, child="C012")


def test_a_decision_maker_records_receipts_for_their_own_authority_only(tmp_path: Path) -> None:
    maker = siblings_of_two_authorities(tmp_path)
    assert maker.do(record_minutes_received, PANEL, RECEIVED) == 1
    with pytest.raises(RuleBrokenError, match="No recommendation of this meeting awaits receipt"):
        maker.do(record_minutes_received, PANEL, RECEIVED, "OTH")


def test_a_notice_of_another_authoritys_decision_is_refused_in_a_case_of_siblings(tmp_path: Path) -> None:
    maker = siblings_of_two_authorities(
        tmp_path, minutes_received_on=RECEIVED, decided_on=DECIDED, outcome=DecisionOutcome.AGREED
    )
    maker.do(record_notice, "CASE-020", child="C011", told_orally_on=DECIDED)
    with pytest.raises(NotAllowedError, match="This is a decision of OTH Council, for which you do not decide today"):
        maker.do(record_notice, "CASE-020", child="C012", told_orally_on=DECIDED)


def test_a_correction_of_another_authoritys_minutes_is_not_acknowledged(tmp_path: Path) -> None:
    corrected_at = datetime(2027, 3, 2, 9, 0, tzinfo=UTC)
    maker = siblings_of_two_authorities(tmp_path, minutes_received_on=RECEIVED, minutes_corrected_at=corrected_at)
    maker.do(acknowledge_correction, "CASE-020", "C011")
    with pytest.raises(NotAllowedError, match="This is a decision of OTH Council, for which you do not decide today"):
        maker.do(acknowledge_correction, "CASE-020", "C012")
