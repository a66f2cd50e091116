"""Helpers for tests of review files: the answers that come back, and signing."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import RuleBrokenError
from panel_desk.flows.review_at_home import OpenReviewFile
from panel_desk.flows.sign_minutes import sign
from panel_desk.flows.take_in_answer import open_answer, preview, take_in
from panel_desk.queries.minutes.home_file import ReviewAnswer
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.rules.vocabulary import MinutesState
from tests.panels import PANEL


def returned(desk: Desk, home: OpenReviewFile, folder: Path) -> tuple[ReviewAnswer, str]:
    """The answer of a review file, opened at the agency, and its SHA-256."""
    home.save_answer(folder / home.answer_name)
    file = open_answer(desk, folder / home.answer_name)
    return file.answer, file.sha256


def refused(desk: Desk, answer: ReviewAnswer, sha256: str) -> str:
    """Why an answer is refused, both in its preview and when it is taken in."""
    reason = preview(desk, answer, sha256).refused
    with pytest.raises(RuleBrokenError) as error:
        take_in(desk, answer, sha256)
    assert error.value.sentence == reason
    return reason


def sign_at(desk: Desk, passphrase: str) -> bool:
    """Sign the panel's minutes; whether everybody who must sign has signed."""
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return sign(desk, record.content, passphrase)


def state(desk: Desk) -> MinutesState:
    """The state of the panel's minutes."""
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return record.state
