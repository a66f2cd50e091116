"""`panel-desk take-answer`: takes in an answer to a review file, and lists what that changes, or refuses it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.flows.review_at_home import OpenReviewFile
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.minutes.minutes import make_final
from panel_desk.operations.minutes.reviews import answer_comment, comment_on, finish_review
from panel_desk.queries.members.certificates import credentials
from panel_desk.queries.minutes.minutes import minutes
from panel_desk.queries.minutes.reviews import comments
from panel_desk.rules.minutes_headings import ADVICE, CONCERNS, DISCUSSION
from panel_desk.rules.text import fingerprint_in_words
from panel_desk.rules.vocabulary import CommentState, MinutesState
from tests.builders import PASSPHRASE, FixedTime, a_certificate, a_desk
from tests.panels import CHAIR, PANEL, section, sent_home, the_chair, vouched_for, with_the_chair, write

Call = Callable[..., tuple[int, str, str]]
TEXT = "The panel was told of contact."
PASSPHRASE_AT_HOME = "A-passphrase-of-my-own"  # made up
ITEM = "Item 1 · Approval: Barlow001 household"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    """An agency whose panel's minutes were sent to the chair."""
    desk = a_desk(tmp_path, time_source=time_source)
    with_the_chair(desk, TEXT)
    return desk


@pytest.fixture
def call(
    tmp_path: Path, time_source: FixedTime, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Call:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(
        "panel_desk.desk.ComputerTime", lambda: time_source
    )  # certificates are valid from the day on which they are created
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")

    def call(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(["--store", str(tmp_path / "store"), "take-answer", *map(str, words)], lambda _: 42)
        out, err = capsys.readouterr()
        return code, out, err

    return call


def returned(home: OpenReviewFile) -> Path:
    """Save the answer of a review file that is open at home; returns the answer's file."""
    file = home.path.with_name(home.answer_name)
    home.save_answer(file)
    return file


def signed(desk: Desk, folder: Path, passphrase: str) -> Path:
    """The file of the answer of a chair who signed at home."""
    desk.do(make_final, PANEL)
    home = sent_home(desk, folder)
    record = home.desk.ask(minutes, PANEL)
    assert record is not None
    sign(home.desk, record.content, passphrase)
    return returned(home)


def test_a_dry_run_lists_what_taking_in_an_answer_changes(
    call: Call, desk: Desk, time_source: FixedTime, tmp_path: Path
) -> None:
    comment = desk.do(comment_on, section(desk).id, 4, "panel", "Which?")
    home = sent_home(desk, tmp_path)
    time_source.move(minutes=5)
    write(home.desk, TEXT.replace("told", "persuaded"))
    write(home.desk, TEXT.replace("told", "assured"), ADVICE)
    write(home.desk, "The same.", CONCERNS)
    write(desk, TEXT + "\nIt rose at noon.", ADVICE)
    write(desk, "The same.", CONCERNS)
    home.desk.do(comment_on, section(home.desk).id, 0, "The panel", "All of it?")
    home.desk.do(comment_on, section(home.desk).id, 0, "The panel", "As elsewhere.", "The members")
    home.desk.do(answer_comment, comment, CommentState.DECLINED, "The one that sat.")
    home.desk.do(finish_review, PANEL)
    file = returned(home)
    time_source.move(minutes=5)
    sent_home(desk, tmp_path, name="newer")
    code, out, err = call(file, "--dry-run")
    assert code == Exit.DONE
    assert out.splitlines() == [
        "Siân Llewellyn to the minutes of 24 February 2027, saved 4 March 2027, 09:35.",
        "Siân Llewellyn was sent a newer file since.",
        f"{ITEM} · {DISCUSSION}: takes the text from home.",
        f"{ITEM} · {CONCERNS}: reads the same here already.",
        f"{ITEM} · {ADVICE}: keeps its text, because this section has been changed here too, and gets 1 proposal.",
        f"{ITEM} · {DISCUSSION}: comment on “The panel”: All of it?",
        f"{ITEM} · {DISCUSSION}: comment that proposes “The members” on “The panel”: As elsewhere.",
        "1 comment accepted or declined.",
        (
            "The check does not count, because Siân Llewellyn has not seen later changes to "
            f"{ITEM} · {CONCERNS} and {ITEM} · {ADVICE}."
        ),
    ]
    assert err.endswith("Nothing was changed.\n")
    assert section(desk).text == TEXT
    assert call(file)[:2] == (Exit.DONE, out)
    assert section(desk).text == TEXT.replace("told", "persuaded")
    assert len(desk.ask(comments, PANEL)) == 4
    code, out, err = call(file)
    assert (code, out) == (Exit.REFUSED, "")
    assert err.startswith("This answer was taken in on")
    assert call(file, "--dry-run")[0] == Exit.REFUSED


def test_a_certificate_from_home_is_accepted_only_with_its_fingerprint(call: Call, desk: Desk, tmp_path: Path) -> None:
    file = signed(desk, tmp_path, PASSPHRASE_AT_HOME)
    code, out, _ = call(file, "--dry-run")
    assert code == Exit.DONE
    [line] = [one for one in out.splitlines() if one.startswith("Certificate ")]
    fingerprint = line.removeprefix("Certificate ").removesuffix(", made or brought at home.")
    code, out, err = call(file)
    assert (code, out) == (Exit.REFUSED, "")
    assert "Compare its fingerprint with them by telephone" in err
    assert "--fingerprint" in err
    code, _, err = call(file, "--fingerprint", "0" * 64)
    assert code == Exit.REFUSED
    assert "another fingerprint" in err
    assert desk.ask(credentials, CHAIR) == ()
    code, _, err = call(file, "--fingerprint", fingerprint.upper())
    assert code == Exit.REFUSED
    assert "waits for a second person to vouch for it" in err
    vouched_for(desk)
    assert call(file)[0] == Exit.DONE
    [credential] = desk.ask(credentials, CHAIR)
    assert fingerprint_in_words(credential.sha256) == fingerprint


def test_a_signature_with_a_known_certificate_needs_no_fingerprint(call: Call, desk: Desk, tmp_path: Path) -> None:
    a_certificate(the_chair(tmp_path))
    code, out, _ = call(signed(desk, tmp_path, PASSPHRASE))
    assert code == Exit.DONE
    assert "on the central list." in out
    record = desk.ask(minutes, PANEL)
    assert record is not None
    assert record.state is MinutesState.SIGNED


def test_a_file_that_is_damaged_or_not_an_answer_is_refused(call: Call, desk: Desk, tmp_path: Path) -> None:
    file = returned(sent_home(desk, tmp_path))
    data = file.read_bytes()
    file.write_bytes(data[:-5] + bytes([data[-5] ^ 1]) + data[-4:])
    code, out, err = call(file)
    assert (code, out) == (Exit.REFUSED, "")
    assert "damaged or was changed on the way" in err
    code, _, err = call(tmp_path / "minutes.paneldesk-review")
    assert code == Exit.REFUSED
    assert "is not an answer of Panel Desk" in err
