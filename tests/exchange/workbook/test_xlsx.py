"""Excel files: sheets, headings and formulas that are read, files that are refused, and what is written."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from panel_desk.errors import Fault, RuleBrokenError, SurroundingsError
from panel_desk.exchange.workbook import xlsx
from panel_desk.exchange.workbook.xlsx import read_workbook, write_workbook
from panel_desk.queries.workbook.model import Registers, Row, Value
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.vocabulary import Calendar, MeetingFormat, MeetingKind, MeetingStatus, PanelType
from tests.builders import a_workbook

AUTHORITIES: list[list[object]] = [["Code", "Name", "Decision maker"], ["FEN", "Fenland County Council", "Ruth Aldous"]]
MEETING_HEADINGS = ["Meeting ref", "Panel", "Date", "Starts at", "Kind", "Place", "Status"]
MEETING = ["P1", "Panel", date(2022, 4, 6), time(9, 30), "planned", "virtual", "held"]


def _values(registers: Registers, sheet: str) -> list[Mapping[str, Value]]:
    return [row.values for row in registers.rows[sheet]]


def test_a_sheet_is_read_row_by_row(tmp_path: Path) -> None:
    read = read_workbook(a_workbook(tmp_path, {"Meetings": [MEETING_HEADINGS, MEETING]}))
    assert read.faults == ()
    assert read.ignored == ()
    [row] = read.rows["Meetings"]
    assert row.number == 2
    assert row.values == {
        "ref": "P1",
        "panel": "Panel",
        "meets_on": date(2022, 4, 6),
        "starts_at": time(9, 30),
        "kind": MeetingKind.PLANNED,
        "place": MeetingFormat.VIRTUAL,
        "status": MeetingStatus.HELD,
    }
    assert set(read.rows) == {"Meetings"}


def test_sheets_and_headings_match_without_case_or_punctuation(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {" AUTHORITIES.": [["NAME", "code ", "decision-maker"], [" Fenland ", "FEN", None]]})
    assert _values(read_workbook(path), "Authorities") == [{"code": "FEN", "name": "Fenland", "decision_maker": None}]


def test_empty_rows_are_passed_over_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        *AUTHORITIES,
        [None, " ", None],
        ["PET", "Petersholme City Council"],
        ["", None, None],
        [None] * 3,
    ]
    read = read_workbook(a_workbook(tmp_path, {"Authorities": rows}))
    assert read.faults == ()
    assert [(row.number, row.values["code"]) for row in read.rows["Authorities"]] == [(2, "FEN"), (4, "PET")]


def test_unknown_sheets_headings_and_settings_are_reported(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        {
            "Authorities": [["Code", "Name", "Shoe size", None, ""], ["FEN", "Fenland", 7, "stray", None]],
            "My notes": [["anything"]],
            "Agency": [["Setting", "Value"], ["Logo", "logo.png"]],
        },
    )
    read = read_workbook(path)
    assert read.faults == ()
    assert read.ignored == (
        "Authorities: the heading Shoe size is not one of Panel Desk's",
        "Authorities: column D has no heading",
        "Sheet My notes: not one of Panel Desk's",
        "Agency, row 2: the setting Logo is not one of Panel Desk's",
    )


def test_the_agency_is_read_from_its_list_of_settings(tmp_path: Path) -> None:
    settings: list[list[object]] = [
        ["Setting", "Value"],
        ["Agency name", "Fenland Adoption"],
        ["host authority", "FEN"],
        ["Panel Type", "Joint"],
        ["Working day calendar", "England and Wales"],
        ["Year starts on", date(2026, 4, 1)],
    ]
    [row] = read_workbook(a_workbook(tmp_path, {"Agency": settings})).rows["Agency"]
    assert row.values == {
        "name": "Fenland Adoption",
        "host_authority_code": "FEN",
        "panel_type": PanelType.JOINT,
        "working_day_calendar": Calendar.ENGLAND_AND_WALES,
        "year_starts_on": "1 April",
    }


def test_every_fault_of_a_workbook_is_listed_with_sheet_row_and_heading(tmp_path: Path) -> None:
    path = a_workbook(
        tmp_path,
        {
            "Agency": [
                ["Setting", "Value"],
                ["Agency name", None],
                ["Panel type", "huge"],
                [None, "FEN"],
                ["Agency Name", "x"],
            ],
            "Authorities": [["Code", "Decision maker"], ["FEN", "Ruth Aldous"]],
            "Meetings": [[*MEETING_HEADINGS, "Date."], [*MEETING[:2], "31/09/2022", *MEETING[3:]], ["P2"]],
        },
    )
    read = read_workbook(path)
    vocabulary = "Write one of these: planned, additional, urgent."
    assert read.faults == (
        Fault("Agency", 2, "Value", "", "Agency name: This must be filled."),
        Fault("Agency", 3, "Value", "huge", "Panel type: Write one of these: ordinary, joint."),
        Fault("Agency", 4, "Setting", "", "This must be filled: which setting is it?"),
        Fault("Agency", 5, "Setting", "Agency Name", "Agency name is already in row 2. Keep one of the two rows."),
        Fault("Authorities", 1, "Name", "", "The sheet lacks this heading, and every row needs a value under it."),
        Fault("Meetings", 1, "Date", "Date.", "The heading is there twice. Keep one."),
        Fault("Meetings", 2, "Date", "31/09/2022", "There is no such date: September 2022 has 30 days."),
        Fault("Meetings", 3, "Panel", "", "This must be filled."),
        Fault("Meetings", 3, "Date", "", "This must be filled. Write the date as DD/MM/YYYY or YYYY-MM-DD."),
        Fault("Meetings", 3, "Kind", "", f"This must be filled. {vocabulary}"),
        Fault("Meetings", 3, "Status", "", "This must be filled. Write one of these: planned, held, cancelled."),
    )
    [first, second] = read.rows["Meetings"]
    assert first.unread == {"meets_on"}
    assert second.unread == {"panel", "meets_on", "kind", "status"}
    assert read.rows["Authorities"][0].unread == {"name"}


def test_a_sheet_of_settings_needs_both_headings(tmp_path: Path) -> None:
    read = read_workbook(a_workbook(tmp_path, {"Agency": [["Setting"], ["Agency name"]]}))
    assert read.faults == (Fault("Agency", 1, "Value", "", "The sheet lacks this heading."),)
    assert read.rows["Agency"] == ()
    read = read_workbook(a_workbook(tmp_path, {"Agency": [["Value"], ["FEN"]]}))
    assert read.faults == (Fault("Agency", 1, "Setting", "", "The sheet lacks this heading."),)


def test_a_sheet_without_rows_needs_no_headings(tmp_path: Path) -> None:
    read = read_workbook(a_workbook(tmp_path, {"Members": [], "Cases": [["Case ref"]]}))
    assert read == Registers({"Members": (), "Cases": ()})


def test_one_register_on_two_sheets_is_a_fault(tmp_path: Path) -> None:
    read = read_workbook(a_workbook(tmp_path, {"Authorities": AUTHORITIES, "Authorities.": AUTHORITIES}))
    assert read.faults == (Fault("Authorities.", None, None, "", "The sheet Authorities is there twice. Keep one."),)


def test_a_workbook_with_none_of_the_sheets_is_a_fault(tmp_path: Path) -> None:
    [fault] = read_workbook(a_workbook(tmp_path, {"Sheet1": [["a"]]})).faults
    assert str(fault).startswith("Workbook: It has none of Panel Desk's sheets: Agency, Authorities, Members,")


def _rewritten(path: Path, change: Callable[[bytes], bytes]) -> Path:
    """Change the XML of a workbook's first sheet."""
    with zipfile.ZipFile(path) as book:
        content = {name: book.read(name) for name in book.namelist()}
    content["xl/worksheets/sheet1.xml"] = change(content["xl/worksheets/sheet1.xml"])
    with zipfile.ZipFile(path, "w") as book:
        for name, data in content.items():
            book.writestr(name, data)
    return path


