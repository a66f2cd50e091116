"""The central list: members are added, changed, put on hold, made active, and leave it."""

from collections.abc import Container, Iterable
from datetime import date
from typing import TypedDict, Unpack

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Member, MemberBackground
from panel_desk.operations.records import (
    change_fields,
    checked_email,
    new_ref,
    refuse_if_changed,
    refuse_impossible_dates,
)
from panel_desk.queries.records import find
from panel_desk.rules.vocabulary import OFFICE, Background, Category, MemberStatus, PanelRole


class MemberFields(TypedDict, total=False):
    """The fields of a member that a form may fill."""

    title: str | None
    given_name: str
    family_name: str
    email: str | None
    phone: str | None
    category: Category
    is_independent: bool
    qualified_social_worker_since: date | None
    social_work_england_no: str | None
    status: MemberStatus
    joined_list_on: date | None
    left_list_on: date | None
    left_because: str | None
    on_hold_from: date | None
    on_hold_until: date | None
    role: PanelRole
    role_from: date | None
    dbs_certificate_no: str | None
    dbs_issued_on: date | None
    references_verified_on: date | None
    confidentiality_agreed_on: date | None
    observed_panel_on: date | None
    induction_completed_on: date | None
    last_appraisal_on: date | None
    gender: str | None
    ethnicity: str | None
    notes: str | None


_REQUIRED = {
    "given_name": "Give the given name.",
    "family_name": "Give the family name.",
    "category": "Choose a category.",
    "is_independent": "Say whether this person is independent of the agency.",
    "status": "Choose a status.",
    "role": "Choose a role.",
}


@permits(*OFFICE)
def add_to_central_list(work: Work, backgrounds: Iterable[Background] = (), **fields: Unpack[MemberFields]) -> str:
    """Add a person to the central list, and return their ref.

    Raises:
        RuleBrokenError: a required field is empty or two dates contradict each other.
    """
    for field, sentence in _REQUIRED.items():
        if fields.get(field) in (None, ""):
            raise RuleBrokenError(sentence, field)
    fields["email"] = checked_email(fields.get("email"))
    member = Member(ref=new_ref(work.session, Member, "M"))
    change_fields(member, fields)
    member.backgrounds = [MemberBackground(background=each) for each in sorted(set(backgrounds))]
    _check(work, member, fields)
    work.session.add(member)
    return member.ref


@permits(*OFFICE)
def change_member(
    work: Work,
    member: str,
    version: int,
    backgrounds: Iterable[Background] | None = None,
    **fields: Unpack[MemberFields],
) -> None:
    """Change the fields of a person on the central list.

    Raises:
        RuleBrokenError: a required field is emptied or two dates contradict each other.
        ChangedMeanwhileError: somebody saved this person since `version` was read.
    """
    found = find(work.session, Member, member, "member")
    refuse_if_changed(found, version, fields)
    for field, sentence in _REQUIRED.items():
        if field in fields and fields.get(field) in (None, ""):
            raise RuleBrokenError(sentence, field)
    if "email" in fields:
        fields["email"] = checked_email(fields["email"])
    change_fields(found, fields)
    if backgrounds is not None:
        kept = {each.background: each for each in found.backgrounds}
        found.backgrounds = [kept.get(each) or MemberBackground(background=each) for each in sorted(set(backgrounds))]
    _check(work, found, fields)


@permits(*OFFICE)
def put_on_hold(work: Work, member: str, version: int, on_hold_from: date, on_hold_until: date | None = None) -> None:
    """Put a member on hold: they stay on the list, and do not sit until they are active again.

    Raises:
        RuleBrokenError: this person is not active, or the hold ends before it starts.
        ChangedMeanwhileError: somebody saved this person since `version` was read.
    """
    found = find(work.session, Member, member, "member")
    refuse_if_changed(found, version)
    if found.status is not MemberStatus.ACTIVE:
        raise RuleBrokenError(f"Only an active member can be put on hold, and this person's status is {found.status}.")
    found.status, found.on_hold_from, found.on_hold_until = MemberStatus.ON_HOLD, on_hold_from, on_hold_until
    _check(work, found, ("on_hold_from", "on_hold_until"))


@permits(*OFFICE)
def end_membership(work: Work, member: str, version: int, left_list_on: date, left_because: str) -> None:
    """Take a person off the central list (AAR 2005 reg 3(2) and (3)); their record and attendance stay.

    Raises:
        RuleBrokenError: no reason is given, or they would leave before they joined.
        ChangedMeanwhileError: somebody saved this person since `version` was read.
    """
    found = find(work.session, Member, member, "member")
    refuse_if_changed(found, version)
    if not left_because.strip():
        raise RuleBrokenError("Say why this person leaves the list.", "left_because")
    found.status, found.left_list_on, found.left_because = MemberStatus.ENDED, left_list_on, left_because.strip()
    _check(work, found, ("left_list_on",))


@permits(*OFFICE)
def make_active(work: Work, member: str, version: int, joined_list_on: date | None = None) -> None:
    """Make a person active, from the waiting list, from a hold, or after they had left.

    Args:
        work: the unit of work.
        member: the person's ref.
        version: the version that was read.
        joined_list_on: the day they joined, or joined again; None leaves it as it is.

    Raises:
        RuleBrokenError: the day on which they joined is not known.
        ChangedMeanwhileError: somebody saved this person since `version` was read.
    """
    found = find(work.session, Member, member, "member")
    refuse_if_changed(found, version)
    found.status, found.on_hold_from, found.on_hold_until = MemberStatus.ACTIVE, None, None
    found.left_list_on = found.left_because = None
    found.joined_list_on = joined_list_on or found.joined_list_on
    _check(work, found, ("joined_list_on",))


def _check(work: Work, member: Member, changed: Container[str]) -> None:
    """Refuse a member without a day that their status needs, or with dates that cannot be true."""
    refuse_impossible_dates(member, work.time_source.today(), changed)
    if member.on_hold_until and member.on_hold_from is None:
        raise RuleBrokenError("Give the day from which this person is on hold.", "on_hold_from")
    if member.status is MemberStatus.ENDED and member.left_list_on is None:
        raise RuleBrokenError("Give the day on which this person left the list.", "left_list_on")
    if member.status in {MemberStatus.ACTIVE, MemberStatus.ON_HOLD} and member.joined_list_on is None:
        raise RuleBrokenError("Give the day on which this person joined the list.", "joined_list_on")
