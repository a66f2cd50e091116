"""Active content and metadata of papers never get into a pack, wherever in the PDF they are."""

import zlib
from base64 import a85encode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String
from PIL import Image
from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

from panel_desk.documents.packs.trial import why_left_out
from panel_desk.rules.vocabulary import PackEdition
from tests.documents.contents import a_pack
from tests.documents.papers import (
    a_source,
    annotations,
    build,
    build_one,
    changed,
    page_words,
    uncompressed,
    with_papers,
)
from tests.documents.reading import opened

PdfObject = Any  # a pikepdf object, whose keys are attributes too

SCRIPT = "app.alert(42)"


def script(**more: PdfObject) -> PdfObject:
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT), **more)


def an_annotation(kind: Name, **more: PdfObject) -> PdfObject:
    return Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([9, 9, 99, 99]), **more)


def add_annotation(document: PdfObject, annotation: PdfObject) -> None:
    document.pages[0].Annots.append(document.make_indirect(annotation))


def a_file(document: PdfObject) -> PdfObject:
    """A file to attach, whose name and content are the script."""
    return AttachedFileSpec(
        document,
        SCRIPT.encode(),
        filename=SCRIPT,
        description="",
        mime_type="text/plain",
        creation_date="",
        mod_date="",
    )


def on_opening(document: PdfObject) -> None:
    document.Root.OpenAction = script()


def in_the_name_tree(document: PdfObject) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script()])))


def on_a_page(document: PdfObject) -> None:
    document.pages[0].AA = Dictionary(O=script())


def on_closing(document: PdfObject) -> None:
    document.Root.AA = Dictionary(WC=script())


def in_a_link(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Link, A=script()))


def after_a_link(document: PdfObject) -> None:
    add_annotation(
        document, an_annotation(Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org"), Next=script()))
    )


def after_a_page_link(document: PdfObject) -> None:
    chain = Dictionary(S=Name.GoTo, D=Array([document.pages[1].obj, Name.Fit]), Next=Array([script(), script()]))
    add_annotation(document, an_annotation(Name.Link, A=document.make_indirect(chain)))


def in_a_note(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Text, AA=Dictionary(E=script()), PA=script()))


def in_a_field(document: PdfObject) -> None:
    document.Root.AcroForm.Fields[0].AA = Dictionary(K=script(), F=script())


def in_a_parent_field(document: PdfObject) -> None:
    field = document.Root.AcroForm.Fields[0]
    group = document.make_indirect(Dictionary(T=String("group"), Kids=Array([field]), AA=Dictionary(C=script())))
    field.Parent = group
    document.Root.AcroForm.Fields = Array([group])


def in_a_button(document: PdfObject) -> None:
    button = an_annotation(Name.Widget, FT=Name.Btn, T=String("push"), Ff=65536, A=script(), MK=Dictionary())
    add_annotation(document, button)
    document.Root.AcroForm.Fields.append(document.pages[0].Annots[-1])


def in_a_bookmark(document: PdfObject) -> None:
    document.Root.Outlines.First.A = script()
    del document.Root.Outlines.First["/Dest"]


def in_nested_resources(document: PdfObject) -> None:
    document.pages[0].Resources.Whatever = Dictionary(Deep=Array([Dictionary(Deeper=script())]))


def in_a_web_address(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.URI, URI=String(f"javascript:{SCRIPT}"))))


def in_a_reference_to_the_catalogue(document: PdfObject) -> None:
    on_opening(document)
    in_the_name_tree(document)
    add_annotation(document, an_annotation(Name.Text, Contents=String("Look"), Home=document.Root))


def in_a_launch_action(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.Launch, F=String(SCRIPT))))


def in_a_submit_action(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.SubmitForm, F=String(SCRIPT))))


def in_an_import_action(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.ImportData, F=String(SCRIPT))))


def in_a_link_to_another_file(document: PdfObject) -> None:
    add_annotation(
        document, an_annotation(Name.Link, A=Dictionary(S=Name.GoToR, F=String(SCRIPT), D=Array([0, Name.Fit])))
    )


def in_a_video(document: PdfObject) -> None:
    add_annotation(document, an_annotation(Name.RichMedia, RichMediaContent=Dictionary(Assets=String(SCRIPT))))
    add_annotation(document, an_annotation(Name.Screen, A=Dictionary(S=Name.Rendition, JS=String(SCRIPT))))


def in_an_attached_file(document: PdfObject) -> None:
    document.attachments["x.exe"] = a_file(document)


def in_a_file_on_the_page(document: PdfObject) -> None:
    spec = a_file(document).obj
    add_annotation(document, an_annotation(Name.FileAttachment, FS=spec))
    document.pages[0].AF = Array([spec])
    add_annotation(document, an_annotation(Name.Popup, Parent=document.pages[0].Annots[-1]))
    add_annotation(document, an_annotation(Name.Text, AF=Array([spec]), Spec=spec))