FORMULA = '=CONCATENATE("Fen", "&land")'


@pytest.mark.parametrize(("value", "name"), [("Fenland", "Fenland"), ("", None)])
def test_a_formula_is_read_as_its_last_calculated_value(tmp_path: Path, value: str, name: str | None) -> None:
    path = a_workbook(tmp_path, {"Authorities": [["Code", "Name", "Decision maker"], ["FEN", "Fenland", FORMULA]]})

    def calculate(sheet: bytes) -> bytes:
        calculated = re.sub(
            rb'<c r="C2">(<f>.*?</f>)<v ?/?>(</v>)?</c>', rb'<c r="C2" t="str">\1<v>%s</v></c>' % value.encode(), sheet
        )
        assert calculated != sheet
        return calculated

    read = read_workbook(_rewritten(path, calculate))
    assert read.faults == ()
    assert _values(read, "Authorities") == [{"code": "FEN", "name": "Fenland", "decision_maker": name}]


def test_a_formula_that_was_never_calculated_is_a_fault(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Code", "Name", "Decision maker"],
        ["FEN", "Fenland", FORMULA],
        ["PET", "Petersholme", None],
    ]
    right = "This formula has no value yet. Open the workbook in Excel, save it and import it again."
    read = read_workbook(a_workbook(tmp_path, {"Authorities": rows}))
    assert read.faults == (Fault("Authorities", 2, "Decision maker", FORMULA, right),)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="C2"><f>A1</f></c>',
        b'<c s="1" r="C2"><f>A1</f><v/></c>',
        b'<c r="C2" t="str"><f>A1</f></c>',
        b'<c t="n" r="C2"><f t="shared" si="0"/></c>',
        b'<c r="C2"><f t="array" ref="C2:C2">A1</f><v></v></c>',
        b"<c><f>A1</f></c>",
        b'<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="C2"><x:f>A1</x:f></x:c>',
    ],
)
def test_a_formula_without_a_value_is_a_fault_however_it_is_written(tmp_path: Path, cell: bytes) -> None:
    path = a_workbook(tmp_path, {"Authorities": [AUTHORITIES[0], ["FEN", "Fenland", 7]]})

    def written_otherwise(sheet: bytes) -> bytes:
        changed = re.sub(rb'<c r="C2".*?</c>', cell, sheet)
        assert changed != sheet
        return changed

    [fault] = read_workbook(_rewritten(path, written_otherwise)).faults
    assert (fault.row, fault.heading, fault.value[:1]) == (2, "Decision maker", "=")


