"""Passwords that can be dictated over the telephone."""

import re

from panel_desk.rules.telephone_passwords import spoken_password


def test_a_password_can_be_dictated_over_the_telephone() -> None:
    assert spoken_password(lambda several: several[0]) == "baba-baba-baba-baba-baba"
    assert re.fullmatch(r"([bdfghklmnprstvz][aeiou]){2}(-([bdfghklmnprstvz][aeiou]){2}){4}", spoken_password())


def test_passwords_differ() -> None:
    assert len({spoken_password() for _ in range(200)}) == 200
