"""The contents of printed documents, as frozen rows: filled by queries, printed by `panel_desk.documents`.

Everything that a document prints is in one of these rows, so that the same content always gives the same bytes. A
child appears by initials and ref only. The field names of `MinutesContent` and of the rows in it are part of the
fingerprint of signed minutes and must not be renamed.
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
    """The facts of a meeting that every document prints.

    Args:
        agency: the agency's name as it is printed.
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
    """A child, as documents name one.

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
    """The facts of a case that documents print.

    Args:
        case: the case's ref.
        kind: what the panel is asked to consider.
        household: the adopters' names as they are printed; None where the case has no household.
        children: every child that the case concerns.
        social_worker: the social worker who brings the case; None where not known.
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
        number: the item number, from 1.
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
    """A person on the line-up.

    Args:
        name: the name as it is printed.
        role: office and background in words, such as “Chair, independent”.
        capacity: in what capacity this person attends.
        response: the reply to the invitation; who declined is printed under apologies.
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
        issued_on: the day of issue.
        version: the number of the issue, from 1.
        entries: items and breaks in their order.
        line_up: everyone invited, chair first.
        interests: those declared so far.
        quorum: a sentence for each inquorate item, such as “Item 2 is not quorate: no social worker.”
        only_case: None for the members' edition; a case's ref for the edition that the people who attend that
            case are sent, which shows nothing of any other case.
        venue: the address, or the link to join by; None where it is not settled.
    """

    meeting: MeetingFacts
    issued_on: date
    version: int
    entries: tuple[AgendaItem | AgendaBreak, ...]
    line_up: tuple[Invited, ...]
    interests: tuple[DeclaredInterest, ...]
    quorum: tuple[str, ...]
    only_case: str | None = None
    venue: str | None = None


@dataclass(frozen=True, slots=True)
class Attended:
    """A person who attended the meeting or sent apologies.

    Args:
        name: the name as it is printed.
        role: office and background in words.
        capacity: in what capacity.
        attended: False where they sent apologies.
        arrived_at: wall time; None where they came at the start.
        left_at: wall time; None where they stayed to the end.
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
        name: the name as it is printed.
        role: office and background in words.
        capacity: in what capacity.
        counts: whether this person counts towards the item's quorum.
        why_not: why the person does not count, in words; empty where they do.
    """

    name: str
    role: str
    capacity: Capacity
    counts: bool
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class NamedVote:
    """The vote of a member who dissents from the recommendation or abstained.

    Args:
        name: the member's name as it is printed.
        view: for, against or abstained.
        words: the reasons that they gave.
    """

    name: str
    view: View
    words: str


@dataclass(frozen=True, slots=True)
class RecommendationLine:
    """What the panel recommended for one child or household.

    Args:
        subject: the child or household, such as “Child QX (C012)”.
        outcome: what the panel recommended.
        votes_for: votes for what is recommended, also where that is negative; None where votes were not counted.
        votes_against: votes against what is recommended.
        abstained: abstentions.
        reasons: the panel's reasons, as written.
        voted: those who dissent or abstained, by name, where votes were taken by name; everybody who voted where
            there was no majority or the case was deferred.
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
    """A section of an item's minutes; without text where it is printed from the registers."""

    heading: str
    purpose: HeadingPurpose
    text: str = ""


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """The minutes of one item.

    Args:
        number: the item number, from 1.
        facts: the case.
        starts_at: wall time; None where it was not noted.
        ends_at: wall time; None where it was not noted.
        attended: everyone who attended the item.
        is_quorate: whether the item was quorate.
        quorum: the verdict in words, one sentence or more.
        interests: those declared in this case.
        sections: the sections in the order in which they are printed, attendance and recommendation among them.
        recommendations: one per child in a match, else one for the household; empty while none is recorded.
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
        """What must be written before the minutes can be sent for review, in words; empty where it is complete."""
        required = {
            "the reasons for bringing the case": self.written(HeadingPurpose.REASONS),
            "the discussion": self.written(HeadingPurpose.DISCUSSION),
            "a recommendation": self.recommendations,
        }
        return tuple(words for words, content in required.items() if not content)

    def written(self, purpose: HeadingPurpose) -> str:
        """The text under the headings of a purpose, without blank space around it."""
        return "\n".join(each.text for each in self.sections if each.purpose is purpose).strip()


@dataclass(frozen=True, slots=True)
class SignedBy:
    """A chair's signature under minutes.

    Args:
        name: who signed, as it is printed.
        role: in what role they sign.
        signed_at: when, in local time.
        fingerprint: the content's SHA-256 as 64 hexadecimal digits.
    """

    name: str
    role: str
    signed_at: datetime
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A person who signs minutes, for the items over which they presided.

    Args:
        member: the ref on the central list.
        name: the name as it is printed.
        cases: the cases of those items.
        items: their numbers.
    """

    member: str
    name: str
    cases: tuple[str, ...]
    items: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Bundle:
    """The part of a meeting's minutes that goes to one decision maker.

    Args:
        authority: the code of the decision maker's authority.
        authority_name: its name.
        decision_maker: the decision maker's name; empty where Settings have none.
        cases: refs of the cases that they decide, in the agenda's order.
        is_whole: whether these are all the items of the meeting.
        working_days: working days for the decision, from receipt of the minutes.
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
        state: their state; unless signed, they are printed with a draft band.
        version: the version, from 1.
        dated_on: the day of this version.
        attended: everyone who came or sent apologies, chair first.
        items: the items in their order.
        signed: the signature; None until signed.
        only_case: None for the whole meeting; a case's ref for that case's extract, which shows nothing of
            any other case.
        bundle: the part for one decision maker, whose print shows nothing of the other cases; None for whole minutes.
        signers: the people who sign, in the order of their items.
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

    @property
    def starts_at(self) -> time | None:
        """When the meeting began: as planned, or earlier where an item began earlier; None where neither is known."""
        return min(filter(None, (self.meeting.starts_at, *(item.starts_at for item in self.items))), default=None)

    def at_item(self, item: MinutesItem) -> tuple[ItemAttended, ...]:
        """Those who attended an item, without those who had left before it began or came when it was over.

        The item's own list has them too, because it is part of the fingerprint of signed minutes.
        """
        missed = {
            (person.name, person.role, person.capacity)
            for person in self.attended
            if (person.left_at and item.starts_at and person.left_at <= item.starts_at)
            or (person.arrived_at and item.ends_at and person.arrived_at >= item.ends_at)
        }
        return tuple(
            person
            for person in item.attended
            if person.counts or (person.name, person.role, person.capacity) not in missed
        )


@dataclass(frozen=True, slots=True)
class LookedAtPage:
    """A page of a paper that a person has searched for phrases, because no program can read it.

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
        key: identifies the paper to the function that reads it; the same for every version.
        file_name: the name of the file as it was filed.
        title: the title on the contents page.
        kind: its kind.
        version: the version, from 1.
        pages: the number of pages, so that page numbers are reserved where it is left out; 0 where not known.
        is_signed: True where it has a digital signature, which merging would break, so that it is attached instead.
        redact: the phrases to redact in this edition.
        is_left_out: this edition must not hold it; its page numbers stay reserved.
        redactions: how many redactions are marked in it, counted once per edition, plus how often its pages were
            looked at; the same in every edition.
        hidden: a hash of what they hide and of the areas blackened; the same in every edition.
        looked_at: the pages that a person has searched for the phrases of this edition.
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
    hidden: str = ""
    looked_at: tuple[LookedAtPage, ...] = ()


