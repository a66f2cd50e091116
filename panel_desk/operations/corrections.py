"""What is put right in signed minutes: a new version with its reason, signed again; decisions made are flagged."""

from datetime import datetime

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Case, Decision, Minutes, MinutesEvent, MinutesSection
from panel_desk.operations.minutes import in_state
from panel_desk.operations.records import unchanged_since
from panel_desk.rules.vocabulary import OFFICE, AccountRole, MinutesState, MinutesStep


@permits(*OFFICE, AccountRole.CHAIR)
def begin_correction(work: Work, meeting: str, why: str) -> int:
    """Begin a new version of signed minutes, with the text of the last one; its number.

    The version that was signed stays as it is, with its file. While the new one is written, the registers that the
    minutes rest on can be put right, too.

    Raises:
        RuleBrokenError: the newest version is not signed, or no reason is given.
    """
    signed = in_state(work, meeting, MinutesState.SIGNED)
    if not why.strip():
        raise RuleBrokenError("Say what is put right. The reason stays with the new version.", "why")
    correction = Minutes(
        meeting_ref=meeting,
        number=signed.number + 1,
        state=MinutesState.DRAFT,
        corrects_because=why.strip(),
        drafted_at=work.clock.now(),
    )
    correction.sections = [
        MinutesSection(
            case_ref=section.case_ref,
            position=section.position,
            heading=section.heading,
            text=section.text,
            drafted=section.drafted,
        )
        for section in signed.sections
    ]
    work.session.add(correction)
    work.session.flush()
    work.session.add(
        MinutesEvent(
            minutes_id=correction.id,
            step=MinutesStep.CORRECTION_BEGUN,
            at=work.clock.now(),
            by=work.by.name,
            words=why.strip(),
        )
    )
    return correction.number


def flag_decisions(work: Work, meeting: str, at: datetime) -> None:
    """Flag every decision whose maker had the version that has now been corrected; for operations."""
    received = (
        select(Decision)
        .join(Case, Case.ref == Decision.case_ref)
        .where(Case.meeting_ref == meeting, Decision.minutes_received_on.is_not(None))
    )
    for decision in work.session.scalars(received):
        decision.minutes_corrected_at = at


@permits(*OFFICE, AccountRole.DECISION_MAKER)
def acknowledge_correction(work: Work, case: str, child: str | None = None, version: int | None = None) -> None:
    """Record that the decision maker has the corrected minutes and has weighed what they change.

    Args:
        work: the unit of work.
        case: the case's ref.
        child: the child's ref; None for the case as a whole.
        version: the version that was read; None where nothing was.

    Raises:
        RuleBrokenError: the minutes that this decision rests on were not corrected since.
        ChangedMeanwhileError: somebody recorded something of this decision since `version` was read.
    """
    row = work.session.scalars(select(Decision).filter_by(case_ref=case, child_ref=child)).one_or_none()
    if row is None or row.minutes_corrected_at is None:
        raise RuleBrokenError("No correction of the minutes waits for this decision to be looked at again.")
    if version is not None:
        unchanged_since(row, version)
    row.minutes_corrected_at = None
