"""E-mail files (.eml and .msg): their attachments, the e-mails within them, and their own text."""

from base64 import encodebytes
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.papers.messages import attachments, email_words, is_message
from tests.exchange.outlook import Attached, Message, outlook_message


def a_message(*, with_words: str = "The report is attached.") -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Ann Author <ann@example.org>"
    message["Subject"] = "Report"
    message.set_content(with_words)
    return message


def attach(message: EmailMessage, name: str, data: bytes = b"%PDF-1.7", kind: str = "application/pdf") -> None:
    main, sub = kind.split("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=name)


def test_the_attachments_of_an_e_mail_keep_their_names() -> None:
    message = a_message()
    attach(message, "CPR – Zoë.pdf", b"%PDF-1")
    attach(message, "photograph.jpg", b"\xff\xd8\xff", "image/jpeg")
    assert attachments(message.as_bytes(), "Report.eml").files == [
        ("CPR – Zoë.pdf", b"%PDF-1"),
        ("photograph.jpg", b"\xff\xd8\xff"),
    ]


def test_attached_e_mails_are_opened_and_the_logos_in_their_text_named_and_left_out() -> None:
    inner = a_message()
    attach(inner, "APR.pdf", b"%PDF-2")
    outer = a_message()
    outer.add_alternative('<p>See below <img src="cid:logo"></p>', subtype="html")
    logo = {"disposition": "inline", "cid": "<logo>", "filename": "logo.png"}
    outer.get_payload()[1].add_related(b"\x89PNG", maintype="image", subtype="png", **logo)  # type: ignore[union-attr, index]  # a part of this message
    outer.add_attachment(inner)
    carried = attachments(outer.as_bytes(), "Fwd.eml")
    assert carried.files == [("APR.pdf", b"%PDF-2")]
    assert any(remark.startswith("logo.png stands in the e-mail’s text") for remark in carried.remarks)


@pytest.mark.parametrize(
    ("html", "data", "is_offered"),
    [
        ("<p>Here it is</p>", b"\xff\xd8\xff small", True),  # phones and Gmail give every file a Content-ID
        ('<img src="cid:8A1F@example.org">', b"\xff\xd8\xff" + bytes(60_000), True),  # a photograph within the text
        ('<img src="cid:8A1F@example.org">', b"\xff\xd8\xff small", False),
    ],
)
def test_a_photograph_with_a_content_id_is_an_attached_file(html: str, data: bytes, *, is_offered: bool) -> None:
    message = a_message()
    message.add_alternative(html, subtype="html")
    attach(message, "IMG_2041.jpg", data, "image/jpeg")
    photograph = message.get_payload()[-1]  # type: ignore[index]  # a part of this message
    photograph.replace_header("Content-Disposition", 'inline; filename="IMG_2041.jpg"')  # type: ignore[union-attr]  # a part of this message
    photograph["Content-ID"] = "<8A1F@example.org>"  # type: ignore[index]  # a part of this message
    if is_offered:
        assert [name for name, _ in attachments(message.as_bytes(), "a.eml").files] == ["IMG_2041.jpg"]
    else:
        with pytest.raises(RuleBrokenError, match=r"no files attached.*IMG_2041\.jpg stands in the e-mail’s text"):
            attachments(message.as_bytes(), "a.eml")


def test_names_of_attachments_lose_folders_and_are_unique() -> None:
    message = a_message()
    for name in ("report.pdf", "Report.pdf", "..\\..\\report.pdf", "/etc/report.pdf", ""):
        attach(message, name)
    names = [name for name, _ in attachments(message.as_bytes(), "a.eml").files]
    assert names == ["report.pdf", "Report (2).pdf", "report (3).pdf", "report (4).pdf", "attachment.pdf"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0 no message", "is not an e-mail, or it is damaged"),
        (b"\x00\x01", "is not an e-mail, or it is damaged"),
        (a_message().as_bytes(), "has no files attached"),
        (b"From: ann@example.org\nContent-Type: multipart/mixed\n\n--b\n\n%PDF-1\n--b--\n", "or it is damaged"),
    ],
)
def test_a_file_without_attachments_or_of_another_kind_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(RuleBrokenError, match=why):
        attachments(data, "a.eml")


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"From - Mon Nov 30 09:30:00 2026\r\n"])
def test_text_before_the_headers_does_not_hide_them(before: bytes) -> None:
    message = a_message()
    attach(message, "PAR.pdf")
    assert [name for name, _ in attachments(before + message.as_bytes(), "a.eml").files] == ["PAR.pdf"]


