"""Corrections of signed minutes: a new version with its reason, signed again, and a flag on the decisions made."""

from datetime import datetime

from sqlalchemy import func, select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Decision, Minutes, MinutesSection
from panel_desk.operations.decisions.decisions import refuse_if_others_decision
from panel_desk.operations.minutes.frozen import refuse_if_chaired_by_another
from panel_desk.operations.minutes.minutes import add_minutes_event, minutes_in_state
from panel_desk.operations.records import refuse_if_changed
from panel_desk.queries.minutes.minutes import fingerprint, minutes_content, signatures
from panel_desk.rules.vocabulary import OFFICE, AccountRole, MinutesState, MinutesStep


@permits(*OFFICE, AccountRole.CHAIR)
def begin_correction(work: Work, meeting: str, why: str) -> int:
    """Begin a new version of signed minutes, with the text of the last one, and return its number.

    The version that was signed stays as it is, with its PDF. While the new one is open, the records that the minutes
    depend on can be corrected too.

    Raises:
        RuleBrokenError: the newest version is not signed, or no reason is given.
    """
    refuse_if_chaired_by_another(work, meeting)
    signed = minutes_in_state(work, meeting, MinutesState.SIGNED)
    if not why.strip():
        raise RuleBrokenError("Say what is corrected and why. The reason is stored with the new version.", "why")
    numbers = select(func.max(Minutes.number)).filter_by(meeting_ref=meeting)
    correction = Minutes(
        meeting_ref=meeting,
        number=work.session.scalars(numbers).one() + 1,
        state=MinutesState.DRAFT,
        corrects_because=why.strip(),
        drafted_at=work.time_source.now(),
    )
    correction.sections = [
        MinutesSection(
            case_ref=section.case_ref,
            position=section.position,
            heading=section.heading,
            purpose=section.purpose,
            text=section.text,
            drafted=section.drafted,
        )
        for section in signed.sections
    ]
    work.session.add(correction)
    work.session.flush()
    add_minutes_event(work, correction, MinutesStep.CORRECTION_BEGUN, why.strip())
    return correction.number


@permits(*OFFICE, AccountRole.CHAIR)
def give_up_correction(work: Work, meeting: str, why: str) -> None:
    """Give up a correction that is not signed: the version that was signed before it is the current one again.

    The text that was written stays with the version that was given up.

    Raises:
        RuleBrokenError: no correction is open, somebody has signed it, no reason is given, or the records no longer
            agree with the version that was signed.
    """
    refuse_if_chaired_by_another(work, meeting)
    correction = minutes_in_state(work, meeting, MinutesState.DRAFT, MinutesState.IN_REVIEW, MinutesState.FINAL)
    if correction.corrects_because is None:
        raise RuleBrokenError("These minutes were never signed, so there is no correction to give up.")
    if signed := signatures(work, meeting):
        raise RuleBrokenError(f"{signed[0].name} has signed this correction. Reopen it first, then give it up.")
    if not why.strip():
        raise RuleBrokenError("Say why the correction is given up. The reason is stored with it.", "why")
    correction.given_up_at = work.time_source.now()
    add_minutes_event(work, correction, MinutesStep.CORRECTION_GIVEN_UP, why.strip())
    work.session.flush()
    current = minutes_in_state(work, meeting, MinutesState.SIGNED)
    if fingerprint(minutes_content(work, meeting)) != current.fingerprint:
        raise RuleBrokenError(
            f"Attendance, interests, recommendations or questions were changed since version {current.number} was "
            "signed, so it no longer agrees with them. Change them back, or have the correction signed."
        )


def flag_decisions(work: Work, meeting: str, at: datetime) -> None:
    """Flag every decision whose decision maker received an earlier version, until they acknowledge the correction.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        at: when the correction was signed.
    """
    received = (
        select(Decision)
        .join(Case, Case.ref == Decision.case_ref)
        .where(Case.meeting_ref == meeting, Decision.minutes_received_on.is_not(None))
    )
    for decision in work.session.scalars(received):
        decision.minutes_corrected_at = at


@permits(*OFFICE, AccountRole.DECISION_MAKER)
def acknowledge_correction(work: Work, case: str, child: str | None = None, version: int | None = None) -> None:
    """Record that the decision maker has received the corrected minutes and considered what they change.

    Args:
        work: the unit of work.
        case: the case's ref.
        child: the child's ref; None for the case as a whole.
        version: the version that was read; None where none was read, and then nothing is compared.

    Raises:
        NotAllowedError: a decision maker acknowledges it who does not decide for this authority today.
        RuleBrokenError: the minutes of this decision were not corrected since they were received.
        ChangedMeanwhileError: somebody recorded something of this decision since `version` was read.
    """
    row = work.session.scalars(select(Decision).filter_by(case_ref=case, child_ref=child)).one_or_none()
    if row is None or row.minutes_corrected_at is None:
        raise RuleBrokenError("No correction of the minutes waits to be acknowledged for this decision.")
    refuse_if_others_decision(work, row)
    if version is not None:
        refuse_if_changed(row, version)
    row.minutes_corrected_at = None
