"""Minutes: the sections to write, the printed content and the signatures."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.errors import NotAllowedError
from panel_desk.models import (
    Meeting,
    Member,
    Minutes,
    MinutesSignature,
)
from panel_desk.queries.agency import unknown
from panel_desk.queries.cases.cases import sees_every_item
from panel_desk.queries.document_rows import (
    Attended,
    CaseFacts,
    ItemAttended,
    MinutesContent,
    MinutesItem,
    NamedVote,
    RecommendationLine,
    SignedBy,
    Signer,
    WrittenSection,
)
from panel_desk.queries.meetings.meetings import (
    LineUpRow,
    RecommendationRow,
    declared_interests,
    item_facts,
    line_up,
    meeting_facts,
    recommendations,
    role_in_words,
)
from panel_desk.queries.meetings.quorum import ItemQuorum, quorum
from panel_desk.queries.minutes.templates import minutes_headings
from panel_desk.queries.names import member_name
from panel_desk.queries.records import find
from panel_desk.rules.access import Information
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.minutes_headings import ATTENDANCE, RECOMMENDATION
from panel_desk.rules.text import count, listed
from panel_desk.rules.vocabulary import (
    DECIDABLE,
    Capacity,
    CaseKind,
    HeadingPurpose,
    MinutesState,
    Outcome,
    View,
)

PRESIDED = "Presided at this meeting"


@dataclass(frozen=True, slots=True)
class SectionRow:
    """The text under one heading of one case; empty where the section is filled from the registers."""

    id: int
    case: str | None
    heading: str
    purpose: HeadingPurpose
    text: str
    version: int


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """One chair's signature under minutes.

    Args:
        certificate_sha256: the fingerprint of the certificate used.
        fingerprint: the SHA-256 of the minutes' content, as `fingerprint` gives it.
        sha256: the SHA-256 of the print with this signature and those before it.
    """

    member: str
    name: str
    signed_at: datetime
    certificate_sha256: str
    fingerprint: str
    sha256: str


@dataclass(frozen=True, slots=True)
class MinutesRecord:
    """Minutes as their page shows them.

    Args:
        content: the whole content, for print and for the read-only parts of the page.
        sections: every heading of every case, in order.
        unfinished: what has to be done before they can be final, one sentence each.
        may_sign: the refs of the members who sign: whoever presided.
    """

    meeting: str
    state: MinutesState
    number: int
    content: MinutesContent
    sections: tuple[SectionRow, ...]
    unfinished: tuple[str, ...]
    may_sign: tuple[str, ...]
    version: int


@shows(Information.MINUTES)
@asked_once
def latest_minutes(work: Work, meeting: str) -> Minutes | None:
    """The newest version of a meeting's minutes that was not given up; for operations and queries."""
    found = select(Minutes).filter_by(meeting_ref=meeting, given_up_at=None).order_by(Minutes.number.desc()).limit(1)
    return work.session.scalars(found).one_or_none()


