"""Finding a phrase across case, accents, hyphens, spaces and page breaks."""

import pytest

from panel_desk.documents.redaction.phrase_search import Haystack, PhraseMatch, contains_phrase


def found(text: str, phrase: str, *, strictly: bool = False) -> list[str]:
    places = Haystack([(1, text)]).find(phrase, strictly=strictly)
    return [text[place.start : place.end] for match in places for place in match]


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Mrs Brown came", "mrs brown", ["Mrs Brown"]),
        ("Mrs\r\nBrown", "Mrs Brown", ["Mrs\r\nBrown"]),
        ("Mrs Bro-\r\nwn", "Mrs Brown", ["Mrs Bro-\r\nwn"]),
        ("Mrs Bro\ufffewn", "Mrs Brown", ["Mrs Bro\ufffewn"]),
        ("Mrs\u00a0 Bro\u00adwn", "Mrs Brown", ["Mrs\u00a0 Bro\u00adwn"]),
        ("B r o w n", "Brown", ["B r o w n"]),
        ("Mr O\u2019Neill", "O'Neill", ["O\u2019Neill"]),
        ("the \ufb01eld", "Field", ["\ufb01eld"]),
        ("José and Zoë", "jose", ["José"]),
        ("STRASSE", "Straße", ["STRASSE"]),
        ("dla Łukasz Żółć", "Lukasz Zolc", ["Łukasz Żółć"]),
        ("for Lukasz Zolc", "Łukasz Żółć", ["Lukasz Zolc"]),
        ("Jørgen Bælum", "Jorgen Baelum", ["Jørgen Bælum"]),
        ("Þóra and Đorđe", "Thora", ["Þóra"]),
        ("Þóra and Đorđe", "dorde", ["Đorđe"]),
        ("Işıl, Œuvre", "isil", ["Işıl"]),
        ("Nguyễn-Trần", "Nguyen Tran", ["Nguyễn-Trần"]),
        ("Kaʻiulani", "Kaiulani", ["Kaʻiulani"]),
        ("Łukasza", "Kasza", ["kasza"]),
        ("Anne-Marie, Anne Marie, Annemarie", "Anne-Marie", ["Anne-Marie", "Anne Marie", "Annemarie"]),
        ("the Browns", "Brown", ["Brown"]),
        ("planned", "Anne", []),
        ("Joanne", "Anne", ["anne"]),
        ("sleep, Lee", "Lee", ["Lee"]),
        ("Leeds", "Lee", []),
        ("ann brown@example.org", "brown", ["brown"]),
        ("王小明来了", "小明", ["小明"]),
        ("anything", "-", []),
    ],
)
def test_a_phrase_is_found_across_case_accents_hyphens_and_spaces(text: str, phrase: str, expected: list[str]) -> None:
    assert found(text, phrase) == expected
    assert contains_phrase(text, [phrase]) is bool(expected)


def test_a_strict_search_matches_whole_words_only() -> None:
    assert found("CASE-0012, CASE-001.", "CASE-001", strictly=True) == ["CASE-001"]
    assert found("the Browns", "Brown", strictly=True) == []


def test_a_phrase_is_found_across_a_page_break() -> None:
    haystack = Haystack([(1, "went to Mrs"), (2, "Brown of")])
    assert list(haystack.find("Mrs Brown")) == [(PhraseMatch(1, 8, 11), PhraseMatch(2, 0, 5))]
