"""Texts compared without case, accents and look-alike characters."""

import pytest

from panel_desk.rules.folding import fold, look_of


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Siân", "sian"),
        ("Łukasz Żak", "lukasz zak"),
        ("Caoimhe Ní Fhearraigh", "caoimhe ni fhearraigh"),
        ("Özlem Karadağ", "ozlem karadag"),
        ("Strauß", "strauss"),
        ("Sørensen", "sorensen"),
        ("Đặng", "dang"),
        ("Αναστασία", "αναστασια"),
    ],
)
def test_a_name_is_found_however_it_is_typed(name: str, typed: str) -> None:
    assert fold(name) == typed
    assert fold(name.upper()) == fold(name)


@pytest.mark.parametrize("ref", ["m001", "MO01", "M00l", "M\u2070\u20701", "\u041c001", "\u039c001", "\uff2d001"])
def test_refs_that_look_alike_have_the_same_look(ref: str) -> None:
    assert look_of(ref) == look_of("M001")


def test_refs_with_different_dashes_look_alike_and_other_refs_do_not() -> None:
    assert look_of("CASE\u2013001") == look_of("CASE-001") == look_of("CASE\u2212001")
    assert len({look_of(ref) for ref in ("M001", "M002", "M010", "N001", "M-001", "M0011")}) == 6