@pytest.mark.parametrize("error", ["#REF!", "#FIELD!", "#GETTING_DATA", "#CONNECT!"])
def test_an_error_in_a_cell_is_a_fault_whichever_it_is(tmp_path: Path, error: str) -> None:
    path = a_workbook(tmp_path, {"Authorities": [AUTHORITIES[0], ["FEN", "Fenland", 7]]})
    cell = b'<c r="C2" t="e"><f>A1</f><v>%s</v></c>' % error.encode()
    [fault] = read_workbook(_rewritten(path, lambda sheet: re.sub(rb'<c r="C2".*?</c>', cell, sheet))).faults
    assert (fault.heading, fault.value, fault.right[:32]) == (
        "Decision maker",
        error,
        "The spreadsheet shows an error h",
    )


def test_headings_are_found_below_a_title_and_blank_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Authorities at 1 April 2022"], [], ["Name of the agency", "Name"], *AUTHORITIES]
    read = read_workbook(a_workbook(tmp_path, {"Authorities": rows}))
    assert [(row.number, row.values["code"]) for row in read.rows["Authorities"]] == [(5, "FEN")]
    assert read.ignored == ("Authorities: row 1, above the headings", "Authorities: row 3, above the headings")
    settings: list[list[object]] = [["Our agency"], ["Setting", "Value"], ["Agency name", "Fenland Adoption"]]
    [row] = read_workbook(a_workbook(tmp_path, {"Agency": settings})).rows["Agency"]
    assert row.values == {"name": "Fenland Adoption"}
    faulty: list[list[object]] = [["Authorities"], ["Code"], ["FEN"]]
    [fault] = read_workbook(a_workbook(tmp_path, {"Authorities": faulty})).faults
    assert (fault.row, fault.heading) == (2, "Name")


def test_headings_are_found_below_any_number_of_blank_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [*([[]] * 450), ["The list"], [], *AUTHORITIES]
    reports: list[str] = []
    path = a_workbook(tmp_path, {"Authorities": rows})
    read = read_workbook(path, lambda what, *_: reports.append(what))
    assert read.faults == ()
    assert [(row.number, row.values["code"]) for row in read.rows["Authorities"]] == [(454, "FEN")]
    assert read.ignored == ("Authorities: row 451, above the headings",)
    assert reports == ["Reading Authorities"] * 3


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_formula_in_a_sheet_in_utf_16_is_a_fault(tmp_path: Path, codec: str) -> None:
    path = a_workbook(tmp_path, {"Authorities": [AUTHORITIES[0], ["FEN", "Fenland", FORMULA]]})

    def in_utf_16(sheet: bytes) -> bytes:
        text = re.sub(r"^<\?xml.*?\?>", "", sheet.decode())
        return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode(codec)

    [fault] = read_workbook(_rewritten(path, in_utf_16)).faults
    assert (fault.row, fault.heading) == (2, "Decision maker")


