"""E-mail draft with a review file attached. It never contains the password, which is given by telephone."""

from datetime import date

from panel_desk.exchange.letters.eml import Attachment, Draft
from panel_desk.queries.minutes.home_file import HomeFile
from panel_desk.queries.minutes.review_files import HomeReader
from panel_desk.rules.dates import in_words


def draft_of_review_file(file: HomeFile, reader: HomeReader, sender: str, attachment: Attachment) -> Draft:
    """The draft to the member who checks or signs; without an address where the central list has none.

    Args:
        file: what the review file holds.
        reader: the member whom it is for.
        sender: the name at the end of the e-mail.
        attachment: the encrypted file.
    """
    day = in_words(date.fromisoformat(file.held_on))
    office = f" to {file.office}" if file.office else ""
    instruction = (
        "Read the minutes and choose Sign minutes."
        if file.may_sign
        else "Write and comment as you would in the office, and choose Done checking."
    )
    lines = [
        f"Dear {reader.name},",
        "",
        f"The minutes of the panel of {day} are attached, for you to {'sign' if file.may_sign else 'check'}.",
        *([f"We ask for your answer by {in_words(reader.due_on)}."] if reader.due_on else []),
        "",
        "1. Save the attachment on your computer. In Panel Desk choose Open a review file on the first screen.",
        "2. We tell you its password by telephone.",
        f"3. {instruction}",
        f"4. Choose Save my answer, and send that file back{office}. It is encrypted and needs no password here.",
        "5. Once we have told you that it arrived, delete both files.",
        "6. What you print or save for Word is not encrypted. Delete it too.",
        "",
        sender,
        file.agency,
        "",
    ]
    return Draft(
        to=[(reader.name, reader.email)] if reader.email else (),
        subject=f"Minutes of the panel of {day}",
        text="\n".join(lines),
        attachments=(attachment,),
    )
