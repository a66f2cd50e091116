"""The versions of a meeting's minutes: steps, reason, signatures and signed print of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.models import (
    Meeting,
    Minutes,
    MinutesEvent,
    MinutesSignature,
    SigningCredential,
)
from panel_desk.queries.cases.cases import sees_every_item
from panel_desk.queries.decisions.bundles import bundles
from panel_desk.queries.document_rows import Bundle
from panel_desk.queries.members.certificates import voucher_of
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import MinutesState, MinutesStep
from panel_desk.store.visibility import without_limits as limits_lifted


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a version on its way to signature.

    Args:
        step: what was done.
        at: when.
        by: the name of who did it.
        words: the reason that was given; empty where none was.
    """

    step: MinutesStep
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class MinutesVersionRow:
    """One version of a meeting's minutes.

    Args:
        number: from 1.
        corrects_because: the reason of the correction; empty for the first version.
        given_up_at: when the correction was given up; None where it was not.
        signed_as: the names of who signed; empty until all who presided have.
        steps: its steps, oldest first.
        is_kept: whether its signed print is in the vault.
        vouched: who vouched for a certificate that it was signed with, in a sentence each.
    """

    number: int
    state: MinutesState
    corrects_because: str
    drafted_at: datetime
    given_up_at: datetime | None
    signed_at: datetime | None
    signed_as: str
    fingerprint: str
    steps: tuple[StepRow, ...]
    is_kept: bool
    vouched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignedNotice:
    """The letter to a decision maker about minutes that were signed, or corrected and signed again.

    Args:
        held_on: the day of the panel.
        number: the version that was signed.
        why: the reason of the correction; empty for the first version.
        bundle: the part of the minutes that goes to them.
    """

    held_on: date
    number: int
    why: str
    bundle: Bundle


@shows(Information.MINUTES)
def versions(work: Work, meeting: str) -> tuple[MinutesVersionRow, ...]:
    """Every version of a meeting's minutes, newest first."""
    found = work.session.scalars(select(Minutes).filter_by(meeting_ref=meeting).order_by(Minutes.number.desc())).all()
    events = work.session.scalars(
        select(MinutesEvent).where(MinutesEvent.minutes_id.in_([each.id for each in found])).order_by(MinutesEvent.id)
    ).all()
    vouched = _vouched(work, [each.id for each in found])
    return tuple(
        MinutesVersionRow(
            number=each.number,
            state=each.state,
            corrects_because=each.corrects_because or "",
            drafted_at=each.drafted_at,
            given_up_at=each.given_up_at,
            signed_at=each.signed_at,
            signed_as=each.signed_as or "",
            fingerprint=each.fingerprint or "",
            steps=tuple(StepRow(e.step, e.at, e.by, e.words or "") for e in events if e.minutes_id == each.id),
            is_kept=each.sha256 is not None,
            vouched=tuple(words for minutes, words in vouched if minutes == each.id),
        )
        for each in found
    )


def _vouched(work: Work, minutes: Sequence[int]) -> list[tuple[int, str]]:
    """Who vouched for the certificates under some minutes, a sentence each with the minutes' id.

    Whoever sees the minutes sees this, although they may not see the certificates of members.
    """
    with limits_lifted(work.session):
        found = work.session.execute(
            select(MinutesSignature, SigningCredential)
            .join(SigningCredential, SigningCredential.certificate_sha256 == MinutesSignature.certificate_sha256)
            .where(MinutesSignature.minutes_id.in_(minutes), SigningCredential.vouched_at.is_not(None))
            .order_by(MinutesSignature.id)
        ).all()
    return [
        (
            signature.minutes_id,
            f"The certificate of {signature.name} was {certificate.voucher_needed}: vouched for by {voucher.in_words}.",
        )
        for signature, certificate in found
        if (voucher := voucher_of(certificate)) is not None
    ]


@shows(Information.MINUTES)
def print_of_version(work: Work, meeting: str, number: int) -> bytes:
    """The signed print of a version of a meeting's minutes, byte for byte.

    Raises:
        RuleBrokenError: there is no such version, it is not signed, or it holds an item that the account does not see.
        SurroundingsError: the print is missing from the vault or damaged.
    """
    kept = work.session.scalars(select(Minutes.sha256).filter_by(meeting_ref=meeting, number=number)).one_or_none()
    if kept is None:
        raise RuleBrokenError(f"Version {number} of these minutes is not signed.")
    if not sees_every_item(work, meeting):
        raise RuleBrokenError(
            f"Version {number} was signed with an item that you may not see. Print the minutes instead: they are made "
            "of the items that you see."
        )
    return work.vault.get(kept)


@shows(Information.MINUTES)
def frozen_meetings(work: Work) -> frozenset[str]:
    """The refs of meetings whose newest minutes have a signature, so that the records behind them must not change."""
    newest: dict[str, Minutes] = {}
    for each in work.session.scalars(select(Minutes).filter_by(given_up_at=None).order_by(Minutes.number)):
        newest[each.meeting_ref] = each
    ids_with_signature = set(work.session.scalars(select(MinutesSignature.minutes_id)))
    return frozenset(ref for ref, each in newest.items() if each.signed_at is not None or each.id in ids_with_signature)


@shows(Information.MINUTES)
def signed_notices(work: Work, meeting: str) -> tuple[SignedNotice, ...]:
    """The letter to each decision maker about a meeting's minutes; none where the newest version is not signed."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.SIGNED:
        return ()
    held_on = work.session.scalars(select(Meeting.meets_on).filter_by(ref=meeting)).one()
    why = found.corrects_because or ""
    return tuple(SignedNotice(held_on, found.number, why, each) for each in bundles(work, meeting))
