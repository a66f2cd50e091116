"""Agenda PDFs: the members' edition, and an attendees' edition of one case that shows nothing of the others."""

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
)
from panel_desk.queries.document_rows import AgendaBreak, AgendaContent, AgendaItem, CaseFacts, Invited, MeetingFacts
from panel_desk.rules.dates import in_words, with_weekday
from panel_desk.rules.item_times import ends_at
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import Capacity, PanelType, Response

_TIME, _NUMBER = 74.0, 22.0  # widths of these columns, in points
_CAPACITIES = {
    Capacity.MEMBER: "Members",
    Capacity.ADVISER: "Advising the panel",
    Capacity.OBSERVER: "Observing",
}


def agenda_pdf(content: AgendaContent) -> bytes:
    """The agenda as a PDF, in the edition that the content asks for."""
    meeting = content.meeting
    setup = PageSetup(
        title=f"Agenda, {meeting.panel}, {in_words(meeting.held_on)}",
        agency=meeting.agency,
        about=f"{meeting.panel}, {in_words(meeting.held_on)}",
        foot=f"Version {content.version}, {in_words(content.issued_on)}",
        made_on=content.issued_on,
    )
    return make_pdf(setup, agenda_story(content))


def agenda_story(content: AgendaContent) -> list[Flowable]:
    """The agenda as flowables, for an agenda PDF or a pack."""
    if content.only_case is not None:
        return _for_attendees(content, content.only_case)
    story: list[Flowable] = [*heading("Agenda", content), Prose("Items", SECTION), _items(content)]
    story += _line_up(content)
    if content.interests:
        story += [
            Prose("Interests declared", SECTION),
            table(
                [
                    (
                        f"Item {interest.item}",
                        interest.name,
                        interest.nature,
                        "Withdraws" if interest.withdraws else "Takes part",
                    )
                    for interest in content.interests
                ],
                (44, 120, WIDTH - 234, 70),
                ("Item", "Member", "Interest", ""),
            ),
        ]
    if content.quorum:
        story += [Prose("Quorum", SECTION), *(Prose(sentence) for sentence in content.quorum)]
    return story


def heading(title: str, content: AgendaContent) -> list[Flowable]:
    """The title, date and facts at the top of an agenda, with the place where people come or join."""
    facts = meeting_facts(content.meeting)
    where = [("Where", content.venue or "")]
    at = 1 + [label for label, _ in facts].index("Place")
    return [
        Prose(title, TITLE),
        Prose(panel_and_day(content.meeting), SUBTITLE),
        label_table([*facts[:at], *where, *facts[at:]]),
    ]


def panel_and_day(meeting: MeetingFacts) -> str:
    """The subtitle of a meeting's document: its panel and date."""
    return f"{meeting.panel}, {with_weekday(meeting.held_on)}"


def meeting_facts(meeting: MeetingFacts) -> list[tuple[str, str]]:
    """Labels and values of a meeting's facts; a missing value is empty."""
    meeting_format = meeting.place.value if meeting.place else ""
    return [
        ("Starts at", times(meeting.starts_at, None)),
        ("Place", capital(meeting_format)),
        ("Chair", meeting.chair or ""),
        ("Panel", "Joint panel" if meeting.panel_type is PanelType.JOINT else ""),
        ("Meeting", meeting.meeting),
    ]


def case_lines(facts: CaseFacts) -> list[Flowable]:
    """A case in a table cell: kind, household, children by initials and ref, presenting social worker."""
    kind = capital(facts.kind)
    lines = [Prose(f"{kind}: {facts.household}" if facts.household else kind, CELL_STRONG)]
    lines += [Prose(f"Child {child.initials} ({child.ref}), {child.authority}", CELL_QUIET) for child in facts.children]
    presented = f", presented by {facts.social_worker}" if facts.social_worker else ""
    return [*lines, Prose(f"{facts.case}{presented}", CELL_QUIET)]


def _items(content: AgendaContent) -> Flowable:
    """The table of items and breaks, with their times."""
    day = content.meeting.held_on
    rows: list[tuple[Cell, ...]] = []
    for entry in content.entries:
        when = times(entry.starts_at, ends_at(day, entry.starts_at, entry.duration_minutes))
        if isinstance(entry, AgendaBreak):
            rows.append(("", when, entry.title))
        else:
            quality = Prose("Then, without the attendees: the quality of the reports", CELL_QUIET)
            rows.append((str(entry.number), when, [*case_lines(entry.facts), quality]))
    return table(rows, (_NUMBER, _TIME, WIDTH - _NUMBER - _TIME), ("", "Time", "Case"))


def _line_up(content: AgendaContent) -> list[Flowable]:
    """Everyone invited, by capacity, and the apologies."""
    story: list[Flowable] = []
    expected = [person for person in content.line_up if person.response is not Response.DECLINED]
    for capacity, title in _CAPACITIES.items():
        people = [person for person in expected if person.capacity is capacity]
        if people:
            story += [Prose(title, SECTION), _people(people)]
    apologies = [person.name for person in content.line_up if person.response is Response.DECLINED]
    if apologies:
        story += [Prose("Apologies", SECTION), Prose(", ".join(apologies))]
    return story


def _people(people: list[Invited]) -> Flowable:
    return table([(person.name, person.role) for person in people], (WIDTH * 0.45, WIDTH * 0.55))


def _for_attendees(content: AgendaContent, case: str) -> list[Flowable]:
    """The attendees' edition: the panel, and the one case with nothing of the others."""
    day = content.meeting.held_on
    story: list[Flowable] = [*heading("Your time at panel", content)]
    for entry in content.entries:
        if isinstance(entry, AgendaItem) and entry.facts.case == case:
            when = times(entry.starts_at, ends_at(day, entry.starts_at, entry.duration_minutes))
            story += [Prose("Your case", SECTION), table([(when, case_lines(entry.facts))], (_TIME, WIDTH - _TIME))]
    withdrawn = {interest.name for interest in content.interests if interest.case == case and interest.withdraws}
    people = [
        person
        for person in content.line_up
        if person.response is not Response.DECLINED and person.name not in withdrawn
    ]
    if people:
        story += [Prose("Who you will meet", SECTION), _people(people)]
    return [*story, Prose("The panel recommends; the agency decision maker decides afterwards.", SMALL)]
