"""What minutes still lack, or have that cannot stand, before they can be final."""

from collections.abc import Sequence

from panel_desk.desk import Work
from panel_desk.queries.document_rows import MinutesContent, MinutesItem
from panel_desk.queries.meetings.meetings import recommendations
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import Capacity, Outcome


def unfinished(work: Work, content: MinutesContent) -> tuple[str, ...]:
    """What still has to be done, each in a sentence."""
    wanting = [f"Item {item.number} lacks {listed(item.lacks)}." for item in content.items if item.lacks]
    recorded = recommendations(work, content.meeting.meeting)
    for item in content.items:
        made = [one for one in recorded if one.case == item.facts.case and one.outcome is not Outcome.DEFERRED]
        votes = [view.name for one in made for view in one.views]
        wanting += [fault] if (fault := _not_valid(item, votes)) else []
    if not any(person.attended and person.capacity is Capacity.MEMBER for person in content.attended):
        wanting.append("Nobody is recorded as having attended.")
    return tuple(wanting)


def _not_valid(item: MinutesItem, voted: Sequence[str]) -> str:
    """Why what is recorded cannot be a recommendation of those who count by now; empty where it can.

    Args:
        item: the item.
        voted: the names of those whose votes are recorded by name.
    """
    recommended = [one for one in item.recommendations if one.outcome is not Outcome.DEFERRED]
    if not recommended:
        return ""
    if not item.is_quorate:
        return (
            f"Item {item.number} has a recommendation and no quorum: put right who attended it and who withdrew, or "
            "defer the case."
        )
    counting = [person.name for person in item.attended if person.counts]
    if gone := [name for name in dict.fromkeys(voted) if name not in counting]:
        return f"Item {item.number} has votes of people who do not count on it: {listed(gone)}. Put the votes right."
    votes = max(sum(filter(None, (one.votes_for, one.votes_against, one.abstained))) for one in recommended)
    if votes > len(counting):
        return f"Item {item.number} has {votes} votes, and {len(counting)} members count on it: put the votes right."
    return ""
