"""Sends minutes home: records who gets a review file, encrypts it under a new password, writes it to the disk."""

from dataclasses import dataclass
from pathlib import Path

from panel_desk.desk import Desk
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.minutes.review_file import encrypt_review_file, new_password_key
from panel_desk.operations.minutes.review_files import forget_review_file, make_review_file
from panel_desk.queries.minutes.home_file import HomeFile
from panel_desk.rules.telephone_passwords import spoken_password
from panel_desk.store.atomic_write import write_or_explain


@dataclass(frozen=True, slots=True)
class WrittenReviewFile:
    """A review file on the disk.

    Args:
        contents: what it holds.
        password: what it opens with; it is not kept anywhere.
        data: its bytes, encrypted.
    """

    contents: HomeFile
    password: str
    data: bytes


def send_minutes_home(desk: Desk, meeting: str, member: str, path: Path) -> WrittenReviewFile:
    """Write a review file for somebody who checks or signs minutes at home.

    It is recorded before it is written, so that no file leaves the office unrecorded; where it cannot be written, the
    record is taken back.

    Args:
        desk: the office's.
        meeting: the meeting's ref.
        member: the ref of the member whom it is for.
        path: where to write it.

    Raises:
        RuleBrokenError: the minutes are neither in review nor final, or this member neither checks nor signs them.
        SurroundingsError: the file cannot be written.
    """
    password = spoken_password()
    key = new_password_key(password)
    contents = desk.do(make_review_file, meeting, member)
    data = encrypt_review_file(contents, key)
    try:
        write_or_explain(path, data, "Nothing was sent. Put that right or choose another folder, then send again.")
    except SurroundingsError:
        desk.do(forget_review_file, contents.token)
        raise
    return WrittenReviewFile(contents, password, data)
