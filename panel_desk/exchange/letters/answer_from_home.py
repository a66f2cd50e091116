"""An answer on its way: the e-mail with which somebody at home sends it, and the file as the office opens it."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.exchange.letters.eml import Attachment, Draft
from panel_desk.exchange.minutes.review_file import opened_answer, read, sha256_of, token_of
from panel_desk.queries.minutes.home_file import Answer, HomeFile
from panel_desk.queries.minutes.review_files import answer_key
from panel_desk.rules.dates import in_words


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """An answer that came back, opened.

    Args:
        name: the file's name.
        answer: what it says.
        sha256: by what it is known again.
    """

    name: str
    answer: Answer
    sha256: str


def open_answer(desk: Desk, path: Path) -> AnswerFile:
    """Open an answer with the store's own key; nothing is taken in yet.

    Raises:
        SurroundingsError: it cannot be read, is no answer, newer, or was changed on the way.
        RuleBrokenError: it answers no review file of this store.
    """
    data = read(path)
    key = desk.ask(answer_key, token_of(data, path.name))
    return AnswerFile(path.name, opened_answer(data, key, path.name), sha256_of(data))


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
        words="\n".join(lines),
        attachments=(answer,),
    )