@shows(Information.MINUTES)
def minutes(work: Work, meeting: str) -> MinutesRecord | None:
    """A meeting's minutes; None where none are drafted yet.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    find(work.session, Meeting, meeting, "meeting")
    found = latest_minutes(work, meeting)
    if found is None:
        return None
    content = minutes_content(work, meeting)
    return MinutesRecord(
        meeting=meeting,
        state=found.state,
        number=found.number,
        content=content,
        sections=tuple(SectionRow(s.id, s.case_ref, s.heading, s.purpose, s.text, s.version) for s in found.sections),
        unfinished=_unfinished(work, content),
        may_sign=who_may_sign(work, meeting),
        version=found.version,
    )


@shows(Information.MINUTES)
@asked_once
def who_may_sign(work: Work, meeting: str) -> tuple[str, ...]:
    """The refs of those who presided over an item; the meeting's chair where no item was quorate.

    Raises:
        RuleBrokenError: there is no such meeting.
    """
    presided = tuple(dict.fromkeys(each.verdict.presiding for each in quorum(work, meeting) if each.verdict.presiding))
    chair = find(work.session, Meeting, meeting, "meeting").chair_ref
    return presided or ((chair,) if chair else ())


@shows(Information.MINUTES)
def minutes_content(work: Work, meeting: str, only_case: str | None = None) -> MinutesContent:
    """The content of a meeting's minutes, whole or one case's extract, whether or not they have been drafted.

    Raises:
        RuleBrokenError: there is no such meeting, or the case was not on its agenda.
    """
    facts = meeting_facts(work, meeting)
    found = latest_minutes(work, meeting)
    written: defaultdict[str | None, list[WrittenSection]] = defaultdict(list)
    for s in sorted(found.sections, key=lambda section: section.position) if found else ():
        written[s.case_ref].append(WrittenSection(s.heading, s.purpose, s.text))
    on_agenda = item_facts(work, meeting)
    if only_case is not None and only_case not in {row.ref for row, _ in on_agenda}:
        raise unknown("case on this agenda", only_case)
    item_quorums = {each.case: each for each in quorum(work, meeting)}
    people = line_up(work, meeting)
    declared = declared_interests(work, meeting)
    recorded = recommendations(work, meeting)
    items = tuple(
        MinutesItem(
            number=row.item or position,
            facts=case,
            starts_at=row.began_at or row.starts_at,
            ends_at=row.ended_at or ends_at(facts.held_on, row.began_at or row.starts_at, row.duration_minutes),
            attended=_item_attendance(people, item_quorums[row.ref]),
            is_quorate=item_quorums[row.ref].quorate,
            quorum=_quorum_in_words(item_quorums[row.ref]),
            interests=tuple(each for each in declared if each.case == row.ref),
            sections=_in_order(work, row.kind, written[row.ref]),
            recommendations=tuple(_line(each, case, row.household_name) for each in recorded if each.case == row.ref),
        )
        for position, (row, case) in enumerate(on_agenda, start=1)
    )
    starts = [moment for moment in (facts.starts_at, *(row.began_at for row, _ in on_agenda)) if moment]
    return MinutesContent(
        meeting=facts,
        state=found.state if found else MinutesState.NONE,
        version=found.number if found else 1,
        dated_on=work.time_source.today(),
        attended=tuple(
            Attended(p.name, role_in_words(p), p.capacity, p.attended, _if_late(p.arrived_at, starts), p.left_at)
            for p in people
        ),
        items=items,
        signed=_signature_of(found),
        only_case=only_case,
        signers=_signers(work, meeting, items),
    )


@shows(Information.MINUTES)
def minutes_to_sign(work: Work, meeting: str) -> MinutesContent:
    """The whole content of a meeting's minutes, which is printed to be signed and is not shown.

    Somebody who withdrew from an item signs the print for the items over which they presided, and does not see it.

    Raises:
        NotAllowedError: the account neither presided nor sees every item.
        RuleBrokenError: there is no such meeting.
    """
    _refuse_unless_signer(work, meeting)
    return without_limits(minutes_content)(work, meeting)


def _if_late(arrived_at: time | None, starts: Sequence[time]) -> time | None:
    """An arrival after the meeting started, by its plan or as it was noted; None where somebody came in time."""
    return arrived_at if arrived_at and (not starts or arrived_at > min(starts)) else None


def fingerprint(content: MinutesContent) -> str:
    """The SHA-256 of the content of minutes, in hexadecimal; the same in every state and on every day.

    The rows' field names are part of it: to rename one is to invalidate the fingerprints of signed minutes.
    """
    fields = asdict(replace(content, state=MinutesState.FINAL, dated_on=date.min, signed=None, only_case=None))
    del fields["signers"], fields["bundle"]  # they follow from the rest, and older minutes were signed without them
    for line in (line for item in fields["items"] for line in item["recommendations"]):
        if line["outcome"] is Outcome.NOT_RECOMMENDED:
            _as_first_signed(line)
    return hashlib.sha256(json.dumps(fields, default=str, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _as_first_signed(line: dict[str, Any]) -> None:
    """Swap the votes for and against a negative recommendation, as in minutes signed before schema version 0009.

    Migration 0009 swapped them in the registers, and the fingerprints of those minutes must stay the same.
    """
    line["votes_for"], line["votes_against"] = line["votes_against"], line["votes_for"]
    for vote in line["voted"]:
        if vote["view"] is View.AGAINST:
            vote["view"] = View.FOR


def _signature_of(minutes: Minutes | None) -> SignedBy | None:
    """The signature under minutes; None until they are signed."""
    if minutes is None or minutes.signed_at is None:
        return None
    return SignedBy(
        name=minutes.signed_as or "",
        role=PRESIDED,
        signed_at=minutes.signed_at.astimezone(),
        fingerprint=minutes.fingerprint or "",
    )


@shows(Information.MINUTES)
def signatures(work: Work, meeting: str) -> tuple[SignatureRow, ...]:
    """The signatures on the newest version of a meeting's minutes so far, in the order in which they were made."""
    found = latest_minutes(work, meeting)
    if found is None:
        return ()
    signed = select(MinutesSignature).filter_by(minutes_id=found.id).order_by(MinutesSignature.id)
    return tuple(
        SignatureRow(each.member_ref, each.name, each.signed_at, each.certificate_sha256, each.fingerprint, each.sha256)
        for each in work.session.scalars(signed)
    )


