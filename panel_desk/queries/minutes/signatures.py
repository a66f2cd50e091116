"""Every version of a meeting's minutes: what became of it, why it was begun, who signed it, the file of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work
from panel_desk.errors import RuleBrokenError
from panel_desk.models import (
    Meeting,
    Minutes,
    MinutesEvent,
    MinutesSignature,
)
from panel_desk.queries.decisions.bundles import bundles
from panel_desk.queries.document_rows import Bundle
from panel_desk.queries.minutes.minutes import latest_minutes
from panel_desk.rules.vocabulary import MinutesState, MinutesStep


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step that a version took."""

    step: MinutesStep
    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True)
class MinutesVersionRow:
    """One version of a meeting's minutes.

    Args:
        number: from 1.
        corrects_because: why it was begun; empty for the first.
        given_up_at: when a correction was given up; None where it was not.
        signed_as: who signed; empty until all who presided have.
        steps: what happened to it, oldest first.
        is_kept: whether its signed file is in the vault.
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


@dataclass(frozen=True, slots=True)
class SignedNotice:
    """What a decision maker is told when minutes were signed, or corrected and signed again.

    Args:
        held_on: the day of the panel.
        number: the version that was signed.
        why: what was put right; empty for the first version.
        bundle: what of the minutes goes to them.
    """

    held_on: date
    number: int
    why: str
    bundle: Bundle


def versions(work: Work, meeting: str) -> tuple[MinutesVersionRow, ...]:
    """Every version of a meeting's minutes, newest first."""
    found = work.session.scalars(select(Minutes).filter_by(meeting_ref=meeting).order_by(Minutes.number.desc())).all()
    events = work.session.scalars(
        select(MinutesEvent).where(MinutesEvent.minutes_id.in_([each.id for each in found])).order_by(MinutesEvent.id)
    ).all()
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
        )
        for each in found
    )


def print_of_version(work: Work, meeting: str, number: int) -> bytes:
    """A version of a meeting's minutes as it was signed, to the byte.

    Raises:
        RuleBrokenError: there is no such version, or it is not signed.
        SurroundingsError: the print is missing from the vault or damaged.
    """
    kept = work.session.scalars(select(Minutes.sha256).filter_by(meeting_ref=meeting, number=number)).one_or_none()
    if kept is None:
        raise RuleBrokenError(f"Version {number} of these minutes is not signed.")
    return work.vault.get(kept)


def frozen_meetings(work: Work) -> frozenset[str]:
    """The meetings whose newest minutes bear a signature, so that nothing which they rest on changes."""
    newest: dict[str, Minutes] = {}
    for each in work.session.scalars(select(Minutes).filter_by(given_up_at=None).order_by(Minutes.number)):
        newest[each.meeting_ref] = each
    partly = set(work.session.scalars(select(MinutesSignature.minutes_id)))
    return frozenset(ref for ref, each in newest.items() if each.signed_at is not None or each.id in partly)


def signed_notices(work: Work, meeting: str) -> tuple[SignedNotice, ...]:
    """What each decision maker is told of minutes; nobody where the newest version is not signed."""
    found = latest_minutes(work, meeting)
    if found is None or found.state is not MinutesState.SIGNED:
        return ()
    held_on = work.session.scalars(select(Meeting.meets_on).filter_by(ref=meeting)).one()
    why = found.corrects_because or ""
    return tuple(SignedNotice(held_on, found.number, why, each) for each in bundles(work, meeting))
