"""Writes the made-up minutes: what was said on an item and what the agency was advised."""

from itertools import cycle

from panel_desk.rules.vocabulary import CaseKind
from panel_desk.sample import discussion
from panel_desk.sample.phrase_pools import Turns
from panel_desk.sample.plan_types import Brought

_QUESTIONS = {CaseKind.MATCH: 4, CaseKind.APPROVAL: 4}
_FEWER = 2


class Speech:
    """Finds words for one item after another.

    Args:
        turns: hands out the turns of speech.
        names: members' names by ref.
    """

    def __init__(self, turns: Turns, names: dict[str, str]) -> None:
        self._turns, self._names = turns, names

    def discussion(self, case: Brought) -> str:
        """What was said, in paragraphs."""
        kind = _as_spoken_of(case)
        paragraphs = [self._turns.next(discussion.OPENING[kind])]
        paragraphs += [self._turns.next(discussion.ANSWERED[kind]) for _ in range(_QUESTIONS.get(case.kind, _FEWER))]
        paragraphs.append(self._turns.next(discussion.CLOSING))
        children = cycle([kid.initials for kid in case.kids] or ["the child"])
        said = [paragraph.format_map(case.words(next(children))) for paragraph in paragraphs]
        said[:0] = [
            discussion.DECLARED.format(
                member=self._names[member],
                nature=nature[0].lower() + nature[1:],
                ruling=discussion.WITHDREW if withdraws else discussion.STAYED,
            )
            for member, (nature, withdraws) in case.interests.items()
        ]
        return "\n".join(said)

    def advice(self, case: Brought) -> str:
        """What the agency is advised besides."""
        return self._turns.next(discussion.ADVICE[_as_spoken_of(case)])


def _as_spoken_of(case: Brought) -> str:
    return case.kind.value if case.kind in _QUESTIONS else "other"
