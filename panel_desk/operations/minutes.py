"""Minutes: drafted, written, checked, made final."""

from collections.abc import Mapping

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Meeting, Minutes, MinutesEvent, MinutesSection, MinutesSignature
from panel_desk.operations.frozen import refuse_if_signed
from panel_desk.operations.records import find
from panel_desk.operations.section_versions import write_text
from panel_desk.queries.agendas import questions
from panel_desk.queries.cases import CaseRow, items
from panel_desk.queries.minutes import latest_minutes, minutes
from panel_desk.queries.wording import wording
from panel_desk.rules.minutes_headings import DISCUSSION, REASONS_FOR_BRINGING, WRITTEN_HEADINGS
from panel_desk.rules.vocabulary import OFFICE, AccountRole, CaseKind, MeetingStatus, MinutesState, MinutesStep

_REASONS: Mapping[CaseKind, str] = {
    CaseKind.APPROVAL: "To consider whether the applicants are suitable to adopt a child.",
    CaseKind.BRIEF_REPORT: "To consider a brief report and whether the assessment continues.",
    CaseKind.MATCH: "To consider whether the child should be placed with these adopters.",
    CaseKind.CONSENT_TO_PLACEMENT: "To consider whether the child should be placed for adoption.",
    CaseKind.REVIEW_OF_APPROVAL: "To consider whether the adopters remain suitable to adopt a child.",
    CaseKind.TERMINATION: "To consider whether the approval should be terminated.",
}