def _refuse_unless_signer(work: Work, meeting: str) -> None:
    """Refuse an account whose person neither presided nor sees every item of the meeting."""
    if work.by.member_ref not in who_may_sign(work, meeting) and not sees_every_item(work, meeting):
        raise NotAllowedError("The print to sign holds every item of the meeting. It is for whoever presided.")


@shows(Information.MINUTES)
def print_to_sign(work: Work, meeting: str) -> bytes | None:
    """The print with the signatures so far, to which the next one is added; None where nobody has signed.

    Raises:
        NotAllowedError: the account neither presided nor sees every item.
        SurroundingsError: the print is missing from the vault or damaged.
    """
    _refuse_unless_signer(work, meeting)
    so_far = signatures(work, meeting)
    return work.vault.get(so_far[-1].sha256) if so_far else None


@shows(Information.MINUTES)
def signed_print(work: Work, meeting: str) -> bytes | None:
    """The print of minutes that all who presided have signed, byte for byte; None where they are not signed.

    None as well for an account that does not see one of the items: it prints what it sees from the registers.

    Raises:
        SurroundingsError: the print is missing from the vault or damaged.
    """
    found = latest_minutes(work, meeting)
    if found is None or not found.sha256 or not sees_every_item(work, meeting):
        return None
    return work.vault.get(found.sha256)


def _signers(work: Work, meeting: str, items: tuple[MinutesItem, ...]) -> tuple[Signer, ...]:
    """Whoever presided, each with their items; the meeting's chair with all items where none was quorate."""
    presided = {each.case: each.verdict.presiding for each in quorum(work, meeting)}
    who = who_may_sign(work, meeting)
    return tuple(
        Signer(
            ref,
            member_name(work.session.get_one(Member, ref)),
            tuple(item.facts.case for item in items if presided[item.facts.case] in (ref, None)),
            tuple(item.number for item in items if presided[item.facts.case] in (ref, None)),
        )
        for ref in who
    )


def _item_attendance(people: tuple[LineUpRow, ...], item_quorum: ItemQuorum) -> tuple[ItemAttended, ...]:
    """Everybody at the meeting, with whether and why not they count on an item."""
    why = {each.ref: each.why for each in item_quorum.not_counted}
    return tuple(
        ItemAttended(
            person.name,
            role_in_words(person),
            person.capacity,
            person.member in item_quorum.verdict.counted,
            why.get(person.member, ""),
        )
        for person in people
        if person.attended
    )


