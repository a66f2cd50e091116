"""The preflight of one file: refusals, findings, unlocking and repair."""

import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from panel_desk.documents.preflight.file_types import FileType, detect_type
from panel_desk.documents.preflight.report import check_file
from panel_desk.documents.preflight.wording import page_ranges
from tests.documents.reading import opened, words

SAMPLES = Path(__file__).parents[2] / "samples" / "papers"


def a_pdf(*, text: str = "Words", rotate: int = 0, pages: int = 1) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for _ in range(pages):
        if text:
            canvas.drawString(72, 700, text)
        canvas.setPageRotation(rotate)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("CPR-damaged.pdf", "The file is damaged"),
        ("Not-really-a.pdf", "It is not a PDF, though its name says so"),
        ("Legal-advice-locked.pdf", "It is locked with a password"),
        ("Support-plan.docx", "It is a Word document"),
    ],
)
def test_a_file_that_cannot_be_filed_is_refused_with_a_reason_and_advice(name: str, why: str) -> None:
    report = check_file((SAMPLES / name).read_bytes(), name)
    assert report.refused.startswith(why)
    assert report.pages == 0


@pytest.mark.parametrize(
    ("name", "pages"), [("PAR-household-A.pdf", 19), ("CPR-child-B.pdf", 13), ("Genogram-A3.pdf", 2)]
)
def test_undamaged_papers_are_accepted_unchanged(name: str, pages: int) -> None:
    data = (SAMPLES / name).read_bytes()
    report = check_file(data, name)
    assert (report.refused, report.pages, report.data) == ("", pages, data)


def test_rotated_pages_and_scans_are_findings() -> None:
    turned = check_file((SAMPLES / "Chronology-rotated.pdf").read_bytes(), "Chronology-rotated.pdf")
    assert "Pages 2, 3 and 4 have their text" in turned.findings[0]
    assert check_file(a_pdf(rotate=90), "a.pdf").findings == ("Page 1 has its text sideways or upside down.",)
    scan = check_file((SAMPLES / "Medical-letter-scan.pdf").read_bytes(), "scan.pdf")
    assert any("scan without text" in finding for finding in scan.findings)


def test_empty_blank_and_oversized_files_are_refused_or_noted() -> None:
    assert "empty" in check_file(b"", "a.pdf").refused
    assert "larger than 200 MB" in check_file(bytes(200_000_001), "a.pdf").refused
    assert check_file(a_pdf(text="", pages=2), "a.pdf").findings[0] == "Pages 1 and 2 are blank."


def changed(data: bytes, change: Callable[[pikepdf.Pdf], object], **options: Any) -> bytes:  # noqa: ANN401 - pikepdf's own options
    """A PDF after a function changed it."""
    document = pikepdf.Pdf.open(BytesIO(data))
    change(document)
    out = BytesIO()
    document.save(out, **options)
    return out.getvalue()


def drawn(draw: Callable[[Canvas], object], size: tuple[float, float] = A4) -> bytes:
    """A PDF with one drawing."""
    out = BytesIO()
    canvas = Canvas(out, pagesize=size, invariant=1)
    draw(canvas)
    canvas.save()
    return out.getvalue()


def _script(document: pikepdf.Pdf) -> None:
    document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('x')")


def _launch(document: pikepdf.Pdf) -> None:
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 9, 9], A=action)
    document.pages[0].Annots = pikepdf.Array([note])


def _attached(document: pikepdf.Pdf) -> None:
    document.attachments["secret.txt"] = b"words"


def _video(document: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.RichMedia, Rect=[0, 0, 9, 9])
    document.pages[0].Annots = document.make_indirect(pikepdf.Array([note]))


@pytest.mark.parametrize(
    ("add", "what"),
    [
        (_script, "scripts"),
        (_launch, "actions that start other programs"),
        (_attached, "attached files"),
        (_video, "video or sound"),
    ],
)
def test_active_content_is_a_finding(add: Callable[[pikepdf.Pdf], object], what: str) -> None:
    report = check_file(changed(a_pdf(), add), "a.pdf")
    assert report.findings == (f"It contains {what}; none of that goes into a pack.",)


