"""Builds a panel that was held, with five members, an approval and a match of two children, and its minutes."""

from contextlib import closing
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from panel_desk.desk import Desk, Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.minutes.review_file import encrypt_review_file, new_password_key
from panel_desk.flows.review_at_home import OpenReviewFile, open_review_file
from panel_desk.flows.take_in_answer import preview, take_in
from panel_desk.models import Agency
from panel_desk.operations.meetings.calendar import cancel_meeting
from panel_desk.operations.meetings.meetings import declare_interest, record_attendance
from panel_desk.operations.members.certificates import vouch_for_certificate
from panel_desk.operations.minutes.minutes import draft_minutes, make_final, write_section
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.minutes.signatures import sign_minutes
from panel_desk.operations.packs.packs import MadeCopy, issue_pack, recall_packs
from panel_desk.queries.cases.bookings import new_places
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.answers import AnswerPreview
from panel_desk.queries.minutes.home_file import ReviewAnswer
from panel_desk.queries.minutes.minutes import MinutesRecord, SectionRow, fingerprint, minutes
from panel_desk.queries.packs.packs import pack_content, pack_readers
from panel_desk.rules.minutes_headings import DISCUSSION, FROM_REGISTERS
from panel_desk.rules.vocabulary import (
    AccountRole,
    CaseKind,
    CaseStatus,
    Category,
    DecisionOutcome,
    HowGiven,
    MeetingStatus,
    MemberStatus,
    PanelRole,
    VouchedHow,
)
from tests.builders import (
    CHEAP,
    PASSPHRASE,
    FixedTime,
    a_case,
    a_certificate,
    a_child,
    a_decision,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    a_recommendation,
    an_attendance,
    an_authority,
    once,
)

PANEL = "P2027-02-24"
FILE_PASSWORD = "tamu-keri-novo-sipa-dule"  # made up
APPROVAL, MATCH = "CASE-001", "CASE-002"
CHAIR, SOCIAL_WORKER = "M001", "M002"


@once
def a_held_panel(desk: Desk, *, recommended: bool = True) -> str:
    """The panel of 24 February 2027, with recommendations if `recommended`; the ref."""
    an_authority(desk)
    desk.do(_set_who_decides_approvals, "FEN")
    a_member(desk, CHAIR, given_name="Siân", family_name="Llewellyn", role=PanelRole.CHAIR)
    a_member(
        desk,
        SOCIAL_WORKER,
        category=Category.SOCIAL_WORKER,
        qualified_social_worker_since=date(2010, 9, 1),
        is_independent=False,
    )
    for ref in ("M003", "M004", "M005"):
        a_member(desk, ref)
    a_meeting(desk, PANEL, meets_on=date(2027, 2, 24), status=MeetingStatus.HELD, chair_ref=CHAIR)
    for ref in (CHAIR, SOCIAL_WORKER, "M003", "M004", "M005"):
        an_attendance(desk, PANEL, ref)
    a_child(desk, "C001", initials="QX")
    a_child(desk, "C002", initials="QY")
    a_case(desk, APPROVAL, meeting_ref=PANEL, item_no=1, starts_at=time(9, 45), minutes=45, status=CaseStatus.HEARD)
    a_case(desk, MATCH, children=("C001", "C002"), meeting_ref=PANEL, item_no=2, status=CaseStatus.HEARD)
    if recommended:
        a_recommendation(desk, APPROVAL)
        a_recommendation(desk, MATCH, "C001")
        a_recommendation(desk, MATCH, "C002")
    return PANEL


def write_all(desk: Desk, meeting: str = PANEL, text: str = "The panel asked about contact.") -> None:
    """Draft the minutes and write `text` in every section that is written by hand."""
    desk.do(draft_minutes, meeting)
    for one in record(desk, meeting).sections:
        if one.purpose not in FROM_REGISTERS:
            desk.do(write_section, one.id, text, one.version)


@once
def a_final_panel(desk: Desk) -> None:
    """The panel with its final minutes, which the chair can sign."""
    a_held_panel(desk)
    make_final_minutes(desk)


