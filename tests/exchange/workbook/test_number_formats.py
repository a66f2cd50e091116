import pytest

from panel_desk.exchange.workbook.number_formats import as_shown


@pytest.mark.parametrize(
    ("number", "number_format", "shown"),
    [
        (1234567890, "000000000000", "001234567890"),
        (17, "General", "17"),
        (17.0, "General", "17"),
        (17.5, "General", "17.5"),
        (17, "@", "17"),
        (1632960123, "00000 000000", "01632 960123"),
        (123456, "00-00-00", "12-34-56"),
        (1234567, "#,##0", "1,234,567"),
        (123, "#,##0", "123"),
        (0, "#,##0", "0"),
        (0, "#", ""),
        (7, "??0", "  7"),
        (0.5, "0%", "50%"),
        (2.345, "0.00", "2.35"),
        (2.5, "0.0##", "2.5"),
        (2.5, "0.0??", "2.5  "),
        (7, '"SW-"0000', "SW-0007"),
        (7, "\\M000", "M007"),
        (7, '"a;b "0;"minus "0', "a;b 7"),
        (-7, "0;(0)", "(7)"),
        (-7, "000", "-007"),
        (7, "[Blue]000_)", "007"),
        (7, "0.00E+00", "7"),
        (7, "# ?/?", "7"),
        (7, '"none"', "7"),
        (1e20, "0.00", "100000000000000000000"),
    ],
)
def test_a_number_is_shown_by_its_format(number: float, number_format: str, shown: str) -> None:
    assert as_shown(number, number_format) == shown