def test_a_sheet_with_more_rows_than_excel_has_is_refused_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_LAST_ROW", 1_000)
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    changed = _rewritten(path, lambda sheet: re.sub(rb'(row r="|r="[A-C])2"', rb'\g<1>999999999"', sheet))
    with pytest.raises(RuleBrokenError, match="too large to read"):
        read_workbook(changed)


def test_a_sheet_in_which_no_heading_is_found_is_a_fault(tmp_path: Path) -> None:
    rows: list[list[object]] = [["Everybody on the list"], ["FEN", "Fenland", "Ruth Aldous"]]
    read = read_workbook(a_workbook(tmp_path, {"Authorities": rows}))
    [fault] = read.faults
    assert str(fault) == (
        "Authorities: None of this sheet's headings stands in its first 30 rows. Put them in row 1, spelled as in a "
        "workbook that Panel Desk exports."
    )


def test_a_number_in_a_text_is_read_as_excel_shows_it(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Authorities": [AUTHORITIES[0], [17, 1234567890, 5]]})
    book = openpyxl.load_workbook(path)
    book["Authorities"]["A2"].number_format = "000"
    book["Authorities"]["B2"].number_format = "000000000000"
    book.save(path)
    assert _values(read_workbook(path), "Authorities") == [
        {"code": "017", "name": "001234567890", "decision_maker": "5"}
    ]


def test_a_strict_open_xml_workbook_is_read(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    usual, strict = b"http://schemas.openxmlformats.org/", b"http://purl.oclc.org/ooxml/"
    with zipfile.ZipFile(path) as book:
        content = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in content.items():
            for kind in (b"spreadsheetml", b"officeDocument", b"drawingml"):
                data = re.sub(  # noqa: PLW2901 - the same part, kind after kind
                    rb"%s%s/2006/(main|relationships)" % (re.escape(usual), kind), rb"%s%s/\1" % (strict, kind), data
                )
            book.writestr(name, data)
    assert _values(read_workbook(path), "Authorities") == [
        {"code": "FEN", "name": "Fenland County Council", "decision_maker": "Ruth Aldous"}
    ]


def test_a_workbook_that_unpacks_to_more_than_memory_holds_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/media/image1.bmp", bytes(250_000_001))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(RuleBrokenError, match="too large to read"):
        read_workbook(path)


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/styles.xml", b"<styleSheet>" + b"<xf/>" * 260_000 + b"</styleSheet>"),
        ("xl/theme/theme1.xml", b"<theme>" + b" " * 1_000_000 + b"</theme>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><!--" + b"<x>" * 200_000 + b"--></worksheet>"),
        ("xl/worksheets/sheet1.xml", b"<worksheet><!--"),
        ("xl/sharedStrings.xml", b"<sst>" + b"<si><t>a</t></si>" * 600_000 + b"</sst>"),
        (
            "xl/worksheets/sheet1.xml",
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
            + b"<c><v>1</v></c>" * 400_000
            + b"</row></sheetData></worksheet>",
        ),
    ],
)
def test_a_part_that_would_fill_the_memory_is_refused_before_it_is_read(
    tmp_path: Path, part: str, content: bytes
) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in {**parts, part: content}.items():
            book.writestr(name, data)
    with pytest.raises(RuleBrokenError, match="too large to read"):
        read_workbook(path)


@pytest.mark.parametrize("empty", [b"<row/>", b"<row><c/></row>", b"<x:row><x:c/></x:row>"])
def test_a_sheet_of_many_empty_rows_or_cells_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty: bytes
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_TAGS", 100)
    monkeypatch.setattr(openpyxl, "load_workbook", lambda *_, **__: pytest.fail("read"))
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    changed = _rewritten(path, lambda sheet: sheet.replace(b"</sheetData>", empty * 100 + b"</sheetData>"))
    with pytest.raises(RuleBrokenError, match="too large to read"):
        read_workbook(changed)


def test_a_sheet_of_more_rows_than_are_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 2)
    rows: list[list[object]] = [AUTHORITIES[0]]
    rows += [[f"A{number}", "Fenland"] for number in range(3)]
    [fault] = read_workbook(a_workbook(tmp_path, {"Authorities": rows})).faults
    assert (fault.row, fault.right) == (4, "The sheet has more than 2 rows. Import it in parts.")


