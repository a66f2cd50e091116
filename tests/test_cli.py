"""The command line: its commands, their output, and the exit code and sentence for each kind of failure."""

import getpass
import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import text

from panel_desk import logs, paths
from panel_desk.cli import Exit, run
from panel_desk.desk import Desk
from panel_desk.operations.accounts import open_account, reset_passphrase
from panel_desk.operations.papers.papers import file_paper
from panel_desk.queries.search import search
from panel_desk.rules.vocabulary import (
    AccountRole,
    Background,
    CaseStatus,
    Category,
    DecisionOutcome,
    MeetingStatus,
    PaperKind,
)
from tests.builders import (
    ADMINISTRATOR,
    PASSPHRASE,
    a_case,
    a_decision,
    a_desk,
    a_meeting,
    a_member,
    a_recommendation,
    a_workbook,
    an_attendance,
    minutes,
    signed_minutes,
)

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _a_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the passphrase in the environment, and keep the log in the test's own folder."""
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")


@pytest.fixture
def call(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Call:
    """Run a command on the store in the test's own folder; the exit code, standard output and standard error.

    The exit code would be 42 if the window was opened, which no command does; so in the other tests.
    """

    def call(*words: object) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = run(["--store", str(tmp_path / "store"), *map(str, words)], lambda _: 42)
        except SystemExit as ended:
            code = int(str(ended.code))
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def test_create_creates_a_store_and_prints_the_recovery_key(call: Call, tmp_path: Path) -> None:
    code, out, err = call("create", "--agency", "Fenland Adoption")
    assert code == Exit.DONE
    assert [len(group) for group in out.strip().split("-")] == [4] * 8
    assert "recovery key opens the store if every passphrase is lost" in err
    assert f"{tmp_path / 'store'}, with the account administrator." in err
    assert call("members", "--json")[:2] == (Exit.DONE, "[]\n")
    code, out, err = call("create", "--agency", "Another")
    assert (code, out) == (Exit.NOT_OPENED, "")
    assert err.startswith("There is a store in this folder already.")


def test_create_asks_for_the_passphrase_twice(call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PANEL_DESK_PASSPHRASE")
    answers = iter(["one long passphrase", "another passphrase"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    code, _, err = call("create", "--agency", "Fenland", "--user", "ada")
    assert (code, err) == (Exit.REFUSED, "The two passphrases differ. Nothing was made; try again.\n")
    assert not (tmp_path / "store").exists()


def test_whoever_has_a_one_time_code_is_asked_twice_for_a_passphrase_of_their_own(
    call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", "Correct-horse-7-battery")
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.READER, "one long passphrase")
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", desk.do(reset_passphrase, "ruth"))
    answers = iter(["plain-otter-kettle-91", "another passphrase", "plain-otter-kettle-91", "plain-otter-kettle-91"])
    monkeypatch.setattr(getpass, "getpass", lambda _: next(answers))
    code, out, err = call("meetings", "--user", "ruth")
    assert (code, out) == (Exit.REFUSED, "")
    assert err.startswith("This is a one-time code, which opens nothing by itself.")
    assert call("meetings", "--user", "ruth")[0] == Exit.DONE
    assert list(answers) == []
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", "plain-otter-kettle-91")
    assert call("meetings", "--user", "ruth")[0] == Exit.DONE


def test_a_passphrase_is_never_asked_for_with_an_echo(call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk
    monkeypatch.delenv("PANEL_DESK_PASSPHRASE")

    def nobody(_: str) -> str:
        raise EOFError

    monkeypatch.setattr(getpass, "getpass", nobody)
    assert call("meetings") == (
        Exit.REFUSED,
        "",
        "The passphrase is needed. Put it in PANEL_DESK_PASSPHRASE, or run this in a terminal.\n",
    )


def test_without_a_command_the_window_opens(tmp_path: Path) -> None:
    opened: list[Path | None] = []

    def window(path: Path | None) -> int:
        opened.append(path)
        return 0

    assert run(["--store", str(tmp_path)], window) == 0
    assert run([], window) == 0
    assert run(["Minutes.paneldesk-review"], window) == 0
    assert opened == [tmp_path, None, Path("Minutes.paneldesk-review")]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["frobnicate"], "Argument COMMAND: invalid choice: 'frobnicate'"),
        (["import"], "The following arguments are required: FILE.xlsx. Type panel-desk import --help"),
        (["due", "--on", "31/12/2022"], "Argument --on: “31/12/2022” is not a date; write it as YYYY-MM-DD."),
        (["meetings", "--colour"], "Unrecognized arguments: --colour."),
        (["create"], "The following arguments are required: --agency."),
    ],
)
def test_wrong_arguments_give_a_sentence(call: Call, words: list[str], sentence: str) -> None:
    code, out, err = call(*words)
    assert (code, out) == (Exit.REFUSED, "")
    assert err.startswith(sentence)
    assert err.count("\n") == 1


def test_store_and_user_may_precede_or_follow_the_command(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a_member(desk)
    options = ["--store", str(tmp_path / "store"), "--user", ADMINISTRATOR]
    for words in (
        [*options, "members", "--json"],
        ["members", "--json", *options],
        [*options[:2], "members", "--json", *options[2:]],
    ):
        assert run(words, lambda _: 42) == 0
        assert [row["ref"] for row in json.loads(capsys.readouterr().out)] == ["M001"]


@pytest.mark.parametrize("words", [["--user", "nobody", "meetings"], ["check", "--store", "nowhere"]])
def test_the_exit_code_is_3_if_the_store_cannot_be_opened(call: Call, desk: Desk, words: list[str]) -> None:
    assert desk
    code, out, err = call(*words)
    assert (code, out) == (Exit.NOT_OPENED, "")
    assert err.endswith(".\n")


def _a_workbook(folder: Path, status: str = "active") -> Path:
    headings = [
        "Member ref", "Given name", "Family name", "Category", "Independent of agency", "Status", "Role", "Shoe size",
    ]  # fmt: skip
    member = ["M001", "Siân", "Łukasiewicz", "independent", "yes", status, "chair", 7]
    return a_workbook(folder, {"Members": [headings, member]})


def test_import_prints_a_count_for_each_register(call: Call, desk: Desk, tmp_path: Path) -> None:
    assert desk
    path = _a_workbook(tmp_path)
    code, out, err = call("import", path, "--dry-run")
    assert (code, err) == (Exit.DONE, "Ignored: Members: the heading Shoe size is not one of Panel Desk's.\n")
    assert out == "Register  Added  Changed  Unchanged\nMembers   1      0        0\n"
    assert call("members", "--json")[1] == "[]\n"
    assert call("import", path)[1] == out
    assert call("import", path)[1] == "Register  Added  Changed  Unchanged\nMembers   0      0        1\n"


@pytest.mark.parametrize("words", [[], ["--dry-run"]])
def test_import_prints_every_fault_and_writes_nothing(call: Call, desk: Desk, tmp_path: Path, words: list[str]) -> None:
    assert desk
    code, out, err = call("import", _a_workbook(tmp_path, "asleep"), *words)
    assert (code, out) == (Exit.REFUSED, "")
    assert err.splitlines()[1:] == [
        (
            "Members, row 2, Status: found “asleep”. "
            "Write one of these: waiting list, prospective, active, on hold, ended."
        ),
        "The workbook has 1 fault. Nothing was imported.",
    ]
    assert call("members", "--json")[1] == "[]\n"


def test_import_warns_of_records_that_break_a_rule(call: Call, desk: Desk, tmp_path: Path) -> None:
    a_case(desk, "CASE-1")
    a_decision(
        desk,
        "CASE-1",
        minutes_received_on=date(2022, 4, 1),
        decided_on=date(2022, 6, 1),
        outcome=DecisionOutcome.AGREED,
    )
    out = tmp_path / "out.xlsx"
    assert call("export", out)[0] == Exit.DONE
    code, _, err = call("import", out)
    assert (code, err.partition(":")[0]) == (Exit.DONE, "Warning")
    assert "1 decision came late: CASE-1 was decided on 1 June 2022" in err


def test_only_an_administrator_imports(call: Call, tmp_path: Path) -> None:
    a_desk(tmp_path, AccountRole.READER)
    code, _, err = call("--user", "reader", "import", _a_workbook(tmp_path))
    assert code == Exit.REFUSED
    assert err.endswith("You are signed in as reader. This is done by an account with the role administrator.\n")


def test_export_into_an_empty_store_gives_the_same_lists(
    call: Call, desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _a_held_meeting(desk)
    code, out, err = call("export", tmp_path / "out.xlsx")
    assert (code, out, err) == (Exit.DONE, "", f"Wrote {tmp_path / 'out.xlsx'}.\n")
    (tmp_path / "other").mkdir()
    other = ["--store", str(a_desk(tmp_path / "other").store.folder)]
    assert run([*other, "import", str(tmp_path / "out.xlsx")], lambda _: 42) == 0
    for command in (["meetings"], ["cases"], ["members"], ["quorum", "P1"], ["due", "--on", "2022-05-01"]):
        capsys.readouterr()
        assert run([*other, *command, "--json"], lambda _: 42) == 0
        assert capsys.readouterr().out == call(*command, "--json")[1] != "[]\n"


def _a_held_meeting(desk: Desk) -> None:
    a_member(desk, "M001", given_name="Siân", category=Category.SOCIAL_WORKER, backgrounds=(Background.HEALTH,))
    a_meeting(desk, "P1", meets_on=date(2022, 4, 6), status=MeetingStatus.HELD, chair_ref="M001")
    an_attendance(desk, "P1", "M001")
    a_case(desk, "CASE-1", meeting_ref="P1", item_no=1, status=CaseStatus.HEARD)


def _rows(printed: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(printed)
    return rows


def test_lists_as_json_hold_refs_and_plain_dates(call: Call, desk: Desk) -> None:
    _a_held_meeting(desk)
    [meeting] = _rows(call("meetings", "--json")[1])
    assert meeting == {
        "ref": "P1",
        "panel": "Adoption and Permanence Panel",
        "date": "2022-04-06",
        "starts_at": "09:30",
        "kind": "planned",
        "place": "virtual",
        "status": "held",
        "cancelled_because": None,
        "chair": "M001",
        "minutes": "none",
        "cases": ["CASE-1"],
    }
    [case] = _rows(call("cases", "--json")[1])
    assert (case["ref"], case["kind"], case["status"], case["meeting"]) == ("CASE-1", "approval", "heard", "P1")
    assert (case["household"], case["children"], case["item"]) == ("H-CASE-1", [], 1)
    code, out, _ = call("members", "--json")
    [member] = _rows(out)
    assert (code, member["ref"], member["background"]) == (Exit.DONE, "M001", ["health"])
    assert "Siân" in out


def test_quorum_names_every_condition_that_fails(call: Call, desk: Desk) -> None:
    _a_held_meeting(desk)
    assert _rows(call("quorum", "P1", "--json")[1]) == [
        {
            "item": 1,
            "case": "CASE-1",
            "quorate": False,
            "missing": ["too_few_members", "no_chair_or_vice_chair", "no_social_worker"],
            "present": ["M001"],
            "presiding": None,
        }
    ]
    assert call("quorum", "P9")[0] == Exit.REFUSED


def test_due_lists_the_clocks_of_a_day(call: Call, desk: Desk) -> None:
    _a_held_meeting(desk)
    a_decision(desk, "CASE-1", minutes_received_on=date(2022, 12, 20))
    [decision] = [row for row in _rows(call("due", "--on", "2022-12-28", "--json")[1]) if row["kind"] == "decision"]
    assert decision.pop("rule").startswith("The decision is due within 7 working days of receipt")
    assert decision == {
        "kind": "decision",
        "case": "CASE-1",
        "child": None,
        "member": None,
        "meeting": None,
        "household": None,
        "due_on": "2023-01-03",
        "working_days_left": 3,
        "overdue": False,
        "set_by": "standard",
    }


def test_lists_without_json_have_headings_and_dates_in_words(call: Call, desk: Desk) -> None:
    assert call("meetings") == (Exit.DONE, "", "")
    _a_held_meeting(desk)
    headings, row = call("meetings")[1].splitlines()
    assert headings.split()[:3] == ["Ref", "Panel", "Date"]
    assert row.startswith("P1   Adoption and Permanence Panel  6 April 2022  09:30      planned")
    assert "  no       " in call("quorum", "P1")[1].splitlines()[1]


def test_check_makes_the_search_index_anew(call: Call, desk: Desk) -> None:
    a_case(desk, "CASE-1", social_worker="Tove Quince")
    with desk.store.engine.begin() as connection:
        connection.execute(text("DELETE FROM search_entry"))
    code, out, _ = call("check")
    assert code == Exit.DOES_NOT_HOLD
    assert "panel-desk check --rebuild-index" in out
    code, out, err = call("check", "--rebuild-index")
    assert (code, err) == (Exit.DONE, "Made the search index anew.\n")
    assert out.startswith("The store is whole")
    assert [hit.ref for group in desk.ask(search, "quince") for hit in group.hits] == ["CASE-1"]


def test_check_finds_what_is_damaged_in_a_store(call: Call, desk: Desk) -> None:
    a_case(desk, "CASE-1")
    desk.do(file_paper, "CASE-1", "PAR.pdf", PaperKind.PAR, b"%PDF-1.7 made up", 1)
    assert call("check") == (
        Exit.DONE,
        "The store is whole: the database, the accounts' keys, the audit trail and every paper.\n",
        "",
    )
    [filed] = [path for path in (desk.store.folder / "papers").rglob("*") if path.is_file()]
    filed.unlink()
    code, out, err = call("check")
    assert (code, out) == (Exit.DOES_NOT_HOLD, "The paper PAR.pdf of CASE-1 is missing or was changed.\n")
    assert err.startswith("The store is damaged.")


def test_a_backup_names_an_account_without_a_key(call: Call, desk: Desk, tmp_path: Path) -> None:
    desk.do(open_account, "ruth", "Ruth Aldous", AccountRole.ADVISER, PASSPHRASE)
    desk.store.remove_account_key("ruth")
    code, out, err = call("backup", tmp_path / "copies")
    assert code == 0
    assert Path(out.strip()).is_dir()
    assert err.startswith("The account “ruth” has no key in keys.json, so it cannot sign in.")


def test_restore_replaces_the_store_by_a_backup(call: Call, desk: Desk, tmp_path: Path) -> None:
    a_member(desk, "M001")
    code, out, _ = call("backup", tmp_path / "copies")
    assert code == Exit.DONE
    a_member(desk, "M002")
    desk.close()
    code, restored, err = call("restore", out.strip())
    assert (code, restored) == (Exit.DONE, f"{tmp_path / 'store'}\n")
    assert [row["ref"] for row in _rows(call("members", "--json")[1])] == ["M001"]
    aside = Path(err.removeprefix("The store that was there before is kept in ").removesuffix(".\n"))
    assert run(["--store", str(aside), "members"], lambda _: 42) == 0
    assert call("restore", tmp_path / "nowhere")[0] == Exit.NOT_OPENED


def test_a_restore_is_previewed_and_done_with_the_recovery_key(
    call: Call, desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_member(desk, "M001")
    copy = call("backup", tmp_path / "copies")[1].strip()
    a_member(desk, "M002")
    desk.close()
    code, out, _ = call("restore", copy, "--preview")
    assert code == Exit.DONE
    assert "1 change would be undone. Records changed since, by kind: member (1).\n" in out
    assert [row["ref"] for row in _rows(call("members", "--json")[1])] == ["M001", "M002"]
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", "AAAA-BBBB")
    code, _, err = call("restore", copy, "--recovery-key")
    assert code == Exit.NOT_OPENED
    assert err.startswith("That is not this store's recovery key.")


def test_a_new_recovery_key_is_printed_once(call: Call, desk: Desk) -> None:
    desk.close()
    assert call("recovery-key")[0] == Exit.REFUSED
    code, out, err = call("recovery-key", "--new")
    assert code == Exit.DONE
    assert [len(group) for group in out.strip().split("-")] == [4] * 8
    assert "the one before opens only backups made until now" in err
    assert call("check")[0] == Exit.DONE


def test_rekey_changes_the_key_and_lists_the_backups_of_before(call: Call, desk: Desk, tmp_path: Path) -> None:
    old = (tmp_path / "store" / "keys.json").read_bytes()
    desk.close()
    code, out, err = call("rekey")
    assert code == Exit.DONE
    assert err.startswith("The store's key is changed")
    assert "1 backup was made before the store's key was changed" in out
    assert str(tmp_path / "store" / "backups") in out
    assert (tmp_path / "store" / "keys.json").read_bytes() != old
    assert call("check")[0] == Exit.DONE


def test_restore_works_where_there_is_no_store(call: Call, desk: Desk, tmp_path: Path) -> None:
    a_member(desk, "M001")
    copy = call("backup", tmp_path / "copies")[1].strip()
    elsewhere = ["--store", str(tmp_path / "elsewhere")]
    assert run([*elsewhere, "restore", copy], lambda _: 42) == 0
    assert run([*elsewhere, "members"], lambda _: 42) == 0


def test_a_bug_gives_an_apology_with_a_reference_number(
    call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk
    monkeypatch.setattr(logs, "reference", lambda: "7F3K-92QD")

    def fail(*_: object) -> None:
        raise ZeroDivisionError("Zyxwell")

    monkeypatch.setattr(Desk, "ask", fail)
    code, out, err = call("members")
    assert (code, out) == (Exit.REFUSED, "")
    assert err.startswith("Something went wrong in Panel Desk itself.")
    assert "7F3K-92QD" in err
    log = paths.log_file().read_text(encoding="utf-8")
    assert "Bug 7F3K-92QD" in log
    assert "Zyxwell" not in log + err


def test_an_interrupt_is_not_a_bug(call: Call, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Desk, "ask", stop)
    assert call("members") == (Exit.REFUSED, "", "Stopped.\n")


PROGRAM = [sys.executable, "-m", "panel_desk"]


def _process(tmp_path: Path, *words: str, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(  # noqa: S603 - the program itself
        [*PROGRAM, "--store", str(tmp_path / "store"), *words],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def test_the_process_prints_utf_8_and_ends_with_the_code(tmp_path: Path, desk: Desk) -> None:
    a_member(desk, "M001", given_name="Siân", family_name="Łukasiewicz")
    done = _process(tmp_path, "members", "--json", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.decode("utf-8"))[0]["name"].endswith("Łukasiewicz")
    done = _process(tmp_path, "quorum", "P9")
    assert (done.returncode, done.stdout) == (2, b"")


def test_a_closed_pipe_is_not_an_error(tmp_path: Path, desk: Desk) -> None:
    a_member(desk, "M001")
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(  # noqa: S603 - the program itself
        [*PROGRAM, "--store", str(tmp_path / "store"), "members", "--json"],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        stdout=writing,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("words", [["members"], ["frobnicate"]])
def test_lists_and_wrong_arguments_load_no_slow_packages(tmp_path: Path, words: list[str]) -> None:
    a_desk(tmp_path)
    script = (
        "import sys; from panel_desk.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print([m for m in ('PySide6', 'openpyxl', 'reportlab', 'pypdf', 'alembic') if m in sys.modules])"
    )
    done = subprocess.run(  # noqa: S603 - the program itself
        [sys.executable, "-c", script, "--store", str(tmp_path / "store"), *words],
        env={**os.environ, "XDG_STATE_HOME": str(tmp_path)},
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode().strip() == "[]"


def _text(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_agenda_has_an_edition_for_members_and_one_for_attendees_of_a_case(
    call: Call, desk: Desk, tmp_path: Path
) -> None:
    _a_held_meeting(desk)
    a_case(desk, "CASE-2", meeting_ref="P1", item_no=2)
    out = tmp_path / "agenda.pdf"
    assert call("agenda", "P1", "--out", out) == (Exit.DONE, "", f"Wrote {out}.\n")
    assert "Barlow1" in _text(out)
    assert "Barlow2" in _text(out)
    assert call("agenda", "P1", "--edition", "attendees", "CASE-2", "--out", out)[0] == Exit.DONE
    assert "Barlow2" in _text(out)
    assert "Barlow1" not in _text(out)
    for edition in (["attendees"], ["members", "CASE-1"], ["everyone"]):
        code, _, err = call("agenda", "P1", "--out", out, "--edition", *edition)
        assert (code, err) == (Exit.REFUSED, "Write --edition members, or --edition attendees and a case's ref.\n")


def test_a_pdf_that_cannot_be_written_is_reported(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    code, _, err = call("agenda", "P1", "--out", tmp_path / "nowhere" / "agenda.pdf")
    assert code == Exit.REFUSED
    assert "agenda.pdf could not be written: the folder is not there" in err


def test_minutes_are_printed_whole_or_for_one_case(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    a_case(desk, "CASE-2", meeting_ref="P1", item_no=2)
    out = tmp_path / "minutes.pdf"
    assert call("minutes", "P1", "--out", out) == (
        Exit.REFUSED,
        "",
        "There are no minutes of this meeting yet. Draft them in the window first.\n",
    )
    minutes(desk, "P1")
    assert call("minutes", "P1", "--out", out)[0] == Exit.DONE
    assert "Barlow1" in _text(out)
    assert call("minutes", "P1", "--case", "CASE-2", "--out", out)[0] == Exit.DONE
    assert "Barlow1" not in _text(out)


def test_minutes_are_printed_as_a_word_document_but_in_no_other_format(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    minutes(desk, "P1")
    out = tmp_path / "minutes.DOCX"
    assert call("minutes", "P1", "--out", out)[0] == Exit.DONE
    assert out.read_bytes().startswith(b"PK")
    code, _, err = call("minutes", "P1", "--out", tmp_path / "minutes.odt")
    assert code == Exit.REFUSED
    assert "“minutes.odt” does not end in .pdf or .docx." in err


def test_signed_minutes_are_not_printed_as_a_word_document(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    signed_minutes(desk, "P1")
    code, _, err = call("minutes", "P1", "--out", tmp_path / "minutes.docx")
    assert code == Exit.REFUSED
    assert "would differ from what was signed. Print the whole minutes as a PDF instead." in err


@pytest.mark.parametrize("command", ["agenda", "pack"])
def test_agendas_and_packs_are_printed_only_as_pdf(call: Call, desk: Desk, tmp_path: Path, command: str) -> None:
    _a_held_meeting(desk)
    minutes(desk, "P1")
    out = tmp_path / "minutes.docx"
    code, printed, err = call(command, "P1", "--out", out)
    assert (code, printed) == (Exit.REFUSED, "")
    assert "“minutes.docx” does not end in .pdf." in err
    assert not out.exists()


def test_signed_minutes_are_printed_byte_for_byte(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    number = signed_minutes(desk, "P1")
    out = tmp_path / "minutes.pdf"
    assert call("minutes", "P1", "--out", out)[0] == Exit.DONE
    assert out.read_bytes() == f"the print of minutes {number}".encode()


def test_the_sample_is_not_created_over_a_store(call: Call, desk: Desk) -> None:
    assert desk
    code, out, err = call("sample")
    assert (code, out) == (Exit.NOT_OPENED, "")
    assert err.startswith("There is a store in this folder already.")


def test_a_store_in_a_synchronised_folder_is_used_with_a_warning_and_not_made(
    call: Call, desk: Desk, tmp_path: Path
) -> None:
    desk.close()
    (tmp_path / ".dropbox").touch()
    code, out, err = call("check")
    assert code == Exit.DONE
    assert out.startswith("The store is whole")
    assert "a folder that Dropbox synchronises" in err
    code, _, err = call("--store", tmp_path / "new", "create", "--agency", "Fenland")
    assert code == Exit.NOT_OPENED
    assert "synchronised by Dropbox" in err
    assert not (tmp_path / "new").exists()


def test_a_list_of_which_the_role_sees_nothing_is_empty_with_a_sentence(call: Call, desk: Desk, tmp_path: Path) -> None:
    desk.close()
    a_desk(tmp_path, AccountRole.READER)
    code, out, err = call("--user", "reader", "cases", "--json")
    assert (code, json.loads(out)) == (Exit.DONE, [])
    assert "signed in as reader, who does not see cases, households and children." in err


def test_who_does_not_see_minutes_is_not_told_that_there_are_none(call: Call, desk: Desk, tmp_path: Path) -> None:
    a_meeting(desk)
    desk.close()
    a_desk(tmp_path, AccountRole.READER)
    shown = [json.loads(call(*who, "meetings", "--json")[1])[0]["minutes"] for who in ((), ("--user", "reader"))]
    assert shown == ["none", None]


def test_who_does_not_see_drafts_is_told_that_minutes_are_not_signed(call: Call, desk: Desk, tmp_path: Path) -> None:
    _a_held_meeting(desk)
    a_meeting(desk, "P2")
    a_recommendation(desk, "CASE-1")
    a_decision(desk, "CASE-1")
    minutes(desk, "P1")
    desk.close()
    a_desk(tmp_path, AccountRole.DECISION_MAKER, authorities=["FEN"])
    as_decision_maker = ("--user", "decision-maker")
    [meeting] = _rows(call(*as_decision_maker, "meetings", "--json")[1])
    assert (meeting["ref"], meeting["minutes"]) == ("P1", "not signed yet")
    code, _, err = call(*as_decision_maker, "minutes", "P1", "--out", tmp_path / "minutes.pdf")
    assert (code, err.partition(". ")[0]) == (Exit.REFUSED, "The minutes of this meeting are not signed yet")
