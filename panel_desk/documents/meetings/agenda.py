"""The agenda: the members' edition, and for each case an attendees' edition that shows nothing of any other case."""

from reportlab.platypus import Flowable

from panel_desk.documents.style.page_style import (
    CELL_QUIET,
    CELL_STRONG,
    SECTION,
    SMALL,
    SUBTITLE,
    TITLE,
    WIDTH,
    Cell,
    PageSetup,
    Prose,
    label_table,
    make_pdf,
    table,
    times,
    weekday_in_words,
)
from panel_desk.queries.document_rows import AgendaBreak, AgendaContent, AgendaItem, CaseFacts, Invited, MeetingFacts
from panel_desk.queries.meetings.quorum import ends_at
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import Capacity, PanelType, Response

_TIME, _NUMBER = 74.0, 22.0
_CAPACITIES = {
    Capacity.MEMBER: "Members",
    Capacity.ADVISER: "Advising the panel",
    Capacity.OBSERVER: "Observing",
}


def agenda_pdf(content: AgendaContent) -> bytes:
    """The agenda as a PDF, in the edition that the content asks for."""
    meeting = content.meeting
    sheet = PageSetup(
        title=f"Agenda, {meeting.panel}, {in_words(meeting.held_on)}",
        agency=meeting.agency,
        about=f"{meeting.panel}, {in_words(meeting.held_on)}",
        foot=f"Version {content.version}, {in_words(content.issued_on)}",
    )
    return make_pdf(sheet, agenda_story(content))


def agenda_story(content: AgendaContent) -> list[Flowable]:
    """What the agenda says, for a document of its own or as part of a pack."""
    if content.only_case is not None:
        return _for_attendees(content, content.only_case)
    story: list[Flowable] = [*heading("Agenda", content.meeting), Prose("Items", SECTION), _items(content)]
    story += _line_up(content)
    if content.interests:
        story += [
            Prose("Interests declared", SECTION),
            table(
                [
                    (f"Item {each.item}", each.name, each.nature, "Withdraws" if each.withdraws else "Takes part")
                    for each in content.interests
                ],
                (44, 120, WIDTH - 234, 70),
                ("Item", "Member", "Interest", ""),
            ),
        ]
    if content.quorum:
        story += [Prose("Quorum", SECTION), *(Prose(sentence) for sentence in content.quorum)]
    return story


def heading(title: str, meeting: MeetingFacts) -> list[Flowable]:
    """The head of a meeting's document: what it is, and the meeting's facts."""
    return [Prose(title, TITLE), Prose(panel_and_day(meeting), SUBTITLE), label_table(meeting_facts(meeting))]


def panel_and_day(meeting: MeetingFacts) -> str:
    """Which panel it is and on which day, as it stands under a title."""
    return f"{meeting.panel}, {weekday_in_words(meeting.held_on)}"


def meeting_facts(meeting: MeetingFacts) -> list[tuple[str, str]]:
    """A meeting's facts with their labels, those that say nothing among them."""
    place = meeting.place.value if meeting.place else ""
    return [
        ("Starts at", times(meeting.starts_at, None)),
        ("Place", capital(place)),
        ("Chair", meeting.chair or ""),
        ("Panel", "Joint panel" if meeting.panel_type is PanelType.JOINT else ""),
        ("Meeting", meeting.meeting),
    ]


def case_lines(facts: CaseFacts) -> list[Flowable]:
    """Who a case concerns, in a table's cell: kind, people, children by initials and ref, who brings it."""
    kind = capital(facts.kind)
    lines = [Prose(f"{kind}: {facts.household}" if facts.household else kind, CELL_STRONG)]
    lines += [Prose(f"Child {child.initials} ({child.ref}), {child.authority}", CELL_QUIET) for child in facts.children]
    brought = f", brought by {facts.social_worker}" if facts.social_worker else ""
    return [*lines, Prose(f"{facts.case}{brought}", CELL_QUIET)]


def _items(content: AgendaContent) -> Flowable:
    day = content.meeting.held_on
    rows: list[tuple[Cell, ...]] = []
    for entry in content.entries:
        when = times(entry.starts_at, ends_at(day, entry.starts_at, entry.minutes))
        if isinstance(entry, AgendaBreak):
            rows.append(("", when, entry.title))
        else:
            quality = Prose("Then, without the attendees: the quality of the reports", CELL_QUIET)
            rows.append((str(entry.number), when, [*case_lines(entry.facts), quality]))
    return table(rows, (_NUMBER, _TIME, WIDTH - _NUMBER - _TIME), ("", "Time", "Case"))


def _line_up(content: AgendaContent) -> list[Flowable]:
    story: list[Flowable] = []
    coming = [each for each in content.line_up if each.response is not Response.DECLINED]
    for capacity, title in _CAPACITIES.items():
        people = [each for each in coming if each.capacity is capacity]
        if people:
            story += [Prose(title, SECTION), _people(people)]
    away = [each.name for each in content.line_up if each.response is Response.DECLINED]
    if away:
        story += [Prose("Apologies", SECTION), Prose(", ".join(away))]
    return story


def _people(people: list[Invited]) -> Flowable:
    return table([(each.name, each.role) for each in people], (WIDTH * 0.45, WIDTH * 0.55))


def _for_attendees(content: AgendaContent, case: str) -> list[Flowable]:
    day = content.meeting.held_on
    story: list[Flowable] = [*heading("Your time at panel", content.meeting)]
    for entry in content.entries:
        if isinstance(entry, AgendaItem) and entry.facts.case == case:
            when = times(entry.starts_at, ends_at(day, entry.starts_at, entry.minutes))
            story += [Prose("Your case", SECTION), table([(when, case_lines(entry.facts))], (_TIME, WIDTH - _TIME))]
    withdrawn = {each.name for each in content.interests if each.case == case and each.withdraws}
    people = [each for each in content.line_up if each.response is not Response.DECLINED and each.name not in withdrawn]
    if people:
        story += [Prose("Who you will meet", SECTION), _people(people)]
    return [*story, Prose("The panel recommends; the agency decision maker decides afterwards.", SMALL)]