# Each function puts a script, or something else that a reader of the paper could run, into one place of a PDF.
PLACES = [
    on_opening,
    in_the_name_tree,
    on_a_page,
    on_closing,
    in_a_link,
    after_a_link,
    after_a_page_link,
    in_a_note,
    in_a_field,
    in_a_parent_field,
    in_a_button,
    in_a_bookmark,
    in_nested_resources,
    in_a_web_address,
    in_a_reference_to_the_catalogue,
    in_a_launch_action,
    in_a_submit_action,
    in_an_import_action,
    in_a_link_to_another_file,
    in_a_video,
    in_an_attached_file,
    in_a_file_on_the_page,
]


@pytest.mark.parametrize("hide", PLACES)
def test_active_content_is_removed(hide: Callable[[PdfObject], None]) -> None:
    paper = changed(a_source("One"), hide)
    data = build_one({"one": paper})
    opened(data)
    unpacked = uncompressed(data)
    assert SCRIPT.encode() not in unpacked.replace(b"\\", b"")
    for name in (
        b"/JavaScript",
        b"/Launch",
        b"/SubmitForm",
        b"/ImportData",
        b"/GoToR",
        b"/EF ",
        b"/RichMedia",
        b"/AA ",
    ):
        assert name not in unpacked
    assert b"(One years)" in unpacked
    texts = page_words(data)
    assert "One page 2" in texts[-2]
    assert "One page 1" in texts[-3]


def test_harmless_resources_named_like_active_content_stay() -> None:
    def add_resources(document: PdfObject) -> None:
        page = document.pages[0]
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
        for key in ("/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"):
            page.Resources.Font[key] = font
        drawn = " ".join(
            f"BT {key} 9 Tf 72 {600 - 12 * n} Td (Kept {n}) Tj ET"
            for n, key in enumerate(("/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"))
        )
        page.Contents = document.make_stream(drawn.encode())

    document = opened(build_one({"one": changed(a_source("One"), add_resources)}))
    fonts = document.pages[-3].Resources.Font
    assert {"/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"} <= set(fonts.keys())


def test_links_without_a_destination_are_removed_and_the_others_stay() -> None:
    def add_links(document: PdfObject) -> None:
        add_annotation(document, an_annotation(Name.Link, Dest=String("nowhere")))
        add_annotation(document, an_annotation(Name.Link, Dest=Array([99, Name.Fit])))
        add_annotation(document, an_annotation(Name.Link, Dest=Array([1, Name("/Odd")])))
        add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.Named, N=Name.NextPage)))
        add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.Named, N=Name.Print)))
        add_annotation(document, an_annotation(Name.Link, A=String("no action")))
        document.pages[0].Annots.append(None)
        document.pages[1].Annots = Array([an_annotation(Name.Link, Dest=String("nowhere"))])

    document = opened(build_one({"one": changed(a_source("One"), add_links)}))
    links = [note for note in annotations(document.pages[-3]) if note.Subtype == Name.Link]
    assert len(links) == 4  # two of its own, one with an odd view, and one to the next page
    assert [str(link.A.N) for link in links if "/A" in link and Name.Named == link.A.S] == ["/NextPage"]
    assert "/Annots" not in document.pages[-2]


def test_metadata_about_a_papers_making_is_removed() -> None:
    def add_metadata(document: PdfObject) -> None:
        document.docinfo["/Author"] = "Sam Secretary"
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = ["Sam Secretary"]
        page = document.pages[0]
        xmp = document.make_stream(b"<x>Sam Secretary</x>", Type=Name.Metadata, Subtype=Name.XML)
        page.Metadata = xmp
        page.PieceInfo = Dictionary(Word=Dictionary(LastModified=String("D:2027"), Private=String("Sam Secretary")))
        picture = document.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Width=1, Height=1, Metadata=xmp)
        picture.ColorSpace, picture.BitsPerComponent = Name.DeviceGray, 8
        page.Resources.XObject = Dictionary(Picture=picture)

    paper = changed(a_source("One"), add_metadata)
    assert b"Sam Secretary" in uncompressed(paper)
    assert b"Sam Secretary" not in uncompressed(build_one({"one": paper}))


def test_a_stream_stored_in_an_external_file_is_not_read() -> None:
    def add_external_stream(document: PdfObject) -> None:
        form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
        form.F = String("//elsewhere/share")
        document.pages[0].Resources.XObject = Dictionary(Fetched=form)

    assert b"elsewhere" not in uncompressed(build_one({"one": changed(a_source("One"), add_external_stream)}))


