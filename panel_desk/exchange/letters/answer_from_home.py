"""E-mail draft with which a reviewer at home sends their answer to the office."""

from datetime import date

from panel_desk.exchange.letters.eml import Attachment, Draft
from panel_desk.queries.minutes.home_file import HomeFile
from panel_desk.rules.dates import in_words


def draft_of_answer(file: HomeFile, answer: Attachment) -> Draft:
    """The draft to the office; without an address where the office has none in Settings."""
    day = in_words(date.fromisoformat(file.held_on))
    lines = [
        "Dear panel office,",
        "",
        f"My answer to the minutes of the panel of {day} is attached.",
        "Choose Take in an answer on the page of those minutes.",
        "",
        file.name,
        "",
    ]
    return Draft(
        to=[(file.agency, file.office)] if file.office else (),
        subject=f"Minutes of the panel of {day}: my answer",
        text="\n".join(lines),
        attachments=(answer,),
    )