def test_a_locked_paper_asks_for_its_password_and_an_unlocked_copy_is_filed() -> None:
    locked = changed(a_pdf(), lambda _: None, encryption=pikepdf.Encryption(user="häver", owner="own", R=6))
    refusal = check_file(locked, "a.pdf")
    assert refusal.needs_password
    assert refusal.refused == "It is locked with a password. Enter the password, and an unlocked copy is filed."
    wrong = check_file(locked, "a.pdf", "barley")
    assert wrong.needs_password
    assert wrong.refused == "The password does not open it. Check it and try again."
    report = check_file(locked, "a.pdf", "häver")
    assert report.findings == ("It was locked with a password; the copy that is filed opens without it.",)
    assert words(report.data) == "Words"
    assert report.data == check_file(locked, "a.pdf", "häver").data
    old = changed(
        a_pdf(), lambda _: None, encryption=pikepdf.Encryption(user="x", owner="y", R=4, aes=False, metadata=False)
    )
    assert check_file(old, "a.pdf", "x").pages == 1


def test_a_file_locked_only_against_changes_is_unlocked_without_a_password() -> None:
    data = changed(a_pdf(), lambda _: None, encryption=pikepdf.Encryption(user="", owner="own"))
    report = check_file(data, "a.pdf")
    assert report.findings == ("It was locked against changes; the copy that is filed is not.",)
    assert not opened(report.data).is_encrypted


def test_a_damaged_paper_is_repaired_if_no_page_is_lost() -> None:
    data = a_pdf(pages=3)
    cut = data[: data.rindex(b"startxref")]
    report = check_file(cut, "a.pdf")
    assert (report.pages, report.refused) == (3, "")
    assert report.findings == ("It was damaged and was repaired as far as it can be. Check that all of it is there.",)
    assert words(report.data) == "Words Words Words"


def test_names_of_other_cases_are_found_with_their_pages() -> None:
    data = drawn(lambda canvas: _lines(canvas, "about Ms Ha-", "worth and CASE-0012", "CASE-001."))
    report = check_file(data, "a.pdf", known=("Haworth", "CASE-001", "Ms Worth", "CASE-00"))
    assert report.findings == (
        "Page 1 names Haworth, which belongs to another case.",
        "Page 1 names CASE-001, which belongs to another case.",
    )


def test_filled_in_form_fields_are_searched() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Notes")
        canvas.acroForm.textfield(name="a", value="About CASE-004", x=72, y=600, width=200, height=24)

    data = drawn(draw)
    report = check_file(data, "a.pdf", known=("CASE-004",))
    assert report.findings == ("Page 1 names CASE-004, which belongs to another case.",)
    assert report.data == data


def _lines(canvas: Canvas, *lines: str) -> None:
    text = canvas.beginText(72, 700)
    for line in lines:
        text.textLine(line)
    canvas.drawText(text)


def test_unusable_and_oversized_page_sizes_are_findings() -> None:
    large = check_file(drawn(lambda canvas: canvas.drawString(9, 9, "Large"), (3000, 1000)), "a.pdf")
    assert large.findings == ("Page 1 is larger than A3 (1,058 × 353 mm).",)

    def shrink(document: pikepdf.Pdf) -> None:
        document.pages[1].MediaBox = pikepdf.Array([0, 0, 0, 0])

    none = check_file(changed(a_pdf(pages=2), shrink), "a.pdf")
    assert none.findings == ("Page 2 had no page size. Check that all of the page shows.",)
    document = opened(none.data)
    assert [round(float(side)) for side in document.pages[1].mediabox] == [0, 0, 595, 842]


def test_a_page_cropped_to_nothing_is_shown_whole() -> None:
    def crop(document: pikepdf.Pdf) -> None:
        document.pages[0].CropBox = pikepdf.Array([900, 900, 950, 950])

    report = check_file(changed(a_pdf(), crop), "a.pdf")
    assert report.findings[0].startswith("Page 1 had no page size")
    assert words(report.data) == "Words"
    document = opened(report.data)
    assert "/CropBox" not in document.pages[0].obj


def test_pages_without_text_are_findings() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "Words")
        canvas.showPage()
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.showPage()

    report = check_file(drawn(draw), "a.pdf")
    assert report.findings == ("Page 2 is a drawing without text, so it cannot be searched or read aloud.",)
    scan = check_file((SAMPLES / "Medical-letter-scan.pdf").read_bytes(), "scan.pdf")
    assert scan.findings[0] == "It is a scan without text, so it cannot be searched or read aloud."
    assert check_file(a_pdf(), "a.pdf").findings == ()


