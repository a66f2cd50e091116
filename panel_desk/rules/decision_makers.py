"""Who may not be an agency decision maker: a member of the panel (AAR 2005, regulation 30B(3); 19 and 33 alike)."""

from panel_desk.rules.folding import fold
from panel_desk.rules.vocabulary import MemberStatus

_ON_THE_LIST = frozenset({MemberStatus.ACTIVE, MemberStatus.ON_HOLD})


def is_member(decision_maker: str, title: str | None, given_name: str, family_name: str, status: MemberStatus) -> bool:
    """Whether a decision maker has the name of a person on the central list, with or without their title.

    Accents, upper case and spacing do not matter. The registers know a decision maker by name only, so that two people
    of one name cannot be told apart.
    """
    if status not in _ON_THE_LIST:
        return False
    name = f"{given_name} {family_name}"
    return _plain(decision_maker) in {_plain(name), _plain(f"{title or ''} {name}")}


def warning(decision_maker: str, authority: str) -> str:
    """The sentence that warns of a decision maker who has a member's name."""
    return (
        f"{decision_maker}, the decision maker of {authority}, has the name of a person on the central list. A member "
        "of the panel cannot take the agency's decision (AAR 2005, regulation 30B(3)). Name another decision maker, "
        "unless these are two people"
    )


def _plain(name: str) -> str:
    return " ".join(fold(name).replace(".", " ").split())