@pytest.mark.parametrize("hide", [in_the_name_tree, in_a_link, in_an_attached_file, in_a_video])
def test_a_signed_paper_with_active_content_is_left_out_and_named(hide: Callable[[PdfObject], None]) -> None:
    content = with_papers(a_pack("one", "two"), one={"is_signed": True})
    result = build({"one": changed(a_source("One"), hide), "two": a_source("Two")}, content)
    assert result.left_out == (
        "one.pdf could not be included: it is signed and contains scripts or files, which must not be in a pack.",
    )
    document = opened(result.volumes[0])
    assert not document.attachments


@pytest.mark.parametrize("is_compressed_again", [False, True])
def test_a_picture_in_a_paper_loses_where_it_was_taken_and_keeps_its_pixels(*, is_compressed_again: bool) -> None:
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"
    picture = BytesIO()
    Image.effect_noise((60, 40), 40).save(picture, "JPEG", exif=exif)

    def add_picture(document: PdfObject) -> None:
        data = zlib.compress(picture.getvalue()) if is_compressed_again else picture.getvalue()
        image = pikepdf.Stream(document, data)
        image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 60, 40
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        image.Filter = pikepdf.Array([Name.FlateDecode, Name.DCTDecode]) if is_compressed_again else Name.DCTDecode
        document.pages[0].obj.Resources.XObject = Dictionary(Photograph=image)

    pack = build_one({"one": changed(a_source("One"), add_picture)})
    with pikepdf.open(BytesIO(pack)) as document:
        [image] = [
            each
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Filter") == "/DCTDecode"
        ]
        data = image.read_raw_bytes()
    assert b"at home" not in data
    with Image.open(BytesIO(data)) as after, Image.open(picture) as before:
        assert after.tobytes() == before.tobytes()


def test_an_address_without_its_scheme_is_kept_and_a_file_is_not() -> None:
    kept = (
        "www.example.org",
        "example.org/a",
        "example.com",
        "panel.worker@example.org",
        "example.org:8080/a",
        "adoption.cymru",
    )
    dropped = ("setup.exe", "file:///etc/hosts", "//example.org/share", "report.doc", "ann@setup.exe")

    def add_links(document: PdfObject) -> None:
        for address in (*kept, *dropped):
            add_annotation(document, an_annotation(Name.Link, A=Dictionary(S=Name.URI, URI=String(address))))

    document = opened(build_one({"one": changed(a_source("One"), add_links)}))
    addresses = [str(link.A.URI) for page in document.pages for link in annotations(page) if "/A" in link]
    assert {*kept} <= {*addresses}
    assert not {*dropped} & {*addresses}


def test_a_signature_field_that_nobody_signed_is_an_empty_frame() -> None:
    def add_field(document: PdfObject) -> None:
        widget = an_annotation(Name.Widget, FT=Name.Sig, T=String("Sign here"), MK=Dictionary(BC=Array([0])))
        add_annotation(document, document.make_indirect(widget))

    document = opened(build_one({"one": changed(a_source("One"), add_field)}))
    [frame] = [each for page in document.pages for each in annotations(page) if each.Subtype == Name.Stamp]
    assert b" re S" in frame.AP.N.read_bytes()


def test_a_blank_page_without_resources_is_in_the_pack() -> None:
    def add_page(document: PdfObject) -> None:
        document.pages.append(document.pages[0])
        blank = document.pages[-1].obj
        del blank.Contents, blank.Resources
        document.pages.append(document.pages[0])

    result = build({"one": changed(a_source("One"), add_page)})
    assert result.left_out == ()


@pytest.mark.parametrize("edition", list(PackEdition))
def test_reviewers_comments_stay_out_of_what_applicants_and_observers_get(edition: PackEdition) -> None:
    def add_comments(document: PdfObject) -> None:
        note = document.make_indirect(an_annotation(Name.Highlight, Contents=String("Do not tell")))
        for comment in (
            note,
            an_annotation(Name.Popup, Parent=note, Contents=String("Do not tell")),
            an_annotation(Name.Text, IRT=note, Contents=String("Do not tell")),
            an_annotation(Name.Ink, Contents=String("Do not tell")),
            an_annotation(Name.FreeText, Contents=String("Filled in"), DA=String("/Helv 9 Tf")),
        ):
            add_annotation(document, comment)

    content = replace(a_pack("one"), edition=edition)
    pack = uncompressed(build_one({"one": changed(a_source("One"), add_comments)}, content))
    assert b"Filled in" in pack
    assert (b"Do not tell" in pack) is (edition in {PackEdition.MEMBER, PackEdition.CHAIR})


