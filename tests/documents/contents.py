"""Builders of documents' contents, with valid defaults for all that a test does not give."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from panel_desk.queries.document_rows import (
    AgendaBreak,
    AgendaContent,
    AgendaItem,
    Attended,
    CaseFacts,
    ChildLine,
    DeclaredInterest,
    Invited,
    ItemAttended,
    MeetingFacts,
    MinutesContent,
    MinutesItem,
    PackCase,
    PackContent,
    PackPaper,
    RecommendationLine,
    SignedBy,
    WrittenSection,
)
from panel_desk.rules.minutes_headings import (
    ADVICE,
    ATTENDANCE,
    CONCERNS,
    DISCUSSION,
    REASONS_FOR_BRINGING,
    RECOMMENDATION,
)
from panel_desk.rules.vocabulary import (
    Capacity,
    CaseKind,
    HeadingPurpose,
    MeetingFormat,
    MinutesState,
    Outcome,
    PanelType,
    PaperKind,
    Response,
)

DAY = date(2027, 3, 10)
CHAIR = "Siân Llewellyn"
CHILDREN = (ChildLine("C041", "QX", "Fenland County Council"), ChildLine("C042", "QZ", "Ouse Valley Council"))
MEETING = MeetingFacts(
    agency="Fenland and Ouse Adoption",
    panel="Adoption and Permanence Panel",
    meeting="P2027-03-10",
    held_on=DAY,
    starts_at=time(9, 30),
    place=MeetingFormat.VIRTUAL,
    chair=CHAIR,
    panel_type=PanelType.ORDINARY,
)
APPROVAL = CaseFacts("CASE-071", CaseKind.APPROVAL, "Bethan and Ben Barlow", (), "Nadia Karim")
MATCH = CaseFacts("CASE-072", CaseKind.MATCH, "Orla Quigley", CHILDREN, "Tomasz Wójcik")
REVIEW = CaseFacts("CASE-073", CaseKind.REVIEW_OF_APPROVAL, "Priya and Sam Dhillon", (), None)
LINE_UP = (
    Invited(CHAIR, "Chair, independent", Capacity.MEMBER, Response.ACCEPTED),
    Invited("Ewa Żółć", "Social worker", Capacity.MEMBER, Response.TENTATIVE),
    Invited("Grace Okafor", "Independent", Capacity.MEMBER, Response.ACCEPTED),
    Invited("Dr Ann Hale", "Medical adviser", Capacity.ADVISER, Response.ACCEPTED),
    Invited("Idris Bell", "Independent", Capacity.OBSERVER, Response.NONE),
    Invited("Piotr Gray", "Independent", Capacity.MEMBER, Response.DECLINED),
)
ENTRIES: tuple[AgendaItem | AgendaBreak, ...] = (
    AgendaItem(1, APPROVAL, time(9, 45), 45),
    AgendaBreak("Break", time(10, 30), 15),
    AgendaItem(2, MATCH, time(10, 50), 65),
    AgendaItem(3, REVIEW, None, None),
)
INTERESTS = (
    DeclaredInterest("CASE-072", 2, "Grace Okafor", "Taught the older child", withdraws=True),
    DeclaredInterest("CASE-073", 3, "Ewa Żółć", "Lives in the same village", withdraws=False),
)


def an_agenda(
    entries: Sequence[AgendaItem | AgendaBreak] = ENTRIES,
    *,
    meeting: MeetingFacts = MEETING,
    line_up: Sequence[Invited] = LINE_UP,
    interests: Sequence[DeclaredInterest] = INTERESTS,
    quorum: Sequence[str] = ("Item 2. Not quorate: 4 of 5 members. Ask another member to sit.",),
    only_case: str | None = None,
) -> AgendaContent:
    """The agenda of a panel with an approval, a match of two children and a review."""
    return AgendaContent(
        meeting, date(2027, 3, 3), 2, tuple(entries), tuple(line_up), tuple(interests), tuple(quorum), only_case
    )


def an_item(
    facts: CaseFacts = APPROVAL,
    number: int = 1,
    *,
    discussion: str = "The panel heard how the couple had prepared.",
    reasons_for_bringing: str = "Approval is sought.",
    advice: str = "",
    recommendations: Sequence[RecommendationLine] | None = None,
    interests: Sequence[DeclaredInterest] = (),
    attended: Sequence[ItemAttended] | None = None,
) -> MinutesItem:
    """The minutes of an item at which three members counted and an adviser did not."""
    if recommendations is None:
        recommendations = (RecommendationLine(facts.household or "", Outcome.RECOMMENDED, 5, 0, 0, "Sound reasons."),)
    if attended is None:
        attended = (
            *(ItemAttended(each.name, each.role, each.capacity, counts=True) for each in LINE_UP[:3]),
            ItemAttended("Dr Ann Hale", "Medical adviser", Capacity.ADVISER, counts=False, why_not="is an adviser"),
        )
    return MinutesItem(
        number=number,
        facts=facts,
        starts_at=time(9 + number, 45),
        ends_at=time(10 + number, 30),
        attended=tuple(attended),
        is_quorate=True,
        quorum=f"5 of 5 members for the whole of the item. {CHAIR} presided.",
        interests=tuple(interests),
        sections=(
            WrittenSection(REASONS_FOR_BRINGING, HeadingPurpose.REASONS, reasons_for_bringing),
            WrittenSection(ATTENDANCE, HeadingPurpose.ATTENDANCE),
            WrittenSection(DISCUSSION, HeadingPurpose.DISCUSSION, discussion),
            WrittenSection(CONCERNS, HeadingPurpose.WRITTEN),
            WrittenSection(RECOMMENDATION, HeadingPurpose.RECOMMENDATION),
            WrittenSection(ADVICE, HeadingPurpose.ADVICE, advice),
        ),
        recommendations=tuple(recommendations),
    )


def some_minutes(
    items: Sequence[MinutesItem] | None = None,
    *,
    state: MinutesState = MinutesState.DRAFT,
    only_case: str | None = None,
    meeting: MeetingFacts = MEETING,
    attended: Sequence[Attended] | None = None,
) -> MinutesContent:
    """The minutes of a panel with an approval and a match; where they are signed, by the chair."""
    if items is None:
        match = an_item(MATCH, 2, discussion="The panel asked about contact.", interests=INTERESTS[:1])
        items = (an_item(), match)
    if attended is None:
        attended = [
            Attended(p.name, p.role, p.capacity, p.response is not Response.DECLINED, None, None) for p in LINE_UP
        ]
        attended[1] = Attended("Ewa Żółć", "Social worker", Capacity.MEMBER, True, time(9, 50), time(12, 5))
    signed = SignedBy(CHAIR, "Presided at this meeting", datetime(2027, 3, 17, 14, 5, tzinfo=UTC), "0a1b2c3d" * 8)
    return MinutesContent(
        meeting=meeting,
        state=state,
        version=1,
        dated_on=date(2027, 3, 15),
        attended=tuple(attended),
        items=tuple(items),
        signed=signed if state is MinutesState.SIGNED else None,
        only_case=only_case,
    )


def a_paper(key: str, name: str | None = None) -> PackPaper:
    """A paper in a pack's content; `key` identifies it, and its file is called `key`.pdf unless a name is given."""
    name = name or f"{key}.pdf"
    return PackPaper(key, name, name.rsplit(".", 1)[0], PaperKind.OTHER)


def a_pack(*papers: str, left_out: Sequence[str] = (), missing: Sequence[str] = ()) -> PackContent:
    """A pack of two cases: the first has papers, the second has none.

    Args:
        papers: the keys of the first case's papers.
        left_out: a sentence for each case that is left out of the copy.
        missing: a sentence for each paper that the second case lacks.
    """
    agenda = an_agenda()
    first, second = (each for each in agenda.entries[:3] if isinstance(each, AgendaItem))
    return PackContent(
        agenda,
        (PackCase(first, tuple(a_paper(key) for key in papers)), PackCase(second, (), tuple(missing))),
        left_out=tuple(left_out),
    )
