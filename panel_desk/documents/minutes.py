"""Minutes: the whole meeting, or one case's extract; each item apart, so that it can be filed in its own record."""

from dataclasses import replace
from functools import partial
from operator import setitem

from reportlab.platypus import Flowable, KeepTogether, PageBreak

from panel_desk.documents.agenda import heading
from panel_desk.documents.signature_block import Place, SignaturePlace
from panel_desk.documents.style import (
    BODY,
    CELL,
    CELL_QUIET,
    CELL_STRONG,
    HEADING,
    SECTION,
    SMALL,
    STRONG,
    WIDTH,
    Prose,
    Sheet,
    facts,
    make_pdf,
    table,
    times,
)
from panel_desk.queries.contents import Attended, ItemAttended, MinutesContent, MinutesItem, RecommendationLine
from panel_desk.rules.dates import in_words
from panel_desk.rules.minutes_text import BlockKind, blocks, numbered
from panel_desk.rules.vocabulary import Capacity, MinutesState
from panel_desk.rules.words import capital, listed

_NOTHING = "Nothing is recorded."
_STEP = 12  # points that a list is set in, a level
_DRAFTS = {
    MinutesState.NONE: "Not drafted yet",
    MinutesState.DRAFT: "Draft: not checked, not signed",
    MinutesState.IN_REVIEW: "In review: not final, not signed",
    MinutesState.FINAL: "Final text: not signed",
}


def minutes_pdf(content: MinutesContent) -> bytes:
    """The minutes as a PDF; anything but signed minutes bears a band that says so on every page."""
    meeting = content.meeting
    what = f"Minutes, extract for {content.only_case}" if content.only_case else "Minutes"
    sheet = Sheet(
        title=f"{what}, {meeting.panel}, {in_words(meeting.held_on)}",
        agency=meeting.agency,
        about=f"{meeting.panel}, {in_words(meeting.held_on)}",
        foot=f"Version {content.version}, {in_words(content.dated_on)}",
        draft=_DRAFTS.get(content.state, ""),
    )
    return make_pdf(sheet, _story(content))


def minutes_to_sign(content: MinutesContent) -> tuple[bytes, dict[str, Place]]:
    """The whole minutes as they are signed, and where each who signs does so, by the member's ref."""
    places: dict[str, Place] = {}
    meeting = content.meeting
    sheet = Sheet(
        title=f"Minutes, {meeting.panel}, {in_words(meeting.held_on)}",
        agency=meeting.agency,
        about=f"{meeting.panel}, {in_words(meeting.held_on)}",
        foot=f"Version {content.version}, {in_words(content.dated_on)}",
    )
    story = [*_whole(content), *_places(content, places)]
    return make_pdf(sheet, story), places


def _story(content: MinutesContent) -> list[Flowable]:
    if content.only_case is not None:
        story = heading("Minutes: extract", content.meeting)
        for item in content.items:
            if item.facts.case == content.only_case:
                story += _item(item)
        return [*story, *_signature(content)]
    return [*_whole(content), *_signature(content)]


def _whole(content: MinutesContent) -> list[Flowable]:
    story = [*heading("Minutes", content.meeting), *_attendance(content.attended)]
    for item in content.items:
        story += [PageBreak(), *_item(item)]
    return story


def _attendance(people: tuple[Attended, ...]) -> list[Flowable]:
    story: list[Flowable] = []
    for capacity, title in (
        (Capacity.MEMBER, "Members present"),
        (Capacity.ADVISER, "Advising the panel"),
        (Capacity.OBSERVER, "Observing"),
    ):
        came = [each for each in people if each.capacity is capacity and each.attended]
        if came:
            rows = [(each.name, each.role, _presence(each)) for each in came]
            story += [Prose(title, SECTION), table(rows, (WIDTH * 0.36, WIDTH * 0.36, WIDTH * 0.28))]
    away = [each.name for each in people if not each.attended]
    return [*story, Prose("Apologies", SECTION), Prose(", ".join(away))] if away else story


def _presence(person: Attended) -> str:
    arrived = f"from {person.arrived_at:%H:%M}" if person.arrived_at else ""
    left = f"until {person.left_at:%H:%M}" if person.left_at else ""
    return " ".join(part for part in (arrived, left) if part)


