from panel_desk.rules.file_names import pdf_name, word_name


def test_a_file_name_has_no_characters_that_windows_refuses() -> None:
    assert pdf_name("Pack", "4 March 2027", 'A/B: "C"') == "Pack 4 March 2027 AB C.pdf"
    assert pdf_name("Agenda", "") == "Agenda.pdf"
    assert word_name("Minutes", "4 March 2027") == "Minutes 4 March 2027.docx"