def sign(document: pikepdf.Pdf) -> None:
    value = pikepdf.Dictionary(
        Type=pikepdf.Name.Sig, Filter=pikepdf.Name("/Adobe.PPKLite"), ByteRange=[0, 1, 2, 3], Contents=b"seal"
    )
    field = pikepdf.Dictionary(FT=pikepdf.Name.Sig, T="seal", V=document.make_indirect(value))
    document.Root.AcroForm = pikepdf.Dictionary(Fields=[document.make_indirect(field)], SigFlags=3)


def test_a_signed_paper_is_kept_byte_for_byte() -> None:
    data = changed(a_pdf(), sign)
    report = check_file(data, "a.pdf")
    assert report.is_signed
    assert report.data == data
    assert "so that its signature stays valid" in report.findings[0]
    locked = changed(data, lambda _: None, encryption=pikepdf.Encryption(user="", owner="own"))
    unlocked = check_file(locked, "a.pdf")
    assert not unlocked.is_signed
    assert "the signature is not valid in the copy" in unlocked.findings[1]


def test_forms_that_only_adobe_reader_shows_and_portfolios_are_refused() -> None:
    def xfa(document: pikepdf.Pdf) -> None:
        form = pikepdf.Dictionary(Fields=[], XFA=document.make_stream(b"<xdp/>"))
        document.Root.AcroForm = form
        document.Root.NeedsRendering = True

    assert "only Adobe Reader can show" in check_file(changed(a_pdf(text="Please wait..."), xfa), "a.pdf").refused

    def portfolio(document: pikepdf.Pdf) -> None:
        document.Root.Collection = pikepdf.Dictionary(View=pikepdf.Name.D)

    assert "It is a PDF portfolio" in check_file(changed(a_pdf(), portfolio), "a.pdf").refused


def test_a_decompression_bomb_is_refused() -> None:
    bomb = zlib.compress(bytes(300_000_000), 9)

    def stream(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(document, bomb, Filter=pikepdf.Name.FlateDecode)

    def twice(document: pikepdf.Pdf) -> None:
        packed = zlib.compress(bomb, 9)
        document.pages[0].Contents = pikepdf.Stream(document, packed, Filter=[pikepdf.Name.FlateDecode] * 2)

    def picture(document: pikepdf.Pdf) -> None:
        huge = pikepdf.Stream(document, zlib.compress(b""), Width=90_000, Height=90_000, BitsPerComponent=8)
        huge.Subtype = pikepdf.Name.Image
        document.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=document.make_indirect(huge)))

    for each in (stream, twice, picture):
        data = changed(a_pdf(), each, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        assert "far larger than any paper needs" in check_file(data, "a.pdf").refused


def test_fonts_that_are_not_embedded_are_named() -> None:
    def take_out(document: pikepdf.Pdf) -> None:
        font = document.pages[0].Resources.Font.F1
        font.BaseFont = pikepdf.Name.Garamond

    report = check_file(changed(a_pdf(), take_out), "a.pdf")
    assert report.findings == (
        "Some of its fonts are not embedded (Garamond), so it may look different on other computers.",
    )


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"\0\0\0\x18ftypheic" + bytes(40), "IMG_1.heic", "The picture is damaged and cannot be read."),
        (b"\0\0\0\x18ftypmp42" + bytes(40), "a.mp4", "It is a video or sound recording."),
        (b"<!DOCTYPE html><html>", "a.pdf", "It is not a PDF, though its name says so: it is a web page."),
        (b"From: ann@example.org\r\n\r\nWords", "a.eml", "It is an e-mail."),
        (b"Only words", "a.txt", "It is a text file."),
        (b"<< /Type /Page >>\nendobj\n", "a.pdf", "The file is damaged and cannot be read."),
        (b"PK\x03\x04" + bytes(40), "a.zip", "It is a compressed folder (ZIP)."),
        (b"PK\x03\x04" + bytes(40), "a.docx", "It is a Word document that is damaged, or only a part of it. Ask"),
        (
            b"\xdb\xa5-\0" + bytes(40),
            "a.doc",
            "It is a document from a version of Word before 1995. Ask its author to save",
        ),
        (b"{\\rtf1 Words}", "a.doc", "It is a text document (.rtf)."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "a.doc", "It is a Word document in"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9), "a.doc", "It is a Word document that is damaged, or only"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(9),
            "a.bin",
            "It is a file of a type that Panel Desk does not know.",
        ),
        (b"\x07\x00\x01", "a.bin", "It is a file of a type that Panel Desk does not know."),
        (b"RIFF0000AVI ", "a.avi", "It is a video"),
    ],
)
def test_a_file_that_is_not_a_paper_is_named_by_its_type(data: bytes, name: str, why: str) -> None:
    assert check_file(data, name).refused.startswith(why)


