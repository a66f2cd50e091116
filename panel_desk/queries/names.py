"""The names of members, households, children and cases on screens and in documents; children by initials only."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from panel_desk.models import Account, Child, Household, Member
from panel_desk.rules.folding import fold
from panel_desk.rules.text import capital, listed
from panel_desk.rules.vocabulary import CaseKind


def member_name(member: Member) -> str:
    """A member's name as it is printed."""
    return f"{member.given_name} {member.family_name}"


def person_of(sign_in_name: InstrumentedAttribute[str]) -> ColumnElement[str]:
    """The column for the name of the person whose sign-in name another column holds.

    Where the account is closed, the sign-in name is all that is known.
    """
    full_name = select(Account.full_name).where(Account.name == sign_in_name).scalar_subquery()
    return func.coalesce(full_name, sign_in_name)


def adopters(household: Household | None) -> str | None:
    """The adopters' full names: `Bethan Barlow and Ben Barlow`."""
    if household is None:
        return None
    return " and ".join(name for name in (household.adopter_1, household.adopter_2) if name)


def household_name(household: Household | None) -> str | None:
    """A household's short name: `Barlow household`, or both family names where they differ."""
    return None if household is None else name_of_adopters(household.adopter_1, household.adopter_2)


def name_of_adopters(*adopters: str | None) -> str:
    """The short name of the household of one or two adopters, from their full names."""
    families = [name.split()[-1] for name in adopters if name]
    return f"{' and '.join(dict.fromkeys(families))} household"


def children_in_words(children: Sequence[Child]) -> str | None:
    """Children by their initials: `child QX`, or `children QX and QY`; None where there are none."""
    return _initials_in_words([child.initials for child in children])


def _initials_in_words(initials: Sequence[str]) -> str | None:
    return f"{'child' if len(initials) == 1 else 'children'} {listed(initials)}" if initials else None


def concerned_in_words(household: Household | None, children: Sequence[Child]) -> str:
    """Whom a case concerns: `child QX, Barlow household`; empty where it names nobody."""
    return ", ".join(part for part in (children_in_words(children), household_name(household)) if part)


def case_title(kind: CaseKind, household: Household | None, children: Sequence[Child]) -> str:
    """A case's title: `Match: child QX, Barlow household`."""
    return title_of(kind, household_name(household), [child.initials for child in children])


def title_of(kind: CaseKind, household: str | None, initials: Sequence[str]) -> str:
    """A case's title from the short name of its household and the initials of its children."""
    concerned = ", ".join(part for part in (_initials_in_words(initials), household) if part)
    return capital(f"{kind}: {concerned}" if concerned else kind)


def by_name(member: Member) -> tuple[str, str, str]:
    """The key that sorts members by family name, without accents, so that `Łucja Żuk` is among the other Zs."""
    return fold(member.family_name), fold(member.given_name), member.ref