def test_an_e_mail_is_recognised_by_the_ending_of_its_name() -> None:
    assert is_message("Report.MSG")
    assert is_message("report.eml")
    assert not is_message("report.pdf")


def test_the_attachments_of_an_outlook_message_are_found_too() -> None:
    attached = (
        Attached("CPR – Zoë.pdf"),
        Attached("logo.png", "image/png", b"\x89PNG", "logo@example.org", is_in_text=True),
        Attached("photograph.jpg", "image/jpeg", b"\xff\xd8\xff", "by-gmail@example.org"),
    )
    carried = attachments(outlook_message(Message("Report", attached, "We do not agree.")), "Report.msg")
    assert carried.files == [("CPR – Zoë.pdf", b"%PDF-1"), ("photograph.jpg", b"\xff\xd8\xff")]
    assert carried.unreadable == []
    words, picture = carried.remarks
    assert words.startswith("The e-mail’s own words are not in it (Report.msg: “We do not agree.”).")
    assert picture.startswith("logo.png stands in the e-mail’s text")
    with pytest.raises(RuleBrokenError, match="has no files attached"):
        attachments(outlook_message(Message("Report")), "Report.msg")


def test_messages_in_an_outlook_message_are_opened_and_what_is_not_in_it_is_named() -> None:
    inner = Message("CPR", (Attached("CPR.pdf", data=b"%PDF-2"),))
    attached = (
        Attached("FW CPR", data=inner),
        Attached("PAR.pdf"),
        Attached("On OneDrive.pdf", data=None),
        Attached("smime.p7s", "application/pkcs7-signature", b"\x30"),
        Attached("sealed.p7m", "application/pkcs7-mime", b"\x30"),
        Attached("winmail.dat", "application/ms-tnef", b"\x78"),
    )
    carried = attachments(outlook_message(Message("Outer", attached)), "Outer.msg")
    assert carried.files == [("CPR.pdf", b"%PDF-2"), ("PAR.pdf", b"%PDF-1")]
    assert [name for name, _ in carried.unreadable] == ["On OneDrive.pdf", "sealed.p7m", "winmail.dat"]


def test_a_signed_message_that_outlook_keeps_as_one_file_is_opened() -> None:
    signed = a_message()
    attach(signed, "PAR.pdf")
    carried = attachments(
        outlook_message(Message("Signed", (Attached("smime.p7m", "multipart/signed", bytes(signed)),))), "Signed.msg"
    )
    assert carried.files == [("PAR.pdf", b"%PDF-1.7")]


@pytest.mark.parametrize("extension", ["eml", "msg"])
def test_messages_deeper_than_anybody_attaches_them_are_named(extension: str) -> None:
    if extension == "msg":
        nested = Message("0", (Attached("deep.pdf"),))
        for number in range(1, 8):
            nested = Message(str(number), (Attached(f"message {number}", data=nested),))
        data = outlook_message(nested)
    else:
        inner = a_message()
        attach(inner, "deep.pdf")
        for _ in range(7):
            outer = a_message()
            outer.add_attachment(inner)
            inner = outer
        data = inner.as_bytes()
    carried = attachments(data, f"a.{extension}")
    assert carried.files == []
    [(_, why)] = carried.unreadable
    assert "within 5 others" in why


def test_what_an_e_mail_carries_and_nobody_can_read_is_named() -> None:
    message = a_message()
    attach(message, "winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")
    attach(message, "sealed.p7m", b"\x30", "application/pkcs7-mime")
    attach(message, "Fwd.msg", b"\xd0\xcf\x11\xe0 no message")
    attach(message, "PAR.pdf")
    carried = attachments(message.as_bytes(), "a.eml")
    assert [name for name, _ in carried.files] == ["PAR.pdf"]
    assert [name for name, _ in carried.unreadable] == ["winmail.dat", "sealed.p7m", "Fwd.msg"]
    assert all("Outlook" in why for _, why in carried.unreadable)


def test_a_file_in_the_text_and_a_piece_of_an_e_mail_are_named() -> None:
    parts = (
        b"From: ann@example.org\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n"
        b"Attached.\n\nbegin 644 My PAR.pdf\n)(5!$1BTQ+C0*\n\nend\nbegin again\n"
        b"--b\nContent-Type: message/partial; id=1; number=1\n\n%PDF-1\n--b--\n"
    )
    carried = attachments(parts, "a.eml")
    assert [name for name, _ in carried.unreadable] == ["My PAR.pdf", "A part of an e-mail"]
    assert all("Outlook" in why for _, why in carried.unreadable)