@pytest.mark.parametrize(
    ("inside", "kind"),
    [("word/document.xml", FileType.DOCX), ("xl/workbook.xml", FileType.WORKBOOK), ("ppt/p.xml", FileType.SLIDES)],
)
def test_office_files_are_detected_by_their_content(inside: str, kind: FileType) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(inside, "<x/>")
    assert detect_type(out.getvalue(), "a.bin") is kind


def test_office_files_are_detected_by_the_type_of_their_main_part_wherever_it_lies() -> None:
    embedded = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    for main, kind in (
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", FileType.DOCX),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", FileType.DOCX),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", FileType.WORKBOOK),
    ):
        out = BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(
                "[Content_Types].xml", f'<Types><Default ContentType="{embedded}"/><X T="{main}"/></Types>'
            )
            archive.writestr("report/main.xml", "<x/>")
        assert detect_type(out.getvalue(), "a.bin") is kind


def test_a_word_document_whose_list_of_parts_is_damaged_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>" * 20)
        archive.writestr("word/document.xml", "<x/>")
    start = out.getvalue().index(b"[Content_Types].xml") + len("[Content_Types].xml")
    out.seek(start)
    out.write(b"\xff\xff")  # no way of deflating begins like this
    assert "a Word document that is damaged" in check_file(out.getvalue(), "a.docx").refused


def test_an_open_document_with_a_password_is_said_to_be_locked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    assert "locked with a password" in check_file(out.getvalue(), "a.odt").refused


def test_an_open_document_is_detected_by_its_mimetype_entry() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    assert detect_type(out.getvalue(), "a.odt") is FileType.ODT


def test_an_extension_that_does_not_match_is_a_finding() -> None:
    report = check_file(a_pdf(), "Photograph.jpg")
    assert report.findings == ("Its name says that it is a picture (JPEG); it is a PDF.",)


def test_many_page_numbers_are_given_as_ranges() -> None:
    assert page_ranges([1]) == "1"
    assert page_ranges([1, 2, 3, 7, 8, 9, 10]) == "1, 2, 3 and 7 to 10"
    assert page_ranges(range(1, 60, 2)).endswith("21, 23 and others")


