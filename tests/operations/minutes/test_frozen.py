"""Only signed minutes freeze the records of their meeting."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk, Work, shows
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.minutes.frozen import refuse_if_signed
from panel_desk.rules.vocabulary import MeetingStatus
from tests.builders import a_desk, a_meeting, minutes, signed_minutes


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


@shows()
def refuse(work: Work, ref: str | None) -> None:
    refuse_if_signed(work, ref)


def test_only_signed_minutes_freeze_a_meeting(desk: Desk) -> None:
    ref = a_meeting(desk, status=MeetingStatus.HELD)
    desk.ask(refuse, None)
    desk.ask(refuse, ref)
    minutes(desk, ref)
    desk.ask(refuse, ref)
    signed = a_meeting(desk, "P2", status=MeetingStatus.HELD)
    signed_minutes(desk, signed)
    with pytest.raises(RuleBrokenError, match="can no longer be changed"):
        desk.ask(refuse, signed)
