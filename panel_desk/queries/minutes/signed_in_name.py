"""What was signed in a person's name since they last signed in, and which signatures are said to be somebody else's."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows, without_limits
from panel_desk.models import (
    AuditEntry,
    AuditRef,
    Meeting,
    Member,
    Minutes,
    MinutesSignature,
    ReviewFile,
    SigningCredential,
)
from panel_desk.queries.names import member_name
from panel_desk.rules.access import Information
from panel_desk.rules.disclosures import Seen

_FIRST = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SignatureInName:
    """A signature in the signed-in person's name.

    Args:
        id: the signature's number.
        held_on: the day of the panel whose minutes bear it.
        signed_at: when it was made.
        taken_in_at: when the answer from home that brought it was taken in; None for a signature made in the office.
    """

    id: int
    held_on: date
    signed_at: datetime
    taken_in_at: datetime | None


@dataclass(frozen=True, slots=True)
class DisownedSignatures:
    """A person's statement that signatures with their certificate are not theirs.

    Args:
        name: the person's name.
        panels: the days of the panels whose minutes bear such a signature, oldest first.
    """

    name: str
    panels: tuple[date, ...]


@shows(Information.AGENCY)
@without_limits
def signed_in_my_name(work: Work) -> tuple[SignatureInName, ...]:
    """The signatures made in the signed-in person's name between their last sign-in and this one, oldest first.

    Limits do not apply: it holds nothing but that person's own signatures.
    """
    since, until = _last_sign_in(work)
    returned = {
        minutes: at
        for minutes, at in work.session.execute(
            select(ReviewFile.minutes_id, ReviewFile.returned_at).filter_by(member_ref=work.by.member_ref)
        )
        if at is not None
    }
    found = work.session.execute(
        select(MinutesSignature, Meeting.meets_on, SigningCredential.disowned_from)
        .join(Minutes, Minutes.id == MinutesSignature.minutes_id)
        .join(Meeting, Meeting.ref == Minutes.meeting_ref)
        .join(SigningCredential, SigningCredential.certificate_sha256 == MinutesSignature.certificate_sha256)
        .where(MinutesSignature.member_ref == work.by.member_ref)
        .order_by(MinutesSignature.id)
    )
    rows = []
    for one, held_on, disowned_from in found:
        at_home = returned.get(one.minutes_id, _FIRST)
        taken_in_at = at_home if at_home >= one.signed_at else None
        is_disowned = disowned_from is not None and one.signed_at >= disowned_from
        if since <= (taken_in_at or one.signed_at) < until and not is_disowned:
            rows.append(SignatureInName(one.id, held_on, one.signed_at, taken_in_at))
    return tuple(rows)


@shows(Information.ACCOUNTS)
@without_limits
def disowned_since_last_sign_in(work: Work) -> tuple[DisownedSignatures, ...]:
    """Whose signatures were said not to be theirs between an administrator's last sign-in and this one."""
    since, until = _last_sign_in(work)
    found = work.session.execute(
        select(SigningCredential, Member)
        .join(Member, Member.ref == SigningCredential.member_ref)
        .where(SigningCredential.disowned_at >= since, SigningCredential.disowned_at < until)
        .order_by(SigningCredential.disowned_at)
    ).all()
    return tuple(DisownedSignatures(member_name(member), _panels(work, one)) for one, member in found)


def _panels(work: Work, credential: SigningCredential) -> tuple[date, ...]:
    found = (
        select(Meeting.meets_on)
        .join(Minutes, Minutes.meeting_ref == Meeting.ref)
        .join(MinutesSignature, MinutesSignature.minutes_id == Minutes.id)
        .where(
            MinutesSignature.certificate_sha256 == credential.certificate_sha256,
            MinutesSignature.signed_at >= credential.disowned_from,
        )
        .order_by(Meeting.meets_on)
        .distinct()
    )
    return tuple(work.session.scalars(found))


def _last_sign_in(work: Work) -> tuple[datetime, datetime]:
    """When the signed-in account signed in before, and when it did so now; the first ever for none."""
    me = work.by.account
    found = work.session.scalars(
        select(AuditEntry.at)
        .where(
            AuditEntry.id.in_(select(AuditRef.entry).where(AuditRef.ref == me)),
            AuditEntry.account == me,
            AuditEntry.action == Seen.SIGNED_IN.action,
        )
        .order_by(AuditEntry.id.desc())
        .limit(2)
    ).all()
    until = found[0] if found else work.time_source.now()
    return (found[1] if found[1:] else _FIRST), until
