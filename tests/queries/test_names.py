"""What people, households and cases are called."""

import pytest

from panel_desk.models import Child, Household, Member
from panel_desk.queries.names import adopters, by_name, case_title, children_in_words, household_name, member_name
from panel_desk.rules.vocabulary import CaseKind

BOTH = Household(adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
TWO_NAMES = Household(adopter_1="Bethan Barlow", adopter_2="Ben Okoro")
ONE = Household(adopter_1="Bethan Barlow", adopter_2=None)


@pytest.mark.parametrize(
    ("household", "full", "short"),
    [
        (BOTH, "Bethan Barlow and Ben Barlow", "Barlow household"),
        (TWO_NAMES, "Bethan Barlow and Ben Okoro", "Barlow and Okoro household"),
        (ONE, "Bethan Barlow", "Barlow household"),
        (None, None, None),
    ],
)
def test_a_household_is_named_by_its_adopters(household: Household | None, full: str | None, short: str | None) -> None:
    assert adopters(household) == full
    assert household_name(household) == short


@pytest.mark.parametrize(
    ("initials", "words"),
    [((), None), (("QX",), "child QX"), (("QX", "RY", "SZ"), "children QX, RY and SZ")],
)
def test_children_are_called_by_their_initials(initials: tuple[str, ...], words: str | None) -> None:
    assert children_in_words([Child(initials=each) for each in initials]) == words


def test_a_case_is_called_by_its_kind_and_whom_it_concerns_and_a_member_by_both_names() -> None:
    assert case_title(CaseKind.MATCH, ONE, [Child(initials="QX")]) == "Match: child QX, Barlow household"
    assert case_title(CaseKind.BRIEF_REPORT, None, []) == "Brief report"
    assert member_name(Member(given_name="Siân", family_name="Llewellyn")) == "Siân Llewellyn"


def test_members_sort_by_family_name_whatever_its_accents() -> None:
    names = ["Zane", "Żuk", "Łuk", "Moss", "Ames", "Élan"]
    members = [Member(ref=f"M{at}", given_name="Jo", family_name=name) for at, name in enumerate(names)]
    assert [each.family_name for each in sorted(members, key=by_name)] == ["Ames", "Élan", "Łuk", "Moss", "Zane", "Żuk"]
