"""The names of members, households, children and cases on screens and in documents; children by initials only."""

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
    """A household's short name: `Barlow household`, or both family names where they differ."""
    if household is None:
        return None
    families = [name.split()[-1] for name in (household.adopter_1, household.adopter_2) if name]
    return f"{' and '.join(dict.fromkeys(families))} household"


def children_in_words(children: Sequence[Child]) -> str | None:
    """Children by their initials: `child QX`, or `children QX and QY`; None where there are none."""
    if not children:
        return None
    return f"{'child' if len(children) == 1 else 'children'} {listed([child.initials for child in children])}"


def concerned_in_words(household: Household | None, children: Sequence[Child]) -> str:
    """Whom a case concerns: `child QX, Barlow household`; empty where it names nobody."""
    return ", ".join(part for part in (children_in_words(children), household_name(household)) if part)


def case_title(kind: CaseKind, household: Household | None, children: Sequence[Child]) -> str:
    """A case's title: `Match: child QX, Barlow household`."""
    concerned = concerned_in_words(household, children)
    return capital(f"{kind}: {concerned}" if concerned else kind)


def by_name(member: Member) -> tuple[str, str, str]:
    """The key that sorts members by family name, without accents, so that `Łucja Żuk` is among the other Zs."""
    return fold(member.family_name), fold(member.given_name), member.ref
