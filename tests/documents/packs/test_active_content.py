"""Whatever acts in a paper never gets into a pack, wherever it hides; nor does what tells of a paper's making."""

from collections.abc import Callable
from typing import Any

import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, String

from tests.documents.contents import a_pack
from tests.documents.papers import a_source, changed, everything, made, notes, one, page_words, with_papers
from tests.documents.reading import opened

Thing = Any  # of a PDF: its keys are its attributes

SCRIPT = "app.alert(42)"


def script(**more: Thing) -> Thing:
    return Dictionary(S=Name.JavaScript, JS=String(SCRIPT), **more)


def a_note(kind: Name, **more: Thing) -> Thing:
    return Dictionary(Type=Name.Annot, Subtype=kind, Rect=Array([9, 9, 99, 99]), **more)


def noted(document: Thing, note: Thing) -> None:
    document.pages[0].Annots.append(document.make_indirect(note))


def a_file(document: Thing) -> Thing:
    return AttachedFileSpec(
        document,
        SCRIPT.encode(),
        filename=SCRIPT,
        description="",
        mime_type="text/plain",
        creation_date="",
        mod_date="",
    )


def on_opening(document: Thing) -> None:
    document.Root.OpenAction = script()


def in_names(document: Thing) -> None:
    document.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array([String("x"), script()])))


def on_a_page(document: Thing) -> None:
    document.pages[0].AA = Dictionary(O=script())


def on_closing(document: Thing) -> None:
    document.Root.AA = Dictionary(WC=script())


def in_a_link(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=script()))


def behind_a_link(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.URI, URI=String("https://example.org"), Next=script())))


def behind_several(document: Thing) -> None:
    chain = Dictionary(S=Name.GoTo, D=Array([document.pages[1].obj, Name.Fit]), Next=Array([script(), script()]))
    noted(document, a_note(Name.Link, A=document.make_indirect(chain)))


def in_a_note(document: Thing) -> None:
    noted(document, a_note(Name.Text, AA=Dictionary(E=script()), PA=script()))


def in_a_field(document: Thing) -> None:
    document.Root.AcroForm.Fields[0].AA = Dictionary(K=script(), F=script())


def above_a_field(document: Thing) -> None:
    field = document.Root.AcroForm.Fields[0]
    group = document.make_indirect(Dictionary(T=String("group"), Kids=Array([field]), AA=Dictionary(C=script())))
    field.Parent = group
    document.Root.AcroForm.Fields = Array([group])


def in_a_button(document: Thing) -> None:
    button = a_note(Name.Widget, FT=Name.Btn, T=String("push"), Ff=65536, A=script(), MK=Dictionary())
    noted(document, button)
    document.Root.AcroForm.Fields.append(document.pages[0].Annots[-1])


def in_a_bookmark(document: Thing) -> None:
    document.Root.Outlines.First.A = script()
    del document.Root.Outlines.First["/Dest"]


def in_an_unknown_place(document: Thing) -> None:
    document.pages[0].Resources.Whatever = Dictionary(Deep=Array([Dictionary(Deeper=script())]))


def in_an_address(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.URI, URI=String(f"javascript:{SCRIPT}"))))


def by_way_of_the_catalogue(document: Thing) -> None:
    on_opening(document)
    in_names(document)
    noted(document, a_note(Name.Text, Contents=String("Look"), Home=document.Root))


def in_a_program_to_start(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.Launch, F=String(SCRIPT))))


def in_a_form_sent(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.SubmitForm, F=String(SCRIPT))))


def in_data_fetched(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.ImportData, F=String(SCRIPT))))


def in_another_file(document: Thing) -> None:
    noted(document, a_note(Name.Link, A=Dictionary(S=Name.GoToR, F=String(SCRIPT), D=Array([0, Name.Fit]))))


def in_a_video(document: Thing) -> None:
    noted(document, a_note(Name.RichMedia, RichMediaContent=Dictionary(Assets=String(SCRIPT))))
    noted(document, a_note(Name.Screen, A=Dictionary(S=Name.Rendition, JS=String(SCRIPT))))


def in_an_attached_file(document: Thing) -> None:
    document.attachments["x.exe"] = a_file(document)


