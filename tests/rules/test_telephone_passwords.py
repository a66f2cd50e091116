import re

from panel_desk.rules.telephone_passwords import spoken_password


def test_a_password_can_be_told_by_telephone() -> None:
    assert spoken_password(lambda several: several[0]) == "baba-baba-baba-baba-baba"
    assert re.fullmatch(r"([bdfghklmnprstvz][aeiou]){2}(-([bdfghklmnprstvz][aeiou]){2}){4}", spoken_password())


def test_no_two_are_the_same() -> None:
    assert len({spoken_password() for _ in range(200)}) == 200