@once
def with_the_chair(desk: Desk, text: str = "The panel asked about contact.") -> None:
    """The panel's minutes, written, and sent to the chair and the adviser."""
    a_held_panel(desk)
    write_all(desk, text=text)
    desk.do(send_to_chair_and_adviser, PANEL)


@once
def with_every_clock(desk: Desk) -> None:
    """At least one record for each kind of time limit, so that on 4 March 2027 every kind is running."""
    with_the_chair(desk)
    a_meeting(desk, "P2027-03-03", meets_on=date(2027, 3, 3), status=MeetingStatus.HELD)
    a_case(desk, "CASE-010", meeting_ref="P2027-03-03", status=CaseStatus.HEARD)
    a_recommendation(desk, "CASE-010")
    a_meeting(desk, "P2027-03-17", meets_on=date(2027, 3, 17))
    a_case(desk, "CASE-003", meeting_ref="P2027-03-17", item_no=1)
    a_household(desk, "H004", report_sent_on=date(2027, 3, 2), stage_two_started_on=date(2027, 1, 4))
    a_case(desk, "CASE-004", household_ref="H004")
    a_household(desk, "H005", stage_one_started_on=date(2027, 2, 1))
    a_household(desk, "H006", stage_one_started_on=date(2026, 12, 1), stage_one_completed_on=date(2027, 2, 1))
    a_child(desk, "C004", should_be_placed_decided_on=date(2027, 1, 4))
    made: dict[str, Any] = {"minutes_received_on": date(2027, 2, 26), "decided_on": date(2027, 3, 1)}
    for number, decided in enumerate(
        (
            {"minutes_received_on": date(2027, 2, 26)},
            made | {"outcome": DecisionOutcome.AGREED},
            made | {"outcome": DecisionOutcome.REFUSED, "told_orally_on": date(2027, 3, 1)},
            made
            | {
                "outcome": DecisionOutcome.REFUSED,
                "told_orally_on": date(2027, 3, 1),
                "told_in_writing_on": date(2027, 3, 2),
            },
        ),
        5,
    ):
        a_case(desk, f"CASE-00{number}", status=CaseStatus.HEARD)
        a_decision(desk, f"CASE-00{number}", **decided)
    a_member(
        desk,
        "M006",
        dbs_issued_on=date(2025, 1, 6),
        joined_list_on=date(2027, 1, 4),
        status=MemberStatus.ON_HOLD,
        on_hold_from=date(2027, 2, 1),
    )
    a_meeting(desk, "P2027-03-10", chair_ref=CHAIR)
    an_attendance(desk, "P2027-03-10", CHAIR, attended=False)
    a_case(desk, "CASE-009", kind=CaseKind.OTHER, meeting_ref="P2027-03-10", item_no=1)
    [reader] = [each for each in desk.ask(pack_readers, "P2027-03-10") if each.member == CHAIR]
    content = desk.ask(pack_content, "P2027-03-10")
    desk.do(issue_pack, meeting="P2027-03-10", content=content, plan=(), copies=[MadeCopy(reader, "f" * 64, 9)])
    cancelled(desk, "P2027-03-10")
    desk.do(recall_packs, meeting="P2027-03-10")


def make_final_minutes(desk: Desk, meeting: str = PANEL) -> None:
    """Write the minutes and make them final, so that the chair can sign them."""
    write_all(desk, meeting)
    desk.do(send_to_chair_and_adviser, meeting)
    desk.do(make_final, meeting)


def record(desk: Desk, meeting: str = PANEL) -> MinutesRecord:
    """The meeting's minutes."""
    found = desk.ask(minutes, meeting)
    assert found is not None
    return found


def section(desk: Desk, heading: str = DISCUSSION, case: str = APPROVAL) -> SectionRow:
    """The section under a heading of a case in the panel's minutes."""
    return next(one for one in record(desk).sections if (one.case, one.heading) == (case, heading))


