"""Whether a decision maker's name is that of a person on the central list."""

import pytest

from panel_desk.rules.decision_makers import is_member
from panel_desk.rules.vocabulary import MemberStatus


@pytest.mark.parametrize(
    "decision_maker",
    [
        "Siân O'Hara-Lee",
        "sian  o\u2019hara lee",
        "Dr Siân O'Hara-Lee",
        "O'Hara-Lee, Siân",
        "Ms. Sian O'Hara-Lee, OBE",
        "Baroness Siân O'Hara-Lee",
    ],
)
def test_a_member_who_decides_is_found_however_the_name_is_written(decision_maker: str) -> None:
    assert is_member(decision_maker, "Baroness", "Siân", "O'Hara-Lee", MemberStatus.ACTIVE)
    assert not is_member(decision_maker, "Baroness", "Siân", "O'Hara-Lee", MemberStatus.ENDED)


@pytest.mark.parametrize("decision_maker", ["Siân Lee", "Head of Service", "Dr", ""])
def test_another_name_or_an_office_is_no_member(decision_maker: str) -> None:
    assert not is_member(decision_maker, None, "Siân", "O'Hara-Lee", MemberStatus.ACTIVE)


def test_a_title_that_is_somebodys_name_counts_as_the_name() -> None:
    assert is_member("Lady Dame", None, "Lady", "Dame", MemberStatus.ON_HOLD)