def test_a_damaged_content_stream_keeps_what_can_be_read() -> None:
    packed = zlib.compress(b"BT /F1 12 Tf 72 700 Td (Words) Tj ET\n" + bytes(range(256)) * 40)

    def cut(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(document, packed[:-9], Filter=pikepdf.Name.FlateDecode)

    def garble(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(document, b"BT /F1 12 Tf 72 700 Td (Words) Tj ET << /A >> ] q")

    raw = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
    for damage in (cut, garble):
        report = check_file(changed(a_pdf(), damage, **raw), "a.pdf")
        assert report.findings == ("Page 1 was damaged; what could be read was kept. Check that all of it is there.",)
        assert words(report.data).startswith("Words")
        opened(report.data)


def test_a_page_without_readable_content_is_refused_and_a_damaged_image_is_a_finding() -> None:
    def tear(document: pikepdf.Pdf) -> None:
        document.pages[0].Contents = pikepdf.Stream(document, b"torn", Filter=pikepdf.Name.FlateDecode)

    def spoil(document: pikepdf.Pdf) -> None:
        picture = pikepdf.Stream(
            document, b"torn", Width=9, Height=9, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode
        )
        picture.Subtype, picture.ColorSpace = pikepdf.Name.Image, pikepdf.Name.DeviceGray
        document.pages[0].Resources.XObject = pikepdf.Dictionary(I=document.make_indirect(picture))

    raw = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
    assert check_file(changed(a_pdf(), tear, **raw), "a.pdf").refused.startswith("The file is damaged")
    assert check_file(changed(a_pdf(), spoil, **raw), "a.pdf").findings == (
        "A part of it, such as a picture, is damaged and may not show. Check every page.",
    )


def test_rights_that_adobe_reader_was_given_are_no_signature() -> None:
    def give_rights(document: pikepdf.Pdf) -> None:
        rights = pikepdf.Dictionary(
            Type=pikepdf.Name.Sig,
            Filter=pikepdf.Name("/Adobe.PPKLite"),
            ByteRange=pikepdf.Array([0, 10, 20, 10]),
            Contents=pikepdf.String(bytes(40)),
            Reference=pikepdf.Array([pikepdf.Dictionary(Type=pikepdf.Name.SigRef, TransformMethod=pikepdf.Name.UR3)]),
        )
        document.Root.Perms = pikepdf.Dictionary(UR3=rights)

    report = check_file(changed(a_pdf(), give_rights), "Form.pdf")
    assert (report.refused, report.is_signed, report.findings) == ("", False, ())


@pytest.mark.parametrize("typed", ["Siân", "Sia\u0302n"])
@pytest.mark.parametrize(("set_as", "revision"), [("Siân", 4), ("Siân", 6), ("Sia\u0302n", 6)])
def test_a_password_opens_however_its_accents_are_typed(typed: str, set_as: str, revision: int) -> None:
    encryption = pikepdf.Encryption(owner="o", user=set_as, R=revision)  # type: ignore[arg-type]  # 4 and 6 are revisions
    locked = changed(a_pdf(), lambda _: None, encryption=encryption)
    assert check_file(locked, "Locked.pdf", typed).refused == ""
    assert check_file(locked, "Locked.pdf", "Sean").needs_password


def test_a_page_listed_twice_and_a_wrong_count_of_objects_are_no_damage() -> None:
    data = changed(a_pdf(pages=2), lambda _: None, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(BytesIO(data)) as document:
        first, second = (page.obj.objgen[0] for page in document.pages)
        size = int(document.trailer.Size)
    twice = data.replace(f"{first} 0 R {second} 0 R".encode(), f"{first} 0 R {first} 0 R".encode())
    more = data.replace(f"/Size {size}".encode(), f"/Size {size + 6}".encode())
    for harmless in (twice, more):
        assert harmless != data
        with pikepdf.open(BytesIO(harmless)) as document:
            assert len(document.pages) == 2
            assert document.get_warnings()
        assert check_file(harmless, "Report.pdf").findings == ()


def comment(document: pikepdf.Pdf) -> None:
    area = pikepdf.Array([72, 770, 300, 790])
    document.pages[0].obj.Annots = pikepdf.Array(
        pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(kind), Rect=area, T=pikepdf.String(author))
        for kind, author in (("/Highlight", "J Team Manager"), ("/Popup", ""), ("/Text", "Worker"), ("/Text", ""))
    )


def test_reviewers_comments_are_counted_and_their_authors_named() -> None:
    [finding] = check_file(changed(a_pdf(), comment), "Report.pdf").findings
    assert finding.startswith(
        "It has 3 comments: 1 by J Team Manager, 1 by Worker and 1 by somebody who is not named. Members see them; "
    )
    assert "copies for applicants and observers leave them out." in finding
    *_, left_out, finding = check_file(changed(changed(a_pdf(), comment), sign), "Report.pdf").findings
    assert left_out.startswith("Copies for applicants and observers will not include it: it is signed and has comments")
    assert "leave them out" not in finding


SIGNED_WITH_SCRIPTS = "it is signed and contains scripts or files, which must not be in a pack"


def test_a_signed_paper_with_scripts_is_said_to_be_in_no_pack() -> None:
    def add_script(document: pikepdf.Pdf) -> None:
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")

    report = check_file(changed(changed(a_pdf(), add_script), sign), "Report.pdf")
    assert report.findings[:2] == (
        "It contains scripts.",
        f"No pack will include it: {SIGNED_WITH_SCRIPTS}. To have it in packs, print it to PDF and file that.",
    )