def in_a_file_on_the_page(document: Thing) -> None:
    spec = a_file(document).obj
    noted(document, a_note(Name.FileAttachment, FS=spec))
    document.pages[0].AF = Array([spec])
    noted(document, a_note(Name.Popup, Parent=document.pages[0].Annots[-1]))
    noted(document, a_note(Name.Text, AF=Array([spec]), Spec=spec))


HIDING = [
    on_opening,
    in_names,
    on_a_page,
    on_closing,
    in_a_link,
    behind_a_link,
    behind_several,
    in_a_note,
    in_a_field,
    above_a_field,
    in_a_button,
    in_a_bookmark,
    in_an_unknown_place,
    in_an_address,
    by_way_of_the_catalogue,
    in_a_program_to_start,
    in_a_form_sent,
    in_data_fetched,
    in_another_file,
    in_a_video,
    in_an_attached_file,
    in_a_file_on_the_page,
]


@pytest.mark.parametrize("hide", HIDING)
def test_active_content_is_removed(hide: Callable[[Thing], None]) -> None:
    paper = changed(a_source("One"), hide)
    data = one({"one": paper})
    opened(data)
    unpacked = everything(data)
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
    def named(document: Thing) -> None:
        page = document.pages[0]
        font = document.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier))
        for key in ("/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"):
            page.Resources.Font[key] = font
        drawn = " ".join(
            f"BT {key} 9 Tf 72 {600 - 12 * n} Td (Kept {n}) Tj ET"
            for n, key in enumerate(("/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"))
        )
        page.Contents = document.make_stream(drawn.encode())

    document = opened(one({"one": changed(a_source("One"), named)}))
    fonts = document.pages[-3].Resources.Font
    assert {"/AA", "/JS", "/EF", "/Metadata", "/JavaScript", "/OPI", "/AF"} <= set(fonts.keys())


def test_links_without_a_destination_are_removed_and_the_others_stay() -> None:
    def linked(document: Thing) -> None:
        noted(document, a_note(Name.Link, Dest=String("nowhere")))
        noted(document, a_note(Name.Link, Dest=Array([99, Name.Fit])))
        noted(document, a_note(Name.Link, Dest=Array([1, Name("/Odd")])))
        noted(document, a_note(Name.Link, A=Dictionary(S=Name.Named, N=Name.NextPage)))
        noted(document, a_note(Name.Link, A=Dictionary(S=Name.Named, N=Name.Print)))
        noted(document, a_note(Name.Link, A=String("no action")))
        document.pages[0].Annots.append(None)
        document.pages[1].Annots = Array([a_note(Name.Link, Dest=String("nowhere"))])

    document = opened(one({"one": changed(a_source("One"), linked)}))
    links = [note for note in notes(document.pages[-3]) if note.Subtype == Name.Link]
    assert len(links) == 4  # its own two, the page given by its number, and the turn of a page
    assert [str(link.A.N) for link in links if "/A" in link and Name.Named == link.A.S] == ["/NextPage"]
    assert "/Annots" not in document.pages[-2]


def test_metadata_about_a_papers_making_is_removed() -> None:
    def told_of(document: Thing) -> None:
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

    paper = changed(a_source("One"), told_of)
    assert b"Sam Secretary" in everything(paper)
    assert b"Sam Secretary" not in everything(one({"one": paper}))


def test_a_stream_stored_in_an_external_file_is_not_read() -> None:
    def fetched(document: Thing) -> None:
        form = document.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
        form.F = String("//elsewhere/share")
        document.pages[0].Resources.XObject = Dictionary(Fetched=form)

    assert b"elsewhere" not in everything(one({"one": changed(a_source("One"), fetched)}))


@pytest.mark.parametrize("hide", [in_names, in_a_link, in_an_attached_file, in_a_video])
def test_a_signed_paper_with_active_content_is_left_out_and_named(hide: Callable[[Thing], None]) -> None:
    content = with_papers(a_pack("one", "two"), one={"is_signed": True})
    result = made({"one": changed(a_source("One"), hide), "two": a_source("Two")}, content)
    assert result.left_out == (
        "one.pdf could not be included: it is signed and contains scripts or files, which must not be in a pack.",
    )
    document = opened(result.volumes[0])
    assert not document.attachments
