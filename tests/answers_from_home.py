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
    """The answer that is written with a review file, opened at the agency, and the SHA-256 of the answer's file."""
    home.save_answer(folder / home.answer_name)
    file = open_answer(desk, folder / home.answer_name)
    return file.answer, file.sha256


def refused(desk: Desk, answer: ReviewAnswer, sha256: str) -> str:
    """Why an answer is refused, in its preview as when it is taken in; `sha256` is that of its file."""
    reason = preview(desk, answer, sha256).refused
    with pytest.raises(RuleBrokenError) as error:
        take_in(desk, answer, sha256)
    assert error.value.sentence == reason
    return reason


def sign_at(desk: Desk, passphrase: str) -> bool:
    """Sign the panel's minutes at this desk; returns whether everybody who must sign has now signed."""
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return sign(desk, record.content, passphrase)


def state(desk: Desk) -> MinutesState:
    """The state of the panel's minutes."""
    record = desk.ask(minutes, PANEL)
    assert record is not None
    return record.state
