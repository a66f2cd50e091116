"""What people, households and cases are called on screens and in documents. A child is initials and a ref."""

from collections.abc import Sequence

from panel_desk.models import Child, Household, Member
from panel_desk.rules.folding import fold
from panel_desk.rules.text import capital, listed
from panel_desk.rules.vocabulary import CaseKind


def member_name(member: Member) -> str:
    """A member's name as it prints."""
    return f"{member.given_name} {member.family_name}"


def adopters(household: Household | None) -> str | None:
    """The adopters' full names: `Bethan Barlow and Ben Barlow`."""
    if household is None:
        return None
    return " and ".join(name for name in (household.adopter_1, household.adopter_2) if name)


def household_name(household: Household | None) -> str | None:
    """What a household is called in short: `Barlow household`, or both family names where they differ."""
    if household is None:
        return None
    families = [name.split()[-1] for name in (household.adopter_1, household.adopter_2) if name]
    return f"{' and '.join(dict.fromkeys(families))} household"


def children_in_words(children: Sequence[Child]) -> str | None:
    """`child QX`, or `children QX and QY`."""
    if not children:
        return None
    return f"{'child' if len(children) == 1 else 'children'} {listed([child.initials for child in children])}"


def case_title(kind: CaseKind, household: Household | None, children: Sequence[Child]) -> str:
    """What a case is called: `Match: child QX, Barlow household`."""
    concerned = ", ".join(part for part in (children_in_words(children), household_name(household)) if part)
    return capital(f"{kind}: {concerned}" if concerned else kind)


def by_name(member: Member) -> tuple[str, str, str]:
    """What a list of members sorts by: the family name, so that `Łucja Żuk` stands among the others' letters."""
    return fold(member.family_name), fold(member.given_name), member.ref
