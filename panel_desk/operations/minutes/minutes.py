"""Drafts minutes, writes their sections, makes them final and reopens them."""

from collections.abc import Iterable
from itertools import zip_longest

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import ChangedMeanwhileError, RuleBrokenError
from panel_desk.models import Meeting, Minutes, MinutesEvent, MinutesSection, MinutesSignature, Review
from panel_desk.operations.minutes.frozen import refuse_if_chaired_by_another, refuse_if_signed
from panel_desk.operations.minutes.section_versions import write_text
from panel_desk.queries.minutes.drafts import DraftedSection, drafted_sections
from panel_desk.queries.minutes.minutes import latest_minutes, minutes
from panel_desk.queries.minutes.wording_doubts import wording
from panel_desk.queries.records import find
from panel_desk.rules.minutes_headings import FROM_REGISTERS
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import OFFICE, AccountRole, MeetingStatus, MinutesState, MinutesStep, ReviewStage


@permits(*OFFICE)
def draft_minutes(work: Work, meeting: str) -> None:
    """Draft the minutes of a meeting: each item under its template's headings, from panel day's notes and questions.

    Where there is a draft already, sections that nobody edited get the new text, and new items and headings are added.
    Edited sections stay; where the new draft has another text for one, `settle_draft` chooses between them.

    Raises:
        RuleBrokenError: the meeting was not held, has no items, or its minutes are not a draft any more.
    """
    found = find(work.session, Meeting, meeting, "meeting")
    if found.status is not MeetingStatus.HELD:
        raise RuleBrokenError("Minutes are of a meeting that was held. Record the meeting as held first.")
    new_sections = drafted_sections(work, meeting)
    if not new_sections:
        raise RuleBrokenError("This meeting has no items, so there is nothing to minute.")
    draft = latest_minutes(work, meeting)
    if draft is None:
        draft = Minutes(meeting_ref=meeting, drafted_at=work.time_source.now(), state=MinutesState.DRAFT)
        work.session.add(draft)
        work.session.flush()
        add_minutes_event(work, draft, MinutesStep.DRAFTED, "")
    elif draft.state is not MinutesState.DRAFT:
        raise RuleBrokenError(f"These minutes are {draft.state}, so they cannot be drafted again. Reopen them first.")
    existing = {(section.case_ref, section.heading): section for section in draft.sections}
    ordered = [
        _drafted_again(work, draft, existing.pop((each.case, each.heading), None), each) for each in new_sections
    ]
    for position, section in enumerate(_with_sections_outside_draft(ordered, existing.values()), start=1):
        section.position = position


@permits(*OFFICE)
def settle_draft(work: Work, section: int, text: str, version: int) -> int:
    """Choose the text of an edited section for which a draft has another text; return the section's new version.

    Args:
        work: the unit of work.
        section: the section's id.
        text: the text that the section is to have.
        version: the version that was read.

    Raises:
        RuleBrokenError: the minutes are not a draft any more, or a draft has no text for this section.
        ChangedMeanwhileError: somebody saved this section since `version` was read; it holds both texts.
    """
    written = write_section(work, section, text, version)
    found = find(work.session, MinutesSection, section, "section")
    the_minutes = find(work.session, Minutes, found.minutes_id, "minutes")
    minutes_in_state(work, the_minutes.meeting_ref, MinutesState.DRAFT)
    new = [each for each in drafted_sections(work, the_minutes.meeting_ref) if (each.case, each.heading) == _key(found)]
    if not new:
        raise RuleBrokenError("A draft has no text for this section any more, so there is nothing to choose.")
    if found.drafted != new[0].text:
        found.drafted = new[0].text
        work.session.flush()
        written = found.version
    return written


@permits(*OFFICE, AccountRole.CHAIR)
def write_section(work: Work, section: int, text: str, version: int) -> int:
    """Save the text of a section, and return its new version.

    Raises:
        RuleBrokenError: the minutes are final or signed, this is not their newest version, or the section is filled
            from the registers.
        ChangedMeanwhileError: somebody saved this section since `version` was read; it holds both texts.
    """
    found = find(work.session, MinutesSection, section, "section")
    draft = find(work.session, Minutes, found.minutes_id, "minutes")
    refuse_if_chaired_by_another(work, draft.meeting_ref)
    refuse_if_signed(work, draft.meeting_ref)
    if draft is not latest_minutes(work, draft.meeting_ref):
        raise RuleBrokenError("There is another version of these minutes now. Open it, and write there.")
    if draft.state is MinutesState.FINAL:
        raise RuleBrokenError("These minutes are final. Reopen them to change the text.")
    if found.purpose in FROM_REGISTERS:
        raise RuleBrokenError("This section shows what was recorded on panel day. Change it there.")
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


