import pytest

from panel_desk.rules.folding import fold


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