def test_reading_can_be_stopped_in_the_middle_of_a_sheet(tmp_path: Path) -> None:
    rows: list[list[object]] = [AUTHORITIES[0]]
    rows += [[f"A{number}", "Fenland"] for number in range(500)]
    reports: list[str] = []
    read_workbook(a_workbook(tmp_path, {"Authorities": rows}), lambda what, *_: reports.append(what))
    assert reports == ["Reading Authorities"] * 3


def test_an_impossible_date_number_is_a_fault_without_a_warning(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Meetings": [MEETING_HEADINGS, MEETING]})
    book = openpyxl.load_workbook(path)
    cell = book["Meetings"]["C2"]
    cell.value, cell.number_format = 9_999_999_999, "DD/MM/YYYY"
    book.save(path)
    [fault] = read_workbook(path).faults
    assert (fault.row, fault.heading, fault.value) == (2, "Date", "#VALUE!")


def test_reading_reports_progress_and_can_be_stopped(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES, "Meetings": [MEETING_HEADINGS, MEETING]})
    reports: list[tuple[str, int, int]] = []
    read_workbook(path, lambda what, done, of: reports.append((what, done, of)))
    assert reports == [("Reading Authorities", 0, 2), ("Reading Meetings", 1, 2)]

    class StopError(Exception):
        pass

    def stop(*_: object) -> None:
        raise StopError

    with pytest.raises(StopError):
        read_workbook(path, stop)


NOT_A_WORKBOOK = (
    "This is not an Excel workbook (.xlsx). Open it in Excel, save it as an Excel workbook and import that."
)
DAMAGED = (
    "This is not a workbook, or it is damaged. Open it in Excel, save it as an Excel workbook (.xlsx) and import that."
)


def _zip(**files: bytes) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/"), content)
    return data.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", NOT_A_WORKBOOK),
        (b"Member ref,Title\nM001,Mr\n", NOT_A_WORKBOOK),
        (b"PK\x03\x04 and no more", NOT_A_WORKBOOK),
        (_zip(word__document_xml=b"<document/>"), DAMAGED),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), None),
    ],
)
def test_a_file_that_is_not_a_workbook_is_refused(tmp_path: Path, data: bytes, sentence: str | None) -> None:
    path = tmp_path / "registers.xlsx"
    path.write_bytes(data)
    with pytest.raises(RuleBrokenError) as caught:
        read_workbook(path)
    assert caught.value.sentence == (
        sentence
        or "This workbook is protected by a password or is in the old .xls format. Open it in Excel, remove the "
        "password, save it as an Excel workbook (.xlsx) and import that."
    )


@pytest.mark.parametrize("at", [200, 600, 2000, 4000])
def test_a_damaged_workbook_is_refused_with_a_sentence(tmp_path: Path, at: int) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES, "Meetings": [MEETING_HEADINGS, MEETING]})
    data = bytearray(path.read_bytes())
    data[at : at + 60] = bytes(60)
    path.write_bytes(data)
    try:
        read_workbook(path)
    except RuleBrokenError as error:
        assert error.sentence in {DAMAGED, NOT_A_WORKBOOK}  # noqa: PT017 - some bytes can be lost without harm


def test_a_damaged_sheet_is_refused(tmp_path: Path) -> None:
    path = a_workbook(tmp_path, {"Authorities": AUTHORITIES})
    _rewritten(path, lambda sheet: sheet[:-40])
    with pytest.raises(RuleBrokenError) as caught:
        read_workbook(path)
    assert caught.value.sentence == DAMAGED


def test_a_missing_file_and_a_folder_have_their_own_sentences(tmp_path: Path) -> None:
    with pytest.raises(SurroundingsError, match=r"There is no file nowhere\.xlsx in that folder"):
        read_workbook(tmp_path / "nowhere.xlsx")
    (tmp_path / "folder.xlsx").mkdir()
    with pytest.raises(SurroundingsError, match=r"folder\.xlsx is a folder"):
        read_workbook(tmp_path / "folder.xlsx")


def test_a_file_that_cannot_be_read_says_what_to_do(tmp_path: Path) -> None:
    loop = tmp_path / "loop.xlsx"
    loop.symlink_to(loop)
    with pytest.raises(SurroundingsError, match=r"loop\.xlsx cannot be read\. If it is open in Excel, close it there"):
        read_workbook(loop)


