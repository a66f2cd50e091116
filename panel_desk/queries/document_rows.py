"""What a printed document says, as frozen rows: filled by queries, read by `panel_desk.documents`.

Nothing here knows about the store or about paper. Everything that a document prints comes in through one of
these rows, so that the same content always gives the same bytes. A child appears by initials and ref only.
Longer than other modules, because it is one list and is read as one.
"""

from dataclasses import dataclass
from datetime import date, datetime, time

from panel_desk.rules.vocabulary import (
    Capacity,
    CaseKind,
    HeadingPurpose,
    MeetingFormat,
    MinutesState,
    Outcome,
    PackEdition,
    PanelType,
    PaperKind,
    Response,
    View,
)


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What every document of a meeting says of it.

    Args:
        agency: the agency's name as it prints.
        panel: the panel's name.
        meeting: the meeting's ref.
        held_on: the day of the meeting.
        starts_at: wall time; None where it is not settled.
        place: how the panel meets; None where it is not settled.
        chair: the name of whoever presides; None where nobody is appointed yet.
        panel_type: an agency's own panel or a joint one.
    """

    agency: str
    panel: str
    meeting: str
    held_on: date
    starts_at: time | None
    place: MeetingFormat | None
    chair: str | None
    panel_type: PanelType


@dataclass(frozen=True, slots=True)
class ChildLine:
    """A child, as a document may name one.

    Args:
        ref: the child's ref.
        initials: the child's initials; never the name.
        authority: the name of the child's authority.
    """

    ref: str
    initials: str
    authority: str


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What a document says of a case.

    Args:
        case: the case's ref.
        kind: what the panel is asked to consider.
        household: the adopters' names as they print; None where the case has no household.
        children: every child that the case concerns.
        social_worker: who brings the case; None where not known.
    """

    case: str
    kind: CaseKind
    household: str | None
    children: tuple[ChildLine, ...]
    social_worker: str | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of an agenda.

    Args:
        number: its place on the agenda, from 1.
        facts: the case.
        starts_at: wall time; None where it is not settled.
        duration_minutes: its length; None where it is not settled.
    """

    number: int
    facts: CaseFacts
    starts_at: time | None
    duration_minutes: int | None


@dataclass(frozen=True, slots=True)
class AgendaBreak:
    """A pause between two items.

    Args:
        title: what it is, such as “Break” or “Lunch”.
        starts_at: wall time; None where it is not settled.
        duration_minutes: its length.
    """

    title: str
    starts_at: time | None
    duration_minutes: int


@dataclass(frozen=True, slots=True)
class Invited:
    """A person in the line-up.

    Args:
        name: the name as it prints.
        role: office and background in words, such as “Chair, independent”.
        capacity: in what capacity this person attends.
        response: the reply to the invitation; declined prints under apologies.
    """

    name: str
    role: str
    capacity: Capacity
    response: Response


@dataclass(frozen=True, slots=True)
class DeclaredInterest:
    """An interest that a member declared in a case.

    Args:
        case: the case's ref.
        item: the item's number.
        name: the member's name.
        nature: what the interest is.
        withdraws: whether the member takes no part in the item.
    """

    case: str
    item: int
    name: str
    nature: str
    withdraws: bool


@dataclass(frozen=True, slots=True)
class AgendaContent:
    """A meeting's agenda.

    Args:
        meeting: the meeting.
        issued_on: the day on which the agenda leaves.
        version: how often it was issued, from 1.
        entries: items and breaks in their order.
        line_up: everyone invited, chair first.
        interests: those declared so far.
        quorum: a sentence an item that needs saying, such as “Item 2 is not quorate: no social worker.”;
            empty where every item is quorate.
        only_case: None for the members' edition; a case's ref for the edition that the people who attend that
            case are sent, which shows nothing of any other case.
    """

    meeting: MeetingFacts
    issued_on: date
    version: int
    entries: tuple[AgendaItem | AgendaBreak, ...]
    line_up: tuple[Invited, ...]
    interests: tuple[DeclaredInterest, ...]
    quorum: tuple[str, ...]
    only_case: str | None = None


@dataclass(frozen=True, slots=True)
class Attended:
    """A person at the meeting, or who sent apologies.

    Args:
        name: the name as it prints.
        role: office and background in words.
        capacity: in what capacity.
        attended: False prints under apologies.
        arrived_at: wall time; None for from the start.
        left_at: wall time; None for to the end.
    """

    name: str
    role: str
    capacity: Capacity
    attended: bool
    arrived_at: time | None
    left_at: time | None


@dataclass(frozen=True, slots=True)
class ItemAttended:
    """A person's part in one item.

    Args:
        name: the name as it prints.
        role: office and background in words.
        capacity: in what capacity.
        counts: whether this person counts towards the item's quorum.
        why_not: in words, where the person does not count; empty where they do.
    """

    name: str
    role: str
    capacity: Capacity
    counts: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class NamedVote:
    """How somebody voted who dissents from what the panel recommended, or abstained.

    Args:
        name: the member's name as it prints.
        view: for, against or abstained.
        words: what they said of it.
    """

    name: str
    view: View
    words: str


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """What the panel recommended for one child or household.

    Args:
        subject: whom it is for, such as “Child QX (C012)” or the household.
        outcome: what the panel recommended.
        votes_for: votes in favour; None where votes were not counted.
        votes_against: votes against.
        abstained: abstentions.
        reasons: the panel's reasons, as written.
        voted: those who dissent or abstained, by name, where votes were taken by name; everybody who voted where
            there was no majority.
    """

    subject: str
    outcome: Outcome
    votes_for: int | None
    votes_against: int | None
    abstained: int | None
    reasons: str
    voted: tuple[NamedVote, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A heading of an item and what is written under it; no text where the registers say what stands there."""

    heading: str
    purpose: HeadingPurpose
    text: str = ""


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """The minutes of one item.

    Args:
        number: its place on the agenda, from 1.
        facts: the case.
        starts_at: wall time; None where it was not noted.
        ends_at: wall time; None where it was not noted.
        attended: everyone who attended the item.
        is_quorate: the rule's verdict.
        quorum: the verdict in words, a sentence or more.
        interests: those declared in this case.
        sections: in the order in which they print; attendance and recommendation hold their place among them.
        recommendations: one a child in a match, else one for the household; empty while none is recorded.
    """

    number: int
    facts: CaseFacts
    starts_at: time | None
    ends_at: time | None
    attended: tuple[ItemAttended, ...]
    is_quorate: bool
    quorum: str
    interests: tuple[DeclaredInterest, ...]
    sections: tuple[WrittenSection, ...]
    recommendations: tuple[RecommendationLine, ...]

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is still to be written of it before the minutes can go on, in words; empty where it is complete."""
        wanted = {
            "the reasons for bringing the case": self.written(HeadingPurpose.REASONS),
            "the discussion": self.written(HeadingPurpose.DISCUSSION),
            "a recommendation": self.recommendations,
        }
        return tuple(words for words, there in wanted.items() if not there)

    def written(self, purpose: HeadingPurpose) -> str:
        """What is written under the headings of a purpose, without what surrounds it."""
        return "\n".join(each.text for each in self.sections if each.purpose is purpose).strip()


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A chair's signature under minutes.

    Args:
        name: who signed, as it prints.
        role: in what office.
        signed_at: the moment, in the office's own time.
        fingerprint: the content's SHA-256 as 64 hexadecimal digits.
    """

    name: str
    role: str
    signed_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signs minutes: whoever presided, for the items over which they did.

    Args:
        member: the ref on the central list.
        name: the name as it prints.
        cases: the cases of those items.
        items: their numbers.
    """

    member: str
    name: str
    cases: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """What of a meeting's minutes goes to one decision maker.

    Args:
        authority: the code of the authority whose decision maker it is.
        authority_name: its name.
        decision_maker: who decides there; empty where Settings do not say.
        cases: refs of the cases that they decide, in the agenda's order.
        is_whole: whether these are all the items of the meeting.
        working_days: in which they decide, from receipt.
    """

    authority: str
    authority_name: str
    decision_maker: str
    cases: tuple[str, ...]
    is_whole: bool
    working_days: int


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """A meeting's minutes.

    Args:
        meeting: the meeting.
        state: how far they have come; anything but signed prints with a draft band.
        version: the version, from 1.
        dated_on: the day of this version.
        attended: everyone who came or sent apologies, chair first.
        items: the items in their order.
        signed: the signature; None until signed.
        only_case: None for the whole meeting; a case's ref for that case's extract, which shows nothing of
            any other case.
        bundle: what of it goes to one decision maker, whose print shows nothing of the other cases; None for the rest.
        signers: who signs, in the order of the agenda.
    """

    meeting: MeetingFacts
    state: MinutesState
    version: int
    dated_on: date
    attended: tuple[Attended, ...]
    items: tuple[MinutesItem, ...]
    signed: SignedBy | None = None
    only_case: str | None = None
    bundle: Bundle | None = None
    signers: tuple[Signer, ...] = ()


@dataclass(frozen=True, slots=True)
class LookedAtPage:
    """A page of a paper at which somebody has looked for phrases that no program can find there.

    Args:
        page: the page, from 1.
        boxes: the areas to blacken, each as its left, bottom, right and top edge in points, in the page's own
            coordinates.
    """

    page: int
    boxes: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class PackPaper:
    """A case paper in a pack.

    Args:
        key: what the papers' provider knows it by; the same for every version of the paper.
        file_name: the name of the file that was handed in.
        title: as the contents page lists it.
        kind: what it is.
        version: which version of it this is, from 1.
        pages: how many pages it has, so that a paper left out of a copy still has its numbers; 0 where not known.
        is_signed: it travels as an attachment, since putting it among other pages would break its seal.
        redact: phrases that this edition must not show.
        is_left_out: this edition must not hold it; its page numbers are kept free.
        redactions: how many phrases are marked in it, an edition each, and how often its pages were looked at,
            whatever this edition is.
        looked_at: the pages at which somebody has looked for the phrases that this edition must not show.
    """

    key: str
    file_name: str
    title: str
    kind: PaperKind
    version: int = 1
    pages: int = 0
    is_signed: bool = False
    redact: tuple[str, ...] = ()
    is_left_out: bool = False
    redactions: int = 0
    looked_at: tuple[LookedAtPage, ...] = ()


@dataclass(frozen=True, slots=True)
class PackCase:
    """A case in a pack, with its papers in reading order.

    Args:
        item: its agenda item.
        papers: the papers, in reading order, those that this edition leaves out among them.
        missing: a sentence for each paper that should be there and is not, such as “The medical summary was
            not received.”
        is_left_out: this edition must not hold the case nor name it; its page numbers are kept free.
    """

    item: AgendaItem
    papers: tuple[PackPaper, ...]
    missing: tuple[str, ...] = ()
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class CitedPages:
    """The page labels under which something stood in a pack, so that a later issue keeps them.

    Args:
        key: a paper's key, or `case:REF` for a case's divider.
        labels: the label of each of its pages in order, such as `12`, `12A`.
    """

    key: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackContent:
    """A meeting's pack: cover, agenda, contents, and each case's papers.

    Args:
        agenda: the agenda that the pack carries whole; its meeting, day and version are the pack's.
        cases: in the order of the agenda, those that this edition leaves out among them.
        prepared_for: the reader whose copy this is, named on every page; None for everyone's.
        left_out: a sentence for each case kept out of this copy, such as one its reader has an interest in.
        edition: for whom it is made.
        only_case: the case whose applicants the copy is for; None for every other edition.
        cited: the labels of earlier issues, oldest first; what has been cited keeps its label, and a label is never
            given to anything else.
        issue: which issue it is, from 1; 0 where it is made to look at and not issued.
        changed_since: the issue that its reader has already; 0 for none.
        changes: what they find changed since that one, a sentence each.
    """

    agenda: AgendaContent
    cases: tuple[PackCase, ...]
    prepared_for: str | None = None
    left_out: tuple[str, ...] = ()
    edition: PackEdition = PackEdition.MEMBER
    only_case: str | None = None
    cited: tuple[CitedPages, ...] = ()
    issue: int = 0
    changed_since: int = 0
    changes: tuple[str, ...] = ()

    @property
    def held_cases(self) -> tuple[str, ...]:
        """The refs of the cases that this copy holds."""
        return tuple(case.item.facts.case for case in self.cases if not case.is_left_out)
