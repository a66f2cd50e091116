"""A Word document is settled before it is converted: changes accepted, comments left out, fields as last shown."""

import zipfile
from io import BytesIO

import pytest
from docx import Document

from panel_desk.documents.preflight.word_changes import WordDocumentError, settle_document

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
# Attributes of a tracked change.
BY = 'w:id="1" w:author="Team Manager"'


def a_document(body: str, **parts: str) -> bytes:
    """A document; `parts` are further parts of it, by the name of their file without its ending."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {NAMESPACE}><w:body>{body}</w:body></w:document>")
        for name, xml in parts.items():
            archive.writestr(f"word/{name}.xml", xml)
    return out.getvalue()


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def deleted(text: str) -> str:
    return f"<w:del {BY}><w:r><w:delText>{text}</w:delText></w:r></w:del>"


def field(instruction: str, shown: str) -> str:
    mark = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
    code = f"<w:r><w:instrText> {instruction} </w:instrText></w:r>"
    return mark.format("begin") + code + mark.format("separate") + shown + mark.format("end")


def part_of(data: bytes, name: str = "document") -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(f"word/{name}.xml").decode()


def body(data: bytes) -> str:
    return part_of(data).partition("<w:body>")[2].removesuffix("</w:body></w:document>")


def test_tracked_changes_are_accepted_in_every_part_and_named_in_a_finding() -> None:
    moved = f"<w:moveFrom {BY}>{run('moved')}</w:moveFrom><w:moveTo {BY}>{run('moved')}</w:moveTo>"
    document = a_document(
        f"<w:p>{deleted('14 Tern Close')}<w:ins {BY}>{run('an address')}</w:ins>{moved}</w:p>",
        header1=f"<w:hdr {NAMESPACE}><w:p>{deleted('secret')}{run('kept')}</w:p></w:hdr>",
        footnotes=f"<w:footnotes {NAMESPACE}><w:footnote><w:p>{deleted('secret')}</w:p></w:footnote></w:footnotes>",
    )
    settled = settle_document(document)
    assert body(settled.data) == f"<w:p>{run('an address')}{run('moved')}</w:p>"
    assert "secret" not in part_of(settled.data, "header1") + part_of(settled.data, "footnotes")
    [finding] = settled.findings
    assert finding.startswith("It had tracked changes by Team Manager; they were accepted")


def test_changes_are_accepted_in_parts_that_lie_outside_words_usual_folder() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("picture.bin", b"\xff\xd8\xff\xe0")
        archive.writestr("notes.xml", b"<broken")
        archive.writestr(
            "report/main", f"<w:document {NAMESPACE}><w:body><w:p>{deleted('secret')}</w:p></w:body></w:document>"
        )
    settled = settle_document(out.getvalue())
    assert settled.findings
    with zipfile.ZipFile(BytesIO(settled.data)) as archive:
        assert b"secret" not in archive.read("report/main")
        assert archive.read("notes.xml") == b"<broken"


def test_a_paragraph_whose_end_was_deleted_is_joined_with_the_next() -> None:
    mark = f"<w:pPr><w:rPr><w:del {BY}/></w:rPr></w:pPr>"
    inserted = f"<w:pPr><w:rPr><w:ins {BY}/></w:rPr></w:pPr>"
    settled = settle_document(a_document(f"<w:p>{mark}{run('One')}</w:p><w:p>{inserted}{run('two')}</w:p>"))
    assert body(settled.data) == f"<w:p><w:pPr><w:rPr/></w:pPr>{run('One')}{run('two')}</w:p>"
    gone = settle_document(a_document(f"<w:p>{run('One')}</w:p><w:p>{mark}{deleted('two')}</w:p><w:tbl/>"))
    assert body(gone.data).startswith(f"<w:p>{run('One')}</w:p>")
    assert "two" not in body(gone.data)


def test_deleted_rows_and_cells_are_taken_out_of_a_table() -> None:
    kept = f"<w:tr><w:tc><w:p>{run('kept')}</w:p></w:tc></w:tr>"
    row = f"<w:tr><w:trPr><w:del {BY}/></w:trPr><w:tc><w:p>{run('row')}</w:p></w:tc></w:tr>"
    cell = f"<w:tc><w:tcPr><w:cellDel {BY}/></w:tcPr><w:p>{run('cell')}</w:p></w:tc>"
    new = f"<w:tr><w:trPr><w:ins {BY}/></w:trPr>{cell}<w:tc><w:p>{run('new')}</w:p></w:tc></w:tr>"
    settled = settle_document(a_document(f"<w:tbl>{kept}{row}{new}</w:tbl><w:tbl>{row}</w:tbl>"))
    expected = f"<w:tr><w:trPr/><w:tc><w:p>{run('new')}</w:p></w:tc></w:tr>"
    assert body(settled.data) == f"<w:tbl>{kept}{expected}</w:tbl>"


def test_comments_are_left_out_and_counted_with_their_authors() -> None:
    marks = '<w:commentRangeStart w:id="0"/>{}<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    comment = f'<w:comment w:id="0" w:author="Manager"><w:p>{run("do not tell")}</w:p></w:comment>'
    document = a_document(
        f"<w:p>{marks.format(run('Words'))}</w:p>", comments=f"<w:comments {NAMESPACE}>{comment * 2}</w:comments>"
    )
    settled = settle_document(document)
    assert body(settled.data) == f"<w:p>{run('Words')}<w:r/></w:p>"
    assert "do not tell" not in part_of(settled.data, "comments")
    assert settled.findings == ("2 comments by Manager in it were left out.",)


@pytest.mark.parametrize(
    "instruction", ["DATE \\@ &quot;d MMMM yyyy&quot;", "FILENAME \\p", "DOCPROPERTY Child", "AUTHOR"]
)
def test_a_field_prints_what_its_author_last_saw(instruction: str) -> None:
    settled = settle_document(a_document(f"<w:p>{field(instruction, run('last shown'))}</w:p>"))
    assert "instrText" not in part_of(settled.data)
    assert "fldChar" not in part_of(settled.data)
    assert run("last shown") in body(settled.data)
    simple = f'<w:p><w:fldSimple w:instr=" {instruction} ">{run("last shown")}</w:fldSimple></w:p>'
    assert body(settle_document(a_document(simple)).data) == f"<w:p>{run('last shown')}</w:p>"


def test_a_field_within_another_ones_instruction_is_removed_with_it() -> None:
    condition = field("IF " + field("MERGEFIELD Child", run("QX")) + " = 1", run("outcome"))
    condition = condition.replace("<w:r><w:instrText> IF <w:r>", "<w:r><w:instrText> IF </w:instrText></w:r><w:r>")
    condition = condition.replace("</w:r> = 1 </w:instrText></w:r>", "</w:r>")
    settled = settle_document(a_document(f"<w:p>{condition}</w:p>"))
    assert "QX" not in body(settled.data)
    assert run("outcome") in body(settled.data)


def test_page_numbers_stay_and_a_date_that_was_never_shown_is_not_printed() -> None:
    numbers = f"<w:p>{field('PAGE', run('1'))}{field('NUMPAGES', run('9'))}</w:p>"
    document = a_document(numbers)
    assert settle_document(document).data == document
    assert "DATE" not in body(settle_document(a_document(f"<w:p>{field('DATE', '')}</w:p>")).data)


def test_a_document_with_nothing_to_settle_stays_the_same_and_a_settled_one_opens() -> None:
    out = BytesIO()
    document = Document()
    document.add_paragraph("Nothing waits in it.")
    document.save(out)
    assert settle_document(out.getvalue()).data == out.getvalue()
    with zipfile.ZipFile(BytesIO(out.getvalue())) as plain, zipfile.ZipFile(out := BytesIO(), "w") as tracked:
        for entry in plain.infolist():
            data = plain.read(entry)
            if entry.filename == "word/document.xml":
                data = data.replace(b"<w:p>", f"<w:p>{deleted('gone')}".encode())
            tracked.writestr(entry, data)
    assert [each.text for each in Document(BytesIO(settle_document(out.getvalue()).data)).paragraphs] == [
        "Nothing waits in it."
    ]


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", a_document("<w:p>")])
def test_a_damaged_document_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(WordDocumentError):
        settle_document(data)