@pytest.mark.parametrize("edition", list(PackEdition))
def test_a_signed_paper_with_comments_is_left_out_of_what_applicants_and_observers_get(edition: PackEdition) -> None:
    commented = changed(
        a_source("One"), lambda document: add_annotation(document, an_annotation(Name.Text, Contents=String("No")))
    )
    content = replace(with_papers(a_pack("one", "two"), one={"is_signed": True}), edition=edition)
    result = build({"one": commented, "two": a_source("Two")}, content)
    is_shown = edition in {PackEdition.MEMBER, PackEdition.CHAIR}
    assert bool(opened(result.volumes[0]).attachments) is is_shown
    why = "one.pdf could not be included: it is signed and has comments, which this copy must not show."
    assert result.left_out == (() if is_shown else (why,))


def a_photograph() -> bytes:
    """A JPEG whose EXIF data say where it was taken."""
    exif = Image.Exif()
    exif[0x010E] = "Taken at home"  # the picture's description
    out = BytesIO()
    Image.effect_noise((60, 40), 40).convert("RGB").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("filters", "encode"),
    [
        ("/DCT", bytes),
        ("[/DCTDecode]", bytes),
        ("[/A85 /DCT]", lambda data: a85encode(data, wrapcol=60) + b"~>"),
        ("[/AHx /DCT]", lambda data: data.hex(" ", 30).encode() + b">"),
    ],
)
@pytest.mark.parametrize("is_form", [False, True])
def test_a_picture_within_a_pages_contents_loses_where_it_was_taken(
    filters: str, encode: Callable[[bytes], bytes], *, is_form: bool
) -> None:
    image = f"q 60 0 0 40 72 72 cm BI /W 60 /H 40 /CS /RGB /BPC 8 /F {filters} ID ".encode()
    content = image + encode(a_photograph()) + b"\nEI Q"

    def add_picture(document: PdfObject) -> None:
        page = document.pages[0]
        if is_form:
            form = document.make_stream(content, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842]))
            page.Resources.XObject = Dictionary(Form=form)
            page.contents_add(b"/Form Do")
        else:
            page.contents_add(content)

    paper = changed(a_source("One"), add_picture)
    pack = build_one({"one": paper})
    before, after = (pictures_drawn(data) for data in (paper, pack))
    assert b"at home" in before[0]
    assert b"at home" not in after[0]
    with Image.open(BytesIO(after[0])) as cleaned, Image.open(BytesIO(before[0])) as original:
        assert cleaned.tobytes() == original.tobytes()


def pictures_drawn(data: bytes) -> list[bytes]:
    """The JPEGs that PDFium draws in a document, as they are stored."""
    found = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            for image in page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE]):
                out = BytesIO()
                image.extract(out)
                found.append(out.getvalue())
            page.close()
    return found


@pytest.mark.parametrize("edition", list(PackEdition))
@pytest.mark.parametrize("is_inline", [False, True])
def test_a_signed_paper_whose_pictures_say_where_they_were_taken_stays_with_the_panel(
    edition: PackEdition, *, is_inline: bool
) -> None:
    def add_picture(document: PdfObject) -> None:
        page = document.pages[0]
        if is_inline:
            page.contents_add(b"q BI /W 60 /H 40 /CS /RGB /BPC 8 /F /DCT ID " + a_photograph() + b"\nEI Q")
        else:
            picture = document.make_stream(a_photograph(), Type=Name.XObject, Subtype=Name.Image, Width=60, Height=40)
            picture.Filter, picture.ColorSpace, picture.BitsPerComponent = Name.DCTDecode, Name.DeviceRGB, 8
            page.Resources.XObject = Dictionary(Picture=picture)

    content = replace(with_papers(a_pack("one"), one={"is_signed": True}), edition=edition)
    paper = changed(a_source("One"), add_picture)
    result = build({"one": paper}, content)
    is_shown = edition in {PackEdition.MEMBER, PackEdition.CHAIR}
    assert bool(opened(result.volumes[0]).attachments) is is_shown
    assert bool(result.left_out) is not is_shown
    reasons = why_left_out(paper, 2, is_signed=True)
    assert list(reasons) == [PackEdition.OBSERVER]
    assert result.left_out == (
        () if is_shown else (f"one.pdf could not be included: {reasons[PackEdition.OBSERVER]}.",)
    )


@pytest.mark.parametrize("is_signed", [False, True])
def test_the_reasons_given_at_filing_are_those_for_which_packs_leave_a_paper_out(*, is_signed: bool) -> None:
    papers = {"plain": a_source("Plain"), "script": changed(a_source("One"), on_opening), "damaged": b"%PDF-1.7 no"}
    for key, data in papers.items():
        reasons = why_left_out(data, 2, is_signed=is_signed)
        for edition in (PackEdition.MEMBER, PackEdition.OBSERVER) if is_signed else (PackEdition.MEMBER,):
            content = replace(with_papers(a_pack(key), **{key: {"is_signed": is_signed}}), edition=edition)
            assert build({key: data}, content).failed == ({key: reasons[edition]} if edition in reasons else {})