def _item(item: MinutesItem) -> list[Flowable]:
    kind = capital(item.facts.kind)
    children = ", ".join(f"{child.initials} ({child.ref}), {child.authority}" for child in item.facts.children)
    counting = [each for each in item.attended if each.counts]
    others = [each for each in item.attended if not each.counts]
    story: list[Flowable] = [
        Prose(f"Item {item.number}. {kind}", SECTION),
        facts(
            [
                ("Case", item.facts.case),
                ("Time", times(item.starts_at, item.ends_at)),
                ("Adopters", item.facts.household or ""),
                ("Children" if len(item.facts.children) > 1 else "Child", children),
                ("Brought by", item.facts.social_worker or ""),
            ]
        ),
        Prose("Who attended this item", HEADING),
        Prose(item.quorum, STRONG),
        _people(counting),
    ]
    if others:
        story += [Prose("Not counted towards the quorum", CELL_QUIET), _people(others)]
    if item.interests:
        story.append(Prose("Interests declared", HEADING))
        story += [
            Prose(f"{each.name}: {each.nature}{'. Withdrew from the item.' if each.withdraws else ''}", BODY)
            for each in item.interests
        ]
    story += [
        Prose("Reasons for bringing the case", HEADING),
        *_written(item.reasons_for_bringing or _NOTHING),
        Prose("Discussion", HEADING),
        *_written(item.discussion or _NOTHING),
        Prose("Recommendation", HEADING),
    ]
    for line in item.recommendations:
        story += _recommendation(line)
    if not item.recommendations:
        story.append(Prose("No recommendation is recorded."))
    return [*story, Prose("Advice to the agency", HEADING), *_written(item.advice or "None.")]


def _written(text: str) -> list[Flowable]:
    """What was written under a heading, line by line, each as what it is."""
    made: list[Flowable] = []
    for block, number in numbered(blocks(text)):
        look = replace(BODY, indent=_STEP * (block.level + 1))
        if block.kind is BlockKind.SUBHEADING:
            made.append(Prose(block.text, replace(STRONG, with_next=True)))
        elif block.kind is BlockKind.PARAGRAPH:
            made.append(Prose(block.text))
        else:
            made.append(Prose(f"{f'{number}.' if number else '•'} {block.text}", look))
    return made


def _people(people: list[ItemAttended]) -> Flowable:
    rows = [(Prose(each.name, CELL), Prose(f"{each.role}{_why(each)}", CELL)) for each in people]
    return table(rows or [("Nobody", "")], (WIDTH * 0.36, WIDTH * 0.64))


def _why(person: ItemAttended) -> str:
    return f"; {person.why_not}" if person.why_not else ""


def _recommendation(line: RecommendationLine) -> list[Flowable]:
    counted = (("for", line.votes_for), ("against", line.votes_against), ("abstained", line.abstained))
    votes = ", ".join(f"{number} {words}" for words, number in counted if number is not None)
    outcome = capital(line.outcome)
    return [
        KeepTogether(
            [
                table(
                    [(Prose(line.subject, CELL_STRONG), Prose(outcome, CELL_STRONG), Prose(votes, CELL_QUIET))],
                    (WIDTH * 0.42, WIDTH * 0.26, WIDTH * 0.32),
                )
            ]
        ),
        Prose(f"Reasons. {line.reasons}"),
    ]


def _places(content: MinutesContent, places: dict[str, Place]) -> list[Flowable]:
    """A frame for everyone who signs; what stands in it is put there by the signature."""
    block: list[Flowable] = [Prose("Signatures", SECTION)]
    for signer in content.signers:
        items = listed([str(number) for number in signer.items])
        over = f", who presided over {'item' if len(signer.items) == 1 else 'items'} {items}" if items else ""
        block.append(SignaturePlace(f"Signature of {signer.name}{over}", partial(setitem, places, signer.member)))
    said = content.signed.fingerprint if content.signed else ""
    return [KeepTogether([*block, *_binding(said)])]


def _binding(fingerprint: str) -> list[Flowable]:
    groups = " ".join(fingerprint[at : at + 8] for at in range(0, len(fingerprint), 8))
    return [
        Prose(f"Fingerprint of what was signed (SHA-256): {groups}", SMALL),
        Prose("Signed minutes are not changed. A correction is a new version with its own signature.", SMALL),
    ]


def _signature(content: MinutesContent) -> list[Flowable]:
    signed = content.signed
    if signed is None:
        return []
    signed_at = f"{in_words(signed.signed_at.date())} at {signed.signed_at:%H:%M}"
    block: list[Flowable] = [
        Prose("Signed", SECTION),
        facts([("By", signed.name), ("", signed.role), ("On", signed_at)]),
        *_binding(signed.fingerprint),
    ]
    return [KeepTogether(block)]