@permits(*OFFICE)
def draft_minutes(work: Work, meeting: str) -> None:
    """Start the minutes of a meeting: a section under each heading for each item, the questions asked ahead in it.

    Drafted again, it adds the sections of items that have come since and leaves what is written alone.

    Raises:
        RuleBrokenError: the meeting was not held, has no items, or its minutes are past drafting.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.HELD:
        raise RuleBrokenError("Record the meeting as held first; minutes are of what took place.")
    on_agenda = items(work, meeting)
    if not on_agenda:
        raise RuleBrokenError("This meeting has no items, so there is nothing to minute.")
    draft = latest_minutes(work, meeting)
    if draft is None:
        draft = Minutes(meeting_ref=meeting, drafted_at=work.clock.now(), state=MinutesState.DRAFT)
        work.session.add(draft)
    elif draft.state is not MinutesState.DRAFT:
        raise RuleBrokenError("These minutes are past drafting. Reopen them first.")
    there = {(section.case_ref, section.heading): section for section in draft.sections}
    for item in on_agenda:
        for heading in WRITTEN_HEADINGS:
            if (item.ref, heading) not in there:
                text = _skeleton(work, item, heading)
                section = MinutesSection(case_ref=item.ref, heading=heading, text=text, position=0)
                there[item.ref, heading] = section
                draft.sections.append(section)
    order = [(item.ref, heading) for item in on_agenda for heading in WRITTEN_HEADINGS]
    for position, key in enumerate(order, start=1):
        there[key].position = position


@permits(*OFFICE, AccountRole.CHAIR)
def write_section(work: Work, section: int, text: str, version: int) -> int:
    """Save the text under one heading; the section's new version.

    Raises:
        RuleBrokenError: the minutes are final or signed, or this is not their newest version.
        ChangedMeanwhileError: somebody saved this section since `version` was read; it holds both texts.
    """
    found = find(work.session, MinutesSection, section, "section")
    draft = find(work.session, Minutes, found.minutes_id, "minutes")
    refuse_if_signed(work, draft.meeting_ref)
    if draft is not latest_minutes(work, draft.meeting_ref):
        raise RuleBrokenError("These minutes have another version by now. Open it, and write there.")
    if draft.state is MinutesState.FINAL:
        raise RuleBrokenError("These minutes are final. Reopen them to change the text.")
    if found.version != version:
        raise ChangedMeanwhileError(
            "Somebody else saved this section while you were writing. Both texts are shown; keep one or join them.",
            theirs=found.text,
            yours=text,
        )
    if found.text != text:
        write_text(work, found, text)
        work.session.flush()
    return found.version


@permits(*OFFICE)
def send_for_review(work: Work, meeting: str) -> None:
    """Send the draft to the chair and the adviser for the accuracy check.

    Raises:
        RuleBrokenError: there is no draft, or something is still to be written.
    """
    draft = in_state(work, meeting, MinutesState.DRAFT)
    _refuse_unfinished(work, meeting)
    draft.state = MinutesState.IN_REVIEW


@permits(*OFFICE, AccountRole.CHAIR)
def make_final(work: Work, meeting: str, why_it_stands: str = "") -> None:
    """Close the review: the text is final and waits for the chair's signature.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        why_it_stands: why words that are in doubt stand all the same; kept with the step.

    Raises:
        RuleBrokenError: the minutes are not in review, something is still to be written, a recommendation is
            conditional or without reasons, or words are in doubt and nobody says why they stand.
    """
    draft = in_state(work, meeting, MinutesState.IN_REVIEW)
    _refuse_unfinished(work, meeting)
    in_doubt = wording(work, meeting)
    if refused := [one for one in in_doubt if one.is_refused]:
        raise RuleBrokenError(" ".join(f"Item {one.item}: {one.sentence}" for one in refused))
    if in_doubt and not why_it_stands.strip():
        doubts = " ".join(f"Item {one.item}, {one.heading}: {one.sentence}" for one in in_doubt)
        raise RuleBrokenError(f"{doubts} Change the words, or say why they stand.", "why_it_stands")
    note_step(work, draft, MinutesStep.MADE_FINAL, why_it_stands.strip() if in_doubt else "")
    draft.state = MinutesState.FINAL


@permits(*OFFICE, AccountRole.CHAIR)
def reopen_minutes(work: Work, meeting: str, why: str = "") -> None:
    """Take minutes that are in review or final back to drafting; who did it, when and why is recorded.

    Where one of several chairs has signed, they sign again; the print that bears their signature stays in the vault.

    Raises:
        RuleBrokenError: there are none, they are signed, or somebody has signed and no reason is given.
    """
    draft = in_state(work, meeting, MinutesState.IN_REVIEW, MinutesState.FINAL)
    signed = work.session.scalars(select(MinutesSignature).filter_by(minutes_id=draft.id)).all()
    if signed and not why.strip():
        raise RuleBrokenError(
            f"{signed[0].name} has signed these minutes. Say why they are reopened; they are then signed again.", "why"
        )
    words = [why.strip(), *(f"{each.name} had signed; the print is {each.sha256}." for each in signed)]
    note_step(work, draft, MinutesStep.REOPENED, " ".join(filter(None, words)))
    for each in signed:
        work.session.delete(each)
    draft.state = MinutesState.DRAFT


def _skeleton(work: Work, item: CaseRow, heading: str) -> str:
    """What a new section starts from: why such cases come, and the questions that members asked ahead, by theme."""
    if heading == REASONS_FOR_BRINGING:
        return _REASONS.get(item.kind, "")
    if heading != DISCUSSION:
        return ""
    lines: list[str] = []
    theme: str | None = None
    for question in questions(work, item.ref):
        if question.theme and question.theme != theme:
            lines.append(f"{question.theme}:")
        theme = question.theme
        lines.append(f"{question.name} asked: {question.text}")
    return "\n".join(lines)


def in_state(work: Work, meeting: str, *states: MinutesState) -> Minutes:
    """The newest version of a meeting's minutes, which must have come so far; for operations.

    Raises:
        RuleBrokenError: there are none, or they are elsewhere on their way.
    """
    found = latest_minutes(work, meeting)
    if found is None:
        raise RuleBrokenError("There are no minutes of this meeting yet. Draft them first.")
    if found.state not in states:
        raise RuleBrokenError(f"These minutes are {found.state}; this is done when they are {' or '.join(states)}.")
    return found


def note_step(work: Work, of: Minutes, step: MinutesStep, words: str) -> None:
    """Add a step to what happened to minutes; for operations."""
    work.session.add(
        MinutesEvent(minutes_id=of.id, step=step, at=work.clock.now(), by=work.by.name, words=words or None)
    )


def _refuse_unfinished(work: Work, meeting: str) -> None:
    record = minutes(work, meeting)
    if record is not None and record.unfinished:
        raise RuleBrokenError(" ".join(record.unfinished))
