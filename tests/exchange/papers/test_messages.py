from email.message import EmailMessage
from email.policy import SMTP

import pytest

from panel_desk.errors import RuleBrokenError
from panel_desk.exchange.papers.messages import attachments, is_message
from tests.exchange.outlook import outlook_message


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
    assert attachments(message.as_bytes(), "Report.eml") == (
        ("CPR – Zoë.pdf", b"%PDF-1"),
        ("photograph.jpg", b"\xff\xd8\xff"),
    )


def test_attached_e_mails_are_opened_and_inline_pictures_left_out() -> None:
    inner = a_message()
    attach(inner, "APR.pdf", b"%PDF-2")
    outer = a_message()
    logo = {"disposition": "inline", "cid": "<logo>", "filename": "logo.png"}
    outer.add_related(b"\x89PNG", maintype="image", subtype="png", **logo)  # type: ignore[arg-type]  # passed on as headers
    outer.add_attachment(inner)
    assert attachments(outer.as_bytes(), "Fwd.eml") == (("APR.pdf", b"%PDF-2"),)


def test_names_of_attachments_lose_folders_and_are_unique() -> None:
    message = a_message()
    for name in ("report.pdf", "Report.pdf", "..\\..\\report.pdf", "/etc/report.pdf", ""):
        attach(message, name)
    names = [name for name, _ in attachments(message.as_bytes(), "a.eml")]
    assert names == ["report.pdf", "Report (2).pdf", "report (3).pdf", "report (4).pdf", "attachment"]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\xd0\xcf\x11\xe0 no message", "is not an e-mail, or it is damaged"),
        (b"\x00\x01", "is not an e-mail, or it is damaged"),
        (a_message().as_bytes(), "has no files attached"),
    ],
)
def test_a_file_without_attachments_or_of_another_kind_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(RuleBrokenError, match=why):
        attachments(data, "a.eml")


def test_an_e_mail_is_recognised_by_the_ending_of_its_name() -> None:
    assert is_message("Report.MSG")
    assert is_message("report.eml")
    assert not is_message("report.pdf")


def test_the_attachments_of_an_outlook_message_are_found_too() -> None:
    data = outlook_message(
        "Report",
        [
            ("CPR – Zoë.pdf", "application/pdf", b"%PDF-1", False),
            ("logo.png", "image/png", b"\x89PNG", True),
            ("photograph.jpg", "image/jpeg", b"\xff\xd8\xff", False),
        ],
    )
    assert attachments(data, "Report.msg") == (("CPR – Zoë.pdf", b"%PDF-1"), ("photograph.jpg", b"\xff\xd8\xff"))
    with pytest.raises(RuleBrokenError, match="has no files attached"):
        attachments(outlook_message("Report", []), "Report.msg")