@permits(*OFFICE, AccountRole.CHAIR)
def make_final(work: Work, meeting: str, why_it_stands: str = "") -> None:
    """Make minutes final, which ends their review: they can then be signed.

    Args:
        work: the unit of work.
        meeting: the meeting's ref.
        why_it_stands: why doubtful wording stays all the same; stored with the step.

    Raises:
        RuleBrokenError: the minutes are not in review, something is still to be written, a recommendation is
            conditional or without reasons, or wording is doubtful and no reason is given.
    """
    refuse_if_chaired_by_another(work, meeting)
    draft = minutes_in_state(work, meeting, MinutesState.IN_REVIEW)
    refuse_if_unfinished(work, meeting)
    doubts = wording(work, meeting)
    if refused := [one for one in doubts if one.is_refused]:
        raise RuleBrokenError(" ".join(f"Item {one.item}: {one.sentence}" for one in refused))
    if doubts and not why_it_stands.strip():
        sentences = " ".join(f"Item {one.item}, {one.heading}: {one.sentence}" for one in doubts)
        raise RuleBrokenError(f"{sentences} Change the words, or say why they stand.", "why_it_stands")
    words = (missing_checks(work, draft), why_it_stands.strip() if doubts else "")
    add_minutes_event(work, draft, MinutesStep.MADE_FINAL, " ".join(filter(None, words)))
    draft.state = MinutesState.FINAL


@permits(*OFFICE, AccountRole.CHAIR)
def reopen_minutes(work: Work, meeting: str, why: str = "") -> None:
    """Make minutes that are in review or final a draft again; who did it, when and why is recorded.

    Signatures so far are removed, so that everybody who presided signs again; the signed PDF stays in the vault.

    Raises:
        RuleBrokenError: there are none, they are signed, or somebody has signed and no reason is given.
    """
    refuse_if_chaired_by_another(work, meeting)
    draft = minutes_in_state(work, meeting, MinutesState.IN_REVIEW, MinutesState.FINAL)
    signed = work.session.scalars(select(MinutesSignature).filter_by(minutes_id=draft.id)).all()
    if signed and not why.strip():
        raise RuleBrokenError(
            f"{signed[0].name} has signed these minutes. Say why they are reopened. Everybody then signs again.", "why"
        )
    words = [why.strip(), *(f"{each.name} had signed the PDF with the SHA-256 {each.sha256}." for each in signed)]
    add_minutes_event(work, draft, MinutesStep.REOPENED, " ".join(filter(None, words)))
    for each in signed:
        work.session.delete(each)
    draft.state = MinutesState.DRAFT


def _drafted_again(work: Work, draft: Minutes, section: MinutesSection | None, new: DraftedSection) -> MinutesSection:
    """A section with the new draft's text, unless it was edited by hand."""
    if section is None:
        section = MinutesSection(case_ref=new.case, heading=new.heading, text=new.text, drafted=new.text, position=0)
        draft.sections.append(section)
    elif section.text in (section.drafted, new.text):
        if section.text != new.text:
            write_text(work, section, new.text)
        section.drafted = new.text
    section.purpose = new.purpose
    return section


def _with_sections_outside_draft(
    ordered: list[MinutesSection], others: Iterable[MinutesSection]
) -> list[MinutesSection]:
    """All sections in order; those that the draft does not have come after the others of their case, or last."""
    rest = list(others)
    found: list[MinutesSection] = []
    for section, following in zip_longest(ordered, ordered[1:]):
        found.append(section)
        if following is None or following.case_ref != section.case_ref:
            found += [each for each in rest if each.case_ref == section.case_ref]
    return [*found, *(each for each in rest if each not in found)]


def _key(section: MinutesSection) -> tuple[str | None, str]:
    return section.case_ref, section.heading


def minutes_in_state(work: Work, meeting: str, *states: MinutesState) -> Minutes:
    """The newest version of a meeting's minutes, in one of these states.

    Raises:
        RuleBrokenError: there are none, or they are in another state.
    """
    found = latest_minutes(work, meeting)
    if found is None:
        raise RuleBrokenError("There are no minutes of this meeting yet. Draft them first.")
    if found.state not in states:
        needed = "” or “".join(states)
        raise RuleBrokenError(
            f"The state of these minutes is “{found.state}”. This is possible only while it is “{needed}”."
        )
    return found


def missing_checks(work: Work, the_minutes: Minutes) -> str:
    """A sentence that names who was asked to check minutes up to their present stage and has not; empty for nobody."""
    stages = (ReviewStage.ACCURACY, the_minutes.stage)
    asked = select(Review).where(Review.minutes_id == the_minutes.id, Review.stage.in_(stages)).order_by(Review.id)
    names = [one.name for one in work.session.scalars(asked) if one.done_at is None]
    return f"Not checked by {listed(names)}." if names else ""


def add_minutes_event(work: Work, the_minutes: Minutes, step: MinutesStep, words: str) -> None:
    """Record a step in the history of minutes, with words such as the reason; empty words are not stored."""
    work.session.add(
        MinutesEvent(
            minutes_id=the_minutes.id, step=step, at=work.time_source.now(), by=work.by.name, words=words or None
        )
    )


def refuse_if_unfinished(work: Work, meeting: str) -> None:
    """Refuse minutes in which something is still to be written or corrected.

    Raises:
        RuleBrokenError: it lists what.
    """
    record = minutes(work, meeting)
    if record is not None and record.unfinished:
        raise RuleBrokenError(" ".join(record.unfinished))