def test_a_file_with_no_name_and_one_with_nothing_in_it_are_kept() -> None:
    message = a_message()
    attach(message, "empty.pdf", b"")
    message.add_attachment(b"%PDF-3", maintype="application", subtype="pdf")
    del message.get_payload()[-1]["Content-Disposition"]  # type: ignore[index, union-attr]  # a part of this message
    assert attachments(message.as_bytes(), "a.eml").files == [("empty.pdf", b""), ("attachment.pdf", b"%PDF-3")]


def test_a_signature_is_no_attached_file() -> None:
    signed = (
        b"From: ann@example.org\nMIME-Version: 1.0\n"
        b'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; boundary="s"\n\n--s\n'
        b'Content-Type: application/pdf; name="PAR.pdf"\n\n%PDF-1\n--s\n'
        b'Content-Type: application/pkcs7-signature; name="smime.p7s"\n'
        b'Content-Disposition: attachment; filename="smime.p7s"\n\nMII=\n--s--\n'
    )
    carried = attachments(signed, "a.eml")
    assert [name for name, _ in carried.files] == ["PAR.pdf"]
    assert carried.unreadable == []


def test_a_signature_and_winmail_are_known_by_their_names_too() -> None:
    message = a_message()
    for name in ("smime.p7s", "winmail.dat", "PAR.pdf"):
        attach(message, name, kind="application/octet-stream")
    carried = attachments(message.as_bytes(), "a.eml")
    assert [name for name, _ in carried.files] == ["PAR.pdf"]
    assert [name for name, _ in carried.unreadable] == ["winmail.dat"]


def test_an_attached_e_mail_is_named_by_its_whole_subject() -> None:
    inner, outer = a_message(), a_message(with_words="")
    inner.replace_header("Subject", "PAR 3/4")
    attach(inner, "PAR.pdf")
    outer.add_attachment(inner)
    [remark] = attachments(outer.as_bytes(), "a.eml").remarks
    assert "(PAR 3-4: “The report is attached.”)" in remark


def test_an_attached_e_mail_that_is_encoded_or_attached_as_a_file_is_opened() -> None:
    inner = a_message()
    attach(inner, "APR.pdf", b"%PDF-2")
    as_file = a_message()
    attach(as_file, "Fwd.eml", inner.as_bytes(), "application/octet-stream")
    encoded = (
        b'From: ann@example.org\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="o"\n\n--o\n'
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
        + encodebytes(inner.as_bytes())
        + b"\n--o--\n"
    )
    for data in (as_file.as_bytes(), encoded):
        assert attachments(data, "a.eml").files == [("APR.pdf", b"%PDF-2")]


def test_an_e_mail_of_web_text_says_its_words_without_their_marks() -> None:
    message = EmailMessage(policy=SMTP)
    message["From"] = "Ann Author <ann@example.org>"
    message.set_content("<style>p {}</style><p>We &amp; they <b>agree</b>.</p>", subtype="html")
    attach(message, "PAR.pdf")
    [remark] = attachments(message.as_bytes(), "a.eml").remarks
    assert "(a.eml: “We & they agree .”)" in remark


def test_an_e_mails_own_words_keep_their_lines_and_name_who_wrote_them_when() -> None:
    message = a_message(with_words="")
    del message["From"], message["Date"], message["Subject"]
    message["From"], message["Date"] = "Ann Reed <ann@example.org>", "Thu, 04 Mar 2027 09:30:00 +0000"
    message["Subject"] = "Comments: page 7/8"
    message.set_content("<style>p {}</style><p>We do not agree.</p><p>Page 7 &amp; 8<br>are wrong.</p>", subtype="html")
    words = email_words(message.as_bytes(), "a.eml")
    assert words is not None
    assert (words.file_name, words.subject) == ("Comments page 7-8 (e-mail).pdf", "Comments: page 7/8")
    assert words.text == "We do not agree.\nPage 7 & 8\nare wrong."
    assert {("From", "Ann Reed <ann@example.org>"), ("Sent", "4 March 2027 at 09:30")} <= {*words.facts}


def test_an_e_mail_without_words_or_that_is_damaged_has_none_to_offer() -> None:
    assert email_words(a_message(with_words=" ").as_bytes(), "a.eml") is None
    assert email_words(b"\xd0\xcf\x11\xe0 no message", "a.msg") is None