def write(desk: Desk, text: str, heading: str = DISCUSSION, case: str = APPROVAL) -> None:
    """Replace the text of a section of the panel's minutes."""
    one = section(desk, heading, case)
    desk.do(write_section, one.id, text, one.version)


def the_chair(folder: Path, time_source: FixedTime | None = None) -> Desk:
    """The chair, signed in with their own account."""
    return a_desk(folder, AccountRole.CHAIR, time_source, member_ref=CHAIR)


def signed_by_the_chair(desk: Desk, folder: Path, meeting: str = PANEL) -> None:
    """Sign final minutes as the chair, with bytes in place of a real PDF."""
    chair = the_chair(folder)
    chair.do(
        sign_minutes,
        meeting,
        passphrase=PASSPHRASE,
        read=fingerprint(record(chair, meeting).content),
        printed=b"%PDF-signed",
        signed_at=desk.time_source.now(),
        certificate=a_certificate(chair),
    )
    chair.close()


def with_a_vice_chair(desk: Desk, folder: Path) -> Desk:
    """Let a vice chair preside over the match, from which the chair withdraws; the vice chair's desk."""
    a_member(desk, "M050", given_name="Tendai", family_name="Moyana", role=PanelRole.VICE_CHAIR)
    an_attendance(desk, PANEL, "M050", attended=True)
    desk.do(declare_interest, MATCH, CHAIR, "Knows the family.", withdraws=True)
    return a_desk(folder, AccountRole.CHAIR, name="vice", member_ref="M050")


def with_a_chair_who_leaves(desk: Desk, folder: Path) -> Desk:
    """Let a vice chair preside over the match, before which the chair leaves; the vice chair's desk.

    Both see every item, so that both can sign at home.
    """
    a_member(desk, "M050", given_name="Tendai", family_name="Moyana", role=PanelRole.VICE_CHAIR)
    an_attendance(desk, PANEL, "M050", attended=True)
    desk.do(record_attendance, PANEL, CHAIR, attended=True, left_at=time(10, 30), how=HowGiven.EMAIL)
    return a_desk(folder, AccountRole.CHAIR, name="vice", member_ref="M050")


def sent_home(desk: Desk, folder: Path, member: str = CHAIR, name: str = "minutes") -> OpenReviewFile:
    """A review file of the panel's minutes, opened with its password.

    Args:
        desk: the office's desk, which makes the file.
        folder: where the file is saved.
        member: the ref of the member whom it is for.
        name: the file's name without its ending.
    """
    file = folder / f"{name}.paneldesk-review"
    file.write_bytes(
        encrypt_review_file(desk.do(make_review_file, PANEL, member), new_password_key(FILE_PASSWORD, CHEAP))
    )
    return open_review_file(file, FILE_PASSWORD, desk.time_source)


def vouched_for(desk: Desk, member: str = CHAIR) -> None:
    """Let an adviser who had no part in it vouch for a member's newest certificate."""
    newest, folder = desk.ask(credentials, member)[0], desk.store.folder.parent
    with closing(a_desk(folder, AccountRole.ADVISER, name="second")) as second:
        second.do(vouch_for_certificate, newest.id, VouchedHow.TELEPHONE)


def taken_in(desk: Desk, answer: ReviewAnswer, sha256: str) -> AnswerPreview:
    """Take in an answer with a certificate from home, for which an adviser vouches."""
    with pytest.raises(RuleBrokenError, match="waits for a second person to vouch"):
        take_in(desk, answer, sha256, preview(desk, answer, sha256).new_fingerprint)
    vouched_for(desk)
    return take_in(desk, answer, sha256)


@permits(AccountRole.ADMINISTRATOR)
def _set_who_decides_approvals(work: Work, code: str) -> None:
    work.session.scalars(select(Agency)).one().approvals_decided_by_code = code


def cancelled(desk: Desk, meeting: str) -> None:
    """Cancel a meeting; its cases go back to being unbooked."""
    places = {each.case: None for each in desk.ask(new_places, meeting)}
    desk.do(cancel_meeting, meeting=meeting, because="The chair is ill.", places=places)
