"""The finder: members, meetings and cases, and those that match what was typed."""

from dataclasses import dataclass

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Member
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.meetings.meetings import meetings
from panel_desk.queries.names import by_name, member_name
from panel_desk.rules.access import Information
from panel_desk.rules.dates import in_words
from panel_desk.rules.folding import fold

MEMBER, MEETING, CASE = "member", "meeting", "case"


@dataclass(frozen=True, slots=True)
class Findable:
    """A record that the finder can find.

    Args:
        kind: `member`, `meeting` or `case`.
        ref: the record's ref.
        title: its name.
        details: a second line, such as its status.
        search_text: the text in which typed words are searched, folded.
    """

    kind: str
    ref: str
    title: str
    details: str
    search_text: str


@shows(Information.CALENDAR)
def findables(work: Work) -> tuple[Findable, ...]:
    """Every record that the finder can find: members by name, meetings from the newest on, cases by ref."""
    found = [
        Findable(MEMBER, m.ref, member_name(m), f"{m.role}, {m.status} · {m.ref}", fold(f"{member_name(m)} {m.ref}"))
        for m in sorted(work.session.scalars(select(Member)), key=by_name)
    ]
    found += [
        Findable(
            MEETING,
            m.ref,
            f"Panel of {in_words(m.meets_on)}",
            f"{m.status} · {m.ref}",
            fold(f"{in_words(m.meets_on)} {m.ref} {m.panel}"),
        )
        for m in reversed(meetings(work))
    ]
    found += [
        Findable(
            CASE,
            c.ref,
            c.title,
            f"{c.status} · {c.ref}",
            fold(f"{c.title} {c.ref} {' '.join(c.children)} {c.household or ''}"),
        )
        for c in cases(work)
    ]
    return tuple(found)


def matching(everything: tuple[Findable, ...], typed: str, most: int = 12) -> tuple[Findable, ...]:
    """The first `most` records that contain every typed word, without regard to case and accents."""
    words = fold(typed).split()
    if not words:
        return ()
    return tuple(each for each in everything if all(word in each.search_text for word in words))[:most]
