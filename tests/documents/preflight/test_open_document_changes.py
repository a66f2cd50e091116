"""A text document (.odt) is settled before it is converted.

That is: tracked changes are accepted, comments left out, and fields but page numbers replaced by their last text.
"""

import zipfile
from io import BytesIO

import pytest

from panel_desk.documents.preflight.open_document_changes import settle_open_document
from panel_desk.documents.preflight.word_changes import WordDocumentError

NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
INFO = "<office:change-info><dc:creator>Team Manager</dc:creator></office:change-info>"
REGIONS = (
    f'<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>{INFO}<text:p>14 Tern Close</text:p>'
    f'</text:deletion></text:changed-region><text:changed-region text:id="c2"><text:insertion>{INFO}</text:insertion>'
    "</text:changed-region></text:tracked-changes>"
)
COMMENT = "<office:annotation><dc:creator>Manager</dc:creator><text:p>do not tell</text:p></office:annotation>"


def a_document(text: str, styles: str = "", damage: str = "") -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("content.xml", f"<office:text {NAMESPACES}>{text}</office:text>{damage}")
        archive.writestr("styles.xml", f"<office:styles {NAMESPACES}>{styles}</office:styles>")
    return out.getvalue()


def part_of(data: bytes, name: str = "content.xml") -> str:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def test_tracked_changes_are_accepted_and_named_in_a_finding() -> None:
    words = (
        'They live<text:change text:change-id="c1"/> at <text:change-start text:change-id="c2"/>an address'
        '<text:change-end text:change-id="c2"/>.'
    )
    settled = settle_open_document(a_document(f"{REGIONS}<text:p>{words}</text:p>"))
    assert "<text:p>They live at an address.</text:p>" in part_of(settled.data)
    assert "Tern Close" not in part_of(settled.data)
    [finding] = settled.findings
    assert finding.startswith("It had tracked changes by Team Manager; they were accepted")
    with zipfile.ZipFile(BytesIO(settled.data)) as archive:
        assert archive.infolist()[0].compress_type == zipfile.ZIP_STORED  # as the standard asks of the mimetype


def test_comments_are_left_out_and_fields_keep_their_last_text() -> None:
    words = (
        f"<text:p>{COMMENT}Told<office:annotation-end/> on <text:date>3 March 2027</text:date>, page "
        "<text:page-number>1</text:page-number></text:p>"
    )
    footer = "<text:p><text:file-name>C:\\Cases\\CPR.odt</text:file-name></text:p>"
    settled = settle_open_document(a_document(words, footer))
    content = part_of(settled.data)
    assert "<text:p>Told on 3 March 2027, page <text:page-number>1</text:page-number></text:p>" in content
    assert "<text:p>C:\\Cases\\CPR.odt</text:p>" in part_of(settled.data, "styles.xml")
    assert settled.findings == ("1 comment by Manager in it was left out.",)


def test_a_document_with_nothing_to_settle_stays_the_same_to_the_byte() -> None:
    plain = a_document("<text:p>Nothing waits in it.</text:p>")
    assert settle_open_document(plain).data == plain


@pytest.mark.parametrize("data", [b"PK\x03\x04 no archive", a_document("", damage="<text:p>")])
def test_a_damaged_document_is_said_to_be_damaged(data: bytes) -> None:
    with pytest.raises(WordDocumentError):
        settle_open_document(data)