def _quorum_in_words(item_quorum: ItemQuorum) -> str:
    if not item_quorum.quorate:
        return f"{item_quorum.sentence}."
    return f"{item_quorum.sentence} members for the whole of the item. {item_quorum.presiding} presided."


def _in_order(work: Work, kind: CaseKind, written: list[WrittenSection]) -> tuple[WrittenSection, ...]:
    """The sections of an item as they print; those of the template before anything is drafted.

    Minutes that were drafted without a template have no sections for attendance and recommendation: attendance is
    put first, and the recommendation before the advice.
    """
    if not written:
        return tuple(WrittenSection(each.heading, each.purpose) for each in minutes_headings(work, kind))
    purposes = [each.purpose for each in written]
    if HeadingPurpose.RECOMMENDATION not in purposes:
        advice = purposes.index(HeadingPurpose.ADVICE) if HeadingPurpose.ADVICE in purposes else len(written)
        written.insert(advice, WrittenSection(RECOMMENDATION, HeadingPurpose.RECOMMENDATION))
    if HeadingPurpose.ATTENDANCE not in purposes:
        written.insert(0, WrittenSection(ATTENDANCE, HeadingPurpose.ATTENDANCE))
    return tuple(written)


def _line(row: RecommendationRow, facts: CaseFacts, household: str | None) -> RecommendationLine:
    """A recommendation as the minutes print it."""
    initials = next((child.initials for child in facts.children if child.ref == row.child), None)
    lists_all = row.outcome not in DECIDABLE
    return RecommendationLine(
        subject=f"Child {initials} ({row.child})" if row.child else (household or row.case),
        outcome=row.outcome,
        votes_for=row.votes_for,
        votes_against=row.votes_against,
        abstained=row.abstained,
        reasons=row.reasons,
        voted=tuple(
            NamedVote(each.name, each.view, each.words or "")
            for each in row.views
            if lists_all or each.view is not View.FOR
        ),
    )


def _unfinished(work: Work, content: MinutesContent) -> tuple[str, ...]:
    """What has to be done before minutes can be final, one sentence each."""
    sentences = [f"Item {item.number} lacks {listed(item.lacks)}." for item in content.items if item.lacks]
    recorded = recommendations(work, content.meeting.meeting)
    for item in content.items:
        made = [one for one in recorded if one.case == item.facts.case and one.outcome is not Outcome.DEFERRED]
        voted = [view.name for one in made for view in one.views]
        sentences += [fault] if (fault := _why_not_valid(item, voted)) else []
    if not any(person.attended and person.capacity is Capacity.MEMBER for person in content.attended):
        sentences.append("Nobody is recorded as having attended.")
    return tuple(sentences)


def _why_not_valid(item: MinutesItem, voted: Sequence[str]) -> str:
    """Why a recorded recommendation is not valid with the members who count towards the quorum; empty where it is.

    Args:
        item: the item.
        voted: the names of those whose votes are recorded by name.
    """
    recommended = [one for one in item.recommendations if one.outcome is not Outcome.DEFERRED]
    if not recommended:
        return ""
    if not item.is_quorate:
        return (
            f"Item {item.number} has a recommendation but no quorum. Correct who attended it and who withdrew, or "
            "defer the case."
        )
    counting = [person.name for person in item.attended if person.counts]
    if gone := [name for name in dict.fromkeys(voted) if name not in counting]:
        return (
            f"Item {item.number} has votes of people who do not count towards its quorum: {listed(gone)}. Correct the "
            "votes."
        )
    votes = max(sum(filter(None, (one.votes_for, one.votes_against, one.abstained))) for one in recommended)
    if votes > len(counting):
        return (
            f"Item {item.number} has {count(votes, 'vote')}, but its quorum counts {count(len(counting), 'member')}. "
            "Correct the votes."
        )
    return ""
