"""Who may not be an agency decision maker: a member of the panel (AAR 2005, regulation 30B(3); 19 and 33 alike)."""

import re

from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import MemberStatus

_ON_THE_LIST = frozenset({MemberStatus.ACTIVE, MemberStatus.ON_HOLD})
_BESIDE_A_NAME = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "professor",
        "sir",
        "dame",
        "lady",
        "lord",
        "rev",
        "revd",
        "reverend",
        "cllr",
        "councillor",
        "obe",
        "mbe",
        "cbe",
        "kc",
        "qc",
        "jp",
        "ba",
        "bsc",
        "ma",
        "msc",
        "msw",
        "phd",
        "cqsw",
        "dipsw",
    ]
)
"""Titles, honours and degrees, folded."""


def is_member(decision_maker: str, title: str | None, given_name: str, family_name: str, status: MemberStatus) -> bool:
    """Whether a person of these names and this status is on the central list and has the decision maker's name.

    Accents, upper case, spacing, titles, honours and which name comes first do not matter. The registers know a
    decision maker by name only, so that two people of one name cannot be told apart.
    """
    if status not in _ON_THE_LIST:
        return False
    name = _words(f"{given_name} {family_name}")
    beside = _BESIDE_A_NAME.union(_words(title or "")).difference(name)
    return sorted(name) == sorted(word for word in _words(decision_maker) if word not in beside)


def warning(decision_maker: str, authority: str) -> str:
    """The sentence that warns of a decision maker who has a member's name."""
    return (
        f"{decision_maker}, the decision maker of {authority}, has the name of a person on the central list. A member "
        "of the panel cannot take the agency's decision (AAR 2005, regulation 30B(3)). Name another decision maker, "
        "unless these are two people"
    )


def _words(name: str) -> list[str]:
    return re.findall(r"\w+", re.sub(r"['\u2019]", "", fold(name)))