@dataclass(frozen=True, slots=True)
class PackCase:
    """A case in a pack, with its papers in reading order.

    Args:
        item: its agenda item.
        papers: the papers, in reading order, with those that this edition leaves out.
        missing: a sentence for each missing paper, such as “The medical summary was not received.”
        is_left_out: this edition must neither hold the case nor name it; its page numbers stay reserved.
    """

    item: AgendaItem
    papers: tuple[PackPaper, ...]
    missing: tuple[str, ...] = ()
    is_left_out: bool = False


@dataclass(frozen=True, slots=True)
class CitedPages:
    """The page labels of a paper or divider in an issued pack, so that a later issue keeps them.

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
        agenda: the whole agenda; its meeting, day and version are the pack's.
        cases: in the order of the agenda, with those that this edition leaves out.
        prepared_for: the reader, whose name is on every page; None for a copy without a name.
        left_out: a sentence for each case left out of this copy, such as one from which its reader withdraws.
        edition: the edition.
        only_case: the case whose applicants the copy is for; None for every other edition.
        cited: the page labels of earlier issues, oldest first; a page keeps its label, and no label is used twice.
        issue: the number of the issue, from 1; 0 for a copy that is not issued.
        changed_since: the number of the issue that its reader has already; 0 for none.
        changes: what has changed for them since that issue, one sentence each.
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
        """The refs of the cases in this copy."""
        return tuple(case.item.facts.case for case in self.cases if not case.is_left_out)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """One row of a register in words: labels and values, the records that it belongs to first."""

    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class HeldRegister:
    """The rows of one register that are about a person, such as their attendance at meetings."""

    name: str
    rows: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class HeldEntry:
    """An entry of the history that concerns a person.

    Args:
        at: when it was made.
        sentence: who did what.
        changes: the changes, in words.
    """

    at: datetime
    sentence: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HeldPaper:
    """A paper, or an earlier version of one, that was filed for a case of a person.

    Args:
        id: the paper's number.
        title: its name, its version and its case.
        sha256: the name of its file in the vault.
        is_health: it is a medical paper.
    """

    id: int
    title: str
    sha256: str
    is_health: bool


@dataclass(frozen=True, slots=True)
class HeldOnPerson:
    """Everything that the store holds on one person (UK GDPR article 15).

    Args:
        ref: the person's ref, or the sign-in name of an account.
        who: who it is, such as `Siân Llewellyn, member of the central list`.
        agency: the agency's name.
        made_at: when it was put together.
        made_by: by whom.
        registers: the rows that are about them, by register; then the rows whose text names them.
        did: what they did in the program, as counts of each act.
        history: the entries of the history that concern them, newest first.
        papers: the papers of their cases, with earlier versions.
        own: their own names, e-mail address and telephone number, which are not marked.
        others: the names and refs of other people, which are marked wherever they are found.
    """

    ref: str
    who: str
    agency: str
    made_at: datetime
    made_by: str
    registers: tuple[HeldRegister, ...]
    did: tuple[str, ...]
    history: tuple[HeldEntry, ...]
    papers: tuple[HeldPaper, ...]
    own: tuple[str, ...]
    others: tuple[str, ...]
