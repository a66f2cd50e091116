"""File names that Windows accepts and that no other file has."""

from panel_desk.rules.file_names import free_name, pdf_name, word_name


def test_a_file_name_has_no_characters_that_windows_refuses() -> None:
    assert pdf_name("Pack", "4 March 2027", 'A/B: "C"') == "Pack 4 March 2027 AB C.pdf"
    assert pdf_name("Agenda", "") == "Agenda.pdf"
    assert word_name("Minutes", "4 March 2027") == "Minutes 4 March 2027.docx"


def test_a_name_that_is_taken_gets_a_number_before_its_ending() -> None:
    taken = {"Minutes.eml", "Minutes (2).eml", "letter"}
    assert [free_name(name, taken.__contains__) for name in ("Minutes.eml", "letter", "Agenda.eml")] == [
        *("Minutes (3).eml", "letter (2)", "Agenda.eml")
    ]