REGISTERS = Registers(
    {
        "Agency": (Row(1, {"name": "Fenland Adoption", "panel_type": PanelType.JOINT, "host_authority_code": None}),),
        "Authorities": (
            Row(2, {"code": "FEN", "name": "=HYPERLINK(1)", "decision_maker": "-Ruth"}),
            Row(3, {"code": "+44", "name": "@Petersholme", "decision_maker": "#N/A"}),
        ),
        "Meetings": (
            Row(
                2,
                {
                    "ref": "P1",
                    "panel": "Łódź שלום",
                    "meets_on": date(2022, 4, 6),
                    "starts_at": time(9, 30),
                    "kind": MeetingKind.PLANNED,
                    "place": None,
                    "status": MeetingStatus.HELD,
                    "cancelled_because": "Snow.\nNobody could come.",
                    "chair_ref": None,
                    "capacity": 6,
                    "venue": "https://example.org/join",
                    "pre_meeting_at": time(9),
                },
            ),
        ),
        "Training": (
            Row(
                2,
                {
                    "ref": "T1",
                    "title": "01632",
                    "held_on": date(2022, 4, 6),
                    "kind": "forum",
                    "is_mandatory": False,
                    "hours": 1.5,
                },
            ),
        ),
        "Before panel": (
            Row(
                2,
                {
                    "case_ref": "CASE-1",
                    "key": "child_health",
                    "met_on": None,
                    "evidence": "",
                    "waived_because": "Urgent",
                    "recorded_by": "admin",
                    "recorded_at": datetime(2027, 3, 4, 9, 30, 0, 12, UTC),
                },
            ),
        ),
    }
)


def test_what_is_written_is_read_back_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_workbook(path, REGISTERS)
    read = read_workbook(path)
    assert (read.faults, read.ignored) == ((), ())
    assert set(read.rows) == {sheet.name for sheet in SHEETS}
    for sheet in ("Authorities", "Meetings", "Training", "Before panel"):
        assert _values(read, sheet) == _values(REGISTERS, sheet)
    assert _values(read, "Agency") == [{"name": "Fenland Adoption", "panel_type": PanelType.JOINT}]
    assert read.rows["Cases"] == ()


def _book(path: Path) -> Any:  # noqa: ANN401 - openpyxl's own
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return openpyxl.load_workbook(path)


def test_no_text_is_written_as_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_workbook(path, REGISTERS)
    sheet = _book(path)["Authorities"]
    cells = [sheet["B2"], sheet["C2"], sheet["A3"], sheet["B3"]]
    assert [cell.value for cell in cells] == ["=HYPERLINK(1)", "-Ruth", "+44", "@Petersholme"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.quotePrefix for cell in cells} == {True}
    assert not sheet["A2"].quotePrefix


def test_a_written_workbook_has_bold_headings_frozen_and_typed_cells(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    write_workbook(path, REGISTERS)
    book = _book(path)
    assert book.sheetnames == [sheet.name for sheet in SHEETS]
    assert book.properties.title == "Panel Desk registers"
    sheet = book["Meetings"]
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert (sheet["C2"].value.date(), sheet["C2"].number_format) == (date(2022, 4, 6), "DD/MM/YYYY")
    assert sheet["D2"].value == "09:30"
    assert book["Training"]["B2"].value == "01632"
    assert book["Training"]["B2"].number_format == "@"
    assert book["Training"]["F2"].value == 1.5
    assert book["Before panel"]["B2"].value == "Medical adviser's report on the child, adviser named"
    assert book["Before panel"]["G2"].value == "2027-03-04 09:30:00.000012Z"


def test_writing_reports_progress(tmp_path: Path) -> None:
    reports: list[tuple[str, int, int]] = []
    write_workbook(tmp_path / "out.xlsx", REGISTERS, lambda what, done, of: reports.append((what, done, of)))
    assert reports[0] == ("Writing Agency", 0, len(SHEETS))
    assert len(reports) == len(SHEETS)


def test_a_text_longer_than_a_cell_is_refused_and_not_cut(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"what was there")
    rows = (Row(2, {"code": "FEN", "name": "a" * 32_768, "decision_maker": None}),)
    with pytest.raises(RuleBrokenError, match=r"^Authorities, Name: a text is longer than the 32767 characters"):
        write_workbook(path, Registers({"Authorities": rows}))
    assert path.read_bytes() == b"what was there"


def test_a_file_that_cannot_be_written_is_refused_and_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "out.xlsx").mkdir()
    with pytest.raises(SurroundingsError, match=r"^out\.xlsx could not be written"):
        write_workbook(tmp_path / "out.xlsx", REGISTERS)
    assert list(tmp_path.iterdir()) == [tmp_path / "out.xlsx"]
